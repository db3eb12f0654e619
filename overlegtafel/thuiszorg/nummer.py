"""The client number in one's own system, so that what comes in under that number alone finds the client."""

from uuid import uuid4

from sqlalchemy import Select, select

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.invoer import check_nummer
from overlegtafel.thuiszorg.models import Bronclient
from overlegtafel.thuiszorg.personen import replace
from overlegtafel.thuiszorg.wachtrij import settle
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Organisatie

# How sources say that all they have is a client number (aanvoer.Patient.sleutel).
_VOOR = "nummer/"


def may_have_nummer(inzage: Inzage) -> bool:
    """Whether the organisatie of this reader is one that delivers notes."""
    return inzage.by.domein is Domein.WIJKVERPLEGING


def get_nummer(inzage: Inzage) -> str | None:
    """The number by which the reader's own organisatie knows this client; None: not for this reader, '' : not filled in."""
    if not may_have_nummer(inzage):
        return None
    person = db.session.scalars(_own(inzage)).first()
    return person.sleutel.removeprefix(_VOOR) if person else ""


def set_nummer(inzage: Inzage, typed: str) -> str:
    """Link this number to the opened client, or (empty) none. What waits under it comes in; what came in under another
    number waits again. Raises Ongeldig, also for a number that is somebody else's here, without saying whose.
    """
    number = check_nummer(typed)
    organisatie_id = inzage.by.organisatie_id
    # As a delivery does: one after another, so that nobody writes down the same number meanwhile.
    db.session.execute(select(Organisatie.id).where(Organisatie.id == organisatie_id).with_for_update(key_share=True))
    before = db.session.scalars(_own(inzage)).all()
    if [person.sleutel for person in before] == ([_VOOR + number] if number else []):
        return number
    person = _find(inzage, number) if number else None
    for other in before:
        if other is not person:
            other.client_id = None
    db.session.flush()
    replace(before)
    if person:
        person.client_id = inzage.client.id
    db.session.flush()
    inzage.log("thuiszorg.nummer", Actie.UPDATE, "bronclient", person.id if person else None)
    settle(None, client_ids=[inzage.client.id])
    return number


def _own(inzage: Inzage) -> Select:
    """SQL: under which number alone this organisatie knows the opened client."""
    return (
        select(Bronclient)
        .where(
            Bronclient.organisatie_id == inzage.by.organisatie_id,
            Bronclient.client_id == inzage.client.id,
            Bronclient.sleutel.startswith(_VOOR, autoescape=True),
        )
        .order_by(Bronclient.sleutel)
    )


def _find(inzage: Inzage, number: str) -> Bronclient:
    """Whom the source means by this number; written down when it never used it. Raises Ongeldig."""
    query = select(Bronclient).where(
        Bronclient.organisatie_id == inzage.by.organisatie_id, Bronclient.sleutel == _VOOR + number
    )
    person = db.session.scalars(query).one_or_none()
    if person is None:
        person = Bronclient(id=uuid4(), organisatie_id=inzage.by.organisatie_id, sleutel=_VOOR + number)
        db.session.add(person)
    # With a BSN that number decides, whatever is written down here.
    taken = person.client_id not in (None, inzage.client.id) or person.bsn not in (None, inzage.client.bsn)
    if taken:
        message = "Dit nummer hoort hier al bij een andere cliënt. Kijk het na in uw eigen systeem."
        raise Ongeldig({"nummer": message})
    return person
