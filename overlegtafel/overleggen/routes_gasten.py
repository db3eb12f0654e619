"""Who takes part in one item: asking somebody along, and taking that back."""

from flask import Blueprint, flash, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.overleggen import gasten
from overlegtafel.overleggen.zicht import list_kijkers
from overlegtafel.toegang.services import find_people

bp = Blueprint("gasten", __name__, url_prefix="/overleggen/punten/<uuid:punt_id>/gasten")


@bp.get("")
@login_required
def lijst(punt_id):
    return _show(punt_id, zoek=request.args.get("zoek", ""))


@bp.post("")
@login_required
def erbij(punt_id):
    try:
        with transaction():
            gast = gasten.add_gast(punt_id, parse_uuid(request.form.get("wie")), by=current_user)
            said = f"{gast.weergavenaam} praat bij dit punt mee."
    except Ongeldig as error:
        return _show(punt_id, 422, zoek=request.form.get("zoek", ""), fouten=error.velden)
    flash(said)
    return leave_for(url_for("gasten.lijst", punt_id=punt_id))


@bp.post("/naam")
@login_required
def naam(punt_id):
    typed = {"naam": request.form.get("naam", ""), "rol": request.form.get("rol", "")}
    try:
        with transaction():
            gast = gasten.add_naam(punt_id, typed["naam"], typed["rol"], by=current_user)
            said = f"{gast.weergavenaam} praat bij dit punt mee."
    except Ongeldig as error:
        return _show(punt_id, 422, fouten=error.velden, getypt=typed)
    flash(said)
    return leave_for(url_for("gasten.lijst", punt_id=punt_id))


@bp.post("/<uuid:gast_id>/weg")
@login_required
def weg(punt_id, gast_id):
    try:
        with transaction():
            gasten.remove(punt_id, gast_id, by=current_user)
    except Ongeldig as error:
        return _show(punt_id, 422, fouten=error.velden)
    flash("Praat niet meer mee bij dit punt.")
    return leave_for(url_for("gasten.lijst", punt_id=punt_id))


def _show(punt_id, status: int = 200, *, zoek: str = "", fouten=None, getypt=None):
    """Who takes part, and who may see the item: a look at it like any other."""
    with transaction():
        zicht = gasten.open_gasten(punt_id, by=current_user)
        zicht.log_look()
        found = gasten.explain(zicht, find_people(zoek)[0]) if zoek.strip() else []
        page = {
            "zicht": zicht,
            "punt": zicht.punt,
            "overleg": zicht.punt.overleg,
            "client": zicht.inzage.client,
            "gasten": gasten.list_gasten(zicht.punt),
            "kijkers": list_kijkers(zicht.punt.overleg_id, [zicht.punt])[zicht.punt.id],
            "gevonden": found,
        }
    return fragment_or_page(
        "overleggen/_gasten.html",
        "overleggen/gasten.html",
        status,
        zoek=zoek,
        fouten=fouten or {},
        getypt=getypt or {"naam": "", "rol": ""},
        **page,
    )
