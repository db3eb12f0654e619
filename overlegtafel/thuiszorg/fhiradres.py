"""Which addresses the Overlegtafel may be sent to: that of a FHIR server, and those its pages refer to. Pure."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

MAX_ADRES = 300
_MAX_LINK = 4000
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]")
_PAD = re.compile(r"(/[A-Za-z0-9._~%!$&'()*+,;=:@-]*)*")
# What a server behind a proxy writes: its own name there, without a scheme ('localhost:8090/fhir/Observation?...').
_KALE_HOST = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?(/[^?#]*)(?:\?([^#]*))?")
_LOKAAL = ("localhost", "127.0.0.1", "[::1]")
# Where machines in a cloud ask about themselves; not all of these are link-local.
_VAN_DE_MACHINE = ("fd00:ec2::254", "100.100.100.200", "168.63.129.16")


class VerkeerdAdres(ValueError):
    """Not to be used; the message says why, in Dutch, without the address."""


def check_adres(typed: str, *, demo: bool) -> str:
    """The base address of a FHIR server, without a slash at the end. Raises VerkeerdAdres.

    demo: this machine itself may be asked, without TLS.
    """
    parts = _split(typed.strip().rstrip("/"))
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    if parts.scheme not in ("https", "http") or not _HOST.fullmatch(shown):
        raise VerkeerdAdres(
            "Vul het hele adres in, zoals de leverancier het geeft. Bijvoorbeeld https://fhir.voorbeeld.nl/fhir."
        )
    if "@" in parts.netloc:
        raise VerkeerdAdres("Zet geen naam of wachtwoord in het adres. Er is een eigen veld voor de sleutel.")
    if parts.query or parts.fragment or not _PAD.fullmatch(parts.path) or _climbs(parts.path):
        raise VerkeerdAdres("Vul alleen het begin van het adres in, zonder vraagteken en wat daarachter staat.")
    if parts.scheme == "http" and not (demo and shown in _LOKAAL):
        raise VerkeerdAdres("Het adres moet beginnen met https://, zodat niemand meeleest.")
    if shown in _LOKAAL and not demo:
        raise VerkeerdAdres("Dit adres wijst naar de Overlegtafel zelf. Vul het adres van de andere server in.")
    if _is_ip(host) and is_forbidden_ip(host, demo=demo):
        raise VerkeerdAdres(
            "Dit adres mag niet: het leidt naar deze machine zelf, of naar een adres dat geen server van een ander is."
        )
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{shown}{port}{parts.path}"


def is_forbidden_ip(ip: str, *, demo: bool) -> bool:
    """Whether nothing may be asked of the machine at this address, whatever name led there."""
    address = ip_address(ip.partition("%")[0])
    # An address of the old kind packed in one of the new kind is that old address.
    address = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    if address.is_loopback:
        return not demo
    wrong = address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved
    return wrong or str(address) in _VAN_DE_MACHINE


def next_link(page: dict, base: str) -> str | None:
    """The address of the page after this one, at our own server and below its base; None on the last. Raises VerkeerdAdres."""
    links = page.get("link")
    found = [
        link.get("url")
        for link in (links if isinstance(links, list) else [])
        if isinstance(link, dict) and link.get("relation") == "next"
    ]
    if not found:
        return None
    link, ours = found[0], urlsplit(base)
    if not isinstance(link, str) or not 0 < len(link) <= _MAX_LINK or not link.isascii() or not link.isprintable():
        raise VerkeerdAdres("De server geeft een volgende bladzijde die geen adres is.")
    if "://" not in link and (bare := _KALE_HOST.fullmatch(link)):
        path, query = bare[1], bare[2] or ""
    else:
        parts = _split(link)
        if (parts.scheme or parts.netloc) and _origin(parts) != _origin(ours):
            raise VerkeerdAdres("De server verwijst voor de volgende bladzijde naar een andere server. Dat mag niet.")
        path, query = parts.path or ours.path, parts.query
    below = path == ours.path or path.startswith(ours.path + "/")
    if not below or not _PAD.fullmatch(path) or _climbs(path) or not query.isprintable():
        raise VerkeerdAdres("De server verwijst voor de volgende bladzijde naar een plek buiten het FHIR-adres.")
    return f"{ours.scheme}://{ours.netloc}{path}" + (f"?{query}" if query else "")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise VerkeerdAdres("Dit is geen webadres. Kijk of er een teken te veel of te weinig staat.") from None
    return parts


def _origin(parts: SplitResult) -> tuple:
    """Scheme, host and port; who puts a name before the host is nobody we know."""
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, parts.hostname, port, "@" in parts.netloc


def _climbs(path: str) -> bool:
    """Whether a path goes up on its way, also when that is written in a roundabout way."""
    for _ in range(3):
        path = unquote(path)
    return "\\" in path or any(part in (".", "..") for part in path.split("/"))


def _is_ip(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
