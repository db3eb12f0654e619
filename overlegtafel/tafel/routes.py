"""What lies on the table: Vandaag and the page of a client."""

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten import verzoeken
from overlegtafel.clienten.inzage import log_shown, open_client
from overlegtafel.clienten.zicht import count_visible
from overlegtafel.core.transaction import transaction
from overlegtafel.plannen import blad, werklijst
from overlegtafel.thuiszorg import bezoeken, lezen
from overlegtafel.thuiszorg.bellen import whom_to_call
from overlegtafel.thuiszorg.filter import Filter, Getypt
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.inzagelog import Actie, log

bp = Blueprint("tafel", __name__)


@bp.get("/vandaag")
@login_required
def vandaag():
    with transaction():
        afspraken = werklijst.list_my_afspraken(current_user)
        changes = werklijst.list_changes(current_user)
        evaluaties = werklijst.next_evaluations(current_user)
        asked = verzoeken.list_for(current_user)
        nieuws = bezoeken.list_news(current_user)
        # Only the empty page says how many there are.
        aantal = 0 if afspraken else count_visible(current_user)
        log_shown({a.regel.client_id or a.client.id for a in afspraken}, "vandaag.afspraak", by=current_user)
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
        verzoeken=asked,
        nieuws=nieuws,
        meeste_nieuws=bezoeken.MAX_VANDAAG,
        aantal=aantal,
        sinds=werklijst.since(current_user),
        beheer=current_user.domein is Domein.BEHEER,
    )


@bp.get("/clienten/<uuid:client_id>")
@login_required
def client(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="client.geopend", ook=Soort.THUISZORG)
        inhoud = blad.load_tafel(inzage)
        notities = lezen.show_newest(inzage.verder)
        inzage.log_household("client.geopend")
        asked = verzoeken.list_open(inzage) if inzage.mag_toestemming else []
    if inzage.client.id != client_id:
        return redirect(url_for("tafel.client", client_id=inzage.client.id))
    return render_template(
        "tafel/client.html",
        client=inzage.client,
        inzage=inzage,
        gezin=inzage.gezin,
        inhoud=inhoud,
        verzoeken=asked,
        bladzij=notities,
        bellen=whom_to_call(inzage.verder, inhoud.aan_tafel) if inzage.verder else [],
        filter=Filter(),
        getypt=Getypt(),
    )
