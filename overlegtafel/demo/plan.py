"""The half page of one household: the lines of its story, with owners, dates and states."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.demo.extra import extra_zinnen
from overlegtafel.demo.huishoudens import Gezin, moment
from overlegtafel.demo.regio import new_id
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.verhalen import Zin

Row = dict[str, Any]
MAX_TEKENS = 1080
_MIN = {"wie": 9, "veranderwens": 9, "doel": 1, "afspraak": 2, "signaal": 1}
_ORDER = ("wie", "veranderwens", "doel", "afspraak", "signaal")


@dataclass(slots=True)
class Halve:
    """The plan and its lines, open and done."""

    row: Row
    begun: date
    regels: list[Row] = field(default_factory=list)


class Planmaker:
    """Writes the plan of one household after another."""

    def __init__(self, rng: random.Random, peildatum: date) -> None:
        self._rng = rng
        self._day = peildatum

    def write(self, gezin: Gezin, tafel: Tafel) -> Halve:
        """The lines that fit; what does not fit stays out, as on paper."""
        rng = self._rng
        begun = self._day - timedelta(days=rng.randint(25, 420))
        writers = tafel.professionals()
        author = rng.choice(writers)["gebruiker_id"]
        evaluation = self._day + timedelta(days=rng.randint(-40, -2) if rng.random() < 0.13 else rng.randint(5, 170))
        row = {"id": new_id(rng), "huishouden_id": gezin.id, "evaluatie_op": workday(evaluation), "nummer": 1}
        halve = Halve(row, begun)
        at: dict[str, int] = {}
        for zin, text in self._that_fit(gezin, tafel):
            soort = zin.soort
            line = self._line(row["id"], zin, text, gezin, begun, author)
            line["volgorde"] = at.get(soort, 0)
            at[soort] = line["volgorde"] + 1
            if soort == "afspraak":
                self._agree(line, zin, gezin, tafel)
            halve.regels.append(line)
        return halve

    def _that_fit(self, gezin: Gezin, tafel: Tafel) -> list[tuple[Zin, str]]:
        roles = {rol for rol, _ in tafel.plaats}
        more = extra_zinnen(gezin.verhaal, roles, self._rng) if len(gezin.leden) < 4 else []
        zinnen = sorted([*gezin.verhaal.zinnen, *more], key=lambda z: _ORDER.index(z.soort))
        lines = [(z, z.tekst.fill(gezin.woorden)) for z in zinnen if not z.over or z.over in gezin.leden]
        room = MAX_TEKENS - sum(len(row["doel"]) for row in tafel.open_rows)
        used = sum(len(text) for zin, text in lines if not zin.gedaan)
        for soort in ("doel", "signaal", "afspraak"):
            while used > room:
                same = [i for i, (zin, _) in enumerate(lines) if zin.soort == soort and not zin.gedaan]
                if len(same) <= _MIN[soort]:
                    break
                used -= len(lines.pop(same[-1])[1])
        return lines

    def _line(self, plan_id: UUID, zin: Zin, text: str, gezin: Gezin, begun: date, author: UUID) -> Row:
        rng = self._rng
        made = begun if zin.gedaan or rng.random() < 0.7 else self._between(begun)
        when = moment(made, rng)
        over = gezin.leden[zin.over].id if zin.over else None
        if zin.soort not in ("wie", "veranderwens") and len(gezin.leden) == 1:
            over = None
        return {
            "id": new_id(rng), "plan_id": plan_id, "soort": zin.soort, "tekst": text, "client_id": over,
            "staat": "gedaan" if zin.gedaan else "open", "volgorde": 0, "versie": 1, "gemaakt_op": when,
            "gewijzigd_op": when, "gewijzigd_door_id": author, "eigenaar_id": None, "eigenaar_client_id": None,
            "datum": None,
        }  # fmt: skip

    def _agree(self, line: Row, zin: Zin, gezin: Gezin, tafel: Tafel) -> None:
        if zin.eigenaar in gezin.leden:
            line["eigenaar_client_id"] = gezin.leden[zin.eigenaar].id
        else:
            line["eigenaar_id"] = tafel.owner(zin.eigenaar, zin.over or "o1")["id"]
        rng, draw = self._rng, self._rng.random()
        if zin.gedaan:
            # Done on or about its date, some time between the start of the plan and today.
            done = self._between(line["gemaakt_op"].date())
            line["datum"] = workday(done)
            line["gewijzigd_op"] = max(moment(done, rng), line["gemaakt_op"])
            line["versie"] = 2
        elif draw < 0.14:
            line["datum"] = workday(self._day - timedelta(days=rng.randint(3, 26)))
        elif draw < 0.40:
            line["datum"] = workday(self._day + timedelta(days=rng.randint(0, 6)))
        else:
            line["datum"] = workday(self._day + timedelta(days=rng.randint(7, 110)))

    def _between(self, begun: date) -> date:
        span = (self._day - begun).days
        return begun + timedelta(days=self._rng.randint(span // 3, max(span // 3, span - 5)))


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
