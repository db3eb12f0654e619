"""Which rule of the client counts, against a reference written the way one would explain it to a client."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.regels import Regel, allows

VANDAAG = date(2026, 11, 22)
ORGANISATIES = [UUID(int=n) for n in range(3)]

voor_domein = st.builds(
    Regel,
    besluit=st.sampled_from(Besluit),
    domein=st.sampled_from([Domein.HUISARTSENZORG, Domein.GGZ, Domein.SOCIAAL]),
    soort=st.none() | st.sampled_from(Soort),
    geldig_tot=st.none() | st.dates(VANDAAG - timedelta(days=2), VANDAAG + timedelta(days=2)),
    ingetrokken=st.booleans(),
)
voor_organisatie = st.builds(
    Regel,
    besluit=st.sampled_from(Besluit),
    organisatie_id=st.sampled_from(ORGANISATIES),
    soort=st.none() | st.sampled_from(Soort),
    geldig_tot=st.none() | st.dates(VANDAAG - timedelta(days=2), VANDAAG + timedelta(days=2)),
    ingetrokken=st.booleans(),
)
regelsets = st.lists(voor_domein | voor_organisatie, max_size=8)
domeinen = st.sampled_from([Domein.HUISARTSENZORG, Domein.GGZ, Domein.SOCIAAL, Domein.WIJKVERPLEGING])
organisaties = st.sampled_from(ORGANISATIES)
soorten = st.sampled_from(Soort)


def reference(rules, domein, organisatie_id, soort, op) -> bool:
    """Look from the most precise kind of rule to the most general; the first kind that was filled in decides."""
    still = [r for r in rules if not r.ingetrokken and not (r.geldig_tot and r.geldig_tot < op)]
    mine = [r for r in still if r.organisatie_id == organisatie_id]
    ours = [r for r in still if r.organisatie_id is None and r.domein == domein]
    for kind in (
        [r for r in mine if r.soort == soort],
        [r for r in mine if r.soort is None],
        [r for r in ours if r.soort == soort],
        [r for r in ours if r.soort is None],
    ):
        if kind:
            return not any(r.besluit == Besluit.NEE for r in kind)
    return False


@given(regelsets, domeinen, organisaties, soorten)
def test_the_most_specific_rule_counts(rules, domein, organisatie_id, soort):
    given_answer = allows(rules, domein=domein, organisatie_id=organisatie_id, soort=soort, op=VANDAAG)
    assert given_answer == reference(rules, domein, organisatie_id, soort, VANDAAG)


@given(regelsets, st.randoms(), domeinen, organisaties, soorten)
def test_the_order_in_which_rules_were_given_does_not_matter(rules, random, domein, organisatie_id, soort):
    shuffled = random.sample(rules, len(rules))
    who = dict(domein=domein, organisatie_id=organisatie_id, soort=soort, op=VANDAAG)
    assert allows(rules, **who) == allows(shuffled, **who)


@given(regelsets, organisaties, domeinen, soorten)
def test_an_objection_to_this_organisatie_for_this_soort_always_closes(rules, organisatie_id, domein, soort):
    rules = [*rules, Regel(Besluit.NEE, organisatie_id=organisatie_id, soort=soort)]
    assert not allows(rules, domein=domein, organisatie_id=organisatie_id, soort=soort, op=VANDAAG)


@given(regelsets, domeinen, organisaties, soorten)
def test_without_a_yes_nobody_looks(rules, domein, organisatie_id, soort):
    refusals = [r for r in rules if r.besluit == Besluit.NEE]
    assert not allows(refusals, domein=domein, organisatie_id=organisatie_id, soort=soort, op=VANDAAG)


@given(domeinen, organisaties, soorten, st.integers(-400, 400))
@example(Domein.GGZ, ORGANISATIES[0], Soort.PLAN, 0)
def test_a_consent_counts_up_to_and_including_its_last_day(domein, organisatie_id, soort, days):
    rule = Regel(Besluit.JA, domein=domein, geldig_tot=VANDAAG + timedelta(days=days))
    assert allows([rule], domein=domein, organisatie_id=organisatie_id, soort=soort, op=VANDAAG) == (days >= 0)


@given(regelsets, regelsets, domeinen, organisaties, soorten)
def test_withdrawn_rules_are_as_if_never_given(rules, withdrawn, domein, organisatie_id, soort):
    gone = [Regel(r.besluit, r.domein, r.organisatie_id, r.soort, r.geldig_tot, ingetrokken=True) for r in withdrawn]
    who = dict(domein=domein, organisatie_id=organisatie_id, soort=soort, op=VANDAAG)
    assert allows(rules + gone, **who) == allows(rules, **who)


@given(regelsets, st.sampled_from(Besluit), st.integers(0, 3), st.lists(st.sampled_from(Besluit), max_size=4))
def test_however_many_general_rules_a_more_precise_one_decides(rules, besluit, level, others):
    """Four levels, from the most precise: this organisatie or this domain, for this kind or for all."""
    kinds = (
        {"organisatie_id": ORGANISATIES[0], "soort": Soort.PLAN},
        {"organisatie_id": ORGANISATIES[0]},
        {"domein": Domein.GGZ, "soort": Soort.PLAN},
        {"domein": Domein.GGZ},
    )
    elsewhere = [r for r in rules if r.organisatie_id != ORGANISATIES[0] and r.domein != Domein.GGZ]
    general = [Regel(other, **kind) for kind in kinds[level + 1 :] for other in others]
    who = dict(domein=Domein.GGZ, organisatie_id=ORGANISATIES[0], soort=Soort.PLAN, op=VANDAAG)
    assert allows([*elsewhere, *general, Regel(besluit, **kinds[level])], **who) == (besluit == Besluit.JA)
