"""A real SMTP server on a free port of this machine, that can be stopped and started again."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class Brievenbus:
    """Takes letters; `brieven` holds what arrived."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.brieven: list[EmailMessage] = []
        self.refuse = ""
        # Addresses that are not here.
        self.unknown: set[str] = set()
        self._controller: Controller | None = None

    async def handle_RCPT(self, _server, _session, envelope, address, options):
        if address in self.unknown:
            return "550 niemand van die naam"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        if self.refuse:
            return self.refuse
        self.brieven.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def open(self) -> "Brievenbus":
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def close(self) -> None:
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None
