"""Referrals: who asked what of which team, every step taken, and what came back. And the sociale kaart."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team


class Verwijssoort(db.Model):
    """A kind of referral. A new kind is a row here, and nothing else; regels.Regels reads the lists."""

    __tablename__ = "verwijssoort"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # How other data name it ('sociaal'); never changed.
    sleutel: Mapped[str] = mapped_column(String(20), unique=True)
    naam: Mapped[str] = mapped_column(String(60), unique=True)
    # The domains it comes from, and the domain of the teams it goes to.
    van: Mapped[list] = mapped_column(JSON)
    naar: Mapped[str] = mapped_column(String(30))
    # Only for who is younger; empty: for everybody.
    onder_leeftijd: Mapped[int | None]
    # [{"sleutel": "financien", "naam": "Financiële problemen"}]
    hulpvragen: Mapped[list] = mapped_column(JSON)
    # Whether the form asks for one of the six dimensions, and for the three questions about money.
    met_leefgebied: Mapped[bool]
    met_geldvragen: Mapped[bool]
    # The steps and the outcomes: see regels.Stap and regels.Uitkomst.
    stappen: Mapped[list] = mapped_column(JSON)
    uitkomsten: Mapped[list] = mapped_column(JSON)
    # The kinds of information the client has to open to that domain: keys of Soort.
    toestemmingen: Mapped[list] = mapped_column(JSON)
    # Working days: to the first call ('deze week' and 'geen haast'), to calling again, from the first contact to the first
    # feedback, and without any step before somebody has to say how it goes.
    dagen_week: Mapped[int]
    dagen_geen: Mapped[int]
    dagen_opnieuw: Mapped[int]
    dagen_terug: Mapped[int]
    dagen_stil: Mapped[int]
    actief: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    versie: Mapped[int] = mapped_column(default=1, server_default="1")


def _open_index(name: str, column: str) -> Index:
    """What is open of one address, in the order of its list."""
    still = text("einde_op IS NULL")
    return Index(name, column, "moet_voor", "id", sqlite_where=still, postgresql_where=still)


def _done_index(name: str, column: str) -> Index:
    done = text("einde_op IS NOT NULL")
    return Index(name, column, "einde_op", "id", sqlite_where=done, postgresql_where=done)


class Verwijzing(db.Model):
    """One client referred to one team, from the question to the outcome."""

    __tablename__ = "verwijzing"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    soort_id: Mapped[UUID] = mapped_column(ForeignKey("verwijssoort.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    van_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    # Where the referrer worked then: figures stay what they were when people go.
    van_organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"))
    # Who hears what became of it; empty once they left without an heir: then their organisatie.
    terug_aan_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    aan_team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    vraag: Mapped[str] = mapped_column(Text)
    # A key of the kind's list, and of LEEFGEBIEDEN or ''.
    hulpvraag: Mapped[str] = mapped_column(String(30))
    leefgebied: Mapped[str] = mapped_column(String(12), default="")
    # The three questions about money, when they were asked: {"rondkomen": true, "slapen": false, "post": true}.
    geld: Mapped[dict | None] = mapped_column(JSON)
    # That the client agreed to be called: who said so, whom they told, and on which day.
    akkoord_wie: Mapped[str] = mapped_column(String(20))
    vertegenwoordiger_id: Mapped[UUID | None] = mapped_column(ForeignKey("vertegenwoordiger.id"))
    akkoord_op: Mapped[date]
    bel_nummer: Mapped[str] = mapped_column(String(20), default="")
    bel_wanneer: Mapped[str] = mapped_column(String(100), default="")
    spoed: Mapped[str] = mapped_column(String(8))
    verwezen_op: Mapped[datetime]
    # 'aangemeld', 'gebeld', 'gesprek', 'loopt', or how it ended: 'afgerond', 'afgezien', 'doorverwezen', 'gestopt'.
    staat: Mapped[str] = mapped_column(String(16))
    # What the team owes now and by when (verloop.Moet); '': nothing.
    moet: Mapped[str] = mapped_column(String(16))
    moet_voor: Mapped[datetime | None]
    # Who claimed it, of the team.
    behandelaar_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    opgepakt_op: Mapped[datetime | None]
    pogingen: Mapped[int] = mapped_column(default=0)
    # The day the client was first spoken to.
    contact_op: Mapped[date | None]
    # The question as it turned out to be.
    verhelderd: Mapped[str] = mapped_column(Text, default="")
    # The first feedback: by when, and when it was given.
    terug_voor: Mapped[datetime | None]
    terug_op: Mapped[datetime | None]
    einde_op: Mapped[datetime | None]
    # A key of the kind's list, or of regels.VANZELF.
    uitkomst: Mapped[str] = mapped_column(String(30), default="")
    laatste_op: Mapped[datetime]
    # How far silence went: 0, 1 the team's coordinator was told, 2 the referrer. And when to look again.
    escalatie: Mapped[int] = mapped_column(default=0)
    kijken_op: Mapped[datetime | None] = mapped_column(index=True)
    versie: Mapped[int] = mapped_column(default=1)
    soort: Mapped[Verwijssoort] = relationship()
    client: Mapped[Client] = relationship()
    van: Mapped[Gebruiker] = relationship(foreign_keys=[van_id])
    van_organisatie: Mapped[Organisatie] = relationship()
    terug_aan: Mapped[Gebruiker | None] = relationship(foreign_keys=[terug_aan_id])
    aan_team: Mapped[Team] = relationship()
    behandelaar: Mapped[Gebruiker | None] = relationship(foreign_keys=[behandelaar_id])

    # What a screen shows of it; loaded with it.
    MENSEN = (soort, van, van_organisatie, terug_aan, aan_team, behandelaar)

    __table_args__ = (
        Index("ix_verwijzing_client_id_verwezen_op", "client_id", "verwezen_op"),
        # Figures of a period, per kind.
        Index("ix_verwijzing_soort_id_verwezen_op", "soort_id", "verwezen_op"),
        _open_index("ix_verwijzing_open_team", "aan_team_id"),
        _open_index("ix_verwijzing_open_organisatie", "van_organisatie_id"),
        _open_index("ix_verwijzing_open_van", "van_id"),
        _open_index("ix_verwijzing_open_terug", "terug_aan_id"),
        _open_index("ix_verwijzing_open_behandelaar", "behandelaar_id"),
        _done_index("ix_verwijzing_klaar_team", "aan_team_id"),
        _done_index("ix_verwijzing_klaar_organisatie", "van_organisatie_id"),
        _done_index("ix_verwijzing_klaar_van", "van_id"),
        _done_index("ix_verwijzing_klaar_terug", "terug_aan_id"),
    )

    @property
    def is_open(self) -> bool:
        return self.einde_op is None

    @property
    def te_laat(self) -> bool:
        """The team owes something, and the moment it was due passed."""
        return self.einde_op is None and self.moet_voor is not None and self.moet_voor < now()


class Verwijsstap(db.Model):
    """What happened with a referral: never changed. What was wrong is put right by another one."""

    __tablename__ = "verwijsstap"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    verwijzing_id: Mapped[UUID] = mapped_column(ForeignKey("verwijzing.id"))
    # A key of the kind's steps, or of regels.STAPWOORDEN.
    wat: Mapped[str] = mapped_column(String(20))
    # The state from then on.
    staat: Mapped[str] = mapped_column(String(16))
    # When it was written down, and the day it happened.
    op: Mapped[datetime]
    dag: Mapped[date]
    # Empty: it went by itself.
    door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    tekst: Mapped[str] = mapped_column(Text, default="")
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("verwijspartner.id"))
    door: Mapped[Gebruiker | None] = relationship()

    __table_args__ = (Index("ix_verwijsstap_verwijzing_id_op", "verwijzing_id", "op"),)


class Verwijspartner(db.Model):
    """Who was called in beside the team, with a part of their own and feedback about it. A team of the region sees the referral."""

    __tablename__ = "verwijspartner"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    verwijzing_id: Mapped[UUID] = mapped_column(ForeignKey("verwijzing.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    plek_id: Mapped[UUID | None] = mapped_column(ForeignKey("kaartplek.id"), index=True)
    naam: Mapped[str] = mapped_column(String(80))
    deel: Mapped[str] = mapped_column(String(300))
    sinds: Mapped[datetime]
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    terug_op: Mapped[datetime | None]
    team: Mapped[Team | None] = relationship()
    door: Mapped[Gebruiker] = relationship()

    __table_args__ = (
        # The same team is not called in twice.
        Index("ix_verwijspartner_team", "verwijzing_id", "team_id", unique=True),
    )


class Kaartplek(db.Model):
    """One place of the sociale kaart: who is there for which questions in which wijken, kept by the organisatie itself."""

    __tablename__ = "kaartplek"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"), index=True)
    # Where a referral can go to, or who can be called in.
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    naam: Mapped[str] = mapped_column(String(80))
    wat: Mapped[str] = mapped_column(String(300))
    # Keys of LEEFGEBIEDEN, words of the kinds of question, names of wijken ([]: everywhere).
    leefgebieden: Mapped[list] = mapped_column(JSON)
    hulpvragen: Mapped[list] = mapped_column(JSON)
    wijken: Mapped[list] = mapped_column(JSON)
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    bereik: Mapped[str] = mapped_column(String(200), default="")
    # 'ja', 'wachten' or 'vol'; '': not said.
    ruimte: Mapped[str] = mapped_column(String(8), default="")
    bevestigd_op: Mapped[datetime]
    bevestigd_door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    gebruikt_op: Mapped[datetime | None]
    # Normalised, so that the database can search.
    zoektekst: Mapped[str] = mapped_column(String(1000))
    gestopt_op: Mapped[date | None]
    versie: Mapped[int] = mapped_column(default=1)
    organisatie: Mapped[Organisatie] = relationship()
    team: Mapped[Team | None] = relationship()
    bevestigd_door: Mapped[Gebruiker] = relationship()

    __table_args__ = (CheckConstraint("ruimte IN ('', 'ja', 'wachten', 'vol')", name="ruimte"),)
