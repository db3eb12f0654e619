"""The minutes of an item afterwards: opening them, as they stand or as they were frozen, and all of one client."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_notitie import Notitiestuk
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit, Puntnotitie, Verslag
from overlegtafel.overleggen.opmaken import list_standen, make_inhouden
from overlegtafel.overleggen.stoel import Stoel, seat_at
from overlegtafel.overleggen.verslagbeeld import Inhoud, Stand, last_day_to_correct, read_inhoud, visible_part
from overlegtafel.overleggen.zicht import keep_first_looks
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

PER_PAGINA = 20


@dataclass(frozen=True, slots=True)
class Verslagbeeld:
    """The minutes of one item as one reader sees them. verslag: frozen so; None: as they stand, up to `tot` to correct."""

    punt: Agendapunt
    inhoud: Inhoud
    standen: dict[str, Stand]
    verslag: Verslag | None
    tot: date | None

    @property
    def is_vast(self) -> bool:
        return self.verslag is not None

    @property
    def kan_nog(self) -> bool:
        """Whether there is still time to correct."""
        return self.verslag is None and self.tot is not None and self.tot >= today()


@dataclass(frozen=True, slots=True)
class Verslagzicht:
    """The minutes of an item that were opened. stoel: the reader's chair at that meeting; None: they were not there.

    reeks: every time they were frozen, newest first.
    """

    inzage: Inzage
    stoel: Stoel | None
    beeld: Verslagbeeld
    reeks: Sequence[Verslag]

    @property
    def mag_vaststellen(self) -> bool:
        """Whether to offer a chair to freeze or reopen them; the services decide."""
        return self.stoel is not None and self.stoel.is_voorzitter and not self.inzage.is_gast


def open_verslag(punt_id: UUID, *, by: Gebruiker, nummer: int | None = None) -> Verslagzicht:
    """Open the minutes of one item: whoever may see the client's minutes, and for a while who was asked along.

    nummer: as they were frozen that time. Raises NotFound for what is no minutes yet, and without right to know.
    """
    punt = db.session.scalars(_punten().where(Agendapunt.id == punt_id)).one_or_none()
    if punt is None:
        raise NotFound
    stoel = seat_at(punt.overleg, by)
    along = stoel is not None and punt.id in stoel.gast_bij
    inzage = open_client(punt.client_id, by=by, soort=Soort.OVERLEG, ook=Soort.PLAN, als_gast=along)
    reeks = db.session.scalars(
        select(Verslag)
        .where(Verslag.agendapunt_id == punt.id)
        .options(joinedload(Verslag.door), joinedload(Verslag.heropend_door))
        .order_by(Verslag.nummer.desc())
    ).all()
    chosen = None
    if nummer is not None:
        chosen = next((v for v in reeks if v.nummer == nummer), None)
        if chosen is None:
            raise NotFound
    (beeld,) = _show([punt], inzage, {punt.id: chosen} if chosen else None)
    return Verslagzicht(inzage, stoel, beeld, reeks)


def list_of_client(inzage: Inzage, *, start: int = 0) -> tuple[list[Verslagbeeld], bool]:
    """The minutes of the opened client, newest first, so many at a time; and whether there are older ones."""
    punten = _newest(inzage).offset(start).limit(PER_PAGINA + 1)
    found = list(db.session.scalars(punten))
    return _show(found[:PER_PAGINA], inzage), len(found) > PER_PAGINA


def list_former(inzage: Inzage, limit: int = 3) -> list[Verslagbeeld]:
    """The last minutes of the opened client, to lie beside a note; before they show, log_former(). Nothing for who was asked along."""
    if inzage.is_gast or not inzage.soorten[Soort.OVERLEG]:
        return []
    return _show(list(db.session.scalars(_newest(inzage).limit(limit))), inzage)


def log_former(inzage: Inzage, beelden: Sequence[Verslagbeeld]) -> None:
    """A look, once an hour."""
    for punt_id in keep_first_looks([b.punt.id for b in beelden], inzage.by, "verslag"):
        inzage.log("overleg.verslag", Actie.READ, "agendapunt", punt_id)


def log_named(inzage: Inzage, beelden: Sequence[Verslagbeeld], gebeurtenis: str) -> None:
    """A line for each other member of the household of whom something in these minutes shows: they can see that, too."""
    members = _list_seen(inzage)
    keys = {key for beeld in beelden for b in beeld.inhoud.besluiten for key in (b.over, b.wie_van) if key in members}
    for client_id in {members[key] for key in keys} - {inzage.client.id}:
        inzage.log(gebeurtenis, Actie.READ, client_id=client_id)


def correct_until(overleg: Overleg, last: Verslag | None = None) -> date | None:
    """The last day to correct: so long after it closed, or after these minutes were opened again. None: it goes on still."""
    since = last.heropend_op if last and last.heropend_op else overleg.gesloten_op
    if overleg.staat != "klaar" or since is None:
        return None
    return last_day_to_correct(since, overleg.soort.correctie_dagen)


def list_last(punt_ids: Collection[UUID]) -> dict[UUID, Verslag]:
    """Of each of these items how it was frozen last, also when it was opened again after that."""
    rows = db.session.scalars(select(Verslag).where(Verslag.agendapunt_id.in_(punt_ids)).order_by(Verslag.nummer))
    return {row.agendapunt_id: row for row in rows}


def is_discussed() -> ColumnElement[bool]:
    """SQL: an item about a client of which something came: it was closed, or somebody wrote or decided at it."""
    written = exists().where(Puntnotitie.agendapunt_id == Agendapunt.id, Puntnotitie.tekst != "")
    typed = exists().where(Notitiestuk.agendapunt_id == Agendapunt.id)
    decided = exists().where(Puntbesluit.agendapunt_id == Agendapunt.id)
    closed = or_(Agendapunt.staat == "besproken", Agendapunt.uitkomst != "")
    return and_(Agendapunt.client_id.is_not(None), closed | written | typed | decided)


def _punten():
    """Items there are minutes of: the meeting is over, or they were frozen before."""
    frozen = exists().where(Verslag.agendapunt_id == Agendapunt.id)
    return (
        select(Agendapunt)
        .join(Agendapunt.overleg)
        .where(is_discussed(), or_(Overleg.staat == "klaar", frozen))
        .options(
            contains_eager(Agendapunt.overleg).options(
                joinedload(Overleg.soort), joinedload(Overleg.organisatie), joinedload(Overleg.team)
            ),
            joinedload(Agendapunt.ingebracht_door),
        )
    )


def _newest(inzage: Inzage):
    # Where both doubles were discussed at one table, the item of the other stays the other's.
    doubles = select(Client.id).where(Client.samengevoegd_in_id == inzage.client.id)
    whose = or_(Agendapunt.client_id == inzage.client.id, Agendapunt.client_id.in_(doubles))
    return _punten().where(whose).order_by(Overleg.begint_op.desc(), Agendapunt.id)


def _show(
    punten: Sequence[Agendapunt], inzage: Inzage, chosen: dict[UUID, Verslag] | None = None
) -> list[Verslagbeeld]:
    """chosen: show these items as they were frozen then; else as they stand."""
    last = list_last([p.id for p in punten])
    shown = chosen or {punt_id: verslag for punt_id, verslag in last.items() if verslag.heropend_op is None}
    inhouden = make_inhouden([p for p in punten if p.id not in shown])
    inhouden |= {punt_id: read_inhoud(verslag.inhoud) for punt_id, verslag in shown.items()}
    standen = list_standen([p.id for p in punten])
    seen = _list_seen(inzage)
    reads_plan = not inzage.is_gast and inzage.soorten[Soort.PLAN]
    return [
        Verslagbeeld(
            p,
            visible_part(inhouden[p.id], seen, plan=reads_plan),
            standen,
            shown.get(p.id),
            correct_until(p.overleg, last.get(p.id)),
        )
        for p in punten
    ]


def _list_seen(inzage: Inzage) -> dict[str, UUID]:
    """Whom of the household the reader sees, also under the number of a double they once were."""
    ids = inzage.gezin.ids | {inzage.client.id}
    doubles = db.session.execute(select(Client.id, Client.samengevoegd_in_id).where(Client.samengevoegd_in_id.in_(ids)))
    return {str(client_id): client_id for client_id in ids} | {str(double): became for double, became in doubles}
