"""What happens to clients who stand on an agenda: consent withdrawn, and two who turned out to be one."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update

from overlegtafel.clienten.signalen import samengevoegd, toegang_gewijzigd
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit
from overlegtafel.overleggen.punten import close, find_of_client, lock_overleg, take_along
from overlegtafel.overleggen.wijzigen import record_change
from overlegtafel.overleggen.zicht import list_kijkers


@toegang_gewijzigd.connect
def drop_unseen(_sender: object, *, client_ids: Collection[UUID]) -> None:
    """An item none of the invited may see any more goes by itself, as long as the meeting did not begin."""
    db.session.flush()
    for overleg_id in _list_planned(client_ids):
        overleg = lock_overleg(overleg_id)
        punten = list(
            db.session.scalars(
                select(Agendapunt).where(
                    Agendapunt.overleg_id == overleg_id,
                    Agendapunt.client_id.in_(client_ids),
                    Agendapunt.staat == "open",
                )
            )
        )
        seen = list_kijkers(overleg_id, punten)
        unseen = [p for p in punten if not seen[p.id]]
        if unseen:
            close(unseen, "vervallen", by=None)
            record_change(overleg, "overleg.punt_vervallen", by=None)


@samengevoegd.connect
def follow(_sender: object, *, weg_id: UUID, blijft_id: UUID) -> None:
    """Items and dates to return become the other's; stood both on one agenda, they become one item."""
    for punt in db.session.scalars(select(Agendapunt).where(Agendapunt.client_id == weg_id)).all():
        overleg = lock_overleg(punt.overleg_id)
        other = find_of_client(punt.overleg_id, blijft_id)
        if other and punt.staat in ("open", "besproken"):
            # What was discussed stays; of two open ones the one that stays the client.
            gone, stays = (other, punt) if punt.staat == "besproken" and other.is_open else (punt, other)
            if gone.staat == "besproken":
                # Discussed twice at one meeting: both stay as they are.
                continue
            take_along(gone, stays)
            close([gone], "vervallen", by=None)
            record_change(overleg, "overleg.punt_samen", by=None)
        punt.client_id = blijft_id
        db.session.flush()
    db.session.execute(update(Puntbesluit).where(Puntbesluit.client_id == weg_id).values(client_id=blijft_id))


def _list_planned(client_ids: Collection[UUID]) -> list[UUID]:
    query = (
        select(Overleg.id)
        .distinct()
        .join(Agendapunt, Agendapunt.overleg_id == Overleg.id)
        .where(
            Agendapunt.client_id.in_(client_ids),
            Agendapunt.staat == "open",
            Overleg.staat.in_(("prikken", "gepland")),
        )
        .order_by(Overleg.id)
    )
    return list(db.session.scalars(query))
