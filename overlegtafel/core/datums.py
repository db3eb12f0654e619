"""Dates and times: stored in UTC, typed and shown the Dutch way, in Dutch time."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

NL = ZoneInfo("Europe/Amsterdam")
# Before anything that is stored here.
ALTIJD = datetime(1970, 1, 1, tzinfo=UTC)
NOOIT = datetime(9999, 1, 1, tzinfo=UTC)

_MAANDEN = {
    m: i
    for i, names in enumerate(
        ("jan januari", "feb februari", "mrt maart maa", "apr april", "mei", "jun juni", "jul juli",
         "aug augustus", "sep sept september", "okt oktober", "nov november", "dec december"), start=1)
    for m in names.split()
}  # fmt: skip


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """Today in the Netherlands, whatever the server's clock is set to."""
    return datetime.now(NL).date()


def show_date(value: date | datetime | None) -> str:
    """'22-11-2026'; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(NL)
    return f"{value.day:02}-{value.month:02}-{value.year:04}"


def show_day(value: date | datetime | None) -> str:
    """'22-11', with the year when it is not this one."""
    text = show_date(value)
    return text[:5] if text.endswith(f"-{today().year:04}") else text


def show_time(value: datetime | None) -> str:
    """'22-11-2026 14:05' in Dutch time."""
    if value is None:
        return ""
    local = value.astimezone(NL)
    return f"{show_date(local)} {local.hour:02}:{local.minute:02}"


def parse_date(typed: str, *, two_digit_years: str = "past", next_from: date | None = None) -> date | None:
    """The date somebody typed in any usual way of writing, or None when it is none.

    Takes 3-5-1948, 03/05/1948, 3.5.48, 03051948, 1948-05-03 and 3 mei 1948. A year of two digits is the
    nearest one in the past (birth dates) or, with two_digit_years='this century', 20xx (agreements). next_from: 14-12
    and 14 dec are then taken too, as the first such day from this one on.
    """
    text = " ".join(typed.strip().casefold().split())
    if m := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", text):
        year, month, day = (int(g) for g in m.groups())
        return _date(year, month, day)
    if m := re.fullmatch(r"(\d{2})(\d{2})(\d{4}|\d{2})", text):
        return _from_parts(*m.groups(), two_digit_years) or _compact(text)
    if m := re.fullmatch(r"(\d{1,2})[-/. ]{1,2}(\d{1,2})[-/. ]{1,2}(\d{4}|\d{2})", text):
        return _from_parts(*m.groups(), two_digit_years)
    if (m := re.fullmatch(r"(\d{1,2})[- ]?([a-z]+)\.?[- ]?(\d{4}|\d{2})", text)) and m[2] in _MAANDEN:
        return _from_parts(m[1], str(_MAANDEN[m[2]]), m[3], two_digit_years)
    if next_from and (m := re.fullmatch(r"(\d{1,2})(?:[-/. ]{1,2}(\d{1,2})|[- ]?([a-z]+)\.?)", text)):
        month = int(m[2] or _MAANDEN.get(m[3], 0))
        # Eight years hold every day there is, also 29 February.
        days = (_date(next_from.year + years, month, int(m[1])) for years in range(9))
        return next((day for day in days if day and day >= next_from), None)
    return None


def _compact(text: str) -> date | None:
    """19480503, as some systems print it."""
    return _date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 else None


def _from_parts(day: str, month: str, year: str, two_digit_years: str) -> date | None:
    if len(year) == 4:
        return _date(int(year), int(month), int(day))
    found = _date(2000 + int(year), int(month), int(day))
    if found and two_digit_years == "past" and found > today():
        return _date(1900 + int(year), int(month), int(day))
    return found


def _date(year: int, month: int, day: int) -> date | None:
    if not 1800 <= year <= 2200:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
