"""Who the client is: a new one, and changing the details. Both can change what must fit on the half page."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten import services as clienten
from overlegtafel.clienten.beslissers import SOORTEN
from overlegtafel.clienten.invoer import GESLACHTEN, HOE, NAAMGEBRUIK, check_client
from overlegtafel.clienten.inzage import Inzage, may_open, open_client
from overlegtafel.clienten.teksten import UITLEG, make_vraag
from overlegtafel.core.datums import show_date
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import transaction
from overlegtafel.plannen.services import refuse_misfit, start_plan
from overlegtafel.toegang.domein import TOESTEMMINGSDOMEINEN, Domein, Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.services import list_praktijken

bp = Blueprint("persoon", __name__, url_prefix="/clienten")


@bp.get("/<uuid:client_id>/gegevens")
@login_required
def gegevens(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="client.gegevens")
        choices = _choices()
    return _gegevens(inzage, choices, _stored(inzage.client), inzage.client.versie)


@bp.post("/<uuid:client_id>/gegevens")
@login_required
def gegevens_post(client_id):
    versie, fouten, status = posted_versie(), {}, 422
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            invoer = check_client(request.form, domeinen=[], nieuw=False, eigen_domein=current_user.domein)
            clienten.change_client(inzage, invoer, versie=versie)
            refuse_misfit(inzage, "achternaam")
            still_in = may_open(client_id, by=current_user)
        # Who moves a client to another practice may have no page to come back to.
        return redirect(url_for("tafel.client", client_id=client_id) if still_in else url_for("clienten.lijst"), 303)
    except Ongeldig as error:
        fouten = error.velden
    except Verouderd:
        status = 409
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="client.gegevens")
        choices = _choices()
    # After a conflict the writer has seen the other's details, so the next save starts from there.
    huidig = _stored(inzage.client) if status == 409 else None
    versie = inzage.client.versie if huidig else versie
    return _gegevens(inzage, choices, request.form, versie, fouten, huidig), status


def _gegevens(inzage: Inzage, choices: dict, waarden, versie: int, fouten=None, huidig=None):
    return render_template(
        "clienten/gegevens.html",
        client=inzage.client,
        inzage=inzage,
        waarden=waarden,
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
        **choices,
    )


def _choices() -> dict:
    """The choices of the form, for a new client and an existing one."""
    return {
        "praktijken": list_praktijken(),
        "geslachten": GESLACHTEN,
        "naamgebruiken": NAAMGEBRUIK,
        "hoe": HOE,
    }


def _stored(client) -> dict[str, str]:
    """What the form shows. The BSN stays masked: seeing the whole number is a look of its own."""
    fields = (
        "voornamen", "roepnaam", "voorvoegsel", "achternaam", "partner_voorvoegsel", "partner_achternaam", "naamgebruik",
        "geslacht", "straat", "postcode", "plaats", "wijk", "telefoon",
    )  # fmt: skip
    shown = {field: getattr(client, field) or "" for field in fields}
    return shown | {
        "bsn": "",
        "geboortedatum": show_date(client.geboortedatum),
        "overleden_op": show_date(client.overleden_op),
        "praktijk": str(client.praktijk_id or ""),
    }


@bp.post("/nieuw/begin")
@login_required
def nieuw_begin():
    """The form for a new client, after searching; what was searched for fills it in."""
    _require_maken()
    zoek = clean_line(request.form.get("zoek"))[:100]
    if not zoek:
        return redirect(url_for("clienten.lijst", nieuw=1), 303)
    praktijk = current_user.organisatie_id if current_user.domein is Domein.HUISARTSENZORG else ""
    with transaction():
        choices = _choices()
    return _nieuw(clienten.guess_from_search(zoek) | {"praktijk": str(praktijk)}, choices, set())


@bp.get("/nieuw")
@login_required
def nieuw():
    """First look whether the client is there already."""
    _require_maken()
    return redirect(url_for("clienten.lijst", nieuw=1))


@bp.post("/nieuw")
@login_required
def nieuw_post():
    _require_maken()
    domeinen = request.form.getlist("domein")
    doubles, invoer = [], None
    try:
        invoer = check_client(request.form, domeinen=domeinen, nieuw=True, eigen_domein=current_user.domein)
        with transaction():
            made = clienten.create_client(invoer, by=current_user, anders=bool(request.form.get("anders")))
            start_plan(made, by=current_user, doel=invoer.doel)
        return redirect(url_for("tafel.client", client_id=made.id), 303)
    except Ongeldig as error:
        fouten = error.velden
    with transaction():
        choices = _choices()
        if "dubbel" in fouten:
            doubles = clienten.find_doubles(invoer, by=current_user)
            log("client.dubbelen", Actie.READ, by=current_user, aantal=len(doubles))
    return _nieuw(request.form, choices, set(domeinen), fouten, doubles), 422


def _require_maken() -> None:
    if not current_user.may(Recht.MAKEN):
        raise MagNiet


def _nieuw(waarden, choices: dict, gekozen, fouten=None, doubles=()):
    return render_template(
        "clienten/nieuw.html",
        waarden=waarden,
        gekozen=gekozen,
        fouten=fouten or {},
        dubbelen=doubles,
        domeinen=TOESTEMMINGSDOMEINEN,
        vraag=lambda domein: make_vraag(domein=domein),
        uitleg=UITLEG,
        vertegenwoordiger_soorten=SOORTEN,
        **choices,
    )
