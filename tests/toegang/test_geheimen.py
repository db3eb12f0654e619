"""A walk over every page as everybody: nothing of a client without right, in body or headers, also not in a PDF."""

import html
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import today
from overlegtafel.extensions import db
from overlegtafel.plannen import blad
from overlegtafel.plannen.wijzigen import record_version
from overlegtafel.toegang.models import Gebruiker
from tests.toegang.hulp import everything
from tests.toegang.tabel import FORM, Wie, about_clients, ids_of, rules, urls
from tests.toegang.test_gronden import CLIENTEN, MAG
from tests.wereld import line, seat

ROEPNAMEN = {"truus": "Truus", "gerrit": "Gerrit", "moeder": "Nadia", "vader": "Piet", "kind": "Sem"}


@pytest.fixture
def geheimen(app, wereld) -> dict[str, re.Pattern]:
    """Marked text everywhere a plan holds text about one person, in the present page and in its history."""
    with app.app_context():
        by = db.session.get_one(Gebruiker, wereld.huisarts)
        for name in CLIENTEN:
            client = db.session.get_one(Client, getattr(wereld, name))
            plan = blad.get_plan(client.huishouden_id)
            hand = seat(client.id, naam=f"Q{name}buur", functie=f"q{name}functie", doel=f"q{name}taak")
            gone = seat(client.id, naam=f"Q{name}weg", doel=f"q{name}vroeger", tot=today())
            if name != "truus":
                line(plan, "wie", f"q{name}wie", client_id=client.id)
            line(plan, "doel", f"q{name}doel", client_id=client.id)
            line(plan, "doel", f"q{name}bereikt", client_id=client.id, staat="gedaan")
            line(plan, "signaal", f"q{name}signaal", client_id=client.id)
            own = {"client_id": client.id, "datum": today()}
            line(plan, "afspraak", f"q{name}beloofd", eigenaar_id=gone.id, **own)
            line(plan, "afspraak", f"q{name}zelf", eigenaar_client_id=client.id, **own)
            # About everybody in the household, kept by the helper of one: the helper's name is that one's secret.
            line(plan, "afspraak", "Samen eten", eigenaar_id=hand.id, datum=today())
            db.session.flush()
            whole = blad.load_whole(plan)
            record_version(plan, whole, by=by, wat="doel.gemaakt", client_id=client.id)
            record_version(plan, whole, by=by, wat="afspraak.gemaakt", client_id=None)
        db.session.commit()
    return {name: re.compile(rf"\bq{name}|\b{roepnaam}\b", re.I) for name, roepnaam in ROEPNAMEN.items()}


def all_of(answer) -> str:
    """Everything an answer gives away: headers, text, attributes; of a PDF its text and its properties."""
    if answer.mimetype == "application/pdf":
        pdf = PdfReader(BytesIO(answer.data))
        body = " ".join(page.extract_text() for page in pdf.pages) + str(pdf.metadata)
    else:
        body = html.unescape(answer.get_data(as_text=True))
    return f"{answer.headers}\n{body}"


def pages_of(app, wereld, name: str) -> list[str]:
    ids = {client: ids_of(app, getattr(wereld, client)) for client in CLIENTEN}
    found = ["/vandaag", "/clienten", "/clienten?zoek=Janssen", "/clienten?zoek=077461848", "/clienten?zoek=1-2-1988"]
    for client in MAG[name]:
        for rule in rules("GET", *about_clients()):
            found += urls(rule, getattr(wereld, client), ids[client])
    return found


WANDELAARS = ("huisarts", "huisarts2", "wijkverpleging", "sociaalteam", "psychiater", "beheer")


# The queries are the same; on the other database those who may see one of a household.
@pytest.mark.parametrize(
    ("backend", "name"),
    [*(("sqlite", name) for name in WANDELAARS), ("postgres", "huisarts2"), ("postgres", "sociaalteam")],
    indirect=["backend"],
)
def test_nothing_of_a_client_without_right_anywhere(app, als, wereld, geheimen, name):
    secrets = {client: pattern for client, pattern in geheimen.items() if client not in MAG[name]}
    known, persona = dict.fromkeys(MAG[name], 0), als(name)
    for url in pages_of(app, wereld, name):
        for htmx in (False, True):
            answer = persona.get(url, htmx=htmx)
            shown = all_of(answer)
            assert answer.status_code in (200, 303, 403, 404), url
            for client, pattern in secrets.items():
                found = pattern.search(shown)
                assert not found, f"{name} reads {found[0]!r} of {client} at {url}"
            for client in known:
                known[client] += len(geheimen[client].findall(shown))
    # The same walk does show what may be seen, or it would prove nothing.
    assert all(count > 20 for count in known.values()), known


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_ids_of_another_page_do_not_open_through_an_own_client(app, als, wereld, geheimen):
    """The line, person or version belongs to a client without right; the client in the address is one's own."""
    before = everything(app)
    for name, own, others in (
        ("wijkverpleging", "truus", ["gerrit", "moeder"]),
        ("huisarts2", "vader", ["truus"]),
        ("huisarts2", "gerrit", ["moeder"]),
    ):
        for other in others:
            ids = ids_of(app, getattr(wereld, other))
            for method in ("GET", "POST"):
                for rule in rules(method, Wie.ZIEN, Wie.SCHRIJVEN):
                    if "regel_id" not in rule and "betrokkene_id" not in rule:
                        continue
                    for url in urls(rule, getattr(wereld, own), ids):
                        answer = als(name).get(url) if method == "GET" else als(name).post(url, FORM)
                        # Of the household of one's own client, what is about everybody is one's own as well.
                        assert answer.status_code == 404, (name, method, url)
    assert everything(app) == before


def test_a_hidden_member_of_the_household_cannot_be_named_in_a_form(app, als, wereld, geheimen):
    """huisarts2 sees the father only; ids of mother and child, once known, open nothing."""
    vader, before = f"/clienten/{wereld.vader}", everything(app)
    for form in (
        {"tekst": "x", "voor": str(wereld.moeder)},
        {"tekst": "x", "eigenaar": f"c:{wereld.moeder}", "datum": "1-1-2027"},
        {"tekst": "x", "eigenaar": f"b:{wereld.moeder_st}", "datum": "1-1-2027"},
    ):
        answer = als("huisarts2").post(f"{vader}/plan/regels/nieuw/afspraak", form)
        assert answer.status_code == 422
        assert not geheimen["moeder"].search(all_of(answer))
    for who in (wereld.moeder, wereld.kind, wereld.truus):
        for address in ("huishouden", "samenvoegen"):
            answer = als("huisarts2").post(f"{vader}/{address}", {"client": str(who)})
            assert answer.status_code == 404
    seat_form = {"naam": "Toets", "doel": "x", "voor": str(wereld.moeder)}
    assert als("huisarts2").post(f"{vader}/betrokkenen/nieuw", seat_form).status_code == 422
    assert everything(app) == before


def test_a_search_for_what_one_may_not_see_finds_nothing(als, wereld, geheimen):
    for name, own in MAG.items():
        for client in set(CLIENTEN) - set(own):
            answer = als(name).get(f"/clienten?zoek={ROEPNAMEN[client]}", htmx=True)
            links = [str(getattr(wereld, c)) for c in CLIENTEN if str(getattr(wereld, c)) in answer.text]
            assert links == [], (name, client)
            assert "Niemand gevonden." in answer.text
