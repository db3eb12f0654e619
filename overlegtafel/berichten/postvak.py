"""The inbox of a person with their teams and practice: what is new, theirs, waiting for another, done. Page by page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, tuple_, union
from sqlalchemy.orm import InstrumentedAttribute, joinedload, lazyload

from overlegtafel.berichten.kring import Wie
from overlegtafel.berichten.models import Bericht, Deelnemer, Draad, Signaal
from overlegtafel.berichten.seinen import is_unseen
from overlegtafel.berichten.woorden import first_line
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import is_visible, who_asks
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models import Gebruiker

STAP = 25
# More than this is 'many'; counting on says no more.
MEESTE = 99


class Bak(StrEnum):
    """Of the threads of a reader those that lie in one tray."""

    NIEUW = "nieuw"
    MIJN = "mijn"
    WACHT = "wacht"
    KLAAR = "klaar"

    @property
    def label(self) -> str:
        return {"nieuw": "Nieuw", "mijn": "Van mij", "wacht": "Wacht op een ander", "klaar": "Klaar"}[self]


class Vak(NamedTuple):
    """One address of the reader: their own, a team, a practice, or that of whom they stand in for. sleutel: as in Adres."""

    sleutel: str
    naam: str


class Rij(NamedTuple):
    """A thread in the list, how the question begins, and whether there is something in it the reader has not seen."""

    draad: Draad
    eerste: str
    nieuw: bool = False


class Bladzij(NamedTuple):
    """verder: where the next page begins, as it stands in an address; '' when there is none."""

    rijen: list[Rij]
    verder: str


class _Stuk(NamedTuple):
    """A stretch of a tray with one order: by this column, then by id."""

    kolom: InstrumentedAttribute
    nieuwste_eerst: bool
    welke: ColumnElement[bool]


_OPEN = (
    _Stuk(Draad.antwoord_voor, False, and_(Draad.gesloten_op.is_(None), Draad.antwoord_voor.is_not(None))),
    # What needs no answer.
    _Stuk(Draad.gesteld_op, True, and_(Draad.gesloten_op.is_(None), Draad.antwoord_voor.is_(None))),
)
_KLAAR = (_Stuk(Draad.gesloten_op, True, Draad.gesloten_op.is_not(None)),)


class _Vanaf(NamedTuple):
    """The last row of the page before."""

    stuk: int
    moment: datetime
    id: UUID


def list_vakken(by: Gebruiker) -> list[Vak]:
    """What the inbox can be narrowed to."""
    stand_in = by.neemt_waar_voor
    practices = {p.organisatie_id: p.organisatie.naam for p in [by, *stand_in] if p.domein is Domein.HUISARTSENZORG}
    return [
        Vak(f"g:{by.id}", "Mijzelf"),
        *(Vak(f"t:{t.id}", t.naam) for t in by.teams),
        *(Vak(f"o:{key}", naam) for key, naam in practices.items()),
        *(Vak(f"g:{p.id}", f"Waarneming voor {p.naam}") for p in stand_in),
    ]


def list_draden(by: Gebruiker, bak: Bak, *, sleutel: str = "", vanaf: str = "") -> Bladzij:
    """One page of a tray, for one address (its key) or all: most urgent first, what is done newest first.

    A key that is not the reader's own leads to nothing. vanaf: Bladzij.verder of the page before.
    """
    start, found = _parse(vanaf), []
    for number, stuk in enumerate(_KLAAR if bak is Bak.KLAAR else _OPEN):
        if len(found) > STAP or (start and number < start.stuk):
            continue
        after = start if start and start.stuk == number else None
        found += _load(by, bak, sleutel, stuk, after, STAP + 1 - len(found))
    return Bladzij(_with_begin(found[:STAP], by), _cursor(bak, found[STAP - 1]) if len(found) > STAP else "")


def count_bakken(by: Gebruiker, *, sleutel: str = "") -> dict[Bak, int]:
    """How many lie in the trays that ask something of the reader, at most MEESTE + 1; of the others how many hold news."""
    still_open = Draad.gesloten_op.is_(None)
    counts = [
        select(func.count()).select_from(
            union(*(_top(q.where(still_open), MEESTE + 1) for q in _sources(by, bak, sleutel)))
            .limit(MEESTE + 1)
            .subquery()
        )
        for bak in (Bak.NIEUW, Bak.MIJN)
    ]
    counts += [_count_news(by, bak, sleutel) for bak in (Bak.WACHT, Bak.KLAAR)]
    row = db.session.execute(select(*(c.scalar_subquery() for c in counts)), who_asks(by, Soort.PLAN)).one()
    return dict(zip((Bak.NIEUW, Bak.MIJN, Bak.WACHT, Bak.KLAAR), row, strict=True))


def _count_news(by: Gebruiker, bak: Bak, sleutel: str) -> Select:
    """SQL: of a tray the threads with something the reader has not seen. It starts from those signals: they are few."""
    return (
        select(func.count(Signaal.draad_id.distinct()))
        .join(Draad, Draad.id == Signaal.draad_id)
        .join(Client, Client.id == Draad.client_id)
        .where(
            Signaal.gebruiker_id == by.id,
            Signaal.gezien_op.is_(None),
            Draad.gesloten_op.is_not(None) if bak is Bak.KLAAR else Draad.gesloten_op.is_(None),
            or_(false(), *(and_(*way) for way in _ways(by, bak, sleutel))),
            is_visible(),
        )
    )


def _load(by: Gebruiker, bak: Bak, sleutel: str, stuk: _Stuk, after: _Vanaf | None, most: int) -> list[Draad]:
    order = [stuk.kolom.desc(), Draad.id.desc()] if stuk.nieuwste_eerst else [stuk.kolom, Draad.id]
    where = [stuk.welke]
    if after:
        # As one comparison of two columns: written out with OR, SQLite reads everything.
        here = tuple_(stuk.kolom, Draad.id)
        last = tuple_(literal(after.moment, stuk.kolom.type), literal(after.id, Draad.id.type))
        where.append(here < last if stuk.nieuwste_eerst else here > last)
    # Of each address the first few, from its own index; together they hold the first few of all.
    first = union(*(_top(q.where(*where).order_by(*order), most) for q in _sources(by, bak, sleutel))).subquery()
    person = lazyload(Gebruiker.organisatie)
    query = (
        select(Draad)
        .where(Draad.id.in_(select(first.c.id)))
        .options(joinedload(Draad.client), joinedload(Draad.aan_team), joinedload(Draad.aan_organisatie))
        .options(*(joinedload(who).options(person) for who in (Draad.van, Draad.behandelaar, Draad.aan_gebruiker)))
        .order_by(*order)
        .limit(most)
    )
    return list(db.session.scalars(query, who_asks(by, Soort.PLAN)))


def _top(query: Select, most: int) -> Select:
    """The first of one address; set apart, for a part of a union has no order of its own."""
    return select(query.limit(most).subquery().c.id)


def _sources(by: Gebruiker, bak: Bak, sleutel: str) -> Sequence[Select]:
    """SQL: the threads of a tray, a select for each way they can be the reader's; of clients the reader may see."""
    seen = select(Draad.id).join(Client, Client.id == Draad.client_id).where(is_visible())
    return [seen.where(*way) for way in _ways(by, bak, sleutel)] or [seen.where(Draad.id.is_(None))]


def _ways(by: Gebruiker, bak: Bak, sleutel: str) -> Sequence[tuple[ColumnElement[bool], ...]]:
    who, mine = _narrow(Wie.of(by), sleutel), Wie.of(by).mensen
    # One id at a time: then each has its index in the right order.
    to_us = [Draad.aan_team_id == key for key in who.teams] + [
        Draad.aan_organisatie_id == key for key in who.praktijken
    ]
    to_me = [Draad.aan_gebruiker_id == key for key in who.mensen]
    taken, asked = ([column == key for key in who.mensen] for column in (Draad.behandelaar_id, Draad.van_id))
    along = [Draad.id.in_(select(Deelnemer.draad_id).where(Deelnemer.gebruiker_id == key)) for key in who.mensen]
    match bak:
        case Bak.NIEUW:
            return [(of, Draad.behandelaar_id.is_(None), Draad.van_id != by.id) for of in [*to_us, *to_me]]
        case Bak.MIJN:
            return [(of,) for of in [*taken, *to_me, *along]]
        case Bak.WACHT:
            return [(of,) for of in asked] + [(of, Draad.behandelaar_id.not_in(mine)) for of in to_us]
        case Bak.KLAAR:
            return [(of,) for of in [*to_us, *to_me, *taken, *asked, *along]]


def _narrow(who: Wie, sleutel: str) -> Wie:
    """Only this address of theirs."""
    if not sleutel:
        return who
    key = parse_uuid(sleutel[2:])
    return Wie(
        tuple(i for i in who.mensen if sleutel[:2] == "g:" and i == key),
        tuple(i for i in who.teams if sleutel[:2] == "t:" and i == key),
        tuple(i for i in who.praktijken if sleutel[:2] == "o:" and i == key),
    )


def _with_begin(draden: list[Draad], by: Gebruiker) -> list[Rij]:
    if not draden:
        return []
    query = (
        select(Draad.id, func.substr(Bericht.tekst, 1, 200), is_unseen(by))
        .outerjoin(Bericht, and_(Bericht.draad_id == Draad.id, Bericht.soort == "vraag"))
        .where(Draad.id.in_([d.id for d in draden]))
    )
    found = {draad_id: (tekst or "", nieuw) for draad_id, tekst, nieuw in db.session.execute(query)}
    return [Rij(d, first_line(found[d.id][0]), bool(found[d.id][1])) for d in draden]


def _cursor(bak: Bak, last: Draad) -> str:
    number = 1 if bak is not Bak.KLAAR and last.antwoord_voor is None else 0
    moment = getattr(last, (_KLAAR if bak is Bak.KLAAR else _OPEN)[number].kolom.key)
    return f"{number}.{round(moment.timestamp() * 1_000_000)}.{last.id.hex}"


def _parse(vanaf: str) -> _Vanaf | None:
    """What _cursor() wrote; None (the first page) for anything else."""
    try:
        number, micros, key = vanaf.split(".")
        return _Vanaf(int(number), datetime.fromtimestamp(int(micros) / 1_000_000, UTC), UUID(key))
    except (ValueError, OverflowError, OSError):
        return None
