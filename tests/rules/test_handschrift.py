"""Who wrote what of a text: shown in blocks, and kept line by line."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from overlegtafel.overleggen.handschrift import keep_lines, list_blokken, writers_since

TOEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# Text by several people, cut anywhere: (who, minutes later, what).
stukken = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.integers(0, 40), st.text(st.sampled_from("ab é€😀-\n"), min_size=1, max_size=12)
    ),
    max_size=12,
)


def runs(pieces) -> tuple[str, list]:
    handen = [[len(text), who, (TOEN + timedelta(minutes=later)).isoformat()] for who, later, text in pieces]
    return "".join(text for _, _, text in pieces), handen


def blocks(tekst, handen):
    return list_blokken(tekst, handen, door="z", op=TOEN)


def owners(tekst, handen) -> list[tuple[str, str]]:
    """Each visible sign with whose it is."""
    whose = [who for length, who, _ in handen for _ in range(length)]
    return [(sign, who) for sign, who in zip(tekst, whose, strict=True) if not sign.isspace()]


def test_whole_lines_of_one_person_are_one_block_and_a_mixed_line_names_both():
    tekst, handen = runs([("a", 0, "Een\nTwee\n"), ("b", 1, "Drie"), ("a", 2, " en vier"), ("b", 3, "\n\nVijf")])
    found = [[(s.wie, s.tekst) for s in block] for block in blocks(tekst, handen)]
    assert found == [[("a", "Een\nTwee")], [("b", "Drie"), ("a", " en vier")], [("b", "Vijf")]]


def test_the_same_person_much_later_is_another_block():
    tekst, handen = runs([("a", 0, "Een\n"), ("a", 30, "Twee")])
    assert [block[0].op for block in blocks(tekst, handen)] == [TOEN, TOEN + timedelta(minutes=30)]


def test_without_runs_it_is_whole_of_who_left_it_so():
    assert [(s.wie, s.tekst) for (s,) in blocks("Een\nTwee", [])] == [("z", "Een\nTwee")]
    assert blocks("", []) == []


@given(stukken)
def test_the_blocks_hold_every_sign_under_the_name_of_who_wrote_it(pieces):
    tekst, handen = runs(pieces)
    shown = [(sign, s.wie) for block in blocks(tekst, handen) for s in block for sign in s.tekst if not sign.isspace()]
    assert shown == owners(tekst, handen)


@given(stukken, st.sets(st.integers(0, 20)))
def test_exactly_the_ticked_lines_stay_each_with_its_writer(pieces, blijft):
    tekst, handen = runs(pieces)
    kept, left = keep_lines(tekst, handen, blijft, door="z", op=TOEN)
    lines = tekst.split("\n")
    wanted = [line for number, line in enumerate(lines) if line.strip() and number in blijft]
    assert [line for line in kept.split("\n") if line.strip()] == wanted
    assert sum(length for length, _, _ in left) == len(kept)
    # Where each line was written by one and the same before, it still is.
    before, at = [], 0
    whose = [(who, moment) for length, who, moment in handen for _ in range(length)]
    for number, line in enumerate(lines):
        if line.strip() and number in blijft:
            before += [pair for pair in zip(line, whose[at : at + len(line)], strict=True) if not pair[0].isspace()]
        at += len(line) + 1
    after = [(who, moment) for length, who, moment in left for _ in range(length)]
    assert [pair for pair in zip(kept, after, strict=True) if not pair[0].isspace()] == before


@given(stukken)
def test_nothing_unticked_leaves_the_text_as_it_is(pieces):
    tekst, handen = runs(pieces)
    everything = set(range(tekst.count("\n") + 1))
    assert keep_lines(tekst, handen, everything, door="z", op=TOEN)[0] == tekst


def test_everybody_who_wrote_since_the_version_before_is_named():
    old = [[3, "a", TOEN.isoformat()], [4, "c", TOEN.isoformat()]]
    later = (TOEN + timedelta(minutes=2)).isoformat()
    new = [[3, "a", TOEN.isoformat()], [2, "b", later], [6, "c", TOEN.isoformat()]]
    assert writers_since(new, old, TOEN + timedelta(minutes=1)) == ["b", "c"]
    assert writers_since(new, [], None) == ["a", "b", "c"]
