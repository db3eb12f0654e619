"""Fills a database with made-up notes by means of the database itself: millions in minutes.

The notes of all clients come in turn, as they come in over the years, so that those of one client lie scattered. Secondary indexes
are made afterwards, as for a restore.
"""

import sys
import time
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, text

from overlegtafel.clienten.models import Client, Huishouden
from overlegtafel.core.datums import now, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Bezoek, Notitie
from overlegtafel.toegang.models import Gebruiker, Organisatie
from tests.bench.bezoek import EMAIL

# As many as a client of the demo region has.
PER_CLIENT = 100
_JAREN = timedelta(days=3 * 365)
_TEKST = (
    "Hulp bij wassen en aankleden, in eigen tempo. Huid nagekeken, geen drukplekken. Gedronken en goed gegeten. Bezoek "
)
_KOLOMMEN = (
    "id, client_id, organisatie_id, bron_id, soort, moment, opschrift, tekst, auteur, functie, telefoon, maat, waarde, "
    "ingetrokken, versie, bronversie, vingerafdruk, ontvangen_op"
)
# One block: a note of every client, or `copies` of one. Every third note is a value, as in the demo region.
_BLOK = f"""
INSERT INTO notitie ({_KOLOMMEN})
SELECT {{id}}, c.id, :organisatie, 'Observation/bench.{{blok}}.' || c.nr,
       CASE WHEN (c.nr + {{blok}}) % 3 = 0 THEN 'meting' ELSE 'rapportage' END, {{moment}}, '',
       CASE WHEN (c.nr + {{blok}}) % 3 = 0 THEN '' ELSE :tekst || '{{blok}}.' || c.nr END, 'Esther Pluymakers',
       'wijkverpleegkundige', '', CASE WHEN (c.nr + {{blok}}) % 3 = 0 THEN 'gewicht' END,
       CASE WHEN (c.nr + {{blok}}) % 3 = 0 THEN 60 + (c.nr % 200) / 10.0 END, {{nee}}, 1, '', '', {{moment}}
FROM bench_client c
"""  # noqa: S608
_DIALECT = {
    "sqlite": {
        "id": "lower(hex(randomblob(16)))",
        "moment": "strftime('%Y-%m-%d %H:%M:%S.000000', :begin, (:seconden + c.nr % 86000) || ' seconds')",
        "nee": "0",
    },
    "postgresql": {
        "id": "gen_random_uuid()",
        "moment": "CAST(:begin AS timestamptz) + make_interval(secs => :seconden + c.nr % 86000)",
        "nee": "false",
    },
}


def fill(client_id: UUID, notities: int, eigen: int, label: str) -> None:
    """So many notes in all, of which `eigen` about this client; the huisarts was there three days ago."""
    start = time.monotonic()
    with transaction() as session:
        there = db.session.scalar(select(func.count()).select_from(Notitie))
        others = max(1, (notities - eigen - there) // PER_CLIENT)
        _add_clients(others)
        _add_visit(client_id)
        connection = session.connection()
        dialect = connection.dialect.name
        if dialect == "sqlite":
            connection.execute(text("PRAGMA cache_size=-1000000"))
        else:
            # Nothing here points at what is not there.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        _number_clients(connection, client_id, eigen // PER_CLIENT, others)
        indexes = sorted(Notitie.__table__.indexes, key=lambda index: index.name)
        for index in indexes:
            index.drop(connection)
        organisatie = db.session.scalars(select(Organisatie.id).where(Organisatie.naam == "Envida")).one()
        step = _JAREN / PER_CLIENT
        begin = now() - _JAREN - timedelta(days=1)
        for number in range(PER_CLIENT):
            values = {
                "organisatie": organisatie.hex if dialect == "sqlite" else organisatie,
                "begin": begin.strftime("%Y-%m-%d %H:%M:%S") if dialect == "sqlite" else begin,
                "seconden": int((step * number).total_seconds()), "tekst": _TEKST,
            }  # fmt: skip
            connection.execute(text(_BLOK.format(blok=number, **_DIALECT[dialect])), values)
            if number % 10 < 9:
                continue
            done = (number + 1) * (others + eigen // PER_CLIENT)
            print(f"\r{label}: {done} gevuld, {time.monotonic() - start:.0f} s ", end="", file=sys.stderr, flush=True)
        for index in indexes:
            index.create(connection)
        connection.execute(text("DROP TABLE bench_client"))
    if dialect == "sqlite":
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    # SQLite brings what was written into the file itself when the last connection closes.
    db.session.remove()
    db.engine.dispose()
    print(f"klaar na {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)


def _add_clients(count: int) -> None:
    """People nobody here sees; they only make the database large."""
    rows, homes = [], []
    for number in range(count):
        home = uuid4()
        homes.append({"id": home})
        rows.append({
            "id": uuid4(), "huishouden_id": home, "achternaam": f"Nummer {number}", "zoeknaam": f" nummer {number} ",
            "sorteernaam": f"nummer {number}", "geboortedatum": today() - timedelta(days=29_000), "aangemaakt_op": now(),
        })  # fmt: skip
    db.session.execute(insert(Huishouden), homes)
    db.session.execute(insert(Client), rows)


def _add_visit(client_id: UUID) -> None:
    by = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    visit = db.session.get(Bezoek, (by.id, client_id)) or Bezoek(gebruiker_id=by.id, client_id=client_id)
    visit.laatst_op = now() - timedelta(days=3)
    db.session.add(visit)
    db.session.flush()


def _number_clients(connection: Connection, client_id: UUID, times: int, others: int) -> None:
    """Who gets a note in every block: each of the others once, the client `times`, spread among them."""
    kind = "CHAR(32)" if connection.dialect.name == "sqlite" else "uuid"
    connection.execute(text(f"CREATE TEMPORARY TABLE bench_client (nr integer, id {kind})"))
    ids = connection.execute(
        text("SELECT id FROM client WHERE sorteernaam LIKE 'nummer %' ORDER BY id LIMIT :n"), {"n": others}
    ).scalars()
    own = client_id.hex if connection.dialect.name == "sqlite" else client_id
    everybody = [*ids]
    gap = max(1, len(everybody) // times)
    for n in range(times):
        everybody.insert(min(n * (gap + 1), len(everybody)), own)
    rows = [{"nr": nr, "id": one} for nr, one in enumerate(everybody)]
    connection.execute(text("INSERT INTO bench_client (nr, id) VALUES (:nr, :id)"), rows)
