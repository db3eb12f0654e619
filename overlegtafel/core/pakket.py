"""What comes in from a screen, of which nothing is believed: packets of Engine.IO, and in them those of Socket.IO."""

from typing import Any

from socketio.packet import ACK, BINARY_EVENT, CONNECT, DISCONNECT, EVENT, Packet

_BIJLAGEN = 4


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
