"""One series: when it is, who belongs to it, stopping it."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.overleggen import reeksen, reeksleden
from overlegtafel.overleggen.beleginvoer import check_reden
from overlegtafel.overleggen.reeksstoel import naam_of, open_reeks, ritme_of
from overlegtafel.overleggen.ritme import say_ritme
from overlegtafel.toegang.services import find_people

bp = Blueprint("reeksen", __name__, url_prefix="/overleggen/reeksen/<uuid:reeks_id>")


@bp.get("")
@login_required
def reeks(reeks_id):
    return _page(reeks_id)


@bp.post("/leden")
@login_required
def erbij(reeks_id):
    if request.form.get("doe") == "zoek":
        return _page(reeks_id)
    ids = [parse_uuid(i) for i in request.form.getlist("wie")]

    def work() -> str:
        new = reeksleden.join(reeks_id, ids, by=current_user)
        return "Hoort er vanaf nu bij. Er gaat bericht uit." if new else "Wie u koos, hoorde er al bij."

    return _do(reeks_id, work)


@bp.post("/leden/<uuid:gebruiker_id>/weg")
@login_required
def weg(reeks_id, gebruiker_id):
    if gebruiker_id == current_user.id:
        with transaction():
            reeksleden.leave(reeks_id, gebruiker_id, by=current_user)
        flash("U hoort niet meer bij deze reeks.")
        return redirect(url_for("overleggen.lijst"), 303)
    return _do(reeks_id, lambda: reeksleden.leave(reeks_id, gebruiker_id, by=current_user) or "Hoort er niet meer bij.")


@bp.post("/leden/<uuid:gebruiker_id>/voorzitter")
@login_required
def voorzitter(reeks_id, gebruiker_id):
    chairs = request.form.get("zit") == "voor"

    def work() -> str:
        reeksleden.set_voorzitter(reeks_id, gebruiker_id, chairs, by=current_user)
        return "Zit de volgende keren voor." if chairs else "Zit de volgende keren niet meer voor."

    return _do(reeks_id, work)


@bp.get("/stoppen")
@login_required
def stoppen(reeks_id):
    return _stop_page(reeks_id)


@bp.post("/stoppen")
@login_required
def stoppen_post(reeks_id):
    versie = posted_versie()
    try:
        with transaction():
            reden = check_reden(request.form)
            count = reeksen.stop(reeks_id, reden, by=current_user, versie=versie)
    except Ongeldig as error:
        return _stop_page(reeks_id, fouten=error.velden), 422
    except Verouderd:
        return _stop_page(reeks_id, gewijzigd=True), 409
    flash(
        f"De reeks is gestopt. {'Eén overleg gaat' if count == 1 else f'{count} overleggen gaan'} niet door; iedereen krijgt bericht."
    )
    return redirect(url_for("overleggen.lijst"), 303)


def _do(reeks_id: UUID, work: Callable[[], str]):
    try:
        with transaction():
            said = work()
    except Ongeldig as error:
        return _page(reeks_id, fouten=error.velden), 422
    flash(said)
    return redirect(url_for("reeksen.reeks", reeks_id=reeks_id), 303)


def _page(reeks_id: UUID, *, fouten=None):
    with transaction():
        zicht = open_reeks(reeks_id, by=current_user)
        coming = [] if zicht.reeks.gestopt_op else reeksen.list_coming(reeks_id)
        members = sorted(zicht.reeks.leden, key=lambda lid: (not lid.is_voorzitter, lid.gebruiker.achternaam))
        zoek = clean_line(request.form.get("zoek"))
        there = {lid.gebruiker_id for lid in members}
        found = [p for p in find_people(zoek)[0] if p.id not in there] if zoek else []
        stopped = zicht.reeks.gestopt_op is not None
        later = 0 if stopped else reeksen.count_later(zicht.reeks)
        missing = [] if stopped else reeksleden.list_missing_members(zicht.reeks)
    return render_template(
        "overleggen/reeks.html",
        zicht=zicht,
        reeks=zicht.reeks,
        naam=naam_of(zicht.reeks),
        ritme=say_ritme(ritme_of(zicht.reeks)),
        komend=coming,
        later=later,
        ontbreekt=missing,
        leden=members,
        zoek=zoek,
        gevonden=found,
        gekozen=set(request.form.getlist("wie")),
        fouten=fouten or {},
        mag=zicht.is_voorzitter and not zicht.reeks.gestopt_op,
    )


def _stop_page(reeks_id: UUID, *, fouten=None, gewijzigd: bool = False) -> str:
    with transaction():
        zicht = open_reeks(reeks_id, by=current_user, als="voorzitter")
        coming = reeksen.list_coming(reeks_id)
        brought = reeksen.count_brought_in([o.id for o in coming], by=current_user)
    return render_template(
        "overleggen/reeks_stoppen.html",
        reeks=zicht.reeks,
        naam=naam_of(zicht.reeks),
        komend=coming,
        ingebracht=[(o, *brought[o.id]) for o in coming if o.id in brought],
        reden=request.form.get("reden", ""),
        fouten=fouten or {},
        gewijzigd=gewijzigd,
    )
