"""At the table: the page that follows the chair, the steps of the chair, and who is in."""

import json
from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.core.weergave import fragment_or_page, is_automatic, leave_for
from overlegtafel.overleggen import aanwezig, afsluiten, tafelen
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.overleggen.tafelbeeld import Naast, Tafel, load_naast, load_tafel_van, log_naast, log_tafel
from overlegtafel.overleggen.tijd import OVERLEG, PUNT
from overlegtafel.overleggen.waarom import SOORTEN
from overlegtafel.overleggen.zicht import open_punt

bp = Blueprint("tafelen", __name__, url_prefix="/overleggen/<uuid:overleg_id>/tafel")


@bp.get("")
@login_required
def tafel(overleg_id):
    return _show(overleg_id, parse_uuid(request.args.get("punt")))


@bp.get("/naast/<uuid:punt_id>")
@login_required
def naast(overleg_id, punt_id):
    """What lies beside an item, once more: something in it changed."""
    if not request.htmx:
        return leave_for(url_for("tafelen.tafel", overleg_id=overleg_id, punt=punt_id))
    try:
        with reading():
            z = open_punt(punt_id, by=current_user)
            if z.punt.overleg_id != overleg_id:
                raise NotFound
            beside = load_naast(z)
        with transaction():
            log_naast(z, beside)
    except NotFound:
        if not is_automatic():
            raise
        # Nobody asked: what lay there goes, and the table itself says why.
        return render_template("overleggen/_naast.html", z=None, naast=None)
    return render_template("overleggen/_naast.html", z=z, naast=beside)


@bp.post("/begin")
@login_required
def begin(overleg_id):
    return _do(overleg_id, lambda: tafelen.begin(overleg_id, by=current_user, toch="toch" in request.form))


@bp.post("/binnen")
@login_required
def binnen(overleg_id):
    """'Ik ben er': pressed, or by the page itself once somebody sees it (static/js/tafel.js)."""
    return _do(overleg_id, lambda: aanwezig.arrive(overleg_id, by=current_user))


@bp.post("/naar")
@login_required
def naar(overleg_id):
    plek, versie = parse_uuid(request.form.get("plek")), posted_versie()
    return _do(overleg_id, lambda: tafelen.go_to(overleg_id, plek, by=current_user, versie=versie))


@bp.post("/verder")
@login_required
def verder(overleg_id):
    versie = posted_versie()
    return _do(overleg_id, lambda: tafelen.go_on(overleg_id, by=current_user, versie=versie))


@bp.post("/rondje")
@login_required
def rondje(overleg_id):
    versie = posted_versie()
    return _do(overleg_id, lambda: tafelen.next_turn(overleg_id, by=current_user, versie=versie))


@bp.post("/tonen")
@login_required
def tonen(overleg_id):
    versie, toon = posted_versie(), "toon" in request.form
    return _do(overleg_id, lambda: tafelen.show_on_wall(overleg_id, toon, by=current_user, versie=versie))


@bp.post("/neem-mee")
@login_required
def neem_mee(overleg_id):
    return _do(overleg_id, lambda: tafelen.bring_along(overleg_id, by=current_user))


@bp.post("/volgen")
@login_required
def volgen(overleg_id):
    """Follow the chair, or look around on one's own: from where one is, or at the item that was chosen."""
    alone = "alleen" in request.form
    punt_id = parse_uuid(request.form.get("punt")) if alone else None
    return _do(overleg_id, lambda: tafelen.follow(overleg_id, not alone, by=current_user), punt_id)


@bp.post("/aanwezig")
@login_required
def aanvinken(overleg_id):
    form, er, weg = request.form, "er" in request.form, "weg" in request.form
    if "gast" in form:
        who = parse_uuid(form["gast"])
        return _do(overleg_id, lambda: aanwezig.mark_gast(overleg_id, who, er, by=current_user, weg=weg))
    who = parse_uuid(form.get("genodigde"))
    return _do(overleg_id, lambda: aanwezig.mark(overleg_id, who, er, by=current_user))


@bp.post("/weg")
@login_required
def weg(overleg_id):
    with transaction():
        aanwezig.leave(overleg_id, by=current_user)
    return leave_for(url_for("agenda.overleg", overleg_id=overleg_id))


@bp.get("/sluiten")
@login_required
def sluiten(overleg_id):
    """What is still open, before it closes: what was talked about without an outcome first."""
    return _closing(overleg_id)


@bp.post("/sluiten")
@login_required
def sluiten_post(overleg_id):
    try:
        with transaction():
            left = afsluiten.close_with(overleg_id, request.form, by=current_user)
    except Verouderd:
        melding = "Iemand anders sloot net een punt af. Kijk hieronder hoe het nu is."
        return _closing(overleg_id, 409, melding=melding)
    except Ongeldig as error:
        return _closing(overleg_id, 422, fouten=error.velden, melding=error.velden.get("tafel", ""))
    stays = "Er is geen volgend overleg, dus wat open stond blijft hier staan."
    flash(f"Het overleg is gesloten. {stays if left else 'Wat nog open stond gaat mee naar het volgende.'}")
    return leave_for(_url(overleg_id))


def _closing(overleg_id: UUID, status: int = 200, *, melding: str = "", fouten: dict[str, str] | None = None):
    with transaction():
        stoel = open_overleg(overleg_id, by=current_user, als="voorzitter")
        if not stoel.overleg.is_bezig and status == 200:
            return leave_for(_url(overleg_id))
        what = afsluiten.load_afsluiting(stoel)
    shown = {f"uitkomst-{z.punt.id}" for z in what.zonder} if stoel.overleg.is_bezig else set()
    # Of an item that is done meanwhile, or gone, there is no field any more.
    loose = [text for key, text in request.form.items() if key.startswith("uitkomst-") and key not in shown and text]
    return render_template(
        "overleggen/sluiten.html",
        overleg=stoel.overleg,
        wat=what,
        getypt=request.form,
        los=loose,
        melding=melding,
        fouten=fouten or {},
    ), status


@bp.post("/heropenen")
@login_required
def heropenen(overleg_id):
    return _do(overleg_id, lambda: tafelen.reopen(overleg_id, by=current_user))


def _do(overleg_id: UUID, work: Callable[[], None], punt_id: UUID | None = None):
    """A step, and the table as it is then. Refused or too late: the table as it is, and why."""
    # Who looks around on their own stays where they look.
    punt_id = punt_id or parse_uuid(request.form.get("kijkt"))
    try:
        with transaction():
            work()
            aanwezig.come_in(open_overleg(overleg_id, by=current_user))
    except Verouderd:
        melding = "De tafel was net al verder. Hieronder staat waar die nu is; er is niets overgeslagen."
        return _show(overleg_id, punt_id, 409, melding=melding)
    except Ongeldig as error:
        return _show(
            overleg_id, punt_id, 422, melding=next(iter(error.velden.values())), vraag_toch="toch" in error.velden
        )
    return _show(overleg_id, punt_id) if request.htmx else leave_for(_url(overleg_id, punt_id))


def _show(overleg_id: UUID, punt_id: UUID | None, status: int = 200, *, melding: str = "", vraag_toch: bool = False):
    auto = is_automatic()
    # After a step everybody's screen asks at once: on SQLite they read beside each other, and then write only a line.
    with reading():
        stoel = open_overleg(overleg_id, by=current_user)
        mine = _wanted(stoel, punt_id, auto=auto)
        if mine and not request.htmx:
            # The one door decides, and says so: 404 for an item they may not see.
            open_punt(mine, by=current_user)
        t = load_tafel_van(stoel, mine, heeft=request.headers.get("X-Heeft", "") if request.htmx else "")
        # A screen that is open asks for it a moment later, so that the item is there at once.
        naast = load_naast(t.punt.z) if t.punt and not request.htmx else None
    if t.nieuw or naast:
        with transaction():
            log_tafel(t)
            if naast:
                log_naast(t.punt.z, naast)
    return fragment_or_page(
        "overleggen/_tafel.html", "overleggen/tafel.html", status, **_context(t, naast, melding, vraag_toch)
    )


def _wanted(stoel: Stoel, punt_id: UUID | None, *, auto: bool) -> UUID | None:
    """What they look at on their own; who follows is taken along when the table moves."""
    if stoel.genodigde is None or (auto and stoel.overleg.is_bezig and stoel.genodigde.volgt):
        return None
    return punt_id


def _context(t: Tafel, naast: Naast | None, melding: str, vraag_toch: bool) -> dict:
    return {
        "t": t,
        "overleg": t.overleg,
        "nieuw": t.punt is not None and bool(t.punt.bespreking),
        "naast": naast,
        "melding": melding,
        "vraag_toch": vraag_toch,
        "is_buiten": aanwezig.is_out(t.stoel),
        # Who opens the page comes in, also who had left; a page that renews itself brings nobody back.
        "komt_binnen": not request.htmx or t.stoel.neemt_waar or not t.stoel.genodigde or not t.stoel.genodigde.weg_op,
        "mag_heropenen": tafelen.may_reopen(t.overleg),
        "woorden": json.dumps({"punt": PUNT, "overleg": OVERLEG}),
        "puntsoorten": SOORTEN,
    } | (t.punt.bespreking if t.punt else {})


def _url(overleg_id: UUID, punt_id: UUID | None = None) -> str:
    return url_for("tafelen.tafel", overleg_id=overleg_id, punt=punt_id)
