"""Minutes as data: kept and read back the same; what a reader may not see is in no part of what they get."""

import json
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.core.datums import NL, today
from overlegtafel.overleggen.verslagbeeld import (
    NIET_IN_TE_ZIEN,
    Aanwezige,
    Besluit,
    Inhoud,
    last_day_to_correct,
    read_inhoud,
    show_regel,
    show_vraag,
    visible_part,
)

IDS = ("a", "b", "c")
words = st.text(max_size=20)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
besluiten = st.builds(
    Besluit,
    sleutel=words,
    soort=st.sampled_from(["afspraak", "doel", "wie", "vraag", "terugkomen"]),
    tekst=words,
    wie=words,
    datum=st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    over=st.none() | st.sampled_from(IDS),
    wie_van=st.none() | st.sampled_from(IDS),
)
inhouden = st.builds(
    Inhoud,
    overleg=words,
    op=moments,
    vraag=words,
    aanwezig=st.lists(st.builds(Aanwezige, words, words, st.booleans()), max_size=3).map(tuple),
    notitie=words,
    blad=st.none() | st.fixed_dictionaries({"voorstellen": words, "dimensies": st.just({}), "antwoorden": st.just({})}),
    besluiten=st.lists(besluiten, max_size=4).map(tuple),
    geen_besluit=st.booleans(),
    besteed=st.integers(0, 9999),
)


@given(inhouden)
def test_kept_and_read_back_they_are_the_same(inhoud):
    assert read_inhoud(json.loads(json.dumps(inhoud.as_data))) == inhoud


@given(inhoud=inhouden, seen=st.sets(st.sampled_from(IDS)), plan=st.booleans())
def test_nobody_reads_what_is_about_who_they_may_not_see(inhoud, seen, plan):
    shown = visible_part(inhoud, seen, plan=plan).besluiten
    for whole, part in zip(inhoud.besluiten, shown, strict=True):
        if (whole.over is not None and whole.over not in seen) or (whole.is_van_plan and not plan):
            assert part == Besluit("", "", NIET_IN_TE_ZIEN)
        elif whole.wie_van is not None and whole.wie_van not in seen:
            assert (part.wie, part.tekst) == ("afgeschermd", whole.tekst)
        else:
            assert part == whole


@given(moments, st.integers(0, 60))
def test_correcting_goes_on_for_whole_days_on_the_dutch_clock(moment, dagen):
    last = last_day_to_correct(moment, dagen)
    assert last - moment.astimezone(NL).date() == timedelta(days=dagen)


def test_a_state_in_a_word():
    late, soon = today() - timedelta(days=1), today()
    assert [show_regel("afspraak", s, d).woord for s, d in (("open", late), ("open", soon), ("gedaan", late))] == [
        "te laat", "open", "gedaan",
    ]  # fmt: skip
    assert (show_regel("doel", "gedaan", None).woord, show_regel("doel", "vervallen", None).woord) == (
        "bereikt",
        "vervallen",
    )
    assert [show_vraag(s, gesloten=True, te_laat=True).woord for s in ("antwoord", "gezien", "afspraak", "reden")] == [
        "beantwoord", "gezien", "werd een afspraak", "gesloten",
    ]  # fmt: skip
    assert (show_vraag("", gesloten=False, te_laat=True).woord, show_vraag("", gesloten=False, te_laat=False).woord) == (
        "te laat", "open",
    )  # fmt: skip
