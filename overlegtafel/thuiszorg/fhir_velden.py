"""Fields of a FHIR resource, whatever stands there: missing or of the wrong kind counts as not there. Pure."""

import re
from datetime import UTC, date, datetime, timedelta

from overlegtafel.core.datums import NL
from overlegtafel.core.narratief import plain_text
from overlegtafel.core.tekst import clean_line
from overlegtafel.thuiszorg.aanvoer import MAX_TEKST

# Of what becomes one line more is not read.
_MAX_REGEL = 20_000
# What FHIR allows in an id, and a little more.
ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)
# Clocks differ; what is further ahead is a mistake.
_VOORUIT = timedelta(minutes=10)
VROEGSTE_JAAR = 1900


class NietTeLezen(Exception):
    """Why one entry or row is not taken: Dutch, without care text, name or BSN."""


def as_dict(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list:
    """A list; one thing where a version of FHIR allows one, as a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def get_string(holder: object, name: str) -> str:
    value = as_dict(holder).get(name)
    return value.strip() if isinstance(value, str) else ""


def get_line(holder: object, name: str, length: int) -> str:
    """One clean line of at most this many characters."""
    return cut_line(get_string(holder, name), length)


def cut_line(text: str, length: int) -> str:
    return clean_line(plain_text(text[:_MAX_REGEL]))[:length].rstrip()


def get_number(holder: object, name: str) -> float | None:
    value = as_dict(holder).get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def codings(concept: object) -> list[dict]:
    """The codings of a CodeableConcept, or of a list of them."""
    return [as_dict(coding) for one in as_list(concept) for coding in as_list(as_dict(one).get("coding"))]


def codes(concept: object) -> list[str]:
    return [code for coding in codings(concept) if (code := get_string(coding, "code"))]


def concept_line(concept: object, length: int) -> str:
    """What a CodeableConcept (or the first of a list) says in words: its text, else the words of its codes."""
    for one in as_list(concept):
        if line := get_line(one, "text", length):
            return line
        for coding in codings(one):
            if line := get_line(coding, "display", length):
                return line
    return ""


def profiles(resource: dict) -> list[str]:
    """The last word of each profile it says it follows, in lower case and without a version."""
    found = as_list(as_dict(resource.get("meta")).get("profile"))
    return [p.split("|")[0].rsplit("/", 1)[-1].strip().casefold() for p in found if isinstance(p, str)]


def parse_moment(text: str) -> datetime | None:
    """A FHIR date or moment, in UTC; without a time or a zone it is Dutch time. None when it is none."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    year, month, day, rest = found.groups()
    try:
        moment = datetime.fromisoformat(f"{year}-{month or '01'}-{day or '01'}{rest or 'T00:00'}")
        return (moment if moment.tzinfo else moment.replace(tzinfo=NL)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def parse_day(text: str) -> date | None:
    moment = parse_moment(text)
    return moment.astimezone(NL).date() if moment and VROEGSTE_JAAR <= moment.year < 9999 else None


def read_moment(texts: list[str], nu: datetime) -> datetime | None:
    """The first of these dates that is one; None when none is told. Raises NietTeLezen when it cannot be true."""
    told = [text for text in texts if text]
    moments = [moment for text in told if (moment := parse_moment(text))]
    if told and not moments:
        raise NietTeLezen("heeft een datum die niet te lezen is")
    return check_moment(moments[0], nu) if moments else None


def check_moment(moment: datetime, nu: datetime) -> datetime:
    """Raises NietTeLezen for what lies ahead, or too long ago to be true."""
    if moment > nu + _VOORUIT:
        raise NietTeLezen("de datum ligt in de toekomst")
    if moment.year < VROEGSTE_JAAR:
        raise NietTeLezen("de datum ligt vóór 1900")
    return moment


def check_tekst(text: str) -> str:
    if len(text) > MAX_TEKST:
        raise NietTeLezen(f"de tekst is {len(text)} tekens lang; meer dan {MAX_TEKST} kan niet")
    return text
