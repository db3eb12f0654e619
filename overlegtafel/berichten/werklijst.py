"""The open threads that need somebody: for Vandaag, and for the page of a client."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, false, func, or_, select, union
from sqlalchemy.orm import joinedload, lazyload

from overlegtafel.berichten.kring import Wie
from overlegtafel.berichten.models import Bericht, Deelnemer, Draad
from overlegtafel.berichten.postvak import Rij
from overlegtafel.berichten.seinen import is_unseen
from overlegtafel.berichten.woorden import first_line
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.zicht import visible_ids
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker

# Of each list; the inbox holds the rest.
MAX_VANDAAG = 5
MAX_CLIENT = 3


@dataclass(frozen=True, slots=True)
class OpenDraad:
    """An open thread in a list. eerste: how the question begins; gesteld: the reader (or whom they stand in for) asked it.

    namens: whom the reader stands in for, when it is theirs; aantal: how many there are in its list; te_laat: past its
    moment; nieuw: something happened that the reader has not seen.
    """

    draad: Draad
    eerste: str
    gesteld: bool
    namens: str
    aantal: int
    te_laat: bool
    nieuw: bool

    @property
    def is_terug(self) -> bool:
        """Silence brought it back to who asked: time to call."""
        return self.draad.escalatie >= 2


@dataclass(frozen=True, slots=True)
class Antwoord:
    """A question of the reader's that was closed, and that they have not looked at since. eerste: how the answer begins.

    aantal: how many there are.
    """

    draad: Draad
    eerste: str
    aantal: int


def list_antwoorden(by: Gebruiker) -> list[Antwoord]:
    """What `by` asked and got an answer to (or was closed otherwise) since they last looked; newest first, in one query."""
    mine = Wie.of(by).mensen
    last = select(func.substr(Bericht.tekst, 1, 200)).where(
        Bericht.draad_id == Draad.id, Bericht.soort.in_(("antwoord", "bericht")), Bericht.door_id.not_in(mine)
    )
    last = last.order_by(Bericht.op.desc()).limit(1).scalar_subquery()
    person = lazyload(Gebruiker.organisatie)
    rows = db.session.execute(
        select(Draad, last, func.count().over())
        .where(
            Draad.van_id.in_(mine),
            Draad.gesloten_op.is_not(None),
            is_unseen(by),
            Draad.client_id.in_(visible_ids(by)),
        )
        .options(joinedload(Draad.client), joinedload(Draad.gesloten_door).options(person))
        .order_by(Draad.gesloten_op.desc(), Draad.id)
        .limit(MAX_VANDAAG)
    )
    return [Antwoord(draad, draad.sluitreden or first_line(text or ""), count) for draad, text, count in rows]


def list_vandaag(by: Gebruiker) -> tuple[list[OpenDraad], list[OpenDraad]]:
    """What is asked of `by` and their teams and practice, and what they asked themselves; most urgent first, in one query.

    Of each the first few that are too late, and the first few of the rest.
    What a colleague took is theirs, until it is too late.
    """
    who = Wie.of(by)
    asked = Draad.van_id.in_(who.mensen)
    in_mind = or_(
        and_(asked, Draad.soort == "vraag"),
        and_(~asked, or_(Draad.behandelaar_id.is_(None), Draad.behandelaar_id.in_(who.mensen))),
        and_(~asked, or_(Draad.antwoord_voor < now(), Draad.id.in_(_along(who)))),
    )
    rows = _list(by, in_mind, most=MAX_VANDAAG, late=Draad.antwoord_voor < now())
    return [row for row in rows if not row.gesteld], [row for row in rows if row.gesteld]


def list_of_client(inzage: Inzage) -> list[OpenDraad]:
    """The open threads about the opened client that the reader belongs to, most urgent first. None in an emergency."""
    if inzage.is_nood:
        return []
    return _list(inzage.by, Draad.client_id == inzage.client.id, most=MAX_CLIENT)


def list_answered(inzage: Inzage) -> list[Rij]:
    """The questions of the reader about the opened client that were answered (or closed otherwise) since they last looked, newest first."""
    if inzage.is_nood:
        return []
    by = inzage.by
    query = (
        select(Draad, _begin())
        .where(
            Draad.van_id == by.id,
            Draad.client_id == inzage.client.id,
            Draad.gesloten_op.is_not(None),
            is_unseen(by),
        )
        .options(joinedload(Draad.aan_team), joinedload(Draad.aan_organisatie))
        .options(joinedload(Draad.aan_gebruiker).options(lazyload(Gebruiker.organisatie)))
        .order_by(Draad.gesloten_op.desc(), Draad.id)
        .limit(MAX_CLIENT)
    )
    return [Rij(draad, first_line(text or "")) for draad, text in db.session.execute(query)]


def _begin() -> ScalarSelect:
    """SQL: how the question of a thread begins."""
    begin = select(func.substr(Bericht.tekst, 1, 200)).where(Bericht.draad_id == Draad.id, Bericht.soort == "vraag")
    return begin.order_by(Bericht.op).limit(1).scalar_subquery()


def _list(
    by: Gebruiker, which: ColumnElement[bool], *, most: int, late: ColumnElement[bool] | None = None
) -> list[OpenDraad]:
    """The first few that were asked and of the others; late: those apart."""
    who = Wie.of(by)
    asked = Draad.van_id.in_(who.mensen)
    late = false() if late is None else func.coalesce(late, false())
    order = (Draad.antwoord_voor.is_(None), Draad.antwoord_voor, Draad.gesteld_op, Draad.id)
    ranked = (
        select(
            Draad.id,
            asked.label("gesteld"),
            late.label("laat"),
            func.row_number().over(partition_by=(asked, late), order_by=order).label("plaats"),
            func.count().over(partition_by=(asked, late)).label("aantal"),
        )
        .where(Draad.id.in_(_open_ids(who)), which, Draad.gesloten_op.is_(None), Draad.client_id.in_(visible_ids(by)))
        .subquery()
    )
    person = lazyload(Gebruiker.organisatie)
    rows = db.session.execute(
        select(Draad, _begin(), ranked.c.gesteld, ranked.c.aantal, ranked.c.laat, is_unseen(by))
        .join(ranked, ranked.c.id == Draad.id)
        .where(ranked.c.plaats <= most)
        .options(
            joinedload(Draad.client),
            joinedload(Draad.aan_team),
            joinedload(Draad.aan_organisatie),
            *(joinedload(link).options(person) for link in (Draad.van, Draad.behandelaar, Draad.aan_gebruiker)),
        )
        .order_by(ranked.c.gesteld, ranked.c.plaats)
    )
    names = {p.id: p.naam for p in by.neemt_waar_voor}
    return [
        OpenDraad(
            draad,
            first_line(text or ""),
            bool(mine),
            _namens(draad, bool(mine), by, names),
            count,
            bool(due),
            bool(new),
        )
        for draad, text, mine, count, due, new in rows
    ]


def _open_ids(who: Wie) -> Select:
    """SQL: the open threads these belong to. One select per address, each with its own index of what is open."""
    columns: Sequence[tuple] = (
        (Draad.van_id, who.mensen),
        (Draad.aan_gebruiker_id, who.mensen),
        (Draad.behandelaar_id, who.mensen),
        (Draad.aan_team_id, who.teams),
        (Draad.aan_organisatie_id, who.praktijken),
    )
    still_open = [
        select(Draad.id).where(column.in_(ids), Draad.gesloten_op.is_(None)) for column, ids in columns if ids
    ]
    return select(union(*still_open, _along(who)).subquery().c[0])


def _along(who: Wie) -> Select:
    return select(Deelnemer.draad_id).where(Deelnemer.gebruiker_id.in_(who.mensen))


def _namens(draad: Draad, asked: bool, by: Gebruiker, names: dict[UUID, str]) -> str:
    """For whom the reader stands in here; nobody when it is their own as well."""
    concerned = (draad.van_id,) if asked else (draad.behandelaar_id, draad.aan_gebruiker_id)
    return "" if by.id in concerned else next((names[c] for c in concerned if c in names), "")
