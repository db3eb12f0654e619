"""The inbox, and one thread: reading it, and most of what can be done with it. Asking is in routes_vragen."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten import opvolgen, services  # noqa: F401 (hears who leaves)
from overlegtafel.berichten.draadzicht import look
from overlegtafel.berichten.invoer import MAX_REDEN, MAX_TEKST, check_reden, check_tekst, check_woord
from overlegtafel.berichten.models import Draad
from overlegtafel.berichten.postvak import MEESTE, Bak, count_bakken, list_draden, list_vakken
from overlegtafel.berichten.woorden import first_line, say_moment
from overlegtafel.clienten.inzage import log_shown
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, is_automatic, leave_for
from overlegtafel.toegang.domein import Recht

bp = Blueprint("berichten", __name__, url_prefix="/berichten")

bp.app_template_filter("moment")(say_moment)
bp.app_template_filter("eerste_regel")(first_line)

_VELDEN = ("tekst", "woord", "reden", "naar", "wie")


@bp.get("")
@login_required
def postvak():
    bak = Bak(request.args["bak"]) if request.args.get("bak") in list(Bak) else Bak.NIEUW
    adres, vanaf = request.args.get("adres", ""), request.args.get("vanaf", "")
    with transaction():
        bladzij = list_draden(current_user, bak, sleutel=adres, vanaf=vanaf)
        aantallen = count_bakken(current_user, sleutel=adres)
        log_shown({rij.draad.client_id for rij in bladzij.rijen}, "bericht.lijst", by=current_user)
    return render_template(
        "berichten/postvak.html",
        bak=bak,
        bakken=list(Bak),
        aantallen=aantallen,
        meeste=MEESTE,
        vakken=list_vakken(current_user),
        adres=adres,
        vanaf=vanaf,
        bladzij=bladzij,
        mag_oppakken=current_user.may(Recht.SCHRIJVEN),
    )


@bp.get("/<uuid:draad_id>")
@login_required
def draad(draad_id):
    return show_thread(draad_id)


@bp.post("/<uuid:draad_id>/antwoord")
@login_required
def antwoord(draad_id):
    versie = posted_versie()
    return _do(
        draad_id,
        "Uw antwoord is verstuurd.",
        lambda: services.answer(draad_id, _tekst("Schrijf uw antwoord."), by=current_user, versie=versie),
    )


@bp.post("/<uuid:draad_id>/bericht")
@login_required
def bericht(draad_id):
    return _do(
        draad_id,
        "Uw bericht is verstuurd.",
        lambda: services.write(draad_id, _tekst("Schrijf wat u wilt vragen of zeggen."), by=current_user),
    )


@bp.post("/<uuid:draad_id>/oppakken")
@login_required
def oppakken(draad_id):
    van = parse_uuid(request.form.get("van"))
    return _do(
        draad_id, "U pakt dit op. De vrager ziet dat.", lambda: services.claim(draad_id, by=current_user, van=van)
    )  # fmt: skip


@bp.post("/<uuid:draad_id>/terug")
@login_required
def terug(draad_id):
    return _do(
        draad_id, "Iedereen kan dit weer oppakken.", lambda: services.take_back(draad_id, by=current_user)
    )  # fmt: skip


@bp.post("/<uuid:draad_id>/doorgeven")
@login_required
def doorgeven(draad_id):
    versie = posted_versie()

    def hand_over() -> Draad:
        woord = check_woord(request.form)
        naar = parse_uuid(request.form.get("naar"))
        if naar is None:
            raise Ongeldig({"naar": "Kies aan wie u dit doorgeeft."})
        return services.hand_over(draad_id, naar, woord, by=current_user, versie=versie)

    return _do(draad_id, "Doorgegeven.", hand_over)


@bp.post("/<uuid:draad_id>/sluiten")
@login_required
def sluiten(draad_id):
    versie = posted_versie()
    return _do(
        draad_id,
        "Gesloten.",
        lambda: services.close(draad_id, check_reden(request.form), by=current_user, versie=versie),
    )


def _tekst(leeg: str) -> str:
    return check_tekst(request.form, leeg=leeg)


def _do(draad_id: UUID, gelukt: str, action: Callable[[], Draad]):
    """Do this with a thread; what cannot be (any more) shows the thread as it is now, with what was typed."""
    try:
        with transaction():
            action()
    except Ongeldig as error:
        return show_thread(draad_id, 422, fouten=error.velden)
    except Verouderd:
        return show_thread(draad_id, 409, conflict=True)
    if request.htmx:
        return show_thread(draad_id, gelukt=gelukt, getypt={})
    flash(gelukt)
    return leave_for(url_for("berichten.draad", draad_id=draad_id))


def show_thread(draad_id: UUID, status: int = 200, **context):
    """The thread: a look like any other, also after a change or a refusal."""
    with transaction():
        zicht = look(draad_id, by=current_user, gezien=not is_automatic())
    typed = {name: request.form.get(name, "") for name in _VELDEN}
    context = {"getypt": typed, "fouten": {}, "conflict": False, "gelukt": "", "wat": request.endpoint} | context
    return fragment_or_page(
        "berichten/_draad.html",
        "berichten/draad.html",
        status,
        z=zicht,
        draad=zicht.draad,
        inzage=zicht.inzage,
        client=zicht.inzage.client,
        max_tekst=MAX_TEKST,
        max_reden=MAX_REDEN,
        **context,
    )
