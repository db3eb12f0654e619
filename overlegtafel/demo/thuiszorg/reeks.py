"""Values over the months, such that what is written and what was measured agree."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from overlegtafel.demo.thuiszorg import Draad
from overlegtafel.thuiszorg.soorten import MATEN, Maat

# Days before the turn in which it builds up, after it in which it goes back, and until it is where it ends.
_OP, _AF, _EINDE = 7, 10, 45
_GRENZEN = {
    "saturatie": (80, 99),
    "pijn": (0, 10),
    "glucose": (2.8, 22.0),
    "temperatuur": (35.6, 40.5),
    "pols": (48, 130),
}


@dataclass(slots=True)
class _Bocht:
    keer: int
    top: float
    einde: float
    banden: tuple[tuple[int, int, float, float], ...]

    def at(self, day: int) -> float:
        past = day - self.keer
        if past < 0:
            return self.top * max(0.0, 1 + past / _OP)
        return self.top * max(0.0, 1 - past / _AF) + self.einde * min(1.0, past / _EINDE)


class Reeksen:
    """The values of one client: day is a number, the turn of each draad another."""

    def __init__(self, rng: random.Random, draden: list[tuple[Draad, int]]) -> None:
        self._rng = rng
        self._base: dict[str, float] = {}
        self._noise: dict[str, float] = {}
        self._bends: dict[str, list[_Bocht]] = {}
        self._seen: dict[tuple[str, int], tuple[float, float | None]] = {}
        self.om: dict[str, int] = {}
        for draad, turn in draden:
            for meet in draad.meten:
                if meet.maat not in self._base:
                    self._base[meet.maat] = meet.laag + rng.random() * (meet.hoog - meet.laag)
                    self._noise[meet.maat] = meet.ruis
                    self.om[meet.maat] = meet.om
                self._bends.setdefault(meet.maat, []).append(_Bocht(turn, meet.top, meet.einde, meet.banden))

    def value(self, maat: str, day: int) -> tuple[float, float | None]:
        """The value of that day, and the lower blood pressure; the same each time it is asked."""
        key = (maat, day)
        if key not in self._seen:
            rng = self._rng
            plain = self._base[maat] + sum(bend.at(day) for bend in self._bends[maat])
            value = plain + (rng.random() * 2 - 1) * self._noise[maat]
            low, high = _GRENZEN.get(maat, (0, 999))
            value = min(max(value, low), high)
            for bottom, top in self._bands(maat, day):
                value = bottom + rng.random() * (top - bottom)
            decimals = MATEN[Maat(maat)].decimalen if maat in MATEN else 0
            second = float(round(value * 0.5 + 10 + rng.random() * 8)) if maat == "bloeddruk" else None
            self._seen[key] = (round(value, decimals), second)
        return self._seen[key]

    def _bands(self, maat: str, day: int) -> Iterator[tuple[float, float]]:
        for bend in self._bends[maat]:
            for first, last, low, high in bend.banden:
                if first <= day - bend.keer <= last:
                    yield low, high

    def words(self, day: int) -> dict[str, str]:
        """Every value of that day as a nurse writes it."""
        return {maat: self._written(maat, *self.value(maat, day)) for maat in self._base}

    def _written(self, maat: str, value: float, second: float | None) -> str:
        if maat == "wond":
            # Length and width in centimetres.
            return f"{value / 10:.1f} x {value / 16:.1f}".replace(".", ",")
        text = f"{value:.{MATEN[Maat(maat)].decimalen}f}".replace(".", ",")
        return text if second is None else f"{text}/{second:.0f}"
