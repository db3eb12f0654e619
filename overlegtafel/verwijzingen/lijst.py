"""The referrals of a reader: to do for their teams, sent by them or their practice, and done. Page by page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, tuple_, union
from sqlalchemy.orm import InstrumentedAttribute

from overlegtafel.berichten.models import Signaal
from overlegtafel.berichten.woorden import first_line
from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.verwijzingen.manieren import (
    Manier,
    active_teams,
    asking,
    ids_of,
    show_options,
    top,
    ways_called_in,
    ways_of_practice,
    ways_sent,
    ways_taken_over,
    ways_to_us,
)
from overlegtafel.verwijzingen.models import Verwijspartner, Verwijssoort, Verwijzing
from overlegtafel.verwijzingen.regels import Regels
from overlegtafel.verwijzingen.seinen import is_unseen

STAP = 25
# More than this is 'many'; counting on says no more.
MEESTE = 99


class Bak(StrEnum):
    """Of the referrals of a reader those that lie in one tray."""

    TE_DOEN = "te-doen"
    VAN_ONS = "van-ons"
    KLAAR = "klaar"

    @property
    def label(self) -> str:
        return {"te-doen": "Te doen", "van-ons": "Van ons", "klaar": "Klaar"}[self]


class Keuze(NamedTuple):
    """What a list is narrowed to; None: all."""

    soort_id: UUID | None = None
    team_id: UUID | None = None


ALLES = Keuze()


class Rij(NamedTuple):
    """A referral in the list. nieuw: something happened that the reader has not seen; erbij: a team of theirs was called in for it."""

    verwijzing: Verwijzing
    nieuw: bool = False
    erbij: bool = False

    @property
    def eerste(self) -> str:
        return first_line(self.verwijzing.vraag)

    @property
    def uitkomst(self) -> str:
        return say_uitkomst(self.verwijzing)


class Bladzij(NamedTuple):
    """verder: where the next page begins, as it stands in an address; '' when there is none."""

    rijen: list[Rij]
    verder: str


class Keuzes(NamedTuple):
    """What a list can be narrowed to."""

    soorten: list[Verwijssoort]
    teams: list[Team]


class _Stuk(NamedTuple):
    """A stretch of a tray with one order: by this column, then by id."""

    kolom: InstrumentedAttribute
    nieuwste_eerst: bool
    welke: ColumnElement[bool]


_IS_OPEN = Verwijzing.einde_op.is_(None)
_OPEN = (
    _Stuk(Verwijzing.moet_voor, False, and_(_IS_OPEN, Verwijzing.moet_voor.is_not(None))),
    # Where nothing is owed by a moment.
    _Stuk(Verwijzing.laatste_op, True, and_(_IS_OPEN, Verwijzing.moet_voor.is_(None))),
)
_KLAAR = (_Stuk(Verwijzing.einde_op, True, Verwijzing.einde_op.is_not(None)),)


class _Vanaf(NamedTuple):
    """The last row of the page before."""

    stuk: int
    moment: datetime
    id: UUID


def say_uitkomst(v: Verwijzing) -> str:
    """How it ended; '' while it goes on."""
    return Regels.of(v.soort).naam_van_uitkomst(v.uitkomst) if v.uitkomst else ""


def list_verwijzingen(by: Gebruiker, bak: Bak, keuze: Keuze = ALLES, *, vanaf: str = "") -> Bladzij:
    """One page of a tray: what is due first on top, what is done newest first. vanaf: Bladzij.verder of the page before."""
    start, found = _parse(vanaf), []
    for number, stuk in enumerate(_stukken(bak)):
        if len(found) > STAP or (start and number < start.stuk):
            continue
        after = start if start and start.stuk == number else None
        found += _load(by, bak, keuze, stuk, after, STAP + 1 - len(found))
    verder = _cursor(bak, found[STAP - 1].verwijzing) if len(found) > STAP else ""
    return Bladzij(found[:STAP], verder)


def count_bakken(by: Gebruiker, keuze: Keuze = ALLES) -> dict[Bak, int]:
    """How many are open, at most MEESTE + 1; of what is done how many hold news."""
    counts = [_count_open(by, bak, keuze) for bak in (Bak.TE_DOEN, Bak.VAN_ONS)] + [_count_news(by, keuze)]
    row = db.session.execute(select(*(c.scalar_subquery() for c in counts)), asking(by)).one()
    return dict(zip(Bak, row, strict=True))


def list_keuzes(by: Gebruiker, bak: Bak, keuze: Keuze = ALLES) -> Keuzes:
    """The kinds, and the teams: the reader's own, or of one kind all it can go to."""
    soorten = list(db.session.scalars(select(Verwijssoort).where(Verwijssoort.actief).order_by(Verwijssoort.naam)))
    if bak is Bak.TE_DOEN:
        return Keuzes(soorten, sorted(by.teams, key=lambda team: team.naam))
    chosen = next((s for s in soorten if s.id == keuze.soort_id), None)
    if chosen is None:
        return Keuzes(soorten, [])
    teams = select(Team).where(Team.actief, Team.domein == chosen.naar).order_by(Team.naam)
    return Keuzes(soorten, list(db.session.scalars(teams)))


def _ways(by: Gebruiker, bak: Bak) -> list[Manier]:
    match bak:
        case Bak.TE_DOEN:
            return ways_to_us(by) + ways_called_in(by)
        case Bak.VAN_ONS:
            return ways_sent(by) + ways_taken_over(by) + ways_of_practice(by)
        case Bak.KLAAR:
            return ways_to_us(by) + ways_called_in(by) + ways_sent(by) + ways_taken_over(by) + ways_of_practice(by)


def _stukken(bak: Bak) -> Sequence[_Stuk]:
    return _KLAAR if bak is Bak.KLAAR else _OPEN


def _narrowed(keuze: Keuze) -> list[ColumnElement[bool]]:
    where = []
    if keuze.soort_id:
        where.append(Verwijzing.soort_id == keuze.soort_id)
    if keuze.team_id:
        where.append(Verwijzing.aan_team_id == keuze.team_id)
    return where


def _load(by: Gebruiker, bak: Bak, keuze: Keuze, stuk: _Stuk, after: _Vanaf | None, most: int) -> list[Rij]:
    ways = _ways(by, bak)
    if not ways:
        return []
    order = [stuk.kolom.desc(), Verwijzing.id.desc()] if stuk.nieuwste_eerst else [stuk.kolom, Verwijzing.id]
    where = [stuk.welke, *_narrowed(keuze)]
    if after:
        # As one comparison of two columns: written out with OR, SQLite reads everything.
        here = tuple_(stuk.kolom, Verwijzing.id)
        last = tuple_(literal(after.moment, stuk.kolom.type), literal(after.id, Verwijzing.id.type))
        where.append(here < last if stuk.nieuwste_eerst else here > last)
    # Of each way the first few, from its own index; together they hold the first few of all.
    first = union(*(top(ids_of(way).where(*where).order_by(*order), most) for way in ways)).subquery()
    rows = db.session.execute(
        select(Verwijzing, is_unseen(by), _is_called_in(by))
        .where(Verwijzing.id.in_(select(first.c.id)))
        .options(*show_options())
        .order_by(*order)
        .limit(most),
        asking(by),
    )
    return [Rij(v, bool(new), bool(called_in)) for v, new, called_in in rows]


def _is_called_in(by: Gebruiker) -> ColumnElement[bool]:
    ours = [team.id for team in active_teams(by)]
    if not ours:
        return false()
    called = select(Verwijspartner.verwijzing_id).where(Verwijspartner.team_id.in_(ours))
    return and_(Verwijzing.aan_team_id.not_in(ours), Verwijzing.id.in_(called))


def _count_open(by: Gebruiker, bak: Bak, keuze: Keuze) -> Select:
    ways = _ways(by, bak)
    if not ways:
        return select(literal(0))
    where = [_IS_OPEN, *_narrowed(keuze)]
    many = union(*(top(ids_of(way).where(*where), MEESTE + 1) for way in ways)).limit(MEESTE + 1).subquery()
    return select(func.count()).select_from(many)


def _count_news(by: Gebruiker, keuze: Keuze) -> Select:
    """SQL: of what is done the referrals with something the reader has not seen. It starts from those signals: they are few."""
    return (
        select(func.count(Signaal.verwijzing_id.distinct()))
        .join(Verwijzing, Verwijzing.id == Signaal.verwijzing_id)
        .join(Client, Client.id == Verwijzing.client_id)
        .where(
            Signaal.gebruiker_id == by.id,
            Signaal.gezien_op.is_(None),
            ~_IS_OPEN,
            *_narrowed(keuze),
            or_(false(), *(and_(*way) for way in _ways(by, Bak.KLAAR))),
        )
    )


def _cursor(bak: Bak, last: Verwijzing) -> str:
    number = 1 if bak is not Bak.KLAAR and last.moet_voor is None else 0
    moment = getattr(last, _stukken(bak)[number].kolom.key)
    return f"{number}.{round(moment.timestamp() * 1_000_000)}.{last.id.hex}"


def _parse(vanaf: str) -> _Vanaf | None:
    """What _cursor() wrote; None (the first page) for anything else."""
    try:
        number, micros, key = vanaf.split(".")
        return _Vanaf(int(number), datetime.fromtimestamp(int(micros) / 1_000_000, UTC), UUID(key))
    except (ValueError, OverflowError, OSError):
        return None
