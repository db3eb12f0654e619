"""The places of the sociale kaart, read from kaart.txt: kept by the organisations of the region, some of them lately, some not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from overlegtafel.core.datums import NL
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.regio import Regio, desk_phone, new_id
from overlegtafel.toegang.domein import Recht, has_recht
from overlegtafel.verwijzingen.kaartregels import leefgebied_names, search_text
from overlegtafel.verwijzingen.regels import list_namen
from overlegtafel.verwijzingen.standaard import SOORTEN

Row = dict[str, Any]


def make_kaart(rng: Kans, peildatum: date, regio: Regio) -> list[Row]:
    """Rows of Kaartplek."""
    orgs = {row["naam"]: row["id"] for row in regio.organisaties}
    teams = {row["naam"]: row["id"] for row in regio.teams}
    keepers: dict[Any, list[Row]] = {}
    for person in regio.gebruikers:
        if has_recht(person["functie"], Recht.SCHRIJVEN):
            keepers.setdefault(person["organisatie_id"], []).append(person)
    questions = list_namen(SOORTEN[0]["hulpvragen"])
    made = []
    for org, naam, team, areas, asked, wijken, ruimte, ago, wat, bereik in _read():
        confirmed, used = (int(days) if days.strip() else None for days in ago.split(","))
        row = {
            "id": new_id(rng), "organisatie_id": orgs[org], "team_id": teams[team] if team else None, "naam": naam,
            "wat": wat, "leefgebieden": areas.split(), "hulpvragen": [questions[key] for key in asked.split()],
            "wijken": [w.strip() for w in wijken.split(",") if w.strip()], "telefoon": desk_phone(rng),
            "bereik": bereik, "ruimte": ruimte, "bevestigd_op": _ago(peildatum, confirmed),
            "bevestigd_door_id": rng.choice(keepers[orgs[org]])["id"], "gebruikt_op": _ago(peildatum, used),
            "gestopt_op": None, "versie": 1,
        }  # fmt: skip
        words = (leefgebied_names(row["leefgebieden"]), row["hulpvragen"], row["wijken"])
        made.append(row | {"zoektekst": search_text(naam, wat, org, *words, bereik=bereik)})
    return made


def _read() -> Iterator[list[str]]:
    for line in (Path(__file__).parent / "kaart.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("##"):
            yield [part.strip() for part in line.split("|")]


def _ago(peildatum: date, days: int | None) -> datetime | None:
    if days is None:
        return None
    return datetime.combine(peildatum - timedelta(days=days), time(11, 20), NL).astimezone(UTC)
