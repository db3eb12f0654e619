"""Checks of what a team or practice promises about answering. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from overlegtafel.berichten.termijnen import Termijnen
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, parse_uuid

MAX_WEEK, MAX_GEEN, MAX_UREN = 5, 30, 45


@dataclass(frozen=True, slots=True)
class BereikInvoer:
    """What was filled in: who is told when it stays silent (None: everybody), and the terms."""

    coordinator_id: UUID | None
    termijnen: Termijnen


def check_bereik(form: Mapping[str, str], *, leden: Collection[UUID]) -> BereikInvoer:
    """leden: from whom the coordinator is chosen. Raises Ongeldig with a message per field."""
    fouten: dict[str, str] = {}
    chosen = form.get("coordinator", "")
    coordinator = parse_uuid(chosen)
    if chosen and coordinator not in leden:
        fouten["coordinator"] = "Deze persoon werkt hier niet meer. Kies iemand uit de lijst, of kies niemand."
    week = _number(form, "week", "‘deze week’", MAX_WEEK, "werkdagen", fouten)
    geen = _number(form, "geen", "‘geen haast’", MAX_GEEN, "werkdagen", fouten)
    uren = _number(form, "uren_terug", "‘bericht dat het stil blijft’", MAX_UREN, "werkuren", fouten)
    if not fouten and geen < week:
        fouten["geen"] = f"‘Geen haast’ is nu korter dan ‘deze week’. Kies {week} of meer."
    if fouten:
        raise Ongeldig(fouten)
    return BereikInvoer(coordinator, Termijnen(week, geen, uren))


def _number(form: Mapping[str, str], field: str, naam: str, most: int, unit: str, fouten: dict[str, str]) -> int:
    typed = clean_line(form.get(field))
    if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and 1 <= int(typed) <= most):
        fouten[field] = f"Vul bij {naam} een heel getal in van 1 tot en met {most} {unit}."
        return 0
    return int(typed)
