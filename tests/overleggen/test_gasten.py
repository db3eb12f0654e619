"""Who takes part in one item: a colleague of the region, or a name; within the client's consent."""

import pytest
from sqlalchemy import select

from overlegtafel.core.post import Brief
from overlegtafel.extensions import db
from overlegtafel.overleggen import gasten
from overlegtafel.overleggen.models_punt import Puntgast
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import message_at
from tests.toegang.hulp import events, everything
from tests.wereld import allow

VRAAG = "Wie gaat mee naar school?"


@pytest.fixture
def punt(app, wereld):
    """An item about the mother, of whom the social team was not invited; answers meeting and item."""
    with app.app_context():
        overleg = make_overleg(wereld, mensen=("huisarts", "wijkverpleging"))
        made = make_punt(overleg, wereld.moeder, vraag=VRAAG)
        make_punt(overleg, wereld.truus, vraag="Iets anders")
        db.session.commit()
        return overleg.id, made.id


def url(punt_id) -> str:
    return f"/overleggen/punten/{punt_id}/gasten"


def listed(app, wereld, name: str) -> list:
    with app.app_context():
        return [o.id for o in gasten.list_for(db.session.get(Gebruiker, getattr(wereld, name)))]


def test_a_colleague_sees_that_item_finds_the_meeting_and_gets_a_letter_about_nobody(app, als, wereld, punt):
    overleg_id, punt_id = punt
    app.config["SMTP_URL"] = "smtp://localhost"
    chair, guest = als("huisarts"), als("sociaalteam")
    assert guest.get(f"/overleggen/{overleg_id}").status_code == 404
    assert "Wim Dols" in chair.text(f"{url(punt_id)}?zoek=dols")
    assert chair.post(url(punt_id), {"wie": str(wereld.sociaalteam)}).status_code == 303
    text = guest.text(f"/overleggen/{overleg_id}")
    assert VRAAG in text and "Iets anders" not in text and "Besloten" not in text
    assert listed(app, wereld, "sociaalteam") == [overleg_id]
    assert f"/overleggen/{overleg_id}" in guest.get("/overleggen").text
    with app.app_context():
        (letter,) = db.session.scalars(select(Brief)).all()
        assert letter.aan == "sociaalteam@demo.test" and f"/overleggen/{overleg_id}" in letter.tekst
        for secret in ("Nadia", "Janssen", VRAAG, str(wereld.moeder), str(punt_id)):
            assert secret not in letter.tekst + letter.onderwerp
        gast = db.session.scalars(select(Puntgast)).one().id
    assert chair.post(f"{url(punt_id)}/{gast}/weg").status_code == 303
    assert guest.get(f"/overleggen/{overleg_id}").status_code == 404 and listed(app, wereld, "sociaalteam") == []
    about = events(app, client_id=wereld.moeder)
    assert "overleg.gast_erbij" in about and "overleg.gast_weg" in about


def test_without_consent_it_says_how_to_get_it(app, als, wereld, punt):
    _, punt_id = punt
    before = everything(app)
    answer = als("huisarts").post(url(punt_id), {"wie": str(wereld.psychiater)})
    assert answer.status_code == 422
    assert "geen toestemming voor GGZ. Vraag het de cliënt" in message_at(answer, "zoek")
    for wie, says in (("", "Zoek iemand op naam"), (wereld.beheer, "geen cliënten")):
        assert says in readable(als("huisarts").post(url(punt_id), {"wie": str(wie)}))
    assert everything(app) == before
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ)
        db.session.commit()
    assert als("huisarts").post(url(punt_id), {"wie": str(wereld.psychiater)}).status_code == 303
    assert "praat al mee" in readable(als("huisarts").post(url(punt_id), {"wie": str(wereld.psychiater)}))
    # Withdrawn: named still, and sees nothing.
    with app.app_context():
        allow(wereld.moeder, Domein.GGZ, besluit="nee", soort="overleg")
        db.session.commit()
    assert "ziet dit punt niet: geen toestemming" in als("huisarts").text(url(punt_id))
    assert listed(app, wereld, "psychiater") == []
    assert VRAAG not in als("psychiater").get(f"/overleggen/{punt[0]}").text


def test_a_name_is_only_a_name(app, als, punt):
    _, punt_id = punt
    chair = als("huisarts")
    assert chair.post(f"{url(punt_id)}/naam", {"naam": "Juf Roos", "rol": "leerkracht"}).status_code == 303
    assert "Juf Roos leerkracht zonder account" in chair.text(url(punt_id))
    before = everything(app)
    answer = chair.post(f"{url(punt_id)}/naam", {"naam": " ", "rol": "x" * 41})
    assert answer.status_code == 422 and "Vul de naam in" in message_at(answer, "naam")
    assert "x" * 41 in answer.text and everything(app) == before


def test_who_may_not_see_the_item_or_is_a_guest_changes_nothing(app, als, wereld, punt):
    _, punt_id = punt
    als("huisarts").post(url(punt_id), {"wie": str(wereld.sociaalteam)})
    before = everything(app)
    with app.app_context():
        gast = db.session.scalars(select(Puntgast.id)).one()
    for name, status in (("wijkverpleging", 404), ("huisarts2", 404), ("sociaalteam", 403)):
        assert als(name).get(url(punt_id)).status_code == status
        for where, form in (("", {"wie": str(wereld.huisarts2)}), ("/naam", {"naam": "X"}), (f"/{gast}/weg", {})):
            assert als(name).post(url(punt_id) + where, form).status_code == status, (name, where)
    assert everything(app) == before
