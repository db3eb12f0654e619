"""Putting a meeting off: everybody hears, and what was to be discussed goes to the next one."""

from uuid import UUID

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.overleggen import brieven, doorschuiven
from overlegtafel.overleggen.beleggen import call_off, refuse_past
from overlegtafel.overleggen.herkenbaar import refuse_named
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.wijzigen import change_overleg
from overlegtafel.toegang.models import Gebruiker


def cancel(overleg_id: UUID, reden: str, *, by: Gebruiker, versie: int) -> Overleg:
    """It does not take place. reden: for everybody to read, so about no client. Raises Verouderd, Ongeldig."""
    with change_overleg(overleg_id, "overleg.afgezegd", by=by, versie=versie) as change:
        refuse_past(change.overleg)
        if change.overleg.is_bezig:
            raise Ongeldig({"reden": "Dit overleg is begonnen. Sluit het aan tafel."})
        refuse_named({"reden": reden}, by=by, overleg_ids=[overleg_id])
        change.toelichting = reden
        call_off(change.overleg, reden)
        if change.overleg.begint_op:
            doorschuiven.roll_over(change.overleg, by=by)
        brieven.tell_change(change.overleg, "Een overleg gaat niet door", "Dit overleg gaat niet door.", by=by)
        return change.overleg
