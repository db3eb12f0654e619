"""Finding a client; the details of one; the whole BSN on request."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten import services
from overlegtafel.clienten.invoer import GESLACHTEN, HOE, NAAMGEBRUIK, check_client
from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.datums import show_date
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.services import list_praktijken

bp = Blueprint("clienten", __name__, url_prefix="/clienten")


@bp.get("")
@login_required
def lijst():
    zoek = request.args.get("zoek", "").strip()
    start = request.args.get("vanaf", "0")
    start = int(start) if start.isdecimal() and len(start) < 8 else 0
    meer, aan_tafel = False, None
    with transaction():
        gevonden = services.search(zoek, by=current_user) if zoek else None
        if gevonden:
            clienten = gevonden.clienten
        else:
            clienten, meer = services.list_mine(by=current_user, start=start)
            if current_user.organisatie.ingeschreven:
                aan_tafel = services.count_at_practice(current_user)
    return fragment_or_page(
        "clienten/_lijst.html",
        "clienten/lijst.html",
        zoek=zoek,
        gevonden=gevonden,
        clienten=clienten,
        start=start,
        meer=meer,
        stap=services.MAX_GEVONDEN,
        aan_tafel=aan_tafel,
        mag_maken=current_user.may(Recht.MAKEN),
    )


@bp.post("/<uuid:client_id>/bsn")
@login_required
def bsn(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user)
        number = services.show_bsn(inzage)
    return fragment_or_page("clienten/_bsn.html", "clienten/bsn.html", client=inzage.client, bsn=number, inzage=inzage)


@bp.get("/<uuid:client_id>/gegevens")
@login_required
def gegevens(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="client.gegevens")
        praktijken = list_praktijken()
    return _gegevens(inzage, praktijken, _stored(inzage.client))


@bp.post("/<uuid:client_id>/gegevens")
@login_required
def gegevens_post(client_id):
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            invoer = check_client(request.form, domeinen=[], nieuw=False, eigen_domein=current_user.domein)
            services.change_client(inzage, invoer)
    except Ongeldig as error:
        return _gegevens(inzage, list_praktijken(), request.form, error.velden), 422
    return redirect(url_for("tafel.client", client_id=client_id), 303)


def _gegevens(inzage, praktijken, waarden, fouten=None):
    return render_template(
        "clienten/gegevens.html",
        client=inzage.client,
        inzage=inzage,
        waarden=waarden,
        fouten=fouten or {},
        **form_choices(praktijken),
    )


def form_choices(praktijken) -> dict:
    """The choices of the form, for a new client and an existing one."""
    return {"praktijken": praktijken, "geslachten": GESLACHTEN, "naamgebruiken": NAAMGEBRUIK, "hoe": HOE}


def _stored(client) -> dict[str, str]:
    fields = (
        "voornamen", "roepnaam", "voorvoegsel", "achternaam", "partner_voorvoegsel", "partner_achternaam", "naamgebruik",
        "geslacht", "bsn", "straat", "postcode", "plaats", "wijk", "telefoon",
    )  # fmt: skip
    shown = {field: getattr(client, field) or "" for field in fields}
    return shown | {
        "geboortedatum": show_date(client.geboortedatum),
        "praktijk": str(client.praktijk_id or ""),
    }
