"""`flask importeer`: real bundles, corrections, CSV, refusals, and a run that was killed halfway, on both databases."""

import json
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from overlegtafel.clienten.models import Client
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.config import ROOT
from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.fhir_lezen import read_bundle
from overlegtafel.thuiszorg.models import Bronclient, Notitie, Notitieversie, Ronde
from overlegtafel.thuiszorg.rondes import PER_KEER, Ingehaald, begin_ronde, take_all
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models_inzage import Inzageregel
from tests.thuiszorg.hulp import DATA
from tests.wereld import allow, seat

BSN_SYSTEEM = "http://fhir.nl/fhir/NamingSystem/bsn"
TRUUS = "077461848"
GERRIT = "999990184"


@pytest.fixture
def importeer(app, tmp_path):
    """importeer(a bundle, bytes or a path) -> what the command said and how it ended."""

    def run(content, *, bron="Envida", more=()):
        path = content
        if isinstance(content, dict | bytes):
            path = tmp_path / "bestand"
            path.write_bytes(json.dumps(content).encode() if isinstance(content, dict) else content)
        return app.test_cli_runner().invoke(args=["importeer", str(path), "--bron", bron, *more])

    return run


def report(key: str, text: str, bsn: str = TRUUS, **more) -> dict:
    return {
        "resourceType": "Observation",
        "id": key,
        "status": "final",
        "code": {"coding": [{"code": "11591000146107"}]},
        "subject": {"identifier": {"system": BSN_SYSTEEM, "value": bsn}},
        "effectiveDateTime": "2026-11-02T09:30:00+01:00",
        "performer": {"display": "mevr. Y. Geheim"},
        "valueString": text,
    } | more


def bundle(*resources: dict) -> dict:
    return {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}


def counts(result) -> list[int]:
    """New, changed, unchanged, waiting, refused."""
    return [int(n.replace(".", "")) for n in re.findall(r": ([\d.]*\d)\.", result.stdout.splitlines()[0])]


def seen(client_id) -> list[str]:
    shown = select(Notitie.tekst).where(Notitie.client_id == client_id, Notitie.ingetrokken.is_(False))
    return sorted(db.session.scalars(shown))


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def test_the_real_bundles_come_in_once_however_often_they_are_sent(app, wereld, importeer):
    names = {"nursing-report-1": 50, "bloodpressure-1": 9, "flag-1": 6, "RelatedPerson-1": 3}
    for name, number in names.items():
        result = importeer(DATA / f"{name}.json")
        assert (result.exit_code, counts(result)) == (0, [number, 0, 0, 0, 0])
    with app.app_context():
        kinds = select(Notitie.soort, func.count()).where(Notitie.client_id == wereld.truus).group_by(Notitie.soort)
        assert dict(db.session.execute(kinds).all()) == {"rapportage": 50, "meting": 9, "letop": 6, "contact": 3}
        assert "Testrapportage Ons -> Ysis" in seen(wereld.truus)
        lines, notes = count(Inzageregel), count(Notitie)
        received = select(Inzageregel.aantal).where(
            Inzageregel.gebeurtenis == "notitie.ontvangen",
            Inzageregel.client_id == wereld.truus,
            Inzageregel.organisatie_id == wereld.envida,
            Inzageregel.gebruiker_id.is_(None),
        )
        assert sorted(db.session.scalars(received)) == [3, 6, 9, 50]
    for name, number in names.items():
        result = importeer(DATA / f"{name}.json")
        assert (result.exit_code, counts(result)) == (0, [0, 0, number, 0, 0])
    with app.app_context():
        assert (count(Inzageregel), count(Notitie), count(Notitieversie)) == (lines, notes, 0)


def test_corrections_mistakes_and_notes_that_were_about_somebody_else(app, wereld, importeer):
    first = bundle(*(report(key, f"Eerste {key}", meta={"lastUpdated": "2026-11-02T10:00:00Z"}) for key in "abc"))
    assert counts(importeer(first)) == [3, 0, 0, 0, 0]
    later = {"meta": {"lastUpdated": "2026-11-03T10:00:00Z"}}
    wrong = report("b", "", status="entered-in-error", **later)
    changed = importeer(bundle(report("a", "Tweede a", **later), wrong, report("c", "Over Gerrit", GERRIT, **later)))
    assert (changed.exit_code, counts(changed)) == (0, [0, 2, 0, 1, 0])
    # What the source said before does not win, about whomever it was.
    assert counts(importeer(first)) == [0, 0, 3, 0, 0]
    # Another organisatie may use the same ids; Truus is no client of theirs, so it waits.
    assert counts(importeer(bundle(report("a", "Van een ander")), bron="mondriaan")) == [0, 0, 0, 1, 0]
    with app.app_context():
        assert seen(wereld.truus) == ["Tweede a"]
        assert seen(None) == ["Over Gerrit", "Van een ander"]
        gone = select(Notitie.tekst).where(Notitie.ingetrokken.is_(True)).order_by(Notitie.tekst)
        assert list(db.session.scalars(gone)) == ["", "Eerste c"]
        assert sorted(db.session.scalars(select(Notitieversie.tekst))) == ["Eerste a", "Eerste b"]


def test_what_waits_comes_in_with_consent_or_at_the_latest_when_it_is_sent_again(app, wereld, importeer):
    notes = bundle(report("1", "Over Gerrit", GERRIT))
    waits = importeer(notes)
    assert (waits.exit_code, counts(waits)) == (0, [0, 0, 0, 1, 0])
    assert "komt vanzelf door" in waits.stdout
    with app.app_context(), transaction():
        _welcome(wereld)
        toegang_gewijzigd.send(None, client_ids=[wereld.gerrit])
        db.session.flush()
        assert seen(wereld.gerrit) == ["Over Gerrit"]
        # As if nobody had told.
        db.session.scalars(select(Notitie)).one().client_id = None
    assert counts(importeer(notes)) == [1, 0, 0, 0, 0]
    assert counts(importeer(notes)) == [0, 0, 1, 0, 0]
    with app.app_context():
        assert seen(wereld.gerrit) == ["Over Gerrit"]


def _welcome(wereld) -> None:
    db.session.get_one(Client, wereld.gerrit).bsn = GERRIT
    allow(wereld.gerrit, Domein.WIJKVERPLEGING)
    seat(wereld.gerrit, gebruiker_id=wereld.wijkverpleging)


CSV = f"""Cliëntnummer;BSN;Datum;Tijd;Medewerker;Functie;Soort;Tekst
1001;{TRUUS};2-11-2026;09:30;Y. Geheim;verzorgende;rapportage;"Wond rustig;
geen roodheid"
1001;;2-11-2026;09:35;Y. Geheim;verzorgende;gewicht;71,4
1001;123456789;2-11-2026;09:40;Y. Geheim;verzorgende;;Geheime tekst
2002;;2-11-2026;;Y. Geheim;verzorgende;;Over een onbekende
1001;;31-2-2026;;Y. Geheim;verzorgende;;Geheime tekst
"""


def test_a_csv_is_tried_first_and_then_taken_row_by_row(app, wereld, importeer):
    tried = importeer(CSV.encode("cp1252"), more=["--proef"])
    assert tried.exit_code == 1
    assert "CSV, cp1252, gescheiden door ;." in tried.stdout
    assert "  Medewerker -> auteur" in tried.stdout
    assert "2 rapportage" in tried.stdout and "1 meting (gewicht)" in tried.stdout
    with app.app_context():
        assert (count(Notitie), count(Ronde), count(Bronclient)) == (0, 0, 0)
    taken = importeer(CSV.encode("cp1252"))
    assert (taken.exit_code, counts(taken)) == (1, [2, 0, 0, 1, 2])
    assert taken.stderr.splitlines() == [
        "  4 rij: het BSN klopt niet",
        "  6 rij: de datum is niet te lezen; schrijf 22-11-2026",
    ]
    # What is shown names nobody and repeats nothing of what was written.
    for said in (tried.output, taken.output):
        assert not [word for word in ("Geheim", "Wond", "onbekende", TRUUS, "123456789", "1001") if word in said]
    with app.app_context():
        assert seen(wereld.truus) == ["", "Wond rustig;\ngeen roodheid"]
        assert set(db.session.scalars(select(Notitie.functie))) == {"verzorgende"}
    assert counts(importeer(CSV.encode())) == [0, 0, 2, 1, 2]


def test_what_cannot_be_read_is_refused_whole_and_wrong_usage_says_what_is_right(app, wereld, importeer):
    half = json.dumps(bundle(report("1", "Geheim"), report("2", "Geheim"))).encode()[:-9]
    for content, why in (
        (half, "geen goede JSON"),
        (b"<?xml version='1.0'?>", "Stuur JSON, geen XML"),
        (b'{"resourceType": "Patient"}', "geen Bundle van FHIR maar een Patient"),
        (b"Naam;Datum;Tekst\nGeheim;2-11-2026;Geheim\n", "cliëntnummer of BSN. Wel herkend: Datum, Tekst"),
    ):
        result = importeer(content)
        assert (result.exit_code, result.stdout) == (1, "")
        assert why in result.stderr and "Geheim" not in result.stderr
    unknown = importeer(bundle(), bron="Envidaa")
    assert unknown.exit_code == 2 and "Envida, " in unknown.stderr
    assert importeer(ROOT / "bestaat-niet.json").exit_code == 2
    with app.app_context():
        assert count(Notitie) == 0
        # Beheer sees that it was tried, and why not.
        assert all(r.klaar_op and r.fout and not r.gelezen for r in db.session.scalars(select(Ronde)))
        assert count(Ronde) == 4


def test_kinds_that_are_unknown_are_named_and_the_rest_is_taken(app, wereld, importeer):
    old = (now() + timedelta(days=1)).isoformat()
    result = importeer(
        bundle(report("1", "Goed"), {"resourceType": "Device", "id": "9"}, report("2", "x", effectiveDateTime=old))
    )
    assert (result.exit_code, counts(result)) == (1, [1, 0, 0, 0, 2])
    assert result.stderr.splitlines() == [
        "  2 Device/9: Device kent de Overlegtafel niet",
        "  3 Observation/2: de datum ligt in de toekomst",
    ]


def test_two_processes_at_one_file_take_each_note_once(app, wereld):
    """While the one is between two stretches, the other takes over and finishes."""
    notes = list(read_bundle(bundle(*(report(str(n), f"Notitie {n}") for n in range(PER_KEER + 5))), nu=now()))

    def meanwhile():
        yield from notes[:PER_KEER]
        yield notes[PER_KEER]
        take_all(ronde_id, iter(notes))
        yield from notes[PER_KEER + 1 :]

    with app.app_context():
        with transaction():
            ronde_id = begin_ronde(wereld.envida, "bestand", vingerafdruk="x").id
        with pytest.raises(Ingehaald):
            take_all(ronde_id, meanwhile())
        ronde = db.session.get_one(Ronde, ronde_id)
        assert (ronde.gelezen, ronde.nieuw, count(Notitie)) == (len(notes),) * 3


def test_a_run_that_is_killed_goes_on_where_it_was(app, wereld, importeer, database_url, tmp_path):
    total = 3_000
    path = tmp_path / "groot.json"
    path.write_text(json.dumps(bundle(*(report(str(n), f"Notitie {n}") for n in range(total)))))
    env = os.environ | {"OVERLEGTAFEL_DEMO": "1", "SECRET_KEY": "alleen voor de tests", "DATABASE_URL": database_url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "importeer", str(path), "--bron", "Envida"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        said = b""
        while b"gelezen" not in said:
            piece = running.stderr.read1(200)
            assert piece, said
            said += piece
        running.send_signal(signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
    with app.app_context():
        ronde = db.session.scalars(select(Ronde)).one()
        before = ronde.gelezen
        assert ronde.klaar_op is None and 1_000 <= before < total
        assert count(Notitie) == before
    result = importeer(path)
    assert result.exit_code == 0
    assert f"gaat verder na {before // 1000}.{before % 1000:03}." in result.stderr
    assert counts(result) == [total, 0, 0, 0, 0]
    with app.app_context():
        assert (count(Notitie), count(Ronde)) == (total, 1)
        received = select(func.sum(Inzageregel.aantal)).where(Inzageregel.gebeurtenis == "notitie.ontvangen")
        assert db.session.scalar(received) == total
