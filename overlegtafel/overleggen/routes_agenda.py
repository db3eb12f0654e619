"""A meeting before and after: what, when, who comes, and its agenda; and what a chair does with that."""

from uuid import UUID

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.datums import now, show_day
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, saved
from overlegtafel.overleggen import agenda, ordenen, wiekomt
from overlegtafel.overleggen.inbrenginvoer import MEESTE_MINUTEN, check_minuten
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.overleggen.verwezen import read_redenen
from overlegtafel.overleggen.waarom import SOORTEN
from overlegtafel.overleggen.zicht import Besloten, Zichtbaar, list_about, list_punten, log_agenda

bp = Blueprint("agenda", __name__, url_prefix="/overleggen/<uuid:overleg_id>")

_GEWIJZIGD = (
    "Iemand anders veranderde dit overleg net. Hieronder staat de agenda zoals die nu is; doe het zo nodig opnieuw."
)


_NIEMAND = "Er is niemand bij gekomen."
# Whom the chair sees there by name; a message that outlives the page names nobody.
_HET_PUNT, _BESLOTEN = "Het punt", "Het besloten punt"


@bp.get("")
@login_required
def overleg(overleg_id):
    return _show(overleg_id)


@bp.post("/agenda/vul")
@login_required
def vul(overleg_id):
    return _change(overleg_id, lambda versie: _said(agenda.fill(overleg_id, by=current_user, versie=versie)))


def _said(aantal: int) -> str:
    # Who waits, and whether there is room for them, stands beside it.
    return f"{'Er is één cliënt' if aantal == 1 else f'Er zijn {aantal} cliënten'} bij gezet." if aantal else _NIEMAND


@bp.post("/agenda/volgorde")
@login_required
def volgorde(overleg_id):
    """The whole order at once, as it was dragged."""
    plekken = [parse_uuid(p) for p in request.form.getlist("plek")]
    if None in plekken or not plekken:
        abort(400)
    return _change(overleg_id, lambda versie: ordenen.move_all(overleg_id, plekken, by=current_user, versie=versie))


@bp.post("/agenda/<uuid:plek>/<kant>")
@login_required
def verplaats(overleg_id, plek, kant):
    stap = {"omhoog": -1, "omlaag": 1}.get(kant) or abort(404)
    return _change(
        overleg_id,
        lambda versie: ordenen.move(overleg_id, plek, stap, by=current_user, versie=versie),
        focus=(plek, kant),
    )


@bp.post("/agenda/<uuid:plek>/minuten")
@login_required
def minuten(overleg_id, plek):
    def work(versie: int) -> None:
        ordenen.set_minuten(
            overleg_id, plek, check_minuten(request.form.get("minuten")), by=current_user, versie=versie
        )

    return _change(overleg_id, work, focus=(plek, "minuten"), getypt=request.form.get("minuten"))


@bp.post("/agenda/<uuid:plek>/weg")
@login_required
def weg(overleg_id, plek):
    def work(versie: int) -> str:
        ordenen.drop(overleg_id, plek, by=current_user, versie=versie)
        return "{wie} is van de agenda en komt niet vanzelf terug."

    return _change(overleg_id, work, terug=plek)


@bp.post("/agenda/<uuid:plek>/uitstel")
@login_required
def uitstel(overleg_id, plek):
    def work(versie: int) -> str:
        later = ordenen.postpone(overleg_id, plek, by=current_user, versie=versie)
        return f"{{wie}} staat nu op de agenda van {show_day(agenda.day_of(later))}."

    return _change(overleg_id, work, terug=plek)


@bp.post("/agenda/<uuid:plek>/terug")
@login_required
def terug(overleg_id, plek):
    def work(versie: int) -> str:
        ordenen.put_back(overleg_id, plek, by=current_user, versie=versie)
        return "{wie} staat weer op de agenda."

    return _change(overleg_id, work, focus=(plek, "omhoog"))


def _change(
    overleg_id: UUID,
    work,
    *,
    focus: tuple[UUID, str] | None = None,
    terug: UUID | None = None,
    getypt: str | None = None,
):
    """Do it, and show the agenda as it is then. work: gets the version, answers what to say ({wie}: the item it is about).

    focus: the item and what was done with it, where the keyboard goes back to and a refusal is told. terug: offer to undo it.
    getypt: shown again unless it was stored.
    """
    versie = posted_versie()
    try:
        with transaction():
            said = work(versie)
    except Verouderd:
        return _show(overleg_id, 409, melding=_GEWIJZIGD, focus=focus, getypt=getypt)
    except Ongeldig as error:
        return _show(overleg_id, 422, fouten=error.velden, focus=focus or (terug, ""), getypt=getypt)
    if not request.htmx:
        if said:
            flash(said.format(wie=_HET_PUNT))
        return saved("", url_for("agenda.overleg", overleg_id=overleg_id, _anchor="agenda"))
    return _show(overleg_id, gedaan=said or "", focus=focus, terug=terug)


def _name_of(punt: Zichtbaar | Besloten | None) -> str:
    if punt is None:
        return _HET_PUNT
    if punt.is_besloten:
        return _BESLOTEN
    return punt.punt.client.naam if punt.punt.client else f"‘{punt.punt.titel}’"


def _show(overleg_id: UUID, status: int = 200, **context):
    """The page with the agenda as this reader sees it: a look, once an hour."""
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user)
        o = stoel.overleg
        punten = list_punten(stoel)
        weg = list_punten(stoel, staten=("vervallen", "doorgeschoven")) if stoel.is_voorzitter else []
        log_agenda(stoel, [*punten, *weg])
        seen = [z for z in [*punten, *weg] if not z.is_besloten]
        redenen = read_redenen([z.punt for z in seen], stoel.by)
        page = {
            "stoel": stoel,
            "overleg": o,
            "punten": punten,
            "weggehaald": weg,
            "inbreng_open": agenda.is_inbreng_open(o),
            "mag_ordenen": stoel.is_voorzitter and not o.is_voorbij,
            "gepland": sum(z.minuten for z in punten),
            "wachten": agenda.count_waiting(stoel) if stoel.is_voorzitter else 0,
            "meer_dan": agenda.MEER_DAN,
            "dag": agenda.day_of(o),
            "kan_uitstellen": o.soort.over in ("praktijk", "team"),
            "kan_weg": o.soort.over != "client",
            # Of a meeting about one client: whom it is about, on the page alone, for who sees the item.
            "over_wie": list_about(punten) if o.soort.over == "client" else [],
        }
        if not request.htmx:
            page |= wiekomt.load(stoel)
    page |= {
        "soorten": SOORTEN,
        "redenen": {z.plek: redenen[z.punt.id] for z in seen},
        "max_minuten": MEESTE_MINUTEN,
        "nu": now(),
    }
    page |= {"fouten": {}, "melding": "", "gedaan": "", "focus": None, "terug": None, "getypt": None} | context
    about = page["terug"] or (page["focus"] and page["focus"][0])
    page["gedaan"] = page["gedaan"].format(wie=_name_of(next((z for z in [*punten, *weg] if z.plek == about), None)))
    # A refusal stands at the item it is about, as long as that can be changed.
    orders = page["mag_ordenen"] and any(z.plek == about and (z.is_besloten or z.punt.is_open) for z in punten)
    page["fout_bij"] = about if page["fouten"] and orders else None
    return fragment_or_page("overleggen/_agenda.html", "overleggen/overleg.html", status, **page)
