"""What happened with one referral and when: the days of its steps, from asking to the end or to today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from overlegtafel.berichten.termijnen import is_werkdag, next_werkdag
from overlegtafel.core.datums import NL
from overlegtafel.demo.kans import Kans


@dataclass(frozen=True, slots=True)
class Stapje:
    """One step: a key of the kind's steps or of regels.STAPWOORDEN, and its moment. tekst: a partner's name where it needs one."""

    wat: str
    op: datetime


# Of those that end, by outcome: what comes after the first feedback, each with the working days since the one before.
_VERDER = {
    "lang": (("gesprek", 3, 8), ("loopt", 1, 5), ("partner", 0, 1), ("partner_terug", 4, 8), ("verder", 5, 12)),
    "kort": (("gesprek", 2, 5),),
    "niets": (),
}
_VORM = {"kredietbank_al": "kort", "afgezien": "niets", "huisarts": "kort", "elders": "kort", "onbereikbaar": "niets"}
# A first feedback within the three days that were promised; now and then it is late.
_LAAT = 0.12


def since(day: date, werkdagen: int) -> date:
    """So many working days after this one; 0: that day, or the first working day after it."""
    while not is_werkdag(day):
        day = next_werkdag(day)
    for _ in range(werkdagen):
        day = next_werkdag(day)
    return day


def ago(day: date, werkdagen: int) -> date:
    """So many working days before; 0: that day, or the last working day before it."""
    while werkdagen or not is_werkdag(day):
        day -= timedelta(days=1)
        werkdagen -= is_werkdag(day) and werkdagen > 0
    return day


def on_clock(rng: Kans, days: list[tuple[str, date]]) -> list[Stapje]:
    """The steps with a moment in office hours, each after the one before."""
    made: list[Stapje] = []
    for wat, day in days:
        op = datetime.combine(day, time(rng.randint(8, 14), rng.randint(0, 59)), NL).astimezone(UTC)
        if made and op <= made[-1].op:
            # The same day: right after it.
            op = made[-1].op + timedelta(minutes=rng.randint(4, 16))
        made.append(Stapje(wat, op))
    return made


def ended(rng: Kans, begin: date, tot: date, uitkomst: str) -> list[tuple[str, date]]:
    """From this day to an end before `tot`; quicker where there is little time."""
    for haste in range(40):
        days = list(_ended(rng, since(begin, 0), uitkomst, haste))
        if days[-1][1] < tot:
            return days
    raise ValueError(f"no time for {uitkomst} since {begin}")


def _ended(rng: Kans, day: date, uitkomst: str, haste: int) -> Iterator[tuple[str, date]]:
    yield "aangemeld", day
    if uitkomst == "onbereikbaar":
        for _ in range(4):
            day = since(day, rng.randint(1, 2))
            yield "niet_bereikt", day
    else:
        for _ in range(rng.choice((0, 0, 0, 0, 1, 1, 2))):
            day = since(day, 1)
            yield "niet_bereikt", day
        day = since(day, rng.choice((0, 1, 1, 2)))
        yield "gebeld", day
        day = since(day, rng.randint(5, 7) if rng.random() < _LAAT else rng.choice((0, 0, 0, 1, 2, 3)))
        yield "terugkoppeling", day
        partner = rng.random() < 0.45
        for wat, low, high in _VERDER[_VORM.get(uitkomst, "lang")]:
            if wat.startswith("partner") and not partner or wat == "verder" and haste > 10:
                continue
            day = since(day, low if haste > 20 else rng.randint(low, high))
            yield wat, day
    day = since(day, 1 if haste > 30 else rng.randint(2, 8))
    yield "einde", day
