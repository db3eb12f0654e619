"""Threads stay when people go: what somebody had taken goes back to the team, what was asked of them goes to who takes over."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from overlegtafel.berichten.kring import filter_allowed, people_of
from overlegtafel.berichten.models import Deelnemer, Draad
from overlegtafel.berichten.seinen import tell
from overlegtafel.clienten.signalen import lid_weg, samengevoegd, werk_overgenomen
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker, Team, teamlid


@werk_overgenomen.connect
def pass_on(_sender, *, van: Gebruiker | Team, naar: Gebruiker | Team | None, by: Gebruiker) -> None:
    """Of somebody who left, or a team that ended. By somebody in beheer, who sees none of it."""
    if isinstance(van, Team):
        for draad in _lock(Draad.aan_team_id == van.id):
            _readdress(draad, naar)
            _give_back(draad, by)
        return
    along = select(Deelnemer.draad_id).where(Deelnemer.gebruiker_id == van.id)
    for draad in _lock((Draad.van_id == van.id) | Draad.id.in_(along)):
        _ask_along(draad, _heirs(van, naar), by)
    for draad in _lock((Draad.aan_gebruiker_id == van.id) | (Draad.behandelaar_id == van.id)):
        if draad.aan_gebruiker_id == van.id:
            _readdress(draad, naar)
        _give_back(draad, by)


@lid_weg.connect
def leave_team(_sender, *, mens: Gebruiker, team: Team, by: Gebruiker) -> None:
    """What somebody took on as one of a team goes back to it when they are no longer in it."""
    for draad in _lock((Draad.aan_team_id == team.id) & (Draad.behandelaar_id == mens.id)):
        _give_back(draad, by)


@samengevoegd.connect
def follow(_sender, *, weg_id: UUID, blijft_id: UUID) -> None:
    db.session.execute(update(Draad).where(Draad.client_id == weg_id).values(client_id=blijft_id))


def _lock(which: ColumnElement[bool]) -> list[Draad]:
    query = select(Draad).where(which, Draad.gesloten_op.is_(None)).order_by(Draad.id)
    return list(db.session.scalars(query.with_for_update(of=Draad).execution_options(populate_existing=True)))


def _readdress(draad: Draad, naar: Gebruiker | Team | None) -> None:
    """Nobody to take over: the address stays, and as nobody answers there it goes back to the asker."""
    if naar:
        draad.aan_team = naar if isinstance(naar, Team) else None
        draad.aan_gebruiker = naar if isinstance(naar, Gebruiker) else None


def _give_back(draad: Draad, by: Gebruiker) -> None:
    """To everybody of the address. Where none of them may see the client, silence has begun now."""
    draad.behandelaar = draad.opgepakt_op = None
    _note(draad, by)
    db.session.flush()
    people = filter_allowed(draad.client_id, people_of(draad))
    if draad.is_vraag and not people:
        draad.kijken_op = now()
    tell(draad, "doorgegeven", by=None, aan=people)


def _heirs(van: Gebruiker, naar: Gebruiker | Team | None) -> list[Gebruiker]:
    """Who takes over; where nobody was named, the colleagues who do the same work there."""
    if naar:
        return [naar] if isinstance(naar, Gebruiker) else _members(naar)
    colleagues = select(Gebruiker).where(Gebruiker.organisatie_id == van.organisatie_id, Gebruiker.actief)
    return [p for p in db.session.scalars(colleagues).unique() if p.id != van.id and p.domein is van.domein]


def _ask_along(draad: Draad, people: Collection[Gebruiker], by: Gebruiker) -> None:
    """Who takes over hears the answer; that it was asked by who left stays as it was."""
    there = set(db.session.scalars(select(Deelnemer.gebruiker_id).where(Deelnemer.draad_id == draad.id)))
    new = [p for p in filter_allowed(draad.client_id, people) if p.id not in there | {draad.van_id}]
    if new:
        db.session.add_all(Deelnemer(draad_id=draad.id, gebruiker_id=p.id, door_id=by.id, sinds=now()) for p in new)
        _note(draad, by)
        tell(draad, "doorgegeven", by=None, aan=new)


def _members(team: Team) -> list[Gebruiker]:
    query = select(Gebruiker).join(teamlid, teamlid.c.gebruiker_id == Gebruiker.id)
    return list(db.session.scalars(query.where(teamlid.c.team_id == team.id, Gebruiker.actief)).unique())


def _note(draad: Draad, by: Gebruiker) -> None:
    draad.versie += 1
    log(
        "bericht.overgedragen",
        Actie.UPDATE,
        by=by,
        object_soort="draad",
        object_id=draad.id,
        client_id=draad.client_id,
        recht=Recht.BEHEREN,
        grond="beheer",
    )
