"""The stories people live in this region, as plain text files anybody can read and correct.

A story starts with '# name | tags' and then has one thing per line; an indented line continues the one before:

    wie: / wens:          who I am, what I want to change (in the client's voice)
    doel: / als:          a goal; a signal ('Als ..., dan ...')
    > wvk: / x wvk:       an agreement that is open / done, with its owner
    wvk: / wvk*:          who is at the table, with which goal; the star marks the coordinator
    @dochter: / @apotheker/Apotheek Oost:   somebody who is not on the Overlegtafel, with an organisation or not

In a household of more, a second word says whom it is about: 'wie k1:', 'doel o2:', '> st k1:', 'ha alle:'.
o1 and o2 are the adults, k1..k4 the children; an owner 'ik' is o1. Tags: v or m (o1), 'o2' (a second adult, who
is a client too), '70-85' (age of o1), 'k1-3' (how many children), 'k1:m12-16' (sex and age of a child),
'nl' (names from Limburg only: the story leans on local custom), 'regie' (needs a gezinsregisseur).
In a file 'tweede_*' the lines of a story take the place of its own: a second voice, so that it can be told twice.
Roles are the keys of `rollen.ROLLEN`; slots and choices are explained in `sjabloon.py`.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from overlegtafel.demo.sjabloon import Sjabloon

MAP = Path(__file__).parent
SOORTEN = ("ouderen", "ggz", "gezinnen")
_LINE_KINDS = {"wie": "wie", "wens": "veranderwens", "doel": "doel", "als": "signaal"}


@dataclass(frozen=True, slots=True)
class Zin:
    """One line of the plan to be. `over` is a member (o1, k1, ...) or empty for all of them."""

    soort: str
    tekst: Sjabloon
    over: str = ""
    eigenaar: str = ""
    gedaan: bool = False


@dataclass(frozen=True, slots=True)
class Stoel:
    """One seat at the table. `rol` is a role, or '@functie/organisatie' for somebody entered by hand."""

    rol: str
    doel: Sjabloon
    over: str = ""
    coordinator: bool = False


@dataclass(slots=True)
class Verhaal:
    """One story: whom it suits, what is on the half page, who is at the table."""

    naam: str
    geslacht: str = ""
    leeftijd: tuple[int, int] | None = None
    tweede: bool = False
    kinderen: tuple[int, int] = (0, 0)
    kind: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    nl: bool = False
    regie: bool = False
    tweede_stem: bool = False
    zinnen: list[Zin] = field(default_factory=list)
    stoelen: list[Stoel] = field(default_factory=list)

    @property
    def grootte(self) -> tuple[int, int]:
        """The smallest and the largest household it suits."""
        adults = 2 if self.tweede else 1
        return adults + self.kinderen[0], adults + self.kinderen[1]

    def speaks(self, lid: str) -> bool:
        """Whether this member has a line in the own voice, and so is old enough for one."""
        return any(zin.over == lid and zin.soort in ("wie", "veranderwens") for zin in self.zinnen)


@cache
def read_verhalen(soort: str) -> tuple[Verhaal, ...]:
    """All stories of one kind (ouderen, ggz, gezinnen), each followed by its second voice where it has one."""
    stories = _read(f"{soort}_*.txt")
    second = {voice.naam: voice for voice in _read(f"tweede_{soort}*.txt")}
    found = []
    for story in stories:
        found.append(story)
        if story.naam in second:
            found.append(_second(story, second.pop(story.naam)))
    if second:
        raise ValueError(f"a second voice without a story: {', '.join(second)}")
    return tuple(found)


def _read(pattern: str) -> list[Verhaal]:
    verhalen: list[Verhaal] = []
    for path in sorted(MAP.glob(pattern)):
        for line in _joined_lines(path.read_text(encoding="utf-8")):
            try:
                if line.startswith("#"):
                    verhalen.append(_heading(line))
                else:
                    _add(verhalen[-1], line)
            except (ValueError, IndexError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name}: cannot read {line!r}") from error
    return verhalen


def _second(story: Verhaal, voice: Verhaal) -> Verhaal:
    """The story with the lines of its second voice, each in the place of the first line of its kind."""
    zinnen = list(story.zinnen)
    for zin in voice.zinnen:
        same = [i for i, z in enumerate(zinnen) if z in story.zinnen and z.soort == zin.soort and not z.gedaan]
        same.sort(key=lambda i: zinnen[i].over != zin.over)
        own = zin.soort in ("wie", "veranderwens")
        same = [i for i in same if zinnen[i].eigenaar == zin.eigenaar and (zinnen[i].over == zin.over or not own)]
        if not same:
            raise ValueError(f"{story.naam}: nothing to take the place of: {zin.tekst.source}")
        zinnen[same[0]] = zin
    return replace(story, zinnen=zinnen, tweede_stem=True)


def _joined_lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(" ") and lines:
            lines[-1] += " " + line.strip()
        elif line.strip() and not line.startswith("##"):
            lines.append(line.strip())
    return lines


def _heading(line: str) -> Verhaal:
    name, _, tags = line.lstrip("# ").partition("|")
    verhaal = Verhaal(naam=name.strip())
    for tag in tags.split():
        if tag in ("v", "m"):
            verhaal.geslacht = tag
        elif tag == "o2":
            verhaal.tweede = True
        elif tag in ("nl", "regie"):
            setattr(verhaal, tag, True)
        elif m := re.fullmatch(r"(\d+)-(\d+)", tag):
            verhaal.leeftijd = int(m[1]), int(m[2])
        elif m := re.fullmatch(r"k(\d)-(\d)", tag):
            verhaal.kinderen = int(m[1]), int(m[2])
        elif m := re.fullmatch(r"(k\d):([mv]?)(\d+)-(\d+)", tag):
            verhaal.kind[m[1]] = m[2], int(m[3]), int(m[4])
        else:
            raise ValueError(tag)
    return verhaal


def _add(verhaal: Verhaal, line: str) -> None:
    head, colon, text = line.partition(":")
    if not colon or not text.strip():
        raise ValueError("no text")
    m = re.fullmatch(r"([>x] )?(.+?)(?: (alle|[ok]\d))?(\*)?", head)
    mark, name, over, star = m[1], m[2], m[3] or "", bool(m[4])
    sjabloon = Sjabloon(text.strip())
    if mark:
        eigenaar = "o1" if name == "ik" else name
        verhaal.zinnen.append(Zin("afspraak", sjabloon, over, eigenaar, mark == "x "))
    elif name in _LINE_KINDS:
        soort = _LINE_KINDS[name]
        verhaal.zinnen.append(Zin(soort, sjabloon, over or ("o1" if soort in ("wie", "veranderwens") else "")))
    else:
        verhaal.stoelen.append(Stoel(name, sjabloon, over, star))
