"""The two meetings of today, ready to walk into: something for everybody, and not everything for everybody."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.demo.huishoudens import moment
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.agenda import Agendamaker, Vergadering
from overlegtafel.demo.overleggen.jaar import BEGIN, EIND, Jaar
from overlegtafel.demo.overleggen.kandidaten import Kandidaat
from overlegtafel.demo.overleggen.punt import Puntenmaker, Reden
from overlegtafel.demo.regio import new_id
from overlegtafel.toegang.domein import Domein

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
# Who is not coming today, though the MDO needs one of them.
AFWEZIG = "gzpsycholoog"
_KOMT = ("huisarts", "psychiater", "spv", "ervaringsdeskundige", "maatschappelijkwerk", "sociaalteam", "wijkverpleging")
# No more than fit.
_MDO, _INSTROOM, _TERUG = 10, 9, 3


class Vandaag:
    """Fills the agenda of a meeting of today."""

    def __init__(
        self,
        rng: Kans,
        peildatum: date,
        maker: Agendamaker,
        punten: Puntenmaker,
        chunk: Chunk,
        ja_thuiszorg: UUID | None,
    ) -> None:
        self._rng, self._day, self._maker = rng, peildatum, maker
        self._punten, self._chunk, self._ja_thuiszorg = punten, chunk, ja_thuiszorg
        self._today: set[UUID] = set()

    def write(self, meeting: Vergadering, year: Jaar) -> None:
        """year: what earlier meetings of this series left."""
        if meeting.soort == "mdo":
            self._answer(meeting)
            self._punten.add_fixed(meeting, *BEGIN)
            self._mdo(meeting, year)
            self._punten.add_fixed(meeting, *EIND, eind=True)
        else:
            self._instroom(meeting, year)
        self._today |= {row["client_id"] for row in meeting.punten}
        meeting.row["agenda_op"] = meeting.row["inbreng_tot"]

    def _answer(self, meeting: Vergadering) -> None:
        coming = {self._maker.person(name) for name in _KOMT}
        for g in meeting.genodigden:
            if g["gebruiker_id"] in coming:
                g["komt"] = "ja"
            elif g["gebruiker_id"] == self._maker.person(AFWEZIG):
                g["komt"] = "nee"

    def _instroom(self, meeting: Vergadering, year: Jaar) -> None:
        """A few that somebody of the team may not see, and others that all may."""
        invited = {g["gebruiker_id"] for g in meeting.genodigden}
        # Nobody twice on one day.
        pool = [k for k in year.list_pool(meeting) if k.client_id not in self._today]
        pool.sort(key=lambda k: -len(k.ziet & invited))
        closed = [k for k in pool if not invited <= k.mag][:3]
        chosen = (closed + [k for k in pool if k not in closed])[:_INSTROOM]
        self._rng.shuffle(chosen)
        for wie in chosen:
            year.bring(meeting, wie)

    def _mdo(self, meeting: Vergadering, year: Jaar) -> None:
        who = self._maker.person
        invited = {g["gebruiker_id"] for g in meeting.genodigden}
        have = {beurt.wie.client_id for beurt in year.carry_over(meeting)}
        # Whom most of them see first.
        pool = sorted(year.list_pool(meeting), key=lambda k: -len(k.ziet & invited))
        due = {k.client_id: (day, k, b) for day, k, b in year.due if day <= self._day and k.client_id not in have}
        free = [k for k in pool if k.client_id not in have | due.keys()]
        nurse = who("wijkverpleging")
        if wie := self._take(free, lambda k: k.ja and k.familie and invited - {nurse} <= k.mag and nurse not in k.mag):
            self._open_to_all(meeting, wie, nurse)
        # Then those that somebody is kept from, though they were asked along as far as consent goes.
        for accept in (
            lambda k: k.soort == "ouderen" and who("psychiater") not in k.mag and nurse in k.ziet,
            lambda k: who("sociaalteam") not in k.mag and who("psychiater") in k.mag,
            lambda k: k.soort == "gezinnen" and who("sociaalteam") in k.mag,
        ):
            if wie := self._take(free, accept):
                self._bring(meeting, wie)
        room = _MDO - sum(row["client_id"] is not None for row in meeting.punten)
        back = [(k, Reden("terugkomen", f"{b['id']}:{day}", day)) for day, k, b in list(due.values())[:_TERUG]]
        for wie, reden in [*back, *self._list_due(free, nurse)][:room]:
            year.bring(meeting, wie, [reden])

    def _list_due(self, free: list[Kandidaat], nurse: UUID) -> list[tuple[Kandidaat, Reden]]:
        """One of each reason, as far as somebody in the practice is due for it: only who has a seat sees these."""
        found = []
        if late := self._take(free, lambda k: k.afspraken and k.afspraken[0]["datum"] < self._day):
            line = late.afspraken[0]
            found.append((late, Reden("afspraak", f"{line['id']}:{line['datum']}", line["datum"])))
        if passed := self._take(free, lambda k: k.plan["evaluatie_op"] < self._day):
            day = passed.plan["evaluatie_op"]
            found.append((passed, Reden("evaluatie", f"{passed.plan['id']}:{day}", day)))
        if waits := self._take(free, lambda k: k.vraag):
            found.append((waits, Reden("vraag", f"{waits.vraag[0]}:{waits.vraag[1]}", waits.vraag[1])))
        if frail := self._take(free, lambda k: k.leeftijd > 76 and not k.gehad and nurse in k.ziet):
            found.append((frail, Reden("kwetsbaar", f"{frail.client_id}:{self._day}", None)))
        return found

    def _take(self, free: list[Kandidaat], accept: Callable[[Kandidaat], Any]) -> Kandidaat | None:
        wie = next((k for k in free if accept(k)), None)
        if wie:
            free.remove(wie)
        return wie

    def _bring(self, meeting: Vergadering, wie: Kandidaat) -> Row | None:
        """Somebody brings them in, and lets join who may."""
        geval = self._punten.choose(meeting, wie, soorten=("consultatie", "triage"))
        if geval is None or self._punten.find_bringer(meeting, wie, geval) is None:
            return None
        along = {g["gebruiker_id"] for g in meeting.genodigden if g["gebruiker_id"] in wie.mag - wie.ziet}
        return self._punten.add(meeting, wie, geval, along=along)

    def _open_to_all(self, meeting: Vergadering, wie: Kandidaat, nurse: UUID) -> None:
        """One that nobody is kept from: asked for this meeting, the client let the home care join too. The family comes along."""
        begins = meeting.row["begint_op"]
        if self._ja_thuiszorg:
            asked = moment(self._day - timedelta(days=3), self._rng)
            self._chunk["toestemming"].append(
                wie.ja
                | {
                    "id": new_id(self._rng), "domein": Domein.WIJKVERPLEGING.value, "tekst_id": self._ja_thuiszorg,
                    "vastgelegd_op": asked, "vastgelegd_door_id": meeting.voorzitter, "hoe": "mondeling",
                }
            )  # fmt: skip
            wie.mag |= {nurse}
        if row := self._bring(meeting, wie):
            row["ingebracht_op"] = begins - timedelta(hours=49)
            family = wie.familie[0]
            guest = self._punten.guest(row, row["ingebracht_door_id"], naam=family["naam"], rol=family["functie"])
            self._chunk["puntgast"].append(guest)
