"""What two clients who are one person have besides their plans: consents, representatives, questions, emergencies."""

from uuid import UUID

from sqlalchemy import select, tuple_, update

from overlegtafel.clienten.signalen import samengevoegd
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.models_inzage import Noodtoegang, Toegangsverzoek, Toestemming, Vertegenwoordiger


def move_records(gone_id: UUID, keep_id: UUID) -> None:
    """Everything the double had becomes the other's. Where the two said different things, an objection counts."""
    v = Toegangsverzoek
    asked_twice = select(v.gebruiker_id, v.soort).where(v.client_id == keep_id, v.afgehandeld_op.is_(None))
    db.session.execute(
        update(v)
        .where(v.client_id == gone_id, v.afgehandeld_op.is_(None), tuple_(v.gebruiker_id, v.soort).in_(asked_twice))
        .values(afgehandeld_op=now(), uitkomst="nee")
    )
    for table in (Toestemming, Vertegenwoordiger, Toegangsverzoek, Noodtoegang):
        db.session.execute(update(table).where(table.client_id == gone_id).values(client_id=keep_id))
    samengevoegd.send(weg_id=gone_id, blijft_id=keep_id)
