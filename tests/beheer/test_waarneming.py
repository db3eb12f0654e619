"""Standing in for a colleague: in that period only, and lists, search, Vandaag and the door agree."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.models import Gebruiker, Waarneming
from tests.beheer.hulp import mens
from tests.persona import readable
from tests.plannen.hulp import client, message_at
from tests.toegang.hulp import add_gebruiker, change, everything, log_lines


def _day(days: int) -> str:
    return show_date(today() + timedelta(days=days))


@pytest.fixture
def bea(app, wereld):
    """Another nurse of Envida, who sits at no table."""
    add_gebruiker(app, "bea", "verzorgende", wereld.envida)
    with app.app_context():
        return Gebruiker.query.filter_by(voornaam="Bea").one().id


def _stand_in(persona, voor, door, van=0, tot=7):
    form = {"door": str(door), "van": _day(van), "tot": _day(tot)}
    return persona.post(mens(voor, "/waarneming"), form)


def _sees(persona, client_id, name: str) -> set[bool]:
    """Whether every way to this client says the same."""
    return {
        persona.get(client(client_id)).status_code == 200,
        name in persona.text("/clienten"),
        name in persona.text(f"/clienten?zoek={name}").replace(f'zoek={name}"', ""),
    }


def test_in_the_period_only_and_on_record_for_whom(app, als, wereld, bea):
    mia, nurse = als("beheerder"), als("bea")
    with app.app_context():
        db.session.get_one(Plan, wereld.plan).evaluatie_op = today() - timedelta(days=2)
        db.session.commit()
    assert _sees(nurse, wereld.truus, "Truus") == {False}
    assert _stand_in(mia, wereld.wijkverpleging, bea).status_code == 303
    text = mia.text(mens(wereld.wijkverpleging))
    assert f"Bea Extra neemt waar voor Saïda {_day(0)} tot en met {_day(7)}" in text
    assert "Bea neemt waar voor Saïda El Amrani" in mia.text(mens(bea))
    for van, tot, sees in ((0, 7, True), (0, 0, True), (-5, -1, False), (1, 5, False), (-3, 2, True)):
        days = {"van": today() + timedelta(days=van), "tot": today() + timedelta(days=tot)}
        change(app, update(Waarneming).values(**days))
        assert _sees(nurse, wereld.truus, "Truus") == {sees}, (van, tot)
        day = nurse.text("/vandaag")
        assert ("Rollator nakijken (voor Saïda El Amrani)" in day) == sees, (van, tot)
        assert ("Truus van den Berg Voor Saïda El Amrani, die coördinator is" in day) == sees
    assert _sees(nurse, wereld.moeder, "Nadia") == {False}, "of her own clients only"
    line = log_lines(app, gebruiker_id=bea, gebeurtenis="client.geopend")[0]
    assert (line.grond, line.namens_id, line.client_id) == ("waarneming", wereld.wijkverpleging, wereld.truus)
    with app.app_context():
        made = Waarneming.query.one().id
    (noted,) = log_lines(app, gebeurtenis="waarneming.gemaakt")
    assert (noted.object_soort, noted.object_id, noted.gebruiker_id) == ("waarneming", made, wereld.beheerder)
    # Ended early, from the page of either.
    assert mia.post(mens(wereld.beheerder, f"/waarneming/{made}/einde")).status_code == 404
    assert mia.post(mens(bea, f"/waarneming/{made}/einde")).status_code == 303
    assert _sees(nurse, wereld.truus, "Truus") == {False} and "Rollator" not in nurse.text("/vandaag")
    assert mia.post(mens(wereld.wijkverpleging, f"/waarneming/{made}/einde")).status_code == 303, "already: no matter"
    assert len(log_lines(app, gebeurtenis="waarneming.beeindigd")) == 1


def test_what_is_refused_says_what_to_do(app, als, wereld, bea):
    mia, url = als("beheerder"), mens(wereld.wijkverpleging, "/waarneming")
    before = everything(app)
    for van, tot, door, field, message in (
        (-1, 3, bea, "van", "al voorbij"),
        (5, 3, bea, "tot", "ligt voor de eerste"),
        (0, 366, bea, "tot", "hooguit een jaar"),
        (-3, -2, bea, "tot", "al voorbij"),
        (0, 3, wereld.wijkverpleging, "door", "Kies uit de lijst"),
        (0, 3, wereld.beheerder, "door", "Kies uit de lijst"),
        (0, 3, wereld.huisarts, "door", "Kies uit de lijst"),
        (0, 3, "x" * 400, "door", "Kies uit de lijst"),
    ):
        answer = mia.post(url, {"door": str(door), "van": _day(van), "tot": _day(tot)})
        assert answer.status_code == 422 and message in message_at(answer, field), (van, tot, door)
        assert f'value="{_day(van)}"' in answer.get_data(as_text=True)
    answer = mia.post(url, {"door": str(bea), "van": "morgen", "tot": "99-99-9999"})
    assert "Vul een datum in" in message_at(answer, "van") and "Vul een datum in" in message_at(answer, "tot")
    # Nobody stands in for beheer.
    assert "kan waarnemen" in mia.text(mens(wereld.beheerder))
    assert (
        mia.post(mens(wereld.beheerder, "/waarneming"), {"door": str(bea), "van": _day(0), "tot": _day(1)}).status_code
        == 422
    )
    assert everything(app) == before
    assert _stand_in(mia, wereld.wijkverpleging, bea, 2, 5).status_code == 303
    twice = _stand_in(mia, wereld.wijkverpleging, bea, 5, 9)
    assert twice.status_code == 422 and "neemt al waar" in message_at(twice, "door")
    assert _stand_in(mia, wereld.wijkverpleging, bea, 6, 9).status_code == 303


def test_a_gp_of_another_practice_stands_in_for_the_whole_practice(app, als, wereld):
    regio, koen = als("beheer"), als("huisarts2")
    assert "Koen van der Meer, huisarts, Huisartsen Maastricht-Oost" in regio.text(mens(wereld.huisarts))
    assert _sees(koen, wereld.truus, "Truus") == {False}
    assert _stand_in(regio, wereld.huisarts, wereld.huisarts2).status_code == 303
    assert _sees(koen, wereld.truus, "Truus") == {True} and _sees(koen, wereld.gerrit, "Gerrit") == {True}
    assert koen.get("/beheer").status_code == 404
    # Another functie, in another domain: the one no longer stands in for the other.
    form = {"voornaam": "Els", "achternaam": "Peeters", "functie": "verzorgende", "versie": "1"}
    assert regio.post(mens(wereld.huisarts, "/wijzigen"), form).status_code == 303
    assert _sees(koen, wereld.truus, "Truus") == {False}
    assert "neemt waar voor" not in readable(regio.get(mens(wereld.huisarts2)))
