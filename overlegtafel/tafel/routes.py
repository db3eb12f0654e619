"""What lies on the table: Vandaag and the page of a client."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten import werklijst as berichten
from overlegtafel.berichten.bestemmingen import list_bestemmingen
from overlegtafel.clienten import verzoeken
from overlegtafel.clienten.inzage import log_shown, open_client
from overlegtafel.clienten.zicht import count_visible
from overlegtafel.core.datums import today
from overlegtafel.core.transaction import transaction
from overlegtafel.overleggen.clientbeeld import show_of_client
from overlegtafel.overleggen.lijst import list_vandaag
from overlegtafel.plannen import blad, werklijst
from overlegtafel.thuiszorg import bezoeken, lezen
from overlegtafel.thuiszorg.bellen import whom_to_call
from overlegtafel.thuiszorg.filter import Filter, Getypt
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.verwijzingen import werklijst as verwijzingen

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
        antwoorden = berichten.list_antwoorden(current_user)
        gevraagd, gesteld = berichten.list_vandaag(current_user)
        overleggen = list_vandaag(current_user)
        verwezen = verwijzingen.list_vandaag(current_user)
        # Only the empty page says how many there are.
        aantal = 0 if afspraken else count_visible(current_user)
        log_shown({a.regel.client_id or a.client.id for a in afspraken}, "vandaag.afspraak", by=current_user)
        vragen = [*antwoorden, *gevraagd, *gesteld]
        log_shown({d.draad.client_id for d in vragen}, "vandaag.bericht", by=current_user)
        log(
            "vandaag.geopend",
            Actie.READ,
            by=current_user,
            aantal=len(afspraken) + len(changes) + len(evaluaties) + len(vragen) + len(verwezen.rijen),
        )
    return render_template(
        "tafel/vandaag.html",
        overleggen=[r for r in overleggen if r.dag],
        te_prikken=[r.overleg for r in overleggen if not r.dag],
        verwezen=verwezen,
        antwoorden=antwoorden,
        gevraagd=gevraagd,
        gesteld=gesteld,
        mag_antwoorden=current_user.may(Recht.SCHRIJVEN),
        gevraagd_aan="de praktijk" if current_user.domein is Domein.HUISARTSENZORG else "uw team",
        te_laat=[a for a in afspraken if a.te_laat],
        komend=[a for a in afspraken if not a.te_laat],
        deze_week=[a for a in afspraken if not a.te_laat and a.regel.datum <= today() + timedelta(days=7)],
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
        draden, beantwoord = berichten.list_of_client(inzage), berichten.list_answered(inzage)
        overleg = show_of_client(inzage, inhoud.regels)
        verwezen = verwijzingen.list_of_client(inzage)
        bestemmingen = list_bestemmingen(inzage)
    if inzage.client.id != client_id:
        return redirect(url_for("tafel.client", client_id=inzage.client.id))
    return render_template(
        "tafel/client.html",
        client=inzage.client,
        inzage=inzage,
        gezin=inzage.gezin,
        inhoud=inhoud,
        verzoeken=asked,
        draden=draden,
        beantwoord=beantwoord,
        verwezen=verwezen,
        op_agenda=overleg.op_agenda,
        herkomst=overleg.herkomst,
        bestemmingen=bestemmingen,
        bladzij=notities,
        bellen=whom_to_call(inzage.verder, inhoud.aan_tafel) if inzage.verder else [],
        filter=Filter(),
        getypt=Getypt(),
    )
