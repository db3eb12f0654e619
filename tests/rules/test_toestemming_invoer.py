"""What was filled in about consent: every value the form offers is taken, anything else gets a message at its field."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.clienten.beslissers import Beslisser
from overlegtafel.clienten.teksten import UITLEG, make_tekst, make_vraag
from overlegtafel.clienten.toestemming_invoer import check_beslissing, check_keuzes, check_uitzondering
from overlegtafel.core.datums import show_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.toegang.domein import TOESTEMMINGSDOMEINEN, Besluit, Domein, Soort

WIE = UUID(int=7)
GOED = {"wie": "client", "hoe": "mondeling", "tot": ""}


def refused(check, form) -> set[str]:
    with pytest.raises(Ongeldig) as error:
        check(form)
    assert all(message.endswith((".", "?")) for message in error.value.velden.values())
    return set(error.value.velden)


def test_who_how_and_until_when():
    beslissing = check_beslissing(GOED)
    assert (beslissing.wie, beslissing.vertegenwoordiger_id, beslissing.tot) == (Beslisser.CLIENT, None, None)
    for typed, who in ((f"v:{WIE}", Beslisser.VERTEGENWOORDIGER), (f"s:{WIE}", Beslisser.SAMEN)):
        beslissing = check_beslissing(GOED | {"wie": typed, "tot": show_date(today())})
        assert (beslissing.wie, beslissing.vertegenwoordiger_id, beslissing.tot) == (who, WIE, today())
    soon = today() + timedelta(days=40)
    short = f"{soon.day}-{soon.month}-{soon.year % 100:02}"
    assert check_beslissing(GOED | {"tot": short}).tot == soon, "two digits are a year to come"


@pytest.mark.parametrize("typed", ["", "Client", "v:", "v:x", f"x:{WIE}", f"{WIE}", f"v:{WIE}x"])
def test_nobody_in_particular_did_not_decide(typed):
    assert refused(check_beslissing, GOED | {"wie": typed}) == {"wie"}


@pytest.mark.parametrize("typed", ["onzin", "31-2-2030", "1-1-2001", "1-1-2190", "9" * 40])
def test_an_end_date_is_a_day_to_come(typed):
    assert refused(check_beslissing, GOED | {"tot": typed}) == {"tot"}


def test_each_wrong_field_is_told_at_once():
    yesterday = show_date(today() - timedelta(days=1))
    assert refused(check_beslissing, {"wie": "?", "hoe": "?", "tot": yesterday}) == {"wie", "hoe", "tot"}
    assert refused(check_uitzondering, {}) == {"voor", "besluit"}


@given(st.dictionaries(st.sampled_from([d.value for d in TOESTEMMINGSDOMEINEN]), st.sampled_from(["ja", "nee", ""])))
def test_every_choice_is_read_as_it_was_made_and_what_was_not_asked_stays_open(chosen):
    found = check_keuzes({f"mag-{domein}": typed for domein, typed in chosen.items()})
    assert set(found) == set(TOESTEMMINGSDOMEINEN)
    assert {d.value: (b.value if b else "") for d, b in found.items()} == {
        d.value: chosen.get(d.value, "") for d in TOESTEMMINGSDOMEINEN
    }


def test_a_choice_that_is_not_offered_is_refused_and_beheer_is_never_asked_about():
    assert refused(check_keuzes, {"mag-ggz": "misschien"}) == {"keuzes"}
    assert Domein.BEHEER not in check_keuzes({"mag-beheer": "ja"})


def test_an_exception_names_one_organisatie_or_one_kind():
    found = check_uitzondering({"voor": f"o:{WIE}", "soort": "", "besluit": "nee"})
    assert (found.organisatie_id, found.domein, found.soort, found.besluit) == (WIE, None, None, Besluit.NEE)
    found = check_uitzondering({"voor": "d:ggz", "soort": "thuiszorg", "besluit": "ja"})
    assert (found.organisatie_id, found.domein, found.soort) == (None, Domein.GGZ, Soort.THUISZORG)
    assert refused(check_uitzondering, {"voor": "d:ggz", "soort": "", "besluit": "ja"}) == {"soort"}
    for voor in ("", "d:", "d:beheer", "d:onzin", "o:x", "ggz"):
        assert refused(check_uitzondering, {"voor": voor, "soort": "plan", "besluit": "ja"}) == {"voor"}, voor
    assert refused(check_uitzondering, {"voor": "d:ggz", "soort": "?", "besluit": "?"}) == {"soort", "besluit"}


def test_the_text_holds_the_explanation_the_question_and_how_long():
    vragen = {make_vraag(domein=domein, soort=soort) for domein in TOESTEMMINGSDOMEINEN for soort in (None, *Soort)}
    assert len(vragen) == len(TOESTEMMINGSDOMEINEN) * (1 + len(Soort)), "each question reads differently"
    vraag = make_vraag(domein=None, organisatie="Envida", soort=Soort.PLAN)
    assert vraag == "Mogen de mensen van Envida uw plan zien?"
    assert make_tekst(vraag, None).split("\n") == [*UITLEG, vraag, "Dit geldt tot u iets anders kiest."]
    assert make_tekst(vraag, today()).endswith(f"Dit geldt tot en met {show_date(today())}.")
