"""A CSV that beheer sends: kept while somebody looks at how it was read, then taken or thrown away."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import get_organisatie, note
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Onleesbaar, Weigering
from overlegtafel.thuiszorg.csv_lezen import read_csv
from overlegtafel.thuiszorg.models import Ronde
from overlegtafel.thuiszorg.rondes import begin_ronde, take_all
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

MAX_BESTAND = 10 * 1024 * 1024
# So long a file waits for a yes.
BEWAAR_BESTAND = timedelta(days=1)
GETOONDE_FOUTEN = 20
# Who writes in a home-care file; the longer names first.
_FUNCTIES = (
    "wijkverpleegkundige", "verpleegkundige", "verzorgende", "helpende", "casemanager", "trajectbegeleider",
    "begeleider", "fysiotherapeut", "ergotherapeut", "huishoudelijk", "planner", "arts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voorbeeld:
    """How a file would be read. Counts, names of columns and reasons; nothing of what the notes say or whom they are about."""

    scheidingsteken: str
    codering: str
    # Heading in the file -> what it is taken for.
    kolommen: dict[str, str]
    # Headings of columns that are left aside.
    overig: list[str]
    goed: int
    # The moments of the first and the last note; None when there is none.
    eerste: datetime | None
    laatste: datetime | None
    per_soort: dict[str, int]
    per_functie: dict[str, int]
    clienten: int
    fout: int
    fouten: list[Weigering]


def store_bestand(organisatie_id: UUID, inhoud: bytes, *, by: Gebruiker) -> Ronde:
    """Keep this file until somebody says yes or no. Raises Ongeldig when it cannot be read at all."""
    get_organisatie(organisatie_id, by=by)
    if not inhoud:
        raise Ongeldig({"bestand": "Kies een CSV-bestand met notities. Er kwam nu niets mee."})
    try:
        rows = read_csv(BytesIO(inhoud), nu=now()).regels
    except Onleesbaar as error:
        raise Ongeldig({"bestand": str(error)}) from None
    if next(rows, None) is None:
        raise Ongeldig({"bestand": "In dit bestand staan geen notities: na de namen van de kolommen komt niets meer."})
    mark = sha256(inhoud).hexdigest()
    ronde = begin_ronde(organisatie_id, "bestand", vingerafdruk=mark, door_id=by.id, inhoud=inhoud)
    note("levering.klaargezet", Actie.CREATE, "ronde", ronde.id, by=by)
    return ronde


def load_bestand(organisatie_id: UUID, ronde_id: UUID, *, by: Gebruiker) -> tuple[bytes, datetime]:
    """The file that waits, and since when. Raises NotFound."""
    ronde = _get_waiting(organisatie_id, ronde_id, by=by)
    return ronde.inhoud, ronde.begonnen_op


def make_voorbeeld(inhoud: bytes, begonnen_op: datetime) -> Voorbeeld:
    """How this file would be read. Asks nothing of the database: a large one takes a while."""
    csv = read_csv(BytesIO(inhoud), nu=begonnen_op)
    kinds: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    eerste = laatste = None
    people, wrong, first = set(), 0, []
    for row in csv.regels:
        if isinstance(row, Aanvoer):
            kinds[row.maat.value if row.maat else row.soort.label] += 1
            functions[_name_functie(row.functie)] += 1
            people.add(row.patient)
            eerste, laatste = min(eerste or row.moment, row.moment), max(laatste or row.moment, row.moment)
        else:
            wrong += 1
            if wrong <= GETOONDE_FOUTEN:
                first.append(row)
    return Voorbeeld(
        csv.scheidingsteken, csv.codering, csv.kolommen, csv.overig, kinds.total(), eerste, laatste,
        dict(kinds.most_common()), dict(functions.most_common()), len(people), wrong, first,
    )  # fmt: skip


def _name_functie(cell: str) -> str:
    """A word of ours for it: what stands in the column may be anything, also a name."""
    if not cell:
        return "niet ingevuld"
    name = normalise(cell)
    return next((known for known in _FUNCTIES if normalise(known) in name), "iets anders")


def take_bestand(organisatie_id: UUID, ronde_id: UUID, *, by: Gebruiker) -> Ronde:
    """Take over what can be read of the file, in its own transactions.

    Raises NotFound when it was taken or thrown away, rondes.Ingehaald when another process takes it too.
    """
    with transaction():
        ronde = _get_waiting(organisatie_id, ronde_id, by=by)
        # Whoever presses the button twice, or second, finds no file any more.
        inhoud, begonnen_op, ronde.inhoud = ronde.inhoud, ronde.begonnen_op, None
        note("levering.overgenomen", Actie.CREATE, "ronde", ronde.id, by=by)
    return take_all(ronde_id, read_csv(BytesIO(inhoud), nu=begonnen_op).regels)


def drop_bestand(organisatie_id: UUID, ronde_id: UUID, *, by: Gebruiker) -> None:
    """Throw the file away; nothing was taken of it. Raises NotFound."""
    ronde = _get_waiting(organisatie_id, ronde_id, by=by)
    db.session.delete(ronde)
    note("levering.weggegooid", Actie.DELETE, "ronde", ronde.id, by=by)


def _get_waiting(organisatie_id: UUID, ronde_id: UUID, *, by: Gebruiker) -> Ronde:
    get_organisatie(organisatie_id, by=by)
    query = (
        select(Ronde)
        .where(
            Ronde.id == ronde_id,
            Ronde.organisatie_id == organisatie_id,
            Ronde.inhoud.is_not(None),
            Ronde.begonnen_op > now() - BEWAAR_BESTAND,
        )
        .options(undefer(Ronde.inhoud))
        .with_for_update(of=Ronde)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_waiting_files(organisatie_id: UUID) -> set[UUID]:
    """The deliveries that are a file nobody said yes or no to."""
    query = select(Ronde.id).where(Ronde.organisatie_id == organisatie_id, Ronde.inhoud.is_not(None))
    return set(db.session.scalars(query))


def get_ronde(organisatie_id: UUID, ronde_id: UUID, *, by: Gebruiker) -> Ronde:
    """One delivery. Raises NotFound."""
    get_organisatie(organisatie_id, by=by)
    found = db.session.get(Ronde, ronde_id)
    if found is None or found.organisatie_id != organisatie_id:
        raise NotFound
    return found
