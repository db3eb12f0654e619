"""A FHIR server like that of a home-care organisatie, to fetch from in the demo and in the tests; with whims if asked.

    python -m overlegtafel.demo.fhirbron --poort 8090 --versie STU3 --sleutel geheim --gril schemaloos

On this machine only. `POST /gril` with {"gril": ..., "bij": kind, "waarheen": address} changes the whim; `GET /gevraagd`
tells what was asked so far, and whether with the right key.
"""

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event
from urllib.parse import parse_qs, urlencode, urlsplit

from overlegtafel.demo.fhirdata import make_resources, read_folder
from overlegtafel.demo.fhirgrillen import BLADEREN, GRILLEN, INHOUD

VERSIES = {"R4": "4.0.1", "STU3": "3.0.2"}
SOORTEN = ("Patient", "Observation", "Flag", "RelatedPerson", "Goal")


class Bron(ThreadingHTTPServer):
    """The server, with what it is set to."""

    daemon_threads = True

    def __init__(self, poort: int, *, versie: str, sleutel: str, seed: int, folder: Path | None) -> None:
        super().__init__(("127.0.0.1", poort), Antwoord)
        self.versie, self.sleutel, self.seed = versie, sleutel, seed
        self.map = read_folder(folder) if folder else {}
        self.gevraagd: list[dict] = []
        self.gril, self.bij, self.waarheen, self.al_gedaan = "", "Observation", "", 0
        self.stop = Event()

    def resources(self, bsn: str) -> list[dict]:
        return self.map.get(bsn) or make_resources(bsn, self.versie, self.seed)


class Antwoord(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    # Head and body go out at once.
    disable_nagle_algorithm = True
    server: Bron

    def log_message(self, *_args) -> None:
        """Silent: an address holds a BSN."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/gril":
            return self.send_outcome(404)
        bron, asked = self.server, json.loads(body)
        bron.gril, bron.bij = asked.get("gril", ""), asked.get("bij", "Observation")
        bron.versie, bron.waarheen = asked.get("versie", bron.versie), asked.get("waarheen", "")
        bron.al_gedaan, bron.gevraagd = 0, []
        return self.send_json({})

    def do_GET(self) -> None:
        url, bron = urlsplit(self.path), self.server
        if url.path == "/gevraagd":
            return self.send_json(bron.gevraagd)
        met_sleutel = self.headers.get("Authorization") == f"Bearer {bron.sleutel}"
        bron.gevraagd.append({"pad": self.path, "sleutel": met_sleutel})
        if bron.sleutel and not met_sleutel:
            return self.send_outcome(401)
        soort = url.path.removeprefix("/fhir/")
        if bron.bij == soort and (gril := GRILLEN.get(bron.gril)):
            bron.al_gedaan += 1
            if gril(self, bron):
                return None
        if soort == "metadata":
            return self.send_json(self._metadata())
        if soort not in SOORTEN:
            return self.send_outcome(404)
        return self.send_json(self._search(soort, {k: v[0] for k, v in parse_qs(url.query).items()}))

    def _metadata(self) -> dict:
        bron = self.server
        soorten = [s for s in SOORTEN if not (bron.gril == "geen-doelen" and s == "Goal")]
        params = [{"name": "_lastUpdated", "type": "date"}]
        return {
            "resourceType": "CapabilityStatement",
            "fhirVersion": "5.0.0" if bron.gril == "versie5" else VERSIES[bron.versie],
            "rest": [{"mode": "server", "resource": [{"type": s, "searchParam": params} for s in soorten]}],
        }

    def _search(self, soort: str, asked: dict[str, str]) -> dict:
        bron = self.server
        who = asked.get("identifier") or asked.get("patient.identifier") or asked.get("subject.identifier") or ""
        codes = {code.rpartition("|")[2] for code in asked.get("code", "").split(",") if code}
        since = asked.get("_lastUpdated", "").removeprefix("ge")
        found = [
            r
            for r in bron.resources(who.rpartition("|")[2])
            if r["resourceType"] == soort
            and ("_profile" not in asked or asked["_profile"] in r.get("meta", {}).get("profile", ()))
            and (not codes or codes & {c.get("code") for c in r.get("code", {}).get("coding", ())})
            and r.get("meta", {}).get("lastUpdated", "9") >= since
        ]
        begin, count = int(asked.get("_offset", 0)), min(int(asked.get("_count", 10)), 10)
        here = f"http://127.0.0.1:{bron.server_port}/fhir"
        links = [{"relation": "self", "url": f"{here}/{soort}?{urlencode(asked)}"}]
        if begin + count < len(found):
            more = urlencode(asked | {"_offset": begin + count, "_count": count})
            links.append({"relation": "next", "url": f"{here}/{soort}?{more}"})
        page = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
        entries = [{"resource": r, "search": {"mode": "match"}} for r in found[begin : begin + count]]
        page |= {"entry": entries} if entries else {}
        if bron.bij == soort:
            for change in (BLADEREN.get(bron.gril), INHOUD.get(bron.gril)):
                if change:
                    page = change(page, bron, begin)
        return page

    def send_json(self, found, status: int = 200, **headers: str) -> None:
        self.send_body(json.dumps(found).encode(), status, **headers)

    def send_outcome(self, status: int, **headers: str) -> None:
        issue = [{"severity": "error", "code": "processing", "diagnostics": "Patient 077461848 niet gevonden"}]
        self.send_json({"resourceType": "OperationOutcome", "issue": issue}, status, **headers)

    def send_body(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        headers = {"Content_Type": "application/fhir+json"} | headers
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    parser = argparse.ArgumentParser(description="Een FHIR-server om van op te halen. Alle gegevens zijn verzonnen.")
    parser.add_argument("--poort", type=int, default=8090, help="0: een vrije poort; die komt op de eerste regel")
    parser.add_argument("--versie", choices=VERSIES, default="R4")
    parser.add_argument("--sleutel", default="", help="het bearer-token dat de server wil zien")
    parser.add_argument(
        "--gril", choices=sorted(GRILLEN | BLADEREN | INHOUD | {"versie5": 0, "geen-doelen": 0}), default=""
    )
    parser.add_argument(
        "--bij", default="Observation", help="waar de gril bij hoort: metadata, Patient, Observation, ..."
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--map", type=Path, help="map met bundels (.json) om te geven in plaats van verzonnen gegevens")
    asked = parser.parse_args()
    bron = Bron(asked.poort, versie=asked.versie, sleutel=asked.sleutel, seed=asked.seed, folder=asked.map)
    bron.gril, bron.bij = asked.gril, asked.bij
    print(f"http://127.0.0.1:{bron.server_port}/fhir", flush=True)
    try:
        bron.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        bron.stop.set()


if __name__ == "__main__":
    main()
