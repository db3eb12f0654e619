"""Lines of the half page: what one writes the other reads, with who and when; with htmx and without JavaScript."""

from datetime import timedelta

import pytest

from overlegtafel.core.datums import show_date, today
from overlegtafel.plannen.models import PlanVersie, Regel
from tests.persona import readable
from tests.plannen.hulp import (
    add,
    change,
    client,
    count_in,
    form_in,
    log_lines,
    message_at,
    nieuw,
    open_form,
    regel,
    staat,
    whole_log,
    wijzig,
)

SOON = show_date(today() + timedelta(days=6))


def _extra(soort, wereld) -> dict:
    if soort == "afspraak":
        return {"eigenaar": f"b:{wereld.truus_wv}", "datum": SOON}
    return {"voor": str(wereld.truus)} if soort in ("wie", "veranderwens") else {}


@pytest.mark.parametrize("soort", ["doel", "afspraak", "signaal"])
def test_a_new_line_is_there_for_the_other_with_who_and_when(als, wereld, soort):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    form = open_form(huisarts, nieuw(wereld.truus, soort))
    answer = huisarts.post(nieuw(wereld.truus, soort), form | {"tekst": "Elke dag een ommetje"} | _extra(soort, wereld))
    assert answer.status_code == 303
    text = wijkverpleging.text(client(wereld.truus))
    assert "Elke dag een ommetje" in text
    assert f"{show_date(today())} door Els Peeters" in text
    if soort == "afspraak":
        assert f"Saïda El Amrani · {SOON}" in text


@pytest.mark.parametrize("soort", ["wie", "veranderwens"])
def test_wie_and_veranderwens_belong_to_one_person(als, wereld, soort):
    huisarts2, name = als("huisarts2"), "Gerrit"
    answer = huisarts2.post(
        nieuw(wereld.gerrit, soort), {"tekst": f"{name} houdt van duiven", "voor": str(wereld.gerrit)}
    )
    assert answer.status_code == 303
    assert "Gerrit houdt van duiven" in huisarts2.text(client(wereld.gerrit))
    # The button to write it is gone: there is one per person.
    assert f"nieuw/{soort}" not in huisarts2.get(client(wereld.gerrit)).get_data(as_text=True)


@pytest.mark.parametrize("soort", ["wie", "wens", "doel", "afspraak"])
def test_a_changed_line_reads_anew_for_the_other(als, wereld, soort):
    regel_id = getattr(wereld, soort)
    answer = change(als("wijkverpleging"), wijzig(wereld.truus, regel_id), tekst="Anders dan het was")
    assert answer.status_code == 303
    text = als("huisarts").text(regel_url := client(wereld.truus))
    assert "Anders dan het was" in text, regel_url
    assert f"{show_date(today())} door Saïda El Amrani" in text


def test_finishing_and_reopening_is_seen_by_the_other(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    assert staat(huisarts, wereld.truus, wereld.doel, "gedaan").status_code == 303
    assert "Afgerond (1) bereikt Niet meer vallen" in wijkverpleging.text(client(wereld.truus))
    assert staat(wijkverpleging, wereld.truus, wereld.doel, "open").status_code == 303
    text = huisarts.text(client(wereld.truus))
    assert "Afgerond" not in text and "Niet meer vallen" in text


def test_a_dropped_agreement_is_kept_as_dropped(als, wereld):
    huisarts = als("huisarts")
    assert staat(huisarts, wereld.truus, wereld.afspraak, "vervallen").status_code == 303
    assert "vervallen Rollator nakijken" in als("wijkverpleging").text(client(wereld.truus))


def test_a_signal_goes_away_and_comes_back(als, wereld):
    huisarts = als("huisarts")
    made = add(huisarts, wereld.truus, "signaal", "Als ik val, dan bel ik Ans")
    assert staat(huisarts, wereld.truus, made, "vervallen").status_code == 303
    assert "Afgerond (1) vervallen Als ik val" in huisarts.text(client(wereld.truus))
    assert staat(huisarts, wereld.truus, made, "open").status_code == 303
    assert "Afgerond" not in huisarts.text(client(wereld.truus))


def test_wie_ben_ik_cannot_be_finished(als, wereld):
    answer = als("huisarts").post(regel(wereld.truus, wereld.wie) + "/staat", {"staat": "gedaan", "versie": "1"})
    assert answer.status_code == 404


def test_with_htmx_the_answer_is_the_line_alone(als, wereld):
    huisarts = als("huisarts")
    url = nieuw(wereld.truus, "doel")
    form = huisarts.get(url, htmx=True).get_data(as_text=True)
    assert form.startswith('<li id="nieuw-doel">') or '<li id="nieuw-doel">' in form
    assert "<html" not in form
    made = huisarts.post(url, form_in(form, url) | {"tekst": "Weer naar de kaartclub"}, htmx=True)
    text = made.get_data(as_text=True)
    assert made.status_code == 200
    assert "Weer naar de kaartclub" in text and "<html" not in text
    assert 'id="nieuw-doel"' in text, "the button for the next one comes along"
    edit = wijzig(wereld.truus, wereld.doel)
    changed = huisarts.post(
        edit, form_in(huisarts.get(edit, htmx=True), edit) | {"tekst": "Stevig ter been"}, htmx=True
    )
    assert f'<li id="regel-{wereld.doel}">' in changed.get_data(as_text=True)
    done = staat(huisarts, wereld.truus, wereld.doel, "gedaan", htmx=True)
    assert done.status_code == 200 and "Weer open" in readable(done)
    assert "Weer naar de kaartclub" in als("wijkverpleging").text(client(wereld.truus))


def test_cancel_gives_line_and_button_back(als, wereld):
    huisarts = als("huisarts")
    line = huisarts.get(regel(wereld.truus, wereld.doel), htmx=True)
    assert "Niet meer vallen" in readable(line)
    button = huisarts.get(nieuw(wereld.truus, "doel") + "/knop", htmx=True)
    assert "Doel erbij" in readable(button)
    # Without JavaScript both lead back to the page.
    assert huisarts.get(regel(wereld.truus, wereld.doel)).status_code == 303
    assert huisarts.get(nieuw(wereld.truus, "doel") + "/knop").status_code == 303


def test_the_owner_may_be_the_client(als, wereld):
    huisarts = als("huisarts")
    add(huisarts, wereld.truus, "afspraak", "Elke dag oefenen", eigenaar=f"c:{wereld.truus}", datum=SOON)
    assert f"Truus van den Berg · {SOON}" in als("wijkverpleging").text(client(wereld.truus))


def test_the_owner_may_be_a_team(als, wereld):
    add(als("huisarts"), wereld.truus, "afspraak", "Stemming volgen", eigenaar=f"b:{wereld.truus_ggz}", datum=SOON)
    assert f"GGZ-wijkteam · {SOON}" in als("wijkverpleging").text(client(wereld.truus))


def test_overdue_shows_and_finished_does_not(als, wereld):
    huisarts = als("huisarts")
    late = show_date(today() - timedelta(days=3))
    assert f"{late} te laat" in huisarts.text(client(wereld.truus))
    staat(huisarts, wereld.truus, wereld.afspraak, "gedaan")
    assert "te laat" not in huisarts.text(client(wereld.truus))


@pytest.mark.parametrize(
    ("days", "mark"), [(-1, "te laat"), (0, "vandaag"), (1, "")], ids=["yesterday", "today", "tomorrow"]
)
def test_the_day_itself_is_not_late(als, wereld, days, mark):
    huisarts = als("huisarts")
    staat(huisarts, wereld.truus, wereld.afspraak, "gedaan")
    day = show_date(today() + timedelta(days=days))
    made = add(huisarts, wereld.truus, "afspraak", "Bellen", eigenaar=f"c:{wereld.truus}", datum=day)
    line = readable(huisarts.get(regel(wereld.truus, made), htmx=True))
    marks = [m for m in ("te laat", "vandaag") if f"{day} {m}" in line]
    assert marks == ([mark] if mark else [])


def test_every_change_is_one_log_line_without_care_text(app, als, wereld):
    huisarts = als("huisarts")
    made = add(huisarts, wereld.truus, "doel", "Zonnebloem")
    change(huisarts, wijzig(wereld.truus, made), tekst="Margriet")
    staat(huisarts, wereld.truus, made, "gedaan")
    staat(huisarts, wereld.truus, made, "open")
    for wat, actie in (("gemaakt", "C"), ("gewijzigd", "U"), ("gedaan", "U"), ("heropend", "U")):
        (line,) = log_lines(app, f"doel.{wat}")
        assert (line.actie, line.gebruiker_id, line.client_id) == (actie, wereld.huisarts, wereld.truus)
        assert (line.object_soort, line.object_id) == ("plan", wereld.plan)
        assert (line.grond, line.functie, line.organisatie_id) == ("praktijk", "huisarts", wereld.nazareth)
        assert line.toestemming_id
    written = whole_log(app)
    for secret in ("Zonnebloem", "Margriet", "Truus", "Peeters", "077461848"):
        assert secret not in written


def test_opening_a_form_and_a_line_is_a_look_and_logged(app, als, wereld):
    huisarts = als("huisarts")
    huisarts.get(wijzig(wereld.truus, wereld.doel))
    huisarts.get(regel(wereld.truus, wereld.doel), htmx=True)
    assert [line.client_id for line in log_lines(app, "plan.bewerken")] == [wereld.truus]
    assert [line.client_id for line in log_lines(app, "plan.regel")] == [wereld.truus]


def test_the_day_of_looking_back(app, als, wereld):
    huisarts, url = als("huisarts"), f"/clienten/{wereld.truus}/plan/evaluatie"
    assert "Nog geen dag gekozen" in huisarts.text(client(wereld.truus))
    form = form_in(huisarts.get(url + "?bewerken"), url)
    assert huisarts.post(url, form | {"datum": SOON}).status_code == 303
    assert f"Samen terugkijken {SOON}" in als("wijkverpleging").text(client(wereld.truus))
    assert len(log_lines(app, "evaluatie.gewijzigd")) == 1
    refused = huisarts.post(url, {"datum": "31-02-2027", "was": SOON})
    assert refused.status_code == 422
    assert message_at(refused, "datum").startswith("Fout: Dit is geen datum")
    assert form_in(refused, url)["datum"] == "31-02-2027"
    assert f"Samen terugkijken {SOON}" in huisarts.text(client(wereld.truus))
    assert huisarts.post(url, {"datum": "", "was": SOON}, htmx=True).status_code == 200
    assert "Nog geen dag gekozen" in als("wijkverpleging").text(client(wereld.truus))


def test_every_change_is_one_version(app, als, wereld):
    before = count_in(app, PlanVersie, PlanVersie.plan_id == wereld.plan)
    made = add(als("huisarts"), wereld.truus, "doel", "Elke week vis")
    staat(als("huisarts"), wereld.truus, made, "gedaan")
    assert count_in(app, PlanVersie, PlanVersie.plan_id == wereld.plan) == before + 2
    assert count_in(app, Regel, Regel.id == made) == 1
