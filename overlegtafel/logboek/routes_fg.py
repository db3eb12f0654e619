"""The FG reads the access log: lines by filter, what stands out, and the same as CSV. For everybody else it is not there."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, g, redirect, render_template, request, stream_with_context, url_for
from flask_login import current_user, login_required

from overlegtafel.core.datums import today
from overlegtafel.core.fouten import Ongeldig, Verborgen
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.logboek import uitvoer, zoeken
from overlegtafel.logboek.beoordelen import count_open
from overlegtafel.logboek.lezen import Selectie, load_organisaties, load_people, read_lines
from overlegtafel.logboek.opvallend import find_opvallend
from overlegtafel.logboek.periode import read_periode
from overlegtafel.logboek.routes import read_number
from overlegtafel.logboek.woorden import SOORTEN, wat
from overlegtafel.toegang.domein import FUNCTIES, Recht
from overlegtafel.toegang.inzagelog import Actie, log

bp = Blueprint("logboek", __name__, url_prefix="/logboek")
PER_BLADZIJDE = 100


def fg_only(view: Callable) -> Callable:
    """404 for who may not read the log; who is not signed in is sent to sign in."""

    @wraps(view)
    @login_required
    def checked(*args, **kwargs):
        if not current_user.may(Recht.LOG_LEZEN):
            raise Verborgen
        return view(*args, **kwargs)

    return checked


@bp.before_app_request
def count_what_waits() -> None:
    """For the menu, before any page is drawn: no query runs while drawing."""
    if current_user.is_authenticated and current_user.may(Recht.LOG_LEZEN):
        g.noodtoegang_wacht = count_open()


@bp.get("")
@fg_only
def overzicht():
    try:
        selectie = zoeken.read_selectie(request.args)
    except Ongeldig as error:
        return _page(fouten=error.velden), 422
    with reading():
        lines = read_lines(selectie, PER_BLADZIJDE + 1, read_number(request.args.get("voor", "")))
        shown = lines[:PER_BLADZIJDE]
        people = load_people(one for row in shown for one in (row.gebruiker_id, row.namens_id))
        chosen = load_people(selectie.gebruiker_ids)
        organisaties = load_organisaties()
    with transaction():
        _log_reading("logboek.gelezen", Actie.READ, selectie, len(shown))
    return _render(
        selectie,
        lines=shown,
        meer=shown[-1].id if len(lines) > PER_BLADZIJDE else None,
        people=people,
        chosen=chosen,
        organisaties=organisaties,
    )


def _log_reading(gebeurtenis: str, actie: Actie, selectie: Selectie, aantal: int) -> None:
    """A line for each client it was about, so that the client sees it; else one."""
    for client_id in selectie.client_ids or (None,):
        log(
            gebeurtenis,
            actie,
            by=current_user,
            object_soort="logboek",
            client_id=client_id,
            recht=Recht.LOG_LEZEN,
            grond="fg",
            aantal=aantal,
        )


@bp.post("")
@fg_only
def zoek():
    """Names and numbers come in by post and go on as ids: nothing of them stands in an address."""
    with transaction():
        found = zoeken.search(request.form, by=current_user)
    if found.selectie:
        return redirect(url_for("logboek.overzicht", **zoeken.in_adres(found.selectie)), 303)
    return _page(fouten=found.fouten, typed=request.form, choose=found.mensen), 422


def _page(*, fouten: dict, typed=None, choose=()) -> str:
    """The form again, without lines."""
    with transaction():
        organisaties = load_organisaties()
    return _render(Selectie(zoeken.last_days()), fouten=fouten, typed=typed, choose=choose, organisaties=organisaties)


def _render(selectie: Selectie, *, organisaties: dict, fouten=None, typed=None, choose=(), **context) -> str:
    # Whom an earlier search was about stays chosen while something else is changed.
    kept = {
        name: request.values.getlist(name) for name in ("gebruiker", "client") if not (choose and name == "gebruiker")
    }
    if typed is None:
        typed = {name: value for name, value in zoeken.in_adres(selectie).items() if isinstance(value, str)}
        if fouten:
            typed |= {name: value for name, value in request.args.items() if name in ("van", "tot")}
    keuzes = {
        "soort": [("", "alles"), *SOORTEN.items()],
        "functie": [("", "alle"), *((functie, functie) for functie in FUNCTIES)],
        "organisatie": [("", "alle"), *organisaties.items()],
        "gebruiker": [("", "Kies"), *((p.id, f"{p.naam}, {p.functie}, {p.organisatie.naam}") for p in choose)]
        if choose
        else [],
    }
    return render_template(
        "logboek/fg.html",
        selectie=selectie,
        adres=zoeken.in_adres(selectie),
        fouten=fouten or {},
        getypt=typed,
        keuzes=keuzes,
        blijft=kept,
        organisaties=organisaties,
        wat=wat,
        **context,
    )


@bp.get("/export.csv")
@fg_only
def export():
    try:
        selectie = zoeken.read_selectie(request.args)
    except Ongeldig as error:
        return _page(fouten=error.velden), 422
    with reading():
        count, newest = uitvoer.count_lines(selectie)
    with transaction():
        _log_reading("logboek.geexporteerd", Actie.EXECUTE, selectie, count)
    answer = Response(stream_with_context(uitvoer.write_csv(selectie, newest)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="inzagelog-{today():%Y-%m-%d}.csv"'
    return answer


@bp.get("/opvallend")
@fg_only
def opvallend():
    fouten, periode = {}, zoeken.last_days()
    try:
        periode = read_periode(request.args, periode)
        if (periode.tot - periode.van).days > 366:
            raise Ongeldig({"van": "Kies hooguit een jaar."})
    except Ongeldig as error:
        fouten = error.velden
    with reading():
        found = None if fouten else find_opvallend(periode)
        people = load_people(found.gebruiker_ids | {n.gebruiker_id for n in found.noodtoegang}) if found else {}
    if found:
        with transaction():
            log(
                "logboek.opvallend",
                Actie.READ,
                by=current_user,
                object_soort="logboek",
                recht=Recht.LOG_LEZEN,
                grond="fg",
                aantal=found.aantal,
            )
    page = render_template(
        "logboek/opvallend.html", found=found, people=people, periode=periode, fouten=fouten, getypt=request.args
    )
    return page, 422 if fouten else 200
