"""The one door: which clients somebody may see, and opening one. Load, authorise, log; nowhere else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import household_query, opening_query, several_query, visible_to, who_asks
from overlegtafel.core.datums import ALTIJD, today
from overlegtafel.core.fouten import Geweigerd, MagNiet
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie, log, make_line
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.regels import Regel, allows
from overlegtafel.toegang.toestemmingen import list_active

# Grounds of who was asked along, without a seat of their own: for one item of a meeting, or with one referral.
GAST, VERWEZEN = "overleg", "verwijzing"


@dataclass(frozen=True, slots=True)
class Grond:
    """What the right to see one client rests on.

    relatie: 'praktijk', 'persoon', 'team', 'waarneming' (standing in for namens_id), 'overleg' (asked along for one item
    of a meeting), 'verwijzing' (sent or received one) or 'noodtoegang'.
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
    # The same client for the other kind that was asked for (ook), on its own ground; None: not allowed.
    verder: "Inzage | None" = None

    @property
    def is_nood(self) -> bool:
        return self.grond.noodtoegang_id is not None

    @property
    def is_gast(self) -> bool:
        """Asked along for one item of a meeting or one referral, without a seat of their own: sees that, and nothing of the plan."""
        return self.grond.relatie in (GAST, VERWEZEN)

    @cached_property
    def gezin(self) -> Gezin:
        """The members `by` may see, the opened client first, and how many stay hidden.

        A member is seen on the same grounds as any client. Living together with somebody is no ground by itself.
        """
        return _household(self)

    @cached_property
    def regels(self) -> dict[UUID, list[Regel]]:
        """The consents that hold today, of each of the household the reader sees."""
        return list_active({self.client.id, *self.gezin.ids})

    @cached_property
    def soorten(self) -> dict[Soort, bool]:
        """Which kinds of information about this client the reader may see. An emergency opens them all."""
        rules = self.regels[self.client.id]
        who = {"domein": self.by.domein, "organisatie_id": self.by.organisatie_id}
        return {soort: self.is_nood or allows(rules, soort=soort, op=today(), **who) for soort in Soort}

    def list_hidden_members(self) -> list[UUID]:
        """Who of the household stays hidden from the reader; only to put a question about them, never to show."""
        query = select(Client.id).where(
            Client.huishouden_id == self.client.huishouden_id,
            Client.samengevoegd_in_id.is_(None),
            Client.id.not_in(self.gezin.ids),
        )
        return list(db.session.scalars(query))

    @cached_property
    def mag_schrijven(self) -> bool:
        """Whether to offer the buttons; open_client() decides."""
        return self.mag(Recht.SCHRIJVEN)

    @cached_property
    def mag_bsn_tonen(self) -> bool:
        return self.mag(Recht.BSN_TONEN)

    @cached_property
    def mag_toestemming(self) -> bool:
        return self.mag(Recht.TOESTEMMING)

    @cached_property
    def mag_samenvoegen(self) -> bool:
        return self.mag(Recht.SAMENVOEGEN)

    def mag(self, recht: Recht) -> bool:
        """Whether this reader has this right here. Emergency access and who was asked along only read."""
        if self.is_gast:
            return recht is Recht.LEZEN and self.by.may(recht)
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


def open_client(
    client_id: UUID,
    *,
    by: Gebruiker,
    soort: Soort = Soort.PLAN,
    recht: Recht = Recht.LEZEN,
    gebeurtenis: str | None = None,
    ook: Soort | None = None,
    als_gast: bool = False,
    gastgrond: str = GAST,
) -> Inzage:
    """Open one client: load, authorise, and (with gebeurtenis) log the look.

    ook: another kind of information the page has a part of; Inzage.verder says whether that may be seen too, and
    whoever shows it logs that look with it.
    als_gast: somebody asked them along for one item of a meeting (gastgrond VERWEZEN: they sent or got a referral); that is a
    ground when they have none of their own, and the client's consent decides as always.
    Raises NotFound when there is no such client or no right to know of it, MagNiet when the functie may look
    but not do this. A merged double opens as the client it became.
    """
    asked = who_asks(by, soort) | {"client_id": client_id, "ook": (ook or soort).value}
    row = db.session.execute(opening_query(), asked).one_or_none()
    if row is None:
        raise NotFound
    client, relation, stood_in_for, toestemming_id, noodtoegang_id, ook_id = row
    if client.samengevoegd_in_id:
        return open_client(
            client.samengevoegd_in_id,
            by=by,
            soort=soort,
            recht=recht,
            gebeurtenis=gebeurtenis,
            ook=ook,
            als_gast=als_gast,
            gastgrond=gastgrond,
        )
    nood = Grond("noodtoegang", noodtoegang_id=noodtoegang_id) if noodtoegang_id else None
    grond = _grond(by, client, relation, stood_in_for, toestemming_id)
    if grond is None and als_gast and toestemming_id:
        grond = Grond(gastgrond, toestemming_id)
    grond = grond or nood
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
    further = _grond(by, client, relation, stood_in_for, ook_id) or nood if ook else None
    inzage = Inzage(client, by, grond, recht, Inzage(client, by, further) if further else None)
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


def log_shown(
    client_ids: Collection[UUID],
    gebeurtenis: str,
    *,
    by: Gebruiker,
    soort: Soort = Soort.PLAN,
    als_gast: Collection[UUID] = (),
    gastgrond: str = GAST,
) -> None:
    """A line for each client of whom a list shows more than the name: they can see that, too."""
    gronden = _list_gronden(client_ids, by=by, soort=soort, als_gast=als_gast, gastgrond=gastgrond)
    for client, grond in gronden.values():
        Inzage(client, by, grond).log(gebeurtenis, Actie.READ)


def filter_seen(
    client_ids: Collection[UUID], *, by: Gebruiker, soort: Soort, als_gast: Collection[UUID] = ()
) -> set[UUID]:
    """Those of these clients of whom `by` may see this kind; shows nothing and is not a look. Not for an emergency.

    als_gast: of these they were asked along for an item, so there the client's consent alone decides.
    """
    return set(_list_gronden(client_ids, by=by, soort=soort, als_gast=als_gast))


def _list_gronden(
    client_ids: Collection[UUID],
    *,
    by: Gebruiker,
    soort: Soort,
    als_gast: Collection[UUID] = (),
    gastgrond: str = GAST,
) -> dict[UUID, tuple[Client, Grond]]:
    if not client_ids or not by.may(Recht.LEZEN):
        return {}
    rows = db.session.execute(several_query(), who_asks(by, soort) | {"client_ids": list(client_ids)})
    found = {}
    for client, relation, stood_in_for, toestemming_id in rows:
        grond = _grond(by, client, relation, stood_in_for, toestemming_id)
        if grond is None and toestemming_id and client.id in als_gast:
            grond = Grond(gastgrond, toestemming_id)
        if grond:
            found[client.id] = client, grond
    return found


def may_open(client_id: UUID, *, by: Gebruiker) -> bool:
    """Whether open_client() would let them in now; shows nothing and is not a look."""
    db.session.flush()
    return db.session.scalar(visible_to(by).where(Client.id == client_id).with_only_columns(Client.id)) is not None


def _household(inzage: Inzage) -> Gezin:
    who = who_asks(inzage.by, Soort.PLAN) | {"huishouden_id": inzage.client.huishouden_id}
    rows = db.session.execute(household_query(), who).all()
    gronden = {
        client.id: grond
        for client, relation, stood_in_for, toestemming_id in rows
        if (grond := _grond(inzage.by, client, relation, stood_in_for, toestemming_id))
    }
    # In an emergency, and for who was asked along, one client is opened, not who lives there too.
    if inzage.is_nood or inzage.is_gast:
        gronden = {inzage.client.id: inzage.grond}
    seen = [client for client, *_ in rows if client.id in gronden]
    seen.sort(key=lambda client: client.id != inzage.client.id)
    return Gezin(seen, len(rows) - len(seen), gronden)
