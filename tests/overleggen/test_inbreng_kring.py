"""Bringing in widens no circle unseen: who reads the question is named beforehand, and only where clients are discussed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.toegang.domein import Domein
from tests.overleggen.besproken import page
from tests.overleggen.plannen import day, form, newest
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in, message_at
from tests.toegang.hulp import change, everything
from tests.wereld import allow

VRAAG = "Vermoeden van mishandeling: wat nu?"


def url(client_id) -> str:
    return f"/clienten/{client_id}/overleggen/inbrengen"


def bring(persona, client_id, overleg_id, **fields):
    typed = {"overleg": str(overleg_id), "wat": "consultatie", "tekst": VRAAG, "minuten": ""}
    return persona.post(url(client_id), typed | fields)


def make_meeting(app, wereld, sleutel: str = "mdo", **values):
    with app.app_context():
        overleg = make_overleg(wereld, sleutel, **{"begint_op": now() + timedelta(days=3)} | values)
        db.session.commit()
        return overleg.id


def circle(text: str) -> str:
    return text.split("Wie ziet dit punt")[1].split("en u.")[0]


@pytest.fixture
def gevraagd(app, wereld):
    """Truus stands on the agenda with guests: of the region and not invited, invited, without consent, and by name."""
    with app.app_context():
        overleg = make_overleg(wereld, begint_op=now() + timedelta(days=3))
        punt = make_punt(overleg, wereld.truus, vraag="Eerder gevraagd", ingebracht_door_id=wereld.huisarts)
        allow(wereld.truus, Domein.SOCIAAL)
        for name in ("gezinsregisseur", "sociaalteam", "psychiater"):
            ask_along(punt, wereld, name)
        db.session.add(
            Puntgast(id=uuid4(), agendapunt_id=punt.id, naam="Jo Bollen", rol="zoon", door_id=wereld.huisarts, op=now())
        )
        db.session.commit()
        return overleg.id, punt.id


def test_who_was_asked_along_before_is_named_before_a_second_question(app, als, wereld, gevraagd):
    overleg_id, punt_id = gevraagd
    nurse = als("wijkverpleging")
    for shown in (
        nurse.text(url(wereld.truus)),
        readable(nurse.post(f"{url(wereld.truus)}/kijkers", {"overleg": str(overleg_id)}, htmx=True)),
    ):
        for name in (
            "Els Peeters huisarts", "Ine Vroemen gezinsregisseur, bij dit punt gevraagd", "Jo Bollen zoon, bij dit punt gevraagd",
            "Wim Dols contactpersoon sociaal team, bij dit punt gevraagd",
        ):  # fmt: skip
            assert name in circle(shown), name
        assert "Ruth de Groot" not in circle(shown), "asked along, and without consent"
    # And so it is.
    assert bring(nurse, wereld.truus, overleg_id).status_code == 303
    for name in ("gezinsregisseur", "sociaalteam"):
        assert VRAAG in als(name).text(f"/overleggen/{overleg_id}")
    assert VRAAG not in als("psychiater").text(f"/overleggen/{overleg_id}")
    # At another meeting they are not asked.
    other = make_meeting(app, wereld, begint_op=now() + timedelta(days=4))
    answer = nurse.post(f"{url(wereld.truus)}/kijkers", {"overleg": str(other)}, htmx=True)
    assert "Jo Bollen" not in readable(answer) and "Ine Vroemen" not in readable(answer)


def test_guests_go_on_with_their_item_and_not_to_that_of_somebody_else(app, als, wereld, gevraagd):
    overleg_id, punt_id = gevraagd
    with app.app_context():
        later = make_overleg(wereld, begint_op=now() + timedelta(days=30))
        if_there = make_punt(later, wereld.truus, vraag=VRAAG, ingebracht_door_id=wereld.wijkverpleging).id
        plek = db.session.get_one(Agendapunt, punt_id).plek
        db.session.commit()
        later_id = later.id
    where = f"/overleggen/{overleg_id}/agenda/{plek}/uitstel"
    assert als("huisarts").post(where, {"versie": "1"}).status_code == 303
    assert "Eerder gevraagd" in als("wijkverpleging").text(f"/overleggen/{later_id}")
    assert als("gezinsregisseur").get(f"/overleggen/{later_id}").status_code == 404
    assert als("gezinsregisseur").get(page(if_there, "notitie")).status_code == 404
    with app.app_context():
        assert not db.session.scalars(select(Puntgast).where(Puntgast.agendapunt_id == if_there)).all()


def test_everybody_who_is_ticked_is_named_and_who_was_not_shown_is_not_asked(app, als, wereld):
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL)
        db.session.commit()
    first, other = make_meeting(app, wereld), make_meeting(app, wereld, begint_op=now() + timedelta(days=4))
    nurse = als("wijkverpleging")
    shown = nurse.get(url(wereld.truus))
    text = readable(shown).split("Mag bij dit punt meepraten")[1]
    assert "Wie aangevinkt is, leest uw vraag" in text and "Wim Dols contactpersoon sociaal team" in text
    # Ine may by consent, and was not invited: she is not offered, let alone ticked.
    assert shown.text.count('name="mee"') == shown.text.count(" checked><label", shown.text.index('name="mee"')) == 1
    assert str(wereld.gezinsregisseur) not in shown.text
    # Shown for one meeting and sent for another: nobody is asked along unseen.
    typed = form_in(shown, url(wereld.truus)) | {"overleg": str(other), "tekst": VRAAG}
    assert typed["mee"] == str(wereld.sociaalteam) and typed["mee_voor"] == str(first)
    assert nurse.post(url(wereld.truus), typed).status_code == 303
    with app.app_context():
        assert not db.session.scalars(select(Puntgast)).all()


def test_nobody_is_brought_in_where_no_clients_are_discussed(app, als, wereld):
    team = make_meeting(app, wereld, "team")
    before = everything(app)
    doctor = als("huisarts")
    assert str(team) not in doctor.get(url(wereld.truus)).text
    make_meeting(app, wereld)
    answer = bring(doctor, wereld.truus, team)
    assert answer.status_code == 422 and VRAAG in answer.text
    assert "geen cliënten ingebracht" in message_at(answer, "overleg")
    assert not {row for row in everything(app)["agendapunt"]} - set(before["agendapunt"])
    # Who has nothing to do with it is told nothing.
    assert bring(als("huisarts2"), wereld.gerrit, team).status_code == 404


def test_who_planned_a_meeting_and_left_it_brings_nobody_in(app, als, wereld):
    overleg = make_meeting(
        app, wereld, mensen=("huisarts", "wijkverpleging"), voorzitters=("wijkverpleging", "huisarts")
    )
    change(app, update(Overleg).where(Overleg.id == overleg).values(inbreng_tot=now() - timedelta(hours=1)))
    assert bring(als("wijkverpleging"), wereld.truus, overleg).status_code == 303, "a chair, until it begins"
    change(app, update(Genodigde).where(Genodigde.gebruiker_id == wereld.wijkverpleging).values(is_voorzitter=False))
    answer = bring(als("wijkverpleging"), wereld.truus, overleg, tekst="Nog iets?")
    assert answer.status_code == 422 and "Nog iets?" in readable(answer)
    with app.app_context():
        db.session.query(Genodigde).filter_by(gebruiker_id=wereld.wijkverpleging).delete()
        db.session.commit()
    before = everything(app)
    assert als("wijkverpleging").get(f"/overleggen/{overleg}").status_code == 404
    assert bring(als("wijkverpleging"), wereld.truus, overleg, tekst="Nog iets?").status_code == 404
    assert everything(app) == before


def test_who_plans_a_meeting_about_a_client_brings_them_in_at_once(app, als, wereld):
    """Also when the time to bring in is over by then, and somebody else chairs."""
    typed = form(wereld, soort="hoc", voor="", client=str(wereld.truus), dag=day(1), tijd="00:30", vraag=VRAAG)
    assert als("wijkverpleging").post("/overleggen/nieuw", typed).status_code == 303
    made = newest(app).id
    with app.app_context():
        assert db.session.scalars(select(Agendapunt.vraag).where(Agendapunt.overleg_id == made)).all() == [VRAAG]


def test_calling_off_counts_what_the_chair_may_see(app, als, wereld):
    overleg_id = make_meeting(app, wereld)
    with app.app_context():
        overleg = db.session.get_one(Overleg, overleg_id)
        make_punt(overleg, wereld.gerrit, vraag="Geheim", ingebracht_door_id=wereld.huisarts2)
        db.session.commit()
    where = f"/overleggen/{overleg_id}/afzeggen"
    shown = als("huisarts").text(where)
    assert "brachten" not in shown and "Er staat één besloten punt op de agenda" in shown
    with app.app_context():
        # One that came by itself and is closed to the chair counts just the same.
        overleg = db.session.get_one(Overleg, overleg_id)
        make_punt(overleg, wereld.vader, soort="bespreken")
        make_punt(overleg, wereld.truus, vraag="Open", ingebracht_door_id=wereld.wijkverpleging)
        make_punt(overleg, wereld.kind, soort="bespreken")
        db.session.commit()
    shown = als("huisarts").text(where)
    assert "Mensen brachten hier één punt in. Er staan 2 besloten punten op de agenda." in shown


def test_putting_back_a_closed_item_connects_it_with_no_other(app, als, wereld):
    overleg_id = make_meeting(app, wereld)
    with app.app_context():
        overleg = db.session.get_one(Overleg, overleg_id)
        gone = make_punt(overleg, wereld.gerrit, staat="vervallen").plek
        make_punt(overleg, wereld.gerrit)
        db.session.commit()
    answer = als("huisarts").post(f"/overleggen/{overleg_id}/agenda/{gone}/terug", {"versie": "1"})
    assert answer.status_code == 422 and "Dit punt kan niet meer terug op deze agenda." in readable(answer)
    assert "Deze cliënt" not in readable(answer)


def test_numbers_and_signs_no_database_holds_are_not_found(app, als, wereld):
    with app.app_context():
        punt_id = make_punt(make_overleg(wereld, staat="bezig"), wereld.truus).id
        db.session.commit()
    doctor = als("huisarts")
    before = everything(app)
    for number in (2**31, 2**63, 10**30):
        assert doctor.post(page(punt_id, f"notitie/versies/{number}/terug"), {"versie": "0"}).status_code == 404, number
    # Nothing was chosen: the kinds to choose from.
    for soort in ("%00", "mdo%00x"):
        assert doctor.get(f"/overleggen/nieuw?soort={soort}").status_code == 200
    for soort in ("\x00", "bestaatniet\x00"):
        assert doctor.post("/overleggen/nieuw", {"soort": soort}).status_code == 404
    assert everything(app) == before
