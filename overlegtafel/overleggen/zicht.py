"""Who sees what of an agenda: each item apart, by relation and consent of each reader. The one door to an item."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage, filter_seen, log_shown, open_client
from overlegtafel.clienten.kijkers import list_consented, list_viewers, runs_today
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Geweigerd, MagNiet, Verborgen
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit, Puntgast, Puntlezer
from overlegtafel.overleggen.stoel import Stoel, guests_query, seat_at
from overlegtafel.plannen.models import Regel
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.inzagelog import Actie, make_line
from overlegtafel.toegang.models import Gebruiker, Waarneming

# A screen that renews itself is one look in this time.
EEN_BLIK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Besloten:
    """An item the reader may not see: that it is there, and how long it takes. Holds nothing else, so nothing can be shown."""

    plek: UUID
    minuten: int
    is_besloten = True


@dataclass(frozen=True, slots=True)
class Zichtbaar:
    """An item the reader may see. als_gast: without a seat at this client's table; the item, not the plan."""

    punt: Agendapunt
    als_gast: bool = False
    is_besloten = False

    @property
    def plek(self) -> UUID:
        return self.punt.plek

    @property
    def minuten(self) -> int:
        return self.punt.minuten


def list_punten(
    stoel: Stoel, *, staten: Collection[str] = ("open", "besproken"), kort: bool = False
) -> list[Zichtbaar | Besloten]:
    """The agenda as this reader sees it, in order. Who was only asked along sees only those items.

    kort: for a list of names; why they stand there, and who brought them in, is read when one of them is shown.
    """
    query = (
        select(Agendapunt)
        .where(Agendapunt.overleg_id == stoel.overleg.id, Agendapunt.staat.in_(staten))
        .options(joinedload(Agendapunt.client))
        .order_by(Agendapunt.volgorde, Agendapunt.id)
    )
    if not kort:
        query = query.options(joinedload(Agendapunt.ingebracht_door), selectinload(Agendapunt.redenen))
    if stoel.genodigde is None:
        query = query.where(Agendapunt.id.in_(stoel.gast_bij))
    punten = list(db.session.scalars(query))
    clients = {p.client_id for p in punten if p.client_id}
    along = {p.client_id for p in punten if p.client_id and p.id in stoel.gast_bij}
    own = filter_seen(clients, by=stoel.by, soort=Soort.OVERLEG)
    consented = filter_seen(along, by=stoel.by, soort=Soort.OVERLEG, als_gast=along)

    def sees(p: Agendapunt) -> bool:
        # Asked along for one item is no ground for another one about the same client.
        return p.client_id is None or p.client_id in own or (p.id in stoel.gast_bij and p.client_id in consented)

    return [
        Zichtbaar(p, als_gast=p.client_id is not None and p.client_id not in own)
        if sees(p)
        else Besloten(p.plek, p.minuten)
        for p in punten
        if stoel.genodigde is not None or sees(p)
    ]


def log_agenda(stoel: Stoel, punten: Sequence[Zichtbaar | Besloten]) -> None:
    """A line for each client whose item stands on the page; a page that renews itself adds none for an hour."""
    about = list_about(punten)
    new = keep_first_looks([z.punt.id for z in about], stoel.by, "agenda")
    log_shown(
        {z.punt.client_id for z in about if z.punt.id in new},
        "overleg.agenda",
        by=stoel.by,
        soort=Soort.OVERLEG,
        als_gast={z.punt.client_id for z in about if z.als_gast},
    )


def list_about(punten: Sequence[Zichtbaar | Besloten]) -> list[Zichtbaar]:
    """The items about a client that the reader sees."""
    return [z for z in punten if isinstance(z, Zichtbaar) and z.punt.client_id]


@dataclass(frozen=True, slots=True)
class Puntzicht:
    """One item that was opened. inzage: the client it is about; None: it is about nobody."""

    stoel: Stoel
    punt: Agendapunt
    inzage: Inzage | None

    @property
    def is_gast(self) -> bool:
        return self.inzage is not None and self.inzage.is_gast

    @property
    def mag_noteren(self) -> bool:
        return self.stoel.mag_noteren

    @property
    def leest_plan(self) -> bool:
        """Whether they may see this client's plan too; who was only asked along sees the item and no more."""
        return self.inzage is not None and not self.is_gast and self.inzage.client.id in self.inzage.gezin.ids

    @property
    def mag_plan(self) -> bool:
        """Whether they may change this client's plan: guests advise, they do not write there."""
        return self.leest_plan and self.inzage.mag_schrijven

    def log(self, gebeurtenis: str, actie: Actie) -> None:
        """A line about this item; of an item about nobody there is no client to tell."""
        if self.inzage:
            self.inzage.log(gebeurtenis, actie, "agendapunt", self.punt.id)

    def log_look(self) -> None:
        """A line that somebody opened the item; a screen that renews itself is one look an hour."""
        if self.inzage and keep_first_looks([self.punt.id], self.stoel.by, "punt"):
            self.log("overleg.punt", Actie.READ)
            for client_id in list_named(self.punt.id) & self.inzage.gezin.ids - {self.inzage.client.id}:
                self.inzage.log("overleg.punt", Actie.READ, "agendapunt", self.punt.id, client_id=client_id)


def open_punt(punt_id: UUID, *, by: Gebruiker, noteren: bool = False, lock: bool = False) -> Puntzicht:
    """Open one item, by the one door of its client. noteren: in order to write in it.

    Raises NotFound for who has no chair at the meeting or may not see the client, MagNiet for who may look and not write.
    """
    query = select(Agendapunt).where(Agendapunt.id == punt_id).options(joinedload(Agendapunt.overleg))
    if lock:
        # What is typed at the item meanwhile refers to its row, and need not wait (key_share).
        query = query.with_for_update(of=Agendapunt, key_share=True).execution_options(populate_existing=True)
    punt = db.session.scalars(query).one_or_none()
    if punt is None:
        raise NotFound
    stoel = seat_at(punt.overleg, by)
    if stoel is None or (stoel.genodigde is None and punt.id not in stoel.gast_bij):
        raise _refuse(punt, by) if punt.client_id else Verborgen
    opened = open_listed(punt, stoel)
    if noteren and not stoel.mag_noteren:
        raise MagNiet
    return opened


def open_listed(punt: Agendapunt, stoel: Stoel) -> Puntzicht:
    """Open one item of the agenda that was listed for this chair; the client decides again. Raises NotFound."""
    inzage = None
    if punt.client_id:
        along = punt.id in stoel.gast_bij
        inzage = open_client(punt.client_id, by=stoel.by, soort=Soort.OVERLEG, ook=Soort.THUISZORG, als_gast=along)
        if inzage.is_nood:
            # Emergency access is for care that cannot wait; a meeting can.
            raise _refuse(punt, stoel.by)
    return Puntzicht(stoel, punt, inzage)


def list_named(punt_id: UUID) -> set[UUID]:
    """Whom the lines of the plan that were decided at this item are about, and whose helpers keep them."""
    rows = db.session.execute(
        select(Regel.client_id, Betrokkene.client_id, Regel.eigenaar_client_id)
        .join(Puntbesluit, Puntbesluit.regel_id == Regel.id)
        .outerjoin(Betrokkene, Betrokkene.id == Regel.eigenaar_id)
        .where(Puntbesluit.agendapunt_id == punt_id)
    )
    return {client_id for row in rows for client_id in row if client_id}


def forget_looks(punt_id: UUID) -> None:
    """Somebody else is named in the item from now on: the next look of each reader is a new one."""
    db.session.execute(delete(Puntlezer).where(Puntlezer.agendapunt_id == punt_id, Puntlezer.wat == "punt"))


def _refuse(punt: Agendapunt, by: Gebruiker) -> Geweigerd:
    line = make_line(
        "client.geweigerd", Actie.READ, by=by, object_soort="agendapunt", object_id=punt.id, client_id=punt.client_id,
        recht=Recht.LEZEN,
    )  # fmt: skip
    return Geweigerd(line)


def list_kijkers(
    overleg_id: UUID, punten: Sequence[Agendapunt], *, met_waarnemers: bool = False
) -> dict[UUID, list[Gebruiker]]:
    """Of each of these items who of the invited and the asked along may see it. Nobody looks, so nothing is logged.

    met_waarnemers: also who stands in for one of them today.
    """
    seated = select(Genodigde.gebruiker_id).where(Genodigde.overleg_id == overleg_id)
    invited = _people(select(Gebruiker).where(Gebruiker.id.in_(seated)))
    if met_waarnemers:
        standing_in = select(Waarneming.door_id).where(Waarneming.voor_id.in_([g.id for g in invited]), runs_today())
        invited += _people(select(Gebruiker).where(Gebruiker.id.in_(standing_in)))
    asked = guests_query(db.session.get_one(Overleg, overleg_id)).where(Agendapunt.id.in_([p.id for p in punten]))
    rows = db.session.execute(
        asked.join(Gebruiker, Gebruiker.id == Puntgast.gebruiker_id)
        .where(Gebruiker.actief)
        .with_only_columns(Puntgast.agendapunt_id, Gebruiker)
    ).unique()
    along: dict[UUID, list[Gebruiker]] = {}
    for punt_id, person in rows:
        along.setdefault(punt_id, []).append(person)
    clients = {p.client_id for p in punten if p.client_id}
    related = list_viewers(clients, invited, Soort.OVERLEG)
    everybody = {g.id: g for people in along.values() for g in people}
    consented = list_consented(clients, everybody.values(), Soort.OVERLEG)
    found = {}
    for punt in punten:
        if punt.client_id is None:
            found[punt.id] = invited
            continue
        here = {g.id: g for g in related[punt.client_id]}
        here |= {g.id: g for g in along.get(punt.id, ()) if g.id in consented[punt.client_id]}
        found[punt.id] = list(here.values())
    return found


def _people(query) -> list[Gebruiker]:
    return list(db.session.scalars(query.where(Gebruiker.actief)).unique())


def list_late_looks(punt_ids: Sequence[UUID], by: Gebruiker) -> set[tuple[UUID, str]]:
    """Which looks of `by` at these items, and of what kind, were logged lately: those leave no line now."""
    rows = db.session.execute(
        select(Puntlezer.agendapunt_id, Puntlezer.wat).where(
            Puntlezer.agendapunt_id.in_(punt_ids), Puntlezer.gebruiker_id == by.id, Puntlezer.op >= now() - EEN_BLIK
        )
    )
    return {(punt_id, wat) for punt_id, wat in rows}


def keep_first_looks(punt_ids: Collection[UUID], by: Gebruiker, wat: str) -> set[UUID]:
    """Those of which `by` had no look of this kind (Puntlezer.wat) logged lately; from now on they have."""
    if not punt_ids:
        return set()
    moment = now()
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Puntlezer)
    # Several screens of theirs may ask at once: one of them gets the look. In order, so that none waits for another in a ring.
    rows = [{"agendapunt_id": i, "gebruiker_id": by.id, "wat": wat, "op": moment} for i in sorted(set(punt_ids))]
    kept = insert.values(rows).on_conflict_do_update(
        index_elements=[Puntlezer.agendapunt_id, Puntlezer.gebruiker_id, Puntlezer.wat],
        set_={"op": moment},
        where=Puntlezer.op < moment - EEN_BLIK,
    )
    return set(db.session.scalars(kept.returning(Puntlezer.agendapunt_id)))
