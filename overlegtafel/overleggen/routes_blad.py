"""The sheet of a HOC or RTO: to read along with the client, to fill in, and to the half page."""

from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import leave_for
from overlegtafel.overleggen import bladen
from overlegtafel.overleggen.bespreken import back_url
from overlegtafel.overleggen.bladinvoer import MAX_WOORD, MAX_ZORGAFSPRAAK
from overlegtafel.overleggen.positief import DIMENSIES, VRAGEN
from overlegtafel.overleggen.vast import may_write
from overlegtafel.overleggen.zicht import open_punt

bp = Blueprint("bladen", __name__, url_prefix="/overleggen/punten/<uuid:punt_id>/blad")


@bp.get("")
@login_required
def blad(punt_id):
    return _page(punt_id, "overleggen/blad.html")


@bp.get("/wijzigen")
@login_required
def wijzigen(punt_id):
    return _page(punt_id, "overleggen/blad_form.html", schrijven=True)


@bp.post("/wijzigen")
@login_required
def wijzigen_post(punt_id):
    typed, versie = request.form.to_dict(), posted_versie()
    try:
        with transaction():
            bladen.save_blad(punt_id, typed, by=current_user, versie=versie)
    except Ongeldig as error:
        return _page(
            punt_id, "overleggen/blad_form.html", 422, getypt=typed, versie=versie, fouten=error.velden, schrijven=True
        )
    except Verouderd:
        # Field by field the other text stands beside what was typed; the next save starts from there.
        return _page(punt_id, "overleggen/blad_form.html", 409, getypt=typed, conflict=True, schrijven=True)
    return leave_for(url_for("bladen.blad", punt_id=punt_id) + _large())


@bp.post("/plan")
@login_required
def naar_plan(punt_id):
    versie = posted_versie()
    try:
        with transaction():
            bladen.put_on_plan(punt_id, by=current_user, versie=versie)
    except Ongeldig as error:
        message = error.velden.get("zorgafspraak") or error.velden["tekst"]
        return _page(punt_id, "overleggen/blad.html", 422, plan_fout=message)
    except Verouderd:
        return _page(
            punt_id, "overleggen/blad.html", 409, plan_fout="Iemand wijzigde het blad net. Zo staat het er nu."
        )
    flash("De zorgafspraak staat als doel op de halve A4.")
    return leave_for(url_for("bladen.blad", punt_id=punt_id) + _large() + "#zorgafspraak")


def _large() -> str:
    """Large letters stay on from page to page: what an address of the sheet gets behind it."""
    return "?groot=1" if "groot" in request.args else ""


def _page(punt_id: UUID, template: str, status: int = 200, *, schrijven: bool = False, **context):
    with transaction():
        # A form that came too late is shown again, with what was typed, to who could write just now.
        z = open_punt(punt_id, by=current_user, noteren=schrijven)
        found = bladen.load_blad(z)
        writes = may_write(z)
        if schrijven and status == 200 and not writes:
            raise MagNiet
        z.log_look()
        leden = list(z.inzage.gezin.leden)
    values = {
        "z": z,
        "punt": z.punt,
        "blad": found,
        "leden": leden,
        "mag_schrijven": writes,
        "dimensies": DIMENSIES,
        "vragen": VRAGEN,
        "waarden": found.inhoud.as_form(),
        "versie": found.versie,
        "groot": bool(_large()),
        "groot_erbij": _large(),
        "terug": back_url(z),
        "fouten": {},
        "max_woord": MAX_WOORD,
        "max_zorgafspraak": MAX_ZORGAFSPRAAK,
    }
    return make_response(render_template(template, **values | context), status)
