"""The lines of a selection as CSV: UTF-8, semicolons, a header; a spreadsheet opens it as it is."""

import csv
import io
from collections.abc import Iterable, Iterator

from sqlalchemy import Row, func, select

from overlegtafel.core.datums import NL
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.logboek.lezen import REGEL, Selectie, load_organisaties, load_people
from overlegtafel.logboek.woorden import wat

_STUK = 2000
KOPPEN = (
    "nummer", "datum", "tijd", "gebeurtenis", "wat", "actie", "naam", "functie", "organisatie", "namens", "object_soort",
    "object", "client", "recht", "grond", "toestemming", "noodtoegang", "aantal", "bron",
)  # fmt: skip
# A spreadsheet takes what begins with one of these for a formula.
_FORMULE = ("=", "+", "-", "@", "\t", "\r")


def count_lines(selectie: Selectie) -> tuple[int, int]:
    """How many lines there are now, and the number of the newest."""
    query = select(func.count(), func.coalesce(func.max(REGEL.c.id), 0)).where(*selectie.conditions())
    return tuple(db.session.execute(query).one())


def write_csv(selectie: Selectie, until: int) -> Iterator[str]:
    """Up to and including this number, oldest first. Read a stretch at a time, each in a transaction of its own: on
    SQLite a long one would keep everybody else waiting.
    """
    # The mark by which a spreadsheet knows UTF-8.
    yield "\ufeff" + csv_lines([KOPPEN])
    c, last = REGEL.c, 0
    while True:
        query = select(REGEL).where(*selectie.conditions(), c.id > last, c.id <= until).order_by(c.id).limit(_STUK)
        with transaction() as session:
            rows = session.execute(query).all()
            people = load_people(one for row in rows for one in (row.gebruiker_id, row.namens_id))
            organisaties = load_organisaties()
        if not rows:
            return
        last = rows[-1].id
        yield csv_lines(_values(row, people, organisaties) for row in rows)


def _values(row: Row, people: dict, organisaties: dict) -> tuple:
    local = row.tijdstip.astimezone(NL)
    who, behalf = people.get(row.gebruiker_id), people.get(row.namens_id)
    return (
        row.id, f"{local:%d-%m-%Y}", f"{local:%H:%M:%S}", row.gebeurtenis, wat(row.gebeurtenis), row.actie,
        who.naam if who else row.gebruiker_id, row.functie, organisaties.get(row.organisatie_id, row.organisatie_id),
        behalf.naam if behalf else row.namens_id, row.object_soort, row.object_id, row.client_id, row.recht, row.grond,
        row.toestemming_id, row.noodtoegang_id, row.aantal, row.bron,
    )  # fmt: skip


def csv_lines(rows: Iterable[tuple]) -> str:
    """These rows as CSV with semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([plain(value) for value in row] for row in rows)
    return out.getvalue()


def plain(value: object) -> str:
    """As text that no spreadsheet calculates with."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULE) else text
