"""What is typed at an item: the difference of two texts, the outcome, a day to return, the sheet and its spider web."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.datums import show_date
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.overleggen.besluitinvoer import check_terug, check_uitkomst, list_dagen, parse_regelkeuze
from overlegtafel.overleggen.bladinvoer import check_blad
from overlegtafel.overleggen.positief import BREED, DIMENSIES, HOOG, VRAGEN, draw_spin
from overlegtafel.overleggen.woordverschil import ERAF, ERBIJ, GELIJK, diff_words

TEKST = st.text(alphabet="ab é\n.", max_size=60)
CIJFER = st.none() | st.integers(0, 10)


@given(TEKST, TEKST)
def test_the_pieces_hold_both_texts_whole(old, new):
    pieces = diff_words(old, new)
    assert "".join(text for what, text in pieces if what != ERBIJ) == old
    assert "".join(text for what, text in pieces if what != ERAF) == new
    assert (old == new) == all(what not in (ERBIJ, ERAF) for what, _ in pieces)


def test_a_word_with_another_white_space_after_it_is_the_same_word():
    assert diff_words("zij ligt\nbij het raam", "zij ligt bij\n\nhet raam") == [
        (GELIJK, "zij ligt"), (ERAF, "\n"), (ERBIJ, " "), (GELIJK, "bij"), (ERAF, " "), (ERBIJ, "\n\n"), (GELIJK, "het raam"),
    ]  # fmt: skip


def test_a_day_to_return_needs_no_year():
    friday = date(2026, 12, 11)
    assert check_terug({"datum": "14-12"}, na=friday) == date(2026, 12, 14)
    assert check_terug({"datum": "11 dec"}, na=friday) == date(2027, 12, 11)
    assert [day for day, _ in list_dagen(friday)] == ["25-12-2026", "08-01-2027", "12-03-2027"]


@given(st.text(max_size=400), st.booleans(), st.integers(0, 3))
def test_an_item_never_closes_without_anything_that_says_what_came_of_it(tekst, none, decisions):
    try:
        found = check_uitkomst(tekst, geen_besluit=none, besluiten=decisions)
    except Ongeldig as error:
        assert set(error.velden) == {"uitkomst"}
        return
    assert found.tekst or found.geen_besluit or decisions
    assert len(found.tekst) <= 300 and not (found.geen_besluit and decisions)


@given(st.integers(-400, 1000))
def test_a_day_to_return_lies_after_the_meeting(days):
    meeting = date(2027, 1, 15)
    day = meeting + timedelta(days=days)
    try:
        assert check_terug({"datum": show_date(day)}, na=meeting) == day
    except Ongeldig:
        assert days <= 0 or days > 2 * 366
    else:
        assert 0 < days <= 2 * 366


@pytest.mark.parametrize("typed", ["", "x.1", "nieuw.afspraak", "nieuw.", "00000000-0000-4000-8000-000000000000.-1"])
def test_a_line_that_is_none_is_refused(typed):
    with pytest.raises(Ongeldig):
        parse_regelkeuze(typed)


@given(st.dictionaries(st.sampled_from([d.sleutel for d in DIMENSIES]), CIJFER), TEKST, st.booleans())
def test_what_was_filled_in_comes_back_in_the_form(scores, text, long):
    form = {f"cijfer-{key}": "" if score is None else str(score) for key, score in scores.items()}
    form |= {f"antwoord-{VRAGEN[0].sleutel}": text, "zorgafspraak": "x" * (401 if long else 400)}
    try:
        filled = check_blad(form)
    except Ongeldig as error:
        assert long and set(error.velden) == {"zorgafspraak"}
        return
    assert not long
    assert {key: kept["cijfer"] for key, kept in filled.dimensies.items()} == {
        key: score for key, score in scores.items() if score is not None
    }
    assert check_blad(filled.as_form()) == filled


@given(st.dictionaries(st.sampled_from([d.sleutel for d in DIMENSIES]), CIJFER), st.booleans())
def test_the_web_stays_on_the_paper_and_says_each_score(scores, kind):
    spin = draw_spin(scores, {}, kind=kind)
    given_scores = [s for s in scores.values() if s is not None]
    assert spin.stippen.count("M") == len(given_scores) and spin.eerder == ""
    points = [float(n) for n in re.findall(r"-?[\d.]+", spin.nu)]
    assert all(0 <= x <= BREED for x in points[::2]) and all(0 <= y <= HOOG for y in points[1::2])
    # Unbroken all round only when each was given.
    assert spin.nu.count("M") == 1 or len(given_scores) < len(DIMENSIES)
    for dimension in DIMENSIES:
        assert dimension.naam_voor(kind) in spin.beschrijving
