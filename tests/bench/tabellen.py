"""The tables, as plain text."""

from collections.abc import Iterable, Sequence

from tests.bench.doelen import Groei
from tests.bench.gewicht import Deel
from tests.bench.meten import Meting

PER_TAAK = ("taak", "p50 ms", "p95 ms", "kaal p50", "kaal p95", "× p50", "× p95", "vragen", "bytes")


def show(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first column to the left, numbers to the right."""
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]

    def line(row: list[str]) -> str:
        cells = (c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        return "  ".join(cells).rstrip()

    return "\n".join([line(table[0]), "  ".join("-" * width for width in widths), *(line(row) for row in table[1:])])


def tasks(measured: dict[str, Meting]) -> str:
    return show(PER_TAAK, (_task(name, m) for name, m in measured.items()))


def _task(name: str, m: Meting) -> list[str]:
    times = [f"{value:.2f}" for value in (m.p50, m.p95, m.kaal_p50, m.kaal_p95)]
    factors = [f"{value:.1f}" for value in (m.factor_p50, m.factor_p95)]
    return [name, *times, *factors, "" if m.queries is None else str(m.queries), str(m.bytes)]


def growth(g: Groei) -> str:
    scales = ((g.klein, g.bij_klein), (g.groot, g.bij_groot))
    return show(("cliënten", "p50 ms", "p95 ms"), ((str(n), f"{p50:.2f}", f"{p95:.2f}") for n, (p50, p95) in scales))


def weight(parts: list[Deel]) -> str:
    rows = [(part.naam, part.codering, str(part.bytes), str(part.met_kop)) for part in parts]
    rows.append(("samen", "", str(sum(p.bytes for p in parts)), str(sum(p.met_kop for p in parts))))
    return show(("bestand", "codering", "bytes", "met koppen"), rows)
