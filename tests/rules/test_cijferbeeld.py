"""Figures as they may be shown: whatever was counted, nothing small leaves the team, and what is shown is what was counted."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.berichten.termijnen import is_werkdag
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.verwijzingen.cijferbeeld import (
    NOG_NIET,
    OP_TIJD,
    TE_LAAT,
    Lijst,
    Telling,
    csv_rows,
    make_blok,
    make_praktijken,
    read_cijferperiode,
    read_jaar,
    werkdagen_between,
    years_to_choose,
)
from overlegtafel.verwijzingen.verbergen import MINST, Teken, is_klein

LIJST = Lijst({"geld": "Geld", "wonen": "Wonen"}, {"inzet": "Inzet", "elders": "Elders", "afgezien": "Afgezien"})
DAYS = st.dates(date(2018, 1, 1), date(2030, 12, 31))


@st.composite
def tellingen(draw):
    """So many referrals, each with a place in every division."""
    total = draw(st.one_of(st.integers(0, 12), st.integers(0, 90)))

    def divide(*keys: str) -> Counter:
        return Counter(draw(st.lists(st.sampled_from(keys), min_size=total, max_size=total)))

    days = draw(st.lists(st.integers(0, 12), max_size=total))
    return Telling(
        "Team", divide("geld", "wonen", "was_er_ooit"), divide("", "zin"), divide("", "inzet", "afgezien", "overleden"),
        divide(OP_TIJD, TE_LAAT, NOG_NIET), divide("A", "B"), Counter(days),
    )  # fmt: skip


@given(tellingen())
def test_for_the_team_everything_adds_up(t):
    blok = make_blok(t, LIJST, delen=False, anderen="Van wie")
    assert blok.totaal == t.totaal
    for tabel in blok.tabellen:
        shown = sum(r.getal for r in tabel.rijen) + (tabel.open or 0)
        assert shown == t.totaal, tabel.kop
    if t.totaal > t.uitkomsten[""]:
        assert abs(sum(r.pct for r in blok.tabellen[0].rijen) - 100) < Decimal("0.001")
    if t.dagen:
        ordered = sorted(t.dagen.elements())
        # Nine of ten were at least as quick, and without this one they were not.
        within = sum(day <= int(blok.p90) for day in ordered)
        assert within * 10 >= 9 * len(ordered) > 10 * sum(day < int(blok.p90) for day in ordered)
        median = Decimal(blok.mediaan.replace(",", "."))
        assert sum(d < median for d in ordered) * 2 <= len(ordered) >= sum(d > median for d in ordered) * 2


@given(tellingen())
def test_for_others_nothing_small_is_shown(t):
    blok = make_blok(t, LIJST, delen=True, anderen="Van wie")
    exact = make_blok(t, LIJST, delen=False, anderen="Van wie")
    assert blok.totaal == (Teken.KLEIN if is_klein(t.totaal) else t.totaal)
    if is_klein(t.totaal):
        assert not (blok.tabellen or blok.mediaan or blok.p90 or blok.op_tijd)
    for tabel, real in zip(blok.tabellen, exact.tabellen, strict=False):
        for r, known in zip(tabel.rijen or (), real.rijen, strict=tabel.rijen is not None):
            assert isinstance(r.getal, Teken) or (r.getal == known.getal and not is_klein(r.getal))
            # No bar and no percentage tells what the number does not.
            assert not isinstance(r.getal, Teken) or (r.balk is None and r.pct is None)
            assert r.pct is None or not isinstance(tabel.open, Teken)
    if blok.mediaan:
        assert t.dagen.total() >= 2 * MINST
    if blok.p90:
        assert sum(n for day, n in t.dagen.items() if day >= int(blok.p90)) >= MINST
    if found := re.fullmatch(r"\d+ % \((\d+) van (\d+)\)", blok.op_tijd):
        good, due = int(found[1]), int(found[2])
        assert not is_klein(good) and not is_klein(due - good) and not is_klein(due)


@given(tellingen(), st.booleans())
def test_the_csv_says_what_the_page_says(t, delen):
    blok = make_blok(t, LIJST, delen=delen)
    head, *rows = csv_rows([blok], LIJST)
    assert head == ("team", "uitkomst", "aantal", "pct")
    assert [row[1] for row in rows][:3] == ["Inzet", "Elders", "Afgezien"]
    assert "" not in {row[1] for row in rows}
    for _team, _what, count, pct in rows:
        assert re.fullmatch(r"\d+|<5|niet getoond", count) and re.fullmatch(r"(\d+,\d)?", pct)
        assert not delen or count not in {"1", "2", "3", "4"}
        assert count.isdigit() or not pct


def test_practices_beside_teams():
    """Of two teams of 30 and 3: whoever adds up the practices may not find the three."""
    shown = make_praktijken({"Nazareth": 20, "Oost": 13}, 0, [30, 3])
    assert [(r.naam, r.getal) for r in shown.rijen] == [("Nazareth", 20), ("Oost", Teken.ERBIJ)]
    assert make_praktijken({"Nazareth": 33}, 0, [30, 3]).rijen is None
    shown = make_praktijken({"Nazareth": 20}, 10, [30])
    assert [(r.naam, r.getal) for r in shown.rijen] == [("Nazareth", 20), ("Andere verwijzers", 10)]


@given(DAYS, st.integers(0, 40))
def test_working_days_between(begin, later):
    end = begin + timedelta(days=later)
    days = werkdagen_between(begin, end)
    assert 0 <= days <= later
    assert werkdagen_between(begin, end + timedelta(days=1)) - days == is_werkdag(end + timedelta(days=1))
    assert werkdagen_between(end, begin) == (0 if later else days)


@given(DAYS, DAYS, st.one_of(DAYS.map(str), st.just("x")))
def test_years_that_are_shared_never_overlap(one, other, van):
    """Whatever is asked, two answers are of the same days or have none in common: there is nothing to subtract."""
    a, b = (read_jaar({"van": van, "tot": str(day)}, date(2026, 1, 1)) for day in (one, other))
    assert a.van <= one <= a.tot and (a.van.month, a.van.day, a.tot.month, a.tot.day) == (1, 1, 12, 31)
    assert a == b or a.tot < b.van or b.tot < a.van


@given(st.integers(1800, 2200), st.integers(1804, 2200))
def test_the_years_to_choose(shown, now):
    years = years_to_choose(shown, now)
    assert years == sorted(set(years), reverse=True) and {shown, *range(now - 4, now + 1)} <= set(years)
    # One can always go a year back, and forward as far as today.
    assert shown == 1800 or shown - 1 in years
    assert shown >= now or shown + 1 in years
    assert all(read_jaar({"tot": f"{year}-12-31"}, date(2026, 1, 1)).van.year == year for year in years)


def test_the_period():
    today = date(2026, 11, 23)
    assert read_jaar({}, today) == read_jaar({"tot": "1-1-2026"}, today)
    with pytest.raises(Ongeldig):
        read_jaar({"tot": "31-2-2026"}, today)
    assert read_cijferperiode({}, today) == read_cijferperiode({"van": "1-11-2025", "tot": "23-11-2026"}, today)
    only_until = read_cijferperiode({"tot": "2020-02-29"}, today)
    assert (only_until.van, only_until.tot) == (date(2019, 2, 1), date(2020, 2, 29))
    later = read_cijferperiode({"van": "2027-01-05"}, today)
    assert later.van == later.tot == date(2027, 1, 5)
    for typed, field in (
        ({"van": "x"}, "van"),
        ({"tot": "31-2-2026"}, "tot"),
        ({"van": "2-1-2026", "tot": "1-1-2026"}, "tot"),
    ):
        with pytest.raises(Ongeldig) as error:
            read_cijferperiode(typed, today)
        assert set(error.value.velden) == {field}
