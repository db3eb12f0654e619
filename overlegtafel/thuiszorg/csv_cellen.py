"""Single cells of a CSV: dates and times the Dutch way, kinds by name, values with a decimal comma. Pure."""

import re
from datetime import UTC, datetime, time, timedelta, timezone

from overlegtafel.core.datums import NL, parse_date
from overlegtafel.core.namen import normalise
from overlegtafel.thuiszorg.fhir_velden import NietTeLezen
from overlegtafel.thuiszorg.metingen import to_unit
from overlegtafel.thuiszorg.soorten import MATEN, Maat, Notitiesoort

_TIJD = r"(\d{1,2})[:.u](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})?\s?(?:uur|u)?"
_ALLEEN_TIJD = re.compile(_TIJD, re.I | re.ASCII)
_DATUM_EN_TIJD = re.compile(rf"(.+?)(?:\s*,\s*|\s+om\s+|\s+|T){_TIJD}", re.I | re.ASCII)
_KAAL = re.compile(r"(\d{1,2})(\d{2})", re.ASCII)
_DAGNAAM = re.compile(r"(?:ma|di|wo|do|vr|za|zo)(?:[a-z]*dag)?\.?,?\s+", re.I | re.ASCII)

_SOORTEN = {
    Notitiesoort.RAPPORTAGE: ["", "rapportage", "rapport", "verpleegkundige rapportage", "zorgrapportage",
                              "dagrapportage", "notitie", "verslag"],
    Notitiesoort.LETOP: ["let op", "letop", "alert", "signalering", "waarschuwing"],
    Notitiesoort.DOEL: ["doel", "zorgdoel", "zorgplandoel"],
}  # fmt: skip
_MATEN = {
    Maat.BLOEDDRUK: ["bloeddruk", "rr", "tensie"],
    Maat.GEWICHT: ["gewicht", "lichaamsgewicht"],
    Maat.LENGTE: ["lengte", "lichaamslengte"],
    Maat.SATURATIE: ["saturatie", "spo2", "zuurstofsaturatie", "o2 saturatie", "o2saturatie"],
    Maat.TEMPERATUUR: ["temperatuur", "temp", "lichaamstemperatuur"],
    Maat.POLS: ["pols", "hartslag", "polsslag", "hartfrequentie", "polsfrequentie"],
    Maat.GLUCOSE: ["glucose", "bloedsuiker", "bloedglucose"],
    Maat.PIJN: ["pijn", "pijnscore", "nrs", "vas"],
}
_SOORT_BY_NAAM = {normalise(name): soort for soort, names in _SOORTEN.items() for name in names}
_MAAT_BY_NAAM = {normalise(name): maat for maat, names in _MATEN.items() for name in names}
_GETAL = r"(\d{1,5}(?:[.,]\d{1,6})?)"
# Longer is no value, and is not looked at.
_MAX_WAARDE = 100
_WAARDE = re.compile(rf"{_GETAL}(?:\s?/\s?{_GETAL})?\s*(\D.{{0,20}})?", re.ASCII)


def parse_moment_cells(day: str, clock: str) -> datetime:
    """The moment in these cells, in UTC; the time may stand in the first. Without a time: the begin of that day.

    Raises NietTeLezen.
    """
    day = _DAGNAAM.sub("", day, count=1) if _DAGNAAM.match(day) else day
    together = _DATUM_EN_TIJD.fullmatch(day)
    if together:
        day, found = together[1], together.groups()[1:]
    elif clock:
        match = _ALLEEN_TIJD.fullmatch(clock) or _KAAL.fullmatch(clock)
        if not match:
            raise NietTeLezen("de tijd is niet te lezen; schrijf 14:30")
        found = (*match.groups(), None, None)[:4]
    else:
        found = ("0", "0", None, None)
    date = parse_date(day, two_digit_years="this century")
    if date is None:
        raise NietTeLezen("de datum is niet te lezen; schrijf 22-11-2026" if day else "er staat geen datum")
    hour, minute, second, zone = found
    try:
        at = time(int(hour), int(minute), int(second or 0))
    except ValueError:
        raise NietTeLezen("de tijd is niet te lezen; schrijf 14:30") from None
    return datetime.combine(date, at, _zone(zone)).astimezone(UTC)


def _zone(text: str | None):
    if not text:
        return NL
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise NietTeLezen("de tijdzone is niet te lezen")
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if text[0] == "-" else size)


def parse_soort(cell: str) -> tuple[Notitiesoort, Maat | None]:
    """Which kind this names; an empty cell is a report. Raises NietTeLezen, without what stands there."""
    name = normalise(cell)
    if name in _SOORT_BY_NAAM:
        return _SOORT_BY_NAAM[name], None
    if name in _MAAT_BY_NAAM:
        return Notitiesoort.METING, _MAAT_BY_NAAM[name]
    known = ", ".join(["rapportage", "let op", "doel", *MATEN])
    raise NietTeLezen(f"deze soort kent de Overlegtafel niet; wel: {known}")


def read_meetcel(maat: Maat, cell: str, unit: str) -> tuple[float, float | None]:
    """'71,4', '71.4 kg' or '142/85', in our unit; a unit in the cell only counts when it has no cell of its own.

    Raises NietTeLezen.
    """
    cell = cell.strip()
    found = _WAARDE.fullmatch(cell) if len(cell) <= _MAX_WAARDE else None
    if not found:
        raise NietTeLezen(f"{maat} zonder waarde die te lezen is")
    first, second, behind = found.groups()
    if second and maat is not Maat.BLOEDDRUK:
        if maat is not Maat.PIJN or second != "10":
            raise NietTeLezen(f"{maat} met twee waarden")
        second = None
    unit = unit or (behind or "").strip() or MATEN[maat].ucum
    return _size(maat, first, unit), None if second is None else _size(maat, second, unit)


def _size(maat: Maat, digits: str, unit: str) -> float:
    return to_unit(maat, float(digits.replace(",", ".")), unit)
