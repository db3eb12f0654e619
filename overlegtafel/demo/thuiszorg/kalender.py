"""What the calendar says of a day in the Netherlands: school or not, a public holiday next week."""

from datetime import date, timedelta
from functools import cache


@cache
def describe(day: date) -> frozenset[str]:
    """The terms of a day: 'school' where children go to it, 'feest' in the week before one with a public holiday."""
    monday = day - timedelta(days=day.weekday()) + timedelta(days=7)
    week = {monday + timedelta(days=i) for i in range(7)}
    found = {"feest"} if any(other in _public_holidays(other.year) for other in week) else set()
    return frozenset(found if day.weekday() > 4 or _is_holiday(day) else found | {"school"})


def _public_holidays(year: int) -> set[date]:
    easter = _easter(year)
    moving = {easter + timedelta(days=days) for days in (1, 39, 50)}
    return moving | {date(year, 1, 1), date(year, 4, 27), date(year, 12, 25), date(year, 12, 26)}


def _is_holiday(day: date) -> bool:
    """Wide enough for every year: the weeks shift, and Limburg is free with carnaval."""
    spring = _easter(day.year) - timedelta(days=50)
    return (
        day.month in (7, 8)
        or (4, 23) <= (day.month, day.day) <= (5, 9)
        or (10, 10) <= (day.month, day.day) <= (10, 31)
        or (day.month, day.day) >= (12, 18)
        or (day.month, day.day) <= (1, 8)
        or spring <= day <= spring + timedelta(days=8)
        or day in _public_holidays(day.year)
    )


def _easter(year: int) -> date:
    """Of the Gregorian calendar, by the rule of Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)
