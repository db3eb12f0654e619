"""A browser without JavaScript that nobody is signed in on yet; keeps the CSRF token of the page it saw last."""

import re
import time

import pyotp
from flask import Flask

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account
from tests.persona import WACHTWOORD


class Venster:
    def __init__(self, app: Flask):
        self.browser = app.test_client()
        self.token = ""
        self.get("/inloggen")

    def _seen(self, answer):
        if found := re.search(r'name="csrf_token" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def get(self, url: str, **kwargs):
        return self._seen(self.browser.get(url, **kwargs))

    def post(self, url: str, data: dict | None = None, *, htmx: bool = False):
        headers = {"HX-Request": "true"} if htmx else {}
        return self._seen(self.browser.post(url, data={"csrf_token": self.token} | (data or {}), headers=headers))

    def sign_in(self, name: str = "huisarts", wachtwoord: str = WACHTWOORD, **fields):
        """As far as one request goes; in the demo that is in."""
        self.get("/inloggen?opnieuw=1")
        return self.post("/inloggen", {"email": f"{name}@demo.test", "wachtwoord": wachtwoord} | fields)

    def send_code(self, code: str):
        self.get("/inloggen")
        return self.post("/inloggen", {"code": code})

    def sign_out(self):
        self.get("/account")
        return self.post("/uitloggen")

    def is_signed_in(self) -> bool:
        return self.get("/vandaag").status_code == 200


def totp(geheim: str, later: int = 0) -> str:
    """The code an authenticator app shows, so many steps of half a minute from now."""
    return pyotp.TOTP(geheim).at(time.time() + later * 30)


def give_totp(app: Flask, name: str = "huisarts") -> str:
    """A second factor for this person, as if set up long ago."""
    geheim = pyotp.random_base32()
    with app.app_context():
        account = db.session.scalars(db.select(Account).filter_by(email=f"{name}@demo.test")).one()
        account.totp_geheim, account.totp_stap = geheim, None
        db.session.commit()
    return geheim
