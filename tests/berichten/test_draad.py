"""A question from asking to answer: who may do what in it, what is refused, and what stays when people go."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from overlegtafel.berichten.models import Draad, Signaal
from overlegtafel.berichten.services import PER_MINUUT, close, read
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from tests.berichten.draden import VRAAG, ask, do, draad, nieuw, stored
from tests.persona import readable
from tests.plannen.hulp import form_in
from tests.tafel.test_queries import MOST, queries
from tests.toegang.hulp import add_gebruiker, change, events, everything, log_lines
from tests.wereld import allow, seat

DAAD = ("antwoord", "bericht", "oppakken", "terug", "doorgeven", "sluiten", "erbij", "afspraak")
FORM = {"versie": "1", "tekst": "Geschreven door een toets", "reden": "niet meer nodig", "naar": str(uuid4())}


@pytest.fixture
def gevraagd(app, wereld) -> UUID:
    """The wijkverpleging asked the practice of Truus."""
    return ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", VRAAG)


def test_from_question_to_answer(app, als, wereld):
    nurse, doctor = als("wijkverpleging"), als("huisarts")
    url = nieuw(wereld.truus)
    shown = nurse.post(f"{url}/begin", {"tekst": VRAAG, "soort": "vraag"})
    assert form_in(shown, url)["tekst"].strip() == VRAAG
    page = nurse.text(url)
    assert "Huisartsenpraktijk Nazareth de praktijk" in page and page.count("antwoord vóór") == 3
    assert "Niet te vragen" in page and "GGZ-wijkteam" in page, "who may not see her is shown, not offered"
    sent = {"tekst": VRAAG, "aan": f"o:{wereld.nazareth}", "spoed": "geen", "soort": "vraag"}
    answer = nurse.post(url, sent, follow_redirects=True)
    assert "Verstuurd. U krijgt antwoord vóór" in readable(answer)
    thread = stored(app)
    assert (thread.aan_organisatie_id, thread.behandelaar_id, thread.escalatie) == (wereld.nazareth, None, 0)
    assert "Nog niemand pakte dit op. Nog door niemand gelezen." in nurse.text(draad(thread.id))

    with queries() as asked:
        page = doctor.get(draad(thread.id))
    assert len(asked) <= MOST, "\n".join(asked)
    assert "Truus" not in page.get_data(as_text=True).split("</title>")[0]
    assert "Saïda El Amrani wijkverpleegkundige, Envida" in readable(page) and "De wond is dicht" in readable(page)
    assert do(doctor, thread.id, "oppakken").status_code == 303
    page = nurse.text(draad(thread.id))
    assert "Els Peeters pakte dit op" in page and "Gelezen door Els Peeters vandaag" in page
    assert "Bel Els Peeters: 043-350 99 10" in page

    assert do(doctor, thread.id, "antwoord").status_code == 422, "an answer says something"
    url = f"{draad(thread.id)}/bericht"
    assert doctor.post(url, {"tekst": "Welke pleister?"}).status_code == 303
    assert do(nurse, thread.id, "bericht", tekst="Die op de hiel.").status_code == 303
    late = form_in(doctor.get(draad(thread.id)), f"{draad(thread.id)}/antwoord")
    assert doctor.post(f"{draad(thread.id)}/antwoord", late | {"tekst": "Ja, laat maar drogen."}).status_code == 303
    closed = stored(app, thread.id)
    assert (closed.sluiting, closed.gesloten_door_id, closed.kijken_op) == ("antwoord", wereld.huisarts, None)
    page = nurse.text(draad(thread.id))
    assert "✓" not in page and "beantwoord vandaag" in page and "Ja, laat maar drogen." in page

    # The one who asked may go on, and then it is open again; and may withdraw it, with a reason.
    assert do(nurse, thread.id, "bericht", tekst="En de zalf?").status_code == 303
    again = stored(app, thread.id)
    assert again.gesloten_op is None and again.antwoord_voor > now() and again.kijken_op == again.antwoord_voor
    assert "Schrijf kort waarom" in readable(do(nurse, thread.id, "sluiten"))
    assert do(nurse, thread.id, "sluiten", reden="Gebeld").status_code == 303
    assert "Saïda El Amrani sloot dit, vandaag" in doctor.text(draad(thread.id))

    lines = [line for line in log_lines(app, client_id=wereld.truus) if line.gebeurtenis.startswith("bericht.")]
    done = [line.gebeurtenis for line in lines if line.gebeurtenis not in ("bericht.gelezen", "bericht.schrijven")]
    assert done == [
        "bericht.gesteld", "bericht.opgepakt", "bericht.geschreven_in", "bericht.geschreven_in", "bericht.beantwoord",
        "bericht.geschreven_in", "bericht.gesloten",
    ]  # fmt: skip
    assert {(line.object_soort, line.object_id) for line in lines if line.gebeurtenis in done} == {("draad", thread.id)}
    with app.app_context():
        assert not db.session.scalars(select(Signaal).where(Signaal.gezien_op.is_(None))).all(), "all was looked at"


def test_a_page_that_renews_by_itself_reads_nothing(app, als, wereld):
    """Shown, but perhaps to nobody: not read, and a word to know is not closed."""
    weten = ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", VRAAG, soort="weten")
    doctor, nurse = als("huisarts"), als("wijkverpleging")
    page = doctor.browser.get(draad(weten), headers={"HX-Request": "true", "X-Vanzelf": "1"})
    assert page.status_code == 200 and "De wond is dicht" in readable(page)
    assert stored(app, weten).gesloten_op is None and "Els Peeters" not in nurse.text(draad(weten)).split("Bel ")[0]
    assert 'data-aantal="1"' in doctor.get("/berichten/teller").text
    assert doctor.get(draad(weten), htmx=True).status_code == 200
    assert stored(app, weten).sluiting == "gezien"
    assert 'data-aantal="1"' not in doctor.get("/berichten/teller").text


def test_what_cannot_be_sent_keeps_what_was_typed(app, als, wereld, gevraagd):
    nurse, before = als("wijkverpleging"), everything(app)
    good = {"tekst": VRAAG, "aan": f"o:{wereld.nazareth}", "spoed": "week", "soort": "vraag"}
    for wrong, says in (
        ({"tekst": "  "}, "Schrijf in een paar zinnen"),
        ({"tekst": "te lang " * 200}, "een bericht heeft er hooguit 1000"),
        ({"aan": ""}, "Kies aan wie."),
        ({"aan": f"t:{wereld.ggz_team}"}, "het plan mag zien"),
        ({"aan": f"g:{wereld.huisarts2}"}, "het plan mag zien"),
        ({"aan": "x:1"}, "het plan mag zien"),
        ({"spoed": "gisteren"}, "Kies voor wanneer"),
    ):
        answer = nurse.post(nieuw(wereld.truus), good | wrong)
        assert answer.status_code == 422 and says in readable(answer), wrong
        assert form_in(answer, nieuw(wereld.truus))["tekst"].strip() == (good | wrong)["tekst"].strip()
    assert everything(app) == before
    # Written in meanwhile: both are shown, and what was typed waits.
    stale = form_in(als("huisarts").get(draad(gevraagd)), f"{draad(gevraagd)}/antwoord")
    assert do(nurse, gevraagd, "bericht", tekst="Het is de linkerhiel.").status_code == 303
    answer = als("huisarts").post(f"{draad(gevraagd)}/antwoord", stale | {"tekst": "Ja hoor."})
    assert answer.status_code == 409 and "Het is de linkerhiel." in readable(answer)
    assert form_in(answer, f"{draad(gevraagd)}/antwoord")["tekst"].strip() == "Ja hoor."
    assert do(nurse, gevraagd, "sluiten", reden="Gebeld").status_code == 303
    late = als("huisarts").post(f"{draad(gevraagd)}/antwoord", stale | {"tekst": "Ja hoor."})
    assert late.status_code == 422 and "intussen gesloten" in readable(late) and "Ja hoor." in readable(late)
    assert als("huisarts").post(f"{draad(gevraagd)}/oppakken").status_code == 422
    assert stored(app, gevraagd).sluiting == "reden"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_thousand_in_a_minute_end(app, als, wereld, gevraagd):
    """One account that runs wild stops here, whatever way it writes; it costs nobody else anything."""
    nurse = als("wijkverpleging")
    for n in range(PER_MINUUT - 1):
        assert nurse.post(f"{draad(gevraagd)}/bericht", {"tekst": f"Nog iets {n}"}).status_code == 303
    for url in (f"{draad(gevraagd)}/bericht", nieuw(wereld.truus)):
        refused = nurse.post(url, {"tekst": "Te veel", "aan": f"o:{wereld.nazareth}", "spoed": "week"})
        assert refused.status_code == 422 and "Wacht even" in readable(refused) and "Te veel" in readable(refused)
    assert als("huisarts").post(f"{draad(gevraagd)}/bericht", {"tekst": "Rustig"}).status_code == 303


def test_without_right_nobody_reads_or_writes(app, als, wereld):
    """Not in the thread: as if it did not exist. In it, without a say: 403. Each attempt on record."""
    with app.app_context():
        allow(wereld.truus, Domein.GGZ)
        db.session.commit()
    thread = ask(app, wereld.wijkverpleging, wereld.truus, f"t:{wereld.ggz_team}", "Geheim van de wijk")
    before = everything(app)
    # The huisarts sees Truus, but this was not asked of the practice; the others do not see her.
    for name in ("huisarts", "huisarts2", "beheer", "beheerder", "fg"):
        for answer in (als(name).get(draad(thread)), *(als(name).post(f"{draad(thread)}/{d}", FORM) for d in DAAD)):
            assert answer.status_code == 404 and "Geheim" not in readable(answer), name
    assert als("huisarts").get(draad(uuid4())).status_code == 404
    assert everything(app) == before
    assert events(app, gebruiker_id=wereld.huisarts).count("client.geweigerd") == 1 + len(DAAD)
    # Asked along: reads and answers, but where it goes is for the others to say.
    assert als("wijkverpleging").post(f"{draad(thread)}/erbij", {"wie": str(wereld.huisarts)}).status_code == 303
    before = everything(app)
    for name, may_not in (("huisarts", DAAD[2:]), ("wijkverpleging", ("antwoord", "oppakken", "terug", "doorgeven"))):
        assert "Geheim van de wijk" in als(name).text(draad(thread))
        for wat in may_not:
            assert als(name).post(f"{draad(thread)}/{wat}", FORM).status_code == 403, (name, wat)
    assert {k: v for k, v in everything(app).items() if k not in ("gelezen", "signaal")} == {
        k: v for k, v in before.items() if k not in ("gelezen", "signaal")
    }
    assert als("huisarts").post(f"{draad(thread)}/antwoord", FORM).status_code in (303, 409)
    # The assistent reads along with the practice.
    mine = ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", "Voor de praktijk")
    assert "Antwoorden doet een collega" in als("assistent").text(draad(mine))
    for wat in DAAD:
        assert als("assistent").post(f"{draad(mine)}/{wat}", FORM).status_code == 403, wat


def test_two_take_it_at_once(app, als, wereld, gevraagd):
    add_gebruiker(app, "collega", "huisarts", wereld.nazareth)
    both, start = [als("huisarts"), als("collega")], Barrier(2)

    def take(persona):
        start.wait()
        return persona.post(f"{draad(gevraagd)}/oppakken")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(take, both))
    assert sorted(a.status_code for a in answers) == [303, 409]
    won = next(p for p, a in zip(both, answers, strict=True) if a.status_code == 303)
    lost = next(a for a in answers if a.status_code == 409)
    with app.app_context():
        taker = db.session.get_one(Draad, gevraagd).behandelaar
        assert taker.account.email == won.email
        assert f"{taker.naam} was u net voor" in readable(lost)
    assert events(app).count("bericht.opgepakt") == 1
    # Handed over with a word, given back, taken off somebody, and taken again.
    other = both[1 - both.index(won)]
    with app.app_context():
        other_id = db.session.scalars(select(Gebruiker.id).where(Gebruiker.account.has(email=other.email))).one()
    assert "Kies aan wie" in readable(do(won, gevraagd, "doorgeven"))
    stranger = do(won, gevraagd, "doorgeven", naar=str(wereld.wijkverpleging))
    assert stranger.status_code == 422 and "Kies een collega" in readable(stranger)
    assert do(won, gevraagd, "doorgeven", naar=str(other_id), woord="Jij kent haar voet").status_code == 303
    page = als("wijkverpleging").text(draad(gevraagd))
    assert "gaf dit door aan" in page and "die dit nog niet opende" in page and "pakte dit op" not in page
    assert "Jij kent haar voet" in other.text(draad(gevraagd)) and "U pakte dit op" in other.text(draad(gevraagd))
    assert do(won, gevraagd, "oppakken").status_code == 303, "taken over, at once"
    assert other.post(f"{draad(gevraagd)}/terug").status_code == 409
    assert other.post(f"{draad(gevraagd)}/oppakken").status_code == 409
    assert do(won, gevraagd, "terug").status_code == 303
    assert stored(app, gevraagd).behandelaar_id is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_word_to_know_is_done_when_it_was_seen(app, als, wereld):
    thread = ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", "Zij is op vakantie.", soort="weten")
    assert stored(app, thread).antwoord_voor is None
    als("wijkverpleging").get(draad(thread))
    assert stored(app, thread).gesloten_op is None, "not by who sent it"
    for wat in ("antwoord", "oppakken", "terug", "doorgeven"):
        assert als("huisarts").post(f"{draad(thread)}/{wat}", FORM).status_code == 403, "it asks nothing of anybody"
    assert "Bericht aan Huisartsenpraktijk" in als("huisarts").text(draad(thread))
    assert stored(app, thread).sluiting == "gezien"
    # A word back is possible, and asks nothing.
    assert do(als("huisarts"), thread, "bericht", tekst="Dank.").status_code == 303
    assert (stored(app, thread).sluiting, stored(app, thread).antwoord_voor) == ("gezien", None)
    assert "gezien vandaag" in als("wijkverpleging").text(draad(thread))


def test_asking_along_and_making_an_agreement_of_it(app, als, wereld, gevraagd):
    nurse, doctor = als("wijkverpleging"), als("huisarts")
    add_gebruiker(app, "wijk2", "wijkverpleegkundige", wereld.envida)
    with app.app_context():
        other = db.session.scalars(select(Gebruiker).where(Gebruiker.voornaam == "Wijk2")).one().id
        seat(wereld.truus, gebruiker_id=other, doel="wondzorg")
        db.session.commit()
    page = doctor.text(f"{draad(gevraagd)}/erbij")
    assert "ziet dan de hele vraag en alle antwoorden" in page and "De wond is dicht" in page
    assert "Wijk2 Extra" in page and "Ruth de Groot" not in page, "the psychiater may not see her"
    for nobody in ([], "x", str(wereld.psychiater), str(uuid4()), [str(other), str(wereld.psychiater)]):
        assert doctor.post(f"{draad(gevraagd)}/erbij", {"wie": nobody}).status_code == 422
    assert als("wijk2").get(draad(gevraagd)).status_code == 404
    assert doctor.post(f"{draad(gevraagd)}/erbij", {"wie": str(other)}).status_code == 303
    assert "Ook erbij: Wijk2 Extra" in als("wijk2").text(draad(gevraagd))

    url = f"{draad(gevraagd)}/afspraak"
    form = form_in(nurse.get(url), url)
    assert form["tekst"].strip() == VRAAG
    refused = nurse.post(url, form)
    assert refused.status_code == 422 and "Kies wie dit doet" in readable(refused)
    filled = form | {"tekst": "Pleister eraf", "eigenaar": f"b:{wereld.truus_wv}", "datum": show_date(today())}
    assert doctor.post(f"{draad(gevraagd)}/bericht", {"tekst": "Ik kom even kijken."}).status_code == 303
    stale = nurse.post(url, filled)
    assert stale.status_code == 409 and "Ik kom even kijken." in readable(stale)
    assert "Pleister eraf" not in doctor.text(f"/clienten/{wereld.truus}"), "not the one without the other"
    done = nurse.post(url, filled | {"versie": form_in(stale, url)["versie"]}, follow_redirects=True)
    assert "de vraag is gesloten" in readable(done) and "Pleister eraf" in readable(done)
    assert stored(app, gevraagd).sluiting == "afspraak"
    assert "maakte hiervan een afspraak" in doctor.text(draad(gevraagd))
    assert {"afspraak.gemaakt", "bericht.gesloten", "bericht.erbij"} <= set(events(app, client_id=wereld.truus))
    assert nurse.get(url).status_code == 303, "closed: back to the thread"


def test_consent_that_goes_takes_the_thread_along(app, als, wereld):
    with app.app_context():
        rule = allow(wereld.truus, Domein.GGZ).id
        db.session.commit()
    thread = ask(app, wereld.wijkverpleging, wereld.truus, f"t:{wereld.ggz_team}", "Slaapt zij nog slecht?")
    assert "Slaapt zij" in als("psychiater").text(draad(thread)) and "Truus" in als("psychiater").text("/berichten")
    change(app, update(Toestemming).where(Toestemming.id == rule).values(ingetrokken_op=now()))
    assert als("psychiater").get(draad(thread)).status_code == 404
    assert als("psychiater").post(f"{draad(thread)}/antwoord", FORM).status_code == 404
    assert "Truus" not in als("psychiater").text("/berichten") + als("psychiater").text("/vandaag")
    page = als("wijkverpleging").text(draad(thread))
    assert "Niemand van GGZ-wijkteam mag deze cliënt nu zien" in page
    # Emergency access opens the plan, not what others wrote each other.
    emergency = {"achternaam": "van den Berg", "geboortedatum": "3-5-1942", "bsn": "", "reden": "Zij ligt op de grond."}
    assert als("psychiater").post("/noodtoegang", emergency).status_code == 303
    assert als("psychiater").get(f"/clienten/{wereld.truus}").status_code == 200
    assert als("psychiater").get(draad(thread)).status_code == 404
    assert "Truus" not in als("psychiater").text("/berichten")


def test_what_comes_after_it_was_closed_shows_the_thread(app, als, wereld, gevraagd):
    """The agreement that was being written is not lost, and nothing of it is stored."""
    doctor, url = als("huisarts"), f"{draad(gevraagd)}/afspraak"
    form = form_in(doctor.get(url), url) | {"tekst": "Pleister eraf", "datum": show_date(today())}
    seen = log_lines(app, gebruiker_id=wereld.huisarts, object_id=gevraagd)
    assert [line.gebeurtenis for line in seen] == ["bericht.gelezen"], "the question stands above the form"
    assert "Gelezen door Els Peeters" in als("wijkverpleging").text(draad(gevraagd))
    assert do(als("wijkverpleging"), gevraagd, "sluiten", reden="Gebeld").status_code == 303
    for typed in (form, form | {"eigenaar": f"b:{wereld.truus_wv}"}):
        late = doctor.post(url, typed)
        assert late.status_code == 422 and "Pleister eraf" in readable(late) and "intussen gesloten" in readable(late)
    assert doctor.post(url, form, htmx=True).headers["HX-Retarget"] == "#draad"
    added = doctor.post(f"{draad(gevraagd)}/erbij", {"wie": str(wereld.assistent)}, follow_redirects=True)
    assert added.status_code == 200 and "intussen gesloten" in readable(added)
    assert stored(app, gevraagd).sluiting == "reden" and "afspraak.gemaakt" not in events(app)


def test_what_was_withdrawn_is_not_seen_after_all(app, als, wereld):
    """Who reads a word to know locks nothing; the asker withdrew it between the looking up and the storing."""
    thread = ask(app, wereld.wijkverpleging, wereld.truus, f"o:{wereld.nazareth}", "Zij is weg.", soort="weten")
    with app.app_context():
        loaded = db.session.get_one(Draad, thread)
        db.session.commit()
        with app.app_context(), transaction():
            close(thread, "Vergissing", by=db.session.get_one(Gebruiker, wereld.wijkverpleging), versie=1)
        with transaction():
            read(loaded, by=db.session.get_one(Gebruiker, wereld.huisarts))
    closed = stored(app, thread)
    assert (closed.sluiting, closed.sluitreden) == ("reden", "Vergissing")
    assert closed.gesloten_door_id == wereld.wijkverpleging


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_taking_and_giving_back_piles_up_nothing(app, als, wereld, gevraagd):
    doctor, assistent = als("huisarts"), Signaal.gebruiker_id == wereld.assistent
    for _ in range(3):
        assert do(doctor, gevraagd, "oppakken").status_code == 303
        with app.app_context():
            assert not db.session.scalars(select(Signaal).where(assistent, Signaal.gezien_op.is_(None))).all()
        assert do(doctor, gevraagd, "terug").status_code == 303
    with app.app_context():
        signaal = db.session.scalars(select(Signaal).where(assistent)).one()
        assert signaal.gezien_op is None and signaal.mailen_op, "waits again, letter and all"
    # Who may only read cannot be given it.
    refused = do(doctor, gevraagd, "doorgeven", naar=str(wereld.assistent))
    assert refused.status_code == 422 and "Kies een collega" in readable(refused)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_runs_shows_an_answer_until_it_was_opened(app, als, wereld):
    """The part of the client's page that renews itself; each time a logged look."""
    doctor, url = als("huisarts"), f"/clienten/{wereld.truus}/lopend"
    assert (
        "Loopt nu" not in doctor.text(url, htmx=True)
        and 'data-ververs="ot:bericht ot:draad"' in doctor.get(url, htmx=True).text
    )
    thread = ask(app, wereld.huisarts, wereld.truus, f"g:{wereld.wijkverpleging}", "Hoe is de voet?")
    assert "Hoe is de voet? antwoord vóór" in doctor.text(url, htmx=True)
    nurse = als("wijkverpleging")
    assert nurse.post(f"/berichten/{thread}/antwoord", {"tekst": "Dicht.", "versie": "1"}).status_code == 303
    for page in (url, f"/clienten/{wereld.truus}"):
        assert "Hoe is de voet? beantwoord" in doctor.text(page, htmx=page == url)
    assert "Hoe is de voet" not in nurse.text(url, htmx=True)
    doctor.get(f"/berichten/{thread}")
    assert "Loopt nu" not in doctor.text(url, htmx=True)
    assert als("psychiater").get(url).status_code == 404
    assert {line.gebruiker_id for line in log_lines(app, gebeurtenis="bericht.lopend")} == {
        wereld.huisarts, wereld.wijkverpleging
    }  # fmt: skip
