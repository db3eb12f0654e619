"""How one person wants to hear of messages."""

from sqlalchemy import select

from overlegtafel.berichten.models import Voorkeur
from overlegtafel.berichten.seinen import plan_letters
from overlegtafel.berichten.termijnen import Stilte
from overlegtafel.berichten.voorkeurinvoer import VoorkeurInvoer
from overlegtafel.extensions import db
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker


def get_voorkeur(by: Gebruiker) -> VoorkeurInvoer:
    """The choice of `by`, or what holds for who chose nothing."""
    row = db.session.get(Voorkeur, by.id)
    return (
        VoorkeurInvoer(row.post, row.stil_van, row.stil_tot)
        if row
        else VoorkeurInvoer("meteen", Stilte().van, Stilte().tot)
    )


def set_voorkeur(invoer: VoorkeurInvoer, *, by: Gebruiker) -> None:
    """It counts at once, also for letters that have yet to be written."""
    # Locks the person: with two windows at once the second finds the row of the first.
    locked = select(Gebruiker.id).where(Gebruiker.id == by.id)
    db.session.execute(locked.with_for_update(of=Gebruiker, key_share=True))
    wish = db.session.merge(
        Voorkeur(gebruiker_id=by.id, post=invoer.post, stil_van=invoer.stil_van, stil_tot=invoer.stil_tot)
    )
    plan_letters(wish)
    log("voorkeur.gewijzigd", Actie.UPDATE, by=by, object_soort="gebruiker", object_id=by.id)
