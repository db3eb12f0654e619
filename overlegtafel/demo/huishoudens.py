"""The people: who lives with whom, what they are called, where and when they were born."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from overlegtafel.core.namen import Naam, normalise
from overlegtafel.demo.namen import (
    Familienaam,
    pick_afkomst,
    pick_familienaam,
    pick_naamgebruik,
    pick_voornaam,
)
from overlegtafel.demo.regio import desk_phone, mobile_phone, new_id
from overlegtafel.demo.rollen import Gebied
from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.verhalen import Verhaal
from overlegtafel.demo.woorden import ANDERE_STRATEN, BUURTHUIZEN, STRATEN, WOORDEN_VAN

Row = dict[str, Any]
_plain = cache(normalise)  # the same few hundred names come back all the time
_LEEFTIJD = {"ouderen": (73, 95), "ggz": (19, 66), "gezinnen": (25, 49)}


@dataclass(slots=True)
class Persoon:
    """One member while the household is being made; `row` is the Client to insert."""

    sleutel: str
    id: UUID
    naam: str
    familienaam: str
    leeftijd: int
    row: Row


@dataclass(slots=True)
class Gezin:
    """One household with its words, by member key (o1, o2, k1, ...)."""

    id: UUID
    soort: str
    gebied: Gebied
    verhaal: Verhaal
    woorden: Woorden
    origin: str
    leden: dict[str, Persoon] = field(default_factory=dict)


class Huishoudens:
    """Makes households to fit a story."""

    def __init__(self, rng: random.Random, peildatum: date, bsns: Iterator[str]) -> None:
        self._rng = rng
        self._day = peildatum
        self._bsns = bsns

    def make(self, soort: str, verhaal: Verhaal, gebied: Gebied, size: int) -> Gezin:
        """A household of `size` people in one of the wijken of the practice."""
        rng = self._rng
        origin = pick_afkomst(rng, nl=verhaal.nl)
        gezin = Gezin(new_id(rng), soort, gebied, verhaal, Woorden(rng, WOORDEN_VAN[origin]), origin)
        wijk = rng.choice(gebied.wijken)
        home = self._address(wijk, oud=soort == "ouderen")
        oud = soort == "ouderen"
        low, high = verhaal.leeftijd or _LEEFTIJD[soort]
        age = rng.randint(low, high)
        sex = verhaal.geslacht.upper() or rng.choice("VVVMM" if oud else "VM")
        own = pick_familienaam(rng, origin)
        other = pick_familienaam(rng, origin)
        first = self._adult(gezin, "o1", sex, age, own, other, home)
        if verhaal.tweede:
            back = "M" if sex == "V" else "V"
            age_2 = max(low - 2, 18, min(high + 4, age + rng.randint(-4, 4)))
            self._adult(gezin, "o2", back, age_2, other, own, home)
        for i in range(1, size - (1 + verhaal.tweede) + 1):
            self._child(gezin, f"k{i}", first, other, home)
        words = gezin.woorden
        for key, person in gezin.leden.items():
            words[key] = person.row["roepnaam"]
            words[f"jr_{key}"] = str(person.leeftijd)
        words["ik"], words["jr"] = words["o1"], words["jr_o1"]
        words["wijk"], words["straat"] = wijk, home["straat"].rpartition(" ")[0]
        words["buurthuis"] = rng.choice(BUURTHUIZEN.get(wijk, ("het buurthuis", "de huiskamer van de buurt")))
        return gezin

    def _adult(
        self, gezin: Gezin, key: str, sex: str, age: int, own: Familienaam, partner: Familienaam, home: Row
    ) -> Persoon:
        rng, oud = self._rng, age >= 60
        voornamen, roepnaam = pick_voornaam(rng, gezin.origin, sex, oud=oud)
        row = {
            "voornamen": voornamen,
            "roepnaam": roepnaam,
            "voorvoegsel": own.voorvoegsel,
            "achternaam": own.of(sex),
        }
        married = sex == "V" and gezin.origin in ("limburg", "duits") and rng.random() < (
            0.75 if oud else 0.5 if gezin.verhaal.tweede else 0.06
        )  # fmt: skip
        if married:
            row |= {"partner_voorvoegsel": partner.voorvoegsel, "partner_achternaam": partner.of("M"),
                    "naamgebruik": pick_naamgebruik(rng)}  # fmt: skip
        return self._person(gezin, key, sex, age, row, home)

    def _child(self, gezin: Gezin, key: str, first: Persoon, other: Familienaam, home: Row) -> None:
        rng = self._rng
        sex, low, high = gezin.verhaal.kind.get(key, ("", 8 if gezin.verhaal.speaks(key) else 0, 16))
        sex = sex.upper() or rng.choice("VM")
        age = rng.randint(low, min(high, max(low, first.leeftijd - 17)))
        voornamen, roepnaam = pick_voornaam(rng, gezin.origin, sex, oud=False)
        while any(roepnaam == p.row["roepnaam"] for p in gezin.leden.values()):
            voornamen, roepnaam = pick_voornaam(rng, gezin.origin, sex, oud=False)
        row = {
            "voornamen": voornamen,
            "roepnaam": roepnaam,
            "voorvoegsel": other.voorvoegsel,
            "achternaam": other.of(sex),
        }
        self._person(gezin, key, sex, age, row, home)

    def _person(self, gezin: Gezin, key: str, sex: str, age: int, row: Row, home: Row) -> Persoon:
        rng = self._rng
        row = {"partner_voorvoegsel": "", "partner_achternaam": "", "naamgebruik": "E"} | row
        name = Naam(
            achternaam=row["achternaam"], voorvoegsel=row["voorvoegsel"], voornaam=row["voornamen"],
            roepnaam=row["roepnaam"], partner_voorvoegsel=row["partner_voorvoegsel"],
            partner_achternaam=row["partner_achternaam"], gebruik=row["naamgebruik"],
        )  # fmt: skip
        parts = (name.voornaam, name.roepnaam, name.voorvoegsel, name.achternaam, name.partner_voorvoegsel,
                 name.partner_achternaam)  # fmt: skip
        oud = gezin.soort == "ouderen"
        row |= home | {
            "id": new_id(rng),
            "huishouden_id": gezin.id,
            "praktijk_id": gezin.gebied.praktijk_id,
            "geboortedatum": self._birth_date(age),
            "geslacht": sex,
            "bsn": next(self._bsns),
            "telefoon": "" if age < 12 else desk_phone(rng) if oud else mobile_phone(rng),
            "overleden_op": None,
            "zoeknaam": f" {' '.join(_plain(p) for p in parts if p)} ",
            "sorteernaam": name.sorteersleutel,
            "aangemaakt_op": None,
            "aangemaakt_door_id": None,
            "samengevoegd_in_id": None,
        }
        person = Persoon(key, row["id"], name.voluit, name.achternamen, age, row)
        gezin.leden[key] = person
        return person

    def _birth_date(self, age: int) -> date:
        """A day on which somebody was born who is `age` now."""
        latest = self._day.replace(year=self._day.year - age, day=min(self._day.day, 28))
        return latest - timedelta(days=self._rng.randint(1, 359))

    def _address(self, wijk: str, *, oud: bool) -> Row:
        rng = self._rng
        code, streets = STRATEN.get(wijk, (None, ANDERE_STRATEN))
        addition = rng.choice(("", "", "", "A", "B")) if not oud else rng.choice(("", "", "", "-2", "-14"))
        street = rng.choice(streets)
        # The last letters go with the street: neighbours share a postcode.
        letters = "ABCDEGHJKLNPRTVX"
        number = sum(ord(c) for c in street + wijk)
        return {
            "straat": f"{street} {rng.randint(1, 188)}{addition}",
            "postcode": f"{code or 6211 + number % 18} {letters[number % 16]}{letters[number // 16 % 16]}",
            "plaats": "Maastricht",
            "wijk": wijk,
        }


def moment(day: date, rng: random.Random, *, low: int = 7, high: int = 16) -> datetime:
    """Some time in office hours of that day, UTC."""
    minutes = int(rng.random() * (high + 1 - low) * 60)
    return datetime(day.year, day.month, day.day, low + minutes // 60, minutes % 60, tzinfo=UTC)
