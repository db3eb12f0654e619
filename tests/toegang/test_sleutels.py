"""Links from letters: an invitation, a new password. Each works once and in time; looking at it uses nothing up."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.core.post import Brief
from overlegtafel.extensions import db
from overlegtafel.toegang.brieven import invite
from overlegtafel.toegang.models import Account, Gebruiker, Sleutel
from tests.persona import readable
from tests.toegang.hulp import change, events, log_lines
from tests.toegang.venster import Venster

NIEUW = "vier fietsen op de stoep"


def letters(app) -> list[Brief]:
    with app.app_context():
        return list(db.session.scalars(select(Brief).order_by(Brief.gemaakt_op)))


def link_in(brief: Brief) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/(?:wachtwoord|uitnodiging)/\S+)", brief.tekst)[1]


def forget(venster: Venster, email: str):
    venster.get("/wachtwoord-vergeten")
    return venster.post("/wachtwoord-vergeten", {"email": email})


def choose(venster: Venster, link: str, wachtwoord: str = NIEUW, herhaal: str | None = None):
    venster.get(link)
    return venster.post(link, {"wachtwoord": wachtwoord, "herhaal": wachtwoord if herhaal is None else herhaal})


@pytest.fixture
def invited(app, wereld) -> str:
    """Nieuw Persoon, invited as huisarts of Nazareth; the path of the link."""
    with app.app_context():
        account = Account(id=uuid4(), email="nieuw@demo.test", aangemaakt_op=now())
        db.session.add(
            Gebruiker(
                account=account,
                voornaam="Nieuw",
                achternaam="Persoon",
                functie="huisarts",
                organisatie_id=wereld.nazareth,
            )
        )
        db.session.flush()
        path = invite(account)
        db.session.commit()
        return path


def test_from_the_invitation_to_the_table(app, wereld, invited):
    (letter,) = letters(app)
    assert letter.aan == "nieuw@demo.test" and link_in(letter) == invited
    venster = Venster(app)
    for _ in range(3):
        page = venster.get(invited)
        assert page.status_code == 200 and "nieuw@demo.test" in page.text, "a mail scanner looks too"
    answer = choose(venster, invited)
    assert (answer.status_code, answer.location) == (303, "/inloggen")
    assert "Uw wachtwoord is ingesteld" in venster.get("/inloggen").text
    assert venster.sign_in("nieuw", NIEUW).status_code == 303
    assert venster.get(f"/clienten/{wereld.truus}").status_code == 200
    (line,) = log_lines(app, gebeurtenis="account.geactiveerd")
    assert line.object_soort == "account" and line.functie == "huisarts"
    # Used up.
    again = choose(Venster(app), invited, "een heel ander wachtwoord")
    assert again.status_code == 410 and "Deze link werkt niet meer" in again.text and "Log dan in" in again.text
    assert Venster(app).sign_in("nieuw", "een heel ander wachtwoord").status_code == 422


@pytest.mark.parametrize(
    ("wachtwoord", "herhaal", "melding"),
    [
        ("te kort", None, "minstens 12 tekens"),
        ("", None, "minstens 12 tekens"),
        ("x" * 201, None, "hooguit 200 tekens"),
        ("aaaaaaaaaaaaaaaa", None, "te makkelijk te raden"),
        ("ik ben nieuw hier", None, "te makkelijk te raden"),
        (NIEUW, "vier fietsen op de stoel", "niet gelijk"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_password_that_will_not_do(app, invited, wachtwoord, herhaal, melding):
    venster = Venster(app)
    answer = choose(venster, invited, wachtwoord, herhaal)
    assert answer.status_code == 422 and melding in answer.text
    assert not wachtwoord or f'value="{wachtwoord}"' not in answer.text
    assert choose(venster, invited).status_code == 303, "the link is not used up by that"


def test_a_link_that_does_not_work(app, wereld, invited):
    venster = Venster(app)
    for address in (
        "/uitnodiging/verzonnen",
        "/wachtwoord/verzonnen",
        "/uitnodiging/%00",
        "/wachtwoord/%ff%fe",
        "/uitnodiging/" + "a" * 3000,
    ):
        for answer in (venster.get(address), choose(venster, address)):
            assert answer.status_code in (400, 404), address
    page = venster.get("/wachtwoord/verzonnen")
    assert "Deze link werkt niet" in page.text and "/wachtwoord-vergeten" in page.text
    assert venster.get(invited.replace("uitnodiging", "wachtwoord")).status_code == 404, "for what it was made only"
    with app.app_context():
        newer = invite(db.session.scalars(select(Account).filter_by(email="nieuw@demo.test")).one())
        db.session.commit()
    assert venster.get(invited).status_code == 410, "a newer one took its place"
    change(app, update(Sleutel).values(verloopt_op=now() - timedelta(seconds=1)))
    for answer in (venster.get(newer), choose(venster, newer)):
        assert answer.status_code == 410 and "nieuwe uitnodiging" in answer.text
    change(app, update(Sleutel).values(verloopt_op=now() + timedelta(days=1)))
    change(app, update(Gebruiker).where(Gebruiker.voornaam == "Nieuw").values(actief=False))
    assert choose(venster, newer).status_code == 410, "who left has no use for it"


def test_a_new_password(app, als, wereld):
    huisarts, wijk = als("huisarts"), als("wijkverpleging")
    venster = Venster(app)
    answer = forget(venster, " Huisarts@Demo.test ")
    assert answer.status_code == 200 and "De link daarin werkt één uur" in answer.text
    (letter,) = letters(app)
    assert letter.aan == "huisarts@demo.test" and "Els" not in letter.tekst
    link = link_in(letter)
    assert forget(venster, "huisarts@demo.test").status_code == 200
    assert len(letters(app)) == 1 and venster.get(link).status_code == 200, "one letter at a time"
    # Opened on a computer where a colleague is signed in.
    wijk.get(link)
    page = wijk.get(link).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    done = wijk.post(link, {"wachtwoord": NIEUW, "herhaal": NIEUW, "csrf_token": token})
    assert done.status_code == 303
    assert huisarts.get("/vandaag").status_code == 302, "every session of that account has ended"
    assert wijk.get("/vandaag").status_code == 302, "and that of the colleague on this browser"
    assert venster.sign_in("huisarts").status_code == 422
    assert venster.sign_in("huisarts", NIEUW).status_code == 303
    assert Venster(app).sign_in("wijkverpleging").status_code == 303
    assert venster.get(link).status_code == 410
    assert letters(app)[-1].onderwerp == "Uw wachtwoord is gewijzigd"
    assert [e for e in events(app) if e.startswith("wachtwoord")] == ["wachtwoord.aangevraagd"] * 2 + [
        "wachtwoord.hersteld"
    ]


def test_after_a_new_password_one_is_not_locked_out(app, wereld):
    """Neither on the telephone it was chosen on, nor on the own computer."""
    venster, own = Venster(app), Venster(app)
    own.sign_in("huisarts")
    own.sign_out()
    for browser in (venster, own):
        assert [browser.sign_in("huisarts", "mis-getypt").status_code for _ in range(6)] == [422] * 5 + [429]
    forget(venster, "huisarts@demo.test")
    choose(venster, link_in(letters(app)[0]))
    for browser in (venster, own):
        assert browser.sign_in("huisarts", NIEUW).status_code == 303


def test_forgetting_tells_nobody_who_has_an_account(app, wereld, invited):
    pages = set()
    for email in ("huisarts@demo.test", "niemand@demo.test", "nieuw@demo.test", "x@demo.test\x00", "@"):
        page = forget(Venster(app), email)
        assert page.status_code == 200
        pages.add(re.sub(r"<b>[^<]*@[^<]*</b>", "", readable(page).replace(email.strip("\x00"), "")))
    assert len(pages) == 1
    lines = log_lines(app, gebeurtenis="wachtwoord.aangevraagd")
    assert [line.object_soort for line in lines] == ["account", None, "account", None, None]
    # Who never chose a password has the invitation for that.
    assert [brief.aan for brief in letters(app)] == ["nieuw@demo.test", "huisarts@demo.test"]
    wrong = forget(Venster(app), "geen adres")
    assert wrong.status_code == 422 and "Typ uw e-mailadres" in wrong.text and 'value="geen adres"' in wrong.text


def test_asking_too_often(app, wereld):
    app.config["VERGEETLIMIET"] = "2 per minute"
    venster = Venster(app)
    assert [forget(venster, f"p{n}@demo.test").status_code for n in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_in_the_demo_no_post_goes_out(app, wereld):
    assert "gaat er geen e-mail uit" in Venster(app).get("/wachtwoord-vergeten").text
    app.config["SMTP_URL"] = "smtp://localhost"
    assert "geen e-mail" not in Venster(app).get("/wachtwoord-vergeten").text
