"""What came of a meeting as a whole: each participant by their own rights, the time, who was there and who was missing."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.vaststellen import freeze_due
from overlegtafel.toegang.domein import Domein
from tests.overleggen.besproken import UITKOMST, decide, make_besproken, make_gesloten
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.toegang.hulp import change, log_lines
from tests.wereld import allow, seat


@pytest.fixture
def geweest(app, wereld):
    """Truus and the mother were discussed, Gerrit is another's patient; something was dropped, something went on."""
    with app.app_context():
        seat(wereld.vader, team_id=wereld.sociaal_team, doel="schulden")
        overleg = make_gesloten(wereld, er_waren=("huisarts", "wijkverpleging"))
        make_punt(overleg, minuten=5, staat="besproken", besteed=120)
        truus = make_besproken(wereld, overleg, wereld.truus)
        decide(wereld, truus, regel_id=wereld.afspraak)
        moeder = make_besproken(wereld, overleg, wereld.moeder, uitkomst="De post is op orde.")
        decide(wereld, moeder, regel_id=wereld.vader_doel)
        make_besproken(wereld, overleg, wereld.gerrit, uitkomst="Geheim van Gerrit.", minuten=13)
        later = make_overleg(wereld, begint_op=now() + timedelta(days=28))
        on = make_punt(later, wereld.kind)
        make_punt(overleg, wereld.kind, staat="doorgeschoven", vraag="Gaat het op school?", verder_id=on.id)
        db.session.commit()
        return overleg.id


def overzicht(overleg_id) -> str:
    return f"/overleggen/{overleg_id}/overzicht"


def test_the_chair_sees_what_came_of_each_item(app, als, wereld, geweest):
    shown = als("huisarts").text(overzicht(geweest))
    for part in (
        UITKOMST, "Afspraak: Rollator nakijken Saïda El Amrani", "te laat", "De post is op orde.", "7 van 8 min",
        f"doorgeschoven naar {show_date(today() + timedelta(days=28))[:5]}", "60 van 90 minuten", "42 minuten gepland",
        f"tot en met {show_date(today() + timedelta(days=7))}", "Mededelingen",
    ):  # fmt: skip
        assert part in shown, part


def test_who_was_there_and_which_discipline_was_missing(app, als, wereld, geweest):
    shown = als("huisarts").text(overzicht(geweest))
    here = shown[shown.index("Wie waren er") : shown.index("ontbrak")]
    assert "Els Peeters (voorzitter) huisarts" in here and "Saïda El Amrani" in here and "Ruth" not in here
    assert "ontbrak psychiater, SPV, GZ-psycholoog, ervaringsdeskundige, sociaal domein" in shown
    assert "Waren er niet" in shown and "Ruth de Groot psychiater" in shown


def test_of_an_item_without_right_only_its_minutes_show(app, als, wereld, geweest):
    with app.app_context():
        items = {p.client_id: str(p.id) for p in db.session.query(Agendapunt).filter_by(overleg_id=geweest)}
    hidden = {
        "huisarts": ("gerrit",),
        "wijkverpleging": ("moeder", "kind", "gerrit"),
        "sociaalteam": ("truus", "kind", "gerrit"),
        "psychiater": ("truus", "moeder", "kind", "gerrit"),
    }
    names = {"truus": "van den Berg", "moeder": "Nadia", "kind": "Sem Janssen", "gerrit": "Böcker"}
    texts = {"truus": "Rollator", "moeder": "De post is op orde", "kind": "Gaat het op school", "gerrit": "Geheim"}
    for who, clients in hidden.items():
        html = als(who).get(overzicht(geweest)).get_data(as_text=True)
        assert html.count("Besloten agendapunt") == len(clients) and "13 min gepland" in html
        for client in clients:
            secret = getattr(wereld, client)
            for leak in (names[client], texts[client], str(secret), items[secret]):
                assert leak not in html, (who, leak)
        for client in names.keys() - set(clients):
            assert names[client] in html and f'data-agendapunt="{items[getattr(wereld, client)]}"' in html
    # Living together is no ground: what was decided about the father is for who sees him.
    assert "Vader slaapt" not in als("huisarts").text(overzicht(geweest))
    assert "Vader slaapt" in als("sociaalteam").text(overzicht(geweest))


def test_each_client_who_shows_can_see_who_looked(app, als, wereld, geweest):
    als("wijkverpleging").get(overzicht(geweest))
    assert [line.client_id for line in log_lines(app, gebeurtenis="overleg.overzicht")] == [wereld.truus]


def test_who_has_no_chair_finds_nothing_and_a_guest_no_whole(app, als, wereld, geweest):
    for name in ("huisarts2", "beheer", "fg"):
        assert als(name).get(overzicht(geweest)).status_code == 404
    with app.app_context():
        punt = db.session.query(Agendapunt).filter_by(overleg_id=geweest, client_id=wereld.gerrit).one()
        allow(wereld.gerrit, Domein.SOCIAAL)
        ask_along(punt, wereld, "gezinsregisseur")
        db.session.commit()
    assert als("gezinsregisseur").get(overzicht(geweest)).status_code == 403


def test_items_without_outcome_are_pointed_out(app, als, wereld, geweest):
    assert "staat nog niet bij" not in als("huisarts").text(overzicht(geweest))
    change(app, update(Agendapunt).where(Agendapunt.client_id == wereld.moeder).values(uitkomst=""))
    assert "staat nog niet bij" not in als("huisarts").text(overzicht(geweest)), "a decision she may not read is one"
    change(
        app,
        update(Agendapunt)
        .where(Agendapunt.client_id == wereld.truus, Agendapunt.overleg_id == geweest)
        .values(staat="open", uitkomst=""),
    )
    shown = als("huisarts").text(overzicht(geweest))
    assert "Hier staat nog niet bij wat eruit kwam: Truus van den Berg ." in shown and "niet afgerond" in shown
    # Who may not see the client is not told about it either.
    assert "staat nog niet bij" not in als("sociaalteam").text(overzicht(geweest))


def test_no_decision_on_purpose_is_an_outcome(app, als, wereld, geweest):
    change(app, update(Agendapunt).where(Agendapunt.client_id == wereld.truus).values(uitkomst="", geen_besluit=True))
    shown = als("huisarts").text(overzicht(geweest))
    assert "Bewust geen besluit." in shown and "staat nog niet bij" not in shown


def test_a_meeting_that_did_not_begin_has_nothing_to_look_back_on(app, als, wereld):
    with app.app_context():
        overleg = make_overleg(wereld)
        make_punt(overleg, wereld.truus)
        db.session.commit()
        overleg_id = overleg.id
    answer = als("huisarts").get(overzicht(overleg_id))
    assert (answer.status_code, answer.location) == (303, f"/overleggen/{overleg_id}")
    assert log_lines(app, gebeurtenis="overleg.overzicht") == []


def test_it_says_what_is_frozen_and_that_time_has_passed(app, als, wereld, geweest):
    change(app, update(Overleg).where(Overleg.id == geweest).values(gesloten_op=now() - timedelta(days=9)))
    with app.app_context():
        assert freeze_due() == 3
    shown = als("huisarts").text(overzicht(geweest))
    assert shown.count("vastgesteld") == 2 and "De tijd om te verbeteren was voorbij" in shown


def test_no_print_is_about_several_clients(app, als, wereld, geweest):
    """No address gives a file of a whole meeting, and a print of the page leaves the clients out."""
    files = [
        r.rule for r in app.url_map.iter_rules() if r.rule.endswith((".pdf", ".docx", ".csv")) and "overleg" in r.rule
    ]
    assert all("punt_id" in rule for rule in files) and files
    assert als("huisarts").get(f"/overleggen/{geweest}/verslag.pdf").status_code == 404
    html = als("huisarts").get(overzicht(geweest)).get_data(as_text=True)
    assert '<ol class="overzicht niet-afdrukken"' in html
    for name in ("Truus", "Nadia"):
        assert name not in html[: html.index('<ol class="overzicht')], "nor above the list"
