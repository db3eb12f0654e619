"""What an update is: all that browsers make is read for what it is, and nothing else gets by."""

import random
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.overleggen.schrift import join
from overlegtafel.overleggen.yvorm import GeenVorm, Wijziging, check_state, fits, read_state, read_update
from tests.rules.yjs import WORTEL, notes, number, typed, update


def ranges(found: dict) -> dict:
    return {int(hand): tuple(map(tuple, pieces)) for hand, pieces in found.items()}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_that_browsers_make_is_read_for_what_it_is(seed):
    for note in notes(seed, 12):
        for seen in note["gezien"]:
            w = read_update(bytes.fromhex(seen["update"]))
            assert (w.stukken, w.wist, w.getypt) == (ranges(seen["stukken"]), ranges(seen["wist"]), seen["getypt"])


def test_updates_fit_in_the_order_in_which_they_were_made():
    for note in notes(4, 12):
        waiting = [read_update(bytes.fromhex(part)) for part in note["delen"]]
        klokken: dict[int, int] = {}
        while waiting:
            w = next(w for w in waiting if fits(w, klokken))
            waiting.remove(w)
            klokken |= {hand: max(klokken.get(hand, 0), pieces[-1][1]) for hand, pieces in w.stukken.items()}
            assert fits(w, klokken), "sent twice"
        assert klokken == read_state(bytes.fromhex(note["stand"]))


@pytest.mark.parametrize(
    "w",
    [
        Wijziging({5: ((3, 4),)}, {}, {}, 1),
        Wijziging({5: ((2, 3), (4, 5))}, {}, {}, 2),
        Wijziging({}, {}, {5: ((1, 3),)}, 0),
        Wijziging({}, {}, {7: ((0, 1),)}, 0),
        Wijziging({7: ((0, 1),)}, {5: 2}, {}, 1),
        Wijziging({7: ((0, 1),)}, {7: 1}, {}, 1),
    ],
)
def test_what_needs_what_is_not_there_does_not_fit(w):
    assert not fits(w, {5: 2})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"\x00\x00\x00",
        b"\xff" * 20,
        number(2**60) + b"\x01\x05\x00",
        b"\x01" + number(2**60) + b"\x05\x00",
        b"\x01\x01\x05\x00\x04" + WORTEL + number(2**40) + b"a\x00",
        b"\x00\x01\x05" + number(2**60) + b"\x00\x01",
        update((2**53, 0, [typed("a")])),
        update((5, 2**31, [typed("a")])),
        update((5, 2**31 - 1, [typed("a")])),
        # A number of more bytes than it needs.
        b"\x81\x00\x01\x05\x00" + typed("a") + b"\x00",
        update((5, 0, [])),
        update((5, 0, [typed("")])),
        update((5, 0, [typed("a")]), (5, 1, [typed("b")])),
        update((5, 0, [b"\x0a\x05"])),
        update((5, 0, [b"\x00\x05"])),
        # In another root, under a key of it, and in something that is in it.
        update((5, 0, [b"\x04\x01\x05ander\x01a"])),
        update((5, 0, [b"\x24" + WORTEL + b"\x01k\x01a"])),
        update((5, 0, [b"\x04\x00\x05\x00\x01a"])),
        # Layout, something set in, JSON, a map.
        *(update((5, 0, [bytes([kind]) + WORTEL + b"\x01b\x04true"])) for kind in (2, 3, 5, 6, 7, 8, 9, 20)),
        # Next to itself, to what comes later, and two that each wait for the other.
        update((5, 0, [typed("a", (5, 0))])),
        update((5, 0, [typed("a"), typed("b", (5, 0), (5, 9))])),
        update((5, 0, [typed("a", (6, 0))]), (6, 0, [typed("b", None, (5, 0))])),
        b"\x00\x01\x05\x02\x00\x02\x01\x02",
        b"\x00\x01\x05\x01\x00\x00",
        b"\x00\x01\x05\x00",
        *(update((5, 0, [typed(f"a{sign}b")])) for sign in "\x00\r\x1b\x7f\x85\u202e\u2066\ufffe\ufdd0\ue000\ud83d"),
        update((5, 0, [typed("a") for _ in range(5000)])),
        "geen bytes",
        None,
    ],
)
def test_anything_else_is_no_update(data):
    with pytest.raises(GeenVorm):
        read_update(data)


@pytest.mark.parametrize(
    "text", ["a\n\tb", "é", "e\u0301", "👩\u200d👩\u200d👧", "\u200e\u200f", "\u2028", "\uf0b7", "漢"]
)
def test_what_people_write_passes(text):
    assert read_update(update((5, 0, [typed(text)]))).getypt == len(text.encode("utf-16-le")) // 2


def test_hands_may_wait_for_one_another_when_there_is_an_order():
    both = update((5, 0, [typed("a"), typed("b", (6, 1))]), (6, 0, [typed("c"), typed("d", (5, 0), (7, 3))]))
    assert read_update(both).verwijst == {5: 0, 6: 1, 7: 3}


@given(st.binary(max_size=200))
def test_no_bytes_whatsoever_give_anything_but_a_refusal(data):
    for read in (read_update, check_state):
        with suppress(GeenVorm):
            read(data)


def test_what_was_spoilt_on_the_way_is_refused_or_does_no_harm():
    dice = random.Random(7)
    parts = [bytes.fromhex(seen["update"]) for note in notes(5, 4) for seen in note["gezien"]]
    taken = 0
    for part in parts:
        for end in range(0, len(part), 1 + len(part) // 8):
            with pytest.raises(GeenVorm):
                read_update(part[:end])
        for _ in range(8):
            spoilt = bytearray(part)
            spoilt[dice.randrange(len(part))] ^= 1 << dice.randrange(8)
            try:
                w = read_update(bytes(spoilt))
            except GeenVorm:
                continue
            if fits(w, {}):
                taken += 1
                join([bytes(spoilt)])
    assert taken, "nothing was tried"


def test_a_long_update_takes_no_more_than_its_bytes():
    """Generous: what is held off is work that grows faster than the update does."""
    many = b"".join(number(2 * n) + b"\x01" for n in range(20_000))
    for data in (
        b"\x00\x01\x05" + number(20_000) + many,
        update((5, 0, [typed("a"), *(typed("b", (5, n), (9, n)) for n in range(3_999))])),
        update(*((n + 1, 0, [typed("b", (n + 2, 0))]) for n in range(3_999))),
    ):
        began = time.process_time()
        read_update(data)
        assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "data",
    [b"\x01", b"\x00\x00", number(2**60), b"\x01\x05", b"\x02\x05\x01\x05\x02", b"\x01" + number(2**53) + b"\x01"]
    + [number(10_001) + b"".join(number(n) + b"\x01" for n in range(10_001)), b"\x01\x05" + number(2**31), None],
)
def test_what_is_no_state_vector_is_refused(data):
    with pytest.raises(GeenVorm):
        check_state(data)


def test_a_state_vector_passes_as_it_is():
    assert check_state(b"") == b"\x00"
    for note in notes(1, 12):
        assert check_state(bytes.fromhex(note["stand"])).hex() == note["stand"]
