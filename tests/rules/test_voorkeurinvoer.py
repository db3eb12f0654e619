"""How somebody wants to hear of messages, as it is typed."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.berichten.voorkeurinvoer import check_voorkeur, parse_time
from overlegtafel.core.fouten import Ongeldig


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_way_of_writing_a_time(moment):
    for shape in ("%H:%M", "%H.%M", "%H%M", " %H:%M uur "):
        assert parse_time(moment.strftime(shape)) == moment
    assert parse_time(str(moment.hour)) == moment.replace(minute=0)


@given(st.text(max_size=8))
def test_nonsense_is_no_time_and_no_error(typed):
    assert parse_time(typed) is None or 0 <= parse_time(typed).hour < 24


def test_each_field_says_what_to_do():
    assert check_voorkeur({"post": "dag", "stil_van": "22", "stil_tot": "7:30"}).stil_tot == time(7, 30)
    with pytest.raises(Ongeldig) as refused:
        check_voorkeur({"post": "altijd", "stil_van": "24:00", "stil_tot": "٣:00"})
    assert set(refused.value.velden) == {"post", "stil_van", "stil_tot"}
