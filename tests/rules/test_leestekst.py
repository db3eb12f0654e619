"""A note on the screen: folding loses nothing, and what is marked is what was looked for."""

from hypothesis import example, given
from hypothesis import strategies as st

from overlegtafel.core.namen import normalise
from overlegtafel.thuiszorg.leestekst import MAX_WOORDEN, fold, holds, mark, split_words

texts = st.text(st.sampled_from("abij IJyé e\u0301.\n-ß<>&’Ø1"), max_size=60) | st.text(max_size=80)
long_texts = st.lists(st.text(st.sampled_from("woord \n"), max_size=200), max_size=30).map("\n".join)


@given(long_texts)
@example("x" * 5000)
@example("kort\n" + "een heel lange regel " * 100)
@example("\n" * 8 + "d\n\n")
@example("\n" * 20)
def test_folding_loses_no_word_and_shows_something_first(text):
    head, rest = fold(text)
    if not rest:
        # White space before and after it says nothing.
        assert head == text.strip()
        return
    assert head.strip() and len(head) < 1000 and head.count("\n") < 12
    assert "".join((head + rest).split()) == "".join(text.split())


def test_what_is_short_is_not_folded():
    assert fold("Regel\n" * 8)[1] == ""
    assert fold("Wond rustig, geen pus. " * 20)[1] == ""
    assert fold("Regel\n" * 20)[1] != ""


@given(texts, texts)
@example("IJsland ijs", "ys")
@example("cafe\u0301 <b>", "café")
def test_pieces_are_the_text_and_marks_are_the_words(text, typed):
    words = split_words(typed)
    pieces = mark(text, words)
    assert "".join(piece.tekst for piece in pieces) == text
    marked = any(piece.raak for piece in pieces)
    assert marked == any(word in normalise(text) for word in words)
    for piece in pieces:
        if piece.raak:
            assert normalise(piece.tekst)


@given(texts, st.text(st.sampled_from("abijye1"), min_size=1, max_size=3))
def test_a_search_finds_what_normalising_finds(text, word):
    words = split_words(word)
    assert holds(words, text) == all(w in normalise(text) for w in words)


def test_words():
    assert split_words("  Böcker wond, WOND ") == ("bocker", "wond")
    assert len(split_words("a b c d e f g h i j")) == MAX_WOORDEN
    assert [p.tekst for p in mark("Benen dikker; bénen dun", ("benen",)) if p.raak] == ["Benen", "bénen"]
