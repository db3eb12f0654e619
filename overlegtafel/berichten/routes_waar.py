"""Waar hoort dit? From the one field on the client's page to the form where the text belongs."""

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten.bestemmingen import explain_misfit, list_bestemmingen, list_full
from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.tekst import clean_text
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.core.weergave import fragment_or_page
from overlegtafel.toegang.domein import Recht, Soort

bp = Blueprint("waar", __name__, url_prefix="/clienten/<uuid:client_id>/waar")


@bp.post("")
@login_required
def kies(client_id):
    """On to the form of what was chosen. What does not fit there comes back, and each place says whether it does."""
    tekst, soort = request.form.get("tekst", ""), request.form.get("soort", "")
    with transaction():
        inzage = _open(client_id)
    # Laying out the page takes a while; others can go on writing.
    with reading():
        waar = next((b for b in list_bestemmingen(inzage) if b.sleutel == soort), None)
        misfit = explain_misfit(inzage, waar, tekst) if waar else "Kies wat u met uw tekst wilt doen."
        full = list_full(inzage, tekst) if misfit else []
    if not misfit:
        # 307: the browser posts the same again, so that no word of it stands in an address.
        return redirect(url_for(waar.endpoint, client_id=inzage.client.id), 307)
    with transaction():
        inzage = _open(client_id, gebeurtenis="bericht.waar")
        bestemmingen = list_bestemmingen(inzage)
    return fragment_or_page(
        "berichten/_waar.html",
        "berichten/waar.html",
        422,
        client=inzage.client,
        inzage=inzage,
        bestemmingen=bestemmingen,
        gekozen=waar,
        vol=full,
        lengte=len(clean_text(tekst)),
        bezwaar=misfit,
        tekst=tekst,
        # Only the page that asked knows where a form can open.
        ankers=request.form.get("ankers", "").split() if request.htmx else [],
    )


def _open(client_id, gebeurtenis: str | None = None) -> Inzage:
    return open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis=gebeurtenis, ook=Soort.THUISZORG)
