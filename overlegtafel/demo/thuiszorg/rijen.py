"""A note as a row, and when in the round it was written."""

import random
from datetime import date, datetime, time
from typing import Any

from overlegtafel.core.datums import NL
from overlegtafel.demo.regio import new_id
from overlegtafel.demo.rollen import Speler
from overlegtafel.thuiszorg.soorten import Notitiesoort

Row = dict[str, Any]
_LEEG = {
    "client_id": None, "bronclient_id": None, "bron_id": None, "door_id": None, "tot": None, "opschrift": "",
    "tekst": "", "auteur": "", "functie": "", "telefoon": "", "maat": None, "waarde": None, "waarde2": None,
    "ingetrokken": False, "versie": 1, "bronversie": "", "bijgewerkt": None, "vingerafdruk": "", "gewijzigd_op": None,
    "afgehandeld_op": None,
}  # fmt: skip


def make_moment(rng: random.Random, day: date, part: str) -> datetime:
    """When in the round, by Dutch time."""
    low, high = {
        "ochtend": (7 * 60 + 5, 11 * 60 + 20),
        "middag": (13 * 60 + 15, 14 * 60 + 30),
        "avond": (17 * 60, 21 * 60 + 50),
    }[part]
    minutes = rng.randint(low, high)
    return datetime.combine(day, time(minutes // 60, minutes % 60, rng.randint(0, 59)), NL)


def make_row(rng: random.Random, soort: Notitiesoort, when: datetime, author: Speler, **more: object) -> Row:
    """organisatie_id: of the author, who writes for the own organisatie."""
    return _LEEG | {
        "id": new_id(rng), "organisatie_id": author.organisatie_id, "soort": soort.value, "moment": when,
        "ontvangen_op": when, "auteur": author.naam, "functie": author.functie,
    } | more  # fmt: skip
