"""Finding every page and every form by following links, as somebody would who wants to try them all."""

import re
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from overlegtafel.core.post import Brief
from overlegtafel.extensions import db

TYPED = {"text", "search", "email", "tel", "password", "textarea", "number", "url", "date"}
# Filled in where a form is empty, so that the one awkward field decides what happens.
GOED = {
    "tekst": "Naar de markt", "zoek": "Jans", "doel": "meedenken", "naam": "Toets", "roepnaam": "Bram", "bsn": "",
    "achternaam": "Janssen", "geboortedatum": "1-2-1988", "telefoon": "043-3501234", "email": "gezinsregisseur@demo.test",
    "ingeschreven": "1200", "reden": "Zij ligt verward op straat en kan niets zeggen.", "postcode": "6221 AB", "overleden_op": "", "voorvoegsel": "",
}  # fmt: skip
# From one kind of page a few are enough: the next client looks like the first.
_PER_SOORT = 2


@dataclass
class Veld:
    """A field of a form: how it is filled in, and with what when nobody changes it."""

    soort: str
    waarden: list[str] = field(default_factory=list)


@dataclass
class Formulier:
    """A form as it was found: where it stands, where it goes, and its fields."""

    pagina: str
    naar: str
    methode: str
    htmx: bool
    velden: dict[str, Veld] = field(default_factory=dict)

    def waarden(self) -> list[tuple[str, str]]:
        """What a browser would send, with the empty fields filled in sensibly."""
        found = []
        for name, veld in self.velden.items():
            values = veld.waarden
            if veld.soort in TYPED and not any(values):
                values = [_guess(name, self.velden)]
            found += [(name, value) for value in values]
        return found

    @property
    def getypt(self) -> list[str]:
        return [name for name, veld in self.velden.items() if veld.soort in TYPED]

    @property
    def gekozen(self) -> list[str]:
        """Hidden, ticked or chosen: what nobody types, but anybody can send."""
        return [name for name, veld in self.velden.items() if veld.soort not in TYPED and name != "csrf_token"]

    @property
    def is_gevaarlijk(self) -> bool:
        """Leaving, ending, signing out: a button and nothing to type; or a password, of which few tries are allowed."""
        return not self.getypt or any(veld.soort == "password" for veld in self.velden.values())


def _guess(name: str, fields: Collection[str]) -> str:
    if name == "email" and "achternaam" in fields:
        return "nieuw@demo.test"
    if re.search(r"datum$|_op$|^tot$|^van$|^op$", name):
        return GOED.get(name, "1-1-2030")
    return GOED.get(name, "Toets")


class _Pagina(HTMLParser):
    def __init__(self, url: str):
        super().__init__()
        self.url, self.links, self.forms = url, [], []
        self._form = self._area = self._select = None

    def handle_starttag(self, tag, attrs):
        a = {name: value or "" for name, value in attrs}
        if tag == "a" and a.get("href", "").startswith("/"):
            self.links.append(a["href"])
        elif tag == "form":
            where = a.get("action") or self.url
            self._form = Formulier(self.url, where, a.get("method", "get").lower(), "hx-post" in a)
            self.forms.append(self._form)
        elif self._form is not None and "name" in a:
            self._field(tag, a)
        # The chosen one, or the first that says something.
        elif (
            tag == "option" and self._select and ("selected" in a or (not any(self._select.waarden) and a.get("value")))
        ):
            self._select.waarden = [a.get("value", "")]

    def _field(self, tag: str, a: dict[str, str]) -> None:
        kind = {"select": "select", "textarea": "textarea", "button": "button"}.get(tag) or a.get("type", "text")
        known = self._form.velden.setdefault(a["name"], Veld(kind))
        if tag == "select":
            self._select = known
        elif tag == "textarea":
            self._area, known.waarden = known, [""]
        elif kind == "radio":
            if "checked" in a or not known.waarden:
                known.waarden = [a.get("value", "")]
        elif kind == "checkbox":
            known.waarden.append(a.get("value", "on"))
        elif kind != "button" or not known.waarden:
            known.waarden = [a.get("value", "")]

    def handle_data(self, data):
        if self._area:
            self._area.waarden[0] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


class Kruiper:
    """Walks the app as one person; keeps one of each form, and the pages it saw."""

    def __init__(self, app: Flask, persona, known: set):
        self.app, self.persona = app, persona
        self.formulieren: list[Formulier] = []
        self.paginas: list[str] = []
        self.parameters: set[str] = set()
        self._known, self._seen, self._per_kind = known, set(), Counter()
        self._queue: deque[str] = deque()
        self._map = app.url_map.bind("localhost")

    def walk(self) -> "Kruiper":
        """Follow every link, and send every form in which something is typed once."""
        rules = self.app.url_map.iter_rules()
        self._queue.extend(sorted(rule.rule for rule in rules if "GET" in rule.methods and not rule.arguments))
        sent = 0
        while self._queue or sent < len(self.formulieren):
            while self._queue:
                self._visit(self._queue.popleft())
            if sent < len(self.formulieren):
                form, sent = self.fresh(self.formulieren[sent]), sent + 1
                if form.methode == "post" and not form.is_gevaarlijk:
                    self.send(form)
                    if "zoek" in form.velden:
                        self.send(form, zoek="Qqqq")
                    self._queue.extend(self._links_in_letters())
        return self

    def kind(self, url: str) -> str | None:
        """Which of the app's pages stands at this address."""
        return self._endpoint(urlsplit(url).path, "GET")

    def fresh(self, form: Formulier) -> Formulier:
        """The same form as it stands on its page now: with the number of the newest version."""
        page = _Pagina(form.pagina)
        page.feed(self.persona.get(form.pagina).get_data(as_text=True))
        same = (f for f in page.forms if (f.naar, f.velden.keys()) == (form.naar, form.velden.keys()))
        return next(same, form)

    def send(self, form: Formulier, **other: str) -> None:
        """Send a form sensibly filled in, and look at the forms on the page one is led to."""
        answer = self.persona.post(form.naar, _as_dict(form.waarden()) | other)
        assert answer.status_code < 500, form.naar
        self._read(form.naar, answer)
        if answer.location and answer.location.startswith("/"):
            target = answer.location.split("#")[0]
            self._read(target, self.persona.get(target))

    def _visit(self, url: str) -> None:
        parts = urlsplit(url)
        self.parameters |= {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        kind = (self._endpoint(parts.path, "GET"), frozenset(name for name, _ in parse_qsl(parts.query)))
        if url in self._seen or kind[0] is None or self._per_kind[kind] >= _PER_SOORT:
            return
        self._seen.add(url)
        self._per_kind[kind] += 1
        answer = self.persona.get(url)
        assert answer.status_code < 500, url
        self._read(url, answer)

    def _read(self, url: str, answer) -> None:
        if answer.mimetype != "text/html":
            return
        if answer.status_code == 200 and answer.request.method == "GET":
            self.paginas.append(url)
        page = _Pagina(url)
        page.feed(answer.get_data(as_text=True))
        self._queue.extend(link.split("#")[0] for link in page.links)
        for form in page.forms:
            # One row more of the same fields (vereist_1, vereist_2) is the same form.
            names = frozenset(re.sub(r"\d+", "#", name) for name in form.velden)
            key = (self._endpoint(urlsplit(form.naar).path, form.methode.upper()), form.methode, names)
            if key not in self._known:
                self._known.add(key)
                self.formulieren.append(form)

    def _endpoint(self, path: str, method: str) -> str | None:
        try:
            return self._map.match(path, method=method)[0]
        except HTTPException:
            return None

    def _links_in_letters(self) -> list[str]:
        with self.app.app_context():
            letters = db.session.scalars(select(Brief.tekst)).all()
        return [urlsplit(link).path for text in letters for link in re.findall(r"https?://\S+", text)]


def _as_dict(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """For a test client: several values under one name stay together; the token is the persona's own."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name != "csrf_token":
            found.setdefault(name, []).append(value)
    return found
