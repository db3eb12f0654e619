"""Deciding at an item: it lands where it belongs at once, shows there and here, and for who may not read it not at all."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.models import Draad
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import change, events, everything
from tests.wereld import allow

SOON = show_date(today() + timedelta(days=20))


def make_item(app, wereld, client="truus", **values) -> str:
    """The address of an item in a meeting that goes on."""
    with app.app_context():
        found = make_punt(make_overleg(wereld, staat="bezig", **values), getattr(wereld, client))
        db.session.commit()
        return f"/overleggen/punten/{found.id}"


@pytest.fixture
def punt(app, wereld) -> str:
    return make_item(app, wereld)


def decide(persona, punt: str, soort: str, **fields):
    begun = persona.post(f"{punt}/besluiten/{soort}/begin", {"tekst": fields.get("tekst", "")})
    form = form_in(begun, f"{punt}/besluiten/{soort}")
    return persona.post(f"{punt}/besluiten/{soort}", form | fields)


def decisions(app) -> list[Puntbesluit]:
    with app.app_context():
        return list(db.session.scalars(select(Puntbesluit).order_by(Puntbesluit.op)))


def test_a_line_becomes_an_agreement_that_stands_on_the_plan_at_once(app, als, wereld, punt):
    doctor = als("huisarts")
    begun = doctor.post(f"{punt}/besluiten/afspraak/begin", {"tekst": "Saïda belt de apotheek"})
    assert form_in(begun, f"{punt}/besluiten/afspraak")["tekst"].strip() == "Saïda belt de apotheek"
    answer = decide(
        doctor, punt, "afspraak", tekst="Saïda belt de apotheek", eigenaar=f"b:{wereld.truus_wv}", datum=SOON
    )
    assert answer.status_code == 303
    (made,) = decisions(app)
    assert (made.soort, made.client_id) == ("regel", wereld.truus) and made.regel_id
    nurse = als("wijkverpleging")
    assert "Saïda belt de apotheek" in nurse.text(f"/clienten/{wereld.truus}")
    listed = nurse.text(f"{punt}/besluiten")
    assert f"Saïda belt de apotheek open Saïda El Amrani, {SOON} · vastgelegd door Els Peeters" in listed
    assert {"overleg.besluit", "afspraak.gemaakt"} <= set(events(app, client_id=wereld.truus))
    # Its state is that of the line itself.
    change(app, update(Regel).where(Regel.id == made.regel_id).values(staat="gedaan"))
    assert "Saïda belt de apotheek gedaan" in als("huisarts").text(f"{punt}/besluiten")


def test_what_cannot_be_taken_says_why_and_keeps_what_was_typed(app, als, wereld, punt):
    doctor = als("huisarts")
    before = everything(app)
    for soort, fields, expected in (
        ("afspraak", {"tekst": "Belt de apotheek", "datum": "gisteren"}, ("Kies wie dit doet", "gisteren")),
        ("afspraak", {"tekst": "Lang " * 90, "eigenaar": f"b:{wereld.truus_wv}", "datum": SOON}, ("er is plaats voor 400", "Lang Lang")),
        ("wijziging", {"tekst": "Andere tekst"}, ("Kies welke regel", "Andere tekst")),
        ("vraag", {"tekst": "Kan dit?"}, ("Kies aan wie", "Kan dit?")),
        ("terugkomen", {"datum": "1-1-2020"}, ("Kies een dag na",)),
        ("terugkomen", {"datum": "ooit"}, ("Dit is geen datum",)),
    ):  # fmt: skip
        answer = decide(doctor, punt, soort, **fields)
        assert answer.status_code == 422, (soort, fields)
        shown = readable(answer) + str(form_in(answer, f"{punt}/besluiten/{soort}"))
        assert all(words in shown for words in expected), (soort, shown)
    assert everything(app) == before


def test_a_day_needs_no_year_and_there_are_days_to_choose(app, als, wereld, punt):
    doctor, day = als("huisarts"), today() + timedelta(days=20)
    begun = doctor.post(f"{punt}/besluiten/afspraak/begin").get_data(as_text=True)
    assert f'<option value="{show_date(today() + timedelta(weeks=4))}">over 4 weken</option>' in begun
    typed = f"{day.day}-{day.month}"
    assert (
        decide(doctor, punt, "afspraak", tekst="Belt", eigenaar=f"b:{wereld.truus_wv}", datum=typed).status_code == 303
    )
    assert decide(doctor, punt, "terugkomen", datum=typed).status_code == 303
    weeks = doctor.post(f"{punt}/besluiten/terugkomen/begin").get_data(as_text=True)
    assert f"{show_date(today() + timedelta(weeks=13))}, over 3 maanden" in weeks
    agreed, back = decisions(app)
    with app.app_context():
        assert db.session.get(Regel, agreed.regel_id).datum == back.terug_op == day


def test_the_same_line_does_not_become_an_agreement_twice(app, als, wereld, punt):
    doctor, form = als("huisarts"), {"tekst": "Saïda belt", "eigenaar": f"b:{wereld.truus_wv}", "datum": SOON}
    decide(doctor, punt, "afspraak", **form)
    assert "al een afspraak" in readable(doctor.post(f"{punt}/besluiten/afspraak/begin", {"tekst": "Saïda  belt "}))
    before = everything(app)
    again = decide(doctor, punt, "afspraak", **form)
    assert again.status_code == 422 and "al vastgelegd" in readable(again)
    assert everything(app) == before
    # Once it is done, the same may be agreed again.
    change(app, update(Regel).where(Regel.id == decisions(app)[0].regel_id).values(staat="gedaan"))
    assert decide(doctor, punt, "afspraak", **form).status_code == 303


def come_in(app, wereld, *names) -> None:
    change(
        app,
        update(Genodigde)
        .where(Genodigde.gebruiker_id.in_([getattr(wereld, n) for n in names]))
        .values(binnen_op=now()),
    )


def test_who_is_here_takes_an_agreement_on_and_with_it_a_seat(app, als, wereld):
    punt = make_item(app, wereld, "moeder", mensen=("huisarts", "sociaalteam", "psychiater", "wijkverpleging"))
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ)
        ask_along(db.session.scalars(select(Agendapunt)).one(), wereld, "psychiater")
        db.session.commit()
    doctor, key = als("huisarts"), f"g:{wereld.psychiater}"
    form = {"tekst": "Ruth kijkt mee", "eigenaar": key, "datum": SOON}
    # Nobody is in yet.
    assert key not in doctor.post(f"{punt}/besluiten/afspraak/begin").get_data(as_text=True)
    before = everything(app)
    assert decide(doctor, punt, "afspraak", **form).status_code == 422
    assert everything(app) == before
    come_in(app, wereld, "psychiater", "wijkverpleging")
    begun = doctor.post(f"{punt}/besluiten/afspraak/begin")
    assert "Ruth de Groot (psychiater)" in readable(begun) and "komt daarmee aan tafel" in readable(begun)
    # In the room, and not at this item: no consent for wijkverpleging.
    assert "El Amrani" not in readable(begun)
    assert decide(doctor, punt, "afspraak", **form | {"eigenaar": f"g:{wereld.wijkverpleging}"}).status_code == 422
    # What is refused seats nobody.
    refused = decide(doctor, punt, "afspraak", **form | {"datum": "ooit"})
    assert refused.status_code == 422 and form_in(refused, f"{punt}/besluiten/afspraak")["eigenaar"] == key
    assert als("psychiater").get(f"/clienten/{wereld.moeder}").status_code == 404
    assert decide(doctor, punt, "afspraak", **form).status_code == 303
    plan = als("psychiater").text(f"/clienten/{wereld.moeder}")
    assert "Ruth kijkt mee" in plan and "erbij sinds MDO" in plan
    assert {"betrokkene.gemaakt", "afspraak.gemaakt", "overleg.besluit"} <= set(events(app, client_id=wereld.moeder))
    # Seated now: chosen like the others.
    assert key not in doctor.post(f"{punt}/besluiten/afspraak/begin").get_data(as_text=True)


def test_consent_for_meetings_alone_gives_nobody_a_seat(app, als, wereld):
    punt = make_item(app, wereld, "moeder", mensen=("huisarts", "psychiater"))
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ, soort="overleg")
        ask_along(db.session.scalars(select(Agendapunt)).one(), wereld, "psychiater")
        db.session.commit()
    come_in(app, wereld, "psychiater")
    assert als("psychiater").get(f"{punt}/besluiten").status_code == 200, "sees the item"
    doctor = als("huisarts")
    assert "Ruth" not in readable(doctor.post(f"{punt}/besluiten/afspraak/begin"))
    before = everything(app)
    form = {"tekst": "Ruth kijkt mee", "eigenaar": f"g:{wereld.psychiater}", "datum": SOON}
    assert decide(doctor, punt, "afspraak", **form).status_code == 422
    assert everything(app) == before


def test_a_full_half_page_refuses_with_its_own_words(app, als, wereld, punt):
    doctor = als("huisarts")
    for number in range(20):
        tekst = f"Afspraak {number} " + "met nog wat woorden erbij om vol te raken " * 5
        answer = decide(doctor, punt, "afspraak", tekst=tekst, eigenaar=f"b:{wereld.truus_wv}", datum=SOON)
        if answer.status_code == 422:
            break
    assert "te veel. Kort deze tekst in" in readable(answer) and f"Afspraak {number}" in readable(answer)
    assert len(decisions(app)) == number


def test_a_line_of_the_plan_changes_or_is_done(app, als, wereld, punt):
    doctor = als("huisarts")
    assert (
        decide(doctor, punt, "wijziging", regel=f"{wereld.doel}.1", tekst="Zonder hulp naar buiten").status_code == 303
    )
    assert decide(doctor, punt, "wijziging", regel=f"{wereld.afspraak}.1", wat="gedaan").status_code == 303
    assert decide(doctor, punt, "wijziging", regel="nieuw.signaal", tekst="Als ze valt, dan 112").status_code == 303
    page = als("wijkverpleging").text(f"{punt}/besluiten")
    for words in ("Doel: Zonder hulp naar buiten", "Rollator nakijken gedaan", "Als ze valt, dan 112"):
        assert words in page
    assert {"doel.gewijzigd", "afspraak.gedaan", "signaal.gemaakt"} <= set(events(app))
    # An agreement keeps who does it and when, unless that was filled in.
    with app.app_context():
        assert db.session.get(Regel, wereld.afspraak).eigenaar_id == wereld.truus_wv


def test_a_line_somebody_just_changed_shows_both(app, als, wereld, punt):
    change(app, update(Regel).where(Regel.id == wereld.doel).values(versie=2, tekst="Van een ander"))
    before = everything(app)
    answer = decide(als("huisarts"), punt, "wijziging", regel=f"{wereld.doel}.1", tekst="Van mij")
    assert answer.status_code == 409
    assert "Van een ander" in readable(answer) and "Van mij" in readable(answer)
    assert everything(app) == before
    again = form_in(answer, f"{punt}/besluiten/wijziging")
    assert als("huisarts").post(f"{punt}/besluiten/wijziging", again).status_code == 303


def test_a_question_goes_out_and_only_who_is_in_it_finds_the_words(app, als, wereld, punt):
    nurse = als("wijkverpleging")
    sent = decide(nurse, punt, "vraag", tekst="Mag de pleister eraf?", aan=f"o:{wereld.nazareth}", spoed="week")
    assert sent.status_code == 303
    asked = decisions(app)[0].draad_id
    with app.app_context():
        assert db.session.scalars(select(Draad.id)).one() == asked
    listed = als("huisarts").get(f"{punt}/besluiten")
    assert "Vraag aan Huisartsenpraktijk Nazareth" in readable(listed) and "nog geen antwoord" in readable(listed)
    assert "/berichten/" in listed.get_data(as_text=True).split("besluiten-lijst")[1]
    assert "bericht.gesteld" in events(app)


def test_a_date_to_return_and_taking_it_back(app, als, wereld, punt):
    with app.app_context():
        make_overleg(wereld, begint_op=now() + timedelta(days=28))
        db.session.commit()
    doctor = als("huisarts")
    begun = doctor.post(f"{punt}/besluiten/terugkomen/begin")
    next_time = show_date(now() + timedelta(days=28))
    assert form_in(begun, f"{punt}/besluiten/terugkomen")["keer"] == next_time, "the next meeting is chosen already"
    assert decide(doctor, punt, "terugkomen").status_code == 303
    (made,) = decisions(app)
    assert show_date(made.terug_op) == next_time
    page = als("wijkverpleging").get(f"{punt}/besluiten")
    assert f"Terugkomen: {next_time}" in readable(page)
    url = f"{punt}/besluiten/{made.id}/terug"
    assert als("wijkverpleging").post(url, form_in(page, url)).status_code == 303
    assert "ingetrokken" in doctor.text(f"{punt}/besluiten") and "overleg.besluit_terug" in events(app)
    assert decide(doctor, punt, "terugkomen", datum=SOON).status_code == 303
    assert show_date(decisions(app)[1].terug_op) == SOON, "a day of one's own goes before the choice"


def test_who_has_no_right_decides_nothing(app, als, wereld, punt):
    with app.app_context():
        overleg = make_overleg(wereld, mensen=("huisarts", "assistent", "psychiater"))
        reads, along = make_punt(overleg, wereld.truus), make_punt(overleg, wereld.moeder)
        ask_along(along, wereld, "psychiater")
        allow(wereld.moeder, Domein.GGZ)
        db.session.commit()
        reads, along = (f"/overleggen/punten/{p.id}" for p in (reads, along))
    form = {"tekst": "Zomaar", "eigenaar": f"b:{wereld.truus_wv}", "datum": SOON, "aan": f"o:{wereld.nazareth}"}
    before = everything(app)
    for name, url, status in (
        ("psychiater", punt, 404),
        ("sociaalteam", punt, 404),
        ("huisarts2", punt, 404),
        ("assistent", reads, 403),
        # Asked along, and with a seat at the meeting: advises in the note.
        ("psychiater", along, 403),
    ):
        for soort in ("afspraak", "wijziging", "vraag", "terugkomen"):
            for path in (f"/besluiten/{soort}", f"/besluiten/{soort}/begin"):
                assert als(name).post(url + path, form).status_code == status, (name, path)
    assert everything(app) == before
    page = als("psychiater").text(f"{along}/besluiten")
    assert "U denkt mee bij dit punt" in page and "Alt+A" not in page
    assert als("huisarts").post(f"{punt}/besluiten/anders", form).status_code == 404


def test_what_stands_on_the_plan_stays_unread_for_who_may_not_read_the_plan(app, als, wereld):
    punt = make_item(app, wereld, "moeder", mensen=("huisarts", "sociaalteam", "psychiater"))
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ)
        ask_along(db.session.scalars(select(Agendapunt)).one(), wereld, "psychiater")
        allow(wereld.moeder, Domein.SOCIAAL, besluit="nee", soort="plan")
        db.session.commit()
    decide(als("huisarts"), punt, "afspraak", tekst="Geheime afspraak", eigenaar=f"b:{wereld.moeder_st}", datum=SOON)
    decide(als("huisarts"), punt, "wijziging", regel="nieuw.doel", tekst="Geheim doel")
    assert len(decisions(app)) == 2
    for name in ("psychiater", "sociaalteam"):
        answer = als(name).get(f"{punt}/besluiten")
        assert answer.status_code == 200 and "Geheim" not in answer.get_data(as_text=True)
        assert "dat u niet mag inzien" in readable(answer)
        assert str(wereld.moeder_st) not in answer.get_data(as_text=True)
