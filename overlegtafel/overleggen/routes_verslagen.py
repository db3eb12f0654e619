"""Afterwards: the minutes of one client, those of one item (to read, print, freeze and open again), and the meeting as a whole."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.datums import show_date
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.overleggen import vaststellen, verslagen
from overlegtafel.overleggen.besluiten import read_verslag
from overlegtafel.overleggen.overzicht import load_overzicht
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.overleggen.verslagen import Verslagbeeld, Verslagzicht
from overlegtafel.overleggen.verslagpdf import make_blad, to_pdf
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.inzagelog import Actie

bp = Blueprint("verslagen", __name__)

ANDER = "Iemand anders was u net voor. Zo staat het er nu."


@bp.get("/clienten/<uuid:client_id>/overleggen")
@login_required
def van_client(client_id):
    vanaf = _number(request.args.get("vanaf")) or 0
    with transaction():
        inzage = open_client(
            client_id, by=current_user, soort=Soort.OVERLEG, ook=Soort.PLAN, gebeurtenis="overleg.verslagen"
        )
        beelden, meer = verslagen.list_of_client(inzage, start=vanaf)
        verslagen.log_named(inzage, beelden, "overleg.verslagen")
    return render_template(
        "overleggen/van_client.html",
        client=inzage.client,
        inzage=inzage,
        beelden=beelden,
        vanaf=vanaf,
        volgende=vanaf + verslagen.PER_PAGINA if meer else None,
    )


@bp.get("/overleggen/punten/<uuid:punt_id>/verslag")
@login_required
def verslag(punt_id):
    return _show(punt_id)


@bp.get("/overleggen/punten/<uuid:punt_id>/verslag.pdf")
@login_required
def pdf(punt_id):
    with transaction():
        z = verslagen.open_verslag(punt_id, by=current_user, nummer=_number(request.args.get("nummer")))
        z.inzage.log("overleg.verslag_afgedrukt", Actie.READ, "agendapunt", punt_id)
        verslagen.log_named(z.inzage, [z.beeld], "overleg.verslag_afgedrukt")
        client, beeld = z.inzage.client, z.beeld
        born = None if z.inzage.is_gast else client.geboortedatum
        lines = read_verslag(punt_id, z.inzage, beeld.inhoud.notitie)
        inhoud = replace(beeld.inhoud, notitie="\n".join(line.gemerkt for line in lines))
        blad = make_blad(client.naam, born, inhoud, beeld.standen, stand=_say_stand(beeld))
    response = make_response(to_pdf(blad))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="verslag.pdf"'
    return response


@bp.post("/overleggen/punten/<uuid:punt_id>/vaststellen")
@login_required
def stel_vast(punt_id):
    versie = posted_versie()
    try:
        with transaction():
            vaststellen.freeze(punt_id, by=current_user, versie=versie)
    except Verouderd:
        return _show(punt_id, 409, melding=ANDER)
    flash("Het verslag is vastgesteld.")
    return redirect(url_for("verslagen.verslag", punt_id=punt_id), 303)


@bp.post("/overleggen/punten/<uuid:punt_id>/heropenen")
@login_required
def heropen(punt_id):
    versie, reden = posted_versie(), request.form.get("reden", "")
    try:
        with transaction():
            vaststellen.reopen(punt_id, reden, by=current_user, nummer=versie)
    except Ongeldig as error:
        return _show(punt_id, 422, reden=reden, fouten=error.velden)
    except Verouderd:
        return _show(punt_id, 409, reden=reden, melding=ANDER)
    flash("Het verslag is weer open. Wie erbij was, kan het verbeteren.")
    return redirect(url_for("verslagen.verslag", punt_id=punt_id), 303)


@bp.get("/overleggen/<uuid:overleg_id>/overzicht")
@login_required
def overzicht(overleg_id):
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user, als="deelnemer")
        context = {"o": load_overzicht(stoel)} if stoel.overleg.staat in ("bezig", "klaar") else {}
    if not context:
        # There is nothing to look back on yet.
        return redirect(url_for("agenda.overleg", overleg_id=overleg_id), 303)
    return render_template("overleggen/overzicht.html", stoel=stoel, overleg=stoel.overleg, **context)


def _show(punt_id: UUID, status: int = 200, *, reden: str = "", melding: str = "", fouten: dict | None = None):
    """The minutes: a look like any other, also after a refusal."""
    nummer = _number(request.args.get("nummer")) if request.method == "GET" else None
    with transaction():
        z = verslagen.open_verslag(punt_id, by=current_user, nummer=nummer)
        z.inzage.log("overleg.verslag", Actie.READ, "agendapunt", punt_id)
        verslagen.log_named(z.inzage, [z.beeld], "overleg.verslag")
        context = {
            "mag_verbeteren": nummer is None and _may_correct(z),
            "stempel": vaststellen.get_stempel(z.beeld.punt),
            "leesregels": read_verslag(punt_id, z.inzage, z.beeld.inhoud.notitie),
        }
    return render_template(
        "overleggen/verslag.html",
        z=z,
        client=z.inzage.client,
        inzage=z.inzage,
        beeld=z.beeld,
        inhoud=z.beeld.inhoud,
        punt=z.beeld.punt,
        nummer=nummer,
        reden=reden,
        melding=melding,
        fouten=fouten or {},
        max_reden=vaststellen.MAX_REDEN,
        **context,
    ), status


def _may_correct(z: Verslagzicht) -> bool:
    return z.stoel is not None and vaststellen.may_correct(Puntzicht(z.stoel, z.beeld.punt, z.inzage))


def _say_stand(beeld: Verslagbeeld) -> str:
    """On a print: how final this is."""
    if beeld.verslag is None:
        until = f" tot en met {show_date(beeld.tot)}" if beeld.tot else ""
        return f"Concept, nog niet vastgesteld: te verbeteren{until}"
    opened = f", heropend op {show_date(beeld.verslag.heropend_op)}" if beeld.verslag.heropend_op else ""
    return f"Verslag {beeld.verslag.nummer}, vastgesteld op {show_date(beeld.verslag.op)}{opened}"


def _number(typed: str | None) -> int | None:
    """A number from an address that the database can hold; None for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 10 else None
