"""The rows of a CSV, in which what stands in one row never ends up in another. Pure.

One quote that is not closed makes a cell of the rows after it, up to the next quote; then those rows are about somebody else.
"""

import csv
from typing import TextIO

from overlegtafel.thuiszorg.csv_cellen import parse_moment_cells
from overlegtafel.thuiszorg.fhir_velden import NietTeLezen

# A line without an end is not kept.
_MAX_LIJN = 1_000_000
# From so many cells on, a line with as many as the header is no sentence with commas.
_MIN_CELLEN = 5
_OPEN = (
    "hier begint een cel waarvan het aanhalingsteken niet is gesloten; de rest van het bestand is niet gelezen. Herstel "
    "deze rij en stuur het bestand opnieuw"
)
_LOS = (
    'een cel is te lang, of heeft een aanhalingsteken waar het niet kan; zet tekst tussen "" en schrijf " erin als ""'
)


class Gebroken(Exception):
    """This row cannot be read. verder: where it ends is certain, so the next one can be."""

    def __init__(self, reden: str, *, verder: bool) -> None:
        super().__init__(reden)
        self.verder = verder


class Rijen:
    """Iterator of rows; raises Gebroken for one that cannot be read, and goes on after it where that can be."""

    def __init__(self, text: TextIO, separator: str) -> None:
        self._text = text
        self._reader = csv.reader(iter(self._next_line, ""), delimiter=separator, strict=True)
        self._begin()

    def _begin(self) -> None:
        self._lines = self._quotes = 0
        self._too_long = False

    def _next_line(self) -> str:
        line = self._text.readline(_MAX_LIJN)
        self._lines += bool(line)
        self._quotes += line.count('"')
        piece = line
        while len(piece) == _MAX_LIJN and piece[-1] not in "\r\n":
            self._too_long = True
            piece = self._text.readline(_MAX_LIJN)
            self._quotes += piece.count('"')
        return line

    def __iter__(self) -> "Rijen":
        return self

    def __next__(self) -> list[str]:
        self._begin()
        try:
            row = next(self._reader)
        except csv.Error:
            # On one line, with as many quotes that open as close, it ends where the line does.
            certain = self._lines == 1 and self._quotes % 2 == 0
            raise Gebroken(_LOS if certain else _OPEN, verder=certain) from None
        if self._too_long:
            certain = self._quotes % 2 == 0
            raise Gebroken(_LOS if certain else _OPEN, verder=certain)
        return row


def swallows_rows(row: list[str], separator: str, width: int, date_at: int) -> bool:
    """Whether a cell of several lines holds what looks like (the begin or the end of) other rows of this file."""
    for at, cell in enumerate(row):
        first, *others = cell.splitlines() or [""]
        if not others:
            continue
        # The cell may have begun in the middle of its own row, and that row may end in it.
        lines = [(first, at), *((line, 0) for line in others)]
        if any(_looks_like_row(line.split(separator), skipped, width, date_at) for line, skipped in lines):
            return True
    return False


def _looks_like_row(cells: list[str], skipped: int, width: int, date_at: int) -> bool:
    if len(cells) >= max(width, _MIN_CELLEN):
        return True
    # Counted from where a row begins, and from where it ends.
    places = {date_at - skipped, len(cells) - (width - date_at)}
    return len(cells) > 1 and any(_is_date(cells[place]) for place in places if 0 <= place < len(cells))


def _is_date(cell: str) -> bool:
    try:
        parse_moment_cells(cell.strip()[:60], "")
    except NietTeLezen:
        return False
    return True
