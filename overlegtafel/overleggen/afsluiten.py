"""Before a meeting closes: what was talked about and has no outcome yet gets one there, or goes on to the next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.extensions import db
from overlegtafel.overleggen import tafelen
from overlegtafel.overleggen.models_punt import Puntbesluit
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.overleggen.uitkomsten import close_punt
from overlegtafel.overleggen.zicht import Zichtbaar, list_about, list_punten, log_agenda
from overlegtafel.toegang.models import Gebruiker


@dataclass(frozen=True, slots=True)
class Afsluiting:
    """zonder: talked about, without an outcome; rest: not reached; besloten: how many the chair may not see are open.

    besluiten: of which items decisions were recorded.
    """

    zonder: Sequence[Zichtbaar]
    rest: Sequence[Zichtbaar]
    besproken: Sequence[Zichtbaar]
    besloten: int
    besluiten: Collection[UUID]


def load_afsluiting(stoel: Stoel) -> Afsluiting:
    open_ones, done = list_punten(stoel, staten=("open",)), list_punten(stoel, staten=("besproken",))
    log_agenda(stoel, [*open_ones, *done])
    stand, still = tafelen.get_stand(stoel.overleg.id), list_about(open_ones)
    talked = [z for z in still if z.punt.besteed or (stand and z.punt.id == stand.punt_id)]
    return Afsluiting(
        talked,
        [z for z in still if z not in talked],
        list_about(done),
        sum(z.is_besloten for z in open_ones),
        _list_decided([z.punt.id for z in talked]),
    )


def close_with(overleg_id: UUID, form: Mapping[str, str], *, by: Gebruiker) -> int:
    """Close the meeting, and first the items the chair says the outcome of. How many items stay here (tafelen.close).

    Of an item: uitkomst-<id>, a sentence; klaar-<id>, without one; versie-<id>, as the chair saw it. Raises Ongeldig on the
    field, Verouderd when somebody was quicker, NotFound, MagNiet.
    """
    # Of the meeting before its items, as every step does.
    stoel = open_overleg(overleg_id, by=by, als="voorzitter", lock=True)
    said = {punt_id for key in form if (punt_id := _said(key, form))}
    if said and not stoel.overleg.is_bezig:
        raise Ongeldig(
            {"tafel": "Dit overleg is net al gesloten. Wat u typte is niet opgeslagen; het staat hieronder."}
        )
    decided = _list_decided(said)
    for punt_id in sorted(said):
        _close(overleg_id, punt_id, form, punt_id in decided, by)
    return tafelen.close(overleg_id, by=by)


def _said(key: str, form: Mapping[str, str]) -> UUID | None:
    head, _, tail = key.partition("-")
    return parse_uuid(tail) if head == "klaar" or (head == "uitkomst" and form[key].strip()) else None


def _close(overleg_id: UUID, punt_id: UUID, form: Mapping[str, str], decided: bool, by: Gebruiker) -> None:
    versie, text = form.get(f"versie-{punt_id}", ""), form.get(f"uitkomst-{punt_id}", "")
    nothing = f"klaar-{punt_id}" in form and not decided
    try:
        number = int(versie) if versie.isascii() and versie.isdigit() and len(versie) < 10 else 0
        punt = close_punt(punt_id, by=by, versie=number, uitkomst=text, geen_besluit=nothing)
    except Ongeldig as error:
        raise Ongeldig({f"uitkomst-{punt_id}": next(iter(error.velden.values()))}) from error
    if punt.overleg_id != overleg_id:
        raise NotFound


def _list_decided(ids: Collection[UUID]) -> set[UUID]:
    rows = select(Puntbesluit.agendapunt_id).where(
        Puntbesluit.agendapunt_id.in_(ids), Puntbesluit.vervallen_op.is_(None)
    )
    return set(db.session.scalars(rows))
