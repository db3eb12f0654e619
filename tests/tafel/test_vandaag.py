"""Vandaag: what needs me now, and what others changed since I was here last."""

from datetime import timedelta

import pytest

from overlegtafel.core.datums import now, show_date, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming
from tests.berichten.draden import ask
from tests.persona import readable
from tests.plannen.hulp import add, change, client, form_in, log_lines, seat, staat, whole_log, wijzig


def _day(days: int) -> str:
    return show_date(today() + timedelta(days=days))


def _news(persona) -> str:
    """The column of what is new."""
    return persona.text("/vandaag").partition("Nieuw sinds")[2]


def _visited_before(app, name: str) -> None:
    """This person was here before, until now."""
    with app.app_context():
        db.session.query(Gebruiker).filter(
            Gebruiker.account.has(email=f"{name}@demo.test")
        ).one().vorige_aanmelding = now()
        db.session.commit()


def test_my_overdue_and_coming_agreements_and_no_others(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    mine = {"eigenaar": f"b:{wereld.truus_wv}"}
    for text, days in (("Vandaag bellen", 0), ("Kousen passen", 14), ("Later dit jaar", 15)):
        add(huisarts, wereld.truus, "afspraak", text, datum=_day(days), **mine)
    add(huisarts, wereld.truus, "afspraak", "Voor Ans", eigenaar=f"b:{wereld.truus_dochter}", datum=_day(1))
    text = wijkverpleging.text("/vandaag")
    assert f"Afspraken te laat (1) {_day(-3)} te laat Truus van den Berg Rollator nakijken" in text
    assert "Mijn afspraken, komende twee weken (2)" in text
    assert f"{_day(0)} vandaag Truus van den Berg Vandaag bellen" in text
    assert "Kousen passen" in text and text.index("Vandaag bellen") < text.index("Kousen passen")
    assert "Later dit jaar" not in text and "Voor Ans" not in text
    # The huisarts owns none of these.
    assert "Rollator nakijken" not in huisarts.text("/vandaag").partition("Nieuw sinds")[0]


def test_the_agreements_of_my_team(als, wereld):
    text = als("sociaalteam").text("/vandaag")
    assert f"{_day(4)} Nadia Janssen Schulden op een rij zetten (Sociaal team Nazareth-Limmel)" in text


def test_a_finished_agreement_needs_me_no_more(als, wereld):
    wijkverpleging = als("wijkverpleging")
    staat(wijkverpleging, wereld.truus, wereld.afspraak, "gedaan")
    text = wijkverpleging.text("/vandaag")
    assert "te laat" not in text and "staat er niets op uw naam" in text
    assert "U zit bij 1 cliënten aan tafel" in text or "U zit bij 1 cliënt aan tafel" in text


def test_an_agreement_leads_to_its_line(als, wereld):
    page = als("wijkverpleging").get("/vandaag").get_data(as_text=True)
    assert f'href="{client(wereld.truus)}#regel-{wereld.afspraak}"' in page


def test_without_consent_my_agreement_is_not_shown(app, als, wereld):
    """The GGZ team sits at the table of Truus and owns an agreement, but may not see her."""
    add(als("huisarts"), wereld.truus, "afspraak", "Stemming", eigenaar=f"b:{wereld.truus_ggz}", datum=_day(1))
    text = als("psychiater").text("/vandaag")
    assert "Truus" not in text and "Stemming" not in text
    assert "U zit nog bij niemand aan tafel" in text


def test_what_others_changed_is_news_and_what_i_changed_is_not(app, als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    for name in ("huisarts", "wijkverpleging"):
        _visited_before(app, name)
    assert "niets veranderd" in _news(huisarts)
    change(wijkverpleging, wijzig(wereld.truus, wereld.doel), tekst="Stevig ter been")
    assert "Truus van den Berg Saïda El Amrani wijzigde een doel." in _news(huisarts)
    assert "niets veranderd" in _news(wijkverpleging)
    assert "Stevig" not in _news(huisarts), "the news names the change, the page shows it"
    add(wijkverpleging, wereld.truus, "signaal", "Als ik val")
    assert "zette erbij wat te doen als het misgaat en nog 1 wijziging" in _news(huisarts)


def test_what_was_there_at_my_last_visit_is_no_news(app, als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    change(wijkverpleging, wijzig(wereld.truus, wereld.doel), tekst="Stevig ter been")
    assert "wijzigde een doel" in _news(huisarts)
    _visited_before(app, "huisarts")
    assert "niets veranderd" in _news(huisarts)


def test_news_of_clients_i_do_not_see_stays_away(app, als, wereld):
    for name in ("huisarts", "sociaalteam", "gezinsregisseur", "huisarts2"):
        _visited_before(app, name)
    # About the father only: his own practice and not the mother's helpers.
    change(als("huisarts2"), wijzig(wereld.vader, wereld.vader_doel), tekst="Rust")
    for name in ("sociaalteam", "huisarts", "gezinsregisseur"):
        assert "niets veranderd" in _news(als(name)), name
    # About all of them: whoever sees one of them, and one line for the household.
    change(als("huisarts2"), wijzig(wereld.vader, wereld.gezin_doel), tekst="Post open")
    assert "Nadia Janssen Koen van der Meer wijzigde een doel" in _news(als("sociaalteam"))
    assert _news(als("huisarts")).count("Koen van der Meer") == 1
    assert "Piet" not in _news(als("huisarts"))
    assert "niets veranderd" in _news(als("gezinsregisseur"))


def test_time_to_look_back_for_the_coordinator(app, als, wereld):
    with app.app_context():
        db.session.get(Plan, wereld.plan).evaluatie_op = today() - timedelta(days=2)
        db.session.commit()
    wijkverpleging, huisarts = als("wijkverpleging"), als("huisarts")
    assert f"Tijd om terug te kijken {_day(-2)} Truus van den Berg" in wijkverpleging.text("/vandaag")
    assert "terug te kijken" not in huisarts.text("/vandaag")
    huisarts.post(f"{client(wereld.truus)}/plan/evaluatie", {"datum": _day(0), "was": _day(-2)})
    assert "terug te kijken" not in wijkverpleging.text("/vandaag")
    huisarts.post(f"{client(wereld.truus)}/plan/evaluatie", {"datum": _day(-1), "was": _day(0)})
    huisarts.post(seat(wereld.truus, wereld.truus_wv, "weg"), {"versie": "1"})
    assert "terug te kijken" not in wijkverpleging.text("/vandaag")


def test_what_is_asked_of_me_and_what_i_asked(app, als, wereld):
    """Too late first, in words; what a colleague took is theirs; what came back has a number to call."""
    nurse, practice = f"g:{wereld.wijkverpleging}", f"o:{wereld.nazareth}"
    ask(app, wereld.wijkverpleging, wereld.truus, practice, "Mag de pil om de dag?")
    ask(app, wereld.wijkverpleging, wereld.truus, practice, "De wond ruikt.", laat=True)
    ask(app, wereld.wijkverpleging, wereld.truus, practice, "Bo belt al.", behandelaar_id=wereld.assistent)
    ask(app, wereld.wijkverpleging, wereld.truus, practice, "Zij is jarig.", soort="weten")
    late = ask(app, wereld.huisarts, wereld.truus, nurse, "Hoe is de voet?\nGraag snel.", laat=True, escalatie=2)
    huisarts = als("huisarts")
    answer = huisarts.get("/vandaag")
    text = readable(answer)
    order = (
        "Aan u gevraagd, te laat (1)", "te laat sinds", "De wond ruikt", "van Saïda El Amrani",
        "U vroeg, antwoord te laat (1)", "Hoe is de voet? …", "Bel Saïda El Amrani: 043-350 99 10",
        "Aan u gevraagd (2)", "nieuw antwoord vóór", "Mag de pil", "jarig",
    )  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places) and "Bo belt al" not in text
    assert "Graag snel" not in text and f'href="/berichten/{late}"' in answer.text
    assert {r.client_id for r in log_lines(app, "vandaag.bericht")} == {wereld.truus}
    page = als("huisarts").text(client(wereld.truus)).partition("Loopt nu")[2].partition("Wie ben ik")[0]
    assert "Hoe is de voet?" in page and "jarig" not in page and "Nog 1 bij Berichten" in page
    # The nurse has it the other way round; who is not in a thread, or may not see the client, has nothing.
    nurse_text = als("wijkverpleging").text("/vandaag")
    assert "Aan u gevraagd, te laat (1)" in nurse_text and "U vroeg, nog geen antwoord (2)" in nurse_text
    # Who may only read is not alarmed.
    reader = als("assistent").get("/vandaag")
    assert "Gevraagd aan de praktijk" in readable(reader) and "De wond ruikt" in readable(reader)
    assert "Aan u gevraagd" not in readable(reader) and "werk__laat" not in reader.text
    for name in ("psychiater", "huisarts2"):
        assert "Aan u gevraagd" not in als(name).text("/vandaag")
    with app.app_context():
        db.session.query(Toestemming).filter_by(client_id=wereld.truus).delete()
        db.session.commit()
    assert "gevraagd (" not in huisarts.text("/vandaag") and "U vroeg" not in huisarts.text("/vandaag")


def test_an_answer_stays_in_sight_until_it_is_opened(app, als, wereld):
    """On Vandaag with its first words, and counted at the tray where it lies."""
    threads = [ask(app, wereld.huisarts, wereld.truus, f"g:{wereld.wijkverpleging}", f"Vraag {n}") for n in range(6)]
    nurse, doctor = als("wijkverpleging"), als("huisarts")
    assert "Antwoord gekregen" not in doctor.text("/vandaag")
    for n, thread in enumerate(threads):
        form = form_in(nurse.get(f"/berichten/{thread}"), f"/berichten/{thread}/antwoord")
        nurse.post(f"/berichten/{thread}/antwoord", form | {"tekst": f"Ja, {n} keer.\nEn meer."})
    text = doctor.text("/vandaag")
    assert "Antwoord gekregen (6)" in text and "Ja, 5 keer. …" in text and "Ja, 0 keer" not in text
    assert "Nog 1 bij Berichten" in text and "Antwoord gekregen" not in nurse.text("/vandaag")
    trays = doctor.text("/berichten?bak=klaar")
    assert "Klaar 6 nieuw" in trays and "Truus van den Berg nieuw Vraag 5" in trays
    assert "nieuw" not in nurse.text("/berichten?bak=klaar").partition("Klaar")[2]
    doctor.get(f"/berichten/{threads[5]}")
    text = doctor.text("/vandaag")
    assert "Antwoord gekregen (5)" in text and "Ja, 5 keer" not in text and "Ja, 0 keer" in text
    trays = doctor.text("/berichten?bak=klaar")
    assert "Klaar 5 nieuw" in trays and "Truus van den Berg nieuw Vraag 5" not in trays and "Vraag 5" in trays
    assert "nieuw" not in doctor.text(f"/berichten?bak=klaar&adres=o:{wereld.nazareth}").partition("Klaar")[2]
    with app.app_context():
        db.session.query(Toestemming).filter_by(client_id=wereld.truus).delete()
        db.session.commit()
    assert "Antwoord gekregen" not in doctor.text("/vandaag")
    assert "nieuw" not in doctor.text("/berichten?bak=klaar").partition("Klaar")[2]


def test_nobody_yet(als, wereld):
    text = als("gezinsregisseur").text("/vandaag")
    assert "U zit nog bij niemand aan tafel" in text and "niets veranderd" in text


def test_beheer_sees_no_clients(als, wereld):
    text = als("beheer").text("/vandaag")
    assert "Daar horen geen gegevens van cliënten bij" in text
    for name in ("Truus", "Janssen", "Gerrit"):
        assert name not in text
        assert name not in als("beheer").text("/clienten")
    assert als("beheer").get(client(wereld.truus)).status_code == 404


def test_looking_at_vandaag_is_logged_with_a_count(app, als, wereld):
    als("wijkverpleging").get("/vandaag")
    line = log_lines(app, "vandaag.geopend")[-1]
    assert (line.actie, line.gebruiker_id, line.client_id) == ("R", wereld.wijkverpleging, None)
    assert line.aantal == 2, "one overdue agreement and one piece of news"
    assert "Truus" not in whole_log(app)


@pytest.mark.parametrize("path", ["/", "/vandaag", "/clienten"])
def test_not_signed_in_leads_to_the_door(app, wereld, path):
    answer = app.test_client().get(path, follow_redirects=True)
    assert answer.request.path == "/inloggen"
