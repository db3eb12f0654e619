"""Notes about somebody who is not on the Overlegtafel, or did not allow it: they wait, are shown to nobody, and go after a while."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from overlegtafel.clienten.bronnen import list_bsns
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.signalen import samengevoegd, toegang_gewijzigd
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Bezoek, Bronclient, Notitie, Notitieversie
from overlegtafel.thuiszorg.personen import let_in, replace

# Care text of somebody who never allowed it here has no business staying.
BEWAAR = timedelta(days=90)


class Wachtend(NamedTuple):
    """Of one person as the source knows them: how many notes wait, since when. No text, no name."""

    bronclient_id: UUID
    sleutel: str
    bsn: str | None
    aantal: int
    eerste: datetime
    laatste: datetime


@toegang_gewijzigd.connect
def settle(_sender, *, client_ids: Collection[UUID]) -> None:
    """After a change of consent, seat or BSN: what waited for these clients and may come in now, comes in."""
    # Where the number here was wrong: what came in under it is about somebody else.
    wrong = (
        select(Bronclient.id)
        .join(Notitie, Notitie.bronclient_id == Bronclient.id)
        .join(Client, Client.id == Notitie.client_id)
        .where(Client.id.in_(client_ids), Client.bsn.is_not(None), Bronclient.bsn != Client.bsn)
    )
    replace(db.session.scalars(select(Bronclient).where(Bronclient.id.in_(wrong))).all())
    mine = or_(Bronclient.client_id.in_(client_ids), Bronclient.bsn.in_(list_bsns(client_ids)))
    let_in(db.session.scalars(select(Bronclient).where(mine, _waits())).all())


def settle_all() -> None:
    """The same for everybody whose notes wait: what came in at the very moment that somebody said yes is found here,
    and what a change in a team of the region opened.
    """
    people = db.session.scalars(select(Bronclient).where(_waits()).order_by(Bronclient.id)).all()
    for start in range(0, len(people), 500):
        let_in(people[start : start + 500])


def _waits() -> ColumnElement:
    """SQL: whether notes of this person wait."""
    return exists().where(Notitie.bronclient_id == Bronclient.id, Notitie.client_id.is_(None))


@samengevoegd.connect
def _move_along(_sender, *, weg_id: UUID, blijft_id: UUID) -> None:
    for table in (Notitie, Bronclient):
        db.session.execute(update(table).where(table.client_id == weg_id).values(client_id=blijft_id))
    # Who read the one has not read the notes of the other.
    db.session.execute(delete(Bezoek).where(Bezoek.client_id == weg_id))


def list_waiting(organisatie_id: UUID, limit: int = 200) -> Sequence[Wachtend]:
    """Whose notes of this organisatie wait, newest first."""
    newest = func.max(Notitie.ontvangen_op)
    rows = db.session.execute(
        select(
            Bronclient.id,
            Bronclient.sleutel,
            Bronclient.bsn,
            func.count(),
            func.min(Notitie.ontvangen_op),
            newest,
        )
        .join(Notitie, Notitie.bronclient_id == Bronclient.id)
        .where(Bronclient.organisatie_id == organisatie_id, Notitie.client_id.is_(None))
        .group_by(Bronclient.id, Bronclient.sleutel, Bronclient.bsn)
        .order_by(newest.desc())
        .limit(limit)
    )
    return [Wachtend(*row) for row in rows]


def drop_waiting(organisatie_id: UUID, bronclient_id: UUID) -> int:
    """Remove for good what waits of one person; how many notes that were."""
    return _remove(Notitie.organisatie_id == organisatie_id, Notitie.bronclient_id == bronclient_id)


def remove_old() -> int:
    """Remove for good what waited too long; how many notes that were."""
    return _remove(Notitie.ontvangen_op < now() - BEWAAR)


def _remove(*which) -> int:
    gone = select(Notitie.id).where(Notitie.client_id.is_(None), Notitie.bronclient_id.is_not(None), *which)
    people = set(db.session.scalars(select(Notitie.bronclient_id).where(Notitie.id.in_(gone)).distinct()))
    db.session.execute(delete(Notitieversie).where(Notitieversie.notitie_id.in_(gone)))
    count = db.session.execute(delete(Notitie).where(Notitie.id.in_(gone))).rowcount
    # Of whom nothing is left here, the number is not kept either.
    left = exists().where(Notitie.bronclient_id == Bronclient.id)
    forgotten = delete(Bronclient).where(Bronclient.id.in_(people), Bronclient.client_id.is_(None), ~left)
    db.session.execute(forgotten.execution_options(synchronize_session="fetch"))
    return count
