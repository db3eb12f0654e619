"""What a team owes a referrer next, and by when. Pure; counted in Dutch working time, as questions are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from overlegtafel.berichten.termijnen import EINDE, Spoed, answer_due, is_werkdag, next_werkdag
from overlegtafel.core.datums import NL
from overlegtafel.verwijzingen.regels import Regels


class Plicht(StrEnum):
    """What is waited for."""

    BELLEN = "bellen"
    TERUGKOPPELEN = "terugkoppelen"
    BIJWERKEN = "bijwerken"
    NIETS = ""

    @property
    def label(self) -> str:
        return {"bellen": "bellen", "terugkoppelen": "terugkoppelen", "bijwerken": "bericht hoe het gaat", "": ""}[self]


@dataclass(frozen=True, slots=True)
class Moet:
    """What is owed, and the moment (UTC) by which."""

    wat: Plicht
    voor: datetime | None


KLAAR = Moet(Plicht.NIETS, None)


def werkdagen_na(moment: datetime, dagen: int) -> datetime:
    """The end of the working day, so many working days after this moment (UTC). What is done after hours counts from the next."""
    local = moment.astimezone(NL)
    day = local.date()
    if not is_werkdag(day) or local.time() >= EINDE:
        day = next_werkdag(day)
    for _ in range(dagen):
        day = next_werkdag(day)
    return datetime.combine(day, EINDE, NL).astimezone(UTC)


def after_refer(op: datetime, spoed: Spoed, regels: Regels) -> Moet:
    """A new referral: somebody has to call."""
    return Moet(Plicht.BELLEN, answer_due(op, spoed, regels.bellen))


def after_try(op: datetime, regels: Regels) -> Moet:
    """Called, and nobody answered: call again."""
    return Moet(Plicht.BELLEN, werkdagen_na(op, regels.dagen_opnieuw))


def feedback_due(contact: date, regels: Regels) -> datetime:
    """By when the referrer hears of the first contact on that day."""
    return werkdagen_na(datetime.combine(contact, EINDE, NL).replace(hour=12).astimezone(UTC), regels.dagen_terug)


def after_contact(op: datetime, terug_voor: datetime | None, terug_op: datetime | None, regels: Regels) -> Moet:
    """The client was spoken to: feedback is owed until it is given, and then a word before it stays silent too long."""
    if terug_op is None and terug_voor is not None:
        return Moet(Plicht.TERUGKOPPELEN, terug_voor)
    return Moet(Plicht.BIJWERKEN, werkdagen_na(op, regels.dagen_stil))
