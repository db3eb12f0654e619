"""Opening a meeting: who has a chair at it, and in what role. What they see of each item is in zicht.py."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, false, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.core.datums import today
from overlegtafel.core.fouten import MagNiet, Verborgen
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast, Verslag
from overlegtafel.overleggen.verslagbeeld import last_day_to_correct
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker


@dataclass(frozen=True, slots=True)
class Stoel:
    """A meeting as one reader comes to it.

    genodigde: their own invitation, or that of whom they stand in for; None: only asked along, for the items in gast_bij.
    """

    overleg: Overleg
    by: Gebruiker
    genodigde: Genodigde | None
    gast_bij: frozenset[UUID] = frozenset()

    @property
    def neemt_waar(self) -> bool:
        """Whether the chair is a colleague's: then nothing they do is noted as that colleague's (aanwezig.claim_seat)."""
        return self.genodigde is not None and self.genodigde.gebruiker_id != self.by.id

    @property
    def is_voorzitter(self) -> bool:
        g = self.genodigde
        if g is None or not g.is_voorzitter or not self.by.may(Recht.SCHRIJVEN):
            return False
        # Who chairs for a colleague does so as long as they stand in.
        return g.voor_id is None or any(p.id == g.voor_id for p in self.by.neemt_waar_voor)

    @property
    def mag_voorzitten(self) -> bool:
        """Whether they may take a chair nobody has: who said that they come, or is in. Nobody was asked as long as a date is being found."""
        mine = self.genodigde
        if mine is None or self.neemt_waar or self.overleg.is_voorbij or not self.by.may(Recht.SCHRIJVEN):
            return False
        return mine.komt == "ja" or mine.is_binnen or (self.overleg.staat == "prikken" and mine.komt != "nee")

    @property
    def mag_noteren(self) -> bool:
        """Whether they may write in the items they see: who sits at the table, and whose functie may write at all."""
        return self.genodigde is not None and self.by.may(Recht.SCHRIJVEN)


def open_overleg(overleg_id: UUID, *, by: Gebruiker, als: str = "gast", lock: bool = False) -> Stoel:
    """Open a meeting. als: what they must be at least, 'gast', 'deelnemer' or 'voorzitter'.

    Raises NotFound for who has no chair, MagNiet for who has a lesser one. lock: until the end of the transaction nobody
    else changes the meeting. Shows no client: zicht.py decides about each item.
    """
    query = (
        select(Overleg)
        .where(Overleg.id == overleg_id)
        .options(joinedload(Overleg.soort), joinedload(Overleg.organisatie), joinedload(Overleg.team))
    )
    if lock:
        query = query.with_for_update(of=Overleg).execution_options(populate_existing=True)
    overleg = db.session.scalars(query).one_or_none()
    if overleg is None:
        raise NotFound
    stoel = seat_at(overleg, by)
    if stoel is None:
        raise Verborgen
    if (als != "gast" and stoel.genodigde is None) or (als == "voorzitter" and not stoel.is_voorzitter):
        raise MagNiet
    return stoel


def seat_at(overleg: Overleg, by: Gebruiker) -> Stoel | None:
    """The chair of `by` at this meeting: by invitation, standing in for who was invited, or asked along for an item."""
    if not by.may(Recht.LEZEN):
        return None
    people = [by.id, *(g.id for g in by.neemt_waar_voor)]
    invited = db.session.scalars(
        select(Genodigde).where(Genodigde.overleg_id == overleg.id, Genodigde.gebruiker_id.in_(people))
    ).all()
    # The own invitation first; then that of a chair.
    mine = min(invited, key=lambda g: (g.gebruiker_id != by.id, not g.is_voorzitter), default=None)
    asked = guests_query(overleg).where(Puntgast.gebruiker_id == by.id)
    along = frozenset(db.session.scalars(asked.with_only_columns(Puntgast.agendapunt_id)))
    return Stoel(overleg, by, mine, along) if mine or along else None


def guests_query(overleg: Overleg) -> Select:
    """Who was asked along for an item of this meeting and still has a right by that: while it stands on the agenda, and
    until its minutes are frozen for the first time or can no longer be corrected.
    """
    frozen = exists().where(Verslag.agendapunt_id == Agendapunt.id)
    query = (
        select(Puntgast)
        .join(Agendapunt, Agendapunt.id == Puntgast.agendapunt_id)
        .where(Agendapunt.overleg_id == overleg.id, Agendapunt.staat.in_(("open", "besproken")), ~frozen)
    )
    return query.where(false()) if _is_over(overleg) else query


def _is_over(overleg: Overleg) -> bool:
    if overleg.staat != "klaar" or overleg.gesloten_op is None:
        return overleg.staat == "vervallen"
    return last_day_to_correct(overleg.gesloten_op, overleg.soort.correctie_dagen) < today()
