"""Puts a region together: which households there are, and everything that belongs to each, chunk by chunk."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from overlegtafel.core.namen import Naam, normalise
from overlegtafel.demo.berichten.maken import Vragenronde
from overlegtafel.demo.bsn import made_up_bsns
from overlegtafel.demo.geschiedenis import Terugkijker
from overlegtafel.demo.huishoudens import Gezin, Huishoudens, moment
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.maken import Overlegboek
from overlegtafel.demo.plan import Planmaker
from overlegtafel.demo.regio import Regio
from overlegtafel.demo.rollen import Bezetting, Gebied, Speler
from overlegtafel.demo.tafel import Dekken
from overlegtafel.demo.thuiszorg.maken import Thuiszorgmap
from overlegtafel.demo.toestemmingen import Vragen
from overlegtafel.demo.verhalen import SOORTEN, Verhaal, read_verhalen
from overlegtafel.demo.verwijzingen.maken import Verwijsboek
from overlegtafel.demo.verwijzingen.teams import add_teams

Row = dict[str, Any]
Chunk = dict[str, list[Row]]

AANDEEL = {"ouderen": 0.45, "ggz": 0.30, "gezinnen": 0.25}
PILOT = (600, 400)  # the most clients of Nazareth and of Maastricht-Oost
PER_PRAKTIJK = 3_000
MAX_REGIE = 6
DIEP_TOT = 2_000  # above this many clients a plan has one version, and a client few notes
BSN_BOCKER = "077461848"


def split_clienten(clienten: int) -> list[int]:
    """How many clients each practice has: the two pilot practices first, 60 to 40."""
    nazareth = min(PILOT[0], clienten - clienten * 2 // 5)
    oost = min(PILOT[1], clienten - nazareth)
    rest = clienten - nazareth - oost
    extra = -(-rest // PER_PRAKTIJK)
    return [nazareth, oost] + [rest * (i + 1) // extra - rest * i // extra for i in range(extra)]


class Verhalenkast:
    """Hands out stories: every story once before any comes again, in another order each time."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._all = {soort: read_verhalen(soort) for soort in SOORTEN}
        self._stacks: dict[tuple[str, bool], list[Verhaal]] = defaultdict(list)
        self.bocker = next(v for v in read_verhalen("bijzonder") if v.naam == "Böcker")

    def take(self, soort: str, room: int, *, regie: bool = False) -> Verhaal:
        """The next story that fits in `room` people; the last household of a practice may have to be small."""
        stack = self._stacks[soort, regie]
        for _ in range(2):
            for i in range(len(stack) - 1, -1, -1):
                if stack[i].grootte[0] <= room:
                    return stack.pop(i)
            fresh = [v for v in self._all[soort] if v.regie == regie]
            self._rng.shuffle(fresh)
            stack[:0] = fresh
        raise ValueError(f"no story of {soort} for {room}")


class Maker:
    """Makes the whole region from one seed."""

    def __init__(self, clienten: int, seed: int, peildatum: date) -> None:
        self._rng = rng = Kans(seed)
        self._day = peildatum
        self._split = split_clienten(clienten)
        self.regio = Regio(rng, peildatum, len(self._split) - 2)
        add_teams(self.regio, seed)
        self._kast = Verhalenkast(rng)
        self._regie = 0
        self._bsns = made_up_bsns(rng.getrandbits(20), taken=frozenset({BSN_BOCKER}))
        self._huishoudens = Huishoudens(rng, peildatum, self._bsns)
        self._dekken = Dekken(rng, peildatum, Bezetting(rng))
        self._plannen = Planmaker(rng, peildatum)
        self._vragen = Vragen(rng, peildatum, {row["id"]: row["naam"] for row in self.regio.organisaties})
        self._terug = Terugkijker(rng, peildatum, deep=clienten <= DIEP_TOT)
        self._ronde = Vragenronde(seed, peildatum, self.regio, deep=clienten <= DIEP_TOT)
        self._thuiszorg = Thuiszorgmap(seed, peildatum, self.regio, deep=clienten <= DIEP_TOT)
        self._overleggen = Overlegboek(seed, peildatum, self.regio)
        self._verwijzingen = Verwijsboek(seed, peildatum, self.regio)

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Rows by table, about `size` clients at a time."""
        chunk: Chunk = defaultdict(list)
        for gebied, number in zip(self.regio.gebieden, self._split, strict=True):
            for gezin in self._households(gebied, number):
                self._write(gezin, chunk)
                if len(chunk["client"]) >= size:
                    yield chunk
                    chunk = defaultdict(list)
        if chunk:
            yield chunk
        yield self._thuiszorg.finish(self._bsns)
        yield self._overleggen.finish()
        yield self._verwijzingen.finish(self._vragen.new_teksten)

    def _households(self, gebied: Gebied, number: int) -> Iterator[Gezin]:
        have = dict.fromkeys(SOORTEN, 0)
        done = families = 0
        if gebied is self.regio.gebieden[0]:
            yield self._bocker(gebied)
            have["ouderen"] = done = 1
        while done < number:
            soort = min(SOORTEN, key=lambda s: have[s] / AANDEEL[s])
            room = number - done
            if soort == "gezinnen" and room < 2:
                soort = "ouderen"
            regie = gebied.pilot and soort == "gezinnen" and room > 3 and self._regie_next(families)
            verhaal = self._kast.take(soort, room, regie=regie)
            low, high = verhaal.grootte
            size = min(room, self._rng.choice((low, self._rng.randint(low, high))))
            families += soort == "gezinnen"
            have[soort] += size
            done += size
            yield self._huishoudens.make(soort, verhaal, gebied, size)

    def _regie_next(self, families: int) -> bool:
        """Every second family, until the one gezinsregisseur has enough."""
        if families % 2 == 0 and self._regie < MAX_REGIE:
            self._regie += 1
            return True
        return False

    def _bocker(self, gebied: Gebied) -> Gezin:
        """Mevrouw Böcker of the public FHIR example data, so that importing those examples finds a client."""
        gezin = self._huishoudens.make("ouderen", self._kast.bocker, gebied, 1)
        person = gezin.leden["o1"]
        name = Naam("Böçker", voornaam="Johanna Katharina", roepnaam="Jopie")
        person.naam, person.familienaam = name.voluit, name.achternamen
        person.row |= {
            "voornamen": name.voornaam, "roepnaam": name.roepnaam, "voorvoegsel": "", "achternaam": name.achternaam,
            "partner_voorvoegsel": "", "partner_achternaam": "", "naamgebruik": "E", "bsn": BSN_BOCKER,
            "zoeknaam": f" {normalise(f'{name.voornaam} {name.roepnaam} {name.achternaam}')} ",
            "sorteernaam": name.sorteersleutel,
        }  # fmt: skip
        gezin.woorden["ik"] = gezin.woorden["o1"] = name.roepnaam
        return gezin

    def _fixed(self, gezin: Gezin) -> dict[str, Speler] | None:
        if gezin.verhaal is not self._kast.bocker:
            return None
        unit = gezin.gebied.thuiszorg[0][1]
        return {
            "ha": next(s for s in gezin.gebied.spelers["huisarts"] if s.demo),
            "wvk": next(s for s in unit["wijkverpleegkundige"] if s.demo),
            "thuiszorg": unit["THUISZORG"][0],
        }

    def _write(self, gezin: Gezin, chunk: Chunk) -> None:
        fixed = self._fixed(gezin)
        tafel = self._dekken.lay(gezin, fixed)
        halve = self._plannen.write(gezin, tafel)
        versions = self._terug.versions(gezin, tafel, halve)
        author = versions[0]["door_id"]
        made = moment(halve.begun - timedelta(days=1), self._rng)
        for person in gezin.leden.values():
            person.row["aangemaakt_op"], person.row["aangemaakt_door_id"] = made, author
            chunk["client"].append(person.row)
        for row in tafel.rows:
            row["gewijzigd_door_id"] = row["gewijzigd_door_id"] or author
        chunk["huishouden"].append({"id": gezin.id})
        chunk["betrokkene"] += tafel.rows
        chunk["plan"].append(halve.row)
        chunk["regel"] += halve.regels
        chunk["planversie"] += versions
        rules = self._vragen.ask(gezin, tafel, all_yes=fixed is not None)
        ouders = self._vragen.ouders(gezin)
        chunk["vertegenwoordiger"] += ouders
        chunk["toestemmingstekst"] += self._vragen.new_teksten(rules)
        chunk["toestemming"] += rules
        asked = len(chunk["draad"])
        self._ronde.write(gezin, tafel, rules, chunk)
        self._overleggen.meet(gezin, tafel, halve, rules, chunk["draad"][asked:])
        self._verwijzingen.meet(gezin, tafel, rules, ouders)
        self._thuiszorg.write(gezin, tafel, rules, chunk, without=gezin.verhaal is self._kast.bocker)
