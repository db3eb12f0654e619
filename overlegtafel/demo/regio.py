"""Organisations, teams and accounts: the two pilot practices of the reports, and more practices for a large region.

Telephone numbers are made up: 043-350 0x xx for a desk, 06-50 00 xx xx for a person.
"""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from argon2 import DEFAULT_HASH_LENGTH, DEFAULT_MEMORY_COST, DEFAULT_PARALLELISM, DEFAULT_TIME_COST, Type
from argon2.low_level import hash_secret

from overlegtafel.core.namen import Naam, normalise
from overlegtafel.demo.namen import pick_afkomst, pick_familienaam, pick_voornaam
from overlegtafel.demo.personeel import FYSIO, NAZ, OOST, ORGANISATIES, PERSONEEL, REGIO, STAF_ELDERS, TEAMS
from overlegtafel.demo.rollen import Gebied, Speler
from overlegtafel.demo.woorden import ANDERE_WIJKEN
from overlegtafel.toegang.domein import domein_of

WACHTWOORD = "overlegtafel-demo"
Row = dict[str, Any]


def new_id(rng: random.Random) -> UUID:
    """A UUID that is the same every time the same region is made."""
    return UUID(int=rng.getrandbits(128), version=4)


def desk_phone(rng: random.Random) -> str:
    number = rng.randint(0, 999)
    return f"043-350 0{number // 100} {number % 100:02}"


def mobile_phone(rng: random.Random) -> str:
    number = rng.randint(0, 9_999)
    return f"06-50 00 {number // 100:02} {number % 100:02}"


def demo_hash() -> str:
    """Argon2id of the demo password, with the library's own parameters and a fixed salt."""
    return hash_secret(
        WACHTWOORD.encode(), b"overlegtafeldemo", DEFAULT_TIME_COST, DEFAULT_MEMORY_COST, DEFAULT_PARALLELISM,
        DEFAULT_HASH_LENGTH, Type.ID,
    ).decode()  # fmt: skip


class Regio:
    """Everyone who works here, as rows to insert and as `gebieden` to draw from."""

    def __init__(self, rng: random.Random, peildatum: date, extra: int) -> None:
        self._rng = rng
        self._day = peildatum
        self._hash = demo_hash()
        self.organisaties: list[Row] = []
        self.teams: list[Row] = []
        self.accounts: list[Row] = []
        self.gebruikers: list[Row] = []
        self.teamleden: list[Row] = []
        self.gebieden: list[Gebied] = []
        self._org: dict[str, UUID] = {}
        self._team: dict[str, Speler] = {}
        self._members: dict[str, list[Speler]] = defaultdict(list)
        self._emails: dict[str, UUID] = {}
        self._pilot()
        for i in range(extra):
            self._extra(i)
        self._emails.clear()

    def _organisatie(self, naam: str, ingeschreven: int | None) -> UUID:
        org_id = self._org[naam] = new_id(self._rng)
        self.organisaties.append({
            "id": org_id, "naam": naam, "telefoon": desk_phone(self._rng), "ingeschreven": ingeschreven,
            "is_praktijk": ingeschreven is not None,
        })  # fmt: skip
        return org_id

    def _new_team(self, key: str, naam: str, domein: str, org: str | None, demo: tuple[str, ...] = ()) -> Speler:
        phone = desk_phone(self._rng)
        org_id = self._org[org] if org else None
        team = Speler(new_id(self._rng), naam, "", domein, phone, org_id, org or "", is_team=True, demo=demo)
        self.teams.append({"id": team.id, "naam": naam, "domein": domein, "organisatie_id": org_id, "telefoon": phone})
        self._team[key] = team
        return team

    def _gebruiker(self, account: str, naam: Naam, functie: str, org: str, teams: list[str]) -> Speler:
        rng, is_demo = self._rng, account != "-"
        local = (
            account if is_demo else normalise(f"{naam.voornaam} {naam.voorvoegsel} {naam.achternaam}").replace(" ", ".")
        )
        email, n = f"{local}@demo.test", 1
        # A demo account that comes twice is one person with two functies.
        while email in self._emails and not is_demo:
            n += 1
            email = f"{local}.{n}@demo.test"
        if is_demo:
            last = datetime.combine(self._day - timedelta(days=1), time(8, 10), UTC)
            before = last - timedelta(days=3)
        else:
            last = datetime.combine(self._day - timedelta(days=rng.randint(1, 9)), time(rng.randint(6, 15), 25), UTC)
            before = last - timedelta(days=rng.randint(1, 7))
        person = Speler(
            new_id(rng), naam.voluit, functie, domein_of(functie).value, mobile_phone(rng), self._org[org], org,
            demo=(account,) if is_demo else (),
        )  # fmt: skip
        if email in self._emails:
            # Signing in goes on under the functie used last: the one named first.
            last, before = last - timedelta(days=7), before - timedelta(days=7)
        else:
            self._emails[email] = person.id
            made = datetime.combine(self._day - timedelta(days=900), time(9), UTC)
            self.accounts.append({
                "id": person.id, "email": email, "wachtwoord_hash": self._hash, "totp_geheim": None, "totp_stap": None,
                "aangemaakt_op": made,
            })  # fmt: skip
        self.gebruikers.append({
            "id": person.id, "account_id": self._emails[email], "voornaam": naam.voornaam,
            "voorvoegsel": naam.voorvoegsel, "achternaam": naam.achternaam, "functie": functie,
            "telefoon": person.telefoon, "organisatie_id": person.organisatie_id, "actief": True,
            "laatste_aanmelding": last, "vorige_aanmelding": before,
        })  # fmt: skip
        for team in teams:
            self.teamleden.append({"team_id": self._team[team].id, "gebruiker_id": person.id})
            self._members[team].append(person)
        self._members[org].append(person)
        return person

    def _pilot(self) -> None:
        for naam, ingeschreven in ORGANISATIES:
            self._organisatie(naam, ingeschreven)
        staff = [[part.strip() for part in line.split("|")] for line in PERSONEEL.strip().splitlines()]
        demo: dict[str, list[str]] = defaultdict(list)
        for account, _, _, _, teams in staff:
            for team in teams.split():
                if account != "-":
                    demo[team].append(account)
        for key, naam, domein, org in TEAMS:
            self._new_team(key, naam, domein, org, tuple(demo[key]))
        for account, name, functie, org, teams in staff:
            voornaam, voorvoegsel, achternaam = name.split("/")
            naam = Naam(voornaam=voornaam, voorvoegsel=voorvoegsel, achternaam=achternaam)
            self._gebruiker(account, naam, functie, org, teams.split())
        for praktijk, wijken, pr, st, home in (
            (NAZ, ("Nazareth", "Nazareth", "Limmel"), "pr-naz", "st-nl", ((70, "env-nl"), (15, "mos"), (15, "tgl"))),
            (OOST, ("Wittevrouwenveld", "Wittevrouwenveld", "Wyckerpoort"), "pr-oost", "st-ww",
             ((45, "env-ww"), (35, "mos"), (20, "tgl"))),
        ):  # fmt: skip
            gebied = Gebied(self._org[praktijk], praktijk, wijken)
            gebied.spelers = _by_functie([*self._members[pr], *self._members["ggz"]])
            for functie, people in _by_functie(self._members[st]).items():
                gebied.spelers["mw sociaal team" if functie == "maatschappelijk werker" else functie] = people
            gebied.spelers |= _by_functie(
                [p for org in (FYSIO, "Kredietbank Limburg", "Servatius") for p in self._members[org]]
            )
            gebied.spelers["gezinsregisseur"] = [p for p in self._members[REGIO] if p.functie == "gezinsregisseur"]
            gebied.spelers |= {
                "PRAKTIJK": [self._team[pr]], "GGZTEAM": [self._team["ggz"]], "SOCIAALTEAM": [self._team[st]]
            }  # fmt: skip
            gebied.thuiszorg = [
                (weight, _by_functie(self._members[key]) | {"THUISZORG": [self._team[key]]}) for weight, key in home
            ]
            self.gebieden.append(gebied)

    def _extra(self, number: int) -> None:
        rng = self._rng
        turn, at = divmod(number, len(ANDERE_WIJKEN))
        wijk = ANDERE_WIJKEN[at]
        name = f"{wijk} {turn + 1}" if turn else wijk
        praktijk = f"Huisartsenpraktijk {name}"
        self._organisatie(praktijk, rng.randrange(3_400, 7_200))
        key = f"x{number}"
        self._new_team(f"pr-{key}", f"Praktijkteam {name}", "huisartsenzorg", praktijk)
        self._new_team(f"th-{key}", f"Envida wijkteam {name}", "wijkverpleging", "Envida")
        self._new_team(f"st-{key}", f"Sociaal team {name}", "sociaal", None)
        gebied = Gebied(self._org[praktijk], praktijk, (wijk,), pilot=False)
        staff: list[Speler] = []
        for functie, count, org in STAF_ELDERS:
            team = {"huisartsenzorg": "pr", "wijkverpleging": "th", "sociaal": "st"}.get(domein_of(functie))
            for _ in range(count):
                origin = pick_afkomst(rng)
                sex = rng.choice("VVM")
                family = pick_familienaam(rng, origin)
                _, voornaam = pick_voornaam(rng, origin, sex, oud=False)
                naam = Naam(family.of(sex), family.voorvoegsel, voornaam)
                staff.append(self._gebruiker("-", naam, functie, org or praktijk, [f"{team}-{key}"] if team else []))
        gebied.spelers = _by_functie(staff)
        pilot = self.gebieden[0].spelers
        for functie in (
            "fysiotherapeut",
            "ergotherapeut",
            "diëtist",
            "schuldhulpverlener",
            "medewerker woningcorporatie",
        ):
            gebied.spelers[functie] = pilot[functie]
        gebied.spelers |= {"PRAKTIJK": [self._team[f"pr-{key}"]], "SOCIAALTEAM": [self._team[f"st-{key}"]]}
        gebied.thuiszorg = [(1, gebied.spelers | {"THUISZORG": [self._team[f"th-{key}"]]})]
        self.gebieden.append(gebied)


def _by_functie(people: list[Speler]) -> dict[str, list[Speler]]:
    groups: dict[str, list[Speler]] = defaultdict(list)
    for person in people:
        groups[person.functie].append(person)
    return dict(groups)
