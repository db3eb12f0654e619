"""To the open screens of a note, once it is stored: what the server itself changed in it."""

from uuid import UUID

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from overlegtafel.core.live import tell_after_commit
from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.zicht import list_kijkers
from overlegtafel.toegang.sessies import list_open_sessies

_NAAM = "notities"


def send_after_commit(punt_id: UUID, wijziging: bytes) -> None:
    """A change of the note that came in another way than from a live screen."""
    db.session.info.setdefault(_NAAM, []).append((punt_id, wijziging))


def tell_opnieuw(punt_id: UUID) -> None:
    """Text was erased: the screens throw away what they hold of this note and begin anew."""
    db.session.info.setdefault(_NAAM, []).append((punt_id, None))


def tell_wall(punt_id: UUID) -> None:
    """The wall in the room shows this item: its note changed. The screens themselves get every word."""
    punt = db.session.get_one(Agendapunt, punt_id)
    people = list_kijkers(punt.overleg_id, [punt], met_waarnemers=True)[punt_id]
    tell_after_commit(list_open_sessies([g.id for g in people]), "notitie", punt_id)


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    if session.in_nested_transaction():
        return
    for punt_id, wijziging in session.info.pop(_NAAM, ()):
        current_app.extensions["samen"].tell(punt_id, wijziging)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_NAAM, None)
