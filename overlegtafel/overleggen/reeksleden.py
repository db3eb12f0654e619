"""Who belongs to a series: joining, leaving and chairing counts for the meetings to come."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.extensions import db
from overlegtafel.overleggen import brieven
from overlegtafel.overleggen.disciplines import Eis, list_missing, read_eisen
from overlegtafel.overleggen.mensen import MEESTE, drop_genodigden, enroll, load_people
from overlegtafel.overleggen.models import Genodigde, Reeks, Reekslid
from overlegtafel.overleggen.reeksen import list_coming
from overlegtafel.overleggen.reeksstoel import open_reeks
from overlegtafel.overleggen.seinen import tell_overleg
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker


def join(reeks_id: UUID, ids: Collection[UUID], *, by: Gebruiker) -> int:
    """Invite people to every meeting from now on; how many are new. Raises Ongeldig."""
    reeks = open_reeks(reeks_id, by=by, als="voorzitter", lock=True).reeks
    members = {lid.gebruiker_id for lid in reeks.leden}
    people = load_people([i for i in ids if i])
    new = [g for g in people if g.id not in members]
    if not people:
        raise Ongeldig({"wie": "Kies wie erbij komt."})
    if len(members) + len(new) > MEESTE:
        raise Ongeldig({"wie": f"Bij een reeks horen hooguit {MEESTE} mensen. Haal eerst iemand weg."})
    reeks.leden += [Reekslid(gebruiker_id=g.id) for g in new]
    for overleg in list_coming(reeks.id):
        # The letter about the series says it for all of them.
        for g in enroll(overleg, {p.id: False for p in new}):
            g.uitgenodigd_op = now() if overleg.begint_op < now() + brieven.VOORAF else None
        tell_overleg(overleg.id)
    if new:
        log(
            "overlegreeks.lid_erbij",
            Actie.UPDATE,
            by=by,
            object_soort="overlegreeks",
            object_id=reeks.id,
            aantal=len(new),
        )
        brieven.tell_reeks(
            reeks, new, "Uitnodiging voor een reeks overleggen", "U bent uitgenodigd voor een reeks overleggen.", by=by
        )
    return len(new)


def list_missing_members(reeks: Reeks) -> list[Eis]:
    """The disciplines the kind of meeting asks for that no member has."""
    return list_missing(read_eisen(reeks.soort.vereist), [lid.gebruiker.functie for lid in reeks.leden])


def leave(reeks_id: UUID, gebruiker_id: UUID, *, by: Gebruiker) -> None:
    """From now on not invited any more; a chair removes anybody, everybody themselves. Raises MagNiet, NotFound."""
    zicht = open_reeks(reeks_id, by=by, lock=True)
    if not (zicht.is_voorzitter or gebruiker_id == by.id):
        raise MagNiet
    if end_membership(zicht.reeks, gebruiker_id):
        log("overlegreeks.lid_weg", Actie.UPDATE, by=by, object_soort="overlegreeks", object_id=reeks_id)


def end_membership(reeks: Reeks, gebruiker_id: UUID) -> bool:
    """Somebody goes out of the series and of its meetings to come; whether they were in it."""
    gone = [lid for lid in reeks.leden if lid.gebruiker_id == gebruiker_id]
    for lid in gone:
        reeks.leden.remove(lid)
    coming = [o.id for o in list_coming(reeks.id)]
    mine = select(Genodigde).where(Genodigde.overleg_id.in_(coming), Genodigde.gebruiker_id == gebruiker_id)
    for genodigde in db.session.scalars(mine).all():
        drop_genodigden([genodigde.id])
        # Also their own screen hears it.
        tell_overleg(genodigde.overleg_id, ook={gebruiker_id})
    return bool(gone)


def set_voorzitter(reeks_id: UUID, gebruiker_id: UUID, chairs: bool, *, by: Gebruiker) -> None:
    """Make a member chair of the meetings to come, or no longer. Raises Ongeldig for the last one and who may not write."""
    reeks = open_reeks(reeks_id, by=by, als="voorzitter", lock=True).reeks
    lid = next((one for one in reeks.leden if one.gebruiker_id == gebruiker_id), None)
    if lid is None:
        raise Ongeldig({"wie": "Deze persoon hoort niet meer bij de reeks."})
    if chairs and not lid.gebruiker.may(Recht.SCHRIJVEN):
        raise Ongeldig({"wie": "Deze persoon kan hier niet voorzitten: daarvoor moet iemand hier mogen schrijven."})
    if not chairs and not any(one.is_voorzitter for one in reeks.leden if one is not lid):
        raise Ongeldig({"wie": "Maak eerst iemand anders voorzitter."})
    lid.is_voorzitter = chairs
    for overleg in list_coming(reeks.id):
        for g in db.session.scalars(
            select(Genodigde).where(Genodigde.overleg_id == overleg.id, Genodigde.gebruiker_id == gebruiker_id)
        ):
            g.is_voorzitter = chairs
        tell_overleg(overleg.id)
    log("overlegreeks.voorzitter", Actie.UPDATE, by=by, object_soort="overlegreeks", object_id=reeks.id)
