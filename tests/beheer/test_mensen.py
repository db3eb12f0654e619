"""Inviting, changing, and helping who cannot get in."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from overlegtafel.beheer import mensen
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Account, Gebruiker, Herstelcode, Sessie
from tests.beheer.hulp import ROOS, WACHTWOORD, accept, find, invite, letters, link_in, mens, organisatie, stored, team
from tests.persona import Persona, readable
from tests.plannen.hulp import message_at, open_form, whole_log
from tests.toegang.hulp import change, events, everything, log_lines
from tests.wereld import allow


def _client(client_id) -> str:
    return f"/clienten/{client_id}"


def test_from_invitation_to_the_first_client(app, als, wereld):
    """A team and somebody in it, made in beheer; the team gets a place; she chooses a password and sees that client only."""
    mia, huisarts = als("beheerder"), als("huisarts")
    made = mia.post(
        organisatie(wereld.envida, "/teams/nieuw"), {"naam": "Wijkteam", "domein": "wijkverpleging", "telefoon": ""}
    )
    team_id = made.headers["Location"].rpartition("/")[2]
    answer = invite(mia, wereld.envida, "verzorgende", email=" Roos@Demo.test ", team=[team_id])
    assert answer.status_code == 303
    page = mia.get(answer.headers["Location"])
    (brief,) = letters(app, "roos@demo.test")
    link = link_in(brief)
    assert "De uitnodiging is onderweg" in readable(page) and "nog niet ingelogd" in readable(page)
    assert link in page.get_data(as_text=True), "the demo sends nothing, so it shows the link"
    assert link not in mia.get(answer.headers["Location"]).get_data(as_text=True), "once"

    roos = accept(app, link)
    assert roos.get(_client(wereld.truus)).status_code == 404
    seat = {"wie": f"t:{team_id}", "doel": "helpt met wassen"}
    assert huisarts.post(f"{_client(wereld.truus)}/betrokkenen/nieuw", seat).status_code == 303
    assert roos.get(_client(wereld.truus)).status_code == 200
    assert "Truus" in roos.text("/clienten") and roos.get(_client(wereld.moeder)).status_code == 404
    assert roos.get("/beheer").status_code == 404
    assert "nog niet ingelogd" not in mia.text(answer.headers["Location"])

    her = find(app, "roos@demo.test", "verzorgende")
    (line,) = log_lines(app, gebeurtenis="gebruiker.uitgenodigd")
    assert (line.actie, line.object_soort, line.object_id) == ("C", "gebruiker", her.id)
    assert (line.gebruiker_id, line.recht, line.client_id) == (wereld.beheerder, "beheren", None)
    assert [line.gebeurtenis for line in log_lines(app, object_id=her.id)][:1] == ["gebruiker.in_team"]
    for secret in ("Roos", "roos@", "Wijkteam"):
        assert secret not in whole_log(app)


def test_who_works_elsewhere_gets_a_functie_more_and_beheer_cannot_tell(app, als, wereld):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    mia, pages = als("beheerder"), {}
    for email in ("nieuw@demo.test", "huisarts@demo.test"):
        answer = invite(mia, wereld.envida, "wijkverpleegkundige", email=email)
        page = readable(mia.get(answer.headers["Location"]))
        # A letter per click would fill a mailbox: refused for five minutes, in the same words for both.
        again = mia.post(answer.headers["Location"] + "/uitnodigen")
        assert again.status_code == 422 and "net verstuurd" in readable(again)
        page += readable(again)
        pages[email] = page.replace(email, "").replace("Roos van Dijk, wijkverpleegkundige ", "")
    assert pages["nieuw@demo.test"] == pages["huisarts@demo.test"]
    (letter,) = letters(app, "huisarts@demo.test")
    assert "wijkverpleegkundige van Envida" in letter.tekst and "/uitnodiging/" not in letter.tekst
    # The password stays, and so does the other functie.
    els = Persona(app, "huisarts@demo.test")
    assert els.get(_client(wereld.truus)).status_code == 200
    here = find(app, "huisarts@demo.test", "wijkverpleegkundige")
    assert els.post("/account/werkplek", {"gebruiker": str(here.id)}).status_code == 303
    assert els.get(_client(wereld.truus)).status_code == 404, "as this she sits nowhere yet"
    assert "Envida" in els.text("/vandaag")
    # Her telephone opens doors at the practice too: not for this beheerder to take the lock off.
    refused = mia.post(mens(here.id, "/tweede-stap"))
    assert refused.status_code == 422 and "functioneel beheerder van de regio" in readable(refused)
    # Nor to sign her out there: only where she works as this.
    assert mia.post(mens(here.id, "/sessies")).status_code == 303
    assert als("huisarts").get("/vandaag").status_code == 200 and els.get("/vandaag").status_code == 302
    assert als("beheer").post(mens(here.id, "/sessies")).status_code == 303
    assert als("huisarts").get("/vandaag").status_code == 302
    assert als("beheer").post(mens(here.id, "/tweede-stap")).status_code == 303


def test_who_comes_back_is_the_same_person(app, als, wereld):
    mia = als("beheerder")
    before = find(app, "wijkverpleging@demo.test", "wijkverpleegkundige")
    leave = {"naar": f"g:{before.id}"}
    assert mia.post(mens(before.id, "/vertrek"), leave).status_code == 303
    with pytest.raises(AssertionError, match="could not sign in"):
        Persona(app, "wijkverpleging@demo.test")
    assert "Vertrokken (1)" in mia.text(organisatie(wereld.envida))
    assert "Deze persoon heeft geen toegang meer" in mia.text(mens(before.id))
    assert mia.get(mens(before.id, "/wijzigen")).status_code == 404
    back = invite(mia, wereld.envida, "wijkverpleegkundige", email="wijkverpleging@demo.test", achternaam="Amrani")
    assert back.headers["Location"] == mens(before.id)
    after = stored(app, before.id)
    assert (after.actief, after.vertrokken_op, after.achternaam) == (True, None, "Amrani")
    assert Persona(app, "wijkverpleging@demo.test").get(_client(wereld.truus)).status_code == 404, "the seat is gone"
    twice = invite(mia, wereld.envida, "wijkverpleegkundige", email="wijkverpleging@demo.test")
    assert twice.status_code == 422 and "werkt hier al" in message_at(twice, "email")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_bad_input_is_refused_and_what_was_typed_stays(app, als, wereld):
    mia, before = als("beheerder"), everything(app)
    for field, typed, message in (
        ("email", "roos", "e-mailadres"),
        ("email", "a@b.nl, c@d.nl", "e-mailadres"),
        ("email", "roos@b.nl\r\nBcc: x@y.nl", "e-mailadres"),
        ("email", "é" * 300 + "@b.nl", "e-mailadres"),
        ("voornaam", " \u200b\x00 ", "voornaam"),
        ("achternaam", "x" * 61, "hooguit 60"),
        ("telefoon", "bel me", "telefoonnummer"),
        ("functie", "dokter", "Kies een functie"),
    ):
        answer = invite(mia, wereld.envida, **{"functie": "verzorgende", field: typed})
        assert answer.status_code == 422, (field, typed)
        assert message in message_at(answer, field), (field, typed)
        assert 'name="voorvoegsel" type="text" value="van"' in answer.get_data(as_text=True)
    assert everything(app) == before


def test_teams_that_are_not_offered_and_beheer_in_a_team_are_refused(app, als, wereld):
    mia = als("beheerder")
    unknown = invite(mia, wereld.envida, "verzorgende", team=["00000000-0000-4000-8000-000000000000"])
    assert unknown.status_code == 422 and "er niet meer" in readable(unknown)
    beheer = invite(mia, wereld.envida, "beheerder", team=[str(wereld.ggz_team)])
    assert beheer.status_code == 422 and "zit niet in een team" in readable(beheer)
    assert letters(app, ROOS["email"]) == []


def test_another_functie_counts_at_the_next_request_of_an_open_screen(app, als, wereld):
    els, regio, truus = als("huisarts"), als("beheer"), _client(wereld.truus)
    line = f"{truus}/plan/regels/{wereld.doel}/wijzigen"
    form = open_form(els, line)
    url = mens(wereld.huisarts, "/wijzigen")
    typed = open_form(regio, url)
    assert regio.post(url, typed | {"functie": "praktijkassistent"}).status_code == 303
    assert els.post(line, form | {"tekst": "Nog even"}).status_code == 403
    assert els.get(truus).status_code == 200, "reading is still for her"
    # Work outside GP care: the practice is no ground any more.
    typed = open_form(regio, url)
    assert regio.post(url, typed | {"functie": "maatschappelijk werker"}).status_code == 303
    assert els.get(truus).status_code == 404 and "Truus" not in els.text("/clienten")
    assert events(app, gebruiker_id=wereld.beheer, object_id=wereld.huisarts) == [
        "gebruiker.functie", "gebruiker.gewijzigd", "gebruiker.functie", "gebruiker.gewijzigd",
    ]  # fmt: skip
    assert {line.recht for line in log_lines(app, object_id=wereld.huisarts, actie="U")} == {"regio_beheren"}
    # Beheer sees no clients, so who sits at a table does not become it.
    seated = regio.post(mens(wereld.wijkverpleging, "/wijzigen"), ROOS | {"functie": "beheerder", "versie": "1"})
    assert seated.status_code == 422 and "nog bij cliënten aan tafel" in message_at(seated, "functie")


def test_out_of_the_team_is_out_of_sight_and_names_change_on_the_page(app, als, wereld):
    regio, wim = als("beheer"), als("sociaalteam")
    assert wim.get(_client(wereld.moeder)).status_code == 200
    url = mens(wereld.sociaalteam, "/wijzigen")
    typed = open_form(regio, url)
    assert typed["team"] == str(wereld.sociaal_team)
    typed.pop("team")
    assert regio.post(url, typed | {"achternaam": "Dols-Smit", "telefoon": "0433500000"}).status_code == 303
    assert wim.get(_client(wereld.moeder)).status_code == 404
    assert "Wim Dols-Smit" in wim.text("/vandaag")
    assert events(app, gebruiker_id=wereld.beheer, object_soort="team") == ["team.lid_weg"]
    regio.post(team(wereld.sociaal_team, "/leden"), {"mens": str(wereld.sociaalteam)})
    assert wim.get(_client(wereld.moeder)).status_code == 200


def test_two_beheerders_at_once_see_both_texts(app, als, wereld):
    mia, regio, url = als("beheerder"), als("beheer"), mens(wereld.wijkverpleging, "/wijzigen")
    mine, theirs = open_form(mia, url), open_form(regio, url)
    regio.post(url, theirs | {"telefoon": "043-350 77 77"})
    late = mia.post(url, mine | {"voornaam": "Saida"})
    assert late.status_code == 409
    assert "043 350 7777" in readable(late) and 'value="Saida"' in late.get_data(as_text=True)
    again = mia.post(url, mine | {"voornaam": "Saida", "versie": "2"})
    assert again.status_code == 303 and stored(app, wereld.wijkverpleging).voornaam == "Saida"
    assert mia.post(url, mine | {"versie": "x"}).status_code == 400


def test_nobody_gives_themselves_access(app, als, wereld):
    """Not by functie, team, waarneming or somebody's work; also not under another functie of the same account."""
    mia = als("beheerder")
    with app.app_context():
        account = db.session.scalars(select(Account).where(Account.email == "beheerder@demo.test")).one()
        own = Gebruiker(
            account_id=account.id, voornaam="Mia", achternaam="Kusters", functie="verzorgende", organisatie_id=wereld.envida
        )  # fmt: skip
        allow(wereld.truus, Domein.WIJKVERPLEGING)
        db.session.add(own)
        db.session.commit()
        own_id = own.id
    before = everything(app)
    assert invite(mia, wereld.envida, "wijkverpleegkundige", email="beheerder@demo.test").status_code == 422
    assert mia.post(team(wereld.ggz_team, "/leden"), {"mens": str(own_id)}).status_code == 403
    form = {"door": str(own_id), "van": "1-1-2030", "tot": "2-1-2030"}
    assert mia.post(mens(wereld.wijkverpleging, "/waarneming"), form).status_code == 422
    assert mia.post(mens(wereld.wijkverpleging, "/vertrek"), {"naar": f"g:{own_id}"}).status_code == 303, "no colleague"
    assert everything(app) != before and "Truus" not in Persona(app, "beheerder@demo.test").text("/clienten")
    # The own page: name and number, nothing else.
    for mens_id, functie in ((own_id, "verzorgende"), (wereld.beheerder, "beheerder")):
        url = mens(mens_id, "/wijzigen")
        typed = {"voornaam": "Maria", "achternaam": "Kusters", "functie": "huisarts", "team": [str(wereld.ggz_team)]}
        assert mia.post(url, typed | {"versie": "1"}).status_code == 303
        with app.app_context():
            mij = db.session.get_one(Gebruiker, mens_id)
            assert (mij.voornaam, mij.functie, mij.teams) == ("Maria", functie, [])
        assert mia.get(mens(mens_id, "/vertrek")).status_code == 403
        assert mia.post(mens(mens_id, "/vertrek")).status_code in (403, 422)


def test_who_cannot_get_in_is_helped(app, als, wereld, monkeypatch):
    mia, saida = als("beheerder"), als("wijkverpleging")
    # Signed in before: choosing a new password is for herself.
    early = mia.post(mens(wereld.wijkverpleging, "/uitnodigen"))
    assert early.status_code == 422 and "al ingelogd" in readable(early)
    with app.app_context():
        account = stored(app, wereld.wijkverpleging).account_id
        change(app, update(Account).where(Account.id == account).values(totp_geheim="JBSWY3DPEHPK3PXP", totp_stap=7))
        db.session.add(Herstelcode(account_id=account, code_hash="x"))
        db.session.commit()
    assert mia.post(mens(wereld.wijkverpleging, "/tweede-stap")).status_code == 303
    with app.app_context():
        cleared = db.session.get_one(Account, account)
        assert (cleared.totp_geheim, cleared.totp_stap) == (None, None)
        assert Herstelcode.query.count() == 0
        assert Sessie.query.filter_by(account_id=account, beeindigd_op=None).count() == 0
    answer = saida.get(_client(wereld.truus))
    assert urlsplit(answer.headers["Location"]).path == "/inloggen"
    assert "code-app" in letters(app, "wijkverpleging@demo.test")[0].onderwerp
    again = Persona(app, "wijkverpleging@demo.test")
    assert mia.post(mens(wereld.wijkverpleging, "/sessies")).status_code == 303
    assert again.get("/vandaag").status_code == 302
    assert events(app, gebruiker_id=wereld.beheerder, object_id=wereld.wijkverpleging) == [
        "gebruiker.tweede_stap", "gebruiker.uitgelogd",
    ]  # fmt: skip
    # The invitation went astray: a new letter, and the link of the first is dead.
    answer = invite(mia, wereld.envida, "verzorgende")
    monkeypatch.setattr(mensen, "_NOG_ONDERWEG", timedelta(0))
    assert mia.post(answer.headers["Location"] + "/uitnodigen").status_code == 303
    first, second = letters(app, ROOS["email"])
    assert app.test_client().get(link_in(first)).status_code == 410
    assert accept(app, link_in(second)).get("/vandaag").status_code == 200
    assert WACHTWOORD not in first.tekst + second.tekst
