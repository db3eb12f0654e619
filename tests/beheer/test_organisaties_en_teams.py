"""Organisaties and teams: making and changing them."""

from uuid import UUID

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Organisatie, Team
from tests.beheer.hulp import mens, organisatie, team
from tests.persona import readable
from tests.plannen.hulp import client, message_at, open_form, whole_log
from tests.toegang.hulp import events, everything, log_lines


def test_an_organisatie_from_nothing_to_its_first_people(app, als, wereld):
    regio = als("beheer")
    made = regio.post(
        "/beheer/organisaties/nieuw",
        {"naam": " Praktijk  Heer ", "telefoon": "0433501234", "is_praktijk": "1", "ingeschreven": "3.210"},
    )
    page = regio.get(made.headers["Location"])
    assert "Praktijk Heer" in readable(page) and "3210 patiënten ingeschreven" in readable(page)
    assert "Hier werkt nog niemand" in readable(page)
    first = {"email": "h@demo.test", "voornaam": "An", "achternaam": "Heer", "functie": "beheerder"}
    assert regio.post(made.headers["Location"] + "/mensen/nieuw", first).status_code == 303
    assert "Praktijk Heer huisartsenpraktijk 1 persoon 0 teams" in regio.text("/beheer")
    (line,) = log_lines(app, gebeurtenis="organisatie.gemaakt")
    assert (line.actie, line.object_soort, line.recht) == ("C", "organisatie", "regio_beheren")
    before = everything(app)
    for form, field, message in (
        ({"naam": ""}, "naam", "Vul de naam"),
        ({"naam": "x" * 81}, "naam", "hooguit 80"),
        ({"naam": "Envida"}, "naam", "al een organisatie"),
        ({"naam": "A", "telefoon": "12"}, "telefoon", "geen telefoonnummer"),
        ({"naam": "A", "is_praktijk": "1", "ingeschreven": "9" * 30}, "ingeschreven", "Vul een getal"),
        ({"naam": "A", "is_praktijk": "1", "ingeschreven": "-4"}, "ingeschreven", "Vul een getal"),
    ):
        answer = regio.post("/beheer/organisaties/nieuw", form)
        assert answer.status_code == 422 and message in message_at(answer, field), form
    assert everything(app) == before
    assert "Heer" not in whole_log(app)


def test_changing_an_organisatie(app, als, wereld):
    mia, regio, url = als("beheerder"), als("beheer"), organisatie(wereld.envida, "/wijzigen")
    mine, theirs = open_form(mia, url), open_form(regio, url)
    assert mia.post(url, mine | {"telefoon": "043 350 11 11"}).status_code == 303
    late = regio.post(url, theirs | {"naam": "Envida Zorg"})
    assert late.status_code == 409 and "043 350 1111" in readable(late)
    assert 'value="Envida Zorg"' in late.get_data(as_text=True)
    assert regio.post(url, theirs | {"naam": "Envida Zorg", "versie": "2"}).status_code == 303
    assert "Envida Zorg" in mia.text("/vandaag")
    assert regio.post(url, theirs | {"naam": "Mondriaan", "versie": "3"}).status_code == 422
    assert events(app, object_id=wereld.envida) == ["organisatie.gewijzigd"] * 2
    # Clients are registered here, so it stays a practice; who they are beheer does not learn.
    url = organisatie(wereld.nazareth, "/wijzigen")
    form = open_form(regio, url)
    form.pop("is_praktijk")
    refused = regio.post(url, form)
    assert refused.status_code == 422 and "blijft een huisartsenpraktijk" in readable(refused)
    with app.app_context():
        assert db.session.get_one(Organisatie, wereld.nazareth).is_praktijk


def test_a_team_and_who_is_in_it(app, als, wereld):
    mia, saida = als("beheerder"), als("wijkverpleging")
    made = mia.post(organisatie(wereld.envida, "/teams/nieuw"), {"naam": "Nachtteam", "domein": "wijkverpleging"})
    url = made.headers["Location"]
    assert "Er zit nog niemand in dit team" in mia.text(url)
    assert mia.post(f"{url}/leden", {"mens": str(wereld.wijkverpleging)}).status_code == 303
    assert mia.post(f"{url}/leden", {"mens": str(wereld.wijkverpleging)}).status_code == 303, "twice is once"
    page = mia.text(url)
    assert "Wie zitten erin (1) Saïda El Amrani wijkverpleegkundige, Envida" in page
    for nobody in (wereld.huisarts, wereld.beheerder, wereld.truus, "", "x\x00"):
        refused = mia.post(f"{url}/leden", {"mens": str(nobody)})
        assert refused.status_code == 422, nobody
    team_id = UUID(url.rpartition("/")[2])
    assert events(app, object_id=wereld.wijkverpleging, gebruiker_id=wereld.beheerder) == ["gebruiker.in_team"]
    # In a team of the region, and with it at the table of the mother; not without her consent.
    url_regio, her = team(wereld.sociaal_team, "/leden"), {"mens": str(wereld.wijkverpleging)}
    assert mia.post(url_regio, her).status_code == 403 and "Vraag de functioneel" in mia.text(team(wereld.sociaal_team))
    assert als("beheer").post(url_regio, her).status_code == 303
    assert saida.get(client(wereld.moeder)).status_code == 404
    assert "Sociaal team Nazareth-Limmel team van de regio" in mia.text(organisatie(wereld.envida))
    assert mia.post(team(wereld.sociaal_team, f"/leden/{wereld.wijkverpleging}/weg")).status_code == 303
    assert mia.post(team(wereld.sociaal_team, f"/leden/{wereld.wijkverpleging}/weg")).status_code == 303
    # The region may mix; a beheerder then removes only their own.
    assert als("beheer").post(f"{url}/leden", {"mens": str(wereld.huisarts)}).status_code == 303
    assert mia.post(f"{url}/leden/{wereld.huisarts}/weg").status_code == 403
    assert mia.post(f"{url}/leden/{wereld.wijkverpleging}/weg").status_code == 303
    assert "Zit in geen team" in mia.text(mens(wereld.wijkverpleging))

    typed = open_form(mia, f"{url}/wijzigen")
    assert mia.post(f"{url}/wijzigen", typed | {"naam": "Nachtploeg"}).status_code == 303
    late = mia.post(f"{url}/wijzigen", typed | {"naam": "Dagploeg"})
    assert late.status_code == 409 and "Nachtploeg" in readable(late)
    assert 'value="Dagploeg"' in late.get_data(as_text=True)
    for form, field in (({"naam": "GGZ-wijkteam"}, "naam"), ({"naam": " "}, "naam"), ({"domein": "beheer"}, "domein")):
        assert message_at(mia.post(f"{url}/wijzigen", typed | form | {"versie": "2"}), field)
    assert mia.post(f"{url}/opheffen").status_code == 303, "no places at a table: nothing to hand over"
    with app.app_context():
        assert not db.session.get_one(Team, team_id).actief
    assert events(app, object_id=team_id)[-1] == "team.opgeheven"
    assert als("beheer").post("/beheer/teams/nieuw", {"naam": "Regioteam", "domein": "ggz"}).status_code == 303
    assert "Regioteam" in als("beheer").text("/beheer")
