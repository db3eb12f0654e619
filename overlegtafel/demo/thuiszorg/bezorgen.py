"""How the notes came here: the systems of the organisaties, their deliveries, what waits, what was corrected, who read."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.core.datums import NL
from overlegtafel.demo.regio import new_id
from overlegtafel.thuiszorg.soorten import Notitiesoort

Row = dict[str, Any]
_MET_BESTAND = ("bestand", (time(22, 5),))
# organisatie -> how it delivers, and when; the others send a file at the end of the day.
_RITME = {"Envida": ("push", (time(6, 10), time(13, 40), time(22, 15)))}
_RONDES_SINDS = timedelta(days=14)
_GEWEIGERD = [[41, "Communication", "Communication kent de Overlegtafel niet"]]
_BEWAARD = ("moment", "opschrift", "tekst", "auteur", "maat", "waarde", "waarde2", "ingetrokken")


class Bezorgdienst:
    """Turns what was written into what was delivered."""

    def __init__(self, peildatum: date, organisaties: dict[UUID, str]) -> None:
        self._day, self._organisaties = peildatum, organisaties
        self._numbers: Counter[UUID] = Counter()
        # (organisatie, moment) -> how many of each outcome; only of the last weeks.
        self._rondes: dict[tuple[UUID, datetime], Counter[str]] = {}
        self.last_push = datetime.combine(peildatum - timedelta(days=1), time(22, 15), NL)

    def know(self, rng: random.Random, organisatie_id: UUID, client_id: UUID | None, bsn: str) -> Row:
        """The client as the system of this organisatie knows them. A file may hold numbers of its own only."""
        sleutel, linked = f"bsn/{bsn}", None
        if self._organisaties[organisatie_id] in _RITME:
            sleutel = f"Client.{new_id(rng)}"
        elif client_id and rng.random() < 0.3:
            sleutel, bsn, linked = f"{self._numbers[organisatie_id] + 100_000}", None, client_id
        return {"id": new_id(rng), "organisatie_id": organisatie_id, "sleutel": sleutel, "bsn": bsn,
                "client_id": linked}  # fmt: skip

    def deliver(self, notes: list[Row], person: Row, client_id: UUID | None) -> None:
        """Give each note its place and the moment it came in. client_id None: they wait."""
        organisatie_id = person["organisatie_id"]
        kind = "Observation" if self._organisaties[organisatie_id] in _RITME else "csv"
        for row in notes:
            row["client_id"] = client_id
            if row["door_id"]:
                continue
            self._numbers[organisatie_id] += 1
            row["bronclient_id"] = person["id"]
            row["bron_id"] = (
                f"{kind}/{self._organisaties[organisatie_id][:3].upper()}.re.nr.{self._numbers[organisatie_id]}"
            )
            row["ontvangen_op"] = self._received(organisatie_id, row["moment"])
            self._count(organisatie_id, row["ontvangen_op"], "nieuw" if client_id else "wacht")

    def correct(self, rng: random.Random, notes: list[Row]) -> Iterator[Row]:
        """Some of these were wrong at first: what they said then. Once in a while one was about somebody else."""
        for row in notes:
            if row["soort"] != Notitiesoort.RAPPORTAGE or rng.random() > 0.025:
                continue
            again = self._received(row["organisatie_id"], row["moment"] + timedelta(hours=rng.randint(2, 30)))
            if again > self.last_push or again <= row["ontvangen_op"]:
                continue
            before = {name: row[name] for name in _BEWAARD} | {"tekst": _first_writing(row["tekst"], rng)}
            if rng.random() < 0.12:
                before["tekst"], row["ingetrokken"] = row["tekst"], True
            yield {"notitie_id": row["id"], "versie": 1, "vervangen_op": again} | before
            row |= {"versie": 2, "gewijzigd_op": again, "ontvangen_op": again}
            self._count(row["organisatie_id"], again, "gewijzigd")

    def rondes(self, rng: random.Random) -> list[Row]:
        """The deliveries of the last weeks, with one that was cut off and one with an entry that was not taken."""
        found = []
        for (organisatie_id, when), counts in sorted(self._rondes.items(), key=lambda item: item[0][1]):
            found.append(self._ronde(rng, organisatie_id, when, counts))
        pushed = [row for row in found if row["weg"] == "push"]
        if len(pushed) > 9:
            row = pushed[-8]
            row |= {"geweigerd": 1, "gelezen": row["gelezen"] + 1,
                    "weigeringen": json.dumps(_GEWEIGERD, ensure_ascii=False)}  # fmt: skip
        in_files = [row for row in found if row["weg"] == "bestand"]
        if in_files:
            wrong = self._ronde(rng, in_files[-1]["organisatie_id"], in_files[-1]["begonnen_op"], Counter())
            wrong |= {"begonnen_op": wrong["begonnen_op"] - timedelta(minutes=6),
                      "klaar_op": wrong["begonnen_op"] - timedelta(minutes=6),
                      "fout": "Deze kolom ontbreekt: tekst."}  # fmt: skip
            found.append(wrong)
        return found

    def _ronde(self, rng: random.Random, organisatie_id: UUID, when: datetime, counts: Counter[str]) -> Row:
        weg, _ = _RITME.get(self._organisaties[organisatie_id], _MET_BESTAND)
        total = counts.total()
        return {
            "id": new_id(rng), "organisatie_id": organisatie_id, "weg": weg, "begonnen_op": when,
            "klaar_op": when + timedelta(seconds=2 + total // 20), "gelezen": total, "nieuw": counts["nieuw"],
            "gewijzigd": counts["gewijzigd"], "ongewijzigd": 0, "wacht": counts["wacht"], "geweigerd": 0,
            "weigeringen": "[]", "fout": "", "vingerafdruk": "", "inhoud": None, "door_id": None,
        }  # fmt: skip

    def _count(self, organisatie_id: UUID, when: datetime, wat: str) -> None:
        if when.date() >= self._day - _RONDES_SINDS:
            self._rondes.setdefault((organisatie_id, when), Counter())[wat] += 1

    def _received(self, organisatie_id: UUID, moment: datetime) -> datetime:
        """The first delivery after that moment."""
        _, times = _RITME.get(self._organisaties[organisatie_id], _MET_BESTAND)
        day = moment.date()
        while True:
            for at in times:
                when = datetime.combine(day, at, NL)
                if when > moment:
                    return when
            day += timedelta(days=1)


def _first_writing(text: str, rng: random.Random) -> str:
    """The slip that was put right: the other side, or a sentence that was forgotten."""
    for one, other in ((" li.", " re."), (" re.", " li.")):
        if one in text:
            return text.replace(one, other)
    # Abbreviations end no sentence.
    head = re.match(r".*(?:[a-z]{5,}|\d)\.(?=\s)", text, re.DOTALL)
    return head[0] if head else text.rstrip(".") + " (nog aanvullen)"
