"""The lines of the half page: making, changing, finishing; the evaluation date; the print."""

from uuid import UUID, uuid4

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Gezin, Inzage
from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.clienten.signalen import toegang_gewijzigd
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.plannen import blad
from overlegtafel.plannen.halve_a4 import Blad
from overlegtafel.plannen.invoer import MAX_TEKST, check_datum, check_regel
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.plannen.wijzigen import change_plan, record_version, refuse_too_full
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

SOORTEN = ("wie", "veranderwens", "doel", "afspraak", "signaal")
PER_PERSOON = ("wie", "veranderwens")


def start_plan(client: Client, *, by: Gebruiker, doel: str) -> Plan:
    """The plan of a new client, with its first version; who starts it takes the first seat at the table."""
    plan = Plan(id=uuid4(), huishouden_id=client.huishouden_id, nummer=0)
    seat = Betrokkene(
        id=uuid4(), client_id=client.id, gebruiker=by, doel=doel, sinds=today(), is_coordinator=True,
        gewijzigd_op=now(), gewijzigd_door_id=by.id,
    )  # fmt: skip
    db.session.add_all([plan, seat])
    db.session.flush()
    toegang_gewijzigd.send(client_ids=[client.id])
    record_version(plan, blad.load_whole(plan), by=by, wat="plan.gemaakt", client_id=None)
    return plan


def get_regel(inzage: Inzage, regel_id: UUID) -> Regel:
    """A line of the opened client's page. Raises NotFound when it is not there, or about somebody withheld."""
    regel = (
        db.session.scalars(
            select(Regel)
            .join(Plan, Plan.id == Regel.plan_id)
            .where(Regel.id == regel_id, Plan.huishouden_id == inzage.client.huishouden_id)
            .options(
                joinedload(Regel.gewijzigd_door),
                joinedload(Regel.eigenaar).joinedload(Betrokkene.gebruiker),
                joinedload(Regel.eigenaar).joinedload(Betrokkene.team),
                joinedload(Regel.eigenaar_client),
            )
        )
        .unique()
        .one_or_none()
    )
    if regel is None or not blad.is_for(regel, inzage.gezin):
        raise NotFound
    return regel


def create_regel(
    inzage: Inzage, soort: str, *, tekst: str, eigenaar: str = "", datum: str = "", voor: str = ""
) -> Regel:
    """A new line. For 'wie' and 'veranderwens' `voor` says whose it is; there is one each per person."""
    if soort not in SOORTEN:
        raise NotFound
    invoer = check_regel(soort, tekst=tekst, eigenaar=eigenaar, datum=datum)
    with change_plan(inzage, f"{soort}.gemaakt") as change:
        client_id = _voor(inzage, voor, verplicht=soort in PER_PERSOON)
        change.actie, change.client_id = Actie.CREATE, client_id
        if soort in PER_PERSOON and (existing := _own_line(client_id, soort)):
            # Somebody else filled it in just now; the writer chooses between the two.
            raise Verouderd(get_regel(inzage, existing))
        moment = now()
        regel = Regel(
            id=uuid4(),
            plan_id=change.plan.id,
            soort=soort,
            tekst=invoer.tekst,
            client_id=client_id,
            datum=invoer.datum,
            volgorde=_next_place(change.plan, soort),
            versie=1,
            staat="open",
            gemaakt_op=moment,
            gewijzigd_op=moment,
            geschreven_op=moment,
            gewijzigd_door=inzage.by,
        )
        _set_owner(regel, inzage, eigenaar)
        db.session.add(regel)
    return regel


def change_regel(
    inzage: Inzage,
    regel_id: UUID,
    *,
    versie: int,
    tekst: str,
    eigenaar: str = "",
    datum: str = "",
    voor: str = "",
) -> Regel:
    """Change a line. versie is the one the writer started from; Verouderd when somebody was quicker."""
    with change_plan(inzage) as change:
        regel = _fresh(inzage, regel_id, versie)
        invoer = check_regel(regel.soort, tekst=tekst, eigenaar=eigenaar, datum=datum)
        before = _content(regel)
        if regel.soort not in PER_PERSOON:
            regel.client_id = _voor(inzage, voor, verplicht=False)
        change.wat, change.client_id = f"{regel.soort}.gewijzigd", regel.client_id
        # The owner first: it asks the database something, and the rest is then one update.
        _set_owner(regel, inzage, eigenaar)
        regel.tekst, regel.datum = invoer.tekst, invoer.datum
        change.niets = _content(regel) == before
        if not change.niets:
            regel.touch(inzage.by)
            regel.geschreven_op = regel.gewijzigd_op
    return regel


def _content(regel: Regel) -> tuple:
    return regel.tekst, regel.datum, regel.client_id, regel.eigenaar_id, regel.eigenaar_client_id


def set_staat(inzage: Inzage, regel_id: UUID, staat: str, *, versie: int) -> Regel:
    """Finish ('gedaan'), drop ('vervallen') or reopen ('open') a goal, agreement or signal."""
    if staat not in ("open", "gedaan", "vervallen"):
        raise Ongeldig({"staat": "Kies gedaan, vervallen of weer open."})
    with change_plan(inzage, veld="staat") as change:
        regel = _fresh(inzage, regel_id, versie)
        if regel.soort in PER_PERSOON:
            raise NotFound
        change.wat = f"{regel.soort}.{'heropend' if staat == 'open' else staat}"
        change.client_id, change.wordt_korter = regel.client_id, staat != "open"
        regel.staat = staat
        regel.touch(inzage.by)
    return regel


def set_evaluatie(inzage: Inzage, datum: str, *, was: str) -> Plan:
    """The day everybody looks back together; empty takes it away.

    was: the day the writer saw; Verouderd when somebody chose another meanwhile.
    """
    day, message = check_datum(datum, verplicht=False)
    if message:
        raise Ongeldig({"datum": message})
    with change_plan(inzage, "evaluatie.gewijzigd", veld="datum") as change:
        if show_date(change.plan.evaluatie_op) != was:
            raise Verouderd(change.plan)
        change.niets = change.plan.evaluatie_op == day
        change.plan.evaluatie_op = day
    return change.plan


def load_draft(inzage: Inzage, soort: str, regel_id: UUID | None, tekst: str) -> list[Blad]:
    """The ways this page would print when this line read like this, to measure; nothing is stored."""
    inhoud = blad.load_whole(blad.get_plan(inzage.client.huishouden_id))
    regel = next((r for r in inhoud.regels if r.id == regel_id), None)
    old = blad.line_text(regel, inhoud) if regel else ""
    # What stands before the text ('Sem: ') stays when the text changes.
    lead = old.removesuffix(regel.tekst) if regel else ""
    new = lead + clean_line(tekst)[: MAX_TEKST * 2]
    return [page.with_draft(soort, old, new) for page in blad.make_bladen(inhoud)]


def load_print(inzage: Inzage) -> Blad:
    """Half an A4 of what the reader may see, ready for to_pdf(); logged as a print."""
    inhoud = blad.load_bladinhoud(inzage)
    inzage.log("plan.afgedrukt", Actie.READ, "plan", inhoud.plan.id)
    inzage.log_household("plan.afgedrukt")
    return blad.make_blad(inhoud, inzage.client)


def refuse_misfit(inzage: Inzage, veld: str) -> None:
    """Raises Ongeldig on `veld` when the page no longer fits, for instance because somebody's name became longer."""
    db.session.flush()
    refuse_too_full(blad.load_whole(blad.get_plan(inzage.client.huishouden_id)), veld)


def _fresh(inzage: Inzage, regel_id: UUID, versie: int) -> Regel:
    regel = get_regel(inzage, regel_id)
    if regel.versie != versie:
        raise Verouderd(regel)
    return regel


def _own_line(client_id: UUID | None, soort: str) -> UUID | None:
    return db.session.scalars(select(Regel.id).where(Regel.client_id == client_id, Regel.soort == soort)).one_or_none()


def _next_place(plan: Plan, soort: str) -> ScalarSelect:
    """SQL: the place after the last of its kind; part of the insert, so it asks nothing extra."""
    last = func.max(Regel.volgorde)
    return select(func.coalesce(last + 1, 0)).where(Regel.plan_id == plan.id, Regel.soort == soort).scalar_subquery()


def _voor(inzage: Inzage, voor: str, *, verplicht: bool) -> UUID | None:
    if not voor and not verplicht:
        return None
    for lid in inzage.gezin.leden:
        if str(lid.id) == voor:
            return lid.id
    raise Ongeldig({"voor": "Kies voor wie dit is."})


def _set_owner(regel: Regel, inzage: Inzage, eigenaar: str) -> None:
    """eigenaar: 'b:<uuid>' (at the table) or 'c:<uuid>' (of the household). Raises Ongeldig when neither (any more)."""
    if regel.soort != "afspraak":
        return
    kind, _, key = eigenaar.partition(":")
    gezin = inzage.gezin
    if eigenaar == regel.eigenaar_sleutel:
        # Unchanged is always right, also when the owner left or is withheld: a typing error must be mendable.
        return
    lid = next((lid for lid in gezin.leden if str(lid.id) == key), None) if kind == "c" else None
    here = _at_table(gezin, key) if kind == "b" else None
    if lid is None and here is None:
        raise Ongeldig({"eigenaar": "Deze persoon zit niet (meer) aan tafel. Kies iemand anders."})
    regel.eigenaar, regel.eigenaar_id = here, here.id if here else None
    regel.eigenaar_client, regel.eigenaar_client_id = lid, lid.id if lid else None


def _at_table(gezin: Gezin, key: str) -> Betrokkene | None:
    here = blad.list_betrokkenen(gezin.ids)
    return next((b for b in here if str(b.id) == key and not b.is_weg), None)
