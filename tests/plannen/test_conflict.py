"""Two people change the same thing: the second sees both texts and chooses; nothing anyone typed is dropped."""

import pytest

from overlegtafel.plannen.models import Regel
from tests.persona import readable
from tests.plannen.hulp import client, count_in, form_in, log_lines, nieuw, open_form, regel, staat, wijzig


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_second_sees_both_texts_and_can_save_their_own(app, als, wereld, htmx):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = wijzig(wereld.truus, wereld.doel)
    stale = open_form(wijkverpleging, url)
    assert huisarts.post(url, open_form(huisarts, url) | {"tekst": "Weer naar buiten"}).status_code == 303

    conflict = wijkverpleging.post(url, stale | {"tekst": "Sterkere benen"}, htmx=htmx)
    assert conflict.status_code == 409
    seen = readable(conflict)
    assert "Els Peeters schreef: Weer naar buiten" in seen
    form = form_in(conflict, url)
    assert form["tekst"] == "Sterkere benen"
    assert "Weer naar buiten" in huisarts.text(client(wereld.truus)), "nothing changed yet"
    assert len(log_lines(app, "doel.gewijzigd")) == 1

    assert wijkverpleging.post(url, form).status_code == 303
    text = huisarts.text(client(wereld.truus))
    assert "Sterkere benen" in text and "Weer naar buiten" not in text
    assert "Weer naar buiten" in huisarts.text(f"{client(wereld.truus)}/geschiedenis"), "the other text is kept"


def test_the_second_can_leave_the_other_text(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = wijzig(wereld.truus, wereld.doel)
    stale = open_form(wijkverpleging, url)
    huisarts.post(url, open_form(huisarts, url) | {"tekst": "Weer naar buiten"})
    conflict = wijkverpleging.post(url, stale | {"tekst": "Sterkere benen"})
    assert f'href="{regel(wereld.truus, wereld.doel)}"' in conflict.get_data(as_text=True)
    assert "De andere laten staan" in readable(conflict)
    line = wijkverpleging.get(regel(wereld.truus, wereld.doel), htmx=True)
    assert "Weer naar buiten" in readable(line)


def test_a_third_who_saves_meanwhile_makes_a_new_conflict(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = wijzig(wereld.truus, wereld.doel)
    stale = open_form(wijkverpleging, url)
    huisarts.post(url, open_form(huisarts, url) | {"tekst": "Eerste"})
    first = form_in(wijkverpleging.post(url, stale | {"tekst": "Mijn tekst"}), url)
    huisarts.post(url, open_form(huisarts, url) | {"tekst": "Tweede"})
    again = wijkverpleging.post(url, first)
    assert again.status_code == 409
    assert "Tweede" in readable(again) and form_in(again, url)["tekst"] == "Mijn tekst"


def test_a_stale_finish_shows_how_it_stands_now(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = regel(wereld.truus, wereld.doel) + "/staat"
    stale = form_in(wijkverpleging.get(client(wereld.truus)), url)
    edit = wijzig(wereld.truus, wereld.doel)
    huisarts.post(edit, open_form(huisarts, edit) | {"tekst": "Weer naar buiten"})
    answer = wijkverpleging.post(url, stale | {"staat": "gedaan"})
    assert answer.status_code == 409
    assert "Weer naar buiten" in readable(answer) and "net gewijzigd" in readable(answer)
    assert "Afgerond" not in huisarts.text(client(wereld.truus))
    # From what is shown now it can be done after all.
    assert wijkverpleging.post(url, form_in(answer, url) | {"staat": "gedaan"}).status_code == 303


def test_editing_what_another_finished_says_so(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    url = wijzig(wereld.truus, wereld.afspraak)
    stale = open_form(wijkverpleging, url)
    staat(huisarts, wereld.truus, wereld.afspraak, "gedaan")
    answer = wijkverpleging.post(url, stale | {"tekst": "Rollator vervangen"})
    assert answer.status_code == 409
    assert "gedaan" in readable(answer) and form_in(answer, url)["tekst"] == "Rollator vervangen"


@pytest.mark.parametrize("soort", ["wie", "veranderwens"])
def test_two_people_fill_in_the_same_empty_place(app, als, wereld, soort):
    huisarts, sociaalteam = als("huisarts"), als("sociaalteam")
    url = nieuw(wereld.moeder, soort)
    place = {"voor": str(wereld.moeder)}
    stale = form_in(sociaalteam.get(f"{url}?voor={wereld.moeder}"), url)
    assert stale["voor"] == str(wereld.moeder)
    first = huisarts.post(url, place | {"tekst": "Ik ben Nadia"})
    assert first.status_code == 303
    conflict = sociaalteam.post(url, stale | {"tekst": "Nadia zingt graag"})
    assert conflict.status_code == 409
    assert "Els Peeters schreef: Ik ben Nadia" in readable(conflict)
    made = first.headers["Location"].rpartition("#regel-")[2]
    own = form_in(conflict, wijzig(wereld.moeder, made))
    assert own["tekst"] == "Nadia zingt graag"
    assert sociaalteam.post(wijzig(wereld.moeder, made), own).status_code == 303
    assert "Nadia zingt graag" in huisarts.text(client(wereld.moeder))
    assert count_in(app, Regel, Regel.client_id == wereld.moeder, Regel.soort == soort) == 1


def test_different_lines_do_not_get_in_each_others_way(als, wereld):
    huisarts, wijkverpleging = als("huisarts"), als("wijkverpleging")
    a, b = wijzig(wereld.truus, wereld.doel), wijzig(wereld.truus, wereld.afspraak)
    one, two = open_form(huisarts, a), open_form(wijkverpleging, b)
    assert huisarts.post(a, one | {"tekst": "Lijn een"}).status_code == 303
    assert wijkverpleging.post(b, two | {"tekst": "Lijn twee"}).status_code == 303
    text = huisarts.text(client(wereld.truus))
    assert "Lijn een" in text and "Lijn twee" in text
