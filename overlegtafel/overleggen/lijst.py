"""My meetings: what is today, what comes, what was, and what asks for an answer."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from overlegtafel.core.datums import NL, now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.disciplines import Eis
from overlegtafel.overleggen.gasten import list_for
from overlegtafel.overleggen.mensen import has_voorzitter, later_unanswered, list_missing_now
from overlegtafel.overleggen.models import Datumkeuze, Datumvoorstel, Genodigde, Overleg
from overlegtafel.overleggen.prikken import count_unticked
from overlegtafel.overleggen.ritme import moment_of
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker

# Rows on the page; the calendar holds them all.
MEESTE, MEESTE_GEWEEST = 60, 15
_MIDNIGHT = datetime.min.time()


@dataclass(frozen=True, slots=True)
class Rij:
    """A meeting as it stands in a list. mijn: the invitation of the reader, or of whom they stand in for; None: asked along.

    neemt_waar: the invitation is a colleague's, who answers it.
    te_prikken: moments the reader has not ticked yet. reeks_open: later ones of its series wait for an answer too.
    """

    overleg: Overleg
    mijn: Genodigde | None
    ontbreekt: list[Eis] = field(default_factory=list)
    geen_voorzitter: bool = False
    te_prikken: int = 0
    reeks_open: bool = False
    neemt_waar: bool = False

    @property
    def vraagt_antwoord(self) -> bool:
        if self.mijn is None:
            return False
        return self.te_prikken > 0 or (self.overleg.staat == "gepland" and not self.mijn.komt and not self.neemt_waar)

    @property
    def dag(self) -> date | None:
        return self.overleg.begint_op.astimezone(NL).date() if self.overleg.begint_op else None


@dataclass(frozen=True, slots=True)
class Mijn:
    """The page: each meeting in one of these, except that what is to be ticked first may come before a date."""

    vandaag: list[Rij]
    zonder_datum: list[Rij]
    deze_week: list[Rij]
    later: list[Rij]
    geweest: list[Rij]

    @property
    def vraagt(self) -> int:
        """How many ask for an answer."""
        return sum(r.vraagt_antwoord for r in chain(self.vandaag, self.zonder_datum, self.deze_week, self.later))


def list_mine(by: Gebruiker) -> Mijn:
    here = today()
    begin, week = moment_of(here, _MIDNIGHT), here + timedelta(days=7)
    coming = _load(by, or_(Overleg.begint_op >= begin, Overleg.staat.in_(("prikken", "bezig"))))
    there = {o.id for o in coming}
    coming += [o for o in list_for(by) if o.id not in there and (not o.begint_op or o.begint_op >= begin)]
    rows = _rows(coming, by, people=True)
    past = _load(by, and_(Overleg.begint_op < begin, Overleg.staat != "bezig"), newest=True)
    dated = sorted((r for r in rows if r.dag), key=lambda r: r.overleg.begint_op)
    dated = _offer_series(dated)
    return Mijn(
        vandaag=[r for r in dated if r.dag <= here],
        zonder_datum=[r for r in rows if r.dag is None],
        deze_week=[r for r in dated if here < r.dag < week],
        later=[r for r in dated if r.dag >= week],
        geweest=_rows(past, by),
    )


def get_rij(overleg_id: UUID, by: Gebruiker) -> Rij:
    """One meeting as it stands in the list, for who has a chair at it."""
    (row,) = _rows(_load(by, Overleg.id == overleg_id), by, people=True)
    if row.mijn is None or row.neemt_waar or row.overleg.reeks_id is None or not row.overleg.begint_op:
        return row
    waits = db.session.scalar(later_unanswered(row.overleg, row.mijn.gebruiker_id).with_only_columns(1).limit(1))
    return replace(row, reeks_open=waits is not None)


def list_vandaag(by: Gebruiker) -> list[Rij]:
    """The meetings of today and tomorrow that go on, and those that seek a date and wait for `by`; for Vandaag, in one query."""
    if not by.may(Recht.LEZEN):
        return []
    begin, end = moment_of(today(), _MIDNIGHT), moment_of(today() + timedelta(days=2), _MIDNIGHT)
    when = and_(Overleg.begint_op >= begin, Overleg.begint_op < end, Overleg.staat.in_(("gepland", "bezig", "klaar")))
    query = (
        select(Overleg, Genodigde)
        .join(Genodigde, Genodigde.overleg_id == Overleg.id)
        .where(or_(and_(when, Genodigde.gebruiker_id.in_(_ids(by))), _waits_for(by)))
        .options(*_NAMED)
        .order_by(Overleg.begint_op, Overleg.id)
    )
    found: dict[UUID, Rij] = {}
    for overleg, mijn in db.session.execute(query).unique():
        if overleg.id not in found or mijn.gebruiker_id == by.id:
            found[overleg.id] = Rij(overleg, mijn, te_prikken=int(overleg.staat == "prikken"))
    return list(found.values())


def _waits_for(by: Gebruiker) -> ColumnElement:
    """A meeting that seeks a date, with a moment to come at which this invitation of `by` ticked nothing."""
    ticked = (
        select(Datumkeuze.voorstel_id)
        .where(Datumkeuze.voorstel_id == Datumvoorstel.id, Datumkeuze.genodigde_id == Genodigde.id)
        .correlate(Datumvoorstel, Genodigde)
        .exists()
    )
    waits = (
        select(Datumvoorstel.id)
        .where(Datumvoorstel.overleg_id == Overleg.id, Datumvoorstel.begint_op > now(), ~ticked)
        .correlate(Overleg, Genodigde)
        .exists()
    )
    return and_(Overleg.staat == "prikken", Genodigde.gebruiker_id == by.id, waits)


def list_calendar(people: Collection[Gebruiker]) -> list[Overleg]:
    """What these people are invited to, from three months back to a year ahead, with what does not take place."""
    moment = now()
    ids = {i for by in people for i in _ids(by)}
    query = (
        select(Overleg)
        .where(
            Overleg.id.in_(select(Genodigde.overleg_id).where(Genodigde.gebruiker_id.in_(ids))),
            Overleg.begint_op >= moment - timedelta(days=92),
            Overleg.begint_op <= moment + timedelta(days=366),
        )
        .options(*_NAMED)
        .order_by(Overleg.begint_op, Overleg.id)
    )
    along = [o for by in people for o in list_for(by) if o.begint_op]
    return list({o.id: o for o in [*db.session.scalars(query).unique(), *along]}.values())


_NAMED = (joinedload(Overleg.soort), joinedload(Overleg.organisatie), joinedload(Overleg.team))


def _load(by: Gebruiker, when: ColumnElement, *, newest: bool = False) -> list[Overleg]:
    mine = select(Genodigde.overleg_id).where(Genodigde.gebruiker_id.in_(_ids(by)))
    invited = selectinload(Overleg.genodigden)
    query = select(Overleg).where(Overleg.id.in_(mine), when).options(*_NAMED)
    # Who is invited matters only as long as somebody can still be missing.
    query = query.options(
        invited if newest else invited.joinedload(Genodigde.gebruiker).lazyload(Gebruiker.organisatie)
    )
    query = query.order_by(Overleg.begint_op.desc() if newest else Overleg.begint_op)
    return list(db.session.scalars(query.limit(MEESTE_GEWEEST if newest else MEESTE)).unique())


def _rows(overleggen: list[Overleg], by: Gebruiker, *, people: bool = False) -> list[Rij]:
    ids, rows = _ids(by), []
    mine = {
        o.id: min(own, key=lambda g: (g.gebruiker_id != by.id, not g.is_voorzitter))
        for o in overleggen
        if (own := [g for g in o.genodigden if g.gebruiker_id in ids])
    }
    finding = [o.id for o in overleggen if o.staat == "prikken"]
    open_ticks = count_unticked(finding, [mine[i].id for i in finding if i in mine]) if finding else {}
    for overleg in overleggen:
        row = Rij(overleg, mine.get(overleg.id), te_prikken=open_ticks.get(overleg.id, 0))
        if people and row.mijn and overleg.staat in ("gepland", "prikken"):
            missing = list_missing_now(overleg, overleg.genodigden)
            row = Rij(overleg, row.mijn, missing, not has_voorzitter(overleg.genodigden), row.te_prikken)
        rows.append(replace(row, neemt_waar=row.mijn is not None and row.mijn.gebruiker_id != by.id))
    return rows


def _offer_series(rows: list[Rij]) -> list[Rij]:
    """Marks of each series the first row from which later ones can be answered at once."""
    found, told, here = [], set(), today()
    for at, row in enumerate(rows):
        reeks_id = row.overleg.reeks_id
        offer = False
        answers = row.mijn and not row.neemt_waar and row.overleg.staat == "gepland" and row.dag > here
        if reeks_id and reeks_id not in told and answers:
            told.add(reeks_id)
            offer = any(r.overleg.reeks_id == reeks_id and r.vraagt_antwoord for r in rows[at + 1 :])
        found.append(replace(row, reeks_open=True) if offer else row)
    return found


def _ids(by: Gebruiker) -> list[UUID]:
    return [by.id, *(g.id for g in by.neemt_waar_voor)]
