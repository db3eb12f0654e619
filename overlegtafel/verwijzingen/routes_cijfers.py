"""Figures of referrals: for a team its own, for a practice what it referred, for the region every team. And as CSV."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask_login import current_user, login_required

from overlegtafel.core.datums import show_date, today
from overlegtafel.core.fouten import Ongeldig, Verborgen
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.logboek.periode import Periode
from overlegtafel.logboek.uitvoer import csv_lines
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.verwijzingen.cijferbeeld import (
    Blok,
    Lijst,
    Tabel,
    csv_rows,
    make_blok,
    make_praktijken,
    read_cijferperiode,
    read_jaar,
    whole_year,
    years_to_choose,
)
from overlegtafel.verwijzingen.cijfers import Kijk, count, list_soorten
from overlegtafel.verwijzingen.models import Verwijssoort
from overlegtafel.verwijzingen.regels import Regels

bp = Blueprint("verwijscijfers", __name__, url_prefix="/verwijzingen/cijfers")


@dataclass(frozen=True, slots=True)
class Keuze:
    """What was asked for, of what may be asked."""

    soort: Verwijssoort
    kijk: Kijk
    soorten: list[Verwijssoort]
    kijken: list[Kijk]

    @property
    def delen(self) -> bool:
        """Whether these are shown to others than the team."""
        return self.kijk is not Kijk.TEAM

    @property
    def in_adres(self) -> dict[str, str]:
        return {"soort": self.soort.sleutel, "kijk": self.kijk.value}


@bp.get("")
@login_required
def overzicht():
    with reading():
        keuze = _choose(request.args.get("soort"))
    try:
        periode = _read(keuze.delen)
    except Ongeldig as error:
        return _page(keuze, getypt=request.args, fouten=error.velden), 422
    blokken, praktijken = _load(keuze, periode, delen=keuze.delen)
    typed = {"van": show_date(periode.van), "tot": show_date(periode.tot)}
    return _page(keuze, getypt=typed, periode=periode, blokken=blokken, praktijken=praktijken)


@bp.get("/sociaal-team.csv", defaults={"sleutel": "sociaal"})
@bp.get("/<sleutel>.csv")
@login_required
def export(sleutel: str):
    with reading():
        keuze = _choose(sleutel)
    # What a team member takes along to show to others is what others may see.
    delen = keuze.delen or bool(request.args.get("delen"))
    try:
        periode = _read(delen)
    except Ongeldig as error:
        return _page(keuze, getypt=request.args, fouten=error.velden), 422
    blokken, _ = _load(keuze, periode, delen=delen)
    rows = csv_rows(blokken, Lijst.of(Regels.of(keuze.soort)))
    # The mark by which a spreadsheet knows UTF-8.
    answer = Response("\ufeff" + csv_lines(rows), mimetype="text/csv")
    name = f"verwijzingen-{sleutel}-{periode.van:%Y-%m-%d}-{periode.tot:%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _choose(sleutel: str | None) -> Keuze:
    """Raises Verborgen for a kind or a way to look that is not for them."""
    found = list_soorten(current_user)
    soort, kijken = next((pair for pair in found if sleutel in (None, pair[0].sleutel)), (None, ()))
    asked = request.args.get("kijk")
    kijk = next((kijk for kijk in kijken if asked in (None, kijk.value)), None)
    if soort is None or kijk is None:
        raise Verborgen
    return Keuze(soort, kijk, [soort for soort, _ in found], list(kijken))


def _read(delen: bool) -> Periode:
    """The days that were asked for; others get the year they end in. Raises Ongeldig."""
    return (read_jaar if delen else read_cijferperiode)(request.args, today())


def _load(keuze: Keuze, periode: Periode, *, delen: bool) -> tuple[list[Blok], Tabel | None]:
    lijst = Lijst.of(Regels.of(keuze.soort))
    anderen = {Kijk.TEAM: "" if delen else "Van wie", Kijk.PRAKTIJK: "Naar welk team", Kijk.REGIO: ""}[keuze.kijk]
    with reading():
        geteld = count(keuze.kijk, keuze.soort, periode, by=current_user)
    recht = next(r for r in (Recht.REGIO_BEHEREN, Recht.LOG_LEZEN, Recht.LEZEN) if current_user.may(r))
    with transaction():
        log("verwijzing.cijfers", Actie.READ, by=current_user, object_soort="verwijzing", recht=recht)
    blokken = [make_blok(t, lijst, delen=delen, anderen=anderen) for t in geteld.tellingen]
    praktijken = None
    if keuze.kijk is Kijk.REGIO and geteld.tellingen:
        praktijken = make_praktijken(geteld.praktijken, geteld.anderen, [t.totaal for t in geteld.tellingen])
    return blokken, praktijken


def _page(keuze: Keuze, *, getypt, fouten=None, **found) -> str:
    # A date that is none was asked for through an address: then the years to choose from are those of now.
    year = found["periode"].tot.year if found else today().year
    return render_template(
        "verwijzingen/cijfers.html",
        keuze=keuze,
        getypt=getypt,
        fouten=fouten or {},
        jaren=[whole_year(each) for each in years_to_choose(year, today().year)],
        **found,
    )
