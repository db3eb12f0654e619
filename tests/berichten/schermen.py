"""A real server (gunicorn, as it is served), and screens with a real socket to it."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import socketio
from websocket import WebSocket, create_connection

from overlegtafel.config import ROOT
from tests.persona import Persona


class Bediend:
    """The app served in processes of its own, on the database of the test."""

    def __init__(self, database_url: str, app: str = "wsgi:app", **env: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        settings = {
            "OVERLEGTAFEL_DEMO": "1", "SECRET_KEY": "alleen voor de tests", "DATABASE_URL": database_url,
            "PORT": str(port), "POSTBODE": "0",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "scripts/gunicorn.conf.py", app],
            cwd=ROOT, env=os.environ | settings | env, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/gezond", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def send(self, persona: Persona, path: str, data: dict[str, str]) -> int:
        """Post a form to this server in the session of this person; the status."""
        form = urllib.parse.urlencode({"csrf_token": persona._token} | data).encode()
        return self._ask(persona, path, form)

    def get(self, persona: Persona, path: str) -> int:
        return self._ask(persona, path, None)

    def _ask(self, persona: Persona, path: str, form: bytes | None) -> int:
        request = urllib.request.Request(self.url + path, data=form, headers={"Cookie": cookie(persona)})
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code

    @property
    def workers(self) -> list[int]:
        """The processes that do the work."""
        master = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def stop(self) -> str:
        """Politely; what it wrote to its log."""
        self.process.terminate()
        return self.process.communicate(timeout=30)[1]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


class Luisteraar:
    """An open screen: keeps what it hears, in order."""

    def __init__(self, server: Bediend, koekje: str, *, origin: str = ""):
        self.gehoord: list[dict] = []
        self.weg = threading.Event()
        self._client = socketio.Client(reconnection=False, websocket_extra_options={"origin": origin or server.url})
        self._client.on("gewijzigd", self.gehoord.append)
        self.proeven: list = []
        self._client.on("proef:gezegd", self.proeven.append)
        self._client.on("disconnect", lambda *_: self.weg.set())
        self._client.connect(server.url, headers={"Cookie": koekje}, transports=["websocket"])

    def close(self) -> None:
        self._client.disconnect()

    def ask(self, event: str, data: object = None, timeout: float = 10) -> Any:
        """The acknowledgement."""
        return self._client.call(event, data, timeout=timeout)

    def heard(self, soort: str) -> list[str]:
        """The ids of this kind."""
        return [event["id"] for event in self.gehoord if event["soort"].split(".")[0] == soort]

    def hears(self, soort: str, object_id: object) -> bool:
        return until(lambda: str(object_id) in self.heard(soort))


def rough(server: Bediend, koekje: str, **options) -> WebSocket:
    """A screen that says exactly what the test says; to begin with that it is there."""
    address = f"{server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    screen = create_connection(address, cookie=koekje, origin=server.url, timeout=20, **options)
    screen.recv()
    screen.send("40")
    assert screen.recv().startswith("40")
    return screen


@contextmanager
def own_redis(folder: Path) -> Iterator[tuple[Callable[[], str], Callable[[], None]]]:
    """Start and stop of one that no other test knows."""
    if not shutil.which("redis-server"):
        pytest.skip("geen redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = []

    def start() -> str:
        command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(folder)]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        return f"redis://127.0.0.1:{port}/0"

    def stop() -> None:
        for process in running:
            process.kill()
            process.wait()
        running.clear()

    try:
        yield start, stop
    finally:
        stop()


def cookie(persona: Persona) -> str:
    return f"overlegtafel={persona.browser.get_cookie('overlegtafel').value}"


def until(there, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not there():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.02)
    return True
