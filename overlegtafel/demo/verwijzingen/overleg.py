"""The monthly look back of practice and sociaal team: its kind, its series, and the meetings to come. Its agenda makes itself."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.agenda import Agendamaker
from overlegtafel.demo.personeel import NAZ, OOST
from overlegtafel.demo.regio import Regio, new_id
from overlegtafel.demo.verwijzingen.loop import since
from overlegtafel.overleggen.reeksen import VOORUIT
from overlegtafel.overleggen.ritme import Ritme, list_dagen, moment_of, week_of_month

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
# As Agendamaker numbers the kinds.
SOORT_ID = UUID(int=20, version=4)
_DUUR, _TIJD = 45, time(13)
# practice, working days from today to the next one, where, and who: the first is in the chair.
_WIE = (
    (
        NAZ,
        3,
        "Praktijk Nazareth, vergaderkamer",
        ("huisarts", "Aerdenhout", "poh", "Krewinkel", "sociaalteam", "Polat"),
    ),
    (OOST, 4, "Maastricht-Oost, kamer boven", ("huisarts2", "Pirson", "Gilissen", "Heiligers", "Pas")),
)


def plan_overleggen(rng: Kans, peildatum: date, regio: Regio, chunk: Chunk) -> None:
    chunk["overlegsoort"].append({
        "id": SOORT_ID, "sleutel": "verwijsoverleg", "naam": "Verwijsoverleg", "ritme": "maand", "over": "praktijk",
        "duur": _DUUR, "minuten_per_punt": 4,
        "vereist": [_eis("huisartsenpraktijk", "huisartsenzorg"), _eis("sociaal domein", "sociaal")], "voorzitters": [],
        "vaste_punten": [], "bronnen": ["verwijzing", "inbreng", "terugkomen"], "blad": "", "inbreng_uren": 24,
        "correctie_dagen": 7, "actief": True, "versie": 1,
    })  # fmt: skip
    maker = Agendamaker(rng, peildatum, regio)
    orgs = {row["naam"]: row["id"] for row in regio.organisaties}
    for praktijk, ahead, plaats, names in _WIE:
        people = [maker.person(name) for name in names]
        _plan(rng, maker, peildatum, since(peildatum, ahead), plaats, orgs[praktijk], people, chunk)


def _eis(label: str, domein: str) -> Row:
    return {"label": label, "functies": [], "domeinen": [domein]}


def _plan(
    rng: Kans,
    maker: Agendamaker,
    today: date,
    first: date,
    plaats: str,
    org: UUID,
    people: Iterable[UUID],
    chunk: Chunk,
) -> None:
    """A series that begins with this meeting, as far ahead as the app plans."""
    people = list(people)
    chair = people[0]
    begin = first.replace(day=1)
    ritme = Ritme("maand", 1, first.weekday(), week_of_month(first), begin)
    series = {
        "id": new_id(rng), "soort_id": SOORT_ID, "organisatie_id": org, "team_id": None, "eenheid": "maand", "om_de": 1,
        "weekdag": ritme.weekdag, "week": ritme.week, "vanaf": begin, "tot": None, "begintijd": _TIJD, "duur": _DUUR,
        "plaats": plaats, "link": "", "gestopt_op": None, "gemaakt_op": moment_of(ago_month(today), time(10)),
        "gemaakt_door_id": chair, "versie": 1,
    }  # fmt: skip
    chunk["overlegreeks"].append(series)
    chunk["reekslid"] += [
        {"reeks_id": series["id"], "gebruiker_id": who, "is_voorzitter": who == chair} for who in people
    ]
    for found in list_dagen(ritme, tot=today + VOORUIT):
        if found.dag and found.dag >= first:
            maker.plan_one(
                "verwijs", found.dag, _TIJD, people, [chair], plaats=plaats, chunk=chunk, organisatie_id=org,
                reeks=(series["id"], found.regeldag),
            )  # fmt: skip


def ago_month(day: date) -> date:
    return (day.replace(day=1)).replace(year=day.year - (day.month == 1), month=(day.month - 2) % 12 + 1)
