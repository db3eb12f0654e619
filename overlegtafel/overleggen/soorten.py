"""The kinds of meeting of a region, kept by the functioneel beheerder. What is switched off is not planned any more; what was, stays."""

from dataclasses import asdict
from uuid import UUID, uuid4

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import enter_region, note, refuse_double
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overlegsoort
from overlegtafel.overleggen.soortinvoer import SoortInvoer, make_sleutel
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

_BESTAAT = {"naam": "Er is al een soort overleg met deze naam."}


def list_all(*, by: Gebruiker) -> list[Overlegsoort]:
    """Those in use first. Raises NotFound, MagNiet outside beheer of the region."""
    enter_region(by)
    return list(db.session.scalars(select(Overlegsoort).order_by(Overlegsoort.actief.desc(), Overlegsoort.naam)))


def get(soort_id: UUID, *, by: Gebruiker, lock: bool = False) -> Overlegsoort:
    enter_region(by)
    query = select(Overlegsoort).where(Overlegsoort.id == soort_id)
    if lock:
        query = query.with_for_update(of=Overlegsoort).execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def create(invoer: SoortInvoer, *, by: Gebruiker) -> Overlegsoort:
    """Raises Ongeldig when the name is taken."""
    enter_region(by)
    _refuse_same(invoer.naam, None)
    taken = set(db.session.scalars(select(Overlegsoort.sleutel)))
    soort = Overlegsoort(id=uuid4(), sleutel=make_sleutel(invoer.naam, taken), versie=1, **asdict(invoer))
    with refuse_double(_BESTAAT):
        db.session.add(soort)
    note("overlegsoort.gemaakt", Actie.CREATE, "overlegsoort", soort.id, by=by)
    return soort


def change(soort_id: UUID, invoer: SoortInvoer, *, versie: int, by: Gebruiker) -> Overlegsoort:
    """Counts for what is planned from now on, and for the demands of what stands already. Raises Verouderd, Ongeldig."""
    soort = get(soort_id, by=by, lock=True)
    if soort.versie != versie:
        raise Verouderd(soort)
    _refuse_same(invoer.naam, soort.id)
    with refuse_double(_BESTAAT):
        for field, value in asdict(invoer).items():
            setattr(soort, field, value)
        soort.versie += 1
    note("overlegsoort.gewijzigd", Actie.UPDATE, "overlegsoort", soort.id, by=by)
    return soort


def _refuse_same(naam: str, own_id: UUID | None) -> None:
    """'mdo' beside 'MDO' cannot be told apart in a list. Two at the same moment: only the very same name is refused."""
    rows = db.session.execute(select(Overlegsoort.id, Overlegsoort.naam))
    if any(normalise(other) == normalise(naam) for soort_id, other in rows if soort_id != own_id):
        raise Ongeldig(_BESTAAT)
