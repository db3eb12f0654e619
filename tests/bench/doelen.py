"""What was aimed for, and whether it was met."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.gewicht import Deel
from tests.bench.meten import Meting

MAX_FACTOR = 4
# 'Flat': not more than this from the smallest region to the largest; less is within the noise of one run.
FLAT = 1.25
MAX_QUERIES = 12
MAX_BYTES = 60_000
OPENEN = "cliënt openen"
# Aim, what was measured, and ja or nee.
Doelregel = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Schaal:
    """What one database at one scale measured, per task."""

    backend: str
    clienten: int
    in_proces: dict[str, Meting]
    over_http: dict[str, Meting]


@dataclass(frozen=True, slots=True)
class Groei:
    """p50 and p95 of opening a client in the smallest and in the largest region, measured in turn."""

    backend: str
    klein: int
    groot: int
    bij_klein: tuple[float, float]
    bij_groot: tuple[float, float]


def judge(scales: list[Schaal], growth: list[Groei], page: list[Deel]) -> Iterator[Doelregel]:
    """Rows of aim, what was measured, and ja or nee."""
    for s in scales:
        for where, measured in (("HTTP", s.over_http[OPENEN]), ("in het proces", s.in_proces[OPENEN])):
            aim, number, met = judge_one(
                f"openen p95 binnen {MAX_FACTOR} x kaal, {where}, {s.backend} {s.clienten}",
                measured.factor_p95,
                MAX_FACTOR,
                "x",
            )
            yield aim, f"{number} (p50 {measured.factor_p50:.2f}x)", met
    for g in growth:
        aim = f"openen p95 vlak van {g.klein} tot {g.groot} (hoogstens {FLAT} x), {g.backend}"
        yield judge_one(aim, g.bij_groot[1] / g.bij_klein[1], FLAT, "x")
    for s in scales:
        task, most = max(((name, m.queries or 0) for name, m in s.in_proces.items()), key=lambda pair: pair[1])
        yield judge_one(f"hoogstens {MAX_QUERIES} vragen, {s.backend} {s.clienten} ({task})", most, MAX_QUERIES, "")
    yield judge_one(f"pagina onder {MAX_BYTES // 1000} kB", sum(part.met_kop for part in page), MAX_BYTES, " bytes")


def judge_one(aim: str, measured: float, limit: float, unit: str) -> Doelregel:
    """Whether what was measured stays within the limit."""
    number = f"{measured:.2f}" if isinstance(measured, float) else str(measured)
    return aim, number + unit, "ja" if measured <= limit else "NEE"
