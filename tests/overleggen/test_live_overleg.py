"""Who hears of a step at the table, and what an event holds: real servers, real sockets."""

from uuid import UUID

import pytest
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde
from overlegtafel.overleggen.models_punt import Agendapunt, Tafelstand
from overlegtafel.toegang.domein import Domein
from tests.berichten.schermen import Bediend, Luisteraar, cookie, until
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import Persona, field
from tests.wereld import allow

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def server(database_url):
    made = Bediend(database_url)
    assert until(made.answers), "the server did not start"
    yield made
    if made.process.poll() is None:
        made.stop()


@pytest.fixture
def overleg_id(app, wereld) -> UUID:
    with app.app_context():
        overleg = make_overleg(wereld, staat="bezig", begint_op=now())
        make_punt(overleg, wereld.truus)
        db.session.commit()
        return overleg.id


def versie(persona, url: str) -> str:
    return field(persona.get(url).get_data(as_text=True), "versie")


def test_a_step_reaches_everybody_there_and_holds_only_an_id(app, als, wereld, overleg_id, server):
    url = f"/overleggen/{overleg_id}/tafel"
    huisarts = als("huisarts")
    number = versie(huisarts, url)
    nurse, psychiater = (Luisteraar(server, cookie(als(name))) for name in ("wijkverpleging", "psychiater"))
    stranger = Luisteraar(server, cookie(als("huisarts2")))
    assert server.send(huisarts, f"{url}/verder", {"versie": number}) == 303
    assert nurse.hears("overleg", overleg_id) and psychiater.hears("overleg", overleg_id)
    # Coming in is told apart: it is no reason to ask at once.
    assert server.send(als("wijkverpleging"), f"{url}/binnen", {}) == 303
    assert psychiater.hears("aanwezig", overleg_id)
    with app.app_context():
        punt_id = db.session.scalars(select(Agendapunt.id)).one()
    # Who may not see the item hears nothing from within it.
    note = {"tekst": "Slaapt weer door", "versie": "0"}
    assert server.send(huisarts, f"/overleggen/punten/{punt_id}/notitie", note) == 303
    assert nurse.hears("punt", punt_id)
    assert psychiater.heard("punt") == [] and stranger.gehoord == []
    assert {key for event in (*nurse.gehoord, *psychiater.gehoord) for key in event} == {"soort", "id"}


def test_consent_withdrawn_and_rights_taken_are_told_at_once(app, als, wereld, overleg_id, server):
    nurse = Luisteraar(server, cookie(als("wijkverpleging")))
    consent = f"/clienten/{wereld.truus}/toestemming"
    with app.app_context():
        rule = allow(wereld.truus, Domein.WIJKVERPLEGING, soort="overleg").id
        db.session.commit()
    number = field(als("huisarts").get(f"{consent}?bewerken=1").text, "nummer")
    assert server.send(als("huisarts"), f"{consent}/{rule}/intrekken", {"nummer": number, "zeker": "1"}) == 303
    assert nurse.hears("overleg", overleg_id)
    # Who is taken off the meeting hears it too: their screen must close.
    with app.app_context():
        gone = db.session.scalars(
            select(Genodigde.id).where(
                Genodigde.overleg_id == overleg_id, Genodigde.gebruiker_id == wereld.wijkverpleging
            )
        ).one()
    before = len(nurse.heard("overleg"))
    assert server.send(als("huisarts"), f"/overleggen/{overleg_id}/mensen/{gone}/weg", {}) == 303
    assert until(lambda: len(nurse.heard("overleg")) > before)
    assert als("wijkverpleging").get(f"/overleggen/{overleg_id}/tafel").status_code == 404


def test_a_session_that_ends_hears_that_as_its_last(app, als, wereld, overleg_id, server):
    here, there = als("wijkverpleging"), Persona(app, "wijkverpleging@demo.test")
    screen = Luisteraar(server, cookie(here))
    assert server.send(there, "/account/overal-uitloggen", {}) == 303
    assert until(lambda: screen.heard("sessie"))
    heard = len(screen.gehoord)
    url = f"/overleggen/{overleg_id}/tafel"
    assert server.send(als("huisarts"), f"{url}/verder", {"versie": versie(als("huisarts"), url)}) == 303
    with app.app_context():
        assert db.session.get(Tafelstand, overleg_id).versie == 2
    assert len(screen.gehoord) == heard
