"""Who can be referred: of the clients of the pilot practices what a referral needs to know, and who of the professionals may see it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from overlegtafel.clienten.beslissers import age_on
from overlegtafel.demo.huishoudens import Gezin, Persoon
from overlegtafel.demo.sjabloon import Woorden
from overlegtafel.demo.tafel import Tafel
from overlegtafel.demo.toestemmingen import as_regel
from overlegtafel.toegang.domein import Recht, Soort, domein_of, has_recht
from overlegtafel.toegang.regels import Regel, allows

Row = dict[str, Any]


@dataclass(slots=True)
class Kandidaat:
    """One client. ouder_id, akkoord: who says that a team may call."""

    client_id: UUID
    roepnaam: str
    telefoon: str
    leeftijd: int
    met_kinderen: bool
    praktijk_id: UUID
    ouder_id: UUID | None
    akkoord: str
    woorden: Woorden
    regels: list[Regel]
    # Professionals with a seat of their own.
    aan_tafel: list[UUID]
    op: date
    # How often, and until when, somebody referred them.
    keren: int = 0
    tot: date | None = None

    def lets_in(self, people: Iterable[Row]) -> list[Row]:
        """Those of these who may see and work on a referral of this client."""
        return [
            p
            for p in people
            if has_recht(p["functie"], Recht.SCHRIJVEN)
            and allows(
                self.regels,
                domein=domein_of(p["functie"]),
                organisatie_id=p["organisatie_id"],
                soort=Soort.VERWIJZING,
                op=self.op,
            )
        ]

    def was_asked(self, domein: str, organisaties: Collection[UUID]) -> bool:
        """Whether the client ever decided about this domain, or one of these organisations."""
        return any(r.domein == domein or r.organisatie_id in organisaties for r in self.regels)


def find_kandidaten(
    gezin: Gezin, tafel: Tafel, rules: Iterable[Row], ouders: Iterable[Row], dag: date
) -> Iterator[Kandidaat]:
    """Every member of a household."""
    rules = list(rules)
    ouder_van = {row["client_id"]: row["id"] for row in ouders}
    for person in gezin.leden.values():
        # As on the day itself: a birth date is a little off the age it was drawn for.
        age = age_on(person.row["geboortedatum"], dag)
        akkoord = "client" if age >= 16 else "vertegenwoordiger" if age < 12 else "samen"
        if age < 16 and person.id not in ouder_van:
            continue
        words = Woorden(gezin.woorden.rng, gezin.woorden.lists)
        words.update(gezin.woorden)
        yield Kandidaat(
            client_id=person.id, roepnaam=person.row["roepnaam"], telefoon=_phone(person, gezin), leeftijd=age,
            met_kinderen=gezin.soort == "gezinnen", praktijk_id=gezin.gebied.praktijk_id,
            ouder_id=ouder_van.get(person.id) if age < 16 else None, akkoord=akkoord, woorden=words,
            regels=[as_regel(row) for row in rules if row["client_id"] == person.id],
            aan_tafel=[r["gebruiker_id"] for r in tafel.professionals() if r["client_id"] == person.id], op=dag,
        )  # fmt: skip


def _phone(person: Persoon, gezin: Gezin) -> str:
    """Of a child who has none that of the first adult."""
    return person.row["telefoon"] or gezin.leden["o1"].row["telefoon"]
