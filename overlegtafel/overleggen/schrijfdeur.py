"""Whether somebody at the other end of a socket may have a note open, and write in it: the same door as any page (zicht.py).

Runs in a thread with an app context; who it is follows from the session of the socket, each time anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import thread_time
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from werkzeug.exceptions import Forbidden, NotFound

from overlegtafel.core.fouten import Geweigerd, MagNiet, Ongeldig, Verborgen
from overlegtafel.core.rechtenstand import get_nummer
from overlegtafel.core.transaction import pending_lines, reading, transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen import notities, schrift
from overlegtafel.overleggen.models_notitie import Notitiehand
from overlegtafel.overleggen.notitietekst import list_teksten
from overlegtafel.overleggen.schrijfregels import WOORDEN, Reden, Ruimte
from overlegtafel.overleggen.vast import open_to_write, why_not
from overlegtafel.overleggen.yvorm import read_state
from overlegtafel.overleggen.zicht import Puntzicht, keep_first_looks, open_punt
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.sessies import is_locked, load_of_sessie

_T = TypeVar("_T")
# Making the text of a note takes milliseconds; so many seconds of computing is no typing.
_TRAAG = 2.0


class Dicht(Exception):
    """Not open to them, or not for this. reden: why, as the screen understands it."""

    def __init__(self, reden: Reden, melding: str = ""):
        super().__init__(reden)
        self.reden, self.melding = reden, melding or WOORDEN[reden]


@dataclass(frozen=True, slots=True)
class Toegang:
    """What somebody may do with one note. sleutels: what may change that; nummer: up to which change it was asked.

    niet: why they may look and not write.
    """

    gebruiker_id: UUID
    sleutels: frozenset[UUID]
    nummer: int
    niet: Reden | None = None
    melding: str = ""

    @property
    def schrijft(self) -> bool:
        return self.niet is None


def open_note(sessie_id: UUID, punt_id: UUID, staat: bytes) -> tuple[Toegang, bytes]:
    """Open the note on a screen: a look like any other. Answers what the screen lacks. Raises Dicht."""
    with transaction():
        # Before anything is read: what changes after this is asked again.
        nummer = get_nummer()
        try:
            by = _who(sessie_id)
            z = _ask(lambda: open_punt(punt_id, by=by), by)
            z.log_look()
            if _holds_erased(punt_id, staat):
                raise Dicht(Reden.GEWIST)
            parts = notities.open_shared(punt_id, by=by)
            toegang = _toegang(z, by, nummer)
            refused = None
        except Dicht as error:
            # Outside it: that they tried is stored.
            refused = error
    if refused:
        raise refused
    began = thread_time()
    lacks = schrift.diff_for(parts, staat)
    if thread_time() - began > _TRAAG:
        with transaction():
            notities.renew(punt_id)
        raise Dicht(
            Reden.GEWIST,
            "Deze notitie is opnieuw begonnen met dezelfde tekst. Wat u nog niet had opgeslagen staat hieronder.",
        )
    return toegang, lacks


def _holds_erased(punt_id: UUID, staat: bytes) -> bool:
    """Whether a screen that was away still has text that was erased meanwhile."""
    gone = db.session.scalars(
        select(Notitiehand.hand).where(Notitiehand.agendapunt_id == punt_id, Notitiehand.gewist_op.is_not(None))
    )
    return not read_state(staat).keys().isdisjoint(gone)


def ask_again(sessie_id: UUID, punt_id: UUID) -> Toegang:
    """May they still, and what? Nobody looks at anything, so it leaves no line. Raises Dicht."""
    with reading():
        nummer = get_nummer()
        by = _who(sessie_id)
        try:
            z = open_punt(punt_id, by=by)
        except (NotFound, Forbidden):
            raise Dicht(Reden.WEG) from None
        return _toegang(z, by, nummer)


def begin_writing(sessie_id: UUID, punt_id: UUID) -> None:
    """Before the first change of a screen is stored: may they write here? Once an hour that leaves its line. Raises Dicht."""
    with transaction():
        refused = None
        try:
            z = check_writing(sessie_id, punt_id)
            if z.inzage and keep_first_looks([punt_id], z.stoel.by, "schrijft"):
                z.log("overleg.notitie_gewijzigd", Actie.UPDATE)
        except Dicht as error:
            refused = error
    if refused:
        raise refused


def check_writing(sessie_id: UUID, punt_id: UUID) -> Puntzicht:
    """Within the transaction that stores a change: may they still, now that rights changed? Raises Dicht."""
    by = _who(sessie_id)
    return _ask(lambda: open_to_write(punt_id, by=by, lock=False), by)


def measure_room(punt_id: UUID) -> Ruimte:
    """How full this note is, counted exactly."""
    typed = db.session.scalar(select(func.sum(Notitiehand.klok)).where(Notitiehand.agendapunt_id == punt_id)) or 0
    return Ruimte(len(list_teksten([punt_id]).get(punt_id, "")), typed)


def _who(sessie_id: UUID) -> Gebruiker:
    by = load_of_sessie(sessie_id)
    if by is None:
        raise Dicht(Reden.WEG)
    if is_locked(by.sessie):
        raise Dicht(Reden.SLOT)
    return by


def _ask(open_door: Callable[[], _T], by: Gebruiker) -> _T:
    """The door, with its refusals as those of a socket; that they tried is in the log as it would be of a page."""
    try:
        return open_door()
    except Geweigerd as refused:
        pending_lines().append(refused.inzageregel)
        raise Dicht(Reden.WEG) from None
    except NotFound as refused:
        if isinstance(refused, Verborgen):
            log("recht.geweigerd", Actie.EXECUTE, by=by, object_soort="agendapunt")
        raise Dicht(Reden.WEG) from None
    except MagNiet:
        log("recht.geweigerd", Actie.EXECUTE, by=by, object_soort="agendapunt")
        raise Dicht(Reden.LEZEN) from None
    except Ongeldig as refused:
        raise Dicht(Reden.VAST, refused.velden["tekst"]) from None


def _toegang(z: Puntzicht, by: Gebruiker, nummer: int) -> Toegang:
    keys = {by.sessie.id, by.id, z.punt.id, z.punt.overleg_id}
    if z.inzage:
        keys |= {z.inzage.client.id, *z.inzage.gezin.ids}
    niet, melding = None, why_not(z)
    if melding is not None:
        niet = Reden.VAST if melding else Reden.LEZEN
    return Toegang(by.id, frozenset(keys), nummer, niet, melding or (WOORDEN[niet] if niet else ""))
