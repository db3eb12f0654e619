"""Real parts for the tests: a migrated SQLite file and a migrated PostgreSQL database for every test.

Where there is no PostgreSQL (or browser) those tests skip, and the last lines of the output say so.
"""

import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from flask import Flask, has_request_context
from flask import request as flask_request
from flask_migrate import upgrade
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

from overlegtafel import create_app
from overlegtafel.config import load_config
from overlegtafel.extensions import db, limiter
from tests.persona import Persona
from tests.toegang.tabel import REGELS
from tests.wereld import Wereld, make_wereld

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


def make_config(database_url: str) -> dict:
    env = {"OVERLEGTAFEL_DEMO": "1", "DATABASE_URL": database_url, "SECRET_KEY": "alleen voor de tests"}
    return load_config(env) | {
        "TESTING": True,
        "RAISE_UNEXPECTED": True,
        "PROPAGATE_EXCEPTIONS": False,
        "POSTBODE": False,
        # Cheap on purpose: these tests are about other things than what guessing costs.
        "ARGON2": {"time_cost": 1, "memory_cost": 8, "parallelism": 1},
    }


def _migrate(url: str) -> None:
    app = create_app(make_config(url))
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


def _postgres_is_there() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
        return True
    except psycopg.OperationalError:
        return False


HAS_POSTGRES = _postgres_is_there()


@pytest.fixture(scope="session")
def sqlite_template():
    folder = Path(tempfile.mkdtemp(prefix="overlegtafel-"))
    path = folder / "leeg.db"
    _migrate(f"sqlite:///{path}")
    yield path
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_template():
    name = f"ot_test_{uuid4().hex[:10]}"
    _admin(f'CREATE DATABASE "{name}"')
    _migrate(_postgres_url(name))
    yield name
    _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_shared(postgres_template):
    """One database for all tests of this process that leave it whole."""
    name = f"ot_test_{uuid4().hex[:10]}"
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"')
    yield name
    _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _admin(statement: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(statement)


def _postgres_url(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request):
    if request.param == "postgres" and not HAS_POSTGRES:
        pytest.skip("geen PostgreSQL op TEST_POSTGRES_URL")
    return request.param


@pytest.fixture
def database_url(backend, request, tmp_path):
    """A migrated, empty database; with the marker own_database one that no other test ever sees."""
    own = request.node.get_closest_marker("own_database")
    if backend == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        path = tmp_path / "overlegtafel.db" if own else template.with_name("gedeeld.db")
        for left in ("-wal", "-shm"):
            path.with_name(path.name + left).unlink(missing_ok=True)
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    if own:
        name = f"ot_test_{uuid4().hex[:10]}"
        _admin(f'CREATE DATABASE "{name}" TEMPLATE "{request.getfixturevalue("postgres_template")}"')
        yield _postgres_url(name)
        _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        return
    # Making a database takes PostgreSQL longer than most tests; emptying one does not.
    name = request.getfixturevalue("postgres_shared")
    _empty(_postgres_url(name))
    yield _postgres_url(name)


def _empty(url: str) -> None:
    keep = ("alembic_version", "hartslag", "logboekkop")
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            if table not in keep:
                connection.execute(f'DELETE FROM "{table}"')  # noqa: S608
        connection.execute(
            "UPDATE logboekkop SET nummer = 0, sleutelmerk = '', zegel = decode(repeat('00', 32), 'hex')"
        )


# An app keeps what it compiled, of templates and of SQL: making one for each test took half the time of the tests.
_SHARED_APPS: dict[str, Flask] = {}


@pytest.fixture
def app(database_url, request):
    if request.node.get_closest_marker("own_database"):
        app = create_app(make_config(database_url))
    else:
        if database_url not in _SHARED_APPS:
            _SHARED_APPS[database_url] = create_app(make_config(database_url))
        app = _SHARED_APPS[database_url]
    config = dict(app.config)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        limiter.reset()
    app.config.clear()
    app.config.update(config)


@pytest.fixture
def wereld(app) -> Wereld:
    """A small region: see tests/wereld.py."""
    with app.app_context():
        return make_wereld()


@pytest.fixture
def als(app, wereld):
    """als('huisarts'): that person, signed in, with a browser of their own."""
    made: dict[str, Persona] = {}

    def sign_in(name: str) -> Persona:
        if name not in made:
            made[name] = Persona(app, f"{name}@demo.test")
        return made[name]

    return sign_in


@pytest.fixture(autouse=True)
def lines_as_the_table_says():
    """Whatever a test does: no request leaves a line in the access log that the table of routes does not name for it."""
    surprises = set()

    def compare(session) -> None:
        if not (has_request_context() and flask_request.url_rule):
            return
        route = ("GET" if flask_request.method == "HEAD" else flask_request.method, flask_request.url_rule.rule)
        allowed = REGELS.get(route, frozenset()) | {"client.geweigerd", "recht.geweigerd", "vergrendeld"}
        surprises.update((*route, line["gebeurtenis"]) for line in session.info.get("inzageregels", ()))
        surprises.difference_update((*route, code) for code in allowed)

    # Before the app's own listener, which takes the lines away.
    event.listen(Session, "before_commit", compare, insert=True)
    yield
    event.remove(Session, "before_commit", compare)
    assert not surprises, "not in tests/toegang/tabel.py"


def pytest_terminal_summary(terminalreporter):
    """The last lines say which real parts were there."""
    from tests.delen import describe_parts

    terminalreporter.section("echte onderdelen", sep="-")
    for line in describe_parts(HAS_POSTGRES):
        terminalreporter.write_line(line)
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.write_line(
            f"Overgeslagen: {len(skipped)} tests, omdat een onderdeel ontbreekt (zie hierboven)."
        )
