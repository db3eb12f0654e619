"""The servers that are compared and the driver that types, each a process on a core of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from overlegtafel.config import ROOT
from tests.bench.bezoek import Mislukt
from tests.bench.serveren import HOST, bench_env

SAMEN = Path(__file__).parent / "samen"
_KERNEN = sorted(os.sched_getaffinity(0))
# Where there is one core only, they share it; the table says how many there are.
SERVERKERN, DRIVERKERN = _KERNEN[0], _KERNEN[-1]


def install() -> None:
    """What the comparison needs from npm, exactly as pinned, beside its own files. Raises when there is no npm."""
    there = SAMEN / "node_modules" / ".klaar"
    pinned = (SAMEN / "package-lock.json").read_text()
    if there.exists() and there.read_text() == pinned:
        return
    subprocess.run(["npm", "ci", "--no-fund", "--no-audit", "--loglevel=error"], cwd=SAMEN, check=True)
    there.write_text(pinned)


def list_versions() -> str:
    """What is compared with, and what runs it and the driver."""
    pinned = json.loads((SAMEN / "package.json").read_text())["dependencies"]
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return ", ".join([*(f"{name} {version}" for name, version in pinned.items()), f"Node {node[1:]}"])


class _Server:
    """A server that listens; it can be killed and started again on the same port and the same database."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        self.address = f"{HOST}:{self.port}"

    def start(self) -> None:
        command, env = self._command()
        self._process = subprocess.Popen(command, cwd=ROOT, env=os.environ | env, preexec_fn=_pin(SERVERKERN))
        until = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise Mislukt(f"did not start: {' '.join(command)}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), timeout=30) as asked:
                asked.sendall(f"GET /gezond HTTP/1.1\r\nHost: {self.address}\r\nConnection: close\r\n\r\n".encode())
                return asked.recv(20).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def pids(self) -> list[int]:
        """Of the process and what it started."""
        found, todo = [], [self._process.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return found

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error) -> None:
        self.stop()


class Hocuspocus(_Server):
    """The comparison: @hocuspocus/server with its SQLite store. debounce: milliseconds; None: as it comes."""

    soort = "hocus"

    def __init__(self, database: Path, debounce: int | None = None):
        super().__init__()
        self._database, self._debounce = database, debounce

    def _command(self) -> tuple[list[str], dict[str, str]]:
        given = [] if self._debounce is None else [str(self._debounce)]
        return ["node", str(SAMEN / "hocuspocus.js"), str(self.port), str(self._database), *given], {}


class Tafel(_Server):
    """The Overlegtafel, as it is served: a gunicorn of one process."""

    soort = "onze"

    def __init__(self, database_url: str, redis_url: str | None = None):
        super().__init__()
        self._env = bench_env(database_url) | {"PORT": str(self.port), "WEB_CONCURRENCY": "1"}
        if redis_url:
            self._env["REDIS_URL"] = redis_url

    def _command(self) -> tuple[list[str], dict[str, str]]:
        config = str(Path("scripts") / "gunicorn.conf.py")
        return [sys.executable, "-m", "gunicorn", "--config", config, "wsgi:app"], self._env


class Driver:
    """Types on many screens; see samen/driver.js for the tasks."""

    def __enter__(self) -> "Driver":
        self._process = subprocess.Popen(
            ["node", str(SAMEN / "driver.js")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            preexec_fn=_pin(DRIVERKERN),
        )  # fmt: skip
        return self

    def ask(self, task: str, **given) -> dict:
        """What the task gives back. Raises Mislukt with what went wrong."""
        self._process.stdin.write(json.dumps({"taak": task} | given) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"goed": false, "fout": "de driver is gestopt"}')
        if not answer["goed"]:
            raise Mislukt(answer["fout"])
        return answer

    def __exit__(self, *_error) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


def _pin(core: int):
    return lambda: os.sched_setaffinity(0, {core})
