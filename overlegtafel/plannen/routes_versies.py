"""The history of a page, putting a version back; one plan per household; merging doubles."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from flask_login import current_user, login_required

from overlegtafel.clienten.inzage import open_client
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.services import list_possible_doubles, search
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.plannen import geschiedenis, huishouden
from overlegtafel.plannen.blad import get_plan
from overlegtafel.plannen.routes import client_url
from overlegtafel.toegang.domein import Recht

bp = Blueprint("versies", __name__, url_prefix="/clienten/<uuid:client_id>")


@bp.get("/geschiedenis")
@login_required
def lijst(client_id):
    vanaf = request.args.get("vanaf", "")
    start = int(vanaf) if _is_number(vanaf) else 0
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="plan.geschiedenis")
        inzage.log_household("plan.geschiedenis")
        stappen, meer = geschiedenis.list_stappen(inzage, start=start)
        plan = get_plan(inzage.client.huishouden_id)
    return render_template(
        "plannen/geschiedenis.html",
        client=inzage.client,
        inzage=inzage,
        stappen=stappen,
        plan=plan,
        meer=meer,
        volgende=start + geschiedenis.PER_PAGINA,
    )


@bp.get("/geschiedenis/<int:nummer>")
@login_required
def versie(client_id, nummer):
    return _versie_page(client_id, nummer)


@bp.post("/geschiedenis/<int:nummer>/terug")
@login_required
def zet_terug(client_id, nummer):
    huidig = posted_versie()
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            geschiedenis.restore(inzage, nummer, huidig_nummer=huidig)
    except Ongeldig as error:
        return _versie_page(client_id, nummer, fout=error.velden["nummer"], status=422)
    except Verouderd:
        fout = "Iemand heeft het plan intussen gewijzigd. Kijk eerst naar de nieuwste versie en kies dan opnieuw."
        return _versie_page(client_id, nummer, fout=fout, status=409)
    return redirect(client_url(client_id), 303)


def _versie_page(client_id: UUID, nummer: int, *, fout: str = "", status: int = 200):
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="plan.versie")
        inzage.log_household("plan.versie")
        found, inhoud = geschiedenis.get_versie(inzage, nummer)
        plan = get_plan(inzage.client.huishouden_id)
    return render_template(
        "plannen/versie.html",
        client=inzage.client,
        inzage=inzage,
        versie=found,
        inhoud=inhoud,
        plan=plan,
        fout=fout,
    ), status


@bp.get("/huishouden")
@login_required
def gezin(client_id):
    return _gezin_page(client_id)


@bp.post("/huishouden")
@login_required
def gezin_post(client_id):
    """Search (posted, so that no name stays in an address), confirm, and then: somebody comes to live here, or apart."""
    wat = request.form.get("wat", "")
    if wat in ("zoek", "kies"):
        return _gezin_page(client_id)
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            if wat == "apart":
                huishouden.move_out(inzage)
            else:
                newcomer = open_client(_posted_client(), by=current_user, recht=Recht.SCHRIJVEN)
                huishouden.move_in(inzage, newcomer)
    except Ongeldig as error:
        return _gezin_page(client_id, fout=error.velden["client"], status=422)
    return redirect(client_url(client_id), 303)


def _gezin_page(client_id: UUID, *, fout: str = "", status: int = 200):
    zoek = request.form.get("zoek", "")
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="huishouden.geopend")
        inzage.log_household("huishouden.geopend")
        found = search(zoek, by=current_user).clienten if zoek else []
        others = [c for c in found if c.huishouden_id != inzage.client.huishouden_id]
        leden, gekozen = inzage.gezin, _chosen()
    return render_template(
        "plannen/huishouden.html",
        client=inzage.client,
        inzage=inzage,
        gezin=leden,
        zoek=zoek,
        gevonden=others,
        gekozen=gekozen,
        fout=fout,
    ), status


@bp.get("/samenvoegen")
@login_required
def samenvoegen(client_id):
    return _samenvoegen_page(client_id)


@bp.post("/samenvoegen")
@login_required
def samenvoegen_post(client_id):
    if request.form.get("wat", "") in ("zoek", "kies"):
        return _samenvoegen_page(client_id)
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SAMENVOEGEN)
            double = open_client(_posted_client(), by=current_user, recht=Recht.SAMENVOEGEN)
            huishouden.merge(inzage, double)
    except Ongeldig as error:
        return _samenvoegen_page(client_id, fout=error.velden["client"], status=422)
    return redirect(client_url(client_id), 303)


def _samenvoegen_page(client_id: UUID, *, fout: str = "", status: int = 200):
    zoek = request.form.get("zoek", "")
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SAMENVOEGEN, gebeurtenis="samenvoegen.geopend")
        found = search(zoek, by=current_user).clienten if zoek else list_possible_doubles(inzage)
        gekozen = _chosen()
    others = [c for c in found if c.id != inzage.client.id]
    return render_template(
        "plannen/samenvoegen.html",
        client=inzage.client,
        inzage=inzage,
        zoek=zoek,
        gevonden=others,
        gekozen=gekozen,
        fout=fout,
    ), status


def _chosen() -> Client | None:
    """The client that was chosen and still must be confirmed; looked at, so logged."""
    if request.form.get("wat") != "kies" or not request.form.get("client"):
        return None
    try:
        client_id = _posted_client()
    except Ongeldig:
        # No client at all: nothing was chosen.
        return None
    chosen = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="client.gekozen")
    return chosen.client


def _is_number(text: str) -> bool:
    """A number the database can hold."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def _posted_client() -> UUID:
    chosen = parse_uuid(request.form.get("client"))
    if chosen is None:
        raise Ongeldig({"client": "Kies eerst een cliënt uit de lijst."})
    return chosen
