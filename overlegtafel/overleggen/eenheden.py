"""Text as the Yjs engine gets it: every UTF-16 unit a character of its own. Pure.

Yjs counts in UTF-16 units, and whoever wants to can point at the middle of a character of two units (an emoji). The engine
(pycrdt 0.14) cuts such a character wrong: it panics, loses count, or reads freed memory, and takes the process along. So it
never sees one: each half is a character of a private block for it, of the same length to Yjs. That block is no text of anybody:
yvorm refuses it, and clean_text takes it out. Half a character that is left over is U+FFFD, as in Yjs.
"""

import re
from collections.abc import Callable

from overlegtafel.overleggen.yvorm import HANDEN, read_number

_EERSTE, _TWEEDE, _EINDE = 0xE000, 0xE400, 0xE800
_LANG = re.compile("[\U00010000-\U0010ffff]")
_HELFT = re.compile("[\ue000-\ue7ff]")
_PAAR = re.compile("[\ue000-\ue3ff][\ue400-\ue7ff]")
# The same in bytes; in an update these may also be a number, which costs a look.
_LANG_BYTES = re.compile(b"[\xf0-\xf4][\x80-\xbf]{3}")
_HELFT_BYTES = re.compile(b"\xee[\x80-\x9f][\x80-\xbf]")


def units_of(text: str) -> str:
    """Each UTF-16 unit of it as one character."""
    return _LANG.sub(_halve, _HELFT.sub("\ufffd", text))


def text_of_units(units: str) -> str:
    return _HELFT.sub("\ufffd", _PAAR.sub(_whole, units))


def seconds_of(units: str) -> list[int]:
    """Which units, in order, are the second half of a character: so many fewer characters than units there are before a place."""
    return [m.end() - 1 for m in _PAAR.finditer(units)]


def update_to_units(update: bytes) -> bytes:
    return _rewrite(update, units_of) if _LANG_BYTES.search(update) or _HELFT_BYTES.search(update) else update


def update_from_units(update: bytes) -> bytes:
    return _rewrite(update, text_of_units) if _HELFT_BYTES.search(update) else update


def _halve(match: re.Match) -> str:
    code = ord(match[0]) - 0x10000
    return chr(_EERSTE + (code >> 10)) + chr(_TWEEDE + (code & 0x3FF))


def _whole(match: re.Match) -> str:
    first, second = map(ord, match[0])
    return chr(0x10000 + ((first - _EERSTE) << 10) + second - _TWEEDE)


def _rewrite(update: bytes, change: Callable[[str], str]) -> bytes:
    """The same update with every text in it changed. It was read before: it is known to be one."""
    done: list[bytes] = []
    copied = 0
    hands, at = read_number(update, 0, HANDEN)
    for _ in range(hands):
        structs, at = read_number(update, at, HANDEN)
        _, at = read_number(update, at, HANDEN)
        _, at = read_number(update, at, HANDEN)
        for _ in range(structs):
            info = update[at]
            at += 1
            for bit in (0x80, 0x40):
                if info & bit:
                    _, at = read_number(update, at, HANDEN)
                    _, at = read_number(update, at, HANDEN)
            if info in (1, 4):
                # The name of its root.
                size, at = read_number(update, at + 1, HANDEN)
                at += size
            before = at
            size, at = read_number(update, at, HANDEN)
            if info & 0x1F == 4:
                text = change(update[at : at + size].decode()).encode()
                at += size
                done += (update[copied:before], _number(len(text)), text)
                copied = at
    done.append(update[copied:])
    return b"".join(done)


def _number(value: int) -> bytes:
    """A lib0 varint."""
    sevens = bytearray()
    while value > 0x7F:
        sevens.append(value & 0x7F | 0x80)
        value >>= 7
    sevens.append(value)
    return bytes(sevens)
