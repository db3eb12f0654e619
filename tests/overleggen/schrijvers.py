"""A note as several people leave it who write together: the rows the socket would store, straight into the database."""

from datetime import datetime
from uuid import UUID, uuid4

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen import schrift
from overlegtafel.overleggen.models_notitie import Notitiehand, Notitiestuk
from overlegtafel.overleggen.models_punt import Puntnotitie, Puntversie


def keep_versie(punt_id: UUID, nummer: int, tekst: str, handen: list, *, door_id: UUID, op: datetime | None = None):
    """One version, which is the note now."""
    op = op or now()
    values = {"agendapunt_id": punt_id, "tekst": tekst, "handen": handen, "op": op, "door_id": door_id}
    db.session.merge(Puntnotitie(versie=nummer, **values))
    db.session.add(Puntversie(id=uuid4(), nummer=nummer, **values))
    db.session.flush()


def type_on(punt_id: UUID, tekst: str, *, by: UUID, hand: int) -> None:
    """Somebody makes this of the text from their screen (a hand of their own): stored, and not settled yet."""
    row = db.session.get(Puntnotitie, punt_id)
    if row is None or row.inhoud is None:
        text, door = (row.tekst, row.door_id) if row else ("", by)
        state = schrift.begin_with(text, 1)
        if row is None:
            row = Puntnotitie(agendapunt_id=punt_id, versie=0, tekst="", handen=[], op=now(), door_id=by)
            db.session.add(row)
        row.inhoud = state
        db.session.add(Notitiehand(agendapunt_id=punt_id, hand=1, gebruiker_id=door, klok=len(text)))
    tail = [s.wijziging for s in db.session.query(Notitiestuk).filter_by(agendapunt_id=punt_id)]
    piece = schrift.change_to([row.inhoud, *tail], tekst, hand)
    if db.session.get(Notitiehand, (punt_id, hand)) is None:
        db.session.add(Notitiehand(agendapunt_id=punt_id, hand=hand, gebruiker_id=by, klok=len(tekst)))
    db.session.add(Notitiestuk(agendapunt_id=punt_id, gebruiker_id=by, op=now(), wijziging=piece))
    db.session.flush()
