"""The clocks of a meeting: never negative, never jumping, and words that fit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.overleggen.tijd import MEESTE, count_spent, expect_end, plan_end, say_overleg, say_punt

MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
SECONDS = st.integers(0, 4 * 3600)
NU = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("spent", "staat", "says"),
    [
        (0, "goed", "nog 8 min"),
        (299, "goed", "nog 4 min"),
        (420, "bijna", "nog 1 min"),
        (479, "bijna", "nog 1 min"),
        (480, "om", "tijd is om"),
        (539, "om", "tijd is om"),
        (600, "over", "2 min over"),
    ],
)
def test_the_clock_of_an_item_of_eight_minutes(spent, staat, says):
    klok = say_punt(8, spent)
    assert (klok.staat, klok.tekst) == (staat, says)


@given(st.integers(1, 120), SECONDS)
def test_a_clock_only_goes_one_way(minutes, spent):
    order = ("goed", "bijna", "om", "over")
    before, after = say_punt(minutes, spent), say_punt(minutes, spent + 1)
    assert order.index(before.staat) <= order.index(after.staat)
    assert "-" not in after.tekst and "{" not in after.tekst


@given(SECONDS, MOMENTS, MOMENTS)
def test_time_spent_never_shrinks_and_a_forgotten_table_adds_no_night(spent, since, moment):
    counted = count_spent(spent, since, moment)
    assert spent <= counted <= spent + MEESTE
    assert count_spent(spent, None, moment) == spent
    assert count_spent(spent, since, moment + timedelta(seconds=1)) >= counted


def test_begun_a_little_late_it_is_still_over_at_the_planned_time():
    planned = NU + timedelta(minutes=90)
    assert plan_end(NU, NU + timedelta(minutes=10), 90) == planned
    # A week early, or without a day: as long as it was going to be.
    early = NU - timedelta(days=7)
    assert plan_end(NU, early, 90) == early + timedelta(minutes=90)
    assert plan_end(None, NU, 90) == planned


@given(st.integers(-3600, 3600), st.lists(st.integers(1, 30), max_size=12))
def test_what_is_left_decides_when_it_is_over(left, others):
    end = expect_end(NU, left, others)
    assert end == NU + timedelta(seconds=max(left, 0), minutes=sum(others))
    assert say_overleg(end, end).tekst == "op tijd"
    assert say_overleg(end - timedelta(minutes=6), end).tekst == "loopt 6 min uit"
    assert say_overleg(end + timedelta(minutes=6), end).staat == "goed"
