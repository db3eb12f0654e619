"""Checking what was typed about a source to fetch from. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.thuiszorg.fhiradres import MAX_ADRES, VerkeerdAdres, check_adres

MIN_MINUTEN, MAX_MINUTEN = 5, 24 * 60
# What fits in a header, whole.
_SLEUTEL = re.compile(r"[!-~]{1,4000}")


@dataclass(frozen=True, slots=True)
class HaalbronInvoer:
    """sleutel: '' keeps what is there. zonder_sleutel: the source wants none (any more)."""

    adres: str
    sleutel: str
    zonder_sleutel: bool
    elke_minuten: int
    actief: bool


def check_haalbron(form: Mapping[str, str], *, demo: bool) -> HaalbronInvoer:
    """Raises Ongeldig."""
    fouten: dict[str, str] = {}
    adres = clean_line(form.get("adres"))
    try:
        adres = check_adres(adres, demo=demo)
        if len(adres) > MAX_ADRES:
            fouten["adres"] = f"Dit adres is te lang: hooguit {MAX_ADRES} tekens."
    except VerkeerdAdres as error:
        fouten["adres"] = str(error)
    sleutel = (form.get("sleutel") or "").strip()
    sleutel = re.sub(r"(?i)^bearer\s+", "", sleutel)
    zonder = bool(form.get("zonder_sleutel"))
    if sleutel and not _SLEUTEL.fullmatch(sleutel):
        fouten["sleutel"] = "In een sleutel staan geen spaties of bijzondere tekens. Plak hem opnieuw, helemaal."
    elif sleutel and zonder:
        fouten["sleutel"] = "U typte een sleutel en koos ook 'zonder sleutel'. Kies één van de twee."
    typed = clean_line(form.get("elke_minuten"))
    minuten = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0
    if not MIN_MINUTEN <= minuten <= MAX_MINUTEN:
        fouten["elke_minuten"] = f"Vul een aantal minuten in, van {MIN_MINUTEN} tot en met {MAX_MINUTEN} (een dag)."
    if fouten:
        raise Ongeldig(fouten)
    return HaalbronInvoer(adres, sleutel, zonder, minuten, bool(form.get("actief")))
