"""What is referred and what is said of it, read from verwijzingen.txt, where anybody can read and correct it."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from overlegtafel.demo.sjabloon import Sjabloon


@dataclass(slots=True)
class Geval:
    """One question, what it turned out to be, and what came back."""

    hulpvraag: str
    leefgebieden: tuple[str, ...]
    # Whom it suits: 'gezin' (there are children), 'jong' (below 67), 'oud', or '' for everybody.
    wie: str
    vraag: Sjabloon
    verhelderd: Sjabloon | None = None
    terug: Sjabloon | None = None
    goed: Sjabloon | None = None


@dataclass(slots=True)
class Soortteksten:
    """Everything for one kind of referral."""

    gevallen: dict[str, list[Geval]] = field(default_factory=lambda: defaultdict(list))
    # By outcome what is said when it did not simply end well.
    einde: dict[str, Sjabloon] = field(default_factory=dict)
    niet_bereikt: list[Sjabloon] = field(default_factory=list)
    verder: list[Sjabloon] = field(default_factory=list)


@cache
def read_verwijzingen() -> dict[str, Soortteksten]:
    """By the key of the kind. Raises ValueError for a line that is none of them."""
    found: dict[str, Soortteksten] = defaultdict(Soortteksten)
    soort, hulpvraag, areas = "", "", ()
    for line in (Path(__file__).parent / "verwijzingen.txt").read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        match mark:
            case "" | "##":
                continue
            case "#":
                soort, hulpvraag, where = [*(part.strip() for part in text.split("|")), "", ""][:3]
                areas = tuple(where.split())
            case "?" | "?gezin" | "?jong" | "?oud":
                found[soort].gevallen[hulpvraag].append(Geval(hulpvraag, areas, mark[1:], Sjabloon(text)))
            case ">":
                found[soort].gevallen[hulpvraag][-1].verhelderd = Sjabloon(text)
            case "=":
                found[soort].gevallen[hulpvraag][-1].terug = Sjabloon(text)
            case "-":
                found[soort].gevallen[hulpvraag][-1].goed = Sjabloon(text)
            case "!":
                outcome, _, said = text.partition(": ")
                found[soort].einde[outcome] = Sjabloon(said)
            case "~":
                found[soort].niet_bereikt.append(Sjabloon(text))
            case "+":
                found[soort].verder.append(Sjabloon(text))
            case _:
                raise ValueError(f"verwijzingen.txt: {line[:40]}")
    return dict(found)
