"""A person at a browser without JavaScript, or (htmx=True) the requests htmx would send."""

import html
import re

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account
from overlegtafel.toegang.routes import enter

WACHTWOORD = "overlegtafel-demo"


class Persona:
    """Signs in at once; post() sends the CSRF token of the page along."""

    def __init__(self, app: Flask, email: str, wachtwoord: str = WACHTWOORD):
        self.app = app
        self.email = email
        self.browser = app.test_client()
        page = self.browser.get("/inloggen").get_data(as_text=True)
        self._token = token_in(page)
        answer = self.browser.post(
            "/inloggen", data={"email": email, "wachtwoord": wachtwoord, "csrf_token": self._token}
        )
        assert answer.status_code == 303, f"{email} could not sign in"
        self._token = token_in(self.get("/account").get_data(as_text=True))

    @classmethod
    def already_in(cls, app: Flask, email: str) -> "Persona":
        """Signed in by what the form leads to, without the form and the pages round it: most tests are about what comes after."""
        persona = cls.__new__(cls)
        persona.app, persona.email, persona.browser = app, email, app.test_client()
        with app.test_request_context("/inloggen", method="POST"):
            with transaction():
                answer = enter(db.session.scalars(select(Account.id).where(Account.email == email)).one())
            persona._token = generate_csrf()
            app.session_interface.save_session(app, session, answer)
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, value = cookie.split(";")[0].split("=", 1)
            persona.browser.set_cookie(name, value)
        return persona

    def get(self, url: str, *, htmx: bool = False, target: str = "", **kwargs):
        return self.browser.get(url, headers=_headers(htmx, target), **kwargs)

    def post(self, url: str, data: dict | None = None, *, htmx: bool = False, target: str = "", **kwargs):
        form = {"csrf_token": self._token} | (data or {})
        return self.browser.post(url, data=form, headers=_headers(htmx, target), **kwargs)

    def text(self, url: str, **kwargs) -> str:
        """What can be read on a page, with the HTML taken out and entities undone."""
        answer = self.get(url, **kwargs)
        assert answer.status_code == 200, f"{url}: {answer.status_code}"
        return readable(answer)


def readable(answer) -> str:
    text = re.sub(r"<(script|style).*?</\1>", " ", answer.get_data(as_text=True), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "no CSRF token on the page"
    return found[1]


def field(page: str, name: str) -> str:
    """The value of an input, as a browser would send it back."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return html.unescape(found[1])


def _headers(htmx: bool, target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target} if htmx else {}
