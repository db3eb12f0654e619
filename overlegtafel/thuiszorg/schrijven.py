"""The other way: a short message or a measured value for the home care, beside their notes. Only its writer changes it."""

from uuid import UUID, uuid4

from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet, Verouderd
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.invoer import Berichtinvoer, Getypt, check_bericht
from overlegtafel.thuiszorg.lezen import get_notitie
from overlegtafel.thuiszorg.models import Notitie
from overlegtafel.thuiszorg.versies import keep_version
from overlegtafel.toegang.inzagelog import Actie


def write(inzage: Inzage, typed: Getypt) -> Notitie:
    """A new message or value, there at once. Raises Ongeldig."""
    invoer, by, moment = check_bericht(typed), inzage.by, now()
    note = Notitie(
        id=uuid4(), client_id=inzage.client.id, organisatie=by.organisatie, door=by, auteur=by.naam,
        functie=by.functie, moment=moment, ontvangen_op=moment, versie=1,
    )  # fmt: skip
    _fill(note, invoer)
    db.session.add(note)
    db.session.flush()
    inzage.log("bericht.geschreven", Actie.CREATE, "notitie", note.id)
    return note


def get_own(inzage: Inzage, notitie_id: UUID) -> Notitie:
    """A message of the reader's own. Raises NotFound when it is not there (any more), MagNiet when it is another's."""
    note = get_notitie(inzage, notitie_id)
    if note.ingetrokken:
        raise NotFound
    if note.door_id != inzage.by.id:
        raise MagNiet
    return note


def change(inzage: Inzage, notitie_id: UUID, typed: Getypt, *, versie: int) -> Notitie:
    """Correct it; what it said before is kept. Raises Ongeldig, and Verouderd when it was changed in another window."""
    note = _fresh(inzage, notitie_id, versie)
    invoer = check_bericht(typed)
    if (note.tekst, note.maat, note.waarde, note.waarde2) == (invoer.tekst, invoer.maat, invoer.waarde, invoer.waarde2):
        return note
    moment = now()
    keep_version(note, moment)
    _fill(note, invoer)
    # A correction is news for whoever read it before.
    note.gewijzigd_op = note.ontvangen_op = moment
    inzage.log("bericht.gewijzigd", Actie.UPDATE, "notitie", note.id)
    return note


def withdraw(inzage: Inzage, notitie_id: UUID, *, versie: int) -> None:
    """It stood with the wrong client: out of sight, not out of the record. Raises Verouderd."""
    note = _fresh(inzage, notitie_id, versie)
    note.ingetrokken, note.gewijzigd_op = True, now()
    note.versie += 1
    inzage.log("bericht.ingetrokken", Actie.DELETE, "notitie", note.id)


def _fresh(inzage: Inzage, notitie_id: UUID, versie: int) -> Notitie:
    note = get_own(inzage, notitie_id)
    db.session.refresh(note, with_for_update={"of": Notitie})
    if note.ingetrokken:
        raise NotFound
    if note.versie != versie:
        raise Verouderd(note)
    return note


def _fill(note: Notitie, invoer: Berichtinvoer) -> None:
    note.soort, note.tekst = invoer.soort.value, invoer.tekst
    note.maat = invoer.maat.value if invoer.maat else None
    note.waarde, note.waarde2 = invoer.waarde, invoer.waarde2
