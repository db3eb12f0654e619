"""One plan per household: moving in, living apart; whose helper sees what afterwards."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, PlanVersie, Regel
from overlegtafel.toegang.domein import Domein
from tests.persona import readable
from tests.plannen.hulp import add, change, client, count_in, log_lines, pdf_text, whole_log, wijzig
from tests.wereld import allow, line, make_client, make_plan, seat

LONG = ("Samen met de buurt de boodschappen doen en daarna koffie drinken in de buurtkamer. " * 4).strip()


def home(client_id) -> str:
    return f"{client(client_id)}/huishouden"


@pytest.fixture
def jo(app, wereld):
    """A second patient of Nazareth, with a plan and the psychiater at the table."""
    with app.app_context():
        made = make_client("Jo", "", "Hendriks", today().replace(year=1944, day=1), praktijk=wereld.nazareth)
        allow(made.id, Domein.HUISARTSENZORG)
        allow(made.id, Domein.GGZ)
        seat(made.id, gebruiker_id=wereld.psychiater, doel="behandeling Jo", is_coordinator=True)
        plan = make_plan(made.huishouden_id)
        line(plan, "wie", "Ik ben Jo", client_id=made.id)
        line(plan, "doel", "Jo slaapt door")
        line(plan, "afspraak", "Jo belt de kapper", eigenaar_client_id=made.id, datum=today())
        db.session.commit()
        return made.id


def _move_in(persona, client_id, newcomer):
    """Search for the newcomer on the page, press the button beside the name, and say yes."""
    found = persona.post(home(client_id), {"wat": "zoek", "zoek": "hendriks"}).get_data(as_text=True)
    assert f'name="client" value="{newcomer}"' in found
    asked = persona.post(home(client_id), {"wat": "kies", "client": str(newcomer)})
    assert asked.status_code == 200 and "Wonen deze twee samen?" in readable(asked)
    return persona.post(home(client_id), {"client": str(newcomer)})


def test_a_second_plan_is_impossible(app, wereld):
    with app.app_context():
        household = db.session.get(Client, wereld.truus).huishouden_id
        db.session.add(Plan(id=uuid4(), huishouden_id=household))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_moving_in_brings_the_lines_along(app, als, wereld, jo):
    huisarts = als("huisarts")
    assert _move_in(huisarts, wereld.truus, jo).status_code == 303
    for whose in (wereld.truus, jo):
        text = huisarts.text(client(whose))
        for part in ("Ik ben Jo", "Jo slaapt door", "Jo belt de kapper", "Ik ben Truus", "Niet meer vallen"):
            assert part in text, part
        assert "Eén plan met" in text
        assert text.count("coördinator") == 1, "two coordinators became one"
    printed = pdf_text(huisarts.get(f"{client(jo)}/plan.pdf").data)
    assert "Jo Hendriks · Truus van den Berg" in printed
    history = huisarts.text(f"{client(wereld.truus)}/geschiedenis")
    assert "voegde iemand toe aan het huishouden" in history and "Doel, erbij: Jo slaapt door" in history
    lines = log_lines(app, "huishouden.erbij")
    assert {line.client_id for line in lines} == {wereld.truus, jo}
    assert "Hendriks" not in whole_log(app)


def test_helpers_of_one_do_not_see_the_other(als, wereld, jo):
    """What stood on a page of somebody living alone was about that person, also in the old versions."""
    huisarts, psychiater, wijkverpleging = als("huisarts"), als("psychiater"), als("wijkverpleging")
    change(huisarts, wijzig(wereld.truus, wereld.doel), tekst="Truus valt nooit meer")
    _move_in(huisarts, wereld.truus, jo)
    for persona, whose, own, others in (
        (psychiater, jo, "Jo slaapt door", ("Truus", "vallen", "valt", "Rollator", "Saïda", "Ans van den Berg")),
        (wijkverpleging, wereld.truus, "Truus valt nooit meer", ("Jo ", "Hendriks", "Ruth de Groot", "kapper")),
    ):
        seen = [persona.text(client(whose)), persona.text(f"{client(whose)}/geschiedenis"), persona.text("/vandaag")]
        seen += [
            readable(persona.get(f"{client(whose)}/geschiedenis/{n}"))
            for n in range(1, 9)
            if persona.get(f"{client(whose)}/geschiedenis/{n}").status_code == 200
        ]
        seen.append(pdf_text(persona.get(f"{client(whose)}/plan.pdf").data))
        everything = " ".join(seen)
        assert own in everything
        for secret in others:
            assert secret not in everything, secret


def test_a_line_for_both_is_for_both_from_then_on(als, wereld, jo):
    huisarts = als("huisarts")
    _move_in(huisarts, wereld.truus, jo)
    add(huisarts, jo, "doel", "Samen naar de kermis")
    assert "Samen naar de kermis" in als("psychiater").text(client(jo))
    assert "Samen naar de kermis" in als("wijkverpleging").text(client(wereld.truus))


def test_what_does_not_fit_together_is_refused(app, als, wereld, jo):
    huisarts = als("huisarts")
    for whose in (wereld.truus, jo):
        for _ in range(6):
            huisarts.post(f"{client(whose)}/plan/regels/nieuw/doel", {"tekst": LONG})
    before = count_in(app, PlanVersie), count_in(app, Regel)
    answer = _move_in(huisarts, wereld.truus, jo)
    assert answer.status_code == 422
    assert "past niet meer op de halve A4" in readable(answer)
    assert (count_in(app, PlanVersie), count_in(app, Regel)) == before
    assert "Eén plan met" not in huisarts.text(client(jo))
    with app.app_context():
        truus, other = db.session.get(Client, wereld.truus), db.session.get(Client, jo)
        assert truus.huishouden_id != other.huishouden_id


def test_living_together_already_or_nobody_chosen(als, wereld):
    huisarts = als("huisarts")
    answer = huisarts.post(home(wereld.moeder), {"client": str(wereld.kind)})
    assert answer.status_code == 422 and "delen al één plan" in readable(answer)
    for nobody in ("", "iemand"):
        answer = huisarts.post(home(wereld.moeder), {"client": nobody})
        assert answer.status_code == 422 and "Kies eerst een cliënt" in readable(answer)
    assert huisarts.post(home(wereld.truus), {"client": str(wereld.truus)}).status_code == 422


def test_living_apart_takes_the_own_lines_along(app, als, wereld):
    huisarts2, huisarts = als("huisarts2"), als("huisarts")
    url = home(wereld.vader)
    # The form of living apart is the first on the page.
    assert huisarts2.post(url, {"wat": "apart"}).status_code == 303
    text = huisarts2.text(client(wereld.vader))
    assert "Vader slaapt weer goed" in text
    assert "De post is elke week open" not in text and "die u niet mag zien" not in text
    mother = huisarts.text(client(wereld.moeder))
    assert "De post is elke week open" in mother and "die u niet mag zien" not in mother
    assert "Ruth de Groot" in text and "Ruth de Groot" not in mother
    assert "begon een eigen plan" in huisarts2.text(f"{client(wereld.vader)}/geschiedenis")
    (logged,) = log_lines(app, "huishouden.weg")
    assert logged.client_id == wereld.vader
    assert count_in(app, Plan) == 4
    answer = huisarts2.post(url, {"wat": "apart"})
    assert answer.status_code == 422 and "heeft al een eigen plan" in readable(answer)


def test_apart_and_together_again_loses_nothing(app, als, wereld, jo):
    huisarts = als("huisarts")
    _move_in(huisarts, wereld.truus, jo)
    huisarts.post(home(jo), {"wat": "apart"})
    assert "Jo slaapt door" in huisarts.text(client(jo))
    assert "Jo slaapt door" not in huisarts.text(client(wereld.truus))
    assert "Niet meer vallen" in huisarts.text(client(wereld.truus))
    _move_in(huisarts, wereld.truus, jo)
    text = huisarts.text(client(jo))
    for part in ("Jo slaapt door", "Jo belt de kapper", "Ik ben Jo", "Niet meer vallen"):
        assert part in text
    assert show_date(today()) in text


def test_who_may_not_write_or_know_moves_nobody(app, als, wereld):
    def where():
        with app.app_context():
            return list(db.session.execute(db.select(Client.id, Client.huishouden_id).order_by(Client.id)))

    before, people = where(), count_in(app, Betrokkene)
    assert als("assistent").get(home(wereld.truus)).status_code == 403
    assert als("assistent").post(home(wereld.moeder), {"wat": "apart"}).status_code == 403
    assert als("gezinsregisseur").post(home(wereld.moeder), {"wat": "apart"}).status_code == 404
    # The newcomer must be somebody the mover may write for, too.
    assert als("huisarts").post(home(wereld.truus), {"client": str(wereld.gerrit)}).status_code == 404
    assert als("wijkverpleging").post(home(wereld.truus), {"client": str(wereld.moeder)}).status_code == 404
    assert als("huisarts").post(home(wereld.truus), {"client": str(uuid4())}).status_code == 404
    assert where() == before and count_in(app, Betrokkene) == people
