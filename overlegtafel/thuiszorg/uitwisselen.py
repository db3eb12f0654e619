"""What goes out: notes as FHIR R4 Observations, the bundle they travel in, and what this server says it can do. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from overlegtafel.core.bsn import parse_bsn
from overlegtafel.core.datums import NL
from overlegtafel.thuiszorg.fhir_json import MEDIA, FhirFout
from overlegtafel.thuiszorg.soorten import MATEN, Maat, Notitiesoort

BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
_BSN_STELSELS = (BSN, "urn:oid:2.16.840.1.113883.2.4.6.3", "")
_LOINC, _SNOMED, _UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
# What goes out as an Observation, under which code.
_CODES = {
    Notitiesoort.RAPPORTAGE: {"system": _SNOMED, "code": "11591000146107", "display": "Rapportage"},
    Notitiesoort.BERICHT: {"system": _LOINC, "code": "34109-9", "display": "Note"},
}
UITGAAND = (*_CODES, Notitiesoort.METING)
_BOVENDRUK = {"system": _LOINC, "code": "8480-6", "display": "Systolic blood pressure"}
_ONDERDRUK = {"system": _LOINC, "code": "8462-4", "display": "Diastolic blood pressure"}
# Asked in several ways by the systems there are.
_PATIENT = ("patient.identifier", "subject.identifier", "patient:Patient.identifier", "subject:Patient.identifier")
STANDAARD, HOOGSTENS = 50, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Uitgaand:
    """One note as it goes out. laatst: when it last came or changed here."""

    id: UUID
    soort: Notitiesoort
    bsn: str
    moment: datetime
    laatst: datetime
    versie: int
    ingetrokken: bool
    opschrift: str
    tekst: str
    auteur: str
    functie: str
    organisatie: str
    maat: Maat | None
    waarde: float | None
    waarde2: float | None


@dataclass(frozen=True, slots=True)
class Vraag:
    """What a system asks for: notes about this BSN (None: a number of nobody) that came or changed since then."""

    bsn: str | None
    sinds: datetime | None
    # Exactly at that moment, or only after it.
    ook_dan: bool
    aantal: int


def parse_vraag(parameters: dict[str, list[str]]) -> Vraag:
    """The search that these parameters ask for; others are left aside. Raises FhirFout (400)."""
    asked = [value for name in _PATIENT for value in parameters.get(name, ())]
    if len(asked) != 1:
        raise FhirFout(400, "required", f"Zeg om wie het gaat, één keer: patient.identifier={BSN}|…")
    system, bar, value = asked[0].rpartition("|")
    if system not in _BSN_STELSELS:
        raise FhirFout(400, "not-supported", f"Zoeken kan alleen op BSN: patient.identifier={BSN}|…")
    sinds, also_then = _parse_since(parameters.get("_lastUpdated", []))
    return Vraag(parse_bsn(value), sinds, also_then, _parse_count(parameters.get("_count", [])))


def _parse_since(typed: list[str]) -> tuple[datetime | None, bool]:
    if not typed:
        return None, True
    # A plus in an address is a space to whoever reads it, unless it was escaped.
    found = re.fullmatch(r"(ge|gt)(\d{4}-\d\d-\d\d(T\S+)?)", typed[0].replace(" ", "+"))
    try:
        moment = datetime.fromisoformat(found[2]) if found and len(typed) == 1 else None
        if moment:
            # Without a zone it is Dutch time; a moment that no clock shows raises here, not in the database.
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=NL)).astimezone(NL)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        text = "_lastUpdated klopt niet. Gebruik ge of gt met een moment, bijvoorbeeld ge2026-11-22T08:00:00+01:00."
        raise FhirFout(400, "value", text)
    return moment, found[1] == "ge"


def _parse_count(typed: list[str]) -> int:
    if not typed:
        return STANDAARD
    if len(typed) > 1 or not re.fullmatch(r"[0-9]{1,6}", typed[0]):
        raise FhirFout(400, "value", f"_count is een getal van 1 tot en met {HOOGSTENS}.")
    return min(max(int(typed[0]), 1), HOOGSTENS)


def build_observation(note: Uitgaand) -> dict[str, Any]:
    """A note as an R4 Observation. Of what was withdrawn only that it was, so that the other side can take it away."""
    found: dict[str, Any] = {
        "resourceType": "Observation",
        "id": str(note.id),
        "meta": {"versionId": str(note.versie), "lastUpdated": _moment(note.laatst)},
        "status": "entered-in-error" if note.ingetrokken else "corrected" if note.versie > 1 else "final",
        "code": _code(note),
        "subject": {"type": "Patient", "identifier": {"system": BSN, "value": note.bsn}},
        "effectiveDateTime": _moment(note.moment.replace(microsecond=0)),
    }
    if note.ingetrokken:
        return found
    who = ", ".join(part for part in (note.auteur, note.functie) if part)
    people = [{"type": "Practitioner", "display": who}] if who else []
    found["performer"] = [*people, {"type": "Organization", "display": note.organisatie}]
    if note.soort is Notitiesoort.METING and note.maat and note.waarde is not None:
        found |= _values(note.maat, note.waarde, note.waarde2)
        if note.tekst:
            found["note"] = [{"text": note.tekst}]
    elif note.tekst:
        found["valueString"] = note.tekst
    return found


def _code(note: Uitgaand) -> dict[str, Any]:
    if note.soort is Notitiesoort.METING and note.maat:
        measure = MATEN[note.maat]
        return {"coding": [{"system": _LOINC, "code": measure.loinc}], "text": measure.label}
    heading = "" if note.ingetrokken else note.opschrift
    return {"coding": [_CODES[note.soort]], "text": heading or note.soort.label.capitalize()}


def _values(maat: Maat, first: float, second: float | None) -> dict[str, Any]:
    if maat is not Maat.BLOEDDRUK:
        return {"valueQuantity": _quantity(maat, first)}
    pairs = [(_BOVENDRUK, first)] + ([(_ONDERDRUK, second)] if second is not None else [])
    return {"component": [{"code": {"coding": [code]}, "valueQuantity": _quantity(maat, v)} for code, v in pairs]}


def _quantity(maat: Maat, value: float) -> dict[str, Any]:
    # Converted values carry digits that nobody measured.
    value = round(value, 2)
    number = int(value) if value.is_integer() else value
    return {"value": number, "unit": MATEN[maat].eenheid, "system": _UCUM, "code": MATEN[maat].ucum}


def _moment(moment: datetime) -> str:
    return moment.astimezone(NL).isoformat()


def build_searchset(notes: list[Uitgaand], base: str, *, vraag: Vraag, volgende: str = "") -> dict[str, Any]:
    """base: the address of this server's /fhir. volgende: the cursor of the next page; no address holds a BSN."""
    where = f"{base}/Observation"
    asked = {"_count": str(vraag.aantal)}
    if vraag.sinds:
        asked["_lastUpdated"] = ("ge" if vraag.ook_dan else "gt") + _moment(vraag.sinds)
    links = [{"relation": "self", "url": f"{where}?{urlencode(asked)}"}]
    if volgende:
        links.append({"relation": "next", "url": f"{where}?{urlencode({'_cursor': volgende})}"})
    entries = [
        {"fullUrl": f"{where}/{note.id}", "resource": build_observation(note), "search": {"mode": "match"}}
        for note in notes
    ]
    return {"resourceType": "Bundle", "type": "searchset", "link": links} | ({"entry": entries} if entries else {})


def build_capability(base: str, versie: str, *, sinds: date) -> dict[str, Any]:
    """What this server can do, and no more."""
    order = (
        "Oudste wijziging eerst; volg de link 'next'. Vraag een volgende keer met _lastUpdated=ge en een paar minuten "
        "overlap. Ingetrokken notities komen als entered-in-error, zonder tekst."
    )
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": sinds.isoformat(),
        "kind": "instance",
        "software": {"name": "Overlegtafel", "version": versie},
        "implementation": {"description": "Thuiszorgnotities van en naar de Overlegtafel", "url": base},
        "fhirVersion": "4.0.1",
        "format": [MEDIA, "json"],
        "rest": [
            {
                "mode": "server",
                "documentation": (
                    "Aanleveren: POST van een Bundle (batch of transaction, R4 of STU3) met Observation, Flag, RelatedPerson, Goal "
                    "en CarePlan; elke resource met het eigen id van de bron, zodat een verbetering de oude vervangt."
                ),
                "security": {
                    "description": "Authorization: Bearer met de sleutel die de beheerder van uw organisatie maakt."
                },
                "resource": [
                    {
                        "type": "Observation",
                        "interaction": [{"code": "search-type", "documentation": order}],
                        "searchParam": [
                            {
                                "name": "patient.identifier",
                                "type": "token",
                                "documentation": "Verplicht: het BSN. Liefst met POST /fhir/Observation/_search, zodat het in geen adres staat.",
                            },
                            {"name": "_lastUpdated", "type": "date", "documentation": "Alleen ge en gt."},
                        ],
                    }
                ],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
            }
        ],
    }
