"""From sending a question to the signal that changes the badge on another screen: real gunicorns, real sockets, many people."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask, session
from flask_login import login_user
from sqlalchemy import insert, select

from overlegtafel.berichten.adressen import list_adressen
from overlegtafel.berichten.services import PER_MINUUT
from overlegtafel.clienten.inzage import open_client
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import visible_to
from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie, Team, teamlid
from overlegtafel.toegang.sessies import start_sessie
from tests.bench.bezoek import EMAIL, Mislukt
from tests.bench.databanken import loaded
from tests.bench.meten import percentiles
from tests.bench.schermen import Schermen
from tests.bench.serveren import HOST, Gunicorn, Verbinding, bench_env, make_app
from tests.persona import token_in

KOPPEN = ("van versturen tot teller op een ander scherm", "schermen", "hoort het", "vragen", "p50 ms", "p95 ms", "antwoord p50 ms", "kwijt")  # fmt: skip
_REGION = 104
# In the team that is asked, next to those the region put there.
_COLLEGAS = 12


@dataclass(frozen=True)
class Opstelling:
    """Who asks about whom, to which team, and the cookie of everybody who has a screen open."""

    vragers: list[str]
    clienten: list[UUID]
    aan: str
    hoorders: int
    schermen: list[str]


class _Server(Gunicorn):
    def __init__(self, database_url: str, redis_url: str | None):
        super().__init__(database_url)
        if redis_url:
            self._env["REDIS_URL"] = redis_url


def measure_signals(backend: str, screens: int, questions: int, redis_url: str | None) -> tuple[str, ...]:
    """A row of the table. redis_url: the question is asked at one process, and the screens hang on another."""
    with loaded(backend, _REGION, keep=False, fresh=True) as url, ExitStack() as stack:
        app = make_app(bench_env(url))
        with app.app_context():
            there = _set_up(app, screens, -(-questions // (PER_MINUUT - 2)))
            db.session.remove()
            db.engine.dispose()
        asked = stack.enter_context(_Server(url, redis_url))
        shown = stack.enter_context(_Server(url, redis_url)) if redis_url else asked
        for server in (asked, shown):
            # The door opens before somebody is behind it.
            with Verbinding(server.port) as first:
                first.ask("GET", "/gezond", headers={})
        open_screens = stack.enter_context(Schermen(shown.port, there.schermen))
        times, answers, lost = _ask(asked.port, there, questions, open_screens)
    how = "twee processen, Redis" if redis_url else "één proces"
    (p50, p95), answer = percentiles(times), percentiles(answers)[0]
    return (f"{how}, {backend}", str(screens), str(there.hoorders), str(questions), f"{p50:.1f}", f"{p95:.1f}", f"{answer:.1f}", str(lost))  # fmt: skip


def _ask(port: int, there: Opstelling, questions: int, screens: Schermen) -> tuple[list[float], list[float], int]:
    """Milliseconds until each screen heard each question, and until the asker had an answer; how many never came."""
    times, answers, lost = [], [], 0
    askers, clients = cycle([_Vrager(port, cookie) for cookie in there.vragers]), cycle(there.clienten)
    # The first of every asker warms up.
    for number in range(-len(there.vragers), questions):
        known, begin = screens.known(), time.perf_counter()
        next(askers).ask(next(clients), there.aan)
        answered = time.perf_counter()
        heard = screens.wait_for(known, there.hoorders)
        if number < 0:
            continue
        answers.append((answered - begin) * 1000)
        times += [(moment - begin) * 1000 for moment in heard.values()]
        lost += there.hoorders - len(heard)
    return times, answers, lost


class _Vrager:
    """Somebody who asks, over one kept-alive connection."""

    def __init__(self, port: int, cookie: str):
        self._connection = Verbinding(port)
        self._headers = {"Cookie": cookie, "User-Agent": _AGENT, "Accept-Encoding": "identity"}
        page = self._connection.ask("GET", "/account", headers=self._headers)
        self._token = token_in(page.body.decode())
        # The page puts its token in the session, so in the cookie.
        cookies = [value.split(";")[0] for key, value in page.headers if key.casefold() == "set-cookie"]
        self._headers["Cookie"] = next((c for c in cookies if c.startswith("overlegtafel=")), cookie)

    def ask(self, client_id: UUID, aan: str) -> None:
        form = {"csrf_token": self._token, "soort": "vraag", "spoed": "week", "aan": aan, "tekst": "Lukt het morgen?"}
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._connection.ask(
            "POST", f"/clienten/{client_id}/berichten/nieuw", headers=headers, body=urlencode(form).encode()
        )
        if answer.status != 303:
            raise Mislukt(f"asking: {answer.status}")


_AGENT = "bench"


def _set_up(app: Flask, screens: int, askers: int) -> Opstelling:
    """People of the practice who ask a team of home care, and as many screens as wanted, of whom the members of it hear."""
    huisarts = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    clients = _find_clients(huisarts)
    aan, client_ids = max(clients.items(), key=lambda item: len(item[1]))
    envida = db.session.scalars(select(Organisatie).where(Organisatie.naam == "Envida")).one()
    made = [_make_person(n, "wijkverpleegkundige", envida) for n in range(screens - askers)]
    asking = [_make_person(screens + n, "huisarts", huisarts.organisatie) for n in range(askers)]
    db.session.flush()
    team = db.session.get_one(Team, UUID(aan[2:]))
    db.session.execute(
        insert(teamlid), [{"team_id": team.id, "gebruiker_id": person.id} for person in made[:_COLLEGAS]]
    )
    db.session.commit()
    cookies = _sign_in(app, [*made, *asking])
    return Opstelling(cookies[len(made) :], client_ids, aan, _COLLEGAS, cookies)


def _find_clients(by: Gebruiker) -> dict[str, list[UUID]]:
    """Of each home-care team the clients about whom `by` may ask it something."""
    found: dict[str, list[UUID]] = {}
    for client in db.session.scalars(visible_to(by).order_by(Client.id)).all():
        for adres in list_adressen(open_client(client.id, by=by)):
            if adres.sleutel.startswith("t:") and adres.naam.startswith("Envida") and not adres.blind:
                found.setdefault(adres.sleutel, []).append(client.id)
    db.session.rollback()
    return found


def _make_person(number: int, functie: str, organisatie: Organisatie) -> Gebruiker:
    person = Gebruiker(
        id=uuid4(), account=Account(id=uuid4(), email=f"scherm{number}@bench.test", aangemaakt_op=now()),
        voornaam="Scherm", achternaam=str(number), functie=functie, organisatie=organisatie,
    )  # fmt: skip
    db.session.add(person)
    return person


def _sign_in(app: Flask, people: Sequence[Gebruiker]) -> list[str]:
    """A session of each in the database, and its cookie: what signing in makes, without what a password costs."""
    serializer, cookies = app.session_interface.get_signing_serializer(app), []
    for person in people:
        with app.test_request_context(environ_base={"REMOTE_ADDR": HOST, "HTTP_USER_AGENT": _AGENT}):
            with transaction():
                start_sessie(person)
            login_user(person)
            cookies.append(f"overlegtafel={serializer.dumps(dict(session))}")
    return cookies
