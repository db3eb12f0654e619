"""Who is called in beside the team: a team of the region, a place of the sociale kaart, or somebody by name. Each with a part of their own."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.kijkers import list_consented
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Team, teamlid
from overlegtafel.verwijzingen.deur import members_of, open_verwijzing, team_who_sees
from overlegtafel.verwijzingen.kaart import note_used
from overlegtafel.verwijzingen.models import Kaartplek, Verwijspartner, Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.seinen import show_changed, tell
from overlegtafel.verwijzingen.stapwerk import AFGEROND, note_stap, open_to_act

# The same words of the same partner within this time are a double click.
_DUBBEL = timedelta(minutes=2)


def add(
    verwijzing_id: UUID,
    team_id: UUID | None,
    plek_id: UUID | None,
    naam: str,
    deel: str,
    *,
    by: Gebruiker,
    versie: int,
) -> Verwijspartner:
    """By the team. A team of the region, or the team behind a place, sees the referral as far as the client allows."""
    z = open_to_act(verwijzing_id, by=by, versie=versie)
    v = z.verwijzing
    plek = _find_plek(plek_id) if plek_id else None
    team = _find_team(team_id or (plek.team_id if plek else None))
    if team_id and team is None:
        raise Ongeldig({"wie": "Kies een team dat er nog is."})
    if team and team.id == v.aan_team_id:
        raise Ongeldig({"wie": f"{team.naam} heeft deze verwijzing al."})
    there = list_partners(v.id)
    if (team and any(p.team_id == team.id for p in there)) or (plek and any(p.plek_id == plek.id for p in there)):
        raise Ongeldig({"wie": f"{(team or plek).naam} is er al bij."})
    note_used(team_id=team.id if team else None, plek_id=plek_id)
    partner = Verwijspartner(
        id=uuid4(), verwijzing_id=v.id, team=team, plek_id=plek_id, deel=deel, sinds=now(), door=by,
        naam=plek.naam if plek else team.naam if team else naam,
    )  # fmt: skip
    db.session.add(partner)
    # The step points at it.
    db.session.flush()
    note_stap(v, "partner", by=by, tekst=f"{partner.naam}: {deel}", partner_id=partner.id)
    z.inzage.log("verwijzing.partner", Actie.UPDATE, "verwijzing", v.id)
    if team:
        tell(v, "stap", by=by, aan=members_of(team.id))
    else:
        show_changed(v)
    return partner


def feedback_of(partner_id: UUID, tekst: str, *, by: Gebruiker) -> Verwijzing:
    """How the part of a partner goes: by one of that team, else by the team for who cannot write here."""
    partner = db.session.get(Verwijspartner, partner_id)
    if partner is None:
        raise NotFound
    z = open_verwijzing(partner.verwijzing_id, by=by, lock=True)
    v = z.verwijzing
    of_partner = partner.id in z.partners and z.mag_schrijven
    if not of_partner and not (z.mag_stappen and partner.id not in list_who_write(v, [partner])):
        raise MagNiet
    if not v.is_open:
        raise Ongeldig({"gesloten": AFGEROND})
    if _was_just_said(partner, tekst, by):
        return v
    partner.terug_op = now()
    note_stap(v, "partner_terug", by=by, tekst=tekst, partner_id=partner.id)
    z.inzage.log("verwijzing.teruggekoppeld", Actie.UPDATE, "verwijzing", v.id)
    if of_partner:
        has_it = [v.behandelaar] if v.behandelaar else team_who_sees(v)
        tell(v, "stap", by=by, aan=has_it)
    else:
        show_changed(v)
    return v


def list_partners(verwijzing_id: UUID) -> list[Verwijspartner]:
    """Of a referral, the first first."""
    query = select(Verwijspartner).where(Verwijspartner.verwijzing_id == verwijzing_id)
    query = query.options(joinedload(Verwijspartner.team)).order_by(Verwijspartner.sinds, Verwijspartner.id)
    return list(db.session.scalars(query))


def list_who_write(v: Verwijzing, partners: Collection[Verwijspartner]) -> set[UUID]:
    """Which of these partners have somebody in their team who writes, and whom the client lets see referrals."""
    team_ids = {p.team_id for p in partners if p.team_id}
    if not team_ids:
        return set()
    query = select(teamlid.c.team_id, Gebruiker).join(Gebruiker, Gebruiker.id == teamlid.c.gebruiker_id)
    rows = db.session.execute(query.where(teamlid.c.team_id.in_(team_ids), Gebruiker.actief)).unique().all()
    writers = [person for _, person in rows if person.may(Recht.SCHRIJVEN)]
    allowed = list_consented([v.client_id], writers, Soort.VERWIJZING)[v.client_id]
    seeing = {team_id for team_id, person in rows if person.id in allowed}
    return {p.id for p in partners if p.team_id in seeing}


def _find_team(team_id: UUID | None) -> Team | None:
    team = db.session.get(Team, team_id) if team_id else None
    return team if team and team.actief else None


def _find_plek(plek_id: UUID) -> Kaartplek:
    plek = db.session.get(Kaartplek, plek_id)
    if plek is None or plek.gestopt_op:
        raise Ongeldig({"wie": "Deze plek staat niet meer op de sociale kaart. Kies een andere."})
    return plek


def _was_just_said(partner: Verwijspartner, tekst: str, by: Gebruiker) -> bool:
    same = select(Verwijsstap.id).where(
        Verwijsstap.verwijzing_id == partner.verwijzing_id, Verwijsstap.partner_id == partner.id,
        Verwijsstap.wat == "partner_terug", Verwijsstap.door_id == by.id, Verwijsstap.tekst == tekst,
        Verwijsstap.op > now() - _DUBBEL,
    )  # fmt: skip
    return db.session.scalars(same).first() is not None
