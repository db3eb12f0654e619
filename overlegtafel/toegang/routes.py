"""Signing in and out."""

from hashlib import sha256
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, login_user, logout_user

from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import limiter
from overlegtafel.toegang import accounts, sessies
from overlegtafel.toegang.inzagelog import Actie, log

bp = Blueprint("toegang", __name__)


@bp.get("/")
def begin():
    return redirect(url_for("tafel.vandaag"))


@bp.get("/inloggen")
def inloggen():
    if current_user.is_authenticated:
        return redirect(url_for("tafel.vandaag"))
    return _form()


@bp.post("/inloggen")
@limiter.limit(lambda: current_app.config.get("INLOGLIMIET", "60 per minute"))
@limiter.limit(lambda: current_app.config.get("INLOGLIMIET_ADRES", "10 per minute"), key_func=lambda: _address_key())
def inloggen_post():
    email, wachtwoord = clean_line(request.form.get("email")), request.form.get("wachtwoord", "")
    account_id = accounts.check_wachtwoord(email[:254], wachtwoord[:200])
    with transaction():
        werkplekken = sessies.list_werkplekken(account_id) if account_id else []
        if werkplekken:
            sessies.start_sessie(werkplekken[0])
        else:
            log("aanmelden.mislukt", Actie.EXECUTE, by=None)
    if not werkplekken:
        return _form(email=email, fout="Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw."), 422
    session.clear()
    login_user(werkplekken[0])
    return redirect(_safe_target(request.form.get("volgende", "")), 303)


@bp.post("/uitloggen")
@login_required
def uitloggen():
    with transaction():
        sessies.end_sessie(current_user.sessie.id, by=current_user, gebeurtenis="afgemeld")
    logout_user()
    session.clear()
    response = redirect(url_for("toegang.inloggen"), 303)
    # What the browser still holds of these pages goes too: the next person may share the computer.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _address_key() -> str:
    """Attempts are counted per address too, whether it exists or not; as a hash, for the counter may be in Redis."""
    email = clean_line(request.form.get("email")).casefold()
    return "adres:" + sha256(email.encode(errors="replace")).hexdigest()


def _form(email: str = "", fout: str = ""):
    return render_template(
        "toegang/inloggen.html",
        email=email,
        fout=fout,
        volgende=request.values.get("volgende", ""),
        demo=current_app.config["DEMO"],
    )


def _safe_target(target: str) -> str:
    """Only a path of our own; anything else leads to Vandaag."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return url_for("tafel.vandaag")
    own = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if own else url_for("tafel.vandaag")
