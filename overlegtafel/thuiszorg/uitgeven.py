"""The other way: what the system of a home-care organisatie may fetch of what others wrote about a client."""

from datetime import datetime
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.bronnen import filter_open, find_by_bsn, get_bsn
from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.fhir_json import FhirFout
from overlegtafel.thuiszorg.models import Notitie
from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort
from overlegtafel.thuiszorg.uitwisselen import UITGAAND, Uitgaand, Vraag
from overlegtafel.toegang.inzagelog import Actie, log

# Paging through one search takes no longer.
_GELDIG = 24 * 3600
# Where a page ends: the moment and the id of its last note.
Plek = tuple[datetime, UUID]


def fetch(organisatie_id: UUID, vraag: Vraag) -> tuple[list[Uitgaand], str]:
    """The notes of the first page, oldest change first, and the cursor of the next ('' at the end).

    About somebody who is unknown or not open to this organisatie: nothing, and no telling which. The caller commits.
    """
    client_id = find_by_bsn(organisatie_id, {vraag.bsn}).get(vraag.bsn) if vraag.bsn else None
    if client_id is None:
        _log_nothing(organisatie_id, vraag.bsn)
        return [], ""
    return _page(organisatie_id, client_id, vraag, None)


def fetch_next(organisatie_id: UUID, cursor: str) -> tuple[list[Uitgaand], str, Vraag]:
    """The page this cursor points at. Consent that was taken back meanwhile ends it. Raises FhirFout (400)."""
    try:
        client, sinds, also_then, count, moment, last = _signer(organisatie_id).loads(cursor, max_age=_GELDIG)
    except BadSignature:
        text = "Deze link klopt niet of is ouder dan een dag. Begin opnieuw met zoeken."
        raise FhirFout(400, "value", text) from None
    client_id = UUID(client)
    vraag = Vraag(None, datetime.fromisoformat(sinds) if sinds else None, also_then, count)
    if not filter_open(organisatie_id, {client_id}):
        _log_refusal(organisatie_id, client_id)
        return [], "", vraag
    notes, following = _page(organisatie_id, client_id, vraag, (datetime.fromisoformat(moment), UUID(last)))
    return notes, following, vraag


def _log_nothing(organisatie_id: UUID, bsn: str | None) -> None:
    """On record either way, which also makes the answer take as long."""
    known = select(Client.id).where(Client.bsn == bsn, Client.samengevoegd_in_id.is_(None)).order_by(Client.id).limit(1)
    client_id = db.session.scalar(known) if bsn else None
    if client_id:
        _log_refusal(organisatie_id, client_id)
    else:
        log("thuiszorg.opgehaald", Actie.READ, by=None, organisatie_id=organisatie_id, aantal=0)


def _log_refusal(organisatie_id: UUID, client_id: UUID) -> None:
    log("client.geweigerd", Actie.READ, by=None, organisatie_id=organisatie_id, client_id=client_id)


def _page(organisatie_id: UUID, client_id: UUID, vraag: Vraag, after: Plek | None) -> tuple[list[Uitgaand], str]:
    changed = _last_change()
    query = (
        select(Notitie, changed)
        .where(
            Notitie.client_id == client_id,
            Notitie.soort.in_([soort.value for soort in UITGAAND]),
            # Its own notes it has; what its own people wrote here it has not.
            or_(Notitie.organisatie_id != organisatie_id, Notitie.door_id.is_not(None)),
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
    log(
        "thuiszorg.opgehaald",
        Actie.READ,
        by=None,
        organisatie_id=organisatie_id,
        client_id=client_id,
        aantal=len(here),
    )
    bsn = get_bsn(client_id) or ""
    following = ""
    if len(rows) > len(here):
        note, moment = here[-1]
        sinds = vraag.sinds.isoformat() if vraag.sinds else ""
        place = [client_id.hex, sinds, vraag.ook_dan, vraag.aantal, moment.isoformat(), note.id.hex]
        following = _signer(organisatie_id).dumps(place)
    return [_outgoing(note, moment, bsn) for note, moment in here], following


def _last_change() -> ColumnElement[datetime]:
    """SQL: when a note last came or changed here; what waited came after it was changed."""
    later = Notitie.gewijzigd_op > Notitie.ontvangen_op
    return case((later, Notitie.gewijzigd_op), else_=Notitie.ontvangen_op)


def _signer(organisatie_id: UUID) -> URLSafeTimedSerializer:
    """A cursor is signed for one organisatie: it is of no use to another, and cannot be made up."""
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"fhir.{organisatie_id.hex}")


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
