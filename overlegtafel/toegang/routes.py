"""Signing in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, login_user, logout_user

from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import limiter
from overlegtafel.toegang import services

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
@limiter.limit(lambda: current_app.config.get("INLOGLIMIET", "20 per minute"))
def inloggen_post():
    email, wachtwoord = clean_line(request.form.get("email")), request.form.get("wachtwoord", "")
    with transaction():
        gebruiker = services.sign_in(email[:254], wachtwoord[:200])
    if gebruiker is None:
        return _form(email=email, fout="Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw."), 422
    session.clear()
    login_user(gebruiker)
    return redirect(_safe_target(request.form.get("volgende", "")), 303)


@bp.post("/uitloggen")
@login_required
def uitloggen():
    with transaction():
        services.sign_out(current_user)
    logout_user()
    session.clear()
    response = redirect(url_for("toegang.inloggen"), 303)
    # What the browser still holds of these pages goes too: the next person may share the computer.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


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
