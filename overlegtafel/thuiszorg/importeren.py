"""A file from disk: told apart by what is in it, known again by what is in it, taken from where it stopped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Onleesbaar, Weigering
from overlegtafel.thuiszorg.csv_lezen import CsvBestand, read_csv
from overlegtafel.thuiszorg.fhir_bestand import read_bundle_file
from overlegtafel.thuiszorg.models import Ronde
from overlegtafel.thuiszorg.rondes import begin_ronde, find_unfinished, finish, take_all
from overlegtafel.toegang.models import Organisatie

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Inhoud:
    """A file that can be read. csv: how it was understood, when it is CSV."""

    items: Iterator[Aanvoer | Weigering]
    csv: CsvBestand | None = None


@contextmanager
def open_bestand(path: Path, *, nu: datetime) -> Iterator[Inhoud]:
    """FHIR or CSV, by its first sign. Raises Onleesbaar, and OSError when the file itself cannot be read."""
    with path.open("rb") as file:
        begin = file.read(4096)
        for bom in _BOMS:
            begin = begin.removeprefix(bom)
        if begin.lstrip()[:1] in (b"{", b"[", b"<"):
            yield Inhoud(read_bundle_file(path, nu=nu))
        else:
            csv = read_csv(file, nu=nu)
            yield Inhoud(csv.regels, csv)


def list_namen() -> list[str]:
    """The names of all organisaties."""
    return list(db.session.scalars(select(Organisatie.naam).order_by(Organisatie.naam)))


def find_organisatie(naam: str) -> UUID | None:
    """The organisatie of this name, capitals aside."""
    rows = db.session.execute(select(Organisatie.id, Organisatie.naam))
    return next((key for key, known in rows if known.casefold() == naam.strip().casefold()), None)


def importeer(
    path: Path, organisatie_id: UUID, *, nu: datetime, begin: Callable[[int], None], progress: Callable[[int], None]
) -> Ronde:
    """Take what can be taken of this file, in transactions of its own.

    begin(gelezen): called once, with how much was taken before the same file was cut off. Raises Onleesbaar (and keeps that it was tried),
    rondes.Ingehaald, OSError.
    """
    with path.open("rb") as file:
        mark = file_digest(file, "sha256").hexdigest()
    with transaction():
        ronde = find_unfinished(organisatie_id, mark) or begin_ronde(organisatie_id, "bestand", vingerafdruk=mark)
    begin(ronde.gelezen)
    try:
        with open_bestand(path, nu=nu) as inhoud:
            return take_all(ronde.id, inhoud.items, progress)
    except Onleesbaar as error:
        with transaction():
            finish(db.session.get_one(Ronde, ronde.id), str(error))
        raise
