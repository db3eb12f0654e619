"""Why an item stands there, in words; and what is typed when somebody brings a client in."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.overleggen.inbrenginvoer import MAX_VRAAG, check_inbreng, check_minuten
from overlegtafel.overleggen.waarom import DOORGESCHOVEN, INBRENG, SOORTEN, list_redenen, say


@dataclass(frozen=True)
class Rij:
    """A row of Agendareden, as far as words go."""

    bron: str
    datum: date | None = None
    tekst: str = ""
    door: None = None


BRONNEN = (INBRENG, DOORGESCHOVEN, "terugkomen", "afspraak", "evaluatie", "kwetsbaar", "vraag", "verwijzing")
rijen = st.builds(
    Rij,
    bron=st.sampled_from(BRONNEN),
    datum=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    tekst=st.text(max_size=20),
)


@given(st.lists(rijen, max_size=12))
def test_each_source_is_said_once_and_every_question_is(rows):
    found = list_redenen(rows)
    asked = [r.tekst for r in rows if r.bron == INBRENG and r.tekst]
    assert [r.tekst for r in found if r.tekst] == asked
    assert len(found) - len(asked) == len({r.bron for r in rows} - {INBRENG})
    assert all(r.woorden for r in found)
    # What is in an agreement or a question of a source is never said.
    assert all(r.tekst in asked for r in found if r.tekst)


@given(st.lists(rijen, max_size=12))
def test_what_may_not_be_heard_leaves_no_trace(rows):
    assert list_redenen(rows, zonder=("verwijzing",)) == list_redenen([r for r in rows if r.bron != "verwijzing"])


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=2, max_size=9, unique=True))
def test_of_one_source_the_oldest_counts(dagen):
    (reden,) = list_redenen([Rij("afspraak", d) for d in dagen])
    assert reden == say("afspraak", min(dagen))
    (reden,) = list_redenen([Rij(DOORGESCHOVEN, d) for d in dagen])
    assert f"Al {len(dagen)} keer" in reden.woorden and reden.dag == say("afspraak", min(dagen)).dag


def test_a_source_without_words_of_its_own_still_says_something():
    assert say("nieuw", date(2026, 11, 2) - timedelta(days=400)).woorden == "Wacht sinds"
    assert say("verwijzing", None).woorden == "Staat hier omdat er iets wacht"


@given(st.text(max_size=40))
def test_minutes_are_a_number_that_fits_or_nothing(typed):
    try:
        minuten = check_minuten(typed)
    except Ongeldig as error:
        assert list(error.velden) == ["minuten"]
    else:
        assert 1 <= minuten <= 120 and str(minuten) == clean_line(typed).lstrip("0")


@given(
    tekst=st.text(max_size=400),
    wat=st.sampled_from([*SOORTEN, "", "x"]),
    overleg=st.sampled_from([str(uuid4()), "", "x"]),
)
def test_what_was_typed_is_taken_or_refused_per_field(tekst, wat, overleg):
    form = {"tekst": tekst, "wat": wat, "overleg": overleg}
    try:
        found = check_inbreng(form)
    except Ongeldig as error:
        assert set(error.velden) <= set(form) and all(error.velden.values())
    else:
        assert wat in SOORTEN and 0 < len(found.vraag) <= MAX_VRAAG and found.minuten is None


@pytest.mark.parametrize("veld", ["tekst", "wat", "overleg"])
def test_each_missing_field_is_named(veld):
    form = {"tekst": "Wat nu?", "wat": "triage", "overleg": str(uuid4())}
    with pytest.raises(Ongeldig) as error:
        check_inbreng(form | {veld: ""})
    assert list(error.value.velden) == [veld]
