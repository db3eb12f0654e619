"""Contacts the home care has on file: proposed for the table, never put there by themselves."""

from uuid import UUID

from sqlalchemy import update
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.plannen.betrokkenen import Invoer, create_betrokkene
from overlegtafel.thuiszorg.lezen import get_notitie
from overlegtafel.thuiszorg.models import Notitie
from overlegtafel.thuiszorg.soorten import Notitiesoort
from overlegtafel.toegang.inzagelog import Actie


def seat_contact(inzage: Inzage, plan: Inzage, notitie_id: UUID, invoer: Invoer) -> Betrokkene:
    """To the table as somebody entered by hand. plan: the same client, opened to write in the plan. Raises Ongeldig."""
    _settle(inzage, notitie_id)
    return create_betrokkene(plan, invoer)


def put_aside(inzage: Inzage, notitie_id: UUID) -> None:
    """Not needed at the table; it stays on record."""
    _settle(inzage, notitie_id)
    inzage.log("thuiszorg.contact", Actie.UPDATE, "notitie", notitie_id)


def put_back(inzage: Inzage, notitie_id: UUID) -> None:
    """It was put aside by mistake: proposed again. Raises NotFound when there is nothing to put back."""
    note = get_notitie(inzage, notitie_id)
    aside = update(Notitie).where(
        Notitie.id == note.id,
        Notitie.soort == Notitiesoort.CONTACT.value,
        Notitie.afgehandeld_op.is_not(None),
        Notitie.ingetrokken.is_(False),
    )
    if not db.session.execute(aside.values(afgehandeld_op=None)).rowcount:
        raise NotFound
    inzage.log("thuiszorg.contact_terug", Actie.UPDATE, "notitie", notitie_id)


def _settle(inzage: Inzage, notitie_id: UUID) -> None:
    """Raises NotFound when there is no such contact that waits: then somebody else was at it just before."""
    note = get_notitie(inzage, notitie_id)
    waiting = update(Notitie).where(
        Notitie.id == note.id,
        Notitie.soort == Notitiesoort.CONTACT.value,
        Notitie.afgehandeld_op.is_(None),
        Notitie.ingetrokken.is_(False),
    )
    if not db.session.execute(waiting.values(afgehandeld_op=now())).rowcount:
        raise NotFound
