"""Puts sentences together into one note: nothing twice, nothing of the evening in the morning, no note that exists."""

import random

from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.thuiszorg import Zin

_CIJFERS = str.maketrans("", "", "0123456789,")
_POGINGEN = 12
_GROETEN = (
    "", "", "", " Groet, {}.", " Bel gerust als het anders loopt.", " Dank voor de goede zorg, {}.", " Ik hoor het graag.",
    " Overleg kan vandaag tot vijf uur, {}.", " Bij twijfel: spoedlijn van de praktijk.",
)  # fmt: skip


class Pen:
    """Of one client. told: what was written before in this region, without its figures."""

    def __init__(self, rng: random.Random, words: Woorden, told: set[str]) -> None:
        self.words = words
        self._rng, self._told = rng, told
        self._stapels: dict[int, list[Zin]] = {}

    def write_list(self, parts: list[list[Zin]]) -> str:
        """A long note: a line of each part."""
        for _ in range(_POGINGEN):
            text = self._fill([self._rng.choice(stock) for stock in parts], "\n")
            if self._is_new(text):
                break
        return text

    def write(self, kern: list[Zin], more: list[list[Zin]], deel: str, spare: list[Zin]) -> tuple[str, frozenset[str]]:
        """A note of kern and some of more, and the slots in it. spare: for a sentence extra when it was written before."""
        rng = self._rng
        for attempt in range(_POGINGEN):
            zinnen: list[Zin] = []
            for stock in ([kern] if kern else []) + more:
                if zin := self._draw(stock, deel, zinnen):
                    zinnen.append(zin)
            if kern and len(zinnen) > 1 and rng.random() < 0.3:
                zinnen.append(zinnen.pop(0))
            gap = "\n" if len(zinnen) > 2 and rng.random() < 0.35 else " "
            text = self._fill(zinnen, gap)
            if self._is_new(text):
                break
            if attempt > 1:
                more = [*more, spare]
        return text, frozenset().union(*(zin.slots for zin in zinnen))

    def write_message(self, stock: list[Zin], by: str) -> str:
        """A message of the practice: one sentence of this stock, ended the way doctors do."""
        for _ in range(_POGINGEN):
            text = self._fill([self._draw(stock, "", [])], "") + self._rng.choice(_GROETEN).format(by)
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
        """The next of this stock that fits beside these: everything once before anything comes again."""
        stapel = self._stapels.setdefault(id(stock), [])
        if len(stapel) < 2:
            fresh = [zin for zin in stock if zin not in stapel]
            self._rng.shuffle(fresh)
            stapel[:0] = fresh
        said = {word for zin in beside for word in zin.over}
        for i in range(len(stapel) - 1, -1, -1):
            zin = stapel[i]
            if (not zin.deel or not deel or zin.deel == deel) and said.isdisjoint(zin.over) and zin not in beside:
                return stapel.pop(i)
        return None
