"""Writing beside the home-care notes: a message or value, contacts to the table, the client number of one's own system."""

from flask import Blueprint, flash, redirect, render_template, request
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for, saved
from overlegtafel.plannen.betrokkenen import Invoer
from overlegtafel.thuiszorg import bezoeken, contacten, lezen, nummer, schrijven
from overlegtafel.thuiszorg.bladzij import Bladzij
from overlegtafel.thuiszorg.filter import Filter
from overlegtafel.thuiszorg.filter import Getypt as Gefilterd
from overlegtafel.thuiszorg.gezien import add_readers
from overlegtafel.thuiszorg.invoer import MAX_BERICHT, Getypt
from overlegtafel.thuiszorg.models import Notitie
from overlegtafel.thuiszorg.routes import load_beside, notes_url, open_notes
from overlegtafel.thuiszorg.soorten import MATEN, show_getal
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie

bp = Blueprint("thuiszorg_schrijven", __name__, url_prefix="/clienten/<uuid:client_id>/thuiszorg")


@bp.get("/bericht")
@login_required
def nieuw(client_id):
    return _form(_opened(client_id), Getypt())


@bp.post("/bericht/begin")
@login_required
def nieuw_begin(client_id):
    """The form with what was typed elsewhere already in it."""
    return _form(_opened(client_id), Getypt.of_form(request.form))


@bp.post("/bericht")
@login_required
def nieuw_post(client_id):
    typed = Getypt.of_form(request.form)
    try:
        with transaction():
            inzage = open_notes(client_id, recht=Recht.SCHRIJVEN)
            note = schrijven.write(inzage, typed)
            context = _newest(inzage)
    except Ongeldig as error:
        return _form(_opened(client_id), typed, fouten=error.velden, status=422)
    return saved("thuiszorg/_geschreven.html", notes_url(inzage.client.id, f"notitie-{note.id}"), **context)


@bp.get("/<uuid:notitie_id>")
@login_required
def een(client_id, notitie_id):
    """One note, back from its form (cancel); without htmx, or when it is gone, the list it stands in."""
    with transaction():
        inzage = open_notes(client_id, gebeurtenis="thuiszorg.gelezen")
        found = [note for note in lezen.get_notities(inzage, [notitie_id]) if not note.ingetrokken]
        context = {"client": inzage.client, "inzage": inzage, "bladzij": add_readers(inzage, Bladzij(found))}
    if not found:
        return leave_for(notes_url(inzage.client.id))
    return saved("thuiszorg/_notitie.html", notes_url(inzage.client.id, f"notitie-{notitie_id}"), **context)


@bp.get("/<uuid:notitie_id>/wijzigen")
@login_required
def wijzig(client_id, notitie_id):
    inzage = _opened(client_id)
    try:
        with transaction():
            note = schrijven.get_own(inzage, notitie_id)
    except NotFound:
        return leave_for(notes_url(inzage.client.id))
    return _form(inzage, _stored(note), note)


@bp.post("/<uuid:notitie_id>/wijzigen")
@login_required
def wijzig_post(client_id, notitie_id):
    typed, versie = Getypt.of_form(request.form), posted_versie()
    try:
        with transaction():
            inzage = open_notes(client_id, recht=Recht.SCHRIJVEN)
            note = schrijven.change(inzage, notitie_id, typed, versie=versie)
    except Ongeldig as error:
        inzage, note = _again(client_id, notitie_id)
        return _form(inzage, typed, note, versie=versie, fouten=error.velden, status=422)
    except Verouderd:
        return _conflict(client_id, notitie_id, typed)
    context = {
        "client": inzage.client,
        "inzage": inzage,
        "bladzij": add_readers(inzage, Bladzij([note])),
        "opgeslagen": True,
    }
    return saved("thuiszorg/_notitie.html", notes_url(inzage.client.id, f"notitie-{notitie_id}"), **context)


@bp.post("/<uuid:notitie_id>/intrekken")
@login_required
def intrekken(client_id, notitie_id):
    versie = posted_versie()
    try:
        with transaction():
            inzage = open_notes(client_id, recht=Recht.SCHRIJVEN)
            schrijven.withdraw(inzage, notitie_id, versie=versie)
            context = _newest(inzage)
    except Verouderd:
        return _conflict(client_id, notitie_id, Getypt.of_form(request.form))
    return saved("thuiszorg/_geschreven.html", notes_url(inzage.client.id), **context)


@bp.post("/<uuid:notitie_id>/contact")
@login_required
def contact(client_id, notitie_id):
    """A proposed contact takes a seat at the table, or is put aside."""
    invoer = Invoer.of_form(request.form)
    try:
        with transaction():
            inzage = open_notes(client_id, recht=Recht.SCHRIJVEN)
            wat, on = request.form.get("wat"), "contacten"
            if wat == "niet_nodig":
                contacten.put_aside(inzage, notitie_id)
                done, on = "Opzij gelegd.", f"contact {notitie_id}"
            elif wat == "terug":
                contacten.put_back(inzage, notitie_id)
                done = "Teruggezet."
            else:
                plan = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
                made = contacten.seat_contact(inzage, plan, notitie_id, invoer)
                done = f"{made.weergavenaam} zit aan tafel."
    except Ongeldig as error:
        return _beside(client_id, 422, contact_id=notitie_id, getypt_contact=invoer, contactfouten=error.velden)
    # Told at the section it is about, where the keyboard goes as well.
    flash(done, on)
    return redirect(notes_url(inzage.client.id, "contacten"), 303)


@bp.post("/nummer")
@login_required
def eigen_nummer(client_id):
    typed = request.form.get("nummer", "")
    try:
        with transaction():
            inzage = open_notes(client_id, recht=Recht.SCHRIJVEN)
            if not nummer.may_have_nummer(inzage):
                raise MagNiet
            number = nummer.set_nummer(inzage, typed)
    except Ongeldig as error:
        return _beside(client_id, 422, getypt_nummer=typed, nummerfouten=error.velden)
    flash("Nummer opgeslagen." if number else "Nummer weggehaald.", "nummer")
    return redirect(notes_url(inzage.client.id, "nummer-kop"), 303)


def _opened(client_id) -> Inzage:
    """A logged look in order to write."""
    with transaction():
        return open_notes(client_id, recht=Recht.SCHRIJVEN, gebeurtenis="thuiszorg.schrijven")


def _newest(inzage: Inzage) -> dict:
    """The list as it is after a change; that is a look as well."""
    page = add_readers(inzage, lezen.load_newest(inzage))
    inzage.log("thuiszorg.gelezen", Actie.READ)
    bezoeken.record_visit(inzage)
    return {"client": inzage.client, "inzage": inzage, "bladzij": page, "getypt": Gefilterd(), "filter": Filter()}


def _again(client_id, notitie_id) -> tuple[Inzage, Notitie]:
    """The form once more after a refusal: a look like any other."""
    inzage = _opened(client_id)
    with transaction():
        return inzage, schrijven.get_own(inzage, notitie_id)


def _conflict(client_id, notitie_id, typed: Getypt):
    """It was changed in another window: both are shown, and the next save starts from there."""
    inzage, note = _again(client_id, notitie_id)
    return _form(inzage, typed, note, conflict=True, status=409)


def _beside(client_id, status: int, **context):
    """The whole view again, with what was typed beside the list and what is wrong with it."""
    with transaction():
        inzage = open_notes(client_id, gebeurtenis="thuiszorg.gelezen")
        bladzij = add_readers(inzage, lezen.load_newest(inzage))
        context |= load_beside(inzage, bladzij)
        bezoeken.record_visit(inzage)
    page = render_template(
        "thuiszorg/lijst.html", client=inzage.client, inzage=inzage, bladzij=bladzij, getypt=Gefilterd(),
        filter=Filter(), fouten={}, **context,
    )  # fmt: skip
    return page, status


def _stored(note: Notitie) -> Getypt:
    waarde = ""
    if note.maat:
        waarde = show_getal(note.maat, note.waarde, note.waarde2)
    return Getypt(note.tekst, note.maat or "", waarde)


def _form(
    inzage: Inzage, typed: Getypt, note: Notitie | None = None, *, versie: int | None = None,
    fouten: dict | None = None, conflict: bool = False, status: int = 200,
):  # fmt: skip
    return fragment_or_page(
        "thuiszorg/_bericht_form.html",
        "thuiszorg/bericht_form.html",
        status,
        client=inzage.client,
        inzage=inzage,
        n=note,
        waarden=typed,
        versie=versie if versie is not None else (note.versie if note else 0),
        fouten=fouten or {},
        conflict=conflict,
        maten=MATEN.values(),
        max_bericht=MAX_BERICHT,
    )
