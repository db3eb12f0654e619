"""Questions about a client to an address that stays, what was written, who must hear of it, and how they want to hear."""

from datetime import date, datetime, time
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team


def _open_index(name: str, column: str) -> Index:
    """The open threads of one address in the order of an inbox."""
    still_open = text("gesloten_op IS NULL")
    return Index(name, column, "antwoord_voor", "id", sqlite_where=still_open, postgresql_where=still_open)


def _done_index(name: str, column: str) -> Index:
    done = text("gesloten_op IS NOT NULL")
    return Index(name, column, "gesloten_op", "id", sqlite_where=done, postgresql_where=done)


class Draad(db.Model):
    """A question (or a word to know) about one client, to one address: a team, a practice, or a person; until it is closed."""

    __tablename__ = "draad"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    # 'vraag' wants an answer; 'weten' only wants to be seen.
    soort: Mapped[str] = mapped_column(String(8))
    van_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    aan_team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    aan_organisatie_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"))
    aan_gebruiker_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    spoed: Mapped[str] = mapped_column(String(8))
    gesteld_op: Mapped[datetime]
    antwoord_voor: Mapped[datetime | None]
    # Who claimed it, of the address it was asked.
    behandelaar_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # Empty while it was handed over to them and they have not opened it yet.
    opgepakt_op: Mapped[datetime | None]
    gesloten_op: Mapped[datetime | None]
    gesloten_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # 'antwoord', 'gezien' (of a word to know), 'afspraak' or 'reden'; with a reason where there is one.
    sluiting: Mapped[str] = mapped_column(String(10), default="")
    sluitreden: Mapped[str] = mapped_column(String(200), default="")
    # How far silence went: 0, 1 the coordinator was told, 2 it went back to the asker. And when to look again.
    escalatie: Mapped[int] = mapped_column(default=0)
    kijken_op: Mapped[datetime | None] = mapped_column(index=True)
    laatste_op: Mapped[datetime]
    versie: Mapped[int] = mapped_column(default=1)
    client: Mapped[Client] = relationship()
    van: Mapped[Gebruiker] = relationship(foreign_keys=[van_id])
    behandelaar: Mapped[Gebruiker | None] = relationship(foreign_keys=[behandelaar_id])
    aan_team: Mapped[Team | None] = relationship()
    aan_organisatie: Mapped[Organisatie | None] = relationship()
    aan_gebruiker: Mapped[Gebruiker | None] = relationship(foreign_keys=[aan_gebruiker_id])
    gesloten_door: Mapped[Gebruiker | None] = relationship(foreign_keys=[gesloten_door_id])

    # Whose names a screen shows; loaded with the thread.
    MENSEN = (van, behandelaar, aan_team, aan_organisatie, aan_gebruiker, gesloten_door)

    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN aan_team_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN aan_organisatie_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN aan_gebruiker_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="een_adres",
        ),
        Index("ix_draad_client_id_laatste_op", "client_id", "laatste_op"),
        # Most threads are closed; an inbox shows the open ones, or the last that were closed.
        _open_index("ix_draad_open_team", "aan_team_id"),
        _open_index("ix_draad_open_organisatie", "aan_organisatie_id"),
        _open_index("ix_draad_open_gebruiker", "aan_gebruiker_id"),
        _open_index("ix_draad_open_van", "van_id"),
        _open_index("ix_draad_open_behandelaar", "behandelaar_id"),
        _done_index("ix_draad_klaar_team", "aan_team_id"),
        _done_index("ix_draad_klaar_organisatie", "aan_organisatie_id"),
        _done_index("ix_draad_klaar_gebruiker", "aan_gebruiker_id"),
        _done_index("ix_draad_klaar_van", "van_id"),
        _done_index("ix_draad_klaar_behandelaar", "behandelaar_id"),
    )

    @property
    def is_vraag(self) -> bool:
        return self.soort == "vraag"

    @property
    def te_laat(self) -> bool:
        """Still without an answer, past the moment it was due."""
        return self.gesloten_op is None and self.antwoord_voor is not None and self.antwoord_voor < now()

    @property
    def adres(self) -> Team | Organisatie | Gebruiker:
        """Whom it was asked of."""
        return self.aan_team or self.aan_organisatie or self.aan_gebruiker

    @property
    def bel(self) -> Team | Organisatie | Gebruiker:
        """Whom to call when it takes too long: who took it on, when there is a number, else the address."""
        return self.behandelaar if self.behandelaar and self.behandelaar.telefoon else self.adres


class Bericht(db.Model):
    """What somebody wrote in a thread. Never changed."""

    __tablename__ = "bericht"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draad_id: Mapped[UUID] = mapped_column(ForeignKey("draad.id"))
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    # 'vraag', 'antwoord', 'bericht', 'doorgegeven' or 'gesloten'.
    soort: Mapped[str] = mapped_column(String(12))
    tekst: Mapped[str] = mapped_column(Text)
    op: Mapped[datetime]
    # Of 'doorgegeven': to whom.
    naar_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    door: Mapped[Gebruiker] = relationship(foreign_keys=[door_id])
    naar: Mapped[Gebruiker | None] = relationship(foreign_keys=[naar_id])

    __table_args__ = (
        Index("ix_bericht_draad_id_op", "draad_id", "op"),
        # How much one person wrote in the last minute.
        Index("ix_bericht_door_id_op", "door_id", "op"),
        # How much was asked and answered in a week.
        Index("ix_bericht_op", "op"),
    )


class Deelnemer(db.Model):
    """Somebody who was asked along in a thread."""

    __tablename__ = "deelnemer"
    draad_id: Mapped[UUID] = mapped_column(ForeignKey("draad.id"), primary_key=True)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), primary_key=True, index=True)
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    sinds: Mapped[datetime]
    gebruiker: Mapped[Gebruiker] = relationship(foreign_keys=[gebruiker_id])


class Gelezen(db.Model):
    """Up to when somebody read a thread; the asker sees this of the others."""

    __tablename__ = "gelezen"
    draad_id: Mapped[UUID] = mapped_column(ForeignKey("draad.id"), primary_key=True)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), primary_key=True)
    tot: Mapped[datetime]
    gebruiker: Mapped[Gebruiker] = relationship()


class Signaal(db.Model):
    """Somebody has to hear that something happened in a thread, or with a referral. Holds ids, never what it says."""

    __tablename__ = "signaal"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    # One of these two; what a referral is, only the room above knows (bronnen.py).
    draad_id: Mapped[UUID | None] = mapped_column(ForeignKey("draad.id"), index=True)
    verwijzing_id: Mapped[UUID | None] = mapped_column(ForeignKey("verwijzing.id"), index=True)
    # Of a thread 'vraag', 'antwoord', 'bericht', 'doorgegeven', 'stil' (nobody answered) or 'terug' (back to the asker); of a
    # referral 'nieuw', 'terug' (feedback), 'stap', 'doorgegeven', 'stil' or 'laat'.
    soort: Mapped[str] = mapped_column(String(12))
    op: Mapped[datetime]
    gezien_op: Mapped[datetime | None]
    # When it goes by e-mail if it was not seen by then; empty: not, or no longer.
    mailen_op: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (
        CheckConstraint("(draad_id IS NULL) <> (verwijzing_id IS NULL)", name="waarover"),
        Index(
            "ix_signaal_ongezien",
            "gebruiker_id",
            "draad_id",
            sqlite_where=text("gezien_op IS NULL"),
            postgresql_where=text("gezien_op IS NULL"),
        ),
    )


class Voorkeur(db.Model):
    """How one person wants to hear of messages when the screen is closed. No row: by e-mail, outside the quiet hours."""

    __tablename__ = "voorkeur"
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), primary_key=True)
    # 'meteen', 'dag' (one letter in the morning) or 'uit'.
    post: Mapped[str] = mapped_column(String(6), default="meteen")
    stil_van: Mapped[time]
    stil_tot: Mapped[time]


class Bereik(db.Model):
    """What a team or practice promises: its terms, and who is told when a question stays unanswered."""

    __tablename__ = "bereik"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), unique=True)
    organisatie_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"), unique=True)
    coordinator_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    week: Mapped[int]
    geen: Mapped[int]
    uren_terug: Mapped[int]
    versie: Mapped[int] = mapped_column(default=1)
    coordinator: Mapped[Gebruiker | None] = relationship()

    __table_args__ = (CheckConstraint("(team_id IS NULL) <> (organisatie_id IS NULL)", name="een_adres"),)


class Gebruiksweek(db.Model):
    """How many people of one organisatie used the table in a week that is over. Counts; of nobody in particular."""

    __tablename__ = "gebruiksweek"
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"), primary_key=True)
    # Its Monday.
    week: Mapped[date] = mapped_column(primary_key=True, index=True)
    actief: Mapped[int]
    ingelogd: Mapped[int]
    lezers: Mapped[int]
    vragers: Mapped[int]
    antwoorders: Mapped[int]
    # Working hours to an answer; empty: nobody answered.
    mediaan: Mapped[float | None]
