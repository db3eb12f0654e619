"""Who of these people may see these clients now: zicht.py turned around. Nobody looks here, so nothing is logged."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, union

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import FUNCTIES, Domein, Recht, Soort, domein_of
from overlegtafel.toegang.models import Gebruiker, Team, Waarneming, teamlid
from overlegtafel.toegang.regels import allows
from overlegtafel.toegang.toestemmingen import list_active

HUISARTSENZORG = [functie for functie in FUNCTIES if domein_of(functie) is Domein.HUISARTSENZORG]


def list_viewers(
    client_ids: Collection[UUID], people: Iterable[Gebruiker], soort: Soort = Soort.PLAN
) -> dict[UUID, list[Gebruiker]]:
    """Of each client who of these people may see this kind, by relation and consent."""
    people = list(people)
    found: dict[UUID, list[Gebruiker]] = {client_id: [] for client_id in client_ids}
    if not people or not found:
        return found
    pairs = grounds(client_ids).subquery()
    active = select(pairs.c.client_id, Gebruiker.id).join(Gebruiker, Gebruiker.id == pairs.c.gebruiker_id)
    rows = db.session.execute(active.where(Gebruiker.id.in_([p.id for p in people]), Gebruiker.actief))
    related: dict[UUID, set[UUID]] = {}
    for client_id, person_id in rows:
        related.setdefault(client_id, set()).add(person_id)
    allowed = list_consented(related, people, soort)
    return found | {
        client_id: [p for p in people if p.id in ids and p.id in allowed[client_id]]
        for client_id, ids in related.items()
    }


def list_consented(client_ids: Collection[UUID], people: Iterable[Gebruiker], soort: Soort) -> dict[UUID, set[UUID]]:
    """Of each client the ids of these people whom the client's consent lets in, whatever their relation."""
    people = [p for p in people if p.may(Recht.LEZEN)]
    return {
        client_id: {
            p.id
            for p in people
            if allows(rules, domein=p.domein, organisatie_id=p.organisatie_id, soort=soort, op=today())
        }
        for client_id, rules in list_active(client_ids).items()
    }


def grounds(client_ids: Collection[UUID]) -> Select:
    """SQL: client_id and gebruiker_id of who has one of the grounds of zicht.py to see one of these clients."""
    here = (Betrokkene.client_id.in_(client_ids), Betrokkene.tot.is_(None))
    seated = select(Betrokkene.client_id, Betrokkene.gebruiker_id).where(*here, Betrokkene.gebruiker_id.is_not(None))
    in_team = (
        select(Betrokkene.client_id, teamlid.c.gebruiker_id)
        .select_from(teamlid)
        .join(Team, and_(Team.id == teamlid.c.team_id, Team.actief))
        .join(Betrokkene, Betrokkene.team_id == Team.id)
        .where(*here)
    )
    of_practice = (
        select(Client.id.label("client_id"), Gebruiker.id.label("gebruiker_id"))
        .join(Gebruiker, Gebruiker.organisatie_id == Client.praktijk_id)
        .where(Client.id.in_(client_ids), Gebruiker.functie.in_(HUISARTSENZORG))
    )
    in_person = union(seated, of_practice).subquery()
    standing_in = (
        select(in_person.c[0], Waarneming.door_id)
        .join(Waarneming, Waarneming.voor_id == in_person.c[1])
        .where(runs_today())
    )
    every = union(seated, in_team, of_practice, standing_in).subquery()
    return select(every.c[0].label("client_id"), every.c[1].label("gebruiker_id"))


def runs_today() -> ColumnElement:
    return and_(Waarneming.beeindigd_op.is_(None), Waarneming.van <= today(), Waarneming.tot >= today())
