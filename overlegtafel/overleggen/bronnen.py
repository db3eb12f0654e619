"""Where the items of an agenda come from by themselves. A new source is a row in BRONNEN, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from overlegtafel.berichten.models import Draad
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.core.datums import NL, now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit
from overlegtafel.overleggen.verwezen import about_verwezen, list_verwezen
from overlegtafel.overleggen.waarom import INBRENG, VERWIJZING
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.toegang.domein import FUNCTIES, Domein, domein_of
from overlegtafel.toegang.models import Gebruiker

# Of one source no more is looked at: more than fits on the agendas of a year.
MEESTE = 300
KWETSBAAR_VANAF = 75
HALF_JAAR = timedelta(days=182)
_WIJKVERPLEGING = [functie for functie in FUNCTIES if domein_of(functie) is Domein.WIJKVERPLEGING]


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """A client who is due at a meeting, and why. sleutel names the reason: a new day is a new one. waar: what it is about."""

    client_id: UUID
    bron: str
    sleutel: str
    datum: date | None
    waar: UUID | None = None


@dataclass(frozen=True, slots=True)
class Bron:
    """A source. zoek: SQL of client_id, what it is about, and the day, most urgent first; None: only people bring it in.

    over: SQL of what a meeting is about, where that is not just its clients. elke_keer: what waits is due again at every meeting.
    """

    label: str
    zoek: Callable[[Overleg, date], Select] | None = None
    over: Callable[[Overleg], list[ColumnElement[bool]]] | None = None
    elke_keer: bool = False


def _terugkomen(overleg: Overleg, dag: date) -> Select:
    """Dates to return that were agreed at an earlier meeting of this kind."""
    return (
        select(Client.id, Puntbesluit.id, Puntbesluit.terug_op)
        .join(Puntbesluit, Puntbesluit.client_id == Client.id)
        .join(Agendapunt, Agendapunt.id == Puntbesluit.agendapunt_id)
        .join(Overleg, Overleg.id == Agendapunt.overleg_id)
        .where(
            Puntbesluit.soort == "terugkomen",
            Puntbesluit.vervallen_op.is_(None),
            Puntbesluit.terug_op <= dag,
            same_row(overleg),
        )
        .order_by(Puntbesluit.terug_op, Puntbesluit.id)
    )


def _afspraak(_overleg: Overleg, dag: date) -> Select:
    """Open agreements past their day; of a household the member it is about, else the one at whose table it is."""
    about = func.coalesce(Regel.client_id, Betrokkene.client_id, Regel.eigenaar_client_id)
    return (
        select(Client.id, Regel.id, Regel.datum)
        .select_from(Regel)
        .outerjoin(Betrokkene, Betrokkene.id == Regel.eigenaar_id)
        .join(Client, Client.id == about)
        # Of the page this client has now.
        .join(Plan, and_(Plan.id == Regel.plan_id, Plan.huishouden_id == Client.huishouden_id))
        .where(Regel.soort == "afspraak", Regel.staat == "open", Regel.datum < min(dag, today()))
        .order_by(Regel.datum, Regel.id)
    )


def _evaluatie(_overleg: Overleg, dag: date) -> Select:
    """Plans whose day to look back passed; of a household the member with the coördinator, else the eldest."""
    coordinated = exists().where(Betrokkene.client_id == Client.id, Betrokkene.tot.is_(None), Betrokkene.is_coordinator)
    return (
        select(Client.id, Plan.id, Plan.evaluatie_op)
        .join(Plan, Plan.huishouden_id == Client.huishouden_id)
        .where(Plan.evaluatie_op < min(dag, today()), Plan.opgegaan_in_id.is_(None))
        .order_by(Plan.evaluatie_op, Plan.id, coordinated.desc(), Client.geboortedatum, Client.id)
    )


def _kwetsbaar(overleg: Overleg, dag: date) -> Select:
    """Frail elderly with home care who were not discussed in this kind of meeting for half a year, longest ago first."""
    born = date(dag.year - KWETSBAAR_VANAF, dag.month, min(dag.day, 28))
    nurse = (
        exists()
        .where(Betrokkene.client_id == Client.id, Betrokkene.tot.is_(None))
        .where(Betrokkene.gebruiker_id == Gebruiker.id, Gebruiker.functie.in_(_WIJKVERPLEGING))
    )
    last = (
        select(Agendapunt.client_id, func.max(Overleg.begint_op).label("op"))
        .join(Overleg, Overleg.id == Agendapunt.overleg_id)
        # What a chair dropped was looked at too.
        .where(same_row(overleg), Agendapunt.staat.in_(("besproken", "vervallen")), Agendapunt.client_id.is_not(None))
        .group_by(Agendapunt.client_id)
        .subquery()
    )
    since = datetime.combine(dag, time(), NL) - HALF_JAAR
    return (
        select(Client.id, Client.id, last.c.op)
        .outerjoin(last, last.c.client_id == Client.id)
        .where(Client.geboortedatum <= born, nurse, or_(last.c.op.is_(None), last.c.op < since))
        .order_by(last.c.op.is_not(None), last.c.op, Client.geboortedatum, Client.id)
    )


def _vraag(_overleg: Overleg, dag: date) -> Select:
    """Questions past their term. Whoever sees the item hears that one waits; what it is stays within its circle."""
    return (
        select(Client.id, Draad.id, Draad.antwoord_voor)
        .join(Draad, Draad.client_id == Client.id)
        .where(
            Draad.soort == "vraag",
            Draad.gesloten_op.is_(None),
            Draad.antwoord_voor < min(datetime.combine(dag, time(), NL), now()),
        )
        .order_by(Draad.antwoord_voor, Draad.id)
    )


def _verwijzing(overleg: Overleg, dag: date) -> Select:
    """Referrals to look at together: open, or ended since the last time."""
    return list_verwezen(overleg, dag, same_row(overleg))


# In order of urgency: what comes first gets a place first.
BRONNEN: dict[str, Bron] = {
    INBRENG: Bron("wat mensen inbrengen"),
    "terugkomen": Bron("wie terugkomt op een dag", _terugkomen),
    "afspraak": Bron("afspraken die over tijd zijn", _afspraak),
    "evaluatie": Bron("plannen waarvan de dag van terugkijken voorbij is", _evaluatie),
    "vraag": Bron("vragen die te lang op antwoord wachten", _vraag),
    VERWIJZING: Bron("verwijzingen die open staan of net klaar zijn", _verwijzing, about_verwezen, elke_keer=True),
    "kwetsbaar": Bron("kwetsbare ouderen die een half jaar niet besproken zijn", _kwetsbaar, elke_keer=True),
}


def same_row(overleg: Overleg) -> ColumnElement[bool]:
    """SQL: meetings in a row with this one: of its series, or of the same kind about the same clients."""
    alike = and_(
        Overleg.soort_id == overleg.soort_id,
        # '== None' is IS NULL in SQL, and else an index helps.
        Overleg.organisatie_id == overleg.organisatie_id,
        Overleg.team_id == overleg.team_id,
    )
    return or_(alike, Overleg.reeks_id == overleg.reeks_id) if overleg.reeks_id else alike


def list_due(overleg: Overleg, dag: date) -> list[Kandidaat]:
    """Everybody who is due at this meeting on this day by its sources, most urgent first. Shows nobody anything."""
    found = []
    for key, bron in BRONNEN.items():
        if bron.zoek is None or key not in overleg.soort.bronnen:
            continue
        scope = _scope(overleg, bron)
        if not scope:
            continue
        seen: set[UUID] = set()
        for client_id, waar, op in db.session.execute(bron.zoek(overleg, dag).where(*scope).limit(MEESTE)):
            day = op.astimezone(NL).date() if isinstance(op, datetime) else op
            # A plan is of a household: the first member stands for it. A frail client is due again on another day.
            if key == "evaluatie" and waar in seen:
                continue
            seen.add(waar)
            found.append(Kandidaat(client_id, key, f"{waar}:{dag if bron.elke_keer else day}", day, waar))
    return found


def _scope(overleg: Overleg, bron: Bron) -> list[ColumnElement[bool]]:
    """SQL: whose clients this meeting is about; nobody's when it has none."""
    found: list[ColumnElement[bool]] = []
    if overleg.soort.over in ("praktijk", "team"):
        found = (bron.over or _clients)(overleg)
    return [*found, Client.overleden_op.is_(None), Client.samengevoegd_in_id.is_(None)] if found else []


def _clients(overleg: Overleg) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if overleg.organisatie_id:
        found.append(Client.praktijk_id == overleg.organisatie_id)
    if overleg.team_id:
        seats = select(Betrokkene.client_id).where(Betrokkene.team_id == overleg.team_id, Betrokkene.tot.is_(None))
        found.append(Client.id.in_(seats))
    return found
