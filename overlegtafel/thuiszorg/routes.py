"""The home-care notes of a client: reading, searching, values, and what a note said before."""

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user, login_required

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.plannen.blad import list_betrokkenen
from overlegtafel.thuiszorg import bezoeken, invoer, leestekst, lezen, models, nummer, wachtrij, zoeken  # noqa: F401
from overlegtafel.thuiszorg.bellen import at_table, whom_to_call
from overlegtafel.thuiszorg.bladzij import Bladzij, Plek
from overlegtafel.thuiszorg.filter import Filter, Getypt, read_filter
from overlegtafel.thuiszorg.gezien import add_readers, overkant
from overlegtafel.thuiszorg.soorten import IN_DE_LIJST, MATEN, Maat, label_of, show_waarde
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie

bp = Blueprint("thuiszorg", __name__, url_prefix="/clienten/<uuid:client_id>/thuiszorg")

bp.app_template_filter("vouw")(leestekst.fold)
bp.app_template_filter("markeer")(leestekst.mark)
bp.app_template_filter("overkant")(overkant)


@bp.app_template_filter("meetwaarde")
def _meetwaarde(note) -> str:
    """'142/85 mmHg' of a measured value, or of what it was before."""
    return show_waarde(Maat(note.maat), note.waarde, note.waarde2)


@bp.app_template_filter("maat")
def _maat(note) -> str:
    return MATEN[Maat(note.maat)].label


@bp.app_template_filter("soortlabel")
def _soortlabel(note) -> str:
    return label_of(note.soort, eigen=note.door_id is not None, tekst=note.tekst)


@bp.app_template_test("onwaarschijnlijk")
def _onwaarschijnlijk(note) -> bool:
    """A measured value that is more likely a slip than true."""
    if not note.maat or note.waarde is None:
        return False
    return bool(invoer.implausible(Maat(note.maat), note.waarde, note.waarde2))


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
        bladzij = add_readers(inzage, lezen.load_newest(inzage))
        context = load_beside(inzage, bladzij)
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
            bladzij = lezen.add_flags(inzage, add_readers(inzage, Bladzij([])))
            context = load_beside(inzage, bladzij)
        return _page(inzage, bladzij, typed, fouten=error.velden, status=422, **context)
    found = _search(client_id, wanted, na)
    with transaction():
        inzage = open_notes(client_id, gebeurtenis="thuiszorg.gelezen")
        bladzij = add_readers(inzage, found(inzage))
        if request.htmx:
            # The rest of the page stays as it is.
            context = {"organisaties": lezen.list_organisaties(inzage), "soorten": IN_DE_LIJST}
        else:
            bladzij = lezen.add_flags(inzage, bladzij)
            context = load_beside(inzage, bladzij)
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


@bp.post("/gezien")
@login_required
def gezien(client_id):
    """On the page of the client the reader came as far down as the notes; that page was logged when it was sent."""
    with transaction():
        bezoeken.record_visit(open_notes(client_id))
    return ""


def load_beside(inzage: Inzage, bladzij: Bladzij) -> dict:
    """What stands around the list."""
    seats = list_betrokkenen([inzage.client.id]) if inzage.verder else []
    organisaties = lezen.list_organisaties(inzage)
    return {
        # Nobody reads a message where there is no home care.
        "schrijfbaar": inzage.by.domein is Domein.WIJKVERPLEGING
        or bool(at_table(inzage, seats, Domein.WIJKVERPLEGING) or bladzij.notities)
        or any(o.id not in (inzage.client.praktijk_id, inzage.by.organisatie_id) for o in organisaties),
        "grafieken": lezen.load_grafieken(inzage),
        "bellen": whom_to_call(inzage, seats),
        "organisaties": organisaties,
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
