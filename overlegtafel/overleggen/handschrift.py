"""Who wrote what of a text, from its runs: [length in code points, id of the person, ISO moment], one after another. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Lines of one person within this time are shown as one piece.
_EEN_STUK = timedelta(minutes=10)

Loop = Sequence


@dataclass(frozen=True, slots=True)
class Stuk:
    """Text of one person. wie: their id. op: the last moment they wrote in it."""

    wie: str
    op: datetime
    tekst: str


def list_blokken(tekst: str, handen: Sequence[Loop], *, door: str, op: datetime) -> list[list[Stuk]]:
    """The text in blocks that are read one after another: whole lines of one person, or one line of several.

    door, op: whose the text is that the runs leave out; older versions have none at all.
    """
    blocks: list[list[Stuk]] = []
    # The empty lines in between belong to nobody.
    empty = 0
    for line in _lines(_pieces(tekst, handen, door, op)):
        if not line:
            empty += 1
            continue
        if blocks and _goes_on(blocks[-1], line):
            (before,), (here,) = blocks[-1], line
            text = before.tekst + "\n" * (empty + 1) + here.tekst
            blocks[-1] = [Stuk(here.wie, max(before.op, here.op), text)]
        else:
            blocks.append(line)
        empty = 0
    return blocks


def writers_since(handen: Sequence[Loop], vorige: Sequence[Loop], sinds: datetime | None) -> list[str]:
    """Whose text is new since the version before: its runs (vorige), and when it was made. In the order of the text.

    By when they wrote and by how much: who went on with a piece of their own just after, shows by one of the two.
    """
    before = _sizes(vorige)
    now = _sizes(handen)
    late = {wie for _, wie, op in handen if sinds is None or datetime.fromisoformat(op) > sinds}
    return [wie for wie in now if wie in late or now[wie] > before.get(wie, 0)]


def keep_lines(
    tekst: str, handen: Sequence[Loop], blijft: Collection[int], *, door: str, op: datetime
) -> tuple[str, list[list]]:
    """The lines with these numbers, and who wrote them. Empty lines stay, but not two where a line went."""
    lines = tekst.split("\n")
    if all(number in blijft or not line.strip() for number, line in enumerate(lines)):
        return tekst, [[len(s.tekst), s.wie, s.op.isoformat()] for s in _pieces(tekst, handen, door, op)]
    owners = [stuk for stuk in _pieces(tekst, handen, door, op) for _ in stuk.tekst]
    kept: list[tuple[str, list[Stuk]]] = []
    at = 0
    for number, line in enumerate(lines):
        mine = owners[at : at + len(line)]
        at += len(line) + 1
        if (line.strip() and number in blijft) or (not line.strip() and kept and kept[-1][0].strip()):
            kept.append((line, mine))
    while kept and not kept[-1][0].strip():
        kept.pop()
    text, whose = "", []
    for number, (line, mine) in enumerate(kept):
        if number:
            text += "\n"
            whose.append(whose[-1])
        text += line
        whose += mine
    runs: list[list] = []
    for stuk in whose:
        if runs and runs[-1][1:] == [stuk.wie, stuk.op.isoformat()]:
            runs[-1][0] += 1
        else:
            runs.append([1, stuk.wie, stuk.op.isoformat()])
    return text, runs


def _pieces(tekst: str, handen: Sequence[Loop], door: str, op: datetime) -> list[Stuk]:
    """The whole text in pieces, also where the runs are shorter or longer than it."""
    pieces, at = [], 0
    for length, wie, moment in handen:
        if part := tekst[at : at + length]:
            pieces.append(Stuk(wie, datetime.fromisoformat(moment), part))
        at += length
    if at < len(tekst):
        pieces.append(Stuk(door, op, tekst[at:]))
    return pieces


def _lines(pieces: Sequence[Stuk]) -> list[list[Stuk]]:
    """Per line whose it is; white space counts with the text beside it. An empty line has nobody."""
    lines: list[list[Stuk]] = [[]]
    for stuk in pieces:
        for number, part in enumerate(stuk.tekst.split("\n")):
            if number:
                lines.append([])
            if part:
                _add(lines[-1], Stuk(stuk.wie, stuk.op, part))
    return [[] if all(not s.tekst.strip() for s in line) else line for line in lines]


def _add(line: list[Stuk], stuk: Stuk) -> None:
    last = line[-1] if line else None
    if last and (last.wie == stuk.wie or not stuk.tekst.strip()):
        newest = max(last.op, stuk.op) if last.wie == stuk.wie else last.op
        line[-1] = Stuk(last.wie, newest, last.tekst + stuk.tekst)
    elif last and not last.tekst.strip():
        line[-1] = Stuk(stuk.wie, stuk.op, last.tekst + stuk.tekst)
    else:
        line.append(stuk)


def _goes_on(block: Sequence[Stuk], line: Sequence[Stuk]) -> bool:
    if len(block) > 1 or len(line) > 1:
        return False
    return block[0].wie == line[0].wie and abs(block[0].op - line[0].op) <= _EEN_STUK


def _sizes(handen: Sequence[Loop]) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for length, wie, _ in handen:
        sizes[wie] = sizes.get(wie, 0) + length
    return sizes
