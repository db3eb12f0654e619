"""What is typed for a line of the plan."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.datums import today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.plannen.invoer import MAX_TEKST, SOORT_LABELS, check_datum, check_regel

soorten = st.sampled_from(list(SOORT_LABELS))
MORGEN = today() + timedelta(days=1)


def fouten(soort: str, **typed) -> dict[str, str]:
    with pytest.raises(Ongeldig) as refusal:
        check_regel(soort, **({"tekst": "Bellen", "eigenaar": "b:1", "datum": f"{MORGEN:%d-%m-%Y}"} | typed))
    return refusal.value.velden


@given(soorten, st.text(max_size=MAX_TEKST + 20), st.sampled_from(["", "b:1"]), st.text(max_size=12))
def test_a_line_is_taken_clean_or_refused_with_messages(soort, tekst, eigenaar, datum):
    try:
        invoer = check_regel(soort, tekst=tekst, eigenaar=eigenaar, datum=datum)
    except Ongeldig as refusal:
        assert refusal.velden and all(refusal.velden.values())
        assert set(refusal.velden) <= {"tekst", "eigenaar", "datum"}
        return
    assert invoer.tekst == clean_line(tekst)
    assert len(invoer.tekst) <= MAX_TEKST
    assert (invoer.datum is not None) == (soort == "afspraak")
    assert invoer.tekst or soort in ("wie", "veranderwens")


@pytest.mark.parametrize("soort", ["doel", "signaal", "afspraak"])
@pytest.mark.parametrize("tekst", ["", "   ", "\u202e\x00"])
def test_an_empty_line_is_refused(soort, tekst):
    assert set(fouten(soort, tekst=tekst)) == {"tekst"}


@pytest.mark.parametrize("soort", ["wie", "veranderwens"])
def test_who_somebody_is_may_be_emptied(soort):
    assert check_regel(soort, tekst="", eigenaar="", datum="").tekst == ""


@pytest.mark.parametrize("soort", list(SOORT_LABELS))
def test_too_long_says_how_long_it_is_and_where_it_belongs(soort):
    message = fouten(soort, tekst="a" * 401)["tekst"]
    assert "401" in message and "400" in message and "dossier" in message


def test_an_agreement_has_one_owner_and_a_date():
    assert set(fouten("afspraak", eigenaar="", datum="")) == {"eigenaar", "datum"}
    invoer = check_regel("afspraak", tekst="Bellen", eigenaar="b:1", datum=f"{MORGEN:%d-%m-%Y}")
    assert invoer.datum == MORGEN


@given(soorten.filter(lambda s: s != "afspraak"), st.text(max_size=12))
def test_only_an_agreement_has_a_date(soort, datum):
    assert check_regel(soort, tekst="Bellen", eigenaar="", datum=datum).datum is None


@given(st.integers(-5000, 5000), st.booleans())
def test_a_date_lies_within_five_years(days, verplicht):
    day = today() + timedelta(days=days)
    found, message = check_datum(f" {day:%d-%m-%Y} ", verplicht=verplicht)
    assert (found == day and not message) == (abs(days) <= 366 * 5)
    assert bool(found) != bool(message)


def test_a_date_without_a_year_is_the_next_one():
    for days in (0, 1, 40, 364):
        day = today() + timedelta(days=days)
        assert check_datum(f"{day.day}-{day.month}", verplicht=True)[0] == day


@pytest.mark.parametrize("typed", ["31-2-2027", "morgen", "0-0-0", "2027"])
def test_no_date_gets_a_message_with_an_example(typed):
    day, message = check_datum(typed, verplicht=False)
    assert day is None and "15-1-2027" in message


def test_a_date_may_be_left_out_only_where_it_is_not_needed():
    assert check_datum(" ", verplicht=False) == (None, "")
    assert check_datum(" ", verplicht=True)[1]
