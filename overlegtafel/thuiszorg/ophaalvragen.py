"""What is asked of the FHIR server of a home-care organisatie, about one client. Pure."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from overlegtafel.thuiszorg.fhir_kader import find_bsn
from overlegtafel.thuiszorg.fhir_velden import ID, as_dict, as_list, get_string

_BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
_RAPPORTAGE = "https://nuts.nl/fhir/StructureDefinition/nl-core-nursingreport"
_NICTIZ = "http://nictiz.nl/fhir/StructureDefinition/"
# The profiles of the measured values that are read here, by version of FHIR.
_PROFIELEN = {
    "STU3": (
        "zib-BloodPressure", "zib-BodyWeight", "zib-BodyHeight", "zib-OxygenSaturation", "zib-BodyTemperature",
        "zib-PulseRate", "zib-HeartRate", "zib-PainScore",
    ),
    "R4": (
        "nl-core-BloodPressure", "nl-core-BodyWeight", "nl-core-BodyHeight", "nl-core-O2Saturation",
        "nl-core-BodyTemperature", "nl-core-PulseRate", "nl-core-HeartRate", "nl-core-PainScore",
    ),
}  # fmt: skip
# By code: the profile of a laboratory result would bring in everything else that was ever determined.
_GLUCOSE = ("15074-8", "14749-6", "14743-9", "14770-2", "14771-0", "2339-0", "2340-8", "2345-7", "32016-8", "41653-7")
# Asked; a server may give fewer at a time.
_PER_BLADZIJDE = "100"
_ZONDER_PROFIEL = ("Flag", "RelatedPerson", "Goal", "CarePlan")


@dataclass(frozen=True, slots=True)
class Vraag:
    """One search: the kind of resource, and what it must answer to besides the client."""

    soort: str
    waarop: dict[str, str] = field(default_factory=dict)

    def about(self, bsn: str, sinds: datetime | None) -> dict[str, str]:
        """The parameters of this search. sinds: only what changed from then on."""
        params = self.waarop | {"patient.identifier": find_by(bsn), "_count": _PER_BLADZIJDE}
        if sinds:
            params["_lastUpdated"] = f"ge{sinds.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return params


def find_by(bsn: str) -> str:
    """A BSN as a search parameter."""
    return f"{_BSN}|{bsn}"


def list_vragen(versie: str) -> list[Vraag]:
    """Everything to ask of a server of this version ('R4' or 'STU3'); the nursing reports first."""
    profiles = [_RAPPORTAGE, *(_NICTIZ + name for name in _PROFIELEN[versie])]
    glucose = ",".join(f"http://loinc.org|{code}" for code in _GLUCOSE)
    observations = [Vraag("Observation", {"_profile": profile}) for profile in profiles]
    return [*observations, Vraag("Observation", {"code": glucose}), *(Vraag(soort) for soort in _ZONDER_PROFIEL)]


def find_patients(page: dict, bsn: str) -> set[str]:
    """The keys under which the server has this client, from its answer about this BSN; who has another BSN does not count."""
    found = (as_dict(as_dict(entry).get("resource")) for entry in as_list(page.get("entry")))
    return {
        key
        for resource in found
        if get_string(resource, "resourceType") == "Patient"
        and find_bsn(resource.get("identifier")) == bsn
        and ID.fullmatch(key := get_string(resource, "id"))
    }
