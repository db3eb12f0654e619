"""What stands out in the access log: to look at, no verdict. Each kind is one question to the database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import func, or_, select

from overlegtafel.clienten.models import Client
from overlegtafel.extensions import db
from overlegtafel.logboek.lezen import REGEL
from overlegtafel.logboek.lokaal import local_day, outside_hours, within
from overlegtafel.logboek.periode import Periode
from overlegtafel.logboek.woorden import codes_of
from overlegtafel.toegang.domein import FUNCTIES, Domein
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Noodtoegang

VEEL = 40
VEEL_KEER = 4
# Four times hardly anything is still hardly anything; and of fewer days than this no usual day can be told.
VEEL_MINSTENS, GEWONE_DAGEN = 10, 3
REEKS, REEKS_DUUR = 5, timedelta(hours=1)
# Work at night and in the weekend belongs to these.
DAG_EN_NACHT = frozenset(functie for functie, (domein, _rechten) in FUNCTIES.items() if domein is Domein.WIJKVERPLEGING)


@dataclass(frozen=True, slots=True)
class Signaal:
    """One thing to look at: who, on which day (or about which client), and how often."""

    gebruiker_id: UUID
    aantal: int
    dag: date | None = None
    client_id: UUID | None = None
    op: datetime | None = None
    gewoon: float | None = None
    dag_en_nacht: bool = False


@dataclass(frozen=True, slots=True)
class Opvallend:
    veel: list[Signaal]
    zelfde_naam: list[Signaal]
    buiten_werktijd: list[Signaal]
    geweigerd: list[Signaal]
    noodtoegang: list[Noodtoegang]

    @property
    def gebruiker_ids(self) -> set[UUID]:
        lists = (self.veel, self.zelfde_naam, self.buiten_werktijd, self.geweigerd)
        return {signal.gebruiker_id for signals in lists for signal in signals}

    @property
    def aantal(self) -> int:
        lists = (self.veel, self.zelfde_naam, self.buiten_werktijd, self.geweigerd, self.noodtoegang)
        return sum(len(signals) for signals in lists)


def find_opvallend(periode: Periode) -> Opvallend:
    """periode must have both ends."""
    begin, einde = periode.begin, periode.einde
    return Opvallend(
        _many_clients(begin, einde),
        _same_name(begin, einde),
        _outside_hours(begin, einde),
        _refusals(begin, einde),
        _emergencies(begin, einde),
    )


def _looks(begin: datetime, einde: datetime):
    """Conditions: somebody looked at (or changed) something of a client."""
    c = REGEL.c
    return (
        within(c.tijdstip, begin, einde),
        c.client_id.is_not(None),
        c.gebruiker_id.is_not(None),
        c.gebeurtenis.not_in(codes_of("weigering")),
    )


def _many_clients(begin: datetime, einde: datetime) -> list[Signaal]:
    day = local_day(REGEL.c.tijdstip, begin, einde).label("dag")
    clients = func.count(REGEL.c.client_id.distinct()).label("aantal")
    query = select(REGEL.c.gebruiker_id, day, clients).where(*_looks(begin, einde)).group_by(REGEL.c.gebruiker_id, day)
    days: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for gebruiker_id, dag, aantal in db.session.execute(query):
        days[gebruiker_id].append((dag, aantal))
    found = []
    for gebruiker_id, counts in days.items():
        usual = median(aantal for _, aantal in counts)
        found += [
            Signaal(gebruiker_id, aantal, date.fromisoformat(dag), gewoon=usual)
            for dag, aantal in counts
            if aantal > VEEL or (aantal >= VEEL_MINSTENS and len(counts) >= GEWONE_DAGEN and aantal > VEEL_KEER * usual)
        ]
    return sorted(found, key=lambda s: (-s.aantal, s.dag))


def _same_name(begin: datetime, einde: datetime) -> list[Signaal]:
    c = REGEL.c
    own = func.lower(Gebruiker.achternaam)
    query = (
        select(c.gebruiker_id, c.client_id, func.count(), func.max(c.tijdstip))
        .select_from(REGEL)
        .join(Gebruiker, Gebruiker.id == c.gebruiker_id)
        .join(Client, Client.id == c.client_id)
        .where(*_looks(begin, einde))
        .where(or_(func.lower(Client.achternaam) == own, func.lower(Client.partner_achternaam) == own))
        .group_by(c.gebruiker_id, c.client_id)
    )
    found = [Signaal(who, aantal, client_id=client, op=op) for who, client, aantal, op in db.session.execute(query)]
    return sorted(found, key=lambda s: s.op, reverse=True)


def _outside_hours(begin: datetime, einde: datetime) -> list[Signaal]:
    c = REGEL.c
    day = local_day(c.tijdstip, begin, einde).label("dag")
    query = (
        select(c.gebruiker_id, c.functie, day, func.count())
        .where(*_looks(begin, einde), outside_hours(c.tijdstip, begin, einde))
        .group_by(c.gebruiker_id, c.functie, day)
    )
    found = [
        Signaal(who, aantal, date.fromisoformat(dag), dag_en_nacht=functie in DAG_EN_NACHT)
        for who, functie, dag, aantal in db.session.execute(query)
    ]
    return sorted(found, key=lambda s: (s.dag_en_nacht, -s.dag.toordinal(), -s.aantal))


def _refusals(begin: datetime, einde: datetime) -> list[Signaal]:
    c = REGEL.c
    query = (
        select(c.gebruiker_id, c.tijdstip)
        .where(within(c.tijdstip, begin, einde), c.gebeurtenis.in_(codes_of("weigering")), c.gebruiker_id.is_not(None))
        .order_by(c.gebruiker_id, c.tijdstip)
    )
    moments: dict[UUID, list[datetime]] = defaultdict(list)
    for gebruiker_id, moment in db.session.execute(query):
        moments[gebruiker_id].append(moment)
    found = [
        Signaal(who, len(row), row[0].date(), op=row[0]) for who, all_of in moments.items() for row in _rows(all_of)
    ]
    return sorted(found, key=lambda s: s.op, reverse=True)


def _rows(moments: list[datetime]) -> Iterable[list[datetime]]:
    """Each stretch of an hour with enough of them, none counted twice."""
    start = 0
    while start < len(moments):
        end = start
        while end < len(moments) and moments[end] - moments[start] <= REEKS_DUUR:
            end += 1
        if end - start >= REEKS:
            yield moments[start:end]
            start = end
        else:
            start += 1


def _emergencies(begin: datetime, einde: datetime) -> list[Noodtoegang]:
    query = select(Noodtoegang).where(within(Noodtoegang.begonnen_op, begin, einde))
    return list(db.session.scalars(query.order_by(Noodtoegang.begonnen_op.desc())))
