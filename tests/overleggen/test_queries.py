"""What the pages of a meeting ask of the database: fixed, however many people and items there are.

Counted as in tests/tafel/test_queries.py. Of a first look six are the line in the access log.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde
from overlegtafel.overleggen.models_punt import Agendapunt, Agendareden, Puntnotitie, Tafelstand
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.domein import Domein
from tests.overleggen.tafels import make_overleg, make_punt
from tests.tafel.test_queries import queries
from tests.wereld import allow, make_client, seat

VANZELF = {"HX-Request": "true", "X-Vanzelf": "1"}


@pytest.fixture
def vergadering(app, wereld):
    """vergadering(number): the address of a meeting that goes on, with so many items about clients, and their ids."""

    def make(number: int, staat: str = "bezig"):
        with app.app_context():
            overleg = make_overleg(wereld, staat=staat, begint_op=now())
            for n in range(number):
                db.session.add(Genodigde(id=uuid4(), overleg_id=overleg.id, naam=f"Gast {n}", functie="leerkracht"))
                who = make_client(f"Roos{n}", "", f"Bos{n}", today() - timedelta(days=9000), praktijk=wereld.nazareth)
                db.session.add(Plan(huishouden_id=who.huishouden_id))
                for domein in (Domein.HUISARTSENZORG, Domein.SOCIAAL, Domein.WIJKVERPLEGING):
                    allow(who.id, domein)
                for name in ("sociaalteam", "wijkverpleging"):
                    seat(who.id, gebruiker_id=getattr(wereld, name), doel="kijkt mee")
                punt = make_punt(overleg, who.id, ingebracht_door_id=wereld.huisarts)
                for bron in ("evaluatie", "afspraak"):
                    db.session.add(Agendareden(id=uuid4(), agendapunt_id=punt.id, bron=bron, sleutel=f"{n}"))
                db.session.add(
                    Puntnotitie(agendapunt_id=punt.id, tekst="Het gaat beter.", op=now(), door_id=wereld.huisarts)
                )
            db.session.commit()
            punten = db.session.query(Agendapunt.id).filter_by(overleg_id=overleg.id).order_by(Agendapunt.volgorde)
            return f"/overleggen/{overleg.id}", overleg.id, [punt_id for (punt_id,) in punten]

    return make


def go_to(app, overleg_id, punt_id) -> None:
    with app.app_context():
        stand = db.session.get(Tafelstand, overleg_id)
        stand.punt_id, stand.sinds, stand.versie = punt_id, now(), stand.versie + 1
        db.session.commit()


def cost(persona, url: str, headers: dict | None = None) -> list[str]:
    with queries() as sent:
        answer = persona.browser.get(url, headers=headers)
    assert answer.status_code == 200, url
    return sent


def show(sent: list[str]) -> str:
    return "\n".join([str(len(sent)), *sent])


@pytest.mark.parametrize("number", [2, 12])
def test_a_step_of_the_table(app, als, vergadering, number):
    """What everybody's screen asks at once after 'next item'."""
    url, overleg_id, punten = vergadering(number)
    nurse = als("wijkverpleging")
    go_to(app, overleg_id, punten[0])
    assert "Roos0" in nurse.text(f"{url}/tafel")
    go_to(app, overleg_id, punten[1])
    first = cost(nurse, f"{url}/tafel", VANZELF)
    assert len(first) <= 22, show(first)
    assert any(statement.startswith("INSERT INTO inzageregel") for statement in first)
    # The same again leaves no line, so it writes nothing: on SQLite it waits for nobody.
    again = cost(nurse, f"{url}/tafel", VANZELF)
    assert len(again) <= 17 and not any(s.startswith(("INSERT", "UPDATE", "DELETE")) for s in again), show(again)
    beside = cost(nurse, f"{url}/tafel/naast/{punten[1]}", VANZELF)
    assert len(beside) <= 24, show(beside)


@pytest.mark.parametrize("number", [2, 12])
def test_the_pages_of_a_meeting(als, vergadering, number):
    url, _, punten = vergadering(number, "gepland")
    huisarts = als("huisarts")
    for page, most in ((url, 29), (f"{url}/tafel", 11), (f"{url}/tafel?punt={punten[0]}", 40), ("/overleggen", 8)):
        sent = cost(huisarts, page)
        assert 3 <= len(sent) <= most, f"{page}: {show(sent)}"


def test_a_renewed_agenda_does_not_look_through_the_practice_again(als, vergadering):
    """Who waits for a place is counted once in a while, and not at every view."""
    url, _, _ = vergadering(3, "gepland")
    huisarts = als("huisarts")
    first, again = cost(huisarts, url), cost(huisarts, url)
    assert any("coalesce(regel.client_id" in s for s in first) or len(first) > len(again), show(first)
    assert len(again) <= 13, show(again)
