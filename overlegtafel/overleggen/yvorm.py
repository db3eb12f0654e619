"""What an update of a live note is: a reader of Yjs updates (v1) and state vectors that trusts no byte of them. Pure.

The Yjs engine allocates by counts that stand inside an update, and takes more than a note may hold. So every update and
every state vector is read here first, once, from front to back: work and memory follow the number of bytes, never a number in
them. What is taken is plain text in the one root of a note; the update itself is never altered. Clocks and lengths are counted
in UTF-16 units, as Yjs does.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

# What JavaScript counts exactly.
HANDEN = 2**53
# Far above what a note may ever hold, far below where an engine that counts in 32 bits goes round.
_KLOKKEN = 2**31
_STAND_REGELS = 10_000
# What a browser writes of one struct takes 16 bytes, so more than this do not go in an update that is taken. More of them
# from somebody with short numbers would only be work.
_STUKKEN = 4_000

# An item that continues nothing names its parent: a root, with this name.
_WORTEL = b"\x01\x0abespreking"
# The kind of a struct; an item adds these two bits.
# The fourth there is, GC, is made of what stood inside something that was deleted; plain text has no inside.
_GEWIST, _TEKST, _GAT = 1, 4, 10
_ITEMS = (_TEKST, _GEWIST)
_LINKS, _RECHTS = 0x80, 0x40

# What core/tekst.py takes out of typed text because it hides or reverses what is read, and what is no character at all.
# Other private use and the unassigned stay: word processors paste the first, and a new emoji is unassigned to an older Python.
# The block from U+E000 is the one that eenheden.py uses.
_GEEN_TEKEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000-\ue7ff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)

Stukken = tuple[tuple[int, int], ...]


class GeenVorm(ValueError):
    """These bytes are not an update (or state vector) of a note. The message never holds what was in them."""


@dataclass(frozen=True, slots=True)
class Wijziging:
    """What an update does, without its text. Ranges are [begin, end) in clocks of one hand (Yjs client id), ascending."""

    # Which clocks of each hand it carries.
    stukken: dict[int, Stukken]
    # The highest clock of each hand that it was written beside; so that one must exist.
    verwijst: dict[int, int]
    # Which clocks of each hand it deletes.
    wist: dict[int, Stukken]
    # UTF-16 units of text in it.
    getypt: int


def read_update(data: bytes) -> Wijziging:
    """What this update does. Raises GeenVorm, and nothing else."""
    if type(data) is not bytes:
        raise GeenVorm("geen bytes")
    try:
        return _read(data)
    except IndexError:
        raise GeenVorm("afgebroken") from None


def check_state(data: bytes) -> bytes:
    """This state vector, safe to hand on; no bytes at all means that nothing is known. Raises GeenVorm."""
    if type(data) is bytes and not data:
        return b"\x00"
    if len(read_state(data)) > _STAND_REGELS:
        raise GeenVorm("te lange stand")
    return data


def read_state(data: bytes) -> dict[int, int]:
    """The next clock of each hand in a state vector. Raises GeenVorm."""
    if type(data) is not bytes:
        raise GeenVorm("geen bytes")
    klokken: dict[int, int] = {}
    try:
        count, at = read_number(data, 0, HANDEN)
        for _ in range(count):
            hand, at = read_number(data, at, HANDEN)
            klokken[hand], at = read_number(data, at, _KLOKKEN)
    except IndexError:
        raise GeenVorm("afgebroken") from None
    if at != len(data) or len(klokken) != count:
        raise GeenVorm("geen stand")
    return klokken


def fits(w: Wijziging, klokken: Mapping[int, int]) -> bool:
    """Whether it adds directly to what is known, and needs nothing else.

    klokken: per hand the next clock. What it carries may partly be known already (it was sent twice).
    """
    after = {hand: _reach(stukken, klokken.get(hand, 0)) for hand, stukken in w.stukken.items()}
    if any(after[hand] < stukken[-1][1] for hand, stukken in w.stukken.items()):
        return False
    if any(klok >= after.get(hand, klokken.get(hand, 0)) for hand, klok in w.verwijst.items()):
        return False
    return all(stukken[-1][1] <= after.get(hand, klokken.get(hand, 0)) for hand, stukken in w.wist.items())


def _reach(stukken: Stukken, klok: int) -> int:
    """How far a hand is known once these are there too; a gap ends it."""
    for begin, end in stukken:
        if begin > klok:
            break
        klok = max(klok, end)
    return klok


def read_number(data: bytes, at: int, below: int) -> tuple[int, int]:
    """The number (a lib0 varint) that begins here and where the next thing begins. IndexError when the bytes end."""
    byte = data[at]
    value = byte & 0x7F
    shift = 7
    while byte > 0x7F:
        at += 1
        byte = data[at]
        value |= (byte & 0x7F) << shift
        # Longer than needed, or than any number here: engines differ in what they make of it.
        if shift > 49 or not byte:
            raise GeenVorm("geen getal")
        shift += 7
    if value >= below:
        raise GeenVorm("te groot getal")
    return value, at + 1


def _read(data: bytes) -> Wijziging:
    number = read_number
    carried: dict[int, Stukken] = {}
    points: dict[int, int] = {}
    # Per hand what its items wait for, in order: (own clock, other hand, that one's clock).
    waits: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    typed, left = 0, _STUKKEN
    count, at = number(data, 0, HANDEN)
    for _ in range(count):
        structs, at = number(data, at, HANDEN)
        hand, at = number(data, at, HANDEN)
        clock, at = number(data, at, _KLOKKEN)
        left -= structs
        if left < 0:
            raise GeenVorm("te veel stukken")
        if hand in carried or not structs:
            raise GeenVorm("hand zonder stukken, of twee keer")
        ranges: list[tuple[int, int]] = []
        begin = clock
        for _ in range(structs):
            info = data[at]
            at += 1
            kind = info & 0x3F
            if kind in _ITEMS:
                if info < 0x40:
                    if data[at : at + 12] != _WORTEL:
                        raise GeenVorm("niet in de bespreking")
                    at += 12
                for bit in (_LINKS, _RECHTS):
                    if info & bit:
                        other, at = number(data, at, HANDEN)
                        point, at = number(data, at, _KLOKKEN)
                        if point > points.get(other, -1):
                            points[other] = point
                        if other != hand:
                            waits[hand].append((clock, other, point))
                        elif point >= clock:
                            raise GeenVorm("verwijst vooruit")
                length, at = number(data, at, _KLOKKEN)
                if kind == _TEKST:
                    length, at = _text(data, at, length)
                    typed += length
            elif info == _GAT:
                length, at = number(data, at, _KLOKKEN)
            else:
                raise GeenVorm("geen platte tekst")
            if not length:
                raise GeenVorm("leeg stuk")
            if info == _GAT:
                if begin < clock:
                    ranges.append((begin, clock))
                begin = clock + length
            clock += length
            if clock >= _KLOKKEN:
                raise GeenVorm("te groot getal")
        if begin < clock:
            ranges.append((begin, clock))
        if not ranges:
            raise GeenVorm("alleen een gat")
        carried[hand] = tuple(ranges)
    deleted, at = _deletions(data, at)
    if at != len(data):
        raise GeenVorm("er staat iets achter")
    if len(carried) > 1 and waits:
        _check_order(carried, waits)
    return Wijziging(carried, points, deleted, typed)


def _text(data: bytes, at: int, size: int) -> tuple[int, int]:
    """How many UTF-16 units stand in the next size bytes, and where they end."""
    end = at + size
    raw = data[at:end]
    if len(raw) != size:
        raise GeenVorm("afgebroken")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        # Half of a surrogate pair comes here too.
        raise GeenVorm("geen tekst") from None
    # Of what cannot be printed only some is refused; most of what is typed never gets that far.
    if not text.isprintable() and _GEEN_TEKEN.search(text):
        raise GeenVorm("een teken dat niet mag")
    return size if text.isascii() else len(text.encode("utf-16-le")) // 2, end


def _deletions(data: bytes, at: int) -> tuple[dict[int, Stukken], int]:
    deleted: dict[int, Stukken] = {}
    count, at = read_number(data, at, HANDEN)
    for _ in range(count):
        hand, at = read_number(data, at, HANDEN)
        pieces, at = read_number(data, at, HANDEN)
        if hand in deleted or not pieces:
            raise GeenVorm("hand zonder stukken, of twee keer")
        ranges = []
        last = -1
        for _ in range(pieces):
            begin = data[at]
            if begin > 0x7F:
                begin, at = read_number(data, at, _KLOKKEN)
            else:
                at += 1
            length = data[at]
            if length > 0x7F:
                length, at = read_number(data, at, _KLOKKEN)
            else:
                at += 1
            end = begin + length
            # Over one another they could make an engine walk the whole text for each.
            if begin < last or not length or end >= _KLOKKEN:
                raise GeenVorm("gewiste stukken niet op volgorde")
            ranges.append((begin, end))
            last = end
        deleted[hand] = tuple(ranges)
    return deleted, at


def _check_order(carried: dict[int, Stukken], waits: Mapping[int, list[tuple[int, int, int]]]) -> None:
    """GeenVorm when its hands wait for one another in a ring: that would be kept, and never be read.

    Each hand goes on until it needs what another carries but has not got to; when that one is there, it goes on again.
    """
    done = dict.fromkeys(carried, 0)
    sleeping: dict[int, list[tuple[int, int]]] = defaultdict(list)
    awake = list(carried)
    left = len(carried)
    reached: dict[int, int] = {}
    while awake:
        hand = awake.pop()
        todo = waits.get(hand, ())
        at = done[hand]
        while at < len(todo):
            clock, other, point = todo[at]
            if other in carried and point >= reached.get(other, 0) and _carries(carried[other], point):
                heappush(sleeping[other], (point, hand))
                reached[hand] = clock
                break
            at += 1
        else:
            reached[hand] = _KLOKKEN
            left -= 1
        done[hand] = at
        while sleeping[hand] and sleeping[hand][0][0] < reached[hand]:
            awake.append(heappop(sleeping[hand])[1])
    if left:
        raise GeenVorm("stukken die op elkaar wachten")


def _carries(stukken: Stukken, klok: int) -> bool:
    return any(begin <= klok < end for begin, end in stukken)
