"""When minutes can still be corrected, freezing them (in time by themselves, or by a chair), and opening them again."""

import logging
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.signalen import samengevoegd
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.rechtenstand import note_change
from overlegtafel.core.sporen import trace_of
from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg, Overlegsoort
from overlegtafel.overleggen.models_notitie import Notitiestuk
from overlegtafel.overleggen.models_punt import Agendapunt, Gespreksblad, Puntbesluit, Puntnotitie, Verslag
from overlegtafel.overleggen.opmaken import make_inhouden
from overlegtafel.overleggen.seinen import tell_punt
from overlegtafel.overleggen.verslagen import correct_until, is_discussed, list_last
from overlegtafel.overleggen.zicht import Puntzicht, open_punt
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

MAX_REDEN = 200
# So many at a time; the next round takes the rest.
PER_RONDE = 200

logger = logging.getLogger(__name__)


def is_vast(punt: Agendapunt) -> bool:
    """Whether nobody may change this item any more: its minutes are frozen, or the time to correct has passed."""
    last = list_last([punt.id]).get(punt.id)
    if last and last.heropend_op is None:
        return True
    until = correct_until(punt.overleg, last)
    return until is not None and until < today()


def may_correct(z: Puntzicht, *, vast: bool | None = None) -> bool:
    """Whether they may change the note and the outcome: who writes at this table, and afterwards who was there, or a chair.

    vast: is_vast(), for who asked that already.
    """
    if not z.mag_noteren or (is_vast(z.punt) if vast is None else vast):
        return False
    stoel = z.stoel
    return stoel.overleg.staat != "klaar" or stoel.is_voorzitter or stoel.genodigde.binnen_op is not None


# More than anybody types between two versions, so that what was settled counts for more than what was typed before it.
_VEEL = 100_000


def get_stempel(punt: Agendapunt) -> int:
    """Rises with every change of outcome, note, sheet or decisions: tells a chair's stale page from a fresh one."""
    note = select(func.coalesce(func.sum(Puntnotitie.versie), 0)).where(Puntnotitie.agendapunt_id == punt.id)
    # What is being typed and is no version yet.
    typed = select(func.count()).select_from(Notitiestuk).where(Notitiestuk.agendapunt_id == punt.id)
    sheet = select(func.coalesce(func.sum(Gespreksblad.versie), 0)).where(Gespreksblad.agendapunt_id == punt.id)
    # One taken back counts once more.
    decided = select(func.count(Puntbesluit.id) + func.count(Puntbesluit.vervallen_op)).where(
        Puntbesluit.agendapunt_id == punt.id
    )
    parts = select(
        note.scalar_subquery() * _VEEL, typed.scalar_subquery(), sheet.scalar_subquery(), decided.scalar_subquery()
    )
    return punt.versie + sum(db.session.execute(parts).one())


def freeze(punt_id: UUID, *, by: Gebruiker, versie: int) -> Verslag:
    """A chair says that the minutes are right as they stand. versie: get_stempel() of what they read.

    Raises Verouderd when the item was changed or frozen meanwhile, NotFound, MagNiet.
    """
    z = _open_as_chair(punt_id, by)
    last = list_last([punt_id]).get(punt_id)
    if (last and last.heropend_op is None) or get_stempel(z.punt) != versie:
        raise Verouderd(z.punt)
    made = _keep(z.punt, last, by)
    z.log("overleg.verslag_vast", Actie.CREATE)
    tell_punt(z.punt)
    return made


def reopen(punt_id: UUID, reden: str, *, by: Gebruiker, nummer: int) -> Verslag:
    """A chair opens frozen minutes again; participants may correct for as long as the first time. The frozen ones stay.

    nummer: which of them. Raises Ongeldig without a reason, Verouderd when these are not the last any more, NotFound, MagNiet.
    """
    z = _open_as_chair(punt_id, by)
    last = list_last([punt_id]).get(punt_id)
    if last is None or last.nummer != nummer or last.heropend_op is not None:
        raise Verouderd(z.punt)
    reason = clean_line(reden)
    if not reason:
        raise Ongeldig({"reden": "Schrijf waarom dit verslag weer open moet."})
    if len(reason) > MAX_REDEN:
        raise Ongeldig({"reden": f"Dit zijn {len(reason)} tekens; er is plaats voor {MAX_REDEN}. Kort het in."})
    last.heropend_op, last.heropend_door, last.heropend_reden = now(), by, reason
    z.log("overleg.verslag_heropend", Actie.UPDATE)
    note_change(z.punt.id)
    tell_punt(z.punt)
    return last


def freeze_due() -> int:
    """Freeze the minutes of which the time to correct has passed; how many. Each in a transaction of its own."""
    with reading():
        due = _list_due()
    done = 0
    for punt_id in due:
        try:
            done += _freeze_one(punt_id)
        except Exception as error:
            # One that cannot be frozen must not keep the others open.
            logger.error("minutes stay open: %s", trace_of(error))
    return done


def _list_due() -> list[UUID]:
    standing = exists().where(Verslag.agendapunt_id == Agendapunt.id, Verslag.heropend_op.is_(None))
    shortest = db.session.scalar(select(func.min(Overlegsoort.correctie_dagen))) or 0
    rows = db.session.scalars(
        select(Agendapunt)
        .join(Agendapunt.overleg)
        .where(
            Overleg.staat == "klaar",
            # A day less than it can be: the day itself is counted in the Netherlands, below.
            Overleg.gesloten_op < now() - timedelta(days=shortest - 1),
            is_discussed(),
            ~standing,
        )
        .order_by(Overleg.gesloten_op, Agendapunt.id)
    ).all()
    last = list_last([p.id for p in rows])
    return [p.id for p in rows if _is_due(p, last.get(p.id))][:PER_RONDE]


def _is_due(punt: Agendapunt, last: Verslag | None) -> bool:
    until = correct_until(punt.overleg, last)
    return until is not None and until < today()


def _freeze_one(punt_id: UUID) -> bool:
    with transaction():
        punt = db.session.scalars(
            select(Agendapunt)
            .where(Agendapunt.id == punt_id)
            .with_for_update(of=Agendapunt, key_share=True)
            .execution_options(populate_existing=True)
        ).one()
        last = list_last([punt_id]).get(punt_id)
        # Meanwhile a chair, or another worker, may have done it.
        if (last and last.heropend_op is None) or not _is_due(punt, last):
            return False
        _keep(punt, last, None)
        log(
            "overleg.verslag_vast", Actie.CREATE, by=None, object_soort="agendapunt", object_id=punt.id,
            client_id=punt.client_id,
        )  # fmt: skip
        tell_punt(punt)
    return True


def _keep(punt: Agendapunt, last: Verslag | None, by: Gebruiker | None) -> Verslag:
    # Alone with it: who types at this moment is in it, or hears that it is too late (schrijfrij.py).
    db.session.execute(select(Agendapunt.id).where(Agendapunt.id == punt.id).with_for_update())
    inhoud = make_inhouden([punt])[punt.id]
    made = Verslag(
        id=uuid4(), agendapunt_id=punt.id, client_id=punt.client_id, nummer=last.nummer + 1 if last else 1,
        inhoud=inhoud.as_data, op=now(), door=by,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    note_change(punt.id)
    return made


def _open_as_chair(punt_id: UUID, by: Gebruiker) -> Puntzicht:
    z = open_punt(punt_id, by=by, lock=True)
    if not z.stoel.is_voorzitter or z.is_gast:
        raise MagNiet
    discussed = select(Agendapunt.id).where(Agendapunt.id == punt_id, is_discussed())
    if z.punt.overleg.staat != "klaar" or db.session.scalar(discussed) is None:
        raise NotFound
    return z


@samengevoegd.connect
def _follow(_sender: object, *, weg_id: UUID, blijft_id: UUID) -> None:
    """Minutes go along to the client the double became."""
    for verslag in db.session.scalars(select(Verslag).where(Verslag.client_id == weg_id)):
        verslag.client_id = blijft_id
