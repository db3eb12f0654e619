"""Texts with variable parts: '{slot}' is filled in, '[this|that]' is drawn.

Compiled once when the stories are read; a region of 250,000 people fills some three million of them.
"""

import random
import re
from collections.abc import Mapping

_PART = re.compile(r"\{(\w+)\}|\[([^\[\]]*)\]")


class Sjabloon:
    """One text, compiled."""

    __slots__ = ("parts", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts = _compile(source)

    def fill(self, words: "Woorden") -> str:
        """The text with every slot filled and every choice made."""
        return _fill(self.parts, words)

    def slots(self) -> set[str]:
        """The names of all slots, also those inside a choice."""
        return set(re.findall(r"\{(\w+)\}", self.source))


class _Slot(str):
    __slots__ = ()


def _compile(text: str) -> tuple:
    parts: list = []
    end = 0
    for m in _PART.finditer(text):
        if m.start() > end:
            parts.append(text[end : m.start()])
        parts.append(_Slot(m[1]) if m[1] else tuple(_compile(choice) for choice in m[2].split("|")))
        end = m.end()
    if end < len(text):
        parts.append(text[end:])
    return tuple(parts)


def _fill(parts: tuple, words: "Woorden") -> str:
    out = []
    for part in parts:
        kind = type(part)
        if kind is str:
            out.append(part)
        elif kind is _Slot:
            out.append(words[part])
        else:
            out.append(_fill(part[int(words.rng.random() * len(part))], words))
    return "".join(out)


class Woorden(dict[str, str]):
    """What one household fills its slots with. A word is drawn on first use and then stays the same.

    A slot with a digit ('dag2') draws from the same list as its bare name, but another word.
    """

    __slots__ = ("lists", "rng")

    def __init__(self, rng: random.Random, lists: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.rng = rng
        self.lists = lists

    def __missing__(self, slot: str) -> str:
        bare = slot.rstrip("0123456789")
        choices = self.lists[bare]
        word = choices[int(self.rng.random() * len(choices))]
        if bare != slot:
            while word == self.get(bare):
                word = choices[int(self.rng.random() * len(choices))]
        self[slot] = word
        return word
