"""Checks of what is typed when somebody brings a client in, and of how long an item takes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.overleggen.waarom import SOORTEN

MAX_VRAAG = 300
MINST_MINUTEN, MEESTE_MINUTEN = 1, 120


@dataclass(frozen=True, slots=True)
class Inbreng:
    """What was filled in. minuten None: as long as usual there."""

    overleg_id: UUID
    soort: str
    vraag: str
    minuten: int | None


def check_inbreng(form: Mapping[str, str]) -> Inbreng:
    """Raises Ongeldig with a message per field."""
    fouten = {}
    overleg_id = parse_uuid(form.get("overleg"))
    if overleg_id is None:
        fouten["overleg"] = "Kies in welk overleg."
    soort = form.get("wat", "")
    if soort not in SOORTEN:
        fouten["wat"] = "Kies waarvoor u de cliënt inbrengt."
    vraag = clean_line(form.get("tekst"))
    if not vraag:
        fouten["tekst"] = "Schrijf in één zin wat u van de anderen wilt weten."
    elif len(vraag) > MAX_VRAAG:
        fouten["tekst"] = (
            f"Dit zijn {len(vraag)} tekens; een vraag voor een overleg heeft er hooguit {MAX_VRAAG}. Kort het in tot één zin."
        )
    minuten = None
    try:
        minuten = check_minuten(form.get("minuten")) if clean_line(form.get("minuten")) else None
    except Ongeldig as error:
        fouten |= error.velden
    if fouten:
        raise Ongeldig(fouten)
    return Inbreng(overleg_id, soort, vraag, minuten)


def check_minuten(typed: str | None) -> int:
    """Whole minutes an item takes. Raises Ongeldig."""
    text = clean_line(typed)
    if not (text.isascii() and text.isdigit()) or not MINST_MINUTEN <= int(text[:6]) <= MEESTE_MINUTEN:
        raise Ongeldig({"minuten": f"Vul een heel aantal minuten in, van {MINST_MINUTEN} tot {MEESTE_MINUTEN}."})
    return int(text)
