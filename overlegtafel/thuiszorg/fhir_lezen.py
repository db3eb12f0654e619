"""FHIR bundles (STU3 and R4) read into Aanvoer: one bad entry is refused with a reason, the rest goes on. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime

from overlegtafel.thuiszorg.aanvoer import Aanvoer, Onleesbaar, Patient, Weigering
from overlegtafel.thuiszorg.fhir_kader import CONTEXT, Kader, read_frame
from overlegtafel.thuiszorg.fhir_soorten import LEZERS, Lezing, describe, has_id
from overlegtafel.thuiszorg.fhir_velden import NietTeLezen, as_dict, get_string

_SOORTNAAM = re.compile(r"[A-Z][A-Za-z]{1,40}", re.ASCII)


def read_bundle(bundle: object, *, nu: datetime, verwacht: Patient | None = None) -> Iterator[Aanvoer | Weigering]:
    """What this bundle delivers, in its order; nr is the place of the entry, from 1.

    verwacht: of whom it was asked (when it was fetched); entries about anybody else are refused.
    Raises Onleesbaar, before anything is read, for what is no Bundle.
    """
    if not isinstance(bundle, dict):
        raise Onleesbaar("Dit is geen Bundle van FHIR.")
    kader = read_frame(bundle)
    entries = bundle.get("entry") or []
    if not isinstance(entries, list):
        raise Onleesbaar("De bundel is niet goed opgebouwd: entry is geen lijst.")
    for entry in entries:
        kader.note(entry)
    return _read_entries(entries, kader, nu, verwacht)


def _read_entries(entries: list, kader: Kader, nu: datetime, verwacht: Patient | None) -> Iterator[Aanvoer | Weigering]:
    for nr, entry in enumerate(entries, start=1):
        yield from read_entry(nr, entry, kader, nu=nu, verwacht=verwacht)


def read_entry(
    nr: int, entry: object, kader: Kader, *, nu: datetime, verwacht: Patient | None = None
) -> Iterator[Aanvoer | Weigering]:
    """What one entry delivers: mostly one, none for context, more for a care plan with goals inside."""
    resource = as_dict(as_dict(entry).get("resource"))
    kind = get_string(resource, "resourceType")
    if kind in CONTEXT:
        return
    if not _SOORTNAAM.fullmatch(kind):
        yield Weigering(nr, "", "dit onderdeel bevat niets dat te lezen is")
    elif kind == "Bundle":
        yield Weigering(nr, kind, "een Bundle in een Bundle kent de Overlegtafel niet; stuur die los")
    elif kind not in LEZERS:
        yield Weigering(nr, describe(resource), f"{kind} kent de Overlegtafel niet")
    elif not has_id(resource):
        yield Weigering(nr, kind, "heeft geen (goed) id, en is dan later niet te herkennen")
    else:
        try:
            yield from LEZERS[kind](Lezing(nr, resource, kader, nu, verwacht))
        except NietTeLezen as reason:
            yield Weigering(nr, describe(resource), str(reason))
