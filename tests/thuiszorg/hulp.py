"""What these tests share: keys, bundles, and notes that somebody wrote here."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Notitie

DATA = Path(__file__).with_name("data")
BSN = "http://fhir.nl/fhir/NamingSystem/bsn"
FHIR = "application/fhir+json"


def bundel(name: str) -> dict:
    """A bundle of a real home-care system."""
    return json.loads((DATA / f"{name}.json").read_text())


def thuiszorg(organisatie_id, what: str = "") -> str:
    return f"/beheer/organisaties/{organisatie_id}/thuiszorg{what}"


def make_key(beheerder, organisatie_id, naam: str = "ECD", *, ophalen: bool = True) -> str:
    """A key as beheer makes it: read once from the page."""
    page = beheerder.post(
        thuiszorg(organisatie_id, "/sleutels"), {"naam": naam} | ({"ophalen": "1"} if ophalen else {})
    )
    assert page.status_code == 200
    return _value(page.get_data(as_text=True))


def _value(page: str) -> str:
    return page.partition('id="sleutel" value="')[2].partition('"')[0]


class Systeem:
    """The system of an organisatie: no browser, no session, a key."""

    def __init__(self, app, key: str):
        self.http = app.test_client(use_cookies=False)
        self.key = {"Authorization": f"Bearer {key}"}

    def push(self, body, content_type: str = FHIR, **kwargs):
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self.http.post("/fhir", data=data, content_type=content_type, headers=self.key, **kwargs)

    def get(self, url: str):
        return self.http.get(url, headers=self.key)

    def search(self, bsn: str, **parameters):
        """By POST, so that no BSN stands in an address."""
        form = {"patient.identifier": f"{BSN}|{bsn}"} | parameters
        return self.http.post("/fhir/Observation/_search", data=form, headers=self.key)


def observation(id: str, bsn: str | None = "077461848", **values) -> dict:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "11591000146107"}]},
        "subject": {"identifier": {"system": BSN, "value": bsn}} if bsn else {"reference": "Patient/onbekend"},
        "effectiveDateTime": "2026-11-20T09:00:00+01:00",
        "valueString": "At goed, wond schoon.",
    } | values


def bundle_of(*resources: dict, type: str = "batch", method: str = "PUT") -> dict:
    entries = [{"resource": r, "request": {"method": method, "url": r["resourceType"]}} for r in resources]
    return {"resourceType": "Bundle", "type": type, "entry": entries}


def write_note(client_id, organisatie_id, *, soort: str = "bericht", dag: int = 0, **values) -> UUID:
    """A note as it stands in the database; dag: how many days ago. Needs an app context; commits."""
    moment = values.pop("moment", None) or datetime.now(UTC).replace(microsecond=0) - timedelta(days=dag)
    values = {"tekst": "Graag morgen het gewicht meten."} | values
    note = Notitie(
        id=uuid4(), client_id=client_id, organisatie_id=organisatie_id, soort=soort, moment=moment,
        ontvangen_op=values.pop("ontvangen_op", now()), **values,
    )  # fmt: skip
    db.session.add(note)
    db.session.commit()
    return note.id
