"""On which days a meeting that comes back takes place, around holidays, in Dutch time. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice

from overlegtafel.berichten.termijnen import feestdag
from overlegtafel.core.datums import NL, show_day

# A series is no longer than this; it can be made longer later.
MEESTE = 104
VERSTE = timedelta(days=2 * 366)
# Monthly: the last such day of the month.
LAATSTE = 5
_WEEK = timedelta(days=7)
DAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_HOEVEELSTE = {1: "eerste", 2: "tweede", 3: "derde", 4: "vierde", LAATSTE: "laatste"}


@dataclass(frozen=True, slots=True)
class Ritme:
    """Every om_de weeks on this weekday (0: Monday), or every om_de months on the week-th such weekday (5: the last)."""

    eenheid: str
    om_de: int
    weekdag: int
    week: int | None
    vanaf: date
    tot: date | None = None


@dataclass(frozen=True, slots=True)
class Reeksdag:
    """A day of the rule, and when it takes place: elsewhere or not at all (None) when it is a holiday."""

    regeldag: date
    dag: date | None
    feest: str = ""


def week_of_month(day: date) -> int:
    """The how-manieth such weekday of its month; of a fifth one says: the last."""
    return min((day.day - 1) // 7 + 1, LAATSTE)


def list_dagen(ritme: Ritme, *, tot: date) -> list[Reeksdag]:
    """The days of the rule up to and including `tot`, in order."""
    found = []
    for day in _rule_days(ritme):
        if day > tot:
            break
        found.append(_around_holidays(ritme, day))
    return found


def find_nth(ritme: Ritme, number: int) -> date:
    """The day of the rule on which it takes place for the number-th time (1 or more)."""
    taking_place = (day for day in _rule_days(ritme) if _around_holidays(ritme, day).dag)
    return next(islice(taking_place, number - 1, None))


def next_dag(ritme: Ritme, na: date) -> Reeksdag | None:
    """The first day of the rule after `na` on which it takes place; None when the series has ended by then."""
    for day in _rule_days(ritme):
        if day > na and (found := _around_holidays(ritme, day)).dag:
            return found
    return None


def moment_of(day: date, tijd: time) -> datetime:
    """The moment of this time on the Dutch clock. In the hour that summer time skips: as long after the hour before it."""
    return datetime.combine(day, tijd, NL).astimezone(UTC)


def clock_skips(day: date, tijd: time) -> bool:
    """Whether the Dutch clock never shows this time on this day: summer time begins then."""
    return moment_of(day, tijd).astimezone(NL).time() != tijd


def say_ritme(ritme: Ritme) -> str:
    """'elke 2 weken op dinsdag', 'elke maand op de derde donderdag'."""
    day = DAGEN[ritme.weekdag]
    if ritme.eenheid == "week":
        often = "elke week" if ritme.om_de == 1 else f"elke {ritme.om_de} weken"
        return f"{often} op {day}"
    often = {1: "elke maand", 3: "elk kwartaal"}.get(ritme.om_de, f"elke {ritme.om_de} maanden")
    return f"{often} op de {_HOEVEELSTE[ritme.week]} {day}"


def say_dag(moment: datetime) -> str:
    """'dinsdag 01-12', with the year when it is not this one; Dutch time."""
    return f"{DAGEN[moment.astimezone(NL).weekday()]} {show_day(moment)}"


def say_klok(moment: datetime, verder: int = 0) -> str:
    """'16:00' on the Dutch clock. verder: minutes after that moment."""
    return f"{(moment + timedelta(minutes=verder)).astimezone(NL):%H:%M}"


def _rule_days(ritme: Ritme) -> Iterator[date]:
    days = _weekly(ritme) if ritme.eenheid == "week" else _monthly(ritme)
    for day in days:
        if ritme.tot and day > ritme.tot:
            return
        if day >= ritme.vanaf:
            yield day


def _weekly(ritme: Ritme) -> Iterator[date]:
    first = ritme.vanaf + timedelta(days=(ritme.weekdag - ritme.vanaf.weekday()) % 7)
    for number in count():
        yield first + number * ritme.om_de * _WEEK


def _monthly(ritme: Ritme) -> Iterator[date]:
    begin = ritme.vanaf.year * 12 + ritme.vanaf.month - 1
    for month in count(begin, ritme.om_de):
        yield _nth_weekday(month // 12, month % 12 + 1, ritme.weekdag, ritme.week)


def _nth_weekday(year: int, month: int, weekdag: int, week: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekdag - first.weekday()) % 7) + (week - 1) * _WEEK
    # The fifth is the last; in most months that is the fourth.
    return day if day.month == month else day - _WEEK


def _around_holidays(ritme: Ritme, day: date) -> Reeksdag:
    feest = feestdag(day)
    if not feest:
        return Reeksdag(day, day)
    if ritme.eenheid == "week":
        return Reeksdag(day, None, feest)
    later = day + _WEEK
    while feestdag(later):
        later += _WEEK
    return Reeksdag(day, later, feest)
