"""Checks of what the team, the referrer or a partner types about a referral. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from overlegtafel.core.datums import parse_date, show_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, clean_text

# A few lines: the story itself stands in the team's own file.
MAX_TEKST = 600
MAX_TERUG = 600
MAX_VERHELDERD = 400
MAX_REDEN = 200
MAX_DEEL = 300
MAX_NAAM = 80


@dataclass(frozen=True, slots=True)
class Stapinvoer:
    """A step as it may be stored. Empty texts say nothing."""

    dag: date
    tekst: str
    verhelderd: str
    terugkoppeling: str


@dataclass(frozen=True, slots=True)
class Afronding:
    """How it ended, and what the referrer hears of it."""

    uitkomst: str
    dag: date
    tekst: str


@dataclass(frozen=True, slots=True)
class Partnerinvoer:
    """Who is called in ('t:<id>' a team, 'p:<id>' a place of the sociale kaart, or a name by hand), and for which part."""

    wie: str
    naam: str
    deel: str


def check_stap(form: Mapping[str, str]) -> Stapinvoer:
    """Raises Ongeldig with a message per field."""
    fouten: dict[str, str] = {}
    invoer = Stapinvoer(
        _dag(form, fouten),
        _text(form, "tekst", MAX_TEKST, fouten),
        _text(form, "verhelderd", MAX_VERHELDERD, fouten),
        _text(form, "terugkoppeling", MAX_TERUG, fouten),
    )
    if fouten:
        raise Ongeldig(fouten)
    return invoer


def check_terugkoppeling(form: Mapping[str, str], *, aan: str = "de verwijzer") -> str:
    """What the referrer, or the team, gets to read."""
    fouten: dict[str, str] = {}
    tekst = _text(form, "tekst", MAX_TERUG, fouten, leeg=f"Schrijf in een paar zinnen wat {aan} moet weten.")
    if fouten:
        raise Ongeldig(fouten)
    return tekst


def check_afronding(form: Mapping[str, str]) -> Afronding:
    """How it ended; there is no end without a word for the referrer."""
    fouten: dict[str, str] = {}
    uitkomst = form.get("afloop", "")
    if not uitkomst:
        fouten["afloop"] = "Kies hoe het afliep."
    day = _dag(form, fouten)
    tekst = _text(form, "tekst", MAX_TERUG, fouten, leeg="Schrijf in een paar zinnen wat de verwijzer moet weten.")
    if fouten:
        raise Ongeldig(fouten)
    return Afronding(uitkomst, day, tekst)


def check_reden(form: Mapping[str, str], leeg: str) -> str:
    """Why: one line. leeg: what to say when there is none."""
    reden = clean_line(form.get("reden"))
    if not reden:
        raise Ongeldig({"reden": leeg})
    if message := too_long(reden, MAX_REDEN):
        raise Ongeldig({"reden": message})
    return reden


def check_partner(form: Mapping[str, str]) -> Partnerinvoer:
    """Somebody chosen from the list, or a name by hand, never both."""
    fouten: dict[str, str] = {}
    wie, naam = form.get("wie", ""), clean_line(form.get("naam"))
    if not wie and not naam:
        fouten["wie"] = "Kies wie u erbij haalt, of vul een naam in."
    elif wie and naam:
        fouten["naam"] = "Kies iemand uit de lijst, of vul een naam in: niet allebei."
    elif message := too_long(naam, MAX_NAAM):
        fouten["naam"] = message
    deel = clean_line(form.get("deel"))
    if not deel:
        fouten["deel"] = "Schrijf kort wat deze partner doet."
    elif message := too_long(deel, MAX_DEEL):
        fouten["deel"] = message
    if fouten:
        raise Ongeldig(fouten)
    return Partnerinvoer(wie, naam, deel)


def check_dag(dag: date, sinds: date) -> None:
    """It happened since the referral, and not tomorrow. Raises Ongeldig."""
    if dag > today():
        raise Ongeldig({"dag": "Deze dag moet nog komen. Kies vandaag of een dag ervoor."})
    if dag < sinds:
        raise Ongeldig({"dag": f"De verwijzing is van {show_date(sinds)}. Kies die dag of een dag erna."})


def too_long(tekst: str, most: int) -> str:
    if len(tekst) <= most:
        return ""
    return f"Dit zijn {len(tekst)} tekens; er is plaats voor {most}. Kort het in tot wat de ander moet weten."


def read_dag(typed: str) -> date | None:
    """The day that was typed, None when it is no date; nothing typed: today."""
    # Without a year: the last such day there was.
    return parse_date(typed.strip(), next_from=today() - timedelta(days=364)) if typed.strip() else today()


def _dag(form: Mapping[str, str], fouten: dict[str, str]) -> date:
    day = read_dag(form.get("dag", ""))
    if day is None:
        fouten["dag"] = f"Dit is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld {show_date(today())}."
    return day or today()


def _text(form: Mapping[str, str], naam: str, most: int, fouten: dict[str, str], *, leeg: str = "") -> str:
    tekst = clean_text(form.get(naam))
    if leeg and not clean_line(tekst):
        fouten[naam] = leeg
    elif message := too_long(tekst, most):
        fouten[naam] = message
    return tekst
