"""The page is half an A4: what does not fit is refused with what to do, and the text stays."""

import re
from datetime import timedelta

import pytest

from overlegtafel.core.datums import show_date, today
from overlegtafel.plannen.models import PlanVersie, Regel
from tests.persona import readable
from tests.plannen.hulp import (
    add,
    check_print,
    client,
    count_in,
    form_in,
    log_lines,
    message_at,
    nieuw,
    open_form,
    regel,
    staat,
    wijzig,
)

LONG = "Samen met de buurt en de dochter elke week de boodschappen doen en daarna koffie drinken in de buurtkamer. "


def _fill(persona, wereld) -> str:
    """Goals until one does not fit; returns the text that was refused."""
    for number in range(40):
        text = f"{number}. {LONG * 3}".strip()
        if persona.post(nieuw(wereld.truus, "doel"), {"tekst": text}).status_code == 422:
            return text
    raise AssertionError("forty long goals fitted on half an A4")


def test_what_does_not_fit_is_refused_and_stays_typed(app, als, wereld):
    huisarts = als("huisarts")
    refused = _fill(huisarts, wereld)
    lines, versions = count_in(app, Regel), count_in(app, PlanVersie)
    logged = len(log_lines(app, "doel.gemaakt"))
    url = nieuw(wereld.truus, "doel")
    answer = huisarts.post(url, {"tekst": refused})
    assert answer.status_code == 422
    message = message_at(answer, "tekst")
    assert re.search(r"past niet meer op de halve A4: \d+ regels? te veel", message)
    assert "Kort deze tekst in" in message and "uw eigen dossier" in message
    assert form_in(answer, url)["tekst"] == refused
    assert (count_in(app, Regel), count_in(app, PlanVersie)) == (lines, versions)
    assert len(log_lines(app, "doel.gemaakt")) == logged
    assert refused not in als("wijkverpleging").text(client(wereld.truus))
    check_print(huisarts.get(f"{client(wereld.truus)}/plan.pdf").data)


def test_a_full_page_refuses_every_way_to_make_it_longer(als, wereld):
    huisarts = als("huisarts")
    _fill(huisarts, wereld)
    soon = show_date(today() + timedelta(days=3))
    base = f"{client(wereld.truus)}/betrokkenen"
    owner = {"eigenaar": f"b:{wereld.truus_wv}", "datum": soon}
    for url, form, field in (
        (nieuw(wereld.truus, "afspraak"), {"tekst": LONG * 3} | owner, "tekst"),
        (nieuw(wereld.truus, "signaal"), {"tekst": LONG * 3}, "tekst"),
        (wijzig(wereld.truus, wereld.wie), {"tekst": LONG * 3 + LONG[:60], "versie": "1"}, "tekst"),
        (f"{base}/nieuw", {"naam": "Iemand", "doel": LONG[:100]}, "doel"),
    ):
        while True:
            answer = huisarts.post(url, form)
            if answer.status_code != 303:
                break
        assert answer.status_code == 422, url
        assert "past niet meer" in message_at(answer, field)
        assert form_in(answer, url).get(field, "").strip() == form[field].strip()


def test_finishing_makes_room_and_reopening_is_refused_when_full(als, wereld):
    huisarts = als("huisarts")
    made = add(huisarts, wereld.truus, "doel", (LONG * 3).strip())
    refused = _fill(huisarts, wereld)
    assert staat(huisarts, wereld.truus, made, "gedaan").status_code == 303
    assert huisarts.post(nieuw(wereld.truus, "doel"), {"tekst": refused}).status_code == 303
    answer = staat(huisarts, wereld.truus, made, "open")
    assert answer.status_code == 422
    assert "past niet meer" in readable(answer)
    assert "bereikt Samen met de buurt" in als("wijkverpleging").text(client(wereld.truus))


def test_somebody_may_leave_a_full_table(als, wereld):
    huisarts = als("huisarts")
    _fill(huisarts, wereld)
    answer = huisarts.post(f"{client(wereld.truus)}/betrokkenen/{wereld.truus_dochter}/weg", {"versie": "1"})
    assert answer.status_code == 303


def test_the_room_left_while_typing(app, als, wereld):
    huisarts, url = als("huisarts"), f"{client(wereld.truus)}/plan/ruimte"

    def room(text: str) -> str:
        answer = huisarts.post(url, {"soort": "doel", "regel_id": str(wereld.doel), "tekst": text}, htmx=True)
        assert answer.status_code == 200
        return readable(answer)

    def lines(text: str) -> int:
        return int(re.search(r"Nog ruimte voor (\d+) regel", room(text))[1])

    assert lines("kort") > lines(LONG * 3)
    assert lines("") >= lines("kort")
    before = count_in(app, Regel)
    _fill(huisarts, wereld)
    assert "te veel voor de halve A4" in room(LONG * 3)
    # Longer than a line may be is no matter of room.
    assert "er is plaats voor 400" in room("woord " * 400)
    assert count_in(app, Regel) > before


@pytest.mark.parametrize("soort", ["doel", "afspraak", "signaal"])
def test_the_room_shown_is_the_room_there_is(als, wereld, soort):
    """What the form shows for a draft is what saving it does."""
    huisarts, url = als("huisarts"), nieuw(wereld.truus, soort)
    extra = {"eigenaar": f"b:{wereld.truus_wv}", "datum": show_date(today())} if soort == "afspraak" else {}
    seen = set()
    for _ in range(30):
        shown = readable(
            huisarts.post(f"{client(wereld.truus)}/plan/ruimte", {"soort": soort, "regel_id": "", "tekst": LONG})
        )
        answer = huisarts.post(url, {"tekst": LONG} | extra)
        assert (answer.status_code == 422) == ("te veel" in shown)
        seen.add(answer.status_code)
        if answer.status_code == 422:
            break
    assert seen == {303, 422}


def test_the_room_of_one_of_two_equal_agreements(als, wereld):
    """Editing one of two that read the same does not take the other off the page."""
    huisarts = als("huisarts")
    text = (LONG * 3).strip()
    soon = show_date(today() + timedelta(days=3))
    one, _two = (
        add(huisarts, wereld.truus, "afspraak", text, eigenaar=f"b:{wereld.truus_wv}", datum=soon) for _ in range(2)
    )
    whole = readable(huisarts.get(wijzig(wereld.truus, wereld.doel), htmx=True))
    same = readable(huisarts.get(wijzig(wereld.truus, one), htmx=True))
    room = r"Nog ruimte voor (\d+) regel"
    assert re.search(room, whole)[1] == re.search(room, same)[1]


def test_the_room_of_a_page_is_not_for_everybody(als, wereld):
    url, form = f"{client(wereld.truus)}/plan/ruimte", {"soort": "doel", "tekst": "x"}
    assert als("assistent").post(url, form).status_code == 403
    assert als("gezinsregisseur").post(url, form).status_code == 404


def test_a_line_may_be_shortened_on_a_full_page(als, wereld):
    huisarts = als("huisarts")
    made = add(huisarts, wereld.truus, "doel", (LONG * 3).strip())
    _fill(huisarts, wereld)
    url = wijzig(wereld.truus, made)
    assert huisarts.post(url, open_form(huisarts, url) | {"tekst": "Kort"}).status_code == 303
    assert "Kort" in readable(huisarts.get(regel(wereld.truus, made), htmx=True))
