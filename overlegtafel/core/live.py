"""Open screens: telling them that something changed, after the commit, and hearing them. They live in the loop (core/lus.py).

An event of `tell_after_commit` holds a kind and an id; the screen then asks over HTTP. One room per session, not per
person: a session that ended or is locked is in no list of rooms, so it hears nothing any more.

What a handler of `on` does, happens in the loop: without Flask, without database, and without waiting.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import event as database_event
from sqlalchemy.orm import Session

from overlegtafel.core.lijnen import LATER, RUIMTE, Acknowledge, Lijnen, room_of
from overlegtafel.core.lus import Lus
from overlegtafel.core.poort import init_poort
from overlegtafel.core.sporen import trace_of
from overlegtafel.extensions import db

logger = logging.getLogger(__name__)

# So many questions of one screen are worked on at a time; it asks what comes on top again.
_TEGELIJK = 100


def init_live(app: Flask) -> None:
    """Sockets for this app, and other processes through Redis when there is one. The loop starts with the first socket."""
    live = app.extensions["live"] = Lijnen(app)
    init_poort(app, live.take)


def lus_of(app: Flask) -> Lus:
    """The loop in which the screens of this app live."""
    return app.extensions["live"].lus


def on(app: Flask, event: str, handler: Callable[[str, Any], Any]) -> None:
    """handler(sid, data) gets what screens send, in a greenlet of the loop; what it gives back is the acknowledgement."""
    live = app.extensions["live"]

    def handle(sid: str, *data: Any) -> Any:
        if live.busy[sid] >= _TEGELIJK:
            return LATER
        live.busy[sid] += 1
        try:
            return handler(sid, data[0] if data else None)
        except Exception as error:
            logger.error("%s: %s", event, trace_of(error))
            return LATER
        finally:
            live.busy[sid] -= 1
            if not live.busy[sid]:
                del live.busy[sid]

    live.server.on(event, handle)


def on_direct(app: Flask, event: str, handler: Callable[[str, Any, Acknowledge], None]) -> None:
    """As `on`, for what comes often: handler(sid, data, acknowledge) may not wait at all, and acknowledges later, in the loop."""
    app.extensions["live"].direct[event] = handler


def on_weg(app: Flask, handler: Callable[[str], None]) -> None:
    """handler(sid) is called, in the loop, when a socket is gone and out of all its rooms. `sessie_of` still knows it."""
    app.extensions["live"].on_weg.append(handler)


def on_redis_terug(app: Flask, handler: Callable[[], None]) -> None:
    """handler() is called, in the loop, when something that other processes said may have been missed."""
    app.extensions["live"].on_terug.append(handler)


def on_elders(app: Flask, naam: str, handler: Callable[[Any], None]) -> None:
    """handler(data) gets, in a greenlet of the loop, what other processes tell under this name: for the process, not its screens."""
    app.extensions["live"].on_elders[naam] = handler


def tell_elders(app: Flask, naam: str, data: Any) -> None:
    """From any thread: to the other processes, where `on_elders` hears it. One process: nothing happens."""
    if omroep := app.extensions["live"].omroep:
        omroep.tell(naam, data, [])


def sessie_of(app: Flask, sid: str) -> UUID | None:
    """The session at the other end; None when it is gone."""
    return app.extensions["live"].sessies.get(sid)


def enter(app: Flask, sid: str, room: str) -> bool:
    """In the loop: from now on this socket hears what is said to the room. False when it is gone."""
    manager = app.extensions["live"].server.manager
    if not manager.is_connected(sid, RUIMTE):
        return False
    manager.enter_room(sid, RUIMTE, room)
    return True


def leave(app: Flask, sid: str, room: str) -> None:
    """In the loop."""
    app.extensions["live"].server.manager.leave_room(sid, RUIMTE, room)


def list_in(app: Flask, room: str) -> list[str]:
    """In the loop: the sockets of this process in the room."""
    return [sid for sid, _ in app.extensions["live"].server.manager.get_participants(RUIMTE, room)]


def send(
    app: Flask,
    event: str,
    data: Any,
    *,
    room: str | None = None,
    to: str | None = None,
    skip: str | None = None,
    elders: bool = True,
) -> None:
    """In the loop, and without waiting. to: one socket of this process. room: everybody in it, but not skip; with elders also in
    other processes.

    Bytes in the data arrive as bytes. The data may not change afterwards.
    """  # fmt: skip
    live = app.extensions["live"]
    live.emit(event, data, to or room, skip)
    if room and elders and live.omroep:
        live.omroep.tell(event, data, [room], skip)


def close(app: Flask, sid: str) -> None:
    """In the loop: hang up on this socket. A screen that is still there calls again by itself."""
    live = app.extensions["live"]
    engine_id = live.server.manager.eio_sid_from_sid(sid, RUIMTE) if sid in live.sessies else None
    if one := live.server.eio.sockets.get(engine_id):
        one.close(wait=False)


def hang_up(app: Flask) -> None:
    """The process is about to stop: hang up on every screen. Does not wait, so a signal handler may call it."""
    live = app.extensions["live"]
    live.closing = True
    if live.lus.started:
        live.lus.call(live.hang_up)


def tell_after_commit(sessie_ids: Collection[UUID], soort: str, object_id: UUID) -> None:
    """Once the running transaction is stored, these sessions hear that something of this kind changed."""
    if sessie_ids:
        db.session.info.setdefault("seinen", {}).setdefault((soort, object_id), set()).update(sessie_ids)


@database_event.listens_for(Session, "after_commit")
def _emit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for (soort, object_id), sessions in session.info.pop("seinen", {}).items():
        live = current_app.extensions["live"]
        rooms: Sequence[str] = [room_of(sessie_id) for sessie_id in sessions]
        what = {"soort": soort, "id": str(object_id)}
        # A process without screens has no loop.
        if live.lus.started:
            live.lus.call(live.emit, "gewijzigd", what, rooms)
        if live.omroep:
            live.omroep.tell("gewijzigd", what, rooms)


@database_event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("seinen", None)
