"""The one place that turns what went wrong into pages (or, for htmx, messages) in plain Dutch."""

import logging
from collections.abc import Callable

from flask import Flask, Response, current_app, make_response, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from overlegtafel.core.sporen import trace_of
from overlegtafel.core.weergave import is_automatic

logger = logging.getLogger(__name__)

_MELDINGEN = {
    400: ("Dit verzoek klopte niet", "Ga terug, ververs de pagina en probeer het opnieuw."),
    403: ("Dat mag u niet", "U mag dit wel zien, maar niet veranderen. Vraag het aan iemand die bij de cliënt betrokken is."),
    404: ("Niet gevonden", "Deze pagina bestaat niet, of is niet voor u. Zoek de cliënt bij Cliënten."),
    405: ("Dat kan hier niet", "Ga terug en gebruik de knoppen op de pagina."),
    413: ("Te veel tekst", "Dit is meer dan de Overlegtafel aanneemt. Kort de tekst in en probeer het opnieuw."),
    429: ("Even geduld", "U probeerde het te vaak achter elkaar. Wacht een minuut en probeer het opnieuw."),
    500: ("Er ging iets mis", "Dat ligt aan ons, niet aan u. Er is niets opgeslagen. Probeer het over een minuut opnieuw."),
    503: ("Even niet bereikbaar", "De gegevens zijn nu niet te bereiken. Er is niets opgeslagen. Probeer het over een minuut opnieuw."),
}  # fmt: skip

# A look stores nothing: that nothing was stored only frightens who wrote something on that page before.
_BIJ_KIJKEN = {
    503: ("Even niet bereikbaar", "De pagina is nu even niet te laten zien. Probeer het zo opnieuw."),
}

# What a form sends along that nobody typed, and what must never be shown back.
_NOT_TYPED = {
    "csrf_token",
    "versie",
    "notitie_versie",
    "nummer",
    "wachtwoord",
    "oud",
    "herhaal",
    "code",
    "volgende",
    "naar",
}


def register_errors(app: Flask, login_manager) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _database_gone)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(Exception, _unexpected)
    login_manager.unauthorized_handler(_not_signed_in)


def _http_error(error: HTTPException):
    if error.code is None or error.code < 400:
        return error
    response = make_response(error_page(error.code))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _csrf_error(_error: CSRFError):
    if not current_user.is_authenticated:
        return _not_signed_in()
    # Most often somebody signed in again in another tab: what was typed is shown to copy.
    return error_page(400, show_typed=True)


def _database_gone(error: Exception):
    # The message of the driver can hold parameters, so only the type is logged.
    logger.error("database unavailable: %s", type(error).__name__)
    return error_page(503)


def _database_error(error: DBAPIError):
    # Not one of its subtypes: the file is damaged, or no database at all.
    if error.connection_invalidated or type(error) is DatabaseError:
        return _database_gone(error)
    return _unexpected(error)


def _unexpected(error: Exception):
    logger.error("unexpected %s", trace_of(error))
    if current_app.config.get("RAISE_UNEXPECTED"):
        raise error
    return error_page(500)


def _not_signed_in():
    if is_automatic():
        # Nobody asked: a page that renews itself must not jump away under somebody's typing.
        return "", 204
    target = url_for("toegang.inloggen", volgende=request.path if request.method == "GET" else None)
    if request.htmx:
        response = make_response("", 401)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target)


def answer_errors_under(app: Flask, path: str, answer: Callable[[int], Response]) -> None:
    """Let what goes wrong at this address and below be told in the language that is spoken there: answer(status)."""
    app.extensions.setdefault("foutantwoorden", {})[path] = answer


def error_page(code: int, *, show_typed: bool = False):
    """The page (or, for htmx, the message above the page) for this error; what was typed is shown to copy."""
    for path, answer in current_app.extensions.get("foutantwoorden", {}).items():
        if f"{request.path}/".startswith(f"{path}/"):
            return answer(code)
    is_look = request.method in ("GET", "HEAD")
    told = _BIJ_KIJKEN if is_look and code in _BIJ_KIJKEN else _MELDINGEN
    title, advice = told.get(code, _MELDINGEN[400 if code < 500 else 500])
    if request.htmx:
        # The form stays as it is, with the text in it; only the message bar is filled.
        response = make_response(_render("fouten/_melding.html", title=title, advice=advice), code)
        response.headers["HX-Retarget"] = "#melding"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    typed = []
    if request.method == "POST" and (show_typed or code not in (400, 404, 405, 413)):
        typed = [value for key, value in request.form.items() if key not in _NOT_TYPED and value.strip()]
    return _render("fouten/fout.html", title=title, advice=advice, typed=typed, opnieuw=is_look and code == 503), code


def _render(template: str, **context) -> str:
    """Without Flask's context processors: one of them asks the database who is signed in, and that may be what failed."""
    return current_app.jinja_env.get_template(template).render(**context)
