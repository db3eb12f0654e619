"""`make bench`: every page at several scales on both databases, each beside a bare Flask route in the same process.

Prints tables and the aims; asserts nothing.
"""

import argparse
import os
from contextlib import ExitStack

from overlegtafel.extensions import db
from tests.bench import tabellen
from tests.bench.bezoek import Bezoek, Wie, choose
from tests.bench.databanken import loaded, postgres_is_there
from tests.bench.doelen import OPENEN, Doelregel, Groei, Schaal, judge
from tests.bench.gewicht import Deel, weigh
from tests.bench.logboek import measure_log
from tests.bench.machine import facts
from tests.bench.meten import Meting, measure, measure_in_turn
from tests.bench.notities import measure_intake, measure_notes
from tests.bench.serveren import Gunicorn, Verbinding, bench_env, in_process, make_app, side_by_side

UITLEG = """
Elke taak wordt om en om gemeten met een kale Flask-route in hetzelfde proces, die evenveel bytes uit het geheugen
teruggeeft als de pagina over de lijn nodig heeft (gecomprimeerd). '×' is hoeveel maal zo lang de taak duurt.
'vragen': de meeste SQL-opdrachten voor een antwoord (zonder BEGIN en COMMIT). Inloggen is met opzet traag: argon2.
"""


def main() -> None:
    options = _options()
    backends = list(options.backends)
    has_postgres = postgres_is_there()
    if "postgres" in backends and not has_postgres:
        print("PostgreSQL ONTBREEKT (TEST_POSTGRES_URL): alleen SQLite wordt gemeten.")
        backends.remove("postgres")
    width = max(len(name) for name, _ in facts(has_postgres))
    print("\n".join(f"{name:<{width}}  {value}" for name, value in facts(has_postgres)))
    if os.getloadavg()[0] > 0.5:
        print(
            "LET OP: de machine doet ook iets anders. Dan stijgt vooral de p95 van de kale route en lijkt '× p95' gunstig."
        )
    print(UITLEG)
    scales: list[Schaal] = []
    page: list[Deel] = []
    growth: list[Groei] = []
    notes: list[Doelregel] = []
    for backend in backends:
        if not options.alleen_notities:
            measured, page, grown = _pages(backend, options)
            scales += measured
            growth += grown
            print(measure_log(backend, options.logregels, options.herhalingen), end="\n\n", flush=True)
        notes += _notes(backend, options)
    if page:
        print("Gewicht van de pagina van een cliënt met een lege browser (Accept-Encoding: gzip, zstd)\n")
        print(tabellen.weight(page), end="\n\n")
    print("Doelen\n")
    print(tabellen.show(("doel", "gemeten", "gehaald"), [*(judge(scales, growth, page) if page else ()), *notes]))


def _pages(backend: str, options: argparse.Namespace) -> tuple[list[Schaal], list[Deel], list[Groei]]:
    """Every task at every scale, and the smallest region beside the largest."""
    scales: list[Schaal] = []
    page: list[Deel] = []
    with ExitStack() as databases:
        urls = {
            clienten: databases.enter_context(loaded(backend, clienten, keep=options.bewaar, fresh=options.vers))
            for clienten in sorted(options.clienten)
        }
        for clienten, url in urls.items():
            scale, page = _measure_all(backend, clienten, url, options.herhalingen)
            scales.append(scale)
        growth = [_compare(backend, urls, options.herhalingen)] if len(urls) > 1 else []
    return scales, page, growth


def _notes(backend: str, options: argparse.Namespace) -> list[Doelregel]:
    """What the home-care notes cost: reading them among very many, and taking them in."""
    aims: list[Doelregel] = []
    if options.notities:
        table, found = measure_notes(backend, options.notities, options.herhalingen)
        aims += found
        print(table, end="\n\n", flush=True)
    if options.invoer:
        table, found = measure_intake(backend, options.invoer)
        aims += found
        print(table, end="\n\n", flush=True)
    return aims


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Meet de Overlegtafel.")
    parser.add_argument("--clienten", type=_numbers, default=[300, 250_000], help="bijvoorbeeld 300,250000")
    parser.add_argument("--backends", type=_names, default=["sqlite", "postgres"], help="sqlite,postgres")
    parser.add_argument("--herhalingen", type=int, default=200, help="metingen per taak")
    parser.add_argument("--logregels", type=int, default=1_000_000, help="regels in het inzagelog; 0: niet meten")
    parser.add_argument(
        "--notities",
        type=int,
        default=300_000,
        help="thuiszorgnotities in totaal; het doel gaat over 5000000; 0: niet meten",
    )
    parser.add_argument("--invoer", type=int, default=10_000, help="notities in een in te lezen bestand; 0: niet meten")
    parser.add_argument("--alleen-notities", action="store_true", help="meet alleen wat over thuiszorgnotities gaat")
    parser.add_argument("--bewaar", action="store_true", help="laat de geladen databases staan en gebruik ze weer")
    parser.add_argument("--vers", action="store_true", help="laad opnieuw, ook als er een bewaarde database is")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _names(text: str) -> list[str]:
    names = text.split(",")
    if not set(names) <= {"sqlite", "postgres"}:
        raise argparse.ArgumentTypeError("kies uit sqlite,postgres")
    return names


def _measure_all(backend: str, clienten: int, url: str, repeat: int) -> tuple[Schaal, list[Deel]]:
    app = make_app(bench_env(url))
    with app.app_context():
        wie = choose()
        engine = db.engine
        db.session.remove()
    title = f"{backend}, {clienten} cliënten (de huisarts ziet er {wie.zichtbaar})"
    inside = _measure(Bezoek(in_process(side_by_side(app)), wie), repeat, engine)
    print(f"{title}: in het proces (alleen de WSGI-aanroep)\n\n{tabellen.tasks(inside)}\n", flush=True)
    engine.dispose()
    with Gunicorn(url) as server, Verbinding(server.port) as connection:
        visit = Bezoek(connection.ask, _refreshed(app, wie))
        over_http = _measure(visit, repeat)
        page = weigh(visit, connection, wie.clienten[0].id)
    print(f"{title}: over HTTP (gunicorn, keep-alive, loopback)\n\n{tabellen.tasks(over_http)}\n", flush=True)
    return Schaal(backend, clienten, inside, over_http), page


def _compare(backend: str, urls: dict[int, str], repeat: int) -> Groei:
    """Opening a client in the smallest and in the largest region in turn: what else the machine does hits both."""
    small, large = list(urls)[0], list(urls)[-1]
    rows = []
    for url in (urls[small], urls[large]):
        app = make_app(bench_env(url))
        with app.app_context():
            wie = choose()
            db.session.remove()
        visit = Bezoek(in_process(side_by_side(app)), wie)
        rows.append((visit, visit.tasks()[OPENEN]))
    measured = measure_in_turn(rows, repeat)
    growth = Groei(backend, small, large, *measured)
    print(f"{backend}: cliënt openen, om en om bij {small} en bij {large} cliënten (in het proces)\n")
    print(tabellen.growth(growth), end="\n\n", flush=True)
    return growth


def _measure(visit: Bezoek, repeat: int, engine=None) -> dict[str, Meting]:
    return {name: measure(visit, requests, repeat, engine) for name, requests in visit.tasks().items()}


def _refreshed(app, wie: Wie) -> Wie:
    """The same people, with the lines as the measurement before left them."""
    with app.app_context():
        again = choose()
        db.session.remove()
        db.engine.dispose()
    return again


if __name__ == "__main__":
    main()
