"""Silence is not left alone: past its time a referral goes to the coordinator of the team, and then to who referred.

Each step is one transaction that locks one referral, so two workers never take the same step and one killed halfway loses none.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from overlegtafel.berichten.services import get_bereik
from overlegtafel.berichten.stilte import take_steps
from overlegtafel.berichten.termijnen import STANDAARD, add_werkuren
from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.verwijzingen.deur import referrers_of, team_who_sees
from overlegtafel.verwijzingen.models import Verwijzing
from overlegtafel.verwijzingen.opvolgen import end, why_ended
from overlegtafel.verwijzingen.seinen import tell

# The referrer was told; nobody hears it again, but whether the client still lets the team is looked at every day.
VERST = 2
ELKE_DAG = timedelta(days=1)


def escalate() -> int:
    """Take every step that is due; how many that were."""
    return take_steps(_step, Verwijzing)


def _step(at_hand: list[UUID]) -> bool:
    """One step, in a transaction of its own; whether there was one. at_hand gets the id of the referral it is about."""
    with transaction():
        due = (
            select(Verwijzing)
            .where(Verwijzing.kijken_op <= now(), Verwijzing.einde_op.is_(None))
            .order_by(Verwijzing.kijken_op)
            .limit(1)
            .with_for_update(of=Verwijzing, skip_locked=True)
            .execution_options(populate_existing=True)
        )
        v = db.session.scalars(due).first()
        if v is None:
            return False
        at_hand.append(v.id)
        # Consent may have run out without anybody doing anything.
        if why := why_ended(v):
            end(v, why)
            return True
        if v.escalatie >= VERST:
            v.kijken_op = now() + ELKE_DAG
            return True
        bereik = get_bereik(v.aan_team_id, None)
        # Where nobody is left who may hear it, waiting longer helps no one: straight to the referrer.
        if v.escalatie == 0 and (listeners := _find_responsible(v, bereik.coordinator_id if bereik else None)):
            hours = bereik.uren_terug if bereik else STANDAARD.uren_terug
            v.escalatie, v.kijken_op = 1, add_werkuren(now(), hours)
            tell(v, "stil", by=None, aan=listeners)
        else:
            v.escalatie, v.kijken_op = VERST, now() + ELKE_DAG
            tell(v, "laat", by=None, aan=referrers_of(v))
        log(
            "verwijzing.stil", Actie.UPDATE, by=None, object_soort="verwijzing", object_id=v.id, client_id=v.client_id,
            aantal=v.escalatie,
        )  # fmt: skip
    return True


def _find_responsible(v: Verwijzing, coordinator_id: UUID | None) -> list[Gebruiker]:
    """The coordinator, and who claimed it; without a coordinator who may see it everybody of the team."""
    team = team_who_sees(v)
    # Who left, or went to another team, is no coordinator here any more.
    coordinator = [p for p in team if p.id == coordinator_id]
    if not coordinator:
        return team
    return [*coordinator, *(p for p in team if p.id == v.behandelaar_id and p.id != coordinator_id)]
