"""Notes from the home-care file, where they came from, and who read them."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Organisatie

# Ronde.fout begins with this where the rest went well.
DEELS = "Deels gelukt: "


class Bronclient(db.Model):
    """Somebody as a source knows them: its own key or number, and the BSN if it told. Not yet a client of this table."""

    __tablename__ = "bronclient"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"))
    sleutel: Mapped[str] = mapped_column(String(120))
    bsn: Mapped[str | None] = mapped_column(String(9), index=True)
    # Linked by hand, by somebody of that organisatie who works with the client; where there is a BSN that decides.
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"), index=True)
    # Up to when everything about this person was fetched; a pull asks for what changed since.
    gehaald_tot: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("organisatie_id", "sleutel"),)


class Notitie(db.Model):
    """One note, value, flag, contact or goal: from a source (bron_id), or written here (door_id).

    client_id empty: it waits (see wachtrij.py) and is shown to nobody.
    """

    __tablename__ = "notitie"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    client_id: Mapped[UUID | None] = mapped_column(ForeignKey("client.id"))
    bronclient_id: Mapped[UUID | None] = mapped_column(ForeignKey("bronclient.id"), index=True)
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"))
    bron_id: Mapped[str | None] = mapped_column(String(150))
    door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    soort: Mapped[str] = mapped_column(String(12))
    # When it was observed or written, by the source's clock.
    moment: Mapped[datetime]
    tot: Mapped[date | None]
    opschrift: Mapped[str] = mapped_column(String(120), default="")
    tekst: Mapped[str] = mapped_column(Text, default="")
    auteur: Mapped[str] = mapped_column(String(80), default="")
    functie: Mapped[str] = mapped_column(String(60), default="")
    telefoon: Mapped[str] = mapped_column(String(20), default="")
    maat: Mapped[str | None] = mapped_column(String(12))
    waarde: Mapped[float | None]
    waarde2: Mapped[float | None]
    ingetrokken: Mapped[bool] = mapped_column(default=False)
    versie: Mapped[int] = mapped_column(default=1)
    bronversie: Mapped[str] = mapped_column(String(40), default="")
    bijgewerkt: Mapped[datetime | None]
    vingerafdruk: Mapped[str] = mapped_column(String(64), default="")
    # When it came within sight here; later than received for what waited. 'Since your last visit' counts from this.
    ontvangen_op: Mapped[datetime]
    gewijzigd_op: Mapped[datetime | None]
    # A contact that was taken over in the plan, or was not needed there.
    afgehandeld_op: Mapped[datetime | None]
    organisatie: Mapped[Organisatie] = relationship()
    door: Mapped[Gebruiker | None] = relationship()

    __table_args__ = (
        UniqueConstraint("organisatie_id", "bron_id"),
        Index("ix_notitie_client_id_moment", "client_id", "moment", "id"),
        Index("ix_notitie_client_id_soort_moment", "client_id", "soort", "moment", "id"),
        Index("ix_notitie_client_id_ontvangen_op", "client_id", "ontvangen_op"),
        Index(
            "ix_notitie_wacht",
            "bronclient_id",
            sqlite_where=text("client_id IS NULL"),
            postgresql_where=text("client_id IS NULL"),
        ),
    )


class Notitieversie(db.Model):
    """What a note said before it was corrected. Never changed."""

    __tablename__ = "notitieversie"
    notitie_id: Mapped[UUID] = mapped_column(ForeignKey("notitie.id"), primary_key=True)
    versie: Mapped[int] = mapped_column(primary_key=True)
    moment: Mapped[datetime]
    opschrift: Mapped[str] = mapped_column(String(120))
    tekst: Mapped[str] = mapped_column(Text)
    auteur: Mapped[str] = mapped_column(String(80))
    maat: Mapped[str | None] = mapped_column(String(12))
    waarde: Mapped[float | None]
    waarde2: Mapped[float | None]
    ingetrokken: Mapped[bool]
    vervangen_op: Mapped[datetime]


class Bezoek(db.Model):
    """When somebody last read the notes of a client, and the time before that: from then on is 'since your last visit'."""

    __tablename__ = "bezoek"
    gebruiker_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"), primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), primary_key=True, index=True)
    vorig_op: Mapped[datetime | None]
    laatst_op: Mapped[datetime]
    gebruiker: Mapped[Gebruiker] = relationship()


class Bronsleutel(db.Model):
    """The key with which the system of one organisatie delivers and fetches. Shown once; only its hash is kept."""

    __tablename__ = "bronsleutel"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"), index=True)
    naam: Mapped[str] = mapped_column(String(60))
    sleutel_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Whether it may fetch what others wrote as well; delivering it may always.
    ophalen: Mapped[bool] = mapped_column(default=False)
    gemaakt_op: Mapped[datetime]
    gemaakt_door_id: Mapped[UUID] = mapped_column(ForeignKey("gebruiker.id"))
    laatst_gebruikt_op: Mapped[datetime | None]
    ingetrokken_op: Mapped[datetime | None]
    ingetrokken_door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))
    organisatie: Mapped[Organisatie] = relationship()


class Haalbron(db.Model):
    """The FHIR endpoint of one organisatie, from which its notes are fetched on a schedule."""

    __tablename__ = "haalbron"
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"), primary_key=True)
    adres: Mapped[str] = mapped_column(String(300))
    # The bearer token that endpoint wants, encrypted (core/geheim.py); empty when it wants none.
    geheim: Mapped[str] = mapped_column(Text, default="")
    actief: Mapped[bool] = mapped_column(default=True)
    elke_minuten: Mapped[int] = mapped_column(default=60)
    # When it is due; while one worker is at it, this is put off so that no other begins.
    volgende_op: Mapped[datetime | None] = mapped_column(index=True)
    # Failures in a row, for the back-off.
    mislukt: Mapped[int] = mapped_column(default=0)
    versie: Mapped[int] = mapped_column(default=1)
    organisatie: Mapped[Organisatie] = relationship()


class Ronde(db.Model):
    """One delivery: a file, a push or a pull, with how it went. Holds counts and reasons, nothing of anybody."""

    __tablename__ = "ronde"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisatie_id: Mapped[UUID] = mapped_column(ForeignKey("organisatie.id"))
    # 'bestand', 'push' or 'ophalen'.
    weg: Mapped[str] = mapped_column(String(10))
    begonnen_op: Mapped[datetime]
    klaar_op: Mapped[datetime | None]
    # How far it came: entries or rows handled. A file that was cut off goes on from here.
    gelezen: Mapped[int] = mapped_column(default=0)
    nieuw: Mapped[int] = mapped_column(default=0)
    gewijzigd: Mapped[int] = mapped_column(default=0)
    ongewijzigd: Mapped[int] = mapped_column(default=0)
    wacht: Mapped[int] = mapped_column(default=0)
    geweigerd: Mapped[int] = mapped_column(default=0)
    # The first refusals, as JSON: [[nr, wat, reden], ...].
    weigeringen: Mapped[str] = mapped_column(Text, default="[]")
    # Why the whole stopped; empty when it did not.
    fout: Mapped[str] = mapped_column(String(300), default="")
    vingerafdruk: Mapped[str] = mapped_column(String(64), default="")
    # A CSV that was uploaded and waits for a yes; emptied after it.
    inhoud: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    door_id: Mapped[UUID | None] = mapped_column(ForeignKey("gebruiker.id"))

    __table_args__ = (Index("ix_ronde_organisatie_id_begonnen_op", "organisatie_id", "begonnen_op"),)

    @property
    def is_deels(self) -> bool:
        """Something went wrong, and yet there is something of it."""
        taken = self.nieuw or self.gewijzigd or self.ongewijzigd or self.wacht
        return bool(self.fout and (taken or self.fout.startswith(DEELS)))

    @property
    def reden(self) -> str:
        """Why (a part of) it failed."""
        return self.fout.removeprefix(DEELS)
