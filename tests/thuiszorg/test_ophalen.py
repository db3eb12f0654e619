"""The pull from a real FHIR server, on both databases: what comes in, what goes wrong, and the page where beheer sees it."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from overlegtafel.config import ROOT
from overlegtafel.core.datums import now
from overlegtafel.core.geheim import decrypt, encrypt
from overlegtafel.core.transaction import transaction
from overlegtafel.core.werker import Werker
from overlegtafel.extensions import db
from overlegtafel.thuiszorg import ophalen
from overlegtafel.thuiszorg.fhir_lezen import read_bundle
from overlegtafel.thuiszorg.models import Bronclient, Haalbron, Notitie, Ronde
from overlegtafel.thuiszorg.ophalen import fetch_due
from overlegtafel.toegang.domein import Domein
from tests.persona import field, readable
from tests.plannen.hulp import message_at
from tests.thuiszorg.bron import BSN, KORT, SLEUTEL
from tests.toegang.hulp import change, events, everything, log_lines
from tests.wereld import allow, make_client, seat

NU = timedelta(minutes=1)


@pytest.fixture
def bron(app, wereld, fhirserver):
    """Envida fetches from that server, and is due."""
    fhirserver.set()
    with app.app_context(), transaction():
        db.session.add(
            Haalbron(
                organisatie_id=wereld.envida, adres=fhirserver.adres, geheim=encrypt(SLEUTEL), actief=True, elke_minuten=60,
                volgende_op=now() - NU, mislukt=0, versie=1,
            )
        )  # fmt: skip
    return fhirserver


def fetch(app, wereld) -> Ronde:
    """Fetch once, as if it was due; the round of it."""
    change(app, update(Haalbron).values(volgende_op=now() - NU))
    with app.app_context():
        assert fetch_due(KORT) == 1
        rounds = select(Ronde).where(Ronde.organisatie_id == wereld.envida).order_by(Ronde.begonnen_op.desc())
        return db.session.scalars(rounds.limit(1)).one()


def source(app) -> Haalbron:
    with app.app_context():
        return db.session.scalars(select(Haalbron)).one()


def waits(app) -> int:
    """After how many minutes it is due again."""
    return round((source(app).volgende_op - now()) / timedelta(minutes=1))


def kinds(app, client_id) -> dict[str, int]:
    with app.app_context():
        counted = select(Notitie.soort, func.count()).where(Notitie.client_id == client_id).group_by(Notitie.soort)
        return {kind: count for kind, count in db.session.execute(counted)}


def add_client(app, wereld, bsn: str):
    """Somebody more with home care of Envida, who allows it."""
    with app.app_context():
        client = make_client("Jan", "", "Extra", now().date(), praktijk=wereld.nazareth, bsn=bsn)
        allow(client.id, Domein.WIJKVERPLEGING)
        seat(client.id, gebruiker_id=wereld.wijkverpleging, doel="wondzorg")
        db.session.commit()
        return client.id


ALLES = {"rapportage": 23, "meting": 13, "letop": 1, "contact": 1, "doel": 1}


def test_everything_comes_in_once_and_then_only_what_changed(app, als, wereld, bron, caplog):
    caplog.set_level(logging.DEBUG)
    first = fetch(app, wereld)
    assert (first.fout, first.nieuw, first.geweigerd) == ("", 39, 0) and first.klaar_op
    assert kinds(app, wereld.truus) == ALLES
    assert "De server kent geen CarePlan" in first.weigeringen
    told = als("huisarts").text(f"/clienten/{wereld.truus}/inzagelog")
    once = "De Overlegtafel haalde notities op bij Envida Omdat u daar toestemming voor gaf."
    assert told.count(once) == 1 and "keer in een kwartier" not in told.partition(once)[0].rpartition("Waarom")[2]
    assert "haalbron.opgehaald" in events(app) and log_lines(
        app, gebeurtenis="notitie.opgehaald", client_id=wereld.truus
    )
    assert waits(app) == 60 and source(app).mislukt == 0
    with app.app_context():
        assert fetch_due(KORT) == 0, "not before its time"
    bron.set()
    second = fetch(app, wereld)
    asked = [line["pad"] for line in bron.asked()]
    assert all("_lastUpdated=ge20" in pad for pad in asked if "metadata" not in pad and "/Patient?" not in pad)
    assert (second.fout, second.nieuw, second.gewijzigd) == ("", 0, 0) and kinds(app, wereld.truus) == ALLES
    # Somebody who comes later is fetched whole, however often it was done before.
    later = add_client(app, wereld, "999990019")
    assert fetch(app, wereld).nieuw == 39 and kinds(app, later) == ALLES
    for secret in (BSN, "999990019", SLEUTEL):
        assert secret not in caplog.text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_older_version_and_an_address_without_scheme(app, wereld, bron):
    bron.set("schemaloos", versie="STU3")
    assert fetch(app, wereld).fout == "" and kinds(app, wereld.truus) == ALLES


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_client_that_fails_does_not_stop_the_others(app, als, wereld, bron):
    other = add_client(app, wereld, "999990184")
    bron.set("andere-client", bij="Patient")
    # The server takes everybody for somebody else: nothing is taken of whom was not asked for.
    nothing = fetch(app, wereld)
    assert (nothing.fout, nothing.gelezen, kinds(app, wereld.truus)) == ("", 0, {})
    bron.set("andere-client")
    some = fetch(app, wereld)
    assert some.geweigerd and "andere cliënt dan gevraagd" in some.weigeringen and BSN not in some.weigeringen
    assert kinds(app, wereld.truus)["rapportage"] < 23
    bron.set("dubbele-client", bij="Patient")
    failed = fetch(app, wereld)
    assert failed.fout.startswith("2 van de 2 cliënten niet opgehaald. De server kent iemand twee keer")
    mia, page = als("beheerder"), f"/beheer/organisaties/{wereld.envida}/ophalen"
    assert "mislukt 2 van de 2" in mia.text(page)
    # What was refused has another chance the first time of each day.
    bron.set()
    change(app, update(Bronclient).values(gehaald_tot=now() - timedelta(days=1)))
    fetch(app, wereld)
    assert kinds(app, wereld.truus) == kinds(app, other) == ALLES


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_consent_nothing_asked(app, wereld, bron):
    with app.app_context():
        allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee")
        db.session.commit()
    bron.set()
    assert fetch(app, wereld).fout == ""
    assert [line["pad"] for line in bron.asked()] == ["/fhir/metadata"] and kinds(app, wereld.truus) == {}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_failure_is_told_and_tried_ever_less_often(app, wereld, bron):
    bron.set("fout500", bij="metadata")
    found = []
    for _ in range(3):
        assert "gaf een fout (500)" in fetch(app, wereld).fout
        found.append(waits(app))
    assert found == [60, 120, 240]
    change(app, update(Haalbron).values(mislukt=40))
    fetch(app, wereld)
    assert waits(app) == 24 * 60
    # Halfway: what came stays, the reason is told, and it counts as tried.
    bron.set("kapotte-json", bij="Flag")
    half = fetch(app, wereld)
    assert half.fout.startswith("1 van de 1 cliënt niet opgehaald.") and half.nieuw == 36 and waits(app) == 24 * 60
    bron.set()
    assert fetch(app, wereld).fout == "" and (waits(app), source(app).mislukt) == (60, 0)
    assert kinds(app, wereld.truus) == ALLES
    # A renewed SECRET_KEY: the server is not asked with half a key.
    app.config["SECRET_KEY"] = "een andere"
    bron.set()
    assert "Vul de sleutel opnieuw in" in fetch(app, wereld).fout and bron.asked() == []


@pytest.mark.own_database
def test_two_at_once_fetch_once(app, wereld, bron):
    start, done = threading.Barrier(3), []

    def work():
        start.wait()
        with app.app_context():
            done.append(fetch_due(KORT))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(done) == [0, 0, 1]
    assert sum("/Patient?" in line["pad"] for line in bron.asked()) == 1
    assert kinds(app, wereld.truus) == ALLES


@pytest.mark.own_database
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_goes_on_keeps_it_and_who_stood_still_leaves_it_to_another(app, wereld, bron, monkeypatch):
    seen = []

    def watch(page, **how):
        """Between an answer and taking it: four minutes later, and at the third answer an hour."""
        seen.append(waits(app))
        change(app, update(Haalbron).values(volgende_op=now() + NU))
        if len(seen) == 3:
            change(app, update(Haalbron).values(volgende_op=now() - NU))
            with app.app_context():
                assert fetch_due(KORT) == 1
            bron.set()
        return read_bundle(page, **how)

    monkeypatch.setattr(ophalen, "read_bundle", watch)
    with app.app_context():
        assert fetch_due(KORT) == 1
        told = [r.fout for r in db.session.scalars(select(Ronde).order_by(Ronde.begonnen_op))]
    assert len(seen) > 6 and set(seen) == {5} and len(bron.asked()) <= 1
    assert len(told) == 2 and told[0].startswith("Afgebroken") and told[1] == ""
    assert kinds(app, wereld.truus) == ALLES and waits(app) == 60


@pytest.mark.own_database
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_killed_halfway_it_is_taken_up_again(app, wereld, als, bron, database_url):
    """A process of its own, as a supervisor runs it: killed while the server makes it wait, and stopped politely."""
    env = os.environ | {"OVERLEGTAFEL_DEMO": "1", "SECRET_KEY": app.config["SECRET_KEY"], "DATABASE_URL": database_url}

    def start() -> subprocess.Popen:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "ophalen", "--blijf"]
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)

    bron.set("hangt", bij="Flag")
    worker = start()
    try:
        assert _until(lambda: any("/Flag?" in line["pad"] for line in bron.asked()))
        # Who waits for somebody else's server keeps nobody here from writing.
        assert als("huisarts").get(f"/clienten/{wereld.truus}").status_code == 200
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    left = kinds(app, wereld.truus)
    assert left == {"rapportage": 23, "meting": 13}
    with app.app_context():
        assert fetch_due(KORT) == 0, "somebody may still be at it"
    assert 0 < waits(app) <= 5 and "bezig" in als("beheerder").text(f"/beheer/organisaties/{wereld.envida}/ophalen")
    change(app, update(Haalbron).values(volgende_op=now() - NU))
    bron.set()
    worker = start()
    try:
        assert worker.stdout.readline() == "1 ronde opgehaald.\n"
        worker.terminate()
        worker.communicate(timeout=30)
    finally:
        worker.kill()
    assert worker.returncode == 0 and kinds(app, wereld.truus) == ALLES
    with app.app_context():
        told = [r.fout for r in db.session.scalars(select(Ronde).order_by(Ronde.begonnen_op))]
    assert len(told) == 2 and told[0].startswith("Afgebroken") and told[1] == ""


def _until(there, seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not there():
        if time.monotonic() > until:
            return False
        threading.Event().wait(0.05)
    return True


def typed(adres: str, **more) -> dict:
    return {"adres": adres, "sleutel": SLEUTEL, "elke_minuten": "30", "actief": "1", "versie": "0"} | more


@pytest.mark.own_database
def test_beheer_sets_tries_and_sees(app, wereld, als, fhirserver):
    """From an empty page to notes on the table: set by the region, fetched by the app's own thread."""
    fhirserver.set()
    page, regio, mia = f"/beheer/organisaties/{wereld.envida}/ophalen", als("beheer"), als("beheerder")
    assert "Vraag de functioneel beheerder" in mia.text(page)
    before = everything(app)
    for wrong, where in (
        ({"adres": "https://ik:geheim@elders.test/"}, "adres"), ({"adres": "http://elders.test/fhir"}, "adres"),
        ({"adres": "https://169.254.169.254/"}, "adres"), ({"elke_minuten": "4"}, "elke_minuten"),
        ({"elke_minuten": "veel"}, "elke_minuten"), ({"sleutel": "a b"}, "sleutel"), ({"zonder_sleutel": "1"}, "sleutel"),
    ):  # fmt: skip
        refused = regio.post(page, typed(fhirserver.adres) | wrong)
        assert refused.status_code == 422 and message_at(refused, where), wrong
        assert SLEUTEL not in refused.get_data(as_text=True), "a key is never shown"
    assert field(refused.get_data(as_text=True), "elke_minuten") == "30"
    assert mia.post(page, typed(fhirserver.adres)).status_code == 403
    for url in ("/nu", "/proef"):
        assert mia.post(page + url).status_code == regio.post(page + url).status_code == 404
    assert everything(app) == before
    # Set: the thread of the app is woken by it, and fetches.
    app.extensions["werkers"] = {"ophalen": (werker := Werker(app, "ophalen", lambda: fetch_due(KORT), elke=60))}
    assert regio.post(page, typed(fhirserver.adres)).status_code == 303
    came = _until(lambda: kinds(app, wereld.truus) == ALLES and source(app).volgende_op > now() + NU)
    werker.stop()
    app.extensions["werkers"] = {}
    assert came
    shown = mia.text(page)
    assert "elke 30 minuten" in shown and "39 nieuw" in shown and "ingevuld" in shown
    assert SLEUTEL not in mia.get(page).get_data(as_text=True) + regio.get(page).get_data(as_text=True)
    with app.app_context():
        stored = db.session.get_one(Haalbron, wereld.envida).geheim
        assert SLEUTEL not in stored and decrypt(stored) == SLEUTEL and decrypt(stored[:-3] + "xx=") is None
    # Trying says in words how it is; asking for it now makes it due, unless it is being done.
    assert "spreekt FHIR R4 (4.0.1). Hij heeft geen CarePlan" in readable(mia.post(page + "/proef"))
    fhirserver.set("fout401", bij="metadata")
    assert "weigert de sleutel" in readable(mia.post(page + "/proef"))
    assert mia.post(page + "/nu").status_code == 303 and "begint zo" in mia.text(page)
    assert source(app).volgende_op <= now()
    fetch(app, wereld)
    assert "mislukt De server weigert de sleutel (401)" in mia.text(page)
    change(app, update(Ronde).values(klaar_op=None))
    assert "bezig" in mia.text(page) and mia.post(page + "/nu").status_code == 303 and "al opgehaald" in mia.text(page)
    assert source(app).volgende_op > now()
    # Another address takes no key along, and begins from the beginning; who was slower sees both.
    moved = typed("https://elders.test/fhir", sleutel="", versie="1")
    refused = regio.post(page, moved)
    assert refused.status_code == 422 and "Het adres is veranderd" in message_at(refused, "sleutel")
    assert regio.post(page, moved | {"sleutel": "nieuw", "actief": ""}).status_code == 303
    late = regio.post(page, typed(fhirserver.adres, versie="1"))
    assert late.status_code == 409
    assert "elders.test/fhir, elke 30 minuten, uit" in readable(late) and fhirserver.adres in late.get_data(
        as_text=True
    )
    with app.app_context():
        assert decrypt(source(app).geheim) == "nieuw"
        assert db.session.scalars(select(Bronclient.gehaald_tot).where(Bronclient.bsn == BSN)).one() is None
    assert mia.post(page + "/nu").status_code == 303 and "staat uit" in mia.text(page)
    assert set(events(app)) >= {"haalbron.gewijzigd", "haalbron.geprobeerd", "haalbron.gevraagd", "recht.geweigerd"}
