"""The monthly look back on referrals: who is due, who of the team sees it, and who does not read why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen import agenda
from overlegtafel.overleggen.bronnen import list_due
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.overleggen.waarom import list_redenen
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.verwijzingen.models import Verwijzing
from tests.overleggen.tafels import make_overleg, make_punt
from tests.toegang.hulp import change
from tests.verwijzingen.verwezen import let_see, make_team, make_verwijzing
from tests.wereld import allow

REDEN = "Een verwijzing loopt"
MENSEN = ("huisarts", "assistent", "sociaalteam")


def look_back(wereld, mensen=MENSEN, **values) -> Overleg:
    overleg = make_overleg(wereld, "mdo", mensen=mensen, **values)
    overleg.soort.bronnen = ["verwijzing", "inbreng"]
    db.session.flush()
    return overleg


def due(overleg: Overleg) -> list:
    return [k.client_id for k in list_due(overleg, agenda.day_of(overleg)) if k.bron == "verwijzing"]


@pytest.fixture
def open_verwijzing(app, wereld):
    return make_verwijzing(app, wereld, client="truus", dagen=9)


def test_open_and_just_ended_are_due_and_the_late_one_first(app, wereld, open_verwijzing):
    make_verwijzing(app, wereld, client="moeder", dagen=2, moet_voor=now() + timedelta(days=3))
    make_verwijzing(app, wereld, client="kind", dagen=60, staat="afgerond", einde_op=now() - timedelta(days=50))
    make_verwijzing(app, wereld, client="vader", van="huisarts2")
    with app.app_context():
        assert due(look_back(wereld)) == [wereld.truus, wereld.moeder]
        db.session.execute(update(Verwijzing).values(einde_op=now() - timedelta(days=5), staat="afgerond"))
        assert set(due(look_back(wereld))) == {wereld.truus, wereld.moeder, wereld.kind}
        db.session.rollback()


def test_what_stopped_by_itself_brings_nobody(app, wereld):
    """Taken back, no consent any more: the team has nothing to do with it."""
    make_verwijzing(app, wereld, client="truus", staat="gestopt", dagen=1)
    make_verwijzing(app, wereld, client="moeder", staat="afgerond", dagen=1)
    with app.app_context():
        assert due(look_back(wereld)) == [wereld.moeder]
        db.session.rollback()


@pytest.mark.parametrize("went", ["to another team", "taken back"])
def test_the_team_takes_part_as_long_as_it_is_to_them_and_whom_people_asked_stays(app, als, wereld, went):
    made = make_verwijzing(app, wereld, client="truus")
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL)
        overleg_id = look_back(wereld, begint_op=now() + timedelta(days=2)).id
        other = make_team("Sociaal team Oost").id
        db.session.commit()
        agenda.build_due()
        punt = db.session.scalars(select(Agendapunt)).one()
        by_hand = {"door_id": wereld.huisarts, "op": now(), "agendapunt_id": punt.id}
        db.session.add(Puntgast(id=uuid4(), gebruiker_id=wereld.gezinsregisseur, **by_hand))
        db.session.commit()
    assert "Truus" in als("sociaalteam").get(f"/overleggen/{overleg_id}").text
    gone = {"aan_team_id": other}
    if went == "taken back":
        gone = {"staat": "gestopt", "uitkomst": "teruggenomen", "einde_op": now()}
    change(app, update(Verwijzing).where(Verwijzing.id == made).values(**gone))
    change(app, update(Overleg).values(agenda_op=None))
    with app.app_context():
        agenda.build_due()
        assert db.session.scalars(select(Puntgast.gebruiker_id)).all() == [wereld.gezinsregisseur]
    assert "Truus" not in als("sociaalteam").get(f"/overleggen/{overleg_id}").text
    assert "Truus" in als("huisarts").get(f"/overleggen/{overleg_id}").text


def test_without_the_team_at_the_table_there_is_nothing_to_look_back_on(app, wereld, open_verwijzing):
    with app.app_context():
        assert due(look_back(wereld, ("huisarts", "assistent"))) == []
        db.session.rollback()


def test_the_meeting_of_a_team_is_about_what_came_to_it_without_a_seat(app, wereld, open_verwijzing):
    with app.app_context():
        overleg = make_overleg(
            wereld, "knooppunt", organisatie_id=None, team_id=wereld.sociaal_team, mensen=("sociaalteam",)
        )
        overleg.soort.bronnen = ["verwijzing"]
        assert due(overleg) == [wereld.truus]
        overleg.team_id = wereld.ggz_team
        assert due(overleg) == []
        db.session.rollback()


def test_open_returns_next_month_and_what_was_looked_back_on_after_its_end_does_not(app, wereld, open_verwijzing):
    with app.app_context():
        first = look_back(wereld, begint_op=now() + timedelta(hours=2))
        assert agenda.build(first) == 1
        db.session.execute(update(Agendapunt).values(staat="besproken", gesloten_op=now()))
        assert agenda.build(first) == 0, "not again in the same meeting"
        later = look_back(wereld, begint_op=now() + timedelta(days=28))
        assert agenda.build(later) == 1
        db.session.execute(
            update(Verwijzing).values(einde_op=now() - timedelta(days=1), staat="afgerond", moet="", moet_voor=None)
        )
        assert due(look_back(wereld, begint_op=now() + timedelta(days=30))) == []
        db.session.rollback()


def test_the_agenda_makes_itself_and_the_team_takes_part_as_far_as_the_client_allows(app, als, wereld):
    make_verwijzing(app, wereld, client="truus")
    make_verwijzing(app, wereld, client="kind")
    with app.app_context():
        # Of Truus the team may read minutes too; of the child only the referral.
        allow(wereld.truus, Domein.SOCIAAL)
        overleg_id = look_back(wereld, begint_op=now() + timedelta(days=2)).id
        db.session.commit()
        assert agenda.build_due() == 1
        guests = db.session.execute(select(Puntgast.gebruiker_id, Puntgast.door_id)).all()
        assert guests == [(wereld.sociaalteam, wereld.huisarts)]
    page = als("huisarts").get(f"/overleggen/{overleg_id}").text
    assert "Truus" in page and "Sem" in page and page.count(REDEN) == 2
    page = als("sociaalteam").get(f"/overleggen/{overleg_id}").text
    assert "Truus" in page and page.count(REDEN) == 1 and "Sem" not in page


def test_who_may_not_see_referrals_does_not_read_why(app, als, wereld):
    make_verwijzing(app, wereld, client="truus")
    with app.app_context():
        overleg = look_back(wereld, ("huisarts", "assistent", "wijkverpleging", "sociaalteam"))
        allow(wereld.truus, Domein.WIJKVERPLEGING, besluit="nee", soort=Soort.VERWIJZING.value)
        assert agenda.build(overleg) == 1
        overleg_id = overleg.id
        punt_id = db.session.scalars(select(Agendapunt.id).where(Agendapunt.overleg_id == overleg_id)).one()
        db.session.commit()
    assert REDEN in als("huisarts").get(f"/overleggen/{overleg_id}").text
    page = als("wijkverpleging").get(f"/overleggen/{overleg_id}").text
    assert "Truus" in page and REDEN not in page and "er iets wacht" not in page
    page = als("wijkverpleging").get(f"/overleggen/{overleg_id}/tafel?punt={punt_id}").text
    assert "Truus" in page and REDEN not in page and "verwijzing loopt" not in page


def test_somebody_who_was_brought_in_gets_the_reason_and_the_team_beside_it(app, wereld):
    make_verwijzing(app, wereld, client="truus")
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL)
        overleg = look_back(wereld)
        punt = make_punt(overleg, wereld.truus, vraag="Hoe gaat het?", ingebracht_door_id=wereld.huisarts)
        assert agenda.build(overleg) == 0
        db.session.refresh(punt)
        assert [r.bron for r in punt.redenen] == ["verwijzing"] and list_redenen(punt.redenen)[0].woorden.startswith(
            REDEN
        )
        assert db.session.scalars(select(Puntgast.gebruiker_id)).all() == [wereld.sociaalteam]
        before = overleg.versie
        agenda.build(overleg)
        assert overleg.versie == before, "again changes nothing"
        db.session.rollback()


def test_a_team_without_seats_still_gets_an_agenda_when_two_of_it_may_see(app, wereld):
    make_verwijzing(app, wereld, client="truus")
    with app.app_context():
        overleg = look_back(wereld, ("sociaalteam",), organisatie_id=None, team_id=wereld.sociaal_team)
        overleg.soort.over = "team"
        let_see(wereld.truus, Domein.SOCIAAL, Soort.OVERLEG)
        assert agenda.build(overleg) == 0, "one is no meeting"
        db.session.rollback()
