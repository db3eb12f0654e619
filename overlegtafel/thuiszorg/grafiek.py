"""Measured values as a small line chart: where the points go, which scale, what stands along the axes. Pure.

Everything is worked out here in the units of the drawing; the template only writes it down.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from overlegtafel.core.datums import NL, show_date
from overlegtafel.core.tekening import LINKS, RECHTS, Lijn, Schaalstreep, draw_line, make_strepen, place_y, round_step
from overlegtafel.thuiszorg.invoer import PLAUSIBEL, implausible
from overlegtafel.thuiszorg.soorten import MATEN, Maat, show_waarde

# The lines of a chart break where nothing was measured for this long.
GAT = timedelta(days=45)
# So many odd values are named below a chart.
MAX_GENOEMD = 3
# At least so much from bottom to top, or a tenth of a degree would look like a fever.
_SPAN: dict[Maat, float] = {
    Maat.BLOEDDRUK: 60, Maat.GEWICHT: 6, Maat.LENGTE: 10, Maat.SATURATIE: 8, Maat.TEMPERATUUR: 2, Maat.POLS: 40,
    Maat.GLUCOSE: 6, Maat.PIJN: 10,
}  # fmt: skip
# Where the scale itself ends.
_GRENZEN: dict[Maat, tuple[float, float]] = {Maat.SATURATIE: (0, 100), Maat.PIJN: (0, 10)}


@dataclass(frozen=True, slots=True)
class Meetwaarde:
    """One measured value; waarde2 is the lower blood pressure."""

    moment: datetime
    maat: Maat
    waarde: float
    waarde2: float | None = None

    @property
    def tekst(self) -> str:
        return show_waarde(self.maat, self.waarde, self.waarde2)


@dataclass(frozen=True, slots=True)
class Grafiek:
    """The chart of one measure, newest value last. buiten: those that are too odd or too far off to draw."""

    maat: Maat
    waarden: Sequence[Meetwaarde]
    lijnen: Sequence[Lijn]
    strepen: Sequence[Schaalstreep]
    eerste: str
    laatste: str
    buiten: Sequence[Meetwaarde]

    @property
    def label(self) -> str:
        return MATEN[self.maat].label

    @property
    def nieuwste(self) -> Meetwaarde:
        return self.waarden[-1]

    @property
    def beschrijving(self) -> str:
        """What the drawing shows, for who cannot see it."""
        first, last = self.waarden[0], self.waarden[-1]
        if len(self.waarden) == 1:
            return f"{self.label}: één waarde, {last.tekst} op {show_date(last.moment)}."
        drawn = [v.waarde for v in self.waarden if v not in self.buiten] or [v.waarde for v in self.waarden]
        low, high = min(drawn), max(drawn)
        between = f"tussen {show_waarde(self.maat, low)} en {show_waarde(self.maat, high)}"
        upper = "bovendruk " if self.maat is Maat.BLOEDDRUK else ""
        return (
            f"{self.label}: {len(self.waarden)} waarden van {show_date(first.moment)} tot {show_date(last.moment)}, "
            f"{upper}{between}; laatste {last.tekst}."
        )

    @property
    def buiten_tekst(self) -> str:
        """'615,0 kg op 20-11 past niet in de tekening (kruisje).': the newest odd ones by name."""
        named = [f"{v.tekst} op {_short(v.moment, self.waarden)}" for v in reversed(self.buiten)][:MAX_GENOEMD]
        rest = len(self.buiten) - len(named)
        named += [f"nog {rest}"] if rest else []
        told = " en ".join(filter(None, (", ".join(named[:-1]), named[-1])))
        return f"{told} {'past' if len(self.buiten) == 1 else 'passen'} niet in de tekening (kruisje)."


def make_grafieken(values: Iterable[Meetwaarde]) -> list[Grafiek]:
    """A chart for each measure there is a value of, in the order of MATEN."""
    per_maat: dict[Maat, list[Meetwaarde]] = {}
    for value in sorted(values, key=lambda v: v.moment):
        per_maat.setdefault(value.maat, []).append(value)
    return [make_grafiek(maat, per_maat[maat]) for maat in MATEN if maat in per_maat]


def make_grafiek(maat: Maat, values: Sequence[Meetwaarde]) -> Grafiek:
    """values: of this measure, oldest first; at least one."""
    # A slip does not set the scale for all that was measured well.
    slips = [v for v in values if implausible(maat, v.waarde, v.waarde2)]
    sound = [v for v in values if v not in slips] or values
    low, high, step = choose_scale(maat, [n for v in sound for n in (v.waarde, v.waarde2) if n is not None])
    odd = [v for v in values if v in slips or not all(low <= n <= high for n in (v.waarde, v.waarde2) if n is not None)]
    begin, end = values[0].moment, values[-1].moment

    def x(moment: datetime) -> float:
        if end == begin:
            return (LINKS + RECHTS) / 2
        return LINKS + 6 + (moment - begin) / (end - begin) * (RECHTS - LINKS - 6)

    def y(value: float) -> float:
        return place_y(value, low, high)

    def points(part: str) -> list[_Punt]:
        found = [(v, getattr(v, part)) for v in values]
        return [
            _Punt(v.moment, x(v.moment), y((low, high)[n > (low + high) / 2] if v in odd else n), v in odd)
            for v, n in found
            if n is not None
        ]

    lines = [_line(points("waarde"), "boven")]
    if second := points("waarde2"):
        lines.append(_line(second, "onder"))
    return Grafiek(
        maat,
        values,
        lines,
        make_strepen(low, high, step),
        _short(begin, values),
        _short(end, values) if end != begin else "",
        odd,
    )


def choose_scale(maat: Maat, values: Sequence[float]) -> tuple[float, float, float]:
    """Bottom, top and step: round numbers around these values, two to five steps.

    A value so far off that it would flatten all the others does not count; it is drawn at the edge.
    """
    least, most = PLAUSIBEL[maat]
    least -= _SPAN[maat]  # the lower blood pressure
    possible = [value for value in values if least <= value <= most] or [min(max(values[0], least), most)]
    kept = _without_outliers(possible, _SPAN[maat])
    low, high = min(kept), max(kept)
    missing = _SPAN[maat] - (high - low)
    if missing > 0:
        low, high = low - missing / 2, high + missing / 2
    floor, ceiling = _GRENZEN.get(maat, (0.0, math.inf))
    if low < floor:
        low, high = floor, max(high, floor + _SPAN[maat])
    if high > ceiling:
        low, high = min(low, ceiling - _SPAN[maat]), ceiling
    step = round_step((high - low) / 4)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return bottom, top if top > bottom else bottom + step, step


def _without_outliers(values: Sequence[float], span: float) -> list[float]:
    """Of five or more: without what lies much further from the middle than half of them do."""
    if len(values) < 5:
        return list(values)
    ordered = sorted(values)
    quarter, middle, three = (ordered[len(ordered) * n // 4] for n in (1, 2, 3))
    reach = max(4 * (three - quarter), 2 * span)
    return [value for value in values if abs(value - middle) <= reach]


class _Punt(NamedTuple):
    moment: datetime
    x: float
    y: float
    is_odd: bool


def _line(points: Sequence[_Punt], soort: str) -> Lijn:
    drawn, before = [], None
    for point in points:
        if not point.is_odd:
            drawn.append((point.x, point.y, before is not None and point.moment - before <= GAT))
        before = None if point.is_odd else point.moment
    return draw_line(drawn, soort, [(point.x, point.y) for point in points if point.is_odd])


def _short(moment: datetime, values: Sequence[Meetwaarde]) -> str:
    """'12-11'; with the year when the chart runs over more than one."""
    day = show_date(moment)
    first, last = values[0].moment.astimezone(NL), values[-1].moment.astimezone(NL)
    return day if first.year != last.year else day[:5]
