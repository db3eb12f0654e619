"""Planning one meeting, inviting, answering, moving, putting off; and who may do none of that."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import NL, now
from overlegtafel.core.post import Brief
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from tests.overleggen.plannen import NIEUW, day, form, invited, newest, plan, stored, url
from tests.overleggen.tafels import make_overleg, make_punt
from tests.persona import field
from tests.plannen.hulp import message_at
from tests.toegang.hulp import change, events, everything


@pytest.fixture
def post(app):
    """What was written to whom; nothing is sent."""
    app.config |= {"SMTP_URL": "smtp://127.0.0.1:9", "BASE_URL": "https://tafel.test"}

    def letters() -> list[tuple[str, str, str]]:
        with app.app_context():
            rows = db.session.scalars(select(Brief).order_by(Brief.gemaakt_op, Brief.aan))
            return [(b.aan.partition("@")[0], b.onderwerp, b.tekst) for b in rows]

    return letters


def test_planned_invited_answered(app, als, wereld, post):
    els, saida = als("huisarts"), als("wijkverpleging")
    page = els.text(f"{NIEUW}?soort=mdo")
    assert "Bo Smeets" in page and "In de regio werkt niemand als SPV" in page
    made = plan(app, els, wereld, mensen=[wereld.wijkverpleging, wereld.psychiater], link="https://video.test/kamer")
    local = made.begint_op.astimezone(NL)
    assert (f"{local:%H:%M}", made.duur, made.staat, made.organisatie_id) == ("16:00", 90, "gepland", wereld.nazareth)
    assert made.inbreng_tot == made.begint_op - timedelta(hours=24)
    with app.app_context():
        titles = db.session.scalars(select(Agendapunt.titel).where(Agendapunt.overleg_id == made.id)).all()
    assert set(titles) == {"Welkom en wie is er", "Rondvraag"}
    assert sorted((aan, about) for aan, about, _ in post()) == [
        ("psychiater", "Uitnodiging voor een overleg"), ("wijkverpleging", "Uitnodiging voor een overleg")
    ]  # fmt: skip
    assert "16:00 tot 17:30" in post()[0][2] and f"https://tafel.test{url(made.id)}" in post()[0][2]
    assert events(app, gebeurtenis="overleg.gepland")
    # The next screen: what, and one click.
    mine = saida.text("/overleggen")
    assert "MDO, Huisartsenpraktijk Nazareth" in mine and "Komt u?" in mine and "mist nog SPV" in mine
    answered = saida.post(url(made.id, "komt"), {"komt": "ja", "terug": "lijst"})
    assert answered.location == "/overleggen" and invited(app, made.id)[wereld.wijkverpleging] == ("ja", False)
    assert stored(app, made.id).versie == made.versie, "an answer upsets nobody's ordering"
    fragment = als("psychiater").post(url(made.id, "komt"), {"komt": "nee"}, htmx=True)
    assert fragment.text.lstrip().startswith('<section class="kaart wie-komt" id="wie-komt"')
    assert "Komen niet" in fragment.text and "psychiater" in fragment.text.partition("Mist nog")[2].partition("</p>")[0]
    renewed = els.get(url(made.id, "wie-komt"), htmx=True).text
    assert "Ruth de Groot" in renewed.partition("Komen niet")[2]
    assert als("huisarts2").get(url(made.id, "wie-komt"), htmx=True).status_code == 404
    assert als("psychiater").post(url(made.id, "komt"), {"komt": "misschien"}).status_code == 303
    assert invited(app, made.id)[wereld.psychiater] == ("nee", False)
    assert events(app).count("overleg.antwoord") == 2


def test_who_has_no_chair_finds_nothing_and_who_does_not_chair_changes_nothing(app, als, wereld):
    made = plan(app, als("huisarts"), wereld, mensen=[wereld.wijkverpleging])
    before = everything(app)
    pages = ("wijzigen", "afzeggen", "mensen", "overleg.ics")
    for name in ("huisarts2", "assistent", "beheer", "fg"):
        assert [als(name).get(url(made.id, p)).status_code for p in pages] == [404] * 4, name
        for p in ("wijzigen", "afzeggen", "mensen", "mensen/hand", "komt", "voorzitten"):
            assert als(name).post(url(made.id, p), {"versie": "1"}).status_code == 404, (name, p)
    saida = als("wijkverpleging")
    for p in ("wijzigen", "afzeggen", "mensen", "mensen/hand"):
        typed = {"versie": "1", "wie": str(wereld.psychiater), "naam": "A", "functie": "b", "reden": "x"}
        assert saida.post(url(made.id, p), typed | {"dag": day(9), "tijd": "9", "duur": "60"}).status_code == 403, p
    assert als("beheer").get("/overleggen").status_code == als("beheer").get(NIEUW).status_code == 404
    assert als("assistent").get(NIEUW).status_code == 403, "who only reads plans nothing"
    assert als("wijkverpleging").post(NIEUW, form(wereld)).status_code == 404, "not the own practice"
    assert everything(app) == before


def test_bad_input_keeps_what_was_typed(app, als, wereld):
    els, before = als("huisarts"), everything(app)
    for wrong, name in (({"dag": day(-1)}, "dag"), ({"tijd": "later"}, "tijd"), ({"link": "ftp://x"}, "link"),
                        ({"herhaal": "w1", "keer": "1000"}, "keer")):  # fmt: skip
        refused = els.post(NIEUW, form(wereld, plaats="Kamer 9", mensen=[wereld.psychiater]) | wrong)
        assert refused.status_code == 422 and message_at(refused, name)
        assert field(refused.text, "plaats") == "Kamer 9"
        assert f'value="{wereld.psychiater}" checked' in refused.text
    refused = els.post(NIEUW, form(wereld, mensen=[wereld.beheer]))
    assert refused.status_code == 422 and "werkt hier niet meer" in refused.text
    found = els.post(NIEUW, form(wereld, doe="zoek", zoek="el amrani", plaats="Kamer 9"))
    assert found.status_code == 200 and "Saïda El Amrani" in found.text and field(found.text, "plaats") == "Kamer 9"
    assert everything(app) == before


def test_moved_and_everybody_is_asked_again(app, als, wereld, post):
    els = als("huisarts")
    made = plan(app, els, wereld, mensen=[wereld.wijkverpleging])
    als("wijkverpleging").post(url(made.id, "komt"), {"komt": "ja"})
    there = url(made.id, "wijzigen")
    typed = {"versie": "1", "dag": day(5), "tijd": "9:30", "duur": "60", "plaats": "Kamer 2", "link": ""}
    assert els.post(there, typed).status_code == 303
    moved = stored(app, made.id)
    assert (f"{moved.begint_op.astimezone(NL):%H:%M}", moved.plaats, moved.kalendernummer) == ("09:30", "Kamer 2", 1)
    assert invited(app, made.id)[wereld.wijkverpleging][0] == "" and invited(app, made.id)[wereld.huisarts][0] == "ja"
    assert [about for aan, about, _ in post() if aan == "wijkverpleging"][-1] == "Een overleg is verplaatst"
    assert "huisarts" not in [aan for aan, *_ in post()], "no letter to who did it"
    # A second chair, with the form of before.
    stale = els.post(there, typed | {"dag": day(6)})
    assert stale.status_code == 409 and "Kamer 2" in stale.text and field(stale.text, "dag") == day(6)
    assert field(stale.text, "versie") == str(moved.versie)
    refused = els.post(there, typed | {"versie": str(moved.versie), "dag": day(-2)})
    assert refused.status_code == 422 and "al geweest" in message_at(refused, "dag")
    assert stored(app, made.id).begint_op == moved.begint_op
    assert events(app).count("overleg.verplaatst") == 1


@pytest.mark.parametrize("staat", ["gepland", "bezig", "klaar", "vervallen"])
def test_what_has_been_is_not_moved(app, als, wereld, staat):
    with app.app_context():
        made = make_overleg(wereld, begint_op=now() - timedelta(hours=2), staat=staat)
        db.session.commit()
    typed = {"versie": "1", "dag": day(5), "tijd": "9:30", "duur": "60"}
    answer = als("huisarts").post(url(made.id, "wijzigen"), typed)
    assert answer.status_code == {"gepland": 422, "bezig": 303}.get(staat, 404)
    assert stored(app, made.id).begint_op == made.begint_op


def test_put_off_with_a_reason_and_what_was_brought_in_goes_on(app, als, wereld, post):
    els = als("huisarts")
    made = plan(app, els, wereld, mensen=[wereld.wijkverpleging])
    later = plan(app, els, wereld, dag=day(20))
    with app.app_context():
        punt = make_punt(db.session.get_one(Overleg, made.id), wereld.truus, ingebracht_door_id=wereld.huisarts)
        db.session.commit()
    there = url(made.id, "afzeggen")
    assert "één punt" in els.text(there)
    assert "Schrijf kort waarom" in message_at(els.post(there, {"versie": "1", "reden": " "}), "reden")
    assert els.post(there, {"versie": "9", "reden": "Ziek"}).status_code == 409
    assert els.post(there, {"versie": "1", "reden": "Te weinig mensen"}).status_code == 303
    gone = stored(app, made.id)
    assert (gone.staat, gone.reden) == ("vervallen", "Te weinig mensen")
    assert "Reden: Te weinig mensen" in post()[-1][2] and post()[-1][0] == "wijkverpleging"
    assert "gaat niet door" in als("wijkverpleging").text("/overleggen")
    with app.app_context():
        assert db.session.get_one(Agendapunt, punt.id).staat == "doorgeschoven"
        clients = db.session.scalars(select(Agendapunt.client_id).where(Agendapunt.overleg_id == later.id)).all()
        assert wereld.truus in clients


def test_people_come_and_go_and_somebody_always_chairs(app, als, wereld, post):
    els, saida = als("huisarts"), als("wijkverpleging")
    made = plan(app, els, wereld, mensen=[wereld.wijkverpleging])
    there = url(made.id, "mensen")
    assert "Ruth de Groot" in els.post(there, {"doe": "zoek", "zoek": "groot"}).text
    assert els.post(there, {"wie": [str(wereld.psychiater), str(wereld.beheer)]}).status_code == 303
    assert set(invited(app, made.id)) == {wereld.huisarts, wereld.wijkverpleging, wereld.psychiater}
    assert sorted(aan for aan, *_ in post()) == ["psychiater", "wijkverpleging"]
    assert "Kies wie" in els.post(there, {"wie": "x"}).text
    assert els.post(f"{there}/hand", {"naam": "Juf Lia", "functie": "leerkracht"}).status_code == 303
    assert els.post(f"{there}/hand", {"naam": "Juf Lia"}).status_code == 422
    assert "Juf Lia" in saida.text(there) and "Haal weg" not in saida.text(there)
    with app.app_context():
        ids = {g.gebruiker_id: g.id for g in db.session.scalars(select(Genodigde).filter_by(overleg_id=made.id))}
    # The only chair stays until there is another.
    assert els.post(f"{there}/{ids[wereld.huisarts]}/voorzitter").status_code == 422
    assert els.post(f"{there}/{ids[wereld.psychiater]}/voorzitter", {"zit": "voor"}).status_code == 303
    assert saida.post(f"{there}/{ids[wereld.psychiater]}/weg").status_code == 403
    assert saida.post(f"{there}/{ids[wereld.wijkverpleging]}/weg").location == "/overleggen"
    assert saida.get(url(made.id)).status_code == 404
    assert saida.post(url(made.id, "voorzitten")).status_code == 404
    # Who chaired says no, or is gone: any other may take it.
    change(app, update(Genodigde).where(Genodigde.is_voorzitter, Genodigde.overleg_id == made.id).values(komt="nee"))
    els.post(url(made.id, "komt"), {"komt": "nee"})
    assert "Er is nog geen voorzitter" in als("psychiater").text(url(made.id))
    change(app, update(Genodigde).where(Genodigde.id == ids[wereld.huisarts]).values(is_voorzitter=False))
    assert els.post(url(made.id, "voorzitten")).status_code == 303
    # Not as long as they do not come themselves.
    assert invited(app, made.id)[wereld.huisarts] == ("nee", False)
    els.post(url(made.id, "komt"), {"komt": "ja"})
    assert els.post(url(made.id, "voorzitten")).status_code == 303
    assert invited(app, made.id)[wereld.huisarts] == ("ja", True)
    assert {"overleg.genodigd", "overleg.genodigde_weg", "overleg.voorzitter"} <= set(events(app))


def test_a_hoc_is_planned_from_the_client_and_named_nowhere(app, als, wereld, post):
    els = als("huisarts")
    assert f"{NIEUW}?client={wereld.truus}" in els.get(f"/clienten/{wereld.truus}").text
    assert f"soort=hoc&amp;client={wereld.truus}" in els.get(f"{NIEUW}?client={wereld.truus}").text
    start = f"{NIEUW}?soort=hoc&client={wereld.truus}"
    assert "Truus" in els.text(start) and events(app, client_id=wereld.truus)[-1] == "overleg.beleggen"
    assert als("huisarts2").get(start).status_code == 404
    typed = form(wereld, soort="hoc", voor="", mensen=[wereld.wijkverpleging, wereld.psychiater]) | {
        "client": str(wereld.truus), "vraag": "Hoe nu verder met wonen?", "tijd": "11:00", "dag": day(1),
    }  # fmt: skip
    assert als("huisarts2").post(NIEUW, typed).status_code == 404
    assert els.post(NIEUW, typed).status_code == 303
    made = newest(app)
    with app.app_context():
        (punt,) = db.session.scalars(select(Agendapunt).where(Agendapunt.overleg_id == made.id))
        assert (punt.client_id, punt.vraag) == (wereld.truus, "Hoe nu verder met wonen?")
    # Invited, without the client's consent: that there is a meeting, and no more.
    for page in ("/overleggen", "/vandaag", url(made.id), url(made.id, "mensen"), "/overleggen/agenda.ics"):
        shown = als("psychiater").get(page).get_data(as_text=True)
        assert "Truus" not in shown and "wonen" not in shown and str(wereld.truus) not in shown, page
    for _, about, text in post():
        assert "Truus" not in about + text and "Berg" not in about + text and str(wereld.truus) not in text


def test_today_stands_on_top_with_one_button(app, als, wereld):
    with app.app_context():
        made = make_overleg(wereld, begint_op=now() + timedelta(minutes=1))
        make_punt(made, wereld.truus)
        db.session.commit()
    for page in ("/vandaag", "/overleggen"):
        shown = als("wijkverpleging").get(page).get_data(as_text=True)
        assert url(made.id, "tafel") in shown and "MDO, Huisartsenpraktijk Nazareth" in shown, page
        assert str(made.id) not in als("gezinsregisseur").get(page).get_data(as_text=True)
