"""At most 15 queries a page, however full it is: what a page costs may not grow with what lies on the table.

Three of them write the access log: its head is locked, the lines are added, the head is sealed. One, on Vandaag, looks
for the meetings of today.
"""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from overlegtafel.berichten.models import Bericht, Draad
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan
from overlegtafel.thuiszorg.models import Bezoek, Notitie
from overlegtafel.toegang.domein import Domein
from tests.overleggen.besproken import decide, make_besproken, make_gesloten
from tests.overleggen.tafels import make_overleg, make_punt
from tests.plannen.hulp import client, nieuw, open_form, wijzig
from tests.wereld import allow, line, make_client, seat

# One for each thing a page shows; what the badges of two rooms need is among them.
MOST = 18


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
            _notes(wereld, other.id, 3)
        _notes(wereld, wereld.moeder, 25)
        for name in ("huisarts", "assistent", "huisarts2"):
            db.session.add(
                Bezoek(gebruiker_id=getattr(wereld, name), client_id=wereld.moeder, laatst_op=now() - timedelta(days=2))
            )
        for n in range(40):
            _thread(wereld, n)
        _meetings(wereld)
        db.session.commit()
    return wereld


def _meetings(wereld) -> None:
    """On the agendas to come, and lines of the plan decided at those that were."""
    for n in range(4):
        make_punt(make_overleg(wereld, begint_op=now() + timedelta(days=n + 1)), wereld.moeder)
        punt = make_besproken(wereld, make_gesloten(wereld, dagen=30 * n), wereld.moeder)
        for regel_id in (wereld.gezin_doel, wereld.vader_doel):
            decide(wereld, punt, regel_id=regel_id)


def _thread(wereld, n: int) -> None:
    """About the mother: of her helpers to her practice and back, some taken, some too late."""
    back = n % 2
    draad = Draad(
        id=uuid4(), client_id=wereld.moeder, soort="vraag", van_id=wereld.huisarts if back else wereld.sociaalteam,
        aan_team_id=wereld.sociaal_team if back else None, aan_organisatie_id=None if back else wereld.nazareth,
        spoed="week", gesteld_op=now(), laatste_op=now(), antwoord_voor=now() + timedelta(hours=n - 20),
        behandelaar_id=wereld.sociaalteam if n % 3 == 1 and back else None,
    )  # fmt: skip
    db.session.add(draad)
    db.session.flush()
    db.session.add(Bericht(draad_id=draad.id, door_id=draad.van_id, soort="vraag", tekst=f"Vraag {n}", op=now()))


def _notes(wereld, client_id, count: int) -> None:
    """Of every kind, by several sources and by people of here, some corrected."""
    for n in range(count):
        kind = ("rapportage", "meting", "bericht", "letop", "contact")[n % 5]
        moment = now() - timedelta(hours=n)
        note = Notitie(
            id=uuid4(), client_id=client_id, organisatie_id=(wereld.envida, wereld.mondriaan)[n % 2], soort=kind,
            moment=moment, ontvangen_op=moment, tekst=f"Notitie {n}", auteur="A", versie=1 + n % 2,
            door_id=wereld.sociaalteam if kind == "bericht" else None, maat="pols" if kind == "meting" else None,
            waarde=70 if kind == "meting" else None,
        )  # fmt: skip
        db.session.add(note)


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
        f"{client(busy.moeder)}/thuiszorg",
        f"{client(busy.moeder)}/geschiedenis",
        f"{client(busy.moeder)}/plan.pdf",
        wijzig(busy.moeder, busy.gezin_doel),
        f"{client(busy.moeder)}/betrokkenen/nieuw?zoek=team",
    ):
        sent = _cost(persona, url)
        assert 3 <= len(sent) <= MOST, "\n".join([f"{url}: {len(sent)}", *sent])


def test_searching_and_writing_beside_the_home_care_notes(als, busy):
    """For the home-care side, who sees most: who read them as well."""
    with als("wijkverpleging").app.app_context():
        allow(busy.moeder, Domein.WIJKVERPLEGING)
        db.session.commit()
    nurse, url = als("wijkverpleging"), f"{client(busy.moeder)}/thuiszorg"
    assert 3 <= len(_cost(nurse, url)) <= MOST
    for path, form in ((url, {"woorden": "notitie 1"}), (url, {"nieuw": "1"}), (f"{url}/bericht", {"tekst": "x"})):
        with queries() as sent:
            answer = nurse.post(path, form, htmx=True)
        assert answer.status_code == 200
        # A search opens the client twice: once to look, once to show.
        assert len(sent) <= MOST + 2 * ("woorden" in form), "\n".join([f"{path} {form}: {len(sent)}", *sent])


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
