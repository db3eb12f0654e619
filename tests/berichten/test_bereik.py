"""The terms and the coordinator of a team and a practice, as beheer sets them."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from overlegtafel.berichten.models import Bereik
from overlegtafel.berichten.services import get_bereik
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Team
from tests.beheer.hulp import organisatie, team
from tests.persona import field
from tests.toegang.hulp import everything, log_lines

TERMEN = {"versie": "0", "coordinator": "", "week": "3", "geen": "8", "uren_terug": "2"}


def stored(app, **which) -> Bereik | None:
    with app.app_context():
        return db.session.scalars(select(Bereik).filter_by(**which)).one_or_none()


def test_team_and_practice_promise_something(app, als, wereld):
    ad, url = als("beheer"), team(wereld.sociaal_team, "/bereik")
    assert url in ad.get(team(wereld.sociaal_team)).get_data(as_text=True)
    page = ad.get(url).get_data(as_text=True)
    assert (field(page, "week"), field(page, "geen"), field(page, "uren_terug")) == ("5", "10", "4")
    assert "Wim Dols" in page and "Els Peeters" not in page
    form = TERMEN | {"coordinator": str(wereld.sociaalteam)}
    assert ad.post(url, form).headers["Location"] == team(wereld.sociaal_team)
    row = stored(app, team_id=wereld.sociaal_team)
    assert (row.coordinator_id, row.week, row.geen, row.uren_terug, row.versie) == (wereld.sociaalteam, 3, 8, 2, 1)
    # A practice: only who gives care there, and by one's own beheerder too.
    url = organisatie(wereld.nazareth, "/bereik")
    assert url in ad.get(organisatie(wereld.nazareth)).get_data(as_text=True)
    assert "Els Peeters" in ad.text(url) and "Ad Beheer" not in ad.text(url).partition("Bereikbaarheid van")[2]
    assert ad.post(url, TERMEN | {"coordinator": str(wereld.assistent)}).status_code == 303
    with app.app_context():
        assert get_bereik(None, wereld.nazareth).coordinator_id == wereld.assistent
    lines = log_lines(app, gebeurtenis="bereik.gewijzigd")
    assert [(line.object_soort, line.object_id, line.recht) for line in lines] == [
        ("team", wereld.sociaal_team, "regio_beheren"), ("organisatie", wereld.nazareth, "regio_beheren")
    ]  # fmt: skip


def test_who_was_second_sees_both(app, als, wereld):
    ad, url = als("beheer"), team(wereld.sociaal_team, "/bereik")
    assert ad.post(url, TERMEN | {"coordinator": str(wereld.sociaalteam)}).status_code == 303
    second = ad.post(url, TERMEN | {"week": "4"})
    page = second.get_data(as_text=True)
    assert second.status_code == 409 and "coördinator Wim Dols, deze week is 3" in page
    assert (field(page, "week"), field(page, "versie")) == ("4", "1") and stored(app).week == 3
    assert ad.post(url, TERMEN | {"week": "4", "versie": "1"}).status_code == 303
    assert (stored(app).week, stored(app).coordinator_id, stored(app).versie) == (4, None, 2)
    # A coordinator who leaves the team: the page says so.
    with app.app_context():
        db.session.scalars(select(Bereik)).one().coordinator_id = wereld.psychiater
        db.session.commit()
    assert "werkt hier niet meer" in ad.text(url)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_bad_input_keeps_what_was_typed(app, als, wereld):
    ad, url, before = als("beheer"), team(wereld.sociaal_team, "/bereik"), None
    before = everything(app)
    for wrong, message in (
        ({"week": "0"}, "‘deze week’ een heel getal in van 1 tot en met 5 werkdagen"), ({"week": "elf"}, "1 tot en met 5 werkdagen"),
        ({"week": "2.5"}, "heel getal"), ({"geen": "31"}, "1 tot en met 30 werkdagen"),
        ({"geen": "2"}, "Kies 3 of meer"), ({"uren_terug": ""}, "1 tot en met 45 werkuren"),
        ({"coordinator": str(wereld.psychiater)}, "Kies iemand uit de lijst"), ({"coordinator": "x"}, "Kies iemand uit de lijst"),
        ({"coordinator": str(uuid4())}, "Kies iemand uit de lijst"), ({"week": "３"}, "heel getal"),
    ):  # fmt: skip
        answer = ad.post(url, TERMEN | {"geen": "9"} | wrong)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and message in page, wrong
        assert field(page, "geen") == wrong.get("geen", "9")
    assert ad.post(url, TERMEN | {"versie": "x"}).status_code == 400
    assert everything(app) == before


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_who_may_not(app, als, wereld):
    with app.app_context():
        people = {g.functie: g for g in db.session.scalars(select(Gebruiker)).unique()}
        # Mia knows the team of the region, for Saïda is in it; she does not manage it.
        people["wijkverpleegkundige"].teams.append(db.session.get_one(Team, wereld.sociaal_team))
        own = Team(id=uuid4(), naam="Wijkteam", domein="wijkverpleging", organisatie_id=wereld.envida)
        db.session.add(own)
        db.session.commit()
        own_id = own.id
    mia, before = als("beheerder"), everything(app)
    for url, status in (
        (team(wereld.sociaal_team, "/bereik"), 403),
        (team(wereld.ggz_team, "/bereik"), 403),
        (organisatie(wereld.nazareth, "/bereik"), 404),
        # Home care has teams; only a practice is an address itself.
        (organisatie(wereld.envida, "/bereik"), 404),
        (team(uuid4(), "/bereik"), 404),
    ):
        assert mia.get(url).status_code == mia.post(url, TERMEN).status_code == status, url
    for name in ("huisarts", "fg"):
        for url in (team(wereld.sociaal_team, "/bereik"), organisatie(wereld.nazareth, "/bereik")):
            assert als(name).get(url).status_code == als(name).post(url, TERMEN).status_code == 404
    assert everything(app) == before
    assert mia.get(team(own_id, "/bereik")).status_code == 200
    assert mia.post(team(own_id, "/bereik"), TERMEN).status_code == 303
