"""The questions of the region: who asks whom about what, read from vragen.txt."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from overlegtafel.demo.sjabloon import Sjabloon


@dataclass(frozen=True, slots=True)
class Vraagtekst:
    """A question with its answer, or (without one) a word to know. van, aan: domains; over: a kind of household or 'alle'."""

    van: str
    aan: str
    over: str
    vraag: Sjabloon
    antwoord: Sjabloon | None


@cache
def read_vragen() -> tuple[Vraagtekst, ...]:
    """All of them, in the order of the file. Raises ValueError for a line that is none of them."""
    found: list[Vraagtekst] = []
    van = aan = over = asked = ""
    for line in (Path(__file__).parent / "vragen.txt").read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        match mark:
            case "" | "##":
                continue
            case "#":
                who, _, over = (part.strip() for part in text.partition("|"))
                van, _, aan = (part.strip() for part in who.partition(">"))
            case "?":
                asked = text
            case "=":
                found.append(Vraagtekst(van, aan, over, Sjabloon(asked), Sjabloon(text)))
            case "!":
                found.append(Vraagtekst(van, aan, over, Sjabloon(text), None))
            case _:
                raise ValueError(f"vragen.txt: {line[:40]}")
    return tuple(found)
