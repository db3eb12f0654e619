"""Checks of how somebody wants to hear of messages. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from overlegtafel.core.fouten import Ongeldig

POST = {
    "meteen": "Als ik iets na vijf minuten nog niet heb gezien",
    "dag": "Eén keer, in de ochtend van een werkdag",
    "uit": "Geen e-mail over berichten",
}


@dataclass(frozen=True, slots=True)
class VoorkeurInvoer:
    """post: a key of POST. No e-mail between stil_van and stil_tot (Dutch time); equal: at any time."""

    post: str
    stil_van: time
    stil_tot: time


def check_voorkeur(form: Mapping[str, str]) -> VoorkeurInvoer:
    """Raises Ongeldig with a message per field."""
    fouten = {}
    if form.get("post") not in POST:
        fouten["post"] = "Kies wanneer u e-mail wilt."
    times = {name: parse_time(form.get(name, "")) for name in ("stil_van", "stil_tot")}
    for name, moment in times.items():
        if moment is None:
            fouten[name] = "Typ een tijd als 18:00."
    if fouten:
        raise Ongeldig(fouten)
    return VoorkeurInvoer(form["post"], times["stil_van"], times["stil_tot"])


def parse_time(typed: str) -> time | None:
    """'18:00', '18.30', '1830' or '8'; None when it is no time of day."""
    found = re.fullmatch(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?(?: ?uur)?", typed.strip().casefold())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
