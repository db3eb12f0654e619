"""Emergency access: one client, a few hours, read only, with a reason; the FG hears of it at once, the client can see it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from overlegtafel.core.datums import now
from overlegtafel.core.post import Brief
from overlegtafel.extensions import db
from overlegtafel.toegang.models_inzage import Noodtoegang
from tests.clienten.hulp import url
from tests.persona import Persona, field, readable
from tests.plannen.hulp import form_in
from tests.toegang.hulp import change, events, everything, log_lines
from tests.toegang.tabel import FORM, ROUTES, Wie, ids_of, urls
from tests.wereld import make_client

REDEN = "Zij ligt verward in de portiek en kan niets zeggen."
NADIA = {"achternaam": "Janssen", "geboortedatum": "1-2-1988", "bsn": "", "reden": REDEN}
TRUUS = {"achternaam": "van den Berg", "geboortedatum": "3-5-1942", "bsn": "", "reden": REDEN}
MERK = 'aria-label="Noodtoegang"'


def begin(persona, form: dict, **kwargs):
    return persona.post("/noodtoegang", form, **kwargs)


def stored(app) -> list[Noodtoegang]:
    with app.app_context():
        return list(db.session.scalars(select(Noodtoegang).order_by(Noodtoegang.begonnen_op)).unique())


def test_with_a_reason_one_client_opens_for_a_few_hours_and_the_fg_hears_of_it(app, als, wereld):
    nurse = als("wijkverpleging")
    assert nurse.get(url(wereld.moeder)).status_code == 404
    form = form_in(nurse.get("/noodtoegang"), "/noodtoegang")
    answer = begin(nurse, form | NADIA)
    assert (answer.status_code, answer.location) == (303, url(wereld.moeder))
    page = nurse.text(url(wereld.moeder))
    assert "Nadia Janssen" in page and "U ziet dit omdat u noodtoegang gebruikt" in page
    assert "2 mensen die u niet mag zien" in page, "who lives there too stays hidden"
    assert not [secret for secret in ("Piet", "Sem ", "Vader slaapt") if secret in page]
    assert "Dit is noodtoegang" in nurse.text(url(wereld.moeder, "/waarom"))
    for other in (wereld.vader, wereld.kind, wereld.gerrit):
        assert nurse.get(url(other)).status_code == 404
    assert "Janssen" not in nurse.text("/clienten") + nurse.text("/clienten?zoek=janssen"), "it puts nobody in a list"
    (nood,) = stored(app)
    assert (nood.client_id, nood.gebruiker_id, nood.reden) == (wereld.moeder, wereld.wijkverpleging, REDEN)
    assert timedelta(hours=3) < nood.tot - now() <= timedelta(hours=4)
    assert begin(nurse, NADIA).location == url(wereld.moeder)
    assert len(stored(app)) == 1, "asking again while it runs begins nothing anew"
    with app.app_context():
        (brief,) = db.session.scalars(select(Brief))
        assert brief.aan == "fg@demo.test" and "/logboek/noodtoegang" in brief.tekst
        for secret in ("Nadia", "Janssen", "1988", "Saïda", "Amrani", "verward", str(wereld.moeder)):
            assert secret not in brief.onderwerp + brief.tekst


def test_every_look_says_so_in_the_log_of_the_client(app, als, wereld):
    nurse = als("wijkverpleging")
    begin(nurse, NADIA)
    (nood,) = stored(app)
    for rest in ("", "/plan.pdf", "/geschiedenis"):
        assert nurse.get(url(wereld.moeder, rest)).status_code == 200
    nurse.post(f"/noodtoegang/{nood.id}/einde")
    lines = log_lines(app, client_id=wereld.moeder)
    assert [line.gebeurtenis for line in lines] == [
        "noodtoegang.begonnen", "client.geopend", "plan.afgedrukt", "plan.geschiedenis", "noodtoegang.beeindigd",
    ]  # fmt: skip
    for line in lines:
        assert (line.grond, line.noodtoegang_id, line.toestemming_id) == ("noodtoegang", nood.id, None)
        assert (line.gebruiker_id, line.functie) == (wereld.wijkverpleging, "wijkverpleegkundige")
    assert (lines[0].actie, lines[0].recht, lines[0].object_id) == ("E", "noodtoegang", nood.id)
    for hidden in (wereld.vader, wereld.kind):
        assert log_lines(app, client_id=hidden) == [], "they were not shown"
    begin(nurse, NADIA | {"achternaam": "Janss"})
    (line,) = log_lines(app, gebeurtenis="noodtoegang.gezocht")
    assert (line.aantal, line.client_id) == (0, None)


def test_it_only_reads_and_every_page_says_so_while_it_lasts(app, als, wereld):
    nurse = als("wijkverpleging")
    assert MERK not in nurse.get("/vandaag").text
    begin(nurse, NADIA)
    before, ids, marked = everything(app), ids_of(app, wereld.moeder), 0
    for (method, rule), who in ROUTES.items():
        if who in (Wie.IEDEREEN, Wie.LINK, Wie.WACHT) or rule == "/uitloggen":
            continue
        if method == "POST" and not who.about_a_client:
            continue
        for address in urls(rule, wereld.moeder, ids):
            answer = nurse.get(address) if method == "GET" else nurse.post(address, FORM)
            if who in (Wie.SCHRIJVEN, Wie.SAMENVOEGEN, Wie.TOESTEMMING):
                assert answer.status_code == 403, (method, address)
            elif address.endswith("?bewerken=1"):
                assert answer.status_code == 403, address
            if answer.status_code == 200 and answer.mimetype == "text/html" and answer.data:
                assert MERK in answer.text, (method, address)
                marked += 1
    assert marked > 12
    for soort in ("huisgenoot", "plan", "thuiszorg"):
        nurse.post(url(wereld.moeder, "/verzoek"), {"soort": soort})
    assert everything(app) == before
    page = nurse.get(url(wereld.moeder)).text
    for way in ("/wijzigen", "/staat", "/nieuw", "bewerken", "/samenvoegen", "/gegevens", "/huishouden"):
        assert f"{url(wereld.moeder)}{way}" not in page, way


def test_it_ends_by_itself_and_by_the_button(app, als, wereld):
    nurse = als("wijkverpleging")
    begin(nurse, NADIA)
    change(app, update(Noodtoegang).values(tot=now() - timedelta(seconds=1)))
    assert nurse.get(url(wereld.moeder)).status_code == 404
    assert nurse.get(url(wereld.moeder, "/plan.pdf")).status_code == 404
    assert MERK not in nurse.get("/vandaag").text and "Loopt nu" not in nurse.text("/noodtoegang")
    assert begin(nurse, NADIA).status_code == 303
    ended, running = stored(app)
    assert (ended.tot < running.tot) and REDEN in nurse.text("/noodtoegang")
    # Nobody ends it for another, and what ended stays ended.
    before = everything(app)
    assert als("huisarts2").post(f"/noodtoegang/{running.id}/einde").status_code == 303
    assert nurse.post(f"/noodtoegang/{ended.id}/einde").status_code == 303
    assert everything(app) == before
    end = f"/noodtoegang/{running.id}/einde"
    assert nurse.post(end, form_in(nurse.get("/noodtoegang"), end)).location == "/noodtoegang"
    assert nurse.get(url(wereld.moeder)).status_code == 404 and MERK not in nurse.get("/vandaag").text
    (line,) = log_lines(app, gebeurtenis="noodtoegang.beeindigd")
    assert (line.noodtoegang_id, line.client_id) == (running.id, wereld.moeder)


def test_only_the_whole_name_or_the_bsn_with_the_day_of_birth_finds_somebody(app, als, wereld):
    app.config["NOODLIMIET"] = "100 per hour"
    psychiater, before = als("psychiater"), everything(app)
    for fishing in (
        {"achternaam": "Ber"}, {"achternaam": "B"}, {"achternaam": "van den"}, {"achternaam": "Truus"}, {"achternaam": "%"},
        {"achternaam": "Bergh"}, {"achternaam": "Truus van den Berg"}, {"geboortedatum": "4-5-1942"}, {"geboortedatum": ""},
        {"geboortedatum": "1942"}, {"achternaam": ""}, {"achternaam": "", "bsn": "111222333"}, {"bsn": "123"},
        {"achternaam": "Berg", "bsn": "111222333"}, {"bsn": "077461848", "geboortedatum": "3-5-1943"},
    ):  # fmt: skip
        answer = begin(psychiater, TRUUS | fishing)
        assert answer.status_code == 422 and "govuk-error-message" in answer.text, fishing
        assert form_in(answer, "/noodtoegang")["reden"] == REDEN, "what was typed stays"
        assert "Truus van den Berg" not in readable(answer) and str(wereld.truus) not in answer.text
    assert everything(app) == before
    assert events(app).count("noodtoegang.gezocht") == 15
    # Two alike: the BSN tells them apart.
    with app.app_context():
        other = make_client("Geertruida", "van den", "Berg", date(1942, 5, 3), praktijk=wereld.oost)
        double = make_client("Truus", "", "Berg", date(1942, 5, 3), praktijk=wereld.oost)
        double.samengevoegd_in_id = other.id
        db.session.commit()
    answer = begin(psychiater, TRUUS)
    assert answer.status_code == 422 and "Vul ook het BSN in" in readable(answer) and "Geertruida" not in answer.text
    assert begin(psychiater, TRUUS | {"bsn": "0774.61.848"}).location == url(wereld.truus)
    for spelling in ({"achternaam": "BÖCKER"}, {"achternaam": " bocker "}):
        found = {"geboortedatum": "9-1-1950"} | spelling
        assert begin(psychiater, TRUUS | found).location == url(wereld.gerrit), spelling


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_without_a_reason_in_words_nothing_opens(app, als, wereld):
    nurse, before = als("wijkverpleging"), everything(app)
    for reden in ("", "   ", "spoed", "spoedspoedspoedspoed", "a b", "\u200b" * 40, "x " * 300):
        answer = begin(nurse, NADIA | {"reden": reden})
        assert answer.status_code == 422 and 'id="reden-fout"' in answer.text, reden
        assert field(answer.text, "achternaam") == "Janssen"
    assert everything(app) == before
    assert nurse.get(url(wereld.moeder)).status_code == 404


def test_for_whom_gives_no_care_it_does_not_exist(app, als, wereld):
    before, gone = everything(app), "00000000-0000-4000-8000-000000000000"
    for name in ("assistent", "sociaalteam", "gezinsregisseur", "beheer", "beheerder", "fg"):
        persona = als(name)
        assert persona.get("/noodtoegang").status_code == 404, name
        assert begin(persona, TRUUS).status_code == 404, name
        assert persona.post(f"/noodtoegang/{gone}/einde").status_code == 404, name
        assert "noodtoegang" not in persona.get("/clienten?zoek=qqqq").text, name
    assert 'href="/noodtoegang"' in als("psychiater").get("/clienten?zoek=qqqq").text
    assert everything(app) == before


def test_whom_one_may_see_anyway_needs_no_emergency(app, als, wereld):
    before = everything(app)
    assert begin(als("huisarts"), TRUUS).location == url(wereld.truus)
    assert everything(app) == before
    shown = als("huisarts").get(url(wereld.truus)).text
    assert MERK not in shown and "Er is geen noodtoegang begonnen" in shown
    assert not {"noodtoegang.begonnen"} & set(events(app))


def test_who_keeps_trying_is_stopped(app, als, wereld):
    app.config["NOODLIMIET"] = "3 per hour"
    psychiater = als("psychiater")
    for _ in range(3):
        assert begin(psychiater, TRUUS | {"achternaam": "Bergsma"}).status_code == 422
    before = everything(app)
    assert begin(psychiater, TRUUS).status_code == 429
    assert everything(app) == before and psychiater.get(url(wereld.truus)).status_code == 404
    assert begin(als("wijkverpleging"), NADIA).status_code == 303, "another person is not stopped"


def test_two_clicks_at_the_same_moment_are_one_emergency(app, wereld):
    twice, start = [Persona(app, "wijkverpleging@demo.test") for _ in range(2)], Barrier(2)

    def click(one):
        start.wait(timeout=10)
        return begin(one, NADIA).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(click, twice)) == [303, 303]
    assert len(stored(app)) == 1
