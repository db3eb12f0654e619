"""BSNs for made-up people.

They pass the elfproef, so that the same check guards demo and real data, but belong to nobody: a real BSN has
eight or nine digits, so numbers with two leading zeros are never issued, and 999 is the range software makers
and the zib examples use for test data. The zeros also show that a BSN is text, not a number.
"""

from collections.abc import Iterator

from stdnum.nl import bsn as elfproef

_STEP = 38_317  # coprime with 10: walks through every number of a range once, in an order that looks drawn


def made_up_bsns(begin: int, *, taken: frozenset[str] = frozenset()) -> Iterator[str]:
    """Endless enough for 300,000 people, all different; `begin` (any number) sets where the walk starts."""
    nines, zeros = _walk("999", 5, begin), _walk("00", 6, begin)
    count = 0
    while True:
        number = next(nines if count % 10 < 3 else zeros)
        if number not in taken:
            count += 1
            yield number


def _walk(start: str, digits: int, begin: int) -> Iterator[str]:
    size = 10**digits
    for i in range(size):
        first = f"{start}{(begin + i * _STEP) % size:0{digits}}"
        check = elfproef.checksum(first + "0")
        if check < 10 and int(first) > 0:
            yield f"{first}{check}"
