"""Migrations, both ways, on both databases, with data in the tables; and models and migrations say the same."""

from collections import Counter
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, stamp, upgrade
from sqlalchemy import inspect, text

from overlegtafel.config import ROOT
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models_notitie import Notitiestuk
from tests.overleggen.schrijvers import keep_versie, type_on
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import Persona
from tests.rules.yjs import typed, update
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


def test_every_revision_down_and_up_with_data(app, wereld):
    """From the newest down to before each revision, and up again: the app works as on the first day."""
    with app.app_context():
        before = _rows()
        assert before["client"] == 5 and before["planversie"] == 2 and before["regel"] > 5
        _clean()
    for revisie, down_to in zip(REVISIES[::-1], [*REVISIES[-2::-1], "base"], strict=True):
        with app.app_context():
            downgrade(revision=down_to)
            left = _rows()
            assert (left["client"] == 5) if down_to != "base" else not left, (revisie, dict(left))
            _clean()
            upgrade()
            assert _differences() == [], revisie
            # What the older version knew is still there.
            now = _rows()
            assert all(now[table] == count for table, count in left.items()), revisie
            _clean()
            if down_to == "base":
                make_wereld()
            _clean()
        assert "Truus van den Berg" in Persona(app, "huisarts@demo.test").text("/clienten?zoek=truus"), revisie
        assert app.test_client().get("/gezond").status_code == 200


def test_each_revision_is_a_place_one_can_stop(app):
    """Without data, one step at a time from nothing to the newest, and back."""
    with app.app_context():
        downgrade(revision="base")
        for revisie in REVISIES:
            upgrade(revision=revisie)
            assert _rows()["hartslag"] == 1, revisie
        _clean()
        for down_to in [*REVISIES[-2::-1], "base"]:
            downgrade(revision=down_to)
            assert ("hartslag" in _rows()) == (down_to != "base")
        assert not _rows()
        upgrade()
        assert _differences() == []
        _clean()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_was_typed_and_not_settled_is_text_before_notes_were_live(app, wereld):
    """Also a piece that points into an emoji, which is two units to a browser."""
    inside = update((9, 0, [typed("x", (1, 5), (1, 6))]))
    with app.app_context():
        overleg = make_overleg(wereld)
        split, alone = make_punt(overleg, wereld.truus), make_punt(overleg)
        keep_versie(split.id, 1, "Goed 😀 zo.", [], door_id=wereld.huisarts)
        type_on(split.id, "Goed 😀 zo. 👍🏽 Erbij.", by=wereld.huisarts, hand=7)
        stuk = {"gebruiker_id": wereld.wijkverpleging, "op": now(), "wijziging": inside}
        db.session.add(Notitiestuk(agendapunt_id=split.id, **stuk))
        type_on(alone.id, "Alleen getypt.", by=wereld.wijkverpleging, hand=8)
        db.session.commit()
        known = {split.id.hex: (2, "Goed \ufffdx\ufffd zo. 👍🏽 Erbij."), alone.id.hex: (1, "Alleen getypt.")}
        _clean()
        downgrade(revision="0005")
        with db.engine.connect() as connection:
            for table, number in (("puntnotitie", "versie"), ("puntversie", "nummer")):
                rows = connection.execute(text(f"SELECT agendapunt_id, {number}, tekst, door_id FROM {table}")).all()  # noqa: S608
                assert {row[0]: (row[1], row[2]) for row in sorted(rows, key=lambda row: row[1])} == known, table
                last = {row[3] for row in rows if (row[1], row[2]) in known.values()}
                assert last == {wereld.wijkverpleging.hex}, "by whom typed last"
        _clean()
        upgrade()
        _clean()
    persona = Persona(app, "huisarts@demo.test")
    for punt_id, (_, found) in known.items():
        assert found in persona.text(f"/overleggen/punten/{UUID(punt_id)}/notitie")


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
