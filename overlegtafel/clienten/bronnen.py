"""For which clients the system of a home-care organisatie may deliver and fetch. Nobody looks here: nothing is opened."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import FUNCTIES, Besluit, Domein, Soort, domein_of
from overlegtafel.toegang.models import Gebruiker, Team, teamlid
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.toegang.toestemmingen import deciding_rule

_FUNCTIES = [functie for functie in FUNCTIES if domein_of(functie) is Domein.WIJKVERPLEGING]


def open_to(organisatie_id: UUID) -> Select:
    """SQL: id and BSN of the clients with whom this organisatie sits at the table, and who allow it their home-care notes."""
    rule = aliased(Toestemming)
    decides = deciding_rule(
        Client.id,
        organisatie_id=organisatie_id,
        domein=Domein.WIJKVERPLEGING.value,
        soort=Soort.THUISZORG.value,
        op=today(),
    )
    return (
        select(Client.id, Client.bsn)
        .join(rule, rule.id == decides)
        .where(rule.besluit == Besluit.JA.value, Client.samengevoegd_in_id.is_(None), _has_seat(organisatie_id))
    )


def _has_seat(organisatie_id: UUID) -> ColumnElement:
    """SQL for one client: somebody who works there in the home care sits at the table, in person or with a team."""
    theirs = and_(Gebruiker.organisatie_id == organisatie_id, Gebruiker.functie.in_(_FUNCTIES), Gebruiker.actief)
    people = select(Gebruiker.id).where(theirs)
    with_them = select(teamlid.c.team_id).join(Gebruiker, Gebruiker.id == teamlid.c.gebruiker_id).where(theirs)
    teams = select(Team.id).where(
        Team.domein == Domein.WIJKVERPLEGING.value,
        Team.actief,
        or_(
            Team.organisatie_id == organisatie_id,
            # A team of the region is of whoever has people in it.
            and_(Team.organisatie_id.is_(None), Team.id.in_(with_them)),
        ),
    )
    return exists().where(
        and_(Betrokkene.client_id == Client.id, Betrokkene.tot.is_(None)),
        or_(Betrokkene.gebruiker_id.in_(people), Betrokkene.team_id.in_(teams)),
    )


def hold_clients(bsns: Collection[str], client_ids: Collection[UUID]) -> None:
    """Wait for who is changing seat, consent or number of these clients, and hold off who wants to, until the transaction ends."""
    which = or_(Client.bsn.in_(bsns), Client.id.in_(client_ids))
    db.session.execute(select(Client.id).where(which).order_by(Client.id).with_for_update(read=True))


def find_by_bsn(organisatie_id: UUID, bsns: Collection[str]) -> dict[str, UUID]:
    """BSN -> client, for those of these numbers that are open to this organisatie, and are of one client only."""
    rows = db.session.execute(open_to(organisatie_id).where(Client.bsn.in_(bsns))) if bsns else ()
    found: dict[str, set[UUID]] = {}
    for client_id, bsn in rows:
        found.setdefault(bsn, set()).add(client_id)
    # Two with one number: one of them has it wrong, and nobody here knows who.
    return {bsn: ids.pop() for bsn, ids in found.items() if len(ids) == 1}


def filter_open(organisatie_id: UUID, client_ids: Collection[UUID]) -> set[UUID]:
    """Those of these clients that are open to this organisatie."""
    if not client_ids:
        return set()
    return set(db.session.scalars(open_to(organisatie_id).where(Client.id.in_(client_ids))))


def list_bsns(client_ids: Collection[UUID]) -> list[str]:
    return list(db.session.scalars(select(Client.bsn).where(Client.id.in_(client_ids), Client.bsn.is_not(None))))
