"""The home-care notes of the region: for everybody who has home care at the table, household by household."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from overlegtafel.core.datums import NL
from overlegtafel.demo.huishoudens import Gezin, Persoon, moment
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.namen import pick_voornaam
from overlegtafel.demo.regio import Regio, new_id
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.thuiszorg.bezorgen import Bezorgdienst
from overlegtafel.demo.thuiszorg.dossier import Dossier, write_about_stranger
from overlegtafel.demo.toestemmingen import as_regel
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.regels import allows

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
WACHT_HOOGSTENS = timedelta(days=60)
# A client of a large region, where notes only have to be there.
WEINIG = 4
# People Envida cares for who are not on the Overlegtafel.
VREEMDEN = 3
_RELATIES = ("dochter", "zoon", "nicht", "neef", "kleindochter", "schoonzoon")


class Thuiszorgmap:
    """Writes the notes of one household after another, with chance of its own: the rest of the region stays the same."""

    def __init__(self, seed: int, peildatum: date, regio: Regio, *, deep: bool) -> None:
        self._seed, self._day, self._deep = seed, peildatum, deep
        self._regio = regio
        self._dienst = Bezorgdienst(peildatum, {row["id"]: row["naam"] for row in regio.organisaties})
        self._told: set[str] = set()

    def write(self, gezin: Gezin, tafel: Tafel, rules: Iterable[Row], chunk: Chunk, *, without: bool) -> None:
        """without: home care and visits, but no notes; those are for somebody to bring in."""
        for person in gezin.leden.values():
            for organisatie_id in sorted(tafel.domeinen(person.id).get(Domein.WIJKVERPLEGING.value, ())):
                rng = Kans(person.id.int ^ self._seed)
                allowed = self._allows(person, organisatie_id, rules)
                notes = [] if without else self._notes(rng, gezin, person, tafel, organisatie_id, allowed, chunk)
                if allowed and self._deep:
                    chunk["bezoek"] += self._visits(rng, person, tafel, notes)

    def _notes(
        self, rng: Kans, gezin: Gezin, person: Persoon, tafel: Tafel, organisatie_id: UUID, allowed: bool, chunk: Chunk
    ) -> list[Row]:
        dossier = Dossier(rng, self._day, gezin, person, tafel, organisatie_id, self._told)
        if self._deep:
            notes = dossier.write(rng.randint(32, 66))
            if rng.random() < 0.3:
                self._contact(rng, dossier, gezin, person)
        else:
            notes = dossier.write_few(WEINIG)
            self._told.clear()
        since = datetime.combine(self._day - WACHT_HOOGSTENS, time(), NL)
        if not allowed:
            # What waits too long is thrown away; and nobody of the practice could write back.
            notes = [row for row in notes if row["moment"] > since and not row["door_id"]]
        if not notes:
            return notes
        source = self._dienst.know(rng, organisatie_id, person.id, person.row["bsn"])
        chunk["bronclient"].append(source)
        self._dienst.deliver(notes, source, person.id if allowed else None)
        if self._deep and allowed:
            chunk["notitieversie"] += self._dienst.correct(rng, notes)
        chunk["notitie"] += notes
        return notes

    def _contact(self, rng: Kans, dossier: Dossier, gezin: Gezin, person: Persoon) -> None:
        relation = rng.choice(_RELATIES)
        _, first = pick_voornaam(
            rng, gezin.origin, "V" if relation in ("dochter", "nicht", "kleindochter") else "M", oud=False
        )
        dossier.add_contact(relation, f"{first} {person.familienaam}")

    def _allows(self, person: Persoon, organisatie_id: UUID, rules: Iterable[Row]) -> bool:
        mine = (as_regel(row) for row in rules if row["client_id"] == person.id)
        return allows(
            mine, domein=Domein.WIJKVERPLEGING, organisatie_id=organisatie_id, soort=Soort.THUISZORG, op=self._day
        )

    def _visits(self, rng: Kans, person: Persoon, tafel: Tafel, notes: list[Row]) -> Iterator[Row]:
        """Who of the practice read the notes; a demo account did so lately, so that there is something new and something old."""
        for row in tafel.open_rows:
            reader = tafel.spelers.get(row["id"])
            if row["client_id"] != person.id or not row["gebruiker_id"] or reader.domein != Domein.HUISARTSENZORG:
                continue
            if reader.demo or rng.random() < 0.6:
                last = self._day - timedelta(days=rng.randint(2, 6) if reader.demo else rng.randint(1, 30))
                earlier = last - timedelta(days=rng.randint(3, 20))
                # Who wrote back was there to read.
                wrote = (note["moment"] for note in notes if note["door_id"] == reader.id)
                yield {"gebruiker_id": reader.id, "client_id": person.id, "laatst_op": max([moment(last, rng), *wrote]),
                       "vorig_op": moment(earlier, rng) if rng.random() < 0.8 else None}  # fmt: skip

    def finish(self, bsns: Iterator[str]) -> Chunk:
        """What belongs to no household: notes about people who are not on the Overlegtafel, deliveries, and the key of Envida."""
        rng = Kans(self._seed)
        team = [p for _, unit in self._regio.gebieden[0].thuiszorg[:1] for p in unit["verzorgende"]]
        chunk: Chunk = {"bronclient": [], "notitie": []}
        for bsn in islice(bsns, VREEMDEN):
            source = self._dienst.know(rng, team[0].organisatie_id, None, bsn)
            chunk["bronclient"].append(source)
            notes = write_about_stranger(rng, self._day, team, self._told)
            self._dienst.deliver(notes, source, None)
            chunk["notitie"] += notes
        return chunk | {"ronde": self._dienst.rondes(rng), "bronsleutel": [self._sleutel(rng)]}

    def _sleutel(self, rng: Kans) -> Row:
        """The key with which Envida delivers. Nothing opens it: this is the hash of no key."""
        envida = next(row["id"] for row in self._regio.organisaties if row["naam"] == "Envida")
        by = next(
            row for row in self._regio.gebruikers if row["functie"] == "beheerder" and row["organisatie_id"] == envida
        )
        made = datetime.combine(self._day - timedelta(days=200), time(10, 20), NL)
        return {
            "id": new_id(rng), "organisatie_id": envida, "naam": "Dossiersysteem, productie", "sleutel_hash": "geen",
            "gemaakt_op": made, "gemaakt_door_id": by["id"], "laatst_gebruikt_op": self._dienst.last_push,
            "ingetrokken_op": None, "ingetrokken_door_id": None,
        }  # fmt: skip
