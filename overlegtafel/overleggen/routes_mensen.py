"""Who is invited to a meeting: 'komt u?', inviting, chairing."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import leave_for
from overlegtafel.overleggen import brieven, mensen, wiekomt
from overlegtafel.overleggen.beleginvoer import check_hand
from overlegtafel.overleggen.disciplines import Eis
from overlegtafel.overleggen.lijst import get_rij
from overlegtafel.overleggen.routes import show_lijst
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.overleggen.uitnodigen import Groep, list_who_fill, sort_near
from overlegtafel.toegang.services import find_people

bp = Blueprint("overlegmensen", __name__, url_prefix="/overleggen/<uuid:overleg_id>")


@bp.get("/mensen")
@login_required
def lijst(overleg_id):
    return _page(overleg_id)


@bp.get("/wie-komt")
@login_required
def wie_komt(overleg_id):
    """The part of the meeting's page that says who comes, for a page that is open."""
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user, als="deelnemer")
        found = wiekomt.load(stoel)
    if not request.htmx:
        return redirect(url_for("agenda.overleg", overleg_id=overleg_id, _anchor="wie-komt"), 303)
    return _who_comes(stoel, found)


@bp.post("/mensen")
@login_required
def erbij(overleg_id):
    """Search, or invite who was chosen; without JavaScript both are this form."""
    if request.form.get("doe") == "zoek":
        return _page(overleg_id)
    ids = [parse_uuid(i) for i in request.form.getlist("wie")]

    def work() -> str:
        new = mensen.add_people(overleg_id, ids, by=current_user)
        overleg = open_overleg(overleg_id, by=current_user).overleg
        brieven.invite(overleg, [g for g in mensen.list_genodigden(overleg_id) if g in new], by=current_user)
        return "Uitgenodigd. Er gaat bericht uit." if new else "Wie u koos, was al uitgenodigd."

    return _do(overleg_id, work)


@bp.post("/mensen/hand")
@login_required
def met_de_hand(overleg_id):
    def work() -> str:
        naam, functie = check_hand(request.form)
        mensen.add_by_hand(overleg_id, naam, functie, by=current_user)
        return "Staat erbij. Deze persoon krijgt geen bericht van de Overlegtafel, en ziet hier niets."

    return _do(overleg_id, work)


@bp.post("/mensen/<uuid:genodigde_id>/weg")
@login_required
def weg(overleg_id, genodigde_id):
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user, als="deelnemer")
        is_me = stoel.genodigde.id == genodigde_id
    if is_me:
        with transaction():
            mensen.remove(overleg_id, genodigde_id, by=current_user)
        flash("U bent niet meer uitgenodigd voor dat overleg.")
        return leave_for(url_for("overleggen.lijst"))
    return _do(overleg_id, lambda: mensen.remove(overleg_id, genodigde_id, by=current_user) or "Niet meer uitgenodigd.")


@bp.post("/mensen/<uuid:genodigde_id>/voorzitter")
@login_required
def voorzitter(overleg_id, genodigde_id):
    chairs = request.form.get("zit") == "voor"

    def work() -> str:
        mensen.set_voorzitter(overleg_id, genodigde_id, chairs, by=current_user)
        return "Zit nu voor." if chairs else "Zit niet meer voor."

    return _do(overleg_id, work)


@bp.post("/voorzitten")
@login_required
def voorzitten(overleg_id):
    try:
        with transaction():
            mensen.take_chair(overleg_id, by=current_user)
        flash("U zit dit overleg voor.")
    except Ongeldig as error:
        flash(next(iter(error.velden.values())))
    return redirect(url_for("agenda.overleg", overleg_id=overleg_id), 303)


@bp.post("/komt")
@login_required
def komt(overleg_id):
    """One click, from the list or from the meeting: back to where it was given. 'reeks': yes, to the later ones too."""
    typed = request.form.get("komt", "")
    lijst_ = request.form.get("terug") == "lijst"
    to = url_for("overleggen.lijst") if lijst_ else url_for("agenda.overleg", overleg_id=overleg_id, _anchor="wie-komt")
    try:
        with transaction():
            all_later = typed == "reeks"
            komt_ = "ja" if all_later else typed
            stoel = mensen.answer(overleg_id, komt_, by=current_user, ook_volgende=all_later)
            found = {} if lijst_ else wiekomt.load(stoel)
            row = get_rij(overleg_id, current_user) if lijst_ and request.htmx else None
    except Ongeldig as error:
        flash(next(iter(error.velden.values())))
        return leave_for(to)
    if not request.htmx:
        return redirect(to, 303)
    if not lijst_:
        return _who_comes(stoel, found, komt_)
    return show_lijst(overleg_id) if all_later else render_template("overleggen/_overlegrij.html", r=row)


def _who_comes(stoel: Stoel, found: dict, gezegd: str = "") -> str:
    """gezegd: what was just answered; the keyboard stays there."""
    return render_template("overleggen/_wie_komt.html", stoel=stoel, overleg=stoel.overleg, gezegd=gezegd, **found)


def _do(overleg_id: UUID, work: Callable[[], str]):
    try:
        with transaction():
            said = work()
    except Ongeldig as error:
        return _page(overleg_id, fouten=error.velden), 422
    flash(said)
    return redirect(url_for("overlegmensen.lijst", overleg_id=overleg_id), 303)


def _page(overleg_id: UUID, *, fouten=None):
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user, als="deelnemer")
        found_here = wiekomt.load(stoel)
        there = {g.gebruiker_id for g in found_here["genodigden"]}
        missing = found_here["ontbreekt"]
        zoek = clean_line(request.form.get("zoek"))
        found = [p for p in find_people(zoek)[0] if p.id not in there] if zoek else []
        suggestions = _suggest(stoel, missing, there) if stoel.is_voorzitter and missing else []
        nobody = mensen.list_nobody_has(missing)
    return render_template(
        "overleggen/mensen.html",
        stoel=stoel,
        overleg=stoel.overleg,
        **found_here,
        niemand=nobody,
        groepen=[g for g in suggestions if g.mensen],
        zoek=zoek,
        gevonden=found,
        gekozen=set(request.form.getlist("wie")),
        getypt=request.form,
        fouten=fouten or {},
        mag=stoel.is_voorzitter and not stoel.overleg.is_voorbij,
    )


def _suggest(stoel: Stoel, missing: list[Eis], there: set[UUID]) -> list[Groep]:
    first = sort_near(stoel.overleg.organisatie_id)
    found = [(e, [g for g in first(list_who_fill(e, by=current_user)) if g.id not in there]) for e in missing]
    return [Groep(f"Voor {e.label}", people[:6], e) for e, people in found]
