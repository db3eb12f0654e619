"""The home-care notes of a client: reading, searching, values, and what a note said before."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.plannen.blad import list_betrokkenen
from overlegtafel.thuiszorg import bezoeken, leestekst, lezen, models, nummer, wachtrij, zoeken  # noqa: F401
from overlegtafel.thuiszorg.filter import Filter, Getypt, read_filter
from overlegtafel.thuiszorg.lezen import Bladzij, Plek
from overlegtafel.thuiszorg.soorten import IN_DE_LIJST, MATEN, Maat, Notitiesoort, show_waarde
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie

bp = Blueprint("thuiszorg", __name__, url_prefix="/clienten/<uuid:client_id>/thuiszorg")

bp.app_template_filter("vouw")(leestekst.fold)
bp.app_template_filter("markeer")(leestekst.mark)


@bp.app_template_filter("meetwaarde")
def _meetwaarde(note) -> str:
    """'142/85 mmHg' of a measured value, or of what it was before."""
    return show_waarde(Maat(note.maat), note.waarde, note.waarde2)


@bp.app_template_filter("maat")
def _maat(note) -> str:
    return MATEN[Maat(note.maat)].label


@bp.app_template_filter("soortlabel")
def _soortlabel(note) -> str:
    return Notitiesoort(note.soort).label


def open_notes(client_id, *, recht: Recht = Recht.LEZEN, gebeurtenis: str | None = None) -> Inzage:
    """Open the notes of a client; Inzage.verder is the plan, where the reader may see that as well."""
    return open_client(
        client_id, by=current_user, soort=Soort.THUISZORG, recht=recht, gebeurtenis=gebeurtenis, ook=Soort.PLAN
    )


def notes_url(client_id, anchor: str | None = None) -> str:
    return url_for("thuiszorg.lijst", client_id=client_id, _anchor=anchor)


@bp.get("")
@login_required
def lijst(client_id):
    with transaction():
        inzage = open_notes(client_id, gebeurtenis="thuiszorg.gelezen")
        bladzij = _with_readers(inzage, lezen.load_newest(inzage))
        context = load_beside(inzage)
        bezoeken.record_visit(inzage)
    if inzage.client.id != client_id:
        return redirect(notes_url(inzage.client.id))
    return _page(inzage, bladzij, **context)


@bp.post("")
@login_required
def gefilterd(client_id):
    """Filter, search, and older notes. Posted, so that no word of care stays in an address."""
    typed, na = Getypt.of_form(request.form), Plek.read(request.form.get("na", ""))
    try:
        wanted = read_filter(typed)
    except Ongeldig as error:
        with transaction():
            inzage = open_notes(client_id, gebeurtenis="thuiszorg.gelezen")
            bladzij = lezen.add_flags(inzage, _with_readers(inzage, lezen.Bladzij([])))
            context = load_beside(inzage)
        return _page(inzage, bladzij, typed, fouten=error.velden, status=422, **context)
    found = _search(client_id, wanted, na)
    with transaction():
        inzage = open_notes(client_id, gebeurtenis="thuiszorg.gelezen")
        bladzij = _with_readers(inzage, found(inzage))
        if request.htmx:
            # The rest of the page stays as it is.
            context = {"organisaties": lezen.list_organisaties(inzage), "soorten": IN_DE_LIJST}
        else:
            bladzij, context = lezen.add_flags(inzage, bladzij), load_beside(inzage)
        bezoeken.record_visit(inzage)
    if request.htmx and request.headers.get("HX-Target", "").endswith("ouder"):
        return fragment_or_page(
            "thuiszorg/_meer.html", "thuiszorg/_meer.html", client=inzage.client, inzage=inzage, bladzij=bladzij,
            getypt=typed, filter=wanted, focus=True,
        )  # fmt: skip
    return _page(inzage, bladzij, typed, wanted, vervolg=na, **context)


def _search(client_id, wanted: Filter, na: Plek | None) -> Callable[[Inzage], Bladzij]:
    """How to load what is asked for. Words are looked for first, while others can go on writing."""
    if not wanted.woorden:
        return lambda inzage: lezen.load_more(inzage, wanted, na)
    with transaction():
        inzage = open_notes(client_id)
    with reading():
        sinds = lezen.get_previous_visit(inzage)
        found = zoeken.find_words(inzage, wanted, sinds, na)
    return lambda inzage: zoeken.load_found(inzage, wanted, sinds, found)


@bp.get("/<uuid:notitie_id>/eerder")
@login_required
def eerder(client_id, notitie_id):
    """What a note said before it was corrected."""
    with transaction():
        inzage = open_notes(client_id)
        found = lezen.find_former(inzage, notitie_id)
        inzage.log("thuiszorg.eerder", Actie.READ, "notitie", notitie_id)
    if found is None:
        # Withdrawn since the list was shown, or never there.
        return leave_for(notes_url(inzage.client.id))
    note, former = found
    return fragment_or_page(
        "thuiszorg/_eerder.html", "thuiszorg/eerder.html", client=inzage.client, inzage=inzage, n=note, eerder=former
    )


def _with_readers(inzage: Inzage, bladzij: Bladzij) -> Bladzij:
    """The home-care side sees who of the practice was here."""
    if inzage.by.domein is not Domein.WIJKVERPLEGING:
        return bladzij
    return replace(bladzij, gelezen=bezoeken.list_readers(inzage))


def load_beside(inzage: Inzage) -> dict:
    """What stands around the list."""
    seats = list_betrokkenen([inzage.client.id]) if inzage.verder else []
    return {
        "grafieken": lezen.load_grafieken(inzage),
        "bellen": lezen.whom_to_call(seats, inzage.client.id),
        "organisaties": lezen.list_organisaties(inzage),
        "nummer": nummer.get_nummer(inzage),
        "soorten": IN_DE_LIJST,
    }


def _page(
    inzage: Inzage, bladzij: Bladzij, typed: Getypt | None = None, wanted: Filter | None = None,
    status: int = 200, vervolg: Plek | None = None, **context,
):  # fmt: skip
    context = {"fouten": {}} | context
    return fragment_or_page(
        "thuiszorg/_zoek.html",
        "thuiszorg/lijst.html",
        status,
        client=inzage.client,
        inzage=inzage,
        bladzij=bladzij,
        getypt=typed or Getypt(),
        filter=wanted or Filter(),
        vervolg=vervolg,
        **context,
    )
