"""The page of one referral, for both sides, and everything that can be done with it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, is_automatic, leave_for
from overlegtafel.toegang.models import Team
from overlegtafel.verwijzingen import partners, stappen
from overlegtafel.verwijzingen.beeld import look
from overlegtafel.verwijzingen.regels import STATEN
from overlegtafel.verwijzingen.stapinvoer import (
    MAX_DEEL,
    MAX_NAAM,
    MAX_REDEN,
    MAX_TEKST,
    MAX_TERUG,
    MAX_VERHELDERD,
    check_afronding,
    check_partner,
    check_reden,
    check_stap,
    check_terugkoppeling,
)

bp = Blueprint("verwijzing", __name__, url_prefix="/verwijzingen/<uuid:verwijzing_id>")

_VELDEN = ("dag", "tekst", "verhelderd", "terugkoppeling", "afloop", "reden", "naar", "team", "wie", "naam", "deel")
_GRENZEN = {
    "tekst": MAX_TEKST, "terug": MAX_TERUG, "verhelderd": MAX_VERHELDERD, "reden": MAX_REDEN, "deel": MAX_DEEL,
    "naam": MAX_NAAM,
}  # fmt: skip


@bp.get("")
@login_required
def toon(verwijzing_id):
    return _show(verwijzing_id)


@bp.post("/stap")
@login_required
def stap(verwijzing_id):
    sleutel, versie = request.form.get("stap", ""), posted_versie()

    def take() -> None:
        i = check_stap(request.form)
        stappen.step(
            verwijzing_id, sleutel, i.dag, i.tekst, i.verhelderd, i.terugkoppeling, by=current_user, versie=versie
        )  # fmt: skip

    # The key of a step is one of the kind's; anything else is no form of this page.
    return _do(verwijzing_id, f"stap-{sleutel}", "Vastgelegd.", take)


@bp.post("/oppakken")
@login_required
def oppakken(verwijzing_id):
    versie = posted_versie()
    return _do(
        verwijzing_id, "oppakken", "U pakt dit op.", lambda: stappen.claim(verwijzing_id, by=current_user, versie=versie)
    )  # fmt: skip


@bp.post("/teruggeven")
@login_required
def teruggeven(verwijzing_id):
    versie = posted_versie()
    return _do(
        verwijzing_id, "teruggeven", "Iedereen van het team kan dit weer oppakken.",
        lambda: stappen.give_back(verwijzing_id, by=current_user, versie=versie),
    )  # fmt: skip


@bp.post("/doorgeven")
@login_required
def doorgeven(verwijzing_id):
    versie = posted_versie()

    def hand_over() -> None:
        naar = parse_uuid(request.form.get("naar"))
        if naar is None:
            raise Ongeldig({"naar": "Kies aan wie u dit doorgeeft."})
        stappen.hand_over(verwijzing_id, naar, by=current_user, versie=versie)

    return _do(verwijzing_id, "doorgeven", "Doorgegeven.", hand_over)


@bp.post("/terugkoppeling")
@login_required
def terugkoppeling(verwijzing_id):
    versie = posted_versie()
    return _do(
        verwijzing_id, "terugkoppeling", "Verstuurd: de verwijzer ziet het.",
        lambda: stappen.feedback(verwijzing_id, check_terugkoppeling(request.form), by=current_user, versie=versie),
    )  # fmt: skip


@bp.post("/afronden")
@login_required
def afronden(verwijzing_id):
    versie = posted_versie()

    def finish() -> None:
        i = check_afronding(request.form)
        stappen.finish(verwijzing_id, i.uitkomst, i.dag, i.tekst, by=current_user, versie=versie)

    return _do(verwijzing_id, "afronden", "Afgerond: de verwijzer ziet wat ervan kwam.", finish)


@bp.post("/heropen")
@login_required
def heropen(verwijzing_id):
    versie = posted_versie()

    def reopen() -> None:
        reden = check_reden(request.form, "Schrijf kort waarom het weer open gaat.")
        stappen.reopen(verwijzing_id, reden, by=current_user, versie=versie)

    return _do(verwijzing_id, "heropen", "De verwijzing is weer open.", reopen)


@bp.post("/terugnemen")
@login_required
def terugnemen(verwijzing_id):
    versie, nog = posted_versie(), []

    def take_back() -> None:
        reden = check_reden(request.form, "Schrijf kort waarom bellen niet meer nodig is.")
        nog.extend(_say_seated(stappen.take_back(verwijzing_id, reden, by=current_user, versie=versie)))

    return _do(verwijzing_id, "terugnemen", "Teruggenomen.", take_back, nog=nog)


@bp.post("/ander-team")
@login_required
def ander_team(verwijzing_id):
    versie, nog = posted_versie(), []

    def to_team() -> None:
        reden = check_reden(request.form, "Schrijf kort waarom dit bij een ander team hoort.")
        team_id = parse_uuid(request.form.get("team"))
        if team_id is None:
            raise Ongeldig({"team": "Kies een team."})
        nog.extend(_say_seated(stappen.to_team(verwijzing_id, team_id, reden, by=current_user, versie=versie)))

    # Whoever sent it on may not see it any more.
    return _do(verwijzing_id, "ander-team", "Doorgegeven aan het andere team.", to_team, weg=True, nog=nog)


@bp.post("/partners")
@login_required
def partner_erbij(verwijzing_id):
    versie = posted_versie()

    def add() -> None:
        i = check_partner(request.form)
        kind, _, typed = i.wie.partition(":")
        chosen = parse_uuid(typed)
        if i.wie and (chosen is None or kind not in ("t", "p")):
            raise Ongeldig({"wie": "Kies iemand uit de lijst, of vul een naam in."})
        partners.add(
            verwijzing_id, chosen if kind == "t" else None, chosen if kind == "p" else None, i.naam, i.deel,
            by=current_user, versie=versie,
        )  # fmt: skip

    return _do(verwijzing_id, "partner", "Toegevoegd.", add)


@bp.post("/partners/<uuid:partner_id>/terugkoppeling")
@login_required
def partner_terug(verwijzing_id, partner_id):
    def write() -> None:
        tekst = check_terugkoppeling(request.form, aan="het team")
        v = partners.feedback_of(partner_id, tekst, by=current_user)
        if v.id != verwijzing_id:
            raise NotFound

    return _do(verwijzing_id, f"partner-{partner_id}", "Opgeschreven: het team en de verwijzer zien het.", write)


def _say_seated(team: Team | None) -> list[str]:
    return [f"{team.naam} staat nog op de halve A4."] if team else []


def _do(
    verwijzing_id: UUID,
    wat: str,
    gelukt: str,
    action: Callable[[], object],
    *,
    weg: bool = False,
    nog: Sequence[str] = (),
):
    """Do this; what cannot be (any more) shows the referral as it is now, with what was typed. weg: leave the page after it.

    nog: what else there is to say; filled by the action.
    """
    try:
        with transaction():
            action()
    except Ongeldig as error:
        return _show(verwijzing_id, 422, wat=wat, fouten=error.velden)
    except Verouderd:
        return _show(verwijzing_id, 409, wat=wat, conflict=True)
    gelukt = " ".join((gelukt, *nog))
    if request.htmx and not weg:
        return _show(verwijzing_id, gelukt=gelukt, getypt={})
    flash(gelukt)
    return leave_for(
        url_for("verwijzingen.lijst") if weg else url_for("verwijzing.toon", verwijzing_id=verwijzing_id)
    )  # fmt: skip


def _show(verwijzing_id: UUID, status: int = 200, **context):
    """The referral: a look like any other, also after a change or a refusal."""
    typed = {name: request.form.get(name, "") for name in _VELDEN}
    context = {"getypt": typed, "fouten": {}, "conflict": False, "gelukt": "", "wat": ""} | context
    with transaction():
        beeld = look(verwijzing_id, by=current_user, gezien=not is_automatic())
    if context["conflict"] and beeld.has_just(context["wat"], typed):
        context |= {"getypt": {}, "dubbel": True}
    return fragment_or_page(
        "verwijzingen/_verwijzing.html",
        "verwijzingen/verwijzing.html",
        status,
        b=beeld,
        v=beeld.v,
        inzage=beeld.z.inzage,
        client=beeld.z.inzage.client,
        staten=STATEN,
        grens=_GRENZEN,
        **context,
    )
