"""Dates: every usual way of writing one is understood; nonsense is refused, never an accident."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.datums import parse_date, show_date, show_time, today

MAANDEN = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
KORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
dagen = st.dates(date(1800, 1, 1), date(2200, 12, 31))


def usual_ways(day: date) -> list[str]:
    d, m, y = day.day, day.month, day.year
    maand, kort = MAANDEN[m - 1], KORT[m - 1]
    return [
        f"{d}-{m}-{y}",
        f"{d:02}-{m:02}-{y}",
        f"{d:02}/{m:02}/{y}",
        f"{d}.{m}.{y}",
        f"{d} {m} {y}",
        f"{d:02}{m:02}{y}",
        f"{y}-{m:02}-{d:02}",
        f"{d} {maand} {y}",
        f"{d} {maand.capitalize()} {y}",
        f"{d} {kort}. {y}",
        f"{d}-{kort}-{y}",
        f"  {d}  {maand}   {y} ",
        f"{d} - {m} - {y}".replace(" - ", "- "),
    ]


@given(dagen)
def test_every_usual_way_of_writing_is_understood(day):
    for typed in usual_ways(day):
        assert parse_date(typed) == day, typed


@given(dagen)
def test_what_is_shown_can_be_typed_back(day):
    assert parse_date(show_date(day)) == day


@given(st.integers(0, 36500))
def test_a_birth_year_of_two_digits_is_the_nearest_in_the_past(days):
    born = today() - timedelta(days=days)
    for typed in (
        f"{born.day}-{born.month}-{born:%y}",
        f"{born:%d%m%y}",
        f"{born.day} {MAANDEN[born.month - 1]} {born:%y}",
    ):
        assert parse_date(typed) == born, typed


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_an_agreement_of_two_digits_is_in_this_century(day):
    assert parse_date(f"{day:%d-%m-%y}", two_digit_years="this century") == day


@given(st.text(max_size=20) | st.text("0123456789-/. janmeifbrokt", max_size=14))
def test_nonsense_gives_none_never_an_exception(typed):
    day = parse_date(typed)
    assert day is None or date(1800, 1, 1) <= day <= date(2200, 12, 31)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999))
def test_a_day_that_does_not_exist_is_no_date(d, m, y):
    try:
        day = date(y, m, d) if 1800 <= y <= 2200 else None
    except ValueError:
        day = None
    assert parse_date(f"{d}-{m}-{y:04}") == day


@pytest.mark.parametrize(
    "typed",
    ["", " ", "gisteren", "31-2-2020", "32-1-2000", "0-1-2000", "1-13-2000", "3-5", "3-5-123", "3-5-19481", "mei 1948",
     "3 smei 1948", "1948", "3-5-1948x", "x3-5-1948", "03051948 1", "-3-5-1948", "29-2-2025"],
)  # fmt: skip
def test_no_date(typed):
    assert parse_date(typed) is None


def test_times_are_shown_in_dutch_time_summer_and_winter():
    assert show_time(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02-07-2026 00:30"
    assert show_time(datetime(2026, 1, 1, 22, 30, tzinfo=UTC)) == "01-01-2026 23:30"
    assert show_date(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "02-07-2026"
    assert show_time(None) == show_date(None) == ""


@given(dagen.filter(lambda d: d.year < 2190), st.integers(0, 3000))
def test_a_day_without_a_year_is_the_next_such_day_only_where_that_is_asked(day, back):
    start = max(day - timedelta(days=back), date(1800, 1, 1))
    for typed in (
        f"{day.day}-{day.month}",
        f"{day:%d/%m}",
        f"{day.day} {MAANDEN[day.month - 1]}",
        f"{day.day}{KORT[day.month - 1]}.",
    ):
        assert parse_date(typed) is None, typed
        found = parse_date(typed, next_from=start)
        assert start <= found <= day and (found.day, found.month) == (day.day, day.month)
        earlier = (
            d for d in (found.replace(year=y) for y in range(start.year, found.year) if (day.day, day.month) != (29, 2))
        )
        assert all(d < start for d in earlier), "none lies between"


def test_a_year_that_was_typed_stays_what_it_is():
    start = date(2026, 11, 23)
    assert parse_date("14-12-2025", next_from=start) == date(2025, 12, 14)
    assert parse_date("14-12", next_from=start) == date(2026, 12, 14)
    assert parse_date("23-11", next_from=start) == start
    assert parse_date("22-11", next_from=start) == date(2027, 11, 22)
    assert parse_date("29-2", next_from=start) == date(2028, 2, 29)
    for typed in ("30-2", "14-13", "14-", "14 dece", "1412", "dec"):
        assert parse_date(typed, next_from=start) is None, typed
