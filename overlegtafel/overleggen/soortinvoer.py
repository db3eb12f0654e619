"""Checks of a kind of meeting, as beheer fills it in. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.core.tekst import clean_line
from overlegtafel.overleggen.disciplines import Eis
from overlegtafel.toegang.domein import FUNCTIES, Domein

RITMES = {"week": "elke week", "maand": "elke maand", "kwartaal": "elk kwartaal", "los": "als het nodig is"}
OVER = {
    "praktijk": "de cliënten van een praktijk",
    "team": "de cliënten van een team",
    "client": "één cliënt of gezin",
    "geen": "geen cliënten",
}
BLADEN = {
    "": "geen",
    "hoc": "HOC: de cliënt vertelt, en maakt de zorgafspraak",
    "rto": "ronde tafel: het gezin vertelt",
}
WAAR = {"begin": "aan het begin", "eind": "aan het eind"}
# Disciplines, chairs and fixed points: rows on the form, and how many functies may fill one row.
MEESTE_EISEN, MEESTE_VOORZITTERS, MEESTE_PUNTEN, PER_EIS = 10, 4, 8, 3
_GETALLEN = {
    "duur": (5, 480, "minuten", "Minuten in het geheel"),
    "minuten_per_punt": (1, 240, "minuten", "Minuten per punt"),
    "inbreng_uren": (0, 336, "uren", "Inbrengen tot"),
    "correctie_dagen": (0, 60, "dagen", "Dagen verbeteren"),
}


@dataclass(frozen=True, slots=True)
class SoortInvoer:
    """A kind of meeting: the columns of Overlegsoort, checked."""

    naam: str
    ritme: str
    over: str
    blad: str
    actief: bool
    duur: int
    minuten_per_punt: int
    inbreng_uren: int
    correctie_dagen: int
    vereist: list[dict[str, Any]]
    voorzitters: list[dict[str, Any]]
    vaste_punten: list[dict[str, Any]]
    bronnen: list[str]


def check_soort(form, *, bronnen: Collection[str]) -> SoortInvoer:
    """form: a MultiDict. bronnen: the sources there are. Raises Ongeldig with a message per field."""
    fouten: dict[str, str] = {}
    naam = clean_line(form.get("naam"))
    if not 2 <= len(naam) <= 60:
        fouten["naam"] = "Vul een naam in van 2 tot en met 60 tekens."
    chosen = {
        "ritme": _choice(form, "ritme", RITMES, "Kies hoe vaak dit overleg meestal is.", fouten),
        "over": _choice(form, "over", OVER, "Kies over wie het gaat.", fouten),
        "blad": _choice(form, "blad", BLADEN, "Kies welk gespreksblad erbij hoort, of geen.", fouten),
    }
    numbers = {field: _number(form, field, fouten) for field in _GETALLEN}
    if not fouten.keys() & _GETALLEN and numbers["minuten_per_punt"] > numbers["duur"]:
        fouten["minuten_per_punt"] = "Eén punt duurt zo langer dan het hele overleg."
    lists = {
        "vereist": _eisen(form, "vereist", MEESTE_EISEN, fouten),
        "voorzitters": _eisen(form, "voorzitters", MEESTE_VOORZITTERS, fouten),
        "vaste_punten": _punten(form, fouten),
    }
    sources = form.getlist("bronnen")
    if not set(sources) <= set(bronnen):
        fouten["bronnen"] = "Kies uit de lijst waar de punten vandaan komen."
    if chosen["over"] in ("client", "geen") and sources:
        fouten["bronnen"] = "Dit overleg gaat niet over de cliënten van een praktijk of team. Haal deze vinkjes weg."
    if fouten:
        raise Ongeldig(fouten)
    return SoortInvoer(naam=naam, actief=bool(form.get("actief")), bronnen=sources, **chosen, **numbers, **lists)


def make_sleutel(naam: str, taken: Collection[str]) -> str:
    """How other data name a new kind: 'mdo-jeugd'."""
    base = re.sub(r"[^a-z0-9]+", "-", normalise(naam)).strip("-")[:16] or "overleg"
    return next(key for n in range(1, 1000) if (key := base if n == 1 else f"{base}-{n}") not in taken)


def eis_options() -> list[tuple[str, str]]:
    """What a discipline is chosen from: whole domains, then functies."""
    domains = [(f"d:{d.value}", f"iemand van: {d.label}") for d in Domein if d not in (Domein.BEHEER, Domein.NETWERK)]
    return domains + [(f"f:{f}", f) for f, (d, _) in FUNCTIES.items() if d is not Domein.BEHEER]


def eis_keys(eis: Eis) -> list[str]:
    """What was chosen in a row, as the form holds it."""
    return [f"d:{d.value}" for d in eis.domeinen] + [f"f:{f}" for f in eis.functies]


def _eisen(form, field: str, most: int, fouten: dict[str, str]) -> list[dict[str, Any]]:
    options, found = dict(eis_options()), []
    for number in range(1, most + 1):
        keys = [k for k in form.getlist(f"{field}_{number}") if k]
        label = clean_line(form.get(f"{field}_{number}_label"))
        if not keys and not label:
            continue
        name = f"{field}_{number}"
        if not keys:
            fouten[name] = f"Kies wie ‘{label}’ kan zijn, of maak het vak leeg."
        elif not set(keys) <= options.keys() or len(keys) > PER_EIS:
            fouten[name] = "Kies uit de lijst."
        elif len(label) > 40:
            fouten[name] = "Maak de naam korter: hooguit 40 tekens."
        else:
            keys = list(dict.fromkeys(keys))
            functies = tuple(k[2:] for k in keys if k.startswith("f:"))
            domeinen = tuple(Domein(k[2:]) for k in keys if k.startswith("d:"))
            words = [d.label for d in domeinen] + list(functies)
            found.append(Eis(label or " of ".join(words)[:40], functies, domeinen).as_data)
    return found


def _punten(form, fouten: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for number in range(1, MEESTE_PUNTEN + 1):
        titel, typed = clean_line(form.get(f"punt_{number}")), clean_line(form.get(f"punt_{number}_minuten"))
        if not titel:
            continue
        minutes = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
        if len(titel) > 80:
            fouten[f"punt_{number}"] = "Maak de titel korter: hooguit 80 tekens."
        if not 1 <= minutes <= 240:
            fouten[f"punt_{number}_minuten"] = f"Vul bij ‘{titel[:30]}’ het aantal minuten in, van 1 tot en met 240."
        waar = form.get(f"punt_{number}_waar", "")
        found.append({"titel": titel, "minuten": minutes, "waar": waar if waar in WAAR else "begin"})
    return found


def _choice(form, field: str, options: Collection[str], message: str, fouten: dict[str, str]) -> str:
    if (chosen := form.get(field, "")) not in options:
        fouten[field] = message
    return chosen


def _number(form, field: str, fouten: dict[str, str]) -> int:
    least, most, unit, label = _GETALLEN[field]
    typed = clean_line(form.get(field))
    value = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else -1
    if not least <= value <= most:
        fouten[field] = f"{label}: vul een heel getal in van {least} tot en met {most} {unit}."
    return value
