"""The agenda of a meeting as each reader sees it, and how it makes itself from what is due."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, show_date, show_day, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen import agenda
from overlegtafel.overleggen.models import Overleg, Overlegwijziging
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.punten import list_open
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import change, events

VRAAG = "Kan zij nog alleen thuis blijven?"


@pytest.fixture
def tafel(app, wereld):
    """tafel(fn): do this with a meeting in the database, and have it stored; answers ids by name."""

    def make(**kwargs):
        with app.app_context():
            overleg = make_overleg(wereld, **kwargs)
            truus = make_punt(overleg, wereld.truus, vraag=VRAAG, ingebracht_door_id=wereld.wijkverpleging)
            gerrit = make_punt(overleg, wereld.gerrit, vraag="Geheim van Gerrit")
            vast = make_punt(overleg)
            db.session.commit()
            return overleg.id, truus.id, gerrit.id, vast.id

    return make


def url(overleg_id) -> str:
    return f"/overleggen/{overleg_id}"


def test_each_reads_their_own_agenda(app, als, wereld, tafel):
    overleg_id, truus, gerrit, vast = tafel()
    page = als("wijkverpleging").get(url(overleg_id))
    text, html = readable(page), page.get_data(as_text=True)
    assert "MDO, Huisartsenpraktijk Nazareth" in text and VRAAG in text and "Truus van den Berg" in text
    assert "Ingebracht door Saïda El Amrani" in text and "Consultatie" in text and "Mededelingen" in text
    assert text.count("Besloten agendapunt") == 1 and "24 van 90 minuten" in text
    assert set(re.findall(r'data-agendapunt="([^"]+)"', html)) == {str(truus), str(vast)}
    assert "Gerrit" not in html and "Geheim" not in html and str(gerrit) not in html
    assert "Vul de agenda" not in text, "not a chair"
    assert "Truus" not in html.split("</title>")[0]
    assert als("psychiater").text(url(overleg_id)).count("Besloten agendapunt") == 2
    for name in ("huisarts2", "beheer", "fg"):
        assert als(name).get(url(overleg_id)).status_code == 404
    assert events(app, client_id=wereld.truus)[-1] == "overleg.agenda"


def test_who_was_asked_along_sees_that_item_and_not_who_comes(app, als, wereld, tafel):
    overleg_id, truus, *_ = tafel(mensen=("huisarts", "sociaalteam"))
    with app.app_context():
        ask_along(db.session.get(Agendapunt, truus), wereld, "wijkverpleging")
        db.session.commit()
    text = als("wijkverpleging").text(url(overleg_id))
    assert VRAAG in text and "Besloten" not in text and "Mededelingen" not in text and "Wim Dols" not in text


def test_a_chair_moves_what_they_may_not_see_and_learns_nothing(als, wereld, tafel):
    overleg_id, _, gerrit, _ = tafel()
    page = als("huisarts").get(url(overleg_id)).get_data(as_text=True)
    assert page.count('value="8"') == 3, "minutes of each item, the closed one too"
    assert str(gerrit) not in page and str(wereld.gerrit) not in page and "Geheim" not in page
    assert "data-plek" not in als("wijkverpleging").get(url(overleg_id)).get_data(as_text=True)


# --- it makes itself ---


@pytest.fixture
def volgende(app, wereld):
    """A meeting of Nazareth tomorrow, without anything on it; answers its id."""
    with app.app_context():
        overleg = make_overleg(wereld, begint_op=now() + timedelta(days=1))
        agenda.set_up(overleg)
        db.session.commit()
        return overleg.id


def build(app, overleg_id) -> int:
    with app.app_context(), transaction():
        return agenda.build(db.session.get(Overleg, overleg_id))


def items(app, overleg_id) -> list:
    """Each open item in order: the title, or whom it is about with its reasons."""
    with app.app_context():
        return [
            p.titel or (p.client_id, sorted(r.bron for r in p.redenen)) for p in list_open(overleg_id, met_redenen=True)
        ]


def test_fixed_points_stand_around_what_is_due_and_twice_is_once(app, als, wereld, volgende):
    assert items(app, volgende) == ["Welkom en wie is er", "Rondvraag"]
    assert build(app, volgende) == 1
    # The agreement of Truus is three days late, and she is 84 with a nurse at her table.
    made = ["Welkom en wie is er", (wereld.truus, ["afspraak", "kwetsbaar"]), "Rondvraag"]
    assert items(app, volgende) == made
    assert build(app, volgende) == 0 and items(app, volgende) == made
    with app.app_context():
        done = db.session.scalars(select(Overlegwijziging)).all()
        assert [(w.wat, w.door_id, w.toelichting) for w in done] == [("overleg.agenda_gevuld", None, "")]
    text = als("huisarts").text(url(volgende))
    late = show_day(today() - timedelta(days=3))
    assert f"Een afspraak is over tijd sinds {late}" in text and "75 of ouder, en hier nog niet besproken" in text
    assert "Kwam vanzelf op de agenda" in text and "Rollator" not in text, "that there is one, not what it is"
    assert "Truus" not in als("psychiater").get(url(volgende)).get_data(as_text=True)


def test_a_chair_fills_the_agenda_and_hears_who_waits(app, als, wereld, volgende):
    change(app, update(Overleg).where(Overleg.id == volgende).values(duur=10))
    page = als("huisarts").get(url(volgende))
    assert "Er wacht nog 1 cliënt" in readable(page), "no room: eight minutes do not fit beside the fixed points"
    assert "wacht" not in als("wijkverpleging").text(url(volgende)).split("Wie komt")[0]
    change(app, update(Overleg).where(Overleg.id == volgende).values(duur=90))
    form = form_in(page, f"{url(volgende)}/agenda/vul")
    assert als("wijkverpleging").post(f"{url(volgende)}/agenda/vul", {"versie": form["versie"]}).status_code == 403
    answer = als("huisarts").post(f"{url(volgende)}/agenda/vul", form, htmx=True)
    assert answer.status_code == 200 and "Er is één cliënt bij gezet." in readable(answer)
    assert "Truus van den Berg" in readable(answer)
    assert "overleg.agenda_gevuld" in events(app, object_id=volgende)


def test_the_worker_makes_agendas_of_the_coming_week_once_an_hour(app, wereld, volgende):
    with app.app_context():
        later = make_overleg(wereld, begint_op=now() + timedelta(days=20))
        running = make_overleg(wereld, staat="bezig")
        db.session.commit()
        others = [later.id, running.id]
        assert agenda.build_due() == 1
        assert agenda.build_due() == 0
    assert len(items(app, volgende)) == 3 and [items(app, o) for o in others] == [[], []]


def test_who_died_goes_by_itself_and_what_somebody_asked_says_so(app, als, wereld, volgende):
    build(app, volgende)
    with app.app_context():
        make_punt(
            db.session.get(Overleg, volgende), wereld.moeder, vraag="Hoe nu verder?", ingebracht_door_id=wereld.huisarts
        )
        db.session.commit()
    change(app, update(Client).where(Client.id.in_([wereld.truus, wereld.moeder])).values(overleden_op=today()))
    build(app, volgende)
    assert [i for i in items(app, volgende) if isinstance(i, tuple)] == [(wereld.moeder, [])]
    assert f"overleden op {show_date(today())}" in als("huisarts").text(url(volgende))
