"""A kind of referral as beheer fills it in: what is taken can be referred and answered, and no key ever changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.verwijzingen.regels import AANGEMELD, EINDES, VANZELF, Regels
from overlegtafel.verwijzingen.soortinvoer import (
    MEESTE_HULPVRAGEN,
    STAPPEN,
    check_soort,
    make_sleutel,
    read_rows,
    show_rows,
)
from overlegtafel.verwijzingen.standaard import SOORTEN

DAGEN = {"dagen_week": "3", "dagen_geen": "5", "dagen_opnieuw": "2", "dagen_terug": "3", "dagen_stil": "20"}
NU = {name: SOORTEN[0][name] for name in ("hulpvragen", "uitkomsten", "stappen")}


def stored_form(nu=NU) -> MultiDict:
    """What the form of a kind sends back when nobody changed anything."""
    form = MultiDict({"naam": "Fysiotherapie", "van": "wijkverpleging", "naar": "paramedisch", "actief": "1"} | DAGEN)
    for field, name in (("hulpvraag", "hulpvragen"), ("uitkomst", "uitkomsten")):
        for row in show_rows(nu[name]):
            form[f"{field}_{row.nummer}"] = row.naam
            form[f"{field}_{row.nummer}_sleutel"] = row.sleutel
            form[f"{field}_{row.nummer}_einde"] = row.einde
    for step in nu["stappen"]:
        form.add("stappen", step["sleutel"])
        form[f"stap_{step['sleutel']}_knop"], form[f"stap_{step['sleutel']}_naam"] = step["knop"], step["naam"]
    return form


def refused(form: MultiDict, nu=NU) -> dict[str, str]:
    with pytest.raises(Ongeldig) as error:
        check_soort(form, nu=nu)
    return error.value.velden


def test_what_nobody_changed_comes_back_as_it_was():
    found = check_soort(stored_form(), nu=NU)
    assert (found.hulpvragen, found.uitkomsten, found.stappen) == (NU["hulpvragen"], NU["uitkomsten"], NU["stappen"])
    assert found.toestemmingen == ["verwijzing"] and found.onder_leeftijd is None


def test_a_name_changes_and_its_key_does_not():
    form = stored_form()
    form["hulpvraag_1"], form["uitkomst_1"], form["stap_gesprek_naam"] = (
        "Geldzorgen",
        "Hulp gekregen",
        "was op huisbezoek",
    )
    found = check_soort(form, nu=NU)
    assert found.hulpvragen[0] == {"sleutel": "financien", "naam": "Geldzorgen"}
    assert found.uitkomsten[0] == {"sleutel": "inzet", "naam": "Hulp gekregen", "einde": "afgerond"}
    assert [s["naam"] for s in found.stappen if s["sleutel"] == "gesprek"] == ["was op huisbezoek"]


def test_what_is_made_empty_goes_and_a_new_one_never_takes_over_its_key():
    form = stored_form()
    form["hulpvraag_1"], form["hulpvragen_erbij"] = "", "Financien\n\n  Rouw  \nrouw na verlies"
    found = check_soort(form, nu=NU)
    keys = [row["sleutel"] for row in found.hulpvragen]
    assert "financien" not in keys and keys[-3:] == ["financien_2", "rouw", "rouw_na_verlies"]


def test_a_row_that_another_added_meanwhile_is_kept_and_one_they_removed_is_new_again():
    form = stored_form()
    now = NU | {"hulpvragen": [*NU["hulpvragen"][1:], {"sleutel": "rouw", "naam": "Rouw"}]}
    found = check_soort(form, nu=now)
    names = {row["naam"]: row["sleutel"] for row in found.hulpvragen}
    assert names["Rouw"] == "rouw" and names["Financiële problemen"] == "financiele_problemen"


@given(st.dictionaries(st.sampled_from([f"hulpvraag_{n}{end}" for n in (1, 2, 3, 11) for end in ("", "_sleutel")]), st.text(max_size=8) | st.sampled_from(["wonen", "buren", "anders"])))  # fmt: skip
def test_whatever_rows_are_sent_no_key_is_there_twice(changed):
    form = stored_form()
    for key, value in changed.items():
        form[key] = value
    rows = [row.sleutel for row in read_rows(form, "hulpvraag", NU["hulpvragen"]) if row.sleutel]
    assert sorted(rows) == sorted(row["sleutel"] for row in NU["hulpvragen"])
    try:
        keys = [row["sleutel"] for row in check_soort(form, nu=NU).hulpvragen]
    except Ongeldig:
        return
    assert len(keys) == len(set(keys)) and all(0 < len(key) <= 30 for key in keys)


@given(st.sets(st.sampled_from(list(STAPPEN))))
def test_every_choice_of_steps_that_is_taken_leads_to_the_client(chosen):
    form = stored_form()
    form.setlist("stappen", sorted(chosen))
    try:
        found = check_soort(form, nu=NU | {"stappen": []})
    except Ongeldig as error:
        assert set(error.velden) == {"stappen"}
        return
    kind = type("Soort", (), {**DAGEN, **{name: getattr(found, name) for name in NU}})
    regels = Regels.of(kind)
    assert any(step.contact for step in regels.stappen_in(AANGEMELD))
    reached = {AANGEMELD} | {step.naar for step in regels.stappen}
    assert all(reached & set(step.van) for step in regels.stappen)
    assert all(u.einde in EINDES and u.sleutel not in VANZELF for u in regels.uitkomsten)


def test_what_is_missing_or_too_much_is_said_at_its_field():
    form = stored_form()
    form.setlist("van", ["beheer"])
    form["naar"], form["dagen_terug"], form["onder_leeftijd"], form["uitkomst_2_einde"] = (
        "netwerk",
        "0",
        "oud",
        "gestopt",
    )
    assert refused(form).keys() == {"van", "naar", "dagen_terug", "onder_leeftijd", "uitkomst_1"}
    assert "Houd het bij" in refused(MultiDict(stored_form() | {"hulpvragen_erbij": "\n".join(f"vraag {n}" for n in range(MEESTE_HULPVRAGEN))}))["hulpvragen_erbij"]  # fmt: skip
    double = stored_form()
    double["hulpvragen_erbij"] = "daginvulling"
    assert "twee keer" in refused(double)["hulpvragen_erbij"]


@given(st.text(max_size=60), st.sets(st.sampled_from(["soort", "a", "a-2"])))
def test_a_key_is_short_plain_and_not_there_yet(naam, taken):
    key = make_sleutel(naam, taken)
    assert key not in taken and 0 < len(key) <= 20 and key.isascii() and " " not in key
