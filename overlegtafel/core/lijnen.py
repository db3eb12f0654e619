"""The lines to the open screens of one app in this process: Flask-SocketIO in the loop, in the place of the web server's threads.

`live.py` is what the rooms use of it.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import gevent
from engineio.packet import Packet as EnginePacket
from flask import Flask
from flask_socketio import SocketIO
from gevent.event import Event
from socketio.packet import ACK, EVENT

from overlegtafel.core.lus import Lus
from overlegtafel.core.omroep import Omroep
from overlegtafel.core.pakket import Pakket, read_event, to_frames
from overlegtafel.core.sporen import trace_of
from overlegtafel.core.websocket import OPENING, Opening, WebSocket

logger = logging.getLogger(__name__)

# The largest message a screen may send, in bytes.
_GROOTST = 100_000
# Seconds in which screens that are hung up on can say goodbye.
_AFSCHEID = 2.5
_SESSIE = "overlegtafel.sessie"
RUIMTE = "/"
LATER = {"ok": False, "reden": "later", "melding": "Dat is nu niet gelukt. Het wordt zo opnieuw geprobeerd."}

# acknowledge(answer)
Acknowledge = Callable[[Any], None]


class Lijnen:
    """The screens of one app in this process."""

    def __init__(self, app: Flask) -> None:
        self.lus = Lus()
        self.lus.on_stop.append(self._stop)
        socketio = SocketIO(
            app,
            async_mode="gevent",
            transports=["websocket"],
            # The gate has looked at the origin already.
            cors_allowed_origins=[],
            manage_session=False,
            max_http_buffer_size=_GROOTST,
            serializer=Pakket,
            logger=_spare(),
            engineio_logger=_spare(),
        )
        self.server = socketio.server
        self.server.eio._async = self.server.eio._async | {
            "websocket": partial(WebSocket, self._take_direct),
            "queue": Outgoing,
        }
        # What comes in is read by the greenlet of its socket; a handler that waits gets one of its own (on).
        self.server.eio.async_handlers = False
        self._library, self.server._handle_event = self.server._handle_event, self._on_event
        self.direct: dict[str, Callable[[str, Any, Acknowledge], None]] = {}
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        self.sessies: dict[str, UUID] = {}
        self.busy: Counter[str] = Counter()
        self.on_weg: list[Callable[[str], None]] = []
        self.on_terug: list[Callable[[], None]] = []
        self.on_elders: dict[str, Callable[[Any], None]] = {}
        url = app.config["REDIS_URL"]
        self.omroep = Omroep(url, self._hear, self._back) if url else None
        self._listening = self.closing = False

    def take(self, opening: Opening, sessie_id: UUID, gone: Callable[[], None]) -> None:
        """From any thread: this connection lives in the loop from now on."""
        self.lus.spawn(self._serve, opening, sessie_id, gone)

    def _serve(self, opening: Opening, sessie_id: UUID, gone: Callable[[], None]) -> None:
        if self.omroep and not self._listening:
            self._listening = True
            self.omroep.listen()
        environ = {
            "REQUEST_METHOD": "GET", "QUERY_STRING": "EIO=4&transport=websocket", "HTTP_CONNECTION": "upgrade",
            "HTTP_UPGRADE": "websocket", OPENING: opening, _SESSIE: sessie_id,
        }  # fmt: skip
        try:
            if not self.closing:
                self.server.handle_request(environ, lambda *_answer: None)
        finally:
            opening.line.close()
            gone()

    def _connect(self, sid: str, environ: dict, _auth: object = None) -> None:
        self.sessies[sid] = sessie_id = environ[_SESSIE]
        self.server.manager.enter_room(sid, RUIMTE, room_of(sessie_id))

    def _disconnect(self, sid: str, _reason: str) -> None:
        # Once it is out of its rooms.
        gevent.spawn(self._tell_weg, sid)

    def _tell_weg(self, sid: str) -> None:
        try:
            for handler in self.on_weg:
                _try(handler, sid)
        finally:
            self.sessies.pop(sid, None)

    def emit(self, event: str, data: Any, to: str | list[str], skip: str | None = None) -> None:
        # As the manager of python-socketio does, without asking of each socket again what it is; framed once for all.
        frames = to_frames(EVENT, [event, data])
        sockets = self.server.eio.sockets
        for sid, engine_id in self.server.manager.get_participants(RUIMTE, to):
            if sid != skip and (one := sockets.get(engine_id)):
                one.queue.put_frames(frames)

    def _take_direct(self, engine_id: str, head: str, attachment: bytes) -> bool:
        """Before engine.io and the library: what comes often and has an attachment, the moment it is read."""
        if engine_id in self.server._binary_packet or (said := read_event(head, attachment)) is None:
            return False
        name, data, number = said
        return self._handle_direct(engine_id, number, name, data)

    def _on_event(self, engine_id: str, namespace: str | None, number: int | None, data: list) -> None:
        """Before the library: what is handled at once, without a greenlet for each message."""
        if not self._handle_direct(engine_id, number, data[0], data[1] if len(data) > 1 else None):
            self._library(engine_id, namespace, number, data)

    def _handle_direct(self, engine_id: str, number: int | None, name: str, data: Any) -> bool:
        handler = self.direct.get(name)
        sid = self.server.manager.sid_from_eio_sid(engine_id, RUIMTE) if handler else None
        if handler is None or sid not in self.sessies:
            return False

        def acknowledge(answer: Any) -> None:
            if number is not None and (one := self.server.eio.sockets.get(engine_id)):
                one.queue.put_frames(to_frames(ACK, [answer], number))

        try:
            handler(sid, data, acknowledge)
        except Exception as error:
            logger.error("%s: %s", name, trace_of(error))
            acknowledge(LATER)
        return True

    def _hear(self, event: str, data: Any, rooms: list[str], skip: str | None) -> None:
        if handler := self.on_elders.get(event):
            self.lus.spawn(_try, handler, data)
        elif rooms:
            self.lus.call(self.emit, event, data, rooms, skip)

    def _back(self) -> None:
        for handler in self.on_terug:
            self.lus.spawn(_try, handler)

    def hang_up(self) -> None:
        self.closing = True
        for one in list(self.server.eio.sockets.values()):
            one.close(wait=False)

    def _stop(self) -> None:
        self.hang_up()
        until = time.monotonic() + _AFSCHEID
        while self.server.eio.sockets and time.monotonic() < until:
            gevent.sleep(0.02)


class Outgoing:
    """In the place of engine.io's queue: what goes in is sent. `get` only ever tells that there will be no more."""

    def __init__(self) -> None:
        self._early: list[bytes | EnginePacket] = []
        self._socket: WebSocket | None = None
        self._ended = Event()

    def attach(self, to: WebSocket) -> None:
        self._socket = to
        early, self._early = self._early, []
        for one in early:
            if isinstance(one, bytes):
                to.send_frames(one)
            else:
                to.send_packet(one)

    def put_frames(self, frames: bytes) -> None:
        """As `put`, for what is framed already."""
        if self._socket:
            self._socket.send_frames(frames)
        else:
            self._early.append(frames)

    def put(self, packet: EnginePacket | None) -> None:
        if packet is None:
            self._ended.set()
        elif self._socket:
            self._socket.send_packet(packet)
        else:
            self._early.append(packet)

    def get(self, timeout: float | None = None) -> None:
        self._ended.wait()

    def task_done(self) -> None:
        pass

    def join(self) -> None:
        pass


def room_of(sessie_id: UUID) -> str:
    return f"sessie:{sessie_id}"


def _try(handler: Callable, *args: Any) -> None:
    try:
        handler(*args)
    except Exception as error:
        logger.error("%s", trace_of(error))


def _spare() -> logging.Logger:
    """For the libraries: what they say of an error may hold anything, and a hostile client may make them say it often."""
    sparing = logging.getLogger("overlegtafel.sockets")
    sparing.setLevel(logging.ERROR)
    if not sparing.filters:
        sparing.addFilter(_Sparing())
    return sparing


class _Sparing(logging.Filter):
    _last = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        moment = time.monotonic()
        if moment - self._last < 1:
            return False
        self._last = moment
        if record.exc_info:
            record.msg, record.args = f"socket: {trace_of(record.exc_info[1])}", ()
            record.exc_info = None
        return True
