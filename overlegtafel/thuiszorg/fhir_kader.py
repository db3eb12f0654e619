"""What a bundle says around its entries: when it was made, whose it is, and who the patients and professionals in it are. Pure."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from overlegtafel.core.bsn import parse_bsn
from overlegtafel.thuiszorg.aanvoer import Onleesbaar, Patient
from overlegtafel.thuiszorg.fhir_velden import (
    ID,
    NietTeLezen,
    as_dict,
    as_list,
    concept_line,
    cut_line,
    get_line,
    get_string,
    parse_moment,
)

# Entries that only tell about others.
CONTEXT = {"Patient", "Practitioner", "PractitionerRole", "Organization", "OperationOutcome"}
# So many of those are remembered; a bundle with more is no answer about clients.
MAX_CONTEXT = 200_000
MAX_FUNCTIE = 60
MAX_AUTEUR = 80
# So many are looked through for who wrote it; a care plan asks it again for each of its goals.
_MAX_AUTEURS = 20

_BSN_SYSTEMEN = ("fhir.nl/fhir/namingsystem/bsn", "urn:oid:2.16.840.1.113883.2.4.6.3", "2.16.840.1.113883.2.4.6.3")
_ZOEKNAMEN = ("patient.identifier", "subject.identifier", "identifier")


@dataclass(slots=True)
class Kader:
    """Filled while looking through all entries once; after that the entries can be read one by one."""

    bijgewerkt: datetime | None = None
    # Of the query this bundle answers.
    link_bsn: str | None = None
    # id -> BSN; None when two entries contradict each other.
    bsn_by_patient: dict[str, str | None] = field(default_factory=dict)
    # What the bundle calls its own entries (fullUrl) -> 'Patient/1', when it is no address.
    namen: dict[str, str] = field(default_factory=dict)
    functies: dict[str, str] = field(default_factory=dict)
    auteurs: dict[str, str] = field(default_factory=dict)
    # As whom the entries name their patient, '' for who names none; more than two are not needed. Likewise the Patient entries.
    over: set[str] = field(default_factory=set)
    patienten: set[str] = field(default_factory=set)
    # The BSNs that stand in the bundle itself.
    bsns: set[str] = field(default_factory=set)

    def note(self, entry: object) -> None:
        """Remember what this entry tells about others. Raises Onleesbaar when it is too much to remember."""
        resource = as_dict(as_dict(entry).get("resource"))
        kind = get_string(resource, "resourceType")
        if kind not in CONTEXT:
            subject = _subject(resource)
            _add(self.over, _reference(subject))
            for bsn in (find_bsn(subject.get("identifier")), self._contained_bsn(subject, resource)):
                _add(self.bsns, bsn)
            return
        name, full_url = f"{kind}/{get_string(resource, 'id')}", get_string(entry, "fullUrl")
        if full_url.startswith("urn:"):
            # What has no id yet goes by the name it has in this bundle.
            name = name if get_string(resource, "id") else f"{kind}/{full_url}"
            self.namen[full_url[:200]] = name[:200]
        if kind == "Patient":
            self._note_patient(name, resource)
        elif kind == "Practitioner":
            self.auteurs[name] = human_name(resource)
            qualification = next((as_dict(q).get("code") for q in as_list(resource.get("qualification"))), None)
            self.functies.setdefault(name, concept_line(qualification, MAX_FUNCTIE))
        elif kind == "PractitionerRole":
            self._note_role(name, resource)
        if len(self.bsn_by_patient) + len(self.functies) + len(self.namen) > MAX_CONTEXT:
            raise Onleesbaar("Er staan te veel personen in één bundel. Deel die op.")

    def _note_patient(self, name: str, resource: dict) -> None:
        _add(self.patienten, name)
        if bsn := find_bsn(resource.get("identifier")):
            _add(self.bsns, bsn)
            key = name.removeprefix("Patient/")
            known = self.bsn_by_patient.get(key, bsn)
            self.bsn_by_patient[key] = bsn if known == bsn else None

    def _asked_bsn(self) -> str | None:
        """The BSN of the query, when all of the bundle is about one patient and nothing in it says that it is another's."""
        names = {self.resolve(name) for name in self.over}
        one = len(names) == 1 and "" not in names and self.patienten <= names
        return self.link_bsn if one and self.bsns <= {self.link_bsn} else None

    def _note_role(self, name: str, resource: dict) -> None:
        function = concept_line(resource.get("code"), MAX_FUNCTIE) or concept_line(
            resource.get("specialty"), MAX_FUNCTIE
        )
        person = as_dict(resource.get("practitioner"))
        self.functies[name] = function
        self.auteurs[name] = get_line(person, "display", MAX_AUTEUR)
        if function and (who := self.resolve(_reference(person))):
            self.functies[who] = function

    def resolve(self, reference: str) -> str:
        """'Practitioner/10' for any way of pointing at it."""
        return self.namen.get(reference, reference)

    def find_author(self, *references: object) -> tuple[str, str]:
        """Name and function of who wrote it, '' as far as unknown; a person goes before an organisation."""
        people = [as_dict(one) for found in references for one in as_list(found)[:_MAX_AUTEURS]]
        people.sort(key=lambda one: "Organization/" in get_string(one, "reference"))
        for one in people:
            who = self.resolve(_reference(one))
            name = get_line(one, "display", MAX_AUTEUR) or self.auteurs.get(who, "")
            roles = [self.resolve(_reference(role)) for role in _role_extensions(one)]
            function = next((f for key in (*roles, who) if (f := self.functies.get(key))), "")
            if name or function:
                return name, function
        return "", ""

    def find_patient(self, resource: dict, verwacht: Patient | None) -> Patient:
        """Whom this resource is about. Raises NietTeLezen when it does not tell, contradicts itself, or is about somebody else
        than was asked for."""
        subject = _subject(resource)
        key = self._find_key(subject)
        told = {
            find_bsn(subject.get("identifier")),
            self.bsn_by_patient.get(key),
            self._contained_bsn(subject, resource),
        }
        told.discard(None)
        if len(told) > 1:
            raise NietTeLezen("noemt twee verschillende BSN's")
        bsn = told.pop() if told else None
        key = "" if key.startswith("urn:") and bsn else key
        if verwacht is None:
            asked = self._asked_bsn()
        else:
            asked = verwacht.bsn
            if (bsn and asked and bsn != asked) or (key and verwacht.sleutel and key != verwacht.sleutel):
                raise NietTeLezen("gaat over een andere cliënt dan gevraagd")
        if key and not bsn:
            bsn = asked
        if not key and not bsn:
            raise NietTeLezen("zegt niet over welke cliënt het gaat")
        return Patient(sleutel=key, bsn=bsn)

    def _find_key(self, subject: dict) -> str:
        """The source's own key of this person, '' when there is none."""
        reference = self.resolve(_reference(subject))
        if reference.startswith("#"):
            return ""
        if reference:
            kind, _, key = reference.rpartition("/") if not reference.startswith("urn:") else ("Patient", "", reference)
            if kind != "Patient":
                raise NietTeLezen("gaat niet over een cliënt")
            if not ID.fullmatch(key):
                raise NietTeLezen("noemt de cliënt op een manier die niet te lezen is")
            return key
        identifier = as_dict(next(iter(as_list(subject.get("identifier"))), None))
        if _is_bsn_system(identifier):
            return ""
        number = cut_line(get_string(identifier, "value"), 100)
        return f"nummer/{number}" if number else ""

    def _contained_bsn(self, subject: dict, resource: dict) -> str | None:
        name = _reference(subject).removeprefix("#")
        inside = (as_dict(one) for one in as_list(resource.get("contained")))
        found = (one for one in inside if name and get_string(one, "id") == name)
        return next((bsn for one in found if (bsn := find_bsn(one.get("identifier")))), None)


def read_frame(bundle: dict) -> Kader:
    """The frame from the fields of the bundle itself. Raises Onleesbaar for what is no Bundle."""
    kind = get_string(bundle, "resourceType")
    if kind != "Bundle":
        named = f"een {kind}" if re.fullmatch(r"[A-Z][A-Za-z]{1,40}", kind, re.ASCII) else "iets anders"
        raise Onleesbaar(f"Dit is geen Bundle van FHIR maar {named}.")
    made = get_string(as_dict(bundle.get("meta")), "lastUpdated") or get_string(bundle, "timestamp")
    links = [as_dict(link) for link in as_list(bundle.get("link"))]
    own = next((get_string(link, "url") for link in links if get_string(link, "relation") == "self"), "")
    return Kader(bijgewerkt=parse_moment(made), link_bsn=_link_bsn(own))


def _add(found: set[str], one: str | None) -> None:
    if one is not None and len(found) < 2:
        found.add(one)


def find_bsn(identifiers: object) -> str | None:
    """The first valid BSN among these identifiers."""
    found = (as_dict(one) for one in as_list(identifiers))
    return next((bsn for one in found if _is_bsn_system(one) and (bsn := parse_bsn(get_string(one, "value")))), None)


def _is_bsn_system(identifier: dict) -> bool:
    return _bare(get_string(identifier, "system")) in _BSN_SYSTEMEN


def _bare(system: str) -> str:
    return system.split("://", 1)[-1].casefold().rstrip("/")


def _link_bsn(url: str) -> str | None:
    """The BSN in the query of this address, which may lack its scheme."""
    try:
        query = parse_qs(urlsplit(url).query, max_num_fields=50)
    except ValueError:
        return None
    for name in _ZOEKNAMEN:
        for value in query.get(name, ()):
            system, _, number = value.rpartition("|")
            if _bare(system) in _BSN_SYSTEMEN and (bsn := parse_bsn(number)):
                return bsn
    return None


def _subject(resource: dict) -> dict:
    return as_dict(resource.get("subject") or resource.get("patient"))


def _reference(pointer: dict) -> str:
    """'Patient/1' for relative, absolute and versioned references; urn:... and #... as they are; '' for none."""
    reference = get_string(pointer, "reference")
    if not reference or reference.startswith(("urn:", "#")):
        return reference[:200]
    parts = reference.split("?")[0].split("/_history/")[0].strip("/").split("/")
    return "/".join(parts[-2:])[:200]


def _role_extensions(performer: dict) -> list[dict]:
    """STU3: the role in which somebody did it hangs on the reference as an extension."""
    return [as_dict(as_dict(e).get("valueReference")) for e in as_list(performer.get("extension"))[:_MAX_AUTEURS]]


def human_name(resource: dict) -> str:
    for name in as_list(resource.get("name")):
        if line := get_line(name, "text", MAX_AUTEUR):
            return line
        name = as_dict(name)
        parts = [part for key in ("given", "prefix", "family") for part in as_list(name.get(key))]
        if line := cut_line(" ".join(part for part in parts if isinstance(part, str)), MAX_AUTEUR):
            return line
    return ""
