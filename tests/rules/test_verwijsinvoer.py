"""What is typed to refer, and what the client has to be asked first."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.clienten.beslissers import SOORTEN, Beslisser, may_decide
from overlegtafel.clienten.toestemming_invoer import check_beslissing
from overlegtafel.core.datums import show_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.regels import Regel, allows
from overlegtafel.verwijzingen.akkoord import Spreker, Staat, find_akkoord, find_staat, list_wie
from overlegtafel.verwijzingen.invoer import DAGEN_AKKOORD, MAX_VRAAG, check_verwijzing, parse_stand

TEAM, HIER, DAAR = UUID(int=1), UUID(int=2), UUID(int=3)


@dataclass
class Vorm:
    """A kind of referral, as far as its form goes."""

    hulpvragen: list = field(default_factory=lambda: [{"sleutel": "geld", "naam": "Geld"}])
    met_leefgebied: bool = True
    met_geldvragen: bool = True


GOED = {
    "tekst": "Kan iemand bellen?", "hulpvraag": "geld", "leefgebied": "meedoen", "team": str(TEAM), "wie": "client",
    "nummer": "043 350 12 34",
}  # fmt: skip


def refused(**fields) -> dict[str, str]:
    with pytest.raises(Ongeldig) as error:
        check_verwijzing(GOED | fields, Vorm())
    return error.value.velden


def test_the_least_somebody_has_to_fill_in():
    invoer = check_verwijzing(GOED, Vorm())
    assert (invoer.team_id, invoer.spoed.value, invoer.akkoord_op, invoer.zien) == (TEAM, "week", today(), "")
    assert invoer.akkoord.wie is Beslisser.CLIENT and invoer.geld is None and invoer.stand == -1
    assert invoer.nummer == "043 350 1234"
    plain = check_verwijzing(GOED | {"rondkomen": "ja"}, Vorm(met_leefgebied=False, met_geldvragen=False))
    assert (plain.leefgebied, plain.geld) == ("", None)


@given(
    st.dictionaries(
        st.sampled_from([*GOED, "dag", "wanneer", "spoed", "zien", "stand", "rondkomen", "slapen", "post"]),
        st.one_of(st.text(max_size=60), st.sampled_from(["ja", "nee", "client", "s:x", "plan", *LEEFGEBIEDEN])),
    )
)
def test_whatever_is_typed_is_checked_or_refused(typed):
    try:
        invoer = check_verwijzing(GOED | typed, Vorm())
    except Ongeldig as error:
        assert error.velden and all(error.velden.values())
        return
    assert 0 < len(invoer.vraag) <= MAX_VRAAG and invoer.leefgebied in LEEFGEBIEDEN and invoer.nummer
    assert today() - timedelta(days=DAGEN_AKKOORD) <= invoer.akkoord_op <= today()
    assert invoer.zien in ("", "plan", "alleen") and invoer.stand >= -1


@given(st.integers(-400, 400))
def test_the_day_somebody_agreed(days):
    day = today() - timedelta(days=days)
    if 0 <= days <= DAGEN_AKKOORD:
        assert check_verwijzing(GOED | {"dag": show_date(day)}, Vorm()).akkoord_op == day
    else:
        assert set(refused(dag=show_date(day))) == {"dag"}


def test_every_mistake_is_named_at_once():
    wrong = refused(tekst="", hulpvraag="x", leefgebied="x", team="x", wie="", nummer="x", spoed="x", zien="x", dag="x")
    assert set(wrong) == {"tekst", "hulpvraag", "leefgebied", "team", "wie", "nummer", "spoed", "zien", "dag"}
    assert set(refused(wanneer="x" * 101, tekst="x" * 401)) == {"wanneer", "tekst"}


@given(st.text(max_size=12))
def test_a_number_or_a_stale_form(typed):
    found = parse_stand(typed)
    assert found == -1 or (0 <= found < 10**9 and int(typed) == found)


RULES = st.lists(
    st.builds(
        lambda besluit, where, soort: Regel(besluit, soort=soort, **where),
        st.sampled_from(Besluit),
        st.sampled_from([{"domein": Domein.SOCIAAL}, {"domein": Domein.GGZ}, {"organisatie_id": HIER}, {"organisatie_id": DAAR}]),
        st.sampled_from([None, Soort.VERWIJZING, Soort.PLAN]),
    ),
    max_size=5,
)  # fmt: skip


@given(RULES, st.sets(st.sampled_from([HIER, DAAR]), min_size=1))
def test_how_consent_stands(rules, organisaties):
    op = date(2026, 11, 23)
    who = {"domein": Domein.SOCIAAL, "soort": Soort.VERWIJZING, "op": op}
    found = find_staat(rules, organisaties=organisaties, **who)

    def seen(rules):
        return any(allows(rules, organisatie_id=o, **who) for o in organisaties)

    assert (found is Staat.JA) == seen(rules)
    if found is Staat.VRAAG:
        # What is asked then is enough, and goes against nothing everybody there was told.
        assert seen([*rules, Regel(Besluit.JA, domein=Domein.SOCIAAL, soort=Soort.VERWIJZING)])
    if found is Staat.NEE:
        assert any(r.besluit is Besluit.NEE for r in rules)
    if not rules:
        assert found is Staat.VRAAG


def test_a_no_is_never_asked_over():
    who = {"domein": Domein.SOCIAAL, "organisaties": {HIER}, "soorten": ["verwijzing", "plan"], "op": today()}
    no_plan = find_akkoord([Regel(Besluit.NEE, domein=Domein.SOCIAAL, soort=Soort.PLAN)], **who)
    assert (no_plan.verwijzing, no_plan.plan, no_plan.vraagt_plan, no_plan.vraagt) == ("vraag", "nee", False, True)
    nothing = find_akkoord([Regel(Besluit.NEE, domein=Domein.SOCIAAL)], **who)
    assert nothing.verwijzing is Staat.NEE and not nothing.vraagt
    alone = find_akkoord([], **(who | {"soorten": ["verwijzing"]}))
    assert alone.plan is None and not alone.vraagt_plan


@given(st.integers(0, 100), st.lists(st.sampled_from(list(SOORTEN)), max_size=3))
def test_only_who_may_decide_is_offered(leeftijd, soorten):
    sprekers = [Spreker(UUID(int=n), f"Ans {n}", soort) for n, soort in enumerate(soorten)]
    found, message = list_wie("Truus", leeftijd, sprekers)
    assert bool(found) != bool(message)
    for value, _ in found:
        given = check_beslissing({"wie": value, "hoe": "mondeling"})
        kind = next((s.soort for s in sprekers if s.id == given.vertegenwoordiger_id), None)
        assert may_decide(given.wie, Besluit.JA, leeftijd=leeftijd, soort=kind, soorten=soorten) is None
