"""One item on an agenda: whom it is about, why it stands there, its note, what was decided, its sheet and its minutes."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.toegang.models import Gebruiker


class Agendapunt(db.Model):
    """One item: about one client (of a household: the one it was brought in for), or with a title about nobody.

    Who may not see the client sees that there is an item and how long it takes, and nothing else of this row.
    """

    __tablename__ = "agendapunt"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    overleg_id: Mapped[UUID] = mapped_column(ForeignKey("overleg.id"))
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"))
    titel: Mapped[str] = mapped_column(String(80), default="")
    # How somebody who may not know which item this is names it, to move it: random, and said of nothing else.
    plek: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    # 'vast', 'consultatie', 'triage', 'terugkoppeling' or 'bespreken' (came by itself); inbreng.SOORTEN.
    soort: Mapped[str] = mapped_column(String(16))
    # What is asked, in one sentence.
    vraag: Mapped[str] = mapped_column(String(300), default="")
    ingebracht_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    ingebracht_op: Mapped[datetime]
    volgorde: Mapped[int]
    minuten: Mapped[int]
    # 'open', 'besproken', 'vervallen' (dropped by the chair, and stays so) or 'doorgeschoven'.
    staat: Mapped[str] = mapped_column(String(14), default="open")
    # Seconds spent on it, up to the last time the table went on.
    besteed: Mapped[int] = mapped_column(default=0)
    # What came of it in a sentence, or on purpose nothing.
    uitkomst: Mapped[str] = mapped_column(String(300), default="")
    geen_besluit: Mapped[bool] = mapped_column(default=False)
    gesloten_op: Mapped[datetime | None]
    gesloten_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # The item it went on as, in a later meeting.
    verder_id: Mapped[UUID | None] = mapped_column(ForeignKey("agendapunt.id"))
    versie: Mapped[int] = mapped_column(default=1)
    overleg: Mapped[Overleg] = relationship(foreign_keys=[overleg_id])
    client: Mapped[Client | None] = relationship()
    ingebracht_door: Mapped[Gebruiker | None] = relationship(foreign_keys=[ingebracht_door_id])
    gesloten_door: Mapped[Gebruiker | None] = relationship(foreign_keys=[gesloten_door_id])
    redenen: Mapped[list["Agendareden"]] = relationship(back_populates="punt", order_by="Agendareden.datum")

    __table_args__ = (
        CheckConstraint("staat IN ('open', 'besproken', 'vervallen', 'doorgeschoven')", name="staat"),
        CheckConstraint("(client_id IS NULL) <> (titel = '')", name="client_of_titel"),
        Index("ix_agendapunt_overleg_id_volgorde", "overleg_id", "volgorde"),
        Index("ix_agendapunt_client_id", "client_id"),
        # One client stands on an agenda once; what was postponed or dropped may come back.
        Index(
            "uq_agendapunt_client_in_overleg",
            "overleg_id",
            "client_id",
            unique=True,
            sqlite_where=text("staat IN ('open', 'besproken')"),
            postgresql_where=text("staat IN ('open', 'besproken')"),
        ),
    )

    @property
    def is_open(self) -> bool:
        return self.staat == "open"


class Tafelstand(db.Model):
    """Where the table is: at which item, since when, and whose turn it is in the round. One row per meeting that began."""

    __tablename__ = "tafelstand"
    overleg_id: Mapped[UUID] = mapped_column(ForeignKey("overleg.id"), primary_key=True)
    punt_id: Mapped[UUID | None] = mapped_column(ForeignKey("agendapunt.id"))
    sinds: Mapped[datetime | None]
    aan_het_woord_id: Mapped[UUID | None] = mapped_column(ForeignKey("genodigde.id"))
    # The chair lets the wall in the room show this item; every step takes it back.
    op_scherm: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # Raised at every step; two chairs who move at once: the second sees where the table is by now.
    versie: Mapped[int] = mapped_column(default=1)
    punt: Mapped[Agendapunt | None] = relationship()
    aan_het_woord: Mapped[Genodigde | None] = relationship()


class Agendareden(db.Model):
    """Why an item stands there: a source, and what in it. The words are made when somebody reads it."""

    __tablename__ = "agendareden"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"))
    # A key of bronnen.BRONNEN.
    bron: Mapped[str] = mapped_column(String(16))
    # What it is about within that source, with the day: a new day is a new reason, and what was dropped stays dropped.
    sleutel: Mapped[str] = mapped_column(String(80))
    datum: Mapped[date | None]
    # Of somebody who brought in a client that stood there already: what they ask, beside the question of the item.
    tekst: Mapped[str] = mapped_column(String(300), default="", server_default="")
    door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    door: Mapped[Gebruiker | None] = relationship()
    punt: Mapped[Agendapunt] = relationship(back_populates="redenen")

    __table_args__ = (
        UniqueConstraint("agendapunt_id", "bron", "sleutel"),
        Index("ix_agendareden_sleutel", "sleutel"),
    )


class Puntgast(db.Model):
    """Somebody who takes part in one item: a person of the region without a seat at this client's table, or a name."""

    __tablename__ = "puntgast"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"))
    gebruiker_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    naam: Mapped[str] = mapped_column(String(60), default="")
    # 'cliënt', 'dochter', 'leerkracht': what they are here.
    rol: Mapped[str] = mapped_column(String(40), default="")
    is_er: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    # Was there, and left the room.
    weg_op: Mapped[datetime | None]
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    op: Mapped[datetime]
    gebruiker: Mapped[Gebruiker | None] = relationship(foreign_keys=[gebruiker_id])

    __table_args__ = (
        UniqueConstraint("agendapunt_id", "gebruiker_id"),
        CheckConstraint("gebruiker_id IS NOT NULL OR naam <> ''", name="heeft_een_naam"),
    )

    @property
    def weergavenaam(self) -> str:
        return self.gebruiker.naam if self.gebruiker else self.naam

    @property
    def is_binnen(self) -> bool:
        return self.is_er and self.weg_op is None


class Puntlezer(db.Model):
    """That somebody looked at an item, and when that was last logged: a screen that renews itself is one look an hour."""

    __tablename__ = "puntlezer"
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"), primary_key=True)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), primary_key=True)
    # 'agenda' (that it is there, and the question), 'punt' (the note and everything), 'verslag' (its minutes), or 'erbij':
    # took part in it, kept when the meeting closed.
    wat: Mapped[str] = mapped_column(String(8), primary_key=True)
    op: Mapped[datetime]


class Puntnotitie(db.Model):
    """The note of one item as it was last settled; what came in after that is in models_notitie.Notitiestuk."""

    __tablename__ = "puntnotitie"
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"), primary_key=True)
    tekst: Mapped[str] = mapped_column(Text, default="")
    versie: Mapped[int] = mapped_column(default=1)
    # The same text as a Yjs document; nothing until somebody opened it to write together.
    inhoud: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Who wrote what and when: [[code points, id of the person, moment], ...], together the whole text; empty: all by door.
    handen: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    op: Mapped[datetime]
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    door: Mapped[Gebruiker] = relationship()


class Puntversie(db.Model):
    """The note of one item as somebody left it."""

    __tablename__ = "puntversie"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"))
    nummer: Mapped[int]
    tekst: Mapped[str] = mapped_column(Text)
    # As Puntnotitie.handen.
    handen: Mapped[list] = mapped_column(JSON, default=list, server_default="[]")
    op: Mapped[datetime]
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    door: Mapped[Gebruiker] = relationship()

    __table_args__ = (UniqueConstraint("agendapunt_id", "nummer"),)


class Puntbesluit(db.Model):
    """What was decided at an item: where it landed. The text stands there, and nowhere else."""

    __tablename__ = "puntbesluit"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    # 'regel' (a line of the plan, new or changed), 'vraag' (a thread) or 'terugkomen' (a date to return).
    soort: Mapped[str] = mapped_column(String(12))
    regel_id: Mapped[UUID | None] = mapped_column(ForeignKey("regel.id"))
    draad_id: Mapped[UUID | None] = mapped_column(ForeignKey("draad.id"))
    terug_op: Mapped[date | None]
    # The line of the note it was made of, as it was chosen; empty: not made of a line.
    citaat: Mapped[str] = mapped_column(String(300), default="", server_default="")
    op: Mapped[datetime]
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    # A date to return that somebody took back.
    vervallen_op: Mapped[datetime | None]
    door: Mapped[Gebruiker] = relationship()

    __table_args__ = (Index("ix_puntbesluit_client_id_terug_op", "client_id", "terug_op"),)


class Gespreksblad(db.Model):
    """The sheet of a HOC or RTO: who they are, the six dimensions, the four questions, and the agreement in their words."""

    __tablename__ = "gespreksblad"
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"), primary_key=True)
    # 'dit ben ik' or 'dit is ons gezin'.
    voorstellen: Mapped[str] = mapped_column(Text, default="")
    # dimension -> {"cijfer": 0-10 or null, "woord": "..."}; positief.DIMENSIES.
    dimensies: Mapped[dict] = mapped_column(JSON)
    # question -> answer; positief.VRAGEN.
    antwoorden: Mapped[dict] = mapped_column(JSON)
    zorgafspraak: Mapped[str] = mapped_column(Text, default="")
    versie: Mapped[int] = mapped_column(default=1)
    op: Mapped[datetime]
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    door: Mapped[Gebruiker] = relationship()


class Verslag(db.Model):
    """The minutes of one item, as they were frozen: text, who was there, what was decided. Opened again, it gets a successor; changed only when text is erased (wissen.py)."""

    __tablename__ = "verslag"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agendapunt_id: Mapped[UUID] = mapped_column(ForeignKey("agendapunt.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    nummer: Mapped[int]
    inhoud: Mapped[dict] = mapped_column(JSON)
    op: Mapped[datetime]
    # Nobody: the time to correct had passed.
    door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    heropend_op: Mapped[datetime | None]
    heropend_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    heropend_reden: Mapped[str] = mapped_column(String(200), default="")
    door: Mapped[Gebruiker | None] = relationship(foreign_keys=[door_id])
    heropend_door: Mapped[Gebruiker | None] = relationship(foreign_keys=[heropend_door_id])

    __table_args__ = (
        UniqueConstraint("agendapunt_id", "nummer"),
        Index("ix_verslag_client_id_op", "client_id", "op"),
    )
