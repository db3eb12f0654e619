"""Signing in and out. The second factor, where there is none yet, is set up in routes_tweede_stap.py."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required, login_user, logout_user

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import leave_for
from overlegtafel.extensions import db, limiter
from overlegtafel.toegang import accounts, halfweg, sessies, toestel, tweede_stap
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account

bp = Blueprint("toegang", __name__)

_FOUT = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het opnieuw."
_TE_VAAK = "Inloggen lukte te vaak niet. Wacht een kwartier, of kies Wachtwoord vergeten."
_TE_LAAT = "Dat duurde te lang. Log opnieuw in."


def sign_in_limit() -> str:
    """How often one machine may try, whatever the address."""
    return current_app.config.get("INLOGLIMIET", "60 per minute")


@bp.get("/")
def begin():
    return redirect(url_for("tafel.vandaag"))


@bp.get("/inloggen")
def inloggen():
    if current_user.is_authenticated:
        return redirect(url_for("tafel.vandaag"))
    if "opnieuw" in request.args:
        halfweg.forget()
    return _code_form() if halfweg.read() else _form()


@bp.post("/inloggen")
@limiter.limit(sign_in_limit)
def inloggen_post():
    code = request.form.get("code", "")
    if "email" not in request.form:
        account_id = halfweg.read()
        return _finish(account_id, code) if account_id else (_form(fout=_TE_LAAT), 422)
    email = clean_line(request.form.get("email"))[:254]
    sleutel = _take_attempt(email)
    if sleutel is None:
        return _blocked(email)
    account_id = accounts.check_wachtwoord(email, request.form.get("wachtwoord", ""))
    if account_id is None:
        _note_failure(sleutel, email)
        return _form(email=email, fout=_FOUT), 422
    if current_app.config["DEMO"]:
        try:
            with transaction():
                return enter(account_id)
        except Ongeldig:
            return _form(email=email, fout=_FOUT), 422
    with transaction():
        accounts.give_back(sleutel)
        has_code = db.session.get_one(Account, account_id).totp_geheim is not None
        _end_earlier()
    logout_user()
    halfweg.begin(account_id)
    if has_code and code:
        return _finish(account_id, code)
    naar = "toegang.inloggen" if has_code else "tweede_stap.eerste"
    return redirect(url_for(naar, volgende=_wanted() or None), 303)


def _finish(account_id: UUID, code: str):
    """The second half: the code."""
    with transaction():
        account = db.session.get_one(Account, account_id)
        email = account.email
    if account.totp_geheim is None:
        return redirect(url_for("tweede_stap.eerste", volgende=_wanted() or None), 303)
    sleutel = _take_attempt(email)
    if sleutel is None:
        halfweg.forget()
        return _blocked(email)
    try:
        with transaction():
            account = db.session.get_one(Account, account_id)
            was_herstelcode = tweede_stap.check_code(account, code)
            response = enter(account_id)
            if was_herstelcode:
                log(
                    "herstelcode.gebruikt", Actie.EXECUTE, by=current_user, object_soort="account", object_id=account_id
                )
    except Ongeldig as fout:
        _note_failure(sleutel, email)
        return _code_form(fout.velden), 422
    return response


def enter(account_id: UUID, *, to: str | None = None):
    """Start the session, under the functie used last, and go where one wanted to be. Inside the caller's transaction."""
    werkplekken = sessies.list_werkplekken(account_id)
    if not werkplekken:
        # Left this very moment.
        raise Ongeldig({"code": _FOUT})
    gebruiker, target = werkplekken[0], to or _safe_target(_wanted())
    _end_earlier()
    sessies.start_sessie(gebruiker)
    account = db.session.get_one(Account, account_id)
    accounts.clear_failures(accounts.attempt_key(account.email, account, toestel.find_browser(account_id)))
    session.clear()
    login_user(gebruiker)
    response = redirect(target, 303)
    toestel.remember(response, account_id)
    return response


def _end_earlier() -> None:
    """Somebody else was signed in on this browser: that session must not run on without a cookie to end it with."""
    if current_user.is_authenticated:
        sessies.end_sessie(current_user.sessie.id, by=current_user, gebeurtenis="afgemeld")


@bp.post("/uitloggen")
@login_required
def uitloggen():
    with transaction():
        sessies.end_sessie(current_user.sessie.id, by=current_user, gebeurtenis="afgemeld")
    return leave()


def leave(melding: str = ""):
    """Away from here: what the browser still holds of these pages goes too, for the next person may share the computer."""
    logout_user()
    session.clear()
    if melding:
        flash(melding)
    response = leave_for(url_for("toegang.inloggen"))
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _take_attempt(email: str) -> str | None:
    """Under what the attempt was counted, or None when there are none left."""
    with transaction():
        account = accounts.find_account(email)
        sleutel = accounts.attempt_key(email, account, toestel.find_browser(account.id if account else None))
        if accounts.take_attempt(sleutel):
            return sleutel
        accounts.log_typed("aanmelden.geblokkeerd", email)
    return None


def _note_failure(sleutel: str, email: str) -> None:
    with transaction():
        accounts.log_typed("aanmelden.mislukt", email)
        if accounts.is_blocked(sleutel):
            accounts.log_typed("aanmelden.geblokkeerd", email)


def _blocked(email: str):
    return _form(email=email, fout=_TE_VAAK), 429


def _form(email: str = "", fout: str = ""):
    return render_template(
        "toegang/inloggen.html", email=email, fout=fout, volgende=_wanted(), demo=current_app.config["DEMO"]
    )


def _code_form(fouten: dict | None = None):
    return render_template("toegang/code.html", fouten=fouten or {}, volgende=_wanted())


def _wanted() -> str:
    return request.values.get("volgende", "")


def _safe_target(target: str) -> str:
    """Only a path of our own; anything else leads to Vandaag."""
    return target if is_own_path(target) else url_for("tafel.vandaag")


def is_own_path(target: str) -> bool:
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
