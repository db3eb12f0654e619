"""The one door: which clients somebody may see, and opening one. Load, authorise, log; nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, select, union
from sqlalchemy.orm import aliased, joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import ALTIJD, today
from overlegtafel.core.fouten import Geweigerd, MagNiet
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie, log, make_line
from overlegtafel.toegang.models import Gebruiker, Toestemming
from overlegtafel.toegang.toestemmingen import deciding_rule


@dataclass(frozen=True, slots=True)
class Gezin:
    """The household of an opened client, as far as the reader may see it.

    gronden: of each member the ground and the consent the right to see rests on.
    """

    leden: Sequence[Client]
    afgeschermd: int
    gronden: Mapping[UUID, tuple[str, UUID]] = field(default_factory=dict)

    @property
    def sinds(self) -> datetime:
        """From when on lines for everybody are for this reader: since the first member they see joined."""
        return min(lid.huishouden_sinds or ALTIJD for lid in self.leden)

    @property
    def ids(self) -> set[UUID]:
        return {lid.id for lid in self.leden}


@dataclass(frozen=True)
class Inzage:
    """A client that was opened, and what the right to see it rests on. Passed on to whatever works with it."""

    client: Client
    by: Gebruiker
    grond: str
    toestemming_id: UUID

    @cached_property
    def gezin(self) -> Gezin:
        """The members `by` may see, the opened client first, and how many stay hidden.

        A member is seen on the same grounds as any client. Living together with somebody is no ground by itself.
        """
        return _household(self)

    @cached_property
    def mag_schrijven(self) -> bool:
        """Whether to offer the buttons; open_client() decides."""
        return self.by.may(Recht.SCHRIJVEN)

    @cached_property
    def mag_bsn_tonen(self) -> bool:
        return self.by.may(Recht.BSN_TONEN)

    @cached_property
    def mag_samenvoegen(self) -> bool:
        return self.by.may(Recht.SAMENVOEGEN)

    def log(
        self,
        gebeurtenis: str,
        actie: Actie,
        object_soort: str = "client",
        object_id: UUID | None = None,
        *,
        client_id: UUID | None = None,
    ) -> None:
        """A line in the access log; client_id when it is about another member of the household than the opened one."""
        client_id = client_id or self.client.id
        grond, toestemming_id = self.grond, self.toestemming_id
        if client_id != self.client.id:
            grond, toestemming_id = self.gezin.gronden.get(client_id, (grond, toestemming_id))
        log(
            gebeurtenis,
            actie,
            by=self.by,
            object_soort=object_soort,
            object_id=object_id or client_id,
            client_id=client_id,
            grond=grond,
            toestemming_id=toestemming_id,
        )

    def log_household(self, gebeurtenis: str) -> None:
        """Lines for the other members whose part of the page is shown too: each can see who looked."""
        for lid in self.gezin.leden:
            if lid.id != self.client.id:
                self.log(gebeurtenis, Actie.READ, client_id=lid.id)


def visible_ids(by: Gebruiker, soort: Soort = Soort.PLAN) -> Select:
    """SQL: the ids of the clients `by` may see. Every list starts here.

    There is a relation (betrokken in person or through a team, or the practice where the client is registered)
    and the client's consent for this kind of information.
    """
    related = union(*_relations(by)).subquery()
    rule = aliased(Toestemming)
    decides = deciding_rule(
        related.c.client_id,
        organisatie_id=by.organisatie_id,
        domein=by.domein.value,
        soort=soort.value,
        op=today(),
    )
    return select(related.c.client_id).join(rule, rule.id == decides).where(rule.besluit == Besluit.JA.value)


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
    if by.domein is Domein.HUISARTSENZORG:
        selects.append(select(Client.id.label("client_id")).where(Client.praktijk_id == by.organisatie_id))
    return selects


# Opening a client happens on every page, so its queries are built once; who looks comes in as parameters.


def _who(by: Gebruiker, soort: Soort) -> dict:
    return {
        "gebruiker_id": by.id,
        "team_ids": [team.id for team in by.teams],
        "organisatie_id": by.organisatie_id,
        # Only for a GP practice is being registered there a relation.
        "praktijk_id": by.organisatie_id if by.domein is Domein.HUISARTSENZORG else None,
        "domein": by.domein.value,
        "soort": soort.value,
        "op": today(),
    }


def _relation() -> ColumnElement:
    """SQL for one client: 'praktijk', 'persoon' or 'team', or NULL when there is no relation."""
    here = and_(Betrokkene.client_id == Client.id, Betrokkene.tot.is_(None))
    return case(
        (Client.praktijk_id == bindparam("praktijk_id"), "praktijk"),
        (exists().where(here, Betrokkene.gebruiker_id == bindparam("gebruiker_id")), "persoon"),
        (exists().where(here, Betrokkene.team_id.in_(bindparam("team_ids", expanding=True))), "team"),
        else_=None,
    )


def _consent() -> ColumnElement:
    """SQL for one client: the id of the consent that lets the reader in, or NULL."""
    rule = aliased(Toestemming)
    decides = deciding_rule(
        Client.id,
        organisatie_id=bindparam("organisatie_id"),
        domein=bindparam("domein"),
        soort=bindparam("soort"),
        op=bindparam("op"),
    )
    return (
        select(rule.id)
        .where(rule.id == decides, rule.besluit == Besluit.JA.value)
        .correlate_except(rule)
        .scalar_subquery()
    )


@cache
def _opening() -> Select:
    return (
        select(Client, _relation(), _consent())
        .options(joinedload(Client.praktijk))
        .where(Client.id == bindparam("client_id"))
    )


@cache
def _living_together() -> Select:
    return (
        select(Client, _relation(), _consent())
        .where(Client.huishouden_id == bindparam("huishouden_id"), Client.samengevoegd_in_id.is_(None))
        .order_by(Client.geboortedatum, Client.id)
    )


def open_client(
    client_id: UUID,
    *,
    by: Gebruiker,
    soort: Soort = Soort.PLAN,
    recht: Recht = Recht.LEZEN,
    gebeurtenis: str | None = None,
) -> Inzage:
    """Open one client: load, authorise, and (with gebeurtenis) log the look.

    Raises NotFound when there is no such client or no right to know of it, MagNiet when the functie may look
    but not do this. A merged double opens as the client it became.
    """
    row = db.session.execute(_opening(), _who(by, soort) | {"client_id": client_id}).one_or_none()
    if row is None:
        raise NotFound
    client, grond, toestemming_id = row
    if client.samengevoegd_in_id:
        return open_client(client.samengevoegd_in_id, by=by, soort=soort, recht=recht, gebeurtenis=gebeurtenis)
    if grond is None or toestemming_id is None or not by.may(Recht.LEZEN):
        line = make_line(
            "client.geweigerd",
            Actie.READ,
            by=by,
            object_soort="client",
            object_id=client_id,
            client_id=client_id,
        )
        raise Geweigerd(line)
    if not by.may(recht):
        raise MagNiet
    inzage = Inzage(client, by, grond, toestemming_id)
    if gebeurtenis:
        inzage.log(gebeurtenis, Actie.READ)
    return inzage


def may_open(client_id: UUID, *, by: Gebruiker) -> bool:
    """Whether open_client() would let them in now; shows nothing and is not a look."""
    db.session.flush()
    return db.session.scalar(visible_to(by).where(Client.id == client_id).with_only_columns(Client.id)) is not None


def _household(inzage: Inzage) -> Gezin:
    who = _who(inzage.by, Soort.PLAN) | {"huishouden_id": inzage.client.huishouden_id}
    rows = db.session.execute(_living_together(), who).all()
    gronden = {client.id: (grond, toestemming_id) for client, grond, toestemming_id in rows if grond and toestemming_id}
    seen = [client for client, _, _ in rows if client.id in gronden]
    seen.sort(key=lambda client: client.id != inzage.client.id)
    return Gezin(seen, len(rows) - len(seen), gronden)


def count_visible(by: Gebruiker) -> int:
    return db.session.scalar(select(func.count()).select_from(visible_to(by).subquery())) or 0
