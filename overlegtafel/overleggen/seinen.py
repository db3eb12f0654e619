"""Which screens hear that something changed at a meeting. An event holds a kind and an id; what it was is asked over HTTP.

'overleg': what everybody there sees changed (order, where the table is). 'aanwezig': somebody came in or left. 'punt':
something within one item changed; only who may see that item hears even that; 'punt.plan': in what lies beside it too.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select

from overlegtafel.clienten.kijkers import runs_today
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.core.datums import now
from overlegtafel.core.live import tell_after_commit
from overlegtafel.core.rechtenstand import note_change
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.overleggen.zicht import list_kijkers
from overlegtafel.toegang.models import Waarneming
from overlegtafel.toegang.sessies import list_open_sessies

# So long after it closed a screen of it may still be open.
NOG_OPEN = timedelta(days=1)


# Where the table is changed, and nothing of who may see or write what.
STAP = "overleg.stap"


def tell_overleg(overleg_id: UUID, soort: str = "overleg", *, ook: Collection[UUID] = ()) -> None:
    """Everybody at this meeting: its course changed. soort 'aanwezig': only who is in; STAP. ook: who was at it until now."""
    if soort == "overleg":
        note_change(overleg_id)
    tell_after_commit(list_open_sessies(list_at(overleg_id) | set(ook)), soort, overleg_id)


def list_at(overleg_id: UUID) -> set[UUID]:
    """Who has a chair at this meeting now: invited, asked along, or standing in for one of them."""
    db.session.flush()
    invited = select(Genodigde.gebruiker_id).where(
        Genodigde.overleg_id == overleg_id, Genodigde.gebruiker_id.is_not(None)
    )
    along = (
        select(Puntgast.gebruiker_id)
        .join(Agendapunt, Agendapunt.id == Puntgast.agendapunt_id)
        .where(Agendapunt.overleg_id == overleg_id, Puntgast.gebruiker_id.is_not(None))
    )
    people = set(db.session.scalars(invited)) | set(db.session.scalars(along))
    return people | set(
        db.session.scalars(select(Waarneming.door_id).where(Waarneming.voor_id.in_(people), runs_today()))
    )


# What changed within the item also lies beside it: the half page.
MET_PLAN = "punt.plan"


def tell_punt(punt: Agendapunt, soort: str = "punt") -> None:
    """Who may see this item: something in it changed. soort 'punt.plan': and in what lies beside it."""
    db.session.flush()
    people = list_kijkers(punt.overleg_id, [punt], met_waarnemers=True)[punt.id]
    tell_after_commit(list_open_sessies([g.id for g in people]), soort, punt.id)


@toegang_gewijzigd.connect
def _close_or_open(_sender: object, *, client_ids: Collection[UUID]) -> None:
    """Consent or seat changed: every screen of a meeting with these clients asks again what it may show."""
    db.session.flush()
    for client_id in client_ids:
        note_change(client_id)
    lately = now() - NOG_OPEN
    found = db.session.scalars(
        select(Overleg.id)
        .distinct()
        .join(Agendapunt, Agendapunt.overleg_id == Overleg.id)
        .where(
            Agendapunt.client_id.in_(client_ids),
            or_(
                Overleg.staat.in_(("gepland", "bezig")),
                and_(Overleg.staat == "klaar", Overleg.gesloten_op > lately),
            ),
        )
    )
    for overleg_id in found:
        tell_overleg(overleg_id)
