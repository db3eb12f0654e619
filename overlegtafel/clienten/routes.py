"""Finding a client; the whole BSN on request."""

from flask import Blueprint, request
from flask_login import current_user, login_required

from overlegtafel.clienten import services
from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page
from overlegtafel.toegang.domein import Recht

bp = Blueprint("clienten", __name__, url_prefix="/clienten")


@bp.get("")
@bp.post("")
@login_required
def lijst():
    """Search and my clients. Our own forms post what is searched for, so that no name stays in an address."""
    zoek = request.values.get("zoek", "").strip()
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
        erbij = services.list_beside(clienten, by=current_user)
    return fragment_or_page(
        "clienten/_lijst.html",
        "clienten/lijst.html",
        zoek=zoek,
        gevonden=gevonden,
        clienten=clienten,
        erbij=erbij,
        start=start,
        meer=meer,
        stap=services.MAX_GEVONDEN,
        aan_tafel=aan_tafel,
        mag_maken=current_user.may(Recht.MAKEN),
        mag_nood=current_user.may(Recht.NOODTOEGANG),
    )


@bp.post("/<uuid:client_id>/bsn")
@login_required
def bsn(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.BSN_TONEN)
        number = services.show_bsn(inzage)
    return fragment_or_page("clienten/_bsn.html", "clienten/bsn.html", client=inzage.client, bsn=number, inzage=inzage)
