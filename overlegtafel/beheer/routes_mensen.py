"""The people of an organisatie: inviting, looking at one, changing, and what somebody who is locked out needs."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_required

from overlegtafel.beheer import mensen, teams, waarneming
from overlegtafel.beheer.invoer import check_mens
from overlegtafel.beheer.poort import (
    functies_for,
    get_mens,
    get_mens_to_change,
    get_organisatie,
    in_reach,
    is_self,
    may_change,
)
from overlegtafel.core.datums import show_date, today
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker, Organisatie

bp = Blueprint("mensen", __name__, url_prefix="/beheer")

_UITGENODIGD = "De uitnodiging is onderweg. Wie nog geen wachtwoord heeft, kiest dat met de link in de brief."


@bp.get("/organisaties/<uuid:organisatie_id>/mensen/nieuw")
@login_required
def nieuw(organisatie_id):
    with transaction():
        organisatie = get_organisatie(organisatie_id, by=current_user)
        choices = teams.list_choices(organisatie, by=current_user)
    return _form(organisatie, None, {}, choices, set())


@bp.post("/organisaties/<uuid:organisatie_id>/mensen/nieuw")
@login_required
def nieuw_post(organisatie_id):
    try:
        with transaction():
            organisatie = get_organisatie(organisatie_id, by=current_user)
            invoer = check_mens(request.form, functies=functies_for(organisatie, by=current_user), nieuw=True)
            made, path = mensen.invite(organisatie_id, invoer, by=current_user)
    except Ongeldig as error:
        fouten = error.velden
    else:
        _tell_invited(path)
        return redirect(url_for("mensen.een", mens_id=made.id), 303)
    with transaction():
        organisatie = get_organisatie(organisatie_id, by=current_user)
        choices = teams.list_choices(organisatie, by=current_user)
    return _form(organisatie, None, request.form, choices, _chosen(), fouten=fouten), 422


def _tell_invited(path: str) -> None:
    """The same words whether the address was known or not. Without post (only in the demo) the link is shown here."""
    flash(_UITGENODIGD)
    if current_app.config["DEMO"] and not current_app.config["SMTP_URL"]:
        session["uitnodiging"] = path or url_for("toegang.inloggen")


@bp.get("/mensen/<uuid:mens_id>")
@login_required
def een(mens_id):
    return render_mens(mens_id)


def render_mens(mens_id, *, waarden=None, fouten=None, status: int = 200):
    """The page of one person; with fouten it shows what was refused, and what was typed."""
    with transaction():
        mens = get_mens(mens_id, by=current_user)
        own = is_self(mens, by=current_user)
        changeable = may_change(mens, by=current_user)
        stand_ins = waarneming.list_stand_ins(mens, by=current_user) if changeable else []
        context = {
            "plaatsen": mensen.count_seats(mens),
            "waarnemingen": waarneming.list_waarnemingen(mens) if mens.actief else [],
        }
    page = render_template(
        "beheer/mens.html",
        mens=mens,
        mag_wijzigen=changeable,
        mag_weg=changeable and not own,
        mag_terug=in_reach(mens, by=current_user),
        vervangers=stand_ins,
        waarden=waarden or {"van": show_date(today())},
        fouten=fouten or {},
        link=session.pop("uitnodiging", None),
        **context,
    )
    return page, status


@bp.get("/mensen/<uuid:mens_id>/wijzigen")
@login_required
def wijzig(mens_id):
    with transaction():
        mens = get_mens_to_change(mens_id, by=current_user)
        choices = teams.list_choices(mens.organisatie, by=current_user, mens=mens)
    return _form(mens.organisatie, mens, _stored(mens), choices, {t.id for t in mens.teams}, versie=mens.versie)


@bp.post("/mensen/<uuid:mens_id>/wijzigen")
@login_required
def wijzig_post(mens_id):
    versie, fouten, huidig = posted_versie(), {}, None
    try:
        with transaction():
            mens = get_mens_to_change(mens_id, by=current_user)
            functies = functies_for(mens.organisatie, by=current_user)
            invoer = check_mens(_typed(mens), functies=functies, nieuw=False)
            mensen.change_mens(mens_id, invoer, versie=versie, by=current_user)
        flash("De gegevens zijn opgeslagen. Ze gelden vanaf nu.")
        return redirect(url_for("mensen.een", mens_id=mens_id), 303)
    except Ongeldig as error:
        fouten, status = error.velden, 422
    except Verouderd:
        status = 409
    with transaction():
        mens = get_mens_to_change(mens_id, by=current_user)
        choices = teams.list_choices(mens.organisatie, by=current_user, mens=mens)
    if status == 409:
        versie, huidig = mens.versie, mens
    page = _form(mens.organisatie, mens, _typed(mens), choices, _chosen(), versie=versie, fouten=fouten, huidig=huidig)
    return page, status


def _typed(mens: Gebruiker):
    """The form; of oneself the functie is not asked."""
    form = request.form.copy()
    if is_self(mens, by=current_user):
        form["functie"] = mens.functie
        form.setlist("team", [])
    return form


@bp.post("/mensen/<uuid:mens_id>/uitnodigen")
@login_required
def uitnodigen(mens_id):
    try:
        with transaction():
            path = mensen.invite_again(mens_id, by=current_user)
    except Ongeldig as error:
        return render_mens(mens_id, fouten=error.velden, status=422)
    _tell_invited(path)
    return redirect(url_for("mensen.een", mens_id=mens_id), 303)


@bp.post("/mensen/<uuid:mens_id>/tweede-stap")
@login_required
def tweede_stap(mens_id):
    try:
        with transaction():
            mensen.reset_tweede_stap(mens_id, by=current_user)
    except Ongeldig as error:
        return render_mens(mens_id, fouten=error.velden, status=422)
    flash("De code-app is losgekoppeld. Bij de volgende keer inloggen stelt deze persoon hem opnieuw in.")
    return redirect(url_for("mensen.een", mens_id=mens_id), 303)


@bp.post("/mensen/<uuid:mens_id>/sessies")
@login_required
def sessies(mens_id):
    with transaction():
        mensen.end_all_sessies(mens_id, by=current_user)
    flash("Deze persoon is uitgelogd.")
    return redirect(url_for("mensen.een", mens_id=mens_id), 303)


def _chosen() -> set[str]:
    return set(request.form.getlist("team"))


def _stored(mens: Gebruiker) -> dict[str, str]:
    return {field: getattr(mens, field) for field in ("voornaam", "voorvoegsel", "achternaam", "functie", "telefoon")}


def _form(organisatie: Organisatie, mens, waarden, choices, chosen, *, versie: int = 0, fouten=None, huidig=None):
    with transaction():
        functies = functies_for(organisatie, by=current_user)
    return render_template(
        "beheer/mens_form.html",
        organisatie=organisatie,
        mens=mens,
        waarden=waarden,
        functies=functies,
        zelf=mens is not None and is_self(mens, by=current_user),
        teams=choices,
        gekozen={str(team_id) for team_id in chosen},
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
        regio=current_user.may(Recht.REGIO_BEHEREN),
    )
