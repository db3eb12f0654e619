"""Every route against the table of who may: nobody else comes in, and refused is refused before anything happens."""

from itertools import product

import pytest

from overlegtafel.logboek.woorden import WOORDEN
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from tests.toegang.hulp import add_gebruiker, events, everything
from tests.toegang.tabel import FORM, REGELS, ROUTES, Wie, about_clients, first_of, ids_of, rules, urls
from tests.toegang.test_gronden import CLIENTEN, MAG
from tests.wereld import allow, seat

# What somebody without a session gets where nothing is asked of them.
OPEN = {Wie.IEDEREEN: (200, 302, 303), Wie.LINK: (404,), Wie.WACHT: (401,)}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_route_stands_in_the_table(app):
    there = {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert there == set(ROUTES)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_look_leaves_the_line_the_table_says(app, als, wereld):
    """tests/conftest.py sees to it that no request leaves any other."""
    ids = first_of(ids_of(app, wereld.truus))
    for rule in rules("GET", *about_clients()):
        als("huisarts")
        seen = len(events(app))
        assert als("huisarts").get(urls(rule, wereld.truus, ids)[0]).status_code in (200, 303), rule
        assert set(events(app)[seen:]) & REGELS["GET", rule], rule


def test_every_code_of_the_log_is_the_work_of_a_route():
    # Any route may refuse; fetching, waiting for an answer, and sending letters go on beside the routes.
    refused, beside = (
        {"client.geweigerd", "recht.geweigerd"},
        {"haalbron.opgehaald", "notitie.opgehaald", "bericht.stil", "verwijzing.stil"},
    )
    elsewhere = refused | beside | {"mail.komt_niet_aan", "mail.komt_aan"}
    assert frozenset().union(*REGELS.values()) == set(WOORDEN) - elsewhere


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_is_not_signed_in_is_sent_to_sign_in(app, wereld):
    browser, before = app.test_client(), everything(app)
    ids = first_of(ids_of(app, wereld.truus))
    for (method, rule), who in ROUTES.items():
        for url in urls(rule, wereld.truus, ids):
            answer = browser.open(url, method=method, data=FORM if method == "POST" else None)
            if who in OPEN and method == "GET":
                assert answer.status_code in OPEN[who], url
                continue
            if who is Wie.SLEUTEL:
                assert (answer.status_code, answer.json["resourceType"]) == (401, "OperationOutcome"), (method, url)
                continue
            assert answer.status_code == 302, (method, url)
            assert answer.location.startswith("/inloggen"), (method, url)
            fragment = browser.open(url, method=method, headers={"HX-Request": "true"})
            assert (fragment.status_code, fragment.data) == (401, b""), (method, url)
            assert fragment.headers["HX-Redirect"].startswith("/inloggen"), (method, url)
    assert everything(app) == before
    assert events(app) == []


# The assistent sees what the huisarts sees, the gezinsregisseur as little as beheer.
ZONDER_RECHT = ("huisarts", "huisarts2", "wijkverpleging", "sociaalteam", "psychiater", "beheer")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_right_to_know_every_address_of_a_client_is_404(app, als, wereld, backend, method):
    """Every address as everybody; about whom takes turns (every pair of person and client: test_gronden)."""
    before = everything(app)
    ids = {client: first_of(ids_of(app, getattr(wereld, client))) for client in CLIENTEN}
    for i, (rule, name) in enumerate(product(rules(method, *about_clients()), ZONDER_RECHT)):
        # Who may is one query, whatever the address: there everybody takes turns too.
        if backend == "postgres" and i % 7:
            continue
        hidden = [client for client in CLIENTEN if client not in MAG[name]]
        client = hidden[i // len(ZONDER_RECHT) % len(hidden)]
        for url in urls(rule, getattr(wereld, client), ids[client]):
            answer = als(name).get(url) if method == "GET" else als(name).post(url, FORM)
            assert answer.status_code == 404, (name, client, url)
            for secret in ("Truus", "Gerrit", "Nadia", "Piet", "Sem ", "Janssen", "Rollator"):
                assert secret not in answer.get_data(as_text=True), (name, client, url)
    assert everything(app) == before
    assert not set(events(app)) - {"aangemeld", "vandaag.geopend", "vandaag.afspraak", "client.geweigerd"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_with_the_right_every_address_opens(app, als, wereld):
    """Or the refusals above would prove nothing."""
    ids = ids_of(app, wereld.truus)
    for rule in rules("GET", *about_clients()):
        for url in urls(rule, wereld.truus, ids):
            assert als("huisarts").get(url).status_code in (200, 303), url


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_may_only_read_opens_the_page_and_changes_nothing(app, als, wereld):
    before, ids = everything(app), first_of(ids_of(app, wereld.truus))
    for (method, rule), who in ROUTES.items():
        if not who.about_a_client:
            continue
        for url in urls(rule, wereld.truus, ids):
            answer = als("assistent").get(url) if method == "GET" else als("assistent").post(url, FORM)
            if who in (Wie.SCHRIJVEN, Wie.SAMENVOEGEN) or "bewerken" in url:
                assert answer.status_code == 403, (method, url)
                assert "Niet meer vallen" not in answer.get_data(as_text=True)
            elif who is Wie.TOESTEMMING:
                # The assistent may write down what the client decided; this form says nothing of the kind.
                assert answer.status_code in (404, 409, 422), (method, url)
            else:
                assert answer.status_code in (200, 303), (method, url)
    assert everything(app) == before


def test_who_may_only_read_is_offered_no_way_to_write(als, wereld):
    page = als("assistent").get(f"/clienten/{wereld.truus}").get_data(as_text=True)
    assert "Niet meer vallen" in page
    for way in ("/wijzigen", "/staat", "/nieuw", "bewerken", "/samenvoegen", "/gegevens", "/huishouden"):
        assert way not in page


def test_who_may_not_show_a_bsn_gets_403_and_no_digit_of_it(app, als, wereld):
    add_gebruiker(app, "woningcorporatie", "medewerker woningcorporatie", wereld.trajekt)
    with app.app_context():
        them = Gebruiker.query.filter(Gebruiker.account.has(email="woningcorporatie@demo.test")).one()
        seat(wereld.truus, gebruiker_id=them.id, doel="lekkage")
        allow(wereld.truus, Domein.SOCIAAL)
        Toestemming.query.session.commit()
    persona = als("woningcorporatie")
    page = persona.get(f"/clienten/{wereld.truus}")
    assert page.status_code == 200
    assert "077461848" not in page.get_data(as_text=True) and "/bsn" not in page.get_data(as_text=True)
    refused = persona.post(f"/clienten/{wereld.truus}/bsn")
    assert refused.status_code == 403 and "077461848" not in refused.get_data(as_text=True)
    assert "bsn.getoond" not in events(app)


def test_who_may_not_make_a_client_gets_403(app, als, wereld):
    before = everything(app)
    assert als("beheer").get("/clienten/nieuw").status_code == 403
    assert als("beheer").post("/clienten/nieuw/begin", {"zoek": "Jansen"}).status_code == 403
    form = FORM | {"domein": "beheer", "hoe": "mondeling"}
    assert als("beheer").post("/clienten/nieuw", form).status_code == 403
    assert everything(app) == before
