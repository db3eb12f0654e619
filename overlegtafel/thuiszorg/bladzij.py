"""A stretch of the list of notes as one reader sees it: what is new to them, what belongs together, what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from overlegtafel.thuiszorg.models import Bezoek, Notitie
from overlegtafel.thuiszorg.soorten import Notitiesoort
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker

# Measured by one person within this: one round of measuring.
_SAMEN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Plek:
    """Where a list goes on: after this note. In a form as 'moment|id'."""

    moment: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.moment.isoformat()}|{self.id.hex}"

    @classmethod
    def read(cls, typed: str) -> "Plek | None":
        """None when it is none, or somebody made it up."""
        moment, _, key = typed.partition("|")
        try:
            found = cls(datetime.fromisoformat(moment), UUID(key))
        except ValueError:
            return None
        return found if found.moment.tzinfo else None


@dataclass(frozen=True, slots=True)
class Overkant:
    """Who of the other side (the practice for the home care, the home care for everybody else) saw the notes.

    lezers: the last first. systemen: of which organisaties the own system fetched what was written here, and when last.
    """

    naam: str
    lezers: Sequence[Bezoek]
    systemen: Sequence[tuple[str, datetime]] = ()

    def who_saw(self, note: Notitie) -> str:
        """'Gezien door ...', or that nobody did yet; since it was written or last changed."""
        seen = [b.gebruiker.naam for b in self.lezers if b.laatst_op > note.ontvangen_op]
        fetched = [name for name, moment in self.systemen if moment > note.ontvangen_op]
        parts = [f"gezien door {', '.join(seen)}"] if seen else []
        parts += [f"opgehaald door het systeem van {name}" for name in fetched]
        text = "; ".join(parts) or f"nog niet gezien door {self.naam}"
        return f"{text[0].upper()}{text[1:]}."


@dataclass(frozen=True)
class Bladzij:
    """A stretch of the list, newest first.

    sinds: this reader's visit before this one, or (eerste) how far back a first visit looks; what came in after it is
    new. nieuw: how many that are in all. verder: where older ones begin. gezocht_tot: a search that stopped before the
    end got as far as this day.
    """

    notities: Sequence[Notitie]
    sinds: datetime | None = None
    eerste: bool = False
    nieuw: int = 0
    verder: Plek | None = None
    vlaggen: Sequence[Notitie] = ()
    contacten: Sequence[Notitie] = ()
    woorden: Sequence[str] = ()
    gezocht_tot: datetime | None = None
    # None: not looked up.
    overkant: Overkant | None = None
    # Whose own notes, and those of their organisatie, are no news.
    lezer: Gebruiker | None = None

    @property
    def is_leeg(self) -> bool:
        return not (self.notities or self.vlaggen)

    @property
    def praktijk(self) -> Overkant | None:
        """Who of the practice was here, for a reader of the home care."""
        return self.overkant if self.lezer and self.lezer.domein is Domein.WIJKVERPLEGING else None

    def is_nieuw(self, note: Notitie) -> bool:
        if not self.sinds or not self.lezer:
            return False
        theirs = note.organisatie_id == self.lezer.organisatie_id or note.door_id == self.lezer.id
        return note.ontvangen_op > self.sinds and not theirs

    def is_eigen_bericht(self, note: Notitie) -> bool:
        """Written here by the reader or a colleague of the same organisatie."""
        return bool(note.door_id and self.lezer and note.organisatie_id == self.lezer.organisatie_id)

    def who_saw(self, note: Notitie) -> str:
        """What to say beside this note of who saw it; empty: nothing.

        Of what a source sent only what is certain: it came in after anybody of the practice was here. When nobody ever
        was, that is said once and not with every note.
        """
        if self.overkant and self.is_eigen_bericht(note):
            return self.overkant.who_saw(note)
        practice = self.praktijk
        if not practice or not practice.lezers or (note.door and note.door.domein is Domein.HUISARTSENZORG):
            return ""
        if note.ontvangen_op > practice.lezers[0].laatst_op:
            return f"Nog niet gezien door {practice.naam}."
        return ""

    @cached_property
    def zonder_kop(self) -> dict[UUID, Notitie]:
        """Values of one round of measuring stand under one head: of each but the first, under which note."""
        under: dict[UUID, Notitie] = {}
        head = None
        for note in self.notities:
            if head and _is_same_round(head, note) and self.is_nieuw(head) == self.is_nieuw(note):
                under[note.id] = head
            else:
                head = note
        return under


def _is_same_round(first: Notitie, note: Notitie) -> bool:
    """first: the newer of the two."""
    return (
        first.soort == note.soort == Notitiesoort.METING
        and bool(first.auteur)
        and (first.auteur, first.functie, first.organisatie_id, first.door_id)
        == (note.auteur, note.functie, note.organisatie_id, note.door_id)
        and first.moment - note.moment <= _SAMEN
        # With a message of its own it is more than a value.
        and not (note.door_id and (first.tekst or note.tekst))
    )
