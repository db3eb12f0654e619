"""That rights may have changed, as numbers in the order in which it was stored: what every process can read, Redis or not.

An open note asks the door again for whom it concerns before anything more is sent to them or taken from them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Integer, bindparam, delete, event, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from overlegtafel.core.datums import now
from overlegtafel.extensions import db

# Who did not look for so long asks everything anew anyway.
BEWAARD = timedelta(hours=1)


class Rechtkop(db.Model):
    """One row: the number of the last change. Taking it puts those who change rights in a row, so numbers are stored in order."""

    __tablename__ = "rechtkop"
    id: Mapped[int] = mapped_column(primary_key=True)
    nummer: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))


class Rechtwijziging(db.Model):
    """What it was that changed: a session, meeting or item, by id."""

    __tablename__ = "rechtwijziging"
    nummer: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    sleutel: Mapped[UUID]
    op: Mapped[datetime] = mapped_column(index=True)


# Made once, and asked of the connection: it runs with every commit of a live note.
_TABEL = Rechtwijziging.__table__
_SINCE = select(_TABEL.c.nummer, _TABEL.c.sleutel).where(_TABEL.c.nummer > bindparam("since"))


def note_change(sleutel: UUID) -> None:
    """The running transaction changes who may see or do what at this session, meeting or item."""
    db.session.info.setdefault("rechtwijzigingen", set()).add(sleutel)


def read_changes(connection: Connection, since: int) -> tuple[int, set[UUID]]:
    """The number reached, and what changed after `since`. Cheap when nothing did."""
    rows = connection.execute(_SINCE, {"since": since}).all()
    return max((nummer for nummer, _ in rows), default=since), {sleutel for _, sleutel in rows}


def get_nummer() -> int:
    """The number of the last change there was."""
    return db.session.scalar(select(func.max(Rechtkop.nummer))) or 0


def clean_up() -> int:
    """Forget what every process has long read; how many. The caller commits."""
    return db.session.execute(delete(Rechtwijziging).where(Rechtwijziging.op < now() - BEWAARD)).rowcount


@event.listens_for(Session, "before_commit", insert=True)
def _write(session: Session) -> None:
    # Before the access log, which is locked last of all (toegang/inzagelog.py).
    if session.in_nested_transaction():
        return
    keys: Collection[UUID] = session.info.pop("rechtwijzigingen", ())
    if not keys:
        return
    session.flush()
    taken = update(Rechtkop).where(Rechtkop.id == 1).values(nummer=Rechtkop.nummer + len(keys))
    last = session.scalar(taken.returning(Rechtkop.nummer).execution_options(synchronize_session=False))
    moment = now()
    session.execute(
        insert(Rechtwijziging.__table__),
        [{"nummer": last - i, "sleutel": key, "op": moment} for i, key in enumerate(sorted(keys))],
    )


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("rechtwijzigingen", None)
