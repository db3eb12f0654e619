"""Closing an item: with a sentence, with its decisions, or on purpose without; and opening it again."""

import pytest
from sqlalchemy import update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.besluitinvoer import MAX_NOTITIE
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntnotitie, Tafelstand
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import change, events, everything


@pytest.fixture
def punt(app, wereld) -> str:
    with app.app_context():
        found = make_punt(make_overleg(wereld, staat="bezig"), wereld.truus)
        db.session.commit()
        return f"/overleggen/punten/{found.id}/uitkomst"


def close(persona, punt: str, tekst: str = "", **fields):
    page = persona.get(f"{punt}?verbeteren=1")
    return persona.post(punt, form_in(page, punt) | {"uitkomst": tekst} | fields)


def stored(app) -> Agendapunt:
    with app.app_context():
        return db.session.query(Agendapunt).one()


def test_an_item_closes_with_a_sentence_and_the_table_stays_where_it_is(app, als, wereld, punt):
    with app.app_context():
        before = (db.session.query(Tafelstand).one().punt_id, db.session.query(Overleg).one().versie)
    assert close(als("huisarts"), punt, "Thuis met meer hulp").status_code == 303
    item = stored(app)
    assert (item.staat, item.uitkomst, item.gesloten_door_id) == ("besproken", "Thuis met meer hulp", wereld.huisarts)
    page = als("wijkverpleging").text(punt)
    assert "besproken Thuis met meer hulp Afgesloten door Els Peeters" in page
    assert "overleg.punt_gesloten" in events(app, client_id=wereld.truus)
    with app.app_context():
        assert (db.session.query(Tafelstand).one().punt_id, db.session.query(Overleg).one().versie) == before
    # A better sentence is no second closing.
    assert close(als("wijkverpleging"), punt, "Thuis, met meer hulp in de ochtend").status_code == 303
    assert stored(app).gesloten_door_id == wereld.huisarts and "overleg.uitkomst_gewijzigd" in events(app)


def test_without_anything_it_is_asked_what_came_of_it(app, als, punt):
    before = everything(app)
    answer = close(als("huisarts"), punt)
    assert answer.status_code == 422 and "kies 'Geen besluit'" in readable(answer)
    answer = close(als("huisarts"), punt, "te lang " * 50)
    assert answer.status_code == 422 and "één zin" in readable(answer)
    assert "te lang te lang" in form_in(answer, punt)["uitkomst"]
    assert everything(app) == before
    assert close(als("huisarts"), punt, geen_besluit="1").status_code == 303
    assert stored(app).geen_besluit and "Geen besluit, met opzet" in als("wijkverpleging").text(punt)


def test_decisions_alone_are_enough_and_are_not_no_decision(app, als, wereld, punt):
    decided = punt.replace("/uitkomst", "/besluiten/terugkomen")
    assert als("huisarts").post(decided, {"datum": "1-6-2027"}).status_code == 303
    answer = close(als("huisarts"), punt, geen_besluit="1")
    assert answer.status_code == 422 and "besluiten vastgelegd" in readable(answer)
    assert close(als("huisarts"), punt).status_code == 303
    assert stored(app).staat == "besproken" and not stored(app).geen_besluit


def test_opened_again_and_not_any_more_after_the_meeting(app, als, wereld, punt):
    close(als("huisarts"), punt, "Klaar")
    url = f"{punt}/heropen"
    again = form_in(als("wijkverpleging").get(punt), url)
    assert als("wijkverpleging").post(url, again).status_code == 303
    item = stored(app)
    assert (item.staat, item.uitkomst, item.gesloten_op) == ("open", "Klaar", None)
    assert "overleg.punt_heropend" in events(app)
    close(als("huisarts"), punt, "Klaar")
    change(app, update(Overleg).where(Overleg.id == item.overleg_id).values(staat="klaar", gesloten_op=now()))
    page = als("huisarts").get(punt)
    assert "Weer open" not in readable(page)
    answer = als("huisarts").post(url, {"versie": str(stored(app).versie)})
    assert answer.status_code == 422 and "afgesloten" in readable(answer)
    assert stored(app).staat == "besproken"


def test_two_who_close_at_once(app, als, punt):
    nurse = als("wijkverpleging")
    stale = form_in(nurse.get(punt), punt)
    close(als("huisarts"), punt, "Van de huisarts")
    answer = nurse.post(punt, stale | {"uitkomst": "Van de zuster"})
    assert answer.status_code == 409
    assert "Van de huisarts" in readable(answer) and form_in(answer, punt)["uitkomst"] == "Van de zuster"
    assert nurse.post(punt, form_in(answer, punt)).status_code == 303
    assert stored(app).uitkomst == "Van de zuster"


def test_who_has_no_right_closes_nothing(app, als, wereld, punt):
    with app.app_context():
        reads = make_punt(make_overleg(wereld, mensen=("huisarts", "assistent")), wereld.truus)
        db.session.commit()
        reads = f"/overleggen/punten/{reads.id}/uitkomst"
    before = everything(app)
    for name, url, status in (("psychiater", punt, 404), ("huisarts2", punt, 404), ("assistent", reads, 403)):
        for path in ("", "/heropen"):
            answer = als(name).post(url + path, {"versie": "1", "uitkomst": "x", "geen_besluit": "1"})
            assert answer.status_code == status, name
    assert everything(app) == before


def note_of(app) -> tuple[str, int]:
    with app.app_context():
        row = db.session.query(Puntnotitie).one_or_none()
        return (row.tekst, row.versie) if row else ("", 0)


def close_with(persona, punt: str, note: str, **fields):
    """As the table sends it: with what was typed in the note beside it."""
    form = form_in(persona.get(f"{punt}?verbeteren=1"), punt)
    typed = {"uitkomst": "Klaar", "tekst": note, "notitie_versie": "0"}
    return persona.post(punt, form | typed | fields, htmx=True)


def test_closing_takes_the_note_along(app, als, wereld, punt):
    answer = close_with(als("huisarts"), punt, "Zij slaapt weer.")
    assert answer.status_code == 200 and "de notitie is opgeslagen" in readable(answer)
    assert 'id="notitie-stand"' in answer.text and "textarea" not in answer.text
    assert stored(app).staat == "besproken" and note_of(app) == ("Zij slaapt weer.", 1)
    assert {"overleg.notitie_gewijzigd", "overleg.punt_gesloten"} <= set(events(app, client_id=wereld.truus))
    assert "Zij slaapt weer." in als("wijkverpleging").text(punt)
    # A correction does so too, and a note that stayed as it was is no new version.
    close_with(als("wijkverpleging"), punt, "Zij slaapt weer.", uitkomst="Beter")
    assert stored(app).uitkomst == "Beter" and note_of(app) == ("Zij slaapt weer.", 1)


def test_a_stale_note_shows_both_and_closes_nothing(app, als, punt):
    als("huisarts").post(punt.replace("/uitkomst", "/notitie"), {"tekst": "Van de huisarts", "versie": "0"})
    before = everything(app)
    for htmx in (True, False):
        form = form_in(als("wijkverpleging").get(punt), punt) | {"uitkomst": "Klaar", "tekst": "Van de zuster"}
        answer = als("wijkverpleging").post(punt, form | {"notitie_versie": "0"}, htmx=htmx)
        text = readable(answer)
        assert answer.status_code == 409 and "nog niets afgesloten" in text
        assert "Van de huisarts" in text and "Van de zuster" in text
        assert form_in(answer, punt)["uitkomst"] == "Klaar"
    assert everything(app) == before
    note = form_in(answer, punt.replace("/uitkomst", "/notitie"))
    assert close_with(als("wijkverpleging"), punt, "Van beiden", notitie_versie=note["versie"]).status_code == 200
    assert stored(app).staat == "besproken" and note_of(app) == ("Van beiden", 2)


def test_a_note_too_long_or_an_outcome_that_says_nothing_stores_neither(app, als, punt):
    answer = close_with(als("huisarts"), punt, "a" * MAX_NOTITIE + "slot")
    assert answer.status_code == 422 and "slot" in readable(answer) and "Kort de tekst in" in readable(answer)
    answer = close_with(als("huisarts"), punt, "Zij slaapt weer.", uitkomst="")
    assert answer.status_code == 422 and "kies 'Geen besluit'" in readable(answer)
    assert stored(app).staat == "open" and note_of(app) == ("", 0)
    # Where nobody may write, nothing comes along either.
    assert close_with(als("huisarts"), punt, "x", geen_besluit="1", uitkomst="").status_code == 200
    for name in ("psychiater", "huisarts2"):
        form = {"versie": "2", "uitkomst": "x", "tekst": "y", "notitie_versie": "1"}
        assert als(name).post(punt, form, htmx=True).status_code == 404
    assert note_of(app) == ("x", 1)
    assert als("huisarts").post(punt, {"versie": "2", "tekst": "y"}, htmx=True).status_code == 400


def test_without_javascript_the_page_says_that_closing_keeps_no_note(als, punt):
    page = als("huisarts").get(punt.replace("/uitkomst", "/notitie"))
    assert "Sla die eerst op" in page.text.split("<noscript>")[1].split("</noscript>")[0]
