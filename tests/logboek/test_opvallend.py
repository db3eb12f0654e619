"""What stands out: each pattern is found, what is ordinary is not, and days are counted in Dutch time."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, insert, text

from overlegtafel.core.datums import NL
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.logboek.opvallend import find_opvallend
from overlegtafel.logboek.periode import Periode
from overlegtafel.toegang.models_inzage import Inzageregel, Noodtoegang
from tests.logboek.ketting import add_line
from tests.toegang.hulp import log_lines
from tests.wereld import make_client

# A Monday in the week in which the clock goes back: 25 October 2026 has 25 hours.
MAANDAG = date(2026, 10, 19)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """On the clock on the wall, this many days after that Monday."""
    local = datetime.combine(MAANDAG, datetime.min.time(), NL) + timedelta(days=day)
    return local.replace(hour=hour, minute=minute).astimezone(UTC)


def _look(who: UUID, when: datetime, clients: int = 1, code: str = "client.geopend") -> None:
    for number in range(clients):
        add_line(who, code, when, client_id=UUID(int=number + 1))


def test_each_pattern_is_found_and_the_ordinary_is_not(app, als, wereld):
    with app.app_context(), transaction() as session:
        # Many in one day: 41; 40 is not; the same client twice is one.
        _look(wereld.huisarts, _at(0, 10), 41)
        _look(wereld.huisarts2, _at(0, 10), 40)
        _look(wereld.huisarts2, _at(0, 11), 40)
        # Four times a day of one's own: an ordinary day has 3, so 13; but 9 against 1 is still hardly anything.
        for day in (0, 1, 2):
            _look(wereld.sociaalteam, _at(day, 9), 3)
            _look(wereld.assistent, _at(day, 9), 1)
        _look(wereld.sociaalteam, _at(3, 9), 13)
        _look(wereld.assistent, _at(3, 9), 9)
        # Not a quarter to six but a quarter past five in the morning, and half past ten at night; Saturday noon.
        for moment in (_at(1, 5, 15), _at(1, 22, 30), _at(5, 12)):
            _look(wereld.gezinsregisseur, moment)
        for moment in (_at(1, 6), _at(1, 21, 59)):
            _look(wereld.gezinsregisseur, moment)
        _look(wereld.wijkverpleging, _at(1, 3))
        # On both sides of the hour that comes twice, and half an hour before Monday begins.
        _look(wereld.psychiater, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
        _look(wereld.psychiater, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
        _look(wereld.psychiater, datetime(2026, 10, 25, 22, 30, tzinfo=UTC))
        # Refused five times in an hour; four times is not, nor five times in two hours.
        for minute in (0, 10, 20, 30, 60):
            _look(wereld.psychiater, _at(2, 14, 0) + timedelta(minutes=minute), code="client.geweigerd")
        for hour in (9, 10, 11, 12, 13):
            _look(wereld.huisarts2, _at(2, hour), code="client.geweigerd")
        family = make_client("Jo", "", "PEETERS", date(1950, 1, 1))
        married = make_client("An", "", "Anders", date(1950, 1, 1))
        married.partner_achternaam = "Peeters"
        for client in (family, married):
            add_line(wereld.huisarts, "client.geopend", _at(2, 10), client_id=client.id)
        add_line(wereld.huisarts2, "client.geopend", _at(2, 10), client_id=family.id)
        session.add(
            Noodtoegang(id=uuid4(), client_id=family.id, gebruiker_id=wereld.psychiater, reden="Het kon niet wachten.",
                        begonnen_op=_at(2, 14), tot=_at(2, 18))
        )  # fmt: skip
    with app.app_context():
        found = find_opvallend(Periode(MAANDAG, MAANDAG + timedelta(days=6)))
        day = [MAANDAG + timedelta(days=n) for n in range(7)]
        assert [(s.gebruiker_id, s.dag, s.aantal) for s in found.veel] == [
            (wereld.huisarts, day[0], 41), (wereld.sociaalteam, day[3], 13),
        ]  # fmt: skip
        assert {(s.gebruiker_id, s.client_id) for s in found.zelfde_naam} == {
            (wereld.huisarts, family.id), (wereld.huisarts, married.id),
        }  # fmt: skip
        assert {(s.gebruiker_id, s.dag, s.aantal) for s in found.buiten_werktijd} == {
            (wereld.gezinsregisseur, day[1], 2), (wereld.gezinsregisseur, day[5], 1),
            (wereld.wijkverpleging, day[1], 1), (wereld.psychiater, day[6], 3),
        }  # fmt: skip
        assert [s.gebruiker_id for s in found.buiten_werktijd if s.dag_en_nacht] == [wereld.wijkverpleging]
        assert [(s.gebruiker_id, s.aantal, s.op) for s in found.geweigerd] == [(wereld.psychiater, 5, _at(2, 14))]
        assert [n.gebruiker_id for n in found.noodtoegang] == [wereld.psychiater]
        assert find_opvallend(Periode(MAANDAG - timedelta(days=9), MAANDAG - timedelta(days=1))).aantal == 0

    page = als("fg").get("/logboek/opvallend?van=19-10-2026&tot=25-10-2026")
    body = page.get_data(as_text=True)
    assert page.status_code == 200 and "geen oordeel" in body
    for name in ("Els Peeters", "Wim Dols", "Ruth de Groot"):
        assert name in body
    assert "PEETERS" not in body and "Anders" not in body
    (line,) = log_lines(app, gebeurtenis="logboek.opvallend")
    assert (line.gebruiker_id, line.recht, line.aantal) == (wereld.fg, "log_lezen", found.aantal)
    # Each leads to its lines.
    link = f"/logboek?gebruiker={wereld.sociaalteam}&van=22-10-2026&tot=22-10-2026"
    assert link.replace("&", "&amp;") in body
    assert als("fg").get(link).get_data(as_text=True).count("bekeek het plan") == 13


def test_a_period_that_cannot_be(als):
    for query, message in (
        ("van=x", "geen datum"),
        ("van=2-1-2026&tot=1-1-2026", "ligt voor"),
        ("van=1-1-2020&tot=1-1-2026", "hooguit een jaar"),
    ):
        answer = als("fg").get(f"/logboek/opvallend?{query}")
        assert answer.status_code == 422 and message in answer.get_data(as_text=True)


@pytest.mark.own_database
def test_the_questions_read_the_period_and_not_the_whole_log(app, wereld):
    """With 20,000 lines of earlier, the database takes the index on the moment."""
    table = Inzageregel.__table__
    row = dict.fromkeys(c.name for c in table.columns) | {
        "gebeurtenis": "client.geopend", "actie": "R", "bron": "overlegtafel", "zegel": bytes(32), "functie": "huisarts",
        "gebruiker_id": wereld.huisarts, "client_id": wereld.truus,
    }  # fmt: skip
    plans = []
    with app.app_context():
        with transaction() as session:
            start = _at(-700, 10)
            rows = [row | {"id": n, "tijdstip": start + timedelta(minutes=n * 50)} for n in range(1, 20_001)]
            session.execute(insert(table), rows)
        with db.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
        explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "

        def note(connection, cursor, statement, parameters, context, executemany):
            if statement.startswith("SELECT") and "inzageregel" in statement:
                plans.append((statement, parameters))

        event.listen(db.engine, "before_cursor_execute", note)
        find_opvallend(Periode(MAANDAG, MAANDAG + timedelta(days=6)))
        event.remove(db.engine, "before_cursor_execute", note)
        db.session.rollback()
        assert len(plans) == 4
        with db.engine.connect() as connection:
            for statement, parameters in plans:
                plan = str(connection.exec_driver_sql(explain + statement, parameters).all())
                assert re.search(r"ix_inzageregel_(gebruiker_id_)?tijdstip", plan), plan
                assert "Seq Scan on inzageregel" not in plan
