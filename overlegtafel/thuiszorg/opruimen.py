"""What goes by itself, or because beheer says so: notes that wait too long, old deliveries, files nobody said yes to."""

from uuid import UUID

from sqlalchemy import delete, select

from overlegtafel.beheer.poort import get_organisatie, note
from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.bestanden import BEWAAR_BESTAND
from overlegtafel.thuiszorg.models import Ronde
from overlegtafel.thuiszorg.rondes import BEWAAR as BEWAAR_RONDE
from overlegtafel.thuiszorg.wachtrij import drop_waiting, remove_old, settle_all
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker, Organisatie


def drop(organisatie_id: UUID, bronclient_id: UUID, *, by: Gebruiker) -> int:
    """Remove for good what waits of one person of this organisatie; how many notes that were."""
    get_organisatie(organisatie_id, by=by, lock=True)
    count = drop_waiting(organisatie_id, bronclient_id)
    if count:
        note("wachtrij.verwijderd", Actie.DELETE, "bronclient", bronclient_id, by=by)
    return count


def clean_up() -> int:
    """Remove for good what was kept long enough; how many waiting notes that were. Commits by itself; twice is once."""
    moment = now()
    with transaction():
        # No delivery is halfway: it could be about somebody who is forgotten here.
        db.session.execute(select(Organisatie.id).order_by(Organisatie.id).with_for_update(key_share=True))
        settle_all()
        count = remove_old()
        if count:
            log("wachtrij.verwijderd", Actie.DELETE, by=None, object_soort="notitie", aantal=count)
        forgotten = Ronde.inhoud.is_not(None) & (Ronde.begonnen_op < moment - BEWAAR_BESTAND)
        db.session.execute(delete(Ronde).where(forgotten | (Ronde.begonnen_op < moment - BEWAAR_RONDE)))
    return count
