"""Beheer: from where the notes of an organisatie are fetched, and how that goes."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.beheer.poort import enter_region
from overlegtafel.core.datums import now
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import limiter
from overlegtafel.thuiszorg.haalbronnen import Proef, fetch_now, load_stand, set_haalbron, try_connection
from overlegtafel.thuiszorg.models import Haalbron
from overlegtafel.thuiszorg.ophaalinvoer import check_haalbron
from overlegtafel.toegang.domein import Recht

bp = Blueprint("ophalen", __name__, url_prefix="/beheer/organisaties/<uuid:organisatie_id>/ophalen")

_LEEG = {"adres": "", "elke_minuten": 60, "actief": "1"}


@bp.get("")
@login_required
def instellen(organisatie_id):
    return _page(organisatie_id)


@bp.post("")
@login_required
def instellen_post(organisatie_id):
    enter_region(current_user)
    versie = posted_versie()
    try:
        with transaction():
            load_stand(organisatie_id, by=current_user)
            invoer = check_haalbron(request.form, demo=current_app.config["DEMO"])
            set_haalbron(organisatie_id, invoer, versie=versie, by=current_user)
    except Ongeldig as error:
        return _page(organisatie_id, request.form, versie=versie, fouten=error.velden), 422
    except Verouderd:
        return _page(organisatie_id, request.form, stale=True), 409
    flash("Opgeslagen. Probeer nu de verbinding." if invoer.actief else "Opgeslagen. Het ophalen staat uit.")
    return redirect(url_for("ophalen.instellen", organisatie_id=organisatie_id), 303)


@bp.post("/proef")
@login_required
@limiter.limit("20 per minute", key_func=lambda: f"proef:{current_user.id}")
def proef(organisatie_id):
    return _page(organisatie_id, proef=try_connection(organisatie_id, by=current_user))


@bp.post("/nu")
@login_required
def nu(organisatie_id):
    with transaction():
        told = fetch_now(organisatie_id, by=current_user)
    flash(told)
    return redirect(url_for("ophalen.instellen", organisatie_id=organisatie_id), 303)


def _page(organisatie_id, typed=None, *, versie=None, fouten=None, stale=False, proef: Proef | None = None):
    with transaction():
        stand = load_stand(organisatie_id, by=current_user)
    bron = stand.bron
    return render_template(
        "thuiszorg/ophalen.html",
        stand=stand,
        bron=bron,
        rondes=stand.rondes,
        nu=now(),
        waarden=typed if typed is not None else _stored(bron),
        versie=versie if versie is not None else (bron.versie if bron else 0),
        fouten=fouten or {},
        huidig=bron if stale else None,
        regio=current_user.may(Recht.REGIO_BEHEREN),
        proef=proef,
    )


def _stored(bron: Haalbron | None) -> dict:
    if bron is None:
        return _LEEG
    return {"adres": bron.adres, "elke_minuten": bron.elke_minuten, "actief": "1" if bron.actief else ""}
