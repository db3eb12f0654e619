"""Days and hours in the Netherlands of moments stored in UTC, as SQL for both databases."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_

from overlegtafel.core.datums import NL
from overlegtafel.extensions import db

# Working hours: from six until ten at night, Monday to Friday.
BEGIN_WERK, EINDE_WERK = "06", "22"


def local_day(column: ColumnElement, begin: datetime, einde: datetime) -> ColumnElement:
    """'2026-11-22'."""
    return _show(column, begin, einde, "%Y-%m-%d", "YYYY-MM-DD")


def outside_hours(column: ColumnElement, begin: datetime, einde: datetime) -> ColumnElement:
    """Whether a moment lies outside working hours."""
    hour = _show(column, begin, einde, "%H", "HH24")
    # Sunday is 0 for SQLite and 1 for PostgreSQL.
    weekday = _show(column, begin, einde, "%w", "D")
    weekend = ("0", "6") if _is_sqlite() else ("1", "7")
    return or_(hour < BEGIN_WERK, hour >= EINDE_WERK, weekday.in_(weekend))


def _show(column: ColumnElement, begin: datetime, einde: datetime, sqlite: str, postgres: str) -> ColumnElement:
    if not _is_sqlite():
        return func.to_char(func.timezone(NL.key, column), postgres)
    return cast(func.strftime(sqlite, column, _offset(column, begin, einde)), String)


def _offset(column: ColumnElement, begin: datetime, einde: datetime) -> ColumnElement | str:
    """SQLite knows no time zones: how far ahead of UTC the Netherlands is, with the changes of the clock in between."""
    changes, moment, hours = [], begin, _hours_ahead(begin)
    first = hours
    while moment < einde:
        moment += timedelta(hours=1)
        if _hours_ahead(moment) != hours:
            changes.append((moment, hours))
            hours = _hours_ahead(moment)
    if not changes:
        return f"+{first} hours"
    return case(*((column < moment, f"+{before} hours") for moment, before in changes), else_=f"+{hours} hours")


def _hours_ahead(moment: datetime) -> int:
    return int(moment.astimezone(NL).utcoffset().total_seconds()) // 3600


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def within(column: ColumnElement, begin: datetime, einde: datetime) -> ColumnElement:
    return and_(column >= begin, column < einde)
