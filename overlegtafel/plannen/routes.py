"""The half page: lines edited in place, the room left, the evaluation date, the print."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.datums import show_date
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, saved
from overlegtafel.plannen import blad, services
from overlegtafel.plannen.halve_a4 import measure_fullest, to_pdf
from overlegtafel.plannen.invoer import SOORT_LABELS, too_long
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie

bp = Blueprint("plannen", __name__, url_prefix="/clienten/<uuid:client_id>")

bp.app_template_filter("eigenaar")(blad.eigenaar_naam)


def client_url(client_id: UUID, anchor: str | None = None) -> str:
    return url_for("tafel.client", client_id=client_id, _anchor=anchor)


def typed_regel() -> dict[str, str]:
    return {field: request.form.get(field, "") for field in ("tekst", "eigenaar", "datum", "voor")}


@contextmanager
def opened_to_edit(client_id: UUID) -> Iterator[Inzage]:
    """A logged look in order to edit: for a form, and for showing it again after a refusal (a look like any other)."""
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="plan.bewerken")
        yield inzage
        # Such a form shows something of everybody who shares the page.
        inzage.log_household("plan.bewerken")


@bp.get("/plan.pdf")
@login_required
def pdf(client_id):
    with transaction():
        inzage = open_client(client_id, by=current_user)
        page = services.load_print(inzage)
    response = make_response(to_pdf(page))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="halve-a4.pdf"'
    return response


@bp.get("/plan/regels/<uuid:regel_id>")
@login_required
def regel(client_id, regel_id):
    with transaction():
        inzage = open_client(client_id, by=current_user)
        found = services.get_regel(inzage, regel_id)
        inzage.log("plan.regel", Actie.READ, client_id=found.client_id)
        context = _line(inzage, found)
    return saved("plannen/_regel.html", client_url(client_id, f"regel-{regel_id}"), **context)


@bp.get("/plan/regels/nieuw/<soort>")
@login_required
def nieuwe_regel(client_id, soort):
    if soort not in SOORT_LABELS:
        abort(404)
    with opened_to_edit(client_id) as inzage:
        form = load_form(inzage, soort, typed={"voor": request.args.get("voor", "")})
    return _show_form(form)


@bp.post("/plan/regels/nieuw/afspraak/begin")
@login_required
def nieuwe_afspraak_begin(client_id):
    """The form of a new agreement with what was typed elsewhere already in it."""
    with opened_to_edit(client_id) as inzage:
        form = load_form(inzage, "afspraak", typed=typed_regel())
    return _show_form(form)


@bp.get("/plan/regels/nieuw/<soort>/knop")
@login_required
def nieuwe_regel_knop(client_id, soort):
    """Back from a new line to the button that starts one (cancel)."""
    if soort not in SOORT_LABELS:
        abort(404)
    with transaction():
        inzage = open_client(client_id, by=current_user, gebeurtenis="plan.regel")
        lid = _lid(inzage, request.args.get("voor", ""))
    context = dict(soort=soort, client=inzage.client, inzage=inzage, lid=lid)
    return saved("plannen/_nieuw_knop.html", client_url(client_id), **context)


@bp.post("/plan/regels/nieuw/<soort>")
@login_required
def nieuwe_regel_post(client_id, soort):
    typed = typed_regel()
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            made = services.create_regel(inzage, soort, **typed)
            context = _line(inzage, made)
    except Ongeldig as error:
        with opened_to_edit(client_id) as inzage:
            form = load_form(inzage, soort, typed=typed, fouten=error.velden)
        return _show_form(form, 422)
    except Verouderd as conflict:
        with opened_to_edit(client_id) as inzage:
            huidig = services.get_regel(inzage, conflict.huidig.id)
            form = load_form(inzage, soort, regel=huidig, typed=typed, conflict=True)
        return _show_form(form, 409)
    return saved("plannen/_regel_gemaakt.html", client_url(client_id, f"regel-{made.id}"), soort=soort, **context)


@bp.get("/plan/regels/<uuid:regel_id>/wijzigen")
@login_required
def wijzig_regel(client_id, regel_id):
    with opened_to_edit(client_id) as inzage:
        found = services.get_regel(inzage, regel_id)
        form = load_form(inzage, found.soort, regel=found)
    return _show_form(form)


@bp.post("/plan/regels/<uuid:regel_id>/wijzigen")
@login_required
def wijzig_regel_post(client_id, regel_id):
    typed, versie = typed_regel(), posted_versie()
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            context = _line(inzage, services.change_regel(inzage, regel_id, versie=versie, **typed))
    except (Ongeldig, Verouderd) as error:
        stale = isinstance(error, Verouderd)
        with opened_to_edit(client_id) as inzage:
            found = services.get_regel(inzage, regel_id)
            form = load_form(
                inzage,
                found.soort,
                regel=found,
                typed=typed,
                # After a conflict the writer has seen the other text, so the next save starts from there.
                versie=found.versie if stale else versie,
                fouten={} if stale else error.velden,
                conflict=stale,
            )
        return _show_form(form, 409 if stale else 422)
    return saved("plannen/_regel_gewijzigd.html", client_url(client_id, f"regel-{regel_id}"), **context)


@bp.post("/plan/regels/<uuid:regel_id>/staat")
@login_required
def staat(client_id, regel_id):
    wanted, versie = request.form.get("staat", ""), posted_versie()
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            context = _line(inzage, services.set_staat(inzage, regel_id, wanted, versie=versie))
    except (Ongeldig, Verouderd) as error:
        stale = isinstance(error, Verouderd)
        fout = "Iemand anders heeft deze regel net gewijzigd. Zo staat het er nu." if stale else error.velden["staat"]
        with opened_to_edit(client_id) as inzage:
            context = _line(inzage, services.get_regel(inzage, regel_id)) | {"fout": fout}
        return fragment_or_page("plannen/_regel.html", "plannen/regel.html", 409 if stale else 422, **context)
    return saved("plannen/_regel_gewijzigd.html", client_url(client_id, f"regel-{regel_id}"), **context)


@bp.post("/plan/ruimte")
@login_required
def ruimte(client_id):
    """The room left while somebody types. Shows nothing of the plan, so it is not a look and not logged."""
    soort, regel_id = request.form.get("soort", ""), request.form.get("regel_id", "")
    if soort not in SOORT_LABELS:
        abort(404)
    tekst = clean_line(request.form.get("tekst"))
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
        pages = services.load_draft(inzage, soort, parse_uuid(regel_id), tekst)
    return render_template("plannen/_ruimte.html", maat=measure_fullest(pages), te_lang=too_long(tekst))


@bp.get("/plan/evaluatie")
@login_required
def evaluatie(client_id):
    bewerken = "bewerken" in request.args
    with transaction():
        recht = Recht.SCHRIJVEN if bewerken else Recht.LEZEN
        inzage = open_client(client_id, by=current_user, recht=recht, gebeurtenis="plan.bewerken")
        plan = blad.get_plan(inzage.client.huishouden_id)
    return _evaluatie(inzage, plan, bewerken=bewerken)


@bp.post("/plan/evaluatie")
@login_required
def evaluatie_post(client_id):
    datum, was = request.form.get("datum", ""), request.form.get("was", "")
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            plan = services.set_evaluatie(inzage, datum, was=was)
    except (Ongeldig, Verouderd) as error:
        stale = isinstance(error, Verouderd)
        with opened_to_edit(client_id) as inzage:
            plan = blad.get_plan(inzage.client.huishouden_id)
        other = show_date(plan.evaluatie_op) or "geen dag"
        fout = f"Iemand anders koos net {other}. Uw dag staat hieronder." if stale else error.velden["datum"]
        return _evaluatie(inzage, plan, bewerken=True, datum=datum, fout=fout, status=409 if stale else 422)
    context = dict(client=inzage.client, inzage=inzage, plan=plan, bewerken=False)
    return saved("plannen/_evaluatie_gewijzigd.html", client_url(client_id, "evaluatie"), **context)


def _evaluatie(inzage: Inzage, plan, status: int = 200, **context):
    context |= {"client": inzage.client, "inzage": inzage, "plan": plan}
    return fragment_or_page("plannen/_evaluatie.html", "plannen/evaluatie.html", status, **context)


def _line(inzage: Inzage, regel: Regel) -> dict:
    return {"client": inzage.client, "inzage": inzage, "regel": regel, "gezin": inzage.gezin}


def load_form(
    inzage: Inzage,
    soort: str,
    *,
    regel: Regel | None = None,
    typed: dict[str, str] | None = None,
    versie: int | None = None,
    fouten: dict[str, str] | None = None,
    conflict: bool = False,
) -> dict:
    """What the form of a line needs: as stored, or as typed with what is wrong, or beside what somebody else wrote."""
    shown = _stored(regel) | (typed or {})
    return {
        "client": inzage.client,
        "inzage": inzage,
        "gezin": inzage.gezin,
        "soort": soort,
        "label": SOORT_LABELS[soort],
        "regel": regel,
        "waarden": shown,
        "versie": versie if versie is not None else (regel.versie if regel else 0),
        "fouten": fouten or {},
        "conflict": conflict,
        "lid": _lid(inzage, shown["voor"]),
        "aan_tafel": blad.load_bladinhoud(inzage).aan_tafel,
        "pages": services.load_draft(inzage, soort, regel.id if regel else None, shown["tekst"]),
        "te_lang": too_long(clean_line(shown["tekst"])),
    }


def _show_form(form: dict, status: int = 200):
    # Laying out the page to see what room is left needs no database any more.
    form["maat"] = measure_fullest(form.pop("pages"))
    return fragment_or_page("plannen/_regel_form.html", "plannen/regel_form.html", status, **form)


def _stored(regel: Regel | None) -> dict[str, str]:
    if regel is None:
        return {"tekst": "", "eigenaar": "", "datum": "", "voor": ""}
    return {
        "tekst": regel.tekst,
        "eigenaar": regel.eigenaar_sleutel,
        "datum": show_date(regel.datum),
        "voor": str(regel.client_id or ""),
    }


def _lid(inzage: Inzage, voor: str):
    """The member of the household with this id (as text), by default none."""
    return next((lid for lid in inzage.gezin.leden if str(lid.id) == voor), None)
