"""Kinds of referral are rows: a new one made in beheer is referred and answered at once, and what is in use keeps its keys."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select

from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.verwijzingen.models import Verwijssoort, Verwijzing
from overlegtafel.verwijzingen.soortinvoer import STAPPEN
from tests.persona import readable
from tests.plannen.hulp import form_in, message_at, open_form
from tests.toegang.hulp import add_gebruiker, events, everything
from tests.verwijzingen.stapjes import do, join, pagina, stored
from tests.verwijzingen.verwezen import get_soort, make_team, make_verwijzing

SOORTEN = "/beheer/verwijssoorten"
NIEUW = f"{SOORTEN}/nieuw"
FYSIO = {
    "naam": "Fysiotherapie", "van": ["wijkverpleging"], "naar": "paramedisch", "stappen": ["niet_bereikt", "gebeld", "gesprek"],
    "hulpvragen_erbij": "Vallen\nKracht na ziekte", "stap_gesprek_knop": "Thuis geweest", "stap_gesprek_naam": "was thuis",
    "uitkomst_2": "Oefent thuis verder", "uitkomst_2_einde": "afgerond",
}  # fmt: skip
# These change what came with the migration.
pytestmark = pytest.mark.own_database


def kind_url(app, sleutel: str = "sociaal") -> str:
    with app.app_context():
        return f"{SOORTEN}/{get_soort(sleutel).id}"


def change_form(persona, url: str) -> dict:
    """What its form would send: boxes of one name are several values."""
    page = persona.get(url).text
    form = form_in(page, url)
    for name in ("van", "stappen"):
        form[name] = re.findall(rf'name="{name}"[^>]*value="(\w+)" checked', page)
    return form


def read_kind(app, sleutel: str = "sociaal") -> Verwijssoort:
    with app.app_context():
        return get_soort(sleutel)


def test_a_third_kind_is_made_referred_and_answered_without_code(app, als, wereld):
    ad = als("beheer")
    assert SOORTEN in ad.get("/beheer").text
    assert ad.post(NIEUW, open_form(ad, NIEUW) | FYSIO).status_code == 303
    assert "Fysiotherapie" in ad.text(SOORTEN) and "paramedische zorg" in ad.text(SOORTEN)
    add_gebruiker(app, "fysio", "fysiotherapeut", wereld.envida)
    with app.app_context(), transaction():
        team_id = make_team("Fysio aan huis", domein=Domein.PARAMEDISCH).id
    join(app, "fysio", team_id)

    nurse, url = als("wijkverpleging"), f"/clienten/{wereld.truus}/verwijzen?soort=fysiotherapie"
    page = nurse.get(url)
    assert "Kracht na ziekte" in page.text and "Leefgebied" not in page.text and "Geldzorgen" not in page.text
    typed = form_in(page, url.partition("?")[0]) | {"tekst": "Viel twee keer.", "hulpvraag": "vallen", "nummer": "0612345678", "wie": "client"}  # fmt: skip
    sent = nurse.post(url.partition("?")[0], typed)
    assert sent.status_code == 303, readable(sent)
    with app.app_context():
        [v_id] = db.session.scalars(select(Verwijzing.id))

    fysio = als("fysio")
    page = fysio.text(pagina(v_id))
    assert "Vallen" in page and "Thuis geweest" in page and "Hulp loopt" not in page
    assert do(fysio, v_id, "stap", stap="gesprek", verhelderd="Durft niet meer naar buiten.").status_code == 303
    assert "was thuis" in nurse.text(pagina(v_id))
    done = do(fysio, v_id, "afronden", afloop="oefent_thuis_verder", tekst="Oefent nu elke dag.")
    assert done.status_code == 303, readable(done)
    assert (stored(app, v_id).staat, stored(app, v_id).uitkomst) == ("afgerond", "oefent_thuis_verder")
    seen = nurse.text(pagina(v_id))
    assert "Oefent thuis verder" in seen and "Oefent nu elke dag." in seen
    assert events(app).count("verwijssoort.gemaakt") == 1


def test_switched_off_it_is_not_referred_any_more_and_what_runs_runs_on(app, als, wereld):
    v_id = make_verwijzing(app, wereld)
    url = kind_url(app)
    form = change_form(als("beheer"), url)
    form.pop("actief")
    assert als("beheer").post(url, form).status_code == 303
    assert "niet in gebruik" in als("beheer").text(SOORTEN)
    assert "Sociaal team" not in als("wijkverpleging").get(f"/clienten/{wereld.truus}/verwijzen").text
    assert do(als("sociaalteam"), v_id, "stap", stap="niet_bereikt").status_code == 303
    assert events(app).count("verwijssoort.gewijzigd") == 1


def test_a_new_name_shows_everywhere_and_what_is_taken_away_stays_readable(app, als, wereld):
    renamed, gone = (
        make_verwijzing(app, wereld),
        make_verwijzing(app, wereld, client="moeder", hulpvraag="daginvulling"),
    )
    ad, url = als("beheer"), kind_url(app)
    changed = {"hulpvraag_1": "Geldzorgen", "hulpvraag_2": "", "hulpvragen_erbij": "Eenzaamheid"}
    assert ad.post(url, change_form(ad, url) | changed).status_code == 303
    kind = read_kind(app)
    keys = {row["sleutel"]: row["naam"] for row in kind.hulpvragen}
    assert keys["financien"] == "Geldzorgen" and keys["eenzaamheid"] == "Eenzaamheid" and "daginvulling" not in keys
    team = als("sociaalteam")
    assert "Geldzorgen" in team.text(pagina(renamed)) and "daginvulling" in team.text(pagina(gone)).casefold()
    assert kind.stappen[1]["naam"] == "belde en sprak de cliënt" and kind.versie == 2, "the rest is as it was"
    assert ad.get(url).status_code == 200 and "Daginvulling" not in ad.get(url).text


def test_a_new_kind_never_gets_the_address_of_the_figures_of_the_first(app, als, wereld):
    ad, url = als("beheer"), kind_url(app)
    assert ad.post(url, change_form(ad, url) | {"naam": "Wijkteam"}).status_code == 303
    assert ad.post(NIEUW, open_form(ad, NIEUW) | FYSIO | {"naam": "Sociaal team"}).status_code == 303
    figures = "/verwijzingen/cijfers"
    own = re.search(
        rf'href="{figures}/([^"?]+)', ad.get(f"{figures}?soort={read_kind(app, 'sociaal-team-2').sleutel}").text
    )
    assert own[1] == "sociaal-team-2.csv" and ad.get(f"{figures}/{own[1]}").status_code == 200


def test_bad_input_keeps_what_was_typed_and_doubles_are_refused(app, als, wereld):
    ad = als("beheer")
    typed = open_form(ad, NIEUW) | FYSIO
    refused = ad.post(NIEUW, typed | {"dagen_terug": "nul", "uitkomst_2_einde": "", "van": []})
    assert refused.status_code == 422 and "heel getal" in message_at(refused, "dagen_terug")
    assert "Kies hoe ‘Oefent thuis verder’ eindigt" in message_at(refused, "uitkomst_1")
    assert "wie er mag verwijzen" in message_at(refused, "van")
    kept = form_in(refused, NIEUW)
    assert (kept["naam"], kept["uitkomst_2"], kept["dagen_terug"]) == ("Fysiotherapie", "Oefent thuis verder", "nul")
    assert kept["hulpvragen_erbij"] == "Vallen\nKracht na ziekte" and kept["stap_gesprek_knop"] == "Thuis geweest"
    assert "spreekt" in message_at(ad.post(NIEUW, typed | {"stappen": ["niet_bereikt"]}), "stappen")
    assert "stap ervoor" in message_at(ad.post(NIEUW, typed | {"stappen": ["gebeld", "verder"]}), "stappen")
    same = ad.post(NIEUW, typed | {"naam": "sociaal  TEAM"})
    assert same.status_code == 422 and "al een soort verwijzing" in message_at(same, "naam")
    assert "verwijssoort.gemaakt" not in events(app)


def test_what_is_used_keeps_the_kind_of_team_it_goes_to(app, als, wereld):
    ad, url = als("beheer"), kind_url(app, "poh-jeugd")
    assert ad.post(url, change_form(ad, url) | {"naar": "sociaal"}).status_code == 303, "nobody was referred so"
    used = kind_url(app)
    make_verwijzing(app, wereld)
    refused = ad.post(used, change_form(ad, used) | {"naar": "ggz", "naam": "Wijkteam"})
    assert refused.status_code == 422 and "al zo verwezen" in message_at(refused, "naar")
    assert form_in(refused, used)["naam"] == "Wijkteam" and read_kind(app).naar == "sociaal"


def test_who_was_second_keeps_what_they_typed_and_loses_nothing_of_the_other(app, als, wereld):
    ad, url = als("beheer"), kind_url(app)
    mine = change_form(ad, url) | {"naam": "Wijkteam", "hulpvragen_erbij": "Rouw"}
    assert ad.post(url, change_form(ad, url) | {"hulpvragen_erbij": "Eenzaamheid"}).status_code == 303
    stale = ad.post(url, mine)
    assert stale.status_code == 409 and "Daar staat nu: Sociaal team" in stale.text
    again = form_in(stale, url)
    assert again["naam"] == "Wijkteam" and again["hulpvragen_erbij"] == "Rouw"
    assert ad.post(url, again | {"van": ["huisartsenzorg"], "stappen": list(STAPPEN)}).status_code == 303
    names = [row["naam"] for row in read_kind(app).hulpvragen]
    assert names[-2:] == ["Eenzaamheid", "Rouw"] and len(names) == len(set(names)) == 12


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_only_beheer_of_the_region(app, als, wereld):
    url, before = kind_url(app), everything(app)
    for name, status in (("huisarts", 404), ("fg", 404), ("beheerder", 403)):
        for page in (SOORTEN, NIEUW, url):
            assert als(name).get(page).status_code == status, (name, page)
        for page in (NIEUW, url):
            assert als(name).post(page, FYSIO | {"versie": "1"}).status_code == status, (name, page)
    assert als("beheer").get(f"{SOORTEN}/{UUID(int=1)}").status_code == 404
    assert everything(app) == before
