"""What the tests of beheer share: addresses, inviting somebody, the letters that wait."""

import re

from sqlalchemy import select

from overlegtafel.core.post import Brief
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Gebruiker
from tests.persona import Persona, token_in

WACHTWOORD = "vijf rode fietsen op de brug"
ROOS = {"email": "roos@demo.test", "voornaam": "Roos", "voorvoegsel": "van", "achternaam": "Dijk", "telefoon": ""}


def organisatie(organisatie_id, what: str = "") -> str:
    return f"/beheer/organisaties/{organisatie_id}{what}"


def mens(mens_id, what: str = "") -> str:
    return f"/beheer/mensen/{mens_id}{what}"


def team(team_id, what: str = "") -> str:
    return f"/beheer/teams/{team_id}{what}"


def invite(persona, organisatie_id, functie: str, **values):
    return persona.post(organisatie(organisatie_id, "/mensen/nieuw"), ROOS | {"functie": functie} | values)


def letters(app, aan: str) -> list[Brief]:
    with app.app_context():
        return list(db.session.scalars(select(Brief).where(Brief.aan == aan).order_by(Brief.gemaakt_op)))


def link_in(brief: Brief) -> str:
    """The path of the link in a letter."""
    return re.search(r"http://127.0.0.1:8000(/\S+)", brief.tekst)[1]


def accept(app, path: str, email: str = ROOS["email"]) -> Persona:
    """Choose a password with the link of an invitation, and sign in."""
    browser = app.test_client()
    page = browser.get(path)
    assert page.status_code == 200
    form = {"csrf_token": token_in(page.get_data(as_text=True)), "wachtwoord": WACHTWOORD, "herhaal": WACHTWOORD}
    assert browser.post(path, data=form).status_code == 303
    return Persona(app, email, WACHTWOORD)


def stored(app, mens_id) -> Gebruiker:
    with app.app_context():
        return db.session.get_one(Gebruiker, mens_id)


def find(app, email: str, functie: str) -> Gebruiker:
    with app.app_context():
        query = select(Gebruiker).join(Account).where(Account.email == email, Gebruiker.functie == functie)
        return db.session.scalars(query).unique().one()
