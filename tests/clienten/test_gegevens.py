"""The details of a client: changing them, and the whole BSN on request."""

import pytest

from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from tests.persona import field, readable
from tests.toegang.hulp import events, everything, log_lines

GOED = {
    "roepnaam": "Truus", "voorvoegsel": "van den", "achternaam": "Bergh", "geboortedatum": "4-5-1942", "bsn": "0774.61.848",
    "telefoon": "043-3501299", "straat": "Kerkplein 1", "postcode": "6221 AB", "plaats": "Maastricht", "wijk": "Limmel",
    "versie": "1",
}  # fmt: skip


def address(wereld) -> str:
    return f"/clienten/{wereld.truus}/gegevens"


def test_what_one_changes_another_sees(app, als, wereld):
    answer = als("huisarts").post(address(wereld), GOED | {"praktijk": str(wereld.nazareth), "geslacht": "V"})
    assert (answer.status_code, answer.location) == (303, f"/clienten/{wereld.truus}")
    page = als("wijkverpleging").text(f"/clienten/{wereld.truus}")
    for shown in ("Truus van den Bergh", "04-05-1942", "043 350 1299", "Kerkplein 1", "Limmel"):
        assert shown in page
    assert "Truus van den Bergh" in als("wijkverpleging").text("/clienten?zoek=bergh")
    (line,) = log_lines(app, gebeurtenis="client.gewijzigd")
    assert (line.actie, line.client_id, line.gebruiker_id) == ("U", wereld.truus, wereld.huisarts)
    assert (line.grond, line.object_id) == ("praktijk", wereld.truus)


def test_the_form_shows_what_is_stored_and_saving_it_changes_nothing(app, als, wereld):
    page = als("huisarts").get(address(wereld)).text
    assert field(page, "geboortedatum") == "03-05-1942"
    assert field(page, "bsn") == "" and "077461848" not in page and "••••••848" in page
    assert f'value="{wereld.nazareth}" selected' in page
    names = ("roepnaam", "voorvoegsel", "achternaam", "geboortedatum", "bsn", "telefoon", "straat", "postcode", "plaats",
             "wijk", "voornamen", "partner_voorvoegsel", "partner_achternaam", "versie")  # fmt: skip
    form = {name: field(page, name) for name in names}
    assert als("huisarts").post(address(wereld), form | {"praktijk": str(wereld.nazareth)}).status_code == 303
    with app.app_context():
        truus = db.session.get_one(Client, wereld.truus)
        assert (truus.naam, truus.bsn, truus.praktijk_id) == ("Truus van den Berg", "077461848", wereld.nazareth)
        assert (truus.sorteernaam, truus.zoeknaam.split()) == ("berg truus", ["truus", "van", "den", "berg"])


def test_who_was_second_sees_both_and_chooses(app, als, wereld):
    first, second = als("huisarts"), als("wijkverpleging")
    started = field(second.get(address(wereld)).text, "versie")
    details = GOED | {"praktijk": str(wereld.nazareth)}
    assert first.post(address(wereld), details).status_code == 303
    before = everything(app)
    mine = details | {"straat": "Sint Pieterskade 7", "versie": started}
    conflict = second.post(address(wereld), mine)
    assert conflict.status_code == 409
    assert "Iemand anders was u net voor" in readable(conflict) and "Kerkplein 1" in readable(conflict)
    assert field(conflict.text, "straat") == "Sint Pieterskade 7"
    assert everything(app) == before
    # Having seen both, the writer saves again.
    mine["versie"] = field(conflict.text, "versie")
    assert second.post(address(wereld), mine).status_code == 303
    assert "Sint Pieterskade 7" in second.text(f"/clienten/{wereld.truus}")
    assert events(app).count("client.gewijzigd") == 2


def test_a_bsn_of_somebody_else_is_refused(app, als, wereld):
    before = everything(app)
    form = {"achternaam": "Janssen", "geboortedatum": "1-2-1988", "bsn": "077461848", "versie": "1"}
    answer = als("huisarts").post(f"/clienten/{wereld.moeder}/gegevens", form)
    assert answer.status_code == 422
    assert "hoort al bij een andere cliënt" in readable(answer) and field(answer.text, "bsn") == "077461848"
    assert "Truus" not in answer.text
    assert everything(app) == before


@pytest.mark.parametrize("versie", ["", "x", "-1", "1e3", "9" * 30])
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_form_that_was_tampered_with_changes_nothing(app, als, wereld, versie):
    before = everything(app)
    assert als("huisarts").post(address(wereld), GOED | {"versie": versie}).status_code == 400
    assert everything(app) == before


def test_wrong_fields_are_told_and_nothing_typed_is_lost(app, als, wereld):
    before = everything(app)
    for wrong in (
        {"achternaam": ""}, {"geboortedatum": "31-2-1942"}, {"bsn": "111111111"}, {"telefoon": "x"}, {"straat": "x" * 61},
        {"praktijk": "00000000-0000-4000-8000-000000000000"}, {"praktijk": "x"}, {"geslacht": "x"}, {"naamgebruik": "x"},
    ):  # fmt: skip
        answer = als("huisarts").post(address(wereld), GOED | wrong)
        assert answer.status_code == 422, wrong
        (name,) = wrong
        assert f'id="{name}-fout"' in answer.text
        for kept in ("roepnaam", "achternaam", "geboortedatum", "bsn", "telefoon", "straat", "wijk"):
            assert field(answer.text, kept) == (GOED | wrong)[kept], (wrong, kept)
        # The heading says whose details these are, as stored, not as half typed.
        assert "Gegevens van Truus van den Berg" in readable(answer)
    assert everything(app) == before
    assert "client.gewijzigd" not in events(app)


def test_who_may_only_read_changes_nothing(app, als, wereld):
    before = everything(app)
    assert als("assistent").get(address(wereld)).status_code == 403
    refused = als("assistent").post(address(wereld), GOED)
    assert refused.status_code == 403
    assert "Kerkplein 1" in readable(refused), "what was typed can be copied"
    assert everything(app) == before


def test_who_may_not_know_changes_nothing(app, als, wereld):
    before = everything(app)
    for name in ("huisarts2", "gezinsregisseur", "psychiater", "beheer"):
        assert als(name).post(address(wereld), GOED).status_code == 404
    assert everything(app) == before


def test_the_bsn_is_masked_until_somebody_asks_and_that_is_logged(app, als, wereld):
    page = als("wijkverpleging").get(f"/clienten/{wereld.truus}").text
    assert "077461848" not in page and "••••••848" in page
    assert "bsn.getoond" not in events(app)
    fragment = als("wijkverpleging").post(f"/clienten/{wereld.truus}/bsn", htmx=True)
    assert fragment.text.strip() == '<span class="heel" id="bsn"><b>077461848</b></span>'
    whole = als("wijkverpleging").post(f"/clienten/{wereld.truus}/bsn")
    assert whole.status_code == 200 and "077461848" in whole.text and "is vastgelegd" in whole.text
    lines = log_lines(app, gebeurtenis="bsn.getoond")
    assert [(line.gebruiker_id, line.client_id, line.grond) for line in lines] == [
        (wereld.wijkverpleging, wereld.truus, "persoon")
    ] * 2
    assert "077461848" not in als("wijkverpleging").get(f"/clienten/{wereld.truus}").text


def test_nobody_asks_for_a_bsn_by_following_a_link(als, wereld):
    assert als("wijkverpleging").get(f"/clienten/{wereld.truus}/bsn").status_code == 405


def test_the_bsn_of_a_client_without_right_stays_hidden(app, als, wereld):
    refused = als("huisarts2").post(f"/clienten/{wereld.truus}/bsn")
    assert refused.status_code == 404 and "848" not in refused.text
    assert events(app, client_id=wereld.truus) == ["client.geweigerd"]


@pytest.mark.parametrize("name", ["huisarts", "assistent", "wijkverpleging"])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_only_one_page_ever_shows_the_whole_number(als, wereld, name):
    truus = f"/clienten/{wereld.truus}"
    for page in (
        "/vandaag",
        "/clienten",
        "/clienten?zoek=Truus",
        truus,
        f"{truus}/geschiedenis",
        f"{truus}/geschiedenis/1",
    ):
        assert "077461848" not in als(name).get(page).text, page
