"""The referrals of the region: more than a year of them, by both pilot practices and the home care, some of them late.

The households are met one by one, and the referrals made when all are known, with chance of their own. Only the pilot
practices refer, so this is bounded however large the region is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from overlegtafel.berichten.termijnen import is_werkdag
from overlegtafel.clienten.teksten import make_tekst, make_vraag
from overlegtafel.core.datums import NL
from overlegtafel.demo.berichten.bereik import make_bereik
from overlegtafel.demo.huishoudens import Gezin
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.regio import Regio, new_id
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.verwijzingen.kaart import make_kaart
from overlegtafel.demo.verwijzingen.kandidaten import Kandidaat, find_kandidaten
from overlegtafel.demo.verwijzingen.loop import Stapje, ago, ended, on_clock
from overlegtafel.demo.verwijzingen.overleg import plan_overleggen
from overlegtafel.demo.verwijzingen.rondes import RONDES, Lopend, Ronde
from overlegtafel.demo.verwijzingen.teksten import Geval, read_verwijzingen
from overlegtafel.demo.verwijzingen.zaak import SOORT, Adres, Partij, Schrijver, Zaak
from overlegtafel.toegang.domein import Domein, Soort, domein_of
from overlegtafel.toegang.regels import Regel

Row = dict[str, Any]
Chunk = dict[str, list[Row]]
# Between two referrals of one client to the same team.
_RUST = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is decided before somebody is found for it. thuiszorg: if it can be, the home care refers them."""

    begin: date
    uitkomst: str = ""
    lopend: Lopend | None = None
    thuiszorg: bool = False


class Verwijsboek:
    """Takes note of the households, and then writes the referrals."""

    def __init__(self, seed: int, peildatum: date, regio: Regio) -> None:
        self._seed, self._day, self._regio = seed, peildatum, regio
        self._nu = datetime.combine(peildatum, time(7), NL).astimezone(UTC)
        self._people = {row["id"]: row for row in regio.gebruikers}
        emails = {row["id"]: row["email"].partition("@")[0] for row in regio.accounts}
        # The first functie of an account is the one they sign in with.
        self._named = {emails[row["account_id"]]: row["id"] for row in reversed(regio.gebruikers)}
        self._teams = {row["naam"]: row for row in regio.teams}
        self._orgs = {row["naam"]: row["id"] for row in regio.organisaties}
        self._leden: dict[UUID, list[Row]] = defaultdict(list)
        for lid in regio.teamleden:
            self._leden[lid["team_id"]].append(self._people[lid["gebruiker_id"]])
        self._bereik = {row["team_id"]: row for row in make_bereik(regio, self._leden) if row["team_id"]}
        self._known: list[Kandidaat] = []

    def meet(self, gezin: Gezin, tafel: Tafel, rules: Iterable[Row], ouders: Iterable[Row]) -> None:
        if gezin.gebied.pilot:
            self._known += find_kandidaten(gezin, tafel, rules, ouders, self._day)

    def finish(self, new_teksten: Callable[[list[Row]], list[Row]]) -> Chunk:
        """Everything. new_teksten: the texts of consents that nobody gave before."""
        rng = Kans(self._seed ^ 0x5EED)
        chunk: Chunk = defaultdict(list)
        chunk["kaartplek"] = make_kaart(rng, self._day, self._regio)
        plan_overleggen(rng, self._day, self._regio, chunk)
        schrijver = Schrijver(rng, self._nu, chunk)
        for ronde in RONDES:
            self._write(rng, ronde, schrijver, chunk)
        chunk["toestemmingstekst"] = new_teksten(chunk["toestemming"])
        return chunk

    def _write(self, rng: Kans, ronde: Ronde, schrijver: Schrijver, chunk: Chunk) -> None:
        """All referrals to one team, in the order in which they came."""
        team = self._teams[ronde.team]
        members = self._leden[team["id"]]
        pool = [k for k in self._known if k.praktijk_id == self._orgs[ronde.praktijk] and ronde.suits(k.leeftijd)]
        rng.shuffle(pool)
        for k in pool:
            k.tot, k.keren = None, 0
        questions, told = cycle(ronde.hulpvragen), defaultdict(int)
        texts = read_verwijzingen()[ronde.soort].gevallen
        for plan in self._plan(rng, ronde):
            wanted = ronde.hulpvraag_of(plan.uitkomst) or next(questions)
            # Where nobody is free for this question, another one; the least told first.
            others = [g for key, some in texts.items() if key != wanted for g in some]
            gevallen = [
                *sorted(texts[wanted], key=lambda g: told[g.vraag.source]),
                *sorted(others, key=lambda g: told[g.vraag.source]),
            ]
            found = self._find(ronde, plan, pool, members, gevallen)
            if found is None and plan.thuiszorg:
                found = self._find(ronde, replace(plan, thuiszorg=False), pool, members, gevallen)
            if found is None:
                continue
            wie, geval, van = found
            told[geval.vraag.source] += 1
            team_leden = wie.lets_in(members)
            if not team_leden:
                team_leden = members
                self._ask(rng, wie, team["domein"], van, plan.begin, chunk)
            address = self._bereik[team["id"]]
            adres = Adres(team["id"], [p["id"] for p in team_leden], address["coordinator_id"], address["uren_terug"])
            stappen = self._steps(rng, plan)
            ends = stappen[-1].op.astimezone(NL).date()
            wie.keren, wie.tot = wie.keren + 1, ends if plan.uitkomst else self._day
            partij = self._partij(rng, ronde, geval, wie, chunk["kaartplek"])
            schrijver.write(
                Zaak(
                    ronde.soort, wie, van, adres, geval, stappen, plan.uitkomst, partij,
                    ongezien=bool(plan.lopend and plan.lopend.ongezien),
                )
            )  # fmt: skip

    def _plan(self, rng: Kans, ronde: Ronde) -> list[_Plan]:
        """Spread evenly over the period, then those that are still open."""
        outcomes = list(ronde.uitkomsten)
        rng.shuffle(outcomes)
        room = ronde.dagen - _laatste(ronde)
        starts = [ronde.dagen - room * i // max(1, len(outcomes) - 1) for i in range(len(outcomes))]
        made = [
            _Plan(
                self._day - timedelta(days=max(start - rng.randint(0, 4), 40)),
                uitkomst,
                # Every sixth.
                thuiszorg=ronde.ook_thuiszorg and number % 6 == 2,
            )
            for number, (start, uitkomst) in enumerate(zip(starts, outcomes, strict=True))
        ]
        return made + [_Plan(ago(self._day, lopend.stappen[0][1]), lopend=lopend) for lopend in ronde.lopend]

    def _steps(self, rng: Kans, plan: _Plan) -> list[Stapje]:
        if plan.lopend is None:
            return on_clock(rng, ended(rng, plan.begin, self._day, plan.uitkomst))
        days = [(wat, ago(self._day, days)) for wat, days in plan.lopend.stappen]
        steps = on_clock(rng, days)
        if plan.lopend.vanmorgen and is_werkdag(self._day):
            # Before the day begins, so that it is there whenever somebody looks.
            steps = [Stapje(steps[0].wat, self._nu - timedelta(minutes=8))]
        return steps

    def _find(
        self, ronde: Ronde, plan: _Plan, pool: list[Kandidaat], members: list[Row], gevallen: list[Geval]
    ) -> tuple[Kandidaat, Geval, Row] | None:
        """Whom this question suits, who is free then, who was asked least often; and who refers them."""
        team_orgs = {p["organisatie_id"] for p in members}
        domein = domein_of(members[0]["functie"])
        free = [k for k in pool if k.tot is None or k.tot + _RUST <= plan.begin]
        for geval in gevallen:
            fits = [k for k in free if _suits(k, geval)]
            for wie in sorted(fits, key=lambda k: (k.keren, not k.lets_in(members))):
                if not wie.lets_in(members) and wie.was_asked(domein, team_orgs):
                    continue
                if van := self._referrer(ronde, plan, wie, members):
                    return wie, geval, van
        return None

    def _referrer(self, ronde: Ronde, plan: _Plan, wie: Kandidaat, members: list[Row]) -> Row | None:
        """The one that was meant; else somebody of the practice, often a demo account, whom the client lets in."""
        here = [p for p in self._regio.gebruikers if p["organisatie_id"] == wie.praktijk_id and p not in members]
        if plan.lopend and plan.lopend.van:
            meant = self._people[self._named[plan.lopend.van]]
            ours = meant["organisatie_id"] == wie.praktijk_id or meant["id"] in wie.aan_tafel
            return meant if ours and wie.lets_in([meant]) else None
        if plan.thuiszorg:
            found = wie.lets_in(self._nurses(wie))
            return found[0] if found else None
        found = wie.lets_in(p for p in here if p["functie"] in ronde.verwijzers)
        return found[wie.client_id.int % len(found)] if found else None

    def _nurses(self, wie: Kandidaat) -> list[Row]:
        people = (self._people[who] for who in wie.aan_tafel)
        return [p for p in people if domein_of(p["functie"]) is Domein.WIJKVERPLEGING]

    def _ask(self, rng: Kans, wie: Kandidaat, domein: str, van: Row, day: date, chunk: Chunk) -> None:
        """The yes to the call is a consent too: for the referral, and nothing else."""
        op = datetime.combine(day, time(8), NL).astimezone(UTC)
        text = make_tekst(make_vraag(domein=Domein(domein), organisatie="", soort=Soort.VERWIJZING), None)
        chunk["toestemming"].append({
            "id": new_id(rng), "client_id": wie.client_id, "besluit": "ja", "domein": domein, "organisatie_id": None,
            "soort": Soort.VERWIJZING.value, "hoe": "mondeling", "vastgelegd_door_id": van["id"], "vastgelegd_op": op,
            "geldig_tot": None, "ingetrokken_op": None, "gegeven_door": wie.akkoord,
            "vertegenwoordiger_id": wie.ouder_id, "ingetrokken_door_id": None, "tekst": text,
        })  # fmt: skip
        wie.regels.append(Regel("ja", Domein(domein), soort=Soort.VERWIJZING))

    def _partij(self, rng: Kans, ronde: Ronde, geval: Geval, wie: Kandidaat, kaart: list[Row]) -> Partij | None:
        """Who could be called in for such a question: a place of the kaart, with the team behind it."""
        naam = next((h["naam"] for h in SOORT[ronde.soort]["hulpvragen"] if h["sleutel"] == geval.hulpvraag), "")
        places = [row for row in kaart if naam in row["hulpvragen"] and row["gebruikt_op"]]
        if not places:
            return None
        # Money first asks for who knows money best.
        place = next((row for row in places if row["team_id"]), None) or rng.choice(places)
        people = [p["id"] for p in wie.lets_in(self._leden.get(place["team_id"], ()))]
        deel, terug = ronde.delen[wie.client_id.int % len(ronde.delen)]
        return Partij(place["naam"], place["team_id"], place["id"], deel, people, terug)


def _laatste(ronde: Ronde) -> int:
    """How many days ago the last of those that ended began."""
    return min(58, ronde.dagen // 2)


def _suits(k: Kandidaat, geval: Geval) -> bool:
    match geval.wie:
        case "gezin":
            return k.met_kinderen
        case "jong":
            return k.leeftijd < 67
        case "oud":
            return k.leeftijd >= 67
    return True
