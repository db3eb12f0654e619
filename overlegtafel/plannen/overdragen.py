"""Handing over: the places at the table of somebody who leaves, or of a team that ends, go to another."""

from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.plannen import blad
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.plannen.wijzigen import record_version
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker, Team

# The open seats of somebody, each with the plan it is a line of.
Seats = list[tuple[Betrokkene, Plan]]


def hand_over(van: Gebruiker | Team, naar: Gebruiker | Team, *, by: Gebruiker) -> int:
    """Every open seat of `van`, with goal, coördinatorship and open agreements, goes to `naar`; how many there were.

    Where `naar` already sits, that seat gets the agreements. By somebody in beheer, who sees none of it. It fits
    whatever the page holds: somebody leaves for everybody who comes.
    """
    seats = _lock_seats(van)
    there = {seat.client_id: seat for seat, _ in _seats(naar, of_clients=seats)}
    for part in _by_member(seats):
        heir = {}
        for seat, _ in part:
            successor = there.get(seat.client_id) or _take_seat(seat, naar, by)
            there[seat.client_id] = heir[seat.id] = successor
            if seat.is_coordinator and not successor.is_coordinator:
                successor.is_coordinator = True
                successor.versie += 1
        _move_agreements(part, naar, heir)
        _close(part, by=by, wat="betrokkene.overgedragen")
    return len(seats)


def close_seats(van: Gebruiker | Team, *, by: Gebruiker) -> int:
    """Every open seat of `van` ends, for want of somebody to take it over."""
    seats = _lock_seats(van)
    for part in _by_member(seats):
        _close(part, by=by, wat="betrokkene.vertrokken")
    return len(seats)


def _by_member(seats: Seats) -> list[Seats]:
    """In parts with one member of each household: who may not see another member does not see the version about them.

    So all seats go in as many rounds as the largest household has members with `van` at the table: mostly one.
    """
    members: dict[Plan, list[UUID]] = {}
    parts: list[Seats] = []
    for seat, plan in seats:
        there = members.setdefault(plan, [])
        if seat.client_id not in there:
            there.append(seat.client_id)
        number = there.index(seat.client_id)
        if number == len(parts):
            parts.append([])
        parts[number].append((seat, plan))
    return parts


def _lock_seats(van: Gebruiker | Team) -> Seats:
    """The open seats with the plan each is a line of, locked as a change of that page would."""
    clients = select(Betrokkene.client_id).where(_of(van), Betrokkene.tot.is_(None))
    lock = (
        select(Plan.id)
        .join(Client, Client.huishouden_id == Plan.huishouden_id)
        .where(Client.id.in_(clients))
        .order_by(Client.id)
        .with_for_update()
    )
    # Twice, for a client who was just being moved to another page: PostgreSQL waits for that, and gives no row.
    for _ in range(2):
        db.session.execute(lock)
    return list(_seats(van))


def _seats(who: Gebruiker | Team, *, of_clients: Seats | None = None) -> Seats:
    query = (
        select(Betrokkene, Plan)
        .join(Client, Client.id == Betrokkene.client_id)
        .join(Plan, Plan.huishouden_id == Client.huishouden_id)
        .where(_of(who), Betrokkene.tot.is_(None))
        .order_by(Betrokkene.client_id, Betrokkene.id)
        .execution_options(populate_existing=True)
    )
    if of_clients is not None:
        query = query.where(Betrokkene.client_id.in_([seat.client_id for seat, _ in of_clients]))
    return [tuple(row) for row in db.session.execute(query)]


def _of(who: Gebruiker | Team) -> ColumnElement:
    return Betrokkene.gebruiker_id == who.id if isinstance(who, Gebruiker) else Betrokkene.team_id == who.id


def _take_seat(seat: Betrokkene, naar: Gebruiker | Team, by: Gebruiker) -> Betrokkene:
    successor = Betrokkene(
        id=uuid4(),
        client_id=seat.client_id,
        gebruiker=naar if isinstance(naar, Gebruiker) else None,
        team=naar if isinstance(naar, Team) else None,
        doel=seat.doel,
        is_coordinator=seat.is_coordinator,
        sinds=today(),
        versie=1,
        gewijzigd_op=now(),
        gewijzigd_door_id=by.id,
    )
    db.session.add(successor)
    return successor


def _move_agreements(seats: Seats, naar: Gebruiker | Team, heir: dict[UUID, Betrokkene]) -> None:
    """From each seat to its heir; also what `naar` still had open there from an earlier time."""
    by_client = {seat.client_id: heir[seat.id] for seat, _ in seats}
    former = select(Betrokkene.id, Betrokkene.client_id).where(
        _of(naar), Betrokkene.client_id.in_(by_client), Betrokkene.tot.is_not(None)
    )
    heir = heir | {seat_id: by_client[client_id] for seat_id, client_id in db.session.execute(former)}
    for regel in db.session.scalars(select(Regel).where(Regel.eigenaar_id.in_(heir), Regel.staat == "open")).all():
        regel.eigenaar = heir[regel.eigenaar_id]
        # So that a form that was open meanwhile does not hand it back.
        regel.versie += 1


def _close(seats: Seats, *, by: Gebruiker, wat: str) -> None:
    """With one version of each page, and a line in the log about each client."""
    about = {}
    for seat, plan in seats:
        seat.tot, seat.is_coordinator, seat.versie = today(), False, seat.versie + 1
        seat.gewijzigd_op, seat.gewijzigd_door_id = now(), by.id
        about[plan] = seat.client_id
    db.session.flush()
    toegang_gewijzigd.send(client_ids=set(about.values()))
    for whole in blad.load_whole_many(about):
        client_id = about[whole.plan]
        record_version(whole.plan, whole, by=by, wat=wat, client_id=client_id)
        log(
            wat,
            Actie.UPDATE,
            by=by,
            object_soort="plan",
            object_id=whole.plan.id,
            client_id=client_id,
            recht=Recht.BEHEREN,
            grond="beheer",
        )
