"""What the page of a client weighs for a browser that has nothing yet: the page and everything it refers to."""

import re
from dataclasses import dataclass

from tests.bench.bezoek import ENCODINGS, Bezoek, Mislukt, Verzoek
from tests.bench.serveren import Antwoord, Verbinding

_LOADED = re.compile(r'<(?:link [^>]*?href|script [^>]*?src|img [^>]*?src)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Deel:
    """One file: bytes of the body as sent, and with the head of the answer."""

    naam: str
    codering: str
    bytes: int
    met_kop: int


def weigh(visit: Bezoek, connection: Verbinding, client_id) -> list[Deel]:
    """The page and each file in it once, as a browser with an empty cache fetches them."""
    page = visit.ask(Verzoek("GET", f"/clienten/{client_id}"))
    parts = [_part("pagina van een cliënt", page)]
    for address in sorted(set(_LOADED.findall(visit.read(f"/clienten/{client_id}")))):
        answer = connection.ask("GET", address, headers={"Accept-Encoding": ENCODINGS})
        if answer.status != 200:
            raise Mislukt(f"GET {address}: {answer.status}")
        parts.append(_part(address.rpartition("/")[2], answer))
    return parts


def _part(name: str, answer: Antwoord) -> Deel:
    body = len(answer.body)
    return Deel(name, answer.header("Content-Encoding") or "geen", body, body + answer.kop_bytes)
