"""When it breaks: a plain page, nothing half-written, and what somebody typed is shown back to copy."""

import logging
import os
import sqlite3

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.engine import Engine

from overlegtafel.extensions import db
from overlegtafel.plannen.models import PlanVersie, Regel
from overlegtafel.toegang.models_inzage import Inzageregel
from tests.databases import POSTGRES
from tests.persona import readable
from tests.plannen.hulp import add, client, count_in, form_in, nieuw, seat, wijzig

pytestmark = pytest.mark.own_database

TYPED = "Elke dag samen naar de duiven"


def _postgres(*statements: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _throw_out(name: str) -> str:
    return f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608


@pytest.fixture
def break_database(app, backend, database_url):
    """Takes the database away while the app runs; calling it again gives it back."""
    url = make_url(database_url)
    away = f"{url.database}_weg"
    state = {"there": True}

    def swap() -> None:
        source, target = (url.database, away) if state["there"] else (away, url.database)
        if backend == "postgres":
            _postgres(_throw_out(url.database), f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        else:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            if state["there"]:
                os.rename(source, target)
                os.mkdir(source)
            else:
                os.rmdir(target)
                os.rename(source, target)
        state["there"] = not state["there"]

    yield swap
    if not state["there"]:
        swap()


@pytest.fixture
def break_halfway(backend, database_url):
    """Once called, breaks the next change after its first statements; answers with what was cut off.

    PostgreSQL drops the connection; SQLite's disk is full.
    """
    armed, broken = [], []

    def note(connection, _cursor, statement, _parameters, _context, _many):
        if not armed or not statement.startswith("INSERT INTO planversie"):
            return
        armed.clear()
        broken.append(statement)
        if backend == "postgres":
            _postgres(_throw_out(make_url(database_url).database))
        else:
            connection.connection.dbapi_connection.execute("PRAGMA max_page_count = 1")

    def arm() -> list[str]:
        armed.append(True)
        return broken

    event.listen(Engine, "before_cursor_execute", note)
    yield arm
    event.remove(Engine, "before_cursor_execute", note)


def _fill(huisarts, wereld) -> None:
    """So much text that a version no longer fits in what a database page has left."""
    for text in ("Boodschappen doen met Ans en daarna koffie. ", "Naar de kaartclub met de buurman. ", "Samen koken. "):
        add(huisarts, wereld.truus, "doel", (text * 30)[:390].strip())


def _stored(app) -> tuple:
    with app.app_context():
        lines = [tuple(row) for row in db.session.execute(db.select(Regel.__table__).order_by(Regel.id))]
        return lines, db.session.query(PlanVersie).count(), db.session.query(Inzageregel).count()


def test_the_database_gone_is_a_plain_page_and_comes_back(app, als, wereld, break_database, caplog):
    huisarts = als("huisarts")
    form = form_in(huisarts.get(nieuw(wereld.truus, "doel")), nieuw(wereld.truus, "doel"))
    before = _stored(app)
    break_database()
    for url in (client(wereld.truus), "/vandaag", "/clienten?zoek=truus", f"{client(wereld.truus)}/plan.pdf"):
        answer = huisarts.get(url)
        assert answer.status_code == 503, url
        assert "Even niet bereikbaar" in readable(answer) and "Truus" not in readable(answer)
        assert "Probeer opnieuw" in readable(answer) and 'href=""' in answer.get_data(as_text=True)
        assert "opgeslagen" not in readable(answer), "who only looks is not told that something is lost"
    assert app.test_client().get("/gezond").status_code == 503
    answer = huisarts.post(nieuw(wereld.truus, "doel"), form | {"tekst": TYPED})
    assert answer.status_code == 503
    assert f"Dit had u getypt Het is niet opgeslagen. Kopieer het, dan hoeft u het niet opnieuw te typen. {TYPED}" in (
        readable(answer)
    )
    assert form["csrf_token"] not in answer.get_data(as_text=True)
    assert "Er is niets opgeslagen" in readable(answer) and "Probeer opnieuw" not in readable(answer)
    looked = huisarts.get("/vandaag", htmx=True)
    assert looked.status_code == 503 and "opgeslagen" not in readable(looked)
    assert looked.headers["HX-Retarget"] == "#melding"
    for secret in (TYPED, "Truus", "Traceback"):
        assert secret not in caplog.text
    break_database()
    assert _stored(app) == before
    assert app.test_client().get("/gezond").status_code == 200
    assert huisarts.post(nieuw(wereld.truus, "doel"), form | {"tekst": TYPED}).status_code == 303
    assert TYPED in huisarts.text(client(wereld.truus))


def test_signing_in_without_a_database_does_not_show_the_password(app, als, wereld, break_database):
    browser = app.test_client()
    form = form_in(browser.get("/inloggen"), "/inloggen")
    break_database()
    values = {"email": "huisarts@demo.test", "wachtwoord": "zeer-geheim-woord"}
    answer = browser.post("/inloggen", data=form | values)
    assert answer.status_code == 503
    assert "zeer-geheim-woord" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_broken_halfway_nothing_is_half_written(app, als, wereld, break_halfway, htmx, caplog):
    huisarts = als("huisarts")
    _fill(huisarts, wereld)
    url = wijzig(wereld.truus, wereld.doel)
    form = form_in(huisarts.get(url), url)
    before, broken = _stored(app), break_halfway()
    answer = huisarts.post(url, form | {"tekst": TYPED}, htmx=htmx)
    assert broken, "the change never came to its version"
    assert answer.status_code == 503
    if htmx:
        assert "Even niet bereikbaar" in readable(answer)
        assert answer.headers["HX-Retarget"] == "#melding", "the form stays as it is, with the text in it"
    else:
        assert TYPED in readable(answer)
    assert TYPED not in caplog.text and "Truus" not in caplog.text
    with app.app_context():
        db.engine.dispose()
    assert _stored(app) == before


def test_somebody_who_was_being_added_does_not_sit_there_half(app, als, wereld, break_halfway):
    huisarts = als("huisarts")
    _fill(huisarts, wereld)
    before, broken = _stored(app), break_halfway()
    answer = huisarts.post(seat(wereld.truus, "nieuw", "").rstrip("/"), {"naam": "Mia Claessens", "doel": TYPED})
    assert broken and answer.status_code == 503
    assert TYPED in readable(answer) and "Mia Claessens" in readable(answer)
    with app.app_context():
        db.engine.dispose()
    assert _stored(app) == before
    assert "Mia Claessens" not in huisarts.text(client(wereld.truus))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_corrupt_file_is_a_plain_page(app, als, wereld, database_url):
    huisarts = als("huisarts")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    path = make_url(database_url).database
    with sqlite3.connect(path) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(path, "r+b") as file:
        file.write(b"dit is geen database" * 400)
    answer = huisarts.post(nieuw(wereld.truus, "doel"), {"tekst": TYPED})
    assert answer.status_code == 503
    assert TYPED in readable(answer)
    assert app.test_client().get("/gezond").status_code == 503


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_somebody_else_holding_the_file_too_long_is_a_plain_page(app, als, wereld, database_url):
    """A backup or a script that keeps the write lock: waited for, then told."""
    huisarts, before = als("huisarts"), count_in(app, Regel)
    holder = sqlite3.connect(make_url(database_url).database, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        answer = huisarts.post(nieuw(wereld.truus, "doel"), {"tekst": TYPED})
        assert answer.status_code == 503 and TYPED in readable(answer)
    finally:
        holder.close()
    assert count_in(app, Regel) == before


@pytest.fixture
def stuk(app):
    """A page with a mistake in it, as a programmer makes them."""
    app.config["RAISE_UNEXPECTED"] = False

    @app.route("/stuk", methods=["GET", "POST"])
    def stuk():
        raise ValueError("Truus van den Berg, 077461848")

    return app


def test_a_mistake_is_a_page_without_a_trace(stuk, als, wereld, caplog):
    huisarts = als("huisarts")
    with caplog.at_level(logging.INFO):
        answer = huisarts.get("/stuk")
    assert answer.status_code == 500
    text = answer.get_data(as_text=True)
    assert "Er ging iets mis" in text and "Dat ligt aan ons, niet aan u" in text
    for secret in ("Truus", "077461848", "ValueError", "Traceback", ".py"):
        assert secret not in text
    # The log says what and where, and nothing about whom.
    assert "ValueError" in caplog.text and "test_storing.py" in caplog.text
    assert "Truus" not in caplog.text and "077461848" not in caplog.text and "Traceback" not in caplog.text


def test_what_was_typed_before_a_mistake_is_shown_back(stuk, als, wereld):
    answer = als("huisarts").post("/stuk", {"tekst": TYPED, "versie": "31415"})
    assert answer.status_code == 500
    assert TYPED in readable(answer) and "31415" not in readable(answer)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_far_too_much_text_is_refused(app, als, wereld, htmx):
    before = _stored(app)
    answer = als("huisarts").post(nieuw(wereld.truus, "doel"), {"tekst": "x" * 300_000}, htmx=htmx)
    assert answer.status_code == 413
    assert "Te veel tekst" in readable(answer) and len(answer.get_data()) < 10_000
    lines, versions, _logged = _stored(app)
    assert (lines, versions) == before[:2]
