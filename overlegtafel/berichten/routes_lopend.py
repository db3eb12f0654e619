"""What runs about a client, by itself: the page of the client renews this part when something happens."""

from flask import Blueprint
from flask_login import current_user, login_required

from overlegtafel.berichten.werklijst import list_answered, list_of_client
from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page

bp = Blueprint("lopend", __name__, url_prefix="/clienten/<uuid:client_id>/lopend")


@bp.get("")
@login_required
def deel(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="bericht.lopend")
        draden, beantwoord = list_of_client(inzage), list_answered(inzage)
    return fragment_or_page(
        "berichten/_lopend.html",
        "berichten/lopend.html",
        client=inzage.client,
        inzage=inzage,
        draden=draden,
        beantwoord=beantwoord,
    )
