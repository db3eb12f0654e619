"""Measured values: which measure it is, and its size in the one unit we keep (soorten.MATEN). Pure."""

from math import isfinite

from overlegtafel.thuiszorg.fhir_velden import NietTeLezen, as_dict, as_list, codes, get_number, get_string, profiles
from overlegtafel.thuiszorg.soorten import MATEN, Maat

# LOINC (with a dash) and SNOMED codes under which the measures come.
_CODES = {
    Maat.BLOEDDRUK: "85354-9 55284-4 35094-2 75367002",
    Maat.GEWICHT: "29463-7 3141-9 3142-7 8335-2 27113001",
    Maat.LENGTE: "8302-2 3137-7 3138-5 8306-3 8307-1 8308-9 50373000 248333004",
    Maat.SATURATIE: "59408-5 2708-6 20564-1 431314004 103228002",
    Maat.TEMPERATUUR: "8310-5 8331-1 8332-5 8328-7 8329-5 8333-7 8334-5 60830-9 60833-3 60838-2 386725007",
    Maat.POLS: "8867-4 8889-8 8893-0 8890-6 78564009 364075005",
    Maat.GLUCOSE: "15074-8 14749-6 14743-9 14770-2 14771-0 2339-0 2340-8 2341-6 2345-7 41653-7 32016-8 33747003",
    Maat.PIJN: "72514-3 38208-5 38221-8 225908003",
}
_MAAT_BY_CODE = {code: maat for maat, found in _CODES.items() for code in found.split()}
# The last word of a profile, without 'zib-' or 'nl-core-'.
_MAAT_BY_PROFILE = {
    "bloodpressure": Maat.BLOEDDRUK,
    "bodyweight": Maat.GEWICHT,
    "bodyheight": Maat.LENGTE,
    "o2saturation": Maat.SATURATIE,
    "oxygensaturation": Maat.SATURATIE,
    "bodytemperature": Maat.TEMPERATUUR,
    "pulserate": Maat.POLS,
    "heartrate": Maat.POLS,
    "painscore": Maat.PIJN,
}
_BOVENDRUK = {"8480-6", "271649006"}
_ONDERDRUK = {"8462-4", "271650006"}

# Unit (UCUM or as people write it, in lower case, without {remarks}) -> how many of ours it is.
_EENHEDEN: dict[Maat, dict[str, float]] = {
    Maat.BLOEDDRUK: {"mm[hg]": 1, "mmhg": 1, "mm hg": 1, "kpa": 7.500617},
    Maat.GEWICHT: {"kg": 1, "kilo": 1, "kilogram": 1, "g": 0.001, "gram": 0.001, "[lb_av]": 0.45359237},
    Maat.LENGTE: {"cm": 1, "centimeter": 1, "m": 100, "meter": 100, "mm": 0.1, "[in_i]": 2.54},
    Maat.SATURATIE: {"%": 1, "procent": 1, "1": 100},
    Maat.TEMPERATUUR: {"cel": 1, "°c": 1, "c": 1, "graden": 1, "graden celsius": 1, "[degf]": 1, "k": 1},
    Maat.POLS: {"/min": 1, "1/min": 1, "1.min-1": 1, "min-1": 1, "per minuut": 1, "slagen per minuut": 1,
                "slagen/min": 1, "bpm": 1, "/s": 60, "hz": 60},
    Maat.GLUCOSE: {"mmol/l": 1, "mmol": 1, "umol/l": 0.001, "mg/dl": 1 / 18.016, "g/l": 1 / 0.18016},
    Maat.PIJN: {"1": 1, "": 1, "score": 1, "van 10": 1},
}  # fmt: skip
_MAX_EENHEID = 100
# Outside this it was mistyped, or something else was measured.
_GRENZEN = {
    Maat.BLOEDDRUK: (1, 400),
    Maat.GEWICHT: (0.2, 700),
    Maat.LENGTE: (10, 280),
    Maat.SATURATIE: (1, 100),
    Maat.TEMPERATUUR: (20, 46),
    Maat.POLS: (1, 400),
    Maat.GLUCOSE: (0.1, 120),
    Maat.PIJN: (0, 10),
}


def to_unit(maat: Maat, value: float, unit: str) -> float:
    """This size in the unit of MATEN. Raises NietTeLezen for a unit that is unknown here, or a size that cannot be."""
    known = _EENHEDEN[maat]
    # Long remarks are undone one by one, and no unit is that long.
    key = _without_remarks(unit[:_MAX_EENHEID])
    if key not in known:
        raise NietTeLezen(f"{maat} in een eenheid die de Overlegtafel niet kent; gebruik {MATEN[maat].ucum}")
    if maat is Maat.TEMPERATUUR and key == "[degf]":
        size = (value - 32) / 1.8
    elif maat is Maat.TEMPERATUUR and key == "k":
        size = value - 273.15
    else:
        size = value * known[key]
    lowest, highest = _GRENZEN[maat]
    if not (isfinite(size) and lowest <= round(size, 4) <= highest):
        raise NietTeLezen(f"{maat} heeft een waarde die niet kan")
    return round(size, 4)


def _without_remarks(unit: str) -> str:
    """'{beats}/min' -> '/min'; a unit that is only a remark ('{score}') is the number one."""
    text = " ".join(unit.split()).casefold()
    while "{" in text and "}" in text[text.index("{") :]:
        begin = text.index("{")
        text = text[:begin] + text[text.index("}", begin) + 1 :]
        text = text or "1"
    return text


def find_maat(observation: dict) -> Maat | None:
    """Which measure this FHIR Observation is, by its code, else by its profile; None when it is none we know."""
    for code in codes(observation.get("code")):
        if code in _MAAT_BY_CODE:
            return _MAAT_BY_CODE[code]
    for profile in profiles(observation):
        name = profile.removeprefix("zib-").removeprefix("nl-core-")
        if name in _MAAT_BY_PROFILE:
            return _MAAT_BY_PROFILE[name]
    return None


def read_waarden(maat: Maat, observation: dict) -> tuple[float, float | None]:
    """Its value, and for blood pressure the lower one as well, in our unit. Raises NietTeLezen."""
    if maat is not Maat.BLOEDDRUK:
        return _read_one(maat, observation), None
    parts = [as_dict(part) for part in as_list(observation.get("component"))]
    upper, lower = _pick(parts, _BOVENDRUK), _pick(parts, _ONDERDRUK)
    if upper is None:
        raise NietTeLezen("bloeddruk zonder bovendruk")
    return _read_one(maat, upper), None if lower is None else _read_one(maat, lower)


def _pick(parts: list[dict], wanted: set[str]) -> dict | None:
    """The component with this code that holds a value."""
    found = (part for part in parts if wanted & set(codes(part.get("code"))))
    return next((part for part in found if as_dict(part.get("valueQuantity"))), None)


def _read_one(maat: Maat, holder: dict) -> float:
    quantity = as_dict(holder.get("valueQuantity"))
    if maat is Maat.PIJN and not quantity:
        number = get_number(holder, "valueInteger")
        if number is not None:
            return to_unit(maat, number, "")
    number = get_number(quantity, "value")
    if number is None:
        raise NietTeLezen(f"{maat} zonder waarde")
    if get_string(quantity, "comparator"):
        raise NietTeLezen(f"{maat} met 'meer dan' of 'minder dan' in plaats van een waarde")
    return to_unit(maat, number, get_string(quantity, "code") or get_string(quantity, "unit"))
