"""Who takes over somebody's work: for a while (waarneming), or for good (vertrek)."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.beheer import vertrek, waarneming
from overlegtafel.beheer.invoer import check_periode
from overlegtafel.beheer.poort import get_mens_to_change, is_self
from overlegtafel.beheer.routes_mensen import render_mens
from overlegtafel.core.datums import today
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction

bp = Blueprint("werk", __name__, url_prefix="/beheer/mensen/<uuid:mens_id>")


@bp.post("/waarneming")
@login_required
def waarnemen(mens_id):
    try:
        with transaction():
            get_mens_to_change(mens_id, by=current_user)
            van, tot = check_periode(request.form, op=today())
            door_id = parse_uuid(request.form.get("door"))
            waarneming.create_waarneming(mens_id, door_id, van, tot, by=current_user)
    except Ongeldig as error:
        return render_mens(mens_id, waarden=request.form, fouten=error.velden, status=422)
    flash("De waarneming staat erbij.")
    return redirect(url_for("mensen.een", mens_id=mens_id, _anchor="waarneming"), 303)


@bp.post("/waarneming/<uuid:waarneming_id>/einde")
@login_required
def waarneming_einde(mens_id, waarneming_id):
    with transaction():
        waarneming.end_waarneming(mens_id, waarneming_id, by=current_user)
    flash("De waarneming is beëindigd.")
    return redirect(url_for("mensen.een", mens_id=mens_id, _anchor="waarneming"), 303)


@bp.get("/vertrek")
@login_required
def vertrekken(mens_id):
    return _form(mens_id, {})


@bp.post("/vertrek")
@login_required
def vertrekken_post(mens_id):
    try:
        with transaction():
            mens = get_mens_to_change(mens_id, by=current_user)
            moved = vertrek.leave(mens_id, request.form.get("naar", ""), by=current_user)
    except Ongeldig as error:
        return _form(mens_id, error.velden), 422
    went = {0: "", 1: " Eén plaats aan tafel is overgedragen."}.get(
        moved, f" {moved} plaatsen aan tafel zijn overgedragen."
    )
    flash(f"Het vertrek is verwerkt: toegang is er niet meer.{went}")
    return redirect(url_for("beheer.organisatie", organisatie_id=mens.organisatie_id), 303)


def _form(mens_id, fouten: dict[str, str]):
    with transaction():
        mens = get_mens_to_change(mens_id, by=current_user)
        if is_self(mens, by=current_user):
            raise MagNiet
        work = vertrek.look_at_work(mens, by=current_user)
    return render_template(
        "beheer/vertrek.html", mens=mens, werk=work, fouten=fouten, gekozen=request.form.get("naar", "")
    )
