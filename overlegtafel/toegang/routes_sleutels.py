"""Links from letters: an invitation, or a new password. Opening one uses nothing up; choosing a password does."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, logout_user

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import limiter
from overlegtafel.toegang import accounts, brieven, sessies
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account, Sessie, Sleutel
from overlegtafel.toegang.routes import sign_in_limit

bp = Blueprint("sleutels", __name__)

# Asking again within this time sends nothing more: the letter is on its way, and its link must go on working.
_NOG_ONDERWEG = timedelta(minutes=5)
_GEBEURTENIS = {"uitnodiging": "account.geactiveerd", "wachtwoord": "wachtwoord.hersteld"}


@bp.get("/uitnodiging/<sleutel>")
def uitnodiging(sleutel):
    return _show(sleutel, "uitnodiging")


@bp.post("/uitnodiging/<sleutel>")
@limiter.limit(sign_in_limit)
def uitnodiging_post(sleutel):
    return _choose(sleutel, "uitnodiging")


@bp.get("/wachtwoord/<sleutel>")
def wachtwoord(sleutel):
    return _show(sleutel, "wachtwoord")


@bp.post("/wachtwoord/<sleutel>")
@limiter.limit(sign_in_limit)
def wachtwoord_post(sleutel):
    return _choose(sleutel, "wachtwoord")


@bp.get("/wachtwoord-vergeten")
def vergeten():
    return _vergeten()


@bp.post("/wachtwoord-vergeten")
@limiter.limit(lambda: current_app.config.get("VERGEETLIMIET", "10 per minute"))
def vergeten_post():
    """The answer is the same for every address; only the owner of a known one gets a letter."""
    email = clean_line(request.form.get("email"))[:254]
    if "@" not in email:
        return _vergeten(email, {"email": "Typ uw e-mailadres, bijvoorbeeld naam@organisatie.nl."}), 422
    with transaction():
        account = accounts.find_account(email)
        recent = account and accounts.made_link_since(account, "wachtwoord", now() - _NOG_ONDERWEG)
        if account and account.wachtwoord_hash and not recent:
            brieven.send_password_link(account)
        accounts.log_typed("wachtwoord.aangevraagd", email)
    return render_template("toegang/vergeten_verstuurd.html", email=email, zonder_post=_zonder_post())


def _vergeten(email: str = "", fouten: dict | None = None):
    return render_template("toegang/vergeten.html", email=email, fouten=fouten or {}, zonder_post=_zonder_post())


def _zonder_post() -> bool:
    """Only in the demo can there be no post."""
    return not current_app.config["SMTP_URL"]


def _find(sleutel: str, doel: str) -> tuple[Sleutel | None, bool]:
    """The link, and whether it works: nobody used it, it is in time, and its owner still works here."""
    with transaction():
        link = accounts.find_link(sleutel, doel)
        works = link is not None and link.is_geldig and accounts.find_account(link.account.email) is not None
    return link, works


def _show(sleutel: str, doel: str):
    link, works = _find(sleutel, doel)
    return _form(link.account, doel) if works else _dead(link, doel)


def _choose(sleutel: str, doel: str):
    link, works = _find(sleutel, doel)
    if not works:
        return _dead(link, doel)
    account = link.account
    try:
        chosen = accounts.check_new_wachtwoord(
            account.email, request.form.get("wachtwoord", ""), request.form.get("herhaal", "")
        )
    except Ongeldig as fout:
        return _form(account, doel, fout.velden), 422
    # Slow on purpose, so before the transaction.
    wachtwoord_hash = accounts.hash_wachtwoord(chosen)
    with transaction():
        used = accounts.use_link(link)
        if used:
            _set(account, wachtwoord_hash, doel)
    if not used:
        return _dead(link, doel)
    logout_user()
    session.clear()
    flash("Uw wachtwoord is ingesteld. Log ermee in.")
    return redirect(url_for("toegang.inloggen"), 303)


def _set(account: Account, wachtwoord_hash: str, doel: str) -> None:
    accounts.set_wachtwoord(account, wachtwoord_hash)
    sessies.end_sessies(Sessie.account_id == account.id)
    if current_user.is_authenticated and current_user.account_id != account.id:
        # Who opens a link while a colleague is signed in on this browser: that colleague is signed out.
        sessies.end_sessie(current_user.sessie.id, by=current_user, gebeurtenis="afgemeld")
    if doel == "wachtwoord":
        brieven.tell_password_changed(account)
    werkplekken = sessies.list_werkplekken(account.id)
    log(_GEBEURTENIS[doel], Actie.UPDATE, by=werkplekken[0], object_soort="account", object_id=account.id)


def _form(account: Account, doel: str, fouten: dict | None = None):
    return render_template(
        "toegang/kies_wachtwoord.html",
        email=account.email,
        doel=doel,
        fouten=fouten or {},
        minimum=accounts.MIN_WACHTWOORD,
    )


def _dead(link: Sleutel | None, doel: str):
    """A link that was never there: 404. One that worked once: 410."""
    return render_template("toegang/dode_link.html", doel=doel, bekend=link is not None), 410 if link else 404
