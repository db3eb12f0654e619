"""The notes page of somebody with very many notes in a very large database, beside that of somebody with few in a small one.

Also what it takes to read a file of notes in: notes per second and peak memory of a real `flask importeer`.
"""

import csv
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import repeat as endless
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import func, select

from overlegtafel.clienten.bronnen import open_to
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import visible_to
from overlegtafel.config import INSTANCE
from overlegtafel.core.datums import now
from overlegtafel.demo.maken import BSN_BOCKER
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Notitie
from overlegtafel.toegang.models import Gebruiker, Organisatie
from tests.bench.bezoek import EMAIL, Bezoek, Verzoek, choose
from tests.bench.databanken import loaded
from tests.bench.doelen import Doelregel, judge_one
from tests.bench.meten import measure_in_turn
from tests.bench.notities_vullen import fill
from tests.bench.proces import run_flask
from tests.bench.serveren import Gunicorn, Verbinding, bench_env, make_app
from tests.bench.tabellen import show

KLEIN, KLEIN_EIGEN, GROOT_EIGEN = 10_000, 100, 20_000
MAX_GROEI, MAX_MB = 1.20, 200
# Two regions that stand beside each other, so of two sizes.
_REGIO_KLEIN, _REGIO_GROOT, _REGIO_INVOER = 101, 102, 103
# On disk with its indexes; a loading database also needs room to build those.
_BYTES_PER_NOTITIE = 2_500


@dataclass(frozen=True, slots=True)
class Vulling:
    """One filled database: how many notes in it, how many of them of the client that is opened, and what it took."""

    url: str
    notities: int
    eigen: int
    client_id: UUID
    seconden: float
    bytes: int

    def row(self, p50: float, p95: float) -> tuple[str, ...]:
        return (_many(self.eigen), _many(self.notities), f"{p50:.2f}", f"{p95:.2f}", f"{self.seconden:.0f}",
                f"{self.bytes / 2**20:.0f}")  # fmt: skip


def measure_notes(backend: str, notities: int, herhalingen: int) -> tuple[str, list[Doelregel]]:
    """The table of one database, and how it stands with the aim. Little room on the disk: says so and measures nothing."""
    needed, free = notities * _BYTES_PER_NOTITIE, _free()
    if free < needed:
        return f"Notities, {backend}: niet gemeten, {needed / 2**30:.1f} GB nodig en {free / 2**30:.1f} GB vrij.", []
    with ExitStack() as stack:
        few = _filled(stack, backend, _REGIO_KLEIN, KLEIN, KLEIN_EIGEN)
        many = _filled(stack, backend, _REGIO_GROOT, notities, GROOT_EIGEN)
        rows = [(_visit(stack, one.url), _requests(f"/clienten/{one.client_id}/thuiszorg")) for one in (few, many)]
        measured = measure_in_turn(rows, herhalingen)
    head = (f"notitiepagina over HTTP, {backend}", "notities in totaal", "p50 ms", "p95 ms", "vullen s", "MB")
    table = show(head, (few.row(*measured[0]), many.row(*measured[1])))
    aim = f"notities p95 bij {_many(GROOT_EIGEN)} van {_many(notities)} (hoogstens {MAX_GROEI} x), {backend}"
    return table, [judge_one(aim, measured[1][1] / measured[0][1], MAX_GROEI, "x")]


def _requests(path: str) -> Iterator[Verzoek]:
    return endless(Verzoek("GET", path))


def _visit(stack: ExitStack, url: str) -> Bezoek:
    app = make_app(bench_env(url))
    with app.app_context():
        wie = choose()
        db.session.remove()
        db.engine.dispose()
    server = stack.enter_context(Gunicorn(url))
    return Bezoek(stack.enter_context(Verbinding(server.port)).ask, wie)


def _filled(stack: ExitStack, backend: str, regio: int, notities: int, eigen: int) -> Vulling:
    """A database with so many notes, so many of them about one client of the huisarts."""
    url = stack.enter_context(loaded(backend, regio, keep=False, fresh=True))
    app = make_app(bench_env(url))
    with app.app_context():
        start = time.perf_counter()
        client_id = _somebody_without_notes()
        fill(client_id, notities, eigen, f"{backend}, {_many(notities)} notities")
        took = time.perf_counter() - start
        count = select(func.count()).select_from(Notitie)
        total = db.session.scalar(count)
        own = db.session.scalar(count.where(Notitie.client_id == client_id))
        size = _size(url)
        db.session.remove()
        db.engine.dispose()
    return Vulling(url, total, own, client_id, took, size)


def _somebody_without_notes() -> UUID:
    """Mevrouw Böcker: the huisarts sees her and her home care, and the region has no notes of her."""
    by = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    return db.session.scalars(visible_to(by).where(Client.bsn == BSN_BOCKER)).one().id


def _size(url: str) -> int:
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///")).stat().st_size
    return db.session.scalar(select(func.pg_database_size(func.current_database())))


def measure_intake(backend: str, notities: int) -> tuple[str, list[Doelregel]]:
    """Notes per second and peak memory of reading in a file, as FHIR and as CSV. Each into a region of its own."""
    rows, aims = [], []
    for kind, write in (("FHIR-bundel", _write_bundle), ("CSV", _write_csv)):
        with (
            loaded(backend, _REGIO_INVOER, keep=False, fresh=True) as url,
            TemporaryDirectory(prefix="overlegtafel-bench-", dir=INSTANCE) as folder,
        ):
            path = Path(folder) / f"notities.{'csv' if kind == 'CSV' else 'json'}"
            before, bsns = _looked_up(url)
            write(path, bsns, notities)
            took, memory = run_flask(url, "importeer", str(path), "--bron", "Envida")
            came = _looked_up(url)[0] - before
            size = path.stat().st_size / 2**20
        rows.append(
            (f"{kind}, {_many(came)} notities", f"{size:.0f}", f"{took:.1f}", f"{came / took:.0f}", f"{memory:.0f}")
        )
        aims.append(judge_one(f"piek bij inlezen {kind} onder {MAX_MB} MB, {backend}", memory, MAX_MB, " MB"))
    return show((f"flask importeer, {backend}", "bestand MB", "seconden", "notities per s", "piek MB"), rows), aims


def _looked_up(url: str) -> tuple[int, list[str]]:
    """How many notes there are, and the BSNs for whom Envida may deliver."""
    app = make_app(bench_env(url))
    with app.app_context():
        envida = db.session.scalars(select(Organisatie.id).where(Organisatie.naam == "Envida")).one()
        bsns = [row.bsn for row in db.session.execute(open_to(envida)) if row.bsn]
        count = db.session.scalar(select(func.count()).select_from(Notitie))
        db.session.remove()
        db.engine.dispose()
    return count, bsns


def _lines(bsns: list[str], count: int) -> Iterator[tuple[int, str, str, str]]:
    """number, BSN, moment, text: one person after another, the oldest first."""
    begin = now().replace(microsecond=0) - timedelta(days=900)
    step = timedelta(days=890) / count
    for number in range(count):
        text = f"Zorg volgens plan, bezoek {number}. Huid gaaf, wond {number % 40 + 3} mm.\nGedronken, gegeten en geslapen als gewoonlijk; mw. vertelde over vroeger."
        yield number, bsns[number % len(bsns)], (begin + step * number).isoformat(timespec="seconds"), text


def _write_bundle(path: Path, bsns: list[str], count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        for number, bsn in enumerate(bsns):
            identifier = [{"system": "http://fhir.nl/fhir/NamingSystem/bsn", "value": bsn}]
            person = {"resourceType": "Patient", "id": f"Client.{number}", "identifier": identifier}
            file.write(json.dumps({"resource": person}) + ",\n")
        patients = {bsn: f"Patient/Client.{number}" for number, bsn in enumerate(bsns)}
        for number, bsn, moment, text in _lines(bsns, count):
            resource = {
                "resourceType": "Observation", "id": f"BENCH.re.nr.{number}", "status": "registered",
                "meta": {"profile": ["https://nuts.nl/fhir/StructureDefinition/nl-core-nursingreport"]},
                "code": {"coding": [{"system": "http://snomed.info/sct", "code": "11591000146107", "display": "Rapportage"}]},
                "subject": {"reference": patients[bsn]}, "effectiveDateTime": moment,
                "performer": [{"reference": "Practitioner/1", "display": "E. Pluymakers"}], "valueString": text,
            }  # fmt: skip
            file.write(json.dumps({"resource": resource}) + (",\n" if number < count - 1 else "\n"))
        file.write("]}\n")


def _write_csv(path: Path, bsns: list[str], count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("BSN", "Datum", "Tijd", "Auteur", "Functie", "Soort", "Rapportage"))
        for _, bsn, moment, text in _lines(bsns, count):
            day, clock = moment[:10], moment[11:16]
            writer.writerow((bsn, day, clock, "E. Pluymakers", "wijkverpleegkundige", "rapportage", text))


def _free() -> int:
    INSTANCE.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(INSTANCE).free


def _many(number: int) -> str:
    return f"{number:,}".replace(",", ".")
