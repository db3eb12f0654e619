"""What somebody types for the home care: a message, a value with a decimal comma, a client number, a filter."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.thuiszorg import filter as filters
from overlegtafel.thuiszorg.invoer import MAX_BERICHT, PLAUSIBEL, Getypt, check_bericht, check_nummer
from overlegtafel.thuiszorg.soorten import MATEN, Maat, Notitiesoort, show_getal


def refused(typed: Getypt) -> dict[str, str]:
    with pytest.raises(Ongeldig) as error:
        check_bericht(typed)
    return error.value.velden


@pytest.mark.parametrize(
    ("maat", "waarde", "first", "second"),
    [
        ("bloeddruk", "142/85", 142, 85), ("bloeddruk", " 142 / 85 mmHg", 142, 85), ("gewicht", "71,4", 71.4, None),
        ("gewicht", "71.4 kg", 71.4, None), ("temperatuur", "37,8°", 37.8, None), ("saturatie", "96%", 96, None),
        ("glucose", "6,4 mmol/l", 6.4, None), ("pijn", "0", 0, None), ("temperatuur", "38 graden", 38, None),
    ],
)  # fmt: skip
def test_values_as_people_type_them(maat, waarde, first, second):
    invoer = check_bericht(Getypt("", maat, waarde))
    assert (invoer.soort, invoer.waarde, invoer.waarde2) == (Notitiesoort.METING, first, second)


@pytest.mark.parametrize(
    ("maat", "waarde", "words"),
    [
        ("gewicht", "714", "kan niet kloppen"), ("gewicht", "", "bijvoorbeeld 71,4"), ("bloeddruk", "142", "142/85"),
        ("bloeddruk", "85/142", "kan niet|onderdruk"), ("bloeddruk", "120/120", "onderdruk"), ("pols", "1e2", "getal"),
        ("temperatuur", "nan", "getal"), ("temperatuur", "٣٧", "getal"), ("pijn", "11", "0 van 10 en 10 van 10"),
    ],
)  # fmt: skip
def test_what_cannot_be_says_what_to_do(maat, waarde, words):
    message = refused(Getypt("x", maat, waarde))["waarde"]
    assert any(word in message for word in words.split("|")), message


def test_something_must_be_written_and_not_too_much():
    assert set(refused(Getypt())) == {"tekst"}
    assert set(refused(Getypt("", "", "142/85"))) == {"maat"}
    assert set(refused(Getypt("x", "bloedgroep", "A"))) == {"maat"}
    assert str(MAX_BERICHT + 1) in refused(Getypt("x" * (MAX_BERICHT + 1)))["tekst"]
    assert check_bericht(Getypt("x" * MAX_BERICHT)).soort == Notitiesoort.BERICHT


@given(st.sampled_from(Maat).filter(lambda m: m is not Maat.BLOEDDRUK), st.floats(0, 1))
def test_every_plausible_value_comes_back_as_it_is_shown(maat, part):
    low, high = PLAUSIBEL[maat]
    value = round(low + part * (high - low), MATEN[maat].decimalen)
    typed = show_getal(maat, min(max(value, low), high))
    assert show_getal(maat, check_bericht(Getypt("", maat.value, typed)).waarde) == typed


@given(st.builds(Getypt, st.text(max_size=30), st.text(max_size=12) | st.sampled_from(Maat), st.text(max_size=12)))
@example(Getypt("", "pols", "9" * 400))
def test_nothing_typed_breaks_it(typed):
    try:
        check_bericht(typed)
    except Ongeldig as error:
        assert set(error.velden) <= {"tekst", "maat", "waarde"}


def test_client_numbers():
    assert check_nummer("  12-34 A ") == "12-34 A" and check_nummer("") == ""
    for wrong in ("1" * 41, "<b>", "12%", "a\\b"):
        with pytest.raises(Ongeldig):
            check_nummer(wrong)


def test_a_filter_says_per_field_what_is_wrong():
    with pytest.raises(Ongeldig) as error:
        filters.read_filter(filters.Getypt(soort="letop", van="morgen", organisatie="x", woorden="?"))
    assert set(error.value.velden) == {"soort", "van", "organisatie", "woorden"}
    assert filters.read_filter(filters.Getypt()).is_leeg
    wanted = filters.read_filter(filters.Getypt(soort="meting", van="1-11-2026", woorden="Wónd rood"))
    assert wanted.soort is Notitiesoort.METING and wanted.woorden == ("wond", "rood") and wanted.periode.begin
