"""Minutes as they were frozen, made of the rows of an item; the same data as the app makes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from overlegtafel.core.namen import Naam
from overlegtafel.demo.overleggen.agenda import Vergadering
from overlegtafel.demo.overleggen.kandidaten import Kandidaat
from overlegtafel.demo.regio import Regio
from overlegtafel.overleggen.verslagbeeld import Aanwezige, Besluit, Inhoud

Row = dict[str, Any]


class Verslaglegger:
    """Knows what people and kinds are called."""

    def __init__(self, regio: Regio) -> None:
        orgs = {row["id"]: row["naam"] for row in regio.organisaties}
        self.namen: Mapping[UUID, str] = {row["id"]: _naam(row) for row in regio.gebruikers}
        self._teams = {row["id"]: row["naam"] for row in regio.teams}
        self._rollen = {row["id"]: f"{row['functie']}, {orgs[row['organisatie_id']]}" for row in regio.gebruikers}
        self._order = {row["id"]: (row["achternaam"], row["id"]) for row in regio.gebruikers}

    def write(
        self, meeting: Vergadering, row: Row, notitie: str, besluiten: list[tuple[Row, Row | None]],
        wie: Kandidaat, seers: set[UUID], gasten: list[Row], blad: Row | None,
    ) -> dict[str, Any]:  # fmt: skip
        """besluiten: each with its line of the plan; seers: who of the invited took part; gasten: by name."""
        here = [g for g in meeting.genodigden if g["binnen_op"] and g["gebruiker_id"] in seers]
        here.sort(key=lambda g: (not g["is_voorzitter"], self._order[g["gebruiker_id"]]))
        present = [
            Aanwezige(self.namen[g["gebruiker_id"]], self._rollen[g["gebruiker_id"]], g["is_voorzitter"]) for g in here
        ]
        inhoud = Inhoud(
            overleg=meeting.naam, op=meeting.row["begint_op"], inbreng=row["soort"], vraag=row["vraag"],
            door=self.namen.get(row["ingebracht_door_id"], ""),
            aanwezig=(*present, *(Aanwezige(g["naam"], g["rol"]) for g in gasten if g["is_er"])),
            notitie=notitie,
            blad={k: blad[k] for k in ("voorstellen", "dimensies", "antwoorden", "zorgafspraak")} if blad else None,
            besluiten=tuple(self._besluit(b, line, wie) for b, line in besluiten),
            uitkomst=row["uitkomst"], geen_besluit=row["geen_besluit"], besteed=row["besteed"],
            minuten=row["minuten"],
        )  # fmt: skip
        return inhoud.as_data

    def _besluit(self, besluit: Row, line: Row | None, wie: Kandidaat) -> Besluit:
        key = str(besluit["id"])
        if line is None:
            return Besluit(key, besluit["soort"], datum=besluit["terug_op"])
        seat = next((row for row, _ in wie.stoelen if row["id"] == line["eigenaar_id"]), None)
        about = str(line["client_id"]) if line["client_id"] else None
        return Besluit(
            key, line["soort"], line["tekst"], self._owner(seat, wie), line["datum"], about, str(wie.client_id)
        )

    def _owner(self, seat: Row | None, wie: Kandidaat) -> str:
        if seat is None:
            return wie.naam
        return self.namen.get(seat["gebruiker_id"]) or self._teams.get(seat["team_id"]) or seat["naam"]


def _naam(row: Row) -> str:
    return Naam(voornaam=row["voornaam"], voorvoegsel=row["voorvoegsel"], achternaam=row["achternaam"]).voluit


BEVROREN_NA = timedelta(days=8)
