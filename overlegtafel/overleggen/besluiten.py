"""What is decided at an item: it lands where it belongs at once, and a row here says where. Listing, making, taking back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.berichten.kring import belongs_to
from overlegtafel.berichten.models import Draad
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.fouten import MagNiet
from overlegtafel.extensions import db
from overlegtafel.overleggen.besluitsoorten import SOORTEN
from overlegtafel.overleggen.models_punt import Puntbesluit
from overlegtafel.overleggen.regelmerken import Leesregel, as_citaat, find_lines, mark_lines
from overlegtafel.overleggen.seinen import MET_PLAN, tell_punt
from overlegtafel.overleggen.vast import open_to_write
from overlegtafel.overleggen.zicht import Puntzicht, forget_looks, list_named
from overlegtafel.plannen import blad
from overlegtafel.plannen.invoer import SOORT_LABELS
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

# What a line of the note became, and what is said before it is done once more.
_AL = {
    "afspraak": "Van deze regel is al een afspraak gemaakt.",
    "vraag": "Van deze regel is al een vraag gemaakt.",
    "terugkomen": "Van deze regel is al een dag om terug te komen gemaakt.",
    "halve A4": "Met deze regel is de halve A4 al gewijzigd.",
}


@dataclass(frozen=True, slots=True)
class Besluit:
    """One decision as it stands now. tekst and wie are empty for who may not read where it landed.

    stijl: how its state is drawn. mag_openen: whether there is a page of it for this reader. citaat: the line of the note it
    was made of, for who may see this decision; woord: what the line became, as the note itself says it.
    """

    rij: Puntbesluit
    label: str
    tekst: str = ""
    wie: str = ""
    staat: str = ""
    stijl: str = ""
    mag_openen: bool = False
    citaat: str = ""
    woord: str = ""

    @property
    def is_terug(self) -> bool:
        """A date to return that counts."""
        return self.rij.soort == "terugkomen" and self.rij.vervallen_op is None


def decide(punt_id: UUID, sleutel: str, form: Mapping[str, str], *, by: Gebruiker) -> Puntbesluit:
    """Record a decision of this kind (a key of SOORTEN), as typed. Raises Ongeldig, Verouderd, NotFound, MagNiet."""
    # The item is not locked: what it lands in is locked first, as everywhere.
    z = open_to_write(punt_id, by=by, lock=False)
    return record(z, get_soort(sleutel, z).land(z, form) | {"citaat": as_citaat(form.get("citaat"))})


def get_soort(sleutel: str, z: Puntzicht):
    """The kind of decision with this key. Raises NotFound when there is none, MagNiet for who may not take it here."""
    soort = SOORTEN.get(sleutel)
    if soort is None or z.inzage is None:
        raise NotFound
    if not soort.mag(z):
        raise MagNiet
    return soort


def record(z: Puntzicht, landed: dict) -> Puntbesluit:
    """That this was decided here. landed: where it went, as columns of Puntbesluit."""
    row = Puntbesluit(
        id=uuid4(), agendapunt_id=z.punt.id, client_id=z.inzage.client.id, op=now(), door=z.stoel.by, **landed
    )
    before = list_named(z.punt.id)
    db.session.add(row)
    db.session.flush()
    if list_named(z.punt.id) - before - {z.inzage.client.id}:
        forget_looks(z.punt.id)
    z.log("overleg.besluit", Actie.CREATE)
    tell_punt(z.punt, MET_PLAN)
    return row


def take_back(punt_id: UUID, besluit_id: UUID, *, by: Gebruiker) -> None:
    """A date to return counts no more. What landed elsewhere is undone there. Raises NotFound, MagNiet, Ongeldig."""
    z = open_to_write(punt_id, by=by)
    get_soort("terugkomen", z)
    row = db.session.get(Puntbesluit, besluit_id)
    if row is None or row.agendapunt_id != punt_id or row.soort != "terugkomen":
        raise NotFound
    if row.vervallen_op is None:
        row.vervallen_op = now()
        z.log("overleg.besluit_terug", Actie.UPDATE)
        tell_punt(z.punt)


def list_besluiten(z: Puntzicht) -> list[Besluit]:
    """The decisions of an item in the order they were made; where one landed decides whether this reader may read it."""
    return _list_seen(_list_rows(z.punt.id), z.inzage)


def _list_seen(rows: list[Puntbesluit], inzage: Inzage | None) -> list[Besluit]:
    if not rows:
        return []
    reads_plan = inzage is not None and not inzage.is_gast and inzage.client.id in inzage.gezin.ids

    def sees_regel(regel: Regel, plan: Plan) -> bool:
        at_home = regel.client_id or plan.huishouden_id == inzage.client.huishouden_id
        return reads_plan and bool(at_home) and blad.is_for(regel, inzage.gezin)

    def sees_draad(draad: Draad) -> bool:
        return reads_plan and belongs_to(draad, inzage.by)

    return _show(rows, sees_regel, sees_draad, inzage.gezin.ids if inzage else ())


def link_lines(besluiten: list[Besluit], tekst: str) -> list[Besluit]:
    """The decisions, each with the line of this note it was made of only while that still stands there."""
    there = find_lines(tekst, {b.citaat for b in besluiten})
    return [b if b.citaat in there else replace(b, citaat="") for b in besluiten]


def read_lines(besluiten: list[Besluit], tekst: str) -> list[Leesregel]:
    """The note line by line, each with what was made of it, as far as this reader may see that."""
    return mark_lines(tekst, ((b.citaat, b.woord) for b in besluiten))


def read_verslag(punt_id: UUID, inzage: Inzage, tekst: str) -> list[Leesregel]:
    """The note of minutes line by line, as read_lines()."""
    rows = [row for row in _list_rows(punt_id) if row.citaat]
    return read_lines(_list_seen(rows, inzage), tekst)


def list_made_of(besluiten: list[Besluit], citaat: str) -> list[str]:
    """What was made of this line before, in sentences to read before it is done again."""
    found = (b.woord for b in besluiten if citaat and b.citaat == citaat)
    return [_AL[woord] for woord in dict.fromkeys(found) if woord]


def _list_rows(punt_id: UUID) -> list[Puntbesluit]:
    query = select(Puntbesluit).where(Puntbesluit.agendapunt_id == punt_id).options(joinedload(Puntbesluit.door))
    return list(db.session.scalars(query.order_by(Puntbesluit.op, Puntbesluit.id)).unique())


def _show(
    rows: list[Puntbesluit],
    sees_regel: Callable[[Regel, Plan], bool],
    sees_draad: Callable[[Draad], bool],
    leden_ids: Collection[UUID],
) -> list[Besluit]:
    regels = _load_regels([r.regel_id for r in rows if r.regel_id])
    draden = _load_draden([r.draad_id for r in rows if r.draad_id])
    found = []
    for row in rows:
        if row.regel_id:
            regel, plan = regels[row.regel_id]
            found.append(_of_regel(row, regel, sees_regel(regel, plan), leden_ids))
        elif row.draad_id:
            draad = draden[row.draad_id]
            found.append(_of_draad(row, draad, sees_draad(draad)))
        else:
            dropped = row.vervallen_op is not None
            found.append(
                Besluit(
                    row, "Terugkomen", show_date(row.terug_op), staat="ingetrokken" if dropped else "", stijl="weg",
                    citaat=row.citaat, woord="" if dropped else "terugkomen",
                )
            )  # fmt: skip
    return found


def _of_regel(row: Puntbesluit, regel: Regel, sees: bool, leden_ids: Collection[UUID]) -> Besluit:
    if not sees:
        return Besluit(row, "Iets op de halve A4, dat u niet mag inzien")
    late = regel.staat == "open" and regel.datum is not None and regel.datum < today()
    done = "bereikt" if regel.soort == "doel" else "gedaan"
    staat, stijl = {
        "open": ("te laat", "laat") if late else ("open", "open"),
        "gedaan": (done, "gedaan"),
        "vervallen": ("vervallen", "weg"),
    }[regel.staat]
    who = ""
    if regel.soort == "afspraak":
        who = f"{blad.eigenaar_naam(regel, leden_ids)}, {show_date(regel.datum)}"
    woord = "afspraak" if regel.soort == "afspraak" else "halve A4"
    return Besluit(row, SOORT_LABELS[regel.soort], regel.tekst, who, staat, stijl, True, row.citaat, woord)


def _of_draad(row: Puntbesluit, draad: Draad, sees: bool) -> Besluit:
    if draad.gesloten_op:
        word = {"antwoord": "beantwoord", "gezien": "gezien", "afspraak": "werd een afspraak"}
        staat, stijl = word.get(draad.sluiting, "gesloten"), "gedaan"
    else:
        staat, stijl = ("te laat", "laat") if draad.te_laat else ("nog geen antwoord", "open")
    # What was asked stands in the thread, for who is in it.
    label = f"Vraag aan {draad.adres.naam}"
    if not sees:
        return Besluit(row, label, staat=staat, stijl=stijl)
    return Besluit(row, label, staat=staat, stijl=stijl, mag_openen=True, citaat=row.citaat, woord="vraag")


def _load_regels(ids: list[UUID]) -> dict[UUID, tuple[Regel, Plan]]:
    if not ids:
        return {}
    query = (
        select(Regel, Plan)
        .join(Plan, Plan.id == Regel.plan_id)
        .where(Regel.id.in_(ids))
        .options(
            joinedload(Regel.eigenaar).options(joinedload(Betrokkene.gebruiker), joinedload(Betrokkene.team)),
            joinedload(Regel.eigenaar_client),
        )
    )
    return {regel.id: (regel, plan) for regel, plan in db.session.execute(query).unique()}


def _load_draden(ids: list[UUID]) -> dict[UUID, Draad]:
    if not ids:
        return {}
    query = select(Draad).where(Draad.id.in_(ids)).options(*(joinedload(who) for who in Draad.MENSEN))
    return {draad.id: draad for draad in db.session.scalars(query).unique()}
