"""Use as it may be shown: never so few that somebody is recognised; drawn within its frame."""

import re
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.berichten.gebruiksbeeld import MINST, Telling, make_beeld, monday_of, show_week
from overlegtafel.core.tekening import BOVEN, LINKS, ONDER, RECHTS

MAANDAG = date(2026, 3, 2)
COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 400))


@st.composite
def tellingen(draw, week=MAANDAG):
    counts = [draw(COUNTS) for _ in range(4)]
    actief = draw(st.integers(max(counts), sum(counts)))
    return Telling(UUID(int=1), week, actief, *counts, mediaan=draw(st.none() | st.floats(0, 400)))


@given(tellingen())
def test_nobody_is_recognised(telling):
    shown = show_week(telling)
    counts = (telling.ingelogd, telling.lezers, telling.vragers, telling.antwoorders)
    for count, text in zip(counts, shown.aantallen, strict=True):
        assert text == "minder dan 3" if telling.actief < MINST or 0 < count < MINST else text == str(count)
    if telling.antwoorders < MINST:
        assert shown.uren == ""
    elif telling.mediaan is not None:
        assert re.fullmatch(r"\d+,\d", shown.uren)
    assert shown.te_weinig >= (telling.actief < MINST)


@given(st.lists(tellingen(), min_size=2, max_size=26))
def test_the_drawing_stays_in_its_frame(found):
    weeks = [show_week(t) for t in found]
    beeld = make_beeld("Envida", weeks)
    assert len(beeld.lijnen) == 2 and 3 <= len(beeld.strepen) <= 6
    for lijn, what in zip(beeld.lijnen, ("ingelogd", "vragers"), strict=True):
        points = [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+) ([\d.]+)h0", lijn.stippen)]
        known = [getattr(w, what) for w in weeks]
        assert len(points) == sum(n is not None for n in known)
        assert all(LINKS <= x <= RECHTS and BOVEN <= y <= ONDER for x, y in points)
        # The line breaks where there is no number, so that it draws none.
        runs = sum(n is not None and (i == 0 or known[i - 1] is None) for i, n in enumerate(known))
        assert lijn.lijn.count("M") == runs
    assert beeld.is_stil == all(w.te_weinig for w in weeks)
    assert beeld.beschrijving.startswith("Mensen per week van ")


@given(st.dates(date(2024, 1, 1), date(2031, 1, 1)))
def test_a_week_begins_on_monday(day):
    assert monday_of(day).weekday() == 0 and timedelta(0) <= day - monday_of(day) < timedelta(days=7)


def test_falling_use_is_named():
    """At least a fifth fewer in the later half; a week of too few, or of nobody, counts as one."""

    def falls(*signed_in: int) -> bool:
        weeks = [
            show_week(Telling(UUID(int=1), date(2026, 8, 24) + timedelta(weeks=n), actief=count, ingelogd=count))
            for n, count in enumerate(signed_in)
        ]
        return make_beeld("Envida", weeks).daalt

    assert falls(5, 5, 4, 4) and falls(9, 8, 2, 1) and falls(6, 6, 0, 0)
    assert not falls(10, 10, 9, 8) and not falls(2, 2, 1, 1) and not falls(0, 0, 0, 0) and not falls(3, 3, 6, 6)
