"""Somebody leaves, or a team ends: out at the next request, and the work goes on with others."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from overlegtafel.clienten.models import Betrokkene
from overlegtafel.clienten.noodtoegang import DUUR
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, PlanVersie, Regel
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker, Sessie, Team, Waarneming
from overlegtafel.toegang.models_inzage import Noodtoegang
from tests.beheer.hulp import mens, stored, team
from tests.persona import readable
from tests.plannen.hulp import client, form_in, message_at, open_form, wijzig
from tests.tafel.test_queries import queries
from tests.toegang.hulp import add_gebruiker, events, everything, log_lines
from tests.wereld import allow, line, make_client, make_plan, seat


@pytest.fixture
def wijkteam(app, wereld) -> str:
    """A team of Envida with Saïda, and Bea, a colleague who is only in the team."""
    add_gebruiker(app, "bea", "verzorgende", wereld.envida)
    with app.app_context():
        made = Team(id=uuid4(), naam="Wijkteam", domein="wijkverpleging", organisatie_id=wereld.envida)
        for g in Gebruiker.query.filter(Gebruiker.voornaam.in_(["Saïda", "Bea"])):
            g.teams.append(made)
        db.session.add(made)
        db.session.commit()
        return str(made.id)


def _seats(app, client_id) -> dict[str, Betrokkene]:
    with app.app_context():
        query = select(Betrokkene).where(Betrokkene.client_id == client_id, Betrokkene.tot.is_(None))
        return {str(b.gebruiker_id or b.team_id or b.naam): b for b in db.session.scalars(query)}


def test_out_at_the_next_request_and_the_team_goes_on_with_the_work(app, als, wereld, wijkteam):
    mia, saida, bea, url = als("beheerder"), als("wijkverpleging"), als("bea"), mens(wereld.wijkverpleging, "/vertrek")
    line_url = wijzig(wereld.truus, wereld.afspraak)
    open_screen = open_form(saida, line_url)
    assert bea.get(client(wereld.truus)).status_code == 404
    page = mia.get(url)
    assert "1 plaats aan tafel en 1 open afspraak" in readable(page)
    assert form_in(page, url)["naar"] == f"t:{wijkteam}", "the own team, unless somebody chooses another"
    done = mia.post(url, form_in(page, url), follow_redirects=True)
    assert "Eén plaats aan tafel is overgedragen" in readable(done) and "Vertrokken (1)" in readable(done)

    late = saida.post(line_url, open_screen | {"tekst": "Nog even"})
    assert late.status_code == 302 and late.headers["Location"].startswith("/inloggen")
    gone = stored(app, wereld.wijkverpleging)
    assert (gone.actief, gone.vertrokken_op) == (False, today())
    with app.app_context():
        assert Sessie.query.filter_by(gebruiker_id=gone.id, beeindigd_op=None).count() == 0
        old = db.session.get_one(Betrokkene, wereld.truus_wv)
        assert (old.tot, old.is_coordinator) == (today(), False)
    new = _seats(app, wereld.truus)[wijkteam]
    assert (new.doel, new.is_coordinator, new.sinds) == ("wondzorg", True, today())

    assert "Rollator nakijken (Wijkteam)" in bea.text("/vandaag")
    text = bea.text(client(wereld.truus))
    assert "Wijkteam coördinator" in text and "Saïda El Amrani weg sinds" in text
    history = bea.text(f"{client(wereld.truus)}/geschiedenis")
    assert "Mia Kusters droeg een plaats aan tafel over" in history
    (logged,) = log_lines(app, gebeurtenis="betrokkene.overgedragen")
    assert (logged.client_id, logged.object_soort, logged.object_id) == (wereld.truus, "plan", wereld.plan)
    assert (logged.grond, logged.recht, logged.gebruiker_id) == ("beheer", "beheren", wereld.beheerder)
    assert events(app, object_id=gone.id) == ["gebruiker.vertrokken"]
    # A form that was open elsewhere does not hand the agreement back.
    open_screen.pop("csrf_token")
    stale = als("huisarts").post(line_url, open_screen | {"tekst": "Rollator"})
    assert stale.status_code == 409 and "Wijkteam" in readable(stale)


def test_the_choice_is_checked_and_a_colleague_may_take_over(app, als, wereld, wijkteam):
    mia, url = als("beheerder"), mens(wereld.wijkverpleging, "/vertrek")
    before = everything(app)
    for naar in ("", f"g:{wereld.huisarts}", f"g:{wereld.wijkverpleging}", f"t:{wereld.ggz_team}", "t:x", "g:\x00"):
        answer = mia.post(url, {"naar": naar})
        assert answer.status_code == 422 and "team of een collega" in message_at(answer, "naar"), naar
    assert everything(app) == before
    with app.app_context():
        bea = Gebruiker.query.filter_by(voornaam="Bea").one().id
    assert mia.post(url, {"naar": f"g:{bea}"}).status_code == 303
    assert _seats(app, wereld.truus)[str(bea)].is_coordinator
    assert als("bea").get(client(wereld.truus)).status_code == 200
    # Without a place at any table there is nothing to choose.
    nobody = mens(wereld.beheerder, "/vertrek")
    regio = als("beheer")
    page = regio.get(nobody)
    assert "Er is geen werk om over te dragen" in readable(page) and "naar" not in form_in(page, nobody)
    assert regio.post(nobody).status_code == 303
    assert mia.get("/beheer").status_code == 302 and mia.get("/beheer").headers["Location"].startswith("/inloggen")


def test_who_is_there_already_gets_only_what_was_missing_and_a_full_page_is_no_reason_to_stay(
    app, als, wereld, wijkteam
):
    with app.app_context():
        plan = db.session.get_one(Plan, wereld.plan)
        mine = seat(wereld.truus, team_id=UUID(wijkteam), doel="toezicht")
        left = seat(wereld.truus, team_id=UUID(wijkteam), doel="vroeger", tot=today() - timedelta(days=9))
        line(plan, "afspraak", "Nog van toen", eigenaar_id=left.id, datum=today())
        line(plan, "afspraak", "Gedaan", eigenaar_id=wereld.truus_wv, datum=today(), staat="gedaan")
        for n in range(12):
            line(plan, "signaal", f"{n} " + "veel te lang voor een halve bladzijde " * 4)
        db.session.commit()
        mine_id = mine.id
    assert als("beheerder").post(mens(wereld.wijkverpleging, "/vertrek"), {"naar": f"t:{wijkteam}"}).status_code == 303
    now_there = _seats(app, wereld.truus)[wijkteam]
    assert (now_there.id, now_there.doel, now_there.is_coordinator) == (mine_id, "toezicht", True)
    with app.app_context():
        owners = {r.tekst: r.eigenaar_id for r in Regel.query.filter_by(plan_id=wereld.plan, soort="afspraak")}
        assert owners == {"Rollator nakijken": mine_id, "Nog van toen": mine_id, "Gedaan": wereld.truus_wv}
        version = PlanVersie.query.filter_by(wat="betrokkene.overgedragen").one()
        assert version.client_id == wereld.truus
        assert {r["eigenaar"] for r in version.inhoud["regels"] if r["soort"] == "afspraak"} == {"Wijkteam"}
        assert "Saïda El Amrani" not in {b["naam"] for b in version.inhoud["betrokkenen"]}


def test_with_nobody_left_the_places_end(app, als, wereld):
    """Leaving must never wait for a successor."""
    mia, url = als("beheerder"), mens(wereld.wijkverpleging, "/vertrek")
    assert "Er is hier geen team en geen collega" in mia.text(url)
    assert mia.post(url).status_code == 303
    assert str(wereld.wijkverpleging) not in _seats(app, wereld.truus)
    text = als("huisarts").text(client(wereld.truus))
    assert "Saïda El Amrani weg sinds" in text and "niet meer aan tafel" in text
    assert "haalde iemand van tafel" in als("huisarts").text(f"{client(wereld.truus)}/geschiedenis")


def test_everything_else_ends_too_and_the_last_of_the_region_stays(app, als, wereld):
    add_gebruiker(app, "bea", "verzorgende", wereld.envida)
    with app.app_context():
        bea = Gebruiker.query.filter_by(voornaam="Bea").one()
        other = Gebruiker(
            account_id=bea.account_id, voornaam="Bea", achternaam="Extra", functie="wijkverpleegkundige",
            organisatie_id=wereld.trajekt,
        )  # fmt: skip
        db.session.add(other)
        db.session.commit()
        bea_id, other_id = bea.id, other.id
    mia = als("beheerder")
    period = {"van": "1-1-2030", "tot": "2-1-2030"}
    for voor, door in ((bea_id, wereld.wijkverpleging), (wereld.wijkverpleging, bea_id)):
        assert mia.post(mens(voor, "/waarneming"), period | {"door": str(door)}).status_code == 303
    with app.app_context():
        for left in (2, -2):
            begun = now() + timedelta(hours=left - 4)
            db.session.add(
                Noodtoegang(
                    client_id=wereld.truus, gebruiker_id=bea_id, reden="Gevallen", begonnen_op=begun, tot=begun + DUUR
                )
            )
        db.session.commit()
    at_work = als("bea")
    assert mia.post(mens(bea_id, "/vertrek")).status_code == 303
    with app.app_context():
        assert Waarneming.query.filter_by(beeindigd_op=None).count() == 0
    assert events(app, object_soort="waarneming").count("waarneming.beeindigd") == 2
    # What ran was stopped, on record for the client; what was over was over.
    (stopped,) = log_lines(app, gebeurtenis="noodtoegang.beeindigd")
    assert (stopped.client_id, stopped.gebruiker_id, stopped.grond) == (wereld.truus, wereld.beheerder, "beheer")
    with app.app_context():
        assert Noodtoegang.query.filter(Noodtoegang.beeindigd_op.is_not(None)).one().id == stopped.noodtoegang_id
    # The session acted as this one; the other functie is still hers.
    assert at_work.get("/vandaag").status_code == 302
    assert stored(app, other_id).actief
    regio = als("beheer")
    for what in ("/vertrek", "/wijzigen"):
        form = {"voornaam": "Ad", "achternaam": "Beheer", "functie": "beheerder", "versie": "1"}
        assert regio.post(mens(wereld.beheer, what), form).status_code in (303, 403, 422)
    assert stored(app, wereld.beheer).actief and stored(app, wereld.beheer).functie == "functioneel beheerder"
    assert regio.post(mens(wereld.beheerder, "/vertrek")).status_code == 303


def test_many_places_cost_a_few_statements_each(app, als, wereld, wijkteam):
    """However many, a few statements for all together: on SQLite nobody else writes meanwhile. In one household each
    member has a version of their own."""
    with app.app_context():
        home = make_client("Lid", "", "Gezin", today())
        people = [make_client("Tweede", "", "Gezin", today(), home=home.huishouden), home]
        plan = make_plan(home.huishouden_id)
        for n in range(18):
            people.append(make_client(f"C{n}", "", "Alleen", today()))
            make_plan(people[-1].huishouden_id)
        for one in people:
            own = seat(one.id, gebruiker_id=wereld.wijkverpleging, doel="zorg")
            allow(one.id, Domein.WIJKVERPLEGING)
            if one in people[:2]:
                line(plan, "afspraak", f"Van {one.roepnaam}", eigenaar_id=own.id, datum=today())
        db.session.commit()
        plan_id, both = plan.id, {one.id for one in people[:2]}
    mia = als("beheerder")
    with queries() as sent:
        done = mia.post(mens(wereld.wijkverpleging, "/vertrek"), {"naar": f"t:{wijkteam}"})
    assert done.status_code == 303
    assert len(sent) <= 64, len(sent)
    with app.app_context():
        versions = PlanVersie.query.filter_by(plan_id=plan_id).order_by(PlanVersie.nummer).all()
        assert {v.client_id for v in versions} == both and [v.nummer for v in versions] == [1, 2]
        owners = [r["eigenaar"] for r in versions[-1].inhoud["regels"]]
        assert owners == ["Wijkteam", "Wijkteam"]
    assert "Van Lid (Wijkteam)" in als("bea").text("/vandaag")


def test_a_team_ends_when_its_places_went_to_another(app, als, wereld):
    regio, wim, url = als("beheer"), als("sociaalteam"), team(wereld.sociaal_team, "/opheffen")
    assert wim.get(client(wereld.moeder)).status_code == 200
    assert "1 plaats aan tafel" in regio.text(url)
    for naar in ("", str(wereld.sociaal_team), str(wereld.huisarts)):
        assert "Kies welk team" in message_at(regio.post(url, {"naar": naar}), "naar")
    assert regio.post(url, {"naar": str(wereld.ggz_team)}).status_code == 303
    assert wim.get(client(wereld.moeder)).status_code == 404
    seats = _seats(app, wereld.moeder)
    assert str(wereld.ggz_team) in seats and str(wereld.sociaal_team) not in seats
    assert regio.get(team(wereld.sociaal_team)).status_code == 404
    assert "Nazareth-Limmel" not in regio.text("/beheer")
    assert events(app, object_id=wereld.sociaal_team) == ["team.opgeheven"]
    # A form that was still open cannot put it at a table again.
    refused = als("huisarts").post(
        f"{client(wereld.truus)}/betrokkenen/nieuw", {"wie": f"t:{wereld.sociaal_team}", "doel": "schulden"}
    )
    assert refused.status_code == 422
