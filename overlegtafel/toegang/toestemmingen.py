"""Consent in the database: the rule that counts, as SQL for lists; recording and withdrawing."""

from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, and_, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming


def deciding_rule(
    client_id: InstrumentedAttribute,
    *,
    organisatie_id: UUID | BindParameter,
    domein: str | BindParameter,
    soort: str | BindParameter,
    op: date | BindParameter,
) -> ColumnElement:
    """SQL: the id of the rule of this client that counts for who works there, in that domain; NULL when there is none.

    Says in SQL what regels.allows() says in Python; a property test holds the two together.
    """
    t = aliased(Toestemming)
    weight = (
        case((t.organisatie_id.is_not(None), 4), else_=0)
        + case((t.soort.is_not(None), 2), else_=0)
        + case((t.besluit == Besluit.NEE, 1), else_=0)
    )
    return (
        select(t.id)
        .where(
            t.client_id == client_id,
            t.ingetrokken_op.is_(None),
            or_(t.geldig_tot.is_(None), t.geldig_tot >= op),
            or_(t.soort.is_(None), t.soort == soort),
            or_(
                t.organisatie_id == organisatie_id,
                and_(t.organisatie_id.is_(None), t.domein == domein),
            ),
        )
        .order_by(weight.desc(), t.id)
        .limit(1)
        # However deep this stands, the client is the one of the query around it, never a table of its own.
        .correlate_except(t)
        .scalar_subquery()
    )


def record_toestemming(
    client_id: UUID,
    *,
    by: Gebruiker,
    besluit: Besluit,
    hoe: str,
    domein: Domein | None = None,
    organisatie_id: UUID | None = None,
    soort: Soort | None = None,
) -> Toestemming:
    """Store one rule of the client. The caller has checked that `by` may, and logs it."""
    rule = Toestemming(
        client_id=client_id,
        besluit=besluit.value,
        domein=domein.value if domein else None,
        organisatie_id=organisatie_id,
        soort=soort.value if soort else None,
        hoe=hoe,
        vastgelegd_door_id=by.id,
        vastgelegd_op=now(),
    )
    db.session.add(rule)
    return rule
