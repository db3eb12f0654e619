"""A websocket in the loop, in the place python-engineio has for one, over a socket that the web server gave away (frames.py).

Nothing here waits but `wait`: what is sent is handed to the kernel in the next turn of the loop, and who does not read is
hung up on. A message for many is framed once. What comes often is handled as it is read; only the rest wakes a greenlet.
"""

import logging
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

import gevent
from engineio.packet import Packet as EnginePacket
from gevent.event import Event
from wsproto.connection import ConnectionState
from wsproto.events import BytesMessage, CloseConnection, Message, Ping, TextMessage
from wsproto.frame_protocol import CloseReason

from overlegtafel.core.frames import Frames, frame
from overlegtafel.core.pakket import HEEFT_BIJLAGE, is_packet
from overlegtafel.core.sporen import trace_of

logger = logging.getLogger(__name__)

# In the environ that engine.io gets: the Opening.
OPENING = "overlegtafel.opening"
# What may wait for one who reads slowly. It comes again, and asks what it missed.
_WACHTEND_BYTES = 1_000_000
_WACHTEND_STUKS = 4_000
# What one may send in a second; a screen sends a tenth of it.
_BYTES_PER_SECONDE = 512 * 1024
_STUKS_PER_SECONDE = 200
# The kernel keeps this much for one who does not read; left alone it grows to megabytes.
_ZENDBUFFER = 128 * 1024
# Seconds for the other end to say goodbye.
_AFSCHEID = 2
_LEZEN, _SCHRIJVEN = 1, 2


@dataclass(frozen=True, slots=True)
class Opening:
    """A connection let in: its socket, what the other end still has to read, and what it already sent."""

    line: socket.socket
    answer: bytes
    read_ahead: bytes


# (engine.io's id of the connection, message, its attachment): whether it was handled, so that engine.io need not see it.
Direct = Callable[[str, str, bytes], bool]


class WebSocket:
    """What engine.io talks to, one for each connection."""

    def __init__(self, direct: Direct, handler: Callable, server: Any) -> None:
        self._direct, self._handler = direct, handler
        self._most = server.max_http_buffer_size
        self._frames = Frames(self._most)
        self._protocol = self._frames.protocol
        self._messages: deque[str | bytes] = deque()
        # engine.io waits for a message; there is one.
        self._idle, self._news = False, Event()
        self._part: str | bytes | None = None
        self._out: deque[bytes | memoryview] = deque()
        self._waiting = 0
        self._flushing = False
        # Said goodbye; hears nothing more of what comes in; the connection is no use any more.
        self._closing = self._deaf = self._over = False
        self._since, self._bytes, self._pieces = time.monotonic(), 0, 0

    def __call__(self, environ: dict, _start_response: Callable) -> list:
        opening: Opening = environ.pop(OPENING)
        engine = self._handler.__self__
        self._id = engine.sid
        self._hub = gevent.get_hub()
        self._line = opening.line
        self._line.setblocking(False)
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ZENDBUFFER)
        self._readable = self._hub.loop.io(self._line.fileno(), _LEZEN)
        self._writable = self._hub.loop.io(self._line.fileno(), _SCHRIJVEN)
        self._patience = self._hub.loop.timer(_AFSCHEID)
        try:
            self._write(opening.answer)
            engine.queue.attach(self)
            self._take(opening.read_ahead)
            self._readable.start(self._read)
            return self._handler(self)
        finally:
            engine.close(wait=False, abort=True)
            self._flush()
            self._over = True
            for watcher in (self._readable, self._writable, self._patience):
                watcher.stop()
                watcher.close()
            self._line.close()

    def wait(self) -> str | bytes | None:
        """The next message that engine.io must see; None when there will be none."""
        while not self._waits_for_engine() and not self._over:
            self._news.clear()
            self._idle = True
            self._news.wait()
            self._idle = False
        return self._messages.popleft() if self._messages else None

    def send_packet(self, packet: EnginePacket) -> None:
        """Never waits. The same packet, sent to many, is framed once."""
        ready = getattr(packet, "frame", None)
        if ready is None:
            ready = packet.frame = frame(packet.encode())
        self.send_frames(ready)

    def send_frames(self, frames: bytes) -> None:
        """Never waits."""
        if not self._closing and not self._over and self._protocol.state is ConnectionState.OPEN:
            self._write(frames)

    def close(self, code: int = CloseReason.NORMAL_CLOSURE) -> None:
        """Say goodbye; hang up when no answer comes."""
        if self._closing or self._over:
            return
        self._closing = True
        if self._protocol.state in (ConnectionState.OPEN, ConnectionState.REMOTE_CLOSING):
            self._write(bytes(self._protocol.send(CloseConnection(code=code))))
        self._patience.start(self._cut)

    def _read(self) -> None:
        """There is something to read."""
        try:
            came = self._line.recv(64 * 1024)
        except BlockingIOError:
            return
        except OSError:
            came = b""
        try:
            if came:
                self._take(came)
            else:
                self._over = True
            if self._idle and (self._waits_for_engine() or self._over):
                self._wake()
        except Exception as error:
            logger.error("socket: %s", trace_of(error))
            self._cut()
        if self._over:
            self._readable.stop()

    def _wake(self) -> None:
        self._idle = False
        self._news.set()

    def _waits_for_engine(self) -> bool:
        """Handles what can be at once, in order; whether the next message is for engine.io."""
        messages = self._messages
        while messages:
            head = messages[0]
            if isinstance(head, bytes) or not head.startswith(HEEFT_BIJLAGE):
                return True
            if len(messages) == 1:
                # Until its attachment is there, there is nothing to be done with it.
                return self._over
            if isinstance(messages[1], str) or not self._direct(self._id, head, messages[1]):
                return True
            messages.popleft()
            messages.popleft()
        return False

    def _take(self, came: bytes) -> None:
        self._count(len(came), 0)
        if self._deaf or self._over:
            return
        for event in self._frames.read(came):
            self._count(0, int(not isinstance(event, Message) or event.frame_finished))
            if self._deaf or self._over:
                return
            if isinstance(event, str | bytes):
                self._on_message(event)
            else:
                self._on_event(event)

    def _count(self, size: int, pieces: int) -> None:
        moment = time.monotonic()
        if moment - self._since >= 1:
            self._since, self._bytes, self._pieces = moment, 0, 0
        self._bytes += size
        self._pieces += pieces
        if self._bytes > 4 * _BYTES_PER_SECONDE:
            self._cut()
        elif self._bytes > _BYTES_PER_SECONDE or self._pieces > _STUKS_PER_SECONDE:
            self._refuse(CloseReason.POLICY_VIOLATION)

    def _on_message(self, whole: str | bytes) -> None:
        if is_packet(whole):
            self._messages.append(whole)
        else:
            self._refuse(CloseReason.PROTOCOL_ERROR)

    def _on_event(self, event: Any) -> None:
        if isinstance(event, TextMessage | BytesMessage):
            self._part = event.data if self._part is None else self._part + event.data
            if len(self._part) > self._most:
                self._refuse(CloseReason.MESSAGE_TOO_BIG)
            elif event.message_finished:
                whole, self._part = self._part, None
                self._on_message(whole)
        elif isinstance(event, Ping):
            if self._protocol.state is ConnectionState.OPEN:
                self._write(bytes(self._protocol.send(event.response())))
        elif isinstance(event, CloseConnection):
            if self._protocol.state is ConnectionState.OPEN:
                # It broke the rules of the protocol.
                self._refuse(event.code)
                return
            if self._protocol.state is ConnectionState.REMOTE_CLOSING:
                self._write(bytes(self._protocol.send(event.response())))
            self._over = True

    def _refuse(self, code: int) -> None:
        """Goodbye, and listen to nothing more; what still comes is read, or the goodbye would not arrive."""
        self._deaf, self._part = True, None
        self.close(code)

    def _write(self, data: bytes) -> None:
        if self._over:
            return
        if self._is_behind():
            self._flush()
            if self._is_behind():
                self._cut()
                return
        self._out.append(data)
        self._waiting += len(data)
        if not self._flushing:
            # Together with what else is sent in this turn.
            self._flushing = True
            self._hub.loop.run_callback(self._flush)

    def _is_behind(self) -> bool:
        return self._waiting > _WACHTEND_BYTES or len(self._out) > _WACHTEND_STUKS

    def _flush(self) -> None:
        self._flushing = False
        if self._over and not self._out:
            return
        try:
            while self._out:
                one = len(self._out) == 1
                sent = self._line.send(self._out[0]) if one else self._line.sendmsg(list(islice(self._out, 256)))
                self._waiting -= sent
                while sent and sent >= len(self._out[0]):
                    sent -= len(self._out.popleft())
                if sent:
                    self._out[0] = memoryview(self._out[0])[sent:]
            self._writable.stop()
        except BlockingIOError:
            self._flushing = True
            self._writable.start(self._flush)
        except OSError:
            self._cut()

    def _cut(self) -> None:
        """Hang up at once; whoever reads wakes up."""
        self._over = True
        self._out.clear()
        self._waiting = 0
        self._writable.stop()
        self._wake()
        with suppress(OSError):
            # What was not read yet need not be kept for them.
            self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._line.shutdown(socket.SHUT_RDWR)
