"""The region and its organisaties. Who does not work in beheer finds nothing here."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.beheer import mensen, organisaties, teams
from overlegtafel.beheer.invoer import check_organisatie
from overlegtafel.beheer.poort import enter, enter_region, get_organisatie
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Organisatie

bp = Blueprint("beheer", __name__, url_prefix="/beheer")


@bp.get("")
@login_required
def begin():
    with transaction():
        enter(current_user)
        if not current_user.may(Recht.REGIO_BEHEREN):
            return redirect(url_for("beheer.organisatie", organisatie_id=current_user.organisatie_id))
        found = organisaties.list_organisaties(by=current_user)
        van_regio = teams.list_teams(by=current_user, organisatie=None)
    return render_template("beheer/regio.html", organisaties=found, teams=van_regio)


@bp.get("/organisaties/<uuid:organisatie_id>")
@login_required
def organisatie(organisatie_id):
    with transaction():
        found = get_organisatie(organisatie_id, by=current_user)
        people = mensen.list_mensen(found)
        own = teams.list_teams(by=current_user, organisatie=found)
        elsewhere = {t.id: t for m in people for t in m.teams if t.organisatie_id != found.id}
    return render_template(
        "beheer/organisatie.html",
        organisatie=found,
        mensen=[m for m in people if m.actief],
        vertrokken=[m for m in people if not m.actief],
        teams=own,
        teams_elders=sorted(elsewhere.values(), key=lambda t: t.naam),
        regio=current_user.may(Recht.REGIO_BEHEREN),
    )


@bp.get("/organisaties/nieuw")
@login_required
def nieuw():
    enter_region(current_user)
    return _form(None, {})


@bp.post("/organisaties/nieuw")
@login_required
def nieuw_post():
    enter_region(current_user)
    try:
        invoer = check_organisatie(request.form)
        with transaction():
            made = organisaties.create_organisatie(invoer, by=current_user)
    except Ongeldig as error:
        return _form(None, request.form, fouten=error.velden), 422
    flash("De organisatie staat erbij. Nodig nu de eerste mensen uit.")
    return redirect(url_for("beheer.organisatie", organisatie_id=made.id), 303)


@bp.get("/organisaties/<uuid:organisatie_id>/wijzigen")
@login_required
def wijzig(organisatie_id):
    with transaction():
        found = get_organisatie(organisatie_id, by=current_user)
    return _form(found, _stored(found), versie=found.versie)


@bp.post("/organisaties/<uuid:organisatie_id>/wijzigen")
@login_required
def wijzig_post(organisatie_id):
    versie, fouten, huidig = posted_versie(), {}, None
    try:
        with transaction():
            get_organisatie(organisatie_id, by=current_user)
            invoer = check_organisatie(request.form)
            organisaties.change_organisatie(organisatie_id, invoer, versie=versie, by=current_user)
        flash("De gegevens zijn opgeslagen.")
        return redirect(url_for("beheer.organisatie", organisatie_id=organisatie_id), 303)
    except Ongeldig as error:
        fouten, status = error.velden, 422
    except Verouderd:
        status = 409
    with transaction():
        found = get_organisatie(organisatie_id, by=current_user)
    if status == 409:
        versie, huidig = found.versie, found
    return _form(found, request.form, versie=versie, fouten=fouten, huidig=huidig), status


def _stored(organisatie: Organisatie) -> dict:
    return {
        "naam": organisatie.naam,
        "telefoon": organisatie.telefoon,
        "is_praktijk": "1" if organisatie.is_praktijk else "",
        "ingeschreven": "" if organisatie.ingeschreven is None else organisatie.ingeschreven,
    }


def _form(organisatie: Organisatie | None, waarden, *, versie: int = 0, fouten=None, huidig=None):
    return render_template(
        "beheer/organisatie_form.html",
        organisatie=organisatie,
        waarden=waarden,
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
        regio=current_user.may(Recht.REGIO_BEHEREN),
    )
