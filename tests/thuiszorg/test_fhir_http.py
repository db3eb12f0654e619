"""FHIR over HTTP as a home-care system meets it: delivering, being refused, and fetching what others wrote."""

import gzip
import json
from datetime import timedelta

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.observation import Observation
from fhir.resources.R4B.operationoutcome import OperationOutcome
from sqlalchemy import func, select, update

from overlegtafel import create_app
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Bronsleutel, Notitie, Ronde
from overlegtafel.thuiszorg.rondes import begin_ronde
from overlegtafel.thuiszorg.routes_fhir import _plaatsen
from overlegtafel.toegang.models_inzage import Toestemming
from tests.databases import make_config
from tests.thuiszorg.hulp import BSN, FHIR, Systeem, bundel, bundle_of, make_key, observation, thuiszorg, write_note
from tests.toegang.hulp import change, events, everything, log_lines

GERRIT = "999990019"


@pytest.fixture
def envida(app, als, wereld) -> Systeem:
    return Systeem(app, make_key(als("beheerder"), wereld.envida))


def outcomes(answer) -> list[tuple[str, str]]:
    """Of each entry what it was answered."""
    bundle = Bundle.model_validate(answer.json)
    found = [(entry.response.status, entry.response.outcome) for entry in bundle.entry]
    return [(status, outcome.issue[0].details.text) for status, outcome in found]


def count(app, *which) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Notitie).where(*which))


def problem(answer) -> str:
    """What an error says; also checks that it is an OperationOutcome and no more."""
    assert answer.mimetype == FHIR, answer.text
    issue = OperationOutcome.model_validate(answer.json).issue[0]
    assert issue.severity == "error" and "Traceback" not in answer.text and "Set-Cookie" not in answer.headers
    return issue.details.text


def test_a_delivery_is_taken_and_answered_entry_by_entry(app, als, wereld, envida):
    real = bundel("nursing-report-1")
    answer = envida.push(real)
    assert answer.status_code == 200 and answer.json["type"] == "batch-response"
    told = outcomes(answer)
    assert len(told) == len(real["entry"]) and {status for status, _ in told} == {"201 Created"}
    assert count(app, Notitie.client_id == wereld.truus) == len(told)
    (line,) = log_lines(app, gebeurtenis="notitie.ontvangen")
    assert (line.gebruiker_id, line.organisatie_id, line.client_id) == (None, wereld.envida, wereld.truus)
    assert line.aantal == len(told)
    sent = "Het systeem van Envida stuurde notities van de thuiszorg Omdat u daar toestemming voor gaf."
    assert sent in als("huisarts").text(f"/clienten/{wereld.truus}/inzagelog")
    assert {status for status, _ in outcomes(envida.push(real))} == {"200 OK"}, "the same again changes nothing"
    assert count(app) == len(told) and len(events(app, gebeurtenis="notitie.ontvangen")) == 1

    with app.app_context():
        change_bsn = "UPDATE client SET bsn = :bsn WHERE id = :id"
        db.session.execute(db.text(change_bsn), {"bsn": GERRIT, "id": _raw(wereld.gerrit)})
        db.session.commit()
    mixed = bundle_of(
        observation("nieuw"),
        observation("nieuw", valueString="Toch een rode rand om de wond."),
        observation("vreemd", "999990020"),
        observation("andere-praktijk", GERRIT),
        {"resourceType": "MedicationRequest", "id": "m"},
        {"resourceType": "Patient", "id": "p", "identifier": [{"system": BSN, "value": "077461848"}]},
        observation("weg"),
    )
    mixed["entry"][6]["request"]["method"] = "DELETE"
    told = outcomes(envida.push(mixed))
    assert [status[:3] for status, _ in told] == ["201", "200", "202", "202", "422", "200", "422"]
    assert told[2] == told[3], "unknown, or of another organisation: the same words"
    assert "MedicationRequest kent de Overlegtafel niet" in told[4][1] and "entered-in-error" in told[6][1]
    # What she did not allow looks the same as who is not there.
    change(app, update(Toestemming).where(Toestemming.client_id == wereld.truus).values(ingetrokken_op=now()))
    assert outcomes(envida.push(bundle_of(observation("later")))) == [told[2]]
    assert count(app, Notitie.client_id.is_(None)) == 3
    page = als("beheerder").text(thuiszorg(wereld.envida))
    assert "1 nieuw, 1 gewijzigd, 2 wachten, 2 geweigerd" in page
    assert "••••••848" in page and "077461848" not in page, "and a number nobody needs to see whole"


def _raw(id):
    return id if db.engine.dialect.name == "postgresql" else id.hex


def test_a_transaction_is_all_or_nothing(app, als, wereld, envida):
    good, bad = observation("goed"), {"resourceType": "MedicationRequest", "id": "m"}
    before = count(app)
    refused = envida.push(bundle_of(good, bad, type="transaction"))
    assert refused.status_code == 400 and "Niets overgenomen" in problem(refused)
    assert refused.json["issue"][1]["expression"] == ["Bundle.entry[1]"]
    assert count(app) == before and "notitie.ontvangen" not in events(app)
    assert "mislukt Niets overgenomen" in als("beheerder").text(thuiszorg(wereld.envida))
    taken = envida.push(bundle_of(good, type="transaction"))
    assert taken.json["type"] == "transaction-response" and outcomes(taken) == [("201 Created", "Overgenomen.")]
    assert count(app, Notitie.client_id == wereld.truus) == 1
    empty = envida.push(bundle_of())
    assert empty.status_code == 200 and Bundle.model_validate(empty.json).entry is None


def test_bad_input_gets_a_clear_answer_and_changes_nothing(app, als, wereld, envida):
    good = json.dumps(bundle_of(observation("x"))).encode()
    deep = b'{"resourceType":"Bundle","entry":' + b"[" * 90_000 + b"]" * 90_000 + b"}"
    nested = b'{"a":' * 60 + b"1" + b"}" * 60
    for body, content_type, status, says in (
        (b"", FHIR, 400, "Er kwam niets mee"),
        (good[:-5], FHIR, 400, "geen geldige JSON: regel 1"),
        (b"\xff\xfe{", FHIR, 400, "geen UTF-8"),
        (b"[1]", FHIR, 400, "één Bundle"),
        (json.dumps(observation("los")).encode(), FHIR, 400, "Bundle"),
        (good.replace(b'"batch"', b'"batch","type":"transaction"'), FHIR, 400, "twee keer"),
        (good.replace(b'"valueString"', b'"x":NaN,"valueString"'), FHIR, 400, "getal"),
        (good.replace(b'"valueString"', b'"x":' + b"9" * 5000 + b',"valueString"'), FHIR, 400, "getal"),
        (deep, FHIR, 400, "te diep genest"),
        (nested, FHIR, 400, "te diep genest"),
        (b"<Bundle/>", "application/fhir+xml", 415, "XML leest de Overlegtafel niet"),
        (good, "text/plain", 415, "Stuur JSON"),
        (good, "", 415, "Stuur JSON"),
        (good, FHIR + "; fhirVersion=5.0", 415, "R4 (fhirVersion=4.0) of STU3"),
        (good, FHIR + "; charset=iso-8859-1", 415, "UTF-8"),
        (b" " * (5 * 1024 * 1024 + 1), FHIR, 413, "5 MB"),
        (b'{"a":[' + b"[]," * 200_000 + b"[]]}", FHIR, 413, "te veel onderdelen"),
        (json.dumps(bundle_of(*[observation("x")] * 2_001, type="transaction")).encode(), FHIR, 413, "Stuur een batch"),
    ):
        answer = envida.push(body, content_type)
        assert (answer.status_code, says in problem(answer)) == (status, True), (body[:60], answer.text)
    packed = envida.http.post(
        "/fhir", data=gzip.compress(good), content_type=FHIR, headers=envida.key | {"Content-Encoding": "gzip"}
    )
    assert packed.status_code == 415
    assert count(app) == 0 and "notitie.ontvangen" not in events(app)
    # Each is on record for beheer, with why.
    with app.app_context():
        rounds = db.session.scalars(select(Ronde).where(Ronde.weg == "push")).all()
    assert len(rounds) == 19 and all(r.fout and r.klaar_op for r in rounds)
    assert "mislukt Dit is te veel in één keer" in als("beheerder").text(thuiszorg(wereld.envida))
    # Signs no database keeps are left out; the media types of older systems, and a byte order mark, are fine.
    odd = b"\xef\xbb\xbf" + good.replace(b"At goed", b"At\\u0000 \\ud800goed")
    assert outcomes(envida.push(odd, "application/json+fhir; fhirVersion=3.0"))[0][0] == "201 Created"
    for url, headers, status in (
        ("/fhir/metadata", {"Accept": "application/fhir+xml"}, 406),
        ("/fhir/metadata?_format=xml", {}, 406),
        ("/fhir/metadata", {"Accept": "application/fhir+json"}, 200),
        ("/fhir/Patient", {}, 404),
        ("/fhir", {}, 405),
    ):
        answer = envida.http.get(url, headers=headers)
        assert answer.status_code == status, url
        assert status == 200 or problem(answer), url
    assert CapabilityStatement.model_validate(envida.http.get("/fhir/metadata").json).fhirVersion == "4.0.1"


class Kraan:
    """A body without an end; remembers how much of it was read."""

    def __init__(self):
        self.gelezen = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "all of it was asked for"
        self.gelezen += size
        return b" " * size

    def readinto(self, buffer) -> int:
        self.gelezen += len(buffer)
        buffer[:] = b" " * len(buffer)
        return len(buffer)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_gigabyte_is_refused_without_reading_it(envida):
    announced, endless = Kraan(), Kraan()
    answer = envida.push(b"", environ_overrides={"CONTENT_LENGTH": str(2**30), "wsgi.input": announced})
    assert answer.status_code == 413 and "5 MB" in problem(answer) and announced.gelezen == 0
    streamed = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    answer = envida.push(b"", environ_overrides=streamed | {"wsgi.input": endless})
    assert answer.status_code == 413 and 0 < endless.gelezen < 6 * 2**20
    # Without a key nothing is read at all.
    nobody = Systeem(envida.http.application, "ot_verzonnen")
    refused, unread = nobody.push(b"", environ_overrides=streamed | {"wsgi.input": (tap := Kraan())}), tap
    assert refused.status_code == 401 and unread.gelezen == 0


def test_only_a_key_that_works_opens_anything(app, als, wereld):
    mia = als("beheerder")
    key = make_key(mia, wereld.envida)
    assert key.startswith("ot_") and len(key) > 40
    with app.app_context():
        stored = db.session.scalars(select(Bronsleutel)).one()
    assert key not in repr(everything(app)) and len(stored.sleutel_hash) == 64
    assert key not in mia.get(thuiszorg(wereld.envida)).text, "shown once"
    system = Systeem(app, key)
    assert system.push(bundle_of(observation("a"))).status_code == 200
    assert "laatst gebruikt" in mia.text(thuiszorg(wereld.envida))
    http, before = app.test_client(), count(app)
    for header in (
        {},
        {"Authorization": f"Basic {key}"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer ot_x"},
    ):
        for method, url in (("POST", "/fhir"), ("GET", f"/fhir/Observation?patient.identifier={BSN}|077461848")):
            answer = http.open(url, method=method, headers=header, json=bundle_of(observation("b")))
            assert answer.status_code == 401 and "sleutel" in problem(answer), header
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    # A session of a person is no key, nor the other way round.
    assert als("huisarts").browser.post("/fhir", json=bundle_of(observation("b"))).status_code == 401
    assert http.get("/clienten", headers=system.key).status_code == 302
    assert mia.post(thuiszorg(wereld.envida, f"/sleutels/{stored.id}/intrekken")).status_code == 303
    assert system.push(bundle_of(observation("c"))).status_code == 401
    assert system.search("077461848").status_code == 401
    assert count(app) == before
    assert events(app, object_id=stored.id) == ["bronsleutel.ophalen", "bronsleutel.ingetrokken"]
    # Guessing ends soon; who has a key may come as often as needed.
    fresh = Systeem(app, make_key(mia, wereld.envida, "ECD 2"))
    assert all(fresh.push(bundle_of()).status_code == 200 for _ in range(40))
    guesses = [Systeem(app, f"ot_{n}").get("/fhir/Observation").status_code for n in range(40)]
    assert guesses[0] == 401 and guesses[-1] == 429
    stopped = Systeem(app, "ot_9").get("/fhir/Observation")
    assert "Wacht een minuut" in problem(stopped) and stopped.headers["Retry-After"] == "60"
    assert fresh.push(bundle_of()).status_code == 200, "meanwhile, from the same address"


def test_a_key_that_only_delivers_fetches_nothing(app, als, wereld):
    with app.app_context():
        write_note(wereld.truus, wereld.nazareth, door_id=wereld.huisarts)
    mia = als("beheerder")
    system = Systeem(app, make_key(mia, wereld.envida, "Alleen erin", ophalen=False))
    assert system.push(bundle_of(observation("a"))).status_code == 200
    for answer in (system.search("077461848"), system.get("/fhir/Observation?_cursor=x")):
        assert answer.status_code == 403 and "alleen aanleveren" in problem(answer)
    assert "thuiszorg.opgehaald" not in events(app)
    make_key(mia, wereld.envida, "Heen en weer")
    page = mia.text(thuiszorg(wereld.envida))
    assert "Alleen erin alleen aanleveren" in page and "Heen en weer aanleveren en ophalen" in page
    assert {"bronsleutel.gemaakt", "bronsleutel.ophalen"} <= set(events(app))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_more_than_two_deliveries_at_a_time_wait_and_a_cut_off_one_is_closed(app, wereld, envida):
    with app.app_context():
        left = begin_ronde(wereld.envida, "push")
        left.begonnen_op = now() - timedelta(hours=1)
        db.session.commit()
    app.config["AANLEVERWACHT"] = 0.01
    with _plaatsen, _plaatsen:
        busy = envida.push(bundle_of(observation("a")))
    assert busy.status_code == 503 and "te druk" in problem(busy) and busy.headers["Retry-After"]
    assert envida.push(bundle_of(observation("a"))).status_code == 200
    with app.app_context():
        assert db.session.get(Ronde, left.id).fout.startswith("Afgebroken")


def test_what_others_wrote_can_be_fetched(app, als, wereld, envida):
    measured = {"soort": "meting", "tekst": "", "door_id": wereld.huisarts}
    with app.app_context():
        message = write_note(wereld.truus, wereld.nazareth, door_id=wereld.huisarts, dag=1)
        pressure = write_note(
            wereld.truus, wereld.nazareth, **measured, maat="bloeddruk", waarde=142.0, waarde2=85.0, dag=2
        )
        weight = write_note(wereld.truus, wereld.nazareth, **measured, maat="gewicht", waarde=71.4000001, dag=3)
        gone = write_note(wereld.truus, wereld.nazareth, door_id=wereld.huisarts, ingetrokken=True, versie=2)
        write_note(wereld.truus, wereld.envida, soort="rapportage", bron_id="Observation/1", tekst="van Envida zelf")
        write_note(wereld.truus, wereld.nazareth, soort="letop", tekst="geen Observation")
        write_note(wereld.gerrit, wereld.oost, soort="rapportage", bron_id="Observation/2", tekst="over een ander")
    answer = envida.search("077461848")
    bundle = Bundle.model_validate(answer.json)
    assert bundle.type == "searchset" and answer.mimetype == FHIR
    found = {entry.resource.id: entry.resource for entry in bundle.entry}
    assert list(found) == [str(id) for id in (message, pressure, weight, gone)], "oldest change first"
    assert all(isinstance(one, Observation) for one in found.values())
    told = found[str(message)]
    assert told.valueString == "Graag morgen het gewicht meten." and told.status == "final"
    assert [p.display for p in told.performer] == ["Els Peeters, huisarts", "Huisartsenpraktijk Nazareth"]
    assert told.subject.identifier.value == "077461848"
    raw = {entry["resource"]["id"]: entry["resource"] for entry in answer.json["entry"]}
    assert raw[str(message)]["effectiveDateTime"].endswith(("+01:00", "+02:00")), "Dutch time"
    values = [part["valueQuantity"] for part in raw[str(pressure)]["component"]]
    assert [(v["value"], v["code"]) for v in values] == [(142, "mm[Hg]"), (85, "mm[Hg]")]
    quantity = raw[str(weight)]["valueQuantity"]
    assert (quantity["value"], quantity["unit"], quantity["system"]) == (71.4, "kg", "http://unitsofmeasure.org")
    assert found[str(gone)].status == "entered-in-error"
    assert not {"valueString", "performer", "note"} & raw[str(gone)].keys(), "that it is gone, and no more"
    assert "gewicht" not in json.dumps(raw[str(gone)])
    (line,) = log_lines(app, gebeurtenis="thuiszorg.opgehaald")
    with app.app_context():
        assert line.object_id == db.session.scalars(select(Bronsleutel.id)).one(), "with which key"
    assert (line.client_id, line.aantal, line.actie, line.gebruiker_id) == (wereld.truus, 4, "R", None)

    # Page by page, also by GET; no address holds the number, and a link is of no use to another organisatie.
    pages, following, url = [], "", f"/fhir/Observation?patient.identifier={BSN}%7C077461848&_count=3"
    while url:
        page = envida.get(url).json
        pages.append([entry["resource"]["id"] for entry in page["entry"]])
        assert "077461848" not in json.dumps(page["link"])
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
        following = url or following
    assert [len(page) for page in pages] == [3, 1] and sum(pages, []) == list(found)
    mondriaan = Systeem(app, make_key(als("beheer"), wereld.mondriaan))
    assert mondriaan.get(following).status_code == 400 and envida.get(following.replace("=g", "=h")).status_code == 400
    # What changed since then.
    last = raw[str(gone)]["meta"]["lastUpdated"]
    assert [e["resource"]["id"] for e in envida.search("077461848", _lastUpdated=f"ge{last}").json["entry"]] == [
        str(gone)
    ]
    assert "entry" not in envida.search("077461848", _lastUpdated=f"gt{last}").json
    for bad in ({"_lastUpdated": "2026"}, {"_lastUpdated": "ge2026-13-01"}, {"_lastUpdated": "ge0001-01-01T00:00:00+14:00"},
                {"_count": "veel"}, {"patient.identifier": ["a", "b"]}, {"patient.identifier": "http://x.test|1"}):  # fmt: skip
        assert problem(envida.search("077461848", **bad)), bad
    assert envida.get("/fhir/Observation").status_code == 400
    everybody = log_lines(app, organisatie_id=wereld.envida, gebruiker_id=None)
    assert "077461848" not in repr([vars(one) for one in everybody])


def test_nobody_learns_who_is_on_the_table(app, als, wereld, envida):
    with app.app_context():
        write_note(wereld.truus, wereld.nazareth, door_id=wereld.huisarts)
        write_note(wereld.truus, wereld.nazareth, door_id=wereld.huisarts)
    mondriaan = Systeem(app, make_key(als("beheer"), wereld.mondriaan))
    following = envida.search("077461848", _count="1").json["link"][1]["url"]
    unknown = envida.search("999990020")
    assert unknown.status_code == 200 and "entry" not in unknown.json
    # At the table, but GGZ got no consent.
    assert mondriaan.search("077461848").data == unknown.data
    (refused,) = log_lines(app, gebeurtenis="client.geweigerd")
    assert (refused.organisatie_id, refused.client_id, refused.gebruiker_id) == (wereld.mondriaan, wereld.truus, None)
    change(app, update(Toestemming).where(Toestemming.client_id == wereld.truus).values(ingetrokken_op=now()))
    assert envida.search("077461848").data == unknown.data
    stopped = envida.get(following)
    assert stopped.status_code == 400 and "Begin opnieuw" in problem(stopped), "no end that looks like all there was"
    assert len(events(app, gebeurtenis="client.geweigerd", organisatie_id=wereld.envida)) == 2
    assert envida.search("geen nummer").data == unknown.data
    assert not count(app, Notitie.ontvangen_op < now() - timedelta(days=1))


def test_a_system_is_told_in_its_own_language_that_the_database_is_gone():
    gone = create_app(make_config("postgresql+psycopg://postgres@127.0.0.1:1/niets?connect_timeout=2"))
    answer = Systeem(gone, "ot_x").push(bundle_of())
    assert answer.status_code == 503 and "niet te bereiken" in problem(answer) and answer.headers["Retry-After"]
