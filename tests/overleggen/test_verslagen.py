"""Minutes per client, filed by themselves: who reads them, what stands in them, and what does not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.inzage import open_client
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.overleggen.opmaken import keep_present
from overlegtafel.overleggen.vaststellen import freeze_due
from overlegtafel.overleggen.verslagen import list_former, log_former
from overlegtafel.plannen import huishouden
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from tests.overleggen.besproken import (
    UITKOMST,
    decide,
    hidden_from,
    make_besproken,
    make_gesloten,
    make_verslag,
    note,
    page,
)
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.plannen.hulp import form_in, pdf_text
from tests.toegang.hulp import change, events, log_lines
from tests.wereld import allow, make_client, make_plan, seat


def van_client(client_id) -> str:
    return f"/clienten/{client_id}/overleggen"


def test_minutes_file_themselves_with_the_client(app, als, wereld):
    punt = make_verslag(app, wereld)
    for name in ("huisarts", "wijkverpleging"):
        listed = als(name).text(van_client(wereld.truus))
        assert UITKOMST in listed and "Afspraak: Rollator nakijken Saïda El Amrani" in listed
        assert f"Komt terug {show_date(today() + timedelta(days=30))}" in listed
        shown = als(name).text(page(punt))
        for part in ("Kan zij thuis blijven?", "Zij at weinig deze week.", UITKOMST, "Els Peeters (voorzitter)"):
            assert part in shown
    assert [line.client_id for line in log_lines(app, gebeurtenis="overleg.verslag")] == [wereld.truus] * 2


def test_who_was_not_invited_reads_them_by_relation_and_consent(app, als, wereld):
    punt = make_verslag(app, wereld, mensen=("huisarts",), er_waren=("huisarts",))
    assert "Zij at weinig" in als("wijkverpleging").text(page(punt))
    assert UITKOMST in als("wijkverpleging").text(van_client(wereld.truus))


def test_without_right_there_is_nothing(app, als, wereld):
    punt = make_verslag(app, wereld)
    # The psychiater sat at that meeting; the client gave the GGZ no consent.
    for name in ("psychiater", "huisarts2", "sociaalteam", "beheer", "fg"):
        for url in (van_client(wereld.truus), page(punt), page(punt, "verslag.pdf")):
            assert hidden_from(als(name), url), (name, url)
    assert set(events(app, client_id=wereld.truus)) == {"client.geweigerd"}


def test_consent_withdrawn_is_gone_at_once(app, als, wereld):
    punt = make_verslag(app, wereld)
    nurse = als("wijkverpleging")
    assert nurse.get(page(punt)).status_code == 200
    mine = Toestemming.client_id == wereld.truus, Toestemming.domein == "wijkverpleging"
    change(app, update(Toestemming).where(*mine).values(ingetrokken_op=now()))
    for url in (van_client(wereld.truus), page(punt), page(punt, "verslag.pdf")):
        assert hidden_from(nurse, url)


def test_consent_for_minutes_alone_shows_them_without_the_plan(app, als, wereld):
    punt = make_verslag(app, wereld)
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee", soort="plan")
        db.session.commit()
    nurse = als("wijkverpleging")
    assert nurse.get(f"/clienten/{wereld.truus}").status_code == 404
    for url in (page(punt), van_client(wereld.truus)):
        shown = nurse.get(url).get_data(as_text=True)
        assert UITKOMST in shown and "iets op de halve A4 dat u niet mag inzien" in shown
        assert "Rollator" not in shown and f'href="/clienten/{wereld.truus}"' not in shown
    assert "Rollator" not in pdf_text(nurse.get(page(punt, "verslag.pdf")).data)


def test_who_sat_in_the_room_but_not_at_this_item_was_not_there(app, als, wereld):
    punt = make_verslag(app, wereld)
    shown = als("huisarts").text(page(punt))
    assert "El Amrani wijkverpleegkundige, Envida" in shown
    assert "Ruth de Groot" not in shown and "Wim Dols" not in shown


def test_who_was_there_stays_who_was_there(app, als, wereld):
    """Kept when the meeting closes: consent given later, or withdrawn, or somebody leaving, changes nothing of that."""
    punt = make_verslag(app, wereld)
    with app.app_context(), transaction():
        keep_present(db.session.get_one(Agendapunt, punt).overleg)
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        db.session.execute(update(Gebruiker).where(Gebruiker.id == wereld.wijkverpleging).values(actief=False))
        db.session.commit()
    shown = als("huisarts").text(page(punt))
    assert "Saïda El Amrani" in shown and "Ruth de Groot" not in shown


def test_guests_of_the_item_are_named_when_they_were_there(app, als, wereld):
    punt = make_verslag(app, wereld)
    with app.app_context():
        for naam, er in (("Ans van den Berg", True), ("Jo van den Berg", False)):
            db.session.add(
                Puntgast(
                    id=uuid4(), agendapunt_id=punt, naam=naam, rol="kind", is_er=er, door_id=wereld.huisarts, op=now()
                )
            )
        db.session.commit()
    shown = als("huisarts").text(page(punt))
    assert "Ans van den Berg kind" in shown and "Jo van den Berg" not in shown


def test_who_was_asked_along_reads_that_item_and_no_other(app, als, wereld):
    punt = make_verslag(app, wereld, client="moeder", mensen=("huisarts", "sociaalteam"))
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ)
        ask_along(db.session.get_one(Agendapunt, punt), wereld, "psychiater")
        db.session.commit()
    shown = als("psychiater").get(page(punt))
    text = shown.get_data(as_text=True)
    assert shown.status_code == 200 and UITKOMST in text and "Schulden op een rij" not in text
    assert als("psychiater").get(van_client(wereld.moeder)).status_code == 404
    with app.app_context():
        inzage = open_client(
            wereld.moeder, by=db.session.get(Gebruiker, wereld.psychiater), soort=Soort.OVERLEG, als_gast=True
        )
        assert list_former(inzage) == []


def test_what_is_about_another_of_the_household_stays_with_who_may_see_them(app, als, wereld):
    with app.app_context():
        seat(wereld.vader, team_id=wereld.sociaal_team, doel="schulden")
        punt = make_besproken(wereld, make_gesloten(wereld), wereld.moeder)
        decide(wereld, punt, regel_id=wereld.vader_doel)
        decide(wereld, punt, regel_id=wereld.team_afspraak)
        db.session.commit()
        punt_id = punt.id
    # The huisarts of Nazareth does not see the father, a patient of the other practice.
    shown = als("huisarts").text(page(punt_id))
    assert "Schulden op een rij" in shown and "Vader slaapt" not in shown
    assert "Vader slaapt" in als("sociaalteam").text(page(punt_id)), "or nothing was hidden above"


def test_there_are_no_minutes_of_what_was_not_discussed_or_is_not_over(app, als, wereld):
    with app.app_context():
        over, running = make_gesloten(wereld), make_overleg(wereld, staat="bezig")
        ids = [
            make_punt(over, wereld.truus, staat="doorgeschoven").id,
            make_punt(over).id,
            make_besproken(wereld, running, wereld.moeder).id,
        ]
        db.session.commit()
    for punt_id in (*ids, uuid4()):
        assert als("huisarts").get(page(punt_id)).status_code == 404
    for client in (wereld.truus, wereld.moeder):
        assert "nog geen verslag" in als("huisarts").text(van_client(client))


def test_what_was_written_at_an_item_that_went_on_is_not_lost(app, als, wereld):
    with app.app_context():
        punt = make_punt(make_gesloten(wereld), wereld.truus, staat="doorgeschoven")
        note(wereld, punt, "Begonnen, niet afgekomen.")
        db.session.commit()
        punt_id = punt.id
    shown = als("huisarts").text(page(punt_id))
    assert "Begonnen, niet afgekomen." in shown and "Er staat niet bij wat eruit kwam" in shown


def test_newest_first_and_more_on_a_next_page(app, als, wereld):
    with app.app_context():
        for day in range(1, 24):
            overleg = make_gesloten(wereld, dagen=day, organisatie_id=wereld.nazareth)
            make_besproken(wereld, overleg, wereld.truus, uitkomst=f"Uitkomst {day:02}.", tekst="")
        db.session.commit()
    first = als("huisarts").text(van_client(wereld.truus))
    assert first.index("Uitkomst 01.") < first.index("Uitkomst 20.") and "Uitkomst 21." not in first
    rest = als("huisarts").text(van_client(wereld.truus) + "?vanaf=20")
    assert "Uitkomst 21." in rest and "Uitkomst 20." not in rest
    for odd in ("-1", "x", "9" * 30, "99"):
        assert als("huisarts").get(van_client(wereld.truus) + f"?vanaf={odd}").status_code == 200


def test_decisions_show_how_it_stands_with_them_by_now(app, als, wereld):
    make_verslag(app, wereld)
    assert "te laat" in als("huisarts").text(van_client(wereld.truus))
    change(app, update(Regel).where(Regel.id == wereld.afspraak).values(staat="gedaan"))
    shown = als("huisarts").text(van_client(wereld.truus))
    assert "gedaan" in shown and "te laat" not in shown


@pytest.mark.parametrize("vast", [False, True])
def test_minutes_of_a_double_are_found_at_the_client_it_became(app, als, wereld, vast):
    punt = make_verslag(app, wereld, dagen=20 if vast else 0)
    with app.app_context():
        keep = make_client(
            "Truus", "van den", "Berg", db.session.get(Client, wereld.truus).geboortedatum, praktijk=wereld.nazareth
        )
        make_plan(keep.huishouden_id)
        allow(keep.id, Domein.HUISARTSENZORG)
        db.session.commit()
        assert freeze_due() == vast
        by = db.session.get(Gebruiker, wereld.huisarts)
        with transaction():
            huishouden.merge(open_client(keep.id, by=by), open_client(wereld.truus, by=by))
        keep_id = keep.id
    for url in (van_client(keep_id), van_client(wereld.truus), page(punt)):
        shown = als("huisarts").text(url)
        assert UITKOMST in shown and "Rollator nakijken" in shown and "afgeschermd" not in shown


def test_former_minutes_beside_a_note_are_one_look_an_hour(app, wereld):
    ids = [make_verslag(app, wereld, dagen=day) for day in range(1, 5)]
    with app.app_context():
        by = db.session.get(Gebruiker, wereld.huisarts)
        for _ in range(2):
            with transaction():
                inzage = open_client(wereld.truus, by=by, soort=Soort.OVERLEG)
                former = list_former(inzage)
                log_former(inzage, former)
            assert [b.punt.id for b in former] == ids[:3]
    lines = log_lines(app, gebeurtenis="overleg.verslag")
    assert sorted(line.object_id for line in lines) == sorted(ids[:3])
    assert {line.client_id for line in lines} == {wereld.truus}


def test_no_name_stands_in_a_title_or_an_address(app, als, wereld):
    punt = make_verslag(app, wereld)
    with app.app_context():
        overleg = db.session.scalars(select(Overleg.id)).one()
    for url in (van_client(wereld.truus), page(punt), f"/overleggen/{overleg}/overzicht"):
        html = als("huisarts").get(url).get_data(as_text=True)
        assert "Berg" not in html[html.index("<title>") : html.index("</title>")]


def test_correcting_takes_one_step_and_leads_back_to_the_minutes(app, als, wereld):
    punt = make_verslag(app, wereld)
    minutes = als("huisarts").get(page(punt, "verslag")).text
    assert "Heropenen kan, met een reden die iedereen leest" in minutes
    better = page(punt, "uitkomst?verbeteren=1")
    assert f'href="{better}"' in minutes
    form = als("huisarts").get(better)
    assert UITKOMST in form_in(form, page(punt, "uitkomst"))["uitkomst"]
    for answer in (form, als("huisarts").get(page(punt, "notitie"))):
        assert f'href="{page(punt, "verslag")}">Terug naar het verslag' in answer.text
