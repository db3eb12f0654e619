"""For Vandaag: the agreements of somebody and their teams, and what changed around their clients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.clienten.zicht import visible_ids
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, PlanVersie, Regel
from overlegtafel.toegang.models import Gebruiker

# Further ahead than this is not 'now'.
VOORUIT = timedelta(days=14)
MAX_REGELS = 50
MAX_WIJZIGINGEN = 20


@dataclass(frozen=True, slots=True)
class MijnAfspraak:
    """An open agreement of mine or of my team, and the client it leads to."""

    regel: Regel
    client: Client
    van_team: str
    # Whom I stand in for, when it is theirs.
    voor: str = ""

    @property
    def te_laat(self) -> bool:
        return self.regel.datum < today()


@dataclass(frozen=True, slots=True)
class Terugblik:
    """A page whose evaluation date passed; voor: whom I stand in for, when they are its coördinator."""

    dag: date
    client: Client
    voor: str = ""


@dataclass(frozen=True, slots=True)
class Wijziging:
    """Somebody changed the page of one of my clients."""

    op: datetime
    door: str
    wat: str
    client: Client
    aantal: int = 1


def list_my_afspraken(by: Gebruiker) -> list[MijnAfspraak]:
    """Open agreements whose owner I am, my team, or whom I stand in for, overdue first, up to VOORUIT ahead."""
    # Asked twice below, worked out once.
    visible = select(visible_ids(by).cte("zichtbaar"))
    rows = db.session.execute(
        select(Regel, Client)
        .join(Regel.eigenaar)
        .join(Client, Client.id == Betrokkene.client_id)
        # Of the page this client has now: who moved out is no way to the page they left.
        .join(Plan, and_(Plan.id == Regel.plan_id, Plan.huishouden_id == Client.huishouden_id))
        .options(contains_eager(Regel.eigenaar).joinedload(Betrokkene.team))
        .where(
            Regel.staat == "open",
            Regel.datum <= today() + VOORUIT,
            Betrokkene.tot.is_(None),
            _mine(by),
            Client.id.in_(visible),
            or_(
                and_(
                    Regel.client_id.is_(None), _meant_for(Client, func.coalesce(Regel.geschreven_op, Regel.gemaakt_op))
                ),
                Regel.client_id.in_(visible),
            ),
        )
        .order_by(Regel.datum, Regel.id)
        .limit(MAX_REGELS)
    )
    names = _stood_in_for(by)
    return [
        MijnAfspraak(
            regel,
            client,
            regel.eigenaar.team.naam if regel.eigenaar.team else "",
            names.get(regel.eigenaar.gebruiker_id, ""),
        )
        for regel, client in rows
    ]


def _mine(by: Gebruiker) -> ColumnElement:
    """SQL: a seat of mine, of my team, or of whom I stand in for."""
    people = [by.id, *_stood_in_for(by)]
    return or_(Betrokkene.gebruiker_id.in_(people), Betrokkene.team_id.in_([team.id for team in by.teams]))


def _stood_in_for(by: Gebruiker) -> dict[UUID, str]:
    return {g.id: g.naam for g in by.neemt_waar_voor}


def _meant_for(client, moment) -> ColumnElement:
    """SQL: what was for everybody at that moment was for this client, who lived there already."""
    return or_(client.huishouden_sinds.is_(None), moment >= client.huishouden_sinds)


def since(by: Gebruiker) -> datetime:
    """The beginning of 'since your last visit'; a week back for who comes for the first time."""
    return by.vorige_aanmelding or now() - timedelta(days=7)


def list_changes(by: Gebruiker) -> list[Wijziging]:
    """What others changed around the clients I see, since my last visit, newest first, one line per client and person."""
    rows = db.session.execute(
        select(PlanVersie, Client)
        .join(Plan, Plan.id == PlanVersie.plan_id)
        .join(Client, Client.huishouden_id == Plan.huishouden_id)
        .options(joinedload(PlanVersie.door))
        .where(
            PlanVersie.op >= since(by),
            or_(PlanVersie.door_id.is_(None), PlanVersie.door_id != by.id),
            Client.samengevoegd_in_id.is_(None),
            Client.id.in_(visible_ids(by)),
            or_(
                and_(PlanVersie.client_id.is_(None), _meant_for(Client, PlanVersie.op)),
                PlanVersie.client_id == Client.id,
            ),
        )
        .order_by(PlanVersie.op.desc(), Client.sorteernaam)
        .limit(MAX_REGELS * 2)
    )
    return _per_plan(rows)[:MAX_WIJZIGINGEN]


def _per_plan(rows) -> list[Wijziging]:
    """Several changes of one page by one person are one line; of a household its first member stands for it."""
    found: dict[tuple, Wijziging] = {}
    counted: set = set()
    for versie, client in rows:
        key = (versie.plan_id, versie.door_id)
        door = versie.door.naam if versie.door else ""
        if key not in found:
            found[key] = Wijziging(versie.op, door, versie.wat, client)
        elif versie.id not in counted:
            first = found[key]
            found[key] = Wijziging(first.op, door, first.wat, first.client, first.aantal + 1)
        counted.add(versie.id)
    return list(found.values())


def next_evaluations(by: Gebruiker, *, limit: int = 10) -> Sequence[Terugblik]:
    """Evaluation dates that passed, of pages where I (or whom I stand in for) am coördinator, oldest first."""
    rows = db.session.execute(
        select(Plan.evaluatie_op, Client, Betrokkene.gebruiker_id)
        .join(Client, Client.huishouden_id == Plan.huishouden_id)
        .join(Betrokkene, Betrokkene.client_id == Client.id)
        .where(
            Plan.evaluatie_op < today(),
            Betrokkene.tot.is_(None),
            Betrokkene.is_coordinator,
            _mine(by),
            Client.id.in_(visible_ids(by)),
        )
        .order_by(Plan.evaluatie_op)
        .limit(limit)
    )
    names = _stood_in_for(by)
    return [Terugblik(dag, client, names.get(gebruiker_id, "")) for dag, client, gebruiker_id in rows]
