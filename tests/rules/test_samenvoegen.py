"""Two texts that grew out of one: nothing that either side wrote is lost, and what they share stands there once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.overleggen.samenvoegen import merge_texts

REGELS = st.lists(st.sampled_from(["", "a", "b", "c", "d"]), max_size=8)
TEKST = REGELS.map("\n".join)


def count(text: str) -> Counter:
    return Counter(text.split("\n"))


@given(TEKST, TEKST)
def test_what_only_one_side_changed_is_that_side(basis, changed):
    assert merge_texts(basis, changed, basis) == changed
    assert merge_texts(basis, basis, changed) == changed
    assert merge_texts(basis, changed, changed) == changed


@given(TEKST, TEKST, TEKST)
def test_nothing_that_either_side_wrote_is_lost_and_nothing_is_made_up(basis, theirs, mine):
    base, other, own, found = count(basis), count(theirs), count(mine), count(merge_texts(basis, theirs, mine))
    for line in base | other | own | found:
        # Empty texts have no line at all; of a line nobody took away the most that either has stands there.
        if line and min(other[line], own[line]) >= base[line]:
            assert found[line] >= max(other[line], own[line]), line
        if line:
            assert found[line] >= max(other[line], own[line]) - base[line], line
            assert found[line] <= other[line] + own[line], line


@st.composite
def additions(draw):
    """A text of lines that differ, and two that grew out of it by adding lines of their own, some of them the same."""
    base = draw(st.lists(st.sampled_from("abcdef"), unique=True))
    sides = []
    for name in ("h", "m"):
        lines = []
        for place in range(len(base) + 1):
            lines += draw(
                st.sampled_from([[], [f"{name}{place}"], [f"beide{place}"], [f"beide{place}", f"{name}{place}"]])
            )
            lines += base[place : place + 1]
        sides.append(lines)
    return base, *sides


@given(additions())
def test_lines_both_have_stand_there_once_and_in_the_order_of_each(three):
    base, theirs, mine = three
    found = merge_texts(*("\n".join(lines) for lines in three)).split("\n") if theirs or mine else []
    assert Counter(found) == Counter(theirs) | Counter(mine)
    for side in (base, theirs, mine):
        assert [line for line in found if line in side] == side


@pytest.mark.parametrize(
    ("basis", "theirs", "mine", "expected"),
    [
        ("", "Van de huisarts", "Van de zuster", "Van de huisarts\nVan de zuster"),
        ("A\nB\nC", "A\nB2\nC", "A\nB3\nC", "A\nB2\nB3\nC"),
        ("A\nB", "A\nB\nonder", "boven\nA\nB", "boven\nA\nB\nonder"),
        ("A\nB\nC", "A\nC", "A\nB\nC\nD", "A\nC\nD"),
        # Taken away by one and changed by the other: the change stays.
        ("A\nB", "A", "A\nB2", "A\nB2"),
        ("", "", "", ""),
    ],
)
def test_by_example(basis, theirs, mine, expected):
    assert merge_texts(basis, theirs, mine) == expected
