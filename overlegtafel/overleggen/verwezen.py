"""Referrals at a meeting: which reasons a reader may see, and who of the team they went to takes part without a seat."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from overlegtafel.clienten.inzage import filter_seen
from overlegtafel.clienten.kijkers import list_consented, list_viewers
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import NL, now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.overleggen.waarom import VERWIJZING, Reden, list_redenen
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Gebruiker, Team, teamlid
from overlegtafel.verwijzingen.models import Verwijzing

# What ended so lately is still looked back on, once.
NET_KLAAR = timedelta(days=35)
# It ended by itself: taken back, no consent any more. Nothing to look back on, and the team is out of it.
GESTOPT = "gestopt"
# As long as the name of a guest may be.
MAX_NAAM = 60


class Mee(NamedTuple):
    """For whom somebody of a team takes part: who referred the client to it, and the name of that team."""

    van_id: UUID
    team: str


def list_verwezen(overleg: Overleg, dag: date, in_a_row: ColumnElement[bool]) -> Select:
    """Referrals that are open, the late ones first, and those that ended lately and were not discussed since.

    in_a_row: which meetings are in a row with this one.
    """
    ended = Verwijzing.einde_op
    since = datetime.combine(dag, time(), NL) - NET_KLAAR
    discussed = (
        exists()
        .where(Agendapunt.client_id == Client.id, Agendapunt.staat == "besproken", Agendapunt.gesloten_op > ended)
        .where(Overleg.id == Agendapunt.overleg_id, in_a_row)
    )
    first = case((and_(ended.is_(None), Verwijzing.moet_voor < now()), 0), (ended.is_(None), 1), else_=2)
    return (
        select(Client.id, Verwijzing.id, Verwijzing.laatste_op)
        .join(Verwijzing, Verwijzing.client_id == Client.id)
        .where(or_(ended.is_(None), and_(Verwijzing.staat != GESTOPT, ended > since, ~discussed)))
        .order_by(first, func.coalesce(Verwijzing.moet_voor, Verwijzing.laatste_op), Verwijzing.id)
    )


def about_verwezen(overleg: Overleg) -> list[ColumnElement[bool]]:
    """Which referrals a meeting is about: of its practice those to a team of which somebody is invited; of a team those to it.

    The team has no seat at their tables, so who they are follows from the referral.
    """
    found: list[ColumnElement[bool]] = []
    if overleg.organisatie_id:
        found += [Client.praktijk_id == overleg.organisatie_id, _has_invited(overleg)]
    if overleg.team_id:
        found.append(Verwijzing.aan_team_id == overleg.team_id)
    return found


def _has_invited(overleg: Overleg) -> ColumnElement[bool]:
    teams = (
        select(teamlid.c.team_id)
        .join(Genodigde, Genodigde.gebruiker_id == teamlid.c.gebruiker_id)
        .where(Genodigde.overleg_id == overleg.id)
    )
    return Verwijzing.aan_team_id.in_(teams)


def list_team(overleg: Overleg, verwezen: dict[UUID, Collection[UUID]]) -> dict[UUID, dict[Gebruiker, Mee]]:
    """Of each of these clients who of the invited is of a team they were referred to, and for whom; without a seat.

    verwezen: of each client the referrals. Only whom the client lets see both referrals and minutes.
    """
    rows = db.session.execute(
        select(Verwijzing.client_id, Verwijzing.van_id, Team.naam, Gebruiker)
        .join(Team, Team.id == Verwijzing.aan_team_id)
        .join(teamlid, teamlid.c.team_id == Verwijzing.aan_team_id)
        .join(Gebruiker, Gebruiker.id == teamlid.c.gebruiker_id)
        .join(Genodigde, Genodigde.gebruiker_id == Gebruiker.id)
        .where(
            Verwijzing.id.in_([i for ids in verwezen.values() for i in ids]),
            Genodigde.overleg_id == overleg.id,
            Gebruiker.actief,
        )
    ).unique()
    found: dict[UUID, dict[Gebruiker, Mee]] = {}
    for client_id, van_id, team, person in rows:
        found.setdefault(client_id, {})[person] = Mee(van_id, team)
    people = {person for some in found.values() for person in some}
    seated = list_viewers(found, people, Soort.OVERLEG)
    minutes = list_consented(found, people, Soort.OVERLEG)
    referrals = list_consented(found, people, Soort.VERWIJZING)
    return {
        client_id: {
            p: mee
            for p, mee in some.items()
            if p not in seated[client_id]
            and p.id in minutes.get(client_id, ())
            and p.id in referrals.get(client_id, ())
        }
        for client_id, some in found.items()
    }


def ask_along(punt: Agendapunt, people: dict[Gebruiker, Mee]) -> bool:
    """They take part in this item, for who referred the client to them; whether anybody came."""
    here = set(db.session.scalars(select(Puntgast.gebruiker_id).where(Puntgast.agendapunt_id == punt.id)))
    new = {p: mee for p, mee in people.items() if p.id not in here}
    # In the name of the team: only who was asked along by itself has that beside their own, and goes again by itself.
    db.session.add_all(
        Puntgast(
            id=uuid4(), agendapunt_id=punt.id, gebruiker_id=p.id, naam=mee.team[:MAX_NAAM], door_id=mee.van_id, op=now()
        )
        for p, mee in new.items()
    )
    db.session.flush()
    return bool(new)


def drop_gone(overleg: Overleg) -> set[UUID]:
    """Who was asked along for a referral that is not to a team of theirs any more takes no part; who that are.

    Not once the item was discussed, or they were there. Whom people asked along stays.
    """
    to_them = exists().where(
        Verwijzing.client_id == Agendapunt.client_id,
        Verwijzing.staat != GESTOPT,
        teamlid.c.team_id == Verwijzing.aan_team_id,
        teamlid.c.gebruiker_id == Puntgast.gebruiker_id,
    )
    gone = db.session.scalars(
        select(Puntgast)
        .join(Agendapunt, Agendapunt.id == Puntgast.agendapunt_id)
        .where(Agendapunt.overleg_id == overleg.id, Agendapunt.staat == "open")
        .where(Puntgast.gebruiker_id.is_not(None), Puntgast.naam != "", ~Puntgast.is_er, ~to_them)
    ).all()
    for gast in gone:
        db.session.delete(gast)
    db.session.flush()
    return {gast.gebruiker_id for gast in gone}


def read_redenen(punten: Iterable[Agendapunt], by: Gebruiker) -> dict[UUID, list[Reden]]:
    """Why each of these items stands there, in the words this reader may see: not that somebody was referred, without that right."""
    punten = list(punten)
    about = {p.client_id for p in punten if any(r.bron == VERWIJZING for r in p.redenen)}
    # They see the item; of the referral the client's consent decides.
    readable = filter_seen(about, by=by, soort=Soort.VERWIJZING, als_gast=about)
    hidden = about - readable
    return {p.id: list_redenen(p.redenen, zonder=(VERWIJZING,) if p.client_id in hidden else ()) for p in punten}
