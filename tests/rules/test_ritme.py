"""On which days a series takes place: the rule, holidays, summer time, and what may be typed for it."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from overlegtafel.berichten.termijnen import feestdag
from overlegtafel.core.datums import NL
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.overleggen.beleginvoer import (
    HERHAAL,
    check_overleg,
    check_prikken,
    check_ritme,
    is_safe_link,
)  # fmt: skip
from overlegtafel.overleggen.bronnen import BRONNEN
from overlegtafel.overleggen.ritme import (
    LAATSTE,
    MEESTE,
    VERSTE,
    Ritme,
    clock_skips,
    find_nth,
    list_dagen,
    moment_of,
    next_dag,
    say_ritme,
)  # fmt: skip
from overlegtafel.overleggen.soortinvoer import check_soort, make_sleutel

NU = datetime(2026, 11, 22, 12, tzinfo=UTC)
dagen = st.dates(date(2026, 1, 1), date(2040, 1, 1))


def monthly(om_de):
    return st.builds(Ritme, st.just("maand"), om_de, st.integers(0, 6), st.integers(1, LAATSTE), dagen)


ritmes = st.one_of(
    st.builds(Ritme, st.just("week"), st.integers(1, 8), st.integers(0, 6), st.none(), dagen),
    monthly(st.integers(1, 12)),
)


@given(ritmes)
def test_days_are_in_order_on_the_weekday_and_never_on_a_holiday(ritme):
    found = list_dagen(ritme, tot=ritme.vanaf + timedelta(days=800))
    rule = [d.regeldag for d in found]
    assert rule == sorted(set(rule)) and all(d.weekday() == ritme.weekdag and d >= ritme.vanaf for d in rule)
    for d in found:
        if d.dag is None:
            assert ritme.eenheid == "week" and d.feest == feestdag(d.regeldag) != ""
        else:
            assert not feestdag(d.dag) and d.dag.weekday() == ritme.weekdag
            assert bool(d.feest) == (d.dag != d.regeldag) and (d.dag - d.regeldag).days % 7 == 0


@given(ritmes, st.integers(1, 30))
def test_the_nth_time_and_the_next_agree_with_the_list(ritme, number):
    last = find_nth(ritme, number)
    taking_place = [d for d in list_dagen(ritme, tot=last) if d.dag]
    assert len(taking_place) == number and taking_place[-1].regeldag == last
    if number > 1:
        assert next_dag(ritme, taking_place[-2].regeldag) == taking_place[-1]


@given(monthly(st.just(1)))
def test_monthly_is_once_in_every_month(ritme):
    rule = [d.regeldag for d in list_dagen(ritme, tot=ritme.vanaf + timedelta(days=700))]
    months = [d.year * 12 + d.month for d in rule]
    assert months == list(range(months[0], months[0] + len(months)))
    if ritme.week == LAATSTE:
        assert all((d + timedelta(days=7)).month != d.month for d in rule)


@given(dagen, st.times().map(lambda t: t.replace(microsecond=0, second=0, tzinfo=None)))
def test_a_time_is_that_time_on_the_dutch_clock(day, tijd):
    shown = moment_of(day, tijd).astimezone(NL)
    assert (shown.date(), shown.time()) == (day, tijd) or clock_skips(day, tijd)


def test_holidays_and_the_hour_that_is_skipped():
    weekly = Ritme("week", 1, 0, None, date(2026, 3, 30))
    assert [(d.regeldag.day, d.dag is None) for d in list_dagen(weekly, tot=date(2026, 4, 13))] == [
        (30, False), (6, True), (13, False)
    ]  # fmt: skip
    monthly = Ritme("maand", 1, 0, 1, date(2026, 4, 1))
    (first,) = list_dagen(monthly, tot=date(2026, 4, 30))
    assert (first.regeldag, first.dag, first.feest) == (date(2026, 4, 6), date(2026, 4, 13), "Tweede paasdag")
    assert clock_skips(date(2027, 3, 28), time(2, 30)) and not clock_skips(date(2027, 3, 28), time(3))
    assert moment_of(date(2027, 3, 28), time(2, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert say_ritme(weekly) == "elke week op maandag"
    assert say_ritme(Ritme("maand", 3, 3, LAATSTE, NU.date())) == "elk kwartaal op de laatste donderdag"


@given(st.sampled_from(sorted(HERHAAL)), dagen, st.integers(2, 999_999))
def test_no_series_is_longer_than_may_be(herhaal, eerste, keer):
    try:
        ritme = check_ritme({"herhaal": herhaal, "keer": str(keer)}, eerste)
    except Ongeldig as error:
        assert "104" in error.velden["keer"]
    else:
        assert ritme.tot <= eerste + VERSTE and keer <= MEESTE
        assert len([d for d in list_dagen(ritme, tot=ritme.tot) if d.dag]) == keer


GOED = {"dag": "3-12-2026", "tijd": "16:00", "duur": "90"}


@pytest.mark.parametrize(
    ("typed", "veld", "melding"),
    [
        ({"dag": "31-2-2027"}, "dag", "Vul een datum in"),
        ({"dag": "21-11-2026"}, "dag", "al geweest"),
        ({"dag": "22-11-2026", "tijd": "9:00"}, "tijd", "al geweest"),
        ({"dag": "1-1-2031"}, "dag", "twee jaar"),
        ({"dag": "28-3-2027", "tijd": "2:30"}, "tijd", "klok"),
        ({"tijd": "25:00"}, "tijd", "Vul een tijd in"),
        ({"duur": "1000"}, "duur", "minuten"),
        ({"link": "http://x.test/a"}, "link", "https://"),
        ({"plaats": "x" * 81}, "plaats", "korter"),
    ],
)
def test_what_cannot_be(typed, veld, melding):
    assert check_overleg(GOED, nu=NU)[0].moment == datetime(2026, 12, 3, 15, tzinfo=UTC)
    with pytest.raises(Ongeldig) as refused:
        check_overleg(GOED | typed, nu=NU)
    assert list(refused.value.velden) == [veld] and melding in refused.value.velden[veld]


@given(st.text(max_size=60))
def test_a_link_that_is_taken_is_https_and_can_break_out_of_nothing(tail):
    for link in (tail, f"https://{tail}", f"https://x.test/{tail}", f"https://{tail}@x.test"):
        if is_safe_link(link):
            assert link.startswith("https://") and not set(link) & set("\"'<> \n") and "@" not in urlsplit(link).netloc
    assert not is_safe_link("javascript:alert(1)") and not is_safe_link("https://bank.test@x.test/")


def test_two_to_ten_different_moments():
    form = {"duur": "60", "dag_1": "3-12-2026", "tijd_1": "16:00"}
    with pytest.raises(Ongeldig, match="dag_1"):
        check_prikken(form, nu=NU)
    with pytest.raises(Ongeldig, match="dag_2"):
        check_prikken(form | {"dag_2": "3-12-2026", "tijd_2": "16.00"}, nu=NU)
    momenten, _ = check_prikken(form | {"dag_3": "2-12-2026", "tijd_3": "9"}, nu=NU)
    assert [m.dag.day for m in momenten] == [2, 3]


SOORT = {
    "naam": "MDO Ouderen", "ritme": "maand", "over": "praktijk", "blad": "", "duur": "60", "minuten_per_punt": "10",
    "inbreng_uren": "24", "correctie_dagen": "7", "actief": "1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "veld"),
    [
        ({"naam": " "}, "naam"), ({"ritme": "soms"}, "ritme"), ({"over": "alles"}, "over"), ({"blad": "x"}, "blad"),
        ({"duur": "4"}, "duur"), ({"minuten_per_punt": "61"}, "minuten_per_punt"), ({"inbreng_uren": "-1"}, "inbreng_uren"),
        ({"correctie_dagen": "veel"}, "correctie_dagen"), ({"vereist_1": "f:koning"}, "vereist_1"),
        ({"voorzitters_1_label": "iemand"}, "voorzitters_1"), ({"punt_1": "Opening"}, "punt_1_minuten"),
        ({"bronnen": "horoscoop"}, "bronnen"), ({"over": "client", "bronnen": "inbreng"}, "bronnen"),
    ],
)  # fmt: skip
def test_a_kind_of_meeting(typed, veld):
    good = check_soort(MultiDict(SOORT | {"vereist_1": "f:huisarts", "vereist_3": "d:ggz"}), bronnen=BRONNEN)
    assert [e["label"] for e in good.vereist] == ["huisarts", "GGZ"]
    with pytest.raises(Ongeldig) as refused:
        check_soort(MultiDict(SOORT | typed), bronnen=BRONNEN)
    assert list(refused.value.velden) == [veld]


def test_the_key_of_a_kind_is_its_own():
    assert make_sleutel("MDO Ouderen", {"mdo"}) == "mdo-ouderen" and make_sleutel("Mdo", {"mdo"}) == "mdo-2"
