"""Databases for the measurement: made here, filled by the app's own loader, dropped afterwards (or kept to use again)."""

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
from flask_migrate import upgrade
from sqlalchemy import make_url

from overlegtafel.config import INSTANCE, ROOT
from overlegtafel.core.transaction import transaction
from overlegtafel.demo.laden import load_region
from overlegtafel.extensions import db
from tests.bench.serveren import bench_env, make_app

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
FOLDER = INSTANCE / "bench"


def postgres_is_there() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
        return True
    except psycopg.OperationalError:
        return False


@contextmanager
def loaded(backend: str, clienten: int, *, keep: bool, fresh: bool) -> Iterator[str]:
    """The address of a database with a region of this size. keep: reuse the one of before, and leave it standing."""
    store = _Sqlite(clienten) if backend == "sqlite" else _Postgres(clienten)
    try:
        if fresh or not (keep and store.exists()):
            store.drop_all()
            store.create()
            _load(store.loading_url, clienten, f"{backend} {clienten}")
            store.settle()
        else:
            _say(f"{backend} {clienten}: bewaarde database van dezelfde versie en dag\n")
        yield store.url
    finally:
        if not keep:
            store.drop_all()


def _load(url: str, clienten: int, label: str) -> None:
    app = make_app(bench_env(url))
    start = time.monotonic()

    def progress(done: int, total: int) -> None:
        _say(f"\r{label}: {done} van {total} cliënten geladen, {time.monotonic() - start:.0f} s ")

    with app.app_context():
        upgrade()
        with transaction():
            load_region(clienten=clienten, seed=1, voortgang=progress)
        db.session.remove()
        db.engine.dispose()
    _say("\n")


def _say(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)


def _key() -> str:
    """Changes with whatever decides what is loaded: the loader, the tables, and the day the region is told from."""
    package = ROOT / "overlegtafel"
    sources = [*package.glob("demo/**/*"), *package.glob("*/models.py"), *ROOT.glob("migrations/versions/*.py")]
    digest = hashlib.sha256(date.today().isoformat().encode())
    for path in sorted(path for path in sources if path.suffix in (".py", ".txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


class _Sqlite:
    def __init__(self, clienten: int):
        self._clienten = clienten
        self._path = FOLDER / f"{clienten}-{_key()}.db"
        # Only a database that was loaded to the end gets the name it is found by.
        self._loading = self._path.with_suffix(".laden")
        self.url, self.loading_url = f"sqlite:///{self._path}", f"sqlite:///{self._loading}"

    def exists(self) -> bool:
        return self._path.exists()

    def create(self) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)

    def settle(self) -> None:
        self._loading.rename(self._path)

    def drop_all(self) -> None:
        """Every database of this size, older ones too."""
        for path in FOLDER.glob(f"{self._clienten}-*"):
            Path(path).unlink()


class _Postgres:
    def __init__(self, clienten: int):
        self._prefix = f"ot_bench_{clienten}_"
        self._name = self._prefix + _key()
        self._loading = self._name + "_laden"
        self.url, self.loading_url = _postgres_url(self._name), _postgres_url(self._loading)

    def exists(self) -> bool:
        return self._name in self._all()

    def create(self) -> None:
        _admin(f'CREATE DATABASE "{self._loading}"')

    def settle(self) -> None:
        # What autovacuum does within minutes of a load that size; the measurement does not wait for it.
        with psycopg.connect(self.loading_url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        _admin(f'ALTER DATABASE "{self._loading}" RENAME TO "{self._name}"')

    def drop_all(self) -> None:
        for name in self._all():
            _admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _all(self) -> list[str]:
        with psycopg.connect(POSTGRES) as connection:
            names = connection.execute("SELECT datname FROM pg_database").fetchall()
        return [name for (name,) in names if name.startswith(self._prefix)]


def _postgres_url(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def _admin(statement: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(statement)
