"""What the minutes of items hold, gathered from where it stands: note, sheet, decisions, and who took part."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from overlegtafel.berichten.models import Draad
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Gespreksblad, Puntbesluit, Puntgast, Puntlezer
from overlegtafel.overleggen.notitietekst import list_teksten
from overlegtafel.overleggen.verslagbeeld import Aanwezige, Besluit, Inhoud, Stand, show_regel, show_vraag
from overlegtafel.overleggen.zicht import list_kijkers
from overlegtafel.plannen.models import Regel
from overlegtafel.plannen.versies import owner_name
from overlegtafel.toegang.models import Gebruiker

# Puntlezer.wat of who took part, kept when the meeting closes.
ERBIJ = "erbij"


@dataclass
class _Stukken:
    """What belongs to one item, while it is being gathered."""

    notitie: str = ""
    blad: dict | None = None


def make_inhouden(punten: Sequence[Agendapunt]) -> dict[UUID, Inhoud]:
    """The minutes of these items as they stand now, whole: verslagbeeld.visible_part() says what a reader sees of them."""
    if not punten:
        return {}
    found = {p.id: _Stukken() for p in punten}
    for punt_id, text in list_teksten(found).items():
        found[punt_id].notitie = text
    for sheet in db.session.scalars(select(Gespreksblad).where(Gespreksblad.agendapunt_id.in_(found))):
        found[sheet.agendapunt_id].blad = {
            name: getattr(sheet, name) for name in ("voorstellen", "dimensies", "antwoorden", "zorgafspraak")
        }
    decided = list_besluiten(found)
    people = _list_aanwezigen(punten)
    return {
        p.id: Inhoud(
            overleg=p.overleg.naam,
            op=p.overleg.begint_op,
            inbreng=p.soort,
            vraag=p.vraag,
            door=p.ingebracht_door.naam if p.ingebracht_door else "",
            aanwezig=tuple(people[p.id]),
            notitie=found[p.id].notitie,
            blad=found[p.id].blad,
            besluiten=tuple(decided.get(p.id, ())),
            uitkomst=p.uitkomst,
            geen_besluit=p.geen_besluit,
            besteed=p.besteed,
            minuten=p.minuten,
        )
        for p in punten
    }


def list_besluiten(punt_ids: Collection[UUID]) -> dict[UUID, list[Besluit]]:
    """What was decided at these items, whole, in the order of deciding."""
    found: dict[UUID, list[Besluit]] = {}
    for row in _list_besluiten(punt_ids):
        found.setdefault(row.Puntbesluit.agendapunt_id, []).append(_as_besluit(row))
    return found


def list_standen(punt_ids: Collection[UUID]) -> dict[str, Stand]:
    """How it stands by now with everything decided at these items, by the key of the decision."""
    return {str(row.Puntbesluit.id): _stand(row) for row in _list_besluiten(punt_ids)}


def keep_present(overleg: Overleg, only: Collection[UUID] | None = None) -> None:
    """Keep of each item who of the people present took part in it: the present who may see it now. To call when it closes.

    Who was in the room and may see the client later, did not take part; who lost the right later, did. only: these of the
    present, whom the chair adds afterwards.
    """
    db.session.flush()
    punten = db.session.scalars(
        select(Agendapunt).where(Agendapunt.overleg_id == overleg.id, Agendapunt.client_id.is_not(None))
    ).all()
    here = set(
        db.session.scalars(
            select(Genodigde.gebruiker_id).where(Genodigde.overleg_id == overleg.id, Genodigde.binnen_op.is_not(None))
        )
    )
    here = here if only is None else here & set(only)
    for punt_id, people in list_kijkers(overleg.id, punten).items():
        for person in people:
            if person.id in here:
                db.session.merge(Puntlezer(agendapunt_id=punt_id, gebruiker_id=person.id, wat=ERBIJ, op=now()))


def _list_besluiten(punt_ids: Collection[UUID]) -> Sequence[Row]:
    """The decisions in the order they were taken, each with its line of the plan or its thread."""
    if not punt_ids:
        return []
    return db.session.execute(
        select(Puntbesluit, Regel, Draad)
        .outerjoin(Regel, Regel.id == Puntbesluit.regel_id)
        .outerjoin(Draad, Draad.id == Puntbesluit.draad_id)
        .where(Puntbesluit.agendapunt_id.in_(punt_ids))
        .options(
            joinedload(Regel.eigenaar),
            joinedload(Regel.eigenaar_client),
            *(joinedload(part) for part in (Draad.aan_team, Draad.aan_organisatie, Draad.aan_gebruiker)),
        )
        .order_by(Puntbesluit.op, Puntbesluit.id)
    ).all()


def _as_besluit(row: Row) -> Besluit:
    key, line = str(row.Puntbesluit.id), row.Regel
    if line:
        whose = line.eigenaar.client_id if line.eigenaar else line.eigenaar_client_id
        return Besluit(
            key,
            line.soort,
            line.tekst,
            owner_name(line),
            line.datum,
            str(line.client_id) if line.client_id else None,
            str(whose) if whose else None,
        )
    if row.Draad:
        # What was asked stands in the thread, for who is in it.
        return Besluit(key, "vraag", wie=row.Draad.adres.naam)
    return Besluit(key, row.Puntbesluit.soort, datum=row.Puntbesluit.terug_op)


def _stand(row: Row) -> Stand:
    if line := row.Regel:
        return show_regel(line.soort, line.staat, line.datum)
    if thread := row.Draad:
        return show_vraag(thread.sluiting, gesloten=thread.gesloten_op is not None, te_laat=thread.te_laat)
    return Stand("vervallen", "weg") if row.Puntbesluit.vervallen_op else Stand("")


def _list_aanwezigen(punten: Sequence[Agendapunt]) -> dict[UUID, list[Aanwezige]]:
    """Of each item who took part: who was there and could see it, and its guests. Chairs first."""
    ids = [p.id for p in punten]
    kept: dict[UUID, set[UUID]] = {}
    looked: dict[UUID, set[UUID]] = {}
    lezers = select(Puntlezer).where(Puntlezer.agendapunt_id.in_(ids), Puntlezer.wat.in_((ERBIJ, "punt")))
    for row in db.session.scalars(lezers):
        (kept if row.wat == ERBIJ else looked).setdefault(row.agendapunt_id, set()).add(row.gebruiker_id)
    took_part = {p.id: kept.get(p.id) or _could_see(p) | looked.get(p.id, set()) for p in punten}
    present: dict[UUID, list[Genodigde]] = {}
    for row in db.session.scalars(
        select(Genodigde)
        .join(Genodigde.gebruiker)
        .where(Genodigde.overleg_id.in_({p.overleg_id for p in punten}), Genodigde.binnen_op.is_not(None))
        .options(joinedload(Genodigde.gebruiker), joinedload(Genodigde.voor))
        .order_by(Genodigde.is_voorzitter.desc(), Gebruiker.achternaam, Gebruiker.id)
    ):
        present.setdefault(row.overleg_id, []).append(row)
    found = {
        p.id: [
            Aanwezige(g.weergavenaam, _rol(g.gebruiker, g.voor), g.is_voorzitter)
            for g in present.get(p.overleg_id, ())
            if g.gebruiker_id in took_part[p.id]
        ]
        for p in punten
    }
    guests = select(Puntgast).where(Puntgast.agendapunt_id.in_(ids)).options(joinedload(Puntgast.gebruiker))
    for gast in db.session.scalars(guests.order_by(Puntgast.op)):
        as_invited = {
            g.gebruiker_id for p in punten if p.id == gast.agendapunt_id for g in present.get(p.overleg_id, ())
        }
        if gast.is_er and (gast.gebruiker_id is None or gast.gebruiker_id not in as_invited):
            rol = _rol(gast.gebruiker) if gast.gebruiker else gast.rol
            found[gast.agendapunt_id].append(Aanwezige(gast.weergavenaam, rol))
    return found


def _could_see(punt: Agendapunt) -> set[UUID]:
    return {person.id for person in list_kijkers(punt.overleg_id, [punt])[punt.id]}


def _rol(person: Gebruiker, voor: Gebruiker | None = None) -> str:
    """voor: for whom they stood in."""
    rol = f"{person.functie}, {person.organisatie.naam}"
    return f"{rol}, waarnemend voor {voor.naam}" if voor else rol
