"""Whose rights end, hears nothing more of the note: consent, session, seat, lock, frozen; also in another process."""

import time

import pytest
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models_inzage import Toestemming
from tests.berichten.schermen import Bediend, cookie, until
from tests.delen import REDIS_URL, has_redis
from tests.overleggen.livescherm import Schrijver
from tests.overleggen.tafels import ask_along, make_overleg, make_punt
from tests.persona import Persona, field
from tests.wereld import allow

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def tafel(app, wereld):
    """A meeting that goes on, about Truus, and her consent for home care."""
    with app.app_context():
        overleg = make_overleg(wereld, staat="bezig", begint_op=now())
        punt = make_punt(overleg, wereld.truus)
        rule = db.session.scalars(
            select(Toestemming.id).where(
                Toestemming.client_id == wereld.truus, Toestemming.domein == Domein.WIJKVERPLEGING
            )
        ).one()
        db.session.commit()
        return overleg.id, punt.id, rule


@pytest.fixture
def serve(database_url):
    made = []

    def start(**env) -> Bediend:
        made.append(Bediend(database_url, **env))
        assert until(made[-1].answers), "the server did not start"
        return made[-1]

    yield start
    for one in made:
        one.stop()


def withdraw(als, wereld, server, rule) -> None:
    consent = f"/clienten/{wereld.truus}/toestemming"
    number = field(als("huisarts").get(f"{consent}?bewerken=1").text, "nummer")
    assert server.send(als("huisarts"), f"{consent}/{rule}/intrekken", {"nummer": number, "zeker": "1"}) == 303


def test_consent_seat_and_session_that_end(app, als, wereld, tafel, serve):
    overleg_id, punt_id, rule = tafel
    server = serve()
    huisarts = Schrijver(server, cookie(als("huisarts")), punt_id)

    def nurse() -> tuple[Schrijver, Persona]:
        persona = Persona(app, "wijkverpleging@demo.test")
        return Schrijver(server, cookie(persona), punt_id), persona

    # Signed out: that screen, and not the other one of the same person.
    (one, persona), (other, _) = nurse(), nurse()
    assert server.send(persona, "/uitloggen", {}) in (302, 303)
    assert one.hears("notitie:weg") and one.events("notitie:weg")[0]["reden"] == "weg"
    # Locked: nothing comes until the password was given; then it catches up.
    locked, persona = nurse()
    assert server.send(persona, "/vergrendelen", {}) == 303
    assert until(lambda: locked.ask("notitie:wijziging", update=b"\x00\x00")["reden"] == "slot")
    assert huisarts.typ("Achter slot. ")["ok"]
    assert other.reads("Achter slot") and "Achter slot" not in locked.leest
    form = {"wachtwoord": "overlegtafel-demo", "volgende": "/vandaag"}
    assert server.send(persona, "/ontgrendelen", form) == 303
    assert locked.reads("Achter slot") and locked.typ("Weer open. ")["ok"]
    # Consent withdrawn: within a second, and not a word after it.
    began = time.monotonic()
    withdraw(als, wereld, server, rule)
    stored = time.monotonic()
    assert other.hears("notitie:weg") and locked.hears("notitie:weg")
    assert time.monotonic() - stored < 2, time.monotonic() - began
    assert huisarts.typ("Daarna. ")["ok"] and huisarts.reads("Daarna")
    assert not any("Daarna" in one.leest for one in (one, other, locked))
    assert other.typ("Toch. ")["reden"] == "gat" and other.open()["reden"] == "weg"
    # Taken off the meeting.
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING)
        gone = db.session.scalars(
            select(Genodigde.id).where(
                Genodigde.overleg_id == overleg_id, Genodigde.gebruiker_id == wereld.wijkverpleging
            )
        ).one()
        db.session.commit()
    again, _ = nurse()
    assert again.antwoord["ok"]
    assert server.send(als("huisarts"), f"/overleggen/{overleg_id}/mensen/{gone}/weg", {}) == 303
    assert again.hears("notitie:weg")
    for screen in (huisarts, one, other, locked, again):
        screen.close()


def test_rights_that_end_right_after_opening_and_who_leaves_a_team(app, als, wereld, tafel, serve):
    overleg_id, punt_id, _ = tafel
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        gone = db.session.scalars(
            select(Genodigde.id).where(
                Genodigde.overleg_id == overleg_id, Genodigde.gebruiker_id == wereld.wijkverpleging
            )
        ).one()
        db.session.commit()
    server = serve()
    personas = {name: als(name) for name in ("huisarts", "wijkverpleging", "psychiater", "beheer")}
    # The very first thing this process hears of: taken off the meeting; what is saved after it does not come.
    nurse = Schrijver(server, cookie(personas["wijkverpleging"]), punt_id)
    assert nurse.antwoord["ok"]
    assert server.send(personas["huisarts"], f"/overleggen/{overleg_id}/mensen/{gone}/weg", {}) == 303
    form = {"tekst": "Na haar vertrek", "versie": "0"}
    assert server.send(personas["huisarts"], f"/overleggen/punten/{punt_id}/notitie", form) == 303
    assert nurse.hears("notitie:weg") and "vertrek" not in nurse.leest
    # In the team that sits at her table, and not any more.
    psychiater = Schrijver(server, cookie(personas["psychiater"]), punt_id)
    assert psychiater.antwoord["ok"] and "vertrek" in psychiater.leest
    away = f"/beheer/teams/{wereld.ggz_team}/leden/{wereld.psychiater}/weg"
    assert server.send(personas["beheer"], away, {}) == 303
    assert psychiater.hears("notitie:weg")
    for screen in (nurse, psychiater):
        screen.close()


def test_a_guest_and_a_frozen_item_are_read_and_not_written(app, als, wereld, tafel, serve):
    _, punt_id, _ = tafel
    with app.app_context():
        ask_along(db.session.get_one(Agendapunt, punt_id), wereld, "sociaalteam")
        allow(wereld.truus, Domein.SOCIAAL, soort="overleg")
        db.session.commit()
    server = serve()
    huisarts = Schrijver(server, cookie(als("huisarts")), punt_id)
    assistent = Schrijver(server, cookie(als("sociaalteam")), punt_id)
    assert huisarts.typ("Zie je dit? ")["ok"] and assistent.reads("Zie je dit?")
    with app.app_context():
        punt = db.session.get_one(Agendapunt, punt_id)
        punt.staat = "vervallen"
        from overlegtafel.overleggen.seinen import tell_overleg

        tell_overleg(punt.overleg_id)
        db.session.commit()
    assert huisarts.hears("notitie:weg") and huisarts.events("notitie:weg")[0]["reden"] == "vast"
    refused = huisarts.typ("Te laat.")
    assert refused["reden"] == "vast" and "agenda" in refused["melding"]
    for screen in (huisarts, assistent):
        screen.close()


@pytest.mark.skipif(not has_redis(), reason="geen Redis op TEST_REDIS_URL")
def test_two_processes_are_one_note(app, als, wereld, tafel, serve):
    _, punt_id, rule = tafel
    here, there = serve(REDIS_URL=REDIS_URL), serve(REDIS_URL=REDIS_URL)
    huisarts = Schrijver(here, cookie(als("huisarts")), punt_id)
    nurse = Schrijver(there, cookie(als("wijkverpleging")), punt_id)
    assert huisarts.typ("Hier. ")["ok"] and nurse.reads("Hier. ")
    assert nurse.typ("Daar. ")["ok"] and huisarts.reads("Daar. ") and huisarts.leest == nurse.leest
    assert nurse.ask("notitie:hier", typt=True) == {"ok": True}
    assert huisarts.hears("notitie:hier")
    told = huisarts.events("notitie:hier")[0]
    assert told["wie"] == str(wereld.wijkverpleging) and told["typt"] is True
    assert "Saïda" not in str(huisarts.gehoord)
    withdraw(als, wereld, here, rule)
    assert huisarts.typ("Daarna. ")["ok"]
    assert nurse.hears("notitie:weg") and "Daarna" not in nurse.leest
    huisarts.close(), nurse.close()
