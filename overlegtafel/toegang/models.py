"""Who works here and for whom: organisaties, teams, accounts, and the people of the region in each functie they have."""

from datetime import date, datetime
from uuid import UUID, uuid4

from flask_login import UserMixin
from sqlalchemy import Column, ForeignKey, Index, String, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.core.datums import now, today
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
    versie: Mapped[int] = mapped_column(default=1, server_default="1")


class Team(db.Model):
    """A team has its own place at the table, so nothing hangs on one person. It may span organisations."""

    __tablename__ = "team"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    naam: Mapped[str] = mapped_column(String(80), unique=True)
    domein: Mapped[str] = mapped_column(String(30))
    organisatie_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"))
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    actief: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    versie: Mapped[int] = mapped_column(default=1, server_default="1")
    organisatie: Mapped[Organisatie | None] = relationship()


class Account(db.Model):
    """How somebody signs in: one per person, whatever the number of organisations they work for."""

    __tablename__ = "account"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    # Empty until the invitation was accepted.
    wachtwoord_hash: Mapped[str | None] = mapped_column(String(200))
    # The second factor (TOTP, RFC 6238), and the last time step used: a code works once.
    totp_geheim: Mapped[str | None] = mapped_column(String(64))
    totp_stap: Mapped[int | None]
    aangemaakt_op: Mapped[datetime]
    # Since when the mail server refuses this address; empty again once a letter arrived.
    mail_mislukt_op: Mapped[datetime | None]
    gebruikers: Mapped[list["Gebruiker"]] = relationship(back_populates="account")


class Gebruiker(UserMixin, db.Model):
    """Somebody in one functie at one organisatie; that decides domain and rights (see domein.py).

    Who works at two places is two of these under one account, and acts as one of them at a time. So the log, the
    consent and the seat at a table always speak of the functie under which somebody looked.
    """

    __tablename__ = "gebruiker"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    voornaam: Mapped[str] = mapped_column(String(40))
    voorvoegsel: Mapped[str] = mapped_column(String(20), default="")
    achternaam: Mapped[str] = mapped_column(String(60))
    functie: Mapped[str] = mapped_column(String(40))
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"), index=True)
    # Who left keeps the row, for what they did stays on record; vertrokken_op says since when.
    actief: Mapped[bool] = mapped_column(default=True)
    vertrokken_op: Mapped[date | None]
    # 'Since my last visit' is counted from vorige_aanmelding: the sign-in before the present one.
    laatste_aanmelding: Mapped[datetime | None]
    vorige_aanmelding: Mapped[datetime | None]
    versie: Mapped[int] = mapped_column(default=1, server_default="1")
    account: Mapped[Account] = relationship(back_populates="gebruikers")
    organisatie: Mapped[Organisatie] = relationship(lazy="joined")
    teams: Mapped[list[Team]] = relationship(secondary=teamlid)
    waarnemingen: Mapped[list["Waarneming"]] = relationship(
        primaryjoin="and_(Waarneming.door_id == Gebruiker.id, Waarneming.beeindigd_op.is_(None))", viewonly=True
    )

    # Of who is signed in: the session, its key, until when emergency access runs, and the functies they may act under.
    # Set by sessies.py.
    sessie = None
    sleutel = ""
    noodtoegang_tot = None
    werkplekken = ()

    __table_args__ = (UniqueConstraint("account_id", "organisatie_id", "functie"),)

    # UserMixin compares by get_id(), and who is not signed in has no key: without this everybody would be the same person.
    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    @property
    def is_active(self) -> bool:
        return self.actief

    def get_id(self) -> str:
        """What the cookie holds: the key of the session, not who it is."""
        return self.sleutel

    @property
    def naam(self) -> str:
        return Naam(voornaam=self.voornaam, voorvoegsel=self.voorvoegsel, achternaam=self.achternaam).voluit

    @property
    def domein(self) -> Domein:
        return domein_of(self.functie)

    def may(self, recht: Recht) -> bool:
        return has_recht(self.functie, recht)

    @property
    def in_beheer(self) -> bool:
        """Works with people and the log, never with clients; for the menu."""
        return self.domein is Domein.BEHEER

    @property
    def mag_beheren(self) -> bool:
        return self.may(Recht.BEHEREN)

    @property
    def neemt_waar_voor(self) -> list["Gebruiker"]:
        """For whom this person stands in today."""
        return [w.voor for w in self.waarnemingen if w.van <= today() <= w.tot]


class Waarneming(db.Model):
    """Somebody stands in for a colleague, from and up to and including these days."""

    __tablename__ = "waarneming"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    voor_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    van: Mapped[date]
    tot: Mapped[date]
    gemaakt_op: Mapped[datetime]
    gemaakt_door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    beeindigd_op: Mapped[datetime | None]
    voor: Mapped[Gebruiker] = relationship(foreign_keys=[voor_id])
    door: Mapped[Gebruiker] = relationship(foreign_keys=[door_id])


class Sessie(db.Model):
    """One sign-in on one browser. Ended here means ended at once, wherever the cookie may be."""

    __tablename__ = "sessie"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    # Under which of their functies this person acts now.
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), index=True)
    # SHA-256 of the key in the cookie: who reads the database cannot take over a session.
    sleutel_hash: Mapped[str] = mapped_column(String(64), unique=True)
    toestel: Mapped[str] = mapped_column(String(60), default="")
    begonnen_op: Mapped[datetime]
    laatst_actief_op: Mapped[datetime]
    vergrendeld_op: Mapped[datetime | None]
    beeindigd_op: Mapped[datetime | None]


class Sleutel(db.Model):
    """A one-time link sent by e-mail: an invitation, or choosing a new password."""

    __tablename__ = "sleutel"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    doel: Mapped[str] = mapped_column(String(12))
    sleutel_hash: Mapped[str] = mapped_column(String(64), unique=True)
    gemaakt_op: Mapped[datetime]
    verloopt_op: Mapped[datetime]
    gebruikt_op: Mapped[datetime | None]
    account: Mapped[Account] = relationship()

    @property
    def is_geldig(self) -> bool:
        return self.gebruikt_op is None and self.verloopt_op > now()


class Herstelcode(db.Model):
    """For who lost the telephone: signs in once instead of the second factor."""

    __tablename__ = "herstelcode"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))
    gebruikt_op: Mapped[datetime | None]

    __table_args__ = (Index("ix_herstelcode_account_id_code_hash", "account_id", "code_hash", unique=True),)


class Aanmeldpoging(db.Model):
    """Wrong passwords and codes in a row for one address, known here or not; the address is stored as a hash."""

    __tablename__ = "aanmeldpoging"
    sleutel: Mapped[str] = mapped_column(String(64), primary_key=True)
    aantal: Mapped[int]
    laatste_op: Mapped[datetime]
    geblokkeerd_tot: Mapped[datetime | None]
