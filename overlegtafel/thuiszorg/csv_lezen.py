"""CSV from organisations without FHIR, row by row: any usual encoding and separator, Dutch dates and decimals. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import TextIOWrapper
from typing import BinaryIO

from overlegtafel.core.bsn import parse_bsn
from overlegtafel.core.narratief import plain_text
from overlegtafel.thuiszorg.aanvoer import MAX_BRON_ID, Aanvoer, Onleesbaar, Patient, Weigering
from overlegtafel.thuiszorg.csv_cellen import parse_moment_cells, parse_soort, read_meetcel
from overlegtafel.thuiszorg.csv_rijen import Gebroken, Rijen, swallows_rows
from overlegtafel.thuiszorg.csv_vorm import find_codering, find_kop
from overlegtafel.thuiszorg.fhir_velden import NietTeLezen, check_moment, check_tekst, cut_line
from overlegtafel.thuiszorg.soorten import Maat

_MAX_NUMMER = 100
# A file of which nothing can be read until here is something else.
_MAX_SLECHT = 10_000


@dataclass(frozen=True, slots=True)
class CsvBestand:
    """How the file was understood, and its rows.

    kolommen: header as it stands there -> our field. overig: headers of columns that are not read.
    """

    scheidingsteken: str
    codering: str
    kolommen: dict[str, str]
    overig: list[str]
    regels: Iterator[Aanvoer | Weigering]


def read_csv(stream: BinaryIO, *, nu: datetime) -> CsvBestand:
    """What this file delivers. The stream must be able to go back to its begin; rows are read while one asks for them.

    Raises Onleesbaar when columns are missing, naming which, or when it is no text.
    """
    encoding = find_codering(stream)
    stream.seek(0)
    text = TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        kop = find_kop(text)
    except Onleesbaar:
        text.detach()
        raise
    return CsvBestand(
        scheidingsteken=kop.scheidingsteken,
        codering=encoding.removesuffix("-sig"),
        kolommen={kop.namen[at]: field for field, at in kop.plaatsen.items()},
        overig=[name for at, name in enumerate(kop.namen) if name and at not in kop.plaatsen.values()],
        regels=_read_rows(text, kop.overslaan, kop.scheidingsteken, kop.plaatsen, len(kop.namen), nu),
    )


def _read_rows(
    text: TextIOWrapper, skip: int, separator: str, places: dict[str, int], width: int, nu: datetime
) -> Iterator[Aanvoer | Weigering]:
    try:
        text.seek(0)
        rows = Rijen(text, separator)
        for _ in range(skip):
            next(rows)
        nr, taken = 1, False
        while True:
            nr += 1
            if nr > _MAX_SLECHT and not taken:
                yield Weigering(nr, "rij", "tot hier is geen enkele rij te lezen; de rest is niet bekeken")
                return
            try:
                row = next(rows)
            except StopIteration:
                return
            except Gebroken as broken:
                yield Weigering(nr, "rij", str(broken))
                if broken.verder:
                    continue
                return
            if any(cell.strip() for cell in row):
                item = _try_row(nr, row, separator, places, width, nu)
                taken = taken or isinstance(item, Aanvoer)
                yield item
    finally:
        # The stream stays of whoever gave it.
        text.detach()


def _try_row(
    nr: int, row: list[str], separator: str, places: dict[str, int], width: int, nu: datetime
) -> Aanvoer | Weigering:
    try:
        if any(cell.strip() for cell in row[width:]):
            raise NietTeLezen('er zijn meer cellen dan kolommen; zet tekst met het scheidingsteken erin tussen ""')
        if swallows_rows(row, separator, width, places["datum"]):
            raise NietTeLezen("in een cel staan andere rijen; waarschijnlijk is een aanhalingsteken niet gesloten")
        return _read_row(nr, {field: row[at] if at < len(row) else "" for field, at in places.items()}, nu)
    except NietTeLezen as reason:
        return Weigering(nr, "rij", str(reason))


def _read_row(nr: int, cells: dict[str, str], nu: datetime) -> Aanvoer:
    def line(field: str, length: int) -> str:
        return cut_line(cells.get(field, ""), length)

    patient = _read_patient(cells)
    moment = check_moment(parse_moment_cells(line("datum", 60), line("tijd", 20)), nu)
    soort, maat = parse_soort(line("soort", 60))
    text = check_tekst(plain_text(cells.get("tekst", "")))
    waarde = waarde2 = None
    if maat:
        waarde, waarde2, text = _read_waarden(maat, line("waarde", 40), line("eenheid", 40), text)
    elif not text:
        raise NietTeLezen("de tekst is leeg")
    auteur = line("auteur", 80)
    key = line("id", _MAX_NUMMER + 1)
    if len(key) > _MAX_NUMMER:
        raise NietTeLezen("het id is te lang")
    if not key:
        # Without an id of its own a row is known by what it says, so the same row again is the same note.
        parts = (patient.sleutel or patient.bsn, moment.isoformat(), auteur, soort, maat, waarde, waarde2, text)
        key = sha256(repr(tuple(str(part) for part in parts)).encode()).hexdigest()[:40]
    return Aanvoer(
        nr=nr, soort=soort, patient=patient, bron_id=f"csv/{key}"[:MAX_BRON_ID], moment=moment, tekst=text,
        auteur=auteur, functie=line("functie", 60), maat=maat, waarde=waarde, waarde2=waarde2,
    )  # fmt: skip


def _read_patient(cells: dict[str, str]) -> Patient:
    number, typed = cut_line(cells.get("clientnummer", ""), _MAX_NUMMER + 1), cells.get("bsn", "").strip()
    if len(number) > _MAX_NUMMER:
        raise NietTeLezen("het cliëntnummer is te lang")
    bsn = parse_bsn(typed) if typed else None
    if typed and not bsn:
        raise NietTeLezen("het BSN klopt niet")
    if not number and not bsn:
        raise NietTeLezen("er staat geen cliëntnummer en geen BSN")
    return Patient(sleutel=f"nummer/{number}" if number else "", bsn=bsn)


def _read_waarden(maat: Maat, cell: str, unit: str, text: str) -> tuple[float, float | None, str]:
    """The value, and what remains as text: a row without a column for values may have it in its text."""
    if cell:
        return *read_meetcel(maat, cell, unit), text
    return *read_meetcel(maat, text, unit), ""
