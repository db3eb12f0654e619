"""What people bring to a meeting and say there, as plain text files anybody can read and correct.

A geval starts with '# kind of household | keys of the kinds of meeting | what it is brought in as | domain that does', then:

    ? the question                    spv: what somebody of that voice says in the round (STEMMEN)
    ! what comes of it                ~ said instead when on purpose nothing is decided
    > sociaal: an agreement, with the voice that owns it; 'ik' is the client

Choices and slots as in `demo/sjabloon.py`; {doel} is a goal of this client's own plan. What stands there by
itself is brought in as its source ('evaluatie', 'kwetsbaar'): then the question is not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from overlegtafel.demo.sjabloon import Sjabloon
from overlegtafel.toegang.domein import FUNCTIES, Domein, domein_of


def _of(*domeinen: Domein) -> frozenset[str]:
    return frozenset(functie for functie in FUNCTIES if domein_of(functie) in domeinen)


# Whose voice it is: the functies that can say it.
STEMMEN: dict[str, frozenset[str]] = {
    "huisarts": frozenset({"huisarts"}),
    "poh": frozenset({"POH ouderenzorg", "POH GGZ", "POH jeugd"}),
    "thuiszorg": _of(Domein.WIJKVERPLEGING),
    "psychiater": frozenset({"psychiater"}),
    "spv": frozenset({"SPV", "verpleegkundig specialist", "transmuraal verpleegkundige"}),
    "gz": frozenset({"GZ-psycholoog", "klinisch psycholoog", "psychotherapeut", "behandelaar"}),
    "ervaring": _of(Domein.ERVARINGSDESKUNDIGHEID),
    "sociaal": _of(Domein.SOCIAAL),
}


@dataclass(slots=True)
class Geval:
    """One thing that is brought to the table, and what can be said about it."""

    over: str
    overleggen: tuple[str, ...]
    soort: str
    domein: str
    vraag: Sjabloon
    stemmen: list[tuple[str, Sjabloon]] = field(default_factory=list)
    uitkomsten: list[Sjabloon] = field(default_factory=list)
    open_einde: list[Sjabloon] = field(default_factory=list)
    afspraken: list[tuple[str, Sjabloon]] = field(default_factory=list)


@cache
def read_gevallen() -> tuple[Geval, ...]:
    """All of them, in the order of the files. Raises ValueError for a line that is none of them."""
    found: list[Geval] = []
    for path in sorted(Path(__file__).parent.glob("gevallen_*.txt")):
        heading: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                if line.startswith("# "):
                    heading = [part.strip() for part in line[2:].split("|")]
                else:
                    _add(found, heading, line)
            except (ValueError, KeyError, IndexError) as error:
                raise ValueError(f"{path.name}: {line[:60]}") from error
    return tuple(found)


def choose_gevallen(over: str, overleg: str, domeinen: Iterable[str]) -> list[Geval]:
    """What somebody of these domains can bring to this kind of meeting about such a household."""
    wanted = frozenset(domeinen)
    return [g for g in read_gevallen() if g.over == over and overleg in g.overleggen and g.domein in wanted]


def _add(found: list[Geval], heading: list[str], line: str) -> None:
    mark, _, text = line.partition(" ")
    match mark:
        case "" | "##":
            return
        case "?":
            over, overleggen, soort, domein = heading
            found.append(Geval(over, tuple(overleggen.split()), soort, Domein(domein).value, Sjabloon(text)))
        case "!":
            found[-1].uitkomsten.append(Sjabloon(text))
        case "~":
            found[-1].open_einde.append(Sjabloon(text))
        case ">":
            voice, _, said = text.partition(": ")
            if voice != "ik":
                STEMMEN[voice]
            found[-1].afspraken.append((voice, Sjabloon(said)))
        case _:
            STEMMEN[mark.removesuffix(":")]
            found[-1].stemmen.append((mark.removesuffix(":"), Sjabloon(text)))
