"""Who decides about consent: the client, a representative, or both. Pure.

Follows the ages of the WGBO (Burgerlijk Wetboek 7:447, 7:450, 7:465): under 12 the parents or guardian decide, from 12
up to 16 child and parent together, from 16 the client. A curator or mentor decides for, or together with, an adult.
Saying no is easier than saying yes: any one of them may.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.core.telefoon import clean_telefoon
from overlegtafel.toegang.domein import Besluit


class Beslisser(StrEnum):
    CLIENT = "client"
    VERTEGENWOORDIGER = "vertegenwoordiger"
    SAMEN = "samen"


SOORTEN = {
    "ouder": "ouder met gezag",
    "voogd": "voogd",
    "curator": "curator",
    "mentor": "mentor",
    "gemachtigde": "gemachtigde (schriftelijk)",
}
MAX_NAAM = 60
_VOOR_KIND = frozenset({"ouder", "voogd"})
_VOOR_VOLWASSENE = frozenset({"curator", "mentor"})


def age_on(geboren: date, dag: date) -> int:
    """Whole years."""
    return dag.year - geboren.year - ((dag.month, dag.day) < (geboren.month, geboren.day))


def may_decide(
    wie: Beslisser, besluit: Besluit, *, leeftijd: int, soort: str | None, soorten: Collection[str]
) -> str | None:
    """None when these may decide this, else what to do (Dutch).

    soort: of the representative who decides (or helps decide); soorten: of all the client has.
    """
    has_representative = soort is not None
    if wie is not Beslisser.CLIENT and not has_representative:
        return "Kies de vertegenwoordiger, of vul die eerst in."
    if soort in _VOOR_KIND and leeftijd >= 18:
        return "De cliënt is volwassen: een ouder of voogd beslist niet meer mee. Kies de cliënt, of een curator of mentor."
    if besluit is Besluit.NEE:
        return None
    if leeftijd < 12 and (wie is Beslisser.CLIENT or soort not in _VOOR_KIND):
        return "Een kind onder de 12 kan dit niet zelf. Een ouder met gezag of een voogd geeft toestemming."
    if 12 <= leeftijd < 16 and (wie is not Beslisser.SAMEN or soort not in _VOOR_KIND):
        return "Van 12 tot 16 jaar geven het kind en een ouder of voogd samen toestemming."
    if 16 <= leeftijd < 18 and soort in _VOOR_KIND and wie is Beslisser.VERTEGENWOORDIGER:
        return "Vanaf 16 jaar beslist de cliënt zelf. Kies de cliënt, of de cliënt samen met de ouder of voogd."
    under_guardianship = any(s in _VOOR_VOLWASSENE for s in soorten)
    if leeftijd >= 16 and under_guardianship and (wie is Beslisser.CLIENT or soort not in _VOOR_VOLWASSENE):
        return "De cliënt heeft een curator of mentor. Die geeft toestemming, alleen of samen met de cliënt."
    return None


@dataclass(frozen=True, slots=True)
class NieuweVertegenwoordiger:
    naam: str
    soort: str
    telefoon: str


def check_vertegenwoordiger(form: Mapping[str, str]) -> NieuweVertegenwoordiger:
    """Raises Ongeldig on 'naam', 'soort_vertegenwoordiger' or 'telefoon'."""
    fouten: dict[str, str] = {}
    naam, soort = clean_line(form.get("naam")), form.get("soort_vertegenwoordiger", "")
    telefoon = clean_telefoon(clean_line(form.get("telefoon")))
    if not naam:
        fouten["naam"] = "Vul de naam van de vertegenwoordiger in."
    elif len(naam) > MAX_NAAM:
        fouten["naam"] = f"Dit is te lang: er is plaats voor {MAX_NAAM} tekens. Kort het in."
    if soort not in SOORTEN:
        fouten["soort_vertegenwoordiger"] = "Kies wat voor vertegenwoordiger dit is."
    if telefoon is None:
        fouten["telefoon"] = "Dit is geen telefoonnummer. Schrijf het met netnummer, bijvoorbeeld 043-350 12 34."
    if fouten:
        raise Ongeldig(fouten)
    return NieuweVertegenwoordiger(naam, soort, telefoon or "")
