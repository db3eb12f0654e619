"""The list of referrals, the badge in the menu, and what became of those of one client."""

from flask import Blueprint, g, render_template, request
from flask_login import current_user, login_required
from sqlalchemy import exists, select

from overlegtafel.berichten.models import Signaal
from overlegtafel.clienten.inzage import VERWEZEN, log_shown, open_client
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.core.weergave import fragment_or_page
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.verwijzingen import opvolgen  # noqa: F401 (hears who leaves)
from overlegtafel.verwijzingen.cijfers import list_kijken
from overlegtafel.verwijzingen.lijst import MEESTE, Bak, Keuze, count_bakken, list_keuzes, list_verwijzingen
from overlegtafel.verwijzingen.manieren import count_unseen
from overlegtafel.verwijzingen.regels import STATEN
from overlegtafel.verwijzingen.verloop import Plicht
from overlegtafel.verwijzingen.werklijst import list_of_client

bp = Blueprint("verwijzingen", __name__, url_prefix="/verwijzingen")

bp.app_template_filter("verwijsstaat")(lambda staat: STATEN[staat])
bp.app_template_filter("verwijsplicht")(lambda moet: Plicht(moet).label)


@bp.before_app_request
def count_for_the_menu() -> None:
    """Beside that of messages (routes_seinen.py), and for the same pages."""
    if "ongezien" not in g:
        return
    # Mostly there is nothing: that is found out first, from a small index.
    some = select(exists().where(
        Signaal.gebruiker_id == current_user.id, Signaal.gezien_op.is_(None), Signaal.verwijzing_id.is_not(None)
    ))  # fmt: skip
    g.ongezien_verwezen = count_unseen(current_user) if db.session.scalar(some) else 0


@bp.get("/teller")
@login_required
def teller():
    """With how many referrals something happened, for the badge of a page that is open."""
    with reading():
        count = count_unseen(current_user)
    return render_template("verwijzingen/_teller.html", aantal=count)


@bp.get("")
@login_required
def lijst():
    asked = request.args.get("bak")
    # Who is in no team is sent nothing.
    bakken = [bak for bak in Bak if bak is not Bak.TE_DOEN or current_user.teams]
    keuze = Keuze(parse_uuid(request.args.get("soort")), parse_uuid(request.args.get("team")))
    vanaf = request.args.get("vanaf", "")
    with transaction():
        aantallen = count_bakken(current_user, keuze)
        # Unless they asked for another: the first with something in it.
        bak = Bak(asked) if asked in bakken else next((b for b in bakken if aantallen[b]), bakken[0])
        keuzes = list_keuzes(current_user, bak, keuze)
        bladzij = list_verwijzingen(current_user, bak, keuze, vanaf=vanaf)
        heeft_cijfers = any(list_kijken(current_user, soort) for soort in keuzes.soorten)
        shown = {rij.verwijzing.client_id for rij in bladzij.rijen}
        log_shown(
            shown, "verwijzing.lijst", by=current_user, soort=Soort.VERWIJZING, als_gast=shown, gastgrond=VERWEZEN
        )  # fmt: skip
    return render_template(
        "verwijzingen/lijst.html",
        bak=bak,
        bakken=bakken,
        aantallen=aantallen,
        meeste=MEESTE,
        keuze=keuze,
        keuzes=keuzes,
        vanaf=vanaf,
        bladzij=bladzij,
        heeft_cijfers=heeft_cijfers,
    )


@bp.get("/van/<uuid:client_id>")
@login_required
def van_client(client_id):
    """The page of the client renews this part when something happens."""
    with transaction():
        inzage = open_client(client_id, by=current_user, soort=Soort.VERWIJZING)
        verwezen = list_of_client(inzage)
        if not verwezen.rijen:
            # That there is none is something to know, too.
            inzage.log("verwijzing.lijst", Actie.READ)
    return fragment_or_page(
        "verwijzingen/_van_client.html",
        "verwijzingen/van_client.html",
        client=inzage.client,
        inzage=inzage,
        verwezen=verwezen,
    )
