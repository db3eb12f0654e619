"""Opening a series of meetings: who belongs to it, and who may change it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import MagNiet, Verborgen
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Reeks, Reekslid
from overlegtafel.overleggen.ritme import Ritme
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker


@dataclass(frozen=True, slots=True)
class Reekszicht:
    """A series as one of its members comes to it. lid: their own membership, or that of whom they stand in for."""

    reeks: Reeks
    by: Gebruiker
    lid: Reekslid

    @property
    def is_voorzitter(self) -> bool:
        """Who chairs; and when nobody does any more, whoever may write."""
        if not self.by.may(Recht.SCHRIJVEN):
            return False
        return self.lid.is_voorzitter or not any(lid.is_voorzitter for lid in self.reeks.leden)


def open_reeks(reeks_id: UUID, *, by: Gebruiker, als: str = "lid", lock: bool = False) -> Reekszicht:
    """als: 'lid' or 'voorzitter'. Raises NotFound for who is no member, MagNiet for who does not chair it."""
    query = select(Reeks).where(Reeks.id == reeks_id).options(
        joinedload(Reeks.soort), joinedload(Reeks.organisatie), joinedload(Reeks.team),
        selectinload(Reeks.leden).joinedload(Reekslid.gebruiker),
    )  # fmt: skip
    if lock:
        query = query.with_for_update(of=Reeks).execution_options(populate_existing=True)
    reeks = db.session.scalars(query).one_or_none()
    if reeks is None:
        raise NotFound
    people = {by.id, *(g.id for g in by.neemt_waar_voor)}
    mine = [lid for lid in reeks.leden if lid.gebruiker_id in people]
    if not mine or not by.may(Recht.LEZEN):
        raise Verborgen
    zicht = Reekszicht(reeks, by, min(mine, key=lambda lid: (not lid.is_voorzitter, lid.gebruiker_id != by.id)))
    if als == "voorzitter" and not zicht.is_voorzitter:
        raise MagNiet
    return zicht


def ritme_of(reeks: Reeks) -> Ritme:
    return Ritme(reeks.eenheid, reeks.om_de, reeks.weekdag, reeks.week, reeks.vanaf, reeks.tot)


def naam_of(reeks: Reeks) -> str:
    """What its meetings are called."""
    whose = reeks.organisatie or reeks.team
    return f"{reeks.soort.naam}, {whose.naam}" if whose else reeks.soort.naam
