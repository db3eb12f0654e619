"""How much the table is used, for beheer and the FG: a chart and a table per organisatie, and the same as CSV."""

from flask import Blueprint, Response, render_template, request
from flask_login import current_user, login_required

from overlegtafel.berichten.gebruik import load_gebruik
from overlegtafel.berichten.gebruiksbeeld import KEUZES, KOPPEN, MINDER
from overlegtafel.core.datums import show_date, today
from overlegtafel.logboek.uitvoer import csv_lines

bp = Blueprint("gebruik", __name__, url_prefix="/beheer")
_GEWOON = 12


@bp.get("/gebruik")
@login_required
def overzicht():
    weken = _weken()
    return render_template(
        "berichten/gebruik.html",
        # Whose use falls comes first: there somebody should go and ask why.
        beelden=sorted(load_gebruik(weken, by=current_user), key=lambda beeld: not beeld.daalt),
        weken=weken,
        keuzes=KEUZES,
        minder=MINDER,
    )


@bp.get("/gebruik.csv")
@login_required
def export():
    rows = [KOPPEN]
    for beeld in load_gebruik(_weken(), by=current_user):
        rows += [(beeld.naam, show_date(week.week), *week.aantallen, week.uren) for week in beeld.weken]
    # The mark by which a spreadsheet knows UTF-8.
    answer = Response("\ufeff" + csv_lines(rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="gebruik-{today():%Y-%m-%d}.csv"'
    return answer


def _weken() -> int:
    """How many weeks were asked for; anything but one of the choices: as many as usual."""
    asked = request.args.get("weken", "")
    return next((n for n in KEUZES if str(n) == asked), _GEWOON)
