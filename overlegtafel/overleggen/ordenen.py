"""What a chair does with the agenda: order, minutes, dropping, postponing, and undoing that. An item is named by its plek, so
that one the chair may not see can be moved too."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.overleggen.agenda import check_planned
from overlegtafel.overleggen.doorschuiven import push_on, reopen, take_back
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt
from overlegtafel.overleggen.punten import close, find_of_client, list_open
from overlegtafel.overleggen.wijzigen import change_overleg
from overlegtafel.toegang.models import Gebruiker


def move(overleg_id: UUID, plek: UUID, stap: int, *, by: Gebruiker, versie: int) -> None:
    """One place up (-1) or down (1). At the end nothing happens. Raises Verouderd, NotFound, MagNiet."""
    with change_overleg(overleg_id, "overleg.volgorde", by=by, versie=versie) as change:
        check_planned(change.overleg)
        punten = list_open(overleg_id)
        here = _index(punten, plek)
        there = here + stap
        if not 0 <= there < len(punten):
            change.niets = True
            return
        punten.insert(there, punten.pop(here))
        _number(punten)


def move_all(overleg_id: UUID, plekken: Sequence[UUID], *, by: Gebruiker, versie: int) -> None:
    """All open items in this order. What is not named keeps its place after them. Raises as move()."""
    with change_overleg(overleg_id, "overleg.volgorde", by=by, versie=versie) as change:
        check_planned(change.overleg)
        punten = list_open(overleg_id)
        wanted = {plek: number for number, plek in enumerate(plekken)}
        if not set(wanted) <= {p.plek for p in punten}:
            raise NotFound
        before = list(punten)
        punten.sort(key=lambda p: wanted.get(p.plek, len(wanted)))
        change.niets = punten == before
        _number(punten)


def _number(punten: Sequence[Agendapunt]) -> None:
    """The same numbers, dealt out anew: so what stands at the end still leaves room before it."""
    numbers = sorted(p.volgorde for p in punten)
    if len(set(numbers)) < len(numbers):
        numbers = list(range(len(punten)))
    for punt, number in zip(punten, numbers, strict=True):
        punt.volgorde = number
    db.session.flush()


def set_minuten(overleg_id: UUID, plek: UUID, minuten: int, *, by: Gebruiker, versie: int) -> None:
    """How long an item may take."""
    with change_overleg(overleg_id, "overleg.minuten", by=by, versie=versie) as change:
        check_planned(change.overleg)
        punt = _get(overleg_id, plek)
        change.niets = punt.minuten == minuten
        punt.minuten = minuten


def drop(overleg_id: UUID, plek: UUID, *, by: Gebruiker, versie: int) -> None:
    """Off the agenda, and it stays so: its reasons bring it back to no meeting of this row. Raises Ongeldig where nobody is left."""
    with change_overleg(overleg_id, "overleg.punt_weg", by=by, versie=versie) as change:
        check_planned(change.overleg)
        punt = _get(overleg_id, plek)
        if punt.client_id and change.overleg.soort.over == "client":
            raise Ongeldig({"agenda": "Hierover gaat dit overleg. Gaat het niet door? Zeg het dan af."})
        close([punt], "vervallen", by=by)


def postpone(overleg_id: UUID, plek: UUID, *, by: Gebruiker, versie: int) -> Overleg:
    """To the next meeting of this row, which comes back. Raises Ongeldig where there is none."""
    with change_overleg(overleg_id, "overleg.punt_uitgesteld", by=by, versie=versie) as change:
        check_planned(change.overleg)
        punt = _get(overleg_id, plek)
        if punt.client_id is None:
            raise Ongeldig({"agenda": "Dit punt staat op elke agenda. Haal het van deze agenda als het niet nodig is."})
        later = push_on([punt], change.overleg, by=by)
        if later is None:
            raise Ongeldig({"agenda": "Er is nog geen volgend overleg. Plan er een, of haal het punt van de agenda."})
        return later


def put_back(overleg_id: UUID, plek: UUID, *, by: Gebruiker, versie: int) -> None:
    """What was dropped or postponed stands on the agenda again, where it stood."""
    with change_overleg(overleg_id, "overleg.punt_terug", by=by, versie=versie) as change:
        check_planned(change.overleg)
        punt = _get(overleg_id, plek, staten=("vervallen", "doorgeschoven"))
        if punt.client_id and find_of_client(overleg_id, punt.client_id):
            # Who may not see it learns not that two items are about one person.
            raise Ongeldig({"agenda": "Dit punt kan niet meer terug op deze agenda."})
        if punt.staat == "doorgeschoven":
            take_back(punt, by=by)
        reopen(punt)


def _index(punten: Sequence[Agendapunt], plek: UUID) -> int:
    found = next((n for n, p in enumerate(punten) if p.plek == plek), None)
    if found is None:
        raise NotFound
    return found


def _get(overleg_id: UUID, plek: UUID, staten: Sequence[str] = ("open",)) -> Agendapunt:
    punt = db.session.scalars(
        select(Agendapunt).where(
            Agendapunt.overleg_id == overleg_id, Agendapunt.plek == plek, Agendapunt.staat.in_(staten)
        )
    ).one_or_none()
    if punt is None:
        raise NotFound
    return punt
