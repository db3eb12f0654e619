"""Reading and writing FHIR over HTTP: strict JSON in, an OperationOutcome for whatever goes wrong. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

MEDIA = "application/fhir+json"
# What a body may say it is; the last is how older systems write the first.
JSON_MEDIA = (MEDIA, "application/json", "application/json+fhir")
# R4, R4B and STU3: what the readers read.
_VERSIE = re.compile(r"(3\.0|4\.0|4\.3)(\.\d+)?")
MAX_DIEPTE = 50
# Each list and object takes many times its own two signs in memory; 5 MB of real bundles holds a third of this.
MAX_ONDERDELEN = 200_000
# No text holds these: half of a pair of signs, and what a database cannot keep.
_NIET_IN_TEKST = re.compile("[\x00\ud800-\udfff]")


class FhirFout(Exception):
    """The request cannot be answered. code is one of FHIR's issue types; the message is Dutch and holds nothing of anybody."""

    def __init__(self, status: int, code: str, message: str, issues: list[dict] | None = None):
        super().__init__(message)
        self.status = status
        self.outcome = make_outcome("error", code, message)
        self.outcome["issue"] += issues or []


def make_issue(severity: str, code: str, text: str, entry: int | None = None) -> dict:
    """entry: which entry of the bundle it is about, from 1."""
    issue: dict[str, Any] = {"severity": severity, "code": code, "details": {"text": text}}
    if entry is not None:
        issue["expression"] = [f"Bundle.entry[{entry - 1}]"]
    return issue


def make_outcome(severity: str, code: str, text: str) -> dict:
    return {"resourceType": "OperationOutcome", "issue": [make_issue(severity, code, text)]}


def check_media(mimetype: str, parameters: Mapping[str, str], encoding: str) -> None:
    """Whether a body of this type can be read. Raises FhirFout (415)."""
    if mimetype not in JSON_MEDIA:
        xml = " XML leest de Overlegtafel niet." if "xml" in mimetype else ""
        raise FhirFout(415, "not-supported", f"Stuur JSON, met Content-Type {MEDIA}.{xml}")
    if parameters.get("charset", "utf-8").casefold() not in ("utf-8", "utf8"):
        raise FhirFout(415, "not-supported", "Stuur JSON in UTF-8.")
    if encoding not in ("", "identity"):
        raise FhirFout(415, "not-supported", "Stuur de JSON zonder Content-Encoding.")
    if not _VERSIE.fullmatch(parameters.get("fhirversion", "4.0")):
        text = (
            "Deze versie van FHIR leest de Overlegtafel niet. Gebruik R4 (fhirVersion=4.0) of STU3 (fhirVersion=3.0)."
        )
        raise FhirFout(415, "not-supported", text)


def parse_json(body: bytes) -> dict:
    """The object in this body. Raises FhirFout (400, 413) for what is no JSON, or JSON made to mislead or to exhaust."""
    if not body.strip():
        raise FhirFout(400, "structure", "Er kwam niets mee. Stuur een Bundle in JSON.")
    if body.count(b"{") + body.count(b"[") > MAX_ONDERDELEN:
        text = f"Deze JSON heeft te veel onderdelen: hooguit {MAX_ONDERDELEN}. Verdeel het over meer bundels."
        raise FhirFout(413, "too-long", text)
    try:
        found = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_as_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise FhirFout(400, "structure", "Dit is geen UTF-8. Stuur JSON in UTF-8.") from None
    except json.JSONDecodeError as error:
        text = f"Dit is geen geldige JSON: regel {error.lineno}, teken {error.colno}."
        raise FhirFout(400, "structure", text) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise FhirFout(400, "structure", "Er staat een getal in dat geen getal kan zijn.") from None
    _check_depth(found)
    if not isinstance(found, dict):
        raise FhirFout(400, "structure", "Stuur één Bundle: een JSON-object, geen lijst of losse waarde.")
    return found


def _as_object(pairs: list[tuple[str, Any]]) -> dict:
    found = {key: _clean(value) for key, value in pairs}
    if len(found) != len(pairs):
        # Which of the two was meant, no two systems agree on.
        raise FhirFout(400, "structure", "Een veld komt twee keer voor in hetzelfde object. Stuur elk veld één keer.")
    return found


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _NIET_IN_TEKST.sub("", value)
    if isinstance(value, list):
        return [_clean(one) if isinstance(one, str) else one for one in value]
    return value


def _no_number(_name: str) -> None:
    raise ValueError


def _check_depth(found: Any) -> None:
    level, depth = [found], 0
    while level:
        depth += 1
        if depth > MAX_DIEPTE:
            raise _too_deep()
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]


def _too_deep() -> FhirFout:
    return FhirFout(400, "structure", f"Deze JSON is te diep genest: hooguit {MAX_DIEPTE} niveaus.")


def make_response_bundle(kind: str, entries: Iterable[tuple[str, dict]]) -> dict:
    """The answer to a delivery: of each entry its status ('201 Created') and what happened."""
    answers = [{"response": {"status": status, "outcome": outcome}} for status, outcome in entries]
    return {"resourceType": "Bundle", "type": kind} | ({"entry": answers} if answers else {})
