"""Whom one could invite: who belongs to the practice, team or client it is about, and per required discipline somebody who has it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, union_all

from overlegtafel.berichten.models import Bereik
from overlegtafel.clienten.kijkers import grounds, list_viewers
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.overleggen.disciplines import Eis, list_missing, read_eisen
from overlegtafel.overleggen.models import Overlegsoort
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team, teamlid

_PER_DISCIPLINE = 6


@dataclass(frozen=True, slots=True)
class Voor:
    """Whose meeting it is: of a practice or organisatie, of a team, or of neither."""

    organisatie: Organisatie | None = None
    team: Team | None = None

    @property
    def sleutel(self) -> str:
        return f"o:{self.organisatie.id}" if self.organisatie else f"t:{self.team.id}" if self.team else ""

    @property
    def naam(self) -> str:
        return (self.organisatie or self.team).naam if self.sleutel else ""


@dataclass(frozen=True, slots=True)
class Groep:
    """People to choose from, with what they have in common. eis: what of the kind's demands they would fill.

    vanzelf: they are invited unless somebody says no. vouw: further away, so folded.
    """

    titel: str
    mensen: list[Gebruiker]
    eis: Eis | None = None
    vanzelf: bool = False
    vouw: bool = False


def list_voor(soort: Overlegsoort, *, by: Gebruiker) -> list[Voor]:
    """Whose meeting of this kind `by` may plan: of the own practice and teams; who is in a team of the region, of any practice."""
    teams = [Voor(team=t) for t in sorted(by.teams, key=lambda t: normalise(t.naam)) if t.actief]
    if soort.over == "client":
        return [Voor()]
    if soort.over == "team":
        return teams
    if soort.over == "geen":
        return [*teams, Voor(organisatie=by.organisatie)]
    if any(t.organisatie_id is None for t in by.teams):
        found = db.session.scalars(select(Organisatie).where(Organisatie.is_praktijk).order_by(Organisatie.naam))
        return [Voor(organisatie=o) for o in found]
    return [Voor(organisatie=by.organisatie)] if by.organisatie.is_praktijk else []


def list_groepen(soort: Overlegsoort, voor: Voor, *, by: Gebruiker, client: Client | None = None) -> list[Groep]:
    """Whom to suggest, each person once. client: opened; whoever knows this client or this practice comes first."""
    seen: set[UUID] = set()
    groups: list[Groep] = []
    eisen = read_eisen([*soort.vereist, *soort.voorzitters])

    def take(titel: str, people: Iterable[Gebruiker], **how) -> None:
        new = [g for g in people if g.id not in seen and g.may(Recht.LEZEN)]
        if "eis" in how:
            new = new[:_PER_DISCIPLINE]
        seen.update(g.id for g in new)
        if new:
            groups.append(Groep(titel, new, **how))

    def take_required() -> None:
        if not eisen:
            return
        first = sort_near(voor.organisatie.id if voor.organisatie else client and client.praktijk_id, client)
        for eis in eisen:
            take(f"Voor {eis.label}", first(list_who_fill(eis, by=by)), eis=eis)

    if client:
        helpers = _sorted(_helpers(client.id))
        near = _personal(client.id)
        # Where the kind says who must come, those are chosen, one by one; else who is personally involved comes.
        take_required()
        take("Zelf betrokken bij deze cliënt", [g for g in helpers if g.id in near], vanzelf=not eisen)
        take("Ook van een team of de praktijk", helpers, vouw=True)
    elif voor.organisatie:
        take(voor.organisatie.naam, _sorted(_of_practice(voor.organisatie)))
    if voor.team:
        take(voor.team.naam, _sorted(_of_team(voor.team)), vanzelf=True)
    if not client:
        take_required()
    for team in by.teams:
        take(team.naam, _sorted(_of_team(team)), vouw=client is not None)
    return groups


def sort_near(
    praktijk_id: UUID | None, client: Client | None = None
) -> Callable[[Iterable[Gebruiker]], list[Gebruiker]]:
    """Puts who may hear about this client first, then who has most clients of this practice, then by name."""
    known = {} if praktijk_id is None else _count_clients(praktijk_id)

    def sort(people: Iterable[Gebruiker]) -> list[Gebruiker]:
        people = _sorted(people)
        hears = list_viewers([client.id], people, Soort.OVERLEG)[client.id] if client else people
        hearing = {g.id for g in hears}
        return sorted(people, key=lambda g: (g.id not in hearing, -known.get(g.id, 0)))

    return sort


def _count_clients(praktijk_id: UUID) -> dict[UUID, int]:
    """Of everybody with clients of this practice how many: in person, and with their team."""
    here = (Client.praktijk_id == praktijk_id, Betrokkene.tot.is_(None))
    in_person = select(Betrokkene.gebruiker_id).join(Client, Client.id == Betrokkene.client_id).where(*here)
    in_team = (
        select(teamlid.c.gebruiker_id)
        .join(Betrokkene, Betrokkene.team_id == teamlid.c.team_id)
        .join(Client, Client.id == Betrokkene.client_id)
        .where(*here)
    )
    every = union_all(in_person.where(Betrokkene.gebruiker_id.is_not(None)), in_team).subquery()
    rows = db.session.execute(select(every.c[0], func.count()).group_by(every.c[0]))
    return {person_id: count for person_id, count in rows}


def list_who_fill(eis: Eis, *, by: Gebruiker) -> list[Gebruiker]:
    """Who in the region fills this; who shares a team or organisatie with `by`, when there is anybody."""
    found = [
        g for g in db.session.scalars(select(Gebruiker).where(Gebruiker.actief)).unique() if eis.is_met_by(g.functie)
    ]
    mates = set(
        db.session.scalars(select(teamlid.c.gebruiker_id).where(teamlid.c.team_id.in_([t.id for t in by.teams])))
    )
    near = [g for g in found if g.id in mates or g.organisatie_id == by.organisatie_id]
    return near or found


def list_unfilled(soort: Overlegsoort, people: Iterable[Gebruiker]) -> list[Eis]:
    return list_missing(read_eisen(soort.vereist), [g.functie for g in people])


def _helpers(client_id: UUID) -> list[Gebruiker]:
    """Who sits at this client's table and may hear what is said in meetings about them."""
    related = select(grounds([client_id]).subquery().c.gebruiker_id)
    people = db.session.scalars(select(Gebruiker).where(Gebruiker.id.in_(related), Gebruiker.actief)).unique()
    return list_viewers([client_id], people, Soort.OVERLEG)[client_id]


def _personal(client_id: UUID) -> Collection[UUID]:
    """Who sits at this client's table by name, and of each team there its one contact."""
    here = (Betrokkene.client_id == client_id, Betrokkene.tot.is_(None))
    named = select(Betrokkene.gebruiker_id).where(*here)
    contact = select(Bereik.coordinator_id).join(Betrokkene, Betrokkene.team_id == Bereik.team_id).where(*here)
    return set(db.session.scalars(named)) | set(db.session.scalars(contact))


def _of_practice(organisatie: Organisatie) -> list[Gebruiker]:
    query = select(Gebruiker).where(Gebruiker.organisatie_id == organisatie.id, Gebruiker.actief)
    found = db.session.scalars(query).unique()
    return [g for g in found if not organisatie.is_praktijk or g.domein is Domein.HUISARTSENZORG]


def _of_team(team: Team) -> list[Gebruiker]:
    query = select(Gebruiker).join(teamlid, teamlid.c.gebruiker_id == Gebruiker.id)
    return list(db.session.scalars(query.where(teamlid.c.team_id == team.id, Gebruiker.actief)).unique())


def _sorted(people: Iterable[Gebruiker]) -> list[Gebruiker]:
    return sorted(people, key=lambda g: normalise(f"{g.achternaam} {g.voornaam}"))
