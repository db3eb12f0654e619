"""Names in their parts: how they are said, and where they stand in a list."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.namen import Naam, Naamgebruik, normalise

woorden = st.text("abcdefghijklmnopqrstuvwxyzéëüçøß", min_size=1, max_size=10).map(str.capitalize)
voorvoegsels = st.sampled_from(["", "van", "de", "van den", "van 't", "in 't", "d'"])
namen = st.builds(
    Naam,
    achternaam=woorden,
    voorvoegsel=voorvoegsels,
    voornaam=st.just("") | woorden,
    roepnaam=st.just("") | woorden,
    partner_voorvoegsel=voorvoegsels,
    partner_achternaam=st.just("") | woorden,
    gebruik=st.sampled_from([g.value for g in Naamgebruik]),
)


@pytest.mark.parametrize(
    "gebruik, said",
    [
        ("E", "Truus van den Berg"),
        ("N", "Truus van den Berg-de Jong"),
        ("P", "Truus de Jong"),
        ("V", "Truus de Jong-van den Berg"),
    ],
)
def test_somebody_with_a_partner_is_called_as_they_want(gebruik, said):
    naam = Naam(
        "Berg", "van den", roepnaam="Truus", partner_voorvoegsel="de", partner_achternaam="Jong", gebruik=gebruik
    )
    assert naam.voluit == said


@pytest.mark.parametrize("gebruik", list(Naamgebruik))
def test_without_a_partner_it_is_the_own_name(gebruik):
    assert Naam("Berg", "van den", roepnaam="Truus", gebruik=gebruik).voluit == "Truus van den Berg"


def test_the_list_goes_by_surname_without_voorvoegsel():
    people = [
        Naam("Berg", "van den", roepnaam="Truus"),
        Naam("Aarts", "van", roepnaam="Zoë"),
        Naam("Böçker", roepnaam="Gerrit"),
        Naam("Bock", roepnaam="Ans"),
        Naam("Berg", roepnaam="An"),
        Naam("Zwart", roepnaam="Els", partner_achternaam="Bakker", gebruik="V"),
        Naam("Zwart", roepnaam="Mia", partner_achternaam="Bakker", gebruik="N"),
    ]
    assert [p.voluit for p in sorted(people, key=lambda p: p.sorteersleutel)] == [
        "Zoë van Aarts", "Els Bakker-Zwart", "An Berg", "Truus van den Berg", "Ans Bock", "Gerrit Böçker",
        "Mia Zwart-Bakker",
    ]  # fmt: skip


@given(namen, voorvoegsels, voorvoegsels)
def test_a_voorvoegsel_never_moves_somebody_in_the_list(naam, own, partner):
    other = Naam(naam.achternaam, own, naam.voornaam, naam.roepnaam, partner, naam.partner_achternaam, naam.gebruik)
    assert other.sorteersleutel == naam.sorteersleutel


@given(namen)
def test_every_name_is_said_without_loose_signs(naam):
    assert naam.voluit == " ".join(naam.voluit.split())
    assert not naam.voluit.startswith("-") and not naam.voluit.endswith("-")
    called = naam.roepnaam or naam.voornaam
    assert naam.voluit.startswith(called)
    uses_partner = naam.partner_achternaam and naam.gebruik != "E"
    assert (naam.partner_achternaam if uses_partner else naam.achternaam) in naam.voluit


@given(st.text())
def test_normalising_twice_changes_nothing_and_leaves_only_plain_words(text):
    plain = normalise(text)
    assert normalise(plain) == plain
    assert plain == plain.strip() and "  " not in plain
    assert all(c.isalnum() or c == " " for c in plain)


@given(st.text("aeiouncs", min_size=1, max_size=8), st.sampled_from("\u0301\u0308\u0327\u0302\u0303"), st.booleans())
def test_accents_and_capitals_do_not_matter(word, accent, upper):
    accented = unicodedata.normalize("NFC", accent.join([*word, ""]))
    assert normalise(accented.upper() if upper else accented) == normalise(word)


@pytest.mark.parametrize(
    "typed, plain",
    [
        ("Böçker-d’Hondt", "bocker d hondt"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("van 't Groß", "van t gross"),
        ("", ""),
    ],
)
def test_normalise(typed, plain):
    assert normalise(typed) == plain


def test_the_whole_surname_and_no_part_of_it():
    """For emergency access and for the FG alike: own or partner's, each with or without voorvoegsel, or as used."""
    naam = Naam("Berg", "van den", roepnaam="Truus", partner_voorvoegsel="de", partner_achternaam="Groot", gebruik="V")
    for typed in ("berg", "Van den Berg", "Groot", "De Groot", "de groot-van den berg", " bérg "):
        assert naam.has_surname(typed), typed
    for typed in ("", " -", "ber", "den Berg", "Truus Berg", "de", "de Berg"):
        assert not naam.has_surname(typed), typed
    assert not Naam("Berg").has_surname("")
