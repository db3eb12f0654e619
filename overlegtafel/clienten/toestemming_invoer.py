"""Checking what was filled in about consent. Pure: raw form values in, clean values or messages out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from overlegtafel.clienten.beslissers import Beslisser
from overlegtafel.clienten.invoer import HOE
from overlegtafel.core.datums import parse_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.toegang.domein import TOESTEMMINGSDOMEINEN, Besluit, Domein, Soort


@dataclass(frozen=True, slots=True)
class Beslissing:
    """Who decided, how it was told, and until when it holds."""

    wie: Beslisser
    vertegenwoordiger_id: UUID | None
    hoe: str
    tot: date | None


@dataclass(frozen=True, slots=True)
class Uitzondering:
    """A decision for one organisatie, or for one kind of information."""

    domein: Domein | None
    organisatie_id: UUID | None
    soort: Soort | None
    besluit: Besluit


def check_beslissing(form: Mapping[str, str]) -> Beslissing:
    """Raises Ongeldig on 'wie', 'hoe' or 'tot'. wie: 'client', 'v:<uuid>' (a representative) or 's:<uuid>' (together)."""
    fouten: dict[str, str] = {}
    who, vertegenwoordiger_id = _wie(form.get("wie", ""), fouten)
    hoe = form.get("hoe", "")
    if hoe not in HOE:
        fouten["hoe"] = "Kies hoe de toestemming werd gegeven."
    typed = clean_line(form.get("tot"))
    tot = parse_date(typed, two_digit_years="this century") if typed else None
    if typed and (tot is None or tot < today() or tot.year > today().year + 25):
        fouten["tot"] = "Vul een dag in die nog komt, als dag-maand-jaar, of laat dit leeg."
    if fouten:
        raise Ongeldig(fouten)
    return Beslissing(who, vertegenwoordiger_id, hoe, tot)


def _wie(typed: str, fouten: dict[str, str]) -> tuple[Beslisser, UUID | None]:
    kind, _, key = typed.partition(":")
    if typed == "client":
        return Beslisser.CLIENT, None
    try:
        return {"v": Beslisser.VERTEGENWOORDIGER, "s": Beslisser.SAMEN}[kind], UUID(key)
    except (KeyError, ValueError):
        fouten["wie"] = "Kies wie er besliste."
        return Beslisser.CLIENT, None


def check_keuzes(form: Mapping[str, str]) -> dict[Domein, Besluit | None]:
    """Per domain yes, no, or nothing said. Raises Ongeldig on 'keuzes'."""
    found = {}
    for domein in TOESTEMMINGSDOMEINEN:
        typed = form.get(f"mag-{domein.value}", "")
        if typed not in ("", *Besluit):
            raise Ongeldig({"keuzes": "Kies per regel ja, nee of niet gevraagd."})
        found[domein] = Besluit(typed) if typed else None
    return found


def check_uitzondering(form: Mapping[str, str]) -> Uitzondering:
    """Raises Ongeldig on 'voor', 'soort' or 'besluit'. voor: 'd:<domein>' or 'o:<uuid>'."""
    fouten: dict[str, str] = {}
    kind, _, key = form.get("voor", "").partition(":")
    domein, organisatie_id = None, None
    try:
        if kind == "d":
            domein = Domein(key)
            if domein not in TOESTEMMINGSDOMEINEN:
                raise ValueError
        elif kind == "o":
            organisatie_id = UUID(key)
        else:
            raise ValueError
    except ValueError:
        fouten["voor"] = "Kies een werkveld of een organisatie."
    soort_typed, besluit_typed = form.get("soort", ""), form.get("besluit", "")
    if soort_typed not in ("", *Soort):
        fouten["soort"] = "Kies waar het over gaat."
    if besluit_typed not in tuple(Besluit):
        fouten["besluit"] = "Kies ja of nee."
    if domein and not soort_typed and not fouten:
        fouten["soort"] = "Gaat het over alles? Kies dat dan hierboven, bij het hele werkveld. Kies hier één soort."
    if fouten:
        raise Ongeldig(fouten)
    return Uitzondering(domein, organisatie_id, Soort(soort_typed) if soort_typed else None, Besluit(besluit_typed))
