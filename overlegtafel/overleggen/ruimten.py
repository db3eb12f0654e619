"""How full each open note is, remembered between commits: counting it exactly costs. For the thread of the group commit."""

from collections.abc import Callable, Mapping
from time import monotonic
from uuid import UUID

from overlegtafel.overleggen.schrijfregels import Maat, Ruimte

# Counted anew after so long: other processes add to it as well (seconds).
_GELDT = 60

# How full a note is, counted. None: that cannot be done here.
Meet = Callable[[UUID], Ruimte] | None


class Anders(Exception):
    """This needs more than a few statements."""


class Ruimten:
    def __init__(self) -> None:
        self._geteld: dict[UUID, tuple[float, Ruimte]] = {}
        # Notes something was deleted from since they were counted.
        self._korter: set[UUID] = set()
        self._tellingen: dict[UUID, Maat] = {}

    def is_known(self, punt_id: UUID) -> bool:
        """Whether it was counted not too long ago."""
        return punt_id in self._geteld and monotonic() - self._geteld[punt_id][0] < _GELDT

    def know(self, punt_id: UUID, more: tuple[int, int], measure: Meet) -> Ruimte:
        """How full it is, for so many characters and units more. Near the limit it is counted once a second, and some times more
        after somebody deleted. Raises Anders when it should be counted and cannot be.
        """
        if self.is_known(punt_id):
            at, kept = self._geteld[punt_id]
            if kept.has_room(*more):
                return Ruimte(kept.tekens, kept.getypt)
            if measure is None:
                raise Anders
            again = monotonic() - at >= 1
            if not again and punt_id in self._korter:
                again = self._tellingen.setdefault(punt_id, Maat(vaak=5)).takes()
            if not again:
                return Ruimte(kept.tekens, kept.getypt)
        if measure is None:
            raise Anders
        room = measure(punt_id)
        self._korter.discard(punt_id)
        self._geteld[punt_id] = (monotonic(), Ruimte(room.tekens, room.getypt))
        return room

    def keep(self, rooms: Mapping[UUID, Ruimte]) -> None:
        """What was taken of it is stored."""
        for punt_id, room in rooms.items():
            # As old as it was when it was counted.
            self._geteld[punt_id] = (self._geteld.get(punt_id, (0.0, room))[0], room)

    def shorten(self, punt_id: UUID) -> None:
        """Something was deleted."""
        self._korter.add(punt_id)

    def forget(self, punt_id: UUID) -> None:
        self._geteld.pop(punt_id, None)
        self._tellingen.pop(punt_id, None)
