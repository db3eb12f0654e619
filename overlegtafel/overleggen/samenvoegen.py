"""Two texts that grew out of one, joined line by line. Pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Regels = Sequence[str]


def merge_texts(basis: str, hunne: str, mijne: str) -> str:
    """What both changed since basis, in one text.

    A change of one side counts as it is. Where both changed the same lines the two stand under each other, hunne first;
    what they share stands there once, and nothing either of them wrote is gone.
    """
    base, theirs, mine = (text.split("\n") if text else [] for text in (basis, hunne, mijne))
    lines: list[str] = []
    for old, other, own in _chunks(base, theirs, mine):
        if other in (old, own):
            lines += own
        elif own == old:
            lines += other
        else:
            lines += _both(other, own)
    return "\n".join(lines)


def _both(theirs: Regels, mine: Regels) -> list[str]:
    lines: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        lines += theirs[a:b]
        if what != "equal":
            lines += mine[c:d]
    return lines


def _chunks(base: Regels, theirs: Regels, mine: Regels) -> Iterator[tuple[Regels, Regels, Regels]]:
    """The three texts cut at the lines that all three have: in turn what lies between those, and those themselves."""
    at_base = at_theirs = at_mine = 0
    for begin, in_theirs, in_mine, size in _shared(base, theirs, mine):
        yield base[at_base:begin], theirs[at_theirs:in_theirs], mine[at_mine:in_mine]
        yield (base[begin : begin + size],) * 3
        at_base, at_theirs, at_mine = begin + size, in_theirs + size, in_mine + size
    yield base[at_base:], theirs[at_theirs:], mine[at_mine:]


def _shared(base: Regels, theirs: Regels, mine: Regels) -> Iterator[tuple[int, int, int, int]]:
    """Where lines of base stand in both others: their place in each of the three, and how many."""
    for a, b, n in SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks():
        for c, d, m in SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks():
            begin, end = max(a, c), min(a + n, c + m)
            if begin < end:
                yield begin, b + begin - a, d + begin - c, end - begin
