"""The browser somebody signed in on before: a signed cookie, so that guesses elsewhere do not lock them out there."""

import secrets
from hashlib import sha256
from uuid import UUID

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "overlegtafel-toestel"
_JAAR = 365 * 24 * 3600
# A computer in a shared room knows its last colleagues.
_MOST = 12


def find_browser(account_id: UUID | None) -> str | None:
    """The random id of this browser, when this account signed in on it before."""
    browser, marks = _read()
    return browser if account_id is not None and _mark(account_id) in marks else None


def remember(response: Response, account_id: UUID) -> None:
    """Put this account first in the cookie of this browser."""
    (browser, known), mark = _read(), _mark(account_id)
    marks = [mark, *(m for m in known if m != mark)][:_MOST]
    response.set_cookie(
        COOKIE,
        _serializer().dumps([browser or secrets.token_urlsafe(16), *marks]),
        max_age=_JAAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _read() -> tuple[str, list[str]]:
    """The id of this browser, and whom it knows; both empty when it holds no cookie of ours."""
    try:
        browser, *marks = _serializer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return "", []
    return browser, marks


def _serializer() -> URLSafeSerializer:
    # Another salt when the cookie holds something else: then those of before are no longer read.
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="toestel-2")


def _mark(account_id: UUID) -> str:
    return sha256(b"toestel" + account_id.bytes).hexdigest()[:20]
