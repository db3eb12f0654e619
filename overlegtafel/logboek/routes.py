"""Who looked: the access log of one client, to read together with that client."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.logboek.periode import Periode, read_periode
from overlegtafel.logboek.voor_client import list_rijen
from overlegtafel.toegang.domein import Recht

bp = Blueprint("inzagelog", __name__)


@bp.get("/clienten/<uuid:client_id>/inzagelog")
@login_required
def client(client_id):
    fouten, periode = {}, Periode()
    try:
        periode = read_periode(request.args)
    except Ongeldig as error:
        fouten = error.velden
    before = read_number(request.args.get("voor", ""))
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="inzagelog.gelezen")
        rijen, meer = (
            ([], None)
            if fouten
            else list_rijen(inzage.client.id, periode, before, met_reden=current_user.may(Recht.NOODTOEGANG))
        )
    if inzage.client.id != client_id:
        return redirect(url_for("inzagelog.client", client_id=inzage.client.id))
    page = render_template(
        "logboek/client.html",
        client=inzage.client,
        inzage=inzage,
        rijen=rijen,
        meer=meer,
        vervolg=before is not None,
        periode=periode,
        getypt=request.args,
        fouten=fouten,
    )
    return page, 422 if fouten else 200


def read_number(typed: str) -> int | None:
    """A line's number from an address; None when it is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None
