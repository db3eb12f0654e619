"""How full a note is: remembered, and counted where that can be done."""

import pytest

from overlegtafel.overleggen.besluitinvoer import MAX_NOTITIE
from overlegtafel.overleggen.ruimten import Anders, Ruimten
from overlegtafel.overleggen.schrijfregels import Ruimte

PUNT = "punt"


def test_counted_once_and_what_was_stored_counts_along():
    ruimten, counted = Ruimten(), []

    def measure(punt_id):
        counted.append(punt_id)
        return Ruimte(MAX_NOTITIE - 10, MAX_NOTITIE)

    # Never counted: where that cannot be done, it is left to where it can.
    assert not ruimten.is_known(PUNT)
    with pytest.raises(Anders):
        ruimten.know(PUNT, (1, 1), None)
    room = ruimten.know(PUNT, (4, 4), measure)
    room.take(4, 4)
    # Not stored in the end: nothing was taken.
    assert ruimten.is_known(PUNT) and ruimten.know(PUNT, (10, 10), None).has_room(10, 10)
    ruimten.keep({PUNT: room})
    assert ruimten.know(PUNT, (6, 6), None).tekens == MAX_NOTITIE - 6
    assert counted == [PUNT]

    # Full: that is never decided without counting, but counting is not done at each refusal.
    with pytest.raises(Anders):
        ruimten.know(PUNT, (7, 7), None)
    assert not ruimten.know(PUNT, (7, 7), measure).has_room(7, 7) and counted == [PUNT]
    # Somebody deleted: some times a second it is counted after all.
    for _ in range(8):
        ruimten.shorten(PUNT)
        assert ruimten.know(PUNT, (11, 11), measure).tekens
    assert len(counted) == 6

    ruimten.forget(PUNT)
    assert not ruimten.is_known(PUNT)
