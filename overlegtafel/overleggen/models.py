"""Meetings: the kinds there are, the series they come in, one meeting, who is invited, and finding a date."""

from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team


class Overlegsoort(db.Model):
    """A kind of meeting. A new kind is a row here, and nothing else."""

    __tablename__ = "overlegsoort"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # How other data name it ('mdo'); never changed.
    sleutel: Mapped[str] = mapped_column(String(20), unique=True)
    naam: Mapped[str] = mapped_column(String(60), unique=True)
    # What it usually is: 'week', 'maand', 'kwartaal' or 'los'; a series may differ.
    ritme: Mapped[str] = mapped_column(String(10))
    # Whose clients it is about: 'praktijk', 'team', 'client' (one client or household) or 'geen'.
    over: Mapped[str] = mapped_column(String(10))
    duur: Mapped[int]
    minuten_per_punt: Mapped[int]
    # Who must be there, and who chairs; lists of disciplines.Eis as data.
    vereist: Mapped[list] = mapped_column(JSON)
    voorzitters: Mapped[list] = mapped_column(JSON)
    # Points that always stand there: [{"titel": "Opening", "minuten": 5, "waar": "begin"}].
    vaste_punten: Mapped[list] = mapped_column(JSON)
    # Where the items come from: keys of bronnen.BRONNEN.
    bronnen: Mapped[list] = mapped_column(JSON)
    # The sheet that belongs to each item: '', 'hoc' or 'rto'.
    blad: Mapped[str] = mapped_column(String(6), default="")
    # Bringing in closes so many hours before; participants may correct so many days after.
    inbreng_uren: Mapped[int]
    correctie_dagen: Mapped[int]
    actief: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    versie: Mapped[int] = mapped_column(default=1, server_default="1")


class Reeks(db.Model):
    """A meeting that comes back: the rule, and who is always invited. Its meetings are rows of their own."""

    __tablename__ = "overlegreeks"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    soort_id: Mapped[UUID] = mapped_column(ForeignKey("overlegsoort.id"))
    organisatie_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    # Every so many weeks on this weekday (0: Monday), or every so many months on the week-th such weekday (5: the last).
    eenheid: Mapped[str] = mapped_column(String(6))
    om_de: Mapped[int]
    weekdag: Mapped[int]
    week: Mapped[int | None]
    vanaf: Mapped[date]
    tot: Mapped[date | None]
    # On the clock in the Netherlands, in summer and in winter; minutes.
    begintijd: Mapped[time]
    duur: Mapped[int]
    plaats: Mapped[str] = mapped_column(String(80), default="")
    link: Mapped[str] = mapped_column(String(300), default="")
    gestopt_op: Mapped[datetime | None]
    gemaakt_op: Mapped[datetime]
    gemaakt_door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    versie: Mapped[int] = mapped_column(default=1)
    soort: Mapped[Overlegsoort] = relationship()
    organisatie: Mapped[Organisatie | None] = relationship()
    team: Mapped[Team | None] = relationship()
    leden: Mapped[list["Reekslid"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (CheckConstraint("eenheid IN ('week', 'maand')", name="eenheid"),)


class Reekslid(db.Model):
    """Somebody who is invited to every meeting of a series from now on."""

    __tablename__ = "reekslid"
    reeks_id: Mapped[UUID] = mapped_column(ForeignKey("overlegreeks.id"), primary_key=True)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), primary_key=True, index=True)
    is_voorzitter: Mapped[bool] = mapped_column(default=False)
    gebruiker: Mapped[Gebruiker] = relationship()


class Overleg(db.Model):
    """One meeting. What it is called never holds the name of a client."""

    __tablename__ = "overleg"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    soort_id: Mapped[UUID] = mapped_column(ForeignKey("overlegsoort.id"))
    reeks_id: Mapped[UUID | None] = mapped_column(ForeignKey("overlegreeks.id"))
    # The day the rule of the series gave it; stays, also when this one was moved.
    reeksdag: Mapped[date | None]
    organisatie_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    # Empty as long as a date is being found.
    begint_op: Mapped[datetime | None]
    # Minutes.
    duur: Mapped[int]
    plaats: Mapped[str] = mapped_column(String(80), default="")
    link: Mapped[str] = mapped_column(String(300), default="")
    # 'prikken' (finding a date), 'gepland', 'bezig', 'klaar' or 'vervallen'.
    staat: Mapped[str] = mapped_column(String(10), default="gepland")
    # Why it does not take place: for everybody to read, so about no client.
    reden: Mapped[str] = mapped_column(String(120), default="")
    inbreng_tot: Mapped[datetime | None]
    begonnen_op: Mapped[datetime | None]
    gesloten_op: Mapped[datetime | None]
    # When the agenda was last made from what is due.
    agenda_op: Mapped[datetime | None]
    # Raised when day, time or place change: SEQUENCE of RFC 5545.
    kalendernummer: Mapped[int] = mapped_column(default=0, server_default="0")
    uitgenodigd_op: Mapped[datetime | None]
    gemaakt_op: Mapped[datetime]
    gemaakt_door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    # Raised by every change of what everybody at the table sees; tells a stale move from a fresh one.
    versie: Mapped[int] = mapped_column(default=1)
    soort: Mapped[Overlegsoort] = relationship()
    reeks: Mapped[Reeks | None] = relationship()
    organisatie: Mapped[Organisatie | None] = relationship()
    team: Mapped[Team | None] = relationship()
    genodigden: Mapped[list["Genodigde"]] = relationship(back_populates="overleg")

    __table_args__ = (
        CheckConstraint("staat IN ('prikken', 'gepland', 'bezig', 'klaar', 'vervallen')", name="staat"),
        CheckConstraint("begint_op IS NOT NULL OR staat IN ('prikken', 'vervallen')", name="heeft_een_dag"),
        # A day of a series is planned once.
        UniqueConstraint("reeks_id", "reeksdag"),
        Index("ix_overleg_staat_begint_op", "staat", "begint_op"),
    )

    @property
    def naam(self) -> str:
        """What it is called: the kind, and whose it is. About nobody."""
        whose = self.organisatie or self.team
        return f"{self.soort.naam}, {whose.naam}" if whose else self.soort.naam

    @property
    def is_bezig(self) -> bool:
        return self.staat == "bezig"

    @property
    def is_voorbij(self) -> bool:
        return self.staat in ("klaar", "vervallen")


class Genodigde(db.Model):
    """Somebody invited to a meeting: a person of the region, or somebody entered by hand who sees nothing of it."""

    __tablename__ = "genodigde"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    overleg_id: Mapped[UUID] = mapped_column(ForeignKey("overleg.id"))
    gebruiker_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    # Came in standing in for this colleague, whose own invitation stays as it is.
    voor_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # By hand: a teacher, somebody of the woningcorporatie. Never the client or the family: their names stand with the item.
    naam: Mapped[str] = mapped_column(String(60), default="")
    functie: Mapped[str] = mapped_column(String(40), default="")
    is_voorzitter: Mapped[bool] = mapped_column(default=False)
    # What they said beforehand: '', 'ja' or 'nee'.
    komt: Mapped[str] = mapped_column(String(4), default="")
    # On the day.
    binnen_op: Mapped[datetime | None]
    weg_op: Mapped[datetime | None]
    # Goes where the chair goes; or looks around alone.
    volgt: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    uitgenodigd_op: Mapped[datetime | None]
    overleg: Mapped[Overleg] = relationship(back_populates="genodigden")
    gebruiker: Mapped[Gebruiker | None] = relationship(foreign_keys=[gebruiker_id])
    voor: Mapped[Gebruiker | None] = relationship(foreign_keys=[voor_id])

    __table_args__ = (
        UniqueConstraint("overleg_id", "gebruiker_id"),
        CheckConstraint("gebruiker_id IS NOT NULL OR naam <> ''", name="heeft_een_naam"),
    )

    @property
    def weergavenaam(self) -> str:
        return self.gebruiker.naam if self.gebruiker else self.naam

    @property
    def discipline(self) -> str:
        return self.gebruiker.functie if self.gebruiker else self.functie

    @property
    def is_binnen(self) -> bool:
        return self.binnen_op is not None and self.weg_op is None


class Datumvoorstel(db.Model):
    """A moment that was proposed for a meeting that has no date yet."""

    __tablename__ = "datumvoorstel"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    overleg_id: Mapped[UUID] = mapped_column(ForeignKey("overleg.id"))
    begint_op: Mapped[datetime]
    keuzes: Mapped[list["Datumkeuze"]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (UniqueConstraint("overleg_id", "begint_op"),)


class Datumkeuze(db.Model):
    """What one invitee ticked for one moment."""

    __tablename__ = "datumkeuze"
    voorstel_id: Mapped[UUID] = mapped_column(ForeignKey("datumvoorstel.id"), primary_key=True)
    genodigde_id: Mapped[UUID] = mapped_column(ForeignKey("genodigde.id"), primary_key=True)
    # 'ja', 'liever_niet' or 'nee'.
    keuze: Mapped[str] = mapped_column(String(12))


class Agendasleutel(db.Model):
    """The secret address of one person's calendar. Revoked is gone; a new one is another row."""

    __tablename__ = "agendasleutel"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    # SHA-256: who reads the database cannot read the calendar.
    sleutel_hash: Mapped[str] = mapped_column(String(64), unique=True)
    gemaakt_op: Mapped[datetime]
    gebruikt_op: Mapped[datetime | None]


class Overlegwijziging(db.Model):
    """Who did what to a meeting, and when: moved, cancelled, another chair. A code, and what everybody there may read."""

    __tablename__ = "overlegwijziging"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    overleg_id: Mapped[UUID] = mapped_column(ForeignKey("overleg.id"), index=True)
    op: Mapped[datetime]
    door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    wat: Mapped[str] = mapped_column(String(40))
    toelichting: Mapped[str] = mapped_column(Text, default="")
    door: Mapped[Gebruiker | None] = relationship()
