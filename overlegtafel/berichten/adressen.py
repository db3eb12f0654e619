"""To whom a question about this client can go: those at the table, and the practice. Teams and practices first: they stay."""

from dataclasses import dataclass
from uuid import UUID

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.datums import today
from overlegtafel.core.namen import normalise
from overlegtafel.plannen.blad import find_blind, list_betrokkenen
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.regels import allows
from overlegtafel.toegang.toestemmingen import list_active


@dataclass(frozen=True, slots=True)
class Adres:
    """One address. sleutel is what the form sends: 't:<id>', 'o:<id>' or 'g:<id>'. blind: does not see this client, so cannot be asked."""

    sleutel: str
    naam: str
    rol: str
    nummer: str
    blind: bool
    coordinator: bool = False

    @property
    def id(self) -> UUID:
        return UUID(self.sleutel[2:])


def list_adressen(inzage: Inzage) -> list[Adres]:
    """The addresses for a question about the opened client: teams and practice before people, one's own last; without the asker."""
    seats = [s for s in list_betrokkenen([inzage.client.id]) if not s.is_weg and (s.team_id or s.gebruiker_id)]
    blind = find_blind(seats)
    found = {}
    for seat in seats:
        if seat.gebruiker_id == inzage.by.id:
            continue
        key = f"t:{seat.team_id}" if seat.team_id else f"g:{seat.gebruiker_id}"
        found[key] = Adres(key, seat.weergavenaam, seat.rol, seat.nummer, seat.id in blind, seat.is_coordinator)
    practice = inzage.client.praktijk
    if practice:
        key = f"o:{practice.id}"
        rules = list_active([inzage.client.id])[inzage.client.id]
        sees = allows(rules, domein=Domein.HUISARTSENZORG, organisatie_id=practice.id, soort=Soort.PLAN, op=today())
        found[key] = Adres(key, practice.naam, "de praktijk", practice.telefoon, not sees)
    own = {team.id for team in inzage.by.teams} | {inzage.by.organisatie_id}

    def place(adres: Adres) -> tuple:
        # What one asks of one's own team is the exception.
        return (
            adres.blind,
            adres.id in own,
            adres.sleutel.startswith("g:"),
            not adres.coordinator,
            normalise(adres.naam),
        )

    return sorted(found.values(), key=place)


def find_adres(inzage: Inzage, sleutel: str) -> Adres | None:
    """The address with this key, when it may be asked."""
    return next((a for a in list_adressen(inzage) if a.sleutel == sleutel and not a.blind), None)
