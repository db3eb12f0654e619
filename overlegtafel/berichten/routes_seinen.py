"""The badge in the menu, and how one wants to hear of messages."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten.seinen import count_unseen
from overlegtafel.berichten.voorkeuren import get_voorkeur, set_voorkeur
from overlegtafel.berichten.voorkeurinvoer import POST, VoorkeurInvoer, check_voorkeur
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.toegang.domein import Recht

bp = Blueprint("seinen", __name__)

# What shows no menu.
_ZONDER_MENU = {"gezond", "slot", "wacht", "fhir"}


@bp.before_app_request
def count_for_the_menu() -> None:
    """Before any page is drawn: no query runs while drawing. A piece of a page has no menu."""
    if request.htmx or request.blueprint in _ZONDER_MENU or request.endpoint is None:
        return
    if current_user.is_authenticated and current_user.may(Recht.LEZEN):
        g.ongezien = count_unseen(current_user)


@bp.get("/berichten/teller")
@login_required
def teller():
    """In how many threads there is something new, for the badge of a page that is open."""
    with reading():
        count = count_unseen(current_user)
    return render_template("berichten/_teller.html", aantal=count)


@bp.get("/account/meldingen")
@login_required
def meldingen():
    with transaction():
        voorkeur = get_voorkeur(current_user)
    return _page(voorkeur)


@bp.post("/account/meldingen")
@login_required
def meldingen_post():
    try:
        invoer = check_voorkeur(request.form)
    except Ongeldig as fout:
        return _page(None, fout.velden), 422
    with transaction():
        set_voorkeur(invoer, by=current_user)
    flash("Uw keuze is opgeslagen.")
    return redirect(url_for("seinen.meldingen"), 303)


def _page(voorkeur: VoorkeurInvoer | None, fouten: dict | None = None):
    """With what was chosen, or with what was typed."""
    if voorkeur is None:
        waarden = request.form
    else:
        waarden = {
            "post": voorkeur.post,
            "stil_van": f"{voorkeur.stil_van:%H:%M}",
            "stil_tot": f"{voorkeur.stil_tot:%H:%M}",
        }
    return render_template("berichten/meldingen.html", keuzes=POST, waarden=waarden, fouten=fouten or {})
