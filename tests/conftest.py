"""Real parts for the tests: a migrated SQLite file and a migrated PostgreSQL database for every test.

Where there is no PostgreSQL (or browser) those tests skip, and the last lines of the output say so.
"""

import gc
import shutil
import tempfile
from pathlib import Path

import pytest
from flask import Flask, has_request_context
from flask import request as flask_request
from sqlalchemy import event
from sqlalchemy.orm import Session

from overlegtafel import create_app
from overlegtafel.extensions import db, limiter
from tests.databases import Bestanden, Postgres, is_postgres_there, make_config
from tests.persona import Persona
from tests.toegang.tabel import REGELS
from tests.wereld import Wereld, make_wereld

# All that was imported is looked through at every collection: by default that takes a fifth of the time of the tests.
gc.set_threshold(20_000, 20, 100)

HAS_POSTGRES = is_postgres_there()


@pytest.fixture(scope="session")
def bestanden():
    folder = Path(tempfile.mkdtemp(prefix="overlegtafel-"))
    yield Bestanden(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres():
    postgres = Postgres()
    yield postgres
    postgres.clear_away()


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request):
    if request.param == "postgres" and not HAS_POSTGRES:
        pytest.skip("geen PostgreSQL op TEST_POSTGRES_URL")
    return request.param


@pytest.fixture
def database(backend, request, tmp_path):
    """Address of a migrated database, and the small region in it where the test asks for that.

    With the marker own_database it is one that no other test ever sees.
    """
    own = request.node.get_closest_marker("own_database")
    with_wereld = "wereld" in request.fixturenames
    if backend == "sqlite":
        bestanden = request.getfixturevalue("bestanden")
        path = tmp_path / "overlegtafel.db" if own else bestanden.shared
        wereld = bestanden.lay_out(path, with_wereld=with_wereld)
        yield f"sqlite:///{path}", wereld
    elif own:
        with request.getfixturevalue("postgres").own() as url:
            yield url, None
    else:
        yield request.getfixturevalue("postgres").lay_out(with_wereld=with_wereld)


@pytest.fixture
def database_url(database) -> str:
    return database[0]


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
        # A file is replaced by another; a connection with PostgreSQL takes long to make and stays.
        if app not in _SHARED_APPS.values() or db.engine.dialect.name == "sqlite":
            db.engine.dispose()
        limiter.reset()
    app.config.clear()
    app.config.update(config)


@pytest.fixture
def wereld(app, database) -> Wereld:
    """A small region: see tests/wereld.py."""
    if laid_out := database[1]:
        return Wereld(dict(laid_out.ids))
    with app.app_context():
        return make_wereld()


@pytest.fixture
def als(app, wereld):
    """als('huisarts'): that person, signed in, with a browser of their own."""
    made: dict[str, Persona] = {}

    def sign_in(name: str) -> Persona:
        if name not in made:
            made[name] = Persona.already_in(app, f"{name}@demo.test")
        return made[name]

    return sign_in


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Each test runs on both databases; the further cases of one test on SQLite alone."""
    seen, further = set(), []
    for item in items:
        values = getattr(item, "callspec", None) and item.callspec.params
        if values and values.get("backend") == "postgres" and len(values) > 1:
            test = item.nodeid.split("[")[0]
            (further.append(item) if test in seen else seen.add(test))
    if further:
        config.hook.pytest_deselected(items=further)
        items[:] = [item for item in items if item not in set(further)]


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
