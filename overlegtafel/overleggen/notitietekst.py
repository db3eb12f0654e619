"""The text of notes as it is now, settled or not; for who only reads. Rights are the caller's."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Row, select

from overlegtafel.extensions import db
from overlegtafel.overleggen import schrift
from overlegtafel.overleggen.models_notitie import Notitiestuk
from overlegtafel.overleggen.models_punt import Puntnotitie


def list_teksten(punt_ids: Collection[UUID]) -> dict[UUID, str]:
    """The text of each of these items that has one, settled or not."""
    found: dict[UUID, list[bytes]] = {}
    # The pieces first: settled meanwhile, they are in what is read second as well, and a piece counts once.
    for punt_id, piece in db.session.execute(
        select(Notitiestuk.agendapunt_id, Notitiestuk.wijziging).where(Notitiestuk.agendapunt_id.in_(punt_ids))
    ):
        found.setdefault(punt_id, []).append(piece)
    query = select(Puntnotitie).where(Puntnotitie.agendapunt_id.in_(punt_ids))
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {
        row.agendapunt_id: schrift.text_of(schrift.join([row.inhoud or b"", *found[row.agendapunt_id]]))
        if row.agendapunt_id in found
        else row.tekst
        for row in rows
    }


def list_stukken(punt_id: UUID) -> Sequence[Row]:
    """What was typed and not settled yet, in the order in which it was numbered: id, gebruiker_id, op, wijziging."""
    query = select(Notitiestuk.id, Notitiestuk.gebruiker_id, Notitiestuk.op, Notitiestuk.wijziging)
    return db.session.execute(query.where(Notitiestuk.agendapunt_id == punt_id).order_by(Notitiestuk.id)).all()
