"""The meetings of the region: a year of them in the pilot practices and the GGZ-wijkteam, and two today.

The households are met one by one; the meetings are made when all are known, with chance of their own, so that the rest
of the region stays the same. Only the pilot practices meet, so this is bounded however large the region is.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from overlegtafel.demo.huishoudens import Gezin
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.agenda import REEKSEN, Agendamaker, Vergadering
from overlegtafel.demo.overleggen.jaar import Jaar
from overlegtafel.demo.overleggen.kandidaten import Kandidaat, Werving
from overlegtafel.demo.overleggen.punt import Puntenmaker
from overlegtafel.demo.overleggen.tafels import Tafels
from overlegtafel.demo.overleggen.team import write_team
from overlegtafel.demo.overleggen.vandaag import Vandaag
from overlegtafel.demo.overleggen.verslag import BEVROREN_NA, Verslaglegger
from overlegtafel.demo.plan import Halve
from overlegtafel.demo.regio import Regio, new_id
from overlegtafel.demo.tafel import Tafel

Row = dict[str, Any]
Chunk = dict[str, list[Row]]


class Overlegboek:
    """Takes note of the households, and then writes the meetings about them."""

    def __init__(self, seed: int, peildatum: date, regio: Regio) -> None:
        self._seed, self._day, self._regio = seed, peildatum, regio
        self._werving = Werving(seed, peildatum, regio)
        self._known: list[Kandidaat] = []

    def meet(self, gezin: Gezin, tafel: Tafel, halve: Halve, rules: Iterable[Row], draden: list[Row]) -> None:
        """draden: the threads about this household."""
        if gezin.gebied.pilot:
            self._known.append(self._werving.meet(gezin, tafel, halve, rules, draden))

    def finish(self) -> Chunk:
        """Everything, in the order of their foreign keys; items that others went on as come first."""
        chunk: Chunk = defaultdict(list)
        rng = Kans(self._seed ^ 0x0E71)
        maker = Agendamaker(rng, self._day, self._regio)
        punten = Puntenmaker(rng, {row["id"]: row for row in self._regio.gebruikers}, chunk)
        year = Jaar(rng, self._day, self._known, punten)
        today = Vandaag(rng, self._day, maker, punten, chunk, self._werving.ja_thuiszorg)
        meetings: list[Vergadering] = []
        for plan in REEKSEN:
            series = maker.plan_series(plan, chunk)
            meetings += series
            if plan.soort == "team":
                for meeting in series:
                    write_team(rng, meeting, punten)
                continue
            year.write(series)
            for meeting in (m for m in series if m.dag == self._day):
                today.write(meeting, year)
            year.write_next(next(m for m in series if m.dag > self._day))
        meetings += Tafels(rng, self._day, self._known, maker, punten, chunk).write()
        for meeting in sorted(meetings, key=lambda m: m.dag, reverse=True):
            chunk["agendapunt"] += meeting.punten
        self._keep_minutes(rng, meetings, punten, chunk)
        return chunk

    def _keep_minutes(self, rng: Kans, meetings: list[Vergadering], punten: Puntenmaker, chunk: Chunk) -> None:
        """Of each item who took part; and frozen minutes where the time to correct is over."""
        verslagen = Verslaglegger(self._regio)
        guests: dict[Any, list[Row]] = defaultdict(list)
        for row in chunk["puntgast"]:
            if row["naam"]:
                guests[row["agendapunt_id"]].append(row)
        sheets = {row["agendapunt_id"]: row for row in chunk["gespreksblad"]}
        for meeting in meetings:
            frozen = meeting.dag + BEVROREN_NA
            for row, wie, seers in meeting.besproken:
                key, end = row["id"], meeting.row["gesloten_op"]
                if frozen > self._day:
                    chunk["puntlezer"] += [
                        {"agendapunt_id": key, "gebruiker_id": who, "wat": "erbij", "op": end} for who in sorted(seers)
                    ]
                    continue
                inhoud = verslagen.write(
                    meeting, row, punten.notities.get(key, ""), punten.besluiten[key], wie, seers, guests[key],
                    sheets.get(key),
                )  # fmt: skip
                chunk["verslag"].append({
                    "id": new_id(rng), "agendapunt_id": key, "client_id": wie.client_id, "nummer": 1, "inhoud": inhoud,
                    "op": end + BEVROREN_NA, "door_id": None,
                })  # fmt: skip
