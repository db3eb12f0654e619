"""Checks of what is typed at an item: the note, the outcome, a date to return, which line of the plan. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from overlegtafel.core.datums import parse_date, show_date
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, clean_text, parse_uuid

MAX_NOTITIE = 20_000
MAX_UITKOMST = 300
# A date to return further away than this is a slip of the pen.
VERSTE = timedelta(days=2 * 366)
# What people say at a table; in whole weeks, so that it is no weekend.
OVER_WEKEN = {2: "over 2 weken", 4: "over 4 weken", 13: "over 3 maanden"}


def check_notitie(tekst: str | None) -> str:
    """The note as it may be stored; may be empty. Raises Ongeldig."""
    clean = clean_text(tekst)
    if len(clean) > MAX_NOTITIE:
        raise Ongeldig(
            {"tekst": f"Dit zijn {len(clean)} tekens; een notitie heeft er hooguit {MAX_NOTITIE}. Kort de tekst in."}
        )
    return clean


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What came of an item: a sentence, or on purpose no decision, or both empty: then its decisions say it."""

    tekst: str
    geen_besluit: bool


def check_uitkomst(tekst: str | None, *, geen_besluit: bool, besluiten: int) -> Uitkomst:
    """besluiten: how many were recorded at this item. Raises Ongeldig."""
    line = clean_line(tekst)
    if len(line) > MAX_UITKOMST:
        raise Ongeldig(
            {"uitkomst": f"Dit zijn {len(line)} tekens. Kort het in tot één zin van hooguit {MAX_UITKOMST}."}
        )
    if geen_besluit and besluiten:
        raise Ongeldig({"uitkomst": "Bij dit punt zijn besluiten vastgelegd. Kies 'Sluit punt af'."})
    if not line and not geen_besluit and not besluiten:
        raise Ongeldig({"uitkomst": "Schrijf in één zin wat eruit kwam, leg een besluit vast, of kies 'Geen besluit'."})
    return Uitkomst(line, geen_besluit)


def check_terug(form: Mapping[str, str], *, na: date) -> date:
    """The day a client comes back: what was typed, else the meeting that was chosen. na: it lies after this day. Raises Ongeldig."""
    typed = form.get("datum", "").strip()
    day = parse_date(typed or form.get("keer", ""), two_digit_years="this century", next_from=na + timedelta(days=1))
    if day is None:
        message = "Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 15-1-2027." if typed else "Kies een dag."
    elif day <= na:
        message = f"Kies een dag na {show_date(na)}."
    elif day - na > VERSTE:
        message = "Deze dag ligt te ver weg. Kies een dag binnen twee jaar."
    else:
        return day
    raise Ongeldig({"datum": message})


def list_dagen(van: date) -> list[tuple[str, str]]:
    """Days to choose from instead of typing one, counted from this day: the date, and what it is called."""
    return [(show_date(van + timedelta(weeks=weeks)), label) for weeks, label in OVER_WEKEN.items()]


@dataclass(frozen=True, slots=True)
class Regelkeuze:
    """Which line of the plan: one that is there, as the writer saw it, or a new one of this kind."""

    regel_id: UUID | None
    versie: int = 0
    nieuw: str = ""


NIEUW = ("doel", "signaal", "veranderwens", "wie")


def parse_regelkeuze(typed: str) -> Regelkeuze:
    """'<uuid>.<versie>' or 'nieuw.<soort>'. Raises Ongeldig."""
    head, _, tail = typed.partition(".")
    if head == "nieuw" and tail in NIEUW:
        return Regelkeuze(None, nieuw=tail)
    regel_id = parse_uuid(head)
    if regel_id is None or not (tail.isascii() and tail.isdigit() and len(tail) < 10):
        raise Ongeldig({"regel": "Kies welke regel van het plan verandert."})
    return Regelkeuze(regel_id, int(tail))
