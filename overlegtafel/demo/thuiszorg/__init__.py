"""What nurses write, as plain text files anybody can read and correct.

A draad (what goes on with somebody for months) starts with '# name | story; story/o2': the stories of `demo/verhalen`
it belongs to, and of whom in the household where there is more than one with home care. Then:

    meet: gewicht om 3 [62-86] top +2.7 einde -0.6 ruis 0.2 band 0..0 84-86, 1..2 83-84
        a row of values: about every 3 days, starting in that range; at the turn it is top more, in the end einde more,
        and it wavers by ruis. In a band of days around the turn it lies between those two, whatever it was before.
        The name is a Maat, or a word of the text only (wond, in millimetres).
    begin: loop: erger: herstel:    sentences for that stretch of time
    alarm: bericht: daarna:         the turn: the nurse calls, the practice answers, what was done with it
    doel: letop:                    goals; flags as 'Soort/tekst'
    dag:                            what goes beside it, where the sentences of dag.txt do not suit

Before the colon may stand when a sentence is true: 'herstel 3-6' on these days after the turn ('8+': from then on),
'seizoen nov-jan' in these months, 'alarm a' with what else carries that letter, and the words of TERMEN.
'//' is a new line. Choices and slots as in `demo/sjabloon.py`; {gewicht} is the value of that day, {m} 'mw.' or 'dhr.',
{mz} who helps at home, {links} one side that stays the same, {kuurdag} which day after the turn, the turn being one.
In dag.txt the sentences that suit everybody. One that names a value may come back; the others are said to each client once.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from overlegtafel.demo.sjabloon import Sjabloon

MAP = Path(__file__).parent
FASEN = ("begin", "loop", "erger", "alarm", "bericht", "daarna", "herstel")
# What belongs to the morning or the evening only, and what is said once in a note.
_OCHTEND = re.compile(
    r"nuchter|ontbijt|vanochtend|gedoucht|gewassen|wassen|wastafel|kousen (pas )?(om|aan)|doorgeslapen|dagopvang|gordijnen open|al op\b|tien uur|half negen (en|aan)"
    r"|[Vv]anavond|vanmiddag|later vandaag|ochtend verder|Hulp bij wassen|drinken\.$|kijken we weer",
    re.I,
)
_AVOND = re.compile(r"avondeten|vannacht slapen|gordijnen dicht|\b20\b uur", re.I)
_ONDERWERPEN = {
    "wassen": re.compile(r"gedoucht|douchen|gewassen|wassen|ADL|wastafel", re.I),
    "slapen": re.compile(r"sliep|slaap|geslapen|wakker", re.I),
    "eten": re.compile(r"ontbijt|bord|boterham|eetlust|eten\b|gegeten|beschuit", re.I),
    "kousen": re.compile("kous", re.I),
    "medicatie": re.compile(r"med\.|zakje|\bpil\b", re.I),
    "huid": re.compile(r"\bhuid\b|ingesmeerd", re.I),
    "stemming": re.compile(r"stemming|lach|moppert|trots", re.I),
    "naaste": re.compile(r"\{[Mm]z\}"),
    "koffie": re.compile("koffie", re.I),
}
_MEET = re.compile(r"(\w+) om (\d+) \[([\d.]+)-([\d.]+)\] top ([-+\d.]+) einde ([-+\d.]+) ruis ([\d.]+)(?: band (.+))?")
_BAND = re.compile(r"(-?\d+)\.\.(-?\d+) ([\d.]+)-([\d.]+)")
# A woman, a man, a school day, a public holiday next week, somebody from around here.
TERMEN = frozenset({"v", "m", "school", "feest", "limburg"})
_SPOREN = frozenset("abc")
_DAGEN = re.compile(r"(\d+)(?:-(\d+)|\+)")
_MAANDEN = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ALTIJD = 999


@dataclass(frozen=True, slots=True)
class Meet:
    """One row of values: how often (days), where it starts, how far it goes at the turn and in the end, how it wavers.

    banden: (first day, last day, low, high), days after the turn.
    """

    maat: str
    om: int
    laag: float
    hoog: float
    top: float
    einde: float
    ruis: float
    banden: tuple[tuple[int, int, float, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Zin:
    """One sentence: which values it names, in which part of the day it fits ('' for any), what it is about, when it is true.

    als: terms that must all hold; maanden: months, or nothing for all; spoor: the letter of this course of things, or
    nothing; van, tot: days after the turn.
    """

    tekst: Sjabloon
    slots: frozenset[str]
    deel: str
    over: frozenset[str]
    als: frozenset[str]
    maanden: frozenset[int]
    spoor: str
    van: int
    tot: int

    def fits(self, termen: frozenset[str], maand: int) -> bool:
        """Whether it can be said of such a client on such a day."""
        return self.als <= termen and (not self.maanden or maand in self.maanden)


@dataclass(slots=True)
class Draad:
    """What goes on with somebody for months. verhalen: (story, member or nothing)."""

    naam: str
    verhalen: frozenset[tuple[str, str]] = frozenset()
    meten: list[Meet] = field(default_factory=list)
    zinnen: dict[str, list[Zin]] = field(default_factory=lambda: defaultdict(list))


@cache
def read_draden() -> dict[str, Draad]:
    """All of them by name, those of dag.txt too."""
    found: dict[str, Draad] = {}
    for path in sorted(MAP.glob("*.txt")):
        draad = None
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                if line.startswith("# "):
                    draad = _heading(line)
                    found[draad.naam] = draad
                elif line.strip() and not line.startswith("##"):
                    _add(draad, line)
            except (ValueError, TypeError, AttributeError) as error:
                raise ValueError(f"{path.name}: cannot read {line!r}") from error
    return found


@cache
def draden_of(verhaal: str, lid: str) -> tuple[Draad, ...]:
    """The draden of this member of a story: those about this one, or else those about whom the story is."""
    own, plain = ([d for d in read_draden().values() if (verhaal, who) in d.verhalen] for who in (lid, ""))
    return tuple(own or plain)


def _heading(line: str) -> Draad:
    name, _, stories = line.removeprefix("# ").partition("|")
    pairs = (story.strip().partition("/") for story in stories.split(";") if story.strip())
    return Draad(name.strip(), frozenset((naam, lid) for naam, _, lid in pairs))


def _add(draad: Draad, line: str) -> None:
    head, colon, text = line.partition(":")
    if not colon or not text.strip():
        raise ValueError("no text")
    kind, *terms = head.split()
    if kind == "meet":
        maat, om, *numbers, banden = _MEET.fullmatch(text.strip()).groups()
        draad.meten.append(Meet(maat, int(om), *map(float, numbers), _bands(banden)))
    else:
        sjabloon = Sjabloon(text.strip().replace("//", "\n"))
        deel = kind if kind in ("ochtend", "avond") else _part_of_day(text)
        over = frozenset(word for word, pattern in _ONDERWERPEN.items() if pattern.search(text))
        draad.zinnen[kind].append(Zin(sjabloon, frozenset(sjabloon.slots()), deel, over, *_read_terms(terms)))


def _bands(text: str | None) -> tuple[tuple[int, int, float, float], ...]:
    found = [_BAND.fullmatch(part).groups() for part in text.split(", ")] if text else ()
    return tuple((int(first), int(last), float(low), float(high)) for first, last, low, high in found)


def _read_terms(terms: list[str]) -> tuple[frozenset[str], frozenset[int], str, int, int]:
    als, maanden, spoor, van, tot = set(), frozenset(), "", -_ALTIJD, _ALTIJD
    for term in terms:
        if days := _DAGEN.fullmatch(term):
            van, tot = int(days[1]), int(days[2] or _ALTIJD)
        elif "-" in term:
            first, last = map(_MAANDEN.index, term.split("-"))
            maanden = frozenset((first + i) % 12 + 1 for i in range((last - first) % 12 + 1))
        elif term in _SPOREN:
            spoor = term
        elif term in TERMEN:
            als.add(term)
        else:
            raise ValueError(term)
    return frozenset(als), maanden, spoor, van, tot


def _part_of_day(text: str) -> str:
    return "ochtend" if _OCHTEND.search(text) else "avond" if _AVOND.search(text) else ""
