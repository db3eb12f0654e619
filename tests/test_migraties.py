"""Migrations, both ways, on both databases, with data in the tables; and models and migrations say the same."""

from collections import Counter

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import inspect, text

from overlegtafel.config import ROOT
from overlegtafel.extensions import db
from tests.persona import Persona
from tests.wereld import make_wereld

pytestmark = pytest.mark.own_database

REVISIES = [script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()][::-1]


def _rows() -> Counter:
    """How many rows each table holds."""
    with db.engine.connect() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        return Counter({n: connection.execute(text(f'SELECT count(*) FROM "{n}"')).scalar() for n in names})  # noqa: S608


def _differences() -> list:
    with db.engine.connect() as connection:
        return compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True}), db.metadata
        )


def _clean() -> None:
    db.session.remove()
    db.engine.dispose()


def test_models_and_migrations_agree(app):
    with app.app_context():
        assert _differences() == []


def test_a_difference_would_be_seen(app):
    """The check above can fail."""
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE client ADD COLUMN erbij INTEGER"))
        found = _differences()
        assert [(what, column.name) for what, _, _, column in found] == [("remove_column", "erbij")]
        _clean()


@pytest.mark.parametrize("revisie", REVISIES)
def test_every_revision_down_and_up_with_data(app, wereld, revisie):
    """From the newest down to before this revision, and up again: the app works as on the first day."""
    down_to = f"{revisie}^" if revisie != REVISIES[0] else "base"
    with app.app_context():
        before = _rows()
        assert before["client"] == 5 and before["planversie"] == 2 and before["regel"] > 5
        _clean()
        downgrade(revision="base" if down_to == "base" else _before(revisie))
        left = _rows()
        if down_to == "base":
            assert not left, f"left behind: {dict(left)}"
        _clean()
        upgrade()
        assert _differences() == []
        if down_to != "base":
            # What the older version knew is still there.
            assert all(_rows()[table] == count for table, count in left.items())
        _clean()
        if down_to == "base":
            make_wereld()
        _clean()
    assert "Truus van den Berg" in Persona(app, "huisarts@demo.test").text("/clienten?zoek=truus")
    assert app.test_client().get("/gezond").status_code == 200


def _before(revisie: str) -> str:
    return ScriptDirectory(str(ROOT / "migrations")).get_revision(revisie).down_revision


@pytest.mark.parametrize("revisie", REVISIES)
def test_each_revision_is_a_place_one_can_stop(app, revisie):
    with app.app_context():
        downgrade(revision="base")
        upgrade(revision=revisie)
        assert _rows()["hartslag"] == 1
        _clean()
        downgrade(revision="base")
        assert not _rows()
        upgrade()
        assert _differences() == []
        _clean()


def test_upgrading_twice_changes_nothing(app, wereld):
    with app.app_context():
        before = _rows()
        _clean()
        upgrade()
        assert _rows() == before
        _clean()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_references_to_nothing_is_refused(app, wereld):
    """SQLite rebuilds tables with its checks off; what is left dangling must not pass unseen."""
    with app.app_context():
        with db.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("DELETE FROM huishouden")
            raw.commit()
            raw.execute("PRAGMA foreign_keys=ON")
        _clean()
        with pytest.raises(SystemExit, match="Verwijzingen naar niets"):
            upgrade()
        _clean()


def test_there_is_one_newest_revision():
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


def test_every_revision_can_go_back(app):
    """Nobody wrote a downgrade that does nothing."""
    for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions():
        assert script.module.downgrade.__code__.co_names, f"{script.revision} cannot go back"


def test_a_database_that_says_it_is_newer_is_left_alone(app, wereld):
    with app.app_context():
        before = _rows()
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'van_later'"))
        _clean()
        with pytest.raises(SystemExit):
            upgrade()
        _clean()
        assert _rows() == before
        with db.engine.begin() as connection:
            connection.execute(text("DELETE FROM alembic_version"))
        stamp()
        upgrade()
        assert _rows() == before
        _clean()
