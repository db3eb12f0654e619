"""Each kind of FHIR resource that is read, STU3 and R4 alike: from its fields to one Aanvoer. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from overlegtafel.core.bsn import parse_bsn
from overlegtafel.core.datums import NL, show_date
from overlegtafel.core.narratief import plain_text
from overlegtafel.core.telefoon import clean_telefoon
from overlegtafel.thuiszorg.aanvoer import MAX_BRON_ID, MAX_TEKST, Aanvoer, Patient
from overlegtafel.thuiszorg.fhir_kader import Kader, human_name
from overlegtafel.thuiszorg.fhir_velden import (
    ID,
    NietTeLezen,
    as_dict,
    as_list,
    check_tekst,
    codes,
    concept_line,
    cut_line,
    get_line,
    get_string,
    parse_day,
    parse_moment,
    profiles,
    read_moment,
)
from overlegtafel.thuiszorg.metingen import find_maat, read_waarden
from overlegtafel.thuiszorg.soorten import Notitiesoort

MAX_OPSCHRIFT = 120
MAX_BRONVERSIE = 40
# Inside one care plan.
MAX_DOELEN = 200
_RAPPORTAGE = "11591000146107"
_INGETROKKEN = {"entered-in-error", "cancelled", "rejected", "revoked"}
_LOINC = re.compile(r"[0-9]{1,5}-[0-9]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lezing:
    """One entry that is being read."""

    nr: int
    resource: dict
    kader: Kader
    nu: datetime
    verwacht: Patient | None
    # Whom it is about, when that was found before.
    patient: Patient | None = None

    def make(
        self, soort: Notitiesoort, moments: list[str], *, tekst: str, ingetrokken: bool, door: object = None,
        part: str = "", **read,
    ) -> Aanvoer:  # fmt: skip
        """The Aanvoer with what every kind has. moments: the dates it may tell, best first. Raises NietTeLezen.

        What is taken back is always taken back, also when the rest of it makes no sense.
        """
        resource = self.resource
        bron_id = f"{get_string(resource, 'resourceType')}/{get_string(resource, 'id')}{part}"
        if len(bron_id) > MAX_BRON_ID:
            raise NietTeLezen("heeft een id dat te lang is")
        meta = as_dict(resource.get("meta"))
        version = get_line(meta, "versionId", MAX_BRONVERSIE)
        changed = parse_moment(get_string(meta, "lastUpdated"))
        if changed is None and not version:
            # As the source had it when it made this bundle.
            changed = self.kader.bijgewerkt
        if changed and changed > self.nu:
            changed = None
        told = None
        if not ingetrokken:
            told = read_moment(moments, self.nu)
            check_tekst(tekst)
        auteur, functie = self.kader.find_author(door)
        return Aanvoer(
            nr=self.nr,
            soort=soort,
            patient=self.patient or self.kader.find_patient(resource, self.verwacht),
            bron_id=bron_id,
            moment=told or changed or self.nu,
            zonder_moment=told is None,
            tekst=tekst[:MAX_TEKST],
            ingetrokken=ingetrokken,
            auteur=auteur,
            functie=functie,
            bronversie=version,
            bijgewerkt=changed,
            **read,
        )


def _observation(it: Lezing) -> Iterator[Aanvoer]:
    resource = it.resource
    gone = _is_gone(resource)
    report = "nl-core-nursingreport" in profiles(resource) or _RAPPORTAGE in codes(resource.get("code"))
    maat = None if report else find_maat(resource)
    if not report and maat is None:
        raise NietTeLezen(f"deze meting{_loinc(resource)} kent de Overlegtafel niet")
    text = _text(resource) if report else _remarks(resource)
    waarde = waarde2 = None
    if maat:
        try:
            waarde, waarde2 = read_waarden(maat, resource)
        except NietTeLezen:
            if not gone:
                raise
    elif not text and not gone:
        raise NietTeLezen("de rapportage is leeg")
    moments = [get_string(resource, name) for name in ("effectiveDateTime", "effectiveInstant", "issued")]
    moments.insert(1, get_string(resource.get("effectivePeriod"), "start"))
    if not any(moments) and not gone:
        raise NietTeLezen("heeft geen datum")
    soort = Notitiesoort.METING if maat else Notitiesoort.RAPPORTAGE
    yield it.make(
        soort, moments, door=resource.get("performer"), tekst=text, maat=maat, waarde=waarde,
        waarde2=waarde2, ingetrokken=gone,
    )  # fmt: skip


def _loinc(resource: dict) -> str:
    """' (LOINC 1234-5)': a SNOMED code can look like a BSN, words can be anything."""
    found = next((code for code in codes(resource.get("code")) if _LOINC.fullmatch(code)), "")
    return f" (LOINC {found})" if found else ""


def _flag(it: Lezing) -> Iterator[Aanvoer]:
    resource = it.resource
    gone = _is_gone(resource)
    text = "\n".join(
        filter(None, (concept_line(resource.get("code"), 2000) or _narrative(resource), _remarks(resource)))
    )
    if not text and not gone:
        raise NietTeLezen("zegt niet waarop te letten is")
    period = as_dict(resource.get("period"))
    until = parse_day(get_string(period, "end"))
    yield it.make(
        Notitiesoort.LETOP, [get_string(period, "start")], door=resource.get("author"), tekst=text,
        opschrift=concept_line(resource.get("category"), MAX_OPSCHRIFT), ingetrokken=gone,
        tot=until or (_ended(it) if get_string(resource, "status") == "inactive" else None),
    )  # fmt: skip


def _ended(it: Lezing) -> date:
    """For a flag that no longer holds and does not tell since when: a day that is the same at each delivery, if there is one."""
    meta = as_dict(it.resource.get("meta"))
    start = get_string(it.resource.get("period"), "start")
    told = parse_moment(get_string(meta, "lastUpdated")) or parse_moment(start) or it.nu
    return min(told, it.nu).astimezone(NL).date()


def _related_person(it: Lezing) -> Iterator[Aanvoer]:
    resource = it.resource
    name = human_name(resource)
    gone = resource.get("active") is False
    if not name and not gone:
        raise NietTeLezen("heeft geen naam")
    roles = [
        concept_line(as_dict(extension).get("valueCodeableConcept"), MAX_OPSCHRIFT)
        for extension in as_list(resource.get("extension"))
        if get_string(extension, "url").casefold().endswith("role")
    ]
    relations = [concept_line(one, MAX_OPSCHRIFT) for one in as_list(resource.get("relationship"))]
    said = list(dict.fromkeys(line for line in (*relations, *roles) if line))
    yield it.make(
        Notitiesoort.CONTACT, [], tekst=name, opschrift=cut_line(", ".join(said), MAX_OPSCHRIFT),
        telefoon=_phone(resource), ingetrokken=gone,
    )  # fmt: skip


def _phone(resource: dict) -> str:
    for contact in as_list(resource.get("telecom")):
        spoken = get_string(contact, "system") in ("phone", "sms", "") and get_string(contact, "use") != "old"
        if spoken and (number := clean_telefoon(get_line(contact, "value", 60))):
            return number
    return ""


def _goal(it: Lezing) -> Iterator[Aanvoer]:
    yield _read_goal(it, it.resource, part="", gone=_is_gone(it.resource))


def _read_goal(it: Lezing, goal: dict, *, part: str, gone: bool) -> Aanvoer:
    text = concept_line(goal.get("description"), 5000) or get_line(goal, "description", 5000) or _narrative(goal)
    if not text and not gone:
        raise NietTeLezen("het zorgdoel is leeg")
    due = (parse_day(get_string(target, "dueDate")) for target in as_list(goal.get("target")))
    if day := next((day for day in due if day), None):
        text += f"\nStreefdatum: {show_date(day)}"
    text = "\n".join(filter(None, (text, _remarks(goal))))
    plan = it.resource
    moments = [get_string(goal, "startDate"), get_string(goal, "statusDate")]
    if plan is not goal:
        moments += [get_string(plan.get("period"), "start"), get_string(plan, "created")]
    return it.make(
        Notitiesoort.DOEL, moments, door=goal.get("expressedBy") or plan.get("author"), part=part,
        tekst=text, opschrift=concept_line(goal.get("category"), MAX_OPSCHRIFT), ingetrokken=gone,
    )  # fmt: skip


def _care_plan(it: Lezing) -> Iterator[Aanvoer]:
    """The goals inside the plan; goals it points at come as entries of their own."""
    plan = it.resource
    goals = [as_dict(one) for one in as_list(plan.get("contained"))]
    goals = [goal for goal in goals if get_string(goal, "resourceType") == "Goal"]
    if not goals and not as_list(plan.get("goal")):
        raise NietTeLezen("het zorgplan noemt geen doelen")
    if len(goals) > MAX_DOELEN:
        raise NietTeLezen(f"het zorgplan bevat meer dan {MAX_DOELEN} doelen; stuur die los")
    if goals:
        it = replace(it, patient=it.kader.find_patient(plan, it.verwacht))
    for goal in goals:
        name = get_string(goal, "id").removeprefix("#")
        if not ID.fullmatch(name):
            raise NietTeLezen("een doel in het zorgplan heeft geen (goed) id")
        yield _read_goal(it, goal, part=f"#{name}", gone=_is_gone(goal) or _is_gone(plan))


LEZERS: dict[str, Callable[[Lezing], Iterator[Aanvoer]]] = {
    "Observation": _observation,
    "Flag": _flag,
    "RelatedPerson": _related_person,
    "Goal": _goal,
    "CarePlan": _care_plan,
}


def describe(resource: dict) -> str:
    """'Observation/12' for a message: without an id that may be somebody's BSN."""
    kind, key = get_string(resource, "resourceType"), get_string(resource, "id")
    return f"{kind}/{key}" if ID.fullmatch(key) and not _holds_bsn(key) else kind


def _holds_bsn(key: str) -> bool:
    return any(parse_bsn(digits) for digits in re.findall(r"\d{8,}", key.replace(".", "")))


def has_id(resource: dict) -> bool:
    return bool(ID.fullmatch(get_string(resource, "id")))


def _is_gone(resource: dict) -> bool:
    return bool({get_string(resource, "status"), get_string(resource, "lifecycleStatus")} & _INGETROKKEN)


def _text(resource: dict) -> str:
    """What was written, with the remarks under it."""
    written = plain_text(get_string(resource, "valueString")) or _narrative(resource)
    return "\n".join(filter(None, (written, _remarks(resource))))


def _narrative(resource: dict) -> str:
    return plain_text(get_string(resource.get("text"), "div"))


def _remarks(resource: dict) -> str:
    """comment (STU3), note (R4; a list of annotations) and the extension of that name."""
    said = [plain_text(get_string(resource, "comment"))]
    said += [plain_text(get_string(note, "text")) for note in as_list(resource.get("note"))]
    said += [
        plain_text(get_string(extension, "valueString"))
        for extension in as_list(resource.get("extension"))
        if get_string(extension, "url").casefold().endswith("comment")
    ]
    return "\n".join(dict.fromkeys(filter(None, said)))
