"""Which kinds of referral somebody may make, and to which teams a kind can go."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.beslissers import age_on
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import FUNCTIES, Domein, Recht, Soort, domein_of, has_recht
from overlegtafel.toegang.models import Gebruiker, Team, teamlid
from overlegtafel.verwijzingen.models import Verwijssoort, Verwijzing


def list_soorten_van(by: Gebruiker) -> list[Verwijssoort]:
    """The kinds that come from their domain, for any client."""
    query = select(Verwijssoort).where(Verwijssoort.actief).order_by(Verwijssoort.naam)
    return [soort for soort in db.session.scalars(query) if by.domein in soort.van]


def list_soorten(inzage: Inzage) -> list[Verwijssoort]:
    """The kinds this reader may refer the opened client by now, the one for grown-ups first."""
    if not inzage.mag(Recht.SCHRIJVEN):
        return []
    found = [s for s in list_soorten_van(inzage.by) if not find_beletsel(inzage, s)]
    return sorted(found, key=lambda s: s.onder_leeftijd is not None)


def find_beletsel(inzage: Inzage, soort: Verwijssoort) -> str:
    """Why this client cannot be referred by this kind; '' when nothing is in the way."""
    client = inzage.client
    if client.overleden_op:
        return f"{client.noemnaam} is overleden op {show_date(client.overleden_op)}. Verwijzen kan niet meer."
    if not inzage.soorten[Soort.VERWIJZING]:
        return (
            "U mag van deze cliënt geen verwijzingen zien. Vraag de cliënt of dat mag, en leg het vast bij Toestemming."
        )
    if soort.onder_leeftijd and age_on(client.geboortedatum, today()) >= soort.onder_leeftijd:
        return f"{soort.naam} is er voor wie jonger is dan {soort.onder_leeftijd} jaar."
    return ""


def list_teams(soort: Verwijssoort) -> dict[Team, set[UUID]]:
    """The teams of the kind's domain that have somebody to act, by name; each with the organisaties those people work for."""
    naar = Domein(soort.naar)
    functies = [f for f in FUNCTIES if domein_of(f) is naar and has_recht(f, Recht.SCHRIJVEN)]
    rows = db.session.execute(
        select(Team, Gebruiker.organisatie_id)
        .join(teamlid, teamlid.c.team_id == Team.id)
        .join(Gebruiker, Gebruiker.id == teamlid.c.gebruiker_id)
        .where(Team.actief, Team.domein == naar.value, Gebruiker.actief, Gebruiker.functie.in_(functies))
        .options(joinedload(Team.organisatie))
        .order_by(Team.naam)
        .distinct()
    )
    found: dict[Team, set[UUID]] = {}
    for team, organisatie_id in rows.unique():
        found.setdefault(team, set()).add(organisatie_id)
    return found


def choose_team(inzage: Inzage, soort: Verwijssoort, teams: Sequence[Team]) -> UUID | None:
    """The most likely one: at the client's table, else where this kind went last from here, else the only one."""
    ids = [team.id for team in teams]
    if len(ids) < 2:
        return ids[0] if ids else None
    seated = list_seated(inzage.client.id, ids)
    if seated:
        return seated[0]
    return _find_last(inzage.by.organisatie_id, soort.id, ids)


def list_seated(client_id: UUID, team_ids: Collection[UUID]) -> Sequence[UUID]:
    """Which of these teams sit at the table of this client now, longest first."""
    here = select(Betrokkene.team_id).where(
        Betrokkene.client_id == client_id, Betrokkene.tot.is_(None), Betrokkene.team_id.in_(team_ids)
    )
    return db.session.scalars(here.order_by(Betrokkene.sinds, Betrokkene.id)).all()


def _find_last(organisatie_id: UUID, soort_id: UUID, team_ids: Collection[UUID]) -> UUID | None:
    """In two looks, for what is open and what is done each have an index of their own."""
    ours = select(Verwijzing.aan_team_id).where(
        Verwijzing.van_organisatie_id == organisatie_id,
        Verwijzing.soort_id == soort_id,
        Verwijzing.aan_team_id.in_(team_ids),
    )
    going = ours.where(Verwijzing.einde_op.is_(None)).order_by(Verwijzing.verwezen_op.desc()).limit(1)
    done = ours.where(Verwijzing.einde_op.is_not(None)).order_by(Verwijzing.einde_op.desc()).limit(1)
    return db.session.scalar(going) or db.session.scalar(done)


def list_lopend(client_id: UUID, soort_id: UUID) -> dict[UUID, UUID]:
    """The open referrals of this kind: by team, the referral."""
    query = select(Verwijzing.aan_team_id, Verwijzing.id).where(
        Verwijzing.client_id == client_id, Verwijzing.soort_id == soort_id, Verwijzing.einde_op.is_(None)
    )
    return {team_id: verwijzing_id for team_id, verwijzing_id in db.session.execute(query)}
