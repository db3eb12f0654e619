"""Meetings in one's own calendar: the feed, one meeting as a file, and the page with the secret address."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import Verborgen
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import limiter, login_manager
from overlegtafel.overleggen import kalender
from overlegtafel.overleggen.lijst import list_calendar
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.toegang.domein import Recht

bp = Blueprint("kalender", __name__)

guesses = limiter.shared_limit(lambda: current_app.config.get("SLEUTELLIMIET", "30 per minute"), scope="agenda")


@bp.get("/overleggen/agenda.ics")
def agenda():
    """By the secret address, without signing in; or of who is signed in. Unknown and revoked look the same: 404."""
    sleutel = request.args.get("sleutel")
    if sleutel is None and not current_user.is_authenticated:
        return login_manager.unauthorized()
    with transaction():
        people = kalender.find_people(sleutel) if sleutel is not None else _self()
        found = list_calendar(people) if people else []
    if not people:
        # Counted here: who has an address is never held up by somebody who guesses behind the same proxy.
        with guesses:
            raise NotFound
    return _ics(found)


@bp.get("/overleggen/<uuid:overleg_id>/overleg.ics")
@login_required
def een(overleg_id):
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user)
    if stoel.overleg.begint_op is None:
        raise NotFound
    return _ics([stoel.overleg])


@bp.get("/account/agenda")
@login_required
def adres():
    with transaction():
        _self()
        sleutel = kalender.get_sleutel(current_user.account_id)
    return render_template("overleggen/agenda_adres.html", sleutel=sleutel)


@bp.post("/account/agenda")
@login_required
def adres_post():
    """A new address, shown this once; the former one stops."""
    with transaction():
        _self()
        key = kalender.make_sleutel(by=current_user)
        sleutel = kalender.get_sleutel(current_user.account_id)
    return render_template("overleggen/agenda_adres.html", sleutel=sleutel, adres=kalender.address_of(key))


@bp.post("/account/agenda/intrekken")
@login_required
def intrekken():
    with transaction():
        _self()
        kalender.revoke(by=current_user)
    flash("Het adres werkt niet meer.")
    return redirect(url_for("kalender.adres"), 303)


def _self() -> list:
    if not current_user.may(Recht.LEZEN):
        raise Verborgen
    return [current_user]


def _ics(overleggen) -> Response:
    answer = Response(kalender.make_ics(overleggen), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="overleggen.ics"'
    return answer
