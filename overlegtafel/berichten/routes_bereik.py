"""Beheer of how a team or practice can be reached: its coordinator and its terms."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten.bereik import Adreshouder, change, of_praktijk, of_team
from overlegtafel.berichten.bereikinvoer import check_bereik
from overlegtafel.berichten.models import Bereik
from overlegtafel.berichten.termijnen import STANDAARD
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction

bp = Blueprint("bereik", __name__, url_prefix="/beheer")


@bp.get("/teams/<uuid:team_id>/bereik")
@login_required
def team(team_id):
    return _page(of_team, team_id)


@bp.post("/teams/<uuid:team_id>/bereik")
@login_required
def team_post(team_id):
    return _save(of_team, team_id)


@bp.get("/organisaties/<uuid:organisatie_id>/bereik")
@login_required
def praktijk(organisatie_id):
    return _page(of_praktijk, organisatie_id)


@bp.post("/organisaties/<uuid:organisatie_id>/bereik")
@login_required
def praktijk_post(organisatie_id):
    return _save(of_praktijk, organisatie_id)


def _save(of: Callable[..., Adreshouder], object_id: UUID):
    versie = posted_versie()
    try:
        with transaction():
            houder = of(object_id, by=current_user, lock=True)
            invoer = check_bereik(request.form, leden={lid.id for lid in houder.leden})
            change(houder, invoer, versie=versie, by=current_user)
    except Ongeldig as error:
        return _page(of, object_id, waarden=request.form, versie=versie, fouten=error.velden), 422
    except Verouderd:
        return _page(of, object_id, waarden=request.form), 409
    flash("De bereikbaarheid is opgeslagen.")
    return redirect(_back(of, object_id), 303)


def _page(
    of: Callable[..., Adreshouder], object_id: UUID, *, waarden=None, versie: int | None = None, fouten=None
) -> str:
    """waarden: what was typed. Without a versie then: somebody was quicker, and both are shown."""
    with transaction():
        houder = of(object_id, by=current_user)
    stored = _stored(houder.bereik)
    # Chosen once, and gone since; a question that stays silent goes to everybody.
    weg = stored["coordinator"] and stored["coordinator"] not in {str(lid.id) for lid in houder.leden}
    return render_template(
        "berichten/bereik.html",
        houder=houder,
        waarden=waarden or stored,
        huidig=stored if waarden and versie is None else None,
        versie=(houder.bereik.versie if houder.bereik else 0) if versie is None else versie,
        weg=weg,
        fouten=fouten or {},
        terug=_back(of, object_id),
        actie=url_for("bereik.team_post", team_id=object_id)
        if of is of_team
        else url_for("bereik.praktijk_post", organisatie_id=object_id),
    )


def _stored(bereik: Bereik | None) -> dict[str, str]:
    terms = bereik or STANDAARD
    coordinator = bereik.coordinator_id if bereik else None
    return {
        "coordinator": str(coordinator or ""),
        "week": str(terms.week),
        "geen": str(terms.geen),
        "uren_terug": str(terms.uren_terug),
    }


def _back(of: Callable[..., Adreshouder], object_id: UUID) -> str:
    if of is of_team:
        return url_for("teams.een", team_id=object_id)
    return url_for("beheer.organisatie", organisatie_id=object_id)
