"""The wall in the room: an item only when the chair wants it there and everybody who is in may see it."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit, Puntgast, Puntnotitie, Tafelstand
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.domein import Domein, Soort
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.toegang.hulp import change, events
from tests.wereld import allow, line


@pytest.fixture
def zaal(app, wereld):
    """The address of the wall while Truus is on the table; the huisarts and the nurse are in. And her item."""
    with app.app_context():
        overleg = make_overleg(wereld, staat="bezig", begint_op=now())
        punt = make_punt(overleg, wereld.truus, vraag="Slaapt zij weer?")
        make_punt(overleg, wereld.moeder, vraag="Gaat de post open?")
        db.session.add(Puntnotitie(agendapunt_id=punt.id, tekst="Medicatie omlaag", op=now(), door_id=wereld.huisarts))
        stand = db.session.get(Tafelstand, overleg.id)
        stand.punt_id, stand.sinds = punt.id, now()
        for g in db.session.scalars(select(Genodigde).where(Genodigde.overleg_id == overleg.id)):
            if g.gebruiker_id in (wereld.huisarts, wereld.wijkverpleging):
                g.binnen_op = now()
        db.session.commit()
        return f"/overleggen/{overleg.id}/scherm", punt.id


@pytest.fixture
def besloten_dingen(app, wereld, zaal) -> None:
    """What was decided at her item: a line of the half page, and a day to return."""
    with app.app_context():
        regel = line(db.session.get(Plan, wereld.plan), "doel", "Elke dag naar buiten", client_id=wereld.truus)
        same = {"agendapunt_id": zaal[1], "client_id": wereld.truus, "op": now(), "door_id": wereld.huisarts}
        db.session.add(Puntbesluit(soort="regel", regel_id=regel.id, **same))
        db.session.add(Puntbesluit(soort="terugkomen", terug_op=today(), **same))
        db.session.commit()


def show(als, url: str, **fields) -> int:
    """The chair presses the button on the table."""
    table = url.replace("/scherm", "/tafel")
    page = als("huisarts").get(table).text
    versie = page.partition('name="versie" value="')[2].partition('"')[0]
    return als("huisarts").post(f"{table}/tonen", {"versie": versie} | fields).status_code


def closed(als, url: str, name: str = "huisarts") -> bool:
    page = als(name).get(url)
    assert page.status_code == 200
    hidden = "Besloten agendapunt" in page.text
    for secret in ("Truus", "Berg", "Slaapt", "Medicatie"):
        assert (secret not in page.text) if hidden else True, secret
    return hidden


def test_nothing_of_a_client_until_the_chair_shows_it(app, als, wereld, zaal):
    url, _ = zaal
    assert closed(als, url)
    assert show(als, url, toon="1") == 303
    text = als("huisarts").text(url)
    assert "Truus" in text and "Medicatie omlaag" in text and "Slaapt zij weer?" in text
    # The first name only; and never the half page.
    assert "Berg" not in text and "Niet meer vallen" not in text
    assert {"overleg.getoond", "overleg.punt"} <= set(events(app, client_id=wereld.truus))
    assert show(als, url) == 303
    assert closed(als, url)


def test_somebody_in_the_room_without_right_closes_it(app, als, wereld, zaal):
    url, _ = zaal
    show(als, url, toon="1")
    assert not closed(als, url)
    # The psychiater comes in: no consent for the GGZ. She opens the wall herself, too.
    als("psychiater").post(url.replace("/scherm", "/tafel/binnen"))
    assert closed(als, url) and closed(als, url, "psychiater")
    als("psychiater").post(url.replace("/scherm", "/tafel/weg"))
    assert not closed(als, url)


def test_of_who_was_entered_by_hand_nobody_knows_what_they_may_see(app, als, wereld, zaal):
    url, punt_id = zaal
    show(als, url, toon="1")
    with app.app_context():
        overleg_id = db.session.get(Agendapunt, punt_id).overleg_id
        db.session.add(
            Genodigde(id=uuid4(), overleg_id=overleg_id, naam="Juf Marij", functie="leerkracht", binnen_op=now())
        )
        db.session.commit()
    assert closed(als, url)


def test_the_next_item_is_not_on_the_wall_by_itself(app, als, wereld, zaal):
    url, _ = zaal
    show(als, url, toon="1")
    table = url.replace("/scherm", "/tafel")
    versie = als("huisarts").get(table).text.partition('name="versie" value="')[2].partition('"')[0]
    assert als("huisarts").post(f"{table}/verder", {"versie": versie}).status_code == 303
    page = als("huisarts").get(url).text
    assert "Besloten agendapunt" in page and "Nadia" not in page


def test_who_was_not_invited_has_no_wall(als, wereld, zaal, app):
    url, punt_id = zaal
    assert als("huisarts2").get(url).status_code == 404
    with app.app_context():
        ask_along(db.session.get(Agendapunt, punt_id), wereld, "huisarts2")
        db.session.commit()
    # Asked along for one item is a guest, and the wall is of the room.
    assert als("huisarts2").get(url).status_code in (403, 404)
    assert "Slaapt" not in readable(als("huisarts2").get(url))


def test_what_was_decided_is_read_out_where_all_may_read_the_plan(als, zaal, besloten_dingen):
    url, _ = zaal
    show(als, url, toon="1")
    text = als("huisarts").text(url)
    assert "Doel: Elke dag naar buiten" in text
    # Of what is no line of the half page: that it was decided, no more.
    assert "Terugkomen" in text and show_date(today()) not in text


def test_who_may_be_in_at_the_item_and_not_read_the_plan_sees_no_line_of_it(app, als, wereld, zaal, besloten_dingen):
    """The psychiater has consent for meetings alone: her doctor opens the wall in the same room."""
    url, _ = zaal
    with app.app_context():
        allow(wereld.truus, Domein.GGZ, soort=Soort.OVERLEG)
        db.session.commit()
    show(als, url, toon="1")
    assert "Elke dag naar buiten" in als("huisarts").text(url)
    als("psychiater").post(url.replace("/scherm", "/tafel/binnen"))
    for name in ("huisarts", "psychiater"):
        text = als(name).text(url)
        assert "Medicatie omlaag" in text and "Elke dag naar buiten" not in text, name
    assert "Doel" in als("huisarts").text(url)
    als("psychiater").post(url.replace("/scherm", "/tafel/weg"))
    assert "Elke dag naar buiten" in als("huisarts").text(url)


@pytest.mark.parametrize("known", [True, False])
def test_a_guest_of_the_item_sees_no_line_of_the_plan_on_the_wall(app, als, wereld, zaal, besloten_dingen, known):
    """Asked along with an account, or entered by hand: they may hear the item."""
    url, punt_id = zaal
    show(als, url, toon="1")
    with app.app_context():
        ask_along(db.session.get(Agendapunt, punt_id), wereld, "huisarts2")
        db.session.commit()
    named = {} if known else {"gebruiker_id": None, "naam": "Ans", "rol": "dochter"}
    change(app, update(Puntgast).values(is_er=True, **named))
    text = als("huisarts").text(url)
    assert "Medicatie omlaag" in text and "Doel" in text and "Elke dag naar buiten" not in text
