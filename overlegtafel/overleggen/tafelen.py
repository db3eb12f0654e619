"""At the table: beginning, going from item to item, the round, what the wall shows, and closing. One step at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from overlegtafel.core.datums import NL, now, show_day, today
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.overleggen.aanwezig import claim_seat, come_in, list_round
from overlegtafel.overleggen.doorschuiven import bring_back, roll_over
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Tafelstand
from overlegtafel.overleggen.notities import settle_all
from overlegtafel.overleggen.opmaken import keep_present
from overlegtafel.overleggen.seinen import STAP, tell_overleg
from overlegtafel.overleggen.stoel import Stoel, open_overleg
from overlegtafel.overleggen.tijd import count_spent
from overlegtafel.overleggen.wijzigen import change_overleg
from overlegtafel.overleggen.zicht import open_punt
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

# Further from the planned moment than this it may be a mistake: asked first.
_VER_WEG = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Stap:
    """A step of the table under way."""

    stoel: Stoel
    stand: Tafelstand
    moment: datetime

    @property
    def overleg(self) -> Overleg:
        return self.stoel.overleg


@contextmanager
def _step(overleg_id: UUID, wat: str, *, by: Gebruiker, versie: int | None) -> Iterator[Stap]:
    """Steps of one table happen one after another. Raises NotFound, MagNiet, Ongeldig (not running), Verouderd (moved meanwhile)."""
    stoel = open_overleg(overleg_id, by=by, als="voorzitter", lock=True)
    if not stoel.overleg.is_bezig:
        raise Ongeldig({"tafel": "Dit overleg loopt nu niet."})
    stand = get_stand(overleg_id)
    if versie is not None and stand.versie != versie:
        raise Verouderd(stand)
    yield Stap(stoel, stand, now())
    stand.versie += 1
    log(wat, Actie.UPDATE, by=by, object_soort="overleg", object_id=overleg_id)
    tell_overleg(overleg_id, STAP)


def get_stand(overleg_id: UUID) -> Tafelstand | None:
    """Where the table is; None: it never began."""
    return db.session.get(Tafelstand, overleg_id, populate_existing=True)


def begin(overleg_id: UUID, *, by: Gebruiker, toch: bool = False) -> None:
    """Begin the meeting, at its first item. Begun already: nothing happens.

    toch: also when it was cancelled, or planned for another day; without it Ongeldig asks. Raises NotFound, MagNiet.
    """
    with change_overleg(overleg_id, "overleg.begonnen", by=by) as change:
        overleg = change.overleg
        if overleg.is_bezig:
            change.niets = True
            return
        _refuse_beginning(overleg, toch)
        moment = now()
        overleg.staat, overleg.begonnen_op, overleg.gesloten_op = "bezig", moment, None
        overleg.begint_op, overleg.reden = overleg.begint_op or moment, ""
        stand = get_stand(overleg_id) or Tafelstand(overleg_id=overleg_id, versie=0)
        db.session.add(stand)
        stand.versie += 1
        _move(stand, _next_open(overleg_id, None), moment, by)
        come_in(change.stoel)


def _refuse_beginning(overleg: Overleg, toch: bool) -> None:
    if overleg.staat == "klaar":
        raise Ongeldig({"tafel": "Dit overleg is gesloten. Vandaag kunt u het nog heropenen."})
    if overleg.staat == "prikken":
        raise Ongeldig({"tafel": "Voor dit overleg is nog geen dag gekozen. Kies eerst een dag."})
    if toch:
        return
    if overleg.staat == "vervallen":
        raise Ongeldig({"toch": "Dit overleg is afgezegd. Begin alleen als iedereen weet dat het toch doorgaat."})
    if abs(overleg.begint_op - now()) > _VER_WEG:
        day = show_day(overleg.begint_op)
        raise Ongeldig({"toch": f"Dit overleg staat op {day}. Begint u het nu, dan is het vandaag."})


def go_to(overleg_id: UUID, plek: UUID | None, *, by: Gebruiker, versie: int) -> None:
    """With the whole table to this item, which the chair need not see. Raises Ongeldig, Verouderd, NotFound, MagNiet."""
    with _step(overleg_id, "overleg.verder", by=by, versie=versie) as step:
        here = Agendapunt.overleg_id == overleg_id, Agendapunt.staat.in_(("open", "besproken"))
        punt = db.session.scalars(select(Agendapunt).where(Agendapunt.plek == plek, *here)).one_or_none()
        if punt is None:
            raise Ongeldig({"tafel": "Dat punt staat niet meer op de agenda."})
        _move(step.stand, punt, step.moment, by)


def go_on(overleg_id: UUID, *, by: Gebruiker, versie: int) -> None:
    """To the next open item; past the end to what was passed over. Raises Ongeldig at the end, and as go_to."""
    with _step(overleg_id, "overleg.verder", by=by, versie=versie) as step:
        punt = _next_open(overleg_id, step.stand.punt)
        if punt is None:
            raise Ongeldig({"tafel": "Dit is het laatste punt. U kunt het overleg sluiten."})
        _move(step.stand, punt, step.moment, by)


def _next_open(overleg_id: UUID, after: Agendapunt | None) -> Agendapunt | None:
    open_ones = (
        select(Agendapunt)
        .where(Agendapunt.overleg_id == overleg_id, Agendapunt.staat == "open")
        .order_by(Agendapunt.volgorde, Agendapunt.id)
    )
    if after is None:
        return db.session.scalars(open_ones.limit(1)).one_or_none()
    rest = [p for p in db.session.scalars(open_ones) if p.id != after.id]
    later = [p for p in rest if (p.volgorde, str(p.id)) > (after.volgorde, str(after.id))]
    return next(iter([*later, *(p for p in rest if not p.besteed)]), None)


def _move(stand: Tafelstand, punt: Agendapunt | None, moment: datetime, by: Gebruiker) -> None:
    if stand.punt and punt and stand.punt.id == punt.id:
        return
    _leave(stand, moment, by)
    stand.punt, stand.sinds = punt, moment if punt else None
    stand.aan_het_woord, stand.op_scherm = None, False


def _leave(stand: Tafelstand, moment: datetime, by: Gebruiker) -> None:
    """Note the time spent on where the table was. An item about nobody needs no outcome: it is done."""
    left = stand.punt
    if left is None:
        return
    left.besteed = count_spent(left.besteed, stand.sinds, moment)
    if left.client_id is None and left.is_open:
        left.staat, left.gesloten_op, left.gesloten_door_id = "besproken", moment, by.id


def next_turn(overleg_id: UUID, *, by: Gebruiker, versie: int) -> None:
    """The next of the round has the floor; after the last nobody. Only who may see the item leads its round.

    Raises Ongeldig when nobody is there to ask, and as go_to.
    """
    with _step(overleg_id, "overleg.rondje", by=by, versie=versie) as step:
        stand = step.stand
        if stand.punt_id is None:
            raise Ongeldig({"tafel": "Er is nu geen punt aan de orde."})
        people = list_round(open_punt(stand.punt_id, by=by))
        if not people:
            raise Ongeldig({"tafel": "Er is nog niemand binnen voor een rondje. Vink aan wie er is."})
        turns = [p.id for p in people]
        place = turns.index(stand.aan_het_woord_id) + 1 if stand.aan_het_woord_id in turns else 0
        stand.aan_het_woord = people[place] if place < len(people) else None


def show_on_wall(overleg_id: UUID, toon: bool, *, by: Gebruiker, versie: int) -> None:
    """Let the wall show this item, or not any more; whether everybody there may see it is asked each time it is drawn."""
    with _step(overleg_id, "overleg.scherm", by=by, versie=versie) as step:
        if step.stand.punt_id is None:
            raise Ongeldig({"tafel": "Er is nu geen punt aan de orde."})
        opened = open_punt(step.stand.punt_id, by=by)
        step.stand.op_scherm = toon
        if toon:
            opened.log("overleg.getoond", Actie.READ)


def bring_along(overleg_id: UUID, *, by: Gebruiker) -> None:
    """Everybody's screen goes where the chair goes, whoever was looking around."""
    with _step(overleg_id, "overleg.meegenomen", by=by, versie=None):
        db.session.execute(update(Genodigde).where(Genodigde.overleg_id == overleg_id).values(volgt=True))


def follow(overleg_id: UUID, volgt: bool, *, by: Gebruiker) -> None:
    """Whether one's own screen goes where the chair goes. Nobody else sees it, so it leaves no line."""
    claim_seat(open_overleg(overleg_id, by=by, als="deelnemer")).volgt = volgt


def close(overleg_id: UUID, *, by: Gebruiker) -> int:
    """Close the meeting: what is still open goes to the next one by itself. Closed already: nothing happens.

    How many items stay here, for want of a next meeting.
    """
    with change_overleg(overleg_id, "overleg.gesloten", by=by) as change:
        overleg = change.overleg
        if overleg.staat == "klaar":
            change.niets = True
            return 0
        if not overleg.is_bezig:
            raise Ongeldig({"tafel": "Dit overleg is nog niet begonnen."})
        stand, moment = get_stand(overleg_id), now()
        _move(stand, None, moment, by)
        stand.versie += 1
        overleg.staat, overleg.gesloten_op = "klaar", moment
        db.session.execute(
            update(Agendapunt)
            .where(
                Agendapunt.overleg_id == overleg_id,
                Agendapunt.client_id.is_(None),
                Agendapunt.staat == "open",
                Agendapunt.besteed > 0,
            )
            .values(staat="besproken")
        )
        settle_all(overleg_id)
        keep_present(overleg)
        return len(roll_over(overleg, by=by))


def may_reopen(overleg: Overleg) -> bool:
    """Closed by mistake: on the day itself the chair can go on."""
    return overleg.staat == "klaar" and overleg.gesloten_op.astimezone(NL).date() == today()


def reopen(overleg_id: UUID, *, by: Gebruiker) -> None:
    """Go on with a meeting that was closed today; what went on to the next one comes back. Raises Ongeldig on another day."""
    with change_overleg(overleg_id, "overleg.heropend", by=by) as change:
        overleg = change.overleg
        if overleg.is_bezig:
            change.niets = True
            return
        if not may_reopen(overleg):
            raise Ongeldig({"tafel": "Dit overleg kan niet meer open. Wat nog moet, komt op het volgende overleg."})
        bring_back(overleg, overleg.gesloten_op, by=by)
        overleg.staat, overleg.gesloten_op = "bezig", None
        get_stand(overleg_id).versie += 1
        come_in(change.stoel)
