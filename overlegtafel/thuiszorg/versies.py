"""What a note said before it changed."""

from datetime import datetime

from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Notitie, Notitieversie

_BEWAARD = ("moment", "opschrift", "tekst", "auteur", "maat", "waarde", "waarde2", "ingetrokken")


def keep_version(note: Notitie, moment: datetime) -> None:
    """Keep what it says now, under its present number; the note goes on under the next."""
    before = {name: getattr(note, name) for name in _BEWAARD}
    db.session.add(Notitieversie(notitie_id=note.id, versie=note.versie, vervangen_op=moment, **before))
    note.versie += 1
