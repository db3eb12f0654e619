"""Frames of a websocket. What nearly all are, a whole message in one masked frame, is read here; anything else wsproto reads."""

from collections.abc import Iterator

from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Event

_PLAIN = _TEXT, _BINARY = 0x81, 0x82
_MASKED = 0x80
_LAST, _CONTROL = 0x80, 0x08


def frame(message: str | bytes) -> bytes:
    """This message as a server sends it: in one frame, not masked."""
    first, data = (_TEXT, message.encode()) if isinstance(message, str) else (_BINARY, message)
    size = len(data)
    if size < 126:
        return bytes((first, size)) + data
    if size < 65536:
        return bytes((first, 126)) + size.to_bytes(2, "big") + data
    return bytes((first, 127)) + size.to_bytes(8, "big") + data


class Frames:
    """What comes in on one connection. `protocol` knows how it stands with saying goodbye, and makes what is said about that."""

    def __init__(self, most: int) -> None:
        self.protocol = Connection(ConnectionType.SERVER)
        self._most = most
        # Of a frame that is not all there, and how many bytes are worth looking at again.
        self._rest, self._needed = bytearray(), 0
        # In a message of more than one frame. Or: from now on all that comes is for wsproto, which nearly nobody needs.
        self._in_parts = self._other = self._ended = False

    def read(self, came: bytes) -> Iterator[str | bytes | Event]:
        """Whole messages as they are, and what else comes as events of wsproto. After a CloseConnection: nothing."""
        if self._rest:
            # Not looked at for every few bytes of somebody who sends it in thousands of them.
            self._rest += came
            if len(self._rest) < self._needed:
                return
            came = bytes(self._rest)
            self._rest.clear()
        at = 0
        while at < len(came) and not self._ended:
            plain = came[at] in _PLAIN and not self._in_parts
            whole = None if self._other else self._measure(came, at)
            if whole is None or (whole[1] > len(came) and not plain):
                self._other = True
                yield from self._by_wsproto(came[at:])
                return
            body, end = whole
            if end > len(came):
                self._rest += came[at:]
                self._needed = end - at
                return
            message = _read(came, at, body, end) if plain else None
            if message is not None:
                yield message
            else:
                yield from self._by_wsproto(came[at:end])
                if not came[at] & _CONTROL:
                    self._in_parts = not came[at] & _LAST
            at = end

    def _measure(self, came: bytes, at: int) -> tuple[int, int] | None:
        """Where the payload of this frame begins and where it ends; past what came: look again when so much is there. None: for wsproto."""
        if len(came) - at < 2:
            return at, at + 2
        size = came[at + 1]
        if size < _MASKED:
            return None
        size &= 0x7F
        if size < 126:
            return at + 6, at + 6 + size
        more = 2 if size == 126 else 8
        body = at + 6 + more
        if len(came) < body:
            return body, body
        size = int.from_bytes(came[at + 2 : at + 2 + more], "big")
        # Longer written than needed, wsproto says what is wrong with it.
        if size > self._most or size < (126 if more == 2 else 65536):
            return None
        return body, body + size

    def _by_wsproto(self, came: bytes) -> Iterator[Event]:
        self.protocol.receive_data(came)
        for event in self.protocol.events():
            self._ended = self._ended or isinstance(event, CloseConnection)
            yield event
            if self._ended:
                return


def _read(came: bytes, at: int, body: int, end: int) -> str | bytes | None:
    """The message in this frame; None when it is no text while it says so: wsproto says what that means."""
    size = end - body
    # As numbers: at once, instead of byte after byte.
    mask = came[body - 4 : body] * (size // 4 + 1)
    data = (int.from_bytes(came[body:end], "little") ^ int.from_bytes(mask[:size], "little")).to_bytes(size, "little")
    if came[at] == _BINARY:
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
