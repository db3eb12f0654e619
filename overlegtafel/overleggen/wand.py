"""What the wall in the room shows: an item only when the chair wants it there and everybody who is in may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from overlegtafel.clienten.kijkers import list_viewers
from overlegtafel.core.datums import ALTIJD
from overlegtafel.extensions import db
from overlegtafel.overleggen.aanwezig import has_other_guests, list_gasten, list_without, load_aanwezig
from overlegtafel.overleggen.besluiten import Besluit
from overlegtafel.overleggen.bespreken import load_bespreking
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.stoel import Stoel
from overlegtafel.overleggen.tafelen import get_stand
from overlegtafel.overleggen.zicht import Zichtbaar, list_punten, open_punt
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Soort


@dataclass(frozen=True, slots=True)
class Wand:
    """titel: of an item about a client the first name only; '' when nothing is on the table. Besloten: nothing but minutes."""

    overleg: Overleg
    titel: str = ""
    vraag: str = ""
    notitie: str = ""
    besluiten: Sequence[str] = ()
    besloten: bool = False
    minuten: int = 0
    aan_het_woord: Genodigde | None = None


def load_wand(stoel: Stoel) -> Wand:
    """The wall, opened by somebody at the table; what it shows of an item is their look."""
    overleg = stoel.overleg
    stand = get_stand(overleg.id) if overleg.is_bezig else None
    if stand is None or stand.punt is None:
        return Wand(overleg)
    here = next((z for z in list_punten(stoel, kort=True) if z.plek == stand.punt.plek), None)
    if here is None:
        return Wand(overleg)
    if not isinstance(here, Zichtbaar):
        return Wand(overleg, besloten=True, minuten=here.minuten)
    punt = here.punt
    if punt.client_id and not (stand.op_scherm and _is_for_all(punt)):
        return Wand(overleg, besloten=True, minuten=here.minuten)
    z = open_punt(punt.id, by=stoel.by)
    z.log_look()
    told = load_bespreking(z)
    return Wand(
        overleg,
        punt.client.noemnaam if punt.client else punt.titel,
        punt.vraag,
        told["notitie"].tekst,
        _say(punt, told["besluiten"]),
        minuten=punt.minuten,
        aan_het_woord=stand.aan_het_woord,
    )


def _is_for_all(punt: Agendapunt) -> bool:
    """Whether everybody who is in may see it: the invited, who stands in, and guests of other items."""
    return not list_without(punt, load_aanwezig(punt.overleg).mensen) and not has_other_guests(punt)


def _say(punt: Agendapunt, besluiten: Sequence[Besluit]) -> list[str]:
    """Each decision; its text only where it is a line of the half page that everybody who is in may read there.

    To be in at the item is not enough: whoever opens the wall may see more of the client than the others in the room.
    """
    lines = _list_for_all(punt, [b for b in besluiten if b.rij.regel_id and b.tekst])
    return [f"{b.label}: {b.tekst}" if b.rij.id in lines else b.label for b in besluiten]


def _list_for_all(punt: Agendapunt, besluiten: Sequence[Besluit]) -> set[UUID]:
    """Which of these lines everybody who is in may see."""
    if not besluiten:
        return set()
    people = [*load_aanwezig(punt.overleg).mensen, *list_gasten(punt)]
    present = [g.gebruiker for g in people if g.is_binnen]
    if None in present:
        return set()
    query = select(Regel).where(Regel.id.in_([b.rij.regel_id for b in besluiten]))
    regels = {regel.id: regel for regel in db.session.scalars(query)}
    about = {regel.client_id or punt.client_id for regel in regels.values()}
    viewers = list_viewers(about, present, Soort.PLAN)

    def is_for_all(regel: Regel) -> bool:
        # What was written for the whole household before the client came into it, not every helper of theirs sees.
        since = punt.client.huishouden_sinds or ALTIJD
        if regel.client_id is None and (regel.geschreven_op or regel.gemaakt_op) < since:
            return False
        return len(viewers[regel.client_id or punt.client_id]) == len(present)

    return {b.rij.id for b in besluiten if is_for_all(regels[b.rij.regel_id])}
