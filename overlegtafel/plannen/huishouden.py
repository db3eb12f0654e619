"""One plan per household: moving in together, living apart, and merging doubles. Lines move along, nothing is lost."""

from uuid import UUID, uuid4

from sqlalchemy import or_, select, update

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene, Client, Huishouden
from overlegtafel.clienten.samenvoegen import move_records
from overlegtafel.clienten.services import looks_like
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.plannen import blad
from overlegtafel.plannen.models import Plan, PlanVersie, Regel
from overlegtafel.plannen.wijzigen import change_plan, record_version
from overlegtafel.toegang.inzagelog import Actie


def move_in(inzage: Inzage, newcomer: Inzage) -> None:
    """`newcomer` comes to live with `inzage.client`: one household, one plan. Lines of the newcomer come along.

    What was written for everybody before stays for those who were there. Raises Ongeldig when they are one
    household already, or when all of it does not fit half an A4.
    """
    _, old_plan = blad.lock_plans(inzage, newcomer)
    if newcomer.client.huishouden_id == inzage.client.huishouden_id:
        raise Ongeldig({"client": "Deze cliënten delen al één plan."})
    with change_plan(inzage, "huishouden.erbij", veld="client") as change:
        change.client_id = newcomer.client.id
        alone = _lives_alone(newcomer.client)
        _move_lines(newcomer.client.id, old_plan, change.plan, alone=alone)
        _keep_coordinator(inzage.client.huishouden_id, newcomer.client.id)
        newcomer.client.huishouden_id, newcomer.client.huishouden_sinds = inzage.client.huishouden_id, now()
        db.session.flush()
        inzage.__dict__.pop("gezin", None)
        _settle_old(old_plan, change.plan, newcomer, alone=alone, wat="huishouden.weg")
    inzage.log("huishouden.erbij", Actie.UPDATE)


def move_out(inzage: Inzage) -> None:
    """The opened client gets a household, and a plan, of their own; lines about this person go along."""
    old_plan = blad.lock_plan(inzage)
    if _lives_alone(inzage.client):
        raise Ongeldig({"client": "Deze cliënt heeft al een eigen plan."})
    home = Huishouden(id=uuid4())
    plan = Plan(id=uuid4(), huishouden_id=home.id, nummer=0)
    db.session.add(home)
    db.session.flush()
    db.session.add(plan)
    db.session.flush()
    inzage.client.huishouden_id, inzage.client.huishouden_sinds = home.id, now()
    _move_lines(inzage.client.id, old_plan, plan, alone=False)
    db.session.flush()
    _pass_on_agreements(inzage.client.id, old_plan)
    record_version(plan, blad.load_whole(plan), by=inzage.by, wat="huishouden.eigen", client_id=None)
    record_version(old_plan, blad.load_whole(old_plan), by=inzage.by, wat="huishouden.weg", client_id=inzage.client.id)
    inzage.log("huishouden.weg", Actie.UPDATE)


def _pass_on_agreements(left_id: UUID, plan: Plan) -> None:
    """Agreements that stay, of somebody who sat there for who left: to their seat at another member, if they have one."""
    leden = select(Client.id).where(Client.huishouden_id == plan.huishouden_id, Client.samengevoegd_in_id.is_(None))
    seats = db.session.scalars(select(Betrokkene).where(Betrokkene.client_id.in_(leden), Betrokkene.tot.is_(None)))
    other = {(b.gebruiker_id, b.team_id): b.id for b in seats if b.gebruiker_id or b.team_id}
    staying = select(Regel).join(Regel.eigenaar).where(Regel.plan_id == plan.id, Betrokkene.client_id == left_id)
    for regel in db.session.scalars(staying):
        seat_id = other.get((regel.eigenaar.gebruiker_id, regel.eigenaar.team_id))
        if seat_id:
            regel.eigenaar_id = seat_id


def merge(inzage: Inzage, double: Inzage) -> None:
    """`double` is the same person as `inzage.client`: lines, people and consents go over; both histories stay.

    Raises Ongeldig when both pages together do not fit.
    """
    keep, gone = inzage.client, double.client
    if keep.id == gone.id:
        raise Ongeldig({"client": "Dit is dezelfde cliënt."})
    if keep.bsn and gone.bsn and keep.bsn != gone.bsn:
        raise Ongeldig({"client": "Deze cliënten hebben elk een eigen BSN. Controleer eerst welk nummer klopt."})
    if not _could_be_one(keep, gone):
        raise Ongeldig(
            {"client": "Deze twee lijken niet op elkaar: geboortedatum en naam verschillen. Pas eerst de gegevens aan."}
        )
    _, old_plan = blad.lock_plans(inzage, double)
    together = keep.huishouden_id == gone.huishouden_id
    with change_plan(inzage, "client.samengevoegd", veld="client") as change:
        change.client_id = keep.id
        alone = _lives_alone(gone)
        _move_people(gone.id, keep.id)
        if not together:
            _move_lines(gone.id, old_plan, change.plan, alone=alone)
        _rename_lines(gone.id, keep.id)
        move_records(gone.id, keep.id)
        db.session.execute(update(PlanVersie).where(PlanVersie.client_id == gone.id).values(client_id=keep.id))
        keep.bsn = keep.bsn or gone.bsn
        keep.praktijk_id = keep.praktijk_id or gone.praktijk_id
        # Doubles of the double follow, so that every old address still leads to the right page.
        db.session.execute(
            update(Client).where(or_(Client.id == gone.id, Client.samengevoegd_in_id == gone.id))
            .values(samengevoegd_in_id=keep.id)
        )  # fmt: skip
        if together and gone.huishouden_sinds is None:
            keep.huishouden_sinds = None
        _one_coordinator(keep.huishouden_id)
        db.session.flush()
        toegang_gewijzigd.send(client_ids=[keep.id])
        db.session.expire_all()
        inzage.__dict__.pop("gezin", None)
        if not together:
            _settle_old(old_plan, change.plan, double, alone=alone, wat="client.samengevoegd")
        _rename_versions(change.plan, gone.id, keep.id)
    double.log("client.samengevoegd", Actie.UPDATE)


def _could_be_one(a: Client, b: Client) -> bool:
    return bool(a.bsn and a.bsn == b.bsn) or (a.geboortedatum == b.geboortedatum and looks_like(a, b))


def _lives_alone(client: Client) -> bool:
    others = select(Client.id).where(
        Client.huishouden_id == client.huishouden_id,
        Client.id != client.id,
        Client.samengevoegd_in_id.is_(None),
    )
    return db.session.scalar(others.limit(1)) is None


def _move_lines(client_id: UUID, old: Plan, new: Plan, *, alone: bool) -> None:
    """Lines about this person go to the other plan; from a household of one, all of them."""
    if alone:
        _make_own(old, client_id)
    db.session.execute(
        update(Regel).where(Regel.plan_id == old.id, Regel.client_id == client_id).values(plan_id=new.id)
    )
    if alone and new.evaluatie_op is None:
        new.evaluatie_op = old.evaluatie_op


def _make_own(plan: Plan, client_id: UUID) -> None:
    """What stood on the page of somebody living alone is about that person, now and in every version.

    'About everybody' would otherwise come to include the others of the new household, and show it to their helpers.
    """
    db.session.execute(
        update(Regel).where(Regel.plan_id == plan.id, Regel.client_id.is_(None)).values(client_id=client_id)
    )
    for versie in db.session.scalars(select(PlanVersie).where(PlanVersie.plan_id == plan.id)):
        versie.client_id = versie.client_id or client_id
        lines = [{**line, "client_id": line["client_id"] or str(client_id)} for line in versie.inhoud["regels"]]
        versie.inhoud = {**versie.inhoud, "regels": lines}


def _settle_old(old: Plan, new: Plan, who: Inzage, *, alone: bool, wat: str) -> None:
    """The plan that was left: it went into the new one, or lives on with those who stayed."""
    if alone:
        db.session.execute(update(Plan).where(or_(Plan.id == old.id, Plan.opgegaan_in_id == old.id))
                           .values(opgegaan_in_id=new.id))  # fmt: skip
    else:
        record_version(old, blad.load_whole(old), by=who.by, wat=wat, client_id=who.client.id)


def _rename_lines(gone: UUID, keep: UUID) -> None:
    """Lines about the double become lines about the client; of two 'wie' or 'veranderwens' the client's own stays."""
    taken = set(db.session.scalars(select(Regel.soort).where(Regel.client_id == keep, Regel.tekst != "")))
    for regel in db.session.scalars(select(Regel).where(Regel.client_id == gone)):
        if regel.soort in ("wie", "veranderwens"):
            if regel.soort in taken:
                continue
            db.session.execute(
                Regel.__table__.delete().where(Regel.client_id == keep, Regel.soort == regel.soort, Regel.tekst == "")
            )
        regel.client_id = keep
    db.session.execute(update(Regel).where(Regel.eigenaar_client_id == gone).values(eigenaar_client_id=keep))


def _rename_versions(plan: Plan, gone: UUID, keep: UUID) -> None:
    """What old versions say of the double is about the client now; otherwise nobody could read it any more."""
    swap = {str(gone): str(keep)}
    history = select(PlanVersie).join(PlanVersie.plan).where(or_(Plan.id == plan.id, Plan.opgegaan_in_id == plan.id))
    for versie in db.session.scalars(history):
        lines = {
            part: [{key: swap.get(value, value) for key, value in line.items()} for line in versie.inhoud[part]]
            for part in ("regels", "betrokkenen")
        }
        versie.inhoud = {**versie.inhoud, **lines}


def _move_people(gone: UUID, keep: UUID) -> None:
    """Who sits at both tables keeps one seat, with the agreements and the coördinatorship of the other."""
    own = {(b.gebruiker_id, b.team_id): b for b in blad.list_betrokkenen([keep]) if not b.is_weg}
    own.pop((None, None), None)
    for betrokkene in blad.list_betrokkenen([gone]):
        betrokkene.client_id = keep
        seat = own.get((betrokkene.gebruiker_id, betrokkene.team_id))
        if seat is None or betrokkene.is_weg:
            continue
        betrokkene.tot = today()
        seat.is_coordinator, betrokkene.is_coordinator = seat.is_coordinator or betrokkene.is_coordinator, False
        db.session.execute(update(Regel).where(Regel.eigenaar_id == betrokkene.id).values(eigenaar_id=seat.id))


def _keep_coordinator(huishouden_id: UUID, newcomer_id: UUID) -> None:
    """Where there is a coördinator already, the newcomer's one becomes an ordinary seat."""
    leden = select(Client.id).where(Client.huishouden_id == huishouden_id)
    here = select(Betrokkene.id).where(
        Betrokkene.client_id.in_(leden), Betrokkene.is_coordinator, Betrokkene.tot.is_(None)
    )
    if db.session.scalar(here.limit(1)):
        db.session.execute(update(Betrokkene).where(Betrokkene.client_id == newcomer_id).values(is_coordinator=False))


def _one_coordinator(huishouden_id: UUID) -> None:
    leden = select(Client.id).where(Client.huishouden_id == huishouden_id, Client.samengevoegd_in_id.is_(None))
    here = Betrokkene.client_id.in_(leden), Betrokkene.is_coordinator, Betrokkene.tot.is_(None)
    coordinators = db.session.scalars(select(Betrokkene).where(*here).order_by(Betrokkene.sinds, Betrokkene.id)).all()
    for other in coordinators[1:]:
        other.is_coordinator = False
