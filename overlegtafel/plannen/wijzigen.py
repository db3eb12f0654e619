"""Changing a plan: one mechanism for every change. Locks the page, checks that it still fits, keeps a version, logs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.plannen import blad
from overlegtafel.plannen.halve_a4 import Maat, measure_fullest
from overlegtafel.plannen.models import Plan, PlanVersie
from overlegtafel.plannen.versies import snapshot
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker


@dataclass
class Wijziging:
    """A change under way. wat is its code ('afspraak.gewijzigd'); client_id whom of the household it is about."""

    plan: Plan
    wat: str = ""
    actie: Actie = Actie.UPDATE
    client_id: UUID | None = None
    # The form field that gets the message when the page is too full.
    veld: str = "tekst"
    # Something leaves the page: that is always allowed, also when it was too full.
    wordt_korter: bool = False
    # Saved without a difference: no version, no line in the log.
    niets: bool = False


@contextmanager
def change_plan(inzage: Inzage, wat: str = "", *, veld: str = "tekst") -> Iterator[Wijziging]:
    """Change the plan of the opened client inside this block; changes of one page happen one after another.

    Raises Ongeldig when the page would no longer fit half an A4; the caller's transaction then keeps nothing.
    """
    change = Wijziging(blad.lock_plan(inzage), wat, veld=veld)
    yield change
    if change.niets:
        return
    db.session.flush()
    whole = blad.load_whole(change.plan)
    if not change.wordt_korter:
        refuse_too_full(whole, change.veld)
    record_version(change.plan, whole, by=inzage.by, wat=change.wat, client_id=change.client_id)
    inzage.log(change.wat, change.actie, "plan", change.plan.id, client_id=change.client_id)


def record_version(plan: Plan, whole: blad.Bladinhoud, *, by: Gebruiker, wat: str, client_id: UUID | None) -> None:
    """Keep the page as it now stands as the next version."""
    plan.nummer += 1
    db.session.add(
        PlanVersie(
            plan_id=plan.id,
            nummer=plan.nummer,
            op=now(),
            door_id=by.id,
            wat=wat,
            client_id=client_id,
            inhoud=snapshot(plan, whole.regels, whole.betrokkenen),
        )
    )


def refuse_too_full(whole: blad.Bladinhoud, veld: str) -> None:
    """Raises Ongeldig on `veld` when this does not fit half an A4."""
    maat = measure_fullest(blad.make_bladen(whole))
    if not maat.past:
        raise Ongeldig({veld: _too_full(maat)})


def _too_full(maat: Maat) -> str:
    lines = -maat.regels_over
    count = "1 regel" if lines == 1 else f"{lines} regels"
    return (
        f"Dit past niet meer op de halve A4: {count} te veel. Kort deze tekst in, of rond eerst een doel of afspraak af. "
        "Een lang verhaal hoort in uw eigen dossier; een vraag stelt u aan de betrokkene zelf."
    )
