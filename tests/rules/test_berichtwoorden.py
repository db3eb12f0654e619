"""Moments and first lines in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.berichten.woorden import first_line, say_moment
from overlegtafel.core.datums import NL

ZONDAG = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 22, 16, tzinfo=UTC), "vandaag 17:00"),
        (datetime(2026, 11, 23, 8, 5, tzinfo=UTC), "morgen 9:05"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "morgen 0:30"),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "gisteren 0:30"),
        (datetime(2026, 11, 27, 16, tzinfo=UTC), "vrijdag 17:00"),
        (datetime(2026, 11, 20, 16, tzinfo=UTC), "vrijdag 20-11 17:00"),
        (datetime(2026, 11, 30, 16, tzinfo=UTC), "maandag 30-11 17:00"),
        (datetime(2027, 7, 5, 15, tzinfo=UTC), "maandag 05-07-2027 17:00"),
    ],
)
def test_moments_as_one_says_them(moment, words):
    assert say_moment(moment, ZONDAG) == words


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-400, 400))
def test_no_two_days_are_said_alike(start, days):
    """Whoever reads it knows which day is meant."""
    nu = start.replace(tzinfo=NL)
    there = nu + timedelta(days=days)
    said = {say_moment(nu + timedelta(days=d), nu) for d in (days, days + 1, days + 7)}
    assert len(said) == 3 and all(text.endswith(f":{there.minute:02}") for text in said)


@given(st.text())
def test_the_first_line_is_short_and_begins_as_the_text(tekst):
    line = first_line(tekst)
    assert len(line) <= 112 and "\n" not in line
    assert tekst.strip().startswith(line.removesuffix(" …").rstrip()) or line == ""
