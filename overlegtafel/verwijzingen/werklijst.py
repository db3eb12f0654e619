"""The referrals that need somebody, or have something to say: for Vandaag, and for the page of a client."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, literal, or_, select, union, union_all

from overlegtafel.berichten.kring import Wie
from overlegtafel.berichten.models import Signaal
from overlegtafel.berichten.woorden import first_line
from overlegtafel.clienten.inzage import VERWEZEN, Inzage, log_shown
from overlegtafel.clienten.zicht import is_visible
from overlegtafel.core.datums import NL, now
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.verwijzingen.lijst import MEESTE, say_uitkomst
from overlegtafel.verwijzingen.manieren import (
    Manier,
    asking,
    ids_of,
    show_options,
    top,
    ways_called_in,
    ways_sent,
    ways_taken_over,
    ways_to_us,
)
from overlegtafel.verwijzingen.models import Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.seinen import is_unseen

# Of each list; Verwijzingen holds the rest.
MAX_VANDAAG = 5
MAX_CLIENT = 5
# So long what ended still stands on the page of the client.
NA_EINDE = timedelta(days=365)
# The steps whose text is for the referrer.
_TERUG = ("terugkoppeling", "einde")


class Stand(NamedTuple):
    """A referral, and the last that was fed back about it. nieuw: something happened that the reader has not seen."""

    verwijzing: Verwijzing
    terug: str
    nieuw: bool

    @property
    def eerste(self) -> str:
        return first_line(self.verwijzing.vraag)

    @property
    def uitkomst(self) -> str:
        return say_uitkomst(self.verwijzing)


@dataclass(slots=True)
class Deel:
    """The first few of a list, and how many there are: at most MEESTE + 1."""

    rijen: list[Stand] = field(default_factory=list)
    aantal: int = 0

    @property
    def meer(self) -> int:
        return self.aantal - len(self.rijen)

    @property
    def hoeveel(self) -> str:
        return f"{MEESTE}+" if self.aantal > MEESTE else str(self.aantal)


@dataclass(frozen=True, slots=True)
class Vandaag:
    """terug: feedback the reader has not seen. laat: what their team should have done; nu: what it has to do today.
    stil: what the reader sent, and should have heard of.
    """

    terug: Deel = field(default_factory=Deel)
    laat: Deel = field(default_factory=Deel)
    nu: Deel = field(default_factory=Deel)
    stil: Deel = field(default_factory=Deel)

    @property
    def rijen(self) -> list[Stand]:
        return [*self.terug.rijen, *self.laat.rijen, *self.nu.rijen, *self.stil.rijen]


def list_vandaag(by: Gebruiker) -> Vandaag:
    """What needs `by` today, most urgent first, in one query; each look is logged.

    What a colleague took is theirs, until it is too late.
    """
    moment = now()
    evening = datetime.combine(moment.astimezone(NL).date(), time.max, NL)
    is_open, due = Verwijzing.einde_op.is_(None), Verwijzing.moet_voor
    free = or_(Verwijzing.behandelaar_id.is_(None), Verwijzing.behandelaar_id.in_(Wie.of(by).mensen))
    # Nobody took it yet: that is for today, whatever its term.
    new = Verwijzing.behandelaar_id.is_(None)
    urgent = (due, Verwijzing.id)
    mine = [*ways_sent(by), *ways_taken_over(by)]
    parts = [
        _part("terug", [(_told_back(by),)], (Verwijzing.laatste_op.desc(), Verwijzing.id)),
        _part("laat", ways_to_us(by), urgent, is_open, due < moment),
        _part("nu", ways_to_us(by), urgent, is_open, due >= moment, or_(due <= evening, new), free),
        _part("stil", mine, urgent, is_open, due < moment),
    ]
    ranked = union_all(*(part for part in parts if part is not None)).subquery()
    rows = db.session.execute(
        select(ranked.c.deel, ranked.c.aantal, Verwijzing, _last_feedback(), is_unseen(by))
        .join(Verwijzing, Verwijzing.id == ranked.c.id)
        .where(ranked.c.plaats <= MAX_VANDAAG)
        .options(*show_options())
        .order_by(ranked.c.plaats),
        asking(by),
    )
    found = Vandaag()
    for deel, aantal, v, text, fresh in rows:
        part: Deel = getattr(found, deel)
        part.rijen.append(Stand(v, first_line(text or "", 200), bool(fresh)))
        part.aantal = aantal
    _log_shown({s.verwijzing.client_id for s in found.rijen}, "vandaag.verwijzing", by)
    return found


def list_of_client(inzage: Inzage) -> Deel:
    """What became of the referrals of the opened client, open ones first, for who may see those; a logged look."""
    if inzage.is_gast or not inzage.soorten[Soort.VERWIJZING]:
        return Deel()
    lately = now() - NA_EINDE
    query = (
        select(Verwijzing, _last_feedback(), is_unseen(inzage.by), func.count().over())
        .where(
            Verwijzing.client_id == inzage.client.id,
            or_(Verwijzing.einde_op.is_(None), Verwijzing.einde_op >= lately),
        )
        .options(*show_options())
        .order_by(Verwijzing.einde_op.is_not(None), Verwijzing.verwezen_op.desc(), Verwijzing.id)
        .limit(MAX_CLIENT)
    )
    deel = Deel()
    for v, text, new, aantal in db.session.execute(query):
        deel.rijen.append(Stand(v, first_line(text or "", 200), bool(new)))
        deel.aantal = aantal
    if deel.rijen and inzage.is_nood:
        inzage.log("verwijzing.lijst", Actie.READ)
    elif deel.rijen:
        _log_shown({inzage.client.id}, "verwijzing.lijst", inzage.by)
    return deel


def _log_shown(client_ids: Collection, gebeurtenis: str, by: Gebruiker) -> None:
    """Who has no seat sees them as the team or the referrer."""
    log_shown(client_ids, gebeurtenis, by=by, soort=Soort.VERWIJZING, als_gast=client_ids, gastgrond=VERWEZEN)


def _part(deel: str, ways: list[Manier], order: tuple, *where: ColumnElement[bool]) -> Select | None:
    """SQL: the ids of one list with their place in it, counted no further than 'many'."""
    if not ways:
        return None
    first = union(*(top(ids_of((*way, *where)).order_by(*order), MEESTE + 1) for way in ways)).subquery()
    return (
        select(
            literal(deel).label("deel"),
            Verwijzing.id.label("id"),
            func.row_number().over(order_by=order).label("plaats"),
            func.count().over().label("aantal"),
        )
        .where(Verwijzing.id.in_(select(first.c.id)))
    )  # fmt: skip


def _told_back(by: Gebruiker) -> ColumnElement[bool]:
    """SQL: there is feedback for `by` that they have not seen, and may see. Whoever it went to: also the client's new practice."""
    unseen = select(Signaal.verwijzing_id).where(
        Signaal.gebruiker_id == by.id, Signaal.gezien_op.is_(None), Signaal.soort == "terug"
    )
    ways = [*ways_sent(by), *ways_taken_over(by), *ways_to_us(by), *ways_called_in(by)]
    return and_(Verwijzing.id.in_(unseen), or_(is_visible(), *(and_(*way) for way in ways)))


def _last_feedback() -> ScalarSelect:
    """SQL: how the last text for the referrer begins."""
    last = select(func.substr(Verwijsstap.tekst, 1, 300)).where(
        Verwijsstap.verwijzing_id == Verwijzing.id, Verwijsstap.wat.in_(_TERUG), Verwijsstap.tekst != ""
    )
    return last.order_by(Verwijsstap.op.desc(), Verwijsstap.id).limit(1).correlate(Verwijzing).scalar_subquery()
