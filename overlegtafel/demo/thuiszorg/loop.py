"""One draad as it goes with one client: what there is to tell on which day."""

from collections import Counter
from dataclasses import dataclass, field

from overlegtafel.demo.thuiszorg import Draad, Zin

# These are told in the order in which they stand; the others in any.
_OP_VOLGORDE = ("begin", "herstel")
HERSTEL = 14
# Days around a turn.
_ERNST = (-4, 3)
_TELWOORD = ("één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien", "veertien")  # fmt: skip


@dataclass(slots=True)
class Loop:
    """One draad with its turn; day 0 is the first day of care that is told."""

    draad: Draad
    keer: int
    spoor: str = ""
    gebeld: bool = False
    gedaan: bool = False
    verteld: Counter[str] = field(default_factory=Counter)

    def zinnen(self, fase: str, day: int) -> list[Zin]:
        """Of this stretch of time, as it goes with this one."""
        stock = self.draad.zinnen.get(fase, ())
        return [z for z in stock if z.spoor in ("", self.spoor) and z.van <= day - self.keer <= z.tot]

    def kern(self, day: int) -> list[Zin]:
        """What there is to tell on this day; nothing when all of that was told."""
        fase = self.fase(day)
        if fase not in _OP_VOLGORDE:
            return self.zinnen(fase, day)
        stock = self.draad.zinnen.get(fase, [])
        reached = len(stock) if fase == "begin" else 1 + (day - self.keer) * len(stock) // HERSTEL
        able = self.zinnen(fase, day)
        for i, zin in enumerate(stock[self.verteld[fase] :], self.verteld[fase]):
            if zin in able and (i < reached or zin.van > 0):
                self.verteld[fase] = i + 1
                return [zin]
        return []

    def kuurdag(self, day: int) -> str:
        """Which day after the turn, in words; the turn itself is the first."""
        return _TELWOORD[min(max(day - self.keer, 0), HERSTEL - 1)]

    def fase(self, day: int) -> str:
        past = day - self.keer
        if day < 6:
            return "begin"
        return "erger" if -5 <= past < 0 else "herstel" if 0 <= past < HERSTEL else "loop"

    def is_grave(self, day: int) -> bool:
        """Whether this is no day to write about the weather."""
        return "alarm" in self.draad.zinnen and _ERNST[0] <= day - self.keer <= _ERNST[1]
