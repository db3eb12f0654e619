"""The sociale kaart: what an organisation may fill in, how fresh a place is, and which places fit a question."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.core.namen import normalise
from overlegtafel.verwijzingen.kaartinvoer import MAX, MAX_WIJK, MEESTE_WIJKEN, check_plek, check_ruimte
from overlegtafel.verwijzingen.kaartregels import (
    MEESTE_BIJ,
    Versheid,
    Zoek,
    how_fresh,
    last_sign,
    parse_words,
    pick_fitting,
    say_ago,
    search_text,
    serves,
)

# A Wednesday.
NU = datetime(2026, 11, 18, 11, tzinfo=UTC)
VRAGEN = ("Financiële problemen", "Verhuizen en wonen")
GOED = {
    "naam": "Spreekuur",
    "wat": "Hulp bij de post.",
    "telefoon": "043-3501234",
    "ruimte": "ja",
    "hulpvragen": VRAGEN[0],
}


@dataclass
class Plek:
    leefgebieden: list = field(default_factory=list)
    hulpvragen: list = field(default_factory=list)
    wijken: list = field(default_factory=list)
    ruimte: str = "ja"
    bevestigd_op: datetime = NU
    gebruikt_op: datetime | None = None


DAGEN = st.integers(0, 1500)
PLEKKEN = st.builds(
    Plek,
    leefgebieden=st.lists(st.sampled_from(list(LEEFGEBIEDEN)), unique=True),
    hulpvragen=st.lists(st.sampled_from(VRAGEN), unique=True),
    wijken=st.lists(st.sampled_from(["Nazareth", "Limmel"]), unique=True),
    ruimte=st.sampled_from(["", "ja", "wachten", "vol"]),
    bevestigd_op=DAGEN.map(lambda days: NU - timedelta(days=days)),
    gebruikt_op=st.none() | DAGEN.map(lambda days: NU - timedelta(days=days)),
)


def refused(**values) -> dict[str, str]:
    with pytest.raises(Ongeldig) as error:
        check_plek(MultiDict(GOED | values), hulpvragen=VRAGEN)
    return error.value.velden


@given(st.dictionaries(st.sampled_from([*GOED, "bereik", "wijken", "team", "leefgebieden"]), st.text(max_size=400)))
def test_whatever_is_typed_fits_the_columns_or_is_refused_with_words(typed):
    try:
        found = check_plek(MultiDict(GOED | typed), hulpvragen=VRAGEN)
    except Ongeldig as error:
        assert all(error.velden.values())
        return
    assert found.naam and found.wat and (found.telefoon or found.bereik)
    assert all(len(getattr(found, name)) <= most for name, most in MAX.items()) and len(found.telefoon) <= 20
    assert len(found.wijken) <= MEESTE_WIJKEN and all(len(name) <= MAX_WIJK for name in found.wijken)
    assert set(found.hulpvragen) <= set(VRAGEN) and set(found.leefgebieden) <= LEEFGEBIEDEN.keys()
    assert len(search_text(found.naam, found.wat, "x", found.hulpvragen, found.wijken, bereik=found.bereik)) <= 1000


def test_what_is_missing_is_said_at_its_field():
    assert "naam" in refused(naam=" ") and "wat" in refused(wat="") and "ruimte" in refused(ruimte="misschien")
    assert (
        "bereikt" in refused(telefoon="")["telefoon"]
        and "geen telefoonnummer" in refused(telefoon="bel maar")["telefoon"]
    )
    assert "minstens één" in refused(hulpvragen="")["hulpvragen"]
    assert "komma" in refused(wijken="a" * 41)["wijken"]


def test_wijken_are_written_as_the_others_do_and_each_once():
    form = MultiDict(GOED | {"wijken": "nazareth, , LIMMEL; Heer\nheer , …"})
    assert check_plek(form, hulpvragen=VRAGEN, wijken=["Nazareth"]).wijken == ["Nazareth", "LIMMEL", "Heer"]


@given(st.text(max_size=20))
def test_a_button_says_one_of_three_things_or_nothing(typed):
    assert check_ruimte(typed) in ("", "ja", "wachten", "vol")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "vandaag"), (1, "gisteren"), (3, "3 dagen geleden"), (8, "vorige week"), (10, "2 weken geleden"),
     (21, "3 weken geleden"), (70, "2 maanden geleden"), (200, "6 maanden geleden"), (800, "2 jaar geleden")],
)  # fmt: skip
def test_how_long_ago_in_words(days, words):
    assert say_ago(NU - timedelta(days=days), NU) == words


@given(PLEKKEN, PLEKKEN)
def test_a_place_gets_no_fresher_by_waiting_and_use_keeps_it_fresh(one, other):
    kinds = list(Versheid)
    if last_sign(one) >= last_sign(other):
        assert kinds.index(how_fresh(one, NU)) <= kinds.index(how_fresh(other, NU))
    one.gebruikt_op = NU
    assert how_fresh(one, NU) is Versheid.VERS
    assert how_fresh(one, NU + timedelta(days=200)) is Versheid.LANG
    assert how_fresh(one, NU + timedelta(days=600)) is Versheid.TE_LANG


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=3))
def test_a_place_is_found_by_every_word_of_it(naam, lists):
    text = search_text(naam, "", "", lists)
    assert all(f" {word}" in text for word in parse_words(naam))


@given(st.lists(PLEKKEN, max_size=12), st.sampled_from(["", "Nazareth", "limmel"]), st.sampled_from(["", *VRAGEN]))
def test_beside_a_question_stands_who_is_there_for_it(plekken, wijk, vraag):
    zoek = Zoek(wijk=wijk, hulpvragen=(vraag,) if vraag else ())
    found = pick_fitting(plekken, zoek, NU)
    assert len(found) <= MEESTE_BIJ
    for plek in found:
        assert serves(plek, zoek) and how_fresh(plek, NU) is not Versheid.TE_LANG
        assert not wijk or not plek.wijken or normalise(wijk) in map(normalise, plek.wijken)
    full = [plek.ruimte == "vol" for plek in found]
    assert full == sorted(full), "what is full comes last"
    if len(found) < MEESTE_BIJ:
        left = [p for p in plekken if not any(p is f for f in found)]
        assert not [p for p in left if serves(p, zoek) and how_fresh(p, NU) is not Versheid.TE_LANG]
