"""The seat at the client's table that came with a referral: it goes when the referral leaves the team before anything hung on it."""

from uuid import UUID

from sqlalchemy import exists, select
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.fouten import MagNiet
from overlegtafel.extensions import db
from overlegtafel.plannen.betrokkenen import leave
from overlegtafel.plannen.blad import lock_plan
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.verwijzingen.adressen import list_seated
from overlegtafel.verwijzingen.models import Verwijzing


def open_page(client_id: UUID, *, by: Gebruiker) -> Inzage | None:
    """The half page, locked before the referral is, as refer does; None for who may not change it."""
    try:
        inzage = open_client(client_id, by=by, recht=Recht.SCHRIJVEN)
    except (NotFound, MagNiet):
        return None
    lock_plan(inzage)
    return inzage


def leave_seat(inzage: Inzage, v: Verwijzing) -> None:
    """The team of this referral leaves the seat it got with it, unless something hangs on that seat by now."""
    hangs = exists().where(Regel.eigenaar_id == Betrokkene.id)
    # Another referral of the client to this team may need the seat as much.
    needed = exists().where(
        Verwijzing.client_id == v.client_id, Verwijzing.aan_team_id == v.aan_team_id,
        Verwijzing.einde_op.is_(None), Verwijzing.id != v.id,
    )  # fmt: skip
    came_with_it = select(Betrokkene).where(
        Betrokkene.client_id == v.client_id, Betrokkene.team_id == v.aan_team_id, Betrokkene.tot.is_(None),
        Betrokkene.versie == 1, Betrokkene.gewijzigd_door_id == v.van_id, Betrokkene.gewijzigd_op >= v.verwezen_op,
        ~Betrokkene.is_coordinator, ~hangs, ~needed,
    )  # fmt: skip
    for seat in db.session.scalars(came_with_it).unique().all():
        leave(inzage, seat.id, versie=seat.versie)


def is_seated(v: Verwijzing) -> bool:
    """Whether the team of this referral stands on the half page."""
    return bool(list_seated(v.client_id, [v.aan_team_id]))
