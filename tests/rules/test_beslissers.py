"""Who decides about consent, against a reference that asks who said yes and whose yes is needed."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from overlegtafel.clienten.beslissers import (
    SOORTEN,
    Beslisser,
    age_on,
    check_vertegenwoordiger,
    may_decide,
)
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.toegang.domein import Besluit

OUDERS = {"ouder", "voogd"}
VOOR_VOLWASSENEN = {"curator", "mentor"}

leeftijden = st.integers(0, 110) | st.sampled_from([11, 12, 15, 16, 17, 18])
soorten = st.sampled_from(sorted(SOORTEN))


@st.composite
def situaties(draw) -> dict:
    """Who speaks, and who represents this client; who speaks as representative is one of those."""
    wie = draw(st.sampled_from(Beslisser))
    everybody = draw(st.lists(soorten, max_size=3))
    known = wie is not Beslisser.CLIENT and everybody and draw(st.integers(0, 9))
    soort = draw(st.sampled_from(everybody)) if known else None
    return {"wie": wie, "leeftijd": draw(leeftijden), "soort": soort, "soorten": everybody}


def who_speaks(wie: Beslisser, soort: str | None) -> set[str]:
    return ({"client"} if wie is not Beslisser.VERTEGENWOORDIGER else set()) | ({soort} if soort else set())


def yes_counts(wie: Beslisser, leeftijd: int, soort: str | None, soorten: list[str]) -> bool:
    """The reference for a yes: the people whose yes is needed, among those who say it."""
    if wie is not Beslisser.CLIENT and soort is None:
        return False
    speaks = who_speaks(wie, soort)
    if leeftijd < 12:
        return bool(speaks & OUDERS)
    if leeftijd < 16:
        return "client" in speaks and bool(speaks & OUDERS)
    if leeftijd >= 18 and speaks & OUDERS:
        return False
    if set(soorten) & VOOR_VOLWASSENEN:
        return bool(speaks & VOOR_VOLWASSENEN)
    # A parent may stand beside somebody of 16 or 17, not in front.
    return speaks not in ({"ouder"}, {"voogd"})


@given(situaties())
@example({"wie": Beslisser.VERTEGENWOORDIGER, "leeftijd": 16, "soort": "ouder", "soorten": ["ouder"]})
@example({"wie": Beslisser.SAMEN, "leeftijd": 17, "soort": "ouder", "soorten": ["ouder"]})
@example({"wie": Beslisser.CLIENT, "leeftijd": 40, "soort": None, "soorten": ["mentor"]})
@example({"wie": Beslisser.VERTEGENWOORDIGER, "leeftijd": 40, "soort": "gemachtigde", "soorten": ["gemachtigde"]})
def test_a_yes_counts_when_those_say_it_whose_yes_is_needed(situatie):
    message = may_decide(besluit=Besluit.JA, **situatie)
    assert (message is None) == yes_counts(**situatie)
    # A refusal says what to do; it names nobody.
    assert message is None or (message.endswith(".") and len(message.split()) > 5)


@given(situaties())
def test_the_client_may_always_say_no_and_so_may_any_representative_of_now(situatie):
    message = may_decide(besluit=Besluit.NEE, **situatie)
    if situatie["wie"] is Beslisser.CLIENT:
        assert message is None
    elif situatie["soort"] is None:
        assert message is not None, "nobody in particular cannot decide"
    else:
        assert (message is None) == (situatie["leeftijd"] < 18 or situatie["soort"] not in OUDERS)


@given(situaties())
def test_whoever_may_say_yes_may_say_no(situatie):
    if may_decide(besluit=Besluit.JA, **situatie) is None:
        assert may_decide(besluit=Besluit.NEE, **situatie) is None


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40_000))
@example(date(2008, 2, 29), 366 + 365)
def test_age_is_the_number_of_birthdays_there_were(geboren, days):
    dag = geboren + timedelta(days=days)

    def birthday(year: int) -> date:
        try:
            return geboren.replace(year=year)
        except ValueError:
            return date(year, 3, 1)

    assert age_on(geboren, dag) == sum(birthday(year) <= dag for year in range(geboren.year + 1, dag.year + 1))


def test_a_representative_is_cleaned_and_needs_a_name_and_a_kind():
    goed = {"naam": "  Ans \u202e van  den Berg ", "soort_vertegenwoordiger": "mentor", "telefoon": "0433501234"}
    who = check_vertegenwoordiger(goed)
    assert (who.naam, who.soort, who.telefoon) == ("Ans van den Berg", "mentor", "043 350 1234")
    for wrong, field in (
        ({"naam": "\u200b"}, "naam"),
        ({"naam": "x" * 61}, "naam"),
        ({"soort_vertegenwoordiger": "buurman"}, "soort_vertegenwoordiger"),
        ({"telefoon": "geen idee"}, "telefoon"),
    ):
        with pytest.raises(Ongeldig) as refused:
            check_vertegenwoordiger(goed | wrong)
        assert set(refused.value.velden) == {field}, wrong
    with pytest.raises(Ongeldig) as refused:
        check_vertegenwoordiger({})
    assert set(refused.value.velden) == {"naam", "soort_vertegenwoordiger"}
