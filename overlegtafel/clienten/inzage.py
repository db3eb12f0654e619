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
from overlegtafel.core.datums import ALTIJD, now, today
from overlegtafel.core.fouten import Geweigerd, MagNiet
from overlegtafel.extensions import UtcTijd, db
from overlegtafel.toegang.domein import Besluit, Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie, log, make_line
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Noodtoegang, Toestemming
from overlegtafel.toegang.toestemmingen import deciding_rule


@dataclass(frozen=True, slots=True)
class Grond:
    """What the right to see one client rests on.

    relatie: 'praktijk', 'persoon', 'team', 'waarneming' (standing in for namens_id) or 'noodtoegang'.
    """

    relatie: str
    toestemming_id: UUID | None = None
    namens_id: UUID | None = None
    noodtoegang_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Gezin:
    """The household of an opened client, as far as the reader may see it.

    gronden: of each member what the right to see rests on.
    """

    leden: Sequence[Client]
    afgeschermd: int
    gronden: Mapping[UUID, Grond] = field(default_factory=dict)

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
    grond: Grond
    recht: Recht = Recht.LEZEN

    @property
    def is_nood(self) -> bool:
        return self.grond.noodtoegang_id is not None

    @cached_property
    def gezin(self) -> Gezin:
        """The members `by` may see, the opened client first, and how many stay hidden.

        A member is seen on the same grounds as any client. Living together with somebody is no ground by itself.
        """
        return _household(self)

    @cached_property
    def mag_schrijven(self) -> bool:
        """Whether to offer the buttons; open_client() decides."""
        return self.mag(Recht.SCHRIJVEN)

    @cached_property
    def mag_bsn_tonen(self) -> bool:
        return self.mag(Recht.BSN_TONEN)

    @cached_property
    def mag_samenvoegen(self) -> bool:
        return self.mag(Recht.SAMENVOEGEN)

    def mag(self, recht: Recht) -> bool:
        """Whether this reader has this right here. Emergency access only reads."""
        return self.by.may(recht) and (not self.is_nood or recht in (Recht.LEZEN, Recht.BSN_TONEN))

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
        grond = self.grond
        if client_id != self.client.id:
            grond = self.gezin.gronden.get(client_id, grond)
        log(
            gebeurtenis,
            actie,
            by=self.by,
            object_soort=object_soort,
            object_id=object_id or client_id,
            client_id=client_id,
            recht=self.recht,
            grond=grond.relatie,
            toestemming_id=grond.toestemming_id,
            noodtoegang_id=grond.noodtoegang_id,
            namens_id=grond.namens_id,
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


def _who(by: Gebruiker, soort: Soort) -> dict:
    return {
        "gebruiker_id": by.id,
        "team_ids": [team.id for team in by.teams],
        "organisatie_id": by.organisatie_id,
        # Only for a GP practice is being registered there a relation.
        "praktijk_id": by.organisatie_id if by.domein is Domein.HUISARTSENZORG else None,
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
        select(Client, _relation(), _stood_in_for(), _consent(), _emergency())
        .options(joinedload(Client.praktijk))
        .where(Client.id == bindparam("client_id"))
    )


@cache
def _living_together() -> Select:
    return (
        select(Client, _relation(), _stood_in_for(), _consent())
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
    client, relation, stood_in_for, toestemming_id, noodtoegang_id = row
    if client.samengevoegd_in_id:
        return open_client(client.samengevoegd_in_id, by=by, soort=soort, recht=recht, gebeurtenis=gebeurtenis)
    grond = _grond(by, client, relation, stood_in_for, toestemming_id)
    if grond is None and noodtoegang_id:
        grond = Grond("noodtoegang", noodtoegang_id=noodtoegang_id)
    if grond is None or not by.may(Recht.LEZEN):
        line = make_line(
            "client.geweigerd",
            Actie.READ,
            by=by,
            object_soort="client",
            object_id=client_id,
            client_id=client_id,
            recht=recht,
        )
        raise Geweigerd(line)
    inzage = Inzage(client, by, grond, recht)
    if not inzage.mag(recht):
        raise MagNiet
    if gebeurtenis:
        inzage.log(gebeurtenis, Actie.READ)
    return inzage


def _grond(
    by: Gebruiker, client: Client, relation: str | None, stood_in_for: UUID | None, toestemming_id: UUID | None
) -> Grond | None:
    """A relation and a consent make a ground; without either there is none."""
    if toestemming_id is None:
        return None
    if relation:
        return Grond(relation, toestemming_id)
    if stood_in_for is None:
        # By the practice of whom the reader stands in for.
        stood_in_for = next(
            (
                g.id
                for g in by.neemt_waar_voor
                if g.domein is Domein.HUISARTSENZORG and g.organisatie_id == client.praktijk_id
            ),
            None,
        )
    return Grond("waarneming", toestemming_id, namens_id=stood_in_for) if stood_in_for else None


def may_open(client_id: UUID, *, by: Gebruiker) -> bool:
    """Whether open_client() would let them in now; shows nothing and is not a look."""
    db.session.flush()
    return db.session.scalar(visible_to(by).where(Client.id == client_id).with_only_columns(Client.id)) is not None


def _household(inzage: Inzage) -> Gezin:
    who = _who(inzage.by, Soort.PLAN) | {"huishouden_id": inzage.client.huishouden_id}
    rows = db.session.execute(_living_together(), who).all()
    gronden = {
        client.id: grond
        for client, relation, stood_in_for, toestemming_id in rows
        if (grond := _grond(inzage.by, client, relation, stood_in_for, toestemming_id))
    }
    # In an emergency one client is opened, not who lives there too.
    if inzage.is_nood:
        gronden = {inzage.client.id: inzage.grond}
    seen = [client for client, *_ in rows if client.id in gronden]
    seen.sort(key=lambda client: client.id != inzage.client.id)
    return Gezin(seen, len(rows) - len(seen), gronden)


def count_visible(by: Gebruiker) -> int:
    return db.session.scalar(select(func.count()).select_from(visible_to(by).subquery())) or 0
