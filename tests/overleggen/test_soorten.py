"""The kinds of meeting are rows: seen, changed, added and switched off in beheer of the region."""

import pytest
from sqlalchemy import select

from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overlegsoort
from tests.overleggen.plannen import NIEUW, plan
from tests.overleggen.tafels import get_soort
from tests.persona import field
from tests.plannen.hulp import message_at, open_form
from tests.toegang.hulp import events, everything

SOORTEN = "/beheer/overlegsoorten"


def change_form(persona, url: str) -> dict[str, str]:
    """What its form would send; without the disciplines, of which a row is several fields of one name."""
    return {k: v for k, v in open_form(persona, url).items() if not k.startswith(("vereist", "voorzitters"))}


# These change what came with the migration.
pytestmark = pytest.mark.own_database


def test_a_new_kind_is_planned_at_once_and_switched_off_again(app, als, wereld):
    ad, els = als("beheer"), als("huisarts")
    assert SOORTEN in ad.get("/beheer").text
    typed = open_form(ad, f"{SOORTEN}/nieuw") | {
        "naam": "Valoverleg", "vereist_1": "f:fysiotherapeut", "vereist_2": "d:huisartsenzorg",
        "punt_1": "Mededelingen", "punt_1_minuten": "5", "punt_1_waar": "eind", "bronnen": "inbreng",
    }  # fmt: skip
    assert ad.post(f"{SOORTEN}/nieuw", typed).status_code == 303
    assert ad.post(f"{SOORTEN}/nieuw", typed).status_code == 422, "the name is taken"
    same = ad.post(f"{SOORTEN}/nieuw", typed | {"naam": "mdo"})
    assert "al een soort overleg" in message_at(same, "naam"), "beside MDO it cannot be told apart"
    assert "Valoverleg" in ad.text(SOORTEN) and "fysiotherapeut, huisartsenzorg" in ad.text(SOORTEN)
    assert "Valoverleg" in els.text(NIEUW)
    made = plan(app, els, wereld, soort="valoverleg", duur="30")
    assert "Mededelingen" in els.text(f"/overleggen/{made.id}") and "mist nog fysiotherapeut" in els.text("/overleggen")
    with app.app_context():
        soort = get_soort("valoverleg")
    there = f"{SOORTEN}/{soort.id}"
    form = change_form(ad, there)
    form.pop("actief")
    assert ad.post(there, form | {"bronnen": "inbreng"}).status_code == 303
    assert "Valoverleg" not in els.text(NIEUW) and "niet in gebruik" in ad.text(SOORTEN)
    assert els.post(NIEUW, {"soort": "valoverleg"}).status_code == 404
    assert events(app).count("overlegsoort.gemaakt") == events(app).count("overlegsoort.gewijzigd") == 1


def test_what_stands_there_comes_back_as_it_was(app, als, wereld):
    with app.app_context():
        soort = get_soort("mdo")
    there = f"{SOORTEN}/{soort.id}"
    page = als("beheer").get(there).text
    assert field(page, "vereist_4_label") == "GZ-psycholoog" and page.count('f:klinisch psycholoog" selected') == 1
    stale = als("beheer").post(there, change_form(als("beheer"), there) | {"versie": "0", "naam": "Anders"})
    assert stale.status_code == 409 and "Daar staat nu: MDO" in stale.text and field(stale.text, "naam") == "Anders"
    refused = als("beheer").post(there, change_form(als("beheer"), there) | {"duur": "niets", "naam": "Mijn MDO"})
    assert "heel getal" in message_at(refused, "duur") and field(refused.text, "naam") == "Mijn MDO"
    with app.app_context():
        assert db.session.scalars(select(Overlegsoort.naam).where(Overlegsoort.id == soort.id)).one() == "MDO"


def test_only_beheer_of_the_region(app, als, wereld):
    before = everything(app)
    for name, status in (("huisarts", 404), ("fg", 404), ("beheerder", 403)):
        for page in (SOORTEN, f"{SOORTEN}/nieuw"):
            assert als(name).get(page).status_code == status, (name, page)
        assert als(name).post(f"{SOORTEN}/nieuw", {"naam": "X"}).status_code == status
    assert everything(app) == before
