"""Threads stay when people go, are away, or turn out to be one client with another."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from overlegtafel.berichten.models import Deelnemer, Signaal
from overlegtafel.clienten.samenvoegen import move_records
from overlegtafel.core.datums import now, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker, Team, Waarneming
from tests.berichten.draden import VRAAG, ask, do, draad, stored
from tests.toegang.hulp import add_gebruiker, log_lines
from tests.wereld import allow, make_account, make_client, seat


@pytest.fixture
def gevraagd(app, wereld) -> UUID:
    """The wijkverpleging asked the practice of Truus."""
    return ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", VRAAG)


def test_who_stands_in_answers_for_the_other(app, als, wereld, gevraagd):
    assert als("huisarts2").get(draad(gevraagd)).status_code == 404
    with app.app_context():
        db.session.add(
            Waarneming(
                voor_id=wereld.huisarts, door_id=wereld.huisarts2, van=today(), tot=today() + timedelta(days=3),
                gemaakt_op=now(), gemaakt_door_id=wereld.beheer,
            )
        )  # fmt: skip
        db.session.commit()
    koen = als("huisarts2")
    assert "Mag de pleister eraf?" in koen.text(f"/berichten?adres=o:{wereld.nazareth}")
    assert do(koen, gevraagd, "oppakken").status_code == 303
    assert do(koen, gevraagd, "antwoord", tekst="Ja.").status_code == 303
    (line,) = log_lines(app, gebeurtenis="bericht.beantwoord")
    assert (line.gebruiker_id, line.namens_id, line.grond) == (wereld.huisarts2, wereld.huisarts, "waarneming")


def test_work_stays_when_somebody_leaves(app, als, wereld):
    """What they had taken goes back to the team, what was asked of them goes over, what they asked is answered to the successor."""
    add_gebruiker(app, "opvolger", "wijkverpleegkundige", wereld.envida)
    with app.app_context():
        heir = db.session.scalars(select(Gebruiker).where(Gebruiker.voornaam == "Opvolger")).one()
        team = Team(id=uuid4(), naam="Wijkteam", domein="wijkverpleging", organisatie_id=wereld.envida)
        leaver = db.session.get_one(Gebruiker, wereld.wijkverpleging)
        team_members = [leaver, heir]
        db.session.add(team)
        for member in team_members:
            member.teams.append(team)
        db.session.flush()
        seat(wereld.truus, team_id=team.id, doel="wondzorg")
        db.session.commit()
        team_id, heir_id = team.id, heir.id
    asker = wereld.huisarts
    taken = ask(app, asker, wereld.truus, f"t:{team_id}", "Aan het team", behandelaar_id=wereld.wijkverpleging)
    personal = ask(app, asker, wereld.truus, f"g:{wereld.wijkverpleging}", "Aan haar zelf")
    asked = ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", "Door haar gevraagd")
    url = f"/beheer/mensen/{wereld.wijkverpleging}/vertrek"
    assert als("beheerder").post(url, {"naar": f"g:{heir_id}"}).status_code == 303
    assert stored(app, taken).behandelaar_id is None
    assert stored(app, personal).aan_gebruiker_id == heir_id
    assert (stored(app, asked).van_id, stored(app, asked).behandelaar_id) == (wereld.wijkverpleging, None)
    for thread, text in ((taken, "Aan het team"), (personal, "Aan haar zelf"), (asked, "Door haar gevraagd")):
        assert text in als("opvolger").text(draad(thread))
    inbox = als("opvolger").text("/berichten")
    assert "Aan het team" in inbox and "Aan haar zelf" in inbox
    with app.app_context():
        assert db.session.scalars(select(Deelnemer.gebruiker_id).where(Deelnemer.draad_id == asked)).all() == [heir_id]
        told = set(db.session.scalars(select(Signaal.draad_id).where(Signaal.gebruiker_id == heir_id)))
        assert told == {taken, personal, asked}
    lines = log_lines(app, gebeurtenis="bericht.overgedragen")
    assert {(line.object_id, line.grond, line.recht) for line in lines} == {
        (thread, "beheer", "beheren") for thread in (taken, personal, asked)
    }
    # And out of the team: what they took there is the team's again.
    assert do(als("opvolger"), taken, "oppakken").status_code == 303
    assert als("beheer").post(f"/beheer/teams/{team_id}/leden/{heir_id}/weg").status_code == 303
    assert stored(app, taken).behandelaar_id is None
    # Nobody is left: silence has begun, so that the asker hears of it.
    assert stored(app, taken).kijken_op <= now()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_threads_of_a_double_go_along(app, als, wereld):
    with app.app_context():
        made = make_client("Truus", "van den", "Berg", today() - timedelta(days=30000), praktijk=wereld.nazareth)
        allow(made.id, Domein.HUISARTSENZORG)
        allow(made.id, Domein.WIJKVERPLEGING)
        seat(made.id, gebruiker_id=wereld.wijkverpleging, doel="x")
        db.session.commit()
        double = made.id
    thread = ask(app, wereld.wijkverpleging, double, f"o:{wereld.nazareth}", VRAAG)
    with app.app_context(), transaction():
        move_records(double, wereld.truus)
    assert stored(app, thread).client_id == wereld.truus
    assert f"/clienten/{wereld.truus}" in als("huisarts").get(draad(thread)).get_data(as_text=True)


def test_an_answer_finds_a_colleague_when_the_asker_left_without_a_successor(app, als, wereld):
    """A huisarts knows a client through the practice, without a seat: nobody takes over by name, so the practice does."""
    asked = ask(app, wereld.huisarts, wereld.truus, f"g:{wereld.wijkverpleging}", VRAAG)
    with app.app_context():
        colleague = Gebruiker(
            id=uuid4(), account=make_account("huisarts3"), voornaam="Jo", achternaam="Aerts", functie="huisarts",
            organisatie_id=wereld.nazareth,
        )  # fmt: skip
        with transaction():
            db.session.add(colleague)
        who = colleague.id
    assert als("beheer").post(f"/beheer/mensen/{wereld.huisarts}/vertrek", {"naar": ""}).status_code == 303
    assert do(als("wijkverpleging"), asked, "antwoord", tekst="Dat mag.").status_code == 303
    with app.app_context():
        heard = select(Signaal.gebruiker_id).where(Signaal.draad_id == asked, Signaal.soort == "antwoord")
        assert who in set(db.session.scalars(heard))
