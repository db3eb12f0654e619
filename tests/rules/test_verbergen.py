"""Small numbers stay hidden: whatever is shown fits more than one number in every hidden cell, also for who knows the rule."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlegtafel.verwijzingen.verbergen import MINST, Teken, hide, is_klein

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 60))
CELLS = st.lists(COUNTS, min_size=1, max_size=9)
# A hidden cell that is no small one can be anything from here on.
_MEER = 70


def reachable(options: list[range]) -> set[int]:
    """What numbers from these ranges can add up to."""
    sums = {0}
    for values in options:
        sums = {total + value for total in sums for value in values}
    return sums


def options_of(shown) -> list[range]:
    return [
        range(1, MINST) if cell is Teken.KLEIN else range(MINST, _MEER) for cell in shown if isinstance(cell, Teken)
    ]


def values_left(options: list[range], i: int, others: set[int], total: int) -> set[int]:
    return {value for value in options[i] if total - value in others}


@given(CELLS)
def test_every_hidden_cell_can_be_more_than_one_number(cells):
    """Counted out here, not worked out: every value of a hidden cell that the others can fill up to what is known."""
    shown = hide(cells, beside=[sum(cells)])
    if shown is None:
        return
    for count, cell in zip(cells, shown, strict=True):
        assert not is_klein(count) or cell is Teken.KLEIN
        assert isinstance(cell, Teken) or cell == count
        assert cell is not Teken.ERBIJ or count >= MINST
    known = sum(cells) - sum(cell for cell in shown if not isinstance(cell, Teken))
    options = options_of(shown)
    for i in range(len(options)):
        others = reachable(options[:i] + options[i + 1 :])
        assert len(values_left(options, i, others, known)) > 1
    # Together the hidden ones are no small group either.
    assert known == 0 or known >= MINST


@settings(max_examples=60)
@given(st.lists(st.integers(0, 15), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_two_ways_to_divide_the_same_give_nothing_away(cells, chance):
    """Practices beside teams: of the teams only the small ones are hidden, and nowhere a total is shown."""
    beside = [0] * 4
    for _ in range(sum(cells)):
        beside[chance.randrange(4)] += 1
    shown = hide(cells, beside=beside)
    if shown is None:
        return
    across = [count for count in beside if is_klein(count)]
    # Hidden cells less the hidden teams are what is shown of the one less what is shown of the other.
    known = sum(c for c in beside if not is_klein(c)) - sum(c for c in shown if not isinstance(c, Teken))
    options = options_of(shown) + [range(-MINST + 1, 0)] * len(across)
    for i in range(len(options)):
        others = reachable(options[:i] + options[i + 1 :])
        assert len(values_left(options, i, others, known)) > 1


@pytest.mark.parametrize(("size", "most"), [(2, 40), (3, 26), (4, 20)])
def test_who_knows_the_rule_is_no_wiser(size, most):
    """Every table of this size: those that look the same have different numbers in every hidden cell."""
    alike = defaultdict(list)
    for cells in product(range(most + 1), repeat=size):
        if (total := sum(cells)) <= most:
            shown = hide(cells, beside=[total])
            alike[total, None if shown is None else tuple(shown)].append(cells)
    for (total, shown), tables in alike.items():
        for i in range(size):
            if (shown is None and total >= MINST) or (shown and isinstance(shown[i], Teken)):
                assert len({cells[i] for cells in tables}) > 1, (shown, tables)


def test_as_a_reader_meets_it():
    # Wittevrouwenveld-Wyckerpoort: three small ones keep each other's secret.
    assert hide([1, 3, 41, 1], beside=[46]) == [Teken.KLEIN, Teken.KLEIN, 41, Teken.KLEIN]
    # One alone would be the total less the rest: the smallest of the others goes with it.
    assert hide([2, 20, 30, 0], beside=[52]) == [Teken.KLEIN, Teken.ERBIJ, 30, 0]
    # Two of one and two are three people: that is a small group too.
    assert hide([1, 2, 30, 27], beside=[60]) == [Teken.KLEIN, Teken.KLEIN, 30, Teken.ERBIJ]
    assert hide([12, 0, 5], beside=[17]) == [12, 0, 5]
    # Nothing would be left to show.
    assert hide([1, 5, 0], beside=[6]) is None
    assert hide([4, 4], beside=[8]) is None
    # No small practice; but the small team is what the practices have more than the other team.
    assert hide([20, 31, 44], beside=[3, 92]) == [Teken.ERBIJ, 31, 44]
    with pytest.raises(ValueError):
        hide([1, 2], beside=[4])
