"""Whom to call about the notes: the home care, or for the home care itself the practice."""

from collections.abc import Sequence
from typing import NamedTuple

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.toegang.domein import Domein


class Belbaar(NamedTuple):
    """A person, team or practice with a telephone number. rol may be empty."""

    naam: str
    rol: str
    nummer: str
    is_coordinator: bool = False


def whom_to_call(inzage: Inzage, seats: Sequence[Betrokkene]) -> list[Belbaar]:
    """Those of the other side that can be called, never the reader: of the home care the coördinator first; of the
    practice its own number, then who of it sits at the table."""
    if inzage.by.domein is not Domein.WIJKVERPLEGING:
        care = [seat for seat in at_table(inzage, seats, Domein.WIJKVERPLEGING) if seat.nummer]
        # A team answers when one person is off.
        care.sort(key=lambda seat: (not seat.is_coordinator, seat.team is None))
        return [_callable(seat) for seat in care]
    practice = inzage.client.praktijk
    found = [Belbaar(practice.naam, "", practice.telefoon)] if practice and practice.telefoon else []
    found += [_callable(seat) for seat in at_table(inzage, seats, Domein.HUISARTSENZORG) if seat.nummer]
    return found


def at_table(inzage: Inzage, seats: Sequence[Betrokkene], domein: Domein) -> list[Betrokkene]:
    """The people and teams of this domein at the table of the opened client now, without the reader."""
    return [
        seat
        for seat in seats
        if seat.client_id == inzage.client.id
        and not seat.is_weg
        and seat.gebruiker_id != inzage.by.id
        and _domein(seat) == domein
    ]


def _callable(seat: Betrokkene) -> Belbaar:
    rol = seat.gebruiker.functie if seat.gebruiker else ""
    return Belbaar(seat.weergavenaam, rol, seat.nummer, seat.is_coordinator)


def _domein(seat: Betrokkene) -> str:
    if seat.gebruiker:
        return seat.gebruiker.domein if seat.gebruiker.actief else ""
    return seat.team.domein if seat.team and seat.team.actief else ""
