"""Who in beheer may manage what: the own organisatie, or the whole region. Every service here begins at one of these."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import FUNCTIES, Domein, Recht, domein_of, has_recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team, teamlid

# Who looks after the region, or after those who do: not for the beheerder of one organisatie to appoint or to change.
_VAN_DE_REGIO = frozenset(f for f in FUNCTIES if has_recht(f, Recht.REGIO_BEHEREN) or has_recht(f, Recht.LOG_LEZEN))


def enter(by: Gebruiker) -> None:
    """Raises NotFound for who does not work in beheer: for them these pages do not exist."""
    if not by.may(Recht.BEHEREN):
        raise NotFound


def enter_region(by: Gebruiker) -> None:
    """Raises NotFound outside beheer, MagNiet for the beheerder of one organisatie."""
    enter(by)
    if not by.may(Recht.REGIO_BEHEREN):
        raise MagNiet


def manages(organisatie_id: UUID | None, *, by: Gebruiker) -> bool:
    """Whether `by` manages what belongs to this organisatie (None: to the region)."""
    return by.may(Recht.REGIO_BEHEREN) or (by.may(Recht.BEHEREN) and by.organisatie_id == organisatie_id)


def functies_for(organisatie: Organisatie, *, by: Gebruiker) -> list[str]:
    """The functies that `by` may hand out here.

    A domain that is new for an organisatie is for the region to give: whoever invites colleagues may not open the clients
    of another line of work by calling somebody a psychiater.
    """
    if by.may(Recht.REGIO_BEHEREN):
        return list(FUNCTIES)
    # Also of who left: a successor, or who comes back, brings nothing new.
    theirs = db.session.scalars(select(Gebruiker.functie).where(Gebruiker.organisatie_id == organisatie.id).distinct())
    domains = {domein_of(functie) for functie in theirs} | {Domein.BEHEER}
    if organisatie.is_praktijk:
        domains.add(Domein.HUISARTSENZORG)
    return [f for f in FUNCTIES if f not in _VAN_DE_REGIO and domein_of(f) in domains]


def in_reach(mens: Gebruiker, *, by: Gebruiker) -> bool:
    """Whether the functie of this person is for `by` to give and take; of who looks after the region only from there."""
    return mens.functie not in _VAN_DE_REGIO or by.may(Recht.REGIO_BEHEREN)


def may_change(mens: Gebruiker, *, by: Gebruiker) -> bool:
    """Whether `by` may change this person of an organisatie they manage."""
    return mens.actief and in_reach(mens, by=by)


def is_self(mens: Gebruiker, *, by: Gebruiker) -> bool:
    """Also under another functie: nobody in beheer gives themselves access to clients."""
    return mens.account_id == by.account_id


def lock_of(table: type) -> dict:
    """How beheer locks a row that others point at: not so that who saves a page with this name in it waits (and this for them)."""
    return {"of": table, "key_share": True}


def get_organisatie(organisatie_id: UUID, *, by: Gebruiker, lock: bool = False) -> Organisatie:
    """Raises NotFound when there is none, or none that `by` manages."""
    enter(by)
    query = select(Organisatie).where(Organisatie.id == organisatie_id)
    if lock:
        query = query.with_for_update(**lock_of(Organisatie)).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None or not manages(found.id, by=by):
        raise NotFound
    return found


def get_mens(mens_id: UUID, *, by: Gebruiker, lock: bool = False) -> Gebruiker:
    """Somebody of an organisatie that `by` manages, also who left. Raises NotFound."""
    enter(by)
    query = select(Gebruiker).where(Gebruiker.id == mens_id)
    query = query.options(joinedload(Gebruiker.account, innerjoin=True), selectinload(Gebruiker.teams))
    if lock:
        query = query.with_for_update(**lock_of(Gebruiker)).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None or not manages(found.organisatie_id, by=by):
        raise NotFound
    return found


def get_mens_to_change(mens_id: UUID, *, by: Gebruiker) -> Gebruiker:
    """That person, locked. Raises NotFound, also when they left; MagNiet when `by` may only look."""
    mens = get_mens(mens_id, by=by, lock=True)
    if not mens.actief:
        raise NotFound
    if not may_change(mens, by=by):
        raise MagNiet
    return mens


def get_team(team_id: UUID, *, by: Gebruiker, lock: bool = False) -> Team:
    """A team of an organisatie that `by` manages, of the region, or with own people in it. Raises NotFound."""
    enter(by)
    query = select(Team).where(Team.id == team_id, Team.actief).options(joinedload(Team.organisatie))
    if not by.may(Recht.REGIO_BEHEREN):
        query = query.where(known_teams(by))
    if lock:
        query = query.with_for_update(**lock_of(Team)).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_own_team(team_id: UUID, *, by: Gebruiker, lock: bool = False) -> Team:
    """That team, of which `by` may change more than the own people in it. Raises NotFound, MagNiet."""
    team = get_team(team_id, by=by, lock=lock)
    if not manages(team.organisatie_id, by=by):
        raise MagNiet
    return team


def known_teams(by: Gebruiker) -> ColumnElement:
    """SQL: the teams a beheerder of one organisatie knows of."""
    own = select(Gebruiker.id).where(Gebruiker.organisatie_id == by.organisatie_id, Gebruiker.actief)
    return or_(
        Team.organisatie_id == by.organisatie_id,
        Team.organisatie_id.is_(None),
        Team.id.in_(select(teamlid.c.team_id).where(teamlid.c.gebruiker_id.in_(own))),
    )


def note(gebeurtenis: str, actie: Actie, object_soort: str, object_id: UUID, *, by: Gebruiker) -> None:
    """A line in the access log about a change in beheer."""
    recht = Recht.REGIO_BEHEREN if by.may(Recht.REGIO_BEHEREN) else Recht.BEHEREN
    log(gebeurtenis, actie, by=by, object_soort=object_soort, object_id=object_id, recht=recht)


@contextmanager
def refuse_double(velden: dict[str, str]) -> Iterator[None]:
    """What another just stored is as much a double as what was there: the database says which, raised as Ongeldig."""
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError:
        raise Ongeldig(velden) from None
