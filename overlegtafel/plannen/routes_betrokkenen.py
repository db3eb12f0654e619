"""Who is at the table: add by search or by hand, change the goal, coördinator, leave."""

from flask import Blueprint, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten.inzage import Inzage, may_open, open_client
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for, saved
from overlegtafel.plannen import betrokkenen as services
from overlegtafel.plannen.betrokkenen import Invoer
from overlegtafel.plannen.blad import find_blind, load_tafel
from overlegtafel.plannen.routes import client_url, opened_to_edit
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.services import find_people

bp = Blueprint("betrokkenen", __name__, url_prefix="/clienten/<uuid:client_id>/betrokkenen")


@bp.get("/nieuw")
@login_required
def nieuw(client_id):
    zoek, wie = request.args.get("zoek", ""), request.args.get("wie", "")
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="plan.bewerken")
        people, teams = find_people(zoek)
    if request.htmx and request.headers.get("HX-Target", "").endswith("#gevonden"):
        return fragment_or_page(
            "plannen/_mensen.html",
            "plannen/_mensen.html",
            client=inzage.client,
            zoek=zoek,
            people=people,
            teams=teams,
        )
    return _form(inzage, None, Invoer(wie=wie), zoek=zoek, people=people, teams=teams)


@bp.post("/nieuw")
@login_required
def nieuw_post(client_id):
    invoer = Invoer.of_form(request.form)
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            made = services.create_betrokkene(inzage, invoer)
            context = _list(inzage)
    except Ongeldig as error:
        with opened_to_edit(client_id) as inzage:
            gezin = inzage.gezin
        return _form(inzage, None, invoer, fouten=error.velden, gezin=gezin, status=422)
    return saved("plannen/_betrokkenen_ververst.html", client_url(client_id, f"betrokkene-{made.id}"), **context)


@bp.get("/<uuid:betrokkene_id>")
@login_required
def een(client_id, betrokkene_id):
    with transaction():
        inzage = open_client(client_id, by=current_user)
        found = services.get_betrokkene(inzage, betrokkene_id)
        inzage.log("plan.regel", Actie.READ, client_id=found.client_id)
        context = _one(inzage, found)
    return saved("plannen/_betrokkene.html", client_url(client_id, f"betrokkene-{betrokkene_id}"), **context)


@bp.get("/<uuid:betrokkene_id>/wijzigen")
@login_required
def wijzig(client_id, betrokkene_id):
    with opened_to_edit(client_id) as inzage:
        found = services.get_betrokkene(inzage, betrokkene_id)
    return _form(inzage, found, _stored(found), versie=found.versie)


@bp.post("/<uuid:betrokkene_id>/wijzigen")
@login_required
def wijzig_post(client_id, betrokkene_id):
    invoer, versie = Invoer.of_form(request.form), posted_versie()
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            services.change_betrokkene(inzage, betrokkene_id, invoer, versie=versie)
            context = _list(inzage)
    except Ongeldig as error:
        with opened_to_edit(client_id) as inzage:
            found = services.get_betrokkene(inzage, betrokkene_id)
        return _form(inzage, found, invoer, versie=versie, fouten=error.velden, status=422)
    except Verouderd:
        return _conflict(client_id, betrokkene_id, invoer)
    url = client_url(client_id, f"betrokkene-{betrokkene_id}")
    return saved("plannen/_betrokkenen_ververst.html", url, **context)


@bp.post("/<uuid:betrokkene_id>/weg")
@login_required
def weg(client_id, betrokkene_id):
    versie = posted_versie()
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            services.leave(inzage, betrokkene_id, versie=versie)
            context = _list(inzage)
            still_in = may_open(client_id, by=current_user)
    except Verouderd:
        return _conflict(client_id, betrokkene_id, None)
    if not still_in:
        # Who takes themselves off the table has no page to come back to.
        return leave_for(url_for("clienten.lijst"))
    return saved("plannen/_betrokkenen_ververst.html", client_url(client_id, "betrokkenen"), **context)


def _conflict(client_id, betrokkene_id, typed: Invoer | None):
    """Somebody was quicker: both are shown, and the next save starts from there."""
    with opened_to_edit(client_id) as inzage:
        found = services.get_betrokkene(inzage, betrokkene_id)
    huidig = _stored(found)
    return _form(inzage, found, typed or huidig, versie=found.versie, conflict=huidig, status=409)


def _list(inzage: Inzage) -> dict:
    return {"client": inzage.client, "inzage": inzage, "inhoud": load_tafel(inzage)}


def _one(inzage: Inzage, betrokkene: Betrokkene) -> dict:
    blind = find_blind([] if betrokkene.is_weg else [betrokkene])
    return {"client": inzage.client, "inzage": inzage, "b": betrokkene, "gezin": inzage.gezin, "blind": blind}


def _stored(betrokkene: Betrokkene) -> Invoer:
    b = betrokkene
    return Invoer(
        doel=b.doel,
        naam=b.naam,
        functie=b.functie,
        organisatie=b.organisatie,
        telefoon=b.telefoon,
        coordinator=b.is_coordinator,
        voor=str(b.client_id),
    )


def _form(inzage: Inzage, betrokkene: Betrokkene | None, invoer: Invoer, status: int = 200, **context):
    context = {"fouten": {}, "conflict": None, "zoek": "", "people": [], "teams": [], "versie": 0} | context
    context.setdefault("gezin", inzage.gezin)
    context["gekozen"] = services.find_name(invoer.wie) if invoer.wie else ""
    return fragment_or_page(
        "plannen/_betrokkene_form.html",
        "plannen/betrokkene_form.html",
        status,
        client=inzage.client,
        inzage=inzage,
        b=betrokkene,
        waarden=invoer,
        **context,
    )
