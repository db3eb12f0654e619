"""Consent: why may I see this, what did the client decide, asking for access, who may decide for the client."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten import toestemmingen, verzoeken
from overlegtafel.clienten.beslissers import SOORTEN, age_on, check_vertegenwoordiger
from overlegtafel.clienten.invoer import HOE
from overlegtafel.clienten.inzage import Inzage, may_open, open_client
from overlegtafel.clienten.teksten import UITLEG, make_vraag
from overlegtafel.clienten.toestemming_invoer import (
    check_beslissing,
    check_keuzes,
    check_uitzondering,
)
from overlegtafel.core.datums import today
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page
from overlegtafel.toegang.domein import TOESTEMMINGSDOMEINEN, Recht, Soort
from overlegtafel.toegang.models_inzage import Toestemming

bp = Blueprint("toestemming", __name__, url_prefix="/clienten/<uuid:client_id>")


@bp.get("/waarom")
@login_required
def waarom(client_id):
    """Why may I see this, and what may I not."""
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="toestemming.waarom")
        context = _waarom(inzage)
    return fragment_or_page("clienten/_waarom.html", "clienten/waarom.html", **context)


@bp.post("/verzoek")
@login_required
def verzoek(client_id):
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user)
            verzoeken.ask(inzage, request.form.get("soort", ""))
    except Ongeldig:
        # Answered meanwhile: the page as it is now says so.
        pass
    if not request.htmx:
        return redirect(url_for("toestemming.waarom", client_id=client_id), 303)
    return waarom(client_id)


@bp.post("/verzoek/<uuid:verzoek_id>/nee")
@login_required
def verzoek_nee(client_id, verzoek_id):
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.TOESTEMMING)
        verzoeken.refuse(inzage, verzoek_id)
    return redirect(_url(client_id), 303)


@bp.get("/toestemming")
@login_required
def toestemming(client_id):
    return _page(client_id)


@bp.post("/toestemming")
@login_required
def toestemming_post(client_id):
    def record(inzage: Inzage, nummer: int) -> int:
        keuzes, beslissing = check_keuzes(request.form), check_beslissing(request.form)
        return toestemmingen.record_keuzes(inzage, keuzes, beslissing, nummer=nummer)

    return _change(client_id, record)


@bp.post("/toestemming/uitzondering")
@login_required
def uitzondering(client_id):
    def record(inzage: Inzage, nummer: int) -> None:
        keuze, beslissing = check_uitzondering(request.form), check_beslissing(request.form)
        toestemmingen.record_uitzondering(inzage, keuze, beslissing, nummer=nummer)

    return _change(client_id, record)


@bp.post("/toestemming/<uuid:toestemming_id>/intrekken")
@login_required
def intrekken(client_id, toestemming_id):
    def record(inzage: Inzage, nummer: int) -> None:
        toestemmingen.withdraw(inzage, toestemming_id, nummer=nummer)

    return _change(client_id, record)


@bp.post("/vertegenwoordigers")
@login_required
def vertegenwoordiger(client_id):
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.TOESTEMMING)
            toestemmingen.add_vertegenwoordiger(inzage, check_vertegenwoordiger(request.form))
    except Ongeldig as error:
        return _page(client_id, fouten=error.velden, typed=request.form, status=422)
    return redirect(_url(client_id), 303)


@bp.post("/vertegenwoordigers/<uuid:vertegenwoordiger_id>/einde")
@login_required
def vertegenwoordiger_einde(client_id, vertegenwoordiger_id):
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.TOESTEMMING)
            toestemmingen.end_vertegenwoordiger(inzage, vertegenwoordiger_id)
    except Ongeldig as error:
        return _page(client_id, fouten=error.velden, status=422)
    return redirect(_url(client_id), 303)


def _url(client_id) -> str:
    return url_for("toestemming.toestemming", client_id=client_id)


def _nummer() -> int:
    """The number of the consents the form started from; a form without one is stale."""
    typed = request.form.get("nummer", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _change(client_id, record):
    """Carry out one change of consent, and show the page again when it was refused."""
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.TOESTEMMING)
            changed = record(inzage, _nummer())
            still_in = may_open(inzage.client.id, by=current_user)
            if not still_in and not request.form.get("zeker"):
                raise Ongeldig(
                    {"zeker": "Let op: dan ziet u zelf dit plan ook niet meer. Klopt dat? Vink dat aan en sla op."}
                )
    except Ongeldig as error:
        return _page(client_id, fouten=error.velden, typed=request.form, status=422)
    except Verouderd:
        return _page(client_id, typed=request.form, conflict=True, status=409)
    if not still_in:
        # The client closed the door for who wrote it down as well.
        flash("Opgeslagen. Het geldt meteen: u ziet deze cliënt zelf nu ook niet meer.")
        return redirect(url_for("clienten.lijst"), 303)
    flash("Er is niets veranderd." if changed == 0 else "Opgeslagen. Het geldt meteen.")
    return redirect(_url(client_id), 303)


def _page(client_id, *, fouten=None, typed=None, conflict: bool = False, status: int = 200):
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="toestemming.bekeken")
        stand = toestemmingen.load_stand(inzage.client.id)
        asked = verzoeken.list_open(inzage) if inzage.mag_toestemming else []
        organisaties = toestemmingen.list_organisaties()
    return render_template(
        "clienten/toestemming.html",
        client=inzage.client,
        inzage=inzage,
        stand=stand,
        verzoeken=asked,
        organisaties=organisaties,
        domeinen=TOESTEMMINGSDOMEINEN,
        soorten=list(Soort),
        uitleg=UITLEG,
        vraag=_vraag,
        vraag_aan=lambda organisatie, soort: make_vraag(domein=None, organisatie=organisatie.naam, soort=soort),
        hoe=HOE,
        vertegenwoordiger_soorten=SOORTEN,
        leeftijd=age_on(inzage.client.geboortedatum, today()),
        waarden=typed or {},
        fouten=fouten or {},
        conflict=conflict,
        bewerken=inzage.mag_toestemming and not inzage.client.overleden_op,
    ), status


def _vraag(rule_or_domein) -> str:
    """The question of a domain, or of a rule that was recorded."""
    if isinstance(rule_or_domein, Toestemming):
        rule = rule_or_domein
        return make_vraag(
            domein=next((d for d in TOESTEMMINGSDOMEINEN if d == rule.domein), None),
            organisatie=rule.organisatie.naam if rule.organisatie else "",
            soort=Soort(rule.soort) if rule.soort else None,
        )
    return make_vraag(domein=rule_or_domein)


def _waarom(inzage: Inzage) -> dict:
    rule_id = inzage.grond.toestemming_id
    return {
        "client": inzage.client,
        "inzage": inzage,
        "gezin": inzage.gezin,
        "regel": next((r for r in toestemmingen.load_stand(inzage.client.id).regels if r.id == rule_id), None),
        "soorten": inzage.soorten,
        "gevraagd": verzoeken.list_asked(inzage),
        "hoe": HOE,
    }
