"""Reading lines of the access log: which, newest first, and the names that belong to the ids in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.logboek.periode import Periode
from overlegtafel.logboek.woorden import codes_of
from overlegtafel.toegang.models import Gebruiker, Organisatie
from overlegtafel.toegang.models_inzage import Inzageregel

# Columns, not objects: a page holds hundreds of lines and changes none.
REGEL = Inzageregel.__table__
_MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Selectie:
    """Which lines; what is empty does not limit."""

    periode: Periode = field(default_factory=Periode)
    gebruiker_ids: tuple[UUID, ...] = ()
    client_ids: tuple[UUID, ...] = ()
    organisatie_id: UUID | None = None
    functie: str = ""
    soort: str = ""

    def conditions(self) -> list[ColumnElement]:
        c, found = REGEL.c, []
        if begin := self.periode.begin:
            found.append(c.tijdstip >= begin)
        if einde := self.periode.einde:
            found.append(c.tijdstip < einde)
        if self.gebruiker_ids:
            found.append(c.gebruiker_id.in_(self.gebruiker_ids))
        if self.client_ids:
            found.append(c.client_id.in_(self.client_ids))
        if self.organisatie_id:
            found.append(c.organisatie_id == self.organisatie_id)
        if self.functie:
            found.append(c.functie == self.functie)
        if self.soort:
            found.append(c.gebeurtenis.in_(codes_of(self.soort)))
        return found


def read_lines(selectie: Selectie, limit: int, before: int | None = None) -> Sequence[Row]:
    """The newest lines first. before: the number of a line; only those that come after it in this order.

    By moment, for that is what the indexes on person and client end with.
    """
    return db.session.execute(_query(selectie, before).limit(limit)).all()


def _query(selectie: Selectie, before: int | None) -> Select:
    c = REGEL.c
    query = select(REGEL).where(*selectie.conditions()).order_by(c.tijdstip.desc(), c.id.desc())
    if before is not None:
        moment = db.session.scalar(select(c.tijdstip).where(c.id == min(before, _MAX_ID)))
        if moment is not None:
            query = query.where(
                c.tijdstip <= moment, or_(c.tijdstip < moment, and_(c.tijdstip == moment, c.id < before))
            )
    return query


def load_people(ids: Iterable[UUID | None]) -> dict[UUID, Gebruiker]:
    wanted = {gebruiker_id for gebruiker_id in ids if gebruiker_id}
    found = db.session.scalars(select(Gebruiker).where(Gebruiker.id.in_(wanted))).unique() if wanted else ()
    return {gebruiker.id: gebruiker for gebruiker in found}


def load_organisaties() -> dict[UUID, str]:
    """The names of all organisaties of the region: some tens."""
    rows = db.session.execute(select(Organisatie.id, Organisatie.naam).order_by(Organisatie.naam))
    return {organisatie_id: naam for organisatie_id, naam in rows}


def with_doubles(client_id: UUID) -> tuple[UUID, ...]:
    """This client and the doubles that were merged into it, whose history is its own."""
    found, newest = [client_id], [client_id]
    while newest:
        query = select(Client.id).where(Client.samengevoegd_in_id.in_(newest))
        newest = [double for double in db.session.scalars(query) if double not in found]
        found += newest
    return tuple(found)
