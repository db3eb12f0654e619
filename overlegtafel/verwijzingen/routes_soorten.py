"""Beheer of the kinds of referral."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.beheer.poort import enter_region
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.toegang.domein import Soort
from overlegtafel.verwijzingen import soorten, soortinvoer
from overlegtafel.verwijzingen.models import Verwijssoort

bp = Blueprint("verwijssoorten", __name__, url_prefix="/beheer/verwijssoorten")

# Rows that are empty, to fill in more outcomes: a new kind needs a few at once.
_LEEG, _LEEG_NIEUW = 2, 4


@bp.get("")
@login_required
def lijst():
    with transaction():
        found = soorten.list_all(by=current_user)
    return render_template("verwijzingen/soorten.html", soorten=found, domeinen=_domeinen())


@bp.get("/nieuw")
@login_required
def nieuw():
    enter_region(current_user)
    empty = {
        "dagen_week": "3", "dagen_geen": "5", "dagen_opnieuw": "2", "dagen_terug": "3", "dagen_stil": "20", "actief": "1",
        "stappen": list(soortinvoer.STAPPEN),
    }  # fmt: skip
    # Whoever it is sent to, a client may always say no.
    rows = [soortinvoer.Rij(1, "", "Afgezien van hulp door betrokkene", "afgezien")]
    return _form(None, empty | _steps(soortinvoer.STAPPEN.values()), 0, uitkomsten=rows)


@bp.post("/nieuw")
@login_required
def nieuw_post():
    enter_region(current_user)
    try:
        invoer = soortinvoer.check_soort(request.form)
        with transaction():
            made = soorten.create(invoer, by=current_user)
    except Ongeldig as error:
        return _posted(None, 0, fouten=error.velden), 422
    flash(f"De soort ‘{made.naam}’ staat erbij.")
    return redirect(url_for("verwijssoorten.lijst"), 303)


@bp.get("/<uuid:soort_id>")
@login_required
def een(soort_id):
    with transaction():
        soort = soorten.get(soort_id, by=current_user)
    rows = {name: soortinvoer.show_rows(getattr(soort, name)) for name in ("hulpvragen", "uitkomsten")}
    return _form(soort, _stored(soort), soort.versie, **rows)


@bp.post("/<uuid:soort_id>")
@login_required
def een_post(soort_id):
    versie, fouten, huidig = posted_versie(), {}, None
    with transaction():
        soort = soorten.get(soort_id, by=current_user)
    try:
        invoer = soortinvoer.check_soort(request.form, nu=_lists(soort))
        with transaction():
            soorten.change(soort_id, invoer, versie=versie, by=current_user)
        flash("De soort is opgeslagen.")
        return redirect(url_for("verwijssoorten.lijst"), 303)
    except Ongeldig as error:
        fouten, status = error.velden, 422
    except Verouderd:
        status = 409
    with transaction():
        soort = soorten.get(soort_id, by=current_user)
    if status == 409:
        versie, huidig = soort.versie, soort
    return _posted(soort, versie, fouten=fouten, huidig=huidig), status


def _lists(soort: Verwijssoort) -> dict[str, list[dict]]:
    return {"hulpvragen": soort.hulpvragen, "uitkomsten": soort.uitkomsten, "stappen": soort.stappen}


def _stored(soort: Verwijssoort) -> dict:
    numbers = ("dagen_week", "dagen_geen", "dagen_opnieuw", "dagen_terug", "dagen_stil")
    ticks = {"actief": soort.actief, "met_leefgebied": soort.met_leefgebied, "met_geldvragen": soort.met_geldvragen}
    values = {name: "1" if on else "" for name, on in ticks.items()}
    values |= {name: str(getattr(soort, name)) for name in numbers}
    values |= {"naam": soort.naam, "naar": soort.naar, "van": soort.van}
    values |= {"onder_leeftijd": str(soort.onder_leeftijd or ""), "stappen": [s["sleutel"] for s in soort.stappen]}
    values["met_plan"] = "1" if Soort.PLAN.value in soort.toestemmingen else ""
    # Of a step that is not chosen the standard words, to start from.
    return values | _steps(soortinvoer.STAPPEN.values()) | _steps(soort.stappen)


def _steps(rows) -> dict[str, str]:
    return {f"stap_{row['sleutel']}_{word}": row[word] for row in rows for word in ("knop", "naam")}


def _posted(soort: Verwijssoort | None, versie: int, *, fouten=None, huidig=None) -> str:
    """The form with what was typed."""
    rows = {
        name: soortinvoer.read_rows(request.form, field, getattr(soort, name) if soort else ())
        for name, field in (("hulpvragen", "hulpvraag"), ("uitkomsten", "uitkomst"))
    }
    return _form(soort, request.form, versie, fouten=fouten, huidig=huidig, **rows)


def _form(soort, waarden, versie: int, *, hulpvragen=(), uitkomsten=(), fouten=None, huidig=None) -> str:
    empty = range(len(uitkomsten) + 1, len(uitkomsten) + 1 + (_LEEG if soort else _LEEG_NIEUW))
    return render_template(
        "verwijzingen/soort.html",
        soort=soort,
        waarden=waarden,
        gekozen={
            name: waarden.getlist(name) if hasattr(waarden, "getlist") else waarden.get(name, [])
            for name in ("van", "stappen")
        },
        hulpvragen=hulpvragen,
        uitkomsten=[*uitkomsten, *(soortinvoer.Rij(n, "", "") for n in empty)],
        stappen=soortinvoer.STAPPEN,
        eindes=soortinvoer.EINDES,
        domeinen=_domeinen(),
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
    )


def _domeinen() -> dict[str, str]:
    return {d.value: d.label for d in soortinvoer.DOMEINEN}
