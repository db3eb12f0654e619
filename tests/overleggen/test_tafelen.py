"""At the table: beginning, stepping, the round, who is in, closing; what each screen gets, and what it does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Tafelstand
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import field, readable
from tests.toegang.hulp import change, events
from tests.wereld import allow, seat

WACHT = "Er wordt een punt besproken dat u niet kunt inzien. U komt vanzelf terug."


@pytest.fixture
def tafel(app, wereld):
    """tafel(): the address of a table with an item about nobody, Truus, the Janssens and Gerrit, and the ids by name."""

    def make(staat="gepland", **values):
        with app.app_context():
            overleg = make_overleg(wereld, staat=staat, **values)
            ids = {"overleg": overleg.id}
            ids["opening"] = make_punt(overleg, titel="Opening").id
            ids["truus"] = make_punt(overleg, wereld.truus, vraag="Slaapt zij weer?").id
            ids["moeder"] = make_punt(overleg, wereld.moeder, vraag="Gaat de post open?").id
            ids["gerrit"] = make_punt(overleg, wereld.gerrit, vraag="Geheim van Gerrit").id
            if staat == "bezig":
                overleg.begonnen_op = now()
            db.session.commit()
            return f"/overleggen/{overleg.id}/tafel", ids

    return make


def row(app, model, key):
    with app.app_context():
        return db.session.get(model, key)


def people(app, overleg_id) -> dict:
    """Of each invited, by functie."""
    with app.app_context():
        found = db.session.scalars(select(Genodigde).where(Genodigde.overleg_id == overleg_id)).unique()
        return {g.discipline: g for g in found}


def step(persona, url: str, what: str, **fields):
    """What the button on their own screen sends."""
    page = persona.get(url).get_data(as_text=True)
    return persona.post(f"{url}/{what}", {"versie": field(page, "versie")} | fields)


def at(app, ids) -> str:
    """Where the table is, by name."""
    stand = row(app, Tafelstand, ids["overleg"])
    return next(name for name, key in ids.items() if key == stand.punt_id)


def test_it_begins_at_the_first_item_and_everybody_sees_that(app, als, tafel):
    url, ids = tafel()
    assert "Het overleg is nog niet begonnen" in als("wijkverpleging").text(url)
    assert als("huisarts").post(f"{url}/begin").status_code == 303
    assert at(app, ids) == "opening" and row(app, Overleg, ids["overleg"]).staat == "bezig"
    assert f'id="notitie" data-punt="{ids["opening"]}"' in als("wijkverpleging").get(url).text
    assert {"overleg.begonnen", "overleg.binnen"} <= set(events(app))
    # A second time, as from another screen: it runs already.
    versie = row(app, Tafelstand, ids["overleg"]).versie
    assert als("huisarts").post(f"{url}/begin").status_code == 303
    assert row(app, Tafelstand, ids["overleg"]).versie == versie and events(app).count("overleg.begonnen") == 1


def test_only_a_chair_moves_the_table(app, als, tafel):
    url, ids = tafel("bezig")
    for what in ("begin", "naar", "verder", "rondje", "tonen", "neem-mee", "sluiten", "heropenen", "aanwezig"):
        assert als("wijkverpleging").post(f"{url}/{what}", {"versie": "1"}).status_code == 403, what
        # Without a chair at this meeting there is no table.
        assert als("huisarts2").post(f"{url}/{what}", {"versie": "1"}).status_code == 404, what
    assert als("huisarts2").get(url).status_code == 404
    assert row(app, Tafelstand, ids["overleg"]).versie == 1


def test_a_week_early_and_cancelled_are_asked_first(app, als, tafel):
    for values in ({"begint_op": now() + timedelta(days=7)}, {"staat": "vervallen"}):
        url, ids = tafel(**values)
        asked = als("huisarts").post(f"{url}/begin")
        assert asked.status_code == 422 and "Ja, begin nu" in readable(asked)
        assert row(app, Overleg, ids["overleg"]).staat != "bezig"
        assert als("huisarts").post(f"{url}/begin", {"toch": "1"}).status_code == 303
        assert row(app, Overleg, ids["overleg"]).staat == "bezig"


def test_item_after_item_and_at_the_end_it_says_so(app, als, tafel):
    url, ids = tafel()
    huisarts = als("huisarts")
    huisarts.post(f"{url}/begin")
    for name in ("truus", "moeder", "gerrit"):
        assert step(huisarts, url, "verder").status_code == 303
        assert at(app, ids) == name
    # An item about nobody is done once the table went on; one about a client needs an outcome.
    assert row(app, Agendapunt, ids["opening"]).staat == "besproken"
    assert row(app, Agendapunt, ids["truus"]).staat == "open"
    # It was a moment only, so what was passed over is asked for again.
    with app.app_context():
        for name in ("truus", "moeder"):
            db.session.get(Agendapunt, ids[name]).besteed = 60
        db.session.commit()
    last = step(huisarts, url, "verder")
    assert last.status_code == 422 and "Dit is het laatste punt" in readable(last)
    assert at(app, ids) == "gerrit"
    assert events(app).count("overleg.verder") == 3


def test_time_is_kept_per_item(app, als, tafel):
    url, ids = tafel("bezig")
    huisarts = als("huisarts")
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    with app.app_context():
        db.session.get(Tafelstand, ids["overleg"]).sinds = now() - timedelta(minutes=10)
        db.session.commit()
    page = huisarts.text(url)
    assert "2 min over" in page
    step(huisarts, url, "verder")
    assert 600 <= row(app, Agendapunt, ids["truus"]).besteed < 660
    assert "min over" not in huisarts.text(url)


def test_two_chairs_move_at_once_and_nothing_is_skipped(app, als, tafel, wereld):
    url, ids = tafel("bezig", voorzitters=("huisarts", "wijkverpleging"))
    seen = field(als("wijkverpleging").get(url).text, "versie")
    step(als("huisarts"), url, "verder")
    late = als("wijkverpleging").post(f"{url}/verder", {"versie": seen}, htmx=True, target="header#tafel-kop")
    assert late.status_code == 409 and "De tafel was net al verder" in readable(late)
    assert 'id="tafel-kop"' in late.text and at(app, ids) == "opening"


def test_who_may_not_see_the_item_waits_and_comes_back(app, als, tafel):
    url, ids = tafel("bezig")
    huisarts, nurse = als("huisarts"), als("wijkverpleging")
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["moeder"]).plek))
    page = nurse.get(url).text
    assert WACHT in page and "data-punt=" not in page
    for secret in ("Nadia", "Janssen", "post open", str(ids["moeder"]), "aan het woord"):
        assert secret not in page, secret
    # The same as what her open screen is sent.
    fragment = nurse.get(url, htmx=True, target="header#tafel-kop").text
    assert WACHT in fragment and str(ids["moeder"]) not in fragment and "Nadia" not in fragment
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    assert "Slaapt zij weer?" in nurse.text(url)


def test_a_chair_without_right_runs_on_and_sees_nothing(app, als, tafel):
    url, ids = tafel("bezig")
    huisarts = als("huisarts")
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["gerrit"]).plek))
    page = huisarts.get(url).text
    assert WACHT in page and "Volgend punt" in page
    for secret in ("Gerrit", "Böckler", "Geheim", str(ids["gerrit"]), "stap-rondje", "stap-tonen"):
        assert secret not in page, secret
    assert step(huisarts, url, "rondje").status_code == 404
    assert step(huisarts, url, "tonen", toon="1").status_code == 404
    assert step(huisarts, url, "verder").status_code == 303


def test_what_lies_beside_the_item_goes_by_the_right_to_each_part(app, als, tafel, wereld):
    url, ids = tafel("bezig")
    step(als("huisarts"), url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    assert "Niet meer vallen" in als("wijkverpleging").text(url)
    assert events(app, client_id=wereld.truus).count("client.geopend") == 1
    for _ in range(2):
        als("wijkverpleging").get(url)
    assert events(app, client_id=wereld.truus).count("client.geopend") == 1
    # Consent for the minutes of meetings and not for the plan: the item, without the half page.
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee", soort="plan")
        db.session.commit()
    page = als("wijkverpleging").text(url)
    assert "Slaapt zij weer?" in page and "Niet meer vallen" not in page
    assert als("sociaalteam").get(f"{url}/naast/{ids['truus']}", htmx=True).status_code == 404


def test_who_was_asked_along_sees_that_item_only_when_it_is_there(app, als, tafel, wereld):
    url, ids = tafel("bezig", mensen=("huisarts", "wijkverpleging"))
    with app.app_context():
        ask_along(db.session.get(Agendapunt, ids["moeder"]), wereld, "psychiater")
        allow(wereld.moeder, Domein.GGZ)
        db.session.commit()
    guest, huisarts = als("psychiater"), als("huisarts")
    page = guest.get(url).text
    assert "U bent gevraagd bij één punt" in page and "Truus" not in page and str(ids["truus"]) not in page
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["moeder"]).plek))
    page = guest.text(url)
    assert "Gaat de post open?" in page and "De post is elke week open" not in page
    # The chair notes that she is there.
    gast = field(huisarts.get(url).text, "gast")
    assert huisarts.post(f"{url}/aanwezig", {"gast": gast, "er": "1"}).status_code == 303
    assert "is er" in readable(huisarts.get(url))
    assert "overleg.gast_aanwezig" in events(app, client_id=wereld.moeder)


def test_the_round_goes_by_discipline_among_who_is_in_and_may_see_it(app, als, tafel, wereld):
    url, ids = tafel("bezig")
    huisarts = als("huisarts")
    for name in ("huisarts", "wijkverpleging", "psychiater", "sociaalteam"):
        als(name).post(f"{url}/binnen")
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    turns = []
    for _ in range(3):
        assert step(huisarts, url, "rondje").status_code == 303
        page = huisarts.get(url).text
        turns.append(page.partition('class="rondje"')[2].partition("</p>")[0])
    assert "Els Peeters" in turns[0] and "wijkverpleegkundige" in turns[1] and turns[2] == ""
    # Who is in and may not see this client is no part of it, and hears nothing of whose turn it is.
    step(huisarts, url, "rondje")
    assert 'class="rondje"' not in als("psychiater").get(url).text


def test_who_is_in(app, als, tafel, wereld):
    url, ids = tafel("bezig")
    overleg_id = ids["overleg"]
    assert not people(app, overleg_id)["wijkverpleegkundige"].is_binnen
    # A link that is opened, or a page fetched beforehand, brings nobody in; the button does, and the page presses it.
    assert "Ik ben er" in als("wijkverpleging").text(url)
    assert not people(app, overleg_id)["wijkverpleegkundige"].is_binnen and "overleg.binnen" not in events(app)
    assert als("wijkverpleging").post(f"{url}/binnen").status_code == 303
    page = als("wijkverpleging").text(url)
    assert people(app, overleg_id)["wijkverpleegkundige"].is_binnen and "Ik ben er" not in page
    # Somebody who is missing is named, per discipline.
    assert "disciplines ontbreken" in page and "psychiater" in page.casefold()
    assert als("wijkverpleging").post(f"{url}/weg").status_code == 303
    # A page that renews itself brings nobody back who left.
    again = als("wijkverpleging").browser.get(url, headers={"HX-Request": "true", "X-Vanzelf": "1"}).text
    assert "Ik ben er" in again and "data-kom-binnen" not in again
    assert "data-kom-binnen" in als("wijkverpleging").get(url).text
    assert not people(app, overleg_id)["wijkverpleegkundige"].is_binnen
    psychiater = people(app, overleg_id)["psychiater"]
    als("huisarts").post(f"{url}/aanwezig", {"genodigde": str(psychiater.id), "er": "1"})
    assert people(app, overleg_id)["psychiater"].is_binnen
    assert als("huisarts").post(f"{url}/aanwezig", {"genodigde": str(overleg_id), "er": "1"}).status_code == 404
    als("huisarts").post(f"{url}/aanwezig", {"genodigde": str(psychiater.id)})
    assert not people(app, overleg_id)["psychiater"].is_binnen


def test_looking_around_until_the_chair_takes_everybody_along(app, als, tafel):
    url, ids = tafel("bezig")
    huisarts, nurse = als("huisarts"), als("wijkverpleging")
    assert nurse.post(f"{url}/volgen", {"alleen": "1", "punt": str(ids["truus"])}).location.endswith(
        f"?punt={ids['truus']}"
    )
    look = {"HX-Request": "true", "X-Vanzelf": "1"}
    alone = f"{url}?punt={ids['truus']}"
    assert "Slaapt zij weer?" in nurse.browser.get(alone, headers=look).text
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["opening"]).plek))
    assert "Slaapt zij weer?" in nurse.browser.get(alone, headers=look).text
    assert huisarts.post(f"{url}/neem-mee").status_code == 303
    page = nurse.browser.get(alone, headers=look).text
    assert "Slaapt zij weer?" not in page and f'data-punt="{ids["opening"]}"' in page
    # An item she may not see is not there, whoever she follows.
    assert nurse.get(f"{url}?punt={ids['moeder']}").status_code == 404


def test_a_screen_that_shows_the_item_already_gets_no_second_note(app, als, tafel):
    url, ids = tafel("bezig")
    step(als("huisarts"), url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    nurse = als("wijkverpleging")
    shown = nurse.get(url).text.partition('data-heeft="')[2].partition('"')[0]
    again = nurse.browser.get(url, headers={"HX-Request": "true", "X-Heeft": shown}).text
    assert 'id="tafel-kop"' in again and 'id="notitie"' not in again
    assert 'id="notitie"' in nurse.browser.get(url, headers={"HX-Request": "true", "X-Heeft": "anders"}).text


@pytest.mark.parametrize("staat", ["vervallen", "doorgeschoven"])
def test_an_item_that_goes_while_the_table_is_there(app, als, tafel, staat):
    url, ids = tafel("bezig")
    step(als("huisarts"), url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    with app.app_context():
        db.session.get(Agendapunt, ids["truus"]).staat = staat
        db.session.commit()
    page = als("wijkverpleging").text(url)
    assert "Het punt is van de agenda" in page and "Truus" not in page
    assert step(als("huisarts"), url, "verder").status_code == 303
    assert at(app, ids) == "moeder"


def test_closing_names_what_has_no_outcome_and_can_be_undone_today(app, als, tafel):
    url, ids = tafel("bezig")
    huisarts = als("huisarts")
    step(huisarts, url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    page = huisarts.text(f"{url}/sluiten")
    assert "zonder uitkomst" in page and page.index("Truus") < page.index("Nadia Janssen")
    assert "Eén besloten agendapunt" in page and "Gerrit" not in page
    assert huisarts.post(f"{url}/sluiten").status_code == 303
    overleg = row(app, Overleg, ids["overleg"])
    assert overleg.staat == "klaar" and overleg.gesloten_op and row(app, Tafelstand, ids["overleg"]).punt_id is None
    assert "Dit overleg is gesloten" in als("wijkverpleging").text(url)
    assert huisarts.post(f"{url}/sluiten").status_code == 303
    assert events(app).count("overleg.gesloten") == 1
    # Nothing moves any more.
    assert huisarts.post(f"{url}/verder", {"versie": "3"}).status_code == 422
    assert huisarts.post(f"{url}/heropenen").status_code == 303
    assert row(app, Overleg, ids["overleg"]).staat == "bezig"
    change(
        app,
        Overleg.__table__.update().where(Overleg.id == ids["overleg"])
        .values(staat="klaar", gesloten_op=now() - timedelta(days=2)),
    )  # fmt: skip
    assert huisarts.post(f"{url}/heropenen").status_code == 422
    assert "overleg.heropend" in events(app)


def test_consent_withdrawn_while_it_is_on_the_table(app, als, tafel, wereld):
    url, ids = tafel("bezig")
    step(als("huisarts"), url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    nurse = als("wijkverpleging")
    shown = nurse.get(url).text.partition('data-heeft="')[2].partition('"')[0]
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee", soort="overleg")
        db.session.commit()
    for path in (url, f"{url}?punt={ids['truus']}"):
        held = nurse.browser.get(path, headers={"HX-Request": "true", "X-Vanzelf": "1", "X-Heeft": shown}).text
        assert WACHT in held and "Truus" not in held and str(ids["truus"]) not in held


def test_a_seat_at_the_plan_decides_and_not_the_chair_of_the_meeting(app, als, tafel, wereld):
    url, ids = tafel("bezig")
    step(als("huisarts"), url, "naar", plek=str(row(app, Agendapunt, ids["truus"]).plek))
    assert WACHT in als("sociaalteam").get(url).text
    with app.app_context():
        seat(wereld.truus, gebruiker_id=wereld.sociaalteam, doel="schulden")
        allow(wereld.truus, Domein.SOCIAAL)
        db.session.commit()
    assert "Slaapt zij weer?" in als("sociaalteam").text(url)
