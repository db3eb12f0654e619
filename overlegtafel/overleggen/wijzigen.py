"""Changing a meeting: one mechanism. Locks it, checks the chair and the version, keeps what was done, logs, tells the screens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Verouderd
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg, Overlegwijziging
from overlegtafel.overleggen.seinen import list_at, tell_overleg
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker


@dataclass
class Wijziging:
    """A change under way. toelichting: for everybody there to read, so about no client. niets: nothing changed after all."""

    stoel: Stoel
    wat: str
    toelichting: str = ""
    niets: bool = False

    @property
    def overleg(self) -> Overleg:
        return self.stoel.overleg


@contextmanager
def change_overleg(
    overleg_id: UUID, wat: str, *, by: Gebruiker, als: str = "voorzitter", versie: int | None = None
) -> Iterator[Wijziging]:
    """Change a meeting inside this block; changes of one meeting happen one after another. wat: its code ('overleg.verplaatst').

    versie: the one the writer saw; Verouderd when somebody was quicker. None: whatever it is now. Raises NotFound, MagNiet.
    """
    stoel = open_overleg(overleg_id, by=by, als=als, lock=True)
    if versie is not None and stoel.overleg.versie != versie:
        raise Verouderd(stoel.overleg)
    change, before = Wijziging(stoel, wat), list_at(overleg_id)
    yield change
    if change.niets:
        return
    record_change(stoel.overleg, change.wat, by=by, toelichting=change.toelichting)
    # Whose invitation went with it: their screen closes.
    tell_overleg(overleg_id, ook=before)


def record_change(overleg: Overleg, wat: str, *, by: Gebruiker | None, toelichting: str = "") -> None:
    """Keep that this was done to the meeting, log it and tell the screens. by None: it went by itself."""
    overleg.versie += 1
    db.session.add(
        Overlegwijziging(
            id=uuid4(), overleg_id=overleg.id, op=now(), door_id=by.id if by else None, wat=wat, toelichting=toelichting
        )
    )
    log(wat, Actie.UPDATE, by=by, object_soort="overleg", object_id=overleg.id)
    tell_overleg(overleg.id)
