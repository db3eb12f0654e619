"""All versions of a page: reading them, what differed, and putting one back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased, joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.fouten import Verouderd
from overlegtafel.extensions import db
from overlegtafel.plannen.blad import get_plan
from overlegtafel.plannen.models import Plan, PlanVersie, Regel
from overlegtafel.plannen.versies import Verschil, difference, visible_part
from overlegtafel.plannen.wijzigen import change_plan

PER_PAGINA = 30


@dataclass(frozen=True, slots=True)
class Stap:
    """One change in the history: the version, what differs from the one before, whether it can be put back."""

    versie: PlanVersie
    verschillen: list[Verschil]
    is_van_dit_plan: bool


def list_stappen(inzage: Inzage, *, start: int = 0) -> tuple[list[Stap], bool]:
    """A stretch of the history, newest first, as far as `inzage.by` may see it, and whether there is more."""
    plan = get_plan(inzage.client.huishouden_id)
    ids = inzage.gezin.ids
    before = aliased(PlanVersie)
    rows = (
        db.session.execute(
            select(PlanVersie, before)
            .join(Plan, Plan.id == PlanVersie.plan_id)
            .outerjoin(before, and_(before.plan_id == PlanVersie.plan_id, before.nummer == PlanVersie.nummer - 1))
            # A plan that went into this one (a double, somebody who moved in) brings its history along.
            .where(or_(Plan.id == plan.id, Plan.opgegaan_in_id == plan.id))
            .where(or_(PlanVersie.client_id.is_(None), PlanVersie.client_id.in_(ids)))
            .options(joinedload(PlanVersie.door))
            .order_by(PlanVersie.op.desc(), PlanVersie.nummer.desc(), PlanVersie.id)
            .offset(start)
            .limit(PER_PAGINA + 1)
        )
        .unique()
        .all()
    )
    stappen = []
    for versie, older in rows[:PER_PAGINA]:
        then = visible_part(older.inhoud if older else _EMPTY, ids)
        stappen.append(Stap(versie, difference(then, visible_part(versie.inhoud, ids)), versie.plan_id == plan.id))
    return stappen, len(rows) > PER_PAGINA


_EMPTY: dict = {"evaluatie_op": None, "regels": [], "betrokkenen": []}


def get_versie(inzage: Inzage, nummer: int) -> tuple[PlanVersie, dict]:
    """One version and the part of it the reader may see. Raises NotFound."""
    if nummer >= 2**31:
        # More than the column can hold, so there is no such version.
        raise NotFound
    plan = get_plan(inzage.client.huishouden_id)
    versie = (
        db.session.scalars(
            select(PlanVersie)
            .where(PlanVersie.plan_id == plan.id, PlanVersie.nummer == nummer)
            .options(joinedload(PlanVersie.door))
        )
        .unique()
        .one_or_none()
    )
    if versie is None:
        raise NotFound
    return versie, visible_part(versie.inhoud, inzage.gezin.ids)


def restore(inzage: Inzage, nummer: int, *, huidig_nummer: int) -> None:
    """Put the page back as it was in version `nummer`, as a new version. People come or go only by hand.

    Lines about somebody the restorer may not see stay as they are. Raises Verouderd when the page changed since
    it was shown (huidig_nummer).
    """
    _, part = get_versie(inzage, nummer)
    with change_plan(inzage, "plan.teruggezet", veld="nummer") as change:
        plan = change.plan
        if plan.nummer != huidig_nummer:
            raise Verouderd(plan)
        wanted = {UUID(line["id"]): line for line in part["regels"]}
        visible = inzage.gezin.ids
        for regel in db.session.scalars(select(Regel).where(Regel.plan_id == plan.id)):
            if regel.client_id and regel.client_id not in visible:
                continue
            line = wanted.get(regel.id)
            if line is None and regel.staat == "open":
                _take_off(regel, inzage)
            elif line is not None and _differs(regel, line):
                _put_back(regel, line, inzage)
        plan.evaluatie_op = date.fromisoformat(part["evaluatie_op"]) if part["evaluatie_op"] else None


def _differs(regel: Regel, line: dict) -> bool:
    return regel.staat != "open" or any(
        (str(value) if value else None) != line[key]
        for key, value in (
            ("tekst", regel.tekst),
            ("eigenaar_id", regel.eigenaar_id),
            ("eigenaar_client_id", regel.eigenaar_client_id),
            ("datum", regel.datum),
            ("client_id", regel.client_id),
        )
    )


def _take_off(regel: Regel, inzage: Inzage) -> None:
    # 'wie' and 'veranderwens' always stand on the page; not yet written means empty.
    if regel.soort in ("wie", "veranderwens"):
        if not regel.tekst:
            return
        regel.tekst = ""
    else:
        regel.staat = "vervallen"
    regel.touch(inzage.by)


def _put_back(regel: Regel, line: dict, inzage: Inzage) -> None:
    regel.tekst, regel.staat = line["tekst"], "open"
    regel.client_id = _uuid(line["client_id"])
    if regel.soort == "afspraak":
        regel.datum = date.fromisoformat(line["datum"])
        regel.eigenaar_id, regel.eigenaar_client_id = (
            _uuid(line["eigenaar_id"]),
            _uuid(line["eigenaar_client_id"]),
        )
        db.session.flush()
        db.session.expire(regel, ["eigenaar", "eigenaar_client"])
    regel.touch(inzage.by)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
