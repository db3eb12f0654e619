"""A new client: only after searching, only with consent, with a warning for likely doubles."""

import re

import pytest
from sqlalchemy import select

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.extensions import db
from overlegtafel.toegang.models_inzage import Toestemming
from tests.persona import field, readable
from tests.toegang.hulp import events, everything, log_lines

GOED = {
    "roepnaam": "Wies", "voorvoegsel": "van der", "achternaam": "Linden", "geboortedatum": "12-4-1951", "bsn": "",
    "telefoon": "0433501234", "straat": "Heerderweg 3", "plaats": "Maastricht", "wijk": "Wyckerpoort", "hoe": "mondeling",
    "domein": ["huisartsenzorg", "wijkverpleging"], "doel": "bloeddruk op orde",
}  # fmt: skip


def made(app) -> Client | None:
    with app.app_context():
        return db.session.scalars(select(Client).where(Client.achternaam == "Linden")).one_or_none()


def test_one_searches_first(als):
    for answer in (
        als("huisarts").get("/clienten/nieuw"),
        als("huisarts").post("/clienten/nieuw/begin", {"zoek": " "}),
    ):
        assert answer.location == "/clienten?nieuw=1"
    assert "Zoek eerst of de cliënt er al is" in als("huisarts").text(answer.location)
    assert "Maak een nieuwe cliënt" not in als("huisarts").text("/clienten")
    page = als("huisarts").post("/clienten", {"zoek": "Wies van der Linden"}).text
    assert "Maak een nieuwe cliënt" in page
    begin = re.search(r'<form[^>]* action="(/clienten/nieuw/begin)">(.*?)</form>', page, re.S)
    form = als("huisarts").post(begin[1], {"zoek": re.search(r'name="zoek" value="([^"]*)"', begin[2])[1]}).text
    assert (field(form, "roepnaam"), field(form, "voorvoegsel"), field(form, "achternaam")) == (
        "Wies",
        "van der",
        "Linden",
    )


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_was_searched_for_is_filled_in(als, wereld):
    for zoek, filled in (
        ("12-4-1951", {"geboortedatum": "12-04-1951", "achternaam": "", "bsn": ""}),
        ("03-05-1948", {"geboortedatum": "03-05-1948", "bsn": ""}),
        ("linden 12-4-1951", {"geboortedatum": "12-04-1951", "achternaam": "Linden"}),
        ("077461848", {"bsn": "077461848", "achternaam": ""}),
    ):
        form = als("huisarts").post("/clienten/nieuw/begin", {"zoek": zoek}).text
        assert {name: field(form, name) for name in filled} == filled, zoek
    assert f'value="{wereld.nazareth}" selected' in form, "the practice of a huisarts is chosen already"


def test_the_new_client_is_there_for_whom_the_client_allowed_and_the_maker_sits_at_the_table(app, als, wereld):
    form = GOED | {"praktijk": str(wereld.nazareth), "domein": ["huisartsenzorg", "sociaal"]}
    answer = als("huisarts").post("/clienten/nieuw", form)
    client = made(app)
    assert (answer.status_code, answer.location) == (303, f"/clienten/{client.id}")
    page = als("assistent").text(answer.location)
    for shown in (
        "Wies van der Linden",
        "12-04-1951",
        "043 350 1234",
        "Heerderweg 3",
        "Els Peeters",
        "bloeddruk op orde",
    ):
        assert shown in page
    for name in ("huisarts2", "wijkverpleging", "sociaalteam", "psychiater", "beheer"):
        assert als(name).get(answer.location).status_code == 404, name
    with app.app_context():
        rules = db.session.scalars(select(Toestemming).where(Toestemming.client_id == client.id)).all()
        seats = db.session.scalars(select(Betrokkene).where(Betrokkene.client_id == client.id)).all()
    assert {(r.domein, r.besluit, r.hoe) for r in rules} == {
        ("huisartsenzorg", "ja", "mondeling"), ("sociaal", "ja", "mondeling"),
    }  # fmt: skip
    assert [(s.gebruiker_id, s.is_coordinator) for s in seats] == [(wereld.huisarts, True)]
    assert events(app, client_id=client.id)[0] == "client.gemaakt"
    assert client.aangemaakt_door_id == wereld.huisarts


def test_outside_gp_care_one_can_make_a_client_too(app, als):
    answer = als("sociaalteam").post("/clienten/nieuw", GOED | {"domein": "sociaal"})
    assert answer.status_code == 303
    assert als("sociaalteam").get(answer.location).status_code == 200
    assert als("huisarts").get(answer.location).status_code == 404


@pytest.mark.parametrize(
    "field_name, typed",
    [
        ("achternaam", ""), ("achternaam", "x" * 61), ("geboortedatum", "31-2-1951"), ("geboortedatum", "1-1-2999"),
        ("bsn", "123456789"), ("telefoon", "geen idee"), ("telefoon", "043-3501234 ext 5678901"), ("straat", "x" * 61),
        ("praktijk", "00000000-0000-4000-8000-000000000000"), ("praktijk", "onzin"), ("geslacht", "?"),
        ("naamgebruik", "?"), ("hoe", "?"), ("domein", "onzin"), ("doel", ""), ("doel", "x" * 141), ("postcode", "x" * 8),
    ],
)  # fmt: skip
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(app, als, field_name, typed):
    before = everything(app)
    answer = als("huisarts").post("/clienten/nieuw", GOED | {field_name: typed})
    assert answer.status_code == 422
    page = answer.text
    message = "toestemming" if field_name in ("hoe", "domein") else field_name
    assert re.search(rf'id="{message}-fout"[^>]*>.*?\w', page, re.S), "a message at the field"
    for kept in ("roepnaam", "voorvoegsel", "achternaam", "geboortedatum", "straat", "plaats", "doel", "bsn"):
        assert field(page, kept) == (typed if kept == field_name else GOED[kept]), kept
    if field_name != "domein":
        assert re.search(r'value="wijkverpleging" checked', page), "what was ticked stays ticked"
    assert everything(app) == before
    assert "client.gemaakt" not in events(app)


def test_without_consent_for_ones_own_domain_nothing_is_made(app, als):
    before = everything(app)
    for domeinen, message in (
        ([], "Kies voor wie de cliënt toestemming gaf"),
        (["ggz"], "Zonder toestemming voor wijkverpleging"),
    ):
        answer = als("wijkverpleging").post("/clienten/nieuw", GOED | {"domein": domeinen})
        assert answer.status_code == 422
        assert message in readable(answer)
    assert everything(app) == before


def test_somebody_alike_is_shown_before_a_second_one_is_made(app, als, wereld):
    huisarts = als("huisarts")
    for alike in (
        {"achternaam": "Berg", "geboortedatum": "3-5-1942"},
        {"achternaam": "Bergh", "geboortedatum": "3-5-1942"},
        {"achternaam": "Iemand", "geboortedatum": "1-1-1970", "bsn": "077461848"},
    ):
        before = everything(app)
        answer = huisarts.post("/clienten/nieuw", GOED | alike)
        assert answer.status_code == 422
        assert "lijkt op iemand die er al is" in readable(answer)
        assert f'href="/clienten/{wereld.truus}"' in answer.text
        assert field(answer.text, "achternaam") == alike["achternaam"]
        assert everything(app) == before
    answer = huisarts.post("/clienten/nieuw", GOED | alike | {"anders": "1"})
    assert answer.status_code == 303
    assert "Iemand" in huisarts.text(answer.location)


def test_the_warning_names_nobody_one_may_not_see(app, als):
    """A huisarts elsewhere types in Truus, whom only the other practice knows."""
    form = GOED | {"roepnaam": "Truus", "achternaam": "Berg", "geboortedatum": "3-5-1942", "bsn": "077461848"}
    answer = als("huisarts2").post("/clienten/nieuw", form)
    assert answer.status_code == 303
    assert str(answer.location).count("/") == 2


def test_somebody_else_born_that_day_is_no_double(app, als):
    assert als("huisarts").post("/clienten/nieuw", GOED | {"geboortedatum": "3-5-1942"}).status_code == 303
    assert made(app) is not None


@pytest.mark.parametrize("sign", ["\ufdfa", "ß", "ﬃ", "𝐀", "İ"])
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_signs_that_grow_when_made_searchable_break_nothing(app, als, sign):
    name = {"voornamen": sign * 80, "roepnaam": sign * 40, "achternaam": sign * 60, "partner_achternaam": sign * 60}
    answer = als("huisarts").post("/clienten/nieuw", GOED | name)
    assert answer.status_code == 303
    assert sign * 60 in als("huisarts").text(answer.location)


def test_who_made_it_is_in_the_log_without_a_name(app, als):
    als("huisarts").post("/clienten/nieuw", GOED | {"bsn": "077461848", "anders": "1"})
    (line,) = log_lines(app, gebeurtenis="client.gemaakt")
    assert line.actie == "C" and line.client_id == made(app).id
    assert "Linden" not in str(vars(line)) and "077461848" not in str(vars(line))
