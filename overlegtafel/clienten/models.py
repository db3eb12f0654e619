"""The client, the household, and who is involved."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.core.namen import Naam
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team


class Huishouden(db.Model):
    """The people who share one plan. Everybody has one; most live in a household of one."""

    __tablename__ = "huishouden"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    leden: Mapped[list["Client"]] = relationship(back_populates="huishouden")


class Client(db.Model):
    """A person around whom people sit at the table."""

    __tablename__ = "client"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    huishouden_id: Mapped[UUID] = mapped_column(ForeignKey("huishouden.id"), index=True)
    # Since when in this household; empty: from its beginning. Lines for everybody from before that are not for
    # those who know only this person.
    huishouden_sinds: Mapped[datetime | None]
    praktijk_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisatie.id"))
    voornamen: Mapped[str] = mapped_column(String(80), default="")
    roepnaam: Mapped[str] = mapped_column(String(40), default="")
    voorvoegsel: Mapped[str] = mapped_column(String(20), default="")
    achternaam: Mapped[str] = mapped_column(String(60))
    partner_voorvoegsel: Mapped[str] = mapped_column(String(20), default="")
    partner_achternaam: Mapped[str] = mapped_column(String(60), default="")
    naamgebruik: Mapped[str] = mapped_column(String(1), default="E")
    geboortedatum: Mapped[date]
    geslacht: Mapped[str] = mapped_column(String(1), default="")
    bsn: Mapped[str | None] = mapped_column(String(9))
    straat: Mapped[str] = mapped_column(String(60), default="")
    postcode: Mapped[str] = mapped_column(String(7), default="")
    plaats: Mapped[str] = mapped_column(String(40), default="")
    wijk: Mapped[str] = mapped_column(String(40), default="")
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    overleden_op: Mapped[date | None]
    # Derived from the name parts by services._fill(), so that the database can search and sort.
    zoeknaam: Mapped[str] = mapped_column(String(400))
    sorteernaam: Mapped[str] = mapped_column(String(200))
    aangemaakt_op: Mapped[datetime]
    aangemaakt_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    # A double that was merged points to the client it became; its own history stays with it.
    samengevoegd_in_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"), index=True)
    # Raised by every change of the details, so that a stale form is noticed.
    versie: Mapped[int] = mapped_column(default=1)
    huishouden: Mapped[Huishouden] = relationship(back_populates="leden")
    praktijk: Mapped[Organisatie | None] = relationship()

    __table_args__ = (
        Index("ix_client_praktijk_id_sorteernaam", "praktijk_id", "sorteernaam"),
        Index("ix_client_bsn", "bsn"),
        Index("ix_client_geboortedatum", "geboortedatum"),
    )

    @property
    def naamdelen(self) -> Naam:
        return Naam(
            achternaam=self.achternaam,
            voorvoegsel=self.voorvoegsel,
            voornaam=self.voornamen,
            roepnaam=self.roepnaam,
            partner_voorvoegsel=self.partner_voorvoegsel,
            partner_achternaam=self.partner_achternaam,
            gebruik=self.naamgebruik,
        )

    @property
    def naam(self) -> str:
        return self.naamdelen.voluit

    @property
    def noemnaam(self) -> str:
        """What the household calls this person."""
        return self.roepnaam or self.naam


def _open_index(name: str, column: str) -> Index:
    """For 'at whose table does this person sit now': only those who have not left."""
    still_there = text("tot IS NULL")
    return Index(name, column, "client_id", sqlite_where=still_there, postgresql_where=still_there)


class Betrokkene(db.Model):
    """Somebody at the table of one client: a person or team of the region, or somebody entered by hand.

    Being betrokken (tot is empty) is what gives the person, or the members of the team, a ground to look.
    Who left stays in the list with the date, so that everybody can see who was there.
    """

    __tablename__ = "betrokkene"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    gebruiker_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    # By hand only: a daughter, a neighbour, a professional who is not on the Overlegtafel.
    naam: Mapped[str] = mapped_column(String(60), default="")
    functie: Mapped[str] = mapped_column(String(40), default="")
    organisatie: Mapped[str] = mapped_column(String(60), default="")
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    doel: Mapped[str] = mapped_column(Text, default="")
    is_coordinator: Mapped[bool] = mapped_column(default=False)
    sinds: Mapped[date]
    tot: Mapped[date | None]
    versie: Mapped[int] = mapped_column(default=1)
    gewijzigd_op: Mapped[datetime]
    gewijzigd_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    gebruiker: Mapped[Gebruiker | None] = relationship(foreign_keys=[gebruiker_id])
    team: Mapped[Team | None] = relationship()

    __table_args__ = (
        _open_index("ix_betrokkene_gebruiker_id", "gebruiker_id"),
        _open_index("ix_betrokkene_team_id", "team_id"),
    )

    @property
    def is_weg(self) -> bool:
        return self.tot is not None

    @property
    def weergavenaam(self) -> str:
        if self.gebruiker:
            return self.gebruiker.naam
        return self.team.naam if self.team else self.naam

    @property
    def rol(self) -> str:
        """Function and organisation in one: 'wijkverpleegkundige, Envida'."""
        if self.gebruiker:
            parts = (self.gebruiker.functie, self.gebruiker.organisatie.naam)
        elif self.team:
            parts = ("team", self.team.organisatie.naam if self.team.organisatie else "")
        else:
            parts = (self.functie, self.organisatie)
        return ", ".join(part for part in parts if part)

    @property
    def nummer(self) -> str:
        """The telephone number to reach them on."""
        source = self.gebruiker or self.team or self
        return source.telefoon
