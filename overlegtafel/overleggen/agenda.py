"""The agenda makes itself: who is due gets a place, as many as fit; what was dropped stays dropped."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import and_, or_, select

from overlegtafel.clienten.inzage import filter_seen
from overlegtafel.clienten.kijkers import list_viewers
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import NL, now, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen.bronnen import Kandidaat, list_due, same_row
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Agendareden
from overlegtafel.overleggen.punten import EINDE, close, give_reden, list_open, lock_overleg, make_punt
from overlegtafel.overleggen.seinen import tell_overleg
from overlegtafel.overleggen.stoel import Stoel
from overlegtafel.overleggen.verwezen import Mee, ask_along, drop_gone, list_team
from overlegtafel.overleggen.waarom import VERWIJZING
from overlegtafel.overleggen.wijzigen import change_overleg, record_change
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.models import Gebruiker

VOORUIT = timedelta(days=7)
ELKE = timedelta(hours=1)
# A client whom only one of the invited may see is not discussed there by itself.
MINSTENS = 2
# What was dropped or discussed so long ago is remembered.
ONTHOUDEN = timedelta(days=730)
# So many who wait are looked at together, and are counted; above that it says 'meer dan'.
PER_KEER = MEER_DAN = 50
# Of each meeting and reader: versie and agenda_op, when, and how many waited.
_geteld: dict[tuple[UUID, UUID], tuple[tuple[int, datetime | None], datetime, int]] = {}
_EVEN, _ONTHOUDEN_HIER = timedelta(minutes=5), 1000


def set_up(overleg: Overleg) -> None:
    """The fixed points of its kind, right after a meeting was made."""
    for row in overleg.soort.vaste_punten:
        at_end = {} if row["waar"] == "begin" else {"volgorde": _after(overleg)}
        make_punt(overleg, "vast", titel=row["titel"], minuten=row["minuten"], **at_end)


def _after(overleg: Overleg) -> int:
    last = db.session.scalars(
        select(Agendapunt.volgorde)
        .where(Agendapunt.overleg_id == overleg.id, Agendapunt.volgorde >= EINDE)
        .order_by(Agendapunt.volgorde.desc())
    ).first()
    return EINDE if last is None else last + 1


def fill(overleg_id: UUID, *, by: Gebruiker, versie: int | None = None) -> int:
    """A chair has the agenda made now; how many items came. Raises Verouderd, and Ongeldig once it began."""
    with change_overleg(overleg_id, "overleg.agenda_gevuld", by=by, versie=versie) as change:
        check_planned(change.overleg)
        came, changed = _build(change.overleg)
        change.niets = not changed
    return came


def build(overleg: Overleg, due: Sequence[Kandidaat] | None = None) -> int:
    """Make the agenda from what is due; how many items came. Again changes nothing. Not once the meeting began.

    due: what list_due() found just before; None: it is looked up now.
    """
    overleg = lock_overleg(overleg.id)
    if overleg.staat != "gepland":
        return 0
    came, changed = _build(overleg, due)
    if changed:
        record_change(overleg, "overleg.agenda_gevuld", by=None)
    return came


def build_due() -> int:
    """Make the agendas of the meetings to come, each at most once an hour and in a transaction of its own; how many."""
    moment = now()
    with reading():
        due = select(Overleg.id).where(
            Overleg.staat == "gepland",
            Overleg.begint_op.between(moment, moment + VOORUIT),
            or_(Overleg.agenda_op.is_(None), Overleg.agenda_op < moment - ELKE),
        )
        ids = list(db.session.scalars(due.order_by(Overleg.begint_op)))
    for overleg_id in ids:
        # Looking through a whole practice takes a while, in which others go on writing.
        with reading():
            overleg = db.session.get_one(Overleg, overleg_id)
            found = list_due(overleg, day_of(overleg))
        with transaction():
            build(overleg, found)
    return len(ids)


def check_planned(overleg: Overleg) -> None:
    """Raises Ongeldig for a meeting whose agenda no longer changes by planning."""
    if overleg.is_voorbij:
        raise Ongeldig({"overleg": "Dit overleg is voorbij of gaat niet door. Aan de agenda verandert niets meer."})


def _build(overleg: Overleg, due: Sequence[Kandidaat] | None = None) -> tuple[int, bool]:
    """How many items came, and whether anything changed at all."""
    overleg.agenda_op = now()
    gone = _drop_dead(overleg)
    # Their own screens hear it too.
    if left := drop_gone(overleg):
        tell_overleg(overleg.id, ook=left)
    new, more = _list_new(overleg, due)
    changed = bool(gone or left)
    along = _list_along(overleg, [*(k for some in new.values() for k in some), *(k for _, k in more)])
    for punt, k in more:
        changed = give_reden(punt, k.bron, k.sleutel, k.datum) or changed
        if k.bron == VERWIJZING:
            changed = ask_along(punt, along.get(k.client_id, {})) or changed
    room = overleg.duur - sum(p.minuten for p in list_open(overleg.id))
    came = 0
    for client_id in _keep_seen(overleg, new, along):
        if room < overleg.soort.minuten_per_punt:
            break
        punt = make_punt(overleg, "bespreken", client_id=client_id)
        for k in new[client_id]:
            give_reden(punt, k.bron, k.sleutel, k.datum)
        ask_along(punt, along.get(client_id, {}))
        room -= punt.minuten
        came += 1
    return came, changed or came > 0


def count_waiting(stoel: Stoel) -> int:
    """How many clients this reader may see are due here and found no place yet, up to one more than MEER_DAN.

    Looking through a whole practice again at every view would tell nothing new: a number holds for a few minutes.
    """
    if stoel.overleg.staat != "gepland":
        return 0
    overleg, moment = stoel.overleg, now()
    counted = overleg.versie, overleg.agenda_op
    known = _geteld.get((overleg.id, stoel.by.id))
    if known and known[0] == counted and known[1] > moment - _EVEN:
        return known[2]
    new, _ = _list_new(overleg)
    own = filter_seen(new, by=stoel.by, soort=Soort.OVERLEG)
    seen = _keep_seen(overleg, [client_id for client_id in new if client_id in own])
    number = sum(1 for _ in islice(seen, MEER_DAN + 1))
    if len(_geteld) >= _ONTHOUDEN_HIER:
        _geteld.clear()
    _geteld[overleg.id, stoel.by.id] = counted, moment, number
    return number


def _list_new(
    overleg: Overleg, due: Sequence[Kandidaat] | None = None
) -> tuple[dict[UUID, list[Kandidaat]], list[tuple[Agendapunt, Kandidaat]]]:
    """Who is due and stands not on the agenda, with every reason, most urgent first; and reasons for who stands there."""
    if due is None:
        due = list_due(overleg, day_of(overleg))
    if not due:
        return {}, []
    settled = _list_settled(overleg)
    here: dict[UUID, Agendapunt | None] = {}
    for punt in db.session.scalars(
        select(Agendapunt).where(Agendapunt.overleg_id == overleg.id, Agendapunt.client_id.is_not(None))
    ):
        # What went by itself may come back; what somebody dropped or postponed may not, here.
        if punt.is_open or punt.staat != "vervallen" or punt.gesloten_door_id:
            here[punt.client_id] = punt if punt.is_open else here.get(punt.client_id)
    new: dict[UUID, list[Kandidaat]] = {}
    more = []
    for k in due:
        if (k.bron, k.sleutel) in settled:
            continue
        if k.client_id not in here:
            new.setdefault(k.client_id, []).append(k)
        elif (punt := here[k.client_id]) and k.bron != "kwetsbaar":
            more.append((punt, k))
    return new, more


def _list_along(overleg: Overleg, due: Sequence[Kandidaat]) -> dict[UUID, dict[Gebruiker, Mee]]:
    """Of the clients who are due for a referral who of its team comes along, though they have no seat."""
    verwezen: dict[UUID, list[UUID]] = {}
    for k in due:
        if k.bron == VERWIJZING and k.waar:
            verwezen.setdefault(k.client_id, []).append(k.waar)
    return list_team(overleg, verwezen) if verwezen else {}


def _keep_seen(
    overleg: Overleg, client_ids: Collection[UUID], along: Mapping[UUID, Collection[Gebruiker]] | None = None
) -> Iterator[UUID]:
    """Those of these clients whom enough of the invited may see, in order; asked for a few at a time, as far as there is room.

    along: of some of them who comes along without a seat.
    """
    along = along or {}
    if not client_ids:
        return
    invited = (
        db.session.scalars(
            select(Gebruiker)
            .join(Genodigde, Genodigde.gebruiker_id == Gebruiker.id)
            .where(Genodigde.overleg_id == overleg.id, Gebruiker.actief)
        )
        .unique()
        .all()
    )
    rest = iter(client_ids)
    while some := list(islice(rest, PER_KEER)):
        viewers = list_viewers(some, invited, Soort.OVERLEG)
        yield from (
            client_id for client_id in some if len(viewers[client_id]) + len(along.get(client_id, ())) >= MINSTENS
        )


def _list_settled(overleg: Overleg) -> set[tuple[str, str]]:
    """The reasons that were discussed, or dropped by somebody, in this row of meetings; or that stand on another agenda."""
    rows = db.session.execute(
        select(Agendareden.bron, Agendareden.sleutel)
        .join(Agendapunt, Agendapunt.id == Agendareden.agendapunt_id)
        .join(Overleg, Overleg.id == Agendapunt.overleg_id)
        .where(
            same_row(overleg),
            Overleg.begint_op > now() - ONTHOUDEN,
            or_(
                Agendapunt.staat == "besproken",
                and_(Agendapunt.staat == "vervallen", Agendapunt.gesloten_door_id.is_not(None)),
                and_(
                    Agendapunt.staat == "open",
                    Overleg.id != overleg.id,
                    Overleg.staat.in_(("prikken", "gepland", "bezig")),
                ),
            ),
        )
    )
    return {(bron, sleutel) for bron, sleutel in rows}


def _drop_dead(overleg: Overleg) -> Sequence[Agendapunt]:
    """Who died has nothing due any more: what came by itself goes. What somebody brought in stays, and says so."""
    dead = list(
        db.session.scalars(
            select(Agendapunt)
            .join(Client, Client.id == Agendapunt.client_id)
            .where(
                Agendapunt.overleg_id == overleg.id,
                Agendapunt.staat == "open",
                Agendapunt.ingebracht_door_id.is_(None),
                Client.overleden_op.is_not(None),
            )
        )
    )
    close(dead, "vervallen", by=None)
    return dead


def day_of(overleg: Overleg) -> date:
    """The day of the meeting in the Netherlands; today as long as it has none."""
    return overleg.begint_op.astimezone(NL).date() if overleg.begint_op else today()


def is_inbreng_open(overleg: Overleg, moment: datetime | None = None) -> bool:
    """Whether whoever may can still bring in a client here."""
    moment = moment or now()
    until = overleg.inbreng_tot or overleg.begint_op
    return overleg.staat in ("gepland", "prikken") and (until is None or moment < until)


def list_seats(overleg_ids: Collection[UUID], by: Gebruiker) -> dict[UUID, Genodigde]:
    """The invitations of `by` to these meetings, by meeting."""
    rows = db.session.scalars(
        select(Genodigde).where(Genodigde.overleg_id.in_(overleg_ids), Genodigde.gebruiker_id == by.id)
    )
    return {g.overleg_id: g for g in rows}
