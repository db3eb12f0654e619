"""By when an answer is due, counted in Dutch working time. Pure.

A working day is Monday to Friday and no national holiday; the day ends at 17:00 in the Netherlands, in summer and winter time.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

import holidays

from overlegtafel.core.datums import NL

BEGIN, EINDE = time(8), time(17)
# Who asks for an answer today after this, means tomorrow before noon; this week, on its last working day after noon, next week.
_LAAT = time(15)
_MIDDAG = time(12)


class Spoed(StrEnum):
    """How soon an answer is wanted, in the words of the form."""

    VANDAAG = "vandaag"
    WEEK = "week"
    GEEN = "geen"

    @property
    def label(self) -> str:
        return {"vandaag": "vandaag", "week": "deze week", "geen": "geen haast"}[self]


@dataclass(frozen=True, slots=True)
class Termijnen:
    """What a team promises: working days for 'deze week' (at most, for the week may end sooner) and for 'geen haast', and how long after the coordinator was told the asker hears.

    uren_terug: working hours.
    """

    week: int = 5
    geen: int = 10
    uren_terug: int = 4


STANDAARD = Termijnen()


@cache
def _holidays(year: int) -> dict[date, str]:
    days = holidays.country_holidays("NL", years=year, language="nl")
    # The law names Good Friday among them, but practices, home care and town halls are open.
    return {day: name for day, name in days.items() if name != "Goede vrijdag"}


def feestdag(day: date) -> str:
    """Which national holiday it is; '' when it is none."""
    return _holidays(day.year).get(day, "")


def is_werkdag(day: date) -> bool:
    return day.weekday() < 5 and not feestdag(day)


def next_werkdag(day: date) -> date:
    """The first working day after this one."""
    day += timedelta(days=1)
    while not is_werkdag(day):
        day += timedelta(days=1)
    return day


def answer_due(asked: datetime, spoed: Spoed, termijnen: Termijnen = STANDAARD) -> datetime:
    """The moment (UTC) by which an answer to a question asked then is due.

    Today: at 17:00, and when asked after 15:00 before noon of the next working day. This week: the last working day of the week
    at 17:00; asked after noon of that day, or in the weekend, the second working day from then; sooner when that is what was
    promised. No haste: what was promised.
    """
    local = asked.astimezone(NL)
    if spoed is Spoed.VANDAAG:
        if is_werkdag(local.date()) and local.time() < _LAAT:
            return _moment(local.date(), EINDE)
        return _moment(next_werkdag(local.date()), _MIDDAG)
    day = local.date()
    # A question of Sunday, or of after hours, is one of the next working day.
    if not is_werkdag(day) or local.time() >= EINDE:
        day = next_werkdag(day)
    for _ in range(termijnen.week if spoed is Spoed.WEEK else termijnen.geen):
        day = next_werkdag(day)
    promised = _moment(day, EINDE)
    return min(promised, _week_end(local)) if spoed is Spoed.WEEK else promised


def _week_end(local: datetime) -> datetime:
    day = local.date()
    last = day + timedelta(days=4 - day.weekday())
    while not is_werkdag(last):
        last -= timedelta(days=1)
    if day < last or (day == last and local.time() < _MIDDAG):
        return _moment(last, EINDE)
    return _moment(next_werkdag(next_werkdag(day)), EINDE)


def add_werkuren(start: datetime, hours: float) -> datetime:
    """So many working hours (8:00 to 17:00 on working days) after this moment, in UTC."""
    left = timedelta(hours=hours)
    at = start.astimezone(UTC)
    while True:
        local = at.astimezone(NL)
        if not is_werkdag(local.date()) or local.time() >= EINDE:
            at = _moment(next_werkdag(local.date()), BEGIN)
            continue
        begin = max(at, _moment(local.date(), BEGIN))
        end = _moment(local.date(), EINDE)
        if begin + left <= end:
            return begin + left
        left -= end - begin
        at = end


def werkuren_between(start: datetime, end: datetime) -> float:
    """How many working hours lie between these moments; 0 when end is not after start."""
    day, last = start.astimezone(NL).date(), end.astimezone(NL).date()
    total = timedelta()
    while day <= last:
        if is_werkdag(day):
            total += max(min(end, _moment(day, EINDE)) - max(start, _moment(day, BEGIN)), timedelta())
        day += timedelta(days=1)
    return total / timedelta(hours=1)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, NL).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Stilte:
    """Hours without e-mail, by the clock in the Netherlands; van == tot: none."""

    van: time = time(18)
    tot: time = time(8)

    def end_after(self, moment: datetime) -> datetime:
        """This moment, or the end of the quiet hours it falls in (UTC)."""
        local = moment.astimezone(NL)
        if self.van == self.tot or not self._holds(local.time()):
            return moment
        day = local.date() if local.time() < self.tot else local.date() + timedelta(days=1)
        end = _moment(day, self.tot)
        # The night the clock goes back passes the same hour twice.
        return end if end > moment else _moment(day, self.tot.replace(fold=1))

    def _holds(self, at: time) -> bool:
        if self.van < self.tot:
            return self.van <= at < self.tot
        return at >= self.van or at < self.tot
