"""What breaks while people type: a killed server, a Redis that restarts, a database that refuses. Nothing acknowledged is lost."""

import random
import resource
import signal
import threading
import time
from collections import Counter
from contextlib import contextmanager
from os import kill
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
import socketio
from pycrdt import Doc, Text
from sqlalchemy import make_url

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from tests.berichten.schermen import Bediend, cookie, own_redis, until
from tests.databases import POSTGRES
from tests.overleggen.tafels import make_overleg, make_punt

pytestmark = pytest.mark.own_database

# Seconds: without an answer in this time the server is gone.
_ANTWOORD = 10


@pytest.fixture
def serve(database_url):
    made = []

    def start(**env) -> Bediend:
        made.append(Bediend(database_url, **env))
        assert until(made[-1].answers), "the server did not start"
        return made[-1]

    yield start
    for server in made:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def punt_id(app, wereld) -> UUID:
    """An item about Truus, in a meeting that is going on."""
    with app.app_context():
        punt = make_punt(make_overleg(wereld, staat="bezig", begint_op=now()), wereld.truus)
        db.session.commit()
        return punt.id


@pytest.fixture
def schrijvers(als, punt_id):
    """make(names): a screen each for these people, that writes in the note; all hang up at the end."""
    made = []

    def make(*names: str) -> list["Schrijver"]:
        made.extend(Schrijver(f"{name}{len(made) + n}", cookie(als(name)), punt_id) for n, name in enumerate(names))
        return made[-len(names) :]

    yield make
    for one in made:
        one.hang_up()


class Schrijver:
    """A screen with the note open in a Yjs document of its own, as the browser has it. Every word it writes is unlike any other."""

    def __init__(self, naam: str, koekje: str, punt_id: UUID):
        self.naam, self._koekje, self._punt = naam, koekje, {"agendapunt": str(punt_id)}
        self._doc = Doc(allow_multithreading=True)
        self._text = self._doc.get("bespreking", type=Text)
        self._made: bytes = b""
        self._following = self._doc.observe(lambda event: setattr(self, "_made", event.update))
        self._lock = threading.RLock()
        self._client: socketio.Client | None = None
        self._unsure: dict[str, bytes] = {}
        self.behind = threading.Event()
        self.typed: list[str] = []
        self.acked: set[str] = set()
        self.refused: Counter[str] = Counter()

    def connect(self, server: Bediend) -> None:
        self.hang_up()
        self._client = socketio.Client(reconnection=False, websocket_extra_options={"origin": server.url})
        self._client.on("notitie:wijziging", lambda event: self._apply(event["update"]))
        self._client.on("notitie:bij", lambda _event: self.behind.set())
        self._client.connect(server.url, headers={"Cookie": self._koekje}, transports=["websocket"])
        self._line = self._client.eio.ws
        self.open()

    def open(self) -> None:
        """Or catch up: what the note has and this screen lacks."""
        self.behind.clear()
        with self._lock:
            state = self._doc.get_state()
        answer = self._client.call("notitie:open", self._punt | {"staat": state}, timeout=_ANTWOORD)
        assert answer["ok"] and answer["schrijven"], answer
        self._apply(answer["update"])

    def _apply(self, update: bytes) -> None:
        with self._lock:
            self._doc.apply_update(update)

    @property
    def tekst(self) -> str:
        with self._lock:
            return str(self._text)

    def type(self) -> str:
        """One more word, at the end; not yet sent."""
        with self._lock:
            word = f"{self.naam}.{len(self.typed)} "
            self._text += word
            self.typed.append(word)
            self._unsure[word] = self._made
            return word

    def send(self, word: str) -> None:
        """Without waiting for the answer: the next word may follow at once."""
        change = self._punt | {"update": self._unsure[word]}
        self._client.emit("notitie:wijziging", change, callback=lambda answer: self._hear(word, answer))

    def _hear(self, word: str, answer: dict) -> str:
        if answer["ok"]:
            self.acked.add(word)
            self._unsure.pop(word, None)
            return ""
        self.refused[answer["reden"]] += 1
        return answer["reden"]

    def send_again(self, until_moment: float) -> None:
        """What was not acknowledged, in order, as often as it takes."""
        for word, update in list(self._unsure.items()):
            while self._hear(word, self._client.call("notitie:wijziging", self._punt | {"update": update}, timeout=30)):
                assert time.monotonic() < until_moment, self.refused
                threading.Event().wait(0.1)

    def hang_up(self) -> None:
        if not self._client:
            return
        self._client.disconnect()
        # After a line that broke the library leaves it open.
        self._line.shutdown()
        self._client = None


@contextmanager
def typing(writers: list[Schrijver], rng: random.Random, work=lambda one: one.send(one.type())):
    """Each types on, with pauses, until the block ends."""
    stop = threading.Event()
    pauses = {one.naam: random.Random(rng.random()) for one in writers}

    def go_on(one: Schrijver) -> None:
        while not stop.wait(pauses[one.naam].uniform(0.01, 0.08)):
            try:
                work(one)
            except socketio.exceptions.SocketIOError:
                # The server is gone; what was typed waits.
                return

    threads = [threading.Thread(target=go_on, args=(one,)) for one in writers]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join()


def kill_hard(server: Bediend) -> None:
    for pid in (*workers(server), server.process.pid):
        kill(pid, signal.SIGKILL)
    server.process.communicate(timeout=20)


def workers(server: Bediend) -> list[int]:
    pid = server.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def all_the_same(writers: list[Schrijver], words: set[str]) -> bool:
    for one in writers:
        if one.behind.is_set():
            one.open()
    texts = {one.tekst for one in writers}
    return len(texts) == 1 and set(words) <= set(texts.pop().split())


def words_of(writers: list[Schrijver], name: str = "typed") -> set[str]:
    return {word.strip() for one in writers for word in getattr(one, name)}


def test_killed_while_people_type(serve, schrijvers):
    """Every acknowledged word is there for somebody new; and the rest comes again from the screens, once."""
    rng = random.Random(20_261_123)
    writers = schrijvers("huisarts", "wijkverpleging", "huisarts", "wijkverpleging")
    server = serve()
    come_back(writers, server)
    with typing(writers, rng):
        assert until(lambda: len(words_of(writers, "acked")) > 20), told(writers)
        threading.Event().wait(rng.uniform(0, 0.5))
        kill_hard(server)
    server = serve()
    assert words_of(writers, "acked") <= set(reader_of(schrijvers, server).tekst.split())
    come_back(writers, server)
    assert until(lambda: all_the_same(writers, words_of(writers)))
    assert sorted(reader_of(schrijvers, server).tekst.split()) == sorted(words_of(writers))


def come_back(writers: list[Schrijver], server: Bediend) -> None:
    for one in writers:
        one.connect(server)
        one.send_again(time.monotonic() + 20)


def told(writers: list[Schrijver]) -> list[tuple[int, int, dict]]:
    return [(len(one.typed), len(one.acked), dict(one.refused)) for one in writers]


def reader_of(schrijvers, server: Bediend) -> Schrijver:
    """Somebody who has the note open for the first time."""
    (reader,) = schrijvers("huisarts")
    reader.connect(server)
    return reader


@pytest.fixture
def redis_server(tmp_path):
    """One of our own, that can be stopped and started again."""
    with own_redis(tmp_path) as start_stop:
        yield start_stop


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_redis_restarts_between_two_processes(serve, schrijvers, redis_server):
    """Without Redis everything is still stored and acknowledged; when it is back both sides get what they missed."""
    start, stop = redis_server
    url = start()
    writers = schrijvers("huisarts", "wijkverpleging")
    for one in writers:
        one.connect(serve(REDIS_URL=url))
    rng = random.Random(7)

    def both_have_all(patience: float) -> bool:
        return until(lambda: all_the_same(writers, words_of(writers)), patience)

    with typing(writers, rng):
        assert until(lambda: all(len(one.acked) > 10 for one in writers))
    assert both_have_all(20), "what one process takes is on the screens of the other"
    with typing(writers, rng):
        stop()
        enough = {one.naam: len(one.acked) + 10 for one in writers}
        assert until(lambda: all(len(one.acked) > enough[one.naam] for one in writers))
    assert not all_the_same(writers, words_of(writers)), "there was nothing to catch up with"
    start()
    assert both_have_all(15)
    assert words_of(writers) == words_of(writers, "acked") and not any(one.refused for one in writers)


@contextmanager
def database_refuses(server: Bediend, backend: str, database_url: str):
    """SQLite: the disk is full. PostgreSQL: every connection is cut, and there is no new one."""
    if backend == "sqlite":
        limits = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in workers(server)}
        for pid, (_soft, hard) in limits.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        yield
        for pid, limit in limits.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)
        return
    name = make_url(database_url).database
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(cut, (name,))
        yield
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def test_a_database_that_refuses_answers_later_and_goes_on(serve, schrijvers, backend, database_url):
    server = serve()
    writers = schrijvers("huisarts", "wijkverpleging")
    for one in writers:
        one.connect(server)
    patience = time.monotonic() + 60

    def write(one: Schrijver) -> None:
        one.type()
        one.send_again(patience)

    with typing(writers, random.Random(3), write):
        assert until(lambda: all(len(one.acked) > 5 for one in writers))
        with database_refuses(server, backend, database_url):
            assert until(lambda: all(one.refused["later"] > 0 for one in writers))
            stored = words_of(writers, "acked")
            assert until(lambda: all(one.refused["later"] > 2 for one in writers))
            assert words_of(writers, "acked") == stored, "nothing is stored, so nothing is acknowledged"
        enough = {one.naam: len(one.acked) + 5 for one in writers}
        assert until(lambda: all(len(one.acked) > enough[one.naam] for one in writers)), "it goes on by itself"
    assert until(lambda: all_the_same(writers, words_of(writers)))
    assert all(set(one.refused) == {"later"} for one in writers)
    reader = reader_of(schrijvers, server)
    assert sorted(reader.tekst.split()) == sorted(words_of(writers, "acked"))
