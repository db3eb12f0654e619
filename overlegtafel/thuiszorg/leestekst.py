"""A note as it is read: the long part folded away, the words that were looked for marked. Pure."""

import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from overlegtafel.core.namen import normalise

# More lines than this are folded; one or two more are not worth a click. A long line is several on the screen.
MAX_REGELS = 8
_SPELING = 2
_TEKENS_PER_REGEL = 80

MAX_WOORDEN = 6


class Stuk(NamedTuple):
    """A piece of text, and whether it was looked for."""

    tekst: str
    raak: bool = False


def fold(text: str) -> tuple[str, str]:
    """The part to show at once, and the rest (empty for what is short). Cut at a line or between words; white space round it goes."""
    text = text.strip()
    if _count_lines(text) <= MAX_REGELS + _SPELING:
        return text, ""
    used = cut = 0
    for line in text.split("\n"):
        if used + _count_lines(line) > MAX_REGELS:
            break
        used, cut = used + _count_lines(line), cut + len(line) + 1
    if used <= MAX_REGELS // 2:
        # The line that no longer fits is most of it: cut between words.
        most = cut + (MAX_REGELS - used) * _TEKENS_PER_REGEL
        space = text.rfind(" ", cut, most)
        cut = space if space > cut else most
    return text[:cut].rstrip(), text[cut:].strip()


def _count_lines(text: str) -> int:
    """How many lines this takes on the screen, about."""
    return sum(1 + len(line) // _TEKENS_PER_REGEL for line in text.split("\n"))


def split_words(typed: str) -> tuple[str, ...]:
    """The words somebody looks for, as they are compared; the first MAX_WOORDEN."""
    return tuple(dict.fromkeys(normalise(typed).split()))[:MAX_WOORDEN]


def holds(words: Collection[str], *texts: str) -> bool:
    """Whether every one of these words stands somewhere in these texts."""
    text = _comparable(" ".join(texts))
    return all(word in text for word in words)


# Signs that separate words in plain ASCII, as normalise() treats them.
_ASCII = {n: " " for n in range(128) if not chr(n).isalnum()}


def _comparable(text: str) -> str:
    """normalise() for a search through thousands of notes: most are plain ASCII, which goes far quicker like this."""
    if text.isascii():
        return text.lower().replace("ij", "y").translate(_ASCII)
    return normalise(text)


def mark(text: str, words: Collection[str]) -> Sequence[Stuk]:
    """The text in pieces; together they are the text again. Pieces that are (part of) such a word are marked."""
    if not words or not text:
        return [Stuk(text)]
    letters, places = _letters(text)
    hit = bytearray(len(text))
    for word in words:
        at = letters.find(word)
        while at >= 0:
            first, last = places[at][0], places[at + len(word) - 1][1]
            hit[first:last] = b"\x01" * (last - first)
            at = letters.find(word, at + 1)
    pieces, start = [], 0
    for n in range(1, len(text) + 1):
        if n == len(text) or hit[n] != hit[start]:
            pieces.append(Stuk(text[start:n], bool(hit[start])))
            start = n
    return pieces


def _letters(text: str) -> tuple[str, list[tuple[int, int]]]:
    """What normalise() makes of the text, sign by sign, with the stretch of the text each sign came from."""
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    for n, c in enumerate(text):
        bare = normalise(c)
        if not bare and unicodedata.combining(c):
            # An accent written apart belongs to the letter before it.
            if places:
                places[-1] = (places[-1][0], n + 1)
            continue
        for sign in bare or " ":
            if sign == "j" and signs and signs[-1] == "i":
                signs[-1], places[-1] = "y", (places[-1][0], n + 1)
            else:
                signs.append(sign)
                places.append((n, n + 1))
    return "".join(signs), places
