"""From the chair's next item to everybody's screen: a real gunicorn, a real socket and a real request per participant."""

import re
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select, text

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg, Overlegsoort
from overlegtafel.overleggen.models_punt import Agendapunt, Tafelstand
from overlegtafel.toegang.models import Gebruiker
from tests.bench import tabellen
from tests.bench.bezoek import EMAIL, Mislukt
from tests.bench.databanken import loaded, postgres_is_there
from tests.bench.meten import percentiles
from tests.bench.schermen import Schermen
from tests.bench.seinen import _AGENT, _find_clients, _make_person, _Server, _sign_in
from tests.bench.serveren import Verbinding, bench_env, make_app
from tests.delen import REDIS_URL, has_redis
from tests.persona import token_in

KOPPEN = ("van 'volgend punt' tot op ieders scherm", "mensen", "stappen", "sein p50 ms", "scherm p50 ms", "scherm p95 ms", "laatste p50 ms", "kwijt")  # fmt: skip
_REGION = 106
_PUNTEN = 10


@dataclass(frozen=True)
class Opstelling:
    """A meeting under way, the cookie of its chair, and those of who follow."""

    overleg_id: UUID
    voorzitter: str
    volgers: list[str]


def measure_following(backend: str, people: int, steps: int, redis_url: str | None = None) -> tuple[str, ...]:
    """A row of the table. redis_url: the chair is at one process, and the others at another."""
    with loaded(backend, _REGION, keep=False, fresh=True) as url, ExitStack() as stack:
        app = make_app(bench_env(url))
        with app.app_context():
            there = _set_up(app, people)
            db.session.remove()
            db.engine.dispose()
        chairs = stack.enter_context(_Server(url, redis_url))
        follows = stack.enter_context(_Server(url, redis_url)) if redis_url else chairs
        for server in {chairs, follows}:
            with Verbinding(server.port) as first:
                first.ask("GET", "/gezond", headers={})
        screens = stack.enter_context(Volgers(follows.port, there))
        signals, shown, last, lost = _follow(chairs.port, there, steps, screens)
    how = "twee processen, Redis" if redis_url else "één proces"
    p50, p95 = percentiles(shown)
    return (
        f"{how}, {backend}", str(people), str(steps), f"{percentiles(signals)[0]:.1f}", f"{p50:.1f}", f"{p95:.1f}",
        f"{percentiles(last)[0]:.1f}", str(lost),
    )  # fmt: skip


class Volgers(Schermen):
    """Screens that ask for the table as soon as they hear of a step, as static/js/tafel.js does, each over a line of its own."""

    def __init__(self, port: int, there: Opstelling):
        self._path = f"/overleggen/{there.overleg_id}/tafel"
        self._lines = [Verbinding(port) for _ in there.volgers]
        self._headers = [
            {"Cookie": cookie, "User-Agent": _AGENT, "Accept-Encoding": "gzip", "HX-Request": "true", "X-Vanzelf": "1"}
            for cookie in there.volgers
        ]
        self.signals: dict[int, float] = {}
        self.shown: dict[int, float] = {}
        self._begun = False
        # Everybody has the table open before the chair begins.
        for number in range(len(there.volgers)):
            self._ask(number)
        super().__init__(port, there.volgers)

    def expect(self) -> None:
        """From now on what comes belongs to the next step."""
        with self._news:
            self.signals, self.shown, self._begun = {}, {}, True

    def wait(self, seconds: float = 10) -> None:
        until = time.monotonic() + seconds
        with self._news:
            while len(self.shown) < len(self._lines) and self._news.wait(max(until - time.monotonic(), 0)):
                pass

    def _take(self, number: int, message: str, moment: float) -> None:
        if message == "2" or '"soort":"overleg"' not in message.replace(" ", ""):
            super()._take(number, message, moment)
            return
        with self._news:
            if not self._begun or number in self.signals:
                return
            self.signals[number] = moment
        threading.Thread(target=self._show, args=(number,), daemon=True).start()

    def _show(self, number: int) -> None:
        self._ask(number)
        with self._news:
            self.shown[number] = time.perf_counter()
            self._news.notify_all()

    def _ask(self, number: int) -> None:
        answer = self._lines[number].ask("GET", self._path, headers=self._headers[number])
        if answer.status != 200:
            raise Mislukt(f"table: {answer.status}")


def _follow(port: int, there: Opstelling, steps: int, screens: Volgers):
    """Milliseconds from the click to each signal, to each screen, and to the last screen; how many never came."""
    chair = _Voorzitter(port, there)
    signals, shown, last, lost = [], [], [], 0
    for number in range(-2, steps):
        screens.expect()
        begin = time.perf_counter()
        chair.step(number)
        screens.wait()
        if number < 0:
            continue
        signals += [(moment - begin) * 1000 for moment in screens.signals.values()]
        times = [(moment - begin) * 1000 for moment in screens.shown.values()]
        shown += times
        last.append(max(times))
        lost += len(there.volgers) - len(times)
    return signals, shown, last, lost


class _Voorzitter:
    def __init__(self, port: int, there: Opstelling):
        self._connection = Verbinding(port)
        self._url = f"/overleggen/{there.overleg_id}/tafel"
        self._headers = {"Cookie": there.voorzitter, "User-Agent": _AGENT, "Accept-Encoding": "identity"}
        page = self._connection.ask("GET", self._url, headers=self._headers)
        body = page.body.decode()
        self._token = token_in(body)
        cookies = [value.split(";")[0] for key, value in page.headers if key.casefold() == "set-cookie"]
        self._headers["Cookie"] = next((c for c in cookies if c.startswith("overlegtafel=")), there.voorzitter)
        self._plekken = re.findall(r'name="plek" value="([^"]+)"', body)
        self._versie = int(re.search(r'name="versie" value="(\d+)"', body)[1])

    def step(self, number: int) -> None:
        """To an item it is not at."""
        plek = self._plekken[(number + 3) % len(self._plekken)]
        form = {"csrf_token": self._token, "versie": str(self._versie), "plek": plek}
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        answer = self._connection.ask("POST", f"{self._url}/naar", headers=headers, body=urlencode(form).encode())
        if answer.status != 200:
            raise Mislukt(f"next item: {answer.status}")
        self._versie += 1


def _set_up(app: Flask, people: int) -> Opstelling:
    """An MDO with ten clients, whom everybody at the table may see."""
    huisarts = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    clients = next(iter(sorted(_find_clients(huisarts).values(), key=len, reverse=True)))[:_PUNTEN]
    followers = [_make_person(n, "huisarts", huisarts.organisatie) for n in range(people)]
    db.session.flush()
    soort = db.session.scalars(select(Overlegsoort).where(Overlegsoort.sleutel == "mdo")).one()
    overleg = Overleg(
        id=uuid4(), soort=soort, organisatie_id=huisarts.organisatie_id, begint_op=now(), begonnen_op=now(), duur=90,
        staat="bezig", gemaakt_op=now(), gemaakt_door_id=huisarts.id,
    )  # fmt: skip
    db.session.add(overleg)
    db.session.flush()
    for person in (huisarts, *followers):
        db.session.add(
            Genodigde(
                id=uuid4(), overleg_id=overleg.id, gebruiker_id=person.id, is_voorzitter=person is huisarts,
                binnen_op=now(),
            )
        )  # fmt: skip
    for number, client_id in enumerate(clients):
        db.session.add(
            Agendapunt(
                id=uuid4(), overleg_id=overleg.id, client_id=client_id, plek=uuid4(), soort="consultatie",
                vraag="Wat is er nodig?", ingebracht_door_id=huisarts.id, ingebracht_op=now(), volgorde=number,
                minuten=8,
            )
        )  # fmt: skip
    db.session.add(Tafelstand(overleg_id=overleg.id, versie=1))
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    cookies = _sign_in(app, [huisarts, *followers])
    return Opstelling(overleg.id, cookies[0], cookies[1:])


def main() -> None:
    """On its own: python -m tests.bench.volgen."""
    backends = ["sqlite", "postgres"] if postgres_is_there() else ["sqlite"]
    rows = [measure_following(backend, 30, 30) for backend in backends]
    if "postgres" in backends and has_redis():
        rows.append(measure_following("postgres", 30, 30, REDIS_URL))
    print(tabellen.show(KOPPEN, rows), flush=True)


if __name__ == "__main__":
    main()
