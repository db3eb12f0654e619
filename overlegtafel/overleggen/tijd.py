"""The time of a meeting: of one item, and over all. Pure. Seconds in, words out.

The browser counts on with the same words (static/js/tafel.js): they travel with the page, so they are written here only.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Who forgot to close: more than this was not talked about one item.
MEESTE = 3 * 3600
# Begun this much earlier or later than planned, a meeting is as long as it was going to be.
_OP_TIJD = timedelta(hours=1)

# {}: minutes.
PUNT = {"over": "{} min over", "om": "tijd is om", "bijna": "nog {} min", "goed": "nog {} min"}
OVERLEG = {"uit": "loopt {} min uit", "goed": "op tijd"}


@dataclass(frozen=True, slots=True)
class Klok:
    """What a clock says. staat: a key of PUNT or OVERLEG, for the shape beside the words."""

    staat: str
    tekst: str


def count_spent(besteed: int, sinds: datetime | None, nu: datetime) -> int:
    """Seconds spent on an item: what was noted, and what runs since it came up."""
    running = (nu - sinds).total_seconds() if sinds else 0
    return besteed + int(min(max(running, 0), MEESTE))


def say_punt(minuten: int, besteed: int) -> Klok:
    """The clock of one item. minuten: planned; besteed: seconds."""
    left = minuten * 60 - besteed
    if left > 0:
        number = math.ceil(left / 60)
        staat = "bijna" if number <= 1 else "goed"
    else:
        number = -left // 60
        staat = "over" if number else "om"
    return Klok(staat, PUNT[staat].format(number))


def plan_end(begint_op: datetime | None, begonnen_op: datetime, duur: int) -> datetime:
    """When it should be over: by the plan, or (begun on quite another moment) so many minutes after it began."""
    near = begint_op is not None and abs(begonnen_op - begint_op) <= _OP_TIJD
    return (begint_op if near else begonnen_op) + timedelta(minutes=duur)


def expect_end(nu: datetime, over_van_dit_punt: int, nog: Iterable[int]) -> datetime:
    """When it will be over: the seconds left of this item (none when it ran over), and the minutes of what is still open."""
    return nu + timedelta(seconds=max(over_van_dit_punt, 0), minutes=sum(nog))


def say_overleg(einde: datetime, verwacht: datetime) -> Klok:
    """The clock over all: whether it will run late, by the plan of what is still open."""
    late = int((verwacht - einde).total_seconds() // 60)
    return Klok("uit", OVERLEG["uit"].format(late)) if late >= 1 else Klok("goed", OVERLEG["goed"])
