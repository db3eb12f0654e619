"""The other way: what the system of a home-care organisatie may fetch of what others wrote about a client."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.bronnen import filter_open, find_by_bsn, list_bsns
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now
from overlegtafel.core.geheim import decrypt, encrypt
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.fhir_json import FhirFout
from overlegtafel.thuiszorg.models import Bronsleutel, Notitie
from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort
from overlegtafel.thuiszorg.uitwisselen import UITGAAND, Uitgaand, Vraag
from overlegtafel.toegang.inzagelog import Actie, log

# Paging through one search takes no longer.
_GELDIG = timedelta(days=1)
# Where a page ends: the moment and the id of its last note.
Plek = tuple[datetime, UUID]


def fetch(sleutel: Bronsleutel, vraag: Vraag) -> tuple[list[Uitgaand], str]:
    """The notes of the first page, oldest change first, and the cursor of the next ('' at the end).

    About somebody who is unknown or not open to this organisatie: nothing, and no telling which. The caller commits.
    """
    client_id = find_by_bsn(sleutel.organisatie_id, {vraag.bsn}).get(vraag.bsn) if vraag.bsn else None
    if client_id is None:
        _log_nothing(sleutel, vraag.bsn)
        return [], ""
    return _page(sleutel, client_id, vraag, None)


def fetch_next(sleutel: Bronsleutel, cursor: str) -> tuple[list[Uitgaand], str, Vraag] | None:
    """The page this cursor points at. None when it leads nowhere any more: the client took consent back, or was merged
    with another. Raises FhirFout (400). The caller commits.
    """
    made_for, until, *place = json.loads(decrypt(cursor) or '["", ""]')
    if made_for != sleutel.organisatie_id.hex or datetime.fromisoformat(until) < now():
        text = "Deze link klopt niet of is ouder dan een dag. Begin opnieuw met zoeken."
        raise FhirFout(400, "value", text)
    client, sinds, also_then, count, moment, last = place
    client_id = UUID(client)
    vraag = Vraag(None, datetime.fromisoformat(sinds) if sinds else None, also_then, count)
    if not filter_open(sleutel.organisatie_id, {client_id}):
        _log(sleutel, "client.geweigerd", client_id=client_id)
        return None
    notes, following = _page(sleutel, client_id, vraag, (datetime.fromisoformat(moment), UUID(last)))
    return notes, following, vraag


def _log_nothing(sleutel: Bronsleutel, bsn: str | None) -> None:
    """On record either way, which also makes the answer take as long."""
    known = select(Client.id).where(Client.bsn == bsn, Client.samengevoegd_in_id.is_(None)).order_by(Client.id).limit(1)
    client_id = db.session.scalar(known) if bsn else None
    if client_id:
        _log(sleutel, "client.geweigerd", client_id=client_id)
    else:
        _log(sleutel, "thuiszorg.opgehaald", aantal=0)


def _log(sleutel: Bronsleutel, code: str, **about) -> None:
    """With which key it was, so that it can be told whether one that leaked was used."""
    log(
        code, Actie.READ, by=None, organisatie_id=sleutel.organisatie_id, object_soort="bronsleutel",
        object_id=sleutel.id, **about,
    )  # fmt: skip


def _page(sleutel: Bronsleutel, client_id: UUID, vraag: Vraag, after: Plek | None) -> tuple[list[Uitgaand], str]:
    changed = _last_change()
    query = (
        select(Notitie, changed)
        .where(
            Notitie.client_id == client_id,
            Notitie.soort.in_([soort.value for soort in UITGAAND]),
            # Its own notes it has; what its own people wrote here it has not.
            or_(Notitie.organisatie_id != sleutel.organisatie_id, Notitie.door_id.is_not(None)),
        )
        .options(joinedload(Notitie.organisatie, innerjoin=True), joinedload(Notitie.door))
        .order_by(changed, Notitie.id)
        .limit(vraag.aantal + 1)
    )
    if vraag.sinds:
        query = query.where(changed >= vraag.sinds if vraag.ook_dan else changed > vraag.sinds)
    if after:
        moment, last = after
        query = query.where(or_(changed > moment, and_(changed == moment, Notitie.id > last)))
    rows = db.session.execute(query).unique().all()
    here = rows[: vraag.aantal]
    _log(sleutel, "thuiszorg.opgehaald", client_id=client_id, aantal=len(here))
    bsn = next(iter(list_bsns([client_id])), "")
    following = ""
    if len(rows) > len(here):
        note, moment = here[-1]
        sinds = vraag.sinds.isoformat() if vraag.sinds else ""
        place = [client_id.hex, sinds, vraag.ook_dan, vraag.aantal, moment.isoformat(), note.id.hex]
        # For one organisatie, and encrypted: of no use to another, and nobody can read whom it is about or make one up.
        until = now() + _GELDIG
        following = encrypt(json.dumps([sleutel.organisatie_id.hex, until.isoformat(), *place]))
    return [_outgoing(note, moment, bsn) for note, moment in here], following


def _last_change() -> ColumnElement[datetime]:
    """SQL: when a note last came or changed here; what waited came after it was changed."""
    later = Notitie.gewijzigd_op > Notitie.ontvangen_op
    return case((later, Notitie.gewijzigd_op), else_=Notitie.ontvangen_op)


def _outgoing(note: Notitie, changed: datetime, bsn: str) -> Uitgaand:
    return Uitgaand(
        id=note.id,
        soort=Notitiesoort(note.soort),
        bsn=bsn,
        moment=note.moment,
        laatst=changed,
        versie=note.versie,
        ingetrokken=note.ingetrokken,
        opschrift=note.opschrift,
        tekst=note.tekst,
        auteur=note.auteur or (note.door.naam if note.door else ""),
        functie=note.functie or (note.door.functie if note.door else ""),
        organisatie=note.organisatie.naam,
        maat=Maat(note.maat) if note.maat else None,
        waarde=note.waarde,
        waarde2=note.waarde2,
    )
