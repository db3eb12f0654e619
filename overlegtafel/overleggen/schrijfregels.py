"""How much, how fast and why not: the limits of writing together, and the words for a refusal. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from overlegtafel.overleggen.besluitinvoer import MAX_NOTITIE

# One change, in bytes: a page of pasted text fits.
MAX_WIJZIGING = 64 * 1024
# A person types ten of them a second at most, on whatever screens; one that comes back sends what it kept.
PER_SECONDE, BYTES_PER_SECONDE = 60, 128 * 1024
# All that was ever typed in one note, what was deleted again included: more is no note.
MAX_GETYPT = 200_000


class Reden(StrEnum):
    """Why something is refused; the screen knows what to do with each."""

    WEG = "weg"
    SLOT = "slot"
    LEZEN = "lezen"
    VAST = "vast"
    GROOT = "groot"
    VOL = "vol"
    SNEL = "snel"
    VORM = "vorm"
    HAND = "hand"
    GAT = "gat"
    GEWIST = "gewist"
    LATER = "later"


WOORDEN = {
    Reden.WEG: "Dit agendapunt is voor u niet (meer) te zien.",
    Reden.SLOT: "Ontgrendel eerst dit scherm. Wat u typte staat er nog.",
    Reden.LEZEN: "U kunt deze notitie lezen, niet wijzigen.",
    Reden.VAST: "Dit verslag is vastgesteld; een voorzitter kan het heropenen.",
    Reden.GROOT: "Dit is te veel tekst in één keer. Plak het in kleinere stukken.",
    Reden.VOL: f"De notitie is vol: er passen {MAX_NOTITIE} tekens in. Kort de tekst in, dan wordt hij opgeslagen.",
    Reden.SNEL: "Dit gaat sneller dan het kan worden opgeslagen. Het wordt zo opnieuw geprobeerd.",
    Reden.VORM: "Deze tekst kan niet zo worden opgeslagen. Kopieer hem, open de notitie opnieuw en plak hem als gewone tekst.",
    Reden.HAND: "Dit scherm kan zo niet verder schrijven. Kopieer uw tekst en open de notitie opnieuw.",
    Reden.GAT: "Dit scherm liep achter. Het haalt de notitie opnieuw op.",
    Reden.GEWIST: "In deze notitie is tekst gewist. Wat u nog niet had opgeslagen staat hieronder.",
    Reden.LATER: "Opslaan lukt nu niet. Het wordt vanzelf opnieuw geprobeerd.",
}


@dataclass(slots=True)
class Ruimte:
    """How full a note is. tekens: at most so many code points now; getypt: UTF-16 units ever typed in it."""

    tekens: int
    getypt: int

    def has_room(self, tekens: int, eenheden: int) -> bool:
        """Whether so much text may come, in so many units that were ever typed. Taking away may always."""
        return not eenheden or (self.tekens + tekens <= MAX_NOTITIE and self.getypt + eenheden <= MAX_GETYPT)

    def take(self, tekens: int, eenheden: int) -> None:
        # What was deleted meanwhile is not counted off: near the limit it is counted exactly (schrijfdeur.measure_room).
        self.tekens += tekens
        self.getypt += eenheden


@dataclass(slots=True, weakref_slot=True)
class Maat:
    """What somebody may do in a second: so often, and so many bytes."""

    vaak: int = PER_SECONDE
    veel: int = BYTES_PER_SECONDE
    sinds: float = 0.0
    keren: int = 0
    bytes: int = 0

    def takes(self, size: int = 0) -> bool:
        moment = monotonic()
        if moment - self.sinds >= 1:
            self.sinds, self.keren, self.bytes = moment, 0, 0
        if self.keren >= self.vaak or self.bytes + size > self.veel:
            return False
        self.keren += 1
        self.bytes += size
        return True
