"""Writing together: which screens have which note open, what they send, and what they hear. In the loop (core/lus.py).

Nothing of a note is kept here. A change is stored first (schrijfrij.py), then sent to the others, then acknowledged. Who hears a
note is in its room; whose rights may have changed is out of it until the door has been asked again.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from flask import Flask

from overlegtafel.core import live
from overlegtafel.core.sporen import trace_of
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.overleggen import schrift, schrijfdeur
from overlegtafel.overleggen.schermen import Scherm, Schermen
from overlegtafel.overleggen.schrijfdeur import Dicht
from overlegtafel.overleggen.schrijfregels import MAX_WIJZIGING, WOORDEN, Reden
from overlegtafel.overleggen.schrijfrij import Bericht, Schrijfrij, Taak
from overlegtafel.overleggen.yvorm import GeenVorm, Wijziging, check_state, read_update

logger = logging.getLogger(__name__)

# Under this name the processes tell each other.
_ELDERS = "notitie"


class Samen:
    """The notes that are open in this process."""

    def __init__(self, app: Flask):
        self._app = app
        self._lus = live.lus_of(app)
        self._schermen = Schermen(app, self._closed)
        # The last change of rights that the screens here were asked about.
        self._gezien = 0
        self._rij = Schrijfrij(app, self._stored, self._schermen.is_empty)
        for event, handler in (
            ("notitie:open", self._open), ("notitie:dicht", self._close), ("notitie:hier", self._here),
        ):  # fmt: skip
            live.on(app, event, handler)
        live.on_direct(app, "notitie:wijziging", self._change)
        live.on_weg(app, self._gone)
        live.on_elders(app, _ELDERS, self._take)
        live.on_redis_terug(app, self._catch_up)

    # --- from the screens ---------------------------------------------------------------------------------------------

    def _open(self, sid: str, data: object) -> dict:
        punt_id, staat = _item(data), data.get("staat", b"") if isinstance(data, dict) else None
        sessie_id = live.sessie_of(self._app, sid)
        if punt_id is None or sessie_id is None:
            return _refuse(Reden.WEG)
        try:
            staat = check_state(staat)
        except GeenVorm:
            return _refuse(Reden.VORM)
        if not self._schermen.may_open(sid, punt_id, sessie_id):
            return _refuse(Reden.SNEL)
        scherm = self._schermen.enter(sid, punt_id, sessie_id)
        self._rij.watch()
        for _ in range(3):
            try:
                toegang, update = self._lus.wait(self._in_app, schrijfdeur.open_note, sessie_id, punt_id, staat)
            except Dicht as refused:
                self._schermen.leave(scherm)
                return _answer(refused)
            except Exception:
                self._schermen.leave(scherm)
                raise
            if not self._schermen.is_there(scherm):
                # Gone, or opened again meanwhile.
                return _refuse(Reden.LATER)
            if self._rij.begin_at(toegang.nummer):
                self._gezien = toegang.nummer
            if self._gezien <= toegang.nummer:
                break
        else:
            # Rights change faster than the door can be asked.
            self._schermen.leave(scherm)
            return _refuse(Reden.LATER)
        self._schermen.let_in(scherm, toegang)
        return {"ok": True, "update": update, "schrijven": toegang.schrijft, "melding": toegang.melding}

    def _change(self, sid: str, data: object, acknowledge: live.Acknowledge) -> None:
        punt_id, update = _item(data), data.get("update") if isinstance(data, dict) else None
        scherm = self._schermen.get(punt_id, sid)
        try:
            wijziging = _check(scherm, update)
        except Dicht as refused:
            acknowledge(_answer(refused))
            return

        def answer(taak: Taak) -> None:
            acknowledge(_answer(taak.antwoord) if taak.antwoord else {"ok": True})

        # Who is out while the door is asked again, is asked for this too (schrijfrij.py).
        taak = Taak(sid, scherm.sessie_id, punt_id, scherm.toegang, update, wijziging, not scherm.hoort, answer)
        if scherm.schreef:
            self._rij.add(taak)
            return
        scherm.eerste.append(taak)
        if len(scherm.eerste) == 1:
            self._lus.spawn(self._begin_writing, scherm)

    def _begin_writing(self, scherm: Scherm) -> None:
        """The first change of a screen, and what comes right behind it: the door and its line in the log first, beside what goes on."""
        refused = None
        try:
            self._lus.wait(self._in_app, schrijfdeur.begin_writing, scherm.sessie_id, scherm.punt_id)
            scherm.schreef = True
        except Dicht as error:
            refused = error
        except Exception as error:
            logger.error("notes: %s", trace_of(error))
            refused = Dicht(Reden.LATER)
        taken, scherm.eerste = scherm.eerste, []
        for taak in taken:
            if refused:
                taak.antwoord = refused
                taak.klaar(taak)
            else:
                self._rij.add(taak)

    def _close(self, sid: str, data: object) -> dict:
        if scherm := self._schermen.get(_item(data), sid):
            self._schermen.leave(scherm)
        return {"ok": True}

    def _here(self, sid: str, data: object) -> dict:
        """Who is here and who types, passed on and not kept. By id: names are asked for over HTTP."""
        scherm = self._schermen.get(_item(data), sid)
        if scherm and scherm.hoort and scherm.hier.takes():
            told = {"wie": str(scherm.toegang.gebruiker_id), "scherm": scherm.merk}
            told |= {name: data.get(name) is True for name in ("typt", "antwoord")}
            self._say("notitie:hier", scherm.punt_id, told, skip=sid)
        return {"ok": True}

    def _gone(self, sid: str) -> None:
        for scherm in self._schermen.list_of(sid):
            self._schermen.leave(scherm)

    def _closed(self, scherm: Scherm, *, last: bool) -> None:
        """A screen left the note; last: it was the last of this process."""
        if last:
            self._rij.forget(scherm.punt_id)
        if scherm.toegang:
            self._say("notitie:dicht", scherm.punt_id, {"scherm": scherm.merk})

    # --- from the disk ------------------------------------------------------------------------------------------------

    def _stored(self, taken: list[Taak], changed: set[UUID], nummer: int, told: list[Bericht]) -> None:
        """In the thread of the group commit: what was stored, or refused, whose rights may have changed, and what else goes out."""
        if taken or changed or told:
            self._lus.call(self._pass_on, taken, changed, nummer, told)

    def _pass_on(self, taken: list[Taak], changed: set[UUID], nummer: int, told: list[Bericht]) -> None:
        self._gezien = max(self._gezien, nummer)
        if changed:
            # Before anything goes out: who is concerned hears nothing until the door has been asked.
            self._schermen.ask_whom_it_concerns(changed)
        new: dict[UUID, list[Taak]] = {}
        for taak in taken:
            # Also what was stored before and is sent again: the process that stored it may have ended before it told anybody.
            if taak.antwoord is None:
                new.setdefault(taak.punt_id, []).append(taak)
        for punt_id, some in new.items():
            # What one commit stored of a note goes out as one change; to who wrote part of it as well, for whom that is nothing new.
            for data in _bundle([taak.data for taak in some]):
                self._schermen.spread(punt_id, data, skip=some[0].sid if len(some) == 1 else None)
                self._tell_elders("notitie:wijziging", punt_id, {"update": data})
        for event, punt_id, more in told:
            self._say(event, punt_id, more)
        for taak in taken:
            taak.klaar(taak)

    def tell(self, punt_id: UUID, wijziging: bytes | None) -> None:
        """From any thread, after the commit: the server changed the note itself; None: text was erased."""
        event, more = ("notitie:wijziging", {"update": wijziging}) if wijziging else ("notitie:opnieuw", {})
        if self._rij.runs:
            self._rij.tell((event, punt_id, more))
        else:
            # No screen ever opened a note here; those of other processes hear it.
            self._tell_elders(event, punt_id, more)

    def _pass(self, event: str, punt_id: UUID, more: dict, skip: str | None = None) -> None:
        """To the screens of this process."""
        if event == "notitie:wijziging":
            self._schermen.spread(punt_id, more["update"], skip)
        elif event == "notitie:opnieuw":
            self._schermen.begin_anew(punt_id)
        else:
            self._schermen.say(event, punt_id, more, skip)

    # --- from the other processes -------------------------------------------------------------------------------------

    def _tell_elders(self, event: str, punt_id: UUID, more: dict) -> None:
        told = {"naam": event, "punt": str(punt_id), "nummer": self._gezien, "meer": more}
        live.tell_elders(self._app, _ELDERS, told)

    def _take(self, told: dict) -> None:
        """What another process stored, or passes on."""
        punt_id = UUID(told["punt"])
        if told["nummer"] > self._gezien:
            # Over there it is known already that rights changed: here the door is asked before anything is sent.
            self._schermen.ask_whom_it_concerns({punt_id})
        self._pass(told["naam"], punt_id, told["meer"])

    def _catch_up(self) -> None:
        """Messages may have been lost: every screen asks what it lacks."""
        self._schermen.let_catch_up()

    def _say(self, event: str, punt_id: UUID, more: dict, skip: str | None = None) -> None:
        self._pass(event, punt_id, more, skip)
        self._tell_elders(event, punt_id, more)

    def _in_app(self, work: Callable, *args: object) -> object:
        with self._app.app_context():
            return work(*args)


def _item(data: object) -> UUID | None:
    value = data.get("agendapunt") if isinstance(data, dict) else None
    return _id(value) if isinstance(value, str) else None


# The same few, many times a second; whatever else is sent is forgotten again.
_id = lru_cache(1000)(parse_uuid)


def _bundle(parts: list[bytes]) -> list[bytes]:
    try:
        return [schrift.bundle(parts)]
    except schrift.Onleesbaar:
        # Stored they are: each by itself, then.
        return parts


def _check(scherm: Scherm | None, update: object) -> Wijziging:
    """What this change does. Raises Dicht when it is not even looked at."""
    if scherm is None or scherm.toegang is None:
        # Of a connection that broke, perhaps: it is opened again, and then sent again.
        raise Dicht(Reden.GAT)
    if not isinstance(update, bytes):
        raise Dicht(Reden.VORM)
    if len(update) > MAX_WIJZIGING:
        raise Dicht(Reden.GROOT)
    if not scherm.maat.takes(len(update)):
        raise Dicht(Reden.SNEL)
    if not scherm.toegang.schrijft:
        raise Dicht(scherm.toegang.niet, scherm.toegang.melding)
    try:
        return read_update(update)
    except GeenVorm:
        raise Dicht(Reden.VORM) from None


def _refuse(reden: Reden) -> dict:
    return {"ok": False, "reden": reden.value, "melding": WOORDEN[reden]}


def _answer(refused: Dicht) -> dict:
    return {"ok": False, "reden": refused.reden.value, "melding": refused.melding}
