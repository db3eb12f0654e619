"""Strict JSON in and valid FHIR out: whatever is sent or asked is answered, and what goes out is R4."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given, settings
from hypothesis import strategies as st

from overlegtafel.core.datums import NL
from overlegtafel.thuiszorg.fhir_json import FhirFout, parse_json
from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort
from overlegtafel.thuiszorg.uitwisselen import BSN, UITGAAND, Uitgaand, build_searchset, parse_vraag

fewer = settings(max_examples=60)
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
trees = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
# As they are stored: cleaned lines, of which some are empty.
lines = st.text(st.characters(categories=["L", "N", "P"]), max_size=20)


@given(st.binary(max_size=60) | trees.map(lambda tree: json.dumps(tree).encode()))
def test_any_body_is_read_or_refused(body):
    try:
        found = parse_json(body)
    except FhirFout as refused:
        assert refused.status == 400 and refused.outcome["issue"][0]["details"]["text"]
    else:
        assert isinstance(found, dict) and json.loads(body).keys() >= found.keys()


@given(st.dictionaries(st.text(max_size=9).filter(lambda key: "\x00" not in key), leaves))
def test_what_is_plain_comes_through_unchanged(found):
    def clean(value):
        return value.replace("\x00", "") if isinstance(value, str) else value

    assert parse_json(json.dumps(found).encode()) == {key: clean(value) for key, value in found.items()}


@pytest.mark.parametrize("depth", [10, 49, 50, 51, 5000, 200_000])
def test_depth_has_an_end(depth):
    body = b'{"a":' * depth + b"1" + b"}" * depth
    if depth < 50:
        assert parse_json(body)
    else:
        with pytest.raises(FhirFout, match="te diep"):
            parse_json(body)


def outgoing():
    values = st.floats(0.01, 999, allow_nan=False)
    return st.builds(
        Uitgaand,
        id=st.builds(uuid4), soort=st.sampled_from(UITGAAND), bsn=st.just("077461848"), moment=moments, laatst=moments,
        versie=st.integers(1, 9), ingetrokken=st.booleans(), opschrift=lines, tekst=lines, auteur=lines, functie=lines,
        organisatie=st.just("Envida"), maat=st.sampled_from(Maat), waarde=values, waarde2=st.none() | values,
    )  # fmt: skip


@fewer
@given(st.lists(outgoing(), max_size=3), st.none() | moments, st.booleans())
def test_what_goes_out_is_valid_r4(notes, sinds, also_then):
    asked = {"patient.identifier": [f"{BSN}|077461848"]}
    if sinds:
        asked["_lastUpdated"] = [("ge" if also_then else "gt") + sinds.astimezone(NL).isoformat()]
    vraag = parse_vraag(asked)
    assert (vraag.bsn, vraag.sinds) == ("077461848", sinds)
    made = build_searchset(notes, "http://127.0.0.1/fhir", vraag=vraag, volgende="x")
    bundle = Bundle.model_validate(made)
    for entry, note in zip(made.get("entry", ()), notes, strict=True):
        resource = entry["resource"]
        assert datetime.fromisoformat(resource["meta"]["lastUpdated"]) == note.laatst, "to the microsecond"
        if note.ingetrokken:
            assert not {"valueString", "valueQuantity", "component", "performer", "note"} & resource.keys()
        elif note.soort is Notitiesoort.METING:
            assert ("component" in resource) == (note.maat is Maat.BLOEDDRUK)
    assert len(bundle.entry or ()) == len(notes)
    assert not [link for link in made["link"] if "077461848" in link["url"]]


names = st.sampled_from(["patient.identifier", "subject.identifier", "_lastUpdated", "_count", "code"])
odd = st.text(max_size=30) | st.sampled_from(
    ["ge2026-11-22", "gt9999-12-31T23:59:59-12:00", f"{BSN}|1", "50", "²", "0"]
)


@given(st.dictionaries(names, st.lists(odd, max_size=2)))
def test_any_question_is_understood_or_refused(parameters):
    try:
        vraag = parse_vraag(parameters)
    except FhirFout as refused:
        assert refused.status == 400
    else:
        assert 1 <= vraag.aantal <= 200
