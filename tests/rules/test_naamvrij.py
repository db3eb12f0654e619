"""A text that everybody reads names nobody: surname, first name, street and number, however they were typed."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from overlegtafel.core.namen import normalise
from overlegtafel.overleggen.naamvrij import Herkenbaar, names

TIMO = Herkenbaar(("Moonen", ""), "Timo", "Dolmanshof 145")
letters = st.text(st.sampled_from("abdefghklmnoprstuvwzéöÉ"), min_size=3, max_size=12)
around = st.lists(st.text(st.sampled_from("qxc"), min_size=1, max_size=6), max_size=3).map(" ".join)
signs = st.sampled_from([" ", ", ", "-", "/", " (", ": ", "'"])


@pytest.mark.parametrize(
    "text",
    ["Bij Timo Moonen thuis", "bij TIMO", "Dolmanshof 145", "dolmanshof 145-a, 2e etage", "Thuis (fam. Moonen)",
     "https://video.test/HOC-Timo%20Moonen", "https://video.test/timomoonen", "Timo's huis", "móónen"],
)  # fmt: skip
def test_named(text):
    assert names(text, [TIMO])


@pytest.mark.parametrize(
    "text",
    ["", "Bij de cliënt thuis", "Dolmanshof", "Dolmanshof 14", "Dolmanshof 1450", "Buurthuis, kamer 145", "Moonenlaan 3",
     "Ultimo", "https://video.test/kamer-145"],
)  # fmt: skip
def test_not_named(text):
    assert not names(text, [TIMO])


def test_short_first_names_and_streets_with_a_year():
    assert not names("Al om 10 uur", [Herkenbaar(("Moonen",), "Al")])
    assert names("Bij mevrouw Li", [Herkenbaar(("Li",), "An")])
    square = Herkenbaar(("Moonen",), "", "Plein 1992 15")
    assert names("Plein 1992 nr. 15", [square]) is False and names("plein 1992 15", [square])
    assert not names("Plein 1992, gemeentehuis", [square])
    assert not names("De Kerk 3", [Herkenbaar(("Moonen",), "", "Kerkplein")])


@given(letters, around, around, signs, signs)
def test_a_name_is_found_wherever_it_stands_and_however_it_is_written(name, before, after, left, right):
    for who in (Herkenbaar((name,)), Herkenbaar(("Moonen",), name), Herkenbaar(("Moonen", name))):
        assert names(f"{before}{left}{name.upper()}{right}{after}", [TIMO, who])


@given(letters, st.integers(1, 999), around, signs, st.sampled_from(["", "a", "-2", " bis"]))
def test_street_and_number_are_found_and_another_number_is_not(street, number, before, sign, addition):
    who = Herkenbaar(("Zz",), "", f"{street} {number}{addition}")
    assert names(f"{before}{sign}{street.title()} {number}", [who])
    assert not names(f"{before}{sign}{street} {number + 1000}", [who])
    assert not names(f"{before}{sign}{street}", [who])


@given(st.text(max_size=80), letters, letters)
def test_only_whole_words_count(text, surname, first):
    words = normalise(text).split()
    assume(normalise(first + surname) not in "".join(words))
    found = names(text, [Herkenbaar((surname,), first)])
    assert found == (normalise(surname) in words or normalise(first) in words) or "%" in text
