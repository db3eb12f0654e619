"""Who must be there: which discipline of a kind of meeting is present, and which is missing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from overlegtafel.toegang.domein import FUNCTIES, Domein, domein_of


@dataclass(frozen=True, slots=True)
class Eis:
    """A discipline a meeting needs at least one of: by functie, by domain, or either."""

    label: str
    functies: tuple[str, ...] = ()
    domeinen: tuple[Domein, ...] = ()

    def is_met_by(self, functie: str) -> bool:
        """Whether somebody with this functie fills it; what was entered by hand may be no functie of the region."""
        return functie in self.functies or (functie in FUNCTIES and domein_of(functie) in self.domeinen)

    @property
    def as_data(self) -> dict[str, Any]:
        return {"label": self.label, "functies": list(self.functies), "domeinen": [d.value for d in self.domeinen]}


def read_eisen(data: Iterable[dict[str, Any]]) -> list[Eis]:
    """What Overlegsoort.vereist and .voorzitters hold. Raises KeyError or ValueError for what is none."""
    return [
        Eis(row["label"], tuple(row.get("functies", ())), tuple(Domein(d) for d in row.get("domeinen", ())))
        for row in data
    ]


def list_missing(eisen: Sequence[Eis], functies: Iterable[str]) -> list[Eis]:
    """The disciplines nobody of these functies fills. One person may fill several."""
    here = list(functies)
    return [eis for eis in eisen if not any(eis.is_met_by(functie) for functie in here)]
