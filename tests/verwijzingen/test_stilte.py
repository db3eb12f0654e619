"""A referral that stays silent goes to the coordinator of the team, and then to who referred; each step once, and only to who may hear it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.models import Bereik, Signaal
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.verwijzingen.models import Verwijzing
from overlegtafel.verwijzingen.stilte import escalate
from tests.toegang.hulp import add_gebruiker, change, log_lines
from tests.verwijzingen.verwezen import make_verwijzing, stand_in


@pytest.fixture
def team(app, wereld):
    """Wim is the coordinator of the sociaal team, and Noor is in it too."""
    add_gebruiker(app, "noor", "maatschappelijk werker", wereld.trajekt)
    with app.app_context():
        noor = db.session.scalars(select(Gebruiker).where(Gebruiker.voornaam == "Noor")).unique().one()
        noor.teams.append(db.session.get_one(Team, wereld.sociaal_team))
        promise = {"week": 5, "geen": 10, "uren_terug": 4, "versie": 1}
        db.session.add(Bereik(id=uuid4(), team_id=wereld.sociaal_team, coordinator_id=wereld.sociaalteam, **promise))
        db.session.commit()


def wait_too_long(app) -> None:
    """As far as anybody will look again at all."""
    past = now() - timedelta(seconds=1)
    still = (Verwijzing.einde_op.is_(None), Verwijzing.kijken_op.is_not(None))
    change(app, update(Verwijzing).where(*still).values(kijken_op=past))


def steps(app) -> int:
    with app.app_context():
        return escalate()


def hears(app, verwijzing_id, soort: str) -> set[str]:
    with app.app_context():
        people = db.session.scalars(select(Gebruiker)).unique()
        names = {p.id: p.account.email.partition("@")[0] for p in people}
        told = list(
            db.session.scalars(select(Signaal.gebruiker_id).filter_by(verwijzing_id=verwijzing_id, soort=soort))
        )
        assert len(told) == len(set(told)), "once each"
        return {names[one] for one in told}


def stored(app, verwijzing_id) -> Verwijzing:
    with app.app_context():
        return db.session.get_one(Verwijzing, verwijzing_id)


def test_coordinator_and_then_the_referrer(app, als, wereld, team):
    made = make_verwijzing(app, wereld, moet_voor=now() - timedelta(hours=1), kijken_op=now() + timedelta(hours=1))
    done = make_verwijzing(app, wereld, client="moeder", staat="afgerond")
    assert steps(app) == 0, "not before its time"
    wait_too_long(app)
    assert steps(app) == 1 and steps(app) == 0
    assert hears(app, made, "stil") == {"sociaalteam"} and not hears(app, made, "laat")
    row = stored(app, made)
    assert row.escalatie == 1 and row.kijken_op > now() + timedelta(hours=3)
    wait_too_long(app)
    assert steps(app) == 1 and hears(app, made, "laat") == {"huisarts"}
    row = stored(app, made)
    assert (row.escalatie, row.einde_op) == (2, None) and row.kijken_op > now() + timedelta(hours=23)
    wait_too_long(app)
    assert steps(app) == 1 and steps(app) == 0, "looked at every day"
    assert hears(app, made, "laat") == {"huisarts"}, "and nobody hears it again"
    lines = log_lines(app, gebeurtenis="verwijzing.stil")
    assert [(line.object_id, line.client_id, line.gebruiker_id, line.aantal) for line in lines] == [
        (made, wereld.truus, None, 1), (made, wereld.truus, None, 2)
    ]  # fmt: skip
    assert not hears(app, done, "stil")
    # Red on both sides, and in the menu.
    assert 'data-aantal="1"' in als("huisarts").get("/verwijzingen/teller").text
    assert "te laat" in als("huisarts").text("/vandaag") and "te laat" in als("sociaalteam").text("/vandaag")


def test_without_a_coordinator_the_whole_team_and_who_claimed_it_too(app, wereld, team):
    made = make_verwijzing(app, wereld)
    change(app, update(Bereik).values(coordinator_id=wereld.psychiater))
    wait_too_long(app)
    assert steps(app) == 1
    assert hears(app, made, "stil") == {"sociaalteam", "noor"}, "who is not of the team is no coordinator of it"
    with app.app_context():
        noor = db.session.scalars(select(Gebruiker.id).where(Gebruiker.voornaam == "Noor")).one()
    other = make_verwijzing(app, wereld, client="moeder", behandelaar_id=noor)
    change(app, update(Bereik).values(coordinator_id=wereld.sociaalteam))
    change(app, update(Verwijzing).where(Verwijzing.id == other).values(kijken_op=now()))
    assert steps(app) == 1 and hears(app, other, "stil") == {"sociaalteam", "noor"}


def test_where_nobody_is_left_the_referrer_hears_at_once(app, wereld):
    """And when the referrer left too, their practice."""
    made = make_verwijzing(app, wereld)
    with app.app_context():
        wim = db.session.get_one(Gebruiker, wereld.sociaalteam)
        wim.teams.clear()
        db.session.get_one(Gebruiker, wereld.huisarts).actief = False
        db.session.commit()
    wait_too_long(app)
    assert steps(app) == 1
    assert not hears(app, made, "stil") and hears(app, made, "laat") == {"assistent"}
    assert stored(app, made).einde_op is None


def test_consent_that_runs_out_after_everybody_was_told_ends_it_too(app, als, wereld):
    made = make_verwijzing(app, wereld, dagen=30)
    for _ in range(2):
        wait_too_long(app)
        assert steps(app) == 1
    only = (Toestemming.client_id == wereld.truus, Toestemming.domein == "sociaal")
    change(app, update(Toestemming).where(*only).values(geldig_tot=today() - timedelta(days=1)))
    wait_too_long(app)
    assert steps(app) == 1 and stored(app, made).uitkomst == "ingetrokken"
    assert hears(app, made, "terug") == {"huisarts"}


def test_who_stands_in_for_one_of_the_team_but_is_not_of_it_hears_nothing(app, wereld, team):
    made = make_verwijzing(app, wereld)
    stand_in(app, wereld, voor=wereld.sociaalteam, door=wereld.gezinsregisseur)
    wait_too_long(app)
    assert steps(app) == 1 and hears(app, made, "stil") == {"sociaalteam"}


def test_consent_that_ran_out_and_a_client_who_died_end_it(app, wereld):
    ran_out, died = make_verwijzing(app, wereld), make_verwijzing(app, wereld, client="moeder")
    only = (Toestemming.client_id == wereld.truus, Toestemming.domein == "sociaal")
    change(app, update(Toestemming).where(*only).values(geldig_tot=today() - timedelta(days=1)))
    change(app, update(Client).where(Client.id == wereld.moeder).values(overleden_op=today()))
    wait_too_long(app)
    assert steps(app) == 2
    assert {stored(app, ran_out).uitkomst, stored(app, died).uitkomst} == {"ingetrokken", "overleden"}
    assert not hears(app, ran_out, "stil") | hears(app, died, "stil")
    assert hears(app, ran_out, "terug") == {"huisarts"} and hears(app, died, "stap") == {"sociaalteam"}
    assert {line.object_id for line in log_lines(app, gebeurtenis="verwijzing.gestopt")} == {ran_out, died}
