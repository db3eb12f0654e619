"""Awkward text in every field of every form, found from the app itself: refused with a message, or plain text. Never a 500."""

import re
import shutil
from collections import Counter
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from overlegtafel.extensions import db, limiter
from tests.persona import Persona
from tests.toegang.kruipen import Formulier, Kruiper

# In each typed field. What is bytes goes out as it is: it is no UTF-8.
TEKSTEN = {
    "markup": "<b>\"x'</b>",
    "script": "<script>alert(1)</script>{{31337*31337}}';DROP--",
    "nul en geen utf-8": b"a\x00b\xed\xa0\x80\xff\xc0\xaf",
    "getal": "9" * 400,
    "kop, pad en rtl": "../..\u202eom\u200b\ufeff\U0001f469\U0001f3fd\u200d\U0001f9bd\u0130\r\nSet-Cookie: kwaad=1\r\n\r\n<b>\"x'</b>",
    "lang": "lang " * 40_000,
}
# In each field that is chosen, ticked or hidden.
KEUZES = {"markup en nul": "<b>\"x'</b>\x00", "getal": TEKSTEN["getal"]}
# What one database takes otherwise than another.
KORT = {key: TEKSTEN[key] for key in ("nul en geen utf-8", "getal")}
# These may never come back as they went in, nor carried out.
KWAAD = re.compile(r"<b>\"x'|<script>alert|982014569")
WIE = ("niemand", "huisarts", "beheer", "beheerder", "fg")
ANTWOORDEN = {200, 302, 303, 307, 400, 401, 403, 404, 405, 409, 413, 422, 429}


class Niemand:
    """A browser of somebody who is not signed in."""

    def __init__(self, app):
        self.browser = app.test_client()
        self._token = ""

    def get(self, url, **_):
        answer = self.browser.get(url)
        if found := re.search(r'name="csrf_token" value="([^"]+)"', answer.get_data(as_text=True)):
            self._token = found[1]
        return answer

    def post(self, url, data):
        return self.browser.post(url, data={"csrf_token": self._token} | data)


@pytest.fixture
def ruim(app, wereld):
    """As on a server: an error is a page. Nobody is stopped for trying often."""
    app.config |= {"RAISE_UNEXPECTED": False, "NOODLIMIET": "9999 per hour", "INLOGLIMIET": "9999 per minute"}
    limiter.enabled = False
    yield app
    limiter.enabled = True


class Beurten:
    """Every field gets something; not every text goes in every field of every form, but those of one name take turns.

    The turns begin with another text for each name, so that over all forms each text is tried as often.
    """

    def __init__(self, texts: dict, *, always: str | None = None, turns: int = 1):
        self._texts, self._always, self._many = texts, always, turns
        self._turns: dict[str, cycle] = {}
        self.tried = Counter()

    def of(self, names: list[str]) -> list[tuple[str, str, str | bytes]]:
        """Field, what it is called, and the text."""
        keys = [key for name in names for key in self._of_one(name)]
        self.tried.update(key for _, key in keys)
        return [(name, key, self._texts[key]) for name, key in keys]

    def _of_one(self, name: str) -> list[tuple[str, str]]:
        others = [key for key in self._texts if key != self._always]
        turn = self._turns.setdefault(name, islice(cycle(others), len(self._turns) % len(others), None))
        return [(name, key) for key in (self._always, *islice(turn, self._many)) if key]


class Terug:
    """The database as it was, after each form; on SQLite only, where that is copying a file."""

    def __init__(self, app):
        self.app = app
        with app.app_context():
            self.path = Path(db.engine.url.database) if db.engine.dialect.name == "sqlite" else None
        self._kept: dict = {}

    def keep(self, personas) -> None:
        self._kept = {one: _cookie(one) for one in personas}
        if self.path:
            self._close()
            shutil.copy(self.path, f"{self.path}.bewaard")

    def restore(self) -> bool:
        if self.path:
            self._close()
            shutil.copy(f"{self.path}.bewaard", self.path)
            for persona, cookie in self._kept.items():
                if cookie:
                    persona.browser.set_cookie("overlegtafel", cookie)
        return bool(self.path)

    def _close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def _cookie(persona) -> str | None:
    found = persona.browser.get_cookie("overlegtafel")
    return found.value if found else None


def body(form: Formulier, token: str, name: str, value: str | bytes) -> bytes:
    """The form as a browser sends it, with this in one field."""
    pairs = [(key, old) for key, old in form.waarden() if key not in (name, "csrf_token")]
    pairs += [("csrf_token", token), (name, value)]
    return urlencode(pairs).encode()


def check(answer, what: tuple, *, by_hand: bool = False) -> None:
    assert answer.status_code in ANTWOORDEN, (answer.status_code, *what)
    assert not any("kwaad" in cookie for cookie in answer.headers.getlist("Set-Cookie")), what
    assert "\n" not in (answer.location or ""), what
    if answer.mimetype == "text/html":
        found = KWAAD.search(answer.get_data(as_text=True))
        assert not found, (found[0], *what)
    if answer.status_code == 422 and by_hand:
        assert "error" in answer.text, ("refused without a message", *what)


def attack(crawler: Kruiper, form: Formulier, texts: Beurten, choices: Beurten, back: Terug) -> bool:
    """Send something awkward in each field; answers whether some of it was stored, and shown as it was typed."""
    persona, shown, form = crawler.persona, False, crawler.fresh(form)
    for name, key, text in texts.of(form.getypt) + choices.of(form.gekozen):
        what = (form.naar, name, key)
        send = body(form, persona._token, name, text)
        if form.methode == "get":
            check(persona.get(form.naar + "?" + send.decode()[:5000]), what)
            continue
        headers = {"HX-Request": "true"} if form.htmx and key == "script" else {}
        answer = persona.browser.post(
            form.naar, data=send, content_type="application/x-www-form-urlencoded", headers=headers
        )
        check(answer, what, by_hand=name in form.getypt)
        if answer.status_code != 303 or not answer.location.startswith("/"):
            continue
        if key == "markup":
            page = persona.get(answer.location.split("#")[0])
            check(page, what)
            shown |= "&lt;b&gt;" in page.get_data(as_text=True)
        # The next one starts from where this one did, or from the newest version where there is no way back.
        if not back.restore() and {"versie", "nummer"} & form.velden.keys():
            form = crawler.fresh(form)
    return shown


def awkward_addresses(app, crawler: Kruiper, done: set[str]) -> list[str]:
    """Each kind of page that nobody tried yet: with awkward questions behind its address, and awkward parts in it."""
    names = sorted(crawler.parameters | {"zoek", "wie", "vanaf", "volgende", "voor", "van", "tot"})
    kinds = {crawler.kind(url): url.split("?")[0] for url in crawler.paginas}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in done or rule.endpoint not in kinds:
            continue
        done.add(rule.endpoint)
        script = quote("<script>alert(1)</script>\r\nSet-Cookie: kwaad=1")
        for odd in ("%00", "9" * 30, "%ED%A0%80", script):
            found.append(kinds[rule.endpoint] + "?" + "&".join(f"{name}={odd}" for name in names))
        for odd in ("00000000-0000-4000-8000-000000000000", "9" * 30, "%00%ff", "..%2f..%2fetc"):
            if rule.arguments:
                found.append(re.sub(r"<[^>]+>", odd, rule.rule))
    return found


def prepare(als, wereld) -> None:
    """So that the forms for answering, ending, reviewing and putting back are there."""
    als("huisarts").post(f"/clienten/{wereld.truus}/plan/regels/nieuw/signaal", {"tekst": "Eet weinig"})
    nood = {"achternaam": "Böcker", "geboortedatum": "9-1-1950", "reden": "Hij ligt verward op straat."}
    als("huisarts").post("/noodtoegang", nood)
    als("sociaalteam").post(f"/clienten/{wereld.moeder}/verzoek", {"soort": "huisgenoot"})


def crawl(app, als, wereld) -> dict[str, Kruiper]:
    prepare(als, wereld)
    known: set = set()
    return {who: Kruiper(app, Niemand(app) if who == "niemand" else als(who), known).walk() for who in WIE}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_field_of_every_form_takes_anything(ruim, als, wereld):
    crawlers, back, shown, done = crawl(ruim, als, wereld), Terug(ruim), [], set()
    texts, choices = Beurten(TEKSTEN, always="markup", turns=2), Beurten(KEUZES)
    back.keep(crawler.persona for crawler in crawlers.values())
    for who, crawler in crawlers.items():
        # What comes after a mere button: a form filled in already, a locked screen.
        for form in [f for f in crawler.formulieren if f.is_gevaarlijk and f.methode == "post"]:
            crawler.send(form)
            back.restore()
        for form in crawler.formulieren:
            if attack(crawler, form, texts, choices, back):
                shown.append(form.naar)
            if form.methode == "post":
                check(crawler.persona.post(form.naar, {"tekst": "x" * 1_000_000}), (form.naar, "1 MB"))
            back.restore()
        for url in awkward_addresses(ruim, crawler, done):
            check(crawler.persona.get(url), (who, url[:200]))
    forms = [form for crawler in crawlers.values() for form in crawler.formulieren]
    where = {re.sub(r"[0-9a-f-]{36}|/[^/]{43}$", "_", form.naar) for form in forms}
    assert len(where) > 40 and any(to.endswith("/terug") for to in where), sorted(where)
    assert len(shown) > 12, "stored, and shown as it was typed"
    for turns, kinds in ((texts, TEKSTEN), (choices, KEUZES)):
        assert all(turns.tried[key] > 20 for key in kinds), turns.tried


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_what_one_database_takes_the_other_takes(ruim, als, wereld):
    crawlers, back, tried = crawl(ruim, als, wereld), Terug(ruim), 0
    texts, choices = Beurten(KORT), Beurten({"getal": KORT["getal"]})
    for who, crawler in crawlers.items():
        # What ends or signs out comes last: there is no way back here.
        for form in sorted(crawler.formulieren, key=lambda form: form.is_gevaarlijk):
            if who != "niemand" and crawler.persona.get("/berichten/teller").status_code != 200:
                crawler.persona = try_again(ruim, who)
            if crawler.persona is None:
                break
            attack(crawler, form, texts, choices, back)
            tried += 1
    assert tried > 40


def try_again(app, who: str) -> Persona | None:
    """Signed in anew, or nobody: who was made to leave, or forgot a password, does not come back."""
    try:
        return Persona(app, f"{who}@demo.test")
    except AssertionError:
        return None
