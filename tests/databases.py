"""The databases of the tests: a migrated SQLite file and a migrated PostgreSQL database, set back before each test.

Nobody needs what a test stored to outlive the machine, so no commit waits for the disk; kill -9 loses nothing all the same.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from flask_migrate import upgrade
from sqlalchemy import event, make_url
from sqlalchemy.engine import Engine

from overlegtafel import create_app
from overlegtafel.config import load_config
from overlegtafel.core import transaction  # noqa: F401  its listener comes first
from overlegtafel.extensions import db
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


@event.listens_for(Engine, "connect")
def _hurry(connection, _record) -> None:
    # PostgreSQL hears it from the database itself (_create).
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA synchronous=OFF")


def is_postgres_there() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
        return True
    except psycopg.OperationalError:
        return False


def _run(url: str, work=lambda: None):
    """Do something in an app of its own on that database, and let go of it."""
    app = create_app(make_config(url))
    with app.app_context():
        done = work()
        db.session.remove()
        db.engine.dispose()
    return done


class Bestanden:
    """SQLite: a file with tables only, and (once somebody asks) one with the small region in it, to copy."""

    def __init__(self, folder: Path):
        self.leeg, self.vol, self.shared = folder / "leeg.db", folder / "vol.db", folder / "gedeeld.db"
        self._wereld: Wereld | None = None
        _run(f"sqlite:///{self.leeg}", upgrade)

    def lay_out(self, path: Path, *, with_wereld: bool) -> Wereld | None:
        for left in ("-wal", "-shm"):
            path.with_name(path.name + left).unlink(missing_ok=True)
        if with_wereld and self._wereld is None:
            shutil.copy(self.leeg, self.vol)
            self._wereld = _run(f"sqlite:///{self.vol}", make_wereld)
        shutil.copy(self.vol if with_wereld else self.leeg, path)
        return self._wereld if with_wereld else None


class Postgres:
    """PostgreSQL: a template, and one database for all tests of this process that leave its tables whole.

    Making a database takes PostgreSQL longer than most tests; setting one back does not. What the tables hold after the
    migration, and with the small region in them, is kept in two schemas beside them.
    """

    def __init__(self):
        self._template, self._shared = _name(), None
        self._wereld: Wereld | None = None
        self._back: dict[str, str] = {}
        _create(self._template)
        _run(_url(self._template), upgrade)

    @contextmanager
    def own(self):
        """A migrated database that no other test ever sees."""
        name = _name()
        _create(name, self._template)
        yield _url(name)
        _drop(name)

    def lay_out(self, *, with_wereld: bool) -> tuple[str, Wereld | None]:
        """The shared database, as it was after the migration or with the small region in it."""
        if self._shared is None:
            self._shared = _name()
            _create(self._shared, self._template)
            self._connection = psycopg.connect(_url(self._shared), autocommit=True)
            self._connection.execute("SET lock_timeout = '20s'; SET session_replication_role = replica")
            self._keep("leeg")
        if with_wereld and self._wereld is None:
            self._connection.execute(self._back["leeg"])
            self._wereld = _run(_url(self._shared), make_wereld)
            self._keep("vol")
        self._connection.execute(self._back["vol" if with_wereld else "leeg"])
        return _url(self._shared), self._wereld if with_wereld else None

    def _keep(self, schema: str) -> None:
        """Copy every table that holds something; from then on one statement, one round trip, sets all of them back."""
        run = self._connection.execute
        run(f"CREATE SCHEMA {schema}")
        back = []
        for (table,) in run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            back.append(f'DELETE FROM public."{table}"')  # noqa: S608
            if run(f'SELECT 1 FROM public."{table}" LIMIT 1').fetchone():  # noqa: S608
                run(f'CREATE TABLE {schema}."{table}" AS TABLE public."{table}"')
                back.append(f'INSERT INTO public."{table}" SELECT * FROM {schema}."{table}"')  # noqa: S608
        self._back[schema] = "; ".join(back)

    def clear_away(self) -> None:
        if self._shared:
            self._connection.close()
            _drop(self._shared)
        _drop(self._template)


def _name() -> str:
    return f"ot_test_{uuid4().hex[:10]}"


def _url(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def _create(name: str, template: str = "template1") -> None:
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _admin(f'ALTER DATABASE "{name}" SET synchronous_commit = off')


def _drop(name: str) -> None:
    _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _admin(statement: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(statement)
