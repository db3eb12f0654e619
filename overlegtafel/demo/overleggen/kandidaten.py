"""Who can be talked about: of each client of the pilot practices what a meeting needs to know, and who may see it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from overlegtafel.demo.huishoudens import Gezin
from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.gevallen import STEMMEN
from overlegtafel.demo.plan import Halve
from overlegtafel.demo.regio import Regio
from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.toestemmingen import as_regel
from overlegtafel.toegang.domein import Domein, Recht, Soort, domein_of, has_recht
from overlegtafel.toegang.regels import allows

Row = dict[str, Any]


@dataclass(slots=True)
class Kandidaat:
    """One client. ziet: who may see what is said of them, by seat and consent; mag: whom consent alone would let in."""

    client_id: UUID
    naam: str
    soort: str
    praktijk_id: UUID
    leeftijd: int
    is_gezin: bool
    met_regie: bool
    woorden: Woorden
    plan: Row
    regels: list[Row]
    # Their own seats (Betrokkene), open ones; and the functie of who sits there.
    stoelen: list[tuple[Row, str]]
    # A question about them that waits too long: its id and the day it was due.
    vraag: tuple[UUID, date] | None
    ziet: frozenset[UUID]
    mag: frozenset[UUID]
    # One of their own consents, as the pattern of another; None: they decide with somebody.
    ja: Row | None
    gehad: set[str] = field(default_factory=set)

    def seat_of(self, stem: str) -> Row | None:
        """The seat of somebody with this voice at this client's table."""
        return next((row for row, functie in self.stoelen if functie in STEMMEN[stem]), None)

    @property
    def familie(self) -> list[Row]:
        """Who was entered by hand: family, a friend, a teacher."""
        return [row for row, _ in self.stoelen if row["naam"]]

    @property
    def afspraken(self) -> list[Row]:
        """Open agreements of the client or of who sits at their table, oldest date first."""
        own = {None, *(row["id"] for row, _ in self.stoelen)}
        found = (
            r for r in self.regels if r["soort"] == "afspraak" and r["staat"] == "open" and r["eigenaar_id"] in own
        )
        return sorted(
            (r for r in found if r["eigenaar_client_id"] in (None, self.client_id)), key=lambda r: (r["datum"], r["id"])
        )


class Werving:
    """Takes note of one household after another."""

    def __init__(self, seed: int, peildatum: date, regio: Regio) -> None:
        self._seed, self._day = seed, peildatum
        self._people = [row for row in regio.gebruikers if has_recht(row["functie"], Recht.LEZEN)]
        self._leden: dict[UUID, list[UUID]] = defaultdict(list)
        for lid in regio.teamleden:
            self._leden[lid["team_id"]].append(lid["gebruiker_id"])
        self._van_praktijk: dict[UUID, list[UUID]] = defaultdict(list)
        for row in self._people:
            if domein_of(row["functie"]) is Domein.HUISARTSENZORG:
                self._van_praktijk[row["organisatie_id"]].append(row["id"])
        # The text of a plain yes to home care, which a client of today says too.
        self.ja_thuiszorg: UUID | None = None
        self._kinds: dict[tuple[str, UUID], list[UUID]] = defaultdict(list)
        for row in self._people:
            self._kinds[domein_of(row["functie"]), row["organisatie_id"]].append(row["id"])

    def meet(
        self, gezin: Gezin, tafel: Tafel, halve: Halve, rules: Iterable[Row], draden: Collection[Row]
    ) -> Kandidaat:
        """The client a household is talked about by: the first adult."""
        person = gezin.leden["o1"]
        seats = [row for row in tafel.open_rows if row["client_id"] == person.id]
        related = set(self._van_praktijk[gezin.gebied.praktijk_id])
        related.update(row["gebruiker_id"] for row in seats if row["gebruiker_id"])
        related.update(lid for row in seats if row["team_id"] for lid in self._leden[row["team_id"]])
        mine = [as_regel(row) for row in rules if row["client_id"] == person.id]
        mag = frozenset(
            who
            for (domein, org), people in self._kinds.items()
            if allows(mine, domein=domein, organisatie_id=org, soort=Soort.OVERLEG, op=self._day)
            for who in people
        )
        spelers = tafel.spelers
        lines = [row for row in halve.regels if row["client_id"] in (None, person.id)]
        woorden = Woorden(Kans(person.id.int ^ self._seed ^ 6), gezin.woorden.lists)
        woorden.update(gezin.woorden)
        goals = [row["tekst"].rstrip(".") for row in lines if row["soort"] == "doel" and row["staat"] == "open"]
        woorden["doel"] = goals[0] if goals else "goed voor elkaar krijgen wat er nu is"
        waits = (
            (row["id"], row["antwoord_voor"].date())
            for row in draden
            if row["soort"] == "vraag" and row["gesloten_op"] is None and row["antwoord_voor"].date() < self._day
        )
        return Kandidaat(
            client_id=person.id, naam=person.naam, soort=gezin.soort, praktijk_id=gezin.gebied.praktijk_id,
            leeftijd=person.leeftijd, is_gezin=len(gezin.leden) > 1, met_regie=gezin.verhaal.regie, woorden=woorden, plan=halve.row, regels=lines,
            stoelen=[(row, spelers[row["id"]].functie if row["id"] in spelers else "") for row in seats],
            vraag=next(waits, None), ziet=mag & related, mag=mag, ja=self._pattern(person.id, rules),
        )  # fmt: skip

    def _pattern(self, client_id: UUID, rules: Iterable[Row]) -> Row | None:
        """A plain yes to a domain, said by the client alone."""
        found = None
        for row in rules:
            if (
                row["besluit"] != "ja"
                or row["soort"]
                or row["geldig_tot"]
                or row["ingetrokken_op"]
                or not row["domein"]
            ):
                continue
            if row["domein"] == Domein.WIJKVERPLEGING:
                self.ja_thuiszorg = self.ja_thuiszorg or row["tekst_id"]
            if row["client_id"] == client_id and row["gegeven_door"] == "client":
                found = row
        return found
