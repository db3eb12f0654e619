"""Meetings on the page of a client: on which agenda they stand, and at which meeting a line of the plan was decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.zicht import visible_ids
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Agendareden, Puntbesluit
from overlegtafel.overleggen.punten import list_vragen
from overlegtafel.overleggen.waarom import INBRENG
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.inzagelog import Actie

# A meeting that begins later than planned still shows.
NOG_NIET_BEGONNEN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class OpAgenda:
    """That a client stands on an agenda. vragen, punt_id: only for who brought it in. is_genodigd: may open the meeting."""

    overleg: Overleg
    is_genodigd: bool
    vragen: Sequence[str] = ()
    punt_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Herkomst:
    """The meeting a line of the plan comes from. punt_id: of the item with its minutes; None: there are none yet."""

    naam: str
    op: datetime | None
    punt_id: UUID | None


@dataclass(frozen=True, slots=True)
class Clientbeeld:
    """herkomst: by the id of the line; of one that was changed at several meetings the last."""

    op_agenda: list[OpAgenda]
    herkomst: dict[UUID, Herkomst]


def show_of_client(inzage: Inzage, regels: Collection[Regel]) -> Clientbeeld:
    """The coming meetings of the opened client, and where these lines come from; nothing without consent for meetings.

    One query for both; that somebody stands on an agenda is a logged look. Who is not invited sees that it is there, not
    what is asked.
    """
    by, client = inzage.by, inzage.client
    people = [by.id, *(g.id for g in by.neemt_waar_voor)]
    here = select(Genodigde.id).where(Genodigde.overleg_id == Overleg.id, Genodigde.gebruiker_id.in_(people)).exists()
    asked = select(Agendareden.id).where(
        Agendareden.agendapunt_id == Agendapunt.id, Agendareden.bron == INBRENG, Agendareden.door_id == by.id
    )
    coming = and_(Agendapunt.client_id == client.id, _is_coming())
    decided = and_(Puntbesluit.agendapunt_id == Agendapunt.id, Puntbesluit.regel_id.in_([r.id for r in regels]))
    rows = db.session.execute(
        select(
            Agendapunt, Puntbesluit.regel_id, coming, here, or_(Agendapunt.ingebracht_door_id == by.id, asked.exists())
        )
        .join(Agendapunt.overleg)
        .join(Overleg.soort)
        .outerjoin(Puntbesluit, decided)
        .options(
            contains_eager(Agendapunt.overleg).contains_eager(Overleg.soort),
            contains_eager(Agendapunt.overleg).joinedload(Overleg.organisatie),
            contains_eager(Agendapunt.overleg).joinedload(Overleg.team),
        )
        .where(
            # A line of the household may have been decided at the item of another member.
            Agendapunt.client_id.in_(inzage.gezin.ids),
            Agendapunt.client_id.in_(visible_ids(by, Soort.OVERLEG)),
            or_(coming, Puntbesluit.id.is_not(None)),
        )
        .order_by(Overleg.begint_op.is_(None), Overleg.begint_op, Puntbesluit.op)
    ).unique()
    agenda: dict[UUID, OpAgenda] = {}
    herkomst: dict[UUID, Herkomst] = {}
    for punt, regel_id, is_coming, invited, is_mine in rows:
        if regel_id:
            herkomst[regel_id] = _herkomst(punt)
        if is_coming:
            asked_here = list_vragen(punt, by.id) if is_mine else []
            agenda[punt.id] = OpAgenda(punt.overleg, invited, asked_here, punt.id if is_mine else None)
    if agenda:
        inzage.log("overleg.agenda", Actie.READ)
    return Clientbeeld(list(agenda.values()), herkomst)


def _is_coming() -> ColumnElement[bool]:
    begins = and_(Overleg.staat == "gepland", Overleg.begint_op > now() - NOG_NIET_BEGONNEN)
    return and_(Agendapunt.staat == "open", or_(Overleg.staat.in_(("prikken", "bezig")), begins))


def _herkomst(punt: Agendapunt) -> Herkomst:
    overleg = punt.overleg
    return Herkomst(overleg.soort.naam, overleg.begint_op, punt.id if overleg.staat == "klaar" else None)
