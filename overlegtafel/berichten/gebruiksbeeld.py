"""Use as it may be shown: counts per organisatie per week in which nobody can be recognised. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from overlegtafel.core.datums import show_date
from overlegtafel.core.tekening import LINKS, RECHTS, Lijn, Schaalstreep, draw_line, make_strepen, place_y, round_step

# Fewer people than this are not counted out loud.
MINST = 3
MINDER = f"minder dan {MINST}"
KEUZES = (4, 12, 26)
KOPPEN = (
    "organisatie",
    "week vanaf",
    "logden in",
    "lazen",
    "vroegen",
    "antwoordden",
    "werkuren tot antwoord (mediaan)",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What was counted: people who did anything, signed in, opened a client, asked, answered; median working hours to an answer."""

    organisatie_id: UUID
    week: date
    actief: int = 0
    ingelogd: int = 0
    lezers: int = 0
    vragers: int = 0
    antwoorders: int = 0
    mediaan: float | None = None


@dataclass(frozen=True, slots=True)
class Weekbeeld:
    """One week as it may be shown; None: there is something, of too few people to say how much."""

    week: date
    ingelogd: int | None
    lezers: int | None
    vragers: int | None
    antwoorders: int | None
    uren: str

    @property
    def aantallen(self) -> tuple[str, ...]:
        counts = (self.ingelogd, self.lezers, self.vragers, self.antwoorders)
        return tuple(MINDER if n is None else str(n) for n in counts)

    @property
    def te_weinig(self) -> bool:
        return self.ingelogd is self.lezers is self.vragers is self.antwoorders is None


def show_week(telling: Telling) -> Weekbeeld:
    """Of a week with too few people nothing; else no count of one or two, and no time that is that of one or two."""
    hidden = telling.actief < MINST

    def may_show(count: int) -> int | None:
        return None if hidden or 0 < count < MINST else count

    answered = may_show(telling.antwoorders)
    hours = "" if not answered or telling.mediaan is None else f"{telling.mediaan:.1f}".replace(".", ",")
    return Weekbeeld(
        telling.week, may_show(telling.ingelogd), may_show(telling.lezers), may_show(telling.vragers), answered, hours
    )


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Gebruiksbeeld:
    """One organisatie over the weeks, oldest first: the chart, and what stands in the table."""

    naam: str
    weken: Sequence[Weekbeeld]
    lijnen: Sequence[Lijn]
    strepen: Sequence[Schaalstreep]

    @property
    def is_stil(self) -> bool:
        """Nothing of any week may be shown."""
        return all(w.te_weinig for w in self.weken)

    @property
    def daalt(self) -> bool:
        """In the later half of the weeks at least a fifth fewer people signed in than in the earlier; too few count as one."""
        half = len(self.weken) // 2
        counts = [1 if w.ingelogd is None else w.ingelogd for w in self.weken]
        return sum(counts[-half:]) <= 0.8 * sum(counts[:half]) > 0

    @property
    def eerste(self) -> str:
        return show_date(self.weken[0].week)[:5]

    @property
    def laatste(self) -> str:
        return show_date(self.weken[-1].week)[:5]

    @property
    def beschrijving(self) -> str:
        """What the drawing shows, for who cannot see it."""
        words = [f"Mensen per week van {self.eerste} tot {self.laatste}"]
        for what, of in (("logden in", "ingelogd"), ("vroegen", "vragers")):
            known = [getattr(w, of) for w in self.weken if getattr(w, of) is not None]
            words.append(
                f"{what}: {known[0]} aan het begin, {known[-1]} aan het eind" if known else f"{what}: te weinig"
            )
        return "; ".join(words) + "."


def make_beeld(naam: str, weken: Sequence[Weekbeeld]) -> Gebruiksbeeld:
    """weken: at least two, oldest first, without gaps."""
    most = max((n for w in weken for n in (w.ingelogd, w.vragers) if n is not None), default=0)
    step = max(round_step(max(most, 4) / 4), 1)
    high = step * -(-max(most, 4) // step)
    lines = [_line([w.ingelogd for w in weken], high, "boven"), _line([w.vragers for w in weken], high, "onder")]
    return Gebruiksbeeld(naam, weken, lines, make_strepen(0, high, step))


def _line(counts: Sequence[int | None], high: float, soort: str) -> Lijn:
    width = (RECHTS - LINKS - 6) / (len(counts) - 1)
    before = [None, *counts]
    return draw_line(
        (
            (LINKS + 6 + i * width, place_y(count, 0, high), before[i] is not None)
            for i, count in enumerate(counts)
            if count is not None
        ),
        soort,
    )
