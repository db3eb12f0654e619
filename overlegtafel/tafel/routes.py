"""What lies on the table: Vandaag, the page of a client, and a seat at the table for a new one."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten import services as clienten
from overlegtafel.clienten.invoer import check_client
from overlegtafel.clienten.inzage import count_visible, open_client
from overlegtafel.clienten.routes import form_choices
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import transaction
from overlegtafel.plannen import blad, werklijst
from overlegtafel.plannen.services import start_plan
from overlegtafel.toegang.domein import TOESTEMMINGSDOMEINEN, Domein, Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.services import list_praktijken

bp = Blueprint("tafel", __name__)


@bp.get("/vandaag")
@login_required
def vandaag():
    with transaction():
        afspraken = werklijst.list_my_afspraken(current_user)
        changes = werklijst.list_changes(current_user)
        evaluaties = werklijst.next_evaluations(current_user)
        aantal = count_visible(current_user)
        log(
            "vandaag.geopend",
            Actie.READ,
            by=current_user,
            aantal=len(afspraken) + len(changes) + len(evaluaties),
        )
    return render_template(
        "tafel/vandaag.html",
        te_laat=[a for a in afspraken if a.te_laat],
        komend=[a for a in afspraken if not a.te_laat],
        wijzigingen=changes,
        evaluaties=evaluaties,
        aantal=aantal,
        sinds=werklijst.since(current_user),
        beheer=current_user.domein is Domein.BEHEER,
    )


@bp.get("/clienten/<uuid:client_id>")
@login_required
def client(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="client.geopend")
        inhoud = blad.load_bladinhoud(inzage)
    if inzage.client.id != client_id:
        return redirect(url_for("tafel.client", client_id=inzage.client.id))
    return render_template("tafel/client.html", client=inzage.client, inzage=inzage, gezin=inzage.gezin, inhoud=inhoud)


@bp.get("/clienten/nieuw")
@login_required
def nieuwe_client():
    if not current_user.may(Recht.MAKEN):
        raise MagNiet
    zoek = clean_line(request.args.get("zoek"))[:100]
    if not zoek:
        # First look whether the client is there already.
        return redirect(url_for("clienten.lijst", nieuw=1))
    praktijk = current_user.organisatie_id if current_user.domein is Domein.HUISARTSENZORG else ""
    with transaction():
        praktijken = list_praktijken()
    waarden = clienten.guess_from_search(zoek) | {"praktijk": str(praktijk), "hoe": "mondeling"}
    return _form(waarden, praktijken, gekozen={current_user.domein.value})


@bp.post("/clienten/nieuw")
@login_required
def nieuwe_client_post():
    domeinen = request.form.getlist("domein")
    doubles = []
    try:
        with transaction():
            try:
                invoer = check_client(request.form, domeinen=domeinen, nieuw=True, eigen_domein=current_user.domein)
                made = clienten.create_client(invoer, by=current_user, anders=bool(request.form.get("anders")))
                start_plan(made, by=current_user, doel=request.form.get("doel", ""))
            except Ongeldig as error:
                if "dubbel" in error.velden:
                    doubles = clienten.find_doubles(invoer, by=current_user)
                raise
    except Ongeldig as error:
        return _form(request.form, list_praktijken(), set(domeinen), error.velden, doubles), 422
    return redirect(url_for("tafel.client", client_id=made.id), 303)


def _form(waarden, praktijken, gekozen, fouten=None, doubles=()):
    return render_template(
        "clienten/nieuw.html",
        waarden=waarden,
        gekozen=gekozen,
        fouten=fouten or {},
        dubbelen=doubles,
        domeinen=TOESTEMMINGSDOMEINEN,
        **form_choices(praktijken),
    )
