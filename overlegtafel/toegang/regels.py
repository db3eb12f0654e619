"""Which rule of the client counts. Pure: the SQL in toestemmingen.py says the same for whole lists at once.

A rule is more specific when it names an organisatie rather than a domain, and next when it names one kind of
information rather than all. The most specific rule counts; of equal ones an objection beats a consent; no rule
at all means no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from overlegtafel.toegang.domein import Besluit, Domein, Soort


@dataclass(frozen=True, slots=True)
class Regel:
    """One consent rule; domein or organisatie_id is set, never both. soort None: every kind of information."""

    besluit: Besluit
    domein: Domein | None = None
    organisatie_id: UUID | None = None
    soort: Soort | None = None
    geldig_tot: date | None = None
    ingetrokken: bool = False


def allows(rules: Iterable[Regel], *, domein: Domein, organisatie_id: UUID, soort: Soort, op: date) -> bool:
    """Whether these rules of one client let somebody of this domain and organisatie see this kind, on this day."""
    weights = [
        weight(rule)
        for rule in rules
        if not rule.ingetrokken
        and (rule.geldig_tot is None or rule.geldig_tot >= op)
        and (rule.soort is None or rule.soort == soort)
        and (rule.organisatie_id == organisatie_id or (rule.organisatie_id is None and rule.domein == domein))
    ]
    return bool(weights) and max(weights) % 2 == 0


def weight(rule: Regel) -> int:
    """Orders rules by how much they count; odd weights are objections."""
    return (
        4 * (rule.organisatie_id is not None) + 2 * (rule.soort is not None) + (1 if rule.besluit == Besluit.NEE else 0)
    )
