"""Who may manage what: nobody outside beheer, a beheerder the own organisatie only, the region everything."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overlegsoort
from overlegtafel.thuiszorg.models import Bronsleutel
from overlegtafel.thuiszorg.rondes import begin_ronde
from overlegtafel.toegang.models import Gebruiker, Team, Waarneming
from overlegtafel.verwijzingen.models import Verwijssoort
from tests.beheer.hulp import mens, organisatie, team
from tests.toegang.hulp import add_gebruiker, everything
from tests.toegang.tabel import ROUTES, Wie

FORM = {
    "naam": "Toets", "voornaam": "Toets", "achternaam": "Toets", "functie": "verzorgende", "email": "toets@demo.test",
    "domein": "ggz", "versie": "1", "van": "1-1-2030", "tot": "2-1-2030",
}  # fmt: skip


def _pages(wie: Wie, **ids):
    for (method, rule), who in ROUTES.items():
        if who is wie:
            # Two kinds of kind.
            url = rule.replace("verwijssoorten/<uuid:soort_id>", "verwijssoorten/<uuid:verwijssoort_id>")
            for name, value in ids.items():
                url = url.replace(f"<uuid:{name}_id>", str(value))
            yield method, url


def _ask(persona, method: str, url: str) -> int:
    return (persona.get(url) if method == "GET" else persona.post(url, FORM)).status_code


def _make(app, wereld, organisatie_id, voor_id, door_id) -> dict:
    """A team of this organisatie, a stand-in for this person, a key, and a file of notes that waits for a yes."""
    with app.app_context():
        ids = {name: uuid4() for name in ("team", "waarneming", "sleutel")}
        file = b"BSN;Datum;Tekst\r\n077461848;20-11-2026;Wondzorg bij Truus\r\n"
        ronde = begin_ronde(organisatie_id, "bestand", inhoud=file, door_id=wereld.beheer)
        ids["ronde"] = ronde.id
        db.session.add(
            Bronsleutel(
                id=ids["sleutel"], organisatie_id=organisatie_id, naam="ECD", sleutel_hash="0" * 64,
                gemaakt_op=now(), gemaakt_door_id=wereld.beheer,
            )
        )  # fmt: skip
        db.session.add(Team(id=ids["team"], naam="Team van een ander", domein="ggz", organisatie_id=organisatie_id))
        db.session.add(
            Waarneming(
                id=ids["waarneming"], voor_id=voor_id, door_id=door_id, van=today(), tot=today() + timedelta(days=9),
                gemaakt_op=now(), gemaakt_door_id=wereld.beheer,
            )
        )  # fmt: skip
        db.session.commit()
        # The kinds of meeting and of referral come with the migrations.
        ids["soort"] = db.session.scalars(select(Overlegsoort.id)).first()
        ids["verwijssoort"] = db.session.scalars(select(Verwijssoort.id)).first()
    return ids


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_outside_beheer_these_pages_do_not_exist(app, als, wereld):
    ids = _make(app, wereld, wereld.envida, wereld.wijkverpleging, wereld.huisarts)
    names = ("huisarts", "assistent", "wijkverpleging", "sociaalteam", "psychiater", "gezinsregisseur", "fg")
    personas, before = [als(name) for name in names], None
    before = everything(app)
    for wie in (Wie.BEHEREN, Wie.REGIO):
        for method, url in _pages(wie, organisatie=wereld.envida, mens=wereld.wijkverpleging, **ids):
            for persona in personas:
                assert _ask(persona, method, url) == 404, (persona.email, method, url)
    assert everything(app) == before
    assert "/beheer" not in als("huisarts").get("/vandaag").get_data(as_text=True)


def test_a_beheerder_knows_of_the_own_organisatie_only(app, als, wereld):
    ids = _make(app, wereld, wereld.nazareth, wereld.huisarts, wereld.huisarts2)
    mia = als("beheerder")
    before = everything(app)
    for method, url in _pages(Wie.BEHEREN, organisatie=wereld.nazareth, mens=wereld.huisarts, **ids):
        if url != "/beheer":
            assert _ask(mia, method, url) == 404, (method, url)
    for method, url in _pages(Wie.REGIO, organisatie=wereld.envida, **ids):
        assert _ask(mia, method, url) == 403, (method, url)
    # A team of the region: its own people in it, and no more than that.
    for method, url in _pages(Wie.BEHEREN, team=wereld.ggz_team):
        if url.endswith(("/wijzigen", "/opheffen")) and str(wereld.ggz_team) in url:
            assert _ask(mia, method, url) == 403, (method, url)
    page = mia.get(team(wereld.ggz_team)).get_data(as_text=True)
    assert "Saïda El Amrani" not in page and "Els Peeters" not in page and "Haal weg" not in page
    assert mia.post(team(wereld.ggz_team, "/leden"), {"mens": str(wereld.wijkverpleging)}).status_code == 403
    assert mia.post(team(wereld.ggz_team, f"/leden/{wereld.psychiater}/weg")).status_code == 403
    assert everything(app) == before
    assert mia.get("/beheer").headers["Location"] == organisatie(wereld.envida)
    assert mia.get(organisatie(wereld.envida)).status_code == 200


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_region_opens_every_page_and_sees_no_client(app, als, wereld):
    ids = _make(app, wereld, wereld.envida, wereld.wijkverpleging, wereld.huisarts)
    for persona in (als("beheer"), als("beheerder")):
        for wie in (Wie.BEHEREN, Wie.REGIO) if persona is als("beheer") else (Wie.BEHEREN,):
            for method, url in _pages(wie, organisatie=wereld.envida, mens=wereld.wijkverpleging, **ids):
                # Only a practice is an address of its own.
                if method == "GET" and url != organisatie(wereld.envida, "/bereik"):
                    answer = persona.get(url, follow_redirects=True)
                    assert answer.status_code == 200, (persona.email, url)
                    for secret in ("Truus", "Berg", "Janssen", "Rollator", "wondzorg", "077461848"):
                        assert secret not in answer.get_data(as_text=True), (url, secret)
    assert "1 plaats aan tafel" in als("beheerder").text(mens(wereld.wijkverpleging))
    assert "Envida 2 mensen" in als("beheer").text("/beheer")
    assert 'href="/beheer"' in als("beheer").get("/vandaag").get_data(as_text=True)


def test_a_beheerder_cannot_make_or_touch_who_looks_after_the_region(app, als, wereld):
    add_gebruiker(app, "hoofd", "functioneel beheerder", wereld.envida)
    add_gebruiker(app, "fg2", "functionaris gegevensbescherming", wereld.envida)
    mia, before = als("beheerder"), everything(app)
    page = mia.get(organisatie(wereld.envida, "/mensen/nieuw")).get_data(as_text=True)
    assert "verzorgende" in page and 'value="functio' not in page
    for functie in ("functioneel beheerder", "functionaris gegevensbescherming", "directeur", ""):
        form = FORM | {"functie": functie}
        for url in (organisatie(wereld.envida, "/mensen/nieuw"), mens(wereld.wijkverpleging, "/wijzigen")):
            answer = mia.post(url, form)
            assert answer.status_code == 422 and "Kies een functie uit de lijst" in answer.get_data(as_text=True)
    with app.app_context():
        region = [g.id for g in Gebruiker.query.filter(Gebruiker.voornaam.in_(["Hoofd", "Fg2"]))]
    for mens_id in region:
        assert "Wijzigen doet de functioneel beheerder van de regio" in mia.text(mens(mens_id))
        for what in ("/wijzigen", "/uitnodigen", "/tweede-stap", "/sessies", "/vertrek", "/waarneming"):
            assert mia.post(mens(mens_id, what), FORM).status_code == 403, what
    assert everything(app) == before
