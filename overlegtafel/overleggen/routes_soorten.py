"""Beheer of the kinds of meeting."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.beheer.poort import enter_region
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.overleggen import soorten, soortinvoer
from overlegtafel.overleggen.bronnen import BRONNEN
from overlegtafel.overleggen.disciplines import read_eisen
from overlegtafel.overleggen.models import Overlegsoort

bp = Blueprint("overlegsoorten", __name__, url_prefix="/beheer/overlegsoorten")

# Rows that are empty, to fill in one more.
_LEEG = 2


@bp.get("")
@login_required
def lijst():
    with transaction():
        found = soorten.list_all(by=current_user)
    return render_template("overleggen/soorten.html", soorten=found, over=soortinvoer.OVER, ritmes=soortinvoer.RITMES)


@bp.get("/nieuw")
@login_required
def nieuw():
    enter_region(current_user)
    empty = {"duur": "60", "minuten_per_punt": "10", "inbreng_uren": "24", "correctie_dagen": "7", "ritme": "maand",
             "over": "praktijk", "actief": "1"}  # fmt: skip
    return _form(None, empty, ["inbreng"], 0)


@bp.post("/nieuw")
@login_required
def nieuw_post():
    enter_region(current_user)
    try:
        invoer = soortinvoer.check_soort(request.form, bronnen=BRONNEN)
        with transaction():
            made = soorten.create(invoer, by=current_user)
    except Ongeldig as error:
        return _form(None, request.form, request.form.getlist("bronnen"), 0, fouten=error.velden), 422
    flash(f"De soort ‘{made.naam}’ staat erbij.")
    return redirect(url_for("overlegsoorten.lijst"), 303)


@bp.get("/<uuid:soort_id>")
@login_required
def een(soort_id):
    with transaction():
        soort = soorten.get(soort_id, by=current_user)
    return _form(soort, _stored(soort), soort.bronnen, soort.versie)


@bp.post("/<uuid:soort_id>")
@login_required
def een_post(soort_id):
    versie, fouten, huidig = posted_versie(), {}, None
    with transaction():
        soorten.get(soort_id, by=current_user)
    try:
        invoer = soortinvoer.check_soort(request.form, bronnen=BRONNEN)
        with transaction():
            soorten.change(soort_id, invoer, versie=versie, by=current_user)
        flash("De soort is opgeslagen.")
        return redirect(url_for("overlegsoorten.lijst"), 303)
    except Ongeldig as error:
        fouten, status = error.velden, 422
    except Verouderd:
        status = 409
    with transaction():
        soort = soorten.get(soort_id, by=current_user)
    if status == 409:
        versie, huidig = soort.versie, soort
    typed = request.form
    return _form(soort, typed, typed.getlist("bronnen"), versie, fouten=fouten, huidig=huidig), status


def _stored(soort: Overlegsoort) -> dict[str, str]:
    fields = ("naam", "ritme", "over", "blad", "duur", "minuten_per_punt", "inbreng_uren", "correctie_dagen")
    values = {f: str(getattr(soort, f)) for f in fields} | {"actief": "1" if soort.actief else ""}
    for field in ("vereist", "voorzitters"):
        for number, eis in enumerate(read_eisen(getattr(soort, field)), 1):
            values[f"{field}_{number}_label"] = eis.label
            values[f"{field}_{number}"] = soortinvoer.eis_keys(eis)
    for number, punt in enumerate(soort.vaste_punten, 1):
        values |= {f"punt_{number}": punt["titel"], f"punt_{number}_minuten": str(punt["minuten"])}
        values[f"punt_{number}_waar"] = punt["waar"]
    return values


def _form(soort: Overlegsoort | None, waarden, bronnen, versie: int, *, fouten=None, huidig=None) -> str:
    return render_template(
        "overleggen/soort.html",
        soort=soort,
        waarden=waarden,
        bronnen=set(bronnen),
        alle_bronnen={key: bron.label for key, bron in BRONNEN.items()},
        eisen={
            "vereist": _rows(waarden, "vereist", soortinvoer.MEESTE_EISEN),
            "voorzitters": _rows(waarden, "voorzitters", soortinvoer.MEESTE_VOORZITTERS),
        },
        punten=range(1, min(_last(waarden, "punt", soortinvoer.MEESTE_PUNTEN) + _LEEG, soortinvoer.MEESTE_PUNTEN) + 1),
        opties=soortinvoer.eis_options(),
        ritmes=soortinvoer.RITMES,
        over=soortinvoer.OVER,
        bladen=soortinvoer.BLADEN,
        waar=soortinvoer.WAAR,
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
    )


def _rows(waarden, field: str, most: int) -> list[tuple[int, str, list[str]]]:
    """Number, label and what was chosen of each row, with a few empty ones."""
    count = min(_last(waarden, field, most) + _LEEG, most)
    rows = []
    for number in range(1, count + 1):
        name = f"{field}_{number}"
        chosen = waarden.getlist(name) if hasattr(waarden, "getlist") else waarden.get(name, [])
        chosen = [*chosen, *[""] * soortinvoer.PER_EIS][: soortinvoer.PER_EIS]
        rows.append((number, waarden.get(f"{name}_label", ""), chosen))
    return rows


def _last(waarden, field: str, most: int) -> int:
    filled = [n for n in range(1, most + 1) if any(waarden.get(k) for k in (f"{field}_{n}", f"{field}_{n}_label"))]
    return max(filled, default=0)
