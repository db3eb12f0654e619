"""Opening an item in order to write in it: allowed until its minutes are frozen."""

from uuid import UUID

from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.vaststellen import is_vast, may_correct
from overlegtafel.overleggen.zicht import Puntzicht, open_punt
from overlegtafel.toegang.models import Gebruiker


def may_write(z: Puntzicht, *, vast: bool | None = None) -> bool:
    """Whether to offer the forms; open_to_write() decides. vast: is_vast(), for who asked that already."""
    if vast is None:
        vast = is_vast(z.punt)
    return not _too_late(z.punt, vast) and may_correct(z, vast=vast)


def why_not(z: Puntzicht) -> str | None:
    """Why they may look and not write: it is too late, in a sentence; '' when it is not theirs to do. None: they may."""
    vast = is_vast(z.punt)
    return _too_late(z.punt, vast) or (None if may_correct(z, vast=vast) else "")


def open_to_write(punt_id: UUID, *, by: Gebruiker, lock: bool = True) -> Puntzicht:
    """Open one item in order to write in it, locked. Raises Ongeldig on 'tekst' when it is too late for that, NotFound, MagNiet."""
    z = open_punt(punt_id, by=by, noteren=True, lock=lock)
    vast = is_vast(z.punt)
    if message := _too_late(z.punt, vast):
        raise Ongeldig({"tekst": f"{message} Wat u typte is niet opgeslagen; het staat er nog."})
    if not may_correct(z, vast=vast):
        # The meeting is over, and they were not there.
        raise MagNiet
    return z


def _too_late(punt: Agendapunt, vast: bool) -> str:
    if punt.overleg.staat == "vervallen":
        return "Dit overleg gaat niet door."
    if punt.staat not in ("open", "besproken"):
        return "Dit punt staat niet meer op deze agenda."
    if vast:
        return "Dit verslag is vastgesteld; een voorzitter kan het heropenen."
    return ""
