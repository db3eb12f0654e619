"""A question nobody answers goes to the coordinator, and then back to the asker; each step once, and only to who may hear it."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.invoer import Vraag
from overlegtafel.berichten.models import Bereik, Deelnemer, Draad, Signaal
from overlegtafel.berichten.services import ask, claim, close
from overlegtafel.berichten.stilte import escalate
from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.clienten.inzage import open_client
from overlegtafel.config import ROOT
from overlegtafel.core.datums import now, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker, Team, Waarneming
from overlegtafel.toegang.models_inzage import Toestemming
from tests.toegang.hulp import add_gebruiker, change, log_lines


@pytest.fixture
def team(app, wereld):
    """Three in the sociaal team; Wim is told when it is silent. Jos stands in for him this week."""
    for name in ("noor", "jos", "lia"):
        add_gebruiker(app, name, "maatschappelijk werker", wereld.trajekt)
    with app.app_context():
        team, people = db.session.get_one(Team, wereld.sociaal_team), _people()
        for name in ("noor", "jos"):
            people[name].teams.append(team)
        wim, jos = wereld.sociaalteam, people["jos"].id
        db.session.add(
            Waarneming(id=uuid4(), voor_id=wim, door_id=jos, van=today(), tot=today(), gemaakt_op=now(), gemaakt_door_id=wim)
        )  # fmt: skip
        db.session.add(
            Bereik(
                id=uuid4(), team_id=team.id, coordinator_id=wereld.sociaalteam, week=5, geen=10, uren_terug=4, versie=1
            )
        )
        db.session.commit()
    return team


def _people() -> dict[str, Gebruiker]:
    people = db.session.scalars(select(Gebruiker)).unique()
    return {p.account.email.partition("@")[0]: p for p in people}


def asks(app, wereld, *, by="huisarts", client="moeder", aan="", soort="vraag"):
    """The id of a question about a client."""
    vraag = Vraag("Kunt u langsgaan?", aan or f"t:{wereld.sociaal_team}", Spoed.WEEK, soort)
    with app.app_context(), transaction():
        inzage = open_client(getattr(wereld, client), by=_people()[by], recht=Recht.SCHRIJVEN)
        return ask(inzage, vraag).id


def wait_too_long(app, *draden) -> None:
    change(app, update(Draad).where(Draad.id.in_(draden)).values(kijken_op=now() - timedelta(seconds=1)))


def steps(app) -> int:
    with app.app_context():
        return escalate()


def hears(app, draad, soort) -> set[str]:
    with app.app_context():
        names = {p.id: name for name, p in _people().items()}
        told = list(db.session.scalars(select(Signaal.gebruiker_id).filter_by(draad_id=draad, soort=soort)))
        assert len(told) == len(set(told)), "once each"
        return {names[one] for one in told}


def test_coordinator_and_then_back_to_the_asker(app, wereld, team):
    draad = asks(app, wereld)
    word, done = asks(app, wereld, soort="weten"), asks(app, wereld)
    with app.app_context(), transaction():
        people = _people()
        claim(draad, by=people["noor"])
        close(done, "Al geregeld", by=people["huisarts"], versie=1)
    assert steps(app) == 0, "not before its time"
    wait_too_long(app, draad, done)
    assert steps(app) == 1 and steps(app) == 0
    # The coordinator, who stands in for him, and who took it; not the asker yet.
    assert hears(app, draad, "stil") == {"sociaalteam", "jos", "noor"} and not hears(app, draad, "terug")
    with app.app_context():
        row = db.session.get_one(Draad, draad)
        assert row.escalatie == 1 and row.kijken_op > now() + timedelta(hours=3)
    wait_too_long(app, draad)
    assert steps(app) == 1
    assert hears(app, draad, "terug") == {"huisarts"}
    with app.app_context():
        row = db.session.get_one(Draad, draad)
        assert (row.escalatie, row.kijken_op, row.gesloten_op) == (2, None, None)
    assert steps(app) == 0
    assert not hears(app, word, "stil") | hears(app, done, "stil")
    lines = log_lines(app, gebeurtenis="bericht.stil")
    assert [(line.object_id, line.client_id, line.gebruiker_id, line.aantal) for line in lines] == [
        (draad, wereld.moeder, None, 1), (draad, wereld.moeder, None, 2)
    ]  # fmt: skip


def test_who_left_hears_nothing_and_somebody_else_does(app, wereld, team):
    """A coordinator who went to another team, an asker who left, a person who was asked and left."""
    draad = asks(app, wereld)
    alone = asks(app, wereld, by="huisarts", client="truus", aan=f"g:{wereld.wijkverpleging}")
    with app.app_context():
        people = _people()
        people["sociaalteam"].teams.clear()
        people["huisarts"].actief = people["wijkverpleging"].actief = False
        assistent = people["assistent"].id
        db.session.add(
            Deelnemer(draad_id=alone, gebruiker_id=assistent, door_id=people["huisarts"].id, sinds=now())
        )  # fmt: skip
        db.session.commit()
    wait_too_long(app, draad, alone)
    assert steps(app) == 2
    assert hears(app, draad, "stil") == {"noor", "jos"}, "everybody of the team"
    # Nobody is left at this address, and the asker left too: who was asked along hears it at once.
    assert not hears(app, alone, "stil") and hears(app, alone, "terug") == {"assistent"}
    wait_too_long(app, draad)
    assert steps(app) == 1
    assert hears(app, draad, "terug") == {"noor", "jos"}, "there is no asker any more"


def test_consent_withdrawn_meanwhile(app, wereld, team):
    """Lia of the same organisatie is in no team of hers; then the whole team may not see her, then the practice neither."""
    draad, other = asks(app, wereld), asks(app, wereld, client="truus", aan=f"g:{wereld.wijkverpleging}")
    with app.app_context():
        db.session.add(
            Deelnemer(draad_id=draad, gebruiker_id=_people()["lia"].id, door_id=wereld.huisarts, sinds=now())
        )
        db.session.commit()
    withdrawn = update(Toestemming).values(ingetrokken_op=now())
    change(app, withdrawn.where(Toestemming.client_id == wereld.moeder, Toestemming.domein == "sociaal"))
    change(app, withdrawn.where(Toestemming.client_id == wereld.truus))
    wait_too_long(app, draad, other)
    assert steps(app) == 2
    # Not the team: at once back to who asked it.
    assert not hears(app, draad, "stil") and hears(app, draad, "terug") == {"huisarts"}
    assert not hears(app, other, "stil") | hears(app, other, "terug"), "of her nobody may hear anything"
    assert "lia" not in hears(app, draad, "bericht") | hears(app, draad, "vraag")


@pytest.mark.own_database
def test_two_workers_and_one_that_is_killed(app, wereld, team, database_url):
    draden = [asks(app, wereld) for _ in range(12)]
    wait_too_long(app, *draden)
    with _process(database_url, "halverwege") as killed, _process(database_url, "alles") as worker:
        _go(killed)
        assert killed.stdout.readline() == "halverwege\n"
        killed.kill()
        killed.wait(30)
        _go(worker)
        taken = [steps(app), int(worker.communicate(timeout=60)[0])]
    assert sum(taken) == 12
    with app.app_context():
        told = db.session.execute(select(Signaal.draad_id, Signaal.gebruiker_id).where(Signaal.soort == "stil")).all()
        assert set(db.session.scalars(select(Draad.escalatie))) == {1}
    assert Counter(draad for draad, _ in told) == dict.fromkeys(draden, 2) and len(set(told)) == len(told)
    assert Counter(line.object_id for line in log_lines(app, gebeurtenis="bericht.stil")) == dict.fromkeys(draden, 1)


def _process(database_url: str, how: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.berichten.stilstaan", database_url, how]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _go(process: subprocess.Popen) -> None:
    assert process.stdout.readline() == "klaar\n"
    process.stdin.write("\n")
    process.stdin.flush()
