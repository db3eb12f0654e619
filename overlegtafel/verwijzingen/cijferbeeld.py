"""Figures of referrals as they may be shown: exact for the team itself, and without small numbers for whoever else. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from overlegtafel.berichten.termijnen import is_werkdag
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.logboek.periode import Periode, read_periode
from overlegtafel.verwijzingen.regels import VANZELF, Regels
from overlegtafel.verwijzingen.verbergen import MINST, Getal, Teken, hide, is_klein

# In place of an outcome: there is none yet.
OPEN = ""
KOPPEN = ("team", "uitkomst", "aantal", "pct")
# How the first feedback went; the last: not due yet, or nobody was spoken to.
OP_TIJD, TE_LAAT, NOG_NIET = "op_tijd", "te_laat", "nog_niet"
_TERUG = {OP_TIJD: "Op tijd", TE_LAAT: "Te laat", NOG_NIET: "Nog niet nodig"}


@dataclass(slots=True)
class Telling:
    """What was counted of one team or practice; every division adds up to the same.

    dagen: working days to the first contact, of those who were spoken to. anderen: where it came from, or went to.
    """

    naam: str
    hulpvragen: Counter[str] = field(default_factory=Counter)
    leefgebieden: Counter[str] = field(default_factory=Counter)
    uitkomsten: Counter[str] = field(default_factory=Counter)
    terug: Counter[str] = field(default_factory=Counter)
    anderen: Counter[str] = field(default_factory=Counter)
    dagen: Counter[int] = field(default_factory=Counter)

    @property
    def totaal(self) -> int:
        return self.uitkomsten.total()


@dataclass(frozen=True, slots=True)
class Rij:
    """One line of a table. balk: how long its bar is, of a hundred; None: no number, so no bar."""

    naam: str
    getal: Getal
    balk: int | None
    pct: Decimal | None = None

    @property
    def heel_pct(self) -> str:
        """'89 %'."""
        return "" if self.pct is None else f"{_round(self.pct, '1')} %"


@dataclass(frozen=True, slots=True)
class Tabel:
    """One division. rijen: None when too few to divide; open: still open, beside the outcomes and without a percentage."""

    kop: str
    rijen: Sequence[Rij] | None
    met_pct: bool = False
    open: Getal | None = None


@dataclass(frozen=True, slots=True)
class Blok:
    """One team or practice. tabellen: none when there are too few of everything."""

    naam: str
    totaal: Getal
    tabellen: Sequence[Tabel] = ()
    mediaan: str = ""
    p90: str = ""
    op_tijd: str = ""


@dataclass(frozen=True, slots=True)
class Lijst:
    """What a kind of referral calls its questions and outcomes, in its own order."""

    hulpvragen: Mapping[str, str]
    uitkomsten: Mapping[str, str]

    @classmethod
    def of(cls, regels: Regels) -> "Lijst":
        return cls({h.sleutel: h.naam for h in regels.hulpvragen}, {u.sleutel: u.naam for u in regels.uitkomsten})


def make_blok(t: Telling, lijst: Lijst, *, delen: bool, anderen: str = "") -> Blok:
    """delen: for who is not of the team. anderen: the heading of where it came from or went to; '': without."""
    if delen and is_klein(t.totaal):
        return Blok(t.naam, Teken.KLEIN)
    tables = [
        _uitkomsten(t, lijst, delen),
        _tabel("Soort vraag", t.hulpvragen, lijst.hulpvragen, delen),
    ]
    if set(t.leefgebieden) - {""}:
        tables.append(_tabel("Leefgebied", t.leefgebieden, LEEFGEBIEDEN | {"": "Niet ingevuld"}, delen))
    if anderen:
        names = dict.fromkeys(sorted(t.anderen))
        tables.append(_tabel(anderen, t.anderen, {name: name for name in names}, delen))
    return Blok(t.naam, t.totaal, tables, _mediaan(t.dagen, delen), _p90(t.dagen, delen), _op_tijd(t.terug, delen))


def _names(counted: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """Those of the list in its order, and then what was counted and is not in it any more."""
    return dict(names) | {key: key.replace("_", " ") for key in sorted(set(counted) - set(names))}


def _shown(cells: Sequence[int], delen: bool) -> Sequence[Getal] | None:
    return hide(cells, beside=[sum(cells)]) if delen else cells


def _tabel(kop: str, counted: Counter[str], names: Mapping[str, str], delen: bool) -> Tabel:
    """Without the lines that stayed zero."""
    keys = [key for key in _names(counted, names) if counted[key]]
    cells = _shown([counted[key] for key in keys], delen)
    if cells is None:
        return Tabel(kop, None)
    words, most = _names(counted, names), _most(cells)
    return Tabel(kop, [Rij(words[key], cell, _balk(cell, most)) for key, cell in zip(keys, cells, strict=True)])


def _uitkomsten(t: Telling, lijst: Lijst, delen: bool) -> Tabel:
    """What it came to; a percentage is of those that ended. Every outcome of the list has a line, also when it stayed zero."""
    names = _names(t.uitkomsten, lijst.uitkomsten | {k: n.capitalize() for k, n in VANZELF.items() if t.uitkomsten[k]})
    names.pop(OPEN, None)
    cells = _shown([t.uitkomsten[key] for key in [*names, OPEN]], delen)
    if cells is None:
        return Tabel("Uitkomst", None, met_pct=True)
    *ended, still = cells
    # How many ended is known only when it is known how many did not.
    whole = None if isinstance(still, Teken) else t.totaal - still
    most = _most(ended)
    rows = [
        Rij(name, cell, _balk(cell, most), _pct(cell, whole)) for name, cell in zip(names.values(), ended, strict=True)
    ]
    return Tabel("Uitkomst", rows, met_pct=True, open=still)


def _most(cells: Iterable[Getal]) -> int:
    return max((cell for cell in cells if not isinstance(cell, Teken)), default=0)


def _balk(cell: Getal, most: int) -> int | None:
    return None if isinstance(cell, Teken) else round(100 * cell / most) if most else 0


def _pct(cell: Getal, whole: int | None) -> Decimal | None:
    return None if isinstance(cell, Teken) or not whole else Decimal(100 * cell) / whole


def _round(value: Decimal, to: str) -> str:
    return str(value.quantize(Decimal(to), ROUND_HALF_UP)).replace(".", ",")


def _mediaan(days: Counter[int], delen: bool) -> str:
    """Half of them sooner, half later. For others only when neither half is a small group."""
    count = days.total()
    if not count or (delen and count < 2 * MINST):
        return ""
    ordered = sorted(days.elements())
    middle = Decimal(ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return _round(middle, "1" if middle == int(middle) else "0.1")


def _p90(days: Counter[int], delen: bool) -> str:
    """Nine of ten within so many. For others only when no small group took that long."""
    count = days.total()
    if not count:
        return ""
    rank = math.ceil(count * 9 / 10)
    return "" if delen and count - rank + 1 < MINST else str(sorted(days.elements())[rank - 1])


def _op_tijd(terug: Counter[str], delen: bool) -> str:
    """'85 % (33 van 39)' of those that were due."""
    cells = _shown([terug[key] for key in _TERUG], delen)
    if cells is None or any(isinstance(cell, Teken) for cell in cells[:2]) or not (due := cells[0] + cells[1]):
        return ""
    return f"{_round(Decimal(100 * cells[0]) / due, '1')} % ({cells[0]} van {due})"


def make_praktijken(practices: Mapping[str, int], others: int, teams: Sequence[int]) -> Tabel:
    """How many each practice referred, as the region sees it beside how many each team got."""
    names = [*sorted(practices), "Andere verwijzers"]
    cells = hide([*(practices[name] for name in sorted(practices)), others], beside=teams)
    if cells is None:
        return Tabel("Per praktijk", None)
    most = _most(cells)
    return Tabel("Per praktijk", [Rij(n, c, _balk(c, most)) for n, c in zip(names, cells, strict=True) if c != 0])


def csv_rows(blokken: Iterable[Blok], lijst: Lijst) -> list[tuple[str, str, str, str]]:
    """team; uitkomst; aantal; pct. What is still open has no outcome, so no line."""
    rows = [KOPPEN]
    for b in blokken:
        found = b.tabellen[0].rijen if b.tabellen else None
        if found is None:
            rows += [(b.naam, name, Teken.ERBIJ.value, "") for name in lijst.uitkomsten.values()]
            continue
        for r in found:
            count = "<5" if r.getal is Teken.KLEIN else str(r.getal)
            rows.append((b.naam, r.naam, count, "" if r.pct is None else _round(r.pct, "0.1")))
    return rows


def read_cijferperiode(typed: Mapping[str, str], now: date) -> Periode:
    """Fields 'van' and 'tot'; empty: up to today, and from the first of the month twelve months before. Raises Ongeldig."""
    asked = read_periode(typed)
    until = asked.tot or now
    first = asked.van or date(max(until.year - 1, 1800), until.month, 1)
    return read_periode({}, Periode(first, max(until, first) if asked.tot is None else until))


def read_jaar(typed: Mapping[str, str], now: date) -> Periode:
    """The calendar year of the day in field 'tot'; empty: this year. For what leaves the team. Raises Ongeldig.

    Two periods of which one holds the other are subtracted, and what is left may be one client. Years never overlap.
    """
    return whole_year((read_periode({"tot": typed.get("tot", "")}).tot or now).year)


def whole_year(jaar: int) -> Periode:
    return Periode(date(jaar, 1, 1), date(jaar, 12, 31))


def years_to_choose(shown: int, now: int) -> list[int]:
    """This year and the four before it, and those around the one that is shown; the latest first."""
    around = {year for year in (shown - 1, shown, shown + 1) if 1800 <= year <= max(now, shown)}
    return sorted({*range(now - 4, now + 1), *around}, reverse=True)


@cache
def werkdagen_between(begin: date, end: date) -> int:
    """How many working days after `begin`, up to and including `end`: the next working day is one, the same day none."""
    days = (begin + timedelta(days=n) for n in range(1, (end - begin).days + 1))
    return sum(map(is_werkdag, days))
