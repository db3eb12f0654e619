"""Who read the notes of a client, and when: 'since your last visit', and what the home-care side may know of it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.inzage import Inzage, filter_seen
from overlegtafel.clienten.models import Client
from overlegtafel.clienten.signalen import lijst_getoond
from overlegtafel.clienten.zicht import visible_to
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Bezoek, Notitie
from overlegtafel.thuiszorg.soorten import Notitiesoort
from overlegtafel.toegang.domein import FUNCTIES, Domein, Soort
from overlegtafel.toegang.models import Gebruiker

# Who comes back within this is still at the same visit: what was marked as new stays marked.
BEZOEK = timedelta(minutes=30)
# On Vandaag: what came in longer ago is not news.
TERUG = timedelta(days=14)
MAX_VANDAAG = 8
MAX_LEZERS = 6

_NAAST_DE_LIJST = (Notitiesoort.LETOP.value, Notitiesoort.CONTACT.value)
_HUISARTSENZORG, _WIJKVERPLEGING = (
    [functie for functie, (domein, _) in FUNCTIES.items() if domein is of]
    for of in (Domein.HUISARTSENZORG, Domein.WIJKVERPLEGING)
)


class Nieuws(NamedTuple):
    """Of one client: how many notes came in since the reader last read them, and when the newest did.

    praktijk, thuiszorg, ander: how many of them are messages somebody wrote here, by whom.
    """

    client: Client
    aantal: int
    praktijk: int
    thuiszorg: int
    ander: int
    laatste: datetime

    @property
    def berichten(self) -> list[tuple[int, str]]:
        """'2', 'van de thuiszorg'; only what there is."""
        by = ("van de huisartsenpraktijk", "van de thuiszorg", "van een ander aan tafel")
        counts = (self.praktijk, self.thuiszorg, self.ander)
        return [(n, who) for n, who in zip(counts, by, strict=True) if n]

    @property
    def notities(self) -> int:
        return self.aantal - self.praktijk - self.thuiszorg - self.ander


def in_list() -> ColumnElement:
    """SQL: what stands in the list of notes. Said as what does not, so that the index on client and moment gives the order."""
    return and_(Notitie.soort.not_in(_NAAST_DE_LIJST), Notitie.ingetrokken.is_(False))


def by_others(by: Gebruiker) -> ColumnElement:
    """SQL: what one wrote oneself is no news, nor what comes from the own organisatie."""
    not_mine = or_(Notitie.door_id.is_(None), Notitie.door_id != by.id)
    return and_(Notitie.organisatie_id != by.organisatie_id, not_mine)


def previous_visit(inzage: Inzage) -> ScalarSelect:
    """SQL: when this reader's last visit but the present one was; NULL for a first visit."""
    return (
        select(case((Bezoek.laatst_op < now() - BEZOEK, Bezoek.laatst_op), else_=Bezoek.vorig_op))
        .where(Bezoek.gebruiker_id == inzage.by.id, Bezoek.client_id == inzage.client.id)
        .scalar_subquery()
    )


def record_visit(inzage: Inzage) -> None:
    """The notes are on the screen of this reader now."""
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Bezoek)
    moment = now()
    statement = insert.values(gebruiker_id=inzage.by.id, client_id=inzage.client.id, laatst_op=moment)
    statement = statement.on_conflict_do_update(
        index_elements=[Bezoek.gebruiker_id, Bezoek.client_id],
        set_={
            "vorig_op": case((Bezoek.laatst_op < moment - BEZOEK, Bezoek.laatst_op), else_=Bezoek.vorig_op),
            "laatst_op": moment,
        },
    )
    db.session.execute(statement)


def list_readers(inzage: Inzage) -> Sequence[Bezoek]:
    """Who of the other side opened these notes, the last first: the GP practice (or who stands in there) for the home
    care, the home care for everybody else."""
    other = _HUISARTSENZORG if inzage.by.domein is Domein.WIJKVERPLEGING else _WIJKVERPLEGING
    return db.session.scalars(
        select(Bezoek)
        .join(Bezoek.gebruiker)
        .options(joinedload(Bezoek.gebruiker))
        .where(Bezoek.client_id == inzage.client.id, Gebruiker.functie.in_(other))
        .order_by(Bezoek.laatst_op.desc())
        .limit(MAX_LEZERS)
    ).all()


def list_news(by: Gebruiker) -> list[Nieuws]:
    """The clients of whom notes came in since `by` last read them (at most TERUG ago): who wrote a message first, then the
    newest."""
    # Client by client, each with one step into the index; counted only for the few that are shown.
    news = _news(by)
    newest = news.with_only_columns(Notitie.ontvangen_op).order_by(Notitie.ontvangen_op.desc()).limit(1)
    newest = newest.scalar_subquery()
    message = exists(news.where(Notitie.door_id.is_not(None)).correlate(Client, Bezoek))
    seen = _with_visit(select(Client.id, newest.label("laatste"), message.label("bericht")), by)
    seen = seen.where(Client.id.in_(visible_to(by, Soort.THUISZORG).with_only_columns(Client.id))).subquery()
    first = (
        select(seen)
        .where(seen.c.laatste.is_not(None))
        .order_by(seen.c.bericht.desc(), seen.c.laatste.desc())
        .limit(MAX_VANDAAG)
        .subquery()
    )
    rows = db.session.execute(
        _with_visit(select(Client, *_counts(news), first.c.laatste).join(first, first.c.id == Client.id), by).order_by(
            first.c.bericht.desc(), first.c.laatste.desc(), Client.sorteernaam
        )
    )
    return [Nieuws(*row) for row in rows]


def _counts(news: Select) -> list[ScalarSelect]:
    """SQL: how many in all, and how many messages of the practice, of the home care and of others."""
    count = news.with_only_columns(func.count())
    written = count.where(Notitie.door_id.is_not(None))
    parts = (
        count,
        written.where(Notitie.functie.in_(_HUISARTSENZORG)),
        written.where(Notitie.functie.in_(_WIJKVERPLEGING)),
        written.where(Notitie.functie.not_in([*_HUISARTSENZORG, *_WIJKVERPLEGING])),
    )
    return [part.scalar_subquery() for part in parts]


def _news(by: Gebruiker) -> Select:
    """SQL: of the client (and visit) of the query around it, the notes that came in since the reader last read them."""
    longest = now() - TERUG
    since = case((Bezoek.laatst_op > longest, Bezoek.laatst_op), else_=longest)
    mine = Notitie.client_id == Client.id, Notitie.ontvangen_op > since, in_list(), by_others(by)
    return select(Notitie.id).where(*mine).correlate(Client, Bezoek)


def _with_visit(query: Select, by: Gebruiker) -> Select:
    return query.outerjoin(Bezoek, and_(Bezoek.client_id == Client.id, Bezoek.gebruiker_id == by.id))


@lijst_getoond.connect
def count_new(_sender, *, client_ids: Collection[UUID], by: Gebruiker) -> dict[UUID, int]:
    """For a list of clients: of those whose notes `by` may read, how many are new since they last did."""
    seen = filter_seen(client_ids, by=by, soort=Soort.THUISZORG)
    if not seen:
        return {}
    has_any = exists().where(Notitie.client_id == Client.id)
    count = _news(by).with_only_columns(func.count()).scalar_subquery()
    rows = db.session.execute(_with_visit(select(Client.id, count), by).where(Client.id.in_(seen), has_any))
    return {client_id: aantal for client_id, aantal in rows}
