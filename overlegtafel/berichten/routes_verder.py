"""Where a thread goes on: with a colleague asked along, or as an agreement on the plan."""

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten import services
from overlegtafel.berichten.draadzicht import list_askable, list_berichten, look
from overlegtafel.berichten.kring import open_draad
from overlegtafel.berichten.routes import show_thread
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.plannen import services as plannen
from overlegtafel.plannen.halve_a4 import measure_fullest
from overlegtafel.plannen.routes import client_url, load_form, typed_regel
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie

bp = Blueprint("draad_verder", __name__, url_prefix="/berichten/<uuid:draad_id>")


@bp.get("/erbij")
@login_required
def erbij(draad_id):
    return _choose(draad_id)


@bp.post("/erbij")
@login_required
def erbij_post(draad_id):
    wie = request.form.getlist("wie")
    try:
        with transaction():
            services.add_deelnemers(draad_id, [parse_uuid(w) for w in wie], by=current_user)
    except Ongeldig as error:
        return _choose(draad_id, 422, fouten=error.velden, gekozen=wie)
    flash(f"{'Deze collega kan' if len(wie) == 1 else 'Deze collega’s kunnen'} nu meelezen en antwoorden.")
    return leave_for(_thread(draad_id))


@bp.get("/afspraak")
@login_required
def afspraak(draad_id):
    try:
        return _agreement(draad_id)
    except Ongeldig:
        # It was closed meanwhile; the thread says how.
        return leave_for(_thread(draad_id))


@bp.post("/afspraak")
@login_required
def afspraak_post(draad_id):
    typed, versie = typed_regel(), posted_versie()
    try:
        with transaction():
            inzage, _ = open_draad(draad_id, by=current_user, recht=Recht.SCHRIJVEN)
            # The plan first, then the thread, as everywhere: so that two never wait for each other.
            made = plannen.create_regel(inzage, "afspraak", **typed)
            services.close_with_agreement(draad_id, by=current_user, versie=versie)
    except Verouderd:
        again = {"status": 409, "melding": _GEWIJZIGD}
    except Ongeldig as error:
        again = {"status": 422, "versie": versie, "fouten": error.velden}
    else:
        flash("De afspraak staat op de halve A4, en de vraag is gesloten.")
        return leave_for(client_url(inzage.client.id, f"regel-{made.id}"))
    try:
        return _agreement(draad_id, typed=typed, **again)
    except Ongeldig as error:
        # It was closed meanwhile: the thread says how, beside what was typed.
        answer = show_thread(draad_id, 422, fouten=error.velden)
        answer.headers |= {"HX-Retarget": "#draad", "HX-Reswap": "outerHTML"}
        return answer


_GEWIJZIGD = (
    "Er is net iets geschreven of veranderd bij deze vraag. Het staat hierboven na verversen; klopt de afspraak nog, sla hem "
    "dan op."
)


def _thread(draad_id: UUID) -> str:
    return url_for("berichten.draad", draad_id=draad_id)


def _choose(draad_id: UUID, status: int = 200, **context):
    """Whom to ask along, beside what they will see: a look like any other."""
    with transaction():
        zicht = look(draad_id, by=current_user)
        if zicht.is_open and not zicht.mag_sturen:
            raise MagNiet
        mensen = list_askable(zicht)
    if not zicht.is_open:
        flash("Deze vraag is intussen gesloten.")
        return leave_for(_thread(draad_id))
    context = {"fouten": {}, "gekozen": []} | context
    return fragment_or_page(
        "berichten/erbij.html",
        "berichten/erbij.html",
        status,
        z=zicht,
        draad=zicht.draad,
        inzage=zicht.inzage,
        client=zicht.inzage.client,
        mensen=mensen,
        **context,
    )


def _agreement(
    draad_id: UUID,
    status: int = 200,
    *,
    typed: dict[str, str] | None = None,
    versie: int | None = None,
    fouten: dict[str, str] | None = None,
    melding: str = "",
):
    """The form of an agreement, with the question in it; a look at the plan and at the thread. Raises Ongeldig when it is closed."""
    with transaction():
        inzage, draad = services.open_to_steer(draad_id, by=current_user)
        inzage.log("bericht.gelezen", Actie.READ, "draad", draad.id)
        services.read(draad, by=current_user)
        written = list_berichten(draad.id)
        typed = typed or {"tekst": written[0].tekst, "eigenaar": "", "datum": "", "voor": ""}
        form = load_form(inzage, "afspraak", typed=typed, versie=versie or draad.versie, fouten=fouten)
        inzage.log("plan.bewerken", Actie.READ)
        inzage.log_household("plan.bewerken")
    if draad.gesloten_op:
        # A word to know, and this was the first look at it.
        raise Ongeldig(services.GESLOTEN)
    form["maat"] = measure_fullest(form.pop("pages"))
    form |= {"draad": draad, "berichten": written, "melding": melding}
    verder = {"verder": url_for("draad_verder.afspraak_post", draad_id=draad_id), "verder_terug": _thread(draad_id)}
    return fragment_or_page("plannen/_regel_form.html", "berichten/afspraak.html", status, **form, **verder)
