"""People go: their invitations to meetings to come lapse, and so does their place in a series. What was, stays."""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.signalen import lid_weg, werk_overgenomen
from overlegtafel.extensions import db
from overlegtafel.overleggen.mensen import drop_genodigden
from overlegtafel.overleggen.models import Genodigde, Overleg, Reeks, Reekslid
from overlegtafel.overleggen.wijzigen import record_change
from overlegtafel.toegang.models import Gebruiker, Team


@werk_overgenomen.connect
def leave(_sender, *, van: Gebruiker | Team, naar: Gebruiker | Team | None, by: Gebruiker) -> None:
    """Somebody left: a chair sees which discipline is missing now, or that nobody chairs. A team that ended keeps its meetings;
    where another took over they are of that team from now on.
    """
    if isinstance(van, Gebruiker):
        _end(van.id, by=by)
    elif isinstance(naar, Team):
        coming = select(Overleg).where(Overleg.team_id == van.id, Overleg.staat.in_(("gepland", "prikken")))
        for overleg in db.session.scalars(coming).all():
            overleg.team_id = naar.id
        for reeks in db.session.scalars(select(Reeks).where(Reeks.team_id == van.id, Reeks.gestopt_op.is_(None))).all():
            reeks.team_id = naar.id


@lid_weg.connect
def leave_team(_sender, *, mens: Gebruiker, team: Team, by: Gebruiker) -> None:
    """No longer in a team: not invited to its meetings any more."""
    _end(mens.id, Overleg.team_id == team.id, Reeks.team_id == team.id, by=by)


def _end(
    mens_id: UUID, which: ColumnElement | bool = True, series: ColumnElement | bool = True, *, by: Gebruiker
) -> None:
    members = (
        select(Reekslid).join(Reeks, Reeks.id == Reekslid.reeks_id).where(Reekslid.gebruiker_id == mens_id, series)
    )
    for lid in db.session.scalars(members).all():
        db.session.delete(lid)
    invitations = (
        select(Genodigde)
        .join(Genodigde.overleg)
        .where(Genodigde.gebruiker_id == mens_id, Overleg.staat.in_(("gepland", "prikken")), which)
        .options(joinedload(Genodigde.overleg))
        .order_by(Genodigde.overleg_id)
    )
    for genodigde in db.session.scalars(invitations.with_for_update(of=Overleg)).all():
        overleg = genodigde.overleg
        drop_genodigden([genodigde.id])
        record_change(overleg, "overleg.genodigde_weg", by=by)
