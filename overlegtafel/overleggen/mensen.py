"""Who is invited to a meeting, who comes, who chairs, and which disciplines are missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.overleggen.disciplines import Eis, list_missing, read_eisen
from overlegtafel.overleggen.models import Datumkeuze, Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Tafelstand
from overlegtafel.overleggen.seinen import tell_overleg
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.overleggen.wijzigen import change_overleg
from overlegtafel.toegang.domein import FUNCTIES, Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

# A round longer than this is no conversation; it also keeps a mistake from writing to the whole region.
MEESTE = 60


def list_genodigden(overleg_id: UUID) -> list[Genodigde]:
    """Everybody invited, chairs first, then by name."""
    query = select(Genodigde).where(Genodigde.overleg_id == overleg_id).options(joinedload(Genodigde.gebruiker))
    return sort_genodigden(db.session.scalars(query).unique())


def sort_genodigden(found: Iterable[Genodigde]) -> list[Genodigde]:
    return sorted(found, key=lambda g: (not g.is_voorzitter, _sort_name(g)))


def has_voorzitter(genodigden: Iterable[Genodigde]) -> bool:
    """Whether somebody chairs who works here and did not say no."""
    return any(g.is_voorzitter for g in _coming(genodigden))


def list_missing_now(overleg: Overleg, genodigden: Sequence[Genodigde] | None = None) -> list[Eis]:
    """The required disciplines, and kinds of chair, that nobody fills who is invited and did not say no."""
    coming = _coming(list_genodigden(overleg.id) if genodigden is None else genodigden)
    missing = list_missing(read_eisen(overleg.soort.vereist), [g.discipline for g in coming])
    chairs = [g.discipline for g in coming if g.is_voorzitter]
    unchaired = list_missing(read_eisen(overleg.soort.voorzitters), chairs)
    return missing + [replace(eis, label=f"voorzitter {eis.label}") for eis in unchaired]


def list_nobody_has(eisen: Collection[Eis]) -> list[Eis]:
    """Those of these disciplines that nobody in the region has: then there is nobody to invite."""
    if not eisen:
        return []
    here = db.session.scalars(select(Gebruiker.functie).where(Gebruiker.actief).distinct()).all()
    return list_missing(list(eisen), here)


def load_people(ids: Collection[UUID]) -> list[Gebruiker]:
    """Those of these who work here and may see clients at all."""
    query = select(Gebruiker).where(Gebruiker.id.in_(ids), Gebruiker.actief)
    return [g for g in db.session.scalars(query).unique() if g.may(Recht.LEZEN)]


def enroll(overleg: Overleg, people: Mapping[UUID, bool]) -> list[Genodigde]:
    """Rows for who is not invited yet; people: id -> whether they chair."""
    there = set(db.session.scalars(select(Genodigde.gebruiker_id).where(Genodigde.overleg_id == overleg.id)))
    new = [
        Genodigde(id=uuid4(), overleg_id=overleg.id, gebruiker_id=person_id, is_voorzitter=chairs)
        for person_id, chairs in people.items()
        if person_id not in there
    ]
    db.session.add_all(new)
    db.session.flush()
    return new


def add_people(overleg_id: UUID, ids: Collection[UUID], *, by: Gebruiker) -> list[Genodigde]:
    """Invite these people too; those who were there already stay as they are. Raises Ongeldig."""
    with change_overleg(overleg_id, "overleg.genodigd", by=by) as change:
        _refuse_past(change.overleg)
        people = load_people([i for i in ids if i])
        if not people:
            raise Ongeldig({"wie": "Kies wie u wilt uitnodigen."})
        if len(list_genodigden(overleg_id)) + len(people) > MEESTE:
            raise Ongeldig({"wie": f"Aan een overleg zitten hooguit {MEESTE} mensen. Haal eerst iemand weg."})
        new = enroll(change.overleg, {g.id: False for g in people})
        change.niets = not new
        return new


def add_by_hand(overleg_id: UUID, naam: str, functie: str, *, by: Gebruiker) -> Genodigde:
    """Somebody who has no account here: sees nothing of it."""
    with change_overleg(overleg_id, "overleg.genodigd", by=by) as change:
        _refuse_past(change.overleg)
        made = Genodigde(id=uuid4(), overleg_id=overleg_id, naam=naam, functie=functie)
        db.session.add(made)
        db.session.flush()
        return made


def remove(overleg_id: UUID, genodigde_id: UUID, *, by: Gebruiker) -> None:
    """No longer invited; a chair removes anybody, everybody themselves. Raises NotFound, MagNiet, Ongeldig."""
    with change_overleg(overleg_id, "overleg.genodigde_weg", by=by, als="deelnemer") as change:
        gone = get_genodigde(overleg_id, genodigde_id)
        if not (change.stoel.is_voorzitter or gone.gebruiker_id == by.id):
            raise MagNiet
        if change.overleg.is_voorbij:
            raise Ongeldig({"wie": "Dit overleg is geweest. Wie erbij was, blijft staan."})
        drop_genodigden([gone.id])


def drop_genodigden(ids: Collection[UUID]) -> None:
    """Take these invitations away, with what hangs on them."""
    db.session.execute(delete(Datumkeuze).where(Datumkeuze.genodigde_id.in_(ids)))
    db.session.execute(update(Tafelstand).where(Tafelstand.aan_het_woord_id.in_(ids)).values(aan_het_woord_id=None))
    db.session.execute(delete(Genodigde).where(Genodigde.id.in_(ids)))


def set_voorzitter(overleg_id: UUID, genodigde_id: UUID, chairs: bool, *, by: Gebruiker) -> None:
    """Make somebody chair beside the others, or no longer. Raises Ongeldig for the last chair, for who may not write, and afterwards."""
    with change_overleg(overleg_id, "overleg.voorzitter", by=by) as change:
        if change.overleg.is_voorbij:
            raise Ongeldig({"wie": "Dit overleg is geweest of gaat niet door. Wie voorzat, blijft staan."})
        one = get_genodigde(overleg_id, genodigde_id)
        if chairs and not (one.gebruiker and one.gebruiker.may(Recht.SCHRIJVEN)):
            raise Ongeldig({"wie": "Deze persoon kan hier niet voorzitten: daarvoor moet iemand hier mogen schrijven."})
        others = [g for g in list_genodigden(overleg_id) if g.is_voorzitter and g.id != one.id]
        if not chairs and not others:
            raise Ongeldig({"wie": "Maak eerst iemand anders voorzitter."})
        change.niets = one.is_voorzitter == chairs
        one.is_voorzitter = chairs


def take_chair(overleg_id: UUID, *, by: Gebruiker) -> None:
    """'Ik zit voor': of who comes or is in and may write, when nobody chairs who comes; not of what is over. Raises Ongeldig, MagNiet."""
    with change_overleg(overleg_id, "overleg.voorzitter", by=by, als="deelnemer") as change:
        stoel, mine = change.stoel, change.stoel.genodigde
        if not stoel.mag_noteren:
            raise MagNiet
        if change.overleg.is_voorbij:
            raise Ongeldig({"wie": "Dit overleg is geweest of gaat niet door. Er is niets meer om voor te zitten."})
        if not stoel.mag_voorzitten:
            raise Ongeldig({"wie": "Zeg eerst dat u komt. Daarna kunt u voorzitten."})
        if has_voorzitter(list_genodigden(overleg_id)):
            raise Ongeldig({"wie": "Er is intussen een voorzitter. Vraag die om u erbij te zetten."})
        mine.is_voorzitter, mine.komt = True, "ja"


def answer(overleg_id: UUID, komt: str, *, by: Gebruiker, ook_volgende: bool = False) -> Stoel:
    """'ja' or 'nee' to 'komt u?'; a colleague's answer is theirs (MagNiet). No change of the meeting: nobody's ordering is upset by it.

    ook_volgende: also to the later meetings of the series that were not answered yet.
    """
    stoel = open_overleg(overleg_id, by=by, als="deelnemer", lock=True)
    if stoel.neemt_waar:
        raise MagNiet
    if komt not in ("ja", "nee"):
        raise Ongeldig({"komt": "Kies of u komt."})
    if stoel.overleg.staat not in ("gepland", "bezig"):
        raise Ongeldig({"komt": "Dit overleg is geweest, gaat niet door, of heeft nog geen datum."})
    answered = [stoel.genodigde, *(_list_unanswered_after(stoel) if ook_volgende else [])]
    for genodigde in answered:
        genodigde.komt = komt
        log("overleg.antwoord", Actie.UPDATE, by=by, object_soort="overleg", object_id=genodigde.overleg_id)
        tell_overleg(genodigde.overleg_id)
    return stoel


def later_unanswered(overleg: Overleg, gebruiker_id: UUID | None) -> Select:
    """The invitations of somebody to the planned meetings of this series after this one, without an answer."""
    return (
        select(Genodigde)
        .join(Overleg, Overleg.id == Genodigde.overleg_id)
        .where(
            Overleg.reeks_id == overleg.reeks_id, Overleg.begint_op > overleg.begint_op, Overleg.staat == "gepland",
            Genodigde.gebruiker_id == gebruiker_id, Genodigde.komt == "",
        )
    )  # fmt: skip


def _list_unanswered_after(stoel: Stoel) -> list[Genodigde]:
    if stoel.overleg.reeks_id is None or stoel.genodigde.gebruiker_id is None:
        return []
    query = later_unanswered(stoel.overleg, stoel.genodigde.gebruiker_id).order_by(Overleg.begint_op, Overleg.id)
    return list(db.session.scalars(query.with_for_update(of=Overleg)))


def get_genodigde(overleg_id: UUID, genodigde_id: UUID) -> Genodigde:
    """Somebody invited to this meeting. Raises NotFound."""
    query = select(Genodigde).where(Genodigde.id == genodigde_id, Genodigde.overleg_id == overleg_id)
    found = db.session.scalars(query.options(joinedload(Genodigde.gebruiker))).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def can_fill(eis: Eis, people: Iterable[Gebruiker]) -> list[Gebruiker]:
    return [g for g in people if g.functie in FUNCTIES and eis.is_met_by(g.functie)]


def _coming(genodigden: Iterable[Genodigde]) -> list[Genodigde]:
    return [g for g in genodigden if g.komt != "nee" and (g.gebruiker is None or g.gebruiker.actief)]


def _refuse_past(overleg: Overleg) -> None:
    if overleg.is_voorbij:
        raise Ongeldig({"wie": "Dit overleg is geweest of gaat niet door. Er is niemand meer voor uit te nodigen."})


def _sort_name(g: Genodigde) -> str:
    return normalise(f"{g.gebruiker.achternaam} {g.gebruiker.voornaam}" if g.gebruiker else g.naam)
