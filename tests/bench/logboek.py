"""What access and its record cost: the decision for a list, the log line of a page, and a log of a million lines."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from overlegtafel.clienten.models import Client, Huishouden
from overlegtafel.clienten.zicht import visible_to
from overlegtafel.core.datums import now, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.logboek.opvallend import find_opvallend
from overlegtafel.logboek.periode import Periode
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.inzagelog import log_sleutel
from overlegtafel.toegang.models import Gebruiker, Organisatie
from overlegtafel.toegang.models_inzage import Inzageregel, LogboekKop, Toestemming
from overlegtafel.toegang.zegel import VELDEN, seal
from tests.bench.bezoek import EMAIL, Bezoek, choose
from tests.bench.databanken import loaded
from tests.bench.doelen import OPENEN
from tests.bench.meten import WARM_UP, measure_in_turn, percentiles
from tests.bench.proces import run_flask
from tests.bench.serveren import bench_env, in_process, make_app, side_by_side
from tests.bench.tabellen import show

CLIENTEN, REGELS = 50, 20
_REGION = 100
_REGEL = Inzageregel.__table__


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """p50 and p95 in milliseconds, of the task and of the same without what is measured."""

    met: tuple[float, float]
    zonder: tuple[float, float]

    def row(self, name: str) -> tuple[str, ...]:
        times = (f"{value:.2f}" for value in (*self.met, *self.zonder))
        return (name, *times, f"{self.met[0] / self.zonder[0]:.2f}", f"{self.met[1] / self.zonder[1]:.2f}")


def measure_log(backend: str, lines: int, repeat: int) -> str:
    """The tables of one database."""
    with loaded(backend, _REGION, keep=False, fresh=True) as url:
        app = make_app(bench_env(url))
        with app.app_context():
            decision = _decision(repeat)
            db.session.remove()
            wie = choose()
            db.session.remove()
        page = _page(app, wie, repeat)
        costs = show(
            (f"toegang en inzagelog, {backend}", "p50 ms", "p95 ms", "zonder p50", "zonder p95", "× p50", "× p95"),
            (
                decision.row(f"toegang: lijst van {CLIENTEN} cliënten met elk {REGELS} regels"),
                page.row("inzagelog: cliënt openen"),
            ),
        )
        if not lines:
            return costs
        with app.app_context():
            made = _timed(lambda: make_lines(lines))
            db.session.remove()
            db.engine.dispose()
        took, memory = run_flask(url, "logboek", "controleer")
        with app.app_context():
            standing_out = _timed(lambda: find_opvallend(Periode(today() - timedelta(days=30), today())))
            db.session.remove()
            db.engine.dispose()
    count = f"{lines:,}".replace(",", ".")
    rows = (
        ("maken, met zegels", f"{made:.1f}", f"{lines / made:.0f}", ""),
        ("flask logboek controleer", f"{took:.1f}", f"{lines / took:.0f}", f"{memory:.0f}"),
        ("wat opvalt, laatste 30 dagen", f"{standing_out:.2f}", "", ""),
    )
    return costs + "\n\n" + show((f"{count} regels, {backend}", "seconden", "regels per s", "piek MB"), rows)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _decision(repeat: int) -> Vergelijking:
    """A list of clients read with and without asking whether they may be seen. Everything is rolled back."""
    by = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    ids = _many_rules(by)
    plain = select(Client).where(Client.id.in_(ids), Client.samengevoegd_in_id.is_(None))
    decided = visible_to(by).where(Client.id.in_(ids))
    assert 0 < len(db.session.scalars(decided).all()) < CLIENTEN
    times: list[list[float]] = [[], []]
    for turn in range(WARM_UP + repeat):
        for query, taken in zip((decided, plain), times, strict=True):
            took = _timed(lambda query=query: db.session.scalars(query).all()) * 1000
            if turn >= WARM_UP:
                taken.append(took)
    db.session.rollback()
    return Vergelijking(*map(percentiles, times))


def _many_rules(by: Gebruiker) -> list[UUID]:
    """Clients of the practice, each with rules for every domain and some organisaties, as they come about in years."""
    rng = random.Random(1)
    elsewhere = list(db.session.scalars(select(Organisatie.id).where(Organisatie.id != by.organisatie_id)))
    ids = []
    for number in range(CLIENTEN):
        home = Huishouden(id=uuid4())
        client = Client(
            id=uuid4(), huishouden=home, praktijk_id=by.organisatie_id, achternaam=f"Nummer {number}", zoeknaam=" ",
            geboortedatum=today(), sorteernaam=f"nummer {number}", aangemaakt_op=now(),
        )  # fmt: skip
        db.session.add_all([home, client])
        db.session.flush()
        ids.append(client.id)
        for _ in range(REGELS):
            named = rng.random() < 0.4
            db.session.add(
                Toestemming(
                    client_id=client.id, besluit=rng.choice(("ja", "ja", "nee")), hoe="mondeling", vastgelegd_op=now(),
                    domein=None if named else rng.choice([d.value for d in Domein][:-1]),
                    organisatie_id=rng.choice([*elsewhere, by.organisatie_id]) if named else None,
                    soort=rng.choice((None, "plan", "thuiszorg")),
                )
            )  # fmt: skip
    db.session.flush()
    return ids


class _ZonderLog:
    """The same visit, of which the log lines are thrown away just before they would be written."""

    def __init__(self, visit: Bezoek):
        self._visit = visit

    def ask(self, request):
        def forget(session: Session) -> None:
            session.info.pop("inzageregels", None)

        event.listen(Session, "before_commit", forget, insert=True)
        try:
            return self._visit.ask(request)
        finally:
            event.remove(Session, "before_commit", forget)


def _page(app, wie, repeat: int) -> Vergelijking:
    visit = Bezoek(in_process(side_by_side(app)), wie)
    rows = [(visit, visit.tasks()[OPENEN]), (_ZonderLog(visit), visit.tasks()[OPENEN])]
    return Vergelijking(*measure_in_turn(rows, repeat))


def make_lines(count: int) -> None:
    """As the app would have written them in a year, with real seals; indexes are made afterwards, as for a restore."""
    indexes = sorted(_REGEL.indexes, key=lambda index: index.name)
    people = db.session.execute(select(Gebruiker.id, Gebruiker.functie, Gebruiker.organisatie_id)).all()
    clients = list(db.session.scalars(select(Client.id)))
    db.session.rollback()
    sleutel = log_sleutel()
    with transaction() as session:
        kop = db.session.scalars(select(LogboekKop)).one()
        connection = session.connection()
        for index in indexes:
            index.drop(connection)
        raw = connection.connection.dbapi_connection
        lines = _lines(count, people, clients, sleutel, kop)
        (_copy if isinstance(raw, psycopg.Connection) else _insert)(raw, lines)
        for index in indexes:
            index.create(connection)
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE inzageregel"))
        connection.commit()


def _lines(count: int, people, clients, sleutel: bytes, kop: LogboekKop) -> Iterator[tuple]:
    """After those that are there; the head follows."""
    rng, first = random.Random(1), kop.nummer + 1
    moment, step = now() - timedelta(days=365), timedelta(days=365) / (count + 1)
    people = [(one.id.hex, one.functie, one.organisatie_id.hex) for one in people]
    clients = [one.hex for one in clients]
    codes = [("client.geopend", "R"), ("client.geopend", "R"), ("client.gezocht", "E"), ("plan.afgedrukt", "R")]
    for number in range(first, first + count):
        moment += step
        gebruiker_id, functie, organisatie_id = rng.choice(people)
        code, actie = rng.choice(codes)
        client = None if code == "client.gezocht" else rng.choice(clients)
        stamp = moment.isoformat(timespec="microseconds")[:26]
        values = (
            number, stamp, code, actie, gebruiker_id, functie, organisatie_id, None, "client" if client else None,
            client, client, "lezen" if client else None, "praktijk" if client else None, client, None,
            None if client else 3, "overlegtafel",
        )  # fmt: skip
        kop.nummer, kop.zegel = number, seal(sleutel, kop.zegel, values)
        yield (*values, kop.zegel)


def _copy(raw: psycopg.Connection, lines: Iterator[tuple]) -> None:
    with raw.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        with cursor.copy(f"COPY inzageregel ({', '.join((*VELDEN, 'zegel'))}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


def _insert(raw, lines: Iterator[tuple]) -> None:
    columns = (*VELDEN, "zegel")
    statement = f"INSERT INTO inzageregel ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    while batch := list(islice(lines, 10_000)):
        # As SQLAlchemy writes a moment in SQLite.
        raw.executemany(statement, ((line[0], line[1].replace("T", " "), *line[2:]) for line in batch))
