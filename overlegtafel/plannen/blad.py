"""Loading the page: the lines and people of a plan, for those of the household who may be shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from overlegtafel.clienten.inzage import Gezin, Inzage
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import ALTIJD, show_date, today
from overlegtafel.extensions import UtcTijd, db
from overlegtafel.plannen import halve_a4
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.plannen.versies import owner_name
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.toegang.models import Gebruiker, Team
from overlegtafel.toegang.regels import Regel as ToestemmingsRegel
from overlegtafel.toegang.regels import allows
from overlegtafel.toegang.toestemmingen import list_active

AFGESCHERMD = "afgeschermd"


@dataclass(frozen=True, slots=True)
class Bladinhoud:
    """A plan with its lines and people, about the given members of the household."""

    plan: Plan
    leden: Sequence[Client]
    regels: Sequence[Regel]
    betrokkenen: Sequence[Betrokkene]
    afgeschermd: int = 0
    # Seats of people and teams who, for lack of consent (or because they left their work), do not see this plan.
    blind: frozenset[UUID] = frozenset()

    def regel_van(self, client_id: UUID, soort: str) -> Regel | None:
        """The 'wie' or 'veranderwens' of one person."""
        return next((r for r in self.regels if r.client_id == client_id and r.soort == soort), None)

    def open(self, soort: str) -> list[Regel]:
        """The lines of one kind that stand on the page; agreements by date."""
        lines = [r for r in self.regels if r.soort == soort and r.staat == "open"]
        return sorted(lines, key=lambda r: r.datum) if soort == "afspraak" else lines

    @property
    def afgerond(self) -> list[Regel]:
        """Done or dropped, newest first."""
        done = [r for r in self.regels if r.staat != "open"]
        return sorted(done, key=lambda r: r.gewijzigd_op, reverse=True)

    @property
    def groepen(self) -> list[list[Betrokkene]]:
        """Who is at the table now, coördinator first; one group per person or team, with a seat per member helped."""
        groups: dict[UUID, list[Betrokkene]] = {}
        for seat in self.betrokkenen:
            if not seat.is_weg:
                groups.setdefault(seat.gebruiker_id or seat.team_id or seat.id, []).append(seat)
        for seats in groups.values():
            seats.sort(key=lambda seat: not seat.is_coordinator)
        return sorted(groups.values(), key=lambda seats: not seats[0].is_coordinator)

    @property
    def aan_tafel(self) -> list[Betrokkene]:
        return [seat for seats in self.groepen for seat in seats]

    @property
    def vertrokken(self) -> list[Betrokkene]:
        return [b for b in self.betrokkenen if b.is_weg]

    @property
    def is_gezin(self) -> bool:
        return len(self.leden) + self.afgeschermd > 1

    def lid(self, client_id: UUID | None) -> Client | None:
        return next((lid for lid in self.leden if lid.id == client_id), None)


def eigenaar_naam(regel: Regel, leden_ids: Collection[UUID]) -> str:
    """Who keeps the agreement; a name that belongs to somebody withheld stays withheld."""
    about = regel.eigenaar.client_id if regel.eigenaar_id else regel.eigenaar_client_id
    return owner_name(regel) if about in leden_ids else AFGESCHERMD


def load_bladinhoud(inzage: Inzage) -> Bladinhoud:
    """What `inzage.by` may see of the page of this household."""
    gezin = inzage.gezin
    who = {"huishouden_id": inzage.client.huishouden_id, "leden": list(gezin.ids), "sinds": gezin.sinds}
    rows = db.session.execute(_plan_and_regels(), who).all()
    regels = [regel for _, regel in rows if regel]
    return Bladinhoud(rows[0][0], gezin.leden, regels, list_betrokkenen(gezin.ids), gezin.afgeschermd)


def load_tafel(inzage: Inzage) -> Bladinhoud:
    """The same, with the marks at the table of who does not see this plan."""
    inhoud = load_bladinhoud(inzage)
    return replace(inhoud, blind=find_blind(inhoud.aan_tafel, inzage.regels))


def find_blind(
    seats: Collection[Betrokkene], rules: Mapping[UUID, list[ToestemmingsRegel]] | None = None
) -> frozenset[UUID]:
    """Which of these seats cannot see the plan of the client they sit with, so that nobody counts on them having read it.

    rules: the consents of those clients that hold; None: they are looked up.
    """
    if rules is None:
        rules = list_active({seat.client_id for seat in seats})
    return frozenset(seat.id for seat in seats if _is_blind(seat, rules[seat.client_id]))


def _is_blind(seat: Betrokkene, rules: list[ToestemmingsRegel]) -> bool:
    if seat.gebruiker:
        who, org = seat.gebruiker.domein, seat.gebruiker.organisatie_id
        if not seat.gebruiker.actief:
            return True
    elif seat.team:
        # A team without an organisatie of its own goes by its domain.
        who, org = Domein(seat.team.domein), seat.team.organisatie_id or UUID(int=0)
    else:
        return False
    return not allows(rules, domein=who, organisatie_id=org, soort=Soort.PLAN, op=today())


def load_whole(plan: Plan) -> Bladinhoud:
    """The page with everybody on it: only to measure it and to keep a version, never to show."""
    return load_whole_many([plan])[0]


def load_whole_many(plans: Collection[Plan]) -> list[Bladinhoud]:
    """Many such pages in the queries of one."""
    homes = {plan.huishouden_id: Bladinhoud(plan, [], [], []) for plan in plans}
    leden = db.session.scalars(
        select(Client)
        .where(Client.huishouden_id.in_(homes), Client.samengevoegd_in_id.is_(None))
        .options(joinedload(Client.praktijk))
        .order_by(Client.geboortedatum, Client.id)
    ).all()
    of_client = {lid.id: homes[lid.huishouden_id] for lid in leden}
    of_plan = {plan.id: homes[plan.huishouden_id] for plan in plans}
    for lid in leden:
        of_client[lid.id].leden.append(lid)
    # Everybody sees everything here, so no line for everybody is left out.
    for regel in _list_regels(list(of_plan), list(of_client), ALTIJD):
        if regel.client_id is None or of_client[regel.client_id] is of_plan[regel.plan_id]:
            of_plan[regel.plan_id].regels.append(regel)
    for seat in list_betrokkenen(of_client):
        of_client[seat.client_id].betrokkenen.append(seat)
    return list(homes.values())


def lock_plan(inzage: Inzage) -> Plan:
    """The plan of the opened client, locked until the end of the transaction: changes happen one after another.

    Who moved the client to another household just before is waited for, and followed.
    """
    query = (
        select(Plan, Client.huishouden_id)
        .join(Client, Client.huishouden_id == Plan.huishouden_id)
        .where(Client.id == inzage.client.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    # PostgreSQL gives no row when the client moved while waiting; the second time it finds the new plan.
    plan, huishouden_id = db.session.execute(query).first() or db.session.execute(query).one()
    set_committed_value(inzage.client, "huishouden_id", huishouden_id)
    for part in ("gezin", "regels"):
        inzage.__dict__.pop(part, None)
    return plan


def lock_plans(*inzages: Inzage) -> list[Plan]:
    """Several at once, always in the same order, so that two such changes never wait for each other."""
    for inzage in sorted(inzages, key=lambda i: i.client.id):
        lock_plan(inzage)
    return [get_plan(inzage.client.huishouden_id) for inzage in inzages]


def is_for(regel: Regel, gezin: Gezin) -> bool:
    """Whether a line of their plan is for a reader who sees these members."""
    if regel.client_id:
        return regel.client_id in gezin.ids
    return (regel.geschreven_op or regel.gemaakt_op) >= gezin.sinds


def get_plan(huishouden_id: UUID) -> Plan:
    return db.session.scalars(_plan(), {"huishouden_id": huishouden_id}).one()


def _list_regels(plannen: list[UUID], leden: list[UUID], sinds: datetime) -> Sequence[Regel]:
    return db.session.scalars(_regels(), {"plannen": plannen, "leden": leden, "sinds": sinds}).all()


def list_betrokkenen(client_ids: Collection[UUID]) -> Sequence[Betrokkene]:
    """Everybody who is or was at the table of these clients, longest first."""
    return db.session.scalars(_betrokkenen(), {"leden": list(client_ids)}).all()


# The queries behind every page of a client: built once, and without what no page shows of a colleague.


@cache
def _plan() -> Select:
    return select(Plan).where(Plan.huishouden_id == bindparam("huishouden_id"))


@cache
def _regels() -> Select:
    query = select(Regel).where(Regel.plan_id.in_(bindparam("plannen", expanding=True)), _is_for())
    return query.options(*_with_people()).order_by(Regel.volgorde, Regel.gemaakt_op)


@cache
def _plan_and_regels() -> Select:
    """The plan is there without any line as well."""
    query = select(Plan, Regel).outerjoin(Regel, and_(Regel.plan_id == Plan.id, _is_for()))
    query = query.where(Plan.huishouden_id == bindparam("huishouden_id"))
    return query.options(*_with_people()).order_by(Regel.volgorde, Regel.gemaakt_op)


def _is_for() -> ColumnElement[bool]:
    """is_for() in SQL."""
    written = func.coalesce(Regel.geschreven_op, Regel.gemaakt_op) >= bindparam("sinds", type_=UtcTijd())
    return or_(and_(Regel.client_id.is_(None), written), Regel.client_id.in_(bindparam("leden", expanding=True)))


def _with_people() -> tuple:
    return (
        joinedload(Regel.gewijzigd_door).options(lazyload(Gebruiker.organisatie)),
        # The owner may be somebody's helper whom the reader does not see; then only that is needed.
        joinedload(Regel.eigenaar),
    )


@cache
def _betrokkenen() -> Select:
    return (
        select(Betrokkene)
        .where(Betrokkene.client_id.in_(bindparam("leden", expanding=True)))
        .options(
            joinedload(Betrokkene.gebruiker).options(joinedload(Gebruiker.organisatie)),
            joinedload(Betrokkene.team).joinedload(Team.organisatie),
        )
        .order_by(Betrokkene.tot.is_not(None), Betrokkene.sinds, Betrokkene.id)
    )


def make_blad(inhoud: Bladinhoud, hoofd: Client) -> halve_a4.Blad:
    """The page as it is printed, with `hoofd` at the head."""
    ids = {lid.id for lid in inhoud.leden}
    return halve_a4.Blad(
        naam=" · ".join(lid.naam for lid in _head_first(inhoud.leden, hoofd)),
        geboren="" if inhoud.is_gezin else f"geboren {show_date(hoofd.geboortedatum)}",
        voet=hoofd.praktijk.naam if hoofd.praktijk else "",
        stand=f"versie {inhoud.plan.nummer} · {show_date(today())}",
        mensen=tuple(mens for lid in _head_first(inhoud.leden, hoofd) if (mens := _mens(inhoud, lid)).wie or mens.wens),
        doelen=tuple(line_text(r, inhoud) for r in inhoud.open("doel")),
        afspraken=tuple(
            halve_a4.AfspraakOpBlad(line_text(r, inhoud), eigenaar_naam(r, ids), show_date(r.datum))
            for r in inhoud.open("afspraak")
        ),
        betrokkenen=tuple(_op_blad(seats, inhoud) for seats in inhoud.groepen),
        signalen=tuple(line_text(r, inhoud) for r in inhoud.open("signaal")),
        evaluatie=show_date(inhoud.plan.evaluatie_op),
    )


def line_text(regel: Regel, inhoud: Bladinhoud) -> str:
    """The line as it is printed; in a household it says whom it is about."""
    lid = inhoud.lid(regel.client_id)
    about_one = inhoud.is_gezin and lid and regel.soort not in ("wie", "veranderwens")
    return f"{_short(lid.noemnaam)}: {regel.tekst}" if about_one else regel.tekst


def _short(naam: str) -> str:
    """A name that comes back before every line may not fill the page by itself."""
    return naam if len(naam) <= 20 else f"{naam[:19]}…"


def _op_blad(seats: list[Betrokkene], inhoud: Bladinhoud) -> halve_a4.BetrokkeneOpBlad:
    first = seats[0]
    goals = list(dict.fromkeys(seat.doel for seat in seats))
    if len(goals) > 1:
        names = {lid.id: lid.noemnaam for lid in inhoud.leden}
        goals = [f"{_short(names[seat.client_id])}: {seat.doel}" for seat in seats]
    return halve_a4.BetrokkeneOpBlad(
        naam=first.weergavenaam,
        rol=first.rol,
        telefoon=first.nummer,
        doel="; ".join(goals),
        coordinator=first.is_coordinator,
    )


def make_bladen(inhoud: Bladinhoud) -> list[halve_a4.Blad]:
    """The page with each of the household at the head: another order breaks the columns elsewhere, and all must fit."""
    return [make_blad(inhoud, lid) for lid in inhoud.leden]


def _head_first(leden: Sequence[Client], hoofd: Client) -> list[Client]:
    return sorted(leden, key=lambda lid: lid.id != hoofd.id)


def _mens(inhoud: Bladinhoud, lid: Client) -> halve_a4.Mens:
    wie, wens = inhoud.regel_van(lid.id, "wie"), inhoud.regel_van(lid.id, "veranderwens")
    return halve_a4.Mens(
        wie=wie.tekst if wie else "",
        wens=wens.tekst if wens else "",
        naam=f"{lid.naam}, {show_date(lid.geboortedatum)}" if inhoud.is_gezin else None,
    )
