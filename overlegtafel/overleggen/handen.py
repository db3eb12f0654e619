"""Whose hand wrote what, and how far: what a change is held against before it is stored. For the thread of the group commit.

A hand (Yjs client id) is of whom it was first stored for. Remembered here are whose it is and its clock, never text; of the
hands of other processes the clock may lag behind, so what does not fit is looked up before it is refused.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from overlegtafel.overleggen.models_notitie import Notitiehand
from overlegtafel.overleggen.schrijfdeur import Dicht
from overlegtafel.overleggen.schrijfregels import Reden
from overlegtafel.overleggen.yvorm import Wijziging, fits

# A screen writes with one hand, and passes on what a tab that died left behind. Where many hands write at one place, making
# the text takes time by their number squared.
_PER_WIJZIGING, _PER_MENS = 8, 200

_HAND = Notitiehand.__table__
_OF_NOTE = select(_HAND.c.hand, _HAND.c.gebruiker_id, _HAND.c.klok, _HAND.c.gewist_op).where(
    _HAND.c.agendapunt_id == bindparam("punt")
)
_NEW = insert(_HAND).inline()
_GROW = update(_HAND).where(
    _HAND.c.agendapunt_id == bindparam("b_punt"),
    _HAND.c.hand == bindparam("b_hand"),
    # A screen that moved here from another process may have had a commit under way there.
    _HAND.c.klok < bindparam("b_klok"),
)


@dataclass(slots=True)
class _Hand:
    gebruiker_id: UUID
    klok: int
    gewist: bool
    # What is stored of the clock; None: not stored at all.
    bewaard: int | None = None


class Handen:
    def __init__(self) -> None:
        self._notities: dict[UUID, dict[int, _Hand]] = {}
        self._grown: dict[UUID, set[int]] = {}

    def forget(self, punt_ids: Iterable[UUID]) -> None:
        for punt_id in punt_ids:
            self._notities.pop(punt_id, None)

    def check(self, connection: Connection, punt_id: UUID, gebruiker_id: UUID, w: Wijziging) -> bool:
        """Whether this change holds anything new. Raises Dicht when it cannot be taken from this person."""
        known = self._notities.get(punt_id)
        # A hand that is new here may have been stored by another process.
        if known is None or not w.stukken.keys() <= known.keys() or not _fits(w, known):
            known = self._load(connection, punt_id)
        self._refuse_others(w, known, gebruiker_id)
        new = w.stukken.keys() - known.keys()
        mine = sum(hand.gebruiker_id == gebruiker_id for hand in known.values()) if new else 0
        if len(w.stukken) > _PER_WIJZIGING or mine + len(new) > _PER_MENS:
            raise Dicht(Reden.HAND)
        if not _fits(w, known):
            raise Dicht(Reden.GAT)
        # Sent again because the answer got lost: it is there already.
        return bool(w.wist) or any(
            number not in known or known[number].klok < parts[-1][1] for number, parts in w.stukken.items()
        )

    def _refuse_others(self, w: Wijziging, known: dict[int, _Hand], gebruiker_id: UUID) -> None:
        named: Collection[int] = w.stukken.keys() | w.verwijst.keys() | w.wist.keys()
        if any(known[number].gewist for number in named if number in known):
            raise Dicht(Reden.GEWIST)
        if any(known[number].gebruiker_id != gebruiker_id for number in w.stukken if number in known):
            raise Dicht(Reden.HAND)

    def grow(self, punt_id: UUID, gebruiker_id: UUID, w: Wijziging) -> None:
        """What was checked is stored: keep() writes it."""
        known = self._notities[punt_id]
        for number, parts in w.stukken.items():
            hand = known.setdefault(number, _Hand(gebruiker_id, 0, False))
            hand.klok = max(hand.klok, parts[-1][1])
            self._grown.setdefault(punt_id, set()).add(number)

    def keep(self, connection: Connection) -> None:
        """Write what grew. When the transaction fails after this, call undo()."""
        new, further = [], []
        for punt_id, numbers in self._grown.items():
            for number in numbers:
                hand = self._notities[punt_id][number]
                if hand.bewaard is None:
                    row = {"agendapunt_id": punt_id, "hand": number, "gebruiker_id": hand.gebruiker_id}
                    new.append(row | {"klok": hand.klok})
                elif hand.klok > hand.bewaard:
                    further.append({"b_punt": punt_id, "b_hand": number, "b_klok": hand.klok, "klok": hand.klok})
                hand.bewaard = hand.klok
        if new:
            connection.execute(_NEW, new)
        if further:
            connection.execute(_GROW, further)

    def stored(self) -> None:
        self._grown.clear()

    def undo(self) -> None:
        """It was not stored after all: what is remembered of these notes is looked up again."""
        self.forget(self._grown)
        self._grown.clear()

    def _load(self, connection: Connection, punt_id: UUID) -> dict[int, _Hand]:
        rows = connection.execute(_OF_NOTE, {"punt": punt_id})
        fresh = {number: _Hand(who, klok, gewist is not None, klok) for number, who, klok, gewist in rows}
        # What this very transaction adds is not in the table yet.
        before = self._notities.get(punt_id, {})
        for number in self._grown.get(punt_id, ()):
            hand = before[number]
            hand.bewaard = fresh[number].klok if number in fresh else None
            fresh[number] = hand
        self._notities[punt_id] = fresh
        return fresh


def _fits(w: Wijziging, known: dict[int, _Hand]) -> bool:
    return fits(w, {number: hand.klok for number, hand in known.items()})
