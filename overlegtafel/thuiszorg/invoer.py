"""Checking a message or a measured value that somebody types here for the home care. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, clean_text
from overlegtafel.thuiszorg.soorten import MATEN, Maat, Notitiesoort, show_waarde

# A word back, not a letter: that goes through the own system.
MAX_BERICHT = 1000
MAX_NUMMER = 40

# Beyond this it is a typing error; within it, it may still be alarming.
PLAUSIBEL: dict[Maat, tuple[float, float]] = {
    Maat.BLOEDDRUK: (40, 300), Maat.GEWICHT: (1, 350), Maat.LENGTE: (30, 230), Maat.SATURATIE: (50, 100),
    Maat.TEMPERATUUR: (25, 44), Maat.POLS: (20, 250), Maat.GLUCOSE: (0.5, 50), Maat.PIJN: (0, 10),
}  # fmt: skip
_ONDERDRUK = (20, 200)
_VOORBEELD = {
    Maat.BLOEDDRUK: "142/85", Maat.GEWICHT: "71,4", Maat.LENGTE: "168", Maat.SATURATIE: "96", Maat.TEMPERATUUR: "37,8",
    Maat.POLS: "72", Maat.GLUCOSE: "6,4", Maat.PIJN: "4",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Berichtinvoer:
    """As it may be stored. Without maat it is a message; with one a value, and tekst is what goes with it."""

    tekst: str
    maat: Maat | None = None
    waarde: float | None = None
    waarde2: float | None = None

    @property
    def soort(self) -> Notitiesoort:
        return Notitiesoort.METING if self.maat else Notitiesoort.BERICHT


@dataclass(frozen=True, slots=True)
class Getypt:
    """What stands in the form."""

    tekst: str = ""
    maat: str = ""
    waarde: str = ""

    @classmethod
    def of_form(cls, form: Mapping[str, str]) -> "Getypt":
        return cls(clean_text(form.get("tekst")), clean_line(form.get("maat")), clean_line(form.get("waarde")))


def check_bericht(typed: Getypt) -> Berichtinvoer:
    """Raises Ongeldig per field."""
    fouten: dict[str, str] = {}
    if len(typed.tekst) > MAX_BERICHT:
        fouten["tekst"] = (
            f"Dit zijn {len(typed.tekst)} tekens; er is plaats voor {MAX_BERICHT}. Kort het in tot de vraag."
        )
    maat = waarde = waarde2 = None
    if typed.maat:
        maat, waarde, waarde2 = _measured(typed, fouten)
    elif typed.waarde:
        fouten["maat"] = "Kies wat u gemeten hebt, of maak het vak met de waarde leeg."
    elif not typed.tekst:
        fouten["tekst"] = "Schrijf een bericht, of vul een meetwaarde in."
    if fouten:
        raise Ongeldig(fouten)
    return Berichtinvoer(typed.tekst, maat, waarde, waarde2)


def _measured(typed: Getypt, fouten: dict[str, str]) -> tuple[Maat | None, float | None, float | None]:
    try:
        maat = Maat(typed.maat)
    except ValueError:
        fouten["maat"] = "Kies een meting uit de lijst."
        return None, None, None
    pair = _numbers(maat, typed.waarde)
    if pair is None:
        fouten["waarde"] = (
            f"Vul boven- en onderdruk in, bijvoorbeeld {_VOORBEELD[maat]}."
            if maat is Maat.BLOEDDRUK
            else f"Vul {maat} in als getal, bijvoorbeeld {_VOORBEELD[maat]}."
        )
    elif message := implausible(maat, *pair):
        fouten["waarde"] = message
    return maat, *(pair or (None, None))


_GETAL = r"\d{1,4}(?:[.,]\d{1,2})?"


def _numbers(maat: Maat, typed: str) -> tuple[float, float | None] | None:
    unit = re.escape(MATEN[maat].eenheid)
    bare = re.sub(rf"\s*(?:{unit}|graden|°)$", "", typed.strip(), flags=re.I)
    pattern = rf"({_GETAL})\s*/\s*({_GETAL})" if maat is Maat.BLOEDDRUK else rf"({_GETAL})"
    found = re.fullmatch(pattern, bare, re.ASCII)
    if found is None:
        return None
    first, *second = (round(float(part.replace(",", ".")), MATEN[maat].decimalen) for part in found.groups())
    return first, second[0] if second else None


def implausible(maat: Maat, waarde: float, waarde2: float | None) -> str:
    """Why this is more likely a slip than a value; empty when it may be true, however alarming."""
    low, high = PLAUSIBEL[maat]
    if not low <= waarde <= high:
        between = f"{show_waarde(maat, low)} en {show_waarde(maat, high)}"
        return f"Dit kan niet kloppen: verwacht wordt iets tussen {between}. Kijk de waarde na."
    if waarde2 is not None and not (_ONDERDRUK[0] <= waarde2 <= _ONDERDRUK[1] and waarde2 < waarde):
        return "De onderdruk klopt niet. Schrijf eerst de bovendruk, dan de onderdruk, bijvoorbeeld 142/85."
    return ""


def check_nummer(typed: str) -> str:
    """The client number of the own system; '' for none. Raises Ongeldig."""
    number = clean_line(typed)
    if len(number) > MAX_NUMMER or not re.fullmatch(r"[\w .,:/-]*", number):
        raise Ongeldig({"nummer": f"Een cliëntnummer heeft letters en cijfers, hoogstens {MAX_NUMMER}. Kijk het na."})
    return number
