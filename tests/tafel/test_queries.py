"""At most 14 queries a page, however full it is: what a page costs may not grow with what lies on the table.

Three of them write the access log: its head is locked, the lines are added, the head is sealed.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.domein import Domein
from tests.plannen.hulp import client, nieuw, open_form, wijzig
from tests.wereld import allow, line, make_client, seat

MOST = 14


@contextmanager
def queries():
    """The statements sent to the database inside this block; what begins and ends a transaction does not count."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many):
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(" ".join(statement.split())[:160])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def busy(app, wereld):
    """A full table: many lines and people, some of them the father's, whose names the mother's helper may not see."""
    with app.app_context():
        gezin = db.session.get(Plan, wereld.gezin_plan)
        for n in range(8):
            hidden = seat(wereld.vader, naam=f"Helper {n}", doel="helpt", functie="buur")
            shown = seat(wereld.moeder, gebruiker_id=wereld.wijkverpleging if not n else None, naam=f"N {n}", doel="x")
            line(gezin, "afspraak", f"Afspraak {n}", eigenaar_id=hidden.id, datum=today())
            line(gezin, "afspraak", f"Nog een {n}", eigenaar_id=shown.id, datum=today())
            line(gezin, "doel", f"Doel {n}", gewijzigd_door_id=wereld.huisarts)
            line(gezin, "afspraak", f"Van hem {n}", eigenaar_client_id=wereld.vader, datum=today())
            mine = seat(wereld.kind, team_id=wereld.sociaal_team, doel=f"y {n}", tot=today())
            line(gezin, "afspraak", f"Oud {n}", eigenaar_id=mine.id, datum=today(), staat="gedaan")
        for n in range(30):
            other = make_client(f"Roos{n}", "", f"Janssen{n}", today() - timedelta(days=9000), praktijk=wereld.nazareth)
            allow(other.id, Domein.HUISARTSENZORG)
            allow(other.id, Domein.SOCIAAL)
            plan = Plan(huishouden_id=other.huishouden_id)
            db.session.add(plan)
            db.session.flush()
            own = seat(other.id, team_id=wereld.sociaal_team, doel="z", is_coordinator=True)
            line(plan, "afspraak", "Bellen", eigenaar_id=own.id, datum=today())
        db.session.commit()
    return wereld


def _cost(persona, url: str, **kwargs) -> list[str]:
    with queries() as sent:
        answer = persona.get(url, **kwargs)
    assert answer.status_code == 200, url
    return sent


@pytest.mark.parametrize("name", ["huisarts", "sociaalteam"])
def test_pages(als, busy, name):
    persona = als(name)
    for url in (
        "/vandaag",
        "/clienten",
        "/clienten?zoek=janssen",
        "/clienten?zoek=jansen nadia",
        client(busy.moeder),
        f"{client(busy.moeder)}/geschiedenis",
        f"{client(busy.moeder)}/plan.pdf",
        wijzig(busy.moeder, busy.gezin_doel),
        f"{client(busy.moeder)}/betrokkenen/nieuw?zoek=team",
    ):
        sent = _cost(persona, url)
        assert 3 <= len(sent) <= MOST, "\n".join([f"{url}: {len(sent)}", *sent])


def test_saving_a_line(als, wereld):
    huisarts = als("huisarts")
    owner = {"eigenaar": f"b:{wereld.truus_wv}", "datum": show_date(today())}
    for url, form in (
        (nieuw(wereld.truus, "doel"), {"tekst": "Weer fietsen"}),
        (nieuw(wereld.truus, "afspraak"), {"tekst": "Fiets halen"} | owner),
        (wijzig(wereld.truus, wereld.doel), {"tekst": "Weer zelf fietsen"}),
        (wijzig(wereld.truus, wereld.afspraak), {"tekst": "Fiets kopen"}),
        (wijzig(wereld.truus, wereld.wens), {"tekst": "Thuis."}),
    ):
        form = open_form(huisarts, url) | form
        with queries() as sent:
            answer = huisarts.post(url, form, htmx=True)
        assert answer.status_code == 200
        assert any(statement.startswith("INSERT INTO planversie") for statement in sent)
        assert len(sent) <= MOST, "\n".join([f"{url}: {len(sent)}", *sent])


def test_a_busy_table_costs_no_more_than_a_quiet_one(als, busy):
    """Opening a client asks as much of the database with forty lines as with four."""
    sociaalteam = als("sociaalteam")
    full = _cost(sociaalteam, client(busy.moeder))
    quiet = _cost(als("wijkverpleging"), client(busy.truus))
    assert len(full) <= len(quiet) + 1, "\n".join([*quiet, "---", *full])
