"""In which ways a referral is a reader's, as SQL: to their team, with a part of their team, sent by them, by their practice."""

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.sql.base import ExecutableOption

from overlegtafel.berichten.kring import Wie
from overlegtafel.berichten.models import Signaal
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.zicht import consents, is_visible, who_asks
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.verwijzingen.models import Verwijspartner, Verwijzing

# The conditions of one way; they have the client in their query.
Manier = tuple[ColumnElement[bool], ...]


def asking(by: Gebruiker) -> dict:
    """The parameters of every query with ways in it."""
    return who_asks(by, Soort.VERWIJZING)


def ways_to_us(by: Gebruiker) -> list[Manier]:
    """To a team of the reader. One id at a time, here as below: then each has its index in the right order."""
    allowed = _consented(by)
    return [(Verwijzing.aan_team_id == team.id, allowed) for team in active_teams(by)]


def ways_called_in(by: Gebruiker) -> list[Manier]:
    """A team of the reader was called in for it."""
    allowed = _consented(by)
    return [
        (Verwijzing.id.in_(select(Verwijspartner.verwijzing_id).where(Verwijspartner.team_id == team.id)), allowed)
        for team in active_teams(by)
    ]


def ways_sent(by: Gebruiker) -> list[Manier]:
    """By the reader, or whom they stand in for."""
    allowed = _consented(by)
    return [(Verwijzing.van_id == key, allowed) for key in Wie.of(by).mensen]


def ways_taken_over(by: Gebruiker) -> list[Manier]:
    """Sent by a colleague who left: the reader hears of it now."""
    allowed = _consented(by)
    return [
        (Verwijzing.terug_aan_id == person.id, Verwijzing.van_id != person.id, allowed)
        for person in (by, *by.neemt_waar_voor)
    ]


def ways_of_practice(by: Gebruiker) -> list[Manier]:
    """By anybody of the reader's practice, about a client they may see themselves; or about a client of it now, when it goes
    back to nobody in person: then that practice hears what becomes of it (deur.referrers_of).
    """
    practices = Wie.of(by).praktijken
    sent = [(Verwijzing.van_organisatie_id == key, is_visible()) for key in practices]
    return sent + [(Verwijzing.terug_aan_id.is_(None), Client.praktijk_id == key, is_visible()) for key in practices]


def ids_of(way: Manier) -> Select:
    """SQL: the ids of the referrals that are the reader's in this way."""
    return select(Verwijzing.id).join(Client, Client.id == Verwijzing.client_id).where(*way)


def top(query: Select, most: int) -> Select:
    """The first of one way; set apart, for a part of a union has no order of its own."""
    return select(query.limit(most).subquery().c.id)


def show_options() -> list[ExecutableOption]:
    """What a row shows, loaded with it."""
    person = lazyload(Gebruiker.organisatie)
    return [
        *(
            joinedload(what)
            for what in (Verwijzing.client, Verwijzing.soort, Verwijzing.aan_team, Verwijzing.van_organisatie)
        ),
        *(joinedload(who).options(person) for who in (Verwijzing.van, Verwijzing.behandelaar)),
    ]


def active_teams(by: Gebruiker) -> list[Team]:
    return [team for team in by.teams if team.actief]


def _consented(by: Gebruiker) -> ColumnElement[bool]:
    return consents(Verwijzing.client_id, by, Soort.VERWIJZING)


def count_unseen(by: Gebruiker, *more: ColumnElement[bool]) -> int:
    """With how many referrals something happened that `by` has not seen, and may see. more: of which signals.

    It starts from those signals: they are few. Also of a client whose new practice `by` works at: it hears what becomes of it.
    """
    ways = [*ways_to_us(by), *ways_called_in(by), *ways_sent(by), *ways_taken_over(by)]
    query = (
        select(func.count(Signaal.verwijzing_id.distinct()))
        .join(Verwijzing, Verwijzing.id == Signaal.verwijzing_id)
        .join(Client, Client.id == Verwijzing.client_id)
        .where(
            Signaal.gebruiker_id == by.id,
            Signaal.gezien_op.is_(None),
            *more,
            or_(is_visible(), *(and_(*way) for way in ways)),
        )
    )
    return db.session.scalar(query, asking(by)) or 0
