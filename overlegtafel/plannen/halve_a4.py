"""Half an A4 (210 x 148.5 mm): what fits on it, and the PDF. Pure: data in, measure or bytes out.

The layout engine itself says what fits, so screen, refusal and print can never disagree. Text goes in as data,
never as markup.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import typst

from overlegtafel.core.drukwerk import fonts, printable_data

_TEMPLATE = str(Path(__file__).with_name("halve_a4.typ"))

# Of halve_a4.typ, in points: where the text begins, how high a column is, and what one more line takes.
_TOP, _COLUMN, _LINE = 18 / 25.4 * 72, (148.5 - 18 - 11) / 25.4 * 72, 10.4
_RIGHT_COLUMN_X = 210 / 25.4 * 72 / 2
# Kept free: somebody who may see only part of a plan gets other column breaks, which can cost up to two lines.
_RESERVE = 2 * _LINE


@dataclass(frozen=True, slots=True)
class Mens:
    """One person of the household: naam only when there are several."""

    wie: str
    wens: str
    naam: str | None = None


@dataclass(frozen=True, slots=True)
class AfspraakOpBlad:
    tekst: str
    eigenaar: str
    datum: str


@dataclass(frozen=True, slots=True)
class BetrokkeneOpBlad:
    naam: str
    rol: str
    telefoon: str
    doel: str
    coordinator: bool = False


@dataclass(frozen=True, slots=True)
class Blad:
    """Everything that is printed, ready to show (dates written out)."""

    naam: str
    geboren: str = ""
    voet: str = ""
    stand: str = ""
    mensen: tuple[Mens, ...] = ()
    doelen: tuple[str, ...] = ()
    afspraken: tuple[AfspraakOpBlad, ...] = ()
    betrokkenen: tuple[BetrokkeneOpBlad, ...] = ()
    signalen: tuple[str, ...] = ()
    evaluatie: str = ""
    titel: str = "Plan op een halve A4"

    def with_draft(self, soort: str, old: str, new: str) -> "Blad":
        """This page with one line reading differently; old is its present text, '' for a new line."""
        match soort:
            case "doel":
                return replace(self, doelen=_swap(self.doelen, old, new))
            case "signaal":
                return replace(self, signalen=_swap(self.signalen, old, new))
            case "afspraak":
                place = next((i for i, a in enumerate(self.afspraken) if old and a.tekst == old), None)
                if place is None:
                    return replace(self, afspraken=(*self.afspraken, AfspraakOpBlad(new, "x", "00-00-0000")))
                there = replace(self.afspraken[place], tekst=new)
                return replace(self, afspraken=(*self.afspraken[:place], there, *self.afspraken[place + 1 :]))
            case _:
                people = [m for m in self.mensen if not old or old not in (m.wie, m.wens)]
                kept = [m for m in self.mensen if old and old in (m.wie, m.wens)]
                other = "".join(m.wens if m.wie == old else m.wie for m in kept[:1])
                return replace(self, mensen=(*people, Mens(new, other, kept[0].naam if kept else None)))


def _swap(lines: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    if old not in lines:
        return (*lines, new)
    place = lines.index(old)
    return (*lines[:place], new, *lines[place + 1 :])


@dataclass(frozen=True, slots=True)
class Maat:
    """How full the page is. regels_over: lines still free; negative when it does not fit."""

    regels_over: int
    gevuld: int

    @property
    def past(self) -> bool:
        return self.regels_over >= 0


def measure(blad: Blad) -> Maat:
    """How much of the half page this takes; gevuld is a percentage (over 100 when it does not fit)."""
    room = 2 * _COLUMN - _RESERVE
    free = _free(blad) - _RESERVE
    # Rounded down: 'room for 3 lines' must be true.
    return Maat(regels_over=int(free // _LINE), gevuld=max(0, round(100 * (room - free) / room)))


def _free(blad: Blad) -> float:
    """What is left of the two columns of the first page, in points; negative when it runs on to a second."""
    (where,) = json.loads(typst.query(_TEMPLATE, "<einde>", font_paths=fonts(), sys_inputs=_inputs(blad)))
    position = where["value"]
    column = (position["page"] - 1) * 2 + (float(position["x"][:-2]) > _RIGHT_COLUMN_X)
    return 2 * _COLUMN - column * _COLUMN - (float(position["y"][:-2]) - _TOP)


def measure_fullest(bladen: Iterable[Blad]) -> Maat:
    """Of several ways to print one page, how full the fullest is."""
    return min(map(measure, bladen), key=lambda maat: maat.regels_over)


def to_pdf(blad: Blad) -> bytes:
    """The print, a tagged PDF (PDF/UA-1), always one page.

    What was accepted fits. Afterwards a function or organisation can get a longer name; then those are left out.
    """
    if _free(blad) < 0:
        blad = replace(blad, betrokkenen=tuple(replace(b, rol="") for b in blad.betrokkenen))
    return typst.compile(_TEMPLATE, font_paths=fonts(), sys_inputs=_inputs(blad), pdf_standards=["ua-1"])


def warm_up() -> None:
    """Load font and layout engine, so that the first user does not wait for it."""
    measure(Blad(naam=""))


def _inputs(blad: Blad) -> dict[str, str]:
    return {"blad": json.dumps(printable_data(asdict(blad)), ensure_ascii=False)}
