"""One item of a meeting: why it stands there, what was said in the round, and what came of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.agenda import Vergadering
from overlegtafel.demo.overleggen.gevallen import STEMMEN, Geval, choose_gevallen
from overlegtafel.demo.overleggen.kandidaten import Kandidaat
from overlegtafel.demo.plan import workday
from overlegtafel.demo.regio import new_id
from overlegtafel.overleggen.punten import EINDE
from overlegtafel.toegang.domein import Recht, domein_of, has_recht

Row = dict[str, Any]
Chunk = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Reden:
    """Why an item stands there, as Agendareden says it."""

    bron: str
    sleutel: str
    datum: date | None


class Puntenmaker:
    """Writes items, with chance and people given."""

    def __init__(self, rng: Kans, people: Mapping[UUID, Row], chunk: Chunk) -> None:
        self._rng, self._people, self._chunk = rng, people, chunk
        self._told: set[str] = set()
        self._asked: set[tuple[UUID, str]] = set()
        # Of each item its note as it stands, and its decisions with their lines of the plan.
        self.notities: dict[UUID, str] = {}
        self.besluiten: dict[UUID, list[tuple[Row, Row | None]]] = defaultdict(list)

    def add_fixed(self, meeting: Vergadering, titel: str, minuten: int, *, eind: bool = False) -> Row:
        """A point about nobody; eind: what stands at the end, whatever comes before it."""
        at_end = {"volgorde": EINDE} if eind else {}
        return self._row(meeting, titel=titel, soort="vast", minuten=minuten, **at_end)

    def add(
        self,
        meeting: Vergadering,
        wie: Kandidaat,
        geval: Geval,
        redenen: Iterable[Reden] = (),
        *,
        along: Collection[UUID] = (),
    ) -> Row:
        """A client on the agenda. No reasons: somebody brings them in. along: who is asked for this item without a seat."""
        rng = self._rng
        redenen = list(redenen)
        row = self._row(meeting, client_id=wie.client_id, soort="bespreken")
        if not redenen:
            bringer = self.find_bringer(meeting, wie, geval)
            row |= {"soort": geval.soort, "vraag": self._fresh(geval.vraag, wie), "ingebracht_door_id": bringer}
        self._chunk["agendareden"] += [
            {
                "id": new_id(rng), "agendapunt_id": row["id"], "bron": r.bron, "sleutel": r.sleutel, "datum": r.datum,
                "tekst": "", "door_id": None,
            }
            for r in redenen
        ]  # fmt: skip
        inviter = row["ingebracht_door_id"] or meeting.voorzitter
        self._chunk["puntgast"] += [self.guest(row, inviter, gebruiker_id=who) for who in sorted(along)]
        return row

    def guest(self, row: Row, door: UUID, *, gebruiker_id: UUID | None = None, naam: str = "", rol: str = "") -> Row:
        return {
            "id": new_id(self._rng), "agendapunt_id": row["id"], "gebruiker_id": gebruiker_id, "naam": naam,
            "rol": rol, "is_er": False, "door_id": door, "op": row["ingebracht_op"],
        }  # fmt: skip

    def find_bringer(self, meeting: Vergadering, wie: Kandidaat, geval: Geval) -> UUID | None:
        """Somebody of the invited who sees this client and works in the domain of the question."""
        able = [
            who
            for who in (g["gebruiker_id"] for g in meeting.genodigden)
            if who in wie.ziet and self._may_write(who) and self._domein(who) == geval.domein
        ]
        return self._rng.choice(able) if able else None

    def choose(self, meeting: Vergadering, wie: Kandidaat, *, soorten: Collection[str]) -> Geval | None:
        """What this client can be brought in for here, what they were not discussed for before first."""
        here = {self._domein(g["gebruiker_id"]) for g in meeting.genodigden if g["gebruiker_id"] in wie.ziet}
        found = [g for g in choose_gevallen(wie.soort, meeting.soort, here) if g.soort in soorten]
        if not found:
            return None
        fresh = [g for g in found if g.vraag.source not in wie.gehad] or found
        # Not what this table just heard about somebody else, if there is something else.
        other = [g for g in fresh if (meeting.id, g.vraag.source) not in self._asked] or fresh
        geval = self._rng.choice(other)
        wie.gehad.add(geval.vraag.source)
        self._asked.add((meeting.id, geval.vraag.source))
        return geval

    def find_writer(self, meeting: Vergadering, seers: Collection[UUID]) -> UUID | None:
        """Who of those there takes the note: rather not who chairs."""
        able = [who for who in meeting.mensen if who in seers and self._may_write(who)]
        return (able[1:] or able or [None])[0]

    def discuss(
        self, meeting: Vergadering, row: Row, wie: Kandidaat, geval: Geval, seers: Collection[UUID], end: datetime
    ) -> bool:
        """Write the note and the outcome; seers: who was there and saw the item. Whether something was decided."""
        rng = self._rng
        voices = self._round(wie, geval, [who for who in meeting.mensen if who in seers])
        row |= {
            "staat": "besproken",
            "gesloten_op": end,
            "gesloten_door_id": self.find_writer(meeting, seers),
            "versie": 2,
        }
        row["besteed"] = max(60, int(row["minuten"] * 60 * (0.55 + rng.random() * 0.75)))
        row["geen_besluit"] = bool(geval.open_einde) and rng.random() < 0.5
        row["uitkomst"] = rng.choice(geval.open_einde if row["geen_besluit"] else geval.uitkomsten).fill(wie.woorden)
        if voices:
            self.note(row["id"], voices, row["gesloten_door_id"], end)
        meeting.besproken.append((row, wie, set(seers)))
        return not row["geen_besluit"]

    def pass_over(self, row: Row, meeting: Vergadering, op: datetime) -> None:
        """A point about nobody was done."""
        row |= {"staat": "besproken", "besteed": 120, "gesloten_op": op, "gesloten_door_id": meeting.voorzitter}

    def leave(self, row: Row, staat: str, meeting: Vergadering) -> None:
        """A chair dropped it or it was not reached: 'vervallen' or 'doorgeschoven'."""
        op = meeting.row["begonnen_op"] + timedelta(minutes=50)
        row |= {"staat": staat, "gesloten_op": op, "gesloten_door_id": meeting.voorzitter, "versie": 2}

    def close(self, meeting: Vergadering, end: datetime) -> None:
        """The meeting is over; everybody left."""
        meeting.row |= {"staat": "klaar", "gesloten_op": end, "agenda_op": meeting.row["inbreng_tot"], "versie": 3}
        for g in meeting.genodigden:
            g["weg_op"] = end if g["binnen_op"] else None
        self._chunk["tafelstand"].append({"overleg_id": meeting.id, "punt_id": None, "sinds": None, "versie": 20})
        for wat, op in (("overleg.begonnen", meeting.row["begonnen_op"]), ("overleg.gesloten", end)):
            self._chunk["overlegwijziging"].append({
                "id": new_id(self._rng), "overleg_id": meeting.id, "op": op, "door_id": meeting.voorzitter, "wat": wat,
            })  # fmt: skip

    def note(self, punt_id: UUID, lines: list[str], writer: UUID, op: datetime) -> None:
        """The note as it stands, in one version or two."""
        texts = ["\n".join(lines)]
        if len(lines) > 2 and self._rng.random() < 0.3:
            texts.insert(0, "\n".join(lines[:-1]))
        for number, tekst in enumerate(texts, 1):
            self._chunk["puntversie"].append({
                "id": new_id(self._rng), "agendapunt_id": punt_id, "nummer": number, "tekst": tekst,
                "op": op - timedelta(minutes=len(texts) - number), "door_id": writer,
            })  # fmt: skip
        self.notities[punt_id] = texts[-1]
        self._chunk["puntnotitie"].append({
            "agendapunt_id": punt_id, "tekst": texts[-1], "versie": len(texts), "op": op, "door_id": writer,
        })  # fmt: skip

    def decide(
        self, row: Row, wie: Kandidaat, soort: str, *, regel: Row | None = None, terug_op: date | None = None
    ) -> Row:
        """A decision of this item, and where it landed."""
        besluit = {
            "id": new_id(self._rng), "agendapunt_id": row["id"], "client_id": wie.client_id, "soort": soort,
            "regel_id": regel["id"] if regel else None, "draad_id": None, "terug_op": terug_op,
            "op": row["gesloten_op"] - timedelta(seconds=40 - 10 * len(self.besluiten[row["id"]])),
            "door_id": row["gesloten_door_id"], "vervallen_op": None,
        }  # fmt: skip
        self._chunk["puntbesluit"].append(besluit)
        self.besluiten[row["id"]].append((besluit, regel))
        return besluit

    def agree(self, row: Row, wie: Kandidaat, geval: Geval, by: date) -> None:
        """An agreement of this meeting that was done since: a line of the plan, no longer on the page."""
        able = [(stem, tekst) for stem, tekst in geval.afspraken if stem == "ik" or wie.seat_of(stem)]
        if not able:
            return
        stem, tekst = self._rng.choice(able)
        made = row["gesloten_op"] - timedelta(seconds=40)
        seat = wie.seat_of(stem) if stem != "ik" else None
        line = {
            "id": new_id(self._rng), "plan_id": wie.plan["id"], "soort": "afspraak", "tekst": tekst.fill(wie.woorden),
            "client_id": wie.client_id if wie.is_gezin else None, "staat": "gedaan", "volgorde": 90, "versie": 2,
            "gemaakt_op": made, "gewijzigd_op": made + timedelta(days=min(20, (workday(by) - made.date()).days)),
            "gewijzigd_door_id": row["gesloten_door_id"], "eigenaar_id": seat["id"] if seat else None,
            "eigenaar_client_id": None if seat else wie.client_id, "datum": workday(by),
        }  # fmt: skip
        self._chunk["regel"].append(line)
        self.decide(row, wie, "regel", regel=line)

    def _round(self, wie: Kandidaat, geval: Geval, there: list[UUID]) -> list[str]:
        """Who of those there said what, each under their functie; the one whose client it is begins."""
        said = []
        for stem, tekst in geval.stemmen:
            speakers = [who for who in there if self._people[who]["functie"] in STEMMEN[stem]]
            if speakers and (not said or self._rng.random() < 0.85):
                functie = self._people[speakers[0]]["functie"]
                said.append(f"{functie[0].upper()}{functie[1:]}: {tekst.fill(wie.woorden)}")
        return said

    def _fresh(self, sjabloon, wie: Kandidaat) -> str:
        """The question in words that were not used yet, if there are."""
        for _ in range(4):
            tekst = sjabloon.fill(wie.woorden)
            if tekst not in self._told:
                break
        self._told.add(tekst)
        return tekst

    def _row(self, meeting: Vergadering, **values: Any) -> Row:
        begins = meeting.row["begint_op"]
        row = {
            "id": new_id(self._rng), "overleg_id": meeting.id, "client_id": None, "titel": "",
            "plek": new_id(self._rng), "soort": "", "vraag": "", "ingebracht_door_id": None,
            "ingebracht_op": begins - timedelta(hours=self._rng.randint(26, 140)), "volgorde": len(meeting.punten),
            "minuten": meeting.punt_minuten, "staat": "open", "besteed": 0, "uitkomst": "", "geen_besluit": False,
            "gesloten_op": None, "gesloten_door_id": None, "verder_id": None, "versie": 1,
        } | values  # fmt: skip
        meeting.punten.append(row)
        return row

    def _may_write(self, who: UUID) -> bool:
        return has_recht(self._people[who]["functie"], Recht.SCHRIJVEN)

    def _domein(self, who: UUID) -> str:
        return domein_of(self._people[who]["functie"]).value
