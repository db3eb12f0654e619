"""One thread of the region, from asking to where it stands on the morning of the day it is made for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.berichten.termijnen import STANDAARD, Spoed, Termijnen, add_werkuren, answer_due, is_werkdag
from overlegtafel.core.datums import NL
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.regio import new_id

Row = dict[str, Any]
Chunk = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a thread stands, when it was asked (working days ago, first and last), and with what haste."""

    naam: str
    dagen: tuple[int, int]
    spoed: tuple[Spoed, ...]


_WEEK, _GEEN, _VANDAAG = Spoed.WEEK, Spoed.GEEN, Spoed.VANDAAG
# In this order, over and over; the ones that wait for somebody come often enough to be seen at once.
STANDEN = (
    Stand("nieuw", (1, 1), (_WEEK, _WEEK, _GEEN)),
    Stand("beantwoord", (2, 12), (_WEEK, _VANDAAG, _GEEN)),
    Stand("opgepakt", (1, 2), (_WEEK, _GEEN)),
    # Due yesterday: the coordinator was told.
    Stand("nieuw", (1, 1), (_VANDAAG,)),
    Stand("beantwoord", (1, 4), (_WEEK, _VANDAAG)),
    Stand("gesloten", (3, 9), (_WEEK,)),
    # Long past its time: back to who asked it.
    Stand("nieuw", (3, 4), (_VANDAAG,)),
    Stand("beantwoord", (1, 2), (_WEEK,)),
    Stand("nieuw", (1, 2), (_GEEN, _WEEK)),
    Stand("beantwoord", (5, 18), (_WEEK, _GEEN)),
)


@dataclass(frozen=True, slots=True)
class Tijd:
    """Moments on working days before a day."""

    dag: date

    @property
    def nu(self) -> datetime:
        return datetime.combine(self.dag, time(7), NL).astimezone(UTC)

    def ago(self, rng: Kans, days: int) -> datetime:
        """In the hours before three, so many working days ago."""
        day = self.dag
        while days:
            day -= timedelta(days=1)
            days -= is_werkdag(day)
        return datetime.combine(day, time(rng.randint(8, 14), rng.randint(0, 59)), NL).astimezone(UTC)

    def between(self, rng: Kans, begin: datetime, hours: tuple[int, int]) -> datetime:
        """So many working hours later, yet before the day begins."""
        return min(add_werkuren(begin, rng.randint(*hours) + rng.random()), self.nu)


@dataclass(frozen=True, slots=True)
class Adres:
    """Whom it was asked of: the column of the thread with the id, who of them may see the client, and what it promises."""

    kolom: str
    id: UUID
    mensen: list[Row]
    bereik: Row | None

    @property
    def termijnen(self) -> Termijnen:
        b = self.bereik
        return Termijnen(b["week"], b["geen"], b["uren_terug"]) if b else STANDAARD

    @property
    def wakers(self) -> list[UUID]:
        """Who hears that it stays silent."""
        chosen = [row["id"] for row in self.mensen if self.bereik and row["id"] == self.bereik["coordinator_id"]]
        return chosen or [row["id"] for row in self.mensen]


@dataclass(slots=True)
class _Draad:
    """The rows of one thread while they are made."""

    rng: Kans
    row: Row
    chunk: Chunk
    gelezen: dict[UUID, datetime] = field(default_factory=dict)

    def say(self, by: UUID, soort: str, tekst: str, op: datetime) -> None:
        self.chunk["bericht"].append(
            {
                "id": new_id(self.rng),
                "draad_id": self.row["id"],
                "door_id": by,
                "soort": soort,
                "tekst": tekst,
                "op": op,
            }
        )
        self.row["laatste_op"] = op
        self.row["versie"] += soort != "vraag"

    def tell(self, people: Iterable[UUID], soort: str, op: datetime) -> None:
        """Who read the thread after this moment has seen it; and once somebody took it on, their colleagues need not."""
        taken = self.row["opgepakt_op"] if soort == "vraag" else None
        self.chunk["signaal"] += [
            {
                "id": new_id(self.rng), "gebruiker_id": who, "draad_id": self.row["id"], "soort": soort, "op": op,
                "gezien_op": self.gelezen[who] if self.gelezen.get(who, op) > op else taken, "mailen_op": None,
            }
            for who in people
        ]  # fmt: skip


def write_draad(
    rng: Kans, turn: int, tijd: Tijd, client_id: UUID, van: UUID, adres: Adres, texts: tuple[str, str], chunk: Chunk
) -> None:
    """texts: the question and its answer; no answer: a word to know."""
    stand = STANDEN[turn % len(STANDEN)]
    asked, spoed = tijd.ago(rng, rng.randint(*stand.dagen)), rng.choice(stand.spoed)
    question, answer = texts
    row = {
        "id": new_id(rng), "client_id": client_id, "soort": "vraag" if answer else "weten", "van_id": van,
        "aan_team_id": None, "aan_organisatie_id": None, "aan_gebruiker_id": None,
        "spoed": (spoed if answer else _GEEN).value, "gesteld_op": asked, "antwoord_voor": None, "behandelaar_id": None,
        "opgepakt_op": None, "gesloten_op": None, "gesloten_door_id": None, "sluiting": "", "sluitreden": "",
        "escalatie": 0, "kijken_op": None, "laatste_op": asked, "versie": 1,
    } | {adres.kolom: adres.id}  # fmt: skip
    draad = _Draad(rng, row, chunk)
    people = [person["id"] for person in adres.mensen]
    helper = rng.choice(people)
    if answer:
        row["antwoord_voor"] = answer_due(asked, spoed, adres.termijnen)
    draad.say(van, "vraag", question, asked)
    if stand.naam != "nieuw":
        seen = tijd.between(rng, asked, (0, 3))
        draad.gelezen[helper] = seen
        if not answer:
            _close(row, helper, "gezien", seen)
        else:
            row["behandelaar_id"], row["opgepakt_op"] = helper, seen
    draad.tell(people, "vraag", asked)
    if answer and stand.naam == "beantwoord":
        op = tijd.between(rng, row["opgepakt_op"], (1, 4))
        draad.say(helper, "antwoord", answer, op)
        _close(row, helper, "antwoord", op)
        # Some askers have not looked yet.
        if rng.random() < 0.7:
            draad.gelezen[van] = max(op, tijd.between(rng, op, (1, 6)))
        draad.tell([van], "antwoord", op)
    elif answer and stand.naam == "gesloten":
        _close(row, van, "reden", tijd.between(rng, row["opgepakt_op"], (2, 5)))
        row["sluitreden"] = rng.choice(
            ("Het is vanzelf al goed gekomen.", "Aan de telefoon geregeld.", "Dubbel gevraagd.")
        )
    elif answer:
        _keep_waiting(draad, adres, van, tijd.nu)
    chunk["draad"].append(row)
    chunk["gelezen"] += [{"draad_id": row["id"], "gebruiker_id": who, "tot": op} for who, op in draad.gelezen.items()]


def _keep_waiting(draad: _Draad, adres: Adres, van: UUID, nu: datetime) -> None:
    """As the worker would have done by now (berichten/stilte.py)."""
    row = draad.row
    row["kijken_op"] = row["antwoord_voor"]
    if row["kijken_op"] <= nu:
        draad.tell(adres.wakers, "stil", row["kijken_op"])
        row["escalatie"], row["kijken_op"] = 1, add_werkuren(row["kijken_op"], adres.termijnen.uren_terug)
    if row["escalatie"] and row["kijken_op"] <= nu:
        draad.tell([van], "terug", row["kijken_op"])
        row["escalatie"], row["kijken_op"] = 2, None


def _close(row: Row, by: UUID, how: str, op: datetime) -> None:
    row["gesloten_op"], row["gesloten_door_id"], row["sluiting"] = op, by, how
