"""Looking for words in the notes of one client: compared here, note by note, so that accents and spelling do not matter."""

from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.filter import Filter
from overlegtafel.thuiszorg.leestekst import holds
from overlegtafel.thuiszorg.lezen import PER_KEER, Bladzij, Plek, filtered, get_notities, place_after
from overlegtafel.thuiszorg.models import Notitie

_PER_STUK = 1000
# A search goes back so many notes at a time, and then asks whether to go on.
MAX_DOORZOCHT = 25_000


class Vondst(NamedTuple):
    """The notes that were found, newest first, one more than is shown; and where a search that stopped goes on."""

    ids: list[UUID]
    gestopt: Plek | None = None


def find_words(inzage: Inzage, wanted: Filter, sinds: datetime | None, na: Plek | None) -> Vondst:
    """Which notes hold every word. Only reads; may take a while, so not in a transaction that writes."""
    query = filtered(inzage, wanted, sinds, na).limit(MAX_DOORZOCHT)
    query = query.with_only_columns(Notitie.id, Notitie.moment, Notitie.tekst, Notitie.opschrift, Notitie.auteur)
    # A stretch at a time: what does not match is not kept.
    found: list[UUID] = []
    with closing(db.session.execute(query, execution_options={"yield_per": _PER_STUK})) as rows:
        for nr, row in enumerate(rows, start=1):
            if holds(wanted.woorden, row.tekst, row.opschrift, row.auteur):
                found.append(row.id)
                if len(found) > PER_KEER:
                    return Vondst(found)
            if nr == MAX_DOORZOCHT:
                return Vondst(found, Plek(row.moment, row.id))
    return Vondst(found)


def load_found(inzage: Inzage, wanted: Filter, sinds: datetime | None, found: Vondst) -> Bladzij:
    """What was found, as a stretch of the list. A note that went meanwhile is left out."""
    notes = [note for note in get_notities(inzage, found.ids) if not note.ingetrokken]
    page = Bladzij(notes[:PER_KEER], sinds, verder=place_after(notes), woorden=wanted.woorden, lezer_id=inzage.by.id)
    if found.gestopt and not page.verder:
        page = replace(page, verder=found.gestopt, gezocht_tot=found.gestopt.moment)
    return page
