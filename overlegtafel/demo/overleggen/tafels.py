"""The meetings about one client: HOC's with the client, round tables with a family, each with its sheet; and one that seeks a date."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.agenda import Agendamaker, Vergadering
from overlegtafel.demo.overleggen.gevallen import choose_gevallen
from overlegtafel.demo.overleggen.kandidaten import Kandidaat
from overlegtafel.demo.overleggen.punt import Puntenmaker
from overlegtafel.demo.plan import workday
from overlegtafel.demo.regio import new_id
from overlegtafel.demo.sjabloon import Sjabloon
from overlegtafel.overleggen.positief import DIMENSIES, VRAGEN
from overlegtafel.overleggen.ritme import moment_of

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
# Days from today; the last of the HOC's has no date yet.
_HOC = (-310, -262, -205, -160, -121, -83, -44, -13, 6, None)
_RTO = (-240, -150, -72, -20, 9)
# sociaal domein, GGZ and an ervaringsdeskundige, in turn.
_DRIETALLEN = (
    ("maatschappelijkwerk", "gzpsycholoog", "ervaringsdeskundige"),
    ("maatschappelijkwerk", "spv", "Oualit"),
    ("maatschappelijkwerk", "psychiater", "ervaringsdeskundige"),
    ("maatschappelijkwerk", "Wetzels", "Schröer"),
)
_KEUZES = ("ja", "liever_niet", "nee", "ja")


@cache
def read_bladen() -> dict[str, dict[str, Sjabloon]]:
    """The words of each kind of sheet, by the key of what they answer."""
    found: dict[str, dict[str, Sjabloon]] = {}
    for line in (Path(__file__).parent / "bladen.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            sheet = found[line[2:]] = {}
        elif line and not line.startswith("##"):
            key, _, text = line.partition(": ")
            sheet[key] = Sjabloon(text)
    return found


class Tafels:
    """Writes them, each about another client."""

    def __init__(
        self, rng: Kans, peildatum: date, known: list[Kandidaat], maker: Agendamaker, punten: Puntenmaker, chunk: Chunk
    ) -> None:
        self._rng, self._day, self._known = rng, peildatum, known
        self._maker, self._punten, self._chunk = maker, punten, chunk

    def write(self) -> Iterator[Vergadering]:
        used: set[UUID] = set()
        for number, ago in enumerate(_HOC):
            three = [self._maker.person(name) for name in _DRIETALLEN[number % len(_DRIETALLEN)]]
            fits = (k for k in self._known if k.soort == "ggz" and set(three) <= k.mag and three[1] in k.ziet)
            if wie := next((k for k in fits if k.client_id not in used), None):
                used.add(wie.client_id)
                yield self._meet("hoc", ago, wie, three, three[:1])
        chair = self._maker.person("gezinsregisseur")
        families = iter([k for k in self._known if k.met_regie and chair in k.ziet])
        for ago, wie in zip(_RTO, families, strict=False):
            seats = [row["gebruiker_id"] for row, _ in wie.stoelen if row["gebruiker_id"] in wie.ziet]
            yield self._meet("rto", ago, wie, list(dict.fromkeys([chair, *seats])), [chair])

    def _meet(self, soort: str, ago: int | None, wie: Kandidaat, people: list[UUID], chairs: list[UUID]) -> Vergadering:
        rng = self._rng
        day = workday(self._day + timedelta(days=14 if ago is None else ago))
        if ago is not None and ago < 0 and day >= self._day:
            day = self._day - timedelta(days=3)
        tijd = time(rng.choice((9, 10, 13, 14)), rng.choice((0, 30)))
        where = "Wijkteam, spreekkamer" if soort == "hoc" else rng.choice(("Buurthuis, zaal 2", "School, teamkamer"))
        meeting = self._maker.plan_one(soort, day, tijd, people, chairs, plaats=where, chunk=self._chunk)
        for g in meeting.genodigden:
            g["komt"] = "ja"
            g["binnen_op"] = meeting.row["begonnen_op"]
        geval = rng.choice(choose_gevallen(wie.soort, soort, ("ggz", "sociaal")))
        row = self._punten.add(meeting, wie, geval, along=set(people) - wie.ziet)
        row["soort"], row["minuten"] = "bespreken", meeting.row["duur"]
        self._with_client(soort, meeting, row, wie)
        if ago is None:
            self._seek_date(meeting)
        elif meeting.row["begonnen_op"]:
            end = meeting.row["begonnen_op"] + timedelta(minutes=rng.randint(50, 80))
            self._punten.discuss(meeting, row, wie, geval, set(people), end)
            self._sheet(soort, meeting, row, wie)
            self._punten.agree(row, wie, geval, meeting.dag + timedelta(days=rng.randint(5, 10)))
            self._punten.close(meeting, end + timedelta(minutes=2))
        return meeting

    def _with_client(self, soort: str, meeting: Vergadering, row: Row, wie: Kandidaat) -> None:
        """The client is at the table, and of a family who else was entered by hand."""
        there = [(wie.naam, "cliënt" if soort == "hoc" else "ouder")]
        if soort == "rto":
            there += [(seat["naam"], seat["functie"]) for seat in wie.familie[:2]]
        for naam, rol in there:
            guest = self._punten.guest(row, meeting.voorzitter, naam=naam, rol=rol)
            self._chunk["puntgast"].append(guest | {"is_er": meeting.row["begonnen_op"] is not None})

    def _sheet(self, soort: str, meeting: Vergadering, row: Row, wie: Kandidaat) -> None:
        said = {key: text.fill(wie.woorden) for key, text in read_bladen()[soort].items()}
        self._chunk["gespreksblad"].append({
            "agendapunt_id": row["id"], "voorstellen": said["voorstellen"],
            "dimensies": {d.sleutel: _score(said[d.sleutel]) for d in DIMENSIES},
            "antwoorden": {v.sleutel: said[v.sleutel] for v in VRAGEN}, "zorgafspraak": said["zorgafspraak"],
            "versie": 1, "op": row["gesloten_op"], "door_id": row["gesloten_door_id"],
        })  # fmt: skip

    def _seek_date(self, meeting: Vergadering) -> None:
        """Moments to choose from; the last of the invited has not ticked yet."""
        meeting.row |= {"staat": "prikken", "begint_op": None, "inbreng_tot": None}
        for number, ahead in enumerate((8, 10, 13, 15)):
            proposal = {
                "id": new_id(self._rng), "overleg_id": meeting.id,
                "begint_op": moment_of(workday(self._day + timedelta(days=ahead)), time(9 + 2 * number)),
            }  # fmt: skip
            self._chunk["datumvoorstel"].append(proposal)
            for turn, g in enumerate(meeting.genodigden[:-1]):
                self._chunk["datumkeuze"].append({
                    "voorstel_id": proposal["id"], "genodigde_id": g["id"], "keuze": _KEUZES[number - turn],
                })  # fmt: skip
        for g in meeting.genodigden:
            g["komt"] = ""


def _score(said: str) -> Row:
    """'moe/4': the word and the score."""
    woord, _, cijfer = said.rpartition("/")
    return {"cijfer": int(cijfer), "woord": woord}
