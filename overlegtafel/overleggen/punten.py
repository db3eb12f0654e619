"""The rows of an agenda: putting an item on it, finding what stands there, giving reasons. Who may is decided before."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Agendareden, Puntgast
from overlegtafel.overleggen.waarom import INBRENG
from overlegtafel.toegang.models import Gebruiker

# What comes at the end stands from here on, so that there is always room before it.
EINDE = 1000


def lock_overleg(overleg_id: UUID) -> Overleg:
    """Until the end of the transaction nobody else changes this meeting or its agenda."""
    query = select(Overleg).where(Overleg.id == overleg_id)
    return db.session.scalars(query.with_for_update(of=Overleg).execution_options(populate_existing=True)).one()


def make_punt(overleg: Overleg, soort: str, **values) -> Agendapunt:
    """An item after the others, before what stands at the end. The meeting is locked."""
    last = db.session.scalar(
        select(func.max(Agendapunt.volgorde)).where(Agendapunt.overleg_id == overleg.id, Agendapunt.volgorde < EINDE)
    )
    punt = Agendapunt(
        **{
            "id": uuid4(), "overleg_id": overleg.id, "plek": uuid4(), "soort": soort, "ingebracht_op": now(), "staat": "open",
            "volgorde": 0 if last is None else last + 1, "minuten": overleg.soort.minuten_per_punt, "versie": 1,
        }
        | values
    )  # fmt: skip
    db.session.add(punt)
    db.session.flush()
    return punt


def find_of_client(overleg_id: UUID, client_id: UUID) -> Agendapunt | None:
    """The item of this client on this agenda, open or discussed."""
    return db.session.scalars(
        select(Agendapunt).where(
            Agendapunt.overleg_id == overleg_id,
            Agendapunt.client_id == client_id,
            Agendapunt.staat.in_(("open", "besproken")),
        )
    ).one_or_none()


def list_open(overleg_id: UUID, *, met_redenen: bool = False) -> list[Agendapunt]:
    """What is open on this agenda, in order; whoever may see it."""
    query = (
        select(Agendapunt)
        .where(Agendapunt.overleg_id == overleg_id, Agendapunt.staat == "open")
        .order_by(Agendapunt.volgorde, Agendapunt.id)
    )
    if met_redenen:
        query = query.options(selectinload(Agendapunt.redenen)).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def give_reden(
    punt: Agendapunt,
    bron: str,
    sleutel: str,
    datum: date | None = None,
    *,
    tekst: str = "",
    door_id: UUID | None = None,
) -> bool:
    """One reason more; False when it has this one already."""
    known = select(Agendareden.id).where(
        Agendareden.agendapunt_id == punt.id, Agendareden.bron == bron, Agendareden.sleutel == sleutel
    )
    if db.session.scalar(known):
        return False
    db.session.add(
        Agendareden(
            id=uuid4(), agendapunt_id=punt.id, bron=bron, sleutel=sleutel, datum=datum, tekst=tekst, door_id=door_id
        )
    )
    db.session.flush()
    return True


def add_question(punt: Agendapunt, vraag: str, door_id: UUID | None, op: date, *, soort: str = "bespreken") -> bool:
    """What somebody asks about a client who stands there already. An item that came by itself gets it as its question."""
    if not vraag:
        return False
    if not punt.vraag and punt.ingebracht_door_id is None:
        punt.vraag, punt.ingebracht_door_id, punt.soort = vraag, door_id, soort
        punt.versie += 1
        db.session.flush()
        return True
    if punt.vraag == vraag:
        return False
    return give_reden(punt, INBRENG, f"{door_id}:{uuid4()}", op, tekst=vraag, door_id=door_id)


def list_vragen(punt: Agendapunt, van: UUID | None = None) -> list[str]:
    """What is asked at an item, the first question first. van: by this person alone."""
    asked = [(punt.ingebracht_door_id, punt.vraag)]
    asked += [(r.door_id, r.tekst) for r in punt.redenen if r.bron == INBRENG]
    return [vraag for who, vraag in asked if vraag and van in (None, who)]


def take_along(van: Agendapunt, naar: Agendapunt) -> None:
    """Everything why one item stood there, to another item about the same client."""
    # A question that went along before stands with its key; the first one is of the item itself.
    add_question(naar, van.vraag, van.ingebracht_door_id, van.ingebracht_op.date(), soort=van.soort)
    for r in db.session.scalars(select(Agendareden).where(Agendareden.agendapunt_id == van.id)).all():
        give_reden(naar, r.bron, r.sleutel, r.datum, tekst=r.tekst, door_id=r.door_id)


def take_gasten(van: Agendapunt, naar: Agendapunt) -> None:
    """Who was asked along, to an item that was made for this one. Where others asked something, they invite themselves."""
    for gast in db.session.scalars(select(Puntgast).where(Puntgast.agendapunt_id == van.id)).all():
        db.session.add(
            Puntgast(
                id=uuid4(), agendapunt_id=naar.id, gebruiker_id=gast.gebruiker_id, naam=gast.naam, rol=gast.rol,
                door_id=gast.door_id, op=gast.op,
            )
        )  # fmt: skip
    db.session.flush()


def close(punten: Iterable[Agendapunt], staat: str, *, by: Gebruiker | None) -> None:
    """Off the agenda: 'vervallen' or 'doorgeschoven'. by None: it went by itself, so it may come back by itself."""
    moment = now()
    for punt in punten:
        punt.staat, punt.gesloten_op, punt.gesloten_door_id = staat, moment, by.id if by else None
        punt.versie += 1
    db.session.flush()
