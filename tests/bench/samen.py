"""Live notes beside Hocuspocus: the same driver types on both, in turn, each server on one core and the driver on another.

Run by `make bench`, or alone: `python -m tests.bench.samen` (`--kort`: within a minute and a half). Prints tables; asserts nothing.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from overlegtafel.extensions import db
from tests.bench import tabellen
from tests.bench.bezoek import Mislukt
from tests.bench.databanken import loaded, postgres_is_there
from tests.bench.machine import facts
from tests.bench.samen_meten import PER_SECONDE, TE_LAAT, Omvang, Ronde, measure_kill, measure_round, median
from tests.bench.samen_servers import (
    DRIVERKERN,
    SERVERKERN,
    Driver,
    Hocuspocus,
    Tafel,
    _Server,
    install,
    list_versions,
)
from tests.bench.samen_vullen import Schrijvers, fill
from tests.bench.serveren import bench_env, make_app
from tests.delen import REDIS_URL, has_redis

_REGION = 107
_LAST = (
    "tot op de andere schermen", "server", "wijz./s", "p50 ms", "p95 ms", "p99 ms", "bevestigd p95", "CPU s per 1.000",
    "per 1.000 afgeleverd", "driver", "kwijt",
)  # fmt: skip
_VOL = (
    "tot p95 boven 250 ms",
    "server",
    "wijz./s",
    "p95 ms",
    "afgeleverd/s",
    "CPU s per 1.000",
    "daarna",
    "p95 ms",
    "driver",
)
_GEHEUGEN = (
    "geheugen, en CPU van het begin", "leeg MB", "per verbinding kB", "per open notitie van 5 kB", "openen ms", "eerste teken ms",
)  # fmt: skip
_KILL = ("kill -9 tijdens het typen", "keren", "bevestigd", "waarvan kwijt", "door anderen gelezen", "waarvan kwijt")

UITLEG = f"""
Elk scherm is een echte websocket met het echte protocol van die server; elke wijziging is één teken, als echte Yjs-update.
Schermen typen {PER_SECONDE} tekens per seconde; de tijd loopt van versturen tot aankomst bij elk ander scherm in die notitie.
Server op kern {SERVERKERN}, driver op kern {DRIVERKERN}, om en om; getallen zijn de mediaan van de rondes.
CPU: user + system van de processen van de server, per 1.000 wijzigingen (en per 1.000 keer dat er een op een ander scherm kwam).
'driver': deel van zijn kern dat de driver nodig had; boven 85% meet hij ook zichzelf.
De Overlegtafel bevestigt wat vastligt in de database, en controleert per wijziging recht en vorm. Hocuspocus bevestigt wat in zijn
geheugen staat (SyncStatus) en schrijft later (standaard 2 s na het typen, uiterlijk na 10 s); hier zonder controle van rechten.
"""


class Kandidaat:
    """A server as it is measured: its name in the tables, how to make it, and what was found."""

    def __init__(self, naam: str, make: Callable[[], list[_Server]], wie: Schrijvers):
        self.naam, self.make, self.wie = naam, make, wie
        self.rondes: list[Ronde] = []
        self.kills: list[dict] = []


def main() -> None:
    options = _options()
    install()
    has_postgres = postgres_is_there()
    found = [*facts(has_postgres), ("vergeleken met", list_versions())]
    width = max(len(name) for name, _ in found)
    print("\n".join(f"{name:<{width}}  {value}" for name, value in found))
    if os.getloadavg()[0] > 0.5:
        print("LET OP: de machine doet ook iets anders; dat raakt vooral p95 en p99.")
    if SERVERKERN == DRIVERKERN:
        print("LET OP: er is één kern; server en driver delen hem.")
    print(UITLEG, flush=True)
    size = Omvang(options.groepen, 8000, 3000, 1, options.rondes)
    if options.kort:
        size, options.kills, options.systemen = Omvang(20, 2000, 1000, 3, 1), 1, ["onze", "hocus"]
    with _candidates(size, options, has_postgres) as candidates, Driver() as driver:
        for number in range(size.rondes):
            for one in candidates if number % 2 == 0 else reversed(candidates):
                _round(driver, one, size, number)
        for one in candidates:
            for number in range(options.kills):
                _attempt(
                    one,
                    lambda one=one, number=number: one.kills.append(
                        measure_kill(driver, one.make()[0], one.wie, 10, number)
                    ),
                )
    print(show(candidates), flush=True)
    print(f"\nbelasting aan het eind: {' '.join(f'{load:.2f}' for load in os.getloadavg())}")


def _round(driver: Driver, one: Kandidaat, size: Omvang, number: int) -> None:
    if one.naam.endswith("debounce 0)"):
        return
    each = size.grote_notities // size.rondes
    big = one.wie.grote[number * each : (number + 1) * each]
    _attempt(one, lambda: one.rondes.append(measure_round(driver, one.make(), one.wie, big, size, number)))


def _attempt(one: Kandidaat, work: Callable[[], object]) -> None:
    try:
        work()
    except Mislukt as error:
        print(f"{one.naam}: niet gemeten, {error}", flush=True)


@contextmanager
def _candidates(size: Omvang, options: argparse.Namespace, has_postgres: bool) -> Iterator[list[Kandidaat]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        found = []
        if "onze" in options.systemen:
            url, wie = _filled(stack, "sqlite", size)
            found.append(Kandidaat("Overlegtafel, SQLite", lambda: [Tafel(url)], wie))
        if "hocus" in options.systemen:
            names = [(f"groep{n}", list(range(5 * n, 5 * n + 5))) for n in range(size.groepen)]
            wie = Schrijvers([""] * max(5 * size.groepen, 60), names, [f"groot{n}" for n in range(size.grote_notities)])
            found.append(Kandidaat("Hocuspocus, SQLite", lambda: [Hocuspocus(folder / "hocuspocus.db")], wie))
            found.append(
                Kandidaat("Hocuspocus (debounce 0)", lambda: [Hocuspocus(folder / "meteen.db", debounce=0)], wie)
            )
        if "twee" in options.systemen and has_postgres and has_redis():
            where, them = _filled(stack, "postgres", size)
            found.append(
                Kandidaat("Overlegtafel, 2 processen", lambda: [Tafel(where, REDIS_URL), Tafel(where, REDIS_URL)], them)
            )
        elif "twee" in options.systemen:
            print("Twee processen: niet gemeten, daarvoor zijn PostgreSQL en Redis nodig.")
        yield found


def _filled(stack: ExitStack, backend: str, size: Omvang) -> tuple[str, Schrijvers]:
    url = stack.enter_context(loaded(backend, _REGION, keep=False, fresh=True))
    app = make_app(bench_env(url))
    with app.app_context():
        wie = fill(app, size.groepen, size.grote_notities)
        db.session.remove()
        db.engine.dispose()
    return url, wie


def show(candidates: list[Kandidaat]) -> str:
    """All tables; numbers are medians over the rounds."""
    timed = [one for one in candidates if one.rondes]
    loads = sorted({load for one in timed for load in one.rondes[0].lasten}, key=_by_size)
    climbs = sorted({load for one in timed for load in one.rondes[0].trappen}, key=_by_size)
    parts = [
        tabellen.show(_LAST, [_load(load, one) for load in loads for one in timed]),
        tabellen.show(_VOL, [_climb(load, one) for load in climbs for one in timed]),
        tabellen.show(_GEHEUGEN, [_memory(one) for one in timed]),
        tabellen.show(_KILL, [_kill(one) for one in candidates if one.kills]),
    ]
    parts.append(
        "Na de kill opent iemand de notitie die er nog niet was. Wie haar nog open heeft, stuurt bij beide servers wat er ontbreekt opnieuw."
    )
    return "\n\n".join(parts)


def _by_size(load: str) -> tuple[bool, int]:
    return ("notities" in load, int(load.split()[0]))


def _load(load: str, one: Kandidaat) -> list[str]:
    rows = [ronde.lasten[load] for ronde in one.rondes]
    lost = sum(row["verwacht"] - row["scherm"]["aantal"] for row in rows)
    return [
        load, one.naam, _number(median([r["gestuurd"] / r["typend"] * 1000 for r in rows])),
        *(_short(median([r["scherm"][p] for r in rows])) for p in ("p50", "p95", "p99")),
        _short(median([r["bevestigd"]["p95"] for r in rows])),
        f"{median([r['cpu'] / r['gestuurd'] * 1000 for r in rows]):.3f}",
        f"{median([r['cpu'] / max(r['scherm']['aantal'], 1) * 1000 for r in rows]):.4f}",
        f"{max(r['driver'] for r in rows):.0%}", str(lost),
    ]  # fmt: skip


def _climb(load: str, one: Kandidaat) -> list[str]:
    reached = [ronde.capacity(load) for ronde in one.rondes]
    ordered = sorted(reached, key=lambda step: step["gevraagd"] if step else 0)
    best = ordered[len(ordered) // 2]
    index = reached.index(best)
    last = one.rondes[index].trappen[load][-1]
    after = ["niet bereikt", ""] if last["goed"] else [_number(last["gevraagd"]), _why(last)]
    if best is None:
        return [load, one.naam, "minder", "", "", "", *after, f"{last['driver']:.0%}"]
    seconds = best["typend"] / 1000
    return [
        load, one.naam, _number(best["gevraagd"]), _short(best["scherm"]["p95"]), _number(best["scherm"]["aantal"] / seconds),
        f"{best['cpu'] / best['gestuurd'] * 1000:.3f}", *after, f"{best['driver']:.0%}",
    ]  # fmt: skip


def _why(step: dict) -> str:
    if step["weg"]:
        return f"{step['weg']} verbroken"
    if step["geweigerd"]:
        return "geweigerd: " + ", ".join(f"{reason} {count}" for reason, count in step["geweigerd"].items())
    return f"> {TE_LAAT}" if step["scherm"]["p95"] is None else _short(step["scherm"]["p95"])


def _memory(one: Kandidaat) -> list[str]:
    return [
        one.naam, f"{median([r.leeg for r in one.rondes]) / 1024:.0f}",
        *(f"{median([getattr(r, what) for r in one.rondes]):.1f}" for what in ("per_verbinding", "per_notitie", "openen", "eerste")),
    ]  # fmt: skip


def _kill(one: Kandidaat) -> list[str]:
    def total(name: str) -> str:
        return _number(sum(kill[name] for kill in one.kills))

    return [
        one.naam,
        str(len(one.kills)),
        *map(total, ("bevestigd", "waarvan_bevestigd", "gelezen", "waarvan_gelezen")),
    ]


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.samen", description="Meet samen schrijven.")
    parser.add_argument(
        "--kort", action="store_true", help="één ronde van korte metingen: twintig notities, één proces"
    )
    parser.add_argument("--rondes", type=int, default=3, help="keren dat elke server aan de beurt is")
    parser.add_argument("--groepen", type=int, default=100, help="notities waarin vijf mensen tegelijk typen")
    parser.add_argument("--kills", type=int, default=5, help="keren dat elke server wordt afgebroken")
    parser.add_argument(
        "--systemen", type=lambda text: text.split(","), default=["onze", "hocus", "twee"], help="onze,hocus,twee"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
