"""Whether the other side saw it: who opened the notes there, and whether their system fetched what was written here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.bezoeken import list_readers
from overlegtafel.thuiszorg.bladzij import Bladzij, Overkant
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker, Organisatie
from overlegtafel.toegang.models_inzage import Inzageregel


def overkant(by: Gebruiker) -> str:
    """Whom this reader writes to and calls: 'de praktijk' for the home care, 'de thuiszorg' for everybody else."""
    return "de praktijk" if by.domein is Domein.WIJKVERPLEGING else "de thuiszorg"


def add_readers(inzage: Inzage, page: Bladzij) -> Bladzij:
    """With who of the other side saw it: always for the home care, for others where a message of theirs is shown."""
    page = replace(page, lezer=inzage.by)
    written = [note.ontvangen_op for note in page.notities if page.is_eigen_bericht(note)]
    care = inzage.by.domein is Domein.WIJKVERPLEGING
    if not written and not care:
        return page
    systems = _list_fetched(inzage, since=min(written)) if written and not care else ()
    return replace(page, overkant=Overkant(overkant(inzage.by), list_readers(inzage), systems))


def _list_fetched(inzage: Inzage, *, since: datetime) -> Sequence[tuple[str, datetime]]:
    """Which organisaties fetched something about this client after that moment with their own system, and when last."""
    rows = db.session.execute(
        select(Organisatie.naam, func.max(Inzageregel.tijdstip))
        .join(Organisatie, Organisatie.id == Inzageregel.organisatie_id)
        .where(
            Inzageregel.client_id == inzage.client.id,
            Inzageregel.tijdstip > since,
            Inzageregel.gebeurtenis == "thuiszorg.opgehaald",
            Inzageregel.aantal > 0,
        )
        .group_by(Organisatie.naam)
        .order_by(Organisatie.naam)
    )
    return [(name, moment) for name, moment in rows]
