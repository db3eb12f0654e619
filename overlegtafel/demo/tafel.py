"""Who sits at the table of one household: the seats of its story, filled with people of the region."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from overlegtafel.demo.extra import extra_stoelen
from overlegtafel.demo.huishoudens import Gezin, Persoon, moment
from overlegtafel.demo.namen import pick_afkomst, pick_familienaam, pick_voornaam
from overlegtafel.demo.regio import mobile_phone, new_id
from overlegtafel.demo.rollen import Bezetting, Speler
from overlegtafel.demo.woorden import FAMILIE, WOORDEN

Row = dict[str, Any]
_GEHEEL = {"ha": "huisarts van het gezin", "": "aanspreekpunt voor het gezin"}
_VERTREKKERS = (
    ("ha", "nam waar in de vakantie"),
    ("wvk", "nam waar tijdens verlof"),
    ("vz", "hielp tot de overstap naar een vaste ploeg"),
    ("fysio", "oefenen, afgerond"),
    ("beh", "korte behandeling, afgerond"),
    ("mw", "begeleiding, afgerond"),
    ("wmo", "keukentafelgesprek, hulp is geregeld"),
    ("ergo", "aanpassingen in huis, klaar"),
    ("poh", "kwetsbaarheid in kaart gebracht"),
)


@dataclass(slots=True)
class Tafel:
    """The seats taken: rows of Betrokkene, and what the plan needs to know of them."""

    rows: list[Row] = field(default_factory=list)
    # (role, member) -> row; who owns an agreement is looked up here.
    plaats: dict[tuple[str, str], Row] = field(default_factory=dict)
    spelers: dict[UUID, Speler] = field(default_factory=dict)

    @property
    def open_rows(self) -> list[Row]:
        return [row for row in self.rows if row["tot"] is None]

    def professionals(self) -> list[Row]:
        """Open seats of persons with an account."""
        return [row for row in self.rows if row["gebruiker_id"] and row["tot"] is None]

    def owner(self, rol: str, over: str) -> Row:
        """The seat of this role, for this member where there is one."""
        key = rol.split("/")[0]
        return self.plaats.get((key, over)) or next(row for (r, _), row in self.plaats.items() if r == key)

    def domeinen(self, client_id: UUID) -> dict[str, set[UUID]]:
        """The domains at the table of one client, each with the organisations that work in it."""
        found: dict[str, set[UUID]] = {}
        for row in self.rows:
            speler = self.spelers.get(row["id"])
            if speler and row["client_id"] == client_id and row["tot"] is None:
                orgs = found.setdefault(speler.domein, set())
                if speler.organisatie_id:
                    orgs.add(speler.organisatie_id)
        return found


class Dekken:
    """Lays the table: one household after another."""

    def __init__(self, rng: random.Random, peildatum: date, bezetting: Bezetting) -> None:
        self._rng = rng
        self._day = peildatum
        self._bezetting = bezetting

    def lay(self, gezin: Gezin, fixed: dict[str, Speler] | None = None) -> Tafel:
        """Every seat of the story; then every member has two people at least."""
        seats = [*gezin.verhaal.stoelen, *extra_stoelen(gezin.soort, gezin.verhaal, self._rng)]
        roles = [s.rol for s in seats if not s.rol.startswith("@")]
        cast = self._bezetting.fill(gezin.gebied, gezin.soort, roles, len(gezin.leden)) | (fixed or {})
        tafel = Tafel()
        for seat in seats:
            members = list(gezin.leden) if seat.over == "alle" else [seat.over or "o1"]
            key = seat.rol.split("/")[0]
            for i, member in enumerate(m for m in members if m in gezin.leden):
                speler = cast.get(key)
                doel = seat.doel.fill(gezin.woorden)
                row = self._find(tafel, speler, gezin.leden[member])
                if row is None:
                    row = self._row(gezin, gezin.leden[member], doel)
                    row |= _of_speler(speler) if speler else self._by_hand(gezin, seat.rol)
                    self._add(tafel, row, speler)
                row["is_coordinator"] = row["is_coordinator"] or (seat.coordinator and i == 0)
                tafel.plaats[key, member] = row
        self._complete(gezin, tafel, cast)
        if self._rng.random() < 0.22:
            self._somebody_left(gezin, tafel)
        return tafel

    def _add(self, tafel: Tafel, row: Row, speler: Speler | None) -> None:
        tafel.rows.append(row)
        if speler:
            tafel.spelers[row["id"]] = speler

    def _find(self, tafel: Tafel, speler: Speler | None, person: Persoon) -> Row | None:
        """The seat this person already has at this client's table: two roles can be one person."""
        if speler is None:
            return None
        taken = (r for r in tafel.rows if r["client_id"] == person.id and tafel.spelers.get(r["id"]) is speler)
        return next(taken, None)

    def _complete(self, gezin: Gezin, tafel: Tafel, cast: dict[str, Speler]) -> None:
        coordinator = next(s.rol for s in gezin.verhaal.stoelen if s.coordinator)
        for person in gezin.leden.values():
            have = sum(1 for row in tafel.rows if row["client_id"] == person.id)
            for rol in dict.fromkeys(("ha", coordinator, *cast)):
                speler = cast.get(rol)
                if have >= 2 or speler is None or self._find(tafel, speler, person):
                    continue
                row = self._row(gezin, person, _GEHEEL.get(rol, _GEHEEL[""])) | _of_speler(speler)
                self._add(tafel, row, speler)
                tafel.plaats[rol, person.sleutel] = row
                have += 1

    def _somebody_left(self, gezin: Gezin, tafel: Tafel) -> None:
        """Somebody who helped before and left: a colleague of the people of this area."""
        rng = self._rng
        rol, doel = rng.choice(_VERTREKKERS)
        unit = rng.choice(gezin.gebied.thuiszorg)[1]
        functie = {"ha": "huisarts", "wvk": "wijkverpleegkundige", "vz": "verzorgende", "fysio": "fysiotherapeut",
                   "beh": "behandelaar", "mw": "mw sociaal team", "wmo": "Wmo-consulent", "ergo": "ergotherapeut",
                   "poh": "POH ouderenzorg"}[rol]  # fmt: skip
        if (
            rol in ("wvk", "vz", "ergo", "poh")
            and gezin.soort != "ouderen"
            or rol == "beh"
            and gezin.soort == "ouderen"
        ):
            return
        pool = (unit if rol in ("wvk", "vz") else gezin.gebied.spelers).get(functie, [])
        present = set(tafel.spelers.values())
        pool = [s for s in pool if s not in present and not s.demo]
        if not pool:
            return
        speler, person = rng.choice(pool), gezin.leden["o1"]
        left = self._day - timedelta(days=rng.randint(12, 260))
        row = self._row(gezin, person, doel) | _of_speler(speler)
        row |= {"tot": left, "sinds": left - timedelta(days=rng.randint(30, 500)), "versie": 2,
                "gewijzigd_op": moment(left, rng)}  # fmt: skip
        self._add(tafel, row, speler)

    def _row(self, gezin: Gezin, person: Persoon, doel: str) -> Row:
        rng = self._rng
        since = self._day - timedelta(days=rng.randint(21, 900))
        return {
            "id": new_id(rng), "client_id": person.id, "gebruiker_id": None, "team_id": None, "naam": "",
            "functie": "", "organisatie": "", "telefoon": "", "doel": doel, "is_coordinator": False,
            "sinds": since, "tot": None, "versie": 1, "gewijzigd_op": moment(since, rng), "gewijzigd_door_id": None,
        }  # fmt: skip

    def _by_hand(self, gezin: Gezin, rol: str) -> Row:
        rng = self._rng
        functie, _, org = rol[1:].replace("_", " ").partition("/")
        first = gezin.leden["o1"].row
        if functie in WOORDEN:
            roepnaam = gezin.woorden[functie]
        else:
            roepnaam = pick_voornaam(rng, "limburg", rng.choice("VVM"), oud=False)[1]
        if functie in FAMILIE and first["partner_achternaam"]:
            surname = f"{first['partner_voorvoegsel']} {first['partner_achternaam']}".strip()
        elif functie in FAMILIE:
            surname = gezin.leden["o1"].familienaam
        else:
            family = pick_familienaam(rng, pick_afkomst(rng))
            surname = f"{family.voorvoegsel} {family.man}".strip()
        return {
            "naam": f"{roepnaam} {surname}",
            "functie": functie,
            "organisatie": org,
            "telefoon": mobile_phone(rng),
        }


def _of_speler(speler: Speler) -> Row:
    return {"team_id": speler.id} if speler.is_team else {"gebruiker_id": speler.id}
