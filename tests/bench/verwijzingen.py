"""What referrals cost when there are very many: the list, the figures of a team and of the region, and the CSV.

Run by `make bench` after the rest. Prints tables; asserts nothing.
"""

import argparse
import itertools
import os
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from sqlalchemy import Engine, event, insert, select, text

from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import consents
from overlegtafel.core.datums import NL, now
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team
from overlegtafel.verwijzingen.models import Verwijssoort, Verwijzing
from overlegtafel.verwijzingen.regels import Regels
from tests.bench import tabellen
from tests.bench.bezoek import Bezoek, Verzoek, Wie, choose
from tests.bench.databanken import loaded, postgres_is_there
from tests.bench.machine import facts
from tests.bench.meten import Meting, measure, percentiles
from tests.bench.serveren import Gunicorn, Verbinding, bench_env, in_process, make_app, side_by_side
from tests.persona import WACHTWOORD

_REGION = 108
_STUK = 5_000
_JAREN = 5
# Of a hundred referrals so many are still open.
_OPEN = 2
_TEAM, _HUISARTS, _REGIO = "sociaalteam@demo.test", "huisarts@demo.test", "beheer@demo.test"
_KOPPEN = ("over HTTP", "p50 ms", "p95 ms", "kaal p95", "SQL p50", "SQL p95", "p95 / SQL", "vragen", "bytes")


class _Kijker(Bezoek):
    """A browser of somebody else than the huisarts."""

    def __init__(self, vraag, wie: Wie, email: str):
        self._email = email
        super().__init__(vraag, wie)

    def sign_in_request(self) -> Verzoek:
        form = {"email": self._email, "wachtwoord": WACHTWOORD, "csrf_token": self._login_token}
        return Verzoek("POST", "/inloggen", urlencode(form).encode(), 303)


def main() -> None:
    options = _options()
    has_postgres = postgres_is_there()
    width = max(len(name) for name, _ in facts(has_postgres))
    print("\n".join(f"{name:<{width}}  {value}" for name, value in facts(has_postgres)), end="\n\n")
    print("SQL: dezelfde vragen aan de database, zonder de Overlegtafel eromheen, elk antwoord helemaal opgehaald.\n")
    for backend in ["sqlite", "postgres"] if has_postgres else ["sqlite"]:
        print(measure_referrals(backend, options.verwijzingen, options.herhalingen), end="\n\n", flush=True)
    print(f"belasting aan het eind: {' '.join(f'{load:.2f}' for load in os.getloadavg())}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.verwijzingen", description="Meet de verwijzingen.")
    parser.add_argument("--verwijzingen", type=int, default=200_000, help="verwijzingen in de regio")
    parser.add_argument("--herhalingen", type=int, default=100, help="metingen per bladzijde")
    return parser.parse_args()


def measure_referrals(backend: str, count: int, repeat: int) -> str:
    with loaded(backend, _REGION, keep=False, fresh=True) as url:
        app = make_app(bench_env(url))
        with app.app_context():
            _fill(count)
            wie, engine = choose(), db.engine
            db.session.remove()
        statements = {key: _statements(app, engine, wie, *key) for key in _pages()}
        bare = {key: _bare_sql(engine, sent, repeat) for key, sent in statements.items()}
        engine.dispose()
        rows = []
        with Gunicorn(url) as server:
            for (email, path), name in _pages().items():
                with Verbinding(server.port) as connection:
                    visit = _Kijker(connection.ask, wie, email)
                    measured = measure(visit, itertools.repeat(Verzoek("GET", path)), repeat)
                rows.append(_row(name, measured, bare[email, path], len(statements[email, path])))
    head = f"{backend}: {count:,} verwijzingen in {_JAREN} jaar".replace(",", ".")
    return f"{head}\n\n{tabellen.show(_KOPPEN, rows)}"


def _pages() -> dict[tuple[str, str], str]:
    """Who asks for what, and how the table calls it."""
    figures, csv = "/verwijzingen/cijfers", "/verwijzingen/cijfers/sociaal-team.csv"
    always = f"?van={now().year - _JAREN - 1}-01-01&tot={now():%Y-%m-%d}"
    return {
        (_TEAM, "/verwijzingen"): "lijst van een team",
        (_HUISARTS, "/verwijzingen"): "lijst van een huisarts",
        (_TEAM, figures): "cijfers van een team, 12 maanden",
        (_HUISARTS, figures): "cijfers van een praktijk, een jaar",
        (_REGIO, figures): "cijfers van de regio, een jaar",
        (_TEAM, figures + always): "cijfers van een team, alle jaren",
        (_TEAM, csv): "CSV van een team, 12 maanden",
        (_REGIO, csv): "CSV van de regio, een jaar",
    }


def _row(name: str, m: Meting, sql: tuple[float, float], queries: int) -> tuple[str, ...]:
    times = (m.p50, m.p95, m.kaal_p95, *sql)
    return (name, *(f"{value:.1f}" for value in times), f"{m.p95 / sql[1]:.1f}", str(queries), str(m.bytes))


def _statements(app: Flask, engine: Engine, wie: Wie, email: str, path: str) -> list[tuple]:
    """The questions that one visit of this page asks, as they are sent."""
    visit = _Kijker(in_process(side_by_side(app)), wie, email)
    sent: list[tuple] = []

    def note(_connection, _cursor, statement, parameters, _context, many):
        if statement.lstrip().startswith(("SELECT", "WITH")) and not many:
            sent.append((statement, parameters))

    visit.ask(Verzoek("GET", path))
    event.listen(engine, "before_cursor_execute", note)
    visit.ask(Verzoek("GET", path))
    event.remove(engine, "before_cursor_execute", note)
    return sent


def _bare_sql(engine: Engine, statements: list[tuple], repeat: int) -> tuple[float, float]:
    """p50 and p95 in milliseconds of these questions, one after the other on one connection."""
    times = []
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        for turn in range(repeat + 5):
            start = time.perf_counter()
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
                cursor.fetchall()
            if turn >= 5:
                times.append((time.perf_counter() - start) * 1000)
    finally:
        connection.close()
    return percentiles(times)


def _fill(count: int) -> None:
    """So many referrals over the years, from every practice to every team of the sociaal domein."""
    rng = random.Random(1)
    kind = db.session.scalars(select(Verwijssoort).where(Verwijssoort.sleutel == "sociaal")).one()
    by_email = {
        email: db.session.scalars(select(Gebruiker).where(Gebruiker.account.has(email=email))).unique().one()
        for email in (_TEAM, _HUISARTS)
    }
    # Whom the team may see: who is not shown in the list costs less.
    clients = list(
        db.session.scalars(select(Client.id).where(consents(Client.id, by_email[_TEAM], Soort.VERWIJZING)).limit(500))
    )
    teams = list(db.session.scalars(select(Team.id).where(Team.domein == kind.naar, Team.actief)))
    practices = select(Gebruiker.id, Gebruiker.organisatie_id).join(Organisatie).where(Organisatie.is_praktijk)
    referrers = [tuple(row) for row in db.session.execute(practices.where(Gebruiker.functie == "huisarts"))]
    rows = _referrals(rng, count, kind, clients, teams, referrers)
    while batch := list(itertools.islice(rows, _STUK)):
        db.session.execute(insert(Verwijzing), batch)
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _referrals(rng: random.Random, count: int, kind: Verwijssoort, clients, teams, referrers) -> Iterator[dict]:
    regels = Regels.of(kind)
    asked, outcomes = [h.sleutel for h in regels.hulpvragen], list(regels.uitkomsten)
    step = timedelta(days=_JAREN * 365) / (count + 1)
    op = now() - timedelta(days=_JAREN * 365)
    for number in range(count):
        op += step
        van_id, organisatie_id = rng.choice(referrers)
        end = rng.choice(outcomes) if number % 100 >= _OPEN else None
        called = op + timedelta(days=rng.randint(0, 6))
        yield {
            "id": uuid4(), "soort_id": kind.id, "client_id": rng.choice(clients), "van_id": van_id,
            "van_organisatie_id": organisatie_id, "terug_aan_id": van_id, "aan_team_id": rng.choice(teams),
            "vraag": "Houdt de post niet bij en slaapt slecht van de rekeningen.", "hulpvraag": rng.choice(asked),
            "leefgebied": rng.choice(("lichaam", "mentaal", "leven", "meedoen", "dagelijks", "")),
            "akkoord_wie": "client", "akkoord_op": op.date(), "bel_nummer": "043-350 10 10", "bel_wanneer": "",
            "spoed": "week", "verwezen_op": op, "staat": end.einde if end else "aangemeld",
            "moet": "" if end else "bellen", "moet_voor": None if end else op + timedelta(days=4),
            "pogingen": 1 if end else 0, "contact_op": called.astimezone(NL).date() if end else None,
            "terug_voor": called + timedelta(days=4) if end else None,
            "terug_op": called + timedelta(days=rng.randint(0, 5)) if end else None,
            "einde_op": op + timedelta(days=30) if end else None, "uitkomst": end.sleutel if end else "",
            "laatste_op": op, "escalatie": 0 if end else 2, "kijken_op": None, "versie": 1, "verhelderd": "",
        }  # fmt: skip


if __name__ == "__main__":
    main()
