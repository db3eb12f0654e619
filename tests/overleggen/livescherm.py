"""Somebody writing in a live note from a test: a real Yjs document, a real socket."""

import random
import threading

import socketio
from pycrdt import Doc, Text

from tests.berichten.schermen import Bediend, until


class Schrijver:
    """One screen with one note open. What it hears goes into its document; what it types goes out, and `bevestigd` counts."""

    def __init__(self, server: Bediend, koekje: str, punt_id, *, hand: int | None = None, open_: bool = True):
        self.punt = str(punt_id)
        self.doc = Doc(client_id=hand or random.randrange(1, 2**32))
        self.tekst = self.doc.get("bespreking", type=Text)
        self.gehoord: list[tuple[str, dict]] = []
        self._lock = threading.RLock()
        self._client = socketio.Client(reconnection=False, websocket_extra_options={"origin": server.url})
        # This library gives each frame a thread of its own, and bytes that overtake the words they belong to are lost.
        told = self._client.eio._trigger_event
        self._client.eio._trigger_event = lambda *args, **how: told(*args, **how | {"run_async": False})
        self._client.on("*", self._hear)
        self._client.connect(server.url, headers={"Cookie": koekje}, transports=["websocket"], wait_timeout=20)
        self.antwoord = self.open() if open_ else None

    def _hear(self, event: str, data: dict) -> None:
        with self._lock:
            self.gehoord.append((event, data))
            if event == "notitie:wijziging":
                self.doc.apply_update(data["update"])

    def ask(self, event: str, **data) -> dict:
        return self._client.call(event, {"agendapunt": self.punt} | data, timeout=20)

    def open(self) -> dict:
        with self._lock:
            staat = self.doc.get_state()
        answer = self.ask("notitie:open", staat=staat)
        if answer["ok"]:
            with self._lock:
                self.doc.apply_update(answer["update"])
        return answer

    def change(self, work) -> bytes:
        """Do something in the document; the update that says so."""
        with self._lock:
            before = self.doc.get_state()
            work(self.tekst)
            return self.doc.get_update(before)

    def send(self, update: bytes) -> dict:
        return self.ask("notitie:wijziging", update=update)

    def insist(self, update: bytes) -> dict:
        """Send it again as long as it is not taken now, with the pauses a screen makes."""
        for _ in range(20):
            answer = self.send(update)
            if answer.get("reden") not in ("snel", "later"):
                return answer
            threading.Event().wait(0.25)
        return answer

    def typ(self, woorden: str) -> dict:
        """Type at the end."""
        return self.send(self.change(lambda tekst: tekst.insert(len(tekst), woorden)))

    @property
    def leest(self) -> str:
        with self._lock:
            return str(self.tekst)

    def reads(self, woorden: str) -> bool:
        return until(lambda: woorden in self.leest)

    def events(self, naam: str) -> list[dict]:
        with self._lock:
            return [data for event, data in self.gehoord if event == naam]

    def hears(self, naam: str) -> bool:
        return until(lambda: self.events(naam))

    def close(self) -> None:
        self._client.disconnect()
