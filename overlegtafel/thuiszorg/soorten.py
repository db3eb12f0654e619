"""What the home-care file holds, as far as it is read here. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Notitiesoort(StrEnum):
    """The kinds of notes, with the label on screen."""

    RAPPORTAGE = "rapportage"
    METING = "meting"
    # Written here by somebody of the practice (or anybody else who may), for the home care.
    BERICHT = "bericht"
    DOEL = "doel"
    # zib-Alert / zib-Flag: stands on top as long as it holds.
    LETOP = "letop"
    # RelatedPerson: only proposed for the plan, never a note.
    CONTACT = "contact"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Notitiesoort.RAPPORTAGE: "rapportage",
    Notitiesoort.METING: "meting",
    Notitiesoort.BERICHT: "bericht",
    Notitiesoort.DOEL: "zorgdoel",
    Notitiesoort.LETOP: "let op",
    Notitiesoort.CONTACT: "contact",
}


def label_of(soort: str, *, eigen: bool, tekst: str) -> str:
    """The kind as it is said with one note. eigen: written here; then a value with words is a message as well."""
    if eigen and tekst and soort == Notitiesoort.METING:
        return "bericht met meting"
    return Notitiesoort(soort).label


# What stands in the list of notes, newest first; flags stand above it and contacts beside it.
IN_DE_LIJST = (Notitiesoort.RAPPORTAGE, Notitiesoort.METING, Notitiesoort.BERICHT, Notitiesoort.DOEL)


class Maat(StrEnum):
    """What was measured."""

    BLOEDDRUK = "bloeddruk"
    GEWICHT = "gewicht"
    LENGTE = "lengte"
    SATURATIE = "saturatie"
    TEMPERATUUR = "temperatuur"
    POLS = "pols"
    GLUCOSE = "glucose"
    PIJN = "pijn"


@dataclass(frozen=True, slots=True)
class Maatstaf:
    """How a measure is stored and shown: UCUM unit, unit on screen, decimals, and the LOINC code it goes out under."""

    maat: Maat
    label: str
    ucum: str
    eenheid: str
    decimalen: int
    loinc: str


MATEN: dict[Maat, Maatstaf] = {
    m.maat: m
    for m in (
        Maatstaf(Maat.BLOEDDRUK, "Bloeddruk", "mm[Hg]", "mmHg", 0, "85354-9"),
        Maatstaf(Maat.GEWICHT, "Gewicht", "kg", "kg", 1, "29463-7"),
        Maatstaf(Maat.LENGTE, "Lengte", "cm", "cm", 0, "8302-2"),
        Maatstaf(Maat.SATURATIE, "Saturatie", "%", "%", 0, "59408-5"),
        Maatstaf(Maat.TEMPERATUUR, "Temperatuur", "Cel", "°C", 1, "8310-5"),
        Maatstaf(Maat.POLS, "Pols", "/min", "per minuut", 0, "8867-4"),
        Maatstaf(Maat.GLUCOSE, "Glucose", "mmol/L", "mmol/L", 1, "15074-8"),
        Maatstaf(Maat.PIJN, "Pijn (0 tot 10)", "{score}", "van 10", 0, "72514-3"),
    )
}


def show_waarde(maat: Maat, waarde: float, waarde2: float | None = None) -> str:
    """'142/85 mmHg', '71,4 kg': with the Dutch decimal comma."""
    unit = MATEN[maat].eenheid
    return f"{show_getal(maat, waarde, waarde2)}{'' if unit == '%' else ' '}{unit}"


def show_getal(maat: Maat, waarde: float, waarde2: float | None = None) -> str:
    """The same without the unit, as it is typed."""
    numbers = [waarde] if waarde2 is None else [waarde, waarde2]
    return "/".join(_number(number, MATEN[maat].decimalen) for number in numbers)


def _number(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")
