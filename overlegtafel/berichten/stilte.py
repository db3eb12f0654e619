"""Silence is not left alone: past its time a question goes to the coordinator of the address, and then back to the asker.

Each step is one transaction that locks one thread, so two workers never take the same step and one killed halfway loses none.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from overlegtafel.berichten.kring import belongs_to, filter_allowed, list_deelnemers, people_of, stand_ins_of
from overlegtafel.berichten.models import Draad
from overlegtafel.berichten.seinen import tell
from overlegtafel.berichten.services import get_bereik, termijnen_of
from overlegtafel.berichten.termijnen import add_werkuren
from overlegtafel.core.datums import now
from overlegtafel.core.sporen import trace_of
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

logger = logging.getLogger(__name__)


def escalate() -> int:
    """Take every step that is due; how many that were."""
    return take_steps(_step, Draad)


def take_steps(step: Callable[[list[UUID]], bool], model: Any) -> int:
    """Call this until it finds nothing; how often it did. It puts the id at hand into the list it is given.

    One that fails is looked at again in an hour (kijken_op), so that it keeps no other waiting.
    """
    steps = 0
    while True:
        at_hand: list[UUID] = []
        try:
            if not step(at_hand):
                return steps
        except Exception as error:
            if not at_hand:
                raise
            logger.error("a %s stays as it is: %s", model.__tablename__, trace_of(error))
            with transaction():
                later = now() + timedelta(hours=1)
                db.session.execute(update(model).where(model.id == at_hand[0]).values(kijken_op=later))
        steps += 1


def _step(at_hand: list[UUID]) -> bool:
    """One step, in a transaction of its own; whether there was one. at_hand gets the id of the thread it is about."""
    with transaction():
        due = (
            select(Draad)
            .where(Draad.kijken_op <= now(), Draad.gesloten_op.is_(None))
            .order_by(Draad.kijken_op)
            .limit(1)
            .options(joinedload(Draad.van), joinedload(Draad.behandelaar))
            .with_for_update(of=Draad, skip_locked=True)
            .execution_options(populate_existing=True)
        )
        draad = db.session.scalars(due).first()
        if draad is None:
            return False
        at_hand.append(draad.id)
        # Where nobody is left who may hear it, waiting longer helps no one: straight back to the asker.
        if draad.escalatie == 0 and (listeners := _find_responsible(draad)):
            draad.escalatie, draad.kijken_op = 1, add_werkuren(now(), termijnen_of(draad).uren_terug)
            tell(draad, "stil", by=None, aan=listeners)
        else:
            draad.escalatie, draad.kijken_op = 2, None
            tell(draad, "terug", by=None, aan=_find_askers(draad))
        log(
            "bericht.stil", Actie.UPDATE, by=None, object_soort="draad", object_id=draad.id, client_id=draad.client_id,
            aantal=draad.escalatie,
        )  # fmt: skip
    return True


def _find_responsible(draad: Draad) -> list[Gebruiker]:
    """The coordinator, who stands in for them, and who took it; without a coordinator who may see it everybody of the address."""
    address = people_of(draad)
    bereik = get_bereik(draad.aan_team_id, draad.aan_organisatie_id)
    chosen = bereik.coordinator_id if bereik else None
    # Who left, or went to another team, is no coordinator here any more.
    coordinator = filter_allowed(draad.client_id, [p for p in address if p.id == chosen])
    if not coordinator:
        return _with_stand_ins(draad, address)
    return _with_stand_ins(draad, [*coordinator, *(p for p in address if p.id == draad.behandelaar_id)])


def _find_askers(draad: Draad) -> list[Gebruiker]:
    """Who asked, with a stand-in; else (they left, or may not see the client any more) who was asked along, else the address."""
    for people in ([draad.van], list_deelnemers(draad), people_of(draad)):
        if found := _with_stand_ins(draad, people):
            return found
    return []


def _with_stand_ins(draad: Draad, people: Collection[Gebruiker]) -> list[Gebruiker]:
    """Those of them, and of their stand-ins, who may open the thread."""
    everybody = {p.id: p for p in (*people, *stand_ins_of([p.id for p in people]))}
    return [p for p in filter_allowed(draad.client_id, everybody.values()) if belongs_to(draad, p)]
