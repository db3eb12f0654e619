"""Bundles as home-care systems send them, and as nobody should: what is read, and what is refused by name."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overlegtafel.thuiszorg.aanvoer import MAX_TEKST, Aanvoer, Onleesbaar, Patient, Weigering
from overlegtafel.thuiszorg.fhir_bestand import read_bundle_file
from overlegtafel.thuiszorg.fhir_lezen import read_bundle
from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort

DATA = Path(__file__).parents[1] / "thuiszorg" / "data"
ECHT = {path.stem: json.loads(path.read_text()) for path in sorted(DATA.glob("*.json"))}
NU = datetime(2026, 11, 22, 12, tzinfo=UTC)
BSN = "077461848"
BSN_SYSTEEM = "http://fhir.nl/fhir/NamingSystem/bsn"
WIE = Patient("Client.500f9b5e-9248-4c0b-b96d-3bb75d3148ce", BSN)


def report(key="1", text="Wond rustig", **more) -> dict:
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "11591000146107"}]},
        "subject": {"reference": "Patient/c1"},
        "effectiveDateTime": "2026-11-02T09:30:00+01:00",
        "valueString": text,
    } | more


def bundle(*resources: dict, **more) -> dict:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]} | more


def read(*resources: dict, verwacht=None, **more) -> list:
    return list(read_bundle(bundle(*resources, **more), nu=NU, verwacht=verwacht))


def read_one(resource: dict, **more) -> Aanvoer:
    (item,) = read(resource, **more)
    assert isinstance(item, Aanvoer), item
    return item


def refuse_one(resource: dict, **more) -> str:
    (item,) = read(resource, **more)
    assert isinstance(item, Weigering), item
    return item.reden


@pytest.mark.parametrize("way", ["dict", "file"])
def test_the_real_bundles_of_a_home_care_system(way):
    def everything(name: str) -> list[Aanvoer]:
        if way == "file":
            return list(read_bundle_file(DATA / f"{name}.json", nu=NU))
        return list(read_bundle(ECHT[name], nu=NU))

    reports = everything("nursing-report-1")
    assert len(reports) == 50
    assert {r.patient for r in reports} == {WIE}
    assert {r.soort for r in reports} == {Notitiesoort.RAPPORTAGE}
    first = reports[0]
    assert (first.bron_id, first.tekst, first.auteur) == ("Observation/TE1002.re.nr.99393", "Nikeuw", "dhr. J E dïng")
    assert first.moment == datetime(2024, 11, 22, 8, 48, 2, tzinfo=UTC)
    texts = {r.tekst for r in reports}
    assert "Testrapportage Ons -> Ysis" in texts
    assert "01294 \n Afdeling A3 \ntest samenvatting" in texts
    assert not any("\r" in text or "&gt;" in text for text in texts)

    pressures = everything("bloodpressure-1")
    assert [(p.maat, p.waarde, p.waarde2, p.tekst) for p in pressures[:3]] == [
        (Maat.BLOEDDRUK, 115, 72, "prima"),
        (Maat.BLOEDDRUK, 177, 89, "Opmerking vastlegging bloeddruk"),
        (Maat.BLOEDDRUK, 180, 140, ""),
    ]
    flags = everything("flag-1")
    assert [(f.tekst, f.tot) for f in flags[:3]] == [
        ("Vuurwapengevaarlijk", date(2024, 10, 6)),
        ("Covid", None),
        ("Drager MRSA", date(2024, 12, 31)),
    ]
    contacts = everything("RelatedPerson-1")
    assert [(c.tekst, c.opschrift, c.telefoon) for c in contacts[1:]] == [
        ("Tvoornaam ten Tachternaam", "Eerste relatie / contactpersoon", ""),
        ("hallo ok", "Kennis", ""),
    ]
    assert {item.patient for item in (*pressures, *flags, *contacts)} == {WIE}


def test_the_same_content_read_later_is_the_same_delivery():
    """Contacts have no date at all: what is filled in for it may not look like a change."""
    later = deepcopy(ECHT["RelatedPerson-1"])
    later["meta"]["lastUpdated"] = "2026-11-01T09:00:00Z"
    before, after = read_bundle(ECHT["RelatedPerson-1"], nu=NU), read_bundle(later, nu=NU)
    pairs = list(zip(before, after, strict=True))
    assert all(a.vingerafdruk == b.vingerafdruk and a.moment != b.moment for a, b in pairs)


def test_stu3_and_r4_say_it_differently():
    role = {
        "resourceType": "PractitionerRole", "id": "r1", "practitioner": {"reference": "Practitioner/p1"},
        "code": [{"text": "wijkverpleegkundige"}],
    }  # fmt: skip
    person = {"resourceType": "Practitioner", "id": "p1", "name": [{"given": ["Saïda"], "family": "El Amrani"}]}
    r4 = report("2", "", note=[{"text": "huisarts gebeld"}])
    r4 |= {"text": {"div": "<div>Gevallen<br/>geen letsel</div>"}}
    r4 |= {"performer": [{"reference": "Organization/o"}, {"reference": "Practitioner/p1"}]}
    item, *others = read(r4, role, person, {"resourceType": "OperationOutcome", "id": "x"})
    assert not others
    assert item.tekst == "Gevallen\ngeen letsel\nhuisarts gebeld"
    assert (item.auteur, item.functie) == ("Saïda El Amrani", "wijkverpleegkundige")

    goal = {"resourceType": "Goal", "id": "g", "description": {"text": "Zelf douchen"}, "startDate": "2026-03-01"}
    goal |= {"subject": {"reference": "Patient/c1"}}
    for version in ({"status": "in-progress", "target": {"dueDate": "2027-01-31"}},
                    {"lifecycleStatus": "active", "target": [{"dueDate": "2027-01-31"}]}):  # fmt: skip
        got = read_one(goal | version)
        assert (got.soort, got.tekst) == (Notitiesoort.DOEL, "Zelf douchen\nStreefdatum: 31-01-2027")
        assert got.moment == datetime(2026, 2, 28, 23, tzinfo=UTC)
    plan = {"resourceType": "CarePlan", "id": "cp", "subject": {"reference": "Patient/c1"}, "contained": [goal]}
    assert [i.bron_id for i in read(plan)] == ["CarePlan/cp#g"]
    assert read({"resourceType": "CarePlan", "id": "cp", "goal": [{"reference": "Goal/g"}]}) == []

    contact = {"resourceType": "RelatedPerson", "id": "rp", "patient": {"reference": "Patient/c1"}}
    contact |= {"name": [{"text": "Ans"}], "telecom": [{"system": "email", "value": "a@b.test"}]}
    contact["telecom"].append({"system": "phone", "value": "+31433501234"})
    for relation in ({"text": "dochter"}, [{"coding": [{"display": "dochter"}]}]):
        got = read_one(contact | {"relationship": relation})
        assert (got.tekst, got.opschrift, got.telefoon) == ("Ans", "dochter", "043 350 1234")


def test_a_flag_that_no_longer_holds_ends_on_a_day_that_stays_the_same():
    flag = {"resourceType": "Flag", "id": "f", "status": "inactive", "code": {"text": "MRSA"}}
    flag |= {"subject": {"reference": "Patient/c1"}, "period": {"start": "2024-01-04"}}
    assert read_one(flag).tot == date(2024, 1, 4)
    assert read_one(flag | {"meta": {"lastUpdated": "2025-05-06T10:00:00Z"}}).tot == date(2025, 5, 6)


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_what_is_taken_back_is_taken_back_whatever_is_left_of_it(status):
    bare = {"resourceType": "Observation", "id": "1", "status": status, "subject": {"reference": "Patient/c1"}}
    bare |= {"code": {"coding": [{"code": "85354-9"}]}, "effectiveDateTime": "2040-01-01"}
    assert read_one(bare).ingetrokken
    assert read_one(report(text="", status=status)).ingetrokken


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"effectiveDateTime": "2026-11-22T13:30:00+01:00"}, "de datum ligt in de toekomst"),
        ({"effectiveDateTime": "1899-12-31"}, "de datum ligt vóór 1900"),
        ({"effectiveDateTime": "gisteren"}, "heeft een datum die niet te lezen is"),
        ({"effectiveDateTime": None}, "heeft geen datum"),
        ({"valueString": "x" * (MAX_TEKST + 1)}, "de tekst is 20001 tekens lang; meer dan 20000 kan niet"),
        ({"valueString": " \x00 "}, "de rapportage is leeg"),
        ({"id": None}, "heeft geen (goed) id, en is dan later niet te herkennen"),
        ({"id": "een twee"}, "heeft geen (goed) id, en is dan later niet te herkennen"),
        ({"subject": None}, "zegt niet over welke cliënt het gaat"),
        ({"subject": {"display": "mevr. Böçker"}}, "zegt niet over welke cliënt het gaat"),
        ({"subject": {"reference": "Group/1"}}, "gaat niet over een cliënt"),
        ({"code": {"coding": [{"code": "718-7"}]}}, "deze meting (LOINC 718-7) kent de Overlegtafel niet"),
        ({"code": {"coding": [{"code": "077461848"}]}}, "deze meting kent de Overlegtafel niet"),
        ({"resourceType": "MedicationRequest"}, "MedicationRequest kent de Overlegtafel niet"),
        ({"resourceType": "Bundle"}, "een Bundle in een Bundle kent de Overlegtafel niet; stuur die los"),
        ({"resourceType": "mevr. Böçker"}, "dit onderdeel bevat niets dat te lezen is"),
    ],
)
def test_one_bad_entry_is_refused_with_a_reason_and_the_rest_goes_on(change, reason):
    first, refused, last = read(report("0"), report("1", **{}) | change, report("2"))
    assert isinstance(first, Aanvoer) and isinstance(last, Aanvoer)
    assert (refused.nr, refused.reden) == (2, reason)


def test_the_clock_of_a_source_may_be_a_little_ahead_and_dutch_time_goes_without_a_zone():
    assert read_one(report(effectiveDateTime="2026-11-22T13:05:00+01:00"))
    assert read_one(report(effectiveDateTime="2026-07-01T10:00:00")).moment == datetime(2026, 7, 1, 8, tzinfo=UTC)
    period = report(effectiveDateTime=None, effectivePeriod={"start": "2026-07-01"})
    assert read_one(period).moment == datetime(2026, 6, 30, 22, tzinfo=UTC)


def patient(key: str, bsn: str, **more) -> dict:
    return {"resourceType": "Patient", "id": key, "identifier": [{"system": BSN_SYSTEEM, "value": bsn}]} | more


def test_whom_it_is_about():
    link = [{"relation": "self", "url": f"localhost:8090/fhir/Observation?patient.identifier={BSN_SYSTEEM}%7C{BSN}"}]
    for reference in ("Patient/c1", "https://bron.example/fhir/Patient/c1", "Patient/c1/_history/3"):
        assert read_one(report(subject={"reference": reference})).patient == Patient("c1")
        assert read_one(report(subject={"reference": reference}), link=link).patient == Patient("c1", BSN)
    assert read(report(), patient("c1", BSN))[0].patient == Patient("c1", BSN)
    logical = {"identifier": {"system": "urn:oid:2.16.840.1.113883.2.4.6.3", "value": BSN}}
    assert read_one(report(subject=logical)).patient == Patient(bsn=BSN)
    own_number = {"identifier": {"system": "urn:oid:1.2.3", "value": "4711"}}
    assert read_one(report(subject=own_number)).patient == Patient("nummer/4711")

    urn = "urn:uuid:6a33d645-3824-455e-b77f-721fad0fcb14"
    pushed = bundle(report(subject={"reference": urn}))
    pushed["entry"].append({"fullUrl": urn, "resource": patient("", BSN)})
    assert [i.patient for i in read_bundle(pushed, nu=NU)] == [Patient(bsn=BSN)]
    pushed["entry"][1]["resource"]["id"] = "c1"
    assert [i.patient for i in read_bundle(pushed, nu=NU)] == [Patient("c1", BSN)]


def test_the_query_names_nobody_when_the_answer_is_about_more_than_one():
    link = [{"relation": "self", "url": f"x/Observation?patient.identifier={BSN_SYSTEEM}|{BSN}"}]
    other = report("2", subject={"reference": "Patient/c2"})
    assert [i.patient for i in read(report(), other, link=link)] == [Patient("c1"), Patient("c2")]
    # Who is not named at all is not taken for the one who was asked for, and may be somebody else than the others.
    named, unnamed = read(report(), report("2", subject=None), link=link)
    assert (named.patient.bsn, unnamed.reden) == (None, "zegt niet over welke cliënt het gaat")
    by_number = {"subject": {"identifier": {"system": BSN_SYSTEEM, "value": BSN}}}
    assert read(report(), report("2", **by_number), link=link)[0].patient == Patient("c1")
    told = {"subject": {"reference": "Patient/c1", "identifier": {"system": BSN_SYSTEEM, "value": "999990184"}}}
    assert read(report(), report("2", **told), link=link)[0].patient == Patient("c1")
    assert read(report(), patient("c2", BSN), link=link)[0].patient == Patient("c1")
    assert read(report(), patient("c1", BSN), link=link)[0].patient == Patient("c1", BSN)
    wrong = [{"relation": "self", "url": f"x/Observation?patient.identifier={BSN_SYSTEEM}|123456789"}]
    assert read_one(report(), link=wrong).patient == Patient("c1")


def test_contradictions_and_answers_about_somebody_else_are_refused():
    both = report(subject={"reference": "Patient/c1", "identifier": {"system": BSN_SYSTEEM, "value": "999990184"}})
    assert read(both, patient("c1", BSN))[0].reden == "noemt twee verschillende BSN's"
    assert read(report(), patient("c1", BSN), patient("c1", "999990184"))[0].patient == Patient("c1")
    asked, other = Patient("c1", BSN), "gaat over een andere cliënt dan gevraagd"
    assert read_one(report(), verwacht=asked).patient == asked
    assert read_one(report(), verwacht=Patient(bsn=BSN)).patient == asked
    assert refuse_one(report(subject={"reference": "Patient/c2"}), verwacht=asked) == other
    assert read(report(), patient("c1", "999990184"), verwacht=asked)[0].reden == other
    assert refuse_one(report(subject=None), verwacht=asked) == "zegt niet over welke cliënt het gaat"


def test_a_care_plan_is_read_once_however_many_goals_it_holds():
    goals = [{"resourceType": "Goal", "id": str(n), "description": {"text": "Lopen"}} for n in range(201)]
    plan = {"resourceType": "CarePlan", "id": "p", "subject": {"reference": "#c"}, "period": {"start": "2026-01-01"}}
    inside = patient("c", BSN)
    got = read(plan | {"contained": [inside, *goals[:200]]})
    assert [i.bron_id for i in got] == [f"CarePlan/p#{n}" for n in range(200)]
    assert {i.patient for i in got} == {Patient(bsn=BSN)}
    assert refuse_one(plan | {"contained": [inside, *goals]}) == "het zorgplan bevat meer dan 200 doelen; stuur die los"


def test_messages_hold_no_bsn():
    (item,) = read(report(BSN, resourceType="Device"))
    assert item == Weigering(1, "Device", "Device kent de Overlegtafel niet")


@pytest.mark.parametrize("wrong", [None, [], "Bundle", {}, {"resourceType": "Patient"}, bundle() | {"entry": "x"}])
def test_what_is_no_bundle_is_refused_as_a_whole(wrong):
    with pytest.raises(Onleesbaar):
        read_bundle(wrong, nu=NU)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "geen goede JSON"),
        (b'<?xml version="1.0"?><Bundle/>', "Stuur JSON, geen XML"),
        (b'{"resourceType": "Patient"}', "maar een Patient"),
        (json.dumps(bundle(report())).encode()[:-20], "geen goede JSON"),
        (b'{"resourceType": "Bundle", "entry": ' + b"[" * 100_000, "te diep"),
        (b'{"resourceType": "Bundle", "entry": [{"a": "' + b"x" * 5_000_001 + b'"}]}', "te groot"),
        (b'{"resourceType": "Bundle", "entry": [{"a" : "' + b'\\"' * 3_000_000 + b'"}]}', "te groot"),
        (b'{"resourceType": "Bundle", "entry": [{"a": "' + b'\\"' * 3_000_000 + b'"}]}', "te groot"),
        (b'{"resourceType": "Bundle", "entry": [[' + b"[]," * 300_000 + b"[]]]}", "te groot"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_before_anything_is_taken(tmp_path, content, message):
    path = tmp_path / "bundel.json"
    path.write_bytes(content)
    with pytest.raises(Onleesbaar, match=message):
        read_bundle_file(path, nu=NU)


_JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.just([]), st.just({}), st.just([None]),
    st.text(max_size=8), st.just([{"coding": 5}]),
    st.sampled_from(["\ud800", "9999-12-31T23:59:59-14:00", "0001-01-01", "Patient/a/b", "urn:uuid:1", "#x", "Patient",
                     "Flag", "Goal", "CarePlan", "RelatedPerson", "entered-in-error", "<div>&#xD800;", "http://[x?a=b"]),
)  # fmt: skip


def _places(value: object, here: tuple = ()) -> list[tuple]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(place for key, part in inside for place in _places(part, (*here, key)))]


_BRONNEN = [source | {"entry": source["entry"][:2]} for source in ECHT.values()]
_BRONNEN.append(bundle(report(), patient("c1", BSN), {"resourceType": "CarePlan", "id": "p", "contained": [report()]}))


@settings(max_examples=300)
@given(st.data())
def test_whatever_stands_where_it_should_not_nothing_breaks(data):
    mangled = deepcopy(data.draw(st.sampled_from(_BRONNEN)))
    for *path, last in data.draw(st.lists(st.sampled_from(_places(mangled)[1:]), min_size=1, max_size=5)):
        holder = mangled
        try:
            for key in path:
                holder = holder[key]
            holder[last] = data.draw(_JUNK)
        except (LookupError, TypeError):
            continue
    try:
        items = list(read_bundle(mangled, nu=NU))
    except Onleesbaar:
        return
    for item in items:
        if isinstance(item, Aanvoer):
            assert item.vingerafdruk and item.moment.tzinfo is UTC
            assert len(item.auteur) <= 80 and len(item.opschrift) <= 120 and len(item.bron_id) <= 120
