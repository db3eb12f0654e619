"""Puts sentences together into one note: nothing twice, nothing of the evening in the morning, no note that exists."""

import random
from collections import Counter, deque
from datetime import date

from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.thuiszorg import Zin
from overlegtafel.demo.thuiszorg.kalender import describe
from overlegtafel.thuiszorg.soorten import MATEN

_CIJFERS = str.maketrans("", "", "0123456789,")
_POGINGEN = 12
_GREPEN = 6
_HOOGSTENS = 4
# How often one client is told a sentence with a value.
_KEREN = 3
# And after how many other sentences again.
_KORT = 12
# The values a sentence may name.
VELDEN = MATEN.keys() | {"wond"}
_GROETEN = (
    "", "", "", " Groet, {}.", " Bel gerust als het anders loopt.", " Dank voor de goede zorg, {}.", " Ik hoor het graag.",
    " Overleg kan vandaag tot vijf uur, {}.", " Bij twijfel: spoedlijn van de praktijk.",
)  # fmt: skip


class Pen:
    """Of one client. told: what was written before in this region, without its figures. termen: see Zin."""

    def __init__(
        self, rng: random.Random, words: Woorden, told: set[str], termen: frozenset[str] = frozenset()
    ) -> None:
        self.words = words
        self._rng, self._told, self._who = rng, told, termen
        self._termen, self._maand = termen, 0
        self._said: Counter[Zin] = Counter()
        self._lately: deque[Zin] = deque(maxlen=_KORT)

    def take_up(self, day: date) -> None:
        """What is written from now on is of this day."""
        self._termen, self._maand = self._who | describe(day), day.month

    def write_list(self, parts: list[list[Zin]]) -> str:
        """A long note: a line of each part."""
        for _ in range(_POGINGEN):
            chosen = [self._rng.choice([zin for zin in stock if not self._said[zin]] or stock) for stock in parts]
            text = self._fill(chosen, "\n")
            if self._is_new(text):
                break
        self._said.update(chosen)
        return text

    def write(self, kern: list[Zin], more: list[list[Zin]], deel: str, spare: list[Zin]) -> tuple[str, frozenset[str]]:
        """A note of kern and some of more, and the slots in it; nothing when there is nothing new to say.

        spare: for a sentence extra when it was written before.
        """
        rng = self._rng
        for attempt in range(_POGINGEN):
            zinnen: list[Zin] = []
            for stock in ([kern] if kern else []) + more:
                if zin := self._draw(stock, deel, zinnen):
                    zinnen.append(zin)
            if kern and len(zinnen) > 1 and rng.random() < 0.3 and "\n" not in zinnen[0].tekst.source:
                zinnen.append(zinnen.pop(0))
            gap = "\n" if len(zinnen) > 2 and rng.random() < 0.35 else " "
            text = self._fill(zinnen, gap)
            if self._is_new(text):
                break
            if (attempt > 1 or not text) and len(more) < _HOOGSTENS:
                more = [*more, spare]
        else:
            return "", frozenset()
        self._said.update(zinnen)
        self._lately.extend(zinnen)
        return text, frozenset().union(*(zin.slots for zin in zinnen))

    def write_message(self, stock: list[Zin], by: str) -> str:
        """A message of the practice: one sentence of this stock, ended the way doctors do."""
        for _ in range(_POGINGEN):
            text = self._fill([self._rng.choice(stock)], "") + self._rng.choice(_GROETEN).format(by)
            if self._is_new(text):
                break
        return text

    def _fill(self, zinnen: list[Zin], gap: str) -> str:
        # A sentence may end in an abbreviation.
        return gap.join(zin.tekst.fill(self.words) for zin in zinnen).replace("..", ".")

    def _is_new(self, text: str) -> bool:
        bare = text.translate(_CIJFERS)
        if not bare or bare in self._told:
            return False
        self._told.add(bare)
        return True

    def _draw(self, stock: list[Zin], deel: str, beside: list[Zin]) -> Zin | None:
        """One of this stock that fits beside these and was not said to this client; if there is none, a value again."""
        said = {word for zin in beside for word in zin.over}

        def fits(zin: Zin) -> bool:
            return (
                (not zin.deel or not deel or zin.deel == deel)
                and said.isdisjoint(zin.over)
                and zin not in beside
                and zin not in self._lately
                and zin.fits(self._termen, self._maand)
            )

        if not stock:
            return None
        for _ in range(_GREPEN):
            zin = self._rng.choice(stock)
            if not self._said[zin] and fits(zin):
                return zin
        able = [zin for zin in stock if fits(zin) and self._said[zin] < (_KEREN if zin.slots & VELDEN else 1)]
        return min(able, key=lambda zin: (self._said[zin], self._rng.random()), default=None)
