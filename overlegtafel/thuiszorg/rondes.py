"""A delivery from begin to end: how far it came and how it went."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import UUID, uuid4

from sqlalchemy import select, tuple_

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Weigering
from overlegtafel.thuiszorg.inname import Uitkomst, take
from overlegtafel.thuiszorg.models import Ronde

# So many at a time in one transaction: little is lost or held up when it ends halfway.
PER_KEER = 500
MAX_WEIGERINGEN = 200
# The delivery that is a pull; the others were sent here.
OPHALEN = "ophalen"
BEWAAR = timedelta(days=90)
# No push takes so long.
_LANGST_BEZIG = timedelta(minutes=15)
AFGEBROKEN = (
    "Afgebroken: de Overlegtafel zelf stopte onderweg. Wat er al was, is overgenomen; stuur het opnieuw voor de rest."
)


@dataclass(frozen=True, slots=True)
class Geweigerd:
    """One refusal as it was kept."""

    nr: int
    wat: str
    reden: str


class Ingehaald(Exception):
    """Somebody else took over from this same delivery, or finished it."""


def begin_ronde(
    organisatie_id: UUID, weg: str, *, vingerafdruk: str = "", door_id: UUID | None = None, inhoud: bytes | None = None
) -> Ronde:
    """A new delivery, in the running transaction."""
    ronde = Ronde(
        id=uuid4(), organisatie_id=organisatie_id, weg=weg, begonnen_op=now(), vingerafdruk=vingerafdruk,
        door_id=door_id, inhoud=inhoud, gelezen=0, nieuw=0, gewijzigd=0, ongewijzigd=0, wacht=0, geweigerd=0,
        weigeringen="[]", fout="",
    )  # fmt: skip
    db.session.add(ronde)
    db.session.flush()
    return ronde


def close_cut_off(organisatie_id: UUID, weg: str) -> None:
    """Deliveries this way that nobody is at any more: the process that took them is gone. In the running transaction."""
    query = select(Ronde).where(
        Ronde.organisatie_id == organisatie_id,
        Ronde.weg == weg,
        Ronde.klaar_op.is_(None),
        Ronde.begonnen_op < now() - _LANGST_BEZIG,
    )
    for left in db.session.scalars(query):
        finish(left, AFGEBROKEN)


def find_unfinished(organisatie_id: UUID, vingerafdruk: str) -> Ronde | None:
    """The delivery of this same file that was cut off."""
    query = (
        select(Ronde)
        .where(
            Ronde.organisatie_id == organisatie_id,
            Ronde.vingerafdruk == vingerafdruk,
            Ronde.klaar_op.is_(None),
            Ronde.inhoud.is_(None),
        )
        .order_by(Ronde.begonnen_op.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def take_into(ronde: Ronde, items: Sequence[Aanvoer | Weigering]) -> list[Uitkomst]:
    """Take these in the running transaction, and count them in the delivery."""
    gebeurtenis = "notitie.opgehaald" if ronde.weg == OPHALEN else "notitie.ontvangen"
    outcomes = take(ronde.organisatie_id, ronde.id, items, gebeurtenis=gebeurtenis)
    ronde.gelezen += len(items)
    for outcome in outcomes:
        setattr(ronde, outcome.staat, getattr(ronde, outcome.staat) + 1)
    refused = [[o.nr, o.wat, o.reden] for o in outcomes if o.staat == "geweigerd"]
    if refused:
        ronde.weigeringen = json.dumps((json.loads(ronde.weigeringen) + refused)[:MAX_WEIGERINGEN], ensure_ascii=False)
    return outcomes


def finish(ronde: Ronde, fout: str = "") -> None:
    ronde.klaar_op, ronde.fout, ronde.inhoud = now(), fout[:300], None


def list_weigeringen(ronde: Ronde) -> list[Geweigerd]:
    return [Geweigerd(*row) for row in json.loads(ronde.weigeringen)]


def take_all(ronde_id: UUID, items: Iterable[Aanvoer | Weigering], progress=None) -> Ronde:
    """Take a whole delivery, a stretch per transaction, and finish it. Goes on after what was taken before.

    progress(gelezen): called after each stretch. Killed halfway, the same file goes on where it stopped.
    Raises Ingehaald when another process is at the same delivery; what that one takes is taken.
    """
    with transaction():
        ronde = db.session.get_one(Ronde, ronde_id)
        done = ronde.gelezen
    items = iter(items)
    for _ in islice(items, done):
        pass
    while batch := list(islice(items, PER_KEER)):
        with transaction():
            ronde = db.session.get_one(Ronde, ronde_id, with_for_update=True)
            if ronde.gelezen != done or ronde.klaar_op:
                raise Ingehaald
            take_into(ronde, batch)
            done = ronde.gelezen
        if progress:
            progress(done)
        # What was stored is not needed again: memory stays the same however long the file.
        db.session.expunge_all()
    with transaction():
        ronde = db.session.get_one(Ronde, ronde_id)
        finish(ronde)
    return ronde


def find_ronde(organisatie_id: UUID, typed: str) -> Ronde | None:
    """The delivery of this organisatie with this id; None when there is none, or somebody made it up."""
    try:
        found = db.session.get(Ronde, UUID(typed))
    except ValueError:
        return None
    return found if found and found.organisatie_id == organisatie_id else None


def list_rondes(organisatie_id: UUID, limit: int, voor: Ronde | None = None) -> Sequence[Ronde]:
    """The newest deliveries of one organisatie; voor: those before this one."""
    query = (
        select(Ronde)
        .where(Ronde.organisatie_id == organisatie_id)
        .order_by(Ronde.begonnen_op.desc(), Ronde.id.desc())
        .limit(limit)
    )
    if voor:
        query = query.where(tuple_(Ronde.begonnen_op, Ronde.id) < tuple_(voor.begonnen_op, voor.id))
    return db.session.scalars(query).all()
