"""The app under measurement and, beside it in the same process, a bare Flask route that returns bytes from memory."""

import gc
import io
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask

from overlegtafel import create_app
from overlegtafel.config import ROOT, load_config

# Longer than any page; a slice of it is what the bare route returns.
_BYTES = os.urandom(1024 * 1024)
HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Antwoord:
    """An answer as it came over the wire: the body still compressed, and how many bytes the head took."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    kop_bytes: int = 0

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.casefold() == name.casefold()), "")


Vraag = Callable[..., Antwoord]


def bench_env(database_url: str) -> dict[str, str]:
    return {"OVERLEGTAFEL_DEMO": "1", "DATABASE_URL": database_url, "SECRET_KEY": "alleen voor de meting"}


def make_app(env: dict[str, str] | None = None) -> Flask:
    """The real app. Only the limit on signing in is out of the way: one person signs in all day here."""
    return create_app(load_config(env) | {"INLOGLIMIET": "1000000 per minute"})


def make_bare() -> Flask:
    bare = Flask("kaal", static_folder=None)

    @cache
    def in_memory(size: int) -> bytes:
        return _BYTES[:size]

    @bare.get("/kaal/<int:size>")
    def kaal(size: int):
        return in_memory(size)

    return bare


def side_by_side(app: Flask) -> Callable:
    """One WSGI application: /kaal/<bytes> is the bare Flask app, everything else the Overlegtafel."""
    bare = make_bare()

    def wsgi(environ, start_response):
        target = bare if environ["PATH_INFO"].startswith("/kaal/") else app
        return target(environ, start_response)

    # The server asks for these when it starts (scripts/gunicorn.conf.py).
    wsgi.extensions = app.extensions
    return wsgi


def served() -> Callable:
    """What gunicorn loads; its settings come from the environment."""
    return side_by_side(make_app())


def in_process(wsgi: Callable) -> Vraag:
    """Call the WSGI application directly: no socket, no test client, nothing but the call."""
    # As the server does (scripts/gunicorn.conf.py).
    gc.collect()
    gc.freeze()

    def ask(method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> Antwoord:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": HOST, "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": HOST,
            "CONTENT_LENGTH": str(len(body)), "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        started: list = []
        answer = wsgi(environ, lambda status, head, exc_info=None: started.append((status, head)))
        try:
            content = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        status, head = started[0]
        return Antwoord(int(status[:3]), head, content)

    return ask


class Gunicorn:
    """A real gunicorn, set up by scripts/gunicorn.conf.py, on a free port of the loopback address."""

    def __init__(self, database_url: str):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self._env = os.environ | bench_env(database_url) | {"PORT": str(self.port), "WEB_CONCURRENCY": "1"}

    def __enter__(self) -> "Gunicorn":
        config = Path("scripts") / "gunicorn.conf.py"
        command = [sys.executable, "-m", "gunicorn", "--config", str(config), "tests.bench.serveren:served()"]
        self._process = subprocess.Popen(command, cwd=ROOT, env=self._env)
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                return self
            except OSError:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.__exit__()
                    raise RuntimeError("gunicorn did not start") from None
                time.sleep(0.1)

    def __exit__(self, *_error) -> None:
        self._process.terminate()
        self._process.wait(30)


class Verbinding:
    """One kept-alive connection. Written out by hand: a client library would cost more than the bare route."""

    def __init__(self, port: int):
        self._socket = socket.create_connection((HOST, port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port = port

    def ask(self, method: str, path: str, *, headers: dict[str, str], body: bytes = b"") -> Antwoord:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{self._port}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, content = received.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        answer_headers = [tuple(line.split(": ", 1)) for line in rest]
        size = int(next(value for name, value in answer_headers if name.casefold() == "content-length"))
        while len(content) < size:
            content += self._receive()
        return Antwoord(int(first.split()[1]), answer_headers, content, len(head) + 4)

    def _receive(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed the connection")
        return piece

    def __enter__(self) -> "Verbinding":
        return self

    def __exit__(self, *_error) -> None:
        self._socket.close()
