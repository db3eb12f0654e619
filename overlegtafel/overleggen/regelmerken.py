"""Lines of a note, and which of them became a decision: matched by their words, whatever list they stand in. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from overlegtafel.core.tekst import clean_line

MAX_CITAAT = 300
# A dash, dot, arrow or number before it is the list it stood in; static/js/besluiten.js takes off the same.
_LIJSTTEKEN = re.compile(r"^(?:[-*•·>–]+|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Leesregel:
    """A line as it is read. merken: what was made of it, in words."""

    tekst: str
    merken: tuple[str, ...] = ()

    @property
    def gemerkt(self) -> str:
        """As it is printed, where the letters have no arrow: 'Wim belt de apotheek (werd: afspraak)'."""
        return f"{self.tekst} (werd: {', '.join(self.merken)})" if self.merken else self.tekst


def normal(line: str) -> str:
    """The words of one line: without the sign of a list, white space folded."""
    return _LIJSTTEKEN.sub("", clean_line(line))


def as_citaat(chosen: str | None) -> str:
    """One or more whole lines of a note as they are kept with a decision: at most MAX_CITAAT long."""
    return _cut(" ".join(words for line in (chosen or "").split("\n") if (words := normal(line))))


def find_lines(tekst: str, citaten: Collection[str]) -> dict[str, range]:
    """Where each of these still stands: the numbers of its lines, the first time it occurs. What was changed since is left out."""
    found: dict[str, range] = {}
    wanted = {citaat for citaat in citaten if citaat}
    if not wanted:
        return found
    words = [(number, line) for number, raw in enumerate(tekst.split("\n")) if (line := normal(raw))]
    longest = max(map(len, wanted))
    for place, (number, line) in enumerate(words):
        together = line
        ahead = place
        while True:
            citaat = _cut(together)
            if citaat in wanted and citaat not in found:
                found[citaat] = range(number, words[ahead][0] + 1)
            ahead += 1
            if len(together) >= longest or ahead == len(words):
                break
            together = f"{together} {words[ahead][1]}"
    return found


def mark_lines(tekst: str, merken: Iterable[tuple[str, str]]) -> list[Leesregel]:
    """The text line by line. merken: of each decision the line it was made of, and what it became."""
    merken = [(citaat, woord) for citaat, woord in merken if citaat and woord]
    found = find_lines(tekst, {citaat for citaat, _ in merken})
    at: dict[int, dict[str, None]] = {}
    for citaat, woord in merken:
        if citaat in found:
            at.setdefault(found[citaat][-1], {})[woord] = None
    return [Leesregel(line, tuple(at.get(number, ()))) for number, line in enumerate(tekst.split("\n"))]


def keep_only(tekst: str, blijft: Sequence[str]) -> str:
    """Of an older text the lines that also stand in this one; the others are gone, with the empty lines around them."""
    stays = {normal(line) for line in blijft} - {""}
    return join_kept(line for line in tekst.split("\n") if not line.strip() or normal(line) in stays)


def join_kept(lines: Iterable[str]) -> str:
    """Lines under each other, without empty ones at the ends and with at most one between."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    return "\n".join(kept)


def _cut(text: str) -> str:
    return text[:MAX_CITAAT].rstrip()
