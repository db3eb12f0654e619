"""Deciding at an item, and closing it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.geheim import mark_of
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.overleggen import besluiten, notities, uitkomsten
from overlegtafel.overleggen.besluitsoorten import SOORTEN
from overlegtafel.overleggen.bespreken import back_url, load_bespreking
from overlegtafel.overleggen.notities import Notitie
from overlegtafel.overleggen.regelmerken import as_citaat
from overlegtafel.overleggen.routes_notitie import posted_basis, show_item
from overlegtafel.overleggen.zicht import open_punt
from overlegtafel.plannen.halve_a4 import measure_fullest
from overlegtafel.plannen.models import Regel
from overlegtafel.plannen.services import get_regel

bp = Blueprint("besluiten", __name__, url_prefix="/overleggen/punten/<uuid:punt_id>")


@bp.get("/besluiten")
@login_required
def lijst(punt_id):
    return show_item(punt_id, "overleggen/_besluiten.html")


@bp.get("/besluiten/lijst")
@login_required
def alleen_lijst(punt_id):
    """The list alone, which renews itself beside a form somebody is filling in."""
    return show_item(punt_id, "overleggen/_besluiten_lijst.html")


@bp.post("/besluiten/<soort>/begin")
@login_required
def begin(punt_id, soort):
    """The form, with the line of the note it came from already in it; posted, so that no text stands in an address."""
    line = request.form.get("tekst", "")
    # Back to what was half written: by the mark of the line it began with.
    typed = {"tekst": line, "merk": request.form.get("merk") or mark_of(line)}
    return _form(punt_id, soort, typed | {"citaat": request.form.get("citaat", line)}, nieuw=True)


@bp.post("/besluiten/<soort>")
@login_required
def besluit(punt_id, soort):
    typed = request.form.to_dict()
    try:
        with transaction():
            besluiten.decide(punt_id, soort, request.form, by=current_user)
    except Ongeldig as error:
        return _form(punt_id, soort, typed, 422, fouten=error.velden)
    except Verouderd as stale:
        return _form(punt_id, soort, typed, 409, huidig=stale.huidig)
    return _done(punt_id, "overleggen/_besluiten.html", SOORTEN[soort].gelukt)


@bp.post("/besluiten/<uuid:besluit_id>/terug")
@login_required
def terug(punt_id, besluit_id):
    try:
        with transaction():
            besluiten.take_back(punt_id, besluit_id, by=current_user)
    except Ongeldig as error:
        return show_item(punt_id, "overleggen/_besluiten.html", 422, besluit_fout=error.velden["tekst"])
    return _done(punt_id, "overleggen/_besluiten.html", "De dag is ingetrokken.")


@bp.get("/uitkomst")
@login_required
def uitkomst(punt_id):
    return show_item(punt_id, "overleggen/_uitkomst.html", verbeteren="verbeteren" in request.args)


@bp.post("/uitkomst")
@login_required
def uitkomst_post(punt_id):
    """Close the item. A note that was typed in the same screen comes along: both are stored, or neither."""
    typed, versie = request.form.get("uitkomst", ""), posted_versie()
    none, note = "geen_besluit" in request.form, request.form.get("tekst")
    try:
        with transaction():
            # Who may not know of it hears that first, whatever else is wrong with the form.
            open_punt(punt_id, by=current_user)
            if note is not None:
                notities.save_notitie(punt_id, note, by=current_user, versie=posted_versie("notitie_versie"))
            uitkomsten.close_punt(punt_id, by=current_user, versie=versie, uitkomst=typed, geen_besluit=none)
    except (Ongeldig, Verouderd) as error:
        if note is not None and _is_about_note(error):
            return _note_first(punt_id, typed, note, error)
        return _outcome_again(punt_id, typed, error)
    if note is None:
        return _done(punt_id, "overleggen/_uitkomst.html", "Dit punt is afgesloten.")
    return _done(punt_id, "overleggen/_uitkomst_met_notitie.html", "Dit punt is afgesloten; de notitie is opgeslagen.")


@bp.post("/uitkomst/heropen")
@login_required
def heropen(punt_id):
    versie = posted_versie()
    try:
        with transaction():
            uitkomsten.reopen_punt(punt_id, by=current_user, versie=versie)
    except (Ongeldig, Verouderd) as error:
        return _outcome_again(punt_id, "", error)
    return _done(punt_id, "overleggen/_uitkomst.html", "Dit punt is weer open.")


def _is_about_note(error: Ongeldig | Verouderd) -> bool:
    return isinstance(error.huidig, Notitie) if isinstance(error, Verouderd) else "tekst" in error.velden


def _note_first(punt_id: UUID, typed: str, note: str, error: Ongeldig | Verouderd):
    """Nothing was closed: the note needs a look, and both are shown as they were typed."""
    context = {"uitkomst_getypt": typed, "getypt": note}
    if isinstance(error, Verouderd):
        # The writer sees the other text, so the next save starts from there.
        status, context["versie"], context["conflict"] = 409, error.huidig.versie, True
        context["basis"] = posted_basis("notitie_versie")
        context["eerst_notitie"] = (
            "Er is nog niets afgesloten: iemand anders schreef net verder in de notitie. Voeg de teksten samen en sluit dan af."
        )
    else:
        status, context["versie"], context["notitie_fout"] = 422, posted_versie("notitie_versie"), error.velden["tekst"]
        context["eerst_notitie"] = "Er is nog niets afgesloten: kijk eerst naar de notitie."
    return show_item(punt_id, "overleggen/_uitkomst_met_notitie.html", status, **context)


def _outcome_again(punt_id: UUID, typed: str, error: Ongeldig | Verouderd):
    if isinstance(error, Verouderd):
        return show_item(punt_id, "overleggen/_uitkomst.html", 409, uitkomst_getypt=typed, uitkomst_conflict=True)
    # Too late altogether comes as 'tekst'.
    message = error.velden.get("uitkomst") or error.velden["tekst"]
    return show_item(punt_id, "overleggen/_uitkomst.html", 422, uitkomst_getypt=typed, uitkomst_fout=message)


def _done(punt_id: UUID, fragment: str, gelukt: str):
    if request.htmx:
        return show_item(punt_id, fragment, gelukt=gelukt)
    flash(gelukt)
    return leave_for(url_for("notitie.notitie", punt_id=punt_id))


def _form(
    punt_id: UUID,
    sleutel: str,
    typed: Mapping[str, str],
    status: int = 200,
    *,
    fouten: Mapping[str, str] | None = None,
    huidig: Regel | None = None,
    nieuw: bool = False,
):
    """The form of one kind of decision. huidig: the line of the plan as somebody else left it just now."""
    with transaction():
        z = open_punt(punt_id, by=current_user, noteren=True)
        z.log_look()
        soort = besluiten.get_soort(sleutel, z)
        form = soort.load(z, typed) | {"soort": soort, "fouten": fouten or {}, "nieuw": nieuw}
        # Which line of the note it began with: each has a draft of its own.
        form["merk"] = typed.get("merk", "")
        form["citaat"] = as_citaat(typed.get("citaat"))
        if huidig:
            # The writer sees the other text, so the next save starts from there.
            form["huidig"] = get_regel(z.inzage, huidig.id)
            form["waarden"]["regel"] = f"{huidig.id}.{form['huidig'].versie}"
        context = load_bespreking(z)
        form["al"] = besluiten.list_made_of(context["besluiten"], form["citaat"])
    if "pages" in form:
        # Laying out the page to see what room is left needs no database any more.
        form["maat"] = measure_fullest(form.pop("pages"))
    return fragment_or_page(
        "overleggen/_besluit_form.html", "overleggen/bespreken.html", status, f=form, terug=back_url(z), **context
    )
