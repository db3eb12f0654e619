"""The whims of the demo's FHIR server: what servers do that are broken, slow, or up to no good."""

from copy import deepcopy
from urllib.parse import urlsplit

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\n"


def _hang(antwoord, bron) -> bool:
    bron.stop.wait(60)
    antwoord.close_connection = True
    return True


def _drip(antwoord, bron, head: bytes, every: float = 0.02) -> bool:
    """A byte at a time, without end: no single wait is ever long."""
    antwoord.wfile.write(head)
    antwoord.close_connection = True
    try:
        while not bron.stop.wait(every):
            antwoord.wfile.write(b" ")
    except OSError:
        pass
    return True


def _error(status: int, times: int | None = None, **headers: str):
    def gril(antwoord, bron) -> bool:
        if times is not None and bron.al_gedaan > times:
            return False
        antwoord.send_outcome(status, **headers)
        return True

    return gril


def _body(body: bytes, content_type: str = "application/fhir+json", **headers: str):
    def gril(antwoord, _bron) -> bool:
        antwoord.send_body(body, 200, Content_Type=content_type, **headers)
        return True

    return gril


def _drop(antwoord, _bron) -> bool:
    antwoord.send_body(b'{"resourceType": "Bundle", "entry": [', length=5000)
    antwoord.close_connection = True
    return True


def _raw(answer: bytes):
    def gril(antwoord, _bron) -> bool:
        antwoord.wfile.write(answer)
        antwoord.close_connection = True
        return True

    return gril


def _drop_at_once(antwoord, _bron) -> bool:
    antwoord.close_connection = True
    return True


def _redirect(antwoord, bron) -> bool:
    antwoord.send_outcome(302, Location=bron.waarheen or "/fhir/elders")
    return True


def _endless(page: dict, bron, begin: int) -> dict:
    here = _next(page) or next(link["url"] for link in page["link"])
    return _with_next(page, f"{here.partition('?')[0]}?{urlsplit(here).query}&_bladzijde={begin + bron_count(bron)}")


def bron_count(bron) -> int:
    bron.al_gedaan += 1
    return bron.al_gedaan


def _next(page: dict) -> str | None:
    return next((link["url"] for link in page["link"] if link["relation"] == "next"), None)


def _with_next(page: dict, url: str) -> dict:
    links = [link for link in page["link"] if link["relation"] != "next"]
    return page | {"link": [*links, {"relation": "next", "url": url}]}


def _rewrite(make):
    """Change the link to the next page, where there is one."""
    return lambda page, bron, _begin: _with_next(page, make(url, bron)) if (url := _next(page)) else page


def _elsewhere(url: str, bron) -> str:
    return f"{bron.waarheen or 'http://elders.test/fhir'}/Observation?{urlsplit(url).query}"


def _other_patient(page: dict, _bron, _begin: int) -> dict:
    page = deepcopy(page)
    for entry in page.get("entry", [])[:1]:
        resource = entry["resource"]
        if resource["resourceType"] == "Patient":
            resource["identifier"][0]["value"] = "999990019"
        else:
            resource["subject"] = {"reference": "Patient/Client.iemand-anders"}
    return page


def _twice(page: dict, _bron, _begin: int) -> dict:
    again = deepcopy(page["entry"][0])
    again["resource"]["id"] += "-2"
    return page | {"entry": [*page["entry"], again]}


# What happens in the place of an answer; True: that was it.
GRILLEN = {
    "hangt": _hang,
    "traag": lambda a, b: _drip(a, b, _HEAD + b"\r\n"),
    "trage-kop": lambda a, b: _drip(a, b, _HEAD + b"X-Traag:"),
    "fout401": _error(401),
    "fout404": _error(404),
    "fout500": _error(500),
    "fout503": _error(503),
    "fout429-eens": _error(429, 1, Retry_After="0"),
    "fout429-lang": _error(429, Retry_After="86400"),
    "kapotte-json": _body(b'{"resourceType": "Bundle", "entry": [{'),
    "diepe-json": _body(b"[" * 200_000),
    "geen-lijst": _body(b'{"resourceType": "Basic"}'),
    "html": _body(b"<!DOCTYPE html><title>Inloggen</title>", "text/html"),
    "xml": _body(b'<?xml version="1.0"?><Bundle/>', "application/fhir+xml"),
    "ingepakt": _body(b"\x1f\x8b\x08\x00", Content_Encoding="gzip"),
    "reusachtig": _body(b" " * 3_000_000 + b"{}"),
    "breekt-af": _drop,
    "hangt-op": _drop_at_once,
    "geen-http": _raw(b"\x00\xff hallo\r\n\r\n"),
    "kapotte-brokken": _raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
    "brokken-breken-af": _raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{"),
    "lange-kop": _raw(_HEAD + b"X: " + b"x" * 70_000 + b"\r\n\r\n{}"),
    "stuurt-door": _redirect,
}

# What is wrong with the link to the next page.
BLADEREN = {
    "eindeloos": _endless,
    "rondje": lambda page, _bron, _begin: _with_next(page, page["link"][0]["url"]),
    "vreemde-server": _rewrite(_elsewhere),
    "buiten-fhir": _rewrite(lambda url, _bron: url.replace("/fhir/", "/fhir/../beheer/")),
    # As the real system does it: its own name behind the proxy, without a scheme.
    "schemaloos": _rewrite(lambda url, _bron: f"localhost:8090{urlsplit(url).path}?{urlsplit(url).query}"),
}

# What is wrong with what it says.
INHOUD = {
    "andere-client": _other_patient,
    "dubbele-client": _twice,
    "onbekend": lambda page, _bron, _begin: {k: v for k, v in page.items() if k != "entry"},
    "totaal-liegt": lambda page, _bron, _begin: page | {"total": 4_000_000},
}
