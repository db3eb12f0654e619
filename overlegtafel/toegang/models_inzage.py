"""What each client allowed, emergency access, and the record of every look."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Organisatie


class Toestemmingstekst(db.Model):
    """A text that was put before a client, word for word. Stored once, however many said yes or no to it."""

    __tablename__ = "toestemmingstekst"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tekst: Mapped[str] = mapped_column(Text)
    # SHA-256, because a text of any length cannot be unique in every database.
    vingerafdruk: Mapped[str] = mapped_column(String(64), unique=True)


class Vertegenwoordiger(db.Model):
    """Who may decide for, or with, a client: a parent with authority, a guardian, a curator, a mentor, somebody authorised."""

    __tablename__ = "vertegenwoordiger"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    naam: Mapped[str] = mapped_column(String(60))
    soort: Mapped[str] = mapped_column(String(20))
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    sinds: Mapped[date]
    tot: Mapped[date | None]


class Toestemming(db.Model):
    """One rule of the client: yes or no, for a domain or a named organisation, for one kind of information or all.

    Never changed, only withdrawn: what was allowed then must stay readable.
    """

    __tablename__ = "toestemming"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"))
    besluit: Mapped[str] = mapped_column(String(3))
    domein: Mapped[str | None] = mapped_column(String(30))
    organisatie_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"))
    soort: Mapped[str | None] = mapped_column(String(20))
    hoe: Mapped[str] = mapped_column(String(20))
    # Who decided: 'client', 'vertegenwoordiger' or 'samen' (a child of 12 to 15 together with a parent).
    gegeven_door: Mapped[str] = mapped_column(String(20), default="client", server_default="client")
    vertegenwoordiger_id: Mapped[UUID | None] = mapped_column(ForeignKey("vertegenwoordiger.id"))
    # What the client had before them; empty for what was recorded before texts were kept.
    tekst_id: Mapped[UUID | None] = mapped_column(ForeignKey("toestemmingstekst.id"))
    vastgelegd_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    vastgelegd_op: Mapped[datetime]
    geldig_tot: Mapped[date | None]
    ingetrokken_op: Mapped[datetime | None]
    ingetrokken_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    organisatie: Mapped[Organisatie | None] = relationship()
    tekst: Mapped[Toestemmingstekst | None] = relationship()
    vertegenwoordiger: Mapped[Vertegenwoordiger | None] = relationship()
    vastgelegd_door: Mapped[Gebruiker | None] = relationship(foreign_keys=[vastgelegd_door_id])
    ingetrokken_door: Mapped[Gebruiker | None] = relationship(foreign_keys=[ingetrokken_door_id])

    __table_args__ = (
        CheckConstraint("(domein IS NULL) <> (organisatie_id IS NULL)", name="domein_of_organisatie"),
        CheckConstraint("besluit IN ('ja', 'nee')", name="besluit"),
        Index("ix_toestemming_client_id", "client_id"),
    )


class Toegangsverzoek(db.Model):
    """Somebody at the table asks to see what is withheld; whoever talks with the client puts the question."""

    __tablename__ = "toegangsverzoek"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    soort: Mapped[str] = mapped_column(String(20))
    gevraagd_op: Mapped[datetime]
    afgehandeld_op: Mapped[datetime | None]
    afgehandeld_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # 'ja', 'nee', or empty while open.
    uitkomst: Mapped[str] = mapped_column(String(3), default="")
    gebruiker: Mapped[Gebruiker] = relationship(foreign_keys=[gebruiker_id])

    __table_args__ = (
        # Asking twice is asking once.
        Index(
            "uq_toegangsverzoek_open",
            "client_id",
            "gebruiker_id",
            "soort",
            unique=True,
            sqlite_where=text("afgehandeld_op IS NULL"),
            postgresql_where=text("afgehandeld_op IS NULL"),
        ),
    )


class Noodtoegang(db.Model):
    """Looking without consent because it cannot wait: one person, one client, for a few hours, with a written reason."""

    __tablename__ = "noodtoegang"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    reden: Mapped[str] = mapped_column(Text)
    begonnen_op: Mapped[datetime]
    tot: Mapped[datetime]
    beeindigd_op: Mapped[datetime | None]
    # What the FG found: 'terecht', 'onterecht' or 'onderzoek'; empty while not reviewed.
    uitkomst: Mapped[str] = mapped_column(String(12), default="")
    toelichting: Mapped[str] = mapped_column(Text, default="")
    beoordeeld_op: Mapped[datetime | None]
    beoordeeld_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    gebruiker: Mapped[Gebruiker] = relationship(foreign_keys=[gebruiker_id])
    beoordeeld_door: Mapped[Gebruiker | None] = relationship(foreign_keys=[beoordeeld_door_id])


class Inzageregel(db.Model):
    """One line of the access log, with the fields NEN 7513 asks for. Written, never changed: triggers refuse it.

    Holds ids and codes only: no name, no BSN, no care text. The id counts without gaps; the seal ties each line to
    the one before (see zegel.py).
    """

    __tablename__ = "inzageregel"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    tijdstip: Mapped[datetime]
    gebeurtenis: Mapped[str] = mapped_column(String(40))
    actie: Mapped[str] = mapped_column(String(1))
    gebruiker_id: Mapped[UUID | None]
    functie: Mapped[str | None] = mapped_column(String(40))
    organisatie_id: Mapped[UUID | None]
    # For whom somebody acted, when standing in for a colleague: the responsible one.
    namens_id: Mapped[UUID | None]
    object_soort: Mapped[str | None] = mapped_column(String(20))
    object_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    # The right it was done under, the treatment relation, and the consent or the emergency it rested on.
    recht: Mapped[str | None] = mapped_column(String(20))
    grond: Mapped[str | None] = mapped_column(String(20))
    toestemming_id: Mapped[UUID | None]
    noodtoegang_id: Mapped[UUID | None]
    aantal: Mapped[int | None]
    bron: Mapped[str] = mapped_column(String(20))
    zegel: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (
        Index("ix_inzageregel_client_id_tijdstip", "client_id", "tijdstip"),
        Index("ix_inzageregel_gebruiker_id_tijdstip", "gebruiker_id", "tijdstip"),
        Index("ix_inzageregel_tijdstip", "tijdstip"),
    )


class LogboekKop(db.Model):
    """The head of the access log: number and seal of the newest line. Locked by whoever adds one, so that they queue up."""

    __tablename__ = "logboekkop"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nummer: Mapped[int] = mapped_column(BigInteger)
    zegel: Mapped[bytes] = mapped_column(LargeBinary(32))
    # The first bytes of a hash of the key, so that another key is told apart from a broken line.
    sleutelmerk: Mapped[str] = mapped_column(String(16), default="")
