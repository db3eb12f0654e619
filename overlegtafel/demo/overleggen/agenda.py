"""The meetings of the region: their series, on which days, and who is invited."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.kandidaten import Kandidaat
from overlegtafel.demo.regio import Regio, new_id
from overlegtafel.overleggen.reeksen import VOORUIT
from overlegtafel.overleggen.ritme import Ritme, list_dagen, moment_of, week_of_month

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
TERUG = timedelta(days=365)
# What the migration gave the kinds: number, minutes, minutes per item, and name.
_SOORTEN = {
    "mdo": (1, 90, 8, "MDO"), "instroom": (2, 60, 6, "Instroom-overleg"), "voortgang": (3, 45, 6, "Voortgangsoverleg"),
    "hoc": (4, 60, 60, "Herstelondersteunende consultatie"), "rto": (5, 75, 75, "Ronde tafel"),
    "team": (6, 90, 15, "Teamoverleg"),
    # Not of the migration: demo/verwijzingen/overleg.py adds it.
    "verwijs": (20, 45, 4, "Verwijsoverleg"),
}  # fmt: skip
INBRENGEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reeksplan:
    """A series to make. anker: about how many days before today one of its meetings was; 0: one is today."""

    soort: str
    over: str
    om_de: int
    eenheid: str
    anker: int
    tijd: time
    plaats: str
    voorzitters: tuple[str, ...]
    # Demo accounts, and others by name; '*': everybody of the team.
    leden: tuple[str, ...]


_GGZ = ("psychiater", "spv", "gzpsycholoog", "ervaringsdeskundige", "maatschappelijkwerk")
REEKSEN = (
    Reeksplan("mdo", "Huisartsenpraktijk Nazareth", 1, "maand", 0, time(12, 30), "Praktijk Nazareth, vergaderkamer",
              ("huisarts",), ("poh", "Aerdenhout", "Krewinkel", *_GGZ, "sociaalteam", "wijkverpleging")),
    Reeksplan("mdo", "Huisartsen Maastricht-Oost", 1, "maand", 5, time(12, 30), "Maastricht-Oost, kamer boven",
              ("huisarts2",), ("Pirson", "Soudant", "Gilissen", *_GGZ, "Heiligers", "Beckers")),
    Reeksplan("instroom", "GGZ-wijkteam", 1, "week", 0, time(15), "Wijkteam, grote kamer",
              ("maatschappelijkwerk", "psychiater"), ("*",)),
    Reeksplan("voortgang", "Huisartsenpraktijk Nazareth", 1, "week", 3, time(9), "Wijkteam, kleine kamer",
              ("spv",), (*_GGZ, "huisarts", "Krewinkel", "Deckers", "Tahiri", "Oualit")),
    Reeksplan("voortgang", "Huisartsen Maastricht-Oost", 1, "week", 2, time(11), "Wijkteam, kleine kamer",
              ("gzpsycholoog",), (*_GGZ, "huisarts2", "Gilissen", "Wetzels", "Pisters", "Snackers")),
    Reeksplan("team", "GGZ-wijkteam", 3, "maand", 40, time(13), "Wijkteam, grote kamer",
              ("maatschappelijkwerk",), ("*",)),
)  # fmt: skip


@dataclass(slots=True)
class Vergadering:
    """One meeting while it is made: its row, and who of the invited were there."""

    row: Row
    soort: str
    dag: date
    punt_minuten: int
    over_id: UUID | None
    genodigden: list[Row]
    naam: str
    punten: list[Row] = field(default_factory=list)
    # What was talked about: the item, about whom, and who of those there saw it.
    besproken: list[tuple[Row, Kandidaat, set[UUID]]] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return self.row["id"]

    @property
    def is_klaar(self) -> bool:
        return self.row["staat"] == "klaar"

    @property
    def mensen(self) -> list[UUID]:
        """Who was there, or is expected."""
        return [g["gebruiker_id"] for g in self.genodigden if g["komt"] != "nee"]

    @property
    def voorzitter(self) -> UUID:
        return next(g["gebruiker_id"] for g in self.genodigden if g["is_voorzitter"])


class Agendamaker:
    """Plans meetings, in series and single ones, with the people of the region."""

    def __init__(self, rng: Kans, peildatum: date, regio: Regio) -> None:
        self._rng, self._day = rng, peildatum
        self._named = {row["achternaam"]: row["id"] for row in regio.gebruikers}
        emails = {row["id"]: row["email"].partition("@")[0] for row in regio.accounts}
        # The first functie of an account is the one they sign in with.
        for row in reversed(regio.gebruikers):
            self._named[emails[row["account_id"]]] = row["id"]
        self._teams = {row["naam"]: row["id"] for row in regio.teams}
        self._orgs = {row["naam"]: row["id"] for row in regio.organisaties}
        self._called = {key: naam for names in (self._teams, self._orgs) for naam, key in names.items()}
        self._leden: dict[UUID, list[UUID]] = {}
        for lid in regio.teamleden:
            self._leden.setdefault(lid["team_id"], []).append(lid["gebruiker_id"])

    def person(self, name: str) -> UUID:
        """The id of a demo account, or of somebody by family name."""
        return self._named[name]

    def plan_series(self, plan: Reeksplan, chunk: Chunk) -> list[Vergadering]:
        """A series with its meetings, a year back, and as far ahead as the app plans, in order."""
        rng = self._rng
        anchor = self._day - timedelta(days=plan.anker)
        # On working days; what would be on a day off is moved to today all the same.
        rule_day = anchor + timedelta(days=max(0, 7 - anchor.weekday()) if anchor.weekday() > 4 else 0)
        if plan.anker and rule_day >= self._day:
            rule_day -= timedelta(days=3)
        monthly = plan.eenheid == "maand"
        # Counted from the month of the anchor, so that the anchor is one of them.
        begin = date(anchor.year - 1, anchor.month, 1) if monthly else self._day - TERUG
        week = week_of_month(rule_day) if monthly else None
        ritme = Ritme(plan.eenheid, plan.om_de, rule_day.weekday(), week, begin)
        team, org = self._teams.get(plan.over), self._orgs.get(plan.over)
        number, minutes, *_ = _SOORTEN[plan.soort]
        chairs = [self.person(name) for name in plan.voorzitters]
        members = self._leden[team] if "*" in plan.leden else [self.person(name) for name in plan.leden]
        people = list(dict.fromkeys([*chairs, *members]))
        series = {
            "id": new_id(rng), "soort_id": UUID(int=number, version=4), "organisatie_id": org, "team_id": team,
            "eenheid": plan.eenheid, "om_de": plan.om_de, "weekdag": ritme.weekdag, "week": ritme.week,
            "vanaf": begin, "tot": None, "begintijd": plan.tijd, "duur": minutes, "plaats": plan.plaats, "link": "",
            "gestopt_op": None, "gemaakt_op": moment_of(begin - timedelta(days=20), time(10)), "gemaakt_door_id": chairs[0],
            "versie": 1,
        }  # fmt: skip
        chunk["overlegreeks"].append(series)
        chunk["reekslid"] += [
            {"reeks_id": series["id"], "gebruiker_id": who, "is_voorzitter": who in chairs} for who in people
        ]
        days = [(found.regeldag, found.dag) for found in list_dagen(ritme, tot=self._day + VOORUIT)]
        days = [(rule, day) for rule, day in days if day]
        if not plan.anker:
            days = self._one_today(days, rule_day)
        return [
            self.plan_one(plan.soort, day, plan.tijd, people, chairs, plaats=plan.plaats, chunk=chunk,
                          organisatie_id=org, team_id=team, reeks=(series["id"], rule))
            for rule, day in days
        ]  # fmt: skip

    def _one_today(self, days: list[tuple[date, date]], rule_day: date) -> list[tuple[date, date]]:
        """The meeting of rule_day takes place today, and no other does."""
        others = [(rule, day) for rule, day in days if rule != rule_day and day != self._day]
        return sorted([*others, (rule_day, self._day)], key=lambda pair: pair[1])

    def plan_one(
        self, soort: str, day: date, tijd: time, people: Iterable[UUID], chairs: Iterable[UUID], *, plaats: str,
        chunk: Chunk, organisatie_id: UUID | None = None, team_id: UUID | None = None,
        reeks: tuple[UUID | None, date | None] = (None, None),
    ) -> Vergadering:  # fmt: skip
        """One meeting; before today it is over, now and then it did not take place."""
        rng = self._rng
        number, minutes, per_item, naam = _SOORTEN[soort]
        whose = self._called.get(organisatie_id or team_id)
        naam = f"{naam}, {whose}" if whose else naam
        begins, past = moment_of(day, tijd), day < self._day
        off = past and reeks[0] is not None and soort != "team" and rng.random() < 0.05
        began = begins + timedelta(minutes=rng.randint(0, 4)) if past and not off else None
        chairs = list(chairs)
        row = {
            "id": new_id(rng), "soort_id": UUID(int=number, version=4), "reeks_id": reeks[0], "reeksdag": reeks[1],
            "organisatie_id": organisatie_id, "team_id": team_id, "begint_op": begins, "duur": minutes,
            "plaats": plaats, "link": "", "staat": "vervallen" if off else "klaar" if past else "gepland",
            "reden": rng.choice(("Te weinig mensen.", "Samengevoegd met de week erna.", "Ziekte.")) if off else "",
            "inbreng_tot": begins - INBRENGEN, "begonnen_op": began, "gesloten_op": None, "agenda_op": None,
            "kalendernummer": 1 if reeks[1] not in (None, day) else 0,
            "uitgenodigd_op": begins - timedelta(days=28), "gemaakt_op": begins - timedelta(days=60),
            "gemaakt_door_id": chairs[0], "versie": 1,
        }  # fmt: skip
        row["uitgenodigd_op"] = min(row["uitgenodigd_op"], moment_of(self._day - timedelta(days=3), time(8)))
        row["gemaakt_op"] = min(row["gemaakt_op"], row["uitgenodigd_op"] - timedelta(days=2))
        meeting = Vergadering(row, soort, day, per_item, organisatie_id or team_id, [], naam)
        meeting.genodigden = [self._invite(meeting, who, who in chairs) for who in people]
        chunk["overleg"].append(row)
        chunk["genodigde"] += meeting.genodigden
        return meeting

    def _invite(self, meeting: Vergadering, who: UUID, chair: bool) -> Row:
        rng, row, ahead = self._rng, meeting.row, (meeting.dag - self._day).days
        draw = rng.random()
        if chair or ahead <= 0:
            komt = "ja" if chair or draw < 0.86 else "nee"
        else:
            komt = "" if draw < min(0.95, ahead / 40) else "ja" if draw < 0.97 else "nee"
        began = row["begonnen_op"]
        was_in = began is not None and komt == "ja"
        return {
            "id": new_id(rng), "overleg_id": row["id"], "gebruiker_id": who, "naam": "", "functie": "",
            "is_voorzitter": chair, "komt": komt,
            "binnen_op": began - timedelta(minutes=rng.randint(-3, 4)) if was_in else None, "weg_op": None,
            "volgt": True, "uitgenodigd_op": row["uitgenodigd_op"],
        }  # fmt: skip
