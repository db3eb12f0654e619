"""Asking the FHIR server of a home-care organisatie: with a limit on everything it may do to us. Knows no database.

What goes wrong is an Ophaalfout with words of our own: nothing a server says is passed on, and no address (it holds
a BSN) or key ever stands in a message.
"""

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import requests
import urllib3

from overlegtafel.thuiszorg.fhir_json import FhirFout, parse_json
from overlegtafel.thuiszorg.fhir_velden import as_dict, as_list, get_string
from overlegtafel.thuiszorg.fhiradres import VerkeerdAdres, next_link
from overlegtafel.thuiszorg.fhirverbinding import Verbinding, VerbodenMachine

# It would write addresses, and so BSNs, into the log.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

_STUK = 64 * 1024
_TE_LANG = "De server antwoordde niet op tijd."
_WEG = "De server is niet bereikbaar. Kijk het adres na, en vraag de leverancier of de server aanstaat."


@dataclass(frozen=True, slots=True)
class Grenzen:
    """How long is waited, in seconds, and how much is taken.

    vraag: one question with its retries; ronde: all of them; vergeefs: so long on what failed, and the round is given up.
    """

    verbinden: float = 5
    lezen: float = 20
    vraag: float = 90
    ronde: float = 30 * 60
    vergeefs: float = 4 * 60
    pogingen: int = 4
    # Before the second attempt; doubling after that. A server that asks for a longer pause than this gets none.
    pauze: float = 1
    langste_pauze: float = 30
    bytes: int = 5_000_000
    bladzijden: int = 500


GRENZEN = Grenzen()
# While somebody is looking at the screen.
PROEF = Grenzen(verbinden=4, lezen=8, vraag=12, ronde=12, pogingen=1)


class Ophaalfout(Exception):
    """Why nothing (more) was fetched: reden, in Dutch. overal: whatever else is asked, it will be the same."""

    def __init__(self, reden: str, *, overal: bool = False) -> None:
        super().__init__(reden)
        self.reden, self.overal = reden, overal


class _Straks(Exception):
    """It may go well in a moment: na so many seconds, if the server says so."""

    def __init__(self, reden: str, na: float | None = None) -> None:
        super().__init__(reden)
        self.reden, self.na = reden, na


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says of itself: 'R4' or 'STU3', the number of that version, which kinds it has (None: it does not say),
    and for which of them it can tell what changed."""

    versie: str
    nummer: str
    soorten: frozenset[str] | None
    gewijzigd_sinds: frozenset[str]

    def has(self, soort: str) -> bool:
        return self.soorten is None or soort in self.soorten


class Klient:
    """To be closed, or used with `with`. demo: the server may be on this machine itself."""

    def __init__(self, adres: str, sleutel: str, *, grenzen: Grenzen = GRENZEN, demo: bool = False) -> None:
        self._adres, self.grenzen = adres, grenzen
        self._tot = time.monotonic() + grenzen.ronde
        self._verbinding = Verbinding(demo=demo)
        headers = self._verbinding.sessie.headers
        headers["User-Agent"] = "Overlegtafel"
        headers["Accept"] = "application/fhir+json, application/json;q=0.9"
        # A small answer cannot become a large one here.
        headers["Accept-Encoding"] = "identity"
        if sleutel:
            headers["Authorization"] = f"Bearer {sleutel}"

    def __enter__(self) -> "Klient":
        return self

    def __exit__(self, *_exc) -> None:
        self._verbinding.close()

    def read_metadata(self) -> Server:
        """Raises Ophaalfout, also for a version of FHIR that is not read here."""
        try:
            found = self._ask(f"{self._adres}/metadata")
        except Ophaalfout as error:
            raise Ophaalfout(error.reden, overal=True) from None
        if found.get("resourceType") not in ("CapabilityStatement", "Conformance"):
            raise Ophaalfout("Op dit adres antwoordt iets, maar geen FHIR-server. Klopt het adres?", overal=True)
        return _read_server(found)

    def search(self, soort: str, vraag: dict[str, str]) -> Iterator[dict]:
        """Every page that answers this question, one at a time. Raises Ophaalfout."""
        url, seen = f"{self._adres}/{soort}?{urlencode(vraag)}", set()
        for _ in range(self.grenzen.bladzijden):
            seen.add(url)
            page = self._ask(url)
            if page.get("resourceType") != "Bundle":
                raise Ophaalfout(f"De server gaf op de vraag naar {soort} geen lijst terug.")
            yield page
            try:
                url = next_link(page, self._adres)
            except VerkeerdAdres as error:
                raise Ophaalfout(str(error)) from None
            if url is None:
                return
            if url in seen:
                raise Ophaalfout(f"De server verwijst bij {soort} terug naar een bladzijde die al gelezen is.")
        raise Ophaalfout(
            f"De server bladert bij {soort} eindeloos door: meer dan {self.grenzen.bladzijden} bladzijden."
        )

    def _ask(self, url: str) -> dict:
        """The answer to one question, asked again when that may help. Raises Ophaalfout."""
        left = self._tot - time.monotonic()
        if left <= 0:
            raise Ophaalfout("De tijd voor deze ronde is op. De volgende keer gaat het verder.", overal=True)
        until = time.monotonic() + min(left, self.grenzen.vraag)
        pause = self.grenzen.pauze
        for attempt in range(1, self.grenzen.pogingen + 1):
            try:
                return self._ask_once(url, until)
            except _Straks as error:
                wait = pause if error.na is None else error.na
                too_long = wait > self.grenzen.langste_pauze or time.monotonic() + wait >= until
                if attempt == self.grenzen.pogingen or too_long:
                    raise Ophaalfout(error.reden) from None
            time.sleep(wait)
            pause *= 2
        raise AssertionError("pogingen is at least 1")

    def _ask_once(self, url: str, until: float) -> dict:
        left = until - time.monotonic()
        times = (min(self.grenzen.verbinden, left), min(self.grenzen.lezen, left))
        if left <= 0:
            raise Ophaalfout(_TE_LANG)
        with self._verbinding.cut_off_after(left) as cut:
            try:
                with self._verbinding.sessie.get(url, timeout=times, stream=True, allow_redirects=False) as answer:
                    _check_status(answer)
                    body = self._read(answer)
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                if cut.is_set():
                    raise Ophaalfout(_TE_LANG) from None
                raise _explain(error) from None
            if cut.is_set():
                # An answer without a length looks whole when it is cut off.
                raise Ophaalfout(_TE_LANG)
        return _parse(body)

    def _read(self, answer: requests.Response) -> bytes:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise Ophaalfout("De server stuurt samengepakte antwoorden, hoewel daar niet om gevraagd is.")
        expected = answer.headers.get("Content-Length", "")
        expected = int(expected) if expected.isdecimal() and len(expected) < 16 else None
        body = bytearray()
        if expected is None or expected <= self.grenzen.bytes:
            while stuk := answer.raw.read1(_STUK):
                body += stuk
                if len(body) > self.grenzen.bytes:
                    break
        if (expected or 0) > self.grenzen.bytes or len(body) > self.grenzen.bytes:
            raise Ophaalfout(
                f"Een antwoord is te groot: meer dan {self.grenzen.bytes // 1_000_000} MB op één bladzijde."
            )
        if expected is not None and len(body) < expected:
            raise _Straks("De server verbrak de verbinding halverwege een antwoord.")
        return bytes(body)


def _check_status(answer: requests.Response) -> None:
    status = answer.status_code
    if status == 200:
        return
    if status in (429, 502, 503, 504):
        what = "heeft het te druk" if status == 429 else "is tijdelijk niet bereikbaar"
        raise _Straks(f"De server {what} ({status}).", _retry_after(answer.headers.get("Retry-After", "")))
    if 300 <= status < 400:
        raise Ophaalfout(
            "De server stuurt door naar een ander adres. Vul het adres in waar de gegevens zelf staan.", overal=True
        )
    if status in (401, 403):
        raise Ophaalfout(f"De server weigert de sleutel ({status}). Vraag de leverancier om een nieuwe.", overal=True)
    if status == 404:
        raise Ophaalfout("De server kent dit adres niet (404). Klopt het?")
    raise Ophaalfout(f"De server gaf een fout ({status}). Vraag de leverancier wat er aan de hand is.")


def _retry_after(text: str) -> float | None:
    """Seconds, from a number or a date."""
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _explain(error: Exception) -> Exception:
    """In words, from what kind of error it is: its text holds the address that was asked."""
    inner, seen = error, []
    while inner is not None and len(seen) < 10:
        seen.append(inner)
        reason = getattr(inner, "reason", None)
        inner = inner.__cause__ or inner.__context__ or (reason if isinstance(reason, Exception) else None)
    if any(isinstance(e, VerbodenMachine) for e in seen):
        return Ophaalfout(
            "Dit adres mag niet: het leidt naar een machine die geen server op het internet is.", overal=True
        )
    if isinstance(error, requests.exceptions.SSLError):
        return Ophaalfout(
            "De beveiligde verbinding (TLS) lukt niet: het certificaat van de server klopt niet.", overal=True
        )
    if any(isinstance(e, urllib3.exceptions.NameResolutionError) for e in seen):
        return _Straks("De naam van de server is niet te vinden. Klopt het adres?")
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return _Straks(_WEG)
    if isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)):
        return _Straks(_TE_LANG)
    if any(isinstance(e, (urllib3.exceptions.NewConnectionError, ConnectionRefusedError)) for e in seen):
        return _Straks(_WEG)
    if isinstance(error, (requests.exceptions.ConnectionError, urllib3.exceptions.ProtocolError, OSError)):
        return _Straks("De server verbrak de verbinding halverwege een antwoord.")
    return Ophaalfout("De server geeft een antwoord dat niet te volgen is.")


def _parse(body: bytes) -> dict:
    start = body[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise Ophaalfout("De server stuurt een webpagina in plaats van FHIR. Klopt het adres?")
    if start.startswith(b"<"):
        raise Ophaalfout("De server stuurt XML. De Overlegtafel leest JSON; vraag de leverancier om JSON.")
    try:
        return parse_json(body)
    except FhirFout:
        raise Ophaalfout("De server stuurt iets wat geen leesbare FHIR (JSON) is.") from None


def _read_server(statement: dict) -> Server:
    nummer = get_string(statement, "fhirVersion")
    nummer = nummer if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){1,2}", nummer) else ""
    versie = next((v for start, v in _VERSIES.items() if f"{nummer}.".startswith(start)), None)
    if versie is None:
        which = f"FHIR-versie {nummer}" if nummer else "een onbekende versie van FHIR"
        raise Ophaalfout(f"De server spreekt {which}. De Overlegtafel kent R4 (4.0) en STU3 (3.0).", overal=True)
    kinds, since = set(), set()
    for side in map(as_dict, as_list(statement.get("rest"))):
        everywhere = _names(side.get("searchParam"))
        for resource in as_list(side.get("resource")):
            kind = get_string(resource, "type")
            kinds.add(kind)
            if "_lastUpdated" in everywhere | _names(as_dict(resource).get("searchParam")):
                since.add(kind)
    return Server(versie, nummer, frozenset(kinds - {""}) or None, frozenset(since))


_VERSIES = {"4.0.": "R4", "4.3.": "R4", "3.0.": "STU3"}


def _names(found: object) -> set[str]:
    return {get_string(item, "name") for item in as_list(found)}
