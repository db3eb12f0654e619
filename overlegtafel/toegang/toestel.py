"""The browser somebody signed in on before: a signed cookie, so that a stranger's guesses do not lock them out there."""

from hashlib import sha256
from uuid import UUID

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

COOKIE = "overlegtafel-toestel"
_JAAR = 365 * 24 * 3600
# A computer in a shared room knows its last colleagues.
_MOST = 12


def is_known(account_id: UUID | None) -> bool:
    """Whether this account signed in on this browser before."""
    return account_id is not None and _mark(account_id) in _read()


def remember(response: Response, account_id: UUID) -> None:
    """Put this account first in the cookie of this browser."""
    mark = _mark(account_id)
    marks = [mark, *(m for m in _read() if m != mark)][:_MOST]
    response.set_cookie(
        COOKIE,
        _serializer().dumps(marks),
        max_age=_JAAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _read() -> list[str]:
    try:
        marks = _serializer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return []
    return [m for m in marks if isinstance(m, str)] if isinstance(marks, list) else []


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="toestel")


def _mark(account_id: UUID) -> str:
    return sha256(b"toestel" + account_id.bytes).hexdigest()[:20]
