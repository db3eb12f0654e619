"""What the right to look rests on, and that it ends at the very next request when that ground is gone."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete, update

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import now, today
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker, Team, teamlid
from overlegtafel.toegang.models_inzage import Toestemming
from tests.persona import Persona, field
from tests.toegang.hulp import add_gebruiker, change, events, log_lines
from tests.wereld import allow, seat

# Who may open whom in the world of the tests (tests/wereld.py), and what that rests on.
MAG = {
    "huisarts": {"truus": "praktijk", "moeder": "praktijk", "kind": "praktijk"},
    "assistent": {"truus": "praktijk", "moeder": "praktijk", "kind": "praktijk"},
    "huisarts2": {"gerrit": "praktijk", "vader": "praktijk"},
    "wijkverpleging": {"truus": "persoon"},
    "sociaalteam": {"moeder": "team"},
    "psychiater": {},
    "gezinsregisseur": {},
    "beheer": {},
}
CLIENTEN = ("truus", "gerrit", "moeder", "vader", "kind")


def url(client_id) -> str:
    return f"/clienten/{client_id}"


def test_everybody_opens_and_lists_exactly_their_own_clients(app, als, wereld):
    for name, client in product(MAG, CLIENTEN):
        client_id, may = getattr(wereld, client), client in MAG[name]
        assert als(name).get(url(client_id)).status_code == (200 if may else 404), (name, client)
        # More than one when the page of somebody else in the household showed them too.
        lines = log_lines(app, client_id=client_id, gebruiker_id=getattr(wereld, name))
        assert {line.gebeurtenis for line in lines} == {"client.geopend" if may else "client.geweigerd"}
        assert {line.grond for line in lines} == {MAG[name].get(client)}
        assert all((line.toestemming_id is not None) == may for line in lines)
    for name, clients in MAG.items():
        page = als(name).get("/clienten").get_data(as_text=True)
        assert {c for c in CLIENTEN if str(getattr(wereld, c)) in page} == set(clients), name


def test_no_right_to_know_looks_exactly_like_not_existing(als, wereld):
    regisseur = als("gezinsregisseur")
    # The first page of a session sets its cookie anew.
    regisseur.get("/vandaag")
    unknown = regisseur.get(url("00000000-0000-4000-8000-000000000000"))
    withheld = regisseur.get(url(wereld.truus))
    assert unknown.status_code == withheld.status_code == 404
    assert unknown.data == withheld.data
    assert dict(unknown.headers) == dict(withheld.headers)


def test_beheer_and_fg_see_no_client_even_at_the_table_or_at_the_practice(app, als, wereld):
    add_gebruiker(app, "fg_praktijk", "functionaris gegevensbescherming", wereld.nazareth)
    add_gebruiker(app, "applicatiebeheer", "functioneel beheerder", wereld.nazareth)
    with app.app_context():
        allow(wereld.truus, Domein.BEHEER)
        allow(wereld.truus, organisatie_id=wereld.nazareth)
        for name in ("fg_praktijk", "applicatiebeheer"):
            them = Gebruiker.query.filter(Gebruiker.account.has(email=f"{name}@demo.test")).one()
            seat(wereld.truus, gebruiker_id=them.id, doel="meekijken")
        them.query.session.commit()
    for persona in (als("fg_praktijk"), als("applicatiebeheer")):
        assert persona.get(url(wereld.truus)).status_code == 404
        for page in ("/vandaag", "/clienten", "/clienten?zoek=Truus", "/clienten?zoek=077461848"):
            assert "Berg" not in persona.text(page)


def test_who_leaves_the_table_no_longer_looks(app, als, wereld):
    wijk, huisarts = als("wijkverpleging"), als("huisarts")
    assert wijk.get(url(wereld.truus)).status_code == 200
    form = huisarts.get(f"{url(wereld.truus)}/betrokkenen/{wereld.truus_wv}/wijzigen").get_data(as_text=True)
    gone = huisarts.post(f"{url(wereld.truus)}/betrokkenen/{wereld.truus_wv}/weg", {"versie": field(form, "versie")})
    assert gone.status_code == 303
    assert wijk.get(url(wereld.truus)).status_code == 404
    assert "Truus" not in wijk.text("/clienten") + wijk.text("/vandaag")
    assert "El Amrani" in huisarts.text(url(wereld.truus)), "who left is shown as gone, not erased"
    assert "client.geweigerd" in events(app, gebruiker_id=wereld.wijkverpleging)


def test_who_takes_a_seat_looks_at_once_within_the_consent(als, wereld):
    wijk, huisarts = als("wijkverpleging"), als("huisarts")
    seat_form = {"wie": f"g:{wereld.wijkverpleging}", "doel": "meedenken"}
    assert huisarts.post(f"{url(wereld.moeder)}/betrokkenen/nieuw", seat_form).status_code == 303
    assert wijk.get(url(wereld.moeder)).status_code == 404, "at the table, but she allowed only GP and sociaal"
    with wijk.app.app_context():
        allow(wereld.moeder, Domein.WIJKVERPLEGING)
        Toestemming.query.session.commit()
    assert wijk.get(url(wereld.moeder)).status_code == 200


def test_who_leaves_the_team_no_longer_looks(app, als, wereld):
    social = als("sociaalteam")
    assert social.get(url(wereld.moeder)).status_code == 200
    change(app, delete(teamlid).where(teamlid.c.gebruiker_id == wereld.sociaalteam))
    assert social.get(url(wereld.moeder)).status_code == 404
    assert "Janssen" not in social.text("/clienten") + social.text("/vandaag")


def test_another_team_of_the_same_domain_does_not_look(app, als, wereld):
    with app.app_context():
        other = Team(naam="Sociaal team Heer-Scharn", domein="sociaal")
        regisseur = Gebruiker.query.filter(Gebruiker.account.has(email="gezinsregisseur@demo.test")).one()
        regisseur.teams.append(other)
        regisseur.query.session.commit()
    assert als("gezinsregisseur").get(url(wereld.moeder)).status_code == 404


def test_a_client_who_moves_to_another_practice_moves_out_of_sight(app, als, wereld):
    one, other = als("huisarts"), als("huisarts2")
    change(app, update(Client).where(Client.id == wereld.truus).values(praktijk_id=wereld.oost))
    assert one.get(url(wereld.truus)).status_code == 404
    assert other.get(url(wereld.truus)).status_code == 200


def test_practice_counts_only_for_gp_care(app, als, wereld):
    """A social worker who is employed by the practice has no relation with every patient of it."""
    add_gebruiker(app, "welzijn", "maatschappelijk werker", wereld.nazareth)
    with app.app_context():
        allow(wereld.truus, Domein.SOCIAAL)
        Toestemming.query.session.commit()
    assert als("welzijn").get(url(wereld.truus)).status_code == 404


def test_who_is_made_inactive_is_signed_out_at_once_and_cannot_come_back(app, als, wereld):
    wijk = als("wijkverpleging")
    change(app, update(Gebruiker).where(Gebruiker.id == wereld.wijkverpleging).values(actief=False))
    answer = wijk.get(url(wereld.truus))
    assert answer.status_code == 302 and answer.location.startswith("/inloggen")
    assert "Truus" not in answer.get_data(as_text=True)
    with pytest.raises(AssertionError, match="could not sign in"):
        Persona(app, "wijkverpleging@demo.test")


def test_consent_decides_at_the_next_request(app, als, wereld):
    wijk = als("wijkverpleging")
    mine = (Toestemming.client_id == wereld.truus, Toestemming.domein == "wijkverpleging")
    plain = {"ingetrokken_op": None, "geldig_tot": None, "besluit": "ja", "soort": None}
    for values, opens in (
        ({}, True),
        ({"ingetrokken_op": now()}, False),
        ({"geldig_tot": today() - timedelta(days=1)}, False),
        ({"geldig_tot": today() + timedelta(days=365)}, True),
        ({"besluit": "nee"}, False),
        ({"soort": "thuiszorg"}, False),
        ({"soort": "plan"}, True),
    ):
        change(app, update(Toestemming).where(*mine).values(plain | values))
        assert wijk.get(url(wereld.truus)).status_code == (200 if opens else 404), values
        assert ("Truus" in wijk.text("/clienten")) == opens, values
        assert ("Truus" in wijk.text("/clienten?zoek=berg")) == opens, values
        assert ("Rollator" in wijk.text("/vandaag")) == opens, values


def test_an_objection_to_one_organisatie_closes_only_that_one(app, als, wereld):
    with app.app_context():
        allow(wereld.truus, besluit="nee", organisatie_id=wereld.envida)
        Toestemming.query.session.commit()
    assert als("wijkverpleging").get(url(wereld.truus)).status_code == 404
    assert als("huisarts").get(url(wereld.truus)).status_code == 200


def test_a_consent_for_one_organisatie_opens_what_the_domain_does_not(app, als, wereld):
    psychiater = als("psychiater")
    assert psychiater.get(url(wereld.truus)).status_code == 404
    with app.app_context():
        allow(wereld.truus, organisatie_id=wereld.mondriaan)
        Toestemming.query.session.commit()
    assert psychiater.get(url(wereld.truus)).status_code == 200


def test_a_seat_of_another_client_in_the_household_opens_only_that_one(als, wereld):
    social = als("sociaalteam")
    assert social.get(url(wereld.moeder)).status_code == 200
    assert social.get(url(wereld.vader)).status_code == 404, "consent, but nobody of the team sits with him"
    page = social.text(url(wereld.moeder))
    assert "Piet" not in page and "Sem" not in page and "Vader slaapt" not in page
    assert "2 mensen die u niet mag zien" in page


def test_every_way_out_of_the_table_counts(app, als, wereld):
    """Left before, not only today."""
    change(app, update(Betrokkene).where(Betrokkene.id == wereld.truus_wv).values(tot=today() - timedelta(days=300)))
    assert als("wijkverpleging").get(url(wereld.truus)).status_code == 404
