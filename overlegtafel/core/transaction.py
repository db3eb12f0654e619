"""The one place that commits. A change (or a look) and its log line are stored together, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from overlegtafel.core.fouten import Geweigerd
from overlegtafel.extensions import db


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit at the end of the block; on any error roll everything back.

    A refusal (Geweigerd) undoes the block as well, and then stores its own log line: that somebody tried.
    """
    try:
        yield db.session
        db.session.commit()
    except BaseException as error:
        _undo(error)
        raise


@contextmanager
def reading() -> Iterator[Session]:
    """For a long look, or very many: on SQLite it keeps nobody from writing. Nothing is stored, but that somebody was refused;
    the caller logs in a transaction after it, before anything is shown.
    """
    # A transaction that may write ends here, with nothing in it.
    if db.session().in_transaction():
        db.session.commit()
    try:
        db.session.connection(execution_options={"alleen_lezen": True})
        yield db.session
        db.session.commit()
    except BaseException as error:
        _undo(error)
        raise


@contextmanager
def storing() -> Iterator[Connection]:
    """A transaction of a few statements, many times a second: without session, so without objects, log lines or signals."""
    with db.engine.begin() as connection:
        yield connection


def _undo(error: BaseException) -> None:
    db.session.rollback()
    pending_lines().clear()
    if isinstance(error, Geweigerd):
        pending_lines().append(error.inzageregel)
        db.session.commit()


def pending_lines() -> list[dict]:
    """Lines of the access log that the running transaction stores as the last thing it does (toegang/inzagelog.py)."""
    return db.session.info.setdefault("inzageregels", [])


@event.listens_for(Engine, "connect")
def _set_up(connection, _record):
    if not type(connection).__module__.startswith("sqlite3"):
        # Queries here are short: compiling one takes PostgreSQL longer than running it.
        connection.execute("SET jit = off")
        connection.commit()
        return
    # The driver must not begin transactions by itself; _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: what was answered as saved is on the disk, also after a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    # What is deleted or replaced is overwritten: text that was erased is on no page of the file any more.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection):
    # Every look writes a log line. A transaction that reads first and writes later fails in WAL mode when another
    # one wrote in between ("database is locked" without waiting), so take the write lock at once; it is held for
    # a few milliseconds, since pages are drawn after the commit.
    if connection.dialect.name == "sqlite":
        only_reads = connection.get_execution_options().get("alleen_lezen", False)
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
