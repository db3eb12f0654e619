"""Roles of the stories, and who of the region fills them around one household."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

# role in a story -> functies that fill it; a name in capitals is a team.
ROLLEN: dict[str, tuple[str, ...]] = {
    "ha": ("huisarts",),
    "poh": ("POH ouderenzorg",),
    "pohggz": ("POH GGZ",),
    "pohjeugd": ("POH jeugd",),
    "praktijk": ("PRAKTIJK", "praktijkassistent"),
    "wvk": ("wijkverpleegkundige",),
    "vz": ("verzorgende",),
    "dem": ("trajectbegeleider dementie",),
    "thuiszorg": ("THUISZORG",),
    "fysio": ("fysiotherapeut",),
    "ergo": ("ergotherapeut",),
    "diet": ("diëtist",),
    "psychiater": ("psychiater",),
    "gz": ("GZ-psycholoog", "klinisch psycholoog", "psychotherapeut"),
    "beh": ("behandelaar",),
    "spv": ("SPV",),
    "vs": ("verpleegkundig specialist",),
    "ips": ("IPS-trajectbegeleider",),
    "trans": ("transmuraal verpleegkundige",),
    "ed": ("ervaringsdeskundige",),
    "mw": ("maatschappelijk werker",),
    "ggzteam": ("GGZTEAM", "behandelaar"),
    "st": ("contactpersoon sociaal team", "mw sociaal team", "maatschappelijk werker"),
    "steam": ("SOCIAALTEAM", "Wmo-consulent"),
    "wmo": ("Wmo-consulent",),
    "part": ("participatiecoach",),
    "jeugd": ("jeugdconsulent",),
    "shv": ("schuldhulpverlener",),
    "woon": ("medewerker woningcorporatie",),
    "regie": ("gezinsregisseur",),
}
# These must be met in this order; the others are equals to draw from.
_IN_ORDER = frozenset({"praktijk", "ggzteam", "st", "steam"})
_THUISZORG = frozenset({"wvk", "vz", "dem", "thuiszorg"})
_GGZ = frozenset({"psychiater", "gz", "beh", "spv", "vs", "ips", "trans", "ed", "mw", "ggzteam"})

# A demo account must not drown: no more clients than this, in person or through a team.
MAX_CLIENTEN = 76
# How many of the patients of a pilot practice have the demo huisarts as their own.
HUISARTS_DEEL = {"ouderen": 0.58, "ggz": 0.45, "gezinnen": 0.25}


@dataclass(frozen=True, slots=True, eq=False)
class Speler:
    """A person or a team that can sit at a table."""

    id: UUID
    naam: str
    functie: str
    domein: str
    telefoon: str
    organisatie_id: UUID | None
    organisatie: str
    is_team: bool = False
    # Demo accounts that get this client on their list: the person, or members of the team.
    demo: tuple[str, ...] = ()


@dataclass(slots=True)
class Gebied:
    """One practice and everyone who works with it."""

    praktijk_id: UUID
    praktijk: str
    wijken: tuple[str, ...]
    spelers: dict[str, list[Speler]] = field(default_factory=dict)
    # Home care comes from one organisation per household.
    thuiszorg: list[tuple[int, dict[str, list[Speler]]]] = field(default_factory=list)
    pilot: bool = True


class Bezetting:
    """Fills the roles of one household after another, and keeps count for the demo accounts."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.load: dict[str, int] = {}

    def fill(self, gebied: Gebied, soort: str, rollen: Iterable[str], size: int) -> dict[str, Speler]:
        """Somebody for every role. Two roles may come down to one person."""
        rollen = sorted(rollen, key=lambda rol: rol != "ha")
        thuiszorg: dict[str, list[Speler]] = {}
        # A demo huisarts draws the other demo accounts along: that is how people come to share clients.
        together = 0.35
        filled: dict[str, Speler] = {}
        for rol in rollen:
            if rol in _THUISZORG and not thuiszorg:
                thuiszorg = self._pick_thuiszorg(gebied, size, first=together > 0.5)
            pool = thuiszorg if rol in _THUISZORG else gebied.spelers
            groups = [pool.get(functie, []) for functie in ROLLEN[rol]]
            if rol not in _IN_ORDER:
                groups = [[s for group in groups for s in group]]
            if rol == "mw":
                groups.append(gebied.spelers.get("mw sociaal team", []))
            share = HUISARTS_DEEL[soort] if rol == "ha" else max(together, 0.65) if rol in _GGZ else together
            chosen = self._pick(groups, size, share)
            if chosen is None:
                raise ValueError(f"nobody for {rol} in {gebied.praktijk}")
            filled[rol] = chosen
            if chosen.demo and rol == "ha":
                together = 0.9
        seen: set[str] = set()
        for speler in filled.values():
            seen.update(speler.demo)
        for name in seen:
            self.load[name] = self.load.get(name, 0) + size
        return filled

    def _has_room(self, speler: Speler, size: int) -> bool:
        return all(self.load.get(name, 0) + size <= MAX_CLIENTEN for name in speler.demo)

    def _pick(self, groups: list[list[Speler]], size: int, demo_share: float) -> Speler | None:
        rng = self._rng
        everybody = [s for group in groups for s in group]
        for group in groups:
            demo = [s for s in group if s.demo and self._has_room(s, size)]
            others = [s for s in group if not s.demo]
            if demo and (not others or rng.random() < demo_share):
                return rng.choice(demo)
            if others:
                return rng.choice(others)
        return rng.choice(everybody) if everybody else None

    def _pick_thuiszorg(self, gebied: Gebied, size: int, *, first: bool) -> dict[str, list[Speler]]:
        """One organisation for the household; `first` makes the largest one more likely."""
        units = [(w, u) for w, u in gebied.thuiszorg if all(self._has_room(s, size) for s in u["THUISZORG"])]
        ticket = self._rng.random() * sum(weight for weight, _ in units) * (0.75 if first else 1)
        for weight, unit in units:
            ticket -= weight
            if ticket < 0:
                return unit
        return units[-1][1]
