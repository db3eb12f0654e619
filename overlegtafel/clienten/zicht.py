"""Which clients somebody may see, as SQL: a relation, and the client's consent. Only inzage.py opens one."""

from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, or_, select, union
from sqlalchemy.orm import aliased, joinedload

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import UtcTijd, db
from overlegtafel.toegang.domein import Besluit, Domein, Recht, Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Noodtoegang, Toestemming
from overlegtafel.toegang.toestemmingen import deciding_rule


def visible_ids(by: Gebruiker, soort: Soort = Soort.PLAN) -> Select:
    """SQL: the ids of the clients `by` may see. Every list starts here.

    There is a relation (betrokken in person or through a team, or the practice where the client is registered)
    and the client's consent for this kind of information.
    """
    related = union(*_relations(by)).subquery()
    rule = Toestemming.__table__.alias()
    decides = deciding_rule(
        related.c.client_id,
        organisatie_id=by.organisatie_id,
        domein=by.domein.value,
        soort=soort.value,
        op=today(),
    )
    return select(related.c.client_id).join(rule, rule.c.id == decides).where(rule.c.besluit == Besluit.JA.value)


def consents(client_id: ColumnElement, by: Gebruiker, soort: Soort) -> ColumnElement[bool]:
    """SQL for one row of the surrounding query: whether this client's consent lets `by` see this kind.

    For who is a guest with it: without a relation to the client, so it opens nothing by itself.
    """
    rule = aliased(Toestemming)
    decides = deciding_rule(
        client_id, organisatie_id=by.organisatie_id, domein=by.domein.value, soort=soort.value, op=today()
    )
    found = select(rule.besluit).where(rule.id == decides).correlate_except(rule).scalar_subquery()
    return and_(literal(by.may(Recht.LEZEN)), found == Besluit.JA.value)


def visible_to(by: Gebruiker, soort: Soort = Soort.PLAN) -> Select:
    """SQL: the clients `by` may see, without the doubles that were merged into another."""
    return select(Client).where(Client.id.in_(visible_ids(by, soort)), Client.samengevoegd_in_id.is_(None))


def _relations(by: Gebruiker) -> list[Select]:
    """One select per ground, each with an index of its own: an OR of them would read the whole table on SQLite."""
    if not by.may(Recht.LEZEN):
        return [select(Client.id.label("client_id")).where(literal(False))]
    seats = select(Betrokkene.client_id).where(Betrokkene.tot.is_(None))
    selects = [seats.where(Betrokkene.gebruiker_id == by.id)]
    if by.teams:
        selects.append(seats.where(Betrokkene.team_id.in_([team.id for team in by.teams])))
    if praktijken := _praktijken(by):
        selects.append(select(Client.id.label("client_id")).where(Client.praktijk_id.in_(praktijken)))
    if by.neemt_waar_voor:
        selects.append(seats.where(Betrokkene.gebruiker_id.in_([g.id for g in by.neemt_waar_voor])))
    return selects


def _praktijken(by: Gebruiker) -> list[UUID]:
    """The practices whose patients `by` may know of: the own one first, then of whom `by` stands in for."""
    who = [by, *by.neemt_waar_voor]
    return list(dict.fromkeys(g.organisatie_id for g in who if g.domein is Domein.HUISARTSENZORG))


# Opening a client happens on every page, so its queries are built once; who looks comes in as parameters.


def who_asks(by: Gebruiker, soort: Soort) -> dict:
    return {
        "gebruiker_id": by.id,
        "team_ids": [team.id for team in by.teams],
        "organisatie_id": by.organisatie_id,
        # Only for a GP practice is being registered there a relation.
        "praktijk_id": by.organisatie_id if by.domein is Domein.HUISARTSENZORG else None,
        "praktijk_ids": _praktijken(by),
        "namens_ids": [g.id for g in by.neemt_waar_voor],
        "domein": by.domein.value,
        "soort": soort.value,
        "op": today(),
        "nu": now(),
    }


def _relation() -> ColumnElement:
    """SQL for one client: 'praktijk', 'persoon' or 'team', or NULL when there is no relation of the reader's own."""
    here = and_(Betrokkene.client_id == Client.id, Betrokkene.tot.is_(None))
    return case(
        (Client.praktijk_id == bindparam("praktijk_id"), "praktijk"),
        (exists().where(here, Betrokkene.gebruiker_id == bindparam("gebruiker_id")), "persoon"),
        (exists().where(here, Betrokkene.team_id.in_(bindparam("team_ids", expanding=True))), "team"),
        else_=None,
    )


def _stood_in_for() -> ColumnElement:
    """SQL for one client: a colleague at the table for whom the reader stands in, or NULL."""
    return (
        select(Betrokkene.gebruiker_id)
        .where(
            Betrokkene.client_id == Client.id,
            Betrokkene.tot.is_(None),
            Betrokkene.gebruiker_id.in_(bindparam("namens_ids", expanding=True)),
        )
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )


def _emergency() -> ColumnElement:
    """SQL for one client: the reader's emergency access that runs now, or NULL."""
    return (
        select(Noodtoegang.id)
        .where(
            Noodtoegang.client_id == Client.id,
            Noodtoegang.gebruiker_id == bindparam("gebruiker_id"),
            Noodtoegang.beeindigd_op.is_(None),
            Noodtoegang.tot > bindparam("nu", type_=UtcTijd()),
        )
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )


def _consent(soort: str = "soort") -> ColumnElement:
    """SQL for one client: the id of the consent that lets the reader in, or NULL. soort: the parameter with the kind."""
    rule = aliased(Toestemming)
    decides = deciding_rule(
        Client.id,
        organisatie_id=bindparam("organisatie_id"),
        domein=bindparam("domein"),
        soort=bindparam(soort),
        op=bindparam("op"),
    )
    return (
        select(rule.id)
        .where(rule.id == decides, rule.besluit == Besluit.JA.value)
        .correlate_except(rule)
        .scalar_subquery()
    )


@cache
def opening_query() -> Select:
    """One client; the last column is the consent for another kind ('ook') that the same page shows."""
    return (
        select(Client, _relation(), _stood_in_for(), _consent(), _emergency(), _consent("ook"))
        .options(joinedload(Client.praktijk))
        .where(Client.id == bindparam("client_id"))
    )


@cache
def several_query() -> Select:
    """Of some clients that are shown together: the ground and the consent of each."""
    return select(Client, _relation(), _stood_in_for(), _consent()).where(
        Client.id.in_(bindparam("client_ids", expanding=True))
    )


@cache
def is_visible() -> ColumnElement:
    """SQL for the client of the surrounding query: whether the reader may see it. Parameters: who_asks()."""
    practices = Client.praktijk_id.in_(bindparam("praktijk_ids", expanding=True))
    related = or_(practices, _relation().is_not(None), _stood_in_for().is_not(None))
    return and_(related, _consent().is_not(None))


@cache
def household_query() -> Select:
    return (
        select(Client, _relation(), _stood_in_for(), _consent())
        .where(Client.huishouden_id == bindparam("huishouden_id"), Client.samengevoegd_in_id.is_(None))
        .order_by(Client.geboortedatum, Client.id)
    )


def count_visible(by: Gebruiker) -> int:
    return db.session.scalar(select(func.count()).select_from(visible_to(by).subquery())) or 0
