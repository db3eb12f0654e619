"""Every client of whom something shows can see who looked: once an hour, also with several screens, also who is only named."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Puntlezer
from overlegtafel.overleggen.zicht import keep_first_looks
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.models import Gebruiker
from tests.overleggen.besproken import decide, make_besproken, make_gesloten, page
from tests.overleggen.tafels import make_overleg, make_punt
from tests.plannen.hulp import form_in, pdf_text
from tests.toegang.hulp import change, log_lines
from tests.wereld import line, seat


def test_two_screens_of_one_person_at_once_are_one_look_and_neither_fails(app, wereld):
    with app.app_context():
        overleg = make_overleg(wereld)
        ids = [make_punt(overleg, client).id for client in (wereld.truus, wereld.moeder)]
        db.session.commit()

    def look(punt_ids) -> set:
        found = keep_first_looks(punt_ids, db.session.get_one(Gebruiker, wereld.huisarts), "punt")
        # What the page does next must still work.
        assert db.session.scalar(select(Puntlezer.wat).limit(1)) == "punt"
        return found

    def elsewhere() -> set:
        with app.app_context(), transaction():
            return look(list(reversed(ids)))

    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), transaction():
            first = look(ids)
            db.session.flush()
            other = pool.submit(elsewhere)
            # It waits for this one to be stored; or is done already, had it not.
            wait([other], timeout=0.5)
        assert (first, other.result(timeout=10)) == (set(ids), set())


def test_a_look_counts_again_after_an_hour(app, wereld):
    with app.app_context():
        punt_id = make_punt(make_overleg(wereld), wereld.truus).id
        db.session.commit()

    def look() -> set:
        with app.app_context(), transaction():
            return keep_first_looks([punt_id], db.session.get_one(Gebruiker, wereld.huisarts), "punt")

    assert look() == {punt_id} and look() == set()
    change(app, update(Puntlezer).values(op=now() - timedelta(minutes=61)))
    assert look() == {punt_id} and look() == set()


def test_who_was_taken_off_the_agenda_and_is_named_there_can_see_it(app, als, wereld):
    with app.app_context():
        overleg = make_overleg(wereld)
        make_punt(overleg, wereld.truus, staat="vervallen")
        make_punt(overleg, wereld.gerrit, staat="vervallen")
        db.session.commit()
        url = f"/overleggen/{overleg.id}"
    assert "Truus" in als("huisarts").text(url)
    als("huisarts").get(url)
    assert [li.client_id for li in log_lines(app, gebeurtenis="overleg.agenda")] == [wereld.truus]


@pytest.fixture
def gezin(app, wereld):
    """Of the mother's item: an agreement about the father, whom the social team sees and the huisarts does not."""
    with app.app_context():
        seat(wereld.vader, team_id=wereld.sociaal_team, doel="schulden")
        overleg = make_gesloten(wereld)
        punt = make_besproken(wereld, overleg, wereld.moeder)
        decide(wereld, punt, regel_id=wereld.vader_doel)
        db.session.commit()
        return overleg.id, punt.id


def named(app, wereld, gebeurtenis: str) -> list[set[str]]:
    """Of each of the two readers which of the household got a line."""
    who = {wereld.moeder: "moeder", wereld.vader: "vader", wereld.kind: "kind"}
    lines = log_lines(app, gebeurtenis=gebeurtenis)
    return [{who[li.client_id] for li in lines if li.gebruiker_id == g} for g in (wereld.sociaalteam, wereld.huisarts)]


def test_a_member_of_the_household_who_is_named_in_a_decision_can_see_who_read_it(app, als, wereld, gezin):
    overleg_id, punt_id = gezin
    for url, gebeurtenis in (
        (page(punt_id, "notitie"), "overleg.punt"),
        (page(punt_id, "besluiten/lijst"), "overleg.punt"),
        (f"/overleggen/{overleg_id}/overzicht", "overleg.overzicht"),
        (page(punt_id), "overleg.verslag"),
        (f"/clienten/{wereld.moeder}/overleggen", "overleg.verslagen"),
    ):
        assert "Vader slaapt" in als("sociaalteam").text(url), url
        assert "Vader slaapt" not in als("huisarts").text(url), url
        assert named(app, wereld, gebeurtenis) == [{"moeder", "vader"}, {"moeder"}], url
    assert "Vader slaapt" in pdf_text(als("sociaalteam").get(page(punt_id, "verslag.pdf")).get_data())
    als("huisarts").get(page(punt_id, "verslag.pdf"))
    assert named(app, wereld, "overleg.verslag_afgedrukt") == [{"moeder", "vader"}, {"moeder"}]
    grond = {
        li.client_id: li.grond for li in log_lines(app, gebeurtenis="overleg.punt", gebruiker_id=wereld.sociaalteam)
    }
    assert grond == {wereld.moeder: "team", wereld.vader: "team"}


def test_named_after_they_looked_is_a_new_look(app, als, wereld):
    with app.app_context():
        seat(wereld.vader, team_id=wereld.sociaal_team, doel="schulden")
        punt_id = make_punt(make_overleg(wereld, staat="bezig"), wereld.moeder).id
        db.session.commit()
    team, where = als("sociaalteam"), page(punt_id, "besluiten/afspraak")
    team.get(page(punt_id, "notitie"))
    assert named(app, wereld, "overleg.punt")[0] == {"moeder"}
    form = form_in(team.post(f"{where}/begin", {"tekst": ""}), where)
    typed = {
        "tekst": "Vader belt zelf", "voor": str(wereld.vader), "eigenaar": f"b:{wereld.moeder_st}",
        "datum": show_date(today() + timedelta(days=9)),
    }  # fmt: skip
    assert team.post(where, form | typed).status_code == 303
    assert "Vader belt zelf" in team.text(page(punt_id, "notitie"))
    assert named(app, wereld, "overleg.punt")[0] == {"moeder", "vader"}


def test_whose_helper_keeps_the_agreement_is_named_too(app, als, wereld):
    with app.app_context():
        carer = seat(wereld.vader, team_id=wereld.sociaal_team, doel="schulden")
        about = line(
            db.session.get_one(Plan, wereld.gezin_plan), "afspraak", "Samen naar de bank", eigenaar_id=carer.id,
            client_id=wereld.moeder, datum=today(),
        )  # fmt: skip
        punt = make_besproken(wereld, make_gesloten(wereld), wereld.moeder)
        decide(wereld, punt, regel_id=about.id)
        db.session.commit()
        punt_id = punt.id
    for name in ("sociaalteam", "huisarts"):
        als(name).get(page(punt_id, "notitie"))
    assert named(app, wereld, "overleg.punt") == [{"moeder", "vader"}, {"moeder"}]
