"""Lines that are refused: no right to know, may read only, bad input. The text stays, nothing is stored."""

from datetime import timedelta
from uuid import uuid4

import pytest

from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import PlanVersie, Regel
from overlegtafel.toegang.models_inzage import Inzageregel
from tests.plannen.hulp import client, count_in, form_in, log_lines, message_at, nieuw, open_form, regel, staat, wijzig

SOON = show_date(today() + timedelta(days=6))


@pytest.fixture
def unchanged(app, wereld):
    """Afterwards the lines and the versions are what they were."""

    def stored():
        with app.app_context():
            lines = db.session.execute(db.select(Regel.__table__).order_by(Regel.id)).all()
            return [tuple(line) for line in lines], db.session.query(PlanVersie).count()

    before = stored()
    yield
    assert stored() == before


def _writes(wereld) -> list[tuple[str, dict]]:
    c = wereld.truus
    return [
        (nieuw(c, "doel"), {"tekst": "Weer fietsen"}),
        (wijzig(c, wereld.doel), {"tekst": "Weer fietsen", "versie": "1"}),
        (regel(c, wereld.doel) + "/staat", {"staat": "gedaan", "versie": "1"}),
        (f"/clienten/{c}/plan/evaluatie", {"datum": SOON}),
        (f"/clienten/{c}/plan/ruimte", {"soort": "doel", "tekst": "Weer fietsen"}),
    ]


@pytest.mark.parametrize("name", ["gezinsregisseur", "huisarts2", "psychiater", "beheer"])
def test_no_right_to_know_looks_like_not_existing(app, als, wereld, unchanged, name):
    persona, nobody = als(name), uuid4()
    for url, form in _writes(wereld):
        answer = persona.post(url, form)
        other = persona.post(url.replace(str(wereld.truus), str(nobody)), form)
        assert (answer.status_code, other.status_code) == (404, 404), url
        assert answer.get_data() == other.get_data()
        assert b"Truus" not in answer.get_data()
    for url in (nieuw(wereld.truus, "doel"), wijzig(wereld.truus, wereld.doel), regel(wereld.truus, wereld.doel)):
        assert persona.get(url).status_code == 404
    assert persona.get(f"/clienten/{wereld.truus}/plan.pdf").status_code == 404
    refused = log_lines(app, "client.geweigerd")
    assert len(refused) == 9
    assert {line.gebruiker_id for line in refused} == {getattr(wereld, name)}


def test_may_read_may_not_write(als, wereld, unchanged):
    assistent = als("assistent")
    page = assistent.get(client(wereld.truus)).get_data(as_text=True)
    assert "Niet meer vallen" in page
    assert "/wijzigen" not in page and "/nieuw" not in page and "/staat" not in page, "no buttons that would refuse"
    for url, form in _writes(wereld):
        assert assistent.post(url, form).status_code == 403, url
    for url in (nieuw(wereld.truus, "doel"), wijzig(wereld.truus, wereld.doel)):
        assert assistent.get(url).status_code == 403
    assert assistent.get(f"/clienten/{wereld.truus}/plan/evaluatie?bewerken").status_code == 403
    assert assistent.get(regel(wereld.truus, wereld.doel), htmx=True).status_code == 200
    assert assistent.get(f"/clienten/{wereld.truus}/plan.pdf").status_code == 200


def test_a_line_of_another_plan_is_not_found(als, wereld, unchanged):
    huisarts = als("huisarts")
    for regel_id in (wereld.gezin_doel, uuid4()):
        assert huisarts.get(regel(wereld.truus, regel_id), htmx=True).status_code == 404
        answer = huisarts.post(wijzig(wereld.truus, regel_id), {"tekst": "Van buiten", "versie": "1"})
        assert answer.status_code == 404
        answer = huisarts.post(regel(wereld.truus, regel_id) + "/staat", {"staat": "gedaan", "versie": "1"})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("tekst", "", "Vul in wat er op de halve A4 moet staan"),
        ("tekst", " \u202e\t ", "Vul in wat er op de halve A4 moet staan"),
        ("tekst", "x" * 401, "Dit zijn 401 tekens; er is plaats voor 400"),
        ("eigenaar", "", "Kies wie dit doet"),
        ("eigenaar", "b:niemand", "niet (meer) aan tafel"),
        ("eigenaar", "b:00000000-0000-4000-8000-000000000003", "niet (meer) aan tafel"),
        ("eigenaar", "rommel", "niet (meer) aan tafel"),
        ("datum", "", "Vul een datum in"),
        ("datum", "30-2-2027", "Dit is geen datum"),
        ("datum", "gisteren", "Dit is geen datum"),
        ("datum", "1-1-2199", "Kies een dag binnen vijf jaar"),
        ("datum", "1-1-1900", "Kies een dag binnen vijf jaar"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_bad_input_has_its_message_at_the_field_and_stays_typed(als, wereld, unchanged, field, value, says):
    huisarts = als("huisarts")
    good = {"tekst": "Samen naar de markt", "eigenaar": f"b:{wereld.truus_wv}", "datum": SOON}
    for url in (nieuw(wereld.truus, "afspraak"), wijzig(wereld.truus, wereld.afspraak)):
        answer = huisarts.post(url, open_form(huisarts, url) | good | {field: value})
        assert answer.status_code == 422
        assert says in message_at(answer, field)
        kept = form_in(answer, url)
        typed = good | {field: value}
        assert kept["tekst"].strip() == typed["tekst"].strip() and kept["datum"] == typed["datum"]
        if field != "eigenaar":
            assert kept["eigenaar"] == good["eigenaar"]


def test_the_owner_must_sit_at_this_table(als, wereld, unchanged):
    huisarts, url = als("huisarts"), nieuw(wereld.truus, "afspraak")
    # The sociaal team sits with the Janssens; Gerrit lives elsewhere.
    for owner in (f"b:{wereld.moeder_st}", f"c:{wereld.moeder}", f"c:{wereld.gerrit}", f"g:{wereld.huisarts}"):
        answer = huisarts.post(url, {"tekst": "Bellen", "eigenaar": owner, "datum": SOON})
        assert answer.status_code == 422, owner
        assert "niet (meer) aan tafel" in message_at(answer, "eigenaar")


def test_an_owner_who_left_can_no_longer_be_chosen(als, wereld):
    huisarts, url = als("huisarts"), nieuw(wereld.truus, "afspraak")
    gone = f"/clienten/{wereld.truus}/betrokkenen/{wereld.truus_dochter}/weg"
    assert huisarts.post(gone, {"versie": "1"}).status_code == 303
    assert str(wereld.truus_dochter) not in huisarts.get(url).get_data(as_text=True)
    answer = huisarts.post(url, {"tekst": "Bellen", "eigenaar": f"b:{wereld.truus_dochter}", "datum": SOON})
    assert answer.status_code == 422


def test_for_whom_must_be_of_this_household(als, wereld, unchanged):
    huisarts, url = als("huisarts"), nieuw(wereld.moeder, "doel")
    for whose in (wereld.truus, wereld.vader, "iemand"):
        answer = huisarts.post(url, {"tekst": "Rust", "voor": str(whose)})
        assert answer.status_code == 422, whose
        assert "Kies voor wie dit is" in message_at(answer, "voor")
    answer = huisarts.post(nieuw(wereld.truus, "wie"), {"tekst": "Ik ben Truus", "voor": ""})
    assert answer.status_code == 422


def test_an_unknown_kind_or_state(als, wereld, unchanged):
    huisarts = als("huisarts")
    assert huisarts.get(nieuw(wereld.truus, "diagnose")).status_code == 404
    assert huisarts.get(nieuw(wereld.truus, "diagnose") + "/knop").status_code == 404
    assert huisarts.post(nieuw(wereld.truus, "diagnose"), {"tekst": "x"}).status_code == 404
    assert huisarts.post(f"/clienten/{wereld.truus}/plan/ruimte", {"soort": "diagnose"}).status_code == 404
    for wanted in ("kwijt", "", "GEDAAN"):
        answer = staat(huisarts, wereld.truus, wereld.doel, wanted)
        assert answer.status_code == 422
        assert "Kies gedaan, vervallen of weer open" in answer.get_data(as_text=True)


@pytest.mark.parametrize("versie", ["", "-1", "een", "1.0", "²", "9" * 30, "1 OR 1=1"])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_tampered_version_is_refused(als, wereld, unchanged, versie):
    huisarts = als("huisarts")
    for url in (wijzig(wereld.truus, wereld.doel), regel(wereld.truus, wereld.doel) + "/staat"):
        answer = huisarts.post(url, {"tekst": "Anders", "staat": "gedaan", "versie": versie})
        assert answer.status_code == 400, url


def test_malformed_addresses_are_not_found(als, wereld, unchanged):
    huisarts = als("huisarts")
    for url in (
        f"/clienten/{wereld.truus}/plan/regels/1/wijzigen",
        "/clienten/truus/plan/regels/nieuw/doel",
        f"/clienten/{str(wereld.truus)[:-1]}",
    ):
        assert huisarts.get(url).status_code == 404, url


def test_without_a_csrf_token_nothing_happens(als, wereld, unchanged):
    huisarts = als("huisarts")
    for url, form in _writes(wereld):
        assert huisarts.post(url, {"csrf_token": ""} | form).status_code == 400, url


def test_somebody_not_signed_in_is_led_to_the_door(app, wereld, unchanged):
    browser = app.test_client()
    answer = browser.get(client(wereld.truus))
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/inloggen")
    answer = browser.get(regel(wereld.truus, wereld.doel), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/inloggen")
    answer = browser.post(nieuw(wereld.truus, "doel"), data={"tekst": "Hallo"})
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/inloggen")
    assert count_in(app, Inzageregel) == 0
