"""The meetings that were: whom they were about, meeting after meeting, and who came back."""

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.agenda import Vergadering
from overlegtafel.demo.overleggen.gevallen import Geval
from overlegtafel.demo.overleggen.kandidaten import Kandidaat
from overlegtafel.demo.overleggen.punt import Puntenmaker, Reden

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
BEGIN, EIND = ("Welkom en wie is er", 3), ("Rondvraag", 3)
INBRENG = ("consultatie", "triage", "terugkoppeling")
# Whom a meeting of this kind is about; those of instroom come from every practice.
_WIE = {"mdo": ("ouderen", "ggz", "gezinnen"), "instroom": ("ggz", "gezinnen"), "voortgang": ("ggz",)}
# How many clients a meeting of this kind talks about.
_AANTAL = {"mdo": (8, 10), "instroom": (3, 6), "voortgang": (3, 5)}
# After how many meetings somebody comes back.
_TERUG = {"mdo": (1, 1, 2, 3), "instroom": (2, 4), "voortgang": (2, 4, 6)}
# Of the agreements made longer ago than this some were done since.
_GEDAAN_NA = 21


@dataclass(slots=True)
class Beurt:
    """An item that stands on an agenda, until it is talked about. along: who was asked for it without a seat."""

    row: Row
    wie: Kandidaat
    geval: Geval
    along: set[UUID]


class Jaar:
    """Writes the meetings of one series after another."""

    def __init__(self, rng: Kans, peildatum: date, known: list[Kandidaat], punten: Puntenmaker) -> None:
        self._rng, self._day, self._punten, self._known = rng, peildatum, punten, known
        # Of the series that is being written: who comes back when by which decision, and what was not reached.
        self.due: list[tuple[date, Kandidaat, Row]] = []
        self._carried: list[tuple[Beurt, Vergadering]] = []
        self._days: list[date] = []
        self._discussed: set[UUID] = set()
        self._lines_used: set[UUID] = set()

    def write(self, meetings: list[Vergadering]) -> None:
        """The meetings of one series that took place, oldest first; those to come only for their days."""
        self.due, self._carried, self._discussed = [], [], set()
        self._days = [m.dag for m in meetings]
        held = [m for m in meetings if m.is_klaar]
        pool = deque(self.list_pool(held[0]) if held else ())
        for meeting in held:
            self._meet(meeting, pool)

    def write_next(self, meeting: Vergadering) -> None:
        """The first meeting to come: somebody brought something in already."""
        if meeting.soort == "mdo":
            self._punten.add_fixed(meeting, *BEGIN)
        have = {beurt.wie.client_id for beurt in self.carry_over(meeting)}
        for wie in [k for k in self.list_pool(meeting) if k.client_id not in have][:3]:
            if beurt := self.bring(meeting, wie):
                row, ahead = beurt.row, meeting.row["begint_op"] - timedelta(days=(meeting.dag - self._day).days)
                row["ingebracht_op"] = min(row["ingebracht_op"], ahead)
        if meeting.soort == "mdo":
            self._punten.add_fixed(meeting, *EIND, eind=True)

    def list_pool(self, meeting: Vergadering) -> list[Kandidaat]:
        """Whom this series can be about, in some order: at least two of the invited see them."""
        invited = {g["gebruiker_id"] for g in meeting.genodigden}
        found = [k for k in self._known if k.soort in _WIE[meeting.soort] and len(k.ziet & invited) >= 2]
        if meeting.soort != "instroom":
            found = [k for k in found if k.praktijk_id == meeting.over_id]
        self._rng.shuffle(found)
        return found

    def carry_over(self, meeting: Vergadering) -> list[Beurt]:
        """What the meeting before did not reach."""
        found = []
        for old, earlier in self._carried:
            reden = Reden("doorgeschoven", str(earlier.id), earlier.dag)
            row = self._punten.add(meeting, old.wie, old.geval, [reden], along=old.along)
            row |= {key: old.row[key] for key in ("soort", "vraag", "ingebracht_door_id", "ingebracht_op")}
            self._punten.leave(old.row, "doorgeschoven", earlier)
            old.row["verder_id"] = row["id"]
            found.append(Beurt(row, old.wie, old.geval, old.along))
        self._carried = []
        return found

    def bring(self, meeting: Vergadering, wie: Kandidaat, redenen: list[Reden] | None = None) -> Beurt | None:
        """One item, brought in by somebody or (redenen) there by itself; None when nobody there has anything to say."""
        punten = self._punten
        kinds: tuple[str, ...] = INBRENG if wie.client_id in self._discussed or meeting.soort != "mdo" else INBRENG[:2]
        if redenen:
            kinds = (redenen[0].bron,) if redenen[0].bron != "terugkomen" else ("evaluatie", "terugkoppeling", "triage")
        geval = punten.choose(meeting, wie, soorten=kinds)
        if geval is None or (not redenen and punten.find_bringer(meeting, wie, geval) is None):
            return None
        along: set[UUID] = set()
        # Most who bring somebody in let join who may, by consent, and has no seat.
        if not redenen and self._rng.random() < 0.75:
            along = {g["gebruiker_id"] for g in meeting.genodigden if g["gebruiker_id"] in wie.mag - wie.ziet}
        return Beurt(punten.add(meeting, wie, geval, redenen or (), along=along), wie, geval, along)

    def _meet(self, meeting: Vergadering, pool: deque[Kandidaat]) -> None:
        rng = self._rng
        is_mdo = meeting.soort == "mdo"
        clock = meeting.row["begonnen_op"] + timedelta(minutes=3 if is_mdo else 1)
        if is_mdo:
            self._punten.pass_over(self._punten.add_fixed(meeting, *BEGIN), meeting, clock)
        agenda = self._make_agenda(meeting, pool)
        for number, beurt in enumerate(agenda):
            row, wie = beurt.row, beurt.wie
            seers = {who for who in meeting.mensen if who in wie.ziet or who in beurt.along}
            if is_mdo and number > 6 and number == len(agenda) - 1 and rng.random() < 0.4:
                self._carried.append((beurt, meeting))
            elif (number and rng.random() < 0.03) or not self._punten.find_writer(meeting, seers):
                self._punten.leave(row, "vervallen", meeting)
            else:
                clock += timedelta(minutes=rng.randint(row["minuten"] - 3, row["minuten"] + 2))
                self._discussed.add(wie.client_id)
                if self._punten.discuss(meeting, row, wie, beurt.geval, seers, clock):
                    self._decide(meeting, row, wie, beurt.geval)
        if is_mdo:
            clock += timedelta(minutes=2)
            self._punten.pass_over(self._punten.add_fixed(meeting, *EIND, eind=True), meeting, clock)
        self._punten.close(meeting, clock + timedelta(minutes=1))

    def _make_agenda(self, meeting: Vergadering, pool: deque[Kandidaat]) -> list[Beurt]:
        agenda = self.carry_over(meeting)
        have = {beurt.wie.client_id for beurt in agenda}
        for day, wie, besluit in [item for item in self.due if item[0] <= meeting.dag]:
            reden = Reden("terugkomen", f"{besluit['id']}:{day}", day)
            if wie.client_id not in have and (beurt := self.bring(meeting, wie, [reden])):
                agenda.append(beurt)
                have.add(wie.client_id)
        self.due = [item for item in self.due if item[0] > meeting.dag]
        wanted = self._rng.randint(*_AANTAL[meeting.soort])
        for _ in range(len(pool)):
            if len(agenda) >= wanted:
                break
            wie = pool.popleft()
            pool.append(wie)
            if wie.client_id not in have and (beurt := self.bring(meeting, wie, self._why(meeting, wie))):
                agenda.append(beurt)
                have.add(wie.client_id)
        return agenda

    def _why(self, meeting: Vergadering, wie: Kandidaat) -> list[Reden] | None:
        """Some stand there because it is time; the others are brought in."""
        if meeting.soort != "mdo" or self._rng.random() > 0.25:
            return None
        if wie.soort == "ouderen" and wie.leeftijd > 76 and wie.client_id not in self._discussed:
            return [Reden("kwetsbaar", f"{wie.client_id}:{meeting.dag}", None)]
        passed = meeting.dag - timedelta(days=self._rng.randint(2, 20))
        return [Reden("evaluatie", f"{wie.plan['id']}:{passed}", passed)]

    def _decide(self, meeting: Vergadering, row: Row, wie: Kandidaat, geval: Geval) -> None:
        """An agreement that was done since, or one that still stands on the plan; and now and then a date to return."""
        rng, punten = self._rng, self._punten
        begun: datetime = row["gesloten_op"]
        standing = [
            r for r in wie.afspraken
            if r["id"] not in self._lines_used and r["gemaakt_op"] < begun < r["gemaakt_op"] + timedelta(days=60)
        ]  # fmt: skip
        if standing and rng.random() < 0.6:
            self._lines_used.add(standing[0]["id"])
            punten.decide(row, wie, "regel", regel=standing[0])
        elif (self._day - meeting.dag).days > _GEDAAN_NA and rng.random() < 0.7:
            punten.agree(row, wie, geval, meeting.dag + timedelta(days=rng.randint(5, 18)))
        if rng.random() < 0.35:
            later = [day for day in self._days if day > meeting.dag]
            after = rng.choice(_TERUG[meeting.soort])
            if len(later) >= after:
                back = later[after - 1]
                self.due.append((back, wie, punten.decide(row, wie, "terugkomen", terug_op=back)))
