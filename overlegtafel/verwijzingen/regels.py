"""What a kind of referral says: its questions, steps, outcomes and terms, as data turned into something to ask. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from overlegtafel.berichten.termijnen import Termijnen

AANGEMELD = "aangemeld"
# How a referral can end; every outcome is one of these.
EINDES = ("afgerond", "afgezien", "doorverwezen", "gestopt")
STATEN = {
    AANGEMELD: "aangemeld",
    "gebeld": "gebeld",
    "gesprek": "gesprek",
    "loopt": "loopt",
    "afgerond": "afgerond",
    "afgezien": "afgezien van hulp",
    "doorverwezen": "doorverwezen",
    "gestopt": "gestopt",
}
# Outcomes that come by themselves, of every kind.
VANZELF = {
    "ingetrokken": "toestemming ingetrokken",
    "overleden": "overleden",
    "opgeheven": "team opgeheven",
    "teruggenomen": "teruggenomen door de verwijzer",
}
# Steps of every kind, beside those of its own list.
STAPWOORDEN = {
    "aangemeld": "verwees",
    "opgepakt": "pakte het op",
    "teruggegeven": "gaf het terug aan het team",
    "doorgegeven": "gaf het door aan een collega",
    "overgedragen": "gaf het door aan een ander team",
    "teruggenomen": "nam het terug",
    "terugkoppeling": "koppelde terug",
    "partner": "haalde erbij",
    "partner_terug": "koppelde terug",
    "einde": "sloot af",
    "heropend": "zette het weer open",
    "gestopt": "stopte vanzelf",
}
GELDVRAGEN = {
    "rondkomen": "Moeite om elke maand rond te komen",
    "slapen": "Slaapt slecht van geldzorgen",
    "post": "De post stapelt zich op",
}


@dataclass(frozen=True, slots=True)
class Keuze:
    """One of a list: a kind of question."""

    sleutel: str
    naam: str


@dataclass(frozen=True, slots=True)
class Stap:
    """A step the team can take. van: the states in which it can be taken, naar: the state after it.

    contact: the client was spoken to. poging: counts as a try. vraag: whether the clarified question is asked with it.
    """

    sleutel: str
    naam: str
    knop: str
    van: tuple[str, ...]
    naar: str
    contact: bool = False
    poging: bool = False
    vraag: bool = False


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """How it can end. einde: one of EINDES."""

    sleutel: str
    naam: str
    einde: str


class Soortrij(Protocol):
    """The columns of Verwijssoort that are read here."""

    hulpvragen: list
    stappen: list
    uitkomsten: list
    dagen_week: int
    dagen_geen: int
    dagen_opnieuw: int
    dagen_terug: int
    dagen_stil: int


@dataclass(frozen=True, slots=True)
class Regels:
    """One kind. The days are working days."""

    hulpvragen: tuple[Keuze, ...]
    stappen: tuple[Stap, ...]
    uitkomsten: tuple[Uitkomst, ...]
    bellen: Termijnen
    dagen_opnieuw: int
    dagen_terug: int
    dagen_stil: int

    @classmethod
    def of(cls, soort: Soortrij) -> "Regels":
        return cls(
            tuple(Keuze(**h) for h in soort.hulpvragen),
            tuple(Stap(**{**s, "van": tuple(s["van"])}) for s in soort.stappen),
            tuple(Uitkomst(**u) for u in soort.uitkomsten),
            Termijnen(soort.dagen_week, soort.dagen_geen),
            soort.dagen_opnieuw,
            soort.dagen_terug,
            soort.dagen_stil,
        )

    def stappen_in(self, staat: str) -> list[Stap]:
        """What can be done now."""
        return [s for s in self.stappen if staat in s.van]

    def find_stap(self, sleutel: str) -> Stap | None:
        return next((s for s in self.stappen if s.sleutel == sleutel), None)

    def find_uitkomst(self, sleutel: str) -> Uitkomst | None:
        return next((u for u in self.uitkomsten if u.sleutel == sleutel), None)

    def naam_van_hulpvraag(self, sleutel: str) -> str:
        """Also of one that is not in the list any more."""
        return _name_in(self.hulpvragen, sleutel)

    def naam_van_uitkomst(self, sleutel: str) -> str:
        return VANZELF.get(sleutel) or _name_in(self.uitkomsten, sleutel)

    def naam_van_stap(self, sleutel: str) -> str:
        return STAPWOORDEN.get(sleutel) or _name_in(self.stappen, sleutel)


def _name_in(rows: Iterable[Keuze | Stap | Uitkomst], sleutel: str) -> str:
    return next((r.naam for r in rows if r.sleutel == sleutel), sleutel.replace("_", " "))


def list_namen(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Of a list as it is stored: key and name."""
    return {r["sleutel"]: r["naam"] for r in rows}
