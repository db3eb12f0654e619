"""Checks of what is typed in a question or an answer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, clean_text

# A few lines: what is longer belongs in the own file, or in a talk.
MAX_TEKST = 1000
MAX_REDEN = 200


@dataclass(frozen=True, slots=True)
class Vraag:
    """What was filled in: the text, whom it is for (the key of an address), how soon, and whether an answer is wanted."""

    tekst: str
    aan: str
    spoed: Spoed
    soort: str


def check_vraag(form: Mapping[str, str], *, soort: str) -> Vraag:
    """Raises Ongeldig with a message per field."""
    fouten = {}
    tekst = _tekst(
        form,
        fouten,
        leeg="Schrijf in een paar zinnen wat u wilt vragen." if soort == "vraag" else "Schrijf wat u wilt laten weten.",
    )
    aan = form.get("aan", "")
    if not aan:
        fouten["aan"] = "Kies aan wie."
    spoed = form.get("spoed", Spoed.WEEK if soort == "vraag" else Spoed.GEEN)
    if spoed not in list(Spoed):
        fouten["spoed"] = "Kies voor wanneer u antwoord wilt."
    if fouten:
        raise Ongeldig(fouten)
    return Vraag(tekst, aan, Spoed(spoed), soort)


def check_tekst(form: Mapping[str, str], *, leeg: str) -> str:
    """What somebody writes in a thread. leeg: what to say when nothing was written. Raises Ongeldig."""
    fouten: dict[str, str] = {}
    tekst = _tekst(form, fouten, leeg=leeg)
    if fouten:
        raise Ongeldig(fouten)
    return tekst


def check_woord(form: Mapping[str, str]) -> str:
    """The word that goes along when a question is handed over; may be empty."""
    woord = clean_line(form.get("woord"))
    if len(woord) > MAX_REDEN:
        raise Ongeldig({"woord": f"Dit zijn {len(woord)} tekens. Kort het in tot {MAX_REDEN}."})
    return woord


def check_reden(form: Mapping[str, str]) -> str:
    """Why a thread is closed without an answer."""
    reden = clean_line(form.get("reden"))
    if not reden:
        raise Ongeldig({"reden": "Schrijf kort waarom er geen antwoord meer nodig is."})
    if len(reden) > MAX_REDEN:
        raise Ongeldig({"reden": f"Dit zijn {len(reden)} tekens. Kort het in tot {MAX_REDEN}."})
    return reden


def _tekst(form: Mapping[str, str], fouten: dict[str, str], *, leeg: str) -> str:
    tekst = clean_text(form.get("tekst"))
    if not tekst:
        fouten["tekst"] = leeg
    elif len(tekst) > MAX_TEKST:
        fouten["tekst"] = (
            f"Dit zijn {len(tekst)} tekens; een bericht heeft er hooguit {MAX_TEKST}. Kort het in: wat moet de ander weten of doen? "
            "Een lang verhaal hoort in uw eigen dossier."
        )
    return tekst
