"""Finding organisaties, people and teams of the region."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team


def has_region() -> bool:
    """Whether anything was loaded or set up here."""
    return db.session.scalar(select(Organisatie.id).limit(1)) is not None


def list_praktijken() -> list[Organisatie]:
    return list(db.session.scalars(select(Organisatie).where(Organisatie.is_praktijk).order_by(Organisatie.naam)))


def find_people(zoek: str, *, limit: int = 8) -> tuple[list[Gebruiker], list[Team]]:
    """People and teams of the region whose name, functie or organisatie holds every word typed.

    Colleagues are not secret: name, functie and number are what a phone list holds. Beheer is left out.
    """
    words = normalise(zoek).split()
    if not words:
        return [], []
    people = db.session.scalars(
        select(Gebruiker).join(Gebruiker.organisatie).where(Gebruiker.actief).order_by(Gebruiker.achternaam)
    ).unique()
    # Some hundreds of colleagues at most: compared here, so that accents and word order do not matter.
    found = [
        p for p in people if p.domein is not Domein.BEHEER and _holds(words, p.naam, p.functie, p.organisatie.naam)
    ]
    teams = db.session.scalars(
        select(Team).where(Team.actief).options(joinedload(Team.organisatie)).order_by(Team.naam)
    )
    found_teams = [t for t in teams if _holds(words, t.naam, t.domein, t.organisatie.naam if t.organisatie else "")]
    return found[:limit], found_teams[:limit]


def _holds(words: list[str], *fields: str) -> bool:
    text = normalise(" ".join(fields))
    return all(word in text for word in words)


def get_gebruiker(gebruiker_id: UUID) -> Gebruiker | None:
    return db.session.get(Gebruiker, gebruiker_id)


def get_team(team_id: UUID) -> Team | None:
    return db.session.get(Team, team_id)


def stays(who: Gebruiker | Team) -> bool:
    """Whether this person or team is still here. If so, nobody ends that before the end of this transaction."""
    kind = type(who)
    query = select(kind.actief).where(kind.id == who.id).with_for_update(read=True, of=kind)
    return bool(db.session.scalar(query))
