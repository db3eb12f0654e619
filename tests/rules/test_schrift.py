"""The text of a live note: everything that was typed is in it, whoever put it together, and every sign is somebody's."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from overlegtafel.overleggen.schrift import Onleesbaar, begin_with, change_to, diff_for, join, text_of, who_wrote
from overlegtafel.overleggen.tekenverschil import list_changes
from overlegtafel.overleggen.yvorm import GeenVorm, read_update
from tests.rules.yjs import notes, number, typed, update

NU = datetime(2026, 3, 2, 10, tzinfo=UTC)
LETTERS = st.one_of(
    st.sampled_from(["a", "b", " ", "\n", "é", "e\u0301", "😀", "👍🏽", "👩\u200d👧", "🇳🇱", "漢", "\t", "."]),
    st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]),
)
TEKST = st.lists(LETTERS, max_size=30).map("".join)


def moment(minutes: int) -> str:
    return (NU + timedelta(minutes=minutes)).isoformat()


@pytest.mark.parametrize("seed", [11, 12])
def test_updates_of_browsers_make_their_text_in_any_order(seed):
    dice = random.Random(seed)
    for note in notes(seed, 12):
        parts = [bytes.fromhex(part) for part in note["delen"]]
        state = join(parts)
        mixed = dice.sample(parts, len(parts))
        half = len(parts) // 2
        assert text_of(state) == note["tekst"]
        for other in (join(mixed), join([state, b"", state]), join([join(mixed[half:]), state, *mixed[:half]])):
            assert text_of(other) == note["tekst"]
            assert diff_for([other], bytes.fromhex(note["stand"]))[:1] == b"\x00", "as much is known of it"


def test_what_waits_for_something_else_is_kept():
    for note in notes(13, 6):
        parts = [bytes.fromhex(part) for part in note["delen"]]
        without = [part for n, part in enumerate(parts) if n % 5]
        assert text_of(join([join(without), *parts[::5]])) == note["tekst"]


def test_somebody_gets_what_they_lack_and_no_more():
    for note in notes(14, 12):
        parts = [bytes.fromhex(part) for part in note["delen"]]
        known, doc = parts[: len(parts) // 2], Doc()
        doc.apply_update(join(known))
        lacking = diff_for(parts, doc.get_state())
        assert text_of(join([*known, lacking])) == note["tekst"]
        assert read_update(lacking).getypt <= read_update(diff_for(parts, b"")).getypt


def test_a_vector_that_is_none_gives_nothing():
    with pytest.raises(GeenVorm):
        diff_for([begin_with("a", 5)], number(2**60))


@given(TEKST, TEKST)
def test_a_text_becomes_another(old, new):
    parts = [begin_with(old, 5)]
    change = change_to(parts, new, 6)
    assert (change == b"") == (old == new)
    assert text_of(join([*parts, change])) == new
    assert set(read_update(change or b"\x00\x00").stukken) <= {6}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("e\u0301", "e\u0300"),
        ("e", "e\u0301"),
        ("👍🏽", "👍🏿"),
        ("👩\u200d👧", "👩\u200d👦"),
        ("🇳🇱", "🇳🇴"),
        ("❤\ufe0f", "❤"),
        ("😀", "😁"),
    ],
)
def test_what_shows_as_one_sign_is_changed_as_a_whole(old, new):
    assert list_changes(f"a{old}b", f"a{new}b") == [(1, 1 + len(old), new)]


def test_only_what_differs_is_touched():
    old = "- eten gaat beter\n- slaapt slecht 😀\n- dochter belt zondag\n"
    new = "- eten gaat weer beter\n- slaapt slecht 😀\n- dochter belt maandag\n"
    assert [(old[begin:end], instead) for begin, end, instead in list_changes(old, new)] == [
        ("", "weer "),
        ("zo", "maa"),
    ]


def test_halves_of_a_character_that_somebody_points_at_do_not_break_it():
    """The engine by itself panics at this, or worse."""
    base = update((5, 0, [typed("a😀b")]))
    cuts = [
        update((6, 0, [typed("x", (5, 1))])),
        update((7, 0, [typed("y", None, (5, 2))])),
        update((8, 0, [typed("z", (5, 0))]), deletes=b"\x01\x05\x01\x02\x01"),
        update((5, 2, [typed("qrst")])),
    ]
    for cut in cuts:
        read_update(cut)
        state = join([base, cut])
        text = text_of(state)
        assert text.startswith("a") and "b" in text
        assert text_of(join([state, base, cut])) == text
        assert sum(run[0] for run in who_wrote(base, [[3, "els", moment(0)]], [(cut, "wim", moment(1))])) == len(text)
    for clock in range(6):
        read_update(diff_for([base], b"\x01\x05" + number(clock)))


def test_what_is_no_update_is_told_and_not_shown():
    for junk in (b"\x01\x01\x05\x00\x84\x05", b"\x01" + b"\xff" * 30, b"geheim"):
        with pytest.raises(Onleesbaar) as told:
            join([junk])
        assert "geheim" not in repr(told.value)


class Schrijver:
    """Somebody with a screen of their own."""

    def __init__(self, naam: str, hand: int):
        self.naam = naam
        self.doc = Doc(client_id=hand)
        self.text = self.doc.get("bespreking", type=Text)
        self.sent: list[bytes] = []
        self.doc.observe(lambda event: self.sent.append(event.update))

    def hear(self, part: bytes) -> None:
        self.doc.apply_update(part)
        self.sent.clear()

    def type(self, dice: random.Random, sign: str) -> bytes:
        """One sign somewhere, or one away; each sign is as long in every way of counting."""
        length = len(self.text)
        with self.doc.transaction():
            if length and dice.random() < 0.3:
                at = dice.randrange(length)
                del self.text[at : at + 1]
            else:
                self.text.insert(dice.randrange(length + 1), sign)
        return self.sent.pop()


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_each_sign_is_of_who_typed_it(seed):
    dice = random.Random(seed)
    base = begin_with("bbbb", 9)
    people = [Schrijver("els", 1), Schrijver("wim", 2), Schrijver("jo", 3)]
    signs = {"els": "E", "wim": "W", "jo": "J"}
    for person in people:
        person.hear(base)
    tail = []
    for minute in range(30):
        person = dice.choice(people)
        part = person.type(dice, signs[person.naam])
        tail.append((part, person.naam, moment(minute)))
        if dice.random() < 0.7:
            for other in people:
                other.hear(join([piece[0] for piece in tail]))
    text = text_of(join([base, *(piece[0] for piece in tail)]))
    for order in (tail, dice.sample(tail, len(tail))):
        runs = who_wrote(base, [[4, "begin", moment(-60)]], order)
        assert "".join({"begin": "b", **signs}[who] * length for length, who, _ in runs) == text


def test_what_one_person_wrote_within_ten_minutes_is_one_run():
    base = begin_with("Begin. ", 9)
    one = change_to([base], "Begin. Eten 😀. ", 1)
    two = change_to([base, one], "Begin. Eten 😀. Slapen. ", 1)
    three = change_to([base, one, two], "Begin. Eten 😀. Slapen. Later.", 1)
    tail = [(one, "els", moment(0)), (two, "els", moment(9)), (three, "els", moment(30))]
    runs = who_wrote(base, [[7, "wim", moment(-60)]], tail)
    assert runs == [[7, "wim", moment(-60)], [16, "els", moment(0)], [6, "els", moment(30)]]
    # Settled in between it is the same.
    first = who_wrote(base, [[7, "wim", moment(-60)]], tail[:1])
    assert who_wrote(join([base, one]), first, tail[1:]) == runs


def test_runs_that_are_too_short_or_too_long_become_the_whole_text():
    base = begin_with("abcdef", 9)
    assert who_wrote(base, [[2, "els", moment(0)]], []) == [[6, "els", moment(0)]]
    assert who_wrote(base, [[4, "els", moment(0)], [9, "wim", moment(0)]], []) == [
        [4, "els", moment(0)],
        [2, "wim", moment(0)],
    ]
    assert who_wrote(base, [], []) == []
    assert who_wrote(base, [], [(change_to([base], "abcdefg", 3), "jo", moment(5))]) == [[7, "jo", moment(5)]]
