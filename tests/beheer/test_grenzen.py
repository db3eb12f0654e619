"""How far a beheerder reaches: not to the clients of another line of work; and who watches does not look."""

from tests.beheer.hulp import ROOS, WACHTWOORD, accept, find, invite, letters, link_in, mens, organisatie
from tests.persona import Persona, readable
from tests.plannen.hulp import message_at, open_form
from tests.toegang.hulp import everything


def test_a_beheerder_does_not_open_the_clients_of_another_line_of_work(app, als, wereld):
    """A second address of one's own, called psychiater and put in the GGZ-wijkteam, would see every client of that team."""
    mia, regio = als("beheerder"), als("beheer")
    before = everything(app)
    for functie in ("psychiater", "huisarts", "contactpersoon sociaal team", "functionaris gegevensbescherming"):
        refused = invite(mia, wereld.envida, functie, team=[str(wereld.ggz_team)])
        assert refused.status_code == 422 and "Vraag de functioneel beheerder" in message_at(refused, "functie")
    refused = invite(mia, wereld.envida, "verzorgende", team=[str(wereld.ggz_team)])
    assert refused.status_code == 422 and "vraag de functioneel beheerder" in readable(refused)
    url = mens(wereld.wijkverpleging, "/wijzigen")
    typed = open_form(mia, url)
    assert mia.post(url, typed | {"functie": "psychiater"}).status_code == 422
    assert mia.post(url, typed | {"team": str(wereld.sociaal_team)}).status_code == 422
    # Nor by becoming a practice, where huisartsen stand in for those of another.
    url = organisatie(wereld.envida, "/wijzigen")
    refused = mia.post(url, open_form(mia, url) | {"is_praktijk": "1"})
    assert refused.status_code == 422 and "kunt u niet wijzigen" in readable(refused)
    assert everything(app) == before
    # The region gives what is new here; from then on it is the beheerder's own to hand out, and to take out of a team.
    assert invite(regio, wereld.envida, "psychiater", team=[str(wereld.ggz_team)]).status_code == 303
    assert invite(mia, wereld.envida, "SPV", email="spv@demo.test").status_code == 303
    roos = find(app, ROOS["email"], "psychiater").id
    url = mens(roos, "/wijzigen")
    typed = open_form(mia, url)
    assert typed["team"] == str(wereld.ggz_team) and mia.post(url, typed).status_code == 303, "she stays in it"
    typed = open_form(mia, url)
    typed.pop("team")
    assert mia.post(url, typed).status_code == 303 and "Zit in geen team" in mia.text(mens(roos))
    # A practice needs no region for its first huisarts.
    assert invite(regio, wereld.nazareth, "beheerder", email="an@demo.test").status_code == 303
    accept(app, link_in(letters(app, "an@demo.test")[0]), "an@demo.test")
    an = Persona(app, "an@demo.test", WACHTWOORD)
    assert invite(an, wereld.nazareth, "huisarts", email="nieuw@demo.test").status_code == 303
    assert invite(an, wereld.nazareth, "psychiater", email="psy@demo.test").status_code == 422


def test_who_watches_over_the_looking_does_not_look(app, als, wereld):
    """No account is FG and sees clients; the last FG stays."""
    mia, regio, before = als("beheerder"), als("beheer"), everything(app)
    refused = invite(mia, wereld.envida, "verzorgende", email="fg@demo.test")
    told = message_at(refused, "email")
    assert refused.status_code == 422 and "Vraag de functioneel beheerder" in told and "FG" not in told
    refused = invite(regio, wereld.gemeente, "functionaris gegevensbescherming", email="huisarts@demo.test")
    assert refused.status_code == 422 and "Wie FG is" in message_at(refused, "email")
    assert "laatste functionaris gegevensbescherming" in readable(regio.post(mens(wereld.fg, "/vertrek")))
    url = mens(wereld.fg, "/wijzigen")
    refused = regio.post(url, open_form(regio, url) | {"functie": "beheerder"})
    assert "laatste functionaris gegevensbescherming" in message_at(refused, "functie")
    assert everything(app) == before
    # With beheer it goes together; and with a second FG the first may leave.
    assert invite(regio, wereld.envida, "beheerder", email="fg@demo.test").status_code == 303
    here = mens(find(app, "fg@demo.test", "beheerder").id, "/wijzigen")
    refused = mia.post(here, open_form(mia, here) | {"functie": "verzorgende"})
    assert refused.status_code == 422 and "Vraag de functioneel beheerder" in message_at(refused, "functie")
    assert invite(regio, wereld.gemeente, "functionaris gegevensbescherming").status_code == 303
    assert regio.post(mens(wereld.fg, "/vertrek")).status_code == 303
