"""Measuring: the task and the bare route in turn, so that whatever else the machine does hits both."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, event

from tests.bench.bezoek import Bezoek, Verzoek
from tests.bench.serveren import Antwoord

WARM_UP = 20


@dataclass(frozen=True, slots=True)
class Meting:
    """Times in milliseconds of one task, of the bare route beside it, and what an answer took."""

    p50: float
    p95: float
    kaal_p50: float
    kaal_p95: float
    bytes: int
    queries: int | None = None

    @property
    def factor_p50(self) -> float:
        return self.p50 / self.kaal_p50

    @property
    def factor_p95(self) -> float:
        return self.p95 / self.kaal_p95


def measure(visit: Bezoek, requests: Iterator[Verzoek], repeat: int, engine: Engine | None = None) -> Meting:
    """p50 and p95 of `repeat` requests, after a warm-up.

    engine: the database when it is used from this process; then the most queries that one request of the warm-up took.
    """
    queries = []
    for _ in range(WARM_UP):
        with _counted(engine) as seen:
            answer = visit.ask(next(requests))
        visit.bare(len(answer.body))
        queries.append(len(seen))
    times, bare_times, sizes = [], [], []
    for _ in range(repeat):
        took, answer = _timed(visit.ask, next(requests))
        bare_took, _answer = _timed(visit.bare, len(answer.body))
        times.append(took)
        bare_times.append(bare_took)
        sizes.append(len(answer.body))
    p50, p95 = percentiles(times)
    bare_p50, bare_p95 = percentiles(bare_times)
    return Meting(p50, p95, bare_p50, bare_p95, round(statistics.median(sizes)), max(queries) if engine else None)


def measure_in_turn(rows: list[tuple[Bezoek, Iterator[Verzoek]]], repeat: int) -> list[tuple[float, float]]:
    """p50 and p95 of each row, asked in turn."""
    times: list[list[float]] = [[] for _ in rows]
    for turn in range(WARM_UP + repeat):
        for (visit, requests), taken in zip(rows, times, strict=True):
            took, _answer = _timed(visit.ask, next(requests))
            if turn >= WARM_UP:
                taken.append(took)
    return [percentiles(taken) for taken in times]


def _timed(ask: Callable[..., Antwoord], what: object) -> tuple[float, Antwoord]:
    start = time.perf_counter()
    answer = ask(what)
    return (time.perf_counter() - start) * 1000, answer


def percentiles(times: list[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


@contextmanager
def _counted(engine: Engine | None) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile. BEGIN and COMMIT are not counted on either database."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    if engine is None:
        yield seen
        return
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
