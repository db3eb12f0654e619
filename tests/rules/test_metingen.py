"""Measured values: whatever the unit and the version of the profile, one number in one unit."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.thuiszorg.fhir_velden import NietTeLezen
from overlegtafel.thuiszorg.metingen import find_maat, read_waarden, to_unit
from overlegtafel.thuiszorg.soorten import MATEN, Maat


def observation(*, code=None, profile=None, value=None, unit=None, **more) -> dict:
    """An Observation with one value, the way the sources write it."""
    made: dict = {"resourceType": "Observation", **more}
    if code:
        made["code"] = {"coding": [{"system": "urn:x", "code": code}]}
    if profile:
        made["meta"] = {"profile": [f"urn:nictiz/StructureDefinition/{profile}"]}
    if value is not None:
        made["valueQuantity"] = {"value": value, "code": unit} if unit else {"value": value}
    return made


@pytest.mark.parametrize(
    ("maat", "value", "unit", "stored"),
    [
        (Maat.BLOEDDRUK, 16, "kPa", 120.0099),
        (Maat.GEWICHT, 71400, "g", 71.4),
        (Maat.LENGTE, 1.72, "m", 172),
        (Maat.SATURATIE, 0.97, "1", 97),
        (Maat.TEMPERATUUR, 98.6, "[degF]", 37),
        (Maat.TEMPERATUUR, 310.15, "K", 37),
        (Maat.POLS, 72, "{beats}/min", 72),
        (Maat.GLUCOSE, 100, "mg/dL", 5.5506),
        (Maat.PIJN, 7, "{score}", 7),
    ],
)
def test_a_value_in_another_unit_is_the_same_value(maat, value, unit, stored):
    assert to_unit(maat, value, unit) == pytest.approx(stored)


@pytest.mark.parametrize("maat", Maat)
@pytest.mark.parametrize("value", [nan, inf, -inf, -1, 1e308])
def test_a_size_that_cannot_be_is_refused(maat, value):
    with pytest.raises(NietTeLezen, match=maat):
        to_unit(maat, value, MATEN[maat].ucum)


@given(st.sampled_from(Maat), st.floats(1, 10), st.text(max_size=12))
def test_any_unit_is_known_or_refused_by_the_name_of_the_measure(maat, value, unit):
    try:
        assert isinstance(to_unit(maat, value, unit), float)
    except NietTeLezen as refused:
        assert str(refused).startswith(maat)


@pytest.mark.parametrize("maat", Maat)
def test_what_we_send_ourselves_is_read_back(maat):
    one = {"valueQuantity": {"value": 10, "code": MATEN[maat].ucum}}
    sent = observation(code=MATEN[maat].loinc, **one)
    if maat is Maat.BLOEDDRUK:
        parts = [("8480-6", 142), ("8462-4", 85)]
        sent["component"] = [observation(code=code, value=size, unit="mm[Hg]") for code, size in parts]
        assert read_waarden(find_maat(sent), sent) == (142, 85)
    elif maat in (Maat.TEMPERATUUR, Maat.LENGTE):
        sent["valueQuantity"]["value"] = 38
        assert read_waarden(find_maat(sent), sent) == (38, None)
    else:
        assert (find_maat(sent), read_waarden(maat, sent)) == (maat, (10, None))


@pytest.mark.parametrize(
    ("profile", "maat"),
    [
        ("zib-BloodPressure", Maat.BLOEDDRUK),
        ("nl-core-BloodPressure", Maat.BLOEDDRUK),
        ("zib-BodyWeight|2.1.2", Maat.GEWICHT),
        ("nl-core-BodyHeight", Maat.LENGTE),
        ("zib-OxygenSaturation", Maat.SATURATIE),
        ("nl-core-O2Saturation", Maat.SATURATIE),
        ("zib-BodyTemperature", Maat.TEMPERATUUR),
        ("zib-HeartRate", Maat.POLS),
        ("nl-core-PulseRate", Maat.POLS),
        ("zib-PainScore", Maat.PIJN),
        ("zib-LaboratoryTestResult-Observation", None),
        ("zib-Iets", None),
    ],
)
def test_a_measure_is_known_by_its_profile(profile, maat):
    assert find_maat(observation(profile=profile)) is maat


def test_a_code_goes_before_a_profile_and_half_a_value_is_no_value():
    both = observation(code="29463-7", profile="zib-BodyHeight", value=80, unit="kg")
    assert (find_maat(both), read_waarden(Maat.GEWICHT, both)) == (Maat.GEWICHT, (80, None))
    assert read_waarden(Maat.PIJN, {"valueInteger": 4}) == (4, None)
    upper = observation(code="8480-6", value=142, unit="mm[Hg]")
    empty = observation(code="8462-4")
    assert read_waarden(Maat.BLOEDDRUK, {"component": [upper, empty]}) == (142, None)
    for wrong in (
        {"component": [empty]},
        {"component": "8480-6"},
        observation(value=True, unit="kg"),
        observation(value="71", unit="kg"),
        observation(value=10**400, unit="kg"),
        {"valueQuantity": {"value": 71, "code": "kg", "comparator": "<"}},
    ):
        maat = Maat.BLOEDDRUK if "component" in wrong else Maat.GEWICHT
        with pytest.raises(NietTeLezen):
            read_waarden(maat, wrong)
