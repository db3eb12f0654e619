"""A person at a browser without JavaScript, or (htmx=True) the requests htmx would send."""

import html
import re

from flask import Flask

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
