"""The role the app runs under on PostgreSQL: a day's work goes, changing the access log does not."""

from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from overlegtafel import create_app
from overlegtafel.extensions import db
from tests.databases import make_config
from tests.logboek.ketting import controleer
from tests.persona import Persona
from tests.toegang.hulp import events


def _grant(app, role: str):
    return app.test_cli_runner().invoke(args=["databaserol", role])


@pytest.fixture
def role(database_url):
    """A role that can sign in and nothing else."""
    name = f"ot_rol_{uuid4().hex[:8]}"
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'alleen-voor-de-test'").format(sql.Identifier(name)))
        yield name
        admin.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
        admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def _work_a_day(app, wereld) -> None:
    huisarts, truus = Persona(app, "huisarts@demo.test"), f"/clienten/{wereld.truus}"
    assert huisarts.get(truus).status_code == 200
    assert huisarts.get(f"{truus}/plan.pdf").status_code == 200
    assert huisarts.post(f"{truus}/plan/regels/nieuw/doel", {"tekst": "Weer naar de markt"}).status_code == 303
    assert huisarts.post(f"{truus}/betrokkenen/{wereld.truus_dochter}/weg", {"versie": "1"}).status_code == 303
    assert huisarts.get(f"{truus}/inzagelog").status_code == 200
    assert Persona(app, "fg@demo.test").get("/logboek").status_code == 200
    assert app.test_client().get("/gezond").status_code == 200


@pytest.mark.own_database
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_days_work_goes_and_changing_the_log_does_not(app, wereld, database_url, role):
    done = _grant(app, role)
    assert done.exit_code == 0 and role in done.stdout
    url = make_url(database_url).set(username=role, password="alleen-voor-de-test")
    theirs = create_app(make_config(url.render_as_string(hide_password=False)))
    try:
        _work_a_day(theirs, wereld)
    finally:
        with theirs.app_context():
            db.session.remove()
            db.engine.dispose()
    assert "doel.gemaakt" in events(app)
    with app.app_context():
        assert controleer(app)[0] == 0

    attempts = [
        "UPDATE inzageregel SET actie = 'R'",
        "DELETE FROM inzageregel",
        "TRUNCATE inzageregel",
        "DROP TRIGGER inzageregel_blijft ON inzageregel",
        "ALTER TABLE inzageregel DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION inzageregel_blijft() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "DROP TABLE inzageregel",
        "SET session_replication_role = replica",
        "CREATE RULE weg AS ON INSERT TO inzageregel DO INSTEAD NOTHING",
        "DELETE FROM logboekkop",
        "CREATE TABLE erbij (id int)",
    ]
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False)) as theirs_too:
        for attempt in attempts:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                theirs_too.execute(attempt)
            theirs_too.rollback()


@pytest.mark.own_database
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_role_that_could_reach_the_log_anyway_is_refused(app, database_url, role):
    with psycopg.connect(database_url, autocommit=True) as admin:
        owner = admin.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'inzageregel'").fetchone()[0]
        for name, word in (("bestaat niet", "geen rol"), (owner, "eigenaar")):
            refused = _grant(app, name)
            assert (refused.exit_code, refused.stdout) == (1, "") and word in refused.stderr
        admin.execute(sql.SQL("GRANT pg_write_all_data TO {}").format(sql.Identifier(role)))
        refused = _grant(app, role)
        assert refused.exit_code == 1 and "via een andere rol" in refused.stderr
        granted = admin.execute("SELECT has_table_privilege(%s, 'client', 'SELECT')", (role,)).fetchone()[0]
        assert not granted, "refused is refused as a whole"
        admin.execute(sql.SQL("REVOKE pg_write_all_data FROM {}").format(sql.Identifier(role)))
    # Twice is once.
    assert [_grant(app, role).exit_code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_sqlite_has_no_roles(app):
    refused = _grant(app, "overlegtafel")
    assert (refused.exit_code, refused.stdout) == (1, "") and "SQLite" in refused.stderr
