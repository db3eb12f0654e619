"""Which places of a text have to change to make another of it; the rest is left alone, and so are the carets in it. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

# (begin, end, what comes there instead), in code points of the old text.
Ingreep = tuple[int, int, str]

# So many pairs of equal lines or words are compared.
_PAREN = 50_000

_JOINER = "\u200d"
_SKIN = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)
_JAMO = range(0x1160, 0x1200)


def list_changes(old: str, new: str) -> list[Ingreep]:
    """What to do, in order and apart from one another. What shows as one character is never cut."""
    a, b = _characters(old), _characters(new)
    changes: list[Ingreep] = []
    _compare(a, b, 0, (_lines, _words), changes)
    return changes


def _compare(a: Sequence[str], b: Sequence[str], at: int, levels: tuple[Callable, ...], found: list[Ingreep]) -> None:
    """Both as characters. What differs between their equal ends, found ever more closely: by line, then by word."""
    head = _shared(a, b)
    tail = _shared(a[head:][::-1], b[head:][::-1])
    at += _size(a[:head])
    a, b = a[head : len(a) - tail], b[head : len(b) - tail]
    if not a and not b:
        return
    if not a or not b or not levels:
        found.append((at, at + _size(a), "".join(b)))
        return
    split, *rest = levels
    old, new = split(a), split(b)
    matcher = SequenceMatcher(None, _glued(old), _glued(new))
    # What is everywhere the matcher leaves out by itself. So much of the same is not text; it would take it minutes.
    if sum(len(matcher.b2j.get(token, ())) for token in matcher.a) > _PAREN:
        found.append((at, at + _size(a), "".join(b)))
        return
    before = 0
    for what, i, j, k, m in matcher.get_opcodes():
        part = [c for token in old[i:j] for c in token]
        if what != "equal":
            _compare(part, [c for token in new[k:m] for c in token], at + before, tuple(rest), found)
        before += _size(part)


def _characters(text: str) -> list[str]:
    """Code points, with what belongs to the one before it (accents, emoji of several signs) kept together."""
    if text.isascii():
        return list(text)
    characters: list[str] = []
    for c in text:
        if characters and _belongs(characters[-1], c):
            characters[-1] += c
        else:
            characters.append(c)
    return characters


def _belongs(before: str, c: str) -> bool:
    if c < "\u0300" or before == "\n":
        return False
    code = ord(c)
    if code in _FLAGS:
        return len(before) == 1 and ord(before) in _FLAGS
    return (
        c == _JOINER
        or before[-1] == _JOINER
        or unicodedata.category(c)[0] == "M"
        or code in _SKIN
        or code in _TAGS
        or code in _JAMO
    )


def _lines(characters: Sequence[str]) -> list[Sequence[str]]:
    ends = [at + 1 for at, c in enumerate(characters) if c == "\n"]
    return [characters[i:j] for i, j in zip([0, *ends], [*ends, len(characters)], strict=True) if i < j]


def _words(characters: Sequence[str]) -> list[Sequence[str]]:
    """Words, white space, and every other sign by itself."""
    # One sign for each character, so that places agree.
    shape = "".join("a" if c[0].isalnum() else " " if c[0].isspace() else "." for c in characters)
    return [characters[m.start() : m.end()] for m in re.finditer(r"a+| +|\.", shape)]


def _glued(tokens: Sequence[Sequence[str]]) -> list[str]:
    return ["".join(token) for token in tokens]


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    """How many characters they have in common at the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _size(characters: Sequence[str]) -> int:
    return sum(map(len, characters))
