"""How a CSV is written: its encoding, its separator, and which column holds what. Pure."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, TextIO

from overlegtafel.core.namen import normalise
from overlegtafel.core.tekst import clean_line
from overlegtafel.thuiszorg.aanvoer import Onleesbaar

_SCHEIDINGSTEKENS = ";,\t|"
_STUK = 1 << 16
# A header stands in the first lines, and is no novel.
_KOP_REGELS = 10
_KOP_TEKENS = 20_000

# Our field -> how it is headed, without spaces and signs; compared as the search for names does (ij is y).
_NAMEN = {
    "clientnummer": "clientnummer clientnr client clientid clientcode clientnumber patientnummer patientnr patientid "
    "dossiernummer dossiernr",
    "bsn": "bsn burgerservicenummer bsnnummer bsnnr sofinummer",
    "datum": "datum date datumtijd datumentijd datetime timestamp tijdstip moment rapportagedatum datumrapportage "
    "registratiedatum meetdatum geregistreerdop aangemaaktop",
    "tijd": "tijd time uur rapportagetijd tijdrapportage",
    "auteur": "auteur auteurmedewerker medewerker medewerkernaam naammedewerker rapporteur door geschrevendoor "
    "zorgverlener hulpverlener author",
    "functie": "functie functienaam discipline deskundigheid rol function",
    "soort": "soort type categorie soortrapportage rapportagesoort rapportagetype meting kind",
    "tekst": "tekst text rapportage rapportagetekst inhoud notitie verslag omschrijving beschrijving opmerking "
    "toelichting",
    "id": "id rapportageid notitieid recordid rapportid kenmerk uniekid",
    "waarde": "waarde meetwaarde value uitslag resultaat",
    "eenheid": "eenheid unit",
}
_VELD_BY_NAAM = {normalise(name): field for field, names in _NAMEN.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Kop:
    """The header: how many rows until after it, its names, and our field -> column."""

    scheidingsteken: str
    overslaan: int
    namen: list[str]
    plaatsen: dict[str, int]


def find_codering(stream: BinaryIO) -> str:
    """The encoding, from the first signs or else from reading it all through. Raises Onleesbaar for what is no text."""
    stream.seek(0)
    begin = stream.read(_STUK)
    if not begin.strip():
        raise Onleesbaar("Het bestand is leeg.")
    if begin.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Onleesbaar("Dit is een Excel-bestand. Bewaar het in Excel als CSV, en stuur dat.")
    if begin.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if begin[1::2].count(0) > len(begin) // 8:
        return "utf-16-le"
    if begin[::2].count(0) > len(begin) // 8:
        return "utf-16-be"
    if b"\0" in begin:
        raise Onleesbaar("Dit is geen tekstbestand. Stuur CSV.")
    return "utf-8" if _is_utf8(begin, stream) else "cp1252"


def _is_utf8(begin: bytes, stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        piece = begin
        while piece:
            decoder.decode(piece)
            piece = stream.read(_STUK)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def find_kop(text: TextIO) -> Kop:
    """The header and the separator, whichever gives most columns we know.

    Raises Onleesbaar that names the columns that are missing, and those that were recognised.
    """
    lines = _first_lines(text)
    heads = [head for sign in _SCHEIDINGSTEKENS if (head := _read_head(lines, sign))]
    head = max(heads, key=lambda head: len(head.plaatsen), default=None)
    if head is None or len(head.plaatsen) < 2:
        # Perhaps there is no header, and these are somebody's data: nothing of it is repeated.
        raise Onleesbaar("De kolommen worden niet herkend. Zet in de eerste rij de namen: cliëntnummer, BSN, datum, tijd, "
                         "auteur, functie, soort, tekst.")  # fmt: skip
    has = head.plaatsen
    missing = [] if {"clientnummer", "bsn"} & has.keys() else ["cliëntnummer of BSN"]
    missing += [] if "datum" in has else ["datum"]
    missing += [] if {"tekst", "waarde"} & has.keys() else ["tekst"]
    if missing:
        raise Onleesbaar(f"Deze kolom ontbreekt: {', '.join(missing)}. Wel herkend: {_show(head)}.")
    return head


def _first_lines(text: TextIO) -> list[str]:
    text.seek(0)
    return [text.readline(_KOP_TEKENS) for _ in range(_KOP_REGELS)]


def _read_head(lines: list[str], separator: str) -> Kop | None:
    for nr, row in enumerate(_rows(lines, separator), start=1):
        names = [clean_line(cell) for cell in row]
        # Excel may say which separator it uses, on a line before the header.
        if not any(names) or names[0].casefold().startswith("sep="):
            continue
        places: dict[str, int] = {}
        for at, name in enumerate(names):
            field = _VELD_BY_NAAM.get(normalise(name).replace(" ", ""))
            if field:
                places.setdefault(field, at)
        return Kop(separator, nr, names, places)
    return None


def _rows(lines: list[str], separator: str) -> Iterator[list[str]]:
    try:
        yield from islice(csv.reader(lines, delimiter=separator, strict=True), _KOP_REGELS)
    except csv.Error:
        return


def _show(head: Kop) -> str:
    """The names we know; where there is no header, anything else is somebody's data."""
    return ", ".join(head.namen[at] for at in sorted(head.plaatsen.values()))
