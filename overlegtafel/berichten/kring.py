"""Who belongs to a thread: who asked, who was asked, who took it on, and who was asked along. Within the client's consent."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select, union
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.berichten.models import Deelnemer, Draad
from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.clienten.kijkers import HUISARTSENZORG, grounds, list_consented, list_viewers, runs_today
from overlegtafel.clienten.zicht import visible_ids
from overlegtafel.core.fouten import Geweigerd
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein, Recht, Soort
from overlegtafel.toegang.inzagelog import Actie, make_line
from overlegtafel.toegang.models import Gebruiker, Waarneming, teamlid


@dataclass(frozen=True, slots=True)
class Wie:
    """By which ids somebody is addressed: in person (also of whom they stand in for), by team, by practice."""

    mensen: tuple[UUID, ...]
    teams: tuple[UUID, ...]
    praktijken: tuple[UUID, ...]

    @classmethod
    def of(cls, by: Gebruiker) -> "Wie":
        people = [by, *by.neemt_waar_voor]
        practices = {p.organisatie_id for p in people if p.domein is Domein.HUISARTSENZORG}
        return cls(tuple(p.id for p in people), tuple(t.id for t in by.teams), tuple(practices))


def thread_ids(by: Gebruiker) -> Select:
    """SQL: the ids of the threads `by` belongs to, whatever the client allows; join it with visible_ids()."""
    who = Wie.of(by)
    mine = [
        select(Draad.id).where(Draad.van_id.in_(who.mensen)),
        select(Draad.id).where(Draad.aan_gebruiker_id.in_(who.mensen)),
        select(Draad.id).where(Draad.behandelaar_id.in_(who.mensen)),
        select(Deelnemer.draad_id).where(Deelnemer.gebruiker_id.in_(who.mensen)),
    ]
    if who.teams:
        mine.append(select(Draad.id).where(Draad.aan_team_id.in_(who.teams)))
    if who.praktijken:
        mine.append(select(Draad.id).where(Draad.aan_organisatie_id.in_(who.praktijken)))
    return select(union(*mine).subquery().c.id)


def visible_threads(by: Gebruiker) -> Select:
    """SQL: the threads `by` may see. Every list starts here."""
    return select(Draad).where(Draad.id.in_(thread_ids(by)), Draad.client_id.in_(visible_ids(by)))


def is_of_address(draad: Draad, by: Gebruiker) -> bool:
    """Whether it was asked of `by`: in person, or as one of the team or practice."""
    who = Wie.of(by)
    return (
        draad.aan_gebruiker_id in who.mensen
        or (draad.aan_team_id is not None and draad.aan_team_id in who.teams)
        or (draad.aan_organisatie_id is not None and draad.aan_organisatie_id in who.praktijken)
    )


def belongs_to(draad: Draad, by: Gebruiker) -> bool:
    """Whether `by` is in this thread, as thread_ids() says in SQL; apart from what the client allows."""
    who = Wie.of(by)
    if is_of_address(draad, by) or not {draad.van_id, draad.behandelaar_id}.isdisjoint(who.mensen):
        return True
    return not {p.id for p in list_deelnemers(draad)}.isdisjoint(who.mensen)


def list_deelnemers(draad: Draad) -> list[Gebruiker]:
    """Who was asked along and still works here."""
    query = select(Gebruiker).join(Deelnemer, Deelnemer.gebruiker_id == Gebruiker.id)
    return list(db.session.scalars(query.where(Deelnemer.draad_id == draad.id, Gebruiker.actief)).unique())


def is_asker(draad: Draad, by: Gebruiker) -> bool:
    """Whether `by` asked it, or stands in for who did."""
    return draad.van_id in Wie.of(by).mensen


def open_draad(
    draad_id: UUID, *, by: Gebruiker, recht: Recht = Recht.LEZEN, gebeurtenis: str | None = None, lock: bool = False
) -> tuple[Inzage, Draad]:
    """Open a thread by the one door of its client. Raises NotFound for who may not see the client or does not belong to it.

    lock: until the end of the transaction nobody else changes it.
    """
    query = select(Draad).where(Draad.id == draad_id).options(*(joinedload(who) for who in Draad.MENSEN))
    if lock:
        query = query.with_for_update(of=Draad).execution_options(populate_existing=True)
    draad = db.session.scalars(query).one_or_none()
    if draad is None:
        raise NotFound
    inzage = open_client(draad.client_id, by=by, recht=recht)
    if inzage.is_nood or not belongs_to(draad, by):
        raise Geweigerd(
            make_line(
                "client.geweigerd", Actie.READ, by=by, object_soort="draad", object_id=draad_id,
                client_id=draad.client_id, recht=recht,
            )
        )  # fmt: skip
    if gebeurtenis:
        inzage.log(gebeurtenis, Actie.READ, "draad", draad.id)
    return inzage, draad


def people_of(draad: Draad) -> list[Gebruiker]:
    """Everybody of the address it was asked: the members, the colleagues of the practice, or the one person."""
    return list(db.session.scalars(_at_address(draad)).unique())


def people_who_see(draad: Draad) -> list[Gebruiker]:
    """Those of the address who may see its client now; none: nobody there can answer."""
    related = select(grounds([draad.client_id]).subquery().c.gebruiker_id)
    people = list(db.session.scalars(_at_address(draad).where(Gebruiker.id.in_(related))).unique())
    allowed = list_consented([draad.client_id], people, Soort.PLAN)[draad.client_id]
    return [p for p in people if p.id in allowed]


def _at_address(draad: Draad) -> Select:
    query = select(Gebruiker).where(Gebruiker.actief)
    if draad.aan_gebruiker_id:
        query = query.where(Gebruiker.id == draad.aan_gebruiker_id)
    elif draad.aan_team_id:
        members = select(teamlid.c.gebruiker_id).where(teamlid.c.team_id == draad.aan_team_id)
        query = query.where(Gebruiker.id.in_(members))
    else:
        query = query.where(Gebruiker.organisatie_id == draad.aan_organisatie_id, Gebruiker.functie.in_(HUISARTSENZORG))
    return query


def stand_ins_of(people: Collection[UUID]) -> list[Gebruiker]:
    """Who stands in today for any of these."""
    query = (
        select(Gebruiker)
        .join(Waarneming, Waarneming.door_id == Gebruiker.id)
        .where(Waarneming.voor_id.in_(people), runs_today(), Gebruiker.actief)
    )
    return list(db.session.scalars(query).unique())


def filter_allowed(client_id: UUID, people: Collection[Gebruiker]) -> list[Gebruiker]:
    """Those who may see this client's plan now, by relation and consent: nobody else may even hear that there is a message."""
    return list_viewers([client_id], people)[client_id]
