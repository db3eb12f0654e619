"""Who works here, for whom, and what each client allowed: organisaties, teams, gebruikers, toestemming, inzagelog."""

from datetime import date, datetime
from uuid import UUID, uuid4

from flask_login import UserMixin
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.core.namen import Naam
from overlegtafel.extensions import Base, db
from overlegtafel.toegang.domein import Domein, Recht, domein_of, has_recht

teamlid = Table(
    "teamlid",
    Base.metadata,
    Column("team_id", ForeignKey("team.id"), primary_key=True),
    Column("gebruiker_id", ForeignKey("gebruiker.id"), primary_key=True, index=True),
)


class Organisatie(db.Model):
    """A practice, home-care organisation, GGZ provider, the municipality, ..."""

    __tablename__ = "organisatie"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    naam: Mapped[str] = mapped_column(String(80), unique=True)
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    # Only for a huisartsenpraktijk: patients registered there, on the table or not (the 'of how many').
    ingeschreven: Mapped[int | None]
    is_praktijk: Mapped[bool] = mapped_column(default=False)


class Team(db.Model):
    """A team has its own place at the table, so nothing hangs on one person. It may span organisations."""

    __tablename__ = "team"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    naam: Mapped[str] = mapped_column(String(80), unique=True)
    domein: Mapped[str] = mapped_column(String(30))
    organisatie_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"))
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    organisatie: Mapped[Organisatie | None] = relationship()


class Gebruiker(UserMixin, db.Model):
    """Somebody who can sign in. The functie decides domain and rights (see domein.py)."""

    __tablename__ = "gebruiker"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    wachtwoord_hash: Mapped[str] = mapped_column(String(200))
    voornaam: Mapped[str] = mapped_column(String(40))
    voorvoegsel: Mapped[str] = mapped_column(String(20), default="")
    achternaam: Mapped[str] = mapped_column(String(60))
    functie: Mapped[str] = mapped_column(String(40))
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"), index=True)
    actief: Mapped[bool] = mapped_column(default=True)
    # 'Since my last visit' is counted from vorige_aanmelding: the sign-in before the present one.
    laatste_aanmelding: Mapped[datetime | None]
    vorige_aanmelding: Mapped[datetime | None]
    organisatie: Mapped[Organisatie] = relationship(lazy="joined")
    teams: Mapped[list[Team]] = relationship(secondary=teamlid)

    @property
    def is_active(self) -> bool:
        return self.actief

    @property
    def naam(self) -> str:
        return Naam(voornaam=self.voornaam, voorvoegsel=self.voorvoegsel, achternaam=self.achternaam).voluit

    @property
    def domein(self) -> Domein:
        return domein_of(self.functie)

    def may(self, recht: Recht) -> bool:
        return has_recht(self.functie, recht)


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
    vastgelegd_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    vastgelegd_op: Mapped[datetime]
    geldig_tot: Mapped[date | None]
    ingetrokken_op: Mapped[datetime | None]
    organisatie: Mapped[Organisatie | None] = relationship()

    __table_args__ = (
        CheckConstraint("(domein IS NULL) <> (organisatie_id IS NULL)", name="domein_of_organisatie"),
        CheckConstraint("besluit IN ('ja', 'nee')", name="besluit"),
        Index("ix_toestemming_client_id", "client_id"),
    )


class Inzageregel(db.Model):
    """One line of the access log, with the fields NEN 7513 asks for. Written, never changed.

    Holds ids and codes only: no name, no BSN, no care text.
    """

    __tablename__ = "inzageregel"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    tijdstip: Mapped[datetime]
    gebeurtenis: Mapped[str] = mapped_column(String(40))
    actie: Mapped[str] = mapped_column(String(1))
    gebruiker_id: Mapped[UUID | None]
    functie: Mapped[str | None] = mapped_column(String(40))
    organisatie_id: Mapped[UUID | None]
    object_soort: Mapped[str | None] = mapped_column(String(20))
    object_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    grond: Mapped[str | None] = mapped_column(String(20))
    toestemming_id: Mapped[UUID | None]
    aantal: Mapped[int | None]
    bron: Mapped[str] = mapped_column(String(20))

    __table_args__ = (Index("ix_inzageregel_client_id_tijdstip", "client_id", "tijdstip"),)
