"""Referrals when people go, teams end, consent is withdrawn or the client dies: each goes on with somebody else, or ends by itself."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from overlegtafel.berichten.models import Signaal
from overlegtafel.clienten.signalen import lid_weg, samengevoegd, toegang_gewijzigd, werk_overgenomen
from overlegtafel.core.datums import now, today
from overlegtafel.core.live import tell_after_commit
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.toegang.regels import allows
from overlegtafel.toegang.sessies import list_open_sessies
from overlegtafel.toegang.toestemmingen import list_active
from overlegtafel.verwijzingen.deur import consenting, members_of, referrers_of, team_who_sees
from overlegtafel.verwijzingen.models import Verwijspartner, Verwijzing
from overlegtafel.verwijzingen.seinen import tell
from overlegtafel.verwijzingen.stappen import note_stap, stop


@toegang_gewijzigd.connect
def end_closed(_sender: object, *, client_ids: Collection[UUID]) -> None:
    """Consent or seat changed, or the client died: what nobody of the team may see any more ends at once."""
    db.session.flush()
    for v in _lock(Verwijzing.client_id.in_(client_ids)):
        if why := why_ended(v):
            end(v, why)


@samengevoegd.connect
def follow(_sender: object, *, weg_id: UUID, blijft_id: UUID) -> None:
    db.session.execute(update(Verwijzing).where(Verwijzing.client_id == weg_id).values(client_id=blijft_id))


@lid_weg.connect
def leave_team(_sender: object, *, mens: Gebruiker, team: Team, by: Gebruiker) -> None:
    """What somebody claimed as one of a team is the team's again when they are no longer in it."""
    db.session.flush()
    for v in _lock(Verwijzing.aan_team_id == team.id, Verwijzing.behandelaar_id == mens.id):
        _give_back(v, f"{mens.naam} zit niet meer in dit team.", by)


@werk_overgenomen.connect
def pass_on(_sender: object, *, van: Gebruiker | Team, naar: Gebruiker | Team | None, by: Gebruiker) -> None:
    """Of somebody who left, or a team that ended. By somebody in beheer, who sees none of it."""
    db.session.flush()
    if isinstance(van, Team):
        _end_team(van, naar if isinstance(naar, Team) else None, by)
    else:
        for v in _lock(Verwijzing.behandelaar_id == van.id):
            _give_back(v, f"{van.naam} werkt hier niet meer.", by)
        _pass_feedback(van, naar if isinstance(naar, Gebruiker) else None, by)


def why_ended(v: Verwijzing) -> str:
    """Why an open referral cannot go on: a key of regels.VANZELF; '' when it can."""
    if v.client.overleden_op:
        return "overleden"
    if not v.aan_team.actief:
        return "opgeheven"
    return "" if _team_may_see(v, v.aan_team) else "ingetrokken"


def end(v: Verwijzing, why: str, *, by: Gebruiker | None = None) -> None:
    """It ended by itself: the referrer hears why; who worked on it too, as far as they may still know of it."""
    partners = _partner_people(v)
    workers = [v.behandelaar] if v.behandelaar else team_who_sees(v)
    team = members_of(v.aan_team_id)
    stop(v, why, by=None)
    _forget(v, [*team, *partners])
    _note(v, "verwijzing.gestopt", by)
    tell(v, "terug", by=None, aan=referrers_of(v))
    tell(v, "stap", by=None, aan=[*workers, *partners])
    # It leaves the lists of who may not see it any more; they hear no more than that something changed.
    tell_after_commit(list_open_sessies([p.id for p in (*team, *partners)]), "verwijzing", v.id)


def _team_may_see(v: Verwijzing, team: Team) -> bool:
    """Whether the client lets anybody of this team see it; of a team without people, whether it lets their domain."""
    if people := [p for p in members_of(team.id) if p.may(Recht.LEZEN)]:
        return bool(consenting(v.client_id, people))
    rules = list_active([v.client_id])[v.client_id]
    who = {"domein": Domein(team.domein), "organisatie_id": team.organisatie_id}
    return allows(rules, soort=Soort.VERWIJZING, op=today(), **who)


def _end_team(team: Team, heir: Team | None, by: Gebruiker) -> None:
    """To the team that took the work over, when the client lets it; else it ends, and the referrer hears it."""
    for v in _lock(Verwijzing.aan_team_id == team.id):
        if heir is None or v.client.overleden_op or not _team_may_see(v, heir):
            end(v, "opgeheven", by=by)
            continue
        v.aan_team, v.behandelaar, v.opgepakt_op = heir, None, None
        note_stap(v, "overgedragen", by=None, tekst=f"Van {team.naam}, dat er niet meer is, naar {heir.naam}.")
        _begin_again(v)
        _note(v, "verwijzing.overgedragen", by)
        tell(v, "nieuw", by=None, aan=team_who_sees(v))
    if heir:
        there = select(Verwijspartner.verwijzing_id).where(Verwijspartner.team_id == heir.id)
        part = update(Verwijspartner).where(
            Verwijspartner.team_id == team.id, Verwijspartner.verwijzing_id.not_in(there)
        )
        db.session.execute(part.values(team_id=heir.id, naam=heir.naam))


def _give_back(v: Verwijzing, waarom: str, by: Gebruiker) -> None:
    v.behandelaar = v.opgepakt_op = None
    note_stap(v, "teruggegeven", by=None, tekst=waarom)
    _begin_again(v)
    _note(v, "verwijzing.teruggegeven", by)
    people = team_who_sees(v)
    if not people:
        # Nobody is left there: silence has begun now.
        v.kijken_op = now()
    tell(v, "doorgegeven", by=None, aan=people)


def _pass_feedback(van: Gebruiker, heir: Gebruiker | None, by: Gebruiker) -> None:
    """Who takes over hears what becomes of it; nobody: then the practice does (deur.referrers_of). That somebody else sent it stays."""
    for v in _lock(Verwijzing.terug_aan_id == van.id):
        v.terug_aan = heir
        _note(v, "verwijzing.overgedragen", by)
        tell(v, "doorgegeven", by=None, aan=referrers_of(v))
    # Also of what ended: something may still be said about it.
    db.session.execute(
        update(Verwijzing).where(Verwijzing.terug_aan_id == van.id).values(terug_aan_id=heir.id if heir else None)
    )


def _begin_again(v: Verwijzing) -> None:
    """Nobody was told yet that it is late."""
    v.escalatie, v.kijken_op = 0, v.moet_voor
    db.session.flush()


def _lock(*which: ColumnElement[bool]) -> list[Verwijzing]:
    query = select(Verwijzing).where(*which, Verwijzing.einde_op.is_(None)).order_by(Verwijzing.id)
    return list(
        db.session.scalars(query.with_for_update(of=Verwijzing).execution_options(populate_existing=True)).unique()
    )


def _partner_people(v: Verwijzing) -> list[Gebruiker]:
    teams = select(Verwijspartner.team_id).where(
        Verwijspartner.verwijzing_id == v.id, Verwijspartner.team_id.is_not(None)
    )
    return [p for team_id in db.session.scalars(teams).all() for p in members_of(team_id)]


def _forget(v: Verwijzing, people: Collection[Gebruiker]) -> None:
    """What these had not seen yet, they need not see any more; no letter follows."""
    unseen = update(Signaal).where(
        Signaal.verwijzing_id == v.id,
        Signaal.gezien_op.is_(None),
        Signaal.gebruiker_id.in_([p.id for p in people]),
    )
    db.session.execute(unseen.values(gezien_op=now(), mailen_op=None))


def _note(v: Verwijzing, gebeurtenis: str, by: Gebruiker | None) -> None:
    """By somebody in beheer, or by itself."""
    beheer = {"recht": Recht.BEHEREN, "grond": "beheer"} if by else {}
    log(
        gebeurtenis, Actie.UPDATE, by=by, object_soort="verwijzing", object_id=v.id, client_id=v.client_id, **beheer
    )  # fmt: skip
