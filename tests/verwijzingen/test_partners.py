"""Who is called in beside the team: what they see, what they write, and who hears of it."""

from uuid import uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.models import Signaal
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Team
from overlegtafel.verwijzingen.models import Kaartplek, Verwijspartner
from tests.persona import readable
from tests.plannen.hulp import message_at
from tests.toegang.hulp import add_gebruiker, change, events, everything
from tests.verwijzingen.stapjes import do, join, pagina, stappen, stored
from tests.verwijzingen.verwezen import make_team, make_verwijzing


@pytest.fixture
def verwezen(app, wereld):
    return make_verwijzing(app, wereld)


@pytest.fixture
def kredietbank(app, wereld):
    """A team of the sociaal domein, of 'schuldhulp' alone."""
    add_gebruiker(app, "schuldhulp", "schuldhulpverlener", wereld.gemeente)
    with app.app_context():
        team = make_team("Kredietbank").id
        db.session.commit()
    join(app, "schuldhulp", team)
    return team


def make_plek(app, wereld, **values):
    with app.app_context():
        plek = Kaartplek(
            id=uuid4(), organisatie_id=wereld.trajekt, naam="Repair Café", wat="Samen repareren", leefgebieden=[],
            hulpvragen=[], wijken=[], bevestigd_op=now(), bevestigd_door_id=wereld.sociaalteam, zoektekst="", **values,
        )  # fmt: skip
        db.session.add(plek)
        db.session.commit()
        return plek.id


def partners(app) -> list[Verwijspartner]:
    with app.app_context():
        return list(db.session.scalars(select(Verwijspartner).order_by(Verwijspartner.sinds)))


def heard(app) -> set:
    with app.app_context():
        return set(db.session.scalars(select(Signaal.gebruiker_id).where(Signaal.gezien_op.is_(None))))


def test_a_team_is_called_in_and_writes_back(app, als, wereld, verwezen, kredietbank):
    team, partner = als("sociaalteam"), als("schuldhulp")
    assert partner.get(pagina(verwezen)).status_code == 404
    assert do(team, verwezen, "partners", wie=f"t:{kredietbank}", deel="Schulden op een rij").status_code == 303
    assert heard(app) and "Schulden op een rij" in als("huisarts").text(pagina(verwezen))
    page = partner.text(pagina(verwezen))
    assert "Wil hulp bij de post" in page and "Schulden op een rij" in page and "Gebeld en gesproken" not in page
    assert "Thuis blijven wonen" not in page and heard(app) == set()
    assert partner.get(f"/clienten/{wereld.truus}").status_code == 404, "nothing of the half page"
    for pad in ("stap", "afronden", "partners"):
        form = {"versie": "2", "stap": "gebeld", "afloop": "inzet", "tekst": "x", "naam": "x", "deel": "x"}
        assert partner.post(f"{pagina(verwezen)}/{pad}", form).status_code == 403

    (row,) = partners(app)
    pad = f"partners/{row.id}/terugkoppeling"
    before = stored(app, verwezen)
    assert do(partner, verwezen, pad, tekst="").status_code == 422
    assert do(partner, verwezen, pad, tekst="Er ligt een plan.").status_code == 303
    assert partner.post(f"{pagina(verwezen)}/{pad}", {"tekst": "Er ligt een plan."}).status_code == 303
    assert [s.wat for s in stappen(app, verwezen)] == ["aangemeld", "partner", "partner_terug"], "twice is once"
    after = stored(app, verwezen)
    assert (after.staat, after.moet, after.moet_voor) == (before.staat, before.moet, before.moet_voor)
    assert heard(app) == {wereld.sociaalteam} and partners(app)[0].terug_op is not None
    assert "Er ligt een plan." in als("huisarts").text(pagina(verwezen))
    assert team.post(f"{pagina(verwezen)}/{pad}", {"tekst": "Voor hen"}).status_code == 403, "they write themselves"
    assert als("huisarts").post(f"{pagina(verwezen)}/{pad}", {"tekst": "x"}).status_code == 403
    assert als("huisarts2").post(f"{pagina(verwezen)}/{pad}", {"tekst": "x"}).status_code == 404
    assert {"verwijzing.partner", "verwijzing.teruggekoppeld"} <= set(events(app))


def test_a_team_that_may_not_see_it_is_called_by_telephone(app, als, wereld, verwezen):
    """The client gave GGZ no consent: who is called in there sees nothing, and the team hears so."""
    team = als("sociaalteam")
    assert do(team, verwezen, "partners", wie=f"t:{wereld.ggz_team}", deel="Meedenken").status_code == 303
    assert als("psychiater").get(pagina(verwezen)).status_code == 404 and heard(app) == set()
    assert "Niemand van GGZ-wijkteam kan hier zelf meelezen en schrijven" in team.text(pagina(verwezen))
    assert "043-350 99 02" in team.text(pagina(verwezen))
    (row,) = partners(app)
    assert do(team, verwezen, f"partners/{row.id}/terugkoppeling", tekst="Gebeld: zij denken mee.").status_code == 303
    assert "Gebeld: zij denken mee." in als("huisarts").text(pagina(verwezen))


def test_a_place_of_the_kaart_counts_as_used(app, als, wereld, verwezen, kredietbank):
    plek, team = make_plek(app, wereld), als("sociaalteam")
    of_team = make_plek(app, wereld, team_id=kredietbank)
    assert do(team, verwezen, "partners", wie=f"p:{plek}", deel="Fiets maken").status_code == 303
    assert do(team, verwezen, "partners", wie=f"p:{of_team}", deel="Schulden").status_code == 303
    with app.app_context():
        assert db.session.get_one(Kaartplek, plek).gebruikt_op is not None
    assert als("schuldhulp").get(pagina(verwezen)).status_code == 200, "the team behind the place"
    answer = do(team, verwezen, "partners", wie=f"t:{kredietbank}", deel="Nog eens")
    assert answer.status_code == 422 and "is er al bij" in readable(answer)
    answer = do(team, verwezen, "partners", wie=f"p:{plek}", deel="Nog eens")
    assert answer.status_code == 422 and "is er al bij" in readable(answer)


def test_what_cannot_be_keeps_what_was_typed(app, als, wereld, verwezen, kredietbank):
    team = als("sociaalteam")
    gone = make_plek(app, wereld, gestopt_op=today())
    change(app, update(Team).where(Team.id == kredietbank).values(actief=False))
    before = everything(app)
    for wrong, field in (
        ({"naam": ""}, "wie"), ({"wie": f"t:{wereld.ggz_team}"}, "naam"), ({"deel": " "}, "deel"),
        ({"deel": "lang " * 90}, "deel"), ({"naam": "n" * 81}, "naam"), ({"naam": "", "wie": f"p:{gone}"}, "wie"),
        ({"naam": "", "wie": f"t:{kredietbank}"}, "wie"), ({"naam": "", "wie": f"t:{wereld.sociaal_team}"}, "wie"),
        ({"naam": "", "wie": "x:1"}, "wie"), ({"naam": "", "wie": f"t:{uuid4()}"}, "wie"),
    ):  # fmt: skip
        sent = {"wie": "", "naam": "Buurvrouw Bea", "deel": "Boodschappen doen"} | wrong
        answer = do(team, verwezen, "partners", **sent)
        assert answer.status_code == 422 and message_at(answer, field), wrong
        assert sent["deel"].strip() in answer.get_data(as_text=True), wrong
    assert everything(app) == before
    assert do(team, verwezen, "partners", naam="Buurvrouw Bea", deel="Boodschappen doen").status_code == 303
    (row,) = partners(app)
    pad = f"partners/{row.id}/terugkoppeling"
    elsewhere = make_verwijzing(app, wereld, client="moeder")
    assert team.post(f"{pagina(elsewhere)}/{pad}", {"tekst": "x"}).status_code == 404, "not of this referral"
    assert team.post(f"{pagina(verwezen)}/partners/{uuid4()}/terugkoppeling", {"tekst": "x"}).status_code == 404
    assert do(team, verwezen, "afronden", afloop="inzet", tekst="Klaar.").status_code == 303
    answer = team.post(f"{pagina(verwezen)}/{pad}", {"tekst": "Nog iets."})
    assert answer.status_code == 422 and "intussen afgerond" in readable(answer) and "Nog iets." in readable(answer)
