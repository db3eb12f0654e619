"""The threads of the region: for households where a demo account has a part in it, in every state a thread can be in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from overlegtafel.demo.berichten.bereik import make_bereik, make_gebruik
from overlegtafel.demo.berichten.draad import Adres, Tijd, write_draad
from overlegtafel.demo.berichten.teksten import Vraagtekst, read_vragen
from overlegtafel.demo.huishoudens import Gezin
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.regio import Regio
from overlegtafel.demo.rollen import Speler
from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.toestemmingen import as_regel
from overlegtafel.toegang.domein import Domein, Recht, Soort, domein_of, has_recht
from overlegtafel.toegang.regels import Regel, allows

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
# Of the households where there is something to ask; the others are quiet.
AANDEEL = 0.5


@dataclass(frozen=True, slots=True)
class _Kant:
    """Whom a question can go to: the column of the thread, the domain, and whether a demo account hears of it."""

    id: UUID
    kolom: str
    domein: str
    demo: bool


class Vragenronde:
    """Lets people ask each other things, household by household, with chance of its own: the rest of the region stays the same."""

    def __init__(self, seed: int, peildatum: date, regio: Regio, *, deep: bool) -> None:
        self._seed, self._day, self._deep = seed, peildatum, deep
        self._tijd = Tijd(peildatum)
        self._people = {row["id"]: row for row in regio.gebruikers}
        self._leden: dict[UUID, list[Row]] = defaultdict(list)
        for lid in regio.teamleden:
            self._leden[lid["team_id"]].append(self._people[lid["gebruiker_id"]])
        for row in regio.gebruikers:
            if domein_of(row["functie"]) is Domein.HUISARTSENZORG:
                self._leden[row["organisatie_id"]].append(row)
        self._bereik = {row["team_id"] or row["organisatie_id"]: row for row in make_bereik(regio, self._leden)}
        # What belongs to no household; goes along with the first.
        self._eerst: Chunk = {
            "bereik": list(self._bereik.values()),
            "gebruiksweek": make_gebruik(Kans(seed), peildatum, regio),
        }
        self._told: dict[str, int] = defaultdict(int)
        self._asked: set[str] = set()
        self._turn = 0

    def write(self, gezin: Gezin, tafel: Tafel, rules: Iterable[Row], chunk: Chunk) -> None:
        for name, rows in self._eerst.items():
            chunk[name] += rows
        self._eerst = {}
        if not (self._deep and gezin.gebied.pilot):
            return
        client_id = gezin.leden["o1"].id
        rng = Kans(client_id.int ^ self._seed)
        mine = [as_regel(row) for row in rules if row["client_id"] == client_id]
        choices = list(self._choices(gezin, tafel, client_id, mine))
        if not choices or rng.random() > AANDEEL:
            return
        found = self._pick(rng, gezin, choices)
        if found is None:
            return
        van, aan, texts = found
        adres = Adres(aan.kolom, aan.id, self._others(mine, aan, van), self._bereik.get(aan.id))
        write_draad(rng, self._turn, self._tijd, client_id, van.id, adres, texts, chunk)
        self._turn += 1

    def _pick(
        self, rng: Kans, gezin: Gezin, choices: list[tuple[Speler, _Kant, Vraagtekst]]
    ) -> tuple[Speler, _Kant, tuple[str, str]] | None:
        """What was asked least in the region, with the words filled in; nothing twice in the same words."""
        rng.shuffle(choices)
        for van, aan, tekst in sorted(choices, key=lambda choice: self._told[choice[2].vraag.source]):
            woorden = Woorden(rng, gezin.woorden.lists)
            woorden.update(gezin.woorden)
            question = tekst.vraag.fill(woorden)
            if question not in self._asked:
                self._asked.add(question)
                self._told[tekst.vraag.source] += 1
                return van, aan, (question, tekst.antwoord.fill(woorden) if tekst.antwoord else "")
        return None

    def _choices(
        self, gezin: Gezin, tafel: Tafel, client_id: UUID, rules: list[Regel]
    ) -> Iterator[tuple[Speler, _Kant, Vraagtekst]]:
        """Who can ask whom what: both let in by this client, one of them a demo account."""
        seats = [
            speler
            for row in tafel.open_rows
            if row["client_id"] == client_id and (speler := tafel.spelers.get(row["id"]))
        ]
        practice = gezin.gebied.praktijk_id
        here = (s for group in gezin.gebied.spelers.values() for s in group)
        sides = [
            _Kant(
                practice,
                "aan_organisatie_id",
                "huisartsenzorg",
                any(s.demo and s.organisatie_id == practice for s in here),
            )
        ]
        sides += [
            _Kant(s.id, "aan_team_id" if s.is_team else "aan_gebruiker_id", s.domein, bool(s.demo)) for s in seats
        ]
        for van in seats:
            if van.is_team or not has_recht(van.functie, Recht.SCHRIJVEN) or not self._may(rules, self._people[van.id]):
                continue
            for aan in sides:
                if (van.demo or aan.demo) and self._others(rules, aan, van):
                    for tekst in read_vragen():
                        if (tekst.van, tekst.aan) == (van.domein, aan.domein) and tekst.over in (gezin.soort, "alle"):
                            yield van, aan, tekst

    def _others(self, rules: list[Regel], aan: _Kant, van: Speler) -> list[Row]:
        """Who of this address may see the client, without the asker."""
        people = [self._people[aan.id]] if aan.kolom == "aan_gebruiker_id" else self._leden[aan.id]
        return [row for row in people if row["id"] != van.id and self._may(rules, row)]

    def _may(self, rules: list[Regel], row: Row) -> bool:
        functie = row["functie"]
        return has_recht(functie, Recht.LEZEN) and allows(
            rules, domein=domein_of(functie), organisatie_id=row["organisatie_id"], soort=Soort.PLAN, op=self._day
        )
