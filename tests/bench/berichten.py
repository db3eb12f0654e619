"""What messages cost: from sending to another screen with many people connected, an inbox of very many threads, a year of use.

Run by `make bench` after the rest. Prints tables; asserts nothing.
"""

import argparse
import itertools
import os
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select, text

from overlegtafel.berichten.gebruik import count_week
from overlegtafel.berichten.gebruiksbeeld import monday_of
from overlegtafel.berichten.models import Bericht, Draad
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from tests.bench import tabellen
from tests.bench.bezoek import EMAIL, Bezoek, Verzoek, choose
from tests.bench.databanken import loaded, postgres_is_there
from tests.bench.logboek import make_lines
from tests.bench.machine import facts
from tests.bench.meten import measure
from tests.bench.seinen import KOPPEN, measure_signals
from tests.bench.serveren import bench_env, in_process, make_app, side_by_side
from tests.delen import REDIS_URL, has_redis

_REGION = 105
_STUK = 5_000
# Of a hundred threads that came in over the years so many still wait.
_OPEN = 2


def main() -> None:
    options = _options()
    has_postgres = postgres_is_there()
    backends = ["sqlite", "postgres"] if has_postgres else ["sqlite"]
    width = max(len(name) for name, _ in facts(has_postgres))
    print("\n".join(f"{name:<{width}}  {value}" for name, value in facts(has_postgres)), end="\n\n")
    print(
        "Elk scherm is een echte websocket; de schermen en de metende kant draaien op dezelfde machine als de server.\n"
    )
    rows = [measure_signals(backend, options.schermen, options.vragen, None) for backend in backends]
    if has_postgres and has_redis():
        rows.append(measure_signals("postgres", options.schermen, options.vragen, REDIS_URL))
    else:
        print("Twee processen: niet gemeten, daarvoor zijn PostgreSQL en Redis nodig.")
    print(tabellen.show(KOPPEN, rows), end="\n\n", flush=True)
    for backend in backends:
        print(measure_inbox(backend, options.draden, options.herhalingen), end="\n\n", flush=True)
    for backend in backends:
        print(measure_use(backend, options.logregels), end="\n\n", flush=True)
    print(f"belasting aan het eind: {' '.join(f'{load:.2f}' for load in os.getloadavg())}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.berichten", description="Meet de berichten.")
    parser.add_argument("--schermen", type=int, default=500, help="mensen die tegelijk verbonden zijn")
    parser.add_argument("--vragen", type=int, default=100, help="vragen die er worden gesteld")
    parser.add_argument("--draden", type=int, default=100_000, help="vragen in het postvak van een team")
    parser.add_argument("--logregels", type=int, default=1_000_000, help="regels in het inzagelog")
    parser.add_argument("--herhalingen", type=int, default=200, help="metingen per bladzijde")
    return parser.parse_args()


def measure_inbox(backend: str, threads: int, repeat: int) -> str:
    """The pages of the inbox of somebody whose team was asked very much."""
    with loaded(backend, _REGION, keep=False, fresh=True) as url:
        app = make_app(bench_env(url))
        with app.app_context():
            team_id = _fill(threads)
            wie, engine = choose(), db.engine
            db.session.remove()
        visit = Bezoek(in_process(side_by_side(app)), wie)
        pages = {
            "nieuw": "/berichten",
            "nieuw, van dit team": f"/berichten?adres=t:{team_id}",
            "wacht op een ander": "/berichten?bak=wacht",
            "klaar": "/berichten?bak=klaar",
            "klaar, volgende bladzijde": _next_page(visit, "/berichten?bak=klaar"),
            "Vandaag": "/vandaag",
        }
        measured = {
            f"{name}": measure(visit, itertools.repeat(Verzoek("GET", path)), repeat, engine)
            for name, path in pages.items()
        }
        engine.dispose()
    count = f"{threads:,}".replace(",", ".")
    return f"{backend}: postvak met {count} vragen aan het team\n\n{tabellen.tasks(measured)}"


def _next_page(visit: Bezoek, path: str) -> str:
    page = visit.read(path)
    return path + "&vanaf=" + page.partition("vanaf=")[2].partition('"')[0].partition("&")[0]


def _fill(count: int) -> UUID:
    """So many threads to the team of the huisarts, over three years, about the clients they see; the id of the team."""
    rng = random.Random(1)
    by = db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=EMAIL))).unique().one()
    team_id, clients = by.teams[0].id, [client.id for client in choose().clienten]
    askers = list(db.session.scalars(select(Gebruiker.id).where(Gebruiker.organisatie_id != by.organisatie_id)))
    rows = _threads(rng, count, team_id, clients, askers, by.id)
    while batch := list(itertools.islice(rows, _STUK)):
        db.session.execute(insert(Draad), [draad for draad, _ in batch])
        db.session.execute(insert(Bericht), [message for _, messages in batch for message in messages])
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    return team_id


def _threads(rng: random.Random, count: int, team_id: UUID, clients, askers, by: UUID) -> Iterator[tuple[dict, list]]:
    moment, step = now() - timedelta(days=3 * 365), timedelta(days=3 * 365) / (count + 1)
    for number in range(count):
        moment += step
        closed = moment + timedelta(hours=rng.randint(1, 40)) if number % 100 >= _OPEN else None
        draad_id, asker = uuid4(), rng.choice(askers)
        draad = {
            "id": draad_id, "client_id": rng.choice(clients), "soort": "vraag", "van_id": asker, "aan_team_id": team_id,
            "spoed": "week", "gesteld_op": moment, "antwoord_voor": moment + timedelta(days=5),
            "behandelaar_id": by if closed or rng.random() < 0.4 else None, "gesloten_op": closed,
            "gesloten_door_id": by if closed else None, "sluiting": "antwoord" if closed else "",
            "escalatie": 0 if closed else 2, "laatste_op": closed or moment, "versie": 2 if closed else 1,
        }  # fmt: skip
        said = [(asker, "vraag", moment, "Wilt u kijken hoe het gaat, en zal ik zelf ook langsgaan?")]
        said += [(by, "antwoord", closed, "Ja graag, ik bel morgen.")] if closed else []
        yield (
            draad,
            [
                {"id": uuid4(), "draad_id": draad_id, "door_id": who, "soort": kind, "op": op, "tekst": words}
                for who, kind, op, words in said
            ],
        )


def measure_use(backend: str, lines: int) -> str:
    """The page with the use of every organisatie: the first look of a week counts that week, the others read."""
    with loaded(backend, _REGION, keep=False, fresh=True) as url:
        app = make_app(bench_env(url))
        with app.app_context():
            make_lines(lines)
            db.session.remove()
            last_week = monday_of(today()) - timedelta(weeks=1)
            start = time.perf_counter()
            count_week(last_week)
            took = time.perf_counter() - start
            db.session.remove()
            db.engine.dispose()
    count = f"{lines:,}".replace(",", ".")
    return tabellen.show((f"gebruik, {count} regels, {backend}", "ms"), [("één week tellen", f"{took * 1000:.0f}")])


if __name__ == "__main__":
    main()
