"""Emergency access: asking for it, and ending it."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten import noodtoegang as services
from overlegtafel.core.fouten import Ongeldig, Verborgen
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import limiter
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log

bp = Blueprint("noodtoegang", __name__, url_prefix="/noodtoegang")


@bp.get("")
@login_required
def formulier():
    _require()
    return _form()


# Who is looking for somebody does not need more; who is fishing does.
@bp.post("")
@login_required
@limiter.limit(lambda: current_app.config.get("NOODLIMIET", "10 per hour"), key_func=lambda: f"nood:{current_user.id}")
def begin():
    _require()
    try:
        invoer = services.check_noodtoegang(request.form)
        with transaction():
            fg_pagina = current_app.config["BASE_URL"].rstrip("/") + "/logboek/noodtoegang"
            found, is_nood = services.begin(invoer, by=current_user, fg_pagina=fg_pagina)
    except Ongeldig as error:
        with transaction():
            log("noodtoegang.gezocht", Actie.EXECUTE, by=current_user, recht=Recht.NOODTOEGANG, aantal=0)
        return _form(error.velden), 422
    if is_nood and len(found) > 1:
        flash("Deze cliënt staat er meer dan één keer in. Hieronder staan ze allemaal.")
        return redirect(url_for("noodtoegang.formulier"), 303)
    if not is_nood:
        flash("U mag deze cliënt al zien. Er is geen noodtoegang begonnen.")
    return redirect(url_for("tafel.client", client_id=found[0]), 303)


@bp.post("/<uuid:noodtoegang_id>/einde")
@login_required
def einde(noodtoegang_id):
    _require()
    with transaction():
        services.end(noodtoegang_id, by=current_user)
    flash("De noodtoegang is gestopt. De FG beoordeelt die nog.")
    return redirect(url_for("noodtoegang.formulier"), 303)


def _require() -> None:
    if not current_user.may(Recht.NOODTOEGANG):
        raise Verborgen


def _form(fouten=None):
    with transaction():
        running = services.list_running(current_user)
    return render_template(
        "clienten/noodtoegang.html",
        lopend=running,
        waarden=request.form,
        fouten=fouten or {},
        uren=services.DUUR.seconds // 3600,
    )
