"""Waar hoort dit? The places a text about a client can go. A new kind of place is a row here, and nothing else; a room above
this one registers its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

from overlegtafel.berichten.invoer import MAX_TEKST as MAX_VRAAG
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.tekst import clean_text
from overlegtafel.plannen import services as plannen
from overlegtafel.plannen.halve_a4 import measure_fullest
from overlegtafel.plannen.invoer import MAX_TEKST as MAX_REGEL
from overlegtafel.thuiszorg.invoer import MAX_BERICHT


def _fits_on_the_page(inzage: Inzage, tekst: str) -> bool:
    return measure_fullest(plannen.load_draft(inzage, "afspraak", None, tekst)).past


@dataclass(frozen=True, slots=True)
class Bestemming:
    """One place. It takes a POST of `tekst`, with the key as `soort`, and answers with its own form, filled in.

    max: characters. vol: what to say when there is no room, and past says whether there is. anker: the element of the client's
    page where the form can open. mag: who is offered it, of those who may write here.
    """

    sleutel: str
    label: str
    uitleg: str
    endpoint: str
    max: int
    wat: str
    mag: Callable[[Inzage], bool] = lambda inzage: True
    past: Callable[[Inzage, str], bool] = lambda inzage, tekst: True
    vol: str = ""
    anker: str = ""


BESTEMMINGEN = [
    Bestemming(
        "afspraak", "Afspreken", "Iemand doet iets, voor een dag. Komt op de halve A4.",
        endpoint="plannen.nieuwe_afspraak_begin", max=MAX_REGEL, wat="een afspraak", past=_fits_on_the_page,
        vol="De halve A4 is vol; deze afspraak past er niet bij.", anker="nieuw-afspraak",
    ),
    Bestemming(
        "vraag", "Vragen", "U wilt antwoord, van een team, de praktijk of een collega.",
        endpoint="vragen.begin", max=MAX_VRAAG, wat="een vraag",
    ),
    Bestemming(
        "weten", "Laten weten", "Iemand moet dit weten. Antwoord hoeft niet.",
        endpoint="vragen.begin", max=MAX_VRAAG, wat="een bericht",
    ),
    Bestemming(
        "thuiszorg", "Meetwaarde of notitie voor de thuiszorg", "Komt tussen hun notities; niemand krijgt een seintje.",
        endpoint="thuiszorg_schrijven.nieuw_begin", max=MAX_BERICHT, wat="een notitie voor de thuiszorg",
        mag=lambda inzage: inzage.verder is not None, anker="nieuw-bericht",
    ),
]  # fmt: skip


def register_bestemming(bestemming: Bestemming) -> None:
    """A place of a room above this one, at start-up."""
    BESTEMMINGEN.append(bestemming)


def list_bestemmingen(inzage: Inzage) -> list[Bestemming]:
    """Where this reader may put a text about the opened client; nowhere for who may not write."""
    return [b for b in BESTEMMINGEN if b.mag(inzage)] if inzage.mag_schrijven else []


def explain_misfit(inzage: Inzage, waar: Bestemming, tekst: str) -> str:
    """Why this text does not go there; '' when it does."""
    length = len(clean_text(tekst))
    if length > waar.max:
        return f"Dit zijn {length} tekens; {waar.wat} heeft er hooguit {waar.max}."
    return "" if waar.past(inzage, tekst) else waar.vol


def list_full(inzage: Inzage, tekst: str) -> list[str]:
    """The keys of the places that have room for a text of this length, but no room left."""
    length = len(clean_text(tekst))
    return [b.sleutel for b in list_bestemmingen(inzage) if length <= b.max and not b.past(inzage, tekst)]
