"""What people type: cleaned of what nobody can see; telephone numbers written one way."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.tekst import clean_line, clean_text
from overlegtafel.core.telefoon import clean_telefoon

zichtbaar = st.text(st.characters(categories=["L", "N", "P", "Sm", "Sc"]), min_size=1, max_size=20)


@given(st.text())
def test_a_line_is_one_line_and_cleaning_twice_changes_nothing(typed):
    line = clean_line(typed)
    assert clean_line(line) == line
    assert len(line.splitlines()) <= 1
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in line)


@given(st.lists(zichtbaar, min_size=1, max_size=5))
def test_what_can_be_seen_stays(words):
    words = [unicodedata.normalize("NFC", word) for word in words]
    assert clean_line("  ".join(words)) == unicodedata.normalize("NFC", " ".join(words))


@given(zichtbaar, zichtbaar, st.sampled_from("\x00\x07\x1b\x7f\u202e\u2066\u2069\u202a"))
def test_what_cannot_be_seen_or_turns_text_around_goes(before, after, sign):
    assert clean_line(before + sign + after) == clean_line(before + after)
    assert sign not in clean_text(before + sign + after)


@given(st.lists(zichtbaar, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_of_a_text_stay_lines(lines, line_end):
    assert clean_text(line_end.join(lines)) == unicodedata.normalize("NFC", "\n".join(lines))


@pytest.mark.parametrize("sign", ["\t", "\v", "\f", "\r", "\n", "\u2028", "\u00a0"])
def test_two_words_stay_two_words_whatever_stood_between_them(sign):
    assert clean_line(f"van{sign}den{sign}Berg") == "van den Berg"


def test_nothing_typed_is_empty():
    assert clean_line(None) == clean_text(None) == clean_line(" \t\n ") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "0433501234",
        "043-3501234",
        "043 350 12 34",
        "(043) 350 1234",
        "+31 43 350 1234",
        "0031433501234",
        " 043.350.1234 ",
    ],
)
def test_one_number_written_many_ways(typed):
    assert clean_telefoon(typed) == "043 350 1234"


@pytest.mark.parametrize("typed", ["0612345678", "06-12345678", "+31612345678", "06 12 34 56 78"])
def test_a_mobile_number(typed):
    assert clean_telefoon(typed) == "06 12345678"


@pytest.mark.parametrize("typed", ["+32 12 34 56 78", "0032 12345678"])
def test_a_foreign_number_keeps_its_country(typed):
    assert clean_telefoon(typed).startswith("+32 ")


@pytest.mark.parametrize("typed", ["bel de buren", "12", "043", "1" * 30, "+", "+999 12345", "x"])
def test_no_number(typed):
    assert clean_telefoon(typed) is None


@given(st.text(max_size=40) | st.text("0123456789+-() ext.;", max_size=40))
def test_whatever_is_typed_what_comes_out_fits_its_field(typed):
    number = clean_telefoon(typed)
    # telefoon is String(20), which PostgreSQL holds to.
    assert number is None or len(number) <= 20
    assert not number or sum(c.isdigit() for c in number) >= 3


@given(st.from_regex(r"0(43|46|20|10)[2-9][0-9]{6}", fullmatch=True))
def test_a_number_stays_as_it_was_written_before(typed):
    number = clean_telefoon(typed)
    assert number and clean_telefoon(number) == number
    assert "".join(c for c in number if c.isdigit()) == typed


@pytest.mark.parametrize("typed", ["043-3501234 ext 5678901", "+49 30 901820 ext. 12345678"])
def test_a_number_too_long_for_its_field_is_refused_not_cut(typed):
    assert clean_telefoon(typed) is None
