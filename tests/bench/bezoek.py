"""What a huisarts does in a day, as requests: signing in, Vandaag, finding, opening, saving, printing."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from sqlalchemy import select

from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import visible_to
from overlegtafel.core.datums import show_date
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.toegang.models import Gebruiker
from tests.bench.serveren import Antwoord, Vraag
from tests.persona import WACHTWOORD, token_in

EMAIL = "huisarts@demo.test"
ENCODINGS = "gzip, zstd"
MOST_CLIENTS = 150


class Mislukt(Exception):
    """An answer that a measurement must not count: not what somebody would have got."""


@dataclass(frozen=True)
class Verzoek:
    """One request of a task, and the status it must have."""

    method: str
    path: str
    body: bytes = b""
    status: int = 200
    htmx: bool = False


@dataclass(frozen=True)
class Wie:
    """Who and what the tasks are about, drawn from the loaded region with a fixed seed."""

    clienten: list[Client]
    regels: list[tuple[Client, Regel]]
    zichtbaar: int


def choose() -> Wie:
    """Clients of the huisarts, in a fixed random order, and one goal of each that is theirs alone to change."""
    by = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    clienten = list(db.session.scalars(visible_to(by).order_by(Client.bsn, Client.id)))
    visible = len(clienten)
    random.Random(1).shuffle(clienten)
    chosen = clienten[:MOST_CLIENTS]
    homes = {client.huishouden_id: client for client in chosen}
    goals = db.session.execute(
        select(Plan.huishouden_id, Regel)
        .join(Plan, Plan.id == Regel.plan_id)
        .where(Plan.huishouden_id.in_(homes), Regel.soort == "doel", Regel.staat == "open", Regel.client_id.is_(None))
        .order_by(Regel.id)
    )
    regels = {home: (homes[home], regel) for home, regel in goals}
    return Wie(chosen, list(regels.values()), visible)


class Bezoek:
    """A browser of the huisarts over one channel: in the process, or a kept-alive connection."""

    def __init__(self, vraag: Vraag, wie: Wie):
        self._vraag = vraag
        self._wie = wie
        page = self._send("GET", "/inloggen", cookie="", plain=True)
        self._anonymous, self._login_token = _cookie(page), token_in(page.body.decode())
        self._cookie = self._anonymous
        self._cookie = _cookie(self.ask(self.sign_in_request()))
        # The first page puts its token in the session, so in the cookie.
        home = self._send("GET", "/vandaag", cookie=self._cookie, plain=True)
        self._cookie, self._token = _cookie(home), token_in(home.body.decode())
        self._versions = {regel.id: regel.versie for _client, regel in wie.regels}

    def sign_in_request(self) -> Verzoek:
        form = {"email": EMAIL, "wachtwoord": WACHTWOORD, "csrf_token": self._login_token}
        return Verzoek("POST", "/inloggen", urlencode(form).encode(), 303)

    def ask(self, request: Verzoek) -> Antwoord:
        cookie = self._anonymous if request.path == "/inloggen" else self._cookie
        answer = self._send(request.method, request.path, request.body, htmx=request.htmx, cookie=cookie)
        if answer.status != request.status:
            raise Mislukt(f"{request.method} {request.path.partition('?')[0]}: {answer.status}")
        return answer

    def read(self, path: str) -> str:
        """A page, not compressed."""
        return self._send("GET", path, cookie=self._cookie, plain=True).body.decode()

    def bare(self, size: int) -> Antwoord:
        return self._vraag("GET", f"/kaal/{size}", headers={"Accept-Encoding": ENCODINGS})

    def tasks(self) -> dict[str, Iterator[Verzoek]]:
        """Every task as an endless row of requests, each about the next client."""
        clienten = self._wie.clienten
        with_bsn = [client for client in clienten if client.bsn]
        return {
            "inloggen": itertools.repeat(self.sign_in_request()),
            "Vandaag": itertools.repeat(Verzoek("GET", "/vandaag")),
            "zoeken: naam": _search(client.achternaam for client in clienten),
            "zoeken: tikfout": _search(typing_error(c.achternaam) for c in clienten if len(c.achternaam) > 4),
            "zoeken: geboortedatum": _search(show_date(client.geboortedatum) for client in clienten),
            "zoeken: BSN": _search(client.bsn for client in with_bsn),
            "cliënt openen": itertools.cycle([Verzoek("GET", f"/clienten/{client.id}") for client in clienten]),
            "regel opslaan": self._saves(),
            "halve A4 afdrukken": itertools.cycle(
                [Verzoek("GET", f"/clienten/{client.id}/plan.pdf") for client in clienten]
            ),
        }

    def _saves(self) -> Iterator[Verzoek]:
        """Each goal in turn loses its last sign, and gets it back the next time round: it always fits."""
        for shorter in itertools.cycle([True, False]):
            for client, regel in self._wie.regels:
                form = {
                    "csrf_token": self._token, "versie": self._versions[regel.id], "voor": "",
                    "tekst": regel.tekst[:-1] if shorter else regel.tekst,
                }  # fmt: skip
                path = f"/clienten/{client.id}/plan/regels/{regel.id}/wijzigen"
                self._versions[regel.id] += 1
                yield Verzoek("POST", path, urlencode(form).encode(), htmx=True)

    def _send(self, method, path, body=b"", *, cookie, htmx=False, plain=False) -> Antwoord:
        headers = {"Accept-Encoding": "identity" if plain else ENCODINGS}
        if cookie:
            headers["Cookie"] = cookie
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if htmx:
            headers["HX-Request"] = "true"
        return self._vraag(method, path, headers=headers, body=body)


def typing_error(name: str) -> str:
    """Two neighbours swapped in the middle, the error fast fingers make most."""
    middle = len(name) // 2
    return name[:middle] + name[middle + 1] + name[middle] + name[middle + 2 :]


def _search(typed: Iterator[str]) -> Iterator[Verzoek]:
    return itertools.cycle([Verzoek("GET", f"/clienten?zoek={quote(text)}") for text in typed])


def _cookie(answer: Antwoord) -> str:
    """The one of the session; signing in sets one for the browser too."""
    cookies = (value.split(";")[0] for key, value in answer.headers if key.casefold() == "set-cookie")
    return next(cookie for cookie in cookies if cookie.startswith("overlegtafel="))
