"""What the home-care system of the demo knows of a client: made up, the same each time for the same seed and BSN."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.parse import unquote
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

NL = ZoneInfo("Europe/Amsterdam")
BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
_NUTS = "https://nuts.nl/fhir/StructureDefinition/"
_NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
_BOCKER, _BOCKER_ID = "077461848", "Client.500f9b5e-9248-4c0b-b96d-3bb75d3148ce"
# The newest note; fixed, so that the same seed gives the same answers whenever it is asked.
_LAATSTE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

# True for anybody who has home care: the server knows nothing of what the demo tells about the same client.
_BEGIN = ("Volgens afspraak langs geweest.", "Trof cliënt thuis aan.", "Rustig bezoek.", "Begroeting bij de deur.",
          "Naaste was even aanwezig.", "Deur werd vlot opengedaan.")  # fmt: skip
_MIDDEN = ("Zorg verleend volgens plan.", "Hulp geboden waar nodig.", "Tijd genomen voor een gesprek.",
           "Zorgmap bijgewerkt.", "Planning van volgende week doorgenomen.", "Vragen van cliënt beantwoord.",
           "Afspraken uit het plan nagelopen.", "Materialen aangevuld.")  # fmt: skip
_EIND = ("Verder geen bijzonderheden.", "Overgedragen aan de volgende dienst.", "Cliënt is tevreden.",
         "Volgend bezoek staat op de kalender.", "Geen wijzigingen in het plan.")  # fmt: skip
_WIE = ("A. van Straten", "J. Hendriks", "F. Yılmaz", "M. Cörvers")
_METINGEN = (  # profile in STU3 and R4, LOINC, unit, size, spread, how many
    ("zib-BodyWeight", "nl-core-BodyWeight", "29463-7", "kg", 71.4, 1.5, 4),
    ("zib-OxygenSaturation", "nl-core-O2Saturation", "59408-5", "%", 95, 2, 2),
    ("zib-BodyTemperature", "nl-core-BodyTemperature", "8310-5", "Cel", 36.8, 0.5, 2),
)


def make_resources(bsn: str, versie: str, seed: int) -> list[dict]:
    """Everything about this client, newest first, as FHIR 'R4' or 'STU3' has it."""
    rnd = Random(f"{seed}/{bsn}")
    key = _BOCKER_ID if bsn == _BOCKER else f"Client.{uuid5(NAMESPACE_OID, f'{seed}/{bsn}')}"
    subject = {"reference": f"Patient/{key}", "display": "mevr. J.K. Böcker" if bsn == _BOCKER else "de cliënt"}
    moments = [_LAATSTE - timedelta(hours=rnd.randint(20, 30) * n) for n in range(23)]
    made = [{"resourceType": "Patient", "id": key, "identifier": [{"system": BSN, "value": bsn}]}]
    for n, moment in enumerate(moments):
        text = " ".join((rnd.choice(_BEGIN), rnd.choice(_MIDDEN), rnd.choice(_EIND)))
        note = _observation(f"{key}.nr.{n}", f"{_NUTS}nl-core-nursingreport", subject, moment, rnd.choice(_WIE))
        note["code"] = {"coding": [{"system": "http://snomed.info/sct", "code": "11591000146107"}]}
        # As the real systems do it: Windows line ends, and sometimes an entity.
        made.append(note | {"status": "registered", "valueString": text.replace(". ", ".\r\n", 1)})
    for n, moment in enumerate(moments[::5]):
        profile = _NICTIZ + ("nl-core-BloodPressure" if versie == "R4" else "zib-BloodPressure")
        value = _observation(f"{key}.bp.{n}", profile, subject, moment, _WIE[0])
        upper = rnd.randint(125, 155)
        pressures = (("8480-6", upper), ("8462-4", upper - rnd.randint(50, 65)))
        value["code"] = _loinc("85354-9")
        value["component"] = [{"code": _loinc(c), "valueQuantity": _quantity(v, "mm[Hg]")} for c, v in pressures]
        made.append(
            value | ({"note": [{"text": "zittend gemeten"}]} if versie == "R4" else {"comment": "zittend gemeten"})
        )
    for stu3, r4, loinc, unit, size, spread, count in _METINGEN:
        for n, moment in enumerate(moments[1 : 1 + 5 * count : 5]):
            profile = _NICTIZ + (r4 if versie == "R4" else stu3)
            value = _observation(f"{key}.{loinc}.{n}", profile, subject, moment, _WIE[1])
            size_now = round(size + rnd.uniform(-spread, spread), 1)
            made.append(value | {"code": _loinc(loinc), "valueQuantity": _quantity(size_now, unit)})
    period = {"start": moments[-1].date().isoformat()}
    flag = {"resourceType": "Flag", "id": f"{key}.let-op", "status": "active", "period": period, "subject": subject}
    goal = {"resourceType": "Goal", "id": f"{key}.doel", "subject": subject}
    goal |= {"lifecycleStatus": "active"} if versie == "R4" else {"status": "in-progress"}
    contact = {"resourceType": "RelatedPerson", "id": f"{key}.contact", "patient": subject}
    role = "nl-core-contactperson-role" if versie == "R4" else "nl-core-relatedperson-role"
    made += [
        flag | {"code": {"text": "Eerst bellen, dan binnenkomen"}},
        goal | {"description": {"text": "Zo veel mogelijk zelf doen, hulp waar nodig"}},
        contact
        | {
            "name": [{"text": "Henk Piet"}],
            "telecom": [{"system": "phone", "value": "043-350 99 77"}, {"system": "email"}],
            "extension": [{"url": role, "valueCodeableConcept": {"text": "Eerste contactpersoon"}}],
        },
    ]
    for resource in made:
        resource.setdefault("meta", {}).setdefault("lastUpdated", _stamp(moments[-1]))
    return made


def _observation(key: str, profile: str, subject: dict, moment: datetime, who: str) -> dict:
    return {
        "resourceType": "Observation",
        "id": key,
        "meta": {"profile": [profile], "lastUpdated": _stamp(moment)},
        "status": "final",
        "subject": subject,
        "effectiveDateTime": _stamp(moment),
        "performer": [{"display": who}],
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(NL).isoformat()


def _loinc(code: str) -> dict:
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def _quantity(value: float, unit: str) -> dict:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def read_folder(folder: Path) -> dict[str, list[dict]]:
    """BSN -> resources, from Bundles as a server gave them: the BSN stands in what was asked (their self link)."""
    found: dict[str, list[dict]] = {}
    for path in sorted(folder.glob("*.json")):
        bundle = json.loads(path.read_text())
        asked = " ".join(unquote(link.get("url", "")) for link in bundle.get("link", []))
        if bsn := re.search(r"bsn\|(\d{9})", asked):
            found.setdefault(bsn[1], []).extend(entry["resource"] for entry in bundle.get("entry", []))
    for bsn, resources in found.items():
        key = next(r[k]["reference"] for r in resources for k in ("subject", "patient") if k in r).removeprefix(
            "Patient/"
        )
        resources.insert(0, {"resourceType": "Patient", "id": key, "identifier": [{"system": BSN, "value": bsn}]})
    return found
