"""What is not reached goes on: to the next meeting of the row, with its reasons, and with its guests when it is new there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.overleggen.agenda import day_of
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Agendareden, Puntgast, Puntlezer
from overlegtafel.overleggen.punten import (
    close,
    find_of_client,
    give_reden,
    list_open,
    lock_overleg,
    make_punt,
    take_along,
    take_gasten,
)
from overlegtafel.overleggen.reeksen import next_of
from overlegtafel.overleggen.waarom import DOORGESCHOVEN
from overlegtafel.overleggen.wijzigen import record_change
from overlegtafel.toegang.models import Gebruiker


def roll_over(overleg: Overleg, *, by: Gebruiker) -> list[Agendapunt]:
    """At the end of a meeting, or when it is cancelled: every open item about a client goes on. by closes it.

    Comes back with what cannot go on, because there is no next meeting: that stays open here, for a chair to see. Who died
    goes nowhere any more.
    """
    overleg = lock_overleg(overleg.id)
    open_ones = [p for p in list_open(overleg.id) if p.client_id]
    dead = _filter_dead(open_ones)
    close([p for p in open_ones if p.client_id in dead], "vervallen", by=None)
    on = [p for p in open_ones if p.client_id not in dead]
    if not on or push_on(on, overleg, by=by) is None:
        return on
    record_change(overleg, "overleg.doorgeschoven", by=by)
    return []


def push_on(punten: Collection[Agendapunt], overleg: Overleg, *, by: Gebruiker) -> Overleg | None:
    """These items of this (locked) meeting to the next one, which comes back; None when there is none."""
    if overleg.soort.over not in ("praktijk", "team"):
        # The next one of such a kind is about somebody else.
        return None
    later = next_of(overleg, by=by)
    if later is None:
        return None
    later = lock_overleg(later.id)
    for punt in punten:
        there = find_of_client(later.id, punt.client_id)
        if there is None:
            there = make_punt(
                later, punt.soort, client_id=punt.client_id, vraag=punt.vraag, minuten=punt.minuten,
                ingebracht_door_id=punt.ingebracht_door_id, ingebracht_op=punt.ingebracht_op,
            )  # fmt: skip
            take_gasten(punt, there)
        take_along(punt, there)
        give_reden(there, DOORGESCHOVEN, str(overleg.id), day_of(overleg))
        punt.verder_id = there.id
    close(punten, "doorgeschoven", by=by)
    record_change(later, "overleg.punt_erbij", by=by)
    return later


def take_back(punt: Agendapunt, *, by: Gebruiker) -> None:
    """Undo that an item went on: it goes from the next agenda again, unless somebody asked something there meanwhile."""
    there = db.session.get(Agendapunt, punt.verder_id) if punt.verder_id else None
    if there is None or not there.is_open:
        return
    later = lock_overleg(there.overleg_id)
    own = {(r.bron, r.sleutel) for r in _reasons(punt.id)}
    came = {(r.bron, r.sleutel) for r in _reasons(there.id)}
    if not later.is_voorbij and (there.vraag, came) == (punt.vraag, own | {(DOORGESCHOVEN, str(punt.overleg_id))}):
        punt.verder_id = None
        db.session.flush()
        for table in (Agendareden, Puntgast, Puntlezer):
            db.session.execute(delete(table).where(table.agendapunt_id == there.id))
        db.session.delete(there)
        db.session.flush()
        record_change(later, "overleg.punt_weg", by=by)


def bring_back(overleg: Overleg, since: datetime, *, by: Gebruiker) -> None:
    """Undo what went on at a closing: it is open here again. What the next meeting began with already stays there."""
    gone = select(Agendapunt).where(
        Agendapunt.overleg_id == overleg.id, Agendapunt.staat == "doorgeschoven", Agendapunt.gesloten_op >= since
    )
    for punt in db.session.scalars(gone).all():
        there = db.session.get(Agendapunt, punt.verder_id)
        if not there.is_open or there.overleg.staat != "gepland" or find_of_client(overleg.id, punt.client_id):
            continue
        take_back(punt, by=by)
        reopen(punt)


def reopen(punt: Agendapunt) -> None:
    """On its agenda again, where it stood."""
    punt.staat, punt.gesloten_op, punt.gesloten_door_id, punt.verder_id = "open", None, None, None
    punt.versie += 1


def _reasons(punt_id: UUID) -> list[Agendareden]:
    return list(db.session.scalars(select(Agendareden).where(Agendareden.agendapunt_id == punt_id)))


def _filter_dead(punten: Collection[Agendapunt]) -> set[UUID]:
    ids = [p.client_id for p in punten]
    return set(db.session.scalars(select(Client.id).where(Client.id.in_(ids), Client.overleden_op.is_not(None))))
