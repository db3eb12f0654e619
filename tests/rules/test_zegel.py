"""Seals of the access log: an example held fast, and whatever differs gives another seal."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from overlegtafel.toegang.zegel import BEGIN, VELDEN, make_sleutel, seal, sleutelmerk

SLEUTEL = make_sleutel("een geheim van deze plek")
EERSTE = (
    1, datetime(2026, 11, 22, 9, 30, 15, 42, tzinfo=UTC), "client.geopend", "R", UUID(int=1), "diëtist", UUID(int=2),
    None, "client", UUID(int=3), UUID(int=3), "lezen", "team", UUID(int=4), None, None, "overlegtafel",
)  # fmt: skip
TWEEDE = (
    2, datetime(2026, 11, 22, 9, 31, tzinfo=UTC), "client.gezocht", "E", UUID(int=1), "diëtist", UUID(int=2),
    UUID(int=9), None, None, None, None, None, None, None, 3, "overlegtafel",
)  # fmt: skip


def test_lines_of_years_ago_stay_verifiable():
    """These never change: a log that was sealed with them must verify for as long as it is kept."""
    assert sleutelmerk(SLEUTEL) == "7cae67ea4315b098"
    first = seal(SLEUTEL, BEGIN, EERSTE)
    assert first.hex() == "8be136e1c34ab9aac9173c71803931180c1b2f31ed4d3a0880d467bd20bd0c6c"
    assert seal(SLEUTEL, first, TWEEDE).hex() == "dfcc4b48aa66b25d91e37bfae5670e8eb927addf120b16f11d2d293248a1bbdb"


def test_the_same_moment_in_another_time_zone_is_the_same_line():
    there = EERSTE[1].astimezone(timezone(timedelta(hours=1)))
    assert seal(SLEUTEL, BEGIN, (EERSTE[0], there, *EERSTE[2:])) == seal(SLEUTEL, BEGIN, EERSTE)


@pytest.mark.parametrize("field", VELDEN)
def test_every_field_counts(field):
    place = VELDEN.index(field)
    changed = [*EERSTE]
    changed[place] = None if changed[place] is not None else 0
    assert seal(SLEUTEL, BEGIN, changed) != seal(SLEUTEL, BEGIN, EERSTE)


def test_values_do_not_run_into_each_other():
    moved = list(EERSTE)
    moved[2], moved[3] = 'client.geopend","R', ""
    assert seal(SLEUTEL, BEGIN, moved) != seal(SLEUTEL, BEGIN, EERSTE)


def test_key_and_line_before_count():
    assert seal(make_sleutel("een ander geheim"), BEGIN, EERSTE) != seal(SLEUTEL, BEGIN, EERSTE)
    assert seal(SLEUTEL, bytes(31) + b"\1", EERSTE) != seal(SLEUTEL, BEGIN, EERSTE)
    assert len(VELDEN) == len(EERSTE)
