"""Checking what was filled in to refer. Pure: raw form values in, clean values or messages out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.clienten.beslissers import Beslisser
from overlegtafel.clienten.toestemming_invoer import Beslissing, check_beslissing
from overlegtafel.core.datums import parse_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.core.tekst import clean_line, clean_text, parse_uuid
from overlegtafel.core.telefoon import clean_telefoon
from overlegtafel.verwijzingen.regels import GELDVRAGEN, list_namen

# One or two sentences: the team asks the rest itself.
MAX_VRAAG = 400
MAX_WANNEER = 100
# Who agreed longer ago than this may think otherwise by now.
DAGEN_AKKOORD = 30
# What the team may see beside the referral, when the client was never asked.
MET_PLAN, ZONDER_PLAN = "plan", "alleen"


class Vorm(Protocol):
    """The columns of Verwijssoort that say what its form asks."""

    hulpvragen: list
    met_leefgebied: bool
    met_geldvragen: bool


@dataclass(frozen=True, slots=True)
class Verwijsinvoer:
    """A referral as it was typed. akkoord: who agreed. zien: MET_PLAN, ZONDER_PLAN, or '' when it was not asked.

    stand: the number of the client's consents when the form was drawn.
    """

    vraag: str
    hulpvraag: str
    leefgebied: str
    geld: dict[str, bool] | None
    team_id: UUID
    akkoord: Beslissing
    akkoord_op: date
    nummer: str
    wanneer: str
    spoed: Spoed
    zien: str = ""
    stand: int = -1


def check_verwijzing(form: Mapping[str, str], soort: Vorm) -> Verwijsinvoer:
    """Raises Ongeldig with a message per field."""
    fouten: dict[str, str] = {}
    vraag = clean_text(form.get("tekst"))
    if not vraag:
        fouten["tekst"] = "Schrijf in een of twee zinnen wat u het team vraagt."
    elif len(vraag) > MAX_VRAAG:
        fouten["tekst"] = (
            f"Dit zijn {len(vraag)} tekens; een verwijzing heeft er hooguit {MAX_VRAAG}. Kort het in tot de vraag."
        )
    hulpvraag = form.get("hulpvraag", "")
    if hulpvraag not in list_namen(soort.hulpvragen):
        fouten["hulpvraag"] = "Kies waar de vraag over gaat."
    leefgebied = form.get("leefgebied", "") if soort.met_leefgebied else ""
    if soort.met_leefgebied and leefgebied not in LEEFGEBIEDEN:
        fouten["leefgebied"] = "Kies het leefgebied waar het om gaat."
    team_id = parse_uuid(form.get("team"))
    if team_id is None:
        fouten["team"] = "Kies het team."
    akkoord, akkoord_op = _akkoord(form, fouten)
    nummer, wanneer = _bellen(form, fouten)
    spoed, zien = form.get("spoed", Spoed.WEEK), form.get("zien", "")
    if spoed not in list(Spoed):
        fouten["spoed"] = "Kies hoe snel het team moet bellen."
    if zien not in ("", MET_PLAN, ZONDER_PLAN):
        fouten["zien"] = "Kies wat het team mag zien."
    if fouten:
        raise Ongeldig(fouten)
    return Verwijsinvoer(
        vraag, hulpvraag, leefgebied, _geld(form) if soort.met_geldvragen else None, team_id, akkoord, akkoord_op,
        nummer, wanneer, Spoed(spoed), zien, parse_stand(form.get("stand")),
    )  # fmt: skip


def _akkoord(form: Mapping[str, str], fouten: dict[str, str]) -> tuple[Beslissing, date]:
    """Who agreed to be called, as told to the referrer, and on which day."""
    given = Beslissing(Beslisser.CLIENT, None, "mondeling", None)
    try:
        given = check_beslissing({"wie": form.get("wie", ""), "hoe": "mondeling"})
    except Ongeldig:
        fouten["wie"] = (
            "Vraag eerst of het goed is dat het team belt, en kies wie dat goed vond. Is het nog niet gevraagd, of liever niet? "
            "Verwijs dan nu niet."
        )
    typed = clean_line(form.get("dag"))
    day = parse_date(typed) if typed else today()
    if day is None:
        fouten["dag"] = "Dit is geen dag. Schrijf dag-maand-jaar, bijvoorbeeld 3-11-2026."
    elif day > today():
        fouten["dag"] = "Deze dag moet nog komen. Vul de dag in waarop u het vroeg."
    elif day < today() - timedelta(days=DAGEN_AKKOORD):
        fouten["dag"] = f"Dit is meer dan {DAGEN_AKKOORD} dagen geleden. Vraag het nog eens."
    return given, day or today()


def _bellen(form: Mapping[str, str], fouten: dict[str, str]) -> tuple[str, str]:
    typed = clean_line(form.get("nummer"))
    number = clean_telefoon(typed)
    if not typed:
        fouten["nummer"] = "Vul het nummer in waarop het team kan bellen."
    elif number is None:
        fouten["nummer"] = "Dit is geen telefoonnummer. Schrijf het met netnummer, bijvoorbeeld 043-350 12 34."
    when = clean_line(form.get("wanneer"))
    if len(when) > MAX_WANNEER:
        fouten["wanneer"] = f"Dit zijn {len(when)} tekens. Kort het in tot {MAX_WANNEER}."
    return number or "", when


def _geld(form: Mapping[str, str]) -> dict[str, bool] | None:
    """What was answered of the three questions; None when none was."""
    return {k: form[k] == "ja" for k in GELDVRAGEN if form.get(k) in ("ja", "nee")} or None


def parse_stand(typed: str | None) -> int:
    """The number of the consents the form started from; a form without one is stale."""
    typed = typed or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
