"""Finding somebody whose name was typed with a mistake, in any order, with or without voorvoegsel and accents."""

from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from overlegtafel.clienten.zoektekst import fragments, is_one_error, matches, parse_zoekvraag, rank
from overlegtafel.core.namen import normalise

GEWOON = "abcdefghijklmnopqrstuvwxyz"
ACCENTEN = GEWOON + "éèëêçñöüïâáøłđšžýß"
naamwoorden = st.text(ACCENTEN, min_size=2, max_size=11)
lange_woorden = st.text(ACCENTEN, min_size=4, max_size=11)
voorvoegsels = st.sampled_from(["", "van", "de", "van de", "van den", "van 't", "in 't", "ter", "el"])


def found(typed: str, *, name: str) -> bool:
    """As the search does it: the database narrows on fragments, then every word has to match."""
    zoeknaam = f" {normalise(name)} "
    words = parse_zoekvraag(typed).woorden
    return bool(words) and all(
        any(piece in zoeknaam for piece in fragments(word)) and matches(word, zoeknaam) for word in words
    )


@st.composite
def names(draw):
    """roepnaam, voorvoegsel, achternaam; the surname may be double."""
    achternaam = "-".join(draw(st.lists(lange_woorden, min_size=1, max_size=2)))
    return draw(naamwoorden).capitalize(), draw(voorvoegsels), achternaam.title()


@st.composite
def with_one_error(draw, word: str) -> str:
    """word with one letter missing, extra or wrong, or two neighbours swapped."""
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(GEWOON))
    match draw(st.sampled_from(["missing", "extra", "wrong", "swapped"])):
        case "missing":
            return word[:place] + word[place + 1 :]
        case "extra":
            return word[:place] + letter + word[place:]
        case "wrong":
            return word[:place] + letter + word[place + 1 :]
        case _:
            place = min(place, len(word) - 2)
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


@given(names(), st.data())
def test_one_error_in_a_word_of_four_letters_or_more_still_finds_the_client(name, data):
    roepnaam, _, achternaam = name
    words = [w for w in normalise(f"{roepnaam} {achternaam}").split() if len(w) >= 4]
    typed = data.draw(with_one_error(data.draw(st.sampled_from(words))))
    # 'ij' is read as 'y': a mistake that makes one out of something else counts as two.
    assume(normalise(typed) == typed)
    assert found(typed, name=" ".join(name)), f"{typed!r} does not find {name}"


@given(names(), st.data())
def test_words_in_any_order_voorvoegsel_optional_no_accents(name, data):
    roepnaam, voorvoegsel, achternaam = name
    parts = [roepnaam, achternaam, *([voorvoegsel] if voorvoegsel and data.draw(st.booleans()) else [])]
    typed = " ".join(data.draw(st.permutations(parts)))
    style = data.draw(st.sampled_from([str.upper, str.lower, normalise, str]))
    assert found(style(typed), name=" ".join(name))


@given(names(), st.data())
def test_the_first_letters_are_enough(name, data):
    roepnaam, _, achternaam = name
    word = data.draw(st.sampled_from(normalise(f"{roepnaam} {achternaam}").split()))
    assert found(word[: data.draw(st.integers(1, len(word)))], name=" ".join(name))


@given(names(), names())
@example(("Jan", "", "Berg"), ("Jan", "", "Bakker"))
def test_a_name_that_fits_exactly_ranks_before_one_that_fits_with_an_error(one, other):
    words = parse_zoekvraag(" ".join(one)).woorden
    own, another = normalise(" ".join(one)), normalise(" ".join(other))
    assert rank(words, own) == 0 <= rank(words, another)


kort = st.text("abc", max_size=6)


@given(kort, kort)
def test_is_one_error_is_an_edit_distance_of_at_most_one(a, b):
    assert is_one_error(a, b) == (b in within_one_edit(a, "abc"))
    assert is_one_error(a, b) == is_one_error(b, a)


def within_one_edit(word: str, letters: str) -> set[str]:
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {word}
        | {a + b[1:] for a, b in splits if b}
        | {a + c + b for a, b in splits for c in letters}
        | {a + c + b[1:] for a, b in splits if b for c in letters}
        | {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    )


@given(st.text("abcd", min_size=4, max_size=8), st.text("abcd", min_size=4, max_size=8))
def test_two_errors_are_too_many(word, token):
    beginnings = [token[:n] for n in range(len(token) + 1)]
    assume(not token.startswith(word))
    close = any(beginning in within_one_edit(word, "abcd") for beginning in beginnings)
    assert matches(word, token) == close


@pytest.mark.parametrize("word", ["de", "jan", "ab"])
def test_short_words_are_not_stretched(word):
    assert matches(word, "jansen dekker abel")
    assert not matches(word, "willems corsten")


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
@example(date(1948, 5, 3))
@example(date(1951, 11, 11))
def test_a_birth_date_is_looked_for_also_when_its_digits_pass_the_elfproef(day):
    for typed in (f"{day:%d-%m-%Y}", f"{day:%d%m%Y}", f"{day:%d.%m.%Y}", f"{day:%d %m %Y}"):
        assert parse_zoekvraag(typed).datum == day, typed


@given(lange_woorden, st.dates(date(1920, 1, 1), date(2020, 1, 1)), st.booleans())
def test_a_date_before_or_after_a_name(word, day, first):
    maand = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"][day.month - 1]
    for written in (f"{day:%d-%m-%Y}", f"{day.day} {maand} {day.year}"):
        vraag = parse_zoekvraag(f"{written} {word}" if first else f"{word} {written}")
        assert vraag.datum == day
        assert vraag.woorden == tuple(normalise(word).split())


@pytest.mark.parametrize("typed", ["077461848", "77461848", "0774.61.848", " 0774 61848 "])
def test_a_bsn_however_it_is_written(typed):
    assert parse_zoekvraag(typed).bsn == "077461848"


@given(st.text(max_size=300))
def test_anything_may_be_typed(typed):
    vraag = parse_zoekvraag(typed)
    assert len(vraag.woorden) <= 6
    for word in vraag.woorden:
        assert word == normalise(word)
        assert all(fragments(word))
        # A piece goes into a LIKE: no sign may mean 'anything'.
        assert not any(sign in piece for piece in fragments(word) for sign in "%_\\")
