"""Consent in the database: the rule that counts, as SQL for lists; recording."""

from collections.abc import Collection
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import BindParameter, ColumnElement, and_, case, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Toestemming, Toestemmingstekst
from overlegtafel.toegang.regels import Regel


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
    # The table and not the class: this stands in most queries, and an alias of a class is slow to make.
    t = Toestemming.__table__.alias()
    weight = (
        case((t.c.organisatie_id.is_not(None), 4), else_=0)
        + case((t.c.soort.is_not(None), 2), else_=0)
        + case((t.c.besluit == Besluit.NEE, 1), else_=0)
    )
    return (
        select(t.c.id)
        .where(
            t.c.client_id == client_id,
            t.c.ingetrokken_op.is_(None),
            or_(t.c.geldig_tot.is_(None), t.c.geldig_tot >= op),
            or_(t.c.soort.is_(None), t.c.soort == soort),
            or_(
                t.c.organisatie_id == organisatie_id,
                and_(t.c.organisatie_id.is_(None), t.c.domein == domein),
            ),
        )
        .order_by(weight.desc(), t.c.id)
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
    gegeven_door: str = "client",
    vertegenwoordiger_id: UUID | None = None,
    tekst_id: UUID | None = None,
    geldig_tot: date | None = None,
) -> Toestemming:
    """Store one rule of the client. The caller has checked that `by` may, and logs it."""
    rule = Toestemming(
        id=uuid4(),
        client_id=client_id,
        besluit=besluit.value,
        domein=domein.value if domein else None,
        organisatie_id=organisatie_id,
        soort=soort.value if soort else None,
        hoe=hoe,
        gegeven_door=gegeven_door,
        vertegenwoordiger_id=vertegenwoordiger_id,
        tekst_id=tekst_id,
        geldig_tot=geldig_tot,
        vastgelegd_door_id=by.id,
        vastgelegd_op=now(),
    )
    db.session.add(rule)
    return rule


def store_tekst(tekst: str) -> UUID:
    """The id of this text as it was put before clients; stored the first time it is used."""
    mark = sha256(tekst.encode()).hexdigest()
    known = db.session.scalar(select(Toestemmingstekst.id).where(Toestemmingstekst.vingerafdruk == mark))
    if known:
        return known
    stored = Toestemmingstekst(id=uuid4(), tekst=tekst, vingerafdruk=mark)
    try:
        with db.session.begin_nested():
            db.session.add(stored)
    except IntegrityError:
        # Somebody used it for the first time at the same moment.
        return db.session.scalars(select(Toestemmingstekst.id).where(Toestemmingstekst.vingerafdruk == mark)).one()
    return stored.id


def list_active(client_ids: Collection[UUID]) -> dict[UUID, list[Regel]]:
    """The rules that hold today of each of these clients, for regels.allows()."""
    found: dict[UUID, list[Regel]] = {client_id: [] for client_id in client_ids}
    rows = db.session.execute(
        select(
            Toestemming.client_id,
            Toestemming.besluit,
            Toestemming.domein,
            Toestemming.organisatie_id,
            Toestemming.soort,
        ).where(
            Toestemming.client_id.in_(client_ids),
            Toestemming.ingetrokken_op.is_(None),
            or_(Toestemming.geldig_tot.is_(None), Toestemming.geldig_tot >= today()),
        )
    )
    for client_id, besluit, domein, organisatie_id, soort in rows:
        found[client_id].append(
            Regel(
                Besluit(besluit),
                domein=Domein(domein) if domein else None,
                organisatie_id=organisatie_id,
                soort=Soort(soort) if soort else None,
            )
        )
    return found
