"""For which clients the system of a home-care organisatie may deliver and fetch. Nobody looks here: nothing is opened."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.toegang.toestemmingen import deciding_rule


def open_to(organisatie_id: UUID) -> Select:
    """SQL: id and BSN of the clients with whom this organisatie sits at the table, and who allow it their home-care notes."""
    rule = aliased(Toestemming)
    decides = deciding_rule(
        Client.id,
        organisatie_id=organisatie_id,
        domein=Domein.WIJKVERPLEGING.value,
        soort=Soort.THUISZORG.value,
        op=today(),
    )
    return (
        select(Client.id, Client.bsn)
        .join(rule, rule.id == decides)
        .where(rule.besluit == Besluit.JA.value, Client.samengevoegd_in_id.is_(None), _has_seat(organisatie_id))
        # The same one each time where two were made of one person.
        .order_by(Client.aangemaakt_op, Client.id)
    )


def _has_seat(organisatie_id: UUID) -> ColumnElement:
    people = select(Gebruiker.id).where(Gebruiker.organisatie_id == organisatie_id, Gebruiker.actief)
    teams = select(Team.id).where(Team.organisatie_id == organisatie_id, Team.actief)
    return exists().where(
        and_(Betrokkene.client_id == Client.id, Betrokkene.tot.is_(None)),
        or_(Betrokkene.gebruiker_id.in_(people), Betrokkene.team_id.in_(teams)),
    )


def find_by_bsn(organisatie_id: UUID, bsns: Collection[str]) -> dict[str, UUID]:
    """BSN -> client, for those of these numbers that are open to this organisatie."""
    rows = db.session.execute(open_to(organisatie_id).where(Client.bsn.in_(bsns))) if bsns else ()
    found: dict[str, UUID] = {}
    for client_id, bsn in rows:
        found.setdefault(bsn, client_id)
    return found


def filter_open(organisatie_id: UUID, client_ids: Collection[UUID]) -> set[UUID]:
    """Those of these clients that are open to this organisatie."""
    if not client_ids:
        return set()
    return set(db.session.scalars(open_to(organisatie_id).where(Client.id.in_(client_ids))))


def get_bsn(client_id: UUID) -> str | None:
    return db.session.scalar(select(Client.bsn).where(Client.id == client_id))
