"""Checking what was typed for a line of the plan. Pure: raw form values in, clean values or messages out."""

from dataclasses import dataclass
from datetime import date, timedelta

from overlegtafel.core.datums import parse_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line

# Longer than this is a report, not a line; the half page itself is the real limit.
MAX_TEKST = 400

SOORT_LABELS = {
    "wie": "Wie ben ik",
    "veranderwens": "Wat wil ik veranderen",
    "doel": "Doel",
    "afspraak": "Afspraak",
    "signaal": "Als het misgaat",
}


@dataclass(frozen=True, slots=True)
class Regelinvoer:
    """A line as it may be stored."""

    tekst: str
    datum: date | None = None


def check_regel(soort: str, *, tekst: str, eigenaar: str, datum: str) -> Regelinvoer:
    """Raises Ongeldig with a message per field."""
    fouten: dict[str, str] = {}
    line = clean_line(tekst)
    if not line and soort not in ("wie", "veranderwens"):
        fouten["tekst"] = "Vul in wat er op de halve A4 moet staan."
    if message := too_long(line):
        fouten["tekst"] = message
    day = None
    if soort == "afspraak":
        if not eigenaar:
            fouten["eigenaar"] = "Kies wie dit doet. Staat die er niet bij? Zet die persoon eerst bij 'Wie zijn erbij'."
        day, message = check_datum(datum, verplicht=True)
        if message:
            fouten["datum"] = message
    if fouten:
        raise Ongeldig(fouten)
    return Regelinvoer(line, day)


def too_long(line: str, limit: int = MAX_TEKST) -> str:
    if len(line) <= limit:
        return ""
    return (
        f"Dit zijn {len(line)} tekens; er is plaats voor {limit}. Kort het in tot de kern. "
        "Een verslag hoort in uw eigen dossier."
    )


def check_datum(typed: str, *, verplicht: bool) -> tuple[date | None, str]:
    """The date and an empty message, or None and what to do about it."""
    typed = typed.strip()
    if not typed:
        return None, "Vul een datum in, bijvoorbeeld 15-1-2027." if verplicht else ""
    day = parse_date(typed, two_digit_years="this century", next_from=today())
    if day is None:
        return None, "Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 15-1-2027."
    if abs(day - today()) > timedelta(days=366 * 5):
        return None, "Deze datum ligt te ver weg. Kies een dag binnen vijf jaar."
    return day, ""
