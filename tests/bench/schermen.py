"""Many open screens at once: a real websocket each, all read by one thread, which notes when a signal came in."""

import json
import selectors
import threading
import time
from collections import Counter
from collections.abc import Sequence

from websocket import ABNF, WebSocket, create_connection

from tests.bench.serveren import HOST


class Schermen:
    """The screens of some people, each with the cookie of their session."""

    def __init__(self, port: int, cookies: Sequence[str]):
        origin = f"http://{HOST}:{port}"
        self._sockets: list[WebSocket] = []
        self._selector = selectors.DefaultSelector()
        for number, cookie in enumerate(cookies):
            socket = create_connection(
                f"ws://{HOST}:{port}/socket.io/?EIO=4&transport=websocket", cookie=cookie, origin=origin, timeout=30
            )
            # The opening words of Engine.IO, and of Socket.IO on top of it.
            socket.recv()
            socket.send("40")
            if not socket.recv().startswith("40"):
                raise ConnectionError("a screen was refused")
            self._sockets.append(socket)
            self._selector.register(socket.sock, selectors.EVENT_READ, number)
        # Of each thread when each screen heard of it.
        self._heard: dict[str, dict[int, float]] = {}
        self.events: Counter[str] = Counter()
        self._news = threading.Condition()
        self._stopped = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, known: set[str], screens: int, seconds: float = 10) -> dict[int, float]:
        """When each screen heard of the thread that is not among those known, once so many did (or time is up)."""
        until = time.monotonic() + seconds
        with self._news:
            while True:
                new = [times for draad_id, times in self._heard.items() if draad_id not in known]
                if (new and len(new[0]) >= screens) or not self._news.wait(max(until - time.monotonic(), 0)):
                    return dict(new[0]) if new else {}

    def known(self) -> set[str]:
        with self._news:
            return set(self._heard)

    def _read(self) -> None:
        while not self._stopped:
            for key, _ in self._selector.select(timeout=0.5):
                moment = time.perf_counter()
                # As much as came in; the rest wakes the selector again.
                opcode, data = self._sockets[key.data].recv_data()
                if opcode == ABNF.OPCODE_CLOSE:
                    self._selector.unregister(key.fileobj)
                    continue
                self._take(key.data, data.decode(), moment)

    def _take(self, number: int, message: str, moment: float) -> None:
        if message == "2":
            self._sockets[number].send("3")
        elif message.startswith("42"):
            _name, what = json.loads(message[2:])
            with self._news:
                self.events[what["soort"]] += 1
                if what["soort"].startswith("bericht"):
                    self._heard.setdefault(what["id"], {})[number] = moment
                    self._news.notify_all()

    def __enter__(self) -> "Schermen":
        return self

    def __exit__(self, *_error) -> None:
        self._stopped = True
        self._reader.join(5)
        for socket in self._sockets:
            socket.shutdown()
