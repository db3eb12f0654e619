"""The citizen service number, with an elfproef of our own beside the library's."""

from hypothesis import assume, given
from hypothesis import strategies as st

from overlegtafel.core.bsn import mask_bsn, parse_bsn


def passes_elfproef(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0


@st.composite
def bsns(draw, beginning: str = "") -> str:
    rest = 8 - len(beginning)
    first = beginning + draw(st.text("0123456789", min_size=rest, max_size=rest))
    last = sum(w * int(d) for w, d in zip(range(9, 1, -1), first, strict=True)) % 11
    assume(last < 10 and int(first) > 0)
    return f"{first}{last}"


@given(bsns())
def test_a_right_number_is_taken_however_it_is_grouped(bsn):
    a, b, c = bsn[:3], bsn[3:6], bsn[6:]
    for typed in (bsn, f"{a} {b} {c}", f"{a}.{b}.{c}", f"{a}-{b}-{c}", f" {bsn}\u00a0"):
        assert parse_bsn(typed) == bsn


@given(bsns("0"))
def test_a_leading_zero_may_be_left_out(bsn):
    assert parse_bsn(bsn[1:]) == bsn


@given(bsns(), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(bsn, place, plus):
    digit = str((int(bsn[place]) + plus) % 10)
    assert parse_bsn(bsn[:place] + digit + bsn[place + 1 :]) is None


@given(bsns(), st.integers(0, 7))
def test_two_swapped_digits_are_noticed(bsn, place):
    assume(bsn[place] != bsn[place + 1])
    assert parse_bsn(bsn[:place] + bsn[place + 1] + bsn[place] + bsn[place + 2 :]) is None


@given(st.text(max_size=14) | st.text("0123456789 .-", max_size=12))
def test_what_comes_out_passes_the_elfproef_and_the_rest_is_none(typed):
    bsn = parse_bsn(typed)
    assert bsn is None or (len(bsn) == 9 and passes_elfproef(bsn) and int(bsn) > 0)


@given(bsns())
def test_the_mask_shows_three_digits_and_no_more(bsn):
    shown = mask_bsn(bsn)
    assert [c for c in shown if c.isdigit()] == list(bsn[-3:])
    assert shown.endswith(bsn[-3:])
    assert len(shown) == 9


def test_no_number_no_mask():
    assert mask_bsn(None) == mask_bsn("") == ""
