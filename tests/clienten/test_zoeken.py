"""Finding a client on the screen: however the name, the birth date or the BSN is typed, within what one may see."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from tests.toegang.hulp import change, log_lines
from tests.wereld import allow, make_client, make_plan


def found(persona, zoek: str) -> list[str]:
    """The names in the list, in its order."""
    page = persona.post("/clienten", {"zoek": zoek}).get_data(as_text=True)
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page)


def add(app, *name_and_birth, praktijk, **values):
    with app.app_context():
        client = make_client(*name_and_birth, praktijk=praktijk, **values)
        allow(client.id, Domein.HUISARTSENZORG)
        make_plan(client.huishouden_id)
        db.session.commit()
        return client.id


@pytest.mark.parametrize("backend", ["sqlite", "postgres"], indirect=True)
def test_truus_is_found_however_she_is_typed(als):
    huisarts = als("huisarts")
    for zoek in (
        "Truus", "truus van den berg", "Berg", "berg truus", "van den berg, truus", "TRUUS BERG", "t berg", "Trúús", "  berg  ",
        "tru", "den berg", "berg van den",
        "truss", "trus", "truuus", "rtuus", "beg", "brg", "bergh", "berg trus",
        "3-5-1942", "03-05-1942", "03/05/1942", "3 mei 1942", "03051942", "1942-05-03", "3.5.42",
        "077461848", "77461848", "0774.61.848", "077 461 848",
        "berg 3-5-1942", "3 mei 1942 truus", "Truus van den Berg 03-05-1942",
    ):  # fmt: skip
        assert found(huisarts, zoek) == ["Truus van den Berg"], zoek


def test_nobody_is_found_by_what_does_not_fit(als):
    for zoek in (
        "Truus Janssen",
        "4-5-1942",
        "3-5-1943",
        "berg 4-5-1942",
        "077461849",
        "xxxxx",
        "%",
        "_",
        "' OR 1=1",
    ):
        assert found(als("huisarts"), zoek) == [], zoek


def test_accents_and_special_letters_do_not_matter(app, als, wereld):
    add(app, "Łukasz", "", "Ørsted-Çelik", date(1960, 1, 1), praktijk=wereld.oost)
    for zoek in ("bocker", "BÖÇKER", "bockre", "gerrit böcker"):
        assert found(als("huisarts2"), zoek) == ["Gerrit Böçker"], zoek
    for zoek in ("lukasz", "orsted", "celik", "Ørsted Çelik", "celik lukasz", "Orsted-Celik"):
        assert found(als("huisarts2"), zoek) == ["Łukasz Ørsted-Çelik"], zoek


def test_a_date_that_could_be_a_bsn_finds_who_was_born_then_and_whose_number_it_is(app, als, wereld):
    """03-05-1948 is one of the dates in eleven whose digits pass the elfproef."""
    add(app, "An", "", "Geboren", date(1948, 5, 3), praktijk=wereld.nazareth)
    add(app, "Bea", "", "Nummer", date(1950, 1, 1), praktijk=wereld.nazareth, bsn="003051948")
    assert found(als("huisarts"), "03-05-1948") == ["An Geboren", "Bea Nummer"]
    assert found(als("huisarts"), "3 mei 1948") == ["An Geboren"]
    assert found(als("huisarts"), "003051948") == ["Bea Nummer"]


def test_who_fits_exactly_stands_before_who_fits_with_an_error(app, als, wereld):
    add(app, "Ans", "", "Bergh", date(1950, 1, 1), praktijk=wereld.nazareth)
    add(app, "Zus", "", "Borg", date(1950, 1, 1), praktijk=wereld.nazareth)
    add(app, "Aad", "", "Burg", date(1950, 1, 1), praktijk=wereld.nazareth)
    names = found(als("huisarts"), "berg")
    assert names[:2] == ["Truus van den Berg", "Ans Bergh"]
    assert set(names[2:]) == {"Zus Borg", "Aad Burg"}


def test_only_within_what_one_may_see(app, als, wereld):
    assert found(als("huisarts"), "Janssen") == ["Nadia Janssen", "Sem Janssen"]
    assert found(als("huisarts2"), "Janssen") == ["Piet Janssen"]
    assert found(als("sociaalteam"), "Janssen") == ["Nadia Janssen"]
    assert found(als("wijkverpleging"), "Janssen") == []
    for name in ("psychiater", "gezinsregisseur", "beheer"):
        for zoek in ("Janssen", "Truus", "077461848", "3-5-1942"):
            assert found(als(name), zoek) == [], (name, zoek)


def test_a_double_that_was_merged_is_found_no_more(app, als, wereld):
    double = add(app, "Truus", "van den", "Berg", date(1942, 5, 3), praktijk=wereld.nazareth, bsn="077461848")
    assert len(found(als("huisarts"), "Truus")) == 2
    change(app, update(Client).where(Client.id == double).values(samengevoegd_in_id=wereld.truus))
    for zoek in ("Truus", "3-5-1942", "077461848"):
        assert found(als("huisarts"), zoek) == ["Truus van den Berg"], zoek
    assert str(double) not in als("huisarts").get("/clienten").text
    assert als("huisarts").get(f"/clienten/{double}").location == f"/clienten/{wereld.truus}"


def test_a_partner_name_is_found_and_said_as_the_client_wants(app, als, wereld):
    client = add(app, "Mia", "", "Zwart", date(1950, 1, 1), praktijk=wereld.nazareth)
    form = {
        "roepnaam": "Mia", "achternaam": "Zwart", "geboortedatum": "1-1-1950", "partner_voorvoegsel": "de",
        "partner_achternaam": "Bakker", "naamgebruik": "V", "praktijk": str(wereld.nazareth), "versie": "1",
    }  # fmt: skip
    assert als("huisarts").post(f"/clienten/{client}/gegevens", form).status_code == 303
    for zoek in ("Zwart", "Bakker", "mia de bakker", "zwart bakker"):
        assert found(als("huisarts"), zoek) == ["Mia de Bakker-Zwart"], zoek


def test_the_count_is_of_all_and_the_list_stops_at_25(app, als, wereld):
    with app.app_context():
        for number in range(30):
            client = make_client(f"Roos{number:02}", "", "Dekkers", date(1950, 1, 1), praktijk=wereld.nazareth)
            allow(client.id, Domein.HUISARTSENZORG)
        db.session.commit()
    huisarts = als("huisarts")
    assert len(found(huisarts, "Dekkers")) == 25
    assert "30 cliënten gevonden; dit zijn de eerste 25" in huisarts.text("/clienten?zoek=Dekkers")
    assert log_lines(app, gebeurtenis="client.gezocht")[-1].aantal == 30


def test_all_of_mine_in_stretches_by_surname_without_voorvoegsel(app, als, wereld):
    with app.app_context():
        for number in range(52):
            letter = chr(ord("a") + number % 26)
            client = make_client(f"R{number:02}", "van", f"{letter}xx{number}", date(1950, 1, 1), praktijk=wereld.oost)
            allow(client.id, Domein.HUISARTSENZORG)
        db.session.commit()
    koen, names, url, stretches = als("huisarts2"), [], "/clienten", []
    while url:
        page = koen.get(url).text
        here = re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page)
        names, stretches = names + here, [*stretches, len(here)]
        further = re.search(r'href="([^"]+)">Volgende', page)
        url = further[1] if further else None
        assert len(stretches) < 5
    assert stretches == [25, 25, 4]
    assert len(set(names)) == 54
    surnames = [name.split()[-1].lower().replace("öç", "oc") for name in names]
    assert surnames == sorted(surnames)
    assert "Vorige" in page and koen.get("/clienten?vanaf=25").text.count("Vorige") == 1


def test_typing_brings_only_the_list(als):
    fragment = als("huisarts").post("/clienten", {"zoek": "Truus"}, htmx=True).text.strip()
    assert fragment.startswith('<div id="lijst">') and "<html" not in fragment
    assert "Truus van den Berg" in fragment and "1 cliënt gevonden" in fragment


def test_an_address_with_a_search_works_as_well(als):
    """The contract names /clienten?zoek=; the forms of the app post it, so that no name stays in the history."""
    assert "Truus van den Berg" in als("huisarts").text("/clienten?zoek=Truus")


def test_what_was_typed_stays_in_the_box_as_text(als):
    page = als("huisarts").get("/clienten?" + urlencode({"zoek": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
