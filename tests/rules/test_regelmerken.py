"""A line of a note is found again by its words, whatever list it stands in; when its words changed it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.overleggen.regelmerken import MAX_CITAAT, as_citaat, find_lines, keep_only, mark_lines

TEKST = "Zij eet weinig.\n\n- Wim belt de apotheek\n  * Els  kijkt   mee\nSlot"


@pytest.mark.parametrize("chosen", ["Wim belt de apotheek", "- Wim belt de apotheek", " 1.  Wim belt  de apotheek "])
def test_the_sign_of_a_list_and_spaces_make_no_difference(chosen):
    assert find_lines(TEKST, {as_citaat(chosen)}) == {"Wim belt de apotheek": range(2, 3)}


@pytest.mark.parametrize("chosen", ["Wim belt", "Wim belt de apotheek niet", "wim belt de apotheek", "", "Belt Wim"])
def test_other_words_are_another_line(chosen):
    assert find_lines(TEKST, {as_citaat(chosen)}) == {}


def test_several_lines_are_found_together_and_marked_at_the_last():
    citaat = as_citaat("- Wim belt de apotheek\n* Els kijkt mee")
    assert find_lines(TEKST, {citaat}) == {citaat: range(2, 4)}
    marked = mark_lines(TEKST, [(citaat, "afspraak"), ("Slot", "vraag"), ("Slot", "terugkomen"), ("Weg", "vraag")])
    assert [line.merken for line in marked] == [(), (), (), ("afspraak",), ("vraag", "terugkomen")]
    assert "\n".join(line.tekst for line in marked) == TEKST
    assert marked[4].gemerkt == "Slot (werd: vraag, terugkomen)"


lines = st.lists(st.text(st.sampled_from("ab c-*1.é\u200b"), max_size=20), max_size=8)


@given(lines, st.data())
def test_every_line_that_says_something_is_found_by_its_own_words(texts, data):
    tekst = "\n".join(texts)
    for text in texts:
        if citaat := as_citaat(text):
            found = find_lines(tekst, {citaat})[citaat]
            assert as_citaat("\n".join(tekst.split("\n")[n] for n in found)) == citaat


@given(st.text(max_size=700))
def test_what_is_kept_fits_the_column_and_is_stable(chosen):
    citaat = as_citaat(chosen)
    assert len(citaat) <= MAX_CITAAT and "\n" not in citaat


def test_a_long_line_is_found_by_its_first_words():
    long = "woord " * 90 + "slot"
    assert find_lines(f"Kop\n{long}", {as_citaat(long)}) == {as_citaat(long): range(1, 2)}


@given(lines, lines)
def test_of_an_older_text_only_what_still_stands_stays(old, now):
    left = [line for line in keep_only("\n".join(old), now).split("\n") if line.strip()]
    there = {as_citaat(line) for line in now}
    assert all(as_citaat(line) in there for line in left)
    assert left == [line for line in old if line.strip() and as_citaat(line) and as_citaat(line) in there]
