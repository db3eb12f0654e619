"""The kinds of referral of a region, kept by the functioneel beheerder. What is switched off is not referred any more; what runs, runs on."""

from dataclasses import asdict
from uuid import UUID, uuid4

from sqlalchemy import exists, select
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import enter_region, note, refuse_double
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.verwijzingen.models import Verwijssoort, Verwijzing
from overlegtafel.verwijzingen.soortinvoer import SoortInvoer, make_sleutel

# The address of the figures of 'sociaal' says this; a kind with this key could not be reached there.
_VAST = "sociaal-team"
_BESTAAT = {"naam": "Er is al een soort verwijzing met deze naam."}


def list_all(*, by: Gebruiker) -> list[Verwijssoort]:
    """Those in use first. Raises NotFound, MagNiet outside beheer of the region."""
    enter_region(by)
    return list(db.session.scalars(select(Verwijssoort).order_by(Verwijssoort.actief.desc(), Verwijssoort.naam)))


def get(soort_id: UUID, *, by: Gebruiker, lock: bool = False) -> Verwijssoort:
    enter_region(by)
    query = select(Verwijssoort).where(Verwijssoort.id == soort_id)
    if lock:
        query = query.with_for_update(of=Verwijssoort).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_used(soort: Verwijssoort) -> bool:
    """Whether anybody was ever referred so; beheer sees no more of it than that."""
    return bool(db.session.scalar(select(exists().where(Verwijzing.soort_id == soort.id))))


def create(invoer: SoortInvoer, *, by: Gebruiker) -> Verwijssoort:
    """Raises Ongeldig when the name is taken."""
    enter_region(by)
    _refuse_same(invoer.naam, None)
    taken = {_VAST, *db.session.scalars(select(Verwijssoort.sleutel))}
    soort = Verwijssoort(id=uuid4(), sleutel=make_sleutel(invoer.naam, taken), versie=1, **asdict(invoer))
    with refuse_double(_BESTAAT):
        db.session.add(soort)
    note("verwijssoort.gemaakt", Actie.CREATE, "verwijssoort", soort.id, by=by)
    return soort


def change(soort_id: UUID, invoer: SoortInvoer, *, versie: int, by: Gebruiker) -> Verwijssoort:
    """Counts for what is referred from now on, and for the next step of what runs. Raises Verouderd, Ongeldig."""
    soort = get(soort_id, by=by, lock=True)
    if soort.versie != versie:
        raise Verouderd(soort)
    _refuse_same(invoer.naam, soort.id)
    if invoer.naar != soort.naar and is_used(soort):
        # The teams, and the consents of the clients, are those of that domain.
        raise Ongeldig(
            {"naar": "Er is al zo verwezen. Maak voor een ander werkveld een nieuwe soort, en zet deze uit."}
        )
    with refuse_double(_BESTAAT):
        for field, value in asdict(invoer).items():
            setattr(soort, field, value)
        soort.versie += 1
    note("verwijssoort.gewijzigd", Actie.UPDATE, "verwijssoort", soort.id, by=by)
    return soort


def _refuse_same(naam: str, own_id: UUID | None) -> None:
    """Two names that read the same cannot be told apart in a list."""
    rows = db.session.execute(select(Verwijssoort.id, Verwijssoort.naam))
    if any(normalise(other) == normalise(naam) for soort_id, other in rows if soort_id != own_id):
        raise Ongeldig(_BESTAAT)
