"""The sociale kaart: found by who works with clients, kept by the organisation itself, and sinking when nobody does."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.verwijzingen import kaart
from overlegtafel.verwijzingen.kaartregels import search_text
from overlegtafel.verwijzingen.models import Kaartplek
from tests.plannen.hulp import form_in, message_at, open_form
from tests.toegang.hulp import add_gebruiker, events, everything

KAART, NIEUW = "/kaart", "/kaart/nieuw"
GELD = "Financiële problemen"
GOED = {
    "naam": "Spreekuur geldzaken", "wat": "Samen de post en de rekeningen doen.", "telefoon": "043 350 99 20",
    "bereik": "inloop op dinsdag", "wijken": "Nazareth, Limmel", "ruimte": "wachten", "hulpvragen": GELD, "leefgebieden": "dagelijks",
}  # fmt: skip


def change_url(plek_id: UUID) -> str:
    return f"{KAART}/{plek_id}/wijzigen"


def make_plek(app, wereld, naam: str, *, dagen: int = 0, gebruikt: int | None = None, organisatie="trajekt", **columns):
    """A place that was confirmed so many days ago, and used so many days ago."""
    values = {"wat": "Iets voor de buurt.", "leefgebieden": ["meedoen"], "hulpvragen": [], "wijken": [], "ruimte": "ja"}
    values |= {"telefoon": "043-350 99 21"} | columns
    with app.app_context():
        plek = Kaartplek(
            id=uuid4(),
            organisatie_id=getattr(wereld, organisatie),
            naam=naam,
            bevestigd_op=now() - timedelta(days=dagen),
            bevestigd_door_id=wereld.sociaalteam,
            gebruikt_op=None if gebruikt is None else now() - timedelta(days=gebruikt),
            zoektekst=search_text(naam, values["wat"], "", values["hulpvragen"], values["wijken"]),
            **values,
        )
        db.session.add(plek)
        db.session.commit()
        return plek.id


def names(page: str) -> list[str]:
    return re.findall(r"<h3>(.*?)</h3>", page)


def test_an_organisation_puts_itself_on_the_map_and_others_find_it(app, als, wereld):
    wim, els = als("sociaalteam"), als("huisarts")
    assert NIEUW in wim.get(KAART).text
    assert wim.post(NIEUW, open_form(wim, NIEUW) | GOED).status_code == 303
    page = els.text(KAART)
    for words in ("Spreekuur geldzaken", "Trajekt", "043 350 9920", "inloop op dinsdag", "Nazareth, Limmel", "wachtlijst", "Bevestigd vandaag"):  # fmt: skip
        assert words in page
    assert 'href="tel:0433509920"' in els.get(KAART).text
    for found in ("zoek=rekening", "zoek=POST+samen", "zoek=trajekt", "zoek=financiele", "wijk=Limmel", "leefgebied=dagelijks"):  # fmt: skip
        assert "Spreekuur" in els.text(f"{KAART}?{found}"), found
    for missed in ("zoek=fysio", "wijk=Heer", "leefgebied=zin", "zoek=post&wijk=Heer", "van=ons"):
        assert "Spreekuur" not in els.text(f"{KAART}?{missed}"), missed
    fragment = els.get(f"{KAART}?zoek=post", htmx=True).text
    assert names(fragment) == ["Spreekuur geldzaken"] and "<html" not in fragment
    assert events(app).count("kaart.gemaakt") == 1


def test_bad_input_keeps_what_was_typed_and_the_same_name_is_refused(app, als, wereld):
    wim = als("sociaalteam")
    refused = wim.post(NIEUW, GOED | {"telefoon": "bel maar", "naam": "Geldzorgen de baas"})
    assert refused.status_code == 422 and "geen telefoonnummer" in message_at(refused, "telefoon")
    kept = form_in(refused, NIEUW)
    assert (kept["naam"], kept["telefoon"], kept["wat"]) == ("Geldzorgen de baas", "bel maar", GOED["wat"])
    assert re.search(rf'value="{GELD}" checked', refused.text) and re.search(r'value="wachten" checked', refused.text)
    stranger = wim.post(NIEUW, GOED | {"team": str(wereld.ggz_team)})
    assert stranger.status_code == 422 and "uit de lijst" in message_at(stranger, "team")
    assert wim.post(NIEUW, GOED | {"team": str(wereld.sociaal_team)}).status_code == 303
    assert "Sociaal team Nazareth-Limmel" in als("huisarts").text(KAART)
    again = wim.post(NIEUW, GOED | {"naam": "SPREEKUUR geldzaken"})
    assert again.status_code == 422 and "heeft al een plek" in message_at(again, "naam")


def test_what_is_fresh_comes_first_and_what_is_stale_sinks(app, als, wereld):
    for naam, dagen, gebruikt in (("Oud", 250, None), ("Heel oud", 600, None), ("Gebruikt", 700, 8), ("Vers", 2, None), ("Ouder vers", 100, None)):  # fmt: skip
        make_plek(app, wereld, naam, dagen=dagen, gebruikt=gebruikt)
    page = als("huisarts").get(KAART).text
    assert names(page) == ["Vers", "Gebruikt", "Ouder vers", "Oud", "Heel oud"]
    line, fold = page.index("Lang niet bevestigd"), page.index("anderhalf jaar niets")
    assert page.index(">Ouder vers<") < line < page.index(">Oud<") < fold < page.index(">Heel oud<")
    assert "gebruikt" in page and "8 maanden geleden" in page
    mine = als("sociaalteam").text(KAART)
    assert "3 plekken van uw organisatie" in mine and "3 plekken van uw organisatie" not in als("huisarts").text(KAART)


def test_one_click_says_it_is_still_right_and_whether_there_is_room(app, als, wereld):
    plek_id = make_plek(app, wereld, "Inloophuis", dagen=250)
    wim, url = als("sociaalteam"), f"{KAART}/{plek_id}/klopt"
    assert wim.post(url).status_code == 303
    page = als("huisarts").text(KAART)
    assert "Lang niet bevestigd" not in page and "Bevestigd vandaag" in page and "heeft plek" in page
    part = wim.post(url, {"ruimte": "vol"}, htmx=True)
    assert part.status_code == 200 and "<html" not in part.text and "vol" in part.text
    assert "staat--weg" in als("huisarts").get(KAART).text
    assert wim.post(url, {"ruimte": "onzin"}).status_code == 303, "as it was"
    assert events(app).count("kaart.bevestigd") == 3


def test_changing_says_when_somebody_was_quicker(app, als, wereld):
    plek_id = make_plek(app, wereld, "Inloophuis", dagen=250)
    wim, url = als("sociaalteam"), change_url(plek_id)
    form = open_form(wim, url)
    wim.post(f"{KAART}/{plek_id}/klopt", {"ruimte": "vol"})
    stale = wim.post(url, form | {"wat": "Mijn tekst."})
    assert stale.status_code == 409 and "Daar staat nu: Inloophuis" in stale.text and "Mijn tekst." in stale.text
    again = form_in(stale, url)
    assert wim.post(url, again | {"leefgebieden": "meedoen", "ruimte": "ja"}).status_code == 303
    assert "Mijn tekst." in als("huisarts").text(KAART)
    bad = wim.post(url, open_form(wim, url) | {"naam": "", "leefgebieden": "meedoen"})
    assert bad.status_code == 422 and "Vul een naam in" in message_at(bad, "naam") and "Mijn tekst." in bad.text


def test_who_stops_is_found_no_more(app, als, wereld):
    plek_id = make_plek(app, wereld, "Inloophuis")
    wim = als("sociaalteam")
    assert wim.post(f"{KAART}/{plek_id}/stop").status_code == 303
    assert names(als("huisarts").get(KAART).text) == [] == names(wim.get(f"{KAART}?van=ons").text)
    assert wim.get(change_url(plek_id)).status_code == 404 == wim.post(f"{KAART}/{plek_id}/klopt").status_code
    assert wim.post(NIEUW, GOED | {"naam": "Inloophuis"}).status_code == 303, "the name is free again"
    assert events(app).count("kaart.gestopt") == 1


def test_others_do_not_change_it_but_see_whom_to_call(app, als, wereld):
    plek_id = make_plek(app, wereld, "Inloophuis")
    add_gebruiker(app, "woningcorporatie", "medewerker woningcorporatie", wereld.trajekt)
    before = everything(app)
    page = als("huisarts").text(KAART)
    assert "Alleen Trajekt kan dit wijzigen. Bel Wim Dols, contactpersoon sociaal team: 043-350 99 10" in page
    for name in ("huisarts", "woningcorporatie"):
        assert change_url(plek_id) not in als(name).get(KAART).text
        assert als(name).get(change_url(plek_id)).status_code == 403
        for what in ("wijzigen", "klopt", "stop"):
            assert als(name).post(f"{KAART}/{plek_id}/{what}", GOED | {"versie": "1"}).status_code == 403, (name, what)
    assert (
        als("woningcorporatie").get(NIEUW).status_code == 403 == als("woningcorporatie").post(NIEUW, GOED).status_code
    )
    assert everything(app) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_for_who_works_with_no_clients_it_does_not_exist(app, als, wereld):
    for name in ("beheer", "fg", "beheerder"):
        for page in (KAART, NIEUW, f"{KAART}/bij", change_url(uuid4())):
            assert als(name).get(page).status_code == 404, (name, page)
        assert als(name).post(NIEUW, GOED).status_code == 404


def test_beside_a_question_stands_who_is_there_in_the_wijk(app, als, wereld):
    make_plek(app, wereld, "Geld Nazareth", hulpvragen=[GELD], wijken=["Nazareth"], dagen=30)
    make_plek(app, wereld, "Geld overal", hulpvragen=[GELD], dagen=10)
    make_plek(app, wereld, "Geld Heer", hulpvragen=[GELD], wijken=["Heer"])
    make_plek(app, wereld, "Geld vol", hulpvragen=[GELD], ruimte="vol")
    make_plek(app, wereld, "Geld van vroeger", hulpvragen=[GELD], dagen=600)
    make_plek(app, wereld, "Eettafel", leefgebieden=["meedoen"], wijken=["nazareth"], organisatie="envida")
    bij = f"{KAART}/bij?wijk=Nazareth&soort=sociaal"
    found = re.findall(r"<b>(.*?)</b>", als("huisarts").get(f"{bij}&hulpvraag=financien", htmx=True).text)
    assert found == ["Geld overal", "Geld Nazareth", "Geld vol"]
    area = als("huisarts").text(f"{bij}&hulpvraag=anders&leefgebied=meedoen", htmx=True)
    assert "Eettafel" in area and "Geld overal" in area and "Geld Heer" not in area
    assert "Niemand die dit" in als("huisarts").text(f"{bij}&hulpvraag=buren", htmx=True)
    assert "Wie is er in Nazareth?" in als("huisarts").text(bij)


def test_being_used_keeps_a_place_fresh(app, als, wereld):
    team_id = make_plek(app, wereld, "Van het team", dagen=300, team_id=wereld.sociaal_team)
    plek_id = make_plek(app, wereld, "Erbij gehaald", dagen=300)
    make_plek(app, wereld, "Nooit gebruikt", dagen=300)
    with app.app_context():
        with transaction():
            kaart.note_used(team_id=wereld.sociaal_team)
            kaart.note_used(plek_id=plek_id)
            kaart.note_used(team_id=None)
        assert db.session.get(Kaartplek, team_id).gebruikt_op and db.session.get(Kaartplek, plek_id).gebruikt_op
    page = als("huisarts").get(KAART).text
    assert page.index(">Van het team<") < page.index("Lang niet bevestigd") < page.index(">Nooit gebruikt<")
    assert "gebruikt vandaag" in page
