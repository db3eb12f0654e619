"""Verifying the access log: each line, its number and its seal, the head, and the triggers that guard them.

Read in short transactions, a stretch of lines at a time, so that people go on working meanwhile (on SQLite a
transaction holds up every writer) and memory stays small however long the log is.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Row, String, Uuid, cast, func, literal_column, select, text

from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models_inzage import Inzageregel, LogboekKop
from overlegtafel.toegang.zegel import BEGIN, VELDEN, seal, sleutelmerk

STUK = 5000
_REGEL = Inzageregel.__table__


@dataclass(frozen=True, slots=True)
class Zegelpunt:
    """The number and the seal of one line, as noted down outside the database."""

    nummer: int
    zegel: bytes

    def __str__(self) -> str:
        return f"{self.nummer}:{self.zegel.hex()}"


class Gebroken(Exception):
    """The log is not whole. nummer: the first line that is not as it was written."""

    def __init__(self, nummer: int, wat: str):
        super().__init__(f"regel {nummer} {wat}")
        self.nummer = nummer


class AndereSleutel(Exception):
    """The log was sealed with another key, so nothing can be said about its lines."""


class Onbewaakt(Exception):
    """The lines are whole, but a trigger that refuses changes is gone or was altered. namen: which."""

    def __init__(self, namen: list[str]):
        super().__init__(", ".join(namen))
        self.namen = namen


def verify(sleutel: bytes, genoteerd: Zegelpunt | None = None) -> Zegelpunt:
    """Read the whole log; the number and seal of its newest line (number 0: empty).

    genoteerd: a seal noted earlier, which must still be there. What is added while reading is left for next time.
    Raises Gebroken, AndereSleutel or Onbewaakt.
    """
    with transaction() as session:
        kop = session.execute(_head()).one_or_none()
    if kop is None:
        raise Gebroken(1, "en verder: de kop van het inzagelog is weg")
    if kop.sleutelmerk and kop.sleutelmerk != sleutelmerk(sleutel):
        raise AndereSleutel
    if kop.eerste is not None and kop.eerste < 1:
        raise Gebroken(kop.eerste, "hoort er niet: de regels tellen vanaf 1")
    newest = _walk(sleutel, kop.nummer, genoteerd)
    if not hmac.compare_digest(newest, kop.zegel):
        raise Gebroken(kop.nummer, "is niet de regel waar de kop van het inzagelog bij hoort")
    if kop.erboven is not None:
        raise Gebroken(kop.erboven, "hoort er niet: hij is buiten de toepassing om toegevoegd")
    if genoteerd and genoteerd.nummer > kop.nummer:
        raise Gebroken(kop.nummer + 1, f"ontbreekt: er was een zegel genoteerd bij regel {genoteerd.nummer}")
    if missing := list_missing_triggers():
        raise Onbewaakt(missing)
    return Zegelpunt(kop.nummer, newest)


def _head():
    """The head, the first line, and the first that the head does not know; in one statement, so of one moment."""
    first = select(func.min(_REGEL.c.id)).scalar_subquery().label("eerste")
    beyond = select(func.min(_REGEL.c.id)).where(_REGEL.c.id > LogboekKop.nummer).correlate(LogboekKop)
    return select(
        LogboekKop.nummer,
        LogboekKop.zegel,
        LogboekKop.sleutelmerk,
        first,
        beyond.scalar_subquery().label("erboven"),
    ).where(LogboekKop.id == 1)


def _walk(sleutel: bytes, until: int, genoteerd: Zegelpunt | None) -> bytes:
    nummer, vorige = 0, BEGIN
    for row in _read(until):
        nummer += 1
        if row[0] != nummer:
            raise Gebroken(min(row[0], nummer), "ontbreekt" if row[0] > nummer else "staat er dubbel")
        try:
            vorige = seal(sleutel, vorige, _as_sealed(row))
        except TypeError:
            raise Gebroken(nummer, "is veranderd: er staat iets in dat de toepassing nooit schrijft") from None
        if vorige != row[-1]:
            raise Gebroken(nummer, "is veranderd, ingevoegd of verplaatst")
        if genoteerd and genoteerd.nummer == nummer and genoteerd.zegel != vorige:
            raise Gebroken(nummer, "heeft een ander zegel dan er was genoteerd")
    if nummer < until:
        raise Gebroken(nummer + 1, "ontbreekt")
    return vorige


def _read(until: int) -> Iterator[Row]:
    """The lines up to and including this number, as they lie in the database. By number, not by count: of two lines
    with one number neither slips through between two stretches.
    """
    query = select(*_columns()).order_by(_REGEL.c.id)
    for start in range(1, until + 1, STUK):
        end = min(start + STUK, until + 1)
        with transaction() as session:
            rows = session.execute(query.where(_REGEL.c.id >= start, _REGEL.c.id < end)).all()
        yield from rows


def _columns() -> list[ColumnElement]:
    """What was written, past the types that would make something neat (or an error) of what somebody put there."""
    if db.engine.dialect.name == "sqlite":
        return [literal_column(name) for name in (*VELDEN, "zegel")]
    return [_as_text(_REGEL.c[name]) for name in (*VELDEN, "zegel")]


def _as_text(column: Column) -> ColumnElement:
    """On PostgreSQL ids and moments as a seal covers them; a million of each are made faster there than here."""
    if column.name == "tijdstip":
        return func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US')
    return func.replace(cast(column, String), "-", "") if isinstance(column.type, Uuid) else column


_MOMENT = VELDEN.index("tijdstip")


def _as_sealed(row: Row) -> list:
    """The values as seal() takes them. SQLite writes '2026-11-22 10:00:00.000000', a seal covers it with a T."""
    values = list(row[:-1])
    moment = values[_MOMENT]
    if isinstance(moment, str) and moment[10:11] == " ":
        values[_MOMENT] = f"{moment[:10]}T{moment[11:]}"
    return values


# What migration 0002 puts on the log, word for word; anything else is another lock than ours.
_ABORT = "BEGIN SELECT RAISE(ABORT, 'het inzagelog wordt niet gewijzigd'); END"
_SQLITE = {
    f"inzageregel_geen_{what.lower()}": f"CREATE TRIGGER inzageregel_geen_{what.lower()} BEFORE {what} ON inzageregel {_ABORT}"
    for what in ("UPDATE", "DELETE")
}
_POSTGRES = {
    "inzageregel_blijft": (
        # Switched on: for everybody, or for all but a replica.
        ("O", "A"),
        "CREATE TRIGGER inzageregel_blijft BEFORE DELETE OR UPDATE OR TRUNCATE ON inzageregel "
        "FOR EACH STATEMENT EXECUTE FUNCTION inzageregel_blijft()",
        "BEGIN RAISE EXCEPTION 'het inzagelog wordt niet gewijzigd'; END",
    )
}


def list_missing_triggers() -> list[str]:
    """The triggers on the log that are gone, switched off, or not word for word as they were made."""
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'inzageregel'"
            found = {name: _one_line(sql) for name, sql in session.execute(text(query))}
            return [name for name, sql in _SQLITE.items() if found.get(name) != sql]
        found = {
            name: (on, _one_line(made), _one_line(body))
            for name, on, made, body in session.execute(
                text(
                    # Pretty: without the schema, which is whatever the connection works in.
                    "SELECT t.tgname, t.tgenabled::text, pg_get_triggerdef(t.oid, true), f.prosrc"
                    " FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid WHERE t.tgrelid = 'inzageregel'::regclass"
                )
            )
        }
        return [name for name, (on, *made) in _POSTGRES.items() if not _is_as_made(found.get(name), on, made)]


def _is_as_made(found: tuple | None, on: tuple[str, ...], made: list[str]) -> bool:
    return found is not None and found[0] in on and list(found[1:]) == made


def _one_line(sql: str) -> str:
    return " ".join(sql.split())
