"""What a source delivers, in one shape whatever it came from (FHIR STU3 or R4, CSV). Pure."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256

from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort

# Nurses write pages at times; more than this is no note.
MAX_TEKST = 20_000
MAX_BRON_ID = 120


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the source says it is about: its own key ('Client.500f9b5e-...', or a client number), and the BSN if it tells.

    At least one of the two is filled.
    """

    sleutel: str = ""
    bsn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aanvoer:
    """One note, value, flag, contact or goal as a source delivered it.

    nr: which entry or row it was, from 1, for messages. bron_id: the id the source gave it, with its kind
    ('Observation/TE1002.re.nr.99393'). bronversie and bijgewerkt: as far as the source tells.
    waarde (and waarde2, the lower blood pressure) in the unit of MATEN. For a contact tekst is the name and opschrift
    the relation.
    """

    nr: int
    soort: Notitiesoort
    patient: Patient
    bron_id: str
    moment: datetime
    # The source gave no date: then moment is when it was changed or came in.
    zonder_moment: bool = False
    tekst: str = ""
    opschrift: str = ""
    auteur: str = ""
    functie: str = ""
    maat: Maat | None = None
    waarde: float | None = None
    waarde2: float | None = None
    # Until when a flag holds.
    tot: date | None = None
    telefoon: str = ""
    # entered-in-error: out of sight, not out of the record.
    ingetrokken: bool = False
    bronversie: str = ""
    bijgewerkt: datetime | None = None

    @property
    def vingerafdruk(self) -> str:
        """SHA-256 over all that can be read of it: the same content is the same delivery."""
        skipped = (*_NIET_GELEZEN, "moment") if self.zonder_moment else _NIET_GELEZEN
        parts = (repr(getattr(self, f.name)) for f in fields(self) if f.name not in skipped)
        return sha256("\x1f".join(parts).encode()).hexdigest()


_NIET_GELEZEN = ("nr", "patient", "bron_id", "bronversie", "bijgewerkt")


@dataclass(frozen=True, slots=True)
class Weigering:
    """An entry or row that is not taken, and why. reden is Dutch and holds no care text, name or BSN."""

    nr: int
    wat: str
    reden: str


class Onleesbaar(Exception):
    """The whole delivery cannot be read; the message says why, in Dutch, without anything of its content."""
