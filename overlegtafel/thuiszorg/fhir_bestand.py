"""A FHIR bundle in a file of any size, read entry by entry: memory stays the same however long it is. Pure."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import ijson

from overlegtafel.thuiszorg.aanvoer import Aanvoer, Onleesbaar, Weigering
from overlegtafel.thuiszorg.fhir_kader import Kader, read_frame
from overlegtafel.thuiszorg.fhir_lezen import read_entry

_BOM = b"\xef\xbb\xbf"
# Deeper or larger is no entry about a client, and would take all memory there is.
_MAX_DIEPTE = 60
_MAX_ONDERDEEL = 5_000_000
# What a list or an object takes in memory, in signs.
_GEWICHT = 25
# A sign that stands in a word because of the backslash before it.
_ONTSNAPT = re.compile(rb"\\.", re.S)
_TE_GROOT = "Een onderdeel van dit bestand is te groot om te lezen."
_VELDEN = ("resourceType", "type", "meta", "timestamp", "link")


def read_bundle_file(path: Path, *, nu: datetime) -> Iterator[Aanvoer | Weigering]:
    """Like fhir_lezen.read_bundle, from a file. Reads it through once before giving anything, so broken JSON is found then.

    Raises Onleesbaar for broken JSON, XML, what is no Bundle, and entries that no source would make.
    """
    kader = _read_frame(path)
    return _read_entries(path, kader, nu)


def _read_frame(path: Path) -> Kader:
    fields = {}
    with _open_json(path) as file:
        begin = file.tell()
        _check_words(file)
        file.seek(begin)
        _check_size(file)
        for name in _VELDEN:
            file.seek(begin)
            fields[name] = next(ijson.items(file, name, use_float=True), None)
        kader = read_frame(fields)
        file.seek(begin)
        for entry in ijson.items(file, "entry.item", use_float=True):
            kader.note(entry)
    return kader


def _check_words(file: BinaryIO) -> None:
    """That no word in it is so long that reading it would take all memory there is."""
    since_quote, held = 0, b""
    while piece := file.read(1 << 20):
        piece = _ONTSNAPT.sub(b"xx", held + piece)
        held = piece[-1:] if piece.endswith(b"\\") else b""
        piece = piece.removesuffix(held)
        before = piece.find(b'"')
        if since_quote + (len(piece) if before < 0 else before) > _MAX_ONDERDEEL:
            raise Onleesbaar(_TE_GROOT)
        since_quote = since_quote + len(piece) if before < 0 else len(piece) - piece.rfind(b'"') - 1


def _check_size(file: BinaryIO) -> None:
    """Read it all as loose signs and words, in no memory to speak of."""
    depth = size = 0
    for event, value in ijson.basic_parse(file, use_float=True):
        if event in ("start_map", "start_array"):
            depth += 1
            size += _GEWICHT
            if depth > _MAX_DIEPTE:
                raise Onleesbaar("Dit bestand is geen bundel: de onderdelen zitten te diep in elkaar.")
        elif event in ("end_map", "end_array"):
            depth -= 1
        # An entry is a map in the list in the bundle.
        if depth <= 2:
            size = 0
        size += len(value) if isinstance(value, str) else 1
        if size > _MAX_ONDERDEEL:
            raise Onleesbaar(_TE_GROOT)


def _read_entries(path: Path, kader: Kader, nu: datetime) -> Iterator[Aanvoer | Weigering]:
    with _open_json(path) as file:
        for nr, entry in enumerate(ijson.items(file, "entry.item", use_float=True), start=1):
            yield from read_entry(nr, entry, kader, nu=nu)


@contextmanager
def _open_json(path: Path) -> Iterator[BinaryIO]:
    """The file at its first sign. Whatever is wrong with the JSON inside is Onleesbaar."""
    with path.open("rb") as file:
        begin = file.read(1024)
        if begin.removeprefix(_BOM).lstrip().startswith(b"<"):
            raise Onleesbaar("Dit bestand is XML. Stuur JSON, geen XML.")
        file.seek(len(_BOM) if begin.startswith(_BOM) else 0)
        try:
            yield file
        except (ijson.JSONError, UnicodeDecodeError):
            raise Onleesbaar("Dit bestand is geen goede JSON: het is beschadigd of niet volledig.") from None
