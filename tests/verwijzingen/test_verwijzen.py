"""Referring: from the client's page to the team's list, with the client's yes; and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.models import Signaal
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Team
from overlegtafel.toegang.models_inzage import Toestemming, Vertegenwoordiger
from overlegtafel.verwijzingen.models import Verwijsstap, Verwijzing
from tests.persona import readable
from tests.plannen.hulp import client, form_in, log_lines, message_at, open_form, whole_log
from tests.toegang.hulp import change, everything
from tests.verwijzingen.verwezen import make_team, make_verwijzing
from tests.wereld import allow, line, seat

VRAAG = "Mevrouw redt de post niet meer.\nKan iemand <b>meekijken</b>?"
INGEVULD = {
    "tekst": VRAAG, "hulpvraag": "financien", "leefgebied": "dagelijks", "nummer": "0612345678", "wie": "client", "zien": "plan",
}  # fmt: skip


def verwijs(client_id) -> str:
    return f"/clienten/{client_id}/verwijzen"


def refer(persona, client_id, **fields):
    url = verwijs(client_id)
    return persona.post(url, open_form(persona, url) | INGEVULD | fields)


def stored(app) -> list[Verwijzing]:
    with app.app_context():
        return list(db.session.scalars(select(Verwijzing).order_by(Verwijzing.verwezen_op)))


def test_a_referral_reaches_the_team_with_the_clients_yes(app, als, wereld):
    huisarts, here = als("huisarts"), client(wereld.truus)
    assert f'href="{verwijs(wereld.truus)}"' in huisarts.get(here).text
    page = huisarts.text(verwijs(wereld.truus))
    assert "Wat mag Sociaal team Nazareth-Limmel zien?" in page and "belt uiterlijk" in page
    assert "vastgelegd als toestemming voor het werkveld sociaal domein" in page
    yesterday = today() - timedelta(days=1)
    sent = refer(huisarts, wereld.truus, dag=show_date(yesterday), wanneer="na tien uur", rondkomen="ja", slapen="nee")
    assert sent.status_code == 303 and sent.location == here
    assert "Verwezen. Sociaal team Nazareth-Limmel belt uiterlijk" in huisarts.text(here)
    [v] = stored(app)
    assert (v.vraag, v.hulpvraag, v.leefgebied, v.spoed) == (VRAAG, "financien", "dagelijks", "week")
    assert (v.geld, v.bel_nummer, v.bel_wanneer) == ({"rondkomen": True, "slapen": False}, "06 12345678", "na tien uur")
    assert (v.akkoord_wie, v.akkoord_op, v.vertegenwoordiger_id) == ("client", yesterday, None)
    assert (v.staat, v.moet, v.versie, v.terug_aan_id) == ("aangemeld", "bellen", 1, wereld.huisarts)
    assert v.moet_voor == v.kijken_op > v.verwezen_op and v.van_organisatie_id == wereld.nazareth
    with app.app_context():
        [step] = db.session.scalars(select(Verwijsstap))
        assert (step.wat, step.door_id, step.op) == ("aangemeld", wereld.huisarts, v.verwezen_op)
        signals = set(db.session.scalars(select(Signaal.gebruiker_id).where(Signaal.verwijzing_id == v.id)))
        assert signals == {wereld.sociaalteam}
        said = select(Toestemming.soort, Toestemming.besluit, Toestemming.gegeven_door, Toestemming.hoe)
        said = said.where(Toestemming.client_id == wereld.truus, Toestemming.domein == "sociaal")
        assert {tuple(row) for row in db.session.execute(said)} == {
            (soort, "ja", "client", "mondeling") for soort in ("verwijzing", "plan")
        }
    # The team sits at the table now, with what for, and sees the half page.
    assert "financiële problemen" in als("sociaalteam").text(here)
    assert len(log_lines(app, "verwijzing.gemaakt")) == 1 and len(log_lines(app, "toestemming.gegeven")) == 2
    assert "meekijken" not in whole_log(app)


def test_only_the_referral_when_the_client_wants_no_more(app, als, wereld):
    assert refer(als("huisarts"), wereld.truus, zien="alleen").status_code == 303
    assert als("sociaalteam").get(client(wereld.truus)).status_code == 404
    with app.app_context():
        rules = select(Toestemming.soort).where(Toestemming.client_id == wereld.truus, Toestemming.domein == "sociaal")
        assert list(db.session.scalars(rules)) == ["verwijzing"]
        assert not db.session.scalars(
            select(Betrokkene).where(Betrokkene.team_id == wereld.sociaal_team, Betrokkene.client_id == wereld.truus)
        ).all()


def test_the_text_of_the_clients_page_goes_along(app, als, wereld):
    huisarts = als("huisarts")
    form = form_in(huisarts.get(client(wereld.truus)), f"{client(wereld.truus)}/waar")
    sent = huisarts.post(f"{client(wereld.truus)}/waar", form | {"tekst": VRAAG, "soort": "verwijzen"})
    assert sent.status_code == 307 and sent.location.endswith("/verwijzen/begin")
    arrived = huisarts.post(sent.location, {"tekst": VRAAG, "soort": "verwijzen"})
    form = form_in(arrived, verwijs(wereld.truus))
    assert form["tekst"] == VRAAG and form["spoed"] == "week" and form["dag"] == show_date(today())
    assert "<b>meekijken" not in arrived.text


BAD = [
    ({"tekst": " "}, "Schrijf in een of twee zinnen"),
    ({"tekst": "x" * 401}, "Dit zijn 401 tekens"),
    ({"hulpvraag": "angst"}, "Kies waar de vraag over gaat"),
    ({"leefgebied": ""}, "Kies het leefgebied"),
    ({"wie": ""}, "Vraag eerst of het goed is dat het team belt"),
    ({"wie": "v:5f0c0f6e-5d0a-4a3e-9d39-0d2f6c4b7a01"}, "Kies de vertegenwoordiger"),
    ({"dag": "1-1-2199"}, "Deze dag moet nog komen"),
    ({"dag": show_date(today() - timedelta(days=31))}, "meer dan 30 dagen geleden"),
    ({"dag": "gisteren"}, "Dit is geen dag"),
    ({"nummer": ""}, "Vul het nummer in"),
    ({"nummer": "12"}, "Dit is geen telefoonnummer"),
    ({"wanneer": "x" * 101}, "Kort het in tot 100"),
    ({"spoed": "ooit"}, "Kies hoe snel"),
    ({"zien": ""}, "Vraag wat Sociaal team Nazareth-Limmel mag zien"),
    ({"team": "kapot"}, "Kies het team"),
    ({"team": "5f0c0f6e-5d0a-4a3e-9d39-0d2f6c4b7a01"}, "Dit team is er niet meer"),
]


def test_what_is_refused_keeps_what_was_typed(app, als, wereld):
    huisarts, url = als("huisarts"), verwijs(wereld.truus)
    start, before = open_form(huisarts, url), everything(app)
    for n, (fields, message) in enumerate(BAD):
        typed = INGEVULD | {"rondkomen": "ja", "wanneer": "na tien uur"} | fields
        refused = huisarts.post(url, start | typed, htmx=n % 2 == 0)
        assert refused.status_code == 422 and message in readable(refused), fields
        again = form_in(refused, url)
        for field in (
            "tekst",
            "nummer",
            "wanneer",
            "rondkomen",
            *(("hulpvraag",) if "hulpvraag" not in fields else ()),
        ):
            assert again[field].strip() == typed[field].strip(), (fields, field)
    assert everything(app) == before and log_lines(app, "verwijzing.gemaakt") == []
    assert message_at(huisarts.post(url, start | INGEVULD | {"nummer": ""}), "nummer")


def test_a_no_is_kept_to(app, als, wereld):
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL, besluit="nee", soort="verwijzing")
        db.session.commit()
    huisarts = als("huisarts")
    page = huisarts.get(verwijs(wereld.truus))
    assert "Truus zei eerder nee" in readable(page) and f"{client(wereld.truus)}/toestemming" in page.text
    before = everything(app)
    refused = refer(huisarts, wereld.truus)
    assert refused.status_code == 422 and "Bespreek dat eerst" in readable(refused)
    assert form_in(refused, verwijs(wereld.truus))["tekst"].strip() == VRAAG
    assert everything(app) == before


def test_a_no_to_the_half_page_alone_still_lets_refer(app, als, wereld):
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL, besluit="nee", soort="plan")
        db.session.commit()
    huisarts = als("huisarts")
    assert "ziet daarvoor alleen deze verwijzing" in huisarts.text(verwijs(wereld.truus))
    assert refer(huisarts, wereld.truus, zien="").status_code == 303
    assert "halve A4 is vol" not in huisarts.text(client(wereld.truus))
    assert als("sociaalteam").get(client(wereld.truus)).status_code == 404


def test_consent_that_changed_meanwhile_is_shown_first(app, als, wereld):
    huisarts, url = als("huisarts"), verwijs(wereld.truus)
    form = open_form(huisarts, url) | INGEVULD
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        db.session.commit()
    conflict = huisarts.post(url, form)
    assert conflict.status_code == 409 and "Iemand anders was u net voor" in readable(conflict)
    assert stored(app) == []
    # Everything stands there still, so once more is enough.
    assert huisarts.post(url, form_in(conflict, url)).status_code == 303


def test_a_full_half_page_does_not_stop_a_referral(app, als, wereld):
    with app.app_context():
        plan = db.session.get(Plan, wereld.plan)
        for n in range(40):
            line(plan, "doel", f"Doel nummer {n} met een hele regel tekst erbij, zodat de bladzijde vol raakt")
        db.session.commit()
    huisarts = als("huisarts")
    assert refer(huisarts, wereld.truus).status_code == 303
    assert "De halve A4 is vol: het team staat er nog niet op." in huisarts.text(client(wereld.truus))
    assert log_lines(app, "betrokkene.gemaakt") == [] and len(stored(app)) == 1


def test_twice_the_same_is_once(app, als, wereld):
    huisarts, url = als("huisarts"), verwijs(wereld.moeder)
    form = open_form(huisarts, url) | INGEVULD
    assert huisarts.post(url, form).status_code == 303
    again = huisarts.post(url, form)
    [v] = stored(app)
    assert again.status_code == 422 and "Er loopt al zo’n verwijzing naar Sociaal team" in readable(again)
    assert f'href="/verwijzingen/{v.id}"' in again.text
    # Another kind, or once it ended, is no double.
    change(app, update(Verwijzing).values(einde_op=v.verwezen_op, staat="afgerond"))
    assert huisarts.post(url, form).status_code == 303


def test_two_at_the_same_moment_make_one(app, als, wereld):
    """Two of the practice, or one click that was sent twice; also where nobody was asked before."""
    both = [als("huisarts"), als("wijkverpleging")]
    forms = [open_form(who, verwijs(wereld.truus)) | INGEVULD for who in both]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who, form: who.post(verwijs(wereld.truus), form), both, forms))
    assert sorted(a.status_code for a in answers) == [303, 422]
    assert len(stored(app)) == 1 and len(log_lines(app, "toestemming.gegeven")) == 2


def test_a_team_that_ended_or_has_nobody_is_no_address(app, als, wereld):
    with app.app_context():
        make_team("Leeg team")
        other = make_team("Sociaal team Wyck", leden=(wereld.gezinsregisseur,)).id
        db.session.commit()
    huisarts, url = als("huisarts"), verwijs(wereld.truus)
    page = huisarts.get(url)
    assert "Sociaal team Wyck" in page.text and "Leeg team" not in page.text and "GGZ-wijkteam" not in page.text
    form = form_in(page, url)
    assert "team" not in form, "there are two: choose"
    change(app, update(Team).where(Team.id == other).values(actief=False))
    refused = huisarts.post(url, form | INGEVULD | {"team": str(other)})
    assert refused.status_code == 422 and "Dit team is er niet meer" in readable(refused)


def test_a_link_can_choose_the_team(app, als, wereld):
    with app.app_context():
        other = make_team("Sociaal team Wyck", leden=(wereld.gezinsregisseur,)).id
        db.session.commit()
    url = verwijs(wereld.moeder)
    assert form_in(als("huisarts").get(f"{url}?team={other}"), url)["team"] == str(other)


def test_the_likely_team_is_chosen_already(app, als, wereld):
    with app.app_context():
        other = make_team("Sociaal team Wyck", leden=(wereld.gezinsregisseur,)).id
        db.session.commit()
    huisarts = als("huisarts")
    # Who sits at the table; else where this practice sent the last one.
    assert open_form(huisarts, verwijs(wereld.moeder))["team"] == str(wereld.sociaal_team)
    make_verwijzing(app, wereld, client="moeder", team=other)
    assert open_form(huisarts, verwijs(wereld.truus))["team"] == str(other)
    assert open_form(huisarts, verwijs(wereld.moeder))["team"] == str(wereld.sociaal_team)
    assert "team" not in open_form(als("wijkverpleging"), verwijs(wereld.truus))


def test_who_may_refer(app, als, wereld):
    before = everything(app)
    for name, status in (("assistent", 403), ("psychiater", 404), ("sociaalteam", 404), ("huisarts2", 404)):
        persona = als(name)
        assert persona.get(verwijs(wereld.truus)).status_code == status, name
        for path in ("", "/begin"):
            refused = persona.post(verwijs(wereld.truus) + path, INGEVULD | {"verwijssoort": "sociaal"})
            assert refused.status_code == status, name
    assert everything(app) == before
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        db.session.commit()
    # Sees the client and may write, but refers nobody from there.
    assert als("psychiater").get(verwijs(wereld.truus)).status_code == 403
    assert verwijs(wereld.truus) not in als("psychiater").get(client(wereld.truus)).text
    assert refer(als("wijkverpleging"), wereld.truus).status_code == 303
    assert stored(app)[0].van_organisatie_id == wereld.envida


def test_no_referral_after_death_nor_unseen(app, als, wereld):
    huisarts, url = als("huisarts"), verwijs(wereld.truus)
    form = open_form(huisarts, url) | INGEVULD
    with app.app_context():
        allow(wereld.gerrit, Domein.HUISARTSENZORG, besluit="nee", soort="verwijzing")
        db.session.commit()
    assert "geen verwijzingen zien" in als("huisarts2").text(verwijs(wereld.gerrit))
    change(app, update(Client).where(Client.id == wereld.truus).values(overleden_op=today()))
    refused = huisarts.post(url, form)
    assert refused.status_code == 422 and "Verwijzen kan niet meer" in readable(refused)
    assert "redt de post niet meer" in refused.text
    assert url not in huisarts.get(client(wereld.truus)).text and stored(app) == []


def _poh(app, wereld) -> None:
    with app.app_context():
        make_team("POH jeugd Nazareth", domein=Domein.HUISARTSENZORG, leden=(wereld.huisarts,))
        db.session.commit()


def test_a_child_of_twelve_goes_together_with_a_parent(app, als, wereld):
    _poh(app, wereld)
    with app.app_context():
        db.session.get(Client, wereld.kind).geboortedatum = date(today().year - 13, 1, 1)
        ouder = Vertegenwoordiger(client_id=wereld.kind, naam="Nadia Janssen", soort="ouder", sinds=today())
        db.session.add(ouder)
        allow(wereld.kind, Domein.SOCIAAL)
        seat(wereld.kind, team_id=wereld.sociaal_team, doel="meedenken")
        db.session.commit()
        ouder_id = ouder.id
    # From the sociaal domein to the POH jeugd, and nowhere else.
    sociaal, url = als("sociaalteam"), verwijs(wereld.kind)
    page = sociaal.get(url)
    assert f"s:{ouder_id}" in page.text and 'value="client"' not in page.text and "Leefgebied" not in page.text
    typed = {"tekst": VRAAG, "hulpvraag": "angst", "nummer": "0612345678"}
    for wie in ("client", f"v:{ouder_id}"):
        refused = sociaal.post(url, form_in(page, url) | typed | {"wie": wie})
        assert refused.status_code == 422 and "samen toestemming" in readable(refused)
    assert sociaal.post(url, form_in(page, url) | typed | {"wie": f"s:{ouder_id}"}).status_code == 303
    [v] = stored(app)
    assert (v.akkoord_wie, v.vertegenwoordiger_id, v.leefgebied, v.geld) == ("samen", ouder_id, "", None)
    assert verwijs(wereld.moeder) not in sociaal.get(client(wereld.moeder)).text, "grown up"
    kept = {"verwijssoort": "poh-jeugd", "tekst": VRAAG}
    refused = sociaal.post(verwijs(wereld.moeder), kept)
    assert refused.status_code == 422 and "jonger is dan 18" in readable(refused) and "redt de post" in refused.text


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_another_kind_keeps_what_was_typed(app, als, wereld):
    _poh(app, wereld)
    huisarts, url = als("huisarts"), verwijs(wereld.kind)
    page = huisarts.get(url)
    assert "Een kind onder de 12 kan dit niet zelf" in readable(page) and 'name="wie"' not in page.text
    other = huisarts.post(f"{url}/begin", form_in(page, url) | {"tekst": VRAAG, "naar_soort": "poh-jeugd"})
    form = form_in(other, url)
    assert form["verwijssoort"] == "poh-jeugd" and form["tekst"].strip() == VRAAG
    assert form_in(huisarts.get(f"{url}?soort=poh-jeugd"), url)["verwijssoort"] == "poh-jeugd"
