"""The text of a live note: what its updates make together, and who wrote what of it. Pure.

A note is a Yjs document with one root of plain text; it exists only while a function here runs. Nothing else may use the
engine (pycrdt): it is memory unsafe with updates made on purpose. Whatever is kept was read by yvorm first and fitted on what
was there (`fits`); here it goes in in that order, as eenheden.py writes it. The engine counts in UTF-8 bytes of that, Python
in code points, Yjs in UTF-16 units: no offset of one goes to another.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar

from pycrdt import Doc, Text, get_update, merge_updates

from overlegtafel.overleggen.eenheden import (
    seconds_of,
    text_of_units,
    units_of,
    update_from_units,
    update_to_units,
)
from overlegtafel.overleggen.tekenverschil import list_changes
from overlegtafel.overleggen.yvorm import GeenVorm, Wijziging, check_state, fits, read_state, read_update

WORTEL = "bespreking"
# The largest update that is taken, in bytes.
_WIJZIGING = 64 * 1024
# What somebody wrote within this time of what stands before it is one piece.
_EEN_STUK = timedelta(minutes=10)

# [length in code points, id of the person, ISO moment]
Loop = list
Merk = tuple[str, str]
T = TypeVar("T")
_NIETS = Wijziging({}, {}, {}, 0)


class Onleesbaar(Exception):
    """The engine cannot make anything of these updates. The message holds nothing of what was in them."""


def join(parts: Iterable[bytes]) -> bytes:
    """One state that is all these updates together, in any order; what was deleted is in it without its text."""
    with _engine():
        return update_from_units(_joined(list(parts)))


def bundle(parts: Sequence[bytes]) -> bytes:
    """One update that says what these say, without making anything of it; none of them carries what another does."""
    if len(parts) == 1:
        return parts[0]
    with _engine():
        return update_from_units(merge_updates(*(update_to_units(part) for part in parts)))


def text_of(state: bytes) -> str:
    with _engine():
        return text_of_units(str(_text(_load([state]))))


def diff_for(parts: Iterable[bytes], state_vector: bytes) -> bytes:
    """What somebody lacks who knows this much. Raises GeenVorm when that is no state vector."""
    vector = check_state(state_vector)
    with _engine():
        return update_from_units(_load(list(parts)).get_update(vector))


def change_to(parts: Iterable[bytes], new_text: str, hand: int) -> bytes:
    """The update of this hand that makes new_text of it and leaves alone what stays; b"" when it is that text already."""
    with _engine():
        return update_from_units(_write(_load(list(parts), hand), new_text))


def begin_with(text: str, hand: int) -> bytes:
    """A state that holds this text, all of this hand."""
    return change_to([], text, hand) or b"\x00\x00"


def who_wrote(base_state: bytes, base_runs: Sequence[Loop], tail: Sequence[tuple[bytes, str, str]]) -> list[Loop]:
    """Who wrote what: the runs of the base brought up to date with what came after it.

    tail: (update, person, ISO moment), best in order of arrival; one that needs another is taken after it wherever it stands.
    Moments all have an offset, or none has. What the runs leave out at the end of the base counts with their last; without
    any, with the first of the tail; without that either nothing is known of it: [].
    """
    if not base_runs and not tail:
        return []
    mark = tail[0][1:] if tail else ("", "")
    with _engine():
        doc = _load([base_state])
        text = _text(doc)
        tape = _Tape(text_of_units(str(text)), base_runs, mark)
        text.observe(tape.follow)
        read = [(_read(piece[0]) or _NIETS, piece) for piece in tail]
        for update, person, moment in _in_order(read, read_state(doc.get_state())):
            tape.mark(person, moment)
            doc.apply_update(update_to_units(update))
        runs = tape.runs(str(text))
        # What was made on purpose can end otherwise when it is put together in another way: the text that is kept counts.
        return _fitted(runs, len(text_of(join([base_state, *(piece[0] for piece in tail)]))), mark)


class _Tape:
    """Along the text, for each byte of it as the engine has it: which mark it is of. A mark is a person and a moment."""

    def __init__(self, text: str, runs: Sequence[Loop], mark: Merk):
        self.marks: list[Merk] = []
        self.tape = array("I")
        at = 0
        for length, *who in _fitted(runs, len(text), mark):
            self.mark(*who)
            self._write(len(self.tape), _size(text[at : at + length]))
            at += length

    def mark(self, person: str, moment: str) -> None:
        self.marks.append((person, moment))

    def follow(self, event) -> None:
        """Do to the tape what was done to the text, with the last mark."""
        at = 0
        # Only to be read now: later it would be about another text.
        for step in event.delta:
            if "retain" in step:
                at += step["retain"]
            elif "delete" in step:
                del self.tape[at : at + step["delete"]]
            else:
                length = len(step["insert"].encode())
                self._write(at, length)
                at += length

    def _write(self, at: int, length: int) -> None:
        self.tape[at:at] = array("I", [len(self.marks) - 1]) * length

    def runs(self, units: str) -> list[Loop]:
        raw = units.encode()
        runs: list[Loop] = []
        at = counted = known = 0
        seconds = seconds_of(units)
        for mark, stretch in groupby(self.tape):
            size = sum(1 for _ in stretch)
            known += len(raw[at : at + size].decode())
            at += size
            length = known - bisect_left(seconds, known) - counted
            counted += length
            person, moment = self.marks[mark]
            if runs and runs[-1][1] == person and _near(runs[-1][2], moment):
                runs[-1][0] += length
            elif length:
                runs.append([length, person, moment])
        return runs


def _fitted(runs: Sequence[Loop], length: int, mark: Merk) -> list[Loop]:
    """Runs that are together so long: the last ones cut off, or the last one longer. mark: whose it is when there are none."""
    fitted: list[Loop] = []
    for size, person, moment in runs:
        if length:
            fitted.append([min(size, length), person, moment])
            length -= fitted[-1][0]
    if length and fitted:
        fitted[-1][0] += length
    elif length:
        fitted.append([length, *mark])
    return fitted


def _near(one: str, other: str) -> bool:
    return one == other or abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) <= _EEN_STUK


def _in_order(updates: Iterable[tuple[Wijziging, T]], klokken: dict[int, int]) -> Iterator[T]:
    """What goes with each update, so that it stands after what it needs; what needs something that is not there comes last.

    klokken: what is there already; kept up to date.
    """
    waiting: list[tuple[Wijziging, T]] = []
    for update in updates:
        waiting.append(update)
        placed = True
        while waiting and placed:
            placed = False
            for entry in list(waiting):
                if fits(entry[0], klokken):
                    waiting.remove(entry)
                    for hand, stukken in entry[0].stukken.items():
                        klokken[hand] = max(klokken.get(hand, 0), stukken[-1][1])
                    yield entry[1]
                    placed = True
    yield from (goes_with for _, goes_with in waiting)


def _read(update: bytes) -> Wijziging | None:
    try:
        return read_update(update)
    except GeenVorm:
        return None


def _load(parts: Sequence[bytes], hand: int | None = None) -> Doc:
    doc = Doc() if hand is None else Doc(client_id=hand)
    updates: list[tuple[Wijziging, bytes]] = []
    # One transaction: what is only tidied up at its end is done once.
    with doc.transaction():
        for part in parts:
            # Larger than any update that is taken is a state, and a state needs nothing.
            w = _read(part) if len(part) <= _WIJZIGING else None
            if w is not None:
                updates.append((w, part))
            elif part:
                doc.apply_update(update_to_units(part))
        for part in _in_order(updates, read_state(doc.get_state())):
            doc.apply_update(update_to_units(part))
    return doc


def _text(doc: Doc) -> Text:
    return doc.get(WORTEL, type=Text)


def _joined(parts: Sequence[bytes]) -> bytes:
    doc = _load(parts)
    vector = doc.get_state()
    known = read_state(vector)
    # A document gives only what it could place; what waits for something that is not here may not be lost.
    units = [update_to_units(part) for part in parts if part]
    waiting = [part for part in units if _waits(get_update(part, vector), known)]
    return merge_updates(doc.get_update(), *waiting) if waiting else doc.get_update()


def _waits(rest: bytes, known: dict[int, int]) -> bool:
    w = _read(update_from_units(rest))
    return w is None or bool(w.stukken) or any(known.get(hand, 0) < stukken[-1][1] for hand, stukken in w.wist.items())


def _size(text: str) -> int:
    return len(units_of(text).encode())


def _write(doc: Doc, new_text: str) -> bytes:
    text = _text(doc)
    old = text_of_units(str(text))
    written: list[bytes] = []
    doc.observe(lambda event: written.append(event.update))
    with doc.transaction():
        # From the back, so that what stands before keeps its place.
        for begin, end, instead in reversed(list_changes(old, new_text)):
            at = _size(old[:begin])
            if end > begin:
                del text[at : at + _size(old[begin:end])]
            if instead:
                text.insert(at, units_of(instead))
    return written[0] if written else b""


@contextmanager
def _engine() -> Iterator[None]:
    """Nothing of the engine comes out but Onleesbaar: its panics are no Exception, and its messages may hold text."""
    try:
        yield
    except (ValueError, RuntimeError, IndexError, ExceptionGroup):
        raise Onleesbaar from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Onleesbaar from None
