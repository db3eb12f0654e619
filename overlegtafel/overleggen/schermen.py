"""The screens that have a note open: who hears it, and what they hear. Whose rights may have changed hears nothing until the door was asked.

All of it in the loop (core/lus.py), but `is_open` and `is_empty`.
"""

import secrets
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol
from uuid import UUID
from weakref import WeakValueDictionary

from flask import Flask

from overlegtafel.core import live
from overlegtafel.overleggen import schrijfdeur
from overlegtafel.overleggen.schrijfdeur import Dicht, Toegang
from overlegtafel.overleggen.schrijfregels import Maat, Reden
from overlegtafel.overleggen.schrijfrij import Taak

# Rights are asked anew after so long, whatever happened: a day that ends, a screen nobody touches; looked at so often (seconds).
_OPNIEUW, _KIJK = 60, 5
# Notes one screen has open: the item of now, and former ones that are still being sent; how often one session opens one.
_PER_SCHERM, _PER_SECONDE = 20, 10
# Changes that wait for a screen while the door is asked.
_WACHT = 200


@dataclass(slots=True, eq=False)
class Scherm:
    """One note open on one socket. toegang None: the door is being asked for the first time."""

    sid: str
    punt_id: UUID
    sessie_id: UUID
    # What other screens know it by; says nothing of the socket.
    merk: str = field(default_factory=lambda: secrets.token_hex(8))
    toegang: Toegang | None = None
    # In the room. Not: what comes meanwhile waits in `gemist`; too much of it and it has to catch up.
    hoort: bool = False
    gemist: list[bytes] = field(default_factory=list)
    achter: bool = False
    # Text was erased while it could not hear so.
    opnieuw: bool = False
    gevraagd: float = field(default_factory=monotonic)
    vraagt: bool = False
    # Wrote here before; what waits until the door said that it may.
    schreef: bool = False
    eerste: list[Taak] = field(default_factory=list)
    # Of the person, whatever they have open.
    maat: Maat = field(default_factory=Maat)
    # Often enough to say that somebody is here, or types.
    hier: Maat = field(default_factory=lambda: Maat(vaak=5))


class Closed(Protocol):
    def __call__(self, scherm: Scherm, *, last: bool) -> None: ...


class Schermen:
    """The notes that are open in this process, with their screens. closed: told of every screen that left one."""

    def __init__(self, app: Flask, closed: Closed):
        self._app, self._closed = app, closed
        self._lus = live.lus_of(app)
        self._notities: dict[UUID, dict[str, Scherm]] = {}
        # Those that do not hear, by note.
        self._doof: dict[UUID, set[Scherm]] = {}
        self._van: dict[str, set[UUID]] = {}
        # By person, for as long as one of their screens has a note open; by session, forgotten now and then.
        self._maten: WeakValueDictionary[UUID, Maat] = WeakValueDictionary()
        self._opens: dict[UUID, Maat] = {}
        # Asking again goes before opening.
        self._deur = ThreadPoolExecutor(2, thread_name_prefix="deur")
        self._kijkt = False

    def is_empty(self) -> bool:
        return not self._notities

    def is_open(self, punt_id: UUID) -> bool:
        return punt_id in self._notities

    def get(self, punt_id: UUID | None, sid: str) -> Scherm | None:
        return self._notities.get(punt_id, {}).get(sid)

    def is_there(self, scherm: Scherm) -> bool:
        """Whether this note is still open there, and was not opened anew."""
        return self.get(scherm.punt_id, scherm.sid) is scherm

    def may_open(self, sid: str, punt_id: UUID, sessie_id: UUID) -> bool:
        """Not too many notes on one screen, nor too often in one session: each time the door is asked and the log written."""
        mine = self._van.get(sid, ())
        opens = self._opens.setdefault(sessie_id, Maat(vaak=_PER_SECONDE))
        return (punt_id in mine or len(mine) < _PER_SCHERM) and opens.takes()

    def let_in(self, scherm: Scherm, toegang: Toegang) -> None:
        """The door was asked."""
        scherm.toegang = toegang
        scherm.maat = self._maten.setdefault(toegang.gebruiker_id, Maat())
        self.admit(scherm)

    def list_of(self, sid: str) -> list[Scherm]:
        return [self._notities[punt_id][sid] for punt_id in self._van.get(sid, ())]

    def enter(self, sid: str, punt_id: UUID, sessie_id: UUID) -> Scherm:
        """It is known from now on, and hears once it is admitted."""
        scherm = Scherm(sid, punt_id, sessie_id)
        if former := self.get(punt_id, sid):
            self._hold(former)
            self._doof[punt_id].discard(former)
            scherm.merk, scherm.hier = former.merk, former.hier
        self._notities.setdefault(punt_id, {})[sid] = scherm
        self._doof.setdefault(punt_id, set()).add(scherm)
        self._van.setdefault(sid, set()).add(punt_id)
        if not self._kijkt:
            self._kijkt = True
            self._lus.later(_KIJK, self._look)
        return scherm

    def admit(self, scherm: Scherm) -> None:
        """It hears what is said from now on, and first what was said since it came."""
        if not live.enter(self._app, scherm.sid, _room(scherm.punt_id)):
            # The socket is gone; that is told in a moment.
            return
        scherm.hoort = True
        self._doof[scherm.punt_id].discard(scherm)
        missed, scherm.gemist = scherm.gemist, []
        for data in missed:
            self._tell_one("notitie:wijziging", scherm, update=data)
        if scherm.opnieuw:
            self._tell_one("notitie:opnieuw", scherm)
        elif scherm.achter:
            self._tell_one("notitie:bij", scherm)
        scherm.achter = scherm.opnieuw = False

    def leave(self, scherm: Scherm) -> None:
        self._hold(scherm)
        if not self.is_there(scherm):
            return
        schermen, mine = self._notities[scherm.punt_id], self._van[scherm.sid]
        del schermen[scherm.sid]
        self._doof[scherm.punt_id].discard(scherm)
        if not schermen:
            del self._notities[scherm.punt_id], self._doof[scherm.punt_id]
        mine.discard(scherm.punt_id)
        if not mine:
            del self._van[scherm.sid]
        self._closed(scherm, last=not schermen)

    def _hold(self, scherm: Scherm) -> None:
        if scherm.hoort:
            live.leave(self._app, scherm.sid, _room(scherm.punt_id))
            scherm.hoort = False
            self._doof[scherm.punt_id].add(scherm)

    # --- what they hear -----------------------------------------------------------------------------------------------

    def spread(self, punt_id: UUID, data: bytes, skip: str | None = None) -> None:
        """A change of the note, to all but the one it came from."""
        if punt_id not in self._notities:
            return
        for scherm in self._doof[punt_id]:
            if scherm.sid != skip:
                scherm.achter = scherm.achter or len(scherm.gemist) == _WACHT
                scherm.gemist = [] if scherm.achter else [*scherm.gemist, data]
        self.say("notitie:wijziging", punt_id, {"update": data}, skip)

    def begin_anew(self, punt_id: UUID) -> None:
        """Text was erased: they throw away what they hold of the note."""
        for scherm in self._doof.get(punt_id, ()):
            scherm.gemist, scherm.opnieuw = [], True
        self.say("notitie:opnieuw", punt_id, {})

    def let_catch_up(self) -> None:
        for scherm in self._list():
            self._tell_one("notitie:bij", scherm)

    def say(self, event: str, punt_id: UUID, more: dict, skip: str | None = None) -> None:
        told = {"agendapunt": str(punt_id)} | more
        live.send(self._app, event, told, room=_room(punt_id), skip=skip, elders=False)

    def _tell_one(self, event: str, scherm: Scherm, **more: object) -> None:
        live.send(self._app, event, {"agendapunt": str(scherm.punt_id)} | more, to=scherm.sid)

    # --- whether they still may ---------------------------------------------------------------------------------------

    def ask_whom_it_concerns(self, changed: Collection[UUID]) -> None:
        """Rights changed at these sessions, people, clients, meetings or items."""
        for scherm in self._list():
            # Of one that is being let in, that is found out there (samen.py).
            if scherm.toegang and not scherm.toegang.sleutels.isdisjoint(changed):
                self._hold(scherm)
                self._ask(scherm)

    def _look(self) -> None:
        """Now and then: whom the door was not asked about for a while."""
        self._kijkt = bool(self._notities)
        if self._kijkt:
            self._lus.later(_KIJK, self._look)
        long_ago = monotonic() - _OPNIEUW
        self._opens = {sessie_id: maat for sessie_id, maat in self._opens.items() if maat.sinds > long_ago}
        for scherm in self._list():
            if scherm.toegang and scherm.gevraagd < long_ago:
                self._ask(scherm)

    def _ask(self, scherm: Scherm) -> None:
        """Beside what goes on; once at a time, and once more when something changed meanwhile."""
        scherm.gevraagd = monotonic()
        if not scherm.vraagt:
            scherm.vraagt = True
            self._lus.spawn(self._asking, scherm)

    def _asking(self, scherm: Scherm) -> None:
        try:
            outcome, asked = None, 0.0
            while scherm.gevraagd != asked:
                asked = scherm.gevraagd
                outcome = self._answer_of_door(scherm)
        finally:
            scherm.vraagt = False
        if self.is_there(scherm):
            self._take_answer(scherm, outcome)

    def _answer_of_door(self, scherm: Scherm) -> Toegang | Dicht:
        try:
            return self._lus.wait(self._ask_door, scherm.sessie_id, scherm.punt_id, door=self._deur)
        except Dicht as refused:
            return refused
        except Exception:
            # The database is away: nothing is sent until it can be asked.
            self._hold(scherm)
            self._lus.later(1, self._ask, scherm)
            raise

    def _ask_door(self, sessie_id: UUID, punt_id: UUID) -> Toegang:
        with self._app.app_context():
            return schrijfdeur.ask_again(sessie_id, punt_id)

    def _take_answer(self, scherm: Scherm, outcome: Toegang | Dicht) -> None:
        if isinstance(outcome, Dicht):
            self._hold(scherm)
            # Locked: until it is unlocked, which is a change too.
            if outcome.reden is not Reden.SLOT:
                self._tell_one("notitie:weg", scherm, reden=outcome.reden.value)
                self.leave(scherm)
            return
        if scherm.toegang is None or outcome.gebruiker_id != scherm.toegang.gebruiker_id:
            # Another functie in the same session: that is another person's look, and is logged as one.
            self._hold(scherm)
            scherm.toegang, scherm.schreef = None, False
            self._tell_one("notitie:bij", scherm)
            return
        before, scherm.toegang = scherm.toegang, outcome
        if before.schrijft and not outcome.schrijft:
            self._tell_one("notitie:weg", scherm, reden=outcome.niet.value)
        elif outcome.schrijft and not before.schrijft:
            # They may write again: the screen opens it again and hears so.
            self._tell_one("notitie:bij", scherm)
        scherm.schreef = scherm.schreef and outcome.schrijft
        if not scherm.hoort:
            self.admit(scherm)

    def _list(self) -> list[Scherm]:
        return [scherm for some in self._notities.values() for scherm in some.values()]


def _room(punt_id: UUID) -> str:
    return f"notitie:{punt_id}"
