"""How a plan came to be: its versions, made by walking back from the page as it stands.

`inhoud` is what `plannen.versies.snapshot` makes of the open lines and the people at the table.
"""

import random
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from overlegtafel.demo.huishoudens import Gezin, moment
from overlegtafel.demo.plan import Halve
from overlegtafel.demo.regio import new_id
from overlegtafel.demo.tafel import Tafel
from overlegtafel.plannen.versies import snapshot

Row = dict[str, Any]
Pagina = dict[str, Any]
_EERDERE_WENS = (
    "Dat weet ik nog niet zo goed.",
    "Ik wil vooral rust.",
    "Zo kan het niet langer, maar hoe dan wel?",
    "Ik wil eerst weten wat er kan.",
    "Dat het weer wordt zoals vroeger.",
    "Minder mensen over de vloer.",
    "Ik wil erover nadenken met mijn familie.",
)


class Terugkijker:
    """Writes the versions of one plan after another."""

    def __init__(self, rng: random.Random, peildatum: date, *, deep: bool) -> None:
        self._rng = rng
        self._day = peildatum
        self._deep = deep

    def versions(self, gezin: Gezin, tafel: Tafel, halve: Halve) -> list[Row]:
        """Oldest first; the last one is the page as it stands. Sets the dates of the lines to match."""
        rng = self._rng
        page = page_of(gezin, tafel, halve)
        if not self._deep:
            return [self._row(halve, 1, moment(halve.begun, rng), tafel, "plan.gemaakt", None, page)]
        back: list[tuple[str, Row | None, Pagina]] = []
        steps = list(_STEPS)
        rng.shuffle(steps)
        wanted = rng.choice((0, 1, 1, 2, 2, 3))
        latest_page = page
        for step in steps:
            if len(back) == wanted:
                break
            if undone := step(rng, self._day, gezin, tafel, halve, latest_page):
                wat, row, earlier = undone
                back.append((wat, row, latest_page))
                latest_page = earlier
        times = self._times(halve.begun, len(back) + 1)
        halve.row["nummer"] = len(times)
        versions = [self._row(halve, 1, times[0], tafel, "plan.gemaakt", None, latest_page)]
        for number, (wat, row, after) in enumerate(reversed(back), start=2):
            version = self._row(halve, number, times[number - 1], tafel, wat, row, after)
            versions.append(version)
            if row is not None:
                row["gewijzigd_op"], row["gewijzigd_door_id"] = version["op"], version["door_id"]
                if wat.endswith(".gemaakt"):
                    if "gemaakt_op" in row:
                        row["gemaakt_op"] = version["op"]
                    else:
                        row["sinds"] = version["op"].date()
                else:
                    row["versie"] = 2
        return versions

    def _times(self, begun: date, count: int) -> list[datetime]:
        rng = self._rng
        if count == 1 and rng.random() > 0.1:
            return [moment(begun, rng)]
        recent = rng.random() < 0.12
        # Late in the day: after the demo accounts were last here.
        last = self._day - timedelta(days=rng.choice((1, 1, 2, 3)) if recent else rng.randint(4, 60))
        last = max(last, begun + timedelta(days=count))
        span = (last - begun).days
        between = sorted(rng.sample(range(1, max(span, count)), count - 2)) if count > 2 else []
        days = [begun, *(begun + timedelta(days=d) for d in between), last]
        times = [moment(day, rng, low=9) for day in (days if count > 1 else [last])]
        return sorted(times)

    def _row(
        self, halve: Halve, number: int, when: datetime, tafel: Tafel, wat: str, row: Row | None, page: Pagina
    ) -> Row:
        by = self._rng.choice(tafel.professionals())
        about = row["client_id"] if row is not None else None
        return {"id": new_id(self._rng), "plan_id": halve.row["id"], "nummer": number, "op": when,
                "door_id": by["gebruiker_id"], "wat": wat, "client_id": about, "inhoud": page}  # fmt: skip


def page_of(gezin: Gezin, tafel: Tafel, halve: Halve) -> Pagina:
    """The page as it stands: open lines, open seats. The same function makes it as makes a real version."""
    seats = {row["id"]: _seat(tafel, row) for row in tafel.rows}
    lines = [_line(gezin, seats, row) for row in halve.regels]
    return snapshot(SimpleNamespace(**halve.row), lines, seats.values())


def _line(gezin: Gezin, seats: Mapping[UUID, SimpleNamespace], row: Row) -> SimpleNamespace:
    own = row["eigenaar_client_id"]
    member = next(p for p in gezin.leden.values() if p.id == own) if own else None
    return SimpleNamespace(**row, eigenaar=seats.get(row["eigenaar_id"]), eigenaar_client=member)


def _seat(tafel: Tafel, row: Row) -> SimpleNamespace:
    speler = tafel.spelers.get(row["id"]) or SimpleNamespace(**row, is_team=False)
    rol = ("team" if speler.is_team else speler.functie, speler.organisatie)
    return SimpleNamespace(**row, weergavenaam=speler.naam, rol=", ".join(r for r in rol if r), nummer=speler.telefoon)


Stap = Callable[..., tuple[str, Row, Pagina] | None]


def _rows(halve: Halve, soort: str, staat: str = "open") -> list[Row]:
    return [row for row in halve.regels if row["soort"] == soort and row["staat"] == staat]


def _without(page: Pagina, row: Row, part: str = "regels") -> Pagina:
    return page | {part: [line for line in page[part] if line["id"] != str(row["id"])]}


def _with(page: Pagina, row: Row, **old: object) -> Pagina:
    return page | {"regels": [line | old if line["id"] == str(row["id"]) else line for line in page["regels"]]}


def _last_of(soort: str, least: int) -> Stap:
    def step(rng, day, gezin, tafel, halve, page):
        rows = _rows(halve, soort)
        return (f"{soort}.gemaakt", rows[-1], _without(page, rows[-1])) if len(rows) >= least else None

    return step


def _done(rng, day, gezin, tafel, halve, page):
    rows = _rows(halve, "afspraak", "gedaan")
    if not rows:
        return None
    seats = {row["id"]: _seat(tafel, row) for row in tafel.rows}
    once = _line(gezin, seats, rows[0] | {"staat": "open"})
    (line,) = snapshot(SimpleNamespace(evaluatie_op=None), [once], [])["regels"]
    return "afspraak.gedaan", rows[0], page | {"regels": [*page["regels"], line]}


def _moved(rng, day, gezin, tafel, halve, page):
    row = _rows(halve, "afspraak")[0]
    earlier = (row["datum"] - timedelta(days=14)).isoformat()
    return "afspraak.gewijzigd", row, _with(page, row, datum=earlier)


def _wish(rng, day, gezin, tafel, halve, page):
    row = rng.choice(_rows(halve, "veranderwens"))
    return "veranderwens.gewijzigd", row, _with(page, row, tekst=rng.choice(_EERDERE_WENS))


def _who(rng, day, gezin, tafel, halve, page):
    row = _rows(halve, "wie")[0]
    first, dot, rest = row["tekst"].partition(". ")
    return ("wie.gewijzigd", row, _with(page, row, tekst=first + ".")) if dot and rest else None


def _goal(rng, day, gezin, tafel, halve, page):
    row = _rows(halve, "doel")[0]
    return "doel.gewijzigd", row, _with(page, row, tekst=f"{row['tekst'].rstrip('.')} (nog samen bespreken)")


def _joined(rng, day, gezin, tafel, halve, page):
    owners = {row["eigenaar_id"] for row in halve.regels}
    free = [r for r in tafel.open_rows if r["id"] not in owners and not r["is_coordinator"]]
    if not free or len(tafel.open_rows) < 3:
        return None
    return "betrokkene.gemaakt", free[-1], _without(page, free[-1], "betrokkenen")


def _evaluated(rng, day, gezin, tafel, halve, page):
    earlier = date.fromisoformat(page["evaluatie_op"]) - timedelta(days=rng.choice((42, 61, 91)))
    return "evaluatie.gewijzigd", None, page | {"evaluatie_op": earlier.isoformat()}


_STEPS: tuple[Stap, ...] = (
    _last_of("afspraak", 2), _last_of("doel", 2), _last_of("signaal", 1), _done, _moved, _wish, _who, _goal, _joined,
    _evaluated,
)  # fmt: skip
