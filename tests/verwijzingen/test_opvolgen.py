"""Referrals when people go, teams end, consent is withdrawn, the client dies or moves: each ends well, and who may know hears it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.clienten.models import Client
from overlegtafel.clienten.samenvoegen import move_records
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.verwijzingen.models import Verwijspartner, Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.seinen import tell
from overlegtafel.verwijzingen.stappen import feedback
from tests.clienten.hulp import rule_ids, withdraw
from tests.plannen.hulp import form_in
from tests.toegang.hulp import add_gebruiker, change, log_lines
from tests.verwijzingen.test_stilte import hears, stored
from tests.verwijzingen.verwezen import let_see, make_team, make_verwijzing
from tests.wereld import make_client, seat


def person(name: str) -> Gebruiker:
    return db.session.scalars(select(Gebruiker).where(Gebruiker.voornaam == name)).unique().one()


def add_to_team(app, wereld, name: str, functie: str = "maatschappelijk werker"):
    add_gebruiker(app, name, functie, wereld.trajekt)
    with app.app_context():
        who = person(name.capitalize())
        who.teams.append(db.session.get_one(Team, wereld.sociaal_team))
        db.session.commit()
        return who.id


def feed_back(app, verwijzing_id) -> None:
    versie = stored(app, verwijzing_id).versie
    with app.app_context(), transaction():
        feedback(verwijzing_id, "Er is een plan.", by=person("Wim"), versie=versie)


def test_consent_withdrawn_ends_it_and_who_sent_it_knows_why(app, als, wereld):
    taken = make_verwijzing(app, wereld, staat="gesprek", behandelaar_id=wereld.sociaalteam)
    other = make_verwijzing(app, wereld, client="moeder")
    wim, els = als("sociaalteam"), als("huisarts")
    with app.app_context(), transaction():
        tell(db.session.get_one(Verwijzing, taken), "stap", by=None, aan=[person("Wim")])
    assert "Truus" in wim.text("/verwijzingen") and 'data-aantal="1"' in wim.get("/verwijzingen/teller").text
    for rule_id in rule_ids(app, wereld.truus, domein="sociaal", ingetrokken_op=None):
        assert withdraw(els, wereld.truus, rule_id).status_code == 303
    row = stored(app, taken)
    assert (row.staat, row.uitkomst, row.moet, row.kijken_op) == ("gestopt", "ingetrokken", "", None)
    assert stored(app, other).einde_op is None
    # The team: nothing of the client any more, not in a list, not on its page, not in the menu.
    for url in ("/verwijzingen", "/verwijzingen?bak=klaar", "/vandaag"):
        assert "Truus" not in wim.text(url)
    assert wim.get(f"/verwijzingen/{taken}").status_code == 404
    assert "data-aantal" not in wim.get("/verwijzingen/teller").text
    # The side it came from: that it ended, and why; also on the page of the client.
    assert hears(app, taken, "terug") == {"huisarts"}
    for url in ("/verwijzingen?bak=klaar", "/vandaag", f"/clienten/{wereld.truus}"):
        assert "toestemming ingetrokken" in els.text(url), url
    assert "vanzelf" in els.text(f"/verwijzingen/{taken}")
    (line,) = log_lines(app, gebeurtenis="verwijzing.gestopt")
    assert (line.object_id, line.client_id, line.gebruiker_id) == (taken, wereld.truus, None)
    # Consent again opens what was, and does not begin it anew.
    with app.app_context():
        let_see(wereld.truus, Domein.SOCIAAL)
        db.session.commit()
    assert "Truus" in wim.text("/verwijzingen?bak=klaar") and stored(app, taken).uitkomst == "ingetrokken"


def test_a_client_who_died_is_not_called_any_more(app, als, wereld):
    made = make_verwijzing(app, wereld)
    els, url = als("huisarts"), f"/clienten/{wereld.truus}/gegevens"
    form = form_in(els.get(url), url) | {"overleden_op": show_date(today())}
    assert els.post(url, form).status_code == 303
    assert stored(app, made).uitkomst == "overleden"
    assert hears(app, made, "stap") == {"sociaalteam"} and hears(app, made, "terug") == {"huisarts"}
    assert "Truus" not in als("sociaalteam").text("/verwijzingen?bak=te-doen")
    assert "overleden" in als("sociaalteam").text("/verwijzingen?bak=klaar")


def test_a_team_that_ends_hands_over_or_the_referrer_hears_it(app, als, wereld):
    """The mother's team sits at her table, so another takes over; to a team without consent it cannot go."""
    called_in = make_verwijzing(app, wereld, client="vader", team=wereld.ggz_team)
    with app.app_context():
        heir = make_team("Sociaal team Wyck", leden=(wereld.gezinsregisseur,)).id
        part = {"deel": "x", "sinds": now(), "door_id": wereld.psychiater}
        db.session.add(Verwijspartner(verwijzing_id=called_in, team_id=wereld.sociaal_team, naam="Nazareth", **part))
        alone_id = make_team("Team zonder tafel").id
        db.session.commit()
    made = make_verwijzing(app, wereld, client="moeder", behandelaar_id=wereld.sociaalteam, escalatie=2, kijken_op=None)
    url = f"/beheer/teams/{wereld.sociaal_team}/opheffen"
    assert als("beheer").post(url, {"naar": str(heir)}).status_code == 303
    row = stored(app, made)
    assert (row.aan_team_id, row.behandelaar_id, row.escalatie, row.einde_op) == (heir, None, 0, None)
    assert row.kijken_op == row.moet_voor
    assert hears(app, made, "nieuw") == {"gezinsregisseur"}
    assert "Nadia Janssen" in als("gezinsregisseur").text("/verwijzingen")
    assert "Piet Janssen" in als("gezinsregisseur").text("/verwijzingen"), "called in, and now they are"
    (line,) = log_lines(app, gebeurtenis="verwijzing.overgedragen")
    assert (line.grond, line.recht, line.client_id) == ("beheer", "beheren", wereld.moeder)
    with app.app_context():
        steps = db.session.scalars(
            select(Verwijsstap).where(Verwijsstap.verwijzing_id == made, Verwijsstap.wat == "overgedragen")
        )
        assert [(s.door_id, "Wyck" in s.tekst) for s in steps] == [(None, True)]
    # Nobody takes over: the referrer hears of it.
    alone = make_verwijzing(app, wereld, client="gerrit", van="huisarts2", team=alone_id)
    assert als("beheer").post(f"/beheer/teams/{alone_id}/opheffen", {"naar": ""}).status_code == 303
    assert stored(app, alone).uitkomst == "opgeheven" and hears(app, alone, "terug") == {"huisarts2"}
    assert "team opgeheven" in als("huisarts2").text("/vandaag")


def test_who_leaves_the_team_gives_back_what_they_claimed(app, als, wereld):
    noor = add_to_team(app, wereld, "noor")
    made = make_verwijzing(app, wereld, behandelaar_id=noor, opgepakt_op=now(), escalatie=1)
    kept = make_verwijzing(app, wereld, client="moeder", behandelaar_id=wereld.sociaalteam)
    assert als("beheer").post(f"/beheer/teams/{wereld.sociaal_team}/leden/{noor}/weg").status_code == 303
    row = stored(app, made)
    assert (row.behandelaar_id, row.opgepakt_op, row.escalatie) == (None, None, 0)
    assert stored(app, kept).behandelaar_id == wereld.sociaalteam
    assert hears(app, made, "doorgegeven") == {"sociaalteam"}
    assert "Noor Extra zit niet meer in dit team" in als("sociaalteam").text(f"/verwijzingen/{made}")
    (line,) = log_lines(app, gebeurtenis="verwijzing.teruggegeven")
    assert (line.object_id, line.grond) == (made, "beheer")
    # Out of work altogether: the last who had it, so nobody hears, and silence has begun now.
    change(
        app,
        update(Toestemming)
        .where(Toestemming.client_id == wereld.moeder, Toestemming.domein == "sociaal")
        .values(domein="ggz"),
    )
    assert als("beheer").post(f"/beheer/mensen/{wereld.sociaalteam}/vertrek", {"naar": ""}).status_code == 303
    row = stored(app, kept)
    assert row.behandelaar_id is None and row.kijken_op <= now()


def test_who_takes_over_from_the_referrer_hears_what_became_of_it(app, als, wereld):
    add_gebruiker(app, "opvolger", "wijkverpleegkundige", wereld.envida)
    made = make_verwijzing(app, wereld, van="wijkverpleging", staat="gesprek", behandelaar_id=wereld.sociaalteam)
    done = make_verwijzing(app, wereld, van="wijkverpleging", staat="afgerond")
    with app.app_context():
        heir = person("Opvolger").id
    url = f"/beheer/mensen/{wereld.wijkverpleging}/vertrek"
    assert als("beheerder").post(url, {"naar": f"g:{heir}"}).status_code == 303
    assert stored(app, made).terug_aan_id == stored(app, done).terug_aan_id == heir
    assert stored(app, made).van_id == wereld.wijkverpleging, "who sent it stays who sent it"
    assert hears(app, made, "doorgegeven") == {"opvolger"}
    assert "Truus" in als("opvolger").text("/verwijzingen?bak=van-ons")
    feed_back(app, made)
    assert hears(app, made, "terug") == {"opvolger"} and "Er is een plan." in als("opvolger").text("/vandaag")


def test_nobody_takes_over_then_the_practice_hears(app, als, wereld):
    made = make_verwijzing(app, wereld, staat="gesprek", behandelaar_id=wereld.sociaalteam)
    assert als("beheer").post(f"/beheer/mensen/{wereld.huisarts}/vertrek", {"naar": ""}).status_code == 303
    assert stored(app, made).terug_aan_id is None
    feed_back(app, made)
    assert hears(app, made, "terug") == {"assistent"} and "Er is een plan." in als("assistent").text("/vandaag")


def test_a_client_who_moved_to_another_practice(app, als, wereld):
    """The old practice has no relation any more, and the one who sent it left: the new practice hears it."""
    made = make_verwijzing(app, wereld, staat="gesprek", behandelaar_id=wereld.sociaalteam)
    change(app, update(Client).where(Client.id == wereld.truus).values(praktijk_id=wereld.oost))
    change(app, update(Gebruiker).where(Gebruiker.id == wereld.huisarts).values(actief=False))
    feed_back(app, made)
    assert hears(app, made, "terug") == {"huisarts2"}
    assert 'data-aantal="1"' in als("huisarts2").get("/verwijzingen/teller").text
    assert "Er is een plan." in als("huisarts2").text("/vandaag")
    assert "Er is een plan." in als("huisarts2").text(f"/clienten/{wereld.truus}")
    assert als("huisarts2").get(f"/verwijzingen/{made}").status_code == 200
    assert "Er is een plan." not in als("assistent").text("/vandaag")
    assert "data-aantal" not in als("huisarts2").get("/verwijzingen/teller").text, "and has seen it now"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_referrals_of_a_double_go_along(app, als, wereld):
    with app.app_context():
        made = make_client("Truus", "van den", "Berg", today() - timedelta(days=30000), praktijk=wereld.nazareth)
        let_see(made.id, Domein.SOCIAAL)
        let_see(made.id, Domein.HUISARTSENZORG, Soort.PLAN)
        seat(made.id, gebruiker_id=wereld.wijkverpleging, doel="x")
        db.session.commit()
        wereld.ids["dubbel"] = made.id
    referred = make_verwijzing(app, wereld, client="dubbel")
    with app.app_context(), transaction():
        move_records(wereld.dubbel, wereld.truus)
    assert stored(app, referred).client_id == wereld.truus
    assert str(referred) in als("huisarts").get(f"/clienten/{wereld.truus}").text
