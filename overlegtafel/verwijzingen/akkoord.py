"""What has to be asked of the client before a team may see a referral, and the half page with it. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from overlegtafel.clienten.beslissers import SOORTEN, Beslisser, may_decide
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.regels import Regel, allows


class Staat(StrEnum):
    """How the client's consent stands for one kind of information: said yes, never asked, or said no."""

    JA = "ja"
    VRAAG = "vraag"
    NEE = "nee"


@dataclass(frozen=True, slots=True)
class Akkoord:
    """For one team: the referral itself, and the half page (None: this kind of referral needs it not)."""

    verwijzing: Staat
    plan: Staat | None = None

    @property
    def vraagt_plan(self) -> bool:
        return self.plan is Staat.VRAAG and self.verwijzing is not Staat.NEE

    @property
    def vraagt(self) -> bool:
        """Whether a yes to the call is recorded as consent, too."""
        return self.verwijzing is Staat.VRAAG or self.vraagt_plan


def find_akkoord(
    rules: Collection[Regel], *, domein: Domein, organisaties: Collection[UUID], soorten: Collection[str], op: date
) -> Akkoord:
    """organisaties: where the people of the team work; soorten: the kinds of information this kind of referral needs."""

    def state(soort: Soort) -> Staat:
        return find_staat(rules, domein=domein, organisaties=organisaties, soort=soort, op=op)

    return Akkoord(state(Soort.VERWIJZING), state(Soort.PLAN) if Soort.PLAN in soorten else None)


def find_staat(
    rules: Collection[Regel], *, domein: Domein, organisaties: Collection[UUID], soort: Soort, op: date
) -> Staat:
    """JA as soon as somebody of the team may see it; NEE when the client objected to that for each of them."""
    said_no = set()
    for organisatie_id in organisaties:
        if allows(rules, domein=domein, organisatie_id=organisatie_id, soort=soort, op=op):
            return Staat.JA
        if any(_objects(r, domein, organisatie_id, soort, op) for r in rules):
            said_no.add(organisatie_id)
    return Staat.NEE if said_no and said_no == set(organisaties) else Staat.VRAAG


def _objects(rule: Regel, domein: Domein, organisatie_id: UUID, soort: Soort, op: date) -> bool:
    """Whether this is a no, wide or narrow, to these people for this kind."""
    holds = not rule.ingetrokken and (rule.geldig_tot is None or rule.geldig_tot >= op)
    about = rule.organisatie_id == organisatie_id if rule.organisatie_id else rule.domein == domein
    return holds and about and rule.besluit is Besluit.NEE and rule.soort in (None, soort)


@dataclass(frozen=True, slots=True)
class Spreker:
    """Somebody who may speak for the client: a representative."""

    id: UUID
    naam: str
    soort: str


def list_wie(noemnaam: str, leeftijd: int, sprekers: Iterable[Spreker]) -> tuple[list[tuple[str, str]], str]:
    """Who may agree, as value and words for the form; and what to do when nobody can."""
    sprekers = list(sprekers)
    kinds = [s.soort for s in sprekers]
    message = may_decide(Beslisser.CLIENT, Besluit.JA, leeftijd=leeftijd, soort=None, soorten=kinds)
    found = [] if message else [("client", f"{noemnaam} zelf")]
    for s in sprekers:
        who = f"{s.naam} ({SOORTEN.get(s.soort, s.soort)})"
        for wie, key, words in (
            (Beslisser.SAMEN, f"s:{s.id}", f"{noemnaam} samen met {who}"),
            (Beslisser.VERTEGENWOORDIGER, f"v:{s.id}", who),
        ):
            if may_decide(wie, Besluit.JA, leeftijd=leeftijd, soort=s.soort, soorten=kinds) is None:
                found.append((key, words))
    return found, "" if found else message or ""
