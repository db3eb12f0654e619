"""Looking for words in the notes of one client: compared here, note by note, so that accents and spelling do not matter."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.bladzij import Bladzij, Plek
from overlegtafel.thuiszorg.filter import Filter
from overlegtafel.thuiszorg.leestekst import holds
from overlegtafel.thuiszorg.lezen import PER_KEER, filtered, get_notities, make_page
from overlegtafel.thuiszorg.models import Notitie
from overlegtafel.thuiszorg.soorten import label_of

_PER_STUK = 1000
# A search goes back so many notes at a time, and then asks whether to go on.
MAX_DOORZOCHT = 25_000


_GEZOCHT = (
    Notitie.id, Notitie.moment, Notitie.tekst, Notitie.opschrift, Notitie.auteur, Notitie.functie, Notitie.soort,
    Notitie.maat, Notitie.door_id,
)  # fmt: skip


class Vondst(NamedTuple):
    """The notes that were found, newest first, one more than is shown; and where a search that stopped goes on."""

    ids: list[UUID]
    gestopt: Plek | None = None


def find_words(inzage: Inzage, wanted: Filter, sinds: datetime | None, na: Plek | None) -> Vondst:
    """Which notes hold every word. Only reads; may take a while, so not in a transaction that writes."""
    query = filtered(inzage, wanted, sinds, na).limit(MAX_DOORZOCHT)
    query = query.with_only_columns(*_GEZOCHT)
    # A stretch at a time: what does not match is not kept.
    found: list[UUID] = []
    with closing(db.session.execute(query, execution_options={"yield_per": _PER_STUK})) as rows:
        for nr, row in enumerate(rows, start=1):
            kind = label_of(row.soort, eigen=row.door_id is not None, tekst=row.tekst)
            if holds(wanted.woorden, row.tekst, row.opschrift, row.auteur, row.functie, kind, row.maat or ""):
                found.append(row.id)
                if len(found) > PER_KEER:
                    return Vondst(found)
            if nr == MAX_DOORZOCHT:
                return Vondst(found, Plek(row.moment, row.id))
    return Vondst(found)


def load_found(inzage: Inzage, wanted: Filter, sinds: datetime | None, found: Vondst) -> Bladzij:
    """What was found, as a stretch of the list. A note that went meanwhile is left out."""
    notes = [note for note in get_notities(inzage, found.ids) if not note.ingetrokken]
    page = replace(make_page(inzage, notes, sinds), woorden=wanted.woorden)
    if found.gestopt and not page.verder:
        page = replace(page, verder=found.gestopt, gezocht_tot=found.gestopt.moment)
    return page
