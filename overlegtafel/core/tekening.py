"""A small line chart: its size, the lines in it, and the marks along the left side. Pure; macros/grafiek.html writes it down."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

BREED, HOOG = 320, 120
# Room for the labels along the left side, and for a dot at the right.
LINKS, RECHTS, BOVEN, ONDER = 40, 308, 10, 98


@dataclass(frozen=True, slots=True)
class Schaalstreep:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Lijn:
    """One line: a path for the line, one with a dot for every value, and one with a cross at the edge for the odd ones."""

    lijn: str
    stippen: str
    # How the line is drawn: the second one is dashed.
    soort: str = "boven"
    kruisen: str = ""


def place_y(value: float, low: float, high: float) -> float:
    """Where this value stands on a scale from low to high; what lies outside stands at the edge."""
    inside = min(max(value, low), high)
    return ONDER - (inside - low) / (high - low) * (ONDER - BOVEN)


def make_strepen(low: float, high: float, step: float) -> list[Schaalstreep]:
    """A mark at every step from low to high."""
    decimals = 0 if float(step).is_integer() else 1
    return [
        Schaalstreep(round(place_y(low + n * step, low, high), 1), f"{low + n * step:.{decimals}f}".replace(".", ","))
        for n in range(round((high - low) / step) + 1)
    ]


def round_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, at least so much."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(n * power for n in (1, 2, 5, 10) if n * power >= rough * 0.999)


def draw_line(
    points: Iterable[tuple[float, float, bool]], soort: str = "boven", odd: Iterable[tuple[float, float]] = ()
) -> Lijn:
    """points: x, y, and whether the line runs on from the point before. odd: where a value stands that is out of line."""
    parts, dots = [], []
    for x, y, joined in points:
        parts.append(f"{'L' if joined else 'M'}{x:.1f} {y:.1f}")
        # A line of no length with round ends is a dot.
        dots.append(f"M{x:.1f} {y:.1f}h0")
    crosses = "".join(f"M{x - 3:.1f} {y - 3:.1f}l6 6m-6 0l6-6" for x, y in odd)
    return Lijn("".join(parts), "".join(dots), soort, crosses)
