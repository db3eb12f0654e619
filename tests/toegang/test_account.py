"""One's own account: under which functie one acts, the password, and every session, ended from anywhere."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Gebruiker, Sessie, Team, Waarneming
from tests.persona import WACHTWOORD, Persona
from tests.toegang.hulp import change, events, log_lines
from tests.toegang.venster import Venster

NIEUW = "vier fietsen op de stoep"


@pytest.fixture
def tweede_functie(app, wereld):
    """The huisarts is also wijkverpleegkundige of Envida."""
    with app.app_context():
        account = db.session.scalars(select(Account).filter_by(email="huisarts@demo.test")).one()
        other = Gebruiker(
            id=uuid4(), account=account, voornaam="Els", achternaam="Peeters", functie="wijkverpleegkundige",
            organisatie_id=wereld.envida,
        )  # fmt: skip
        db.session.add(other)
        db.session.commit()
        return other.id


def test_who_i_am(app, als, wereld):
    with app.app_context():
        huisarts = db.session.get(Gebruiker, wereld.huisarts)
        huisarts.teams.append(db.session.get(Team, wereld.sociaal_team))
        db.session.add(
            Waarneming(voor_id=wereld.huisarts2, door_id=wereld.huisarts, van=today(), tot=today(), gemaakt_op=now(),
                       gemaakt_door_id=wereld.beheer)
        )  # fmt: skip
        db.session.commit()
    page = als("huisarts").text("/account")
    for words in ("Els Peeters", "huisarts@demo.test", "Huisartsenpraktijk Nazareth", "Sociaal team Nazareth-Limmel",
                  "U neemt waar voor Koen van der Meer"):  # fmt: skip
        assert words in page
    assert "Werken als" not in page


def test_acting_under_another_functie(app, wereld, tweede_functie):
    persona = Persona(app, "huisarts@demo.test")
    page = persona.get("/vandaag").text
    assert "Werk als wijkverpleegkundige, Envida" in page
    assert persona.get(f"/clienten/{wereld.gerrit}").status_code == 404
    assert persona.get(f"/clienten/{wereld.moeder}").status_code == 200
    answer = persona.post("/account/werkplek", {"gebruiker": str(tweede_functie)})
    assert (answer.status_code, answer.location) == (303, "/vandaag")
    assert persona.get(f"/clienten/{wereld.moeder}").status_code == 404, "sees what the other functie may"
    assert "Werk als huisarts, Huisartsenpraktijk Nazareth" in persona.get("/account").text
    (line,) = log_lines(app, gebeurtenis="werkplek.gewisseld")
    assert (line.gebruiker_id, line.functie) == (tweede_functie, "wijkverpleegkundige")
    # The next time one begins where one was.
    assert "Werk als huisarts" in Persona(app, "huisarts@demo.test").get("/vandaag").text
    for other in (wereld.psychiater, uuid4(), "x", "", "\x00"):
        assert persona.post("/account/werkplek", {"gebruiker": str(other)}).status_code == 404
    change(app, update(Gebruiker).where(Gebruiker.id == wereld.huisarts).values(actief=False))
    assert persona.post("/account/werkplek", {"gebruiker": str(wereld.huisarts)}).status_code == 404
    assert persona.get("/vandaag").status_code == 200, "the other functie goes on"


def test_a_role_removed_while_its_screen_is_open(app, als, wereld):
    huisarts = als("huisarts")
    address = f"/clienten/{wereld.truus}/plan/regels/{wereld.doel}/wijzigen"
    assert huisarts.get(address).status_code == 200
    change(app, update(Gebruiker).where(Gebruiker.id == wereld.huisarts).values(actief=False))
    for htmx in (False, True):
        answer = huisarts.post(address, {"tekst": "Te laat", "versie": "1"}, htmx=htmx)
        assert answer.status_code == (401 if htmx else 302) and "Truus" not in answer.text
    assert huisarts.get(f"/clienten/{wereld.truus}").location.startswith("/inloggen")


def test_changing_the_password(app, als, wereld):
    huisarts, elsewhere = als("huisarts"), Persona(app, "huisarts@demo.test")
    form = {"oud": WACHTWOORD, "wachtwoord": NIEUW, "herhaal": NIEUW}
    for wrong, field, melding in (
        ({"oud": "mis-getypt"}, "oud", "klopt niet"),
        ({"wachtwoord": "kort", "herhaal": "kort"}, "wachtwoord", "minstens 12"),
        ({"herhaal": "anders"}, "herhaal", "niet gelijk"),
        ({"wachtwoord": ""}, "wachtwoord", "minstens 12"),
    ):
        refused = huisarts.post("/account/wachtwoord", form | wrong)
        assert refused.status_code == 422 and melding in refused.text and f'id="{field}-fout"' in refused.text
        assert NIEUW not in refused.text and "mis-getypt" not in refused.text
    assert elsewhere.get("/vandaag").status_code == 200
    answer = huisarts.post("/account/wachtwoord", form)
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Uw wachtwoord is gewijzigd" in huisarts.text("/account")
    assert elsewhere.get("/vandaag").status_code == 302, "the other session has ended"
    venster = Venster(app)
    assert venster.sign_in().status_code == 422 and venster.sign_in(wachtwoord=NIEUW).status_code == 303
    assert events(app).count("wachtwoord.gewijzigd") == 1
    with app.app_context():
        assert db.session.execute(db.text("SELECT onderwerp FROM brief")).scalar() == "Uw wachtwoord is gewijzigd"


def test_guessing_the_password_at_an_open_screen(app, als):
    huisarts = als("huisarts")
    form = {"oud": "mis-getypt", "wachtwoord": NIEUW, "herhaal": NIEUW}
    assert [huisarts.post("/account/wachtwoord", form).status_code for _ in range(4)] == [422] * 4
    out = huisarts.post("/account/wachtwoord", form)
    assert (out.status_code, out.location) == (303, "/inloggen")
    assert "vijf keer verkeerd" in huisarts.get("/inloggen").text
    assert huisarts.get("/vandaag").status_code == 302
    assert events(app)[-2:] == ["wachtwoord.mislukt", "aanmelden.geblokkeerd"]


def test_sessions_seen_and_ended_from_elsewhere(app, als, wereld):
    here, there = als("huisarts"), Persona(app, "huisarts@demo.test")
    page = here.get("/account").text
    addresses = re.findall(r'action="(/account/sessies/[^"]+/einde)"', page)
    assert len(addresses) == 2 and page.count(">deze<") == 1
    assert als("psychiater").get("/vandaag").status_code == 200
    with app.app_context():
        foreign = db.session.scalars(select(Sessie.id).where(Sessie.gebruiker_id == wereld.psychiater)).one()
    for nobody in (foreign, uuid4()):
        assert here.post(f"/account/sessies/{nobody}/einde").status_code == 404
    assert als("psychiater").get("/vandaag").status_code == 200
    mine = there_is = None
    for address in addresses:
        part = page[page.index(address) - 700 : page.index(address)]
        mine, there_is = (address, there_is) if ">deze<" in part.rsplit("<li>")[-1] else (mine, address)
    assert here.post(there_is).location == "/account#sessies"
    assert there.get("/vandaag").status_code == 302 and here.get("/vandaag").status_code == 200
    assert here.post(there_is).status_code == 404, "gone already"
    assert here.post(mine).location == "/inloggen"
    assert here.get("/vandaag").status_code == 302
    assert events(app, gebruiker_id=wereld.huisarts).count("sessie.beeindigd") == 2


def test_signing_out_everywhere(app, als, wereld):
    here, there, other = als("huisarts"), Persona(app, "huisarts@demo.test"), als("psychiater")
    answer = here.post("/account/overal-uitloggen")
    assert (answer.status_code, answer.location) == (303, "/inloggen")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert "overal uitgelogd" in here.get("/inloggen").text
    assert here.get("/vandaag").status_code == 302 and there.get("/vandaag").status_code == 302
    assert other.get("/vandaag").status_code == 200
    (line,) = log_lines(app, gebeurtenis="sessies.beeindigd")
    assert line.aantal == 2


def test_a_copied_cookie_is_dead_after_signing_out(app, als, wereld):
    huisarts = als("huisarts")
    thief = app.test_client()
    thief.set_cookie("overlegtafel", huisarts.browser.get_cookie("overlegtafel").value)
    assert thief.get(f"/clienten/{wereld.truus}").status_code == 200
    huisarts.post("/uitloggen")
    assert thief.get(f"/clienten/{wereld.truus}").status_code == 302
