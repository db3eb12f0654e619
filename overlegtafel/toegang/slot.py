"""The idle lock: nobody at the screen for a while, then the password first. What was typed waits, and goes on after."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import HTTPException

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.core.weergave import is_automatic
from overlegtafel.toegang import sessies
from overlegtafel.toegang.bevestigen import confirm
from overlegtafel.toegang.routes import is_own_path

bp = Blueprint("slot", __name__)

# What passes a lock: ways in, out and through; nothing of these shows a client.
_OPEN = {"gezond.gezond", "wacht.wacht", "toegang.uitloggen", "toegang.inloggen_post"}
# A system that brings its own key has no screen to lock.
_OPEN_ROOMS = {"slot", "sleutels", "fhir"}
# Typed, but never to be written into a page.
_SECRET = {"csrf_token", "wachtwoord", "oud", "herhaal", "code"}
# Sent along by a form without anybody typing it.
_NOT_TYPED = {"versie", "volgende"}
# A field of the refused form, in the form that unlocks.
_VELD = "getypt."


@bp.before_app_request
def guard():
    """Every request of somebody signed in: refused while locked, otherwise a sign of life, unless the page asked by itself."""
    if request.endpoint is None or request.endpoint in _OPEN or request.blueprint in _OPEN_ROOMS:
        return None
    # Who it is, on SQLite without the lock: a page then takes it for what it does itself, and a look that only reads not at all.
    with reading():
        if not current_user.is_authenticated:
            return None
    if note_lock():
        return _locked()
    if not is_automatic() and sessies.is_due(current_user.sessie):
        with transaction():
            sessies.touch(current_user.sessie)
    return None


def note_lock() -> bool:
    """Whether this session is locked; the first to find out writes it down."""
    if not sessies.is_locked(current_user.sessie):
        return False
    if current_user.sessie.vergrendeld_op is None:
        with transaction():
            sessies.lock(current_user)
    return True


def _locked():
    if request.htmx:
        return _fragment(401)
    if request.method == "GET":
        return _page(volgende=_address()), 401
    return _page(naar=_address(), getypt=_typed(request.form)), 401


@bp.get("/ontgrendelen")
@login_required
def formulier():
    """The form alone, for a page whose time is over."""
    if not note_lock():
        return "" if request.htmx else redirect(url_for("tafel.vandaag"))
    return _fragment(200) if request.htmx else (_page(), 401)


@bp.post("/ontgrendelen")
@login_required
def ontgrendelen():
    volgende, naar = request.form.get("volgende", ""), request.form.get("naar", "")
    getypt = _typed(request.form, _VELD)
    if note_lock():
        try:
            confirm(request.form.get("wachtwoord", ""))
        except Ongeldig as fout:
            if request.htmx:
                return _fragment(422, fout.velden)
            return _page(volgende=volgende, naar=naar, getypt=getypt, fouten=fout.velden), 422
        with transaction():
            sessies.unlock(current_user)
    if request.htmx:
        # The dialog goes; static/js sends again what was refused.
        return ""
    if getypt and _takes_posts(naar):
        # What was chosen goes along as well, but says nothing to a reader.
        shown = [value for name, value in getypt if name not in _NOT_TYPED and " " in value.strip()]
        return render_template("toegang/alsnog.html", naar=naar, getypt=getypt, getoond=shown)
    return redirect(volgende if is_own_path(volgende) else url_for("tafel.vandaag"), 303)


@bp.post("/vergrendelen")
@login_required
def vergrendelen():
    with transaction():
        sessies.lock(current_user)
    if request.htmx:
        return _fragment(200)
    volgende = request.form.get("volgende", "")
    return redirect(volgende if is_own_path(volgende) else url_for("tafel.vandaag"), 303)


def _page(*, volgende: str = "", naar: str = "", getypt: list | None = None, fouten: dict | None = None):
    return render_template(
        "toegang/vergrendeld.html",
        volgende=volgende,
        naar=naar,
        getypt=getypt or [],
        voorvoegsel=_VELD,
        fouten=fouten or {},
    )


def _fragment(status: int, fouten: dict | None = None):
    """The form in a dialog over the page; what is on the page, and in its forms, stays where it is."""
    response = make_response(render_template("toegang/_slot.html", fouten=fouten or {}), status)
    response.headers["HX-Retarget"] = "#slot"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _address() -> str:
    """Where this request went, as a path of our own."""
    return request.full_path if request.query_string else request.path


def _typed(form, prefix: str = "") -> list[tuple[str, str]]:
    """Every field of a form that was sent, in order; those of the refused form only, with a prefix."""
    found = [(name.removeprefix(prefix), v) for name, vs in form.lists() if name.startswith(prefix) for v in vs]
    return [(name, value) for name, value in found if name not in _SECRET]


def _takes_posts(path: str) -> bool:
    """Whether a form may be sent there: an address of our own that takes forms."""
    if not is_own_path(path):
        return False
    try:
        current_app.create_url_adapter(request).match(urlsplit(path).path, method="POST")
    except HTTPException:
        return False
    return True
