"""Asking a real FHIR server that is slow, broken, lies, or is up to no good: a clear reason, in time, with nothing leaked."""

import logging
import socket
import ssl
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from overlegtafel.core.datums import now
from overlegtafel.thuiszorg.fhiradres import VerkeerdAdres, check_adres, is_forbidden_ip, next_link
from overlegtafel.thuiszorg.fhirklient import Klient, Ophaalfout
from overlegtafel.thuiszorg.fhirverbinding import Verbinding
from overlegtafel.thuiszorg.ophaalvragen import Vraag, find_patients
from tests.thuiszorg.bron import BSN, KORT, ONGEDULDIG, SLEUTEL

VRAAG = Vraag("Observation").about(BSN, None)


@pytest.fixture
def bron(fhirserver):
    return fhirserver


def fetch(bron, *, sleutel=SLEUTEL, grenzen=KORT) -> list[dict]:
    with Klient(bron.adres, sleutel, grenzen=grenzen, demo=True) as klient:
        klient.read_metadata()
        return list(klient.search("Observation", VRAAG))


@pytest.mark.parametrize("versie", ["R4", "STU3"])
def test_every_page_of_both_versions(bron, versie):
    bron.set(versie=versie)
    with Klient(bron.adres, SLEUTEL, grenzen=KORT, demo=True) as klient:
        server = klient.read_metadata()
        assert (server.versie, server.nummer[:3]) == (versie, {"R4": "4.0", "STU3": "3.0"}[versie])
        assert server.has("Goal") and not server.has("CarePlan") and "Observation" in server.gewijzigd_sinds
        pages = list(klient.search("Observation", VRAAG))
        who = next(klient.search("Patient", {"identifier": VRAAG["patient.identifier"]}))
    entries = [entry["resource"]["id"] for page in pages for entry in page["entry"]]
    assert len(pages) == 4 and len(entries) == len(set(entries)) == pages[0]["total"] == 36
    assert find_patients(who, BSN) == {"Client.500f9b5e-9248-4c0b-b96d-3bb75d3148ce"}
    assert find_patients(who, "999990019") == set()
    assert all(line["sleutel"] for line in bron.asked())


@pytest.mark.parametrize(
    ("gril", "reden"),
    [
        ("hangt", "niet op tijd"),
        ("traag", "niet op tijd"),
        ("trage-kop", "niet op tijd"),
        ("fout401", "weigert de sleutel (401)"),
        ("fout404", "kent dit adres niet (404)"),
        ("fout500", "gaf een fout (500)"),
        ("fout503", "tijdelijk niet bereikbaar (503)"),
        ("fout429-lang", "te druk (429)"),
        ("kapotte-json", "geen leesbare FHIR"),
        ("diepe-json", "geen leesbare FHIR"),
        ("geen-lijst", "geen lijst"),
        ("html", "een webpagina"),
        ("xml", "stuurt XML"),
        ("ingepakt", "samengepakte"),
        ("reusachtig", "te groot"),
        ("breekt-af", "verbrak de verbinding"),
        ("hangt-op", "verbrak de verbinding"),
        ("geen-http", "verbrak de verbinding"),
        ("kapotte-brokken", "verbrak de verbinding"),
        ("brokken-breken-af", "verbrak de verbinding"),
        ("lange-kop", "verbrak de verbinding"),
        ("stuurt-door", "naar een ander adres"),
        ("eindeloos", "eindeloos door: meer dan 6"),
        ("rondje", "die al gelezen is"),
        ("vreemde-server", "een andere server"),
        ("buiten-fhir", "buiten het FHIR-adres"),
    ],
)
def test_each_whim_has_its_reason(bron, caplog, gril, reden):
    """Also where the whole page is refused: the key and the BSN go nowhere else, and stand in no message or log."""
    caplog.set_level(logging.DEBUG)
    with socket.socket() as elsewhere:
        elsewhere.bind(("127.0.0.1", 0))
        elsewhere.listen()
        elsewhere.setblocking(False)
        bron.set(gril, waarheen=f"http://127.0.0.1:{elsewhere.getsockname()[1]}/fhir")
        with pytest.raises(Ophaalfout) as error:
            fetch(bron, grenzen=ONGEDULDIG if "op tijd" in reden else KORT)
        assert reden in error.value.reden
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    told = error.value.reden + repr(error.value) + caplog.text
    for secret in (SLEUTEL, BSN, "Böcker", bron.adres):
        assert secret not in told


def test_time_that_was_up_before_there_was_a_connection_is_up(bron):
    """Looking up a name can take longer than the whole question may: what connects after that is not waited for."""
    verbinding = Verbinding(demo=True)
    assert verbinding.sessie.get(f"{bron.adres}/metadata", timeout=5).status_code == 401
    verbinding.close()
    with verbinding.cut_off_after(0) as cut:
        assert cut.wait(5)
        with pytest.raises(requests.ConnectionError):
            verbinding.sessie.get(f"{bron.adres}/metadata", timeout=5)
    verbinding.close()


def test_what_passes_is_tried_again(bron):
    bron.set("fout429-eens")
    assert len(fetch(bron)) == 4
    bron.set("fout503")
    with pytest.raises(Ophaalfout):
        fetch(bron)
    assert sum("Observation" in line["pad"] for line in bron.asked()) == KORT.pogingen
    # Who asks to come back tomorrow, or says what trying again does not change, is not asked again.
    for gril in ("fout429-lang", "fout500", "fout401", "html"):
        bron.set(gril)
        with pytest.raises(Ophaalfout):
            fetch(bron)
        assert sum("Observation" in line["pad"] for line in bron.asked()) == 1, gril


def test_a_server_behind_a_proxy_and_one_that_lies_about_its_total(bron):
    for gril in ("schemaloos", "totaal-liegt"):
        bron.set(gril)
        assert sum(len(page["entry"]) for page in fetch(bron)) == 36
    assert all(line["sleutel"] for line in bron.asked())


def test_a_version_that_is_not_read_is_named(bron):
    bron.set("versie5")
    with pytest.raises(Ophaalfout, match=r"FHIR-versie 5\.0\.0") as error:
        fetch(bron)
    assert error.value.overal
    bron.set("html", bij="metadata")
    with pytest.raises(Ophaalfout, match="webpagina"):
        fetch(bron)


def test_wrong_key_no_server_and_no_time_left(bron):
    bron.set()
    with pytest.raises(Ophaalfout, match="weigert de sleutel"):
        fetch(bron, sleutel="verkeerd")
    with pytest.raises(Ophaalfout, match="De tijd voor deze ronde is op"):
        fetch(bron, grenzen=replace(KORT, ronde=0))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/fhir"
        with Klient(nobody, "", grenzen=KORT, demo=True) as klient, pytest.raises(Ophaalfout, match="niet bereikbaar"):
            klient.read_metadata()


def test_the_machine_itself_is_refused_whatever_its_name(bron):
    """Outside the demo; at the connection, so also where a name suddenly leads somewhere else."""
    bron.set()
    here = bron.adres.replace("127.0.0.1", "localhost")
    with Klient(here, SLEUTEL, grenzen=KORT) as klient, pytest.raises(Ophaalfout, match="Dit adres mag niet"):
        klient.read_metadata()
    assert bron.asked() == []


@pytest.fixture
def tls(tmp_path):
    """A server on this machine with a certificate of its own making: its address, the certificate, what was asked of it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "proef")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now() - timedelta(days=1)).not_valid_after(now() + timedelta(days=1))
    made = made.add_extension(here, critical=False).sign(key, SHA256())
    whole, asked = tmp_path / "tls.pem", []
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    whole.write_bytes(made.public_bytes(Encoding.PEM) + secret)

    class Answer(BaseHTTPRequestHandler):
        def log_message(self, *_args):
            pass

        def do_GET(self):
            asked.append(self.headers.get("Authorization"))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"}')

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}/fhir", whole, asked
        server.shutdown()
        thread.join()


def test_the_key_goes_only_to_who_the_certificate_says(tls):
    adres, certificate, asked = tls
    with Klient(adres, SLEUTEL, grenzen=KORT, demo=True) as klient:
        with pytest.raises(Ophaalfout, match="certificaat") as error:
            klient.read_metadata()
        assert error.value.overal and asked == []
        klient._verbinding.sessie.verify = str(certificate)
        assert klient.read_metadata().versie == "R4" and asked == [f"Bearer {SLEUTEL}"]
    with Klient(adres, SLEUTEL, grenzen=KORT) as klient, pytest.raises(Ophaalfout, match="Dit adres mag niet"):
        klient.read_metadata()
    assert len(asked) == 1


def test_addresses():
    assert check_adres(" https://FHIR.Voorbeeld.nl:8443/fhir/ ", demo=False) == "https://fhir.voorbeeld.nl:8443/fhir"
    assert check_adres("http://127.0.0.1:8090/fhir", demo=True) == "http://127.0.0.1:8090/fhir"
    for wrong in (
        "", "fhir.voorbeeld.nl", "ftp://voorbeeld.nl", "http://voorbeeld.nl", "https://ik:geheim@voorbeeld.nl/fhir",
        "https://voorbeeld.nl/fhir?x=1", "https://voorbeeld.nl/fhir#x", "https://voorbeeld.nl/a/../b", "https:///fhir",
        "https://voorbeeld.nl:99999/", "https://voorbeeld.nl/a b", "https://169.254.169.254/latest", "https://0.0.0.0/",
        "https://[::1]/fhir", "https://[fe80::1]/", "https://[::ffff:169.254.169.254]/", "https://[2002:7f00:1::]/", "https://127.0.0.1/fhir",
        "http://127.0.0.1:8090/fhir", "https://localhost/fhir", "https://[fd00:ec2::254]/", "https://[", "\u00e9",
    ):  # fmt: skip
        with pytest.raises(VerkeerdAdres):
            check_adres(wrong, demo=False)
    assert not is_forbidden_ip("10.1.2.3", demo=False) and is_forbidden_ip("fe80::1%eth0", demo=True)


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("https://zorg.test/fhir/Observation?page=2", "https://zorg.test/fhir/Observation?page=2"),
        ("https://zorg.test:443/fhir?_getpages=a&b=c", "https://zorg.test/fhir?_getpages=a&b=c"),
        ("localhost:8090/fhir/Observation?page=2", "https://zorg.test/fhir/Observation?page=2"),
        ("intern/fhir/Observation", "https://zorg.test/fhir/Observation"),
        ("/fhir/Observation?page=2", "https://zorg.test/fhir/Observation?page=2"),
        ("?page=2", "https://zorg.test/fhir?page=2"),
        *((wrong, None) for wrong in (
            "http://zorg.test/fhir/Observation", "https://elders.test/fhir/Observation", "//elders.test/fhir/Observation",
            "https://zorg.test@elders.test/fhir/x", "https://x@zorg.test/fhir/x", "https://zorg.test:8443/fhir/x",
            "localhost:8090/beheer/x", "https://zorg.test/fhirs/x", "https://zorg.test/fhir/../x", "/fhir/%2e%2e/x",
            "/fhir/%252e%252e/x", "/fhir\\..\\x", "/fhir/x\r\nHost: elders.test", "file:///fhir/x", "", 7, None, ["/fhir"],
            "https://zorg.test/fhir/" + "x" * 5000, "https://[/fhir", "/fhir/x?\u00e9",
        )),
    ],
)  # fmt: skip
def test_the_next_page_is_below_the_base_or_nowhere(link, leads_to):
    page = {"link": [{"relation": "self", "url": "x"}, {"relation": "next", "url": link}, 4]}
    if leads_to is None:
        with pytest.raises(VerkeerdAdres):
            next_link(page, "https://zorg.test/fhir")
    else:
        assert next_link(page, "https://zorg.test/fhir") == leads_to
    assert next_link({"link": link}, "https://zorg.test/fhir") is None
