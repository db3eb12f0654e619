"""One's own account: who I am, under which functie I act, my password, my sessions."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang import accounts, brieven, sessies, tweede_stap
from overlegtafel.toegang.bevestigen import TeVaak, confirm
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account, Sessie
from overlegtafel.toegang.routes import leave

bp = Blueprint("account", __name__)


@bp.get("/account")
@login_required
def account():
    return _page()


@bp.post("/account/werkplek")
@login_required
def werkplek():
    """Go on under another functie; what one may see changes with it, so it starts at the beginning."""
    with transaction():
        chosen = parse_uuid(request.form.get("gebruiker"))
        if chosen is None or not sessies.act_as(chosen, by=current_user):
            raise NotFound
    return redirect(url_for("tafel.vandaag"), 303)


@bp.post("/account/wachtwoord")
@login_required
def wachtwoord():
    try:
        with transaction():
            email = db.session.get_one(Account, current_user.account_id).email
        new = accounts.check_new_wachtwoord(email, request.form.get("wachtwoord", ""), request.form.get("herhaal", ""))
        confirm(request.form.get("oud", ""), veld="oud")
    except Ongeldig as fout:
        return _page(fout.velden), 422
    wachtwoord_hash = accounts.hash_wachtwoord(new)
    with transaction():
        own = db.session.get_one(Account, current_user.account_id)
        accounts.set_wachtwoord(own, wachtwoord_hash)
        sessies.end_sessies(Sessie.account_id == own.id, behalve=current_user.sessie.id)
        brieven.tell_password_changed(own)
        log("wachtwoord.gewijzigd", Actie.UPDATE, by=current_user, object_soort="account", object_id=own.id)
    flash("Uw wachtwoord is gewijzigd. Op andere toestellen bent u uitgelogd.")
    return redirect(url_for("account.account"), 303)


@bp.post("/account/sessies/<uuid:sessie_id>/einde")
@login_required
def sessie_einde(sessie_id):
    with transaction():
        if not sessies.end_sessie(sessie_id, by=current_user):
            raise NotFound
    if sessie_id == current_user.sessie.id:
        return leave()
    flash("Op dat toestel bent u uitgelogd.")
    return redirect(url_for("account.account", _anchor="sessies"), 303)


@bp.post("/account/overal-uitloggen")
@login_required
def overal_uitloggen():
    with transaction():
        ended = sessies.end_sessies(Sessie.account_id == current_user.account_id)
        log(
            "sessies.beeindigd",
            Actie.EXECUTE,
            by=current_user,
            object_soort="account",
            object_id=current_user.account_id,
            aantal=ended,
        )
    return leave("U bent overal uitgelogd.")


@bp.app_errorhandler(TeVaak)
def te_vaak(_error: TeVaak):
    return leave("U typte uw wachtwoord vijf keer verkeerd. Wacht een kwartier en log dan opnieuw in.")


def _page(fouten: dict | None = None):
    with transaction():
        own = db.session.get_one(Account, current_user.account_id)
        running = sessies.list_sessies(own.id)
        codes = 0 if current_app.config["DEMO"] else tweede_stap.count_herstelcodes(own)
    return render_template(
        "toegang/account.html",
        email=own.email,
        mail_mislukt_op=own.mail_mislukt_op,
        ziet_clienten=current_user.may(Recht.LEZEN),
        sessies=running,
        herstelcodes=codes,
        demo=current_app.config["DEMO"],
        fouten=fouten or {},
        minimum=accounts.MIN_WACHTWOORD,
    )
