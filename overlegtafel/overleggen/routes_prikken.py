"""Finding a date: ticking what suits, and choosing."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.datums import now
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.overleggen import mensen
from overlegtafel.overleggen import prikken as services
from overlegtafel.overleggen.beleginvoer import check_moment
from overlegtafel.overleggen.stoel import open_overleg

bp = Blueprint("prikken", __name__, url_prefix="/overleggen/<uuid:overleg_id>/prikken")

_VOORVOEGSEL = "moment-"


@bp.get("")
@login_required
def prikken(overleg_id):
    return _page(overleg_id)


@bp.post("")
@login_required
def prikken_post(overleg_id):
    wie = parse_uuid(request.form.get("wie"))
    try:
        with transaction():
            services.tick(overleg_id, wie, _ticked(), by=current_user)
    except Ongeldig as error:
        return _page(overleg_id, wie=wie, fouten=error.velden), 422
    flash("Opgeslagen. U kunt dit nog wijzigen tot de datum vaststaat.")
    return redirect(_here(overleg_id), 303)


@bp.post("/momenten")
@login_required
def moment_erbij(overleg_id):
    try:
        with transaction():
            services.add_moment(overleg_id, check_moment(request.form, nu=now()), by=current_user)
    except Ongeldig as error:
        return _page(overleg_id, fouten=error.velden), 422
    flash("Het moment staat erbij. Iedereen kan er nu voor kiezen.")
    return redirect(_here(overleg_id), 303)


@bp.post("/kies")
@login_required
def kies(overleg_id):
    versie = posted_versie()
    try:
        with transaction():
            services.choose(overleg_id, parse_uuid(request.form.get("moment")), by=current_user, versie=versie)
    except Ongeldig as error:
        return _page(overleg_id, fouten=error.velden), 422
    except Verouderd:
        return _page(overleg_id, gewijzigd=True), 409
    flash("De datum staat vast. Iedereen krijgt bericht.")
    return redirect(url_for("agenda.overleg", overleg_id=overleg_id), 303)


def _here(overleg_id: UUID) -> str:
    return url_for("prikken.prikken", overleg_id=overleg_id)


def _ticked() -> dict[UUID, str]:
    """What was ticked per moment; of a field that is none of ours nothing."""
    found = {}
    for name, value in request.form.items():
        if name.startswith(_VOORVOEGSEL) and (moment_id := parse_uuid(name.removeprefix(_VOORVOEGSEL))):
            found[moment_id] = value
    return found


def _page(overleg_id: UUID, *, wie: UUID | None = None, fouten=None, gewijzigd: bool = False):
    """wie: for whom a chair is ticking."""
    wie = wie or parse_uuid(request.args.get("wie"))
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user, als="deelnemer")
        genodigden = mensen.list_genodigden(overleg_id)
        momenten = services.list_momenten(stoel.overleg, genodigden)
    if stoel.overleg.staat != "prikken":
        return redirect(url_for("agenda.overleg", overleg_id=overleg_id), 303)
    hand = [g for g in genodigden if g.gebruiker_id is None] if stoel.is_voorzitter else []
    for_whom = next((g for g in hand if g.id == wie), stoel.genodigde)
    typed = {str(k): v for k, v in _ticked().items()} if fouten and "keuze" in fouten else {}
    return render_template(
        "overleggen/prikken.html",
        stoel=stoel,
        overleg=stoel.overleg,
        genodigden=genodigden,
        momenten=momenten,
        beste=services.best_of(momenten),
        keuzes=services.KEUZES,
        hand=hand,
        voor=for_whom,
        namens=for_whom is not stoel.genodigde,
        gekozen={str(m.voorstel.id): m.keuzes.get(for_whom.id, "") for m in momenten} | typed,
        getypt=request.form,
        fouten=fouten or {},
        gewijzigd=gewijzigd,
    )
