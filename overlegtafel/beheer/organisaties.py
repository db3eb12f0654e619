"""Organisaties of the region: listing, making, changing."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select

from overlegtafel.beheer.invoer import OrganisatieInvoer
from overlegtafel.beheer.poort import enter_region, get_organisatie, note, refuse_double
from overlegtafel.clienten.models import Client
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team

_BESTAAT = {"naam": "Er is al een organisatie met deze naam. Kies een andere, of wijzig die organisatie."}


@dataclass(frozen=True, slots=True)
class Telling:
    """An organisatie of the region, with how many people and teams it has."""

    organisatie: Organisatie
    mensen: int
    teams: int


def list_organisaties(*, by: Gebruiker) -> list[Telling]:
    """All of the region, by name."""
    enter_region(by)
    people = _count(Gebruiker)
    teams = _count(Team)
    rows = db.session.execute(
        select(Organisatie, func.coalesce(people.c.aantal, 0), func.coalesce(teams.c.aantal, 0))
        .outerjoin(people, people.c.organisatie_id == Organisatie.id)
        .outerjoin(teams, teams.c.organisatie_id == Organisatie.id)
    )
    return sorted((Telling(*row) for row in rows), key=lambda t: normalise(t.organisatie.naam))


def _count(kind: type[Gebruiker] | type[Team]):
    """SQL: how many of these each organisatie has now."""
    return (
        select(kind.organisatie_id, func.count().label("aantal"))
        .where(kind.actief)
        .group_by(kind.organisatie_id)
        .subquery()
    )


def create_organisatie(invoer: OrganisatieInvoer, *, by: Gebruiker) -> Organisatie:
    """Raises Ongeldig when the name is taken."""
    enter_region(by)
    organisatie = Organisatie(id=uuid4())
    _fill(organisatie, invoer)
    with refuse_double(_BESTAAT):
        db.session.add(organisatie)
    note("organisatie.gemaakt", Actie.CREATE, "organisatie", organisatie.id, by=by)
    return organisatie


def change_organisatie(organisatie_id: UUID, invoer: OrganisatieInvoer, *, versie: int, by: Gebruiker) -> Organisatie:
    """Raises Verouderd when somebody was quicker; Ongeldig when the name is taken, and for a practice that must stay one.

    Whether it is a practice is for the region to say: that gives functies, and clients of who is registered there.
    """
    organisatie = get_organisatie(organisatie_id, by=by, lock=True)
    if organisatie.versie != versie:
        raise Verouderd(organisatie)
    if organisatie.is_praktijk != invoer.is_praktijk and not by.may(Recht.REGIO_BEHEREN):
        raise Ongeldig(
            {"is_praktijk": "Of dit een huisartsenpraktijk is, kunt u niet wijzigen. Vraag de functioneel beheerder."}
        )
    if organisatie.is_praktijk and not invoer.is_praktijk and _has_clients(organisatie):
        raise Ongeldig({"is_praktijk": "Hier staan cliënten ingeschreven, dus dit blijft een huisartsenpraktijk."})
    with refuse_double(_BESTAAT):
        _fill(organisatie, invoer)
        organisatie.versie += 1
    note("organisatie.gewijzigd", Actie.UPDATE, "organisatie", organisatie.id, by=by)
    return organisatie


def _fill(organisatie: Organisatie, invoer: OrganisatieInvoer) -> None:
    organisatie.naam, organisatie.telefoon = invoer.naam, invoer.telefoon
    organisatie.is_praktijk, organisatie.ingeschreven = invoer.is_praktijk, invoer.ingeschreven


def _has_clients(organisatie: Organisatie) -> bool:
    """Whether anybody is registered here; beheer learns no more than that."""
    return db.session.scalar(select(Client.id).where(Client.praktijk_id == organisatie.id).limit(1)) is not None
