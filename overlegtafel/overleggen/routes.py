"""My meetings; planning one or a series; changing, moving and putting off."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.core.datums import NL, now, show_date
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verborgen, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.overleggen import beleggen, reeksen
from overlegtafel.overleggen.afzeggen import cancel
from overlegtafel.overleggen.beleginvoer import THUIS, check_overleg, check_reden, check_waar
from overlegtafel.overleggen.lijst import list_mine
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.reeksstoel import ritme_of
from overlegtafel.overleggen.ritme import say_dag, say_klok, say_ritme
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.toegang.domein import Recht

bp = Blueprint("overleggen", __name__, url_prefix="/overleggen")
bp.app_template_filter("klok")(say_klok)
bp.app_template_filter("weekdag")(say_dag)


@bp.get("")
@login_required
def lijst():
    return show_lijst()


def show_lijst(focus: UUID | None = None) -> str:
    """focus: the meeting that was just answered."""
    if not current_user.may(Recht.LEZEN):
        raise Verborgen
    with transaction():
        found = list_mine(current_user)
    return render_template(
        "overleggen/lijst.html", mijn=found, mag_plannen=current_user.may(Recht.SCHRIJVEN), focus=focus
    )


@bp.get("/<uuid:overleg_id>/wijzigen")
@login_required
def wijzig(overleg_id):
    with transaction():
        overleg = open_overleg(overleg_id, by=current_user, als="voorzitter").overleg
    return _form(overleg, _stored(overleg), overleg.versie)


@bp.post("/<uuid:overleg_id>/wijzigen")
@login_required
def wijzig_post(overleg_id):
    versie, status = posted_versie(), 422
    try:
        with transaction():
            _change(overleg_id, versie)
        return redirect(url_for("agenda.overleg", overleg_id=overleg_id), 303)
    except Ongeldig as error:
        fouten = error.velden
    except Verouderd:
        fouten, status = {}, 409
    with transaction():
        overleg = open_overleg(overleg_id, by=current_user, als="voorzitter").overleg
    if status == 409:
        versie = overleg.versie
    return _form(overleg, request.form, versie, fouten=fouten, huidig=overleg if status == 409 else None), status


def _change(overleg_id: UUID, versie: int) -> None:
    """Moved when day or time differ from what they were, else only where and how long."""
    overleg = open_overleg(overleg_id, by=current_user, als="voorzitter").overleg
    if overleg.begint_op is None or overleg.is_bezig:
        # No date yet, or begun: the form holds none.
        beleggen.change_where(overleg_id, check_waar(request.form), by=current_user, versie=versie)
        flash("De wijziging is opgeslagen. Iedereen krijgt bericht.")
        return
    wanneer, waar = check_overleg(request.form, nu=now())
    if request.form.get("welke") == "volgende":
        moved = reeksen.move_on(overleg_id, wanneer, waar, by=current_user, versie=versie)
        ritme = say_ritme(ritme_of(moved.reeks))
        flash(
            f"Dit overleg en alle volgende zijn verplaatst: voortaan {ritme}, {moved.reeks.begintijd:%H:%M} uur. "
            "Iedereen krijgt bericht."
        )
    elif wanneer.moment != overleg.begint_op:
        beleggen.move(overleg_id, wanneer, waar, by=current_user, versie=versie)
        flash("Het overleg is verplaatst. Iedereen krijgt bericht.")
    else:
        beleggen.change_where(overleg_id, waar, by=current_user, versie=versie)
        flash("De wijziging is opgeslagen. Iedereen krijgt bericht.")


@bp.get("/<uuid:overleg_id>/afzeggen")
@login_required
def afzeggen(overleg_id):
    return _cancel_page(overleg_id)


@bp.post("/<uuid:overleg_id>/afzeggen")
@login_required
def afzeggen_post(overleg_id):
    versie = posted_versie()
    try:
        with transaction():
            reden = check_reden(request.form)
            cancel(overleg_id, reden, by=current_user, versie=versie)
    except Ongeldig as error:
        return _cancel_page(overleg_id, fouten=error.velden, versie=versie), 422
    except Verouderd:
        return _cancel_page(overleg_id, gewijzigd=True), 409
    flash("Het overleg gaat niet door. Iedereen krijgt bericht.")
    return redirect(url_for("agenda.overleg", overleg_id=overleg_id), 303)


def _cancel_page(overleg_id: UUID, *, fouten=None, versie: int | None = None, gewijzigd: bool = False) -> str:
    with transaction():
        overleg = open_overleg(overleg_id, by=current_user, als="voorzitter").overleg
        if overleg.is_voorbij:
            raise NotFound
        ingebracht, besloten = reeksen.count_brought_in([overleg.id], by=current_user).get(overleg.id, (0, 0))
    return render_template(
        "overleggen/afzeggen.html",
        overleg=overleg,
        ingebracht=ingebracht,
        besloten=besloten,
        reden=request.form.get("reden", ""),
        versie=overleg.versie if versie is None else versie,
        fouten=fouten or {},
        gewijzigd=gewijzigd,
    )


def _stored(overleg: Overleg) -> dict[str, str]:
    values = {"duur": str(overleg.duur), "plaats": overleg.plaats, "link": overleg.link}
    if overleg.begint_op:
        local = overleg.begint_op.astimezone(NL)
        values |= {"dag": show_date(local), "tijd": f"{local:%H:%M}"}
    return values


def _form(overleg: Overleg, waarden, versie: int, *, fouten=None, huidig: Overleg | None = None) -> str:
    if overleg.is_voorbij:
        raise NotFound
    return render_template(
        "overleggen/wijzigen.html",
        overleg=overleg,
        waarden=waarden,
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
        thuis=THUIS if overleg.soort.over == "client" else "",
        geweest=overleg.begint_op is not None and overleg.begint_op < now(),
    )
