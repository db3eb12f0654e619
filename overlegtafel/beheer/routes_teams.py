"""Teams, of an organisatie or of the region."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.beheer import teams
from overlegtafel.beheer.invoer import TEAMDOMEINEN, check_team
from overlegtafel.beheer.poort import enter_region, get_organisatie, get_own_team, get_team, manages
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Organisatie, Team

bp = Blueprint("teams", __name__, url_prefix="/beheer")


@bp.get("/teams/nieuw")
@bp.get("/organisaties/<uuid:organisatie_id>/teams/nieuw")
@login_required
def nieuw(organisatie_id=None):
    with transaction():
        organisatie = _of_whom(organisatie_id)
    return _form(organisatie, None, {})


@bp.post("/teams/nieuw")
@bp.post("/organisaties/<uuid:organisatie_id>/teams/nieuw")
@login_required
def nieuw_post(organisatie_id=None):
    try:
        with transaction():
            organisatie = _of_whom(organisatie_id)
            made = teams.create_team(organisatie_id, check_team(request.form), by=current_user)
    except Ongeldig as error:
        with transaction():
            organisatie = _of_whom(organisatie_id)
        return _form(organisatie, None, request.form, fouten=error.velden), 422
    flash("Het team staat erbij. Kies nu wie erin zitten.")
    return redirect(url_for("teams.een", team_id=made.id), 303)


def _of_whom(organisatie_id) -> Organisatie | None:
    """The organisatie the team is for; None: the region, and that is not for everybody."""
    if organisatie_id is None:
        enter_region(current_user)
        return None
    return get_organisatie(organisatie_id, by=current_user)


@bp.get("/teams/<uuid:team_id>")
@login_required
def een(team_id):
    return _page(team_id)


def _page(team_id, *, fouten=None, status: int = 200):
    with transaction():
        team = get_team(team_id, by=current_user)
        members = teams.list_leden(team)
        candidates = teams.list_candidates(team, members, by=current_user)
        seats = teams.count_seats(team)
    page = render_template(
        "beheer/team.html",
        team=team,
        leden=[(lid, teams.may_remove(lid, by=current_user)) for lid in members],
        kandidaten=candidates,
        mag_erbij=teams.may_add(team, by=current_user),
        plaatsen=seats,
        domein=Domein(team.domein).label,
        mag_wijzigen=manages(team.organisatie_id, by=current_user),
        mag_organisatie=team.organisatie_id is not None and manages(team.organisatie_id, by=current_user),
        fouten=fouten or {},
    )
    return page, status


@bp.post("/teams/<uuid:team_id>/leden")
@login_required
def lid_erbij(team_id):
    try:
        with transaction():
            teams.add_lid(team_id, parse_uuid(request.form.get("mens")), by=current_user)
    except Ongeldig as error:
        return _page(team_id, fouten=error.velden, status=422)
    return redirect(url_for("teams.een", team_id=team_id, _anchor="leden"), 303)


@bp.post("/teams/<uuid:team_id>/leden/<uuid:mens_id>/weg")
@login_required
def lid_weg(team_id, mens_id):
    with transaction():
        teams.remove_lid(team_id, mens_id, by=current_user)
    return redirect(url_for("teams.een", team_id=team_id, _anchor="leden"), 303)


@bp.get("/teams/<uuid:team_id>/wijzigen")
@login_required
def wijzig(team_id):
    with transaction():
        team = get_own_team(team_id, by=current_user)
    return _form(team.organisatie, team, _stored(team), versie=team.versie)


@bp.post("/teams/<uuid:team_id>/wijzigen")
@login_required
def wijzig_post(team_id):
    versie, fouten, huidig = posted_versie(), {}, None
    try:
        with transaction():
            get_own_team(team_id, by=current_user)
            teams.change_team(team_id, check_team(request.form), versie=versie, by=current_user)
        flash("De gegevens van het team zijn opgeslagen.")
        return redirect(url_for("teams.een", team_id=team_id), 303)
    except Ongeldig as error:
        fouten, status = error.velden, 422
    except Verouderd:
        status = 409
    with transaction():
        team = get_own_team(team_id, by=current_user)
    if status == 409:
        versie, huidig = team.versie, team
    return _form(team.organisatie, team, request.form, versie=versie, fouten=fouten, huidig=huidig), status


@bp.get("/teams/<uuid:team_id>/opheffen")
@login_required
def opheffen(team_id):
    return _end_form(team_id, {})


@bp.post("/teams/<uuid:team_id>/opheffen")
@login_required
def opheffen_post(team_id):
    try:
        with transaction():
            organisatie_id = get_own_team(team_id, by=current_user).organisatie_id
            teams.end_team(team_id, parse_uuid(request.form.get("naar")), by=current_user)
    except Ongeldig as error:
        return _end_form(team_id, error.velden), 422
    flash("Het team is opgeheven.")
    if organisatie_id is None:
        return redirect(url_for("beheer.begin"), 303)
    return redirect(url_for("beheer.organisatie", organisatie_id=organisatie_id), 303)


def _end_form(team_id, fouten: dict[str, str]):
    with transaction():
        team = get_own_team(team_id, by=current_user)
        seats = teams.count_seats(team)
        successors = teams.list_successors(team, by=current_user) if seats else []
    return render_template(
        "beheer/opheffen.html",
        team=team,
        plaatsen=seats,
        opvolgers=successors,
        fouten=fouten,
        gekozen=request.form.get("naar", ""),
    )


def _stored(team: Team) -> dict[str, str]:
    return {"naam": team.naam, "domein": team.domein, "telefoon": team.telefoon}


def _form(organisatie: Organisatie | None, team, waarden, *, versie: int = 0, fouten=None, huidig=None):
    return render_template(
        "beheer/team_form.html",
        organisatie=organisatie,
        team=team,
        waarden=waarden,
        domeinen=TEAMDOMEINEN,
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
    )
