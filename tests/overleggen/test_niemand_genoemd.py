"""Where a meeting is and why it is off is read by everybody invited, in mail and calendar: it names no client on its agenda."""

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.overleggen.beleginvoer import THUIS
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from tests.overleggen.plannen import NIEUW, day, form, newest, of_reeks, plan, plan_reeks, stored, url
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import field
from tests.plannen.hulp import message_at
from tests.toegang.hulp import change

NAMEN = ("Bij Truus thuis", "Fam. van den BERG", "Dolmanshof 145a")


@pytest.fixture(autouse=True)
def adres(app, wereld):
    change(app, update(Client).where(Client.id == wereld.truus).values(straat="Dolmanshof 145"))


def hoc(wereld, **fields) -> dict:
    return form(wereld, soort="hoc", voor="", mensen=[wereld.wijkverpleging], tijd="11:00") | {
        "client": str(wereld.truus), "plaats": "", **fields
    }  # fmt: skip


def put_on(app, wereld, overleg_id, client="truus") -> None:
    with app.app_context():
        make_punt(db.session.get_one(Overleg, overleg_id), getattr(wereld, client))
        db.session.commit()


def test_planning_refuses_a_name_and_offers_a_place(app, als, wereld):
    els = als("huisarts")
    for named in NAMEN:
        for how in ({}, {"datum": "zoeken", "dag_1": day(5), "tijd_1": "10", "dag_2": day(6), "tijd_2": "10"}):
            refused = els.post(NIEUW, hoc(wereld, plaats=named, **how))
            assert refused.status_code == 422 and "Noem geen naam" in message_at(refused, "plaats")
            assert field(refused.text, "plaats") == named
    refused = els.post(NIEUW, hoc(wereld, link="https://video.test/HOC-Truus"))
    assert refused.status_code == 422 and message_at(refused, "link")
    both = els.post(NIEUW, hoc(wereld, plaats="Kamer 9", thuis="1"))
    assert "een van de twee" in message_at(both, "plaats") and field(both.text, "plaats") == "Kamer 9"
    with app.app_context():
        assert db.session.scalars(select(Overleg)).all() == []
    assert els.post(NIEUW, hoc(wereld, thuis="1")).status_code == 303
    made = newest(app)
    assert made.plaats == THUIS and THUIS in als("wijkverpleging").text("/overleggen")
    assert "checked" in els.get(url(made.id, "wijzigen")).text.partition('id="thuis"')[2].partition(">")[0]


def test_changing_moving_and_putting_off_refuse_it_too(app, als, wereld):
    els = als("huisarts")
    made = plan(app, els, wereld, plaats="Kamer 1")
    put_on(app, wereld, made.id)
    typed = {
        "versie": "1",
        "dag": day(3),
        "tijd": "16:00",
        "duur": "90",
        "plaats": "Bij mevrouw Van den Berg",
        "link": "",
    }
    for moved in (typed, typed | {"dag": day(6)}):
        refused = els.post(url(made.id, "wijzigen"), moved)
        assert refused.status_code == 422 and "Noem geen naam" in message_at(refused, "plaats")
        assert field(refused.text, "plaats") == "Bij mevrouw Van den Berg"
    refused = els.post(url(made.id, "afzeggen"), {"versie": "1", "reden": "Truus is ziek"})
    assert refused.status_code == 422 and "Noem geen naam" in message_at(refused, "reden")
    assert field(refused.text, "reden") == "Truus is ziek"
    now = stored(app, made.id)
    assert (now.staat, now.plaats, now.versie) == ("gepland", "Kamer 1", 1)
    assert els.post(url(made.id, "afzeggen"), {"versie": "1", "reden": "Te weinig mensen"}).status_code == 303


def test_a_series_looks_at_all_its_meetings(app, als, wereld):
    els = als("huisarts")
    reeks = plan_reeks(app, els, wereld)
    first, *_, last = of_reeks(app, reeks)
    put_on(app, wereld, last.id)
    typed = {
        "versie": "1",
        "dag": day(3),
        "tijd": "15:00",
        "duur": "90",
        "plaats": "Dolmanshof 145",
        "welke": "volgende",
    }
    refused = els.post(url(first.id, "wijzigen"), typed)
    assert refused.status_code == 422 and message_at(refused, "plaats")
    there = f"/overleggen/reeksen/{reeks.id}/stoppen"
    refused = els.post(there, {"versie": "1", "reden": "Truus komt niet meer"})
    assert refused.status_code == 422 and field(refused.text, "reden") == "Truus komt niet meer"
    assert {o.staat for o in of_reeks(app, reeks)} == {"gepland"}


def test_who_may_not_know_that_somebody_stands_there_learns_nothing_by_trying(app, als, wereld):
    """A chair without a right to Truus: her name is refused no more than any other, or trying names would tell."""
    with app.app_context():
        made = make_overleg(wereld, voorzitters=("psychiater",), plaats="Kamer 1")
        make_punt(made, wereld.truus)
        db.session.commit()
    typed = {"versie": "1", "duur": "60", "link": "", "plaats": "Bij Truus", "dag": day(3), "tijd": "9"}
    assert als("psychiater").post(url(made.id, "wijzigen"), typed).status_code == 303


def test_bringing_in_where_the_place_names_the_client(app, als, wereld):
    els = als("huisarts")
    made = plan(app, els, wereld, plaats="Praktijk Berg", mensen=[wereld.wijkverpleging])
    typed = {"overleg": str(made.id), "wat": "triage", "tekst": "Hoe nu verder?"}
    refused = als("wijkverpleging").post(f"/clienten/{wereld.truus}/overleggen/inbrengen", typed)
    assert refused.status_code == 422 and "waar iedereen het leest" in refused.text
    assert "Hoe nu verder?" in refused.text and "Els Peeters" not in refused.text.partition("overleg-fout")[2][:400]
    with app.app_context():
        assert not db.session.scalars(select(Agendapunt).where(Agendapunt.client_id == wereld.truus)).all()
    assert els.post(f"/clienten/{wereld.moeder}/overleggen/inbrengen", typed).status_code == 303
