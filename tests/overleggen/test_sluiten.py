"""Closing a meeting with outcomes on the closing page, reopening it the same day, and what a page of an item may stay open for."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit, Tafelstand
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.toegang.hulp import change, events
from tests.wereld import allow


@pytest.fixture
def tafel(app, wereld):
    """The address of a table under way, its items by name, of which Truus and the mother were talked about; and the next meeting."""
    with app.app_context():
        overleg = make_overleg(wereld, staat="bezig", begint_op=now())
        later = make_overleg(wereld, begint_op=now() + timedelta(days=7))
        ids = {"overleg": overleg.id, "later": later.id}
        ids["truus"] = make_punt(overleg, wereld.truus, vraag="Slaapt zij weer?", besteed=60).id
        ids["moeder"] = make_punt(overleg, wereld.moeder, vraag="Gaat de post open?", besteed=60).id
        ids["gerrit"] = make_punt(overleg, wereld.gerrit, vraag="Geheim van Gerrit").id
        db.session.commit()
        return f"/overleggen/{overleg.id}/tafel", ids


def rows(app, overleg_id) -> dict:
    """The items of a meeting by client."""
    with app.app_context():
        found = db.session.scalars(select(Agendapunt).where(Agendapunt.overleg_id == overleg_id))
        return {p.client_id: p for p in found}


def say(ids, name: str, text: str = "", **more: str) -> dict[str, str]:
    """What the chair fills in of one item."""
    punt = ids[name]
    return {f"uitkomst-{punt}": text, f"versie-{punt}": "1"} | {f"{key}-{punt}": value for key, value in more.items()}


def test_outcomes_are_said_on_the_closing_page_itself(app, als, wereld, tafel):
    url, ids = tafel
    huisarts = als("huisarts")
    page = huisarts.get(f"{url}/sluiten").text
    assert f"uitkomst-{ids['truus']}" in page and f"uitkomst-{ids['gerrit']}" not in page and "Gerrit" not in page
    assert "○ zonder uitkomst" in huisarts.text(url)
    typed = say(ids, "truus", "Slaapt weer door") | say(ids, "moeder", klaar="1")
    assert huisarts.post(f"{url}/sluiten", typed).status_code == 303
    here = rows(app, ids["overleg"])
    assert (here[wereld.truus].staat, here[wereld.truus].uitkomst) == ("besproken", "Slaapt weer door")
    assert here[wereld.moeder].staat == "besproken" and here[wereld.moeder].geen_besluit
    # What nobody said anything of goes on.
    assert here[wereld.gerrit].staat == "doorgeschoven" and set(rows(app, ids["later"])) == {wereld.gerrit}
    assert events(app, client_id=wereld.truus).count("overleg.punt_gesloten") == 1


def test_what_is_refused_keeps_what_was_typed_and_closes_nothing(app, als, wereld, tafel):
    url, ids = tafel
    huisarts = als("huisarts")
    long = "Te lang " * 60
    back = huisarts.post(f"{url}/sluiten", say(ids, "moeder", "Post is open") | say(ids, "truus", long))
    assert back.status_code == 422 and "Post is open" in back.text and "hooguit 300" in readable(back)
    # Somebody else closed the item meanwhile: what was typed stands beside it.
    change(
        app,
        Agendapunt.__table__.update().where(Agendapunt.id == ids["truus"])
        .values(staat="besproken", uitkomst="Al gezegd", versie=2),
    )  # fmt: skip
    late = huisarts.post(f"{url}/sluiten", say(ids, "truus", "Mijn zin") | say(ids, "moeder", "Post is open"))
    assert late.status_code == 409 and "Mijn zin" in late.text and "Post is open" in late.text
    assert rows(app, ids["overleg"])[wereld.moeder].staat == "open"
    with app.app_context():
        assert db.session.get(Overleg, ids["overleg"]).staat == "bezig"
    # Closed by the other chair: the sentence is shown, not thrown away.
    huisarts.post(f"{url}/sluiten")
    closed = huisarts.post(f"{url}/sluiten", say(ids, "moeder", "Post is open"))
    assert closed.status_code == 422 and "net al gesloten" in readable(closed) and "Post is open" in closed.text


def test_an_item_of_elsewhere_or_hidden_is_not_closed_here(app, als, wereld, tafel):
    url, ids = tafel
    with app.app_context():
        other = make_punt(make_overleg(wereld, staat="bezig"), wereld.moeder)
        db.session.commit()
        ids["elders"] = other.id
    for name in ("gerrit", "elders"):
        assert als("huisarts").post(f"{url}/sluiten", say(ids, name, "Zo")).status_code == 404
    assert als("wijkverpleging").post(f"{url}/sluiten", say(ids, "truus", "Zo")).status_code == 403
    with app.app_context():
        assert db.session.get(Agendapunt, ids["elders"]).is_open
        assert db.session.get(Overleg, ids["overleg"]).staat == "bezig"


def test_decisions_say_enough(app, als, wereld, tafel):
    url, ids = tafel
    with app.app_context():
        db.session.add(
            Puntbesluit(
                id=uuid4(), agendapunt_id=ids["truus"], client_id=wereld.truus, soort="terugkomen", op=now(),
                terug_op=now().date(), door_id=wereld.huisarts,
            )
        )  # fmt: skip
        db.session.commit()
    assert "Klaar: de besluiten zeggen genoeg" in als("huisarts").text(f"{url}/sluiten")
    assert als("huisarts").post(f"{url}/sluiten", say(ids, "truus", klaar="1")).status_code == 303
    here = rows(app, ids["overleg"])[wereld.truus]
    assert here.staat == "besproken" and not here.geen_besluit


def test_closed_too_early_everything_comes_back(app, als, wereld, tafel):
    url, ids = tafel
    huisarts = als("huisarts")
    assert huisarts.post(f"{url}/sluiten").status_code == 303
    assert set(rows(app, ids["later"])) == {wereld.truus, wereld.moeder, wereld.gerrit}
    assert huisarts.post(f"{url}/heropenen").status_code == 303
    assert {p.staat for p in rows(app, ids["overleg"]).values()} == {"open"} and rows(app, ids["later"]) == {}
    assert "Truus" in huisarts.text(url)


def test_what_the_next_meeting_began_with_stays_there(app, als, wereld, tafel):
    url, ids = tafel
    huisarts = als("huisarts")
    # Postponed on purpose before the meeting: no part of the closing.
    change(
        app,
        Agendapunt.__table__.update().where(Agendapunt.id == ids["moeder"])
        .values(staat="doorgeschoven", gesloten_op=now() - timedelta(hours=2)),
    )  # fmt: skip
    huisarts.post(f"{url}/sluiten")
    gone = rows(app, ids["later"])[wereld.truus]
    change(app, Agendapunt.__table__.update().where(Agendapunt.id == gone.id).values(staat="besproken"))
    huisarts.post(f"{url}/heropenen")
    here = rows(app, ids["overleg"])
    assert here[wereld.truus].staat == here[wereld.moeder].staat == "doorgeschoven"
    assert here[wereld.gerrit].staat == "open" and set(rows(app, ids["later"])) == {wereld.truus}


def test_the_chair_reads_who_is_in_and_may_not_hear_this(app, als, wereld, tafel):
    url, ids = tafel
    with app.app_context():
        stand = db.session.get(Tafelstand, ids["overleg"])
        stand.punt_id, stand.sinds, stand.op_scherm = ids["truus"], now(), True
        db.session.commit()
    assert "niet bij dit punt" not in als("huisarts").text(url)
    for name in ("wijkverpleging", "psychiater"):
        als(name).post(f"{url}/binnen")
    page = als("huisarts").text(url)
    # The nurse may; of her nothing is said, and she herself reads nothing of it.
    assert "Binnen, maar niet bij dit punt" in page and "Het grote scherm blijft besloten" in page
    said = page.partition("Binnen, maar niet bij dit punt")[2].partition("besloten zolang")[0]
    assert "psychiater" in said and "wijkverpleegkundige" not in said
    assert "niet bij dit punt" not in als("wijkverpleging").text(url)
    assert "niet bij dit punt" not in als("psychiater").text(url)


def test_who_was_invited_and_asked_along_is_in_once(app, als, wereld, tafel):
    url, ids = tafel
    with app.app_context():
        ask_along(db.session.get(Agendapunt, ids["truus"]), wereld, "psychiater")
        allow(wereld.truus, Domein.GGZ)
        stand = db.session.get(Tafelstand, ids["overleg"])
        stand.punt_id, stand.sinds = ids["truus"], now()
        db.session.commit()
    assert "✓ is er" not in als("huisarts").text(url)
    als("psychiater").post(f"{url}/binnen")
    page = als("huisarts").get(url)
    assert "✓ is er" in readable(page) and 'name="gast"' not in page.text


def test_a_page_of_an_item_stays_open_for_who_may_see_the_item(app, als, wereld, tafel):
    _, ids = tafel
    with app.app_context():
        ask_along(db.session.get(Agendapunt, ids["moeder"]), wereld, "psychiater")
        allow(wereld.moeder, Domein.GGZ)
        db.session.commit()
    guest, wait = als("psychiater"), f"/wacht?punt={ids['moeder']}"
    # Without a seat in the plan: the client's own page would close.
    assert guest.get(f"/wacht?client={wereld.moeder}").status_code == 404
    assert guest.get(wait).status_code == 204
    page = guest.get(f"/overleggen/punten/{ids['moeder']}/notitie")
    assert page.status_code == 200 and f'data-wacht="punt={ids["moeder"]}"' in page.text
    for bad in (ids["gerrit"], uuid4(), "x", "%00", ""):
        assert guest.get(f"/wacht?punt={bad}").status_code == 404
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ, besluit="nee", soort="overleg")
        db.session.commit()
    before = events(app)
    assert guest.get(wait).status_code == 404
    assert events(app) == before and "client.geweigerd" not in before


def test_not_in_any_more_is_not_told(app, als, wereld, tafel):
    url, ids = tafel
    als("psychiater").post(f"{url}/binnen")
    als("psychiater").post(f"{url}/weg")
    with app.app_context():
        stand = db.session.get(Tafelstand, ids["overleg"])
        stand.punt_id, stand.sinds = ids["truus"], now()
        db.session.add(
            Genodigde(
                id=uuid4(), overleg_id=ids["overleg"], naam="Juf Marij", functie="leerkracht", binnen_op=now()
            )
        )  # fmt: skip
        db.session.commit()
    said = als("huisarts").text(url).partition("niet bij dit punt")[2].partition(".")[0]
    assert "Juf Marij" in said and "zonder account" in said and "psychiater" not in said
