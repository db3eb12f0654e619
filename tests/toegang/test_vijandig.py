"""Awkward text in every field of every form, found from the app itself: refused with a message, or plain text. Never a 500."""

import re
import shutil
from pathlib import Path
from urllib.parse import quote, quote_from_bytes

import pytest

from overlegtafel.extensions import db, limiter
from tests.toegang.kruipen import Formulier, Kruiper

BREED = 200_000
# In each typed field. What is bytes goes out as it is: it is no UTF-8.
TEKSTEN = {
    "markup": "<b>\"x'</b>",
    "script": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE client;--",
    "sjabloon": "{{31337*31337}}{%x%}${31337*31337}",
    "nul": "a\x00b\x00",
    "rtl": "\u202eomgekeerd\u200b\u2066\ufeff",
    "emoji": "\U0001f469\U0001f3fd\u200d\U0001f9bd\ufdfd\u0130\u00df",
    "geen utf-8": b"\xed\xa0\x80\xff\xfe\xc0\xaf",
    "getal": "9" * 400,
    "pad": "../../../etc/passwd%00",
    "kop": "a\r\nSet-Cookie: kwaad=1\r\n\r\n<b>\"x'</b>",
    "lang": "lang " * (BREED // 5),
}
# In each field that is chosen, ticked or hidden.
KEUZES = {key: TEKSTEN[key] for key in ("markup", "nul", "geen utf-8", "getal")}
# What one database takes otherwise than another.
KORT = {key: TEKSTEN[key] for key in ("nul", "emoji", "geen utf-8", "getal")}
# These may never come back as they went in, nor carried out.
KWAAD = re.compile(r"<b>\"x'|<script>alert|982014569")
ANTWOORDEN = {200, 302, 303, 400, 401, 403, 404, 405, 409, 413, 422, 429}


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

    def restore(self) -> None:
        if self.path:
            self._close()
            shutil.copy(f"{self.path}.bewaard", self.path)
            for persona, cookie in self._kept.items():
                if cookie:
                    persona.browser.set_cookie("overlegtafel", cookie)

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
    coded = (f"{quote(k)}={quote_from_bytes(v if isinstance(v, bytes) else v.encode())}" for k, v in pairs)
    return "&".join(coded).encode()


def check(answer, what: tuple, *, by_hand: bool = False) -> None:
    assert answer.status_code in ANTWOORDEN, (answer.status_code, *what)
    assert not any("kwaad" in cookie for cookie in answer.headers.getlist("Set-Cookie")), what
    assert "\n" not in (answer.location or ""), what
    if answer.mimetype == "text/html":
        found = KWAAD.search(answer.get_data(as_text=True))
        assert not found, (found[0], *what)
    if answer.status_code == 422 and by_hand:
        assert "error" in answer.text, ("refused without a message", *what)


def attack(persona, form: Formulier, texts: dict, choices: dict) -> set[str]:
    """Send each text in each field; answers the page of the form and those somebody was led to."""
    led_to = {form.pagina}
    tries = [(name, key, text) for name in form.getypt for key, text in texts.items()]
    tries += [(name, key, text) for name in form.gekozen for key, text in choices.items()]
    for name, key, text in tries:
        what = (form.naar, name, key)
        send = body(form, persona._token, name, text)
        if form.methode == "get":
            check(persona.browser.get(form.naar + "?" + send.decode()[:5000]), what)
            continue
        headers = {"HX-Request": "true"} if form.htmx and key in ("script", "nul") else {}
        answer = persona.browser.post(
            form.naar, data=send, content_type="application/x-www-form-urlencoded", headers=headers
        )
        check(answer, what, by_hand=name in form.getypt)
        if answer.status_code == 303 and answer.location.startswith("/") and "/inloggen" not in answer.location:
            led_to.add(answer.location.split("#")[0])
    if form.methode == "post":
        check(persona.post(form.naar, {"tekst": "x" * 1_000_000}), (form.naar, "1 MB"))
    return led_to


def look_again(persona, pages: set[str]) -> bool:
    """Whether something awkward is shown there now, as plain text."""
    shown = False
    for url in pages:
        answer = persona.get(url)
        check(answer, (url,))
        shown |= any(text in answer.get_data(as_text=True) for text in ("&lt;b&gt;", "&lt;script&gt;", "{{31337*"))
    return shown


def awkward_addresses(app, crawler: Kruiper) -> list[str]:
    """Each page once with awkward questions behind it, and each kind of address with awkward parts in it."""
    pages = {re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "_", url.split("?")[0]): url.split("?")[0] for url in crawler.paginas}
    names = sorted(crawler.parameters | {"zoek", "wie", "vanaf", "volgende", "voor", "van", "tot"})
    found = []
    for odd in ("%00", "9" * 30, "-1", "%ED%A0%80", quote("<script>alert(1)</script>"), "a%0d%0aSet-Cookie:kwaad=1"):
        found += [url + "?" + "&".join(f"{name}={odd}" for name in names) for url in pages.values()]
    for rule in app.url_map.iter_rules():
        for odd in ("00000000-0000-4000-8000-000000000000", "9" * 30, "%00", "%ff", "..%2f..%2fetc", "{{7*7}}"):
            if rule.arguments and "GET" in rule.methods:
                found.append(re.sub(r"<[^>]+>", odd, rule.rule))
    return found


def prepare(als, wereld) -> None:
    """So that the forms for answering, ending and reviewing are there."""
    als("psychiater").post(
        "/noodtoegang", {"achternaam": "Berg", "geboortedatum": "3-5-1942", "reden": "Zij ligt verward op straat."}
    )
    als("sociaalteam").post(f"/clienten/{wereld.moeder}/verzoek", {"soort": "huisgenoot"})


WIE = ("niemand", "huisarts", "psychiater", "beheer", "beheerder", "fg")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_field_of_every_form_takes_anything(ruim, als, wereld):
    prepare(als, wereld)
    people = {who: Niemand(ruim) if who == "niemand" else als(who) for who in WIE}
    known: set = set()
    crawlers = {who: Kruiper(ruim, persona, known).walk() for who, persona in people.items()}
    back = Terug(ruim)
    back.keep(people.values())
    shown = 0
    for who, crawler in crawlers.items():
        # What comes after a mere button: a form filled in already, a locked screen.
        for form in [f for f in crawler.formulieren if f.is_gevaarlijk and f.methode == "post"]:
            crawler.send(form)
            back.restore()
        for form in crawler.formulieren:
            shown += look_again(people[who], attack(people[who], form, TEKSTEN, KEUZES))
            back.restore()
        for url in awkward_addresses(ruim, crawler):
            check(crawler.persona.get(url), (who, url[:200]))
    forms = [form for crawler in crawlers.values() for form in crawler.formulieren]
    where = {re.sub(r"[0-9a-f-]{36}|/[^/]{43}$", "_", form.naar) for form in forms}
    assert len(where) > 40, sorted(where)
    assert shown > 12, "stored, and shown as it was typed"
