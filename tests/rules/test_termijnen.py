"""By when an answer is due: working days, Dutch holidays, the clock that goes forward and back."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.berichten.termijnen import (
    BEGIN,
    EINDE,
    Spoed,
    Stilte,
    Termijnen,
    add_werkuren,
    answer_due,
    is_werkdag,
    next_werkdag,
    werkuren_between,
)
from overlegtafel.core.datums import NL

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC))
TERMS = st.builds(Termijnen, week=st.integers(1, 10), geen=st.integers(10, 30), uren_terug=st.integers(1, 40))
CLOCK = st.times().map(lambda t: t.replace(microsecond=0))


def nl(text: str) -> datetime:
    """'2026-11-20 14:59' on a Dutch clock."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=NL)


def shown(moment: datetime) -> str:
    assert moment.utcoffset() == timedelta(0)
    return f"{moment.astimezone(NL):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "free",
    ["2026-01-01", "2026-04-05", "2026-04-06", "2026-04-27", "2026-05-14", "2026-05-25", "2026-12-25", "2026-12-26",
     "2025-04-26", "2025-05-05", "2027-03-29", "2030-05-30", "2029-04-02"],
)  # fmt: skip
def test_free_days(free):
    """Easter, Ascension, Whitsun, Christmas; the King's birthday on Saturday when it falls on a Sunday; liberation every fifth year."""
    assert not is_werkdag(date.fromisoformat(free))


@pytest.mark.parametrize("work", ["2026-05-05", "2025-04-28", "2026-04-03", "2028-02-29", "2026-12-24", "2026-12-31"])
def test_days_that_look_free_and_are_not(work):
    assert is_werkdag(date.fromisoformat(work))


@pytest.mark.parametrize(
    ("asked", "spoed", "due"),
    [
        ("2026-11-20 14:59", Spoed.VANDAAG, "2026-11-20 17:00"),
        ("2026-11-20 15:00", Spoed.VANDAAG, "2026-11-23 12:00"),
        ("2026-11-20 06:10", Spoed.VANDAAG, "2026-11-20 17:00"),
        ("2026-11-22 09:00", Spoed.VANDAAG, "2026-11-23 12:00"),
        # Thursday before Easter, and Christmas Eve.
        ("2026-04-02 16:00", Spoed.VANDAAG, "2026-04-03 12:00"),
        ("2026-04-03 16:00", Spoed.VANDAAG, "2026-04-07 12:00"),
        ("2026-12-24 15:30", Spoed.VANDAAG, "2026-12-28 12:00"),
        ("2026-12-31 16:59", Spoed.VANDAAG, "2027-01-04 12:00"),
        ("2026-11-16 08:00", Spoed.WEEK, "2026-11-20 17:00"),
        ("2026-11-20 11:59", Spoed.WEEK, "2026-11-20 17:00"),
        ("2026-11-20 12:00", Spoed.WEEK, "2026-11-24 17:00"),
        ("2026-11-22 21:00", Spoed.WEEK, "2026-11-24 17:00"),
        # Christmas on Friday: the week ends on Thursday.
        ("2026-12-23 17:00", Spoed.WEEK, "2026-12-24 17:00"),
        ("2026-12-24 12:00", Spoed.WEEK, "2026-12-29 17:00"),
        # After hours counts as the next working day; over Christmas and New Year.
        ("2026-12-23 17:00", Spoed.GEEN, "2027-01-11 17:00"),
        ("2026-12-23 16:59", Spoed.GEEN, "2027-01-08 17:00"),
        # Over the night the clock goes forward, and back: five o'clock stays five o'clock.
        ("2026-03-27 10:00", Spoed.VANDAAG, "2026-03-27 17:00"),
        ("2026-03-27 13:00", Spoed.WEEK, "2026-03-31 17:00"),
        ("2026-10-23 13:00", Spoed.WEEK, "2026-10-27 17:00"),
        # A leap day is a day of work.
        ("2028-02-28 10:00", Spoed.GEEN, "2028-03-13 17:00"),
        ("2026-11-19 10:00", Spoed.GEEN, "2026-12-03 17:00"),
    ],
)
def test_due(asked, spoed, due):
    assert shown(answer_due(nl(asked), spoed)) == due


@given(MOMENTS, st.sampled_from(Spoed), TERMS)
def test_due_is_a_working_moment_still_to_come(asked, spoed, terms):
    due = answer_due(asked, spoed, terms)
    local = due.astimezone(NL)
    assert due > asked and is_werkdag(local.date())
    assert local.time() in ((EINDE, time(12)) if spoed is Spoed.VANDAAG else (EINDE,))
    if spoed is not Spoed.VANDAAG:
        # Counted another way: whole working days after the day it counts from.
        promised = terms.week if spoed is Spoed.WEEK else terms.geen
        start = asked.astimezone(NL)
        days = (start.date() + timedelta(days=n) for n in range(1, (local.date() - start.date()).days + 1))
        counted = sum(is_werkdag(day) for day in days)
        late = not is_werkdag(start.date()) or start.time() >= EINDE
        assert counted == promised + late or (spoed is Spoed.WEEK and counted < promised + late)


@given(MOMENTS, TERMS)
def test_this_week_is_not_next_week(asked, terms):
    """From Monday to Friday before noon; in a week that ends sooner, or later in it, at most the second working day from then."""
    start, due = asked.astimezone(NL), answer_due(asked, Spoed.WEEK, terms).astimezone(NL)
    if start.date().isocalendar()[:2] != due.date().isocalendar()[:2]:
        second = next_werkdag(next_werkdag(start.date()))
        assert due.date() <= second
        rest = (start.date() + timedelta(days=n) for n in range(1, 7 - start.weekday()))
        assert not any(is_werkdag(day) for day in rest)
        assert not is_werkdag(start.date()) or start.time() >= time(12)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=12)), st.sampled_from(Spoed), TERMS)
def test_who_asks_later_never_hears_sooner(asked, later, spoed, terms):
    assert answer_due(asked, spoed, terms) <= answer_due(asked + later, spoed, terms)


@given(MOMENTS, TERMS)
def test_more_haste_is_never_later(asked, terms):
    today, week, none = (answer_due(asked, spoed, terms) for spoed in (Spoed.VANDAAG, Spoed.WEEK, Spoed.GEEN))
    assert today <= week <= none


@given(MOMENTS, st.integers(0, 60), st.sampled_from([UTC, NL]))
def test_working_hours_add_up(start, hours, zone):
    end = add_werkuren(start.astimezone(zone), hours)
    local = end.astimezone(NL)
    assert end.utcoffset() == timedelta(0) and end >= start
    assert is_werkdag(local.date()) and BEGIN <= local.time() <= EINDE
    assert werkuren_between(start, end) == pytest.approx(hours)
    assert add_werkuren(add_werkuren(start, hours), 3) == add_werkuren(start, hours + 3)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=30)), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_working_hours_between_are_the_parts_together(start, first, second):
    middle, end = start + first, start + first + second
    whole = werkuren_between(start, end)
    assert whole == pytest.approx(werkuren_between(start, middle) + werkuren_between(middle, end))
    assert 0 <= whole <= (end - start) / timedelta(hours=1) + 1e-9
    assert werkuren_between(end, start) == 0 or end == start


def test_a_night_without_an_hour_takes_no_working_time():
    """Friday 16:00 and four hours: Monday 11:00, whatever the clock does on Sunday."""
    for friday, monday in (("2026-03-27", "2026-03-30"), ("2026-10-23", "2026-10-26"), ("2026-11-20", "2026-11-23")):
        assert shown(add_werkuren(nl(f"{friday} 16:00"), 4)) == f"{monday} 11:00"


@given(st.dates(date(2024, 1, 1), date(2031, 12, 1)))
def test_next_working_day_is_near(day):
    found = next_werkdag(day)
    assert is_werkdag(found) and day < found <= day + timedelta(days=5)
    assert not any(is_werkdag(day + timedelta(days=n)) for n in range(1, (found - day).days))


@pytest.mark.parametrize(
    ("moment", "end"),
    [("2026-11-20 17:59", "2026-11-20 17:59"), ("2026-11-20 18:00", "2026-11-21 08:00"),
     ("2026-11-21 07:59", "2026-11-21 08:00"), ("2026-12-31 23:59", "2027-01-01 08:00"),
     ("2028-02-28 22:00", "2028-02-29 08:00"), ("2026-03-28 22:00", "2026-03-29 08:00"),
     ("2026-10-24 22:00", "2026-10-25 08:00")],
)  # fmt: skip
def test_quiet_over_midnight(moment, end):
    assert shown(Stilte().end_after(nl(moment).astimezone(UTC))) == end


@given(MOMENTS, CLOCK, CLOCK)
def test_quiet_hours_end_soon_and_only_once(moment, van, tot):
    quiet = Stilte(van, tot)
    end = quiet.end_after(moment)
    assert moment <= end <= moment + timedelta(hours=25)
    assert quiet.end_after(end) >= end
    if van == tot:
        assert end == moment
    elif end != moment:
        assert end.astimezone(NL).time().replace(fold=0) in (tot, _pushed(end, tot))


def _pushed(end: datetime, tot: time) -> time:
    """In the night the clock goes forward an hour does not exist, and quiet hours end one later."""
    return (datetime.combine(end.date(), tot) + timedelta(hours=1)).time()


def test_quiet_hours_in_the_hour_that_comes_twice():
    quiet = Stilte(time(22), time(2, 30))
    # 02:10 for the first time, and for the second.
    first, second = datetime(2026, 10, 25, 0, 10, tzinfo=UTC), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert quiet.end_after(first) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert quiet.end_after(second) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
