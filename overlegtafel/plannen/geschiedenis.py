"""All versions of a page: reading them, what differed, and putting one back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased, joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.datums import ALTIJD, NOOIT
from overlegtafel.core.fouten import Verouderd
from overlegtafel.extensions import db
from overlegtafel.plannen.blad import get_plan, is_for
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
    gezin = inzage.gezin
    before = aliased(PlanVersie)
    rows = (
        db.session.execute(
            select(PlanVersie, before)
            .join(Plan, Plan.id == PlanVersie.plan_id)
            .outerjoin(before, and_(before.plan_id == PlanVersie.plan_id, before.nummer == PlanVersie.nummer - 1))
            # Of this page what was for everybody; about a person everything, also from the page they came from.
            .where(
                or_(
                    and_(Plan.id == plan.id, PlanVersie.client_id.is_(None), PlanVersie.op >= gezin.sinds),
                    PlanVersie.client_id.in_(gezin.ids),
                )
            )
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
        # What was for everybody on another page was for others.
        here = versie.plan_id == plan.id
        sinds = gezin.sinds if here else NOOIT
        then = visible_part(older.inhoud if older else _EMPTY, gezin.ids, sinds)
        stappen.append(Stap(versie, difference(then, visible_part(versie.inhoud, gezin.ids, sinds)), here))
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
    gezin = inzage.gezin
    if versie is None or not (versie.client_id in gezin.ids if versie.client_id else versie.op >= gezin.sinds):
        raise NotFound
    return versie, visible_part(versie.inhoud, gezin.ids, gezin.sinds)


def restore(inzage: Inzage, nummer: int, *, huidig_nummer: int) -> None:
    """Put the page back as it was in version `nummer`, as a new version. People come or go only by hand.

    Lines about somebody the restorer may not see stay as they are. Raises Verouderd when the page changed since
    it was shown (huidig_nummer).
    """
    with change_plan(inzage, "plan.teruggezet", veld="nummer") as change:
        plan = change.plan
        if plan.nummer != huidig_nummer:
            raise Verouderd(plan)
        versie, part = get_versie(inzage, nummer)
        wanted = {UUID(line["id"]): line for line in part["regels"]}
        stood_then = {UUID(line["id"]) for line in versie.inhoud["regels"]}
        joined = {lid.id: lid.huishouden_sinds or ALTIJD for lid in inzage.gezin.leden}
        for regel in db.session.scalars(select(Regel).where(Regel.plan_id == plan.id)):
            if not is_for(regel, inzage.gezin):
                continue
            line = wanted.get(regel.id)
            if line is not None and _differs(regel, line):
                _put_back(regel, line, inzage)
            # Who was not there yet keeps everything: that version knew nothing of them.
            elif regel.id not in stood_then and joined.get(regel.client_id, ALTIJD) <= versie.op:
                _take_off(regel, inzage)
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
    elif regel.staat == "open":
        regel.staat = "vervallen"
    else:
        return
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
    regel.geschreven_op = regel.gewijzigd_op


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
