"""The half page: one plan per household, its lines, and every version of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.clienten.models import Betrokkene, Client, Huishouden
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker


class Plan(db.Model):
    """The one plan of a household; the unique household makes a second one impossible."""

    __tablename__ = "plan"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    huishouden_id: Mapped[UUID] = mapped_column(ForeignKey("huishouden.id"), unique=True)
    evaluatie_op: Mapped[date | None]
    # Raised by every change of the plan; the number of its newest PlanVersie.
    nummer: Mapped[int] = mapped_column(default=0)
    # A plan whose lines went into another (a double, somebody who moved in); it keeps its own history.
    opgegaan_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("plan.id"), index=True)
    huishouden: Mapped[Huishouden] = relationship()


class Regel(db.Model):
    """One line of the half page. Lines that are done or dropped leave the page, never the database.

    soort decides what it is: wie, veranderwens (one each per person), doel, afspraak, signaal.
    """

    __tablename__ = "regel"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    soort: Mapped[str] = mapped_column(String(12))
    tekst: Mapped[str] = mapped_column(Text)
    # Whom of the household it is about; empty: all of them. Who may not see that person does not see the line.
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"))
    staat: Mapped[str] = mapped_column(String(10), default="open")
    volgorde: Mapped[int] = mapped_column(default=0)
    versie: Mapped[int] = mapped_column(default=1)
    gemaakt_op: Mapped[datetime]
    gewijzigd_op: Mapped[datetime]
    # When the text was last written; who joined the household later does not get a line for everybody from before.
    geschreven_op: Mapped[datetime | None]
    gewijzigd_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # An afspraak has exactly one owner (somebody at the table, or one of the household itself) and a date.
    eigenaar_id: Mapped[UUID | None] = mapped_column(ForeignKey("betrokkene.id"))
    eigenaar_client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"), index=True)
    datum: Mapped[date | None]
    eigenaar: Mapped[Betrokkene | None] = relationship()
    eigenaar_client: Mapped[Client | None] = relationship(foreign_keys=[eigenaar_client_id])
    gewijzigd_door: Mapped[Gebruiker | None] = relationship()

    __table_args__ = (
        CheckConstraint("soort IN ('wie', 'veranderwens', 'doel', 'afspraak', 'signaal')", name="soort"),
        CheckConstraint("staat IN ('open', 'gedaan', 'vervallen')", name="staat"),
        CheckConstraint(
            "(soort = 'afspraak' AND datum IS NOT NULL AND (eigenaar_id IS NULL) <> (eigenaar_client_id IS NULL))"
            " OR (soort <> 'afspraak' AND eigenaar_id IS NULL AND eigenaar_client_id IS NULL AND datum IS NULL)",
            name="afspraak_heeft_eigenaar_en_datum",
        ),
        # A person has one 'wie ben ik' and one veranderwens.
        Index(
            "uq_regel_een_per_client",
            "client_id",
            "soort",
            unique=True,
            sqlite_where=text("soort IN ('wie', 'veranderwens')"),
            postgresql_where=text("soort IN ('wie', 'veranderwens')"),
        ),
        Index(
            "ix_regel_eigenaar_id",
            "eigenaar_id",
            sqlite_where=text("staat = 'open'"),
            postgresql_where=text("staat = 'open'"),
        ),
    )

    @property
    def eigenaar_sleutel(self) -> str:
        """The owner as a form says it: 'b:<uuid>' (at the table), 'c:<uuid>' (of the household), '' for nobody."""
        if self.eigenaar_id:
            return f"b:{self.eigenaar_id}"
        return f"c:{self.eigenaar_client_id}" if self.eigenaar_client_id else ""

    def touch(self, by: Gebruiker) -> None:
        """Note who changed the line, and raise the version that tells a stale save from a fresh one."""
        self.versie += 1
        self.gewijzigd_op = now()
        self.gewijzigd_door = by


class PlanVersie(db.Model):
    """The plan as it stood after one change: who, when, what kind of change, and the page itself."""

    __tablename__ = "planversie"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    nummer: Mapped[int]
    op: Mapped[datetime]
    door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # A code such as 'afspraak.gewijzigd'; never text of the plan.
    wat: Mapped[str] = mapped_column(String(40))
    # Whom the changed line is about, when not everybody; who may not see that person does not see the change.
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"), index=True)
    inhoud: Mapped[dict] = mapped_column(JSON)
    door: Mapped[Gebruiker | None] = relationship()
    plan: Mapped[Plan] = relationship()
    client: Mapped[Client | None] = relationship()

    __table_args__ = (
        Index("uq_planversie_plan_id_nummer", "plan_id", "nummer", unique=True),
        Index("ix_planversie_op", "op"),
    )
