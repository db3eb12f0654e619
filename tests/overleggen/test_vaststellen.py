"""Correcting minutes for so many days, freezing them (in time, or by a chair), and opening them again with a trace."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Agendapunt, Puntnotitie, Verslag
from overlegtafel.overleggen.vaststellen import MAX_REDEN, freeze_due, is_vast, may_correct
from overlegtafel.overleggen.zicht import open_punt
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from tests.overleggen.besproken import (
    UITKOMST,
    hidden_from,
    make_gesloten,
    make_verslag,
    page,
    press,
    stored,
)
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in, message_at
from tests.toegang.hulp import change, everything, log_lines
from tests.wereld import allow


def work(app) -> int:
    with app.app_context():
        return freeze_due()


def corrects(app, wereld, punt_id, name: str) -> bool:
    with app.app_context():
        return may_correct(open_punt(punt_id, by=db.session.get(Gebruiker, getattr(wereld, name))))


def frozen(app, punt_id) -> bool:
    with app.app_context():
        return is_vast(db.session.get_one(Agendapunt, punt_id))


def test_who_was_there_corrects_for_a_week(app, als, wereld):
    punt = make_verslag(app, wereld, er_waren=("huisarts", "wijkverpleging"))
    shown = als("wijkverpleging").text(page(punt))
    assert f"tot en met {show_date(today() + timedelta(days=7))}" in shown and "Verbeter de notitie" in shown
    assert corrects(app, wereld, punt, "wijkverpleging") and corrects(app, wereld, punt, "huisarts")


def test_who_was_invited_and_did_not_come_does_not_correct(app, als, wereld):
    punt = make_verslag(app, wereld, er_waren=("huisarts",))
    assert not corrects(app, wereld, punt, "wijkverpleging")
    assert "Verbeter" not in als("wijkverpleging").text(page(punt))


def test_a_functie_that_only_reads_corrects_nothing(app, als, wereld):
    punt = make_verslag(app, wereld, mensen=("huisarts", "assistent"), er_waren=("huisarts", "assistent"))
    assert "Zij at weinig" in als("assistent").text(page(punt))
    assert "Verbeter" not in als("assistent").text(page(punt)) and not corrects(app, wereld, punt, "assistent")


@pytest.mark.parametrize(("dagen", "due"), [(0, False), (7, False), (8, True), (400, True)])
def test_after_the_days_they_are_frozen_by_themselves(app, als, wereld, dagen, due):
    punt = make_verslag(app, wereld, dagen=dagen)
    assert frozen(app, punt) == due, "also before the worker came by"
    assert work(app) == due and work(app) == 0
    assert [v.door_id for v in stored(app, punt)] == [None] * due
    lines = log_lines(app, gebeurtenis="overleg.verslag_vast")
    assert [(line.client_id, line.object_id, line.gebruiker_id) for line in lines] == [(wereld.truus, punt, None)] * due
    assert ("Verslag 1, vastgesteld op" in als("huisarts").text(page(punt))) == due


def test_the_kind_of_meeting_says_how_long(app, wereld):
    punt = make_verslag(app, wereld, dagen=3)
    with app.app_context():
        overleg = db.session.get_one(Agendapunt, punt).overleg
        was = overleg.soort.correctie_dagen
        overleg.soort.correctie_dagen = 2
        db.session.commit()
    try:
        assert work(app) == 1
    finally:
        with app.app_context():
            db.session.get_one(Agendapunt, punt).overleg.soort.correctie_dagen = was
            db.session.commit()


def test_nothing_is_frozen_of_who_was_not_discussed(app, wereld):
    with app.app_context():
        over = make_gesloten(wereld, dagen=30)
        make_punt(over, wereld.truus, staat="vervallen")
        make_punt(over, staat="besproken")
        make_punt(make_overleg(wereld, begint_op=now() - timedelta(days=30)), wereld.truus)
        db.session.commit()
    assert work(app) == 0


def test_frozen_minutes_keep_the_text_of_then_and_the_state_of_now(app, als, wereld):
    punt = make_verslag(app, wereld, dagen=9)
    assert work(app) == 1
    change(app, update(Puntnotitie).values(tekst="Heel iets anders."))
    change(app, update(Agendapunt).where(Agendapunt.id == punt).values(uitkomst="Anders."))
    change(app, update(Regel).where(Regel.id == wereld.afspraak).values(tekst="Herschreven", staat="gedaan"))
    change(app, update(Gebruiker).where(Gebruiker.id == wereld.wijkverpleging).values(actief=False, achternaam="Weg"))
    shown = als("huisarts").text(page(punt))
    for part in ("Zij at weinig", UITKOMST, "Rollator nakijken Saïda El Amrani", "gedaan", "Saïda El Amrani wijk"):
        assert part in shown
    for part in ("Heel iets anders", "Anders.", "Herschreven", "Verbeter"):
        assert part not in shown


def test_a_chair_freezes_earlier(app, als, wereld):
    punt = make_verslag(app, wereld)
    answer = press(als("huisarts"), punt, "vaststellen")
    assert answer.status_code == 303
    assert [v.door_id for v in stored(app, punt)] == [wereld.huisarts] and frozen(app, punt)
    assert "vastgesteld op" in als("wijkverpleging").text(page(punt)), "another sees it"
    (line,) = log_lines(app, gebeurtenis="overleg.verslag_vast")
    assert (line.client_id, line.gebruiker_id) == (wereld.truus, wereld.huisarts)


def test_only_a_chair_who_may_see_the_client_freezes_or_opens_again(app, als, wereld):
    punt = make_verslag(app, wereld, voorzitters=("huisarts", "psychiater"))
    before = everything(app)
    for what in ("vaststellen", "heropenen"):
        form = {"versie": "2", "reden": "zomaar"}
        assert als("wijkverpleging").post(page(punt, what), form).status_code == 403
        # A chair too, but the client gave the GGZ no consent.
        for name in ("psychiater", "huisarts2"):
            assert als(name).post(page(punt, what), form).status_code == 404
    assert everything(app) == before
    assert "Stel dit verslag vast" not in als("wijkverpleging").text(page(punt))


def test_a_chair_who_reads_a_stale_page_freezes_nothing(app, als, wereld):
    punt = make_verslag(app, wereld)
    chair, url = als("huisarts"), page(punt, "vaststellen")
    form = form_in(chair.get(page(punt)), url)
    change(app, update(Puntnotitie).values(tekst="Net verbeterd.", versie=2))
    answer = chair.post(url, form)
    assert answer.status_code == 409 and "Net verbeterd." in readable(answer) and "u net voor" in readable(answer)
    assert stored(app, punt) == []
    assert press(chair, punt, "vaststellen").status_code == 303
    assert chair.post(url, form).status_code == 409 and len(stored(app, punt)) == 1
    assert chair.post(url, {"versie": "x"}).status_code == 400


def test_opened_again_leaves_a_trace_and_the_former_can_be_read(app, als, wereld):
    punt = make_verslag(app, wereld, dagen=20)
    assert work(app) == 1
    chair = als("huisarts")
    assert press(chair, punt, "heropenen", reden="De dosis klopte niet.").status_code == 303
    assert not frozen(app, punt) and corrects(app, wereld, punt, "wijkverpleging")
    change(app, update(Puntnotitie).values(tekst="De dosis is 5 mg.", versie=2))
    nurse = als("wijkverpleging")
    shown = nurse.text(page(punt))
    assert (
        "De dosis is 5 mg." in shown and "Heropend op" in shown and "door Els Peeters: De dosis klopte niet." in shown
    )
    former = nurse.text(page(punt) + "?nummer=1")
    assert "Zij at weinig" in former and "U leest een eerder verslag" in former and "5 mg" not in former
    assert hidden_from(als("psychiater"), page(punt) + "?nummer=1")
    assert nurse.get(page(punt) + "?nummer=2").status_code == 404
    # A week more, counted from that day; then a new number.
    assert work(app) == 0
    change(app, update(Verslag).values(heropend_op=now() - timedelta(days=8)))
    assert work(app) == 1
    assert [v.nummer for v in stored(app, punt)] == [1, 2]
    assert "Verslag 2, vastgesteld" in nurse.text(page(punt))
    (line,) = log_lines(app, gebeurtenis="overleg.verslag_heropend")
    assert (line.client_id, line.gebruiker_id, line.object_id) == (wereld.truus, wereld.huisarts, punt)


def test_opening_again_asks_why(app, als, wereld):
    punt = make_verslag(app, wereld, dagen=20)
    work(app)
    before = everything(app)
    for typed in ("", "  \u200b ", "x" * (MAX_REDEN + 1)):
        answer = press(als("huisarts"), punt, "heropenen", reden=typed)
        assert answer.status_code == 422 and message_at(answer, "reden")
        assert form_in(answer, page(punt, "heropenen"))["reden"] == typed
    assert everything(app) == before


def test_what_was_opened_again_already_is_not_opened_twice(app, als, wereld):
    punt = make_verslag(app, wereld, dagen=20)
    work(app)
    form = form_in(als("huisarts").get(page(punt)), page(punt, "heropenen")) | {"reden": "Een keer."}
    assert als("huisarts").post(page(punt, "heropenen"), form).status_code == 303
    again = als("huisarts").post(page(punt, "heropenen"), form | {"reden": "Nog eens."})
    assert again.status_code == 409 and [v.heropend_reden for v in stored(app, punt)] == ["Een keer."]


def test_an_item_of_a_meeting_that_is_not_over_cannot_be_frozen(app, als, wereld):
    with app.app_context():
        punt_id = make_punt(make_overleg(wereld, staat="bezig"), wereld.truus, staat="besproken").id
        db.session.commit()
    assert als("huisarts").post(page(punt_id, "vaststellen"), {"versie": "1"}).status_code == 404
    assert not frozen(app, punt_id)


def test_consent_given_later_puts_nobody_at_frozen_minutes(app, als, wereld):
    punt = make_verslag(app, wereld, dagen=9)
    work(app)
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        db.session.commit()
    assert "Zij at weinig" in als("psychiater").text(page(punt))
    assert "Ruth de Groot" not in als("huisarts").text(page(punt))
