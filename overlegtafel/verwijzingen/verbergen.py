"""Counts that may leave the team: none of one to four, and none that can be found by subtraction. Pure.

What is known of a hidden cell: a small one is 1 to 4; one that was hidden with it is at least 5, and no more than the smallest
that is shown. What the hidden ones add up to is known too. Within that, every hidden cell must still have more than one value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MINST = 5


class Teken(StrEnum):
    """What stands where a number was: it is small, or it would give a small one away."""

    KLEIN = "minder dan 5"
    ERBIJ = "niet getoond"


Getal = int | Teken


def is_klein(count: int) -> bool:
    return 0 < count < MINST


@dataclass(frozen=True, slots=True)
class _Cel:
    """A hidden cell as a reader knows it: on which side of the sum, and between which bounds."""

    kant: int
    waarde: int
    laagst: int
    hoogst: int

    @property
    def bijdrage(self) -> tuple[int, int]:
        """The least and the most it adds to the sum."""
        return (self.laagst, self.hoogst) if self.kant > 0 else (-self.hoogst, -self.laagst)


def hide(cells: Sequence[int], *, beside: Sequence[int]) -> list[Getal] | None:
    """The cells as they may be shown, or None when that cannot be done and none of them may.

    beside: what adds up to the same and is shown too, but for the small ones: the total of these cells, or the cells of
    another way to divide the same referrals. Hides the small cells, and then the smallest of the others until it is enough.
    """
    if sum(cells) != sum(beside):
        raise ValueError("not a division of the same")
    hidden = _choose(cells, beside)
    if hidden is None or not all(_has_double(cells, i, hidden, beside) for i in hidden):
        return None
    return [_mark(count) if i in hidden else count for i, count in enumerate(cells)]


def _choose(cells: Sequence[int], beside: Sequence[int]) -> set[int] | None:
    """Which cells to hide; None: then there would be no number left to show."""
    hidden = {i for i, count in enumerate(cells) if is_klein(count)}
    if not hidden and not any(map(is_klein, beside)):
        return hidden
    shown = sorted((count, i) for i, count in enumerate(cells) if count >= MINST)
    while shown:
        if _is_safe(_known(cells, hidden, beside, shown)):
            return hidden
        hidden.add(shown.pop(0)[1])
    return None


def _has_double(cells: Sequence[int], i: int, hidden: set[int], beside: Sequence[int]) -> bool:
    """Whether other numbers, with another one in this cell, would have been hidden just the same: who knows the rule by which
    cells are hidden, and asks when it would hide exactly these, is no wiser.
    """
    marks = [_mark(cells[j]) for j in sorted(hidden)]
    small = [j for j, count in enumerate(beside) if is_klein(count)]
    for step in (1, -1):
        # One more here is one less in another hidden cell, or one more in one on the other side.
        for j in hidden - {i}:
            other = list(cells)
            other[i], other[j] = other[i] + step, other[j] - step
            if [_mark(other[k]) for k in sorted(hidden)] == marks and _choose(other, beside) == hidden:
                return True
        for j in small:
            other, across = list(cells), list(beside)
            other[i], across[j] = other[i] + step, across[j] + step
            same = is_klein(across[j]) and [_mark(other[k]) for k in sorted(hidden)] == marks
            if same and _choose(other, across) == hidden:
                return True
    return False


def _mark(count: int) -> Teken:
    """How a hidden one looks."""
    return Teken.KLEIN if is_klein(count) else Teken.ERBIJ


def _known(
    cells: Sequence[int], hidden: set[int], beside: Sequence[int], shown: Sequence[tuple[int, int]]
) -> list[_Cel]:
    def bounds(count: int, i: int) -> tuple[int, int]:
        if is_klein(count):
            return 1, MINST - 1
        # Whoever knows that the smallest goes first, knows that this one was; of two alike the first.
        least, j = shown[0]
        return MINST, least if i < j else least - 1

    return [_Cel(1, cells[i], *bounds(cells[i], i)) for i in hidden] + [
        _Cel(-1, count, 1, MINST - 1) for count in beside if is_klein(count)
    ]


def _is_safe(cells: Sequence[_Cel]) -> bool:
    """Whether every one of these can still be more than one number; and together they are no small group either."""
    total = sum(c.kant * c.waarde for c in cells)
    if all(c.kant > 0 for c in cells) and is_klein(total):
        return False
    low, high = (sum(ends) for ends in zip(*(c.bijdrage for c in cells), strict=True))
    for c in cells:
        least, most = c.bijdrage
        # What the others can add up to leaves this one so much room.
        first, last = max(least, total - (high - most)), min(most, total - (low - least))
        if last - first < 1:
            return False
    return True
