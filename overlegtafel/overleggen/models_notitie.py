"""The live note of one item as it is stored: whose hand wrote in it, and what came in since its text was last settled.

The note is puntnotitie.inhoud with every Notitiestuk of the item on top, in any order (Yjs). The order of their ids says
nothing: on PostgreSQL a later id may be committed first.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from overlegtafel.extensions import db

_GROOT = BigInteger().with_variant(Integer, "sqlite")


class Notitiehand(db.Model):
    """A Yjs client id, and whose it is: one per open screen. What comes under it from somebody else is refused."""

    __tablename__ = "notitiehand"
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"), primary_key=True)
    # Below 2**53: what JavaScript counts exactly.
    hand: Mapped[int] = mapped_column(_GROOT, primary_key=True, autoincrement=False)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    # The next clock: so many UTF-16 units of this hand are stored, those that were deleted included.
    klok: Mapped[int] = mapped_column(_GROOT, default=0)
    # Its text was erased: nothing of this hand is taken any more, from no browser.
    gewist_op: Mapped[datetime | None]


class Notitiestuk(db.Model):
    """An update as it came in, not yet settled into puntnotitie.inhoud."""

    __tablename__ = "notitiestuk"
    id: Mapped[int] = mapped_column(_GROOT, primary_key=True)
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"))
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    op: Mapped[datetime]
    wijziging: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("ix_notitiestuk_agendapunt_id", "agendapunt_id"),)
