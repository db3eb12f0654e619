"""How an item ends: with a sentence, with its decisions, or on purpose without; and opening it again."""

from uuid import UUID

from sqlalchemy import func, select

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.overleggen.besluitinvoer import check_uitkomst
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit
from overlegtafel.overleggen.seinen import tell_overleg, tell_punt
from overlegtafel.overleggen.vast import open_to_write
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker


def close_punt(punt_id: UUID, *, by: Gebruiker, versie: int, uitkomst: str, geen_besluit: bool) -> Agendapunt:
    """Close an item, or correct what came of it. The table stays where it is.

    Raises Ongeldig when nothing says what came of it, Verouderd when somebody was quicker, NotFound, MagNiet.
    """
    z = open_to_write(punt_id, by=by)
    punt = _fresh(z, versie)
    decisions = db.session.scalar(
        select(func.count(Puntbesluit.id)).where(
            Puntbesluit.agendapunt_id == punt_id, Puntbesluit.vervallen_op.is_(None)
        )
    )
    outcome = check_uitkomst(uitkomst, geen_besluit=geen_besluit, besluiten=decisions)
    first = punt.is_open
    punt.uitkomst, punt.geen_besluit, punt.staat = outcome.tekst, outcome.geen_besluit, "besproken"
    if first:
        punt.gesloten_op, punt.gesloten_door = now(), by
    z.log("overleg.punt_gesloten" if first else "overleg.uitkomst_gewijzigd", Actie.UPDATE)
    _tell(punt)
    return punt


def reopen_punt(punt_id: UUID, *, by: Gebruiker, versie: int) -> Agendapunt:
    """Open a closed item again; the sentence stays in the form. Raises what close_punt does."""
    z = open_to_write(punt_id, by=by)
    if z.punt.is_open:
        return z.punt
    if z.punt.overleg.is_voorbij:
        # Nothing would take it to a next meeting any more.
        raise Ongeldig({"uitkomst": "Het overleg is afgesloten. U kunt de uitkomst nog wel verbeteren."})
    punt = _fresh(z, versie)
    punt.staat, punt.geen_besluit, punt.gesloten_op, punt.gesloten_door = "open", False, None, None
    z.log("overleg.punt_heropend", Actie.UPDATE)
    _tell(punt)
    return punt


def _fresh(z: Puntzicht, versie: int) -> Agendapunt:
    if z.punt.versie != versie:
        raise Verouderd(z.punt)
    z.punt.versie += 1
    return z.punt


def _tell(punt: Agendapunt) -> None:
    tell_punt(punt)
    # That an item is done shows on everybody's agenda, also where the item itself does not.
    tell_overleg(punt.overleg_id)
