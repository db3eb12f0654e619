"""Signing in, and finding people and teams of the region."""

from datetime import timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from overlegtafel.core.datums import now
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db, login_manager
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team

_hasher = PasswordHasher()
_SAME_VISIT = timedelta(hours=4)


@cache
def _nobody() -> str:
    """Verified against when the address is unknown, so that the answer takes as long either way."""
    return _hasher.hash("niemand")


@login_manager.user_loader
def load_gebruiker(gebruiker_id: str) -> Gebruiker | None:
    """The signed-in person with organisatie and teams in one query; None ends the session."""
    try:
        key = UUID(gebruiker_id)
    except ValueError:
        return None
    gebruiker = db.session.scalars(_signed_in(), {"id": key}).unique().one_or_none()
    return gebruiker if gebruiker and gebruiker.actief else None


@cache
def _signed_in() -> Select:
    """Built once: it runs for every request."""
    return select(Gebruiker).where(Gebruiker.id == bindparam("id")).options(joinedload(Gebruiker.teams))


def hash_wachtwoord(wachtwoord: str) -> str:
    return _hasher.hash(wachtwoord)


def check_wachtwoord(email: str, wachtwoord: str) -> UUID | None:
    """Whose address and password this is, or None. Slow on purpose, so it holds no transaction while it computes."""
    query = select(Gebruiker.id, Gebruiker.wachtwoord_hash).where(
        Gebruiker.email == email.strip().casefold(), Gebruiker.actief
    )
    found = db.session.execute(query).one_or_none()
    db.session.rollback()
    try:
        _hasher.verify(found.wachtwoord_hash if found else _nobody(), wachtwoord)
    except (VerificationError, InvalidHashError):
        return None
    return found.id if found else None


def sign_in(gebruiker_id: UUID | None) -> Gebruiker | None:
    """Note the sign-in, or that one failed (None), in the access log."""
    gebruiker = db.session.get(Gebruiker, gebruiker_id) if gebruiker_id else None
    if gebruiker is None or not gebruiker.actief:
        log("aanmelden.mislukt", Actie.EXECUTE, by=None)
        return None
    _note_visit(gebruiker)
    log("aangemeld", Actie.EXECUTE, by=gebruiker)
    return gebruiker


def _note_visit(gebruiker: Gebruiker) -> None:
    """Remember when the visit before this one was. Signing in again after a coffee is the same visit."""
    moment = now()
    if gebruiker.laatste_aanmelding and moment - gebruiker.laatste_aanmelding > _SAME_VISIT:
        gebruiker.vorige_aanmelding = gebruiker.laatste_aanmelding
    gebruiker.laatste_aanmelding = moment


def sign_out(by: Gebruiker) -> None:
    log("afgemeld", Actie.EXECUTE, by=by)


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
    teams = db.session.scalars(select(Team).options(joinedload(Team.organisatie)).order_by(Team.naam))
    found_teams = [t for t in teams if _holds(words, t.naam, t.domein, t.organisatie.naam if t.organisatie else "")]
    return found[:limit], found_teams[:limit]


def _holds(words: list[str], *fields: str) -> bool:
    text = normalise(" ".join(fields))
    return all(word in text for word in words)


def get_gebruiker(gebruiker_id: UUID) -> Gebruiker | None:
    return db.session.get(Gebruiker, gebruiker_id)


def get_team(team_id: UUID) -> Team | None:
    return db.session.get(Team, team_id)
