"""What comes in from a screen, of which nothing is believed: packets of Engine.IO, and in them those of Socket.IO. And what goes out."""

import json
from functools import partial
from typing import Any

from socketio.packet import ACK, BINARY_ACK, BINARY_EVENT, CONNECT, DISCONNECT, EVENT, Packet

from overlegtafel.core.frames import frame

_BIJLAGEN = 4
# How an event with one attachment begins, as a browser writes it.
HEEFT_BIJLAGE = "451-"
_HIER = {"_placeholder": True, "num": 0}
# Of the number of a question; a screen counts from nought.
_CIJFERS = 15


def read_event(head: str, attachment: bytes) -> tuple[str, dict, int | None] | None:
    """Name, data and number of an event with one attachment, in a field of its data. None: it is something else, or nonsense."""
    begin = head.find("[")
    number = head[len(HEEFT_BIJLAGE) : begin]
    if begin < 0 or len(number) > _CIJFERS or not (number.isascii() and number.isdecimal() or not number):
        return None
    try:
        said = json.loads(head[begin:])
    except (ValueError, RecursionError):
        return None
    if len(said) != 2 or not isinstance(said[0], str) or not isinstance(said[1], dict):
        return None
    name, data = said
    fields = [key for key, value in data.items() if isinstance(value, dict | list)]
    if len(fields) != 1 or data[fields[0]] != _HIER:
        return None
    data[fields[0]] = attachment
    return name, data, int(number) if number else None


def to_frames(kind: int, data: list, number: int | None = None) -> bytes:
    """An EVENT or ACK with this data, bytes in it as attachments, as it goes over the line."""
    pieces: list[bytes] = []
    text = json.JSONEncoder(separators=(",", ":"), default=partial(_set_apart, pieces)).encode(data)
    head = f"4{BINARY_EVENT if kind == EVENT else BINARY_ACK}{len(pieces)}-" if pieces else f"4{kind}"
    return b"".join([frame(f"{head}{'' if number is None else number}{text}"), *map(frame, pieces)])


def _set_apart(pieces: list[bytes], value: Any) -> dict:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} cannot be sent")
    pieces.append(value)
    return {"_placeholder": True, "num": len(pieces) - 1}


def is_packet(message: str | bytes) -> bool:
    """Something engine.io may read: an attachment, a message of Socket.IO, a heartbeat, a goodbye. The rest it would choke on."""
    if isinstance(message, bytes):
        return True
    return message in ("1", "3") or (message[:1] == "4" and message[1:2] in tuple("0123456"))


class Pakket(Packet):
    """A packet of Socket.IO, of which nothing is believed. One that makes no sense becomes an answer nobody asked for: ignored."""

    def decode(self, encoded_packet: Any) -> int:
        try:
            count = super().decode(encoded_packet) or 0
            if self._is_sound(count):
                return count
        except Exception:
            # Not JSON, or nested too deep.
            pass
        self.packet_type, self.namespace, self.id, self.data = ACK, None, None, []
        return 0

    def _is_sound(self, count: int) -> bool:
        if self.packet_type == CONNECT:
            return self.data is None or isinstance(self.data, dict)
        if self.packet_type in (EVENT, BINARY_EVENT):
            named = isinstance(self.data, list) and self.data and isinstance(self.data[0], str)
            if not named or self.data[0] in ("connect", "disconnect"):
                return False
            return self.packet_type == EVENT or 0 < count <= _BIJLAGEN
        return self.packet_type == DISCONNECT

    def add_attachment(self, attachment: Any) -> bool:
        try:
            if isinstance(attachment, bytes):
                return super().add_attachment(attachment)
        except Exception:
            # It refers to an attachment that is not there.
            pass
        # An event nobody listens to.
        self.data = [""]
        return True
