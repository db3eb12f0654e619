"""What a team or practice promises about answering, and who is told when it stays silent; set in beheer."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import get_organisatie, get_own_team, note
from overlegtafel.beheer.teams import list_leden
from overlegtafel.berichten.bereikinvoer import BereikInvoer
from overlegtafel.berichten.models import Bereik
from overlegtafel.berichten.services import get_bereik
from overlegtafel.core.fouten import Verouderd
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Recht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team


@dataclass(frozen=True, slots=True)
class Adreshouder:
    """A team or practice, who may be its coordinator, and what it promises (None: what everybody does)."""

    van: Team | Organisatie
    leden: list[Gebruiker]
    bereik: Bereik | None


def of_team(team_id: UUID, *, by: Gebruiker, lock: bool = False) -> Adreshouder:
    """Raises NotFound, and MagNiet for a team that `by` knows but does not manage."""
    team = get_own_team(team_id, by=by, lock=lock)
    leden = [p for p in list_leden(team) if p.may(Recht.LEZEN)]
    return Adreshouder(team, leden, get_bereik(team.id, None))


def of_praktijk(organisatie_id: UUID, *, by: Gebruiker, lock: bool = False) -> Adreshouder:
    """Raises NotFound, also for an organisatie that is no practice: there the teams are the addresses."""
    organisatie = get_organisatie(organisatie_id, by=by, lock=lock)
    if not organisatie.is_praktijk:
        raise NotFound
    people = select(Gebruiker).where(Gebruiker.organisatie_id == organisatie.id, Gebruiker.actief)
    found = db.session.scalars(people.order_by(Gebruiker.achternaam, Gebruiker.voornaam)).unique()
    leden = [p for p in found if p.domein is Domein.HUISARTSENZORG]
    return Adreshouder(organisatie, leden, get_bereik(None, organisatie.id))


def change(houder: Adreshouder, invoer: BereikInvoer, *, versie: int, by: Gebruiker) -> None:
    """houder: opened with lock, so that two first times come one after another. Raises Verouderd when somebody was quicker."""
    row = houder.bereik
    if versie != (row.versie if row else 0):
        raise Verouderd(row)
    if row is None:
        row = Bereik(id=uuid4(), versie=0)
        row.team_id, row.organisatie_id = (
            (houder.van.id, None) if isinstance(houder.van, Team) else (None, houder.van.id)
        )
        db.session.add(row)
    row.coordinator_id = invoer.coordinator_id
    row.week, row.geen, row.uren_terug = invoer.termijnen.week, invoer.termijnen.geen, invoer.termijnen.uren_terug
    row.versie += 1
    soort = "team" if row.team_id else "organisatie"
    note("bereik.gewijzigd", Actie.UPDATE, soort, houder.van.id, by=by)
