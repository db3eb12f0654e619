"""Beheer of home-care notes: keys, deliveries, what waits, and a CSV looked at before anything is taken. No care text."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import pytest
from sqlalchemy import func, select, update

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg import bestanden
from overlegtafel.thuiszorg.csv_lezen import read_csv
from overlegtafel.thuiszorg.importeren import importeer
from overlegtafel.thuiszorg.models import Bronclient, Notitie, Ronde
from overlegtafel.thuiszorg.opruimen import clean_up
from overlegtafel.thuiszorg.rondes import begin_ronde, finish
from tests.persona import readable
from tests.plannen.hulp import message_at, whole_log
from tests.tafel.test_queries import MOST, queries
from tests.thuiszorg.hulp import Systeem, bundle_of, make_key, observation, thuiszorg
from tests.toegang.hulp import change, events, everything, log_lines

CSV = (
    "Cliëntnummer;BSN;Datum;Tijd;Medewerker;Functie;Soort;Tekst;Afdeling\r\n"
    "4711;077461848;20-11-2026;9:05;S. El Amrani;wijkverpleegkundige;rapportage;Wond aan het been is schoon.;Noord\r\n"
    "4711;077461848;20-11-2026;9:10;S. El Amrani;wijkverpleegkundige;gewicht;71,4;Noord\r\n"
    "4711;077461848;31-02-2026;9:10;S. El Amrani;wijkverpleegkundige;rapportage;Bestaat deze dag?;Noord\r\n"
    "4712;;19-11-2026;10:00;S. El Amrani;Sandra el Amrani;rapportage;Mevrouw at niets.;Zuid\r\n"
)
# Nothing of this may be seen by beheer.
ZORG = ("Wond aan", "Mevrouw at", "El Amrani", "Sandra", "Bestaat deze", "077461848")


def upload(persona, organisatie_id, inhoud: bytes):
    return send_file(persona.browser, organisatie_id, inhoud, persona._token)


def send_file(browser, organisatie_id, inhoud: bytes, token: str):
    """As a browser sends it."""
    parts = (b'name="csrf_token"\r\n\r\n' + token.encode(), b'name="bestand"; filename="n.csv"\r\n\r\n' + inhoud)
    body = (
        b"".join(b"--grens\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--grens--\r\n"
    )
    url = thuiszorg(organisatie_id, "/bestand")
    return browser.post(url, data=body, content_type="multipart/form-data; boundary=grens")


def count(app, *which) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Notitie).where(*which))


def test_a_csv_is_looked_at_before_anything_is_taken(app, als, wereld):
    mia = als("beheerder")
    assert "Er kwam nog niets binnen" in mia.text(thuiszorg(wereld.envida))
    sent = upload(mia, wereld.envida, CSV.encode("cp1252"))
    assert sent.status_code == 303
    page = mia.text(sent.location)
    assert "Te lezen 3 notities over 2 cliënten Periode van 19-11-2026 tot en met 20-11-2026" in page
    assert "Soorten rapportage (2), gewicht (1) Functies wijkverpleegkundige (2), iets anders (1)" in page
    assert "Niet te lezen 1 rij" in page and "rij 4" in page and "puntkomma" in page and "Windows-1252" in page
    assert "Niet gelezen: Afdeling" in page
    assert "wacht op uw ja" in mia.text(thuiszorg(wereld.envida)) and count(app) == 0
    assert als("wijkverpleging").get(sent.location).status_code == 404
    other = sent.location.replace(str(wereld.envida), str(wereld.mondriaan))
    assert mia.get(other).status_code == 404 and als("beheer").get(other).status_code == 303
    assert als("beheer").post(other + "/neem").status_code == 303 and count(app) == 0, "not a file of that organisatie"

    taken = mia.post(sent.location + "/neem")
    assert taken.status_code == 303 and "/aanleveringen/" in taken.location
    result = mia.text(taken.location)
    assert "Nieuw 2" in result and "Wacht 1" in result and "Geweigerd 1" in result and "rij 4" in result
    assert count(app, Notitie.client_id == wereld.truus) == 2
    assert log_lines(app, gebeurtenis="notitie.ontvangen")[0].client_id == wereld.truus
    again = mia.post(sent.location + "/neem", follow_redirects=True)
    assert "wacht niet meer" in readable(again) and count(app) == 3, "pressing twice takes it once"
    overview = mia.text(thuiszorg(wereld.envida))
    assert "klaar met weigeringen 2 nieuw, 1 wacht, 1 geweigerd" in overview
    for text in (page, result, overview):
        assert not [word for word in ZORG if word in text]
    with app.app_context():
        assert db.session.scalar(select(Ronde.inhoud)) is None, "the file is not kept"
    # The same file again, and then rather not.
    second = upload(mia, wereld.envida, CSV.encode("utf-16"))
    mia.post(second.location + "/neem")
    third = upload(mia, wereld.envida, CSV.encode())
    assert mia.post(third.location + "/weg").status_code == 303
    assert "wacht niet meer" in readable(mia.get(third.location, follow_redirects=True))
    assert "2 ongewijzigd, 1 wacht, 1 geweigerd" in mia.text(thuiszorg(wereld.envida)) and count(app) == 3
    codes = [e for e in events(app, gebruiker_id=wereld.beheerder) if e.startswith("levering")]
    assert codes == ["levering.klaargezet", "levering.overgenomen"] * 2 + ["levering.klaargezet", "levering.weggegooid"]
    assert not [word for word in ZORG if word in whole_log(app)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_file_that_is_none_is_refused_with_what_to_do(app, als, wereld):
    mia, before = als("beheerder"), everything(app)
    for inhoud, says in (
        (b"", "Kies een CSV-bestand"),
        (b"kleur;maat\r\nrood;3\r\n", "kolom"),
        (CSV.partition("\n")[0].encode() + b"\n;;;\n\n", "staan geen notities"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, ""),
        (b"a;" * (6 * 1024 * 1024), "groter dan 10 MB"),
    ):
        answer = upload(mia, wereld.envida, inhoud)
        if len(inhoud) > 11 * 1024 * 1024:
            assert answer.status_code == 413
            continue
        assert answer.status_code == 422 and says in message_at(answer, "bestand"), inhoud[:20]
    over = CSV.encode() + b" " * (10 * 1024 * 1024)
    assert "groter dan 10 MB" in message_at(upload(mia, wereld.envida, over), "bestand")
    assert mia.post(thuiszorg(wereld.envida, "/bestand"), {"bestand": "geen bestand"}).status_code == 422
    # Room for a file is for who is signed in; a colleague without beheer finds nothing.
    assert send_file(app.test_client(), wereld.envida, CSV.encode() * 1000, "x").status_code == 413
    assert upload(als("huisarts"), wereld.envida, CSV.encode()).status_code == 404
    assert upload(mia, wereld.mondriaan, CSV.encode()).status_code == 404
    assert everything(app) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_same_file_from_the_screen_and_the_command_at_once(app, als, wereld, monkeypatch, tmp_path):
    """The command takes it up after the screen began, and is done first."""
    mia, file = als("beheerder"), tmp_path / "n.csv"
    file.write_bytes(CSV.encode())
    sent, told = upload(mia, wereld.envida, CSV.encode()), []

    def meanwhile(stream, *, nu):
        """The rows, as soon as somebody else is done with them."""
        found = read_csv(stream, nu=nu)
        return replace(found, regels=chain(_command(), found.regels))

    def _command():
        ronde = importeer(file, wereld.envida, nu=now(), begin=told.append, progress=told.append)
        told.append(ronde.id)
        yield from ()

    monkeypatch.setattr(bestanden, "read_csv", meanwhile)
    answer = mia.post(sent.location + "/neem", follow_redirects=True)
    assert answer.status_code == 200 and "nam dit bestand tegelijk over" in readable(answer)
    assert "Nieuw 2" in readable(answer) and count(app) == 3 and told[:2] == [0, 4]
    assert answer.request.path.endswith(str(told[2])), "the delivery they both were at"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_older_deliveries_are_a_page_further(app, als, wereld):
    moment = now()
    with app.app_context(), transaction():
        for n in range(23):
            # Some at the very same moment.
            begin_ronde(wereld.envida, "push").begonnen_op = moment - timedelta(hours=n // 2)
        finish(begin_ronde(wereld.mondriaan, "push"), "van een ander")
        other = db.session.scalars(select(Ronde.id).where(Ronde.organisatie_id == wereld.mondriaan)).one()
    mia, start, seen = als("beheerder"), thuiszorg(wereld.envida), []
    url = start
    while url:
        page = mia.get(url).get_data(as_text=True)
        seen += re.findall(r"/aanleveringen/([0-9a-f-]+)", page)
        more = re.search(r'href="([^"#]+)[^"]*">Toon oudere', page)
        url = more and more[1]
    assert len(seen) == len(set(seen)) == 23 and "Naar de nieuwste" in page
    last = readable(mia.get(f"{start}?voor={seen[-1]}"))
    assert "Ouder is er niet" in last and "kwam nog niets binnen" not in last
    for made_up in ("x", "%00", str(other)):
        assert f"/aanleveringen/{seen[0]}" in mia.get(f"{start}?voor={made_up}").text


def test_keys_are_made_and_revoked(app, als, wereld):
    mia, url = als("beheerder"), thuiszorg(wereld.envida, "/sleutels")
    assert "Er is nog geen sleutel" in mia.text(thuiszorg(wereld.envida))
    key = make_key(mia, wereld.envida, "  ECD   productie ", ophalen=False)
    page = mia.text(thuiszorg(wereld.envida))
    assert "ECD productie alleen aanleveren gemaakt op" in page and "door Mia Kusters · nog niet gebruikt" in page
    before = everything(app)
    for naam, says in (("", "Vul in"), ("x" * 61, "te lang"), ("ECD productie", "al een sleutel")):
        answer = mia.post(url, {"naam": naam})
        assert answer.status_code == 422 and says in message_at(answer, "naam")
    assert everything(app) == before
    (line,) = log_lines(app, gebeurtenis="bronsleutel.gemaakt")
    assert (line.gebruiker_id, line.object_soort, line.recht) == (wereld.beheerder, "bronsleutel", "beheren")
    # Of another organisatie: neither seen, nor made, nor revoked.
    elsewhere = thuiszorg(wereld.mondriaan)
    for where in (f"/sleutels/{line.object_id}/intrekken", "/sleutels", ""):
        answer = mia.post(elsewhere + where, {"naam": "x"}) if where else mia.get(elsewhere)
        assert answer.status_code == 404
    assert als("beheer").post(f"{elsewhere}/sleutels/{line.object_id}/intrekken").status_code == 404
    assert everything(app) == before
    for _ in range(2):
        assert als("beheer").post(f"{url}/{line.object_id}/intrekken").status_code == 303
    page = mia.text(thuiszorg(wereld.envida))
    assert "Ingetrokken sleutels (1)" in page and "door Ad Beheer" in page
    assert events(app, object_id=line.object_id) == ["bronsleutel.gemaakt", "bronsleutel.ingetrokken"]
    assert Systeem(app, key).push(bundle_of()).status_code == 401


def test_what_waits_can_be_removed_and_goes_by_itself(app, als, wereld):
    mia = als("beheerder")
    system = Systeem(app, make_key(mia, wereld.envida))
    other = Systeem(app, make_key(als("beheer"), wereld.mondriaan))
    for n in range(3):
        reference = {"subject": {"reference": f"Patient/Client.{n}"}}
        system.push(bundle_of(*(observation(f"{n}.{m}", **reference) for m in range(2))))
    other.push(bundle_of(observation("elders", "999990020")))
    page = mia.text(thuiszorg(wereld.envida))
    assert "Client.0 2 notities, sinds" in page and "zonder eigen nummer" not in page
    assert "zonder eigen nummer BSN ••••••020 1 notitie, sinds" in als("beheer").text(thuiszorg(wereld.mondriaan))
    with app.app_context():
        query = select(Bronclient.id).where(Bronclient.sleutel.like("%Client.0"))
        mine = db.session.scalars(query).one()
        theirs = db.session.scalars(select(Bronclient.id).where(Bronclient.bsn == "999990020")).one()
    assert mia.post(thuiszorg(wereld.envida, f"/wachtrij/{theirs}/weg")).status_code == 303 and count(app) == 7
    assert mia.post(thuiszorg(wereld.mondriaan, f"/wachtrij/{theirs}/weg")).status_code == 404 and count(app) == 7
    gone = mia.post(thuiszorg(wereld.envida, f"/wachtrij/{mine}/weg"), follow_redirects=True)
    assert "2 notities zijn voorgoed weg" in readable(gone) and count(app) == 5
    assert events(app, object_id=mine) == ["wachtrij.verwijderd"]
    with app.app_context():
        assert db.session.get(Bronclient, mine) is None, "nor is it kept who it was about"

    # Ninety days later, and a file nobody said yes to.
    sent = upload(mia, wereld.envida, CSV.encode())
    long_ago = now() - timedelta(days=91)
    change(app, update(Notitie).where(Notitie.bron_id.like("%/1.%")).values(ontvangen_op=long_ago))
    change(app, update(Ronde).where(Ronde.weg == "bestand").values(begonnen_op=now() - timedelta(days=1, minutes=1)))
    assert "wacht niet meer" in readable(mia.get(sent.location, follow_redirects=True))
    with app.app_context():
        rounds = db.session.scalar(select(func.count()).select_from(Ronde))
        assert (clean_up(), clean_up()) == (2, 0)
        assert db.session.scalar(select(func.count()).select_from(Ronde)) == rounds - 1
    assert count(app) == 3
    assert log_lines(app, gebeurtenis="wachtrij.verwijderd")[-1].aantal == 2
    # However much of it there is, the page asks the database as little.
    with queries() as sent_sql:
        mia.get(thuiszorg(wereld.envida))
    assert len(sent_sql) <= MOST
    with queries() as sent_sql:
        system.search("077461848")
    assert len(sent_sql) <= MOST
