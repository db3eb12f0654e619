"""Merging doubles: lines, people and consents go to the one that stays; both histories stay, old addresses lead there."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import PlanVersie, Regel
from overlegtafel.toegang.domein import Domein
from tests.persona import readable
from tests.plannen.hulp import add, change, client, count_in, form_in, log_lines, nieuw, whole_log, wijzig
from tests.wereld import allow, line, make_client, make_plan, seat

SOON = show_date(today() + timedelta(days=3))


def merging(client_id) -> str:
    return f"{client(client_id)}/samenvoegen"


@pytest.fixture
def dubbel(app, wereld):
    """Truus a second time: made by mistake, with wijkverpleging (coördinator) and the sociaal team at the table."""
    with app.app_context():
        made = make_client("Truus", "van den", "Berg", date(1942, 5, 3), praktijk=wereld.nazareth)
        for domein in (Domein.HUISARTSENZORG, Domein.WIJKVERPLEGING, Domein.SOCIAAL):
            allow(made.id, domein)
        wv = seat(made.id, gebruiker_id=wereld.wijkverpleging, doel="steunkousen", is_coordinator=True)
        wv.sinds = today() - timedelta(days=400)
        seat(made.id, team_id=wereld.sociaal_team, doel="huishoudelijke hulp")
        plan = make_plan(made.huishouden_id)
        line(plan, "wie", "Ik ben Truus, de oude tekst", client_id=made.id)
        line(plan, "doel", "Weer naar de soos")
        line(plan, "afspraak", "Kousen passen", eigenaar_id=wv.id, datum=today() + timedelta(days=2))
        db.session.commit()
        return made.id


def _merge(persona, keep, double):
    """The page offers the likely double by itself; press the button beside it, and say yes."""
    assert f'name="client" value="{double}"' in persona.get(merging(keep)).get_data(as_text=True)
    asked = persona.post(merging(keep), {"wat": "kies", "client": str(double)})
    assert asked.status_code == 200 and "dezelfde persoon?" in readable(asked)
    return persona.post(merging(keep), {"client": str(double)})


def test_everything_comes_together(app, als, wereld, dubbel):
    huisarts = als("huisarts")
    assert _merge(huisarts, wereld.truus, dubbel).status_code == 303
    text = huisarts.text(client(wereld.truus))
    for part in (
        "Weer naar de soos",
        "Kousen passen",
        "Niet meer vallen",
        "Sociaal team Nazareth-Limmel",
        "Ik ben Truus",
    ):
        assert part in text, part
    assert "de oude tekst" not in text, "of two the client's own stays on the page"
    assert "Eén plan met" not in text
    assert {line.client_id for line in log_lines(app, "client.samengevoegd")} == {wereld.truus, dubbel}
    assert "Berg" not in whole_log(app)


def test_the_old_address_leads_to_the_one_that_stays(als, wereld, dubbel):
    huisarts = als("huisarts")
    _merge(huisarts, wereld.truus, dubbel)
    answer = huisarts.get(client(dubbel))
    assert answer.status_code == 302 and answer.headers["Location"] == client(wereld.truus)
    assert huisarts.get(f"{client(dubbel)}/plan.pdf").status_code == 200
    assert huisarts.text("/clienten?zoek=truus").count("Truus van den Berg") == 1
    # No right to know stays no right to know, by either address.
    for address in (wereld.truus, dubbel):
        assert als("gezinsregisseur").get(client(address)).status_code == 404


def test_people_and_consents_go_along(als, wereld, dubbel):
    sociaalteam, huisarts = als("sociaalteam"), als("huisarts")
    assert sociaalteam.get(client(wereld.truus)).status_code == 404
    _merge(huisarts, wereld.truus, dubbel)
    assert "Niet meer vallen" in sociaalteam.text(client(wereld.truus))


def test_one_seat_per_person_and_one_coordinator(app, als, wereld, dubbel):
    huisarts = als("huisarts")
    _merge(huisarts, wereld.truus, dubbel)
    assert huisarts.text(client(wereld.truus)).count("coördinator") == 1
    assert _coordinates(app, wereld) == [True]


def _coordinates(app, wereld) -> list[bool]:
    """The seats wijkverpleging has now at the table of Truus, and whether she is coördinator there."""
    with app.app_context():
        here = db.session.scalars(
            db.select(Betrokkene).where(
                Betrokkene.client_id == wereld.truus,
                Betrokkene.gebruiker_id == wereld.wijkverpleging,
                Betrokkene.tot.is_(None),
            )
        ).all()
        return [b.is_coordinator for b in here]


def test_the_coordinator_of_the_double_takes_the_place_when_there_was_none(app, als, wereld, dubbel):
    huisarts = als("huisarts")
    url = f"{client(wereld.truus)}/betrokkenen/{wereld.truus_wv}/wijzigen"
    form = form_in(huisarts.get(url), url)
    del form["coordinator"]
    huisarts.post(url, form)
    _merge(huisarts, wereld.truus, dubbel)
    assert _coordinates(app, wereld) == [True]


def test_agreements_of_the_double_stay_with_their_owner(als, wereld, dubbel):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    assert "Kousen passen" in wijkverpleging.text("/vandaag")
    _merge(huisarts, wereld.truus, dubbel)
    text = huisarts.text(client(wereld.truus))
    assert "Saïda El Amrani niet meer aan tafel" not in text
    assert "Kousen passen" in wijkverpleging.text("/vandaag")


def test_both_histories_stay_readable(app, als, wereld, dubbel):
    huisarts = als("huisarts")
    made = add(huisarts, dubbel, "signaal", "Als ik niet opendoe, bel Ans")
    change(huisarts, wijzig(dubbel, made), tekst="Als ik niet opendoe, bel de buren")
    change(huisarts, wijzig(wereld.truus, wereld.doel), tekst="Stevig ter been")
    _merge(huisarts, wereld.truus, dubbel)
    text = huisarts.text(f"{client(wereld.truus)}/geschiedenis")
    for part in (
        "Als het misgaat, erbij: Als ik niet opendoe, bel Ans",
        "Als ik niet opendoe, bel Ans Als ik niet opendoe, bel de buren",
        "Doel: Niet meer vallen Stevig ter been",
        "voegde twee cliënten samen",
        "van het plan dat hierin opging",
        "Ik ben Truus, de oude tekst",
    ):
        assert part in text, part
    assert count_in(app, PlanVersie) == len({(v.plan_id, v.nummer) for v in _versions(app)})


def _versions(app) -> list[PlanVersie]:
    with app.app_context():
        return list(db.session.scalars(db.select(PlanVersie)))


def test_a_double_of_the_double_follows(app, als, wereld, dubbel):
    huisarts = als("huisarts")
    with app.app_context():
        third = make_client("Truus", "van den", "Berg", date(1942, 5, 3), praktijk=wereld.nazareth)
        allow(third.id, Domein.HUISARTSENZORG)
        make_plan(third.huishouden_id)
        db.session.commit()
        third_id = third.id
    assert huisarts.post(merging(dubbel), {"client": str(third_id)}).status_code == 303
    assert huisarts.post(merging(wereld.truus), {"client": str(dubbel)}).status_code == 303
    for old in (third_id, dubbel):
        assert huisarts.get(client(old)).headers["Location"] == client(wereld.truus)


def test_a_line_typed_at_the_old_address_lands_on_the_page_that_stays(als, wereld, dubbel):
    huisarts = als("huisarts")
    _merge(huisarts, wereld.truus, dubbel)
    answer = huisarts.post(nieuw(dubbel, "doel"), {"tekst": "Getypt op de oude pagina"})
    assert answer.status_code == 303
    assert "Getypt op de oude pagina" in als("wijkverpleging").text(client(wereld.truus))


def _same_person(app, one, other):
    """As far as name and birth date say."""
    with app.app_context():
        first, second = db.session.get(Client, one), db.session.get(Client, other)
        second.geboortedatum, second.achternaam = first.geboortedatum, first.achternaam
        db.session.commit()


def test_of_one_household_the_lines_stay_on_the_page(app, als, wereld):
    huisarts = als("huisarts")
    add(huisarts, wereld.moeder, "doel", "Voor Sem", voor=str(wereld.kind))
    assert huisarts.post(merging(wereld.moeder), {"client": str(wereld.kind)}).status_code == 422, "not alike"
    _same_person(app, wereld.moeder, wereld.kind)
    assert huisarts.post(merging(wereld.moeder), {"client": str(wereld.kind)}).status_code == 303
    text = huisarts.text(client(wereld.moeder))
    assert "Voor Sem" in text and "De post is elke week open" in text and "Sem Janssen" not in text


def test_merging_with_somebody_of_a_household_leaves_the_others_their_plan(app, als, wereld):
    huisarts = als("huisarts")
    _same_person(app, wereld.truus, wereld.kind)
    add(huisarts, wereld.moeder, "doel", "Voor Sem", voor=str(wereld.kind))
    assert huisarts.post(merging(wereld.truus), {"client": str(wereld.kind)}).status_code == 303
    assert "Voor Sem" in huisarts.text(client(wereld.truus))
    mother = huisarts.text(client(wereld.moeder))
    assert "De post is elke week open" in mother and "Voor Sem" not in mother


def test_what_cannot_be_one_person_is_refused(app, als, wereld, dubbel):
    huisarts = als("huisarts")
    with app.app_context():
        db.session.get(Client, dubbel).bsn = "111222333"
        db.session.commit()
    before = count_in(app, PlanVersie), count_in(app, Regel, Regel.client_id == wereld.truus)
    for chosen, says in (
        (dubbel, "elk een eigen BSN"),
        (wereld.truus, "dezelfde cliënt"),
        ("", "Kies eerst een cliënt"),
    ):
        answer = huisarts.post(merging(wereld.truus), {"client": str(chosen)})
        assert answer.status_code == 422 and says in readable(answer)
        assert "111222333" not in answer.get_data(as_text=True)
    assert (count_in(app, PlanVersie), count_in(app, Regel, Regel.client_id == wereld.truus)) == before
    assert huisarts.get(client(dubbel)).status_code == 200


def test_too_much_for_one_page_is_refused(app, als, wereld, dubbel):
    huisarts, long = als("huisarts"), ("Elke week samen koken en eten in de buurtkamer. " * 8).strip()
    for whose in (wereld.truus, dubbel):
        for _ in range(6):
            huisarts.post(nieuw(whose, "doel"), {"tekst": long})
    before = count_in(app, PlanVersie)
    answer = huisarts.post(merging(wereld.truus), {"client": str(dubbel)})
    assert answer.status_code == 422 and "past niet meer" in readable(answer)
    assert count_in(app, PlanVersie) == before
    assert huisarts.get(client(dubbel)).status_code == 200


def test_merging_needs_the_right_for_both(app, als, wereld, dubbel):
    form = {"client": str(dubbel)}
    assert als("assistent").get(merging(wereld.truus)).status_code == 403
    assert als("assistent").post(merging(wereld.truus), form).status_code == 403
    assert als("gezinsregisseur").post(merging(wereld.truus), form).status_code == 404
    assert als("huisarts").post(merging(wereld.truus), {"client": str(wereld.gerrit)}).status_code == 404
    assert als("huisarts").post(merging(wereld.truus), {"client": str(uuid4())}).status_code == 404
    assert count_in(app, Client, Client.samengevoegd_in_id.is_not(None)) == 0
