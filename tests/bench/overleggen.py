"""What meetings cost: making an agenda out of what is due in a large practice, opening it, the table, and following the chair.

Run by `make bench` after the rest. Prints tables; asserts nothing.
"""

import argparse
import itertools
import os
import time
from datetime import timedelta
from uuid import UUID

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen import agenda, tafelen
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.punten import list_open, lock_overleg
from tests.bench import tabellen
from tests.bench.bezoek import Bezoek, Verzoek, choose
from tests.bench.databanken import loaded, postgres_is_there
from tests.bench.machine import facts
from tests.bench.meten import measure, percentiles
from tests.bench.overleggen_vullen import Praktijk
from tests.bench.serveren import bench_env, in_process, make_app, side_by_side
from tests.bench.volgen import KOPPEN, measure_following
from tests.delen import REDIS_URL, has_redis

_REGION = 106
_KOPPEN = ("agenda maken uit wat er wacht", "wacht", "op de agenda", "p50 ms", "p95 ms", "nog eens p50 ms")


def main() -> None:
    options = _options()
    has_postgres = postgres_is_there()
    backends = ["sqlite", "postgres"] if has_postgres else ["sqlite"]
    width = max(len(name) for name, _ in facts(has_postgres))
    print("\n".join(f"{name:<{width}}  {value}" for name, value in facts(has_postgres)), end="\n\n")
    for backend in backends:
        print(measure_agenda(backend, options), end="\n\n", flush=True)
    rows = [measure_following(backend, options.volgers, options.stappen) for backend in backends]
    if has_postgres and has_redis():
        rows.append(measure_following("postgres", options.volgers, options.stappen, REDIS_URL))
    else:
        print("Twee processen: niet gemeten, daarvoor zijn PostgreSQL en Redis nodig.")
    print(tabellen.show(KOPPEN, rows), end="\n\n", flush=True)
    print(f"belasting aan het eind: {' '.join(f'{load:.2f}' for load in os.getloadavg())}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.overleggen", description="Meet de overleggen.")
    parser.add_argument("--patienten", type=int, default=6_000, help="patiënten van de praktijk, elk met een plan")
    parser.add_argument("--jaren", type=int, default=5, help="jaren overleggen die voorbij zijn")
    parser.add_argument("--agendas", type=int, default=25, help="agenda's die er worden gemaakt")
    parser.add_argument("--herhalingen", type=int, default=200, help="metingen per bladzijde")
    parser.add_argument("--volgers", type=int, default=30, help="mensen die de voorzitter volgen")
    parser.add_argument("--stappen", type=int, default=40, help="keren dat de voorzitter verder gaat")
    return parser.parse_args()


def measure_agenda(backend: str, options: argparse.Namespace) -> str:
    """Two tables: making agendas, and the pages of one that was made."""
    with loaded(backend, _REGION, keep=False, fresh=True) as url:
        app = make_app(bench_env(url))
        with app.app_context():
            praktijk = Praktijk(options.patienten)
            praktijk.look_back(options.jaren)
            row, overleg_id = _build_agendas(praktijk, options.agendas)
            with transaction():
                tafelen.begin(overleg_id, by=db.session.merge(praktijk.by), toch=True)
            wie, engine = choose(), db.engine
            db.session.remove()
        visit = Bezoek(in_process(side_by_side(app)), wie)
        pages = {
            "overleggen": "/overleggen",
            "de agenda": f"/overleggen/{overleg_id}",
            "de tafel": f"/overleggen/{overleg_id}/tafel",
        }
        measured = {
            name: measure(visit, itertools.repeat(Verzoek("GET", path)), options.herhalingen, engine)
            for name, path in pages.items()
        }
        engine.dispose()
    head = f"{backend}: {_thousands(options.patienten)} patiënten, {_thousands(praktijk.regels)} afspraken, {options.jaren} jaar overleggen, {_thousands(praktijk.punten)} besproken punten"
    return f"{head}\n\n{tabellen.show(_KOPPEN, [row])}\n\n{tabellen.tasks(measured)}"


def _build_agendas(praktijk: Praktijk, count: int) -> tuple[tuple[str, ...], UUID]:
    """The row of the table, and a meeting whose agenda was made. Each is another meeting, made in a transaction of its own."""
    with transaction():
        ids = [praktijk.meet(now() + timedelta(days=5, hours=number), staat="gepland") for number in range(count + 1)]
        overleg = db.session.get(Overleg, ids[0])
        waiting = len({k.client_id for k in agenda.list_due(overleg, agenda.day_of(overleg))})
    first, again = [], []
    for overleg_id in ids:
        first.append(_time_build(overleg_id))
        again.append(_time_build(overleg_id))
    with transaction():
        came = len(list_open(ids[-1]))
    # The first one warms up.
    p50, p95 = percentiles(first[1:])
    row = (
        "een MDO van de praktijk",
        _thousands(waiting),
        str(came),
        f"{p50:.0f}",
        f"{p95:.0f}",
        f"{percentiles(again[1:])[0]:.0f}",
    )
    return row, ids[-1]


def _time_build(overleg_id: UUID) -> float:
    db.session.remove()
    start = time.perf_counter()
    with transaction():
        agenda.build(lock_overleg(overleg_id))
    return (time.perf_counter() - start) * 1000


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


if __name__ == "__main__":
    main()
