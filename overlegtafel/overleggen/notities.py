"""The note of one item: one text, with every version of it. All reading and writing of it goes through here.

Who writes together sends pieces (samen.py); they are text at once, and become a numbered version when they are settled.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Verouderd
from overlegtafel.core.rechtenstand import note_change
from overlegtafel.core.tekst import clean_text
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen import schrift
from overlegtafel.overleggen.besluitinvoer import check_notitie
from overlegtafel.overleggen.models_notitie import Notitiehand, Notitiestuk
from overlegtafel.overleggen.models_punt import Agendapunt, Puntnotitie, Puntversie
from overlegtafel.overleggen.notitietekst import list_stukken
from overlegtafel.overleggen.samenvoegen import merge_texts
from overlegtafel.overleggen.seinen import tell_punt
from overlegtafel.overleggen.uitzenden import send_after_commit, tell_opnieuw
from overlegtafel.overleggen.vast import open_to_write
from overlegtafel.overleggen.yvorm import read_update
from overlegtafel.overleggen.zicht import Puntzicht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

# No column holds such a number, so there is no version with it.
_TE_GROOT = 2**31
# Settled when nobody typed for so long, when it goes on for so long without a pause, or at so many pieces.
RUST, LANG, VEEL = timedelta(seconds=20), timedelta(minutes=5), 500


@dataclass(frozen=True, slots=True)
class Notitie:
    """The note as it stands. versie 0: nobody wrote anything yet."""

    tekst: str = ""
    versie: int = 0
    op: datetime | None = None
    door: Gebruiker | None = None


def load_notitie(z: Puntzicht) -> Notitie:
    """The note with everything that was typed, settled or not."""
    return _read(z.punt.id)


def save_notitie(punt_id: UUID, tekst: str, *, by: Gebruiker, versie: int) -> Notitie:
    """Keep this text as the next version. versie: the one the writer started from; Verouderd(Notitie) when there is a newer text.

    Raises Ongeldig (too long, or frozen), NotFound, MagNiet.
    """
    z = open_to_write(punt_id, by=by)
    clean = check_notitie(tekst)
    stands = settle(punt_id)
    if clean == clean_text(stands.tekst):
        return stands
    if versie != stands.versie and not _holds_newest(punt_id, versie, stands.tekst, clean):
        raise Verouderd(stands)
    return _write(z, clean, by)


def _holds_newest(punt_id: UUID, versie: int, newest: str, typed: str) -> bool:
    """Whether this text has all that came after that version: the page showed what had no number yet."""
    if merge_texts(_text_of(punt_id, versie), clean_text(newest), typed) == typed:
        return True
    at = 0
    for line in filter(None, map(str.strip, newest.split("\n"))):
        at = typed.find(line, at)
        if at < 0:
            return False
        at += len(line)
    return True


def _write(z: Puntzicht, tekst: str, by: Gebruiker) -> Notitie:
    """The whole text anew, of a note that is settled; open screens get what differs."""
    punt_id = z.punt.id
    row = db.session.get(Puntnotitie, punt_id)
    if row is None:
        row = Puntnotitie(agendapunt_id=punt_id, versie=0, tekst="", handen=[])
        db.session.add(row)
    moment = now()
    # Of a note that nobody opened to write together the document is made to see who wrote what, and thrown away.
    live = row.inhoud is not None
    base = row.inhoud if live else schrift.begin_with(row.tekst, 1)
    hand = _new_hand(punt_id, by) if live else None
    piece = schrift.change_to([base], tekst, hand.hand if hand else 2)
    row.handen = schrift.who_wrote(base, _runs(row), [(piece, str(by.id), moment.isoformat())])
    if hand:
        row.inhoud = schrift.join([base, piece])
        hand.klok = _clock(piece, hand.hand)
        send_after_commit(punt_id, piece)
    _number(row, tekst, moment, by)
    z.log("overleg.notitie_gewijzigd", Actie.UPDATE)
    tell_punt(z.punt)
    return Notitie(tekst, row.versie, row.op, by)


def _number(row: Puntnotitie, tekst: str, op: datetime, door: Gebruiker) -> None:
    row.tekst, row.versie, row.op, row.door = tekst, row.versie + 1, op, door
    db.session.add(
        Puntversie(
            id=uuid4(), agendapunt_id=row.agendapunt_id, nummer=row.versie, tekst=tekst, handen=row.handen, op=op,
            door_id=door.id,
        )
    )  # fmt: skip
    db.session.flush()


def _runs(row: Puntnotitie) -> list:
    """Who wrote what of the settled text: what has no writers of its own is whole of whom saved it."""
    return row.handen or ([[len(row.tekst), str(row.door_id), row.op.isoformat()]] if row.tekst else [])


def _new_hand(punt_id: UUID, by: Gebruiker) -> Notitiehand:
    # As Yjs makes them: at random, in 32 bits.
    hand = Notitiehand(agendapunt_id=punt_id, hand=secrets.randbits(32), gebruiker_id=by.id, klok=0)
    db.session.add(hand)
    return hand


def _clock(piece: bytes, hand: int) -> int:
    """The clock after what this update holds of this hand."""
    return max((end for _, end in read_update(piece).stukken.get(hand, ())), default=0)


def settle(punt_id: UUID) -> Notitie:
    """What was typed becomes a version with a number, by whom typed last. The caller commits.

    May run beside typing and end anywhere: it takes away exactly the pieces it read.
    """
    if not list_stukken(punt_id):
        return _settled(punt_id)
    _lock(punt_id)
    # Again, behind the lock: somebody else may have settled them.
    pieces = list_stukken(punt_id)
    if not pieces:
        return _settled(punt_id)
    row = db.session.get(Puntnotitie, punt_id, populate_existing=True)
    last = pieces[-1]
    tail = [(p.wijziging, str(p.gebruiker_id), p.op.isoformat()) for p in pieces]
    row.handen = schrift.who_wrote(row.inhoud or b"", _runs(row), tail)
    row.inhoud = schrift.join([row.inhoud or b"", *(p.wijziging for p in pieces)])
    text = schrift.text_of(row.inhoud)
    if text != row.tekst:
        _number(row, text, last.op, db.session.get_one(Gebruiker, last.gebruiker_id))
    for some in range(0, len(pieces), 500):
        ids = [p.id for p in pieces[some : some + 500]]
        db.session.execute(delete(Notitiestuk).where(Notitiestuk.id.in_(ids)))
    return _settled(punt_id)


def begin_anew(row: Puntnotitie) -> None:
    """The text of this note as a document that was never written in; open screens throw away theirs. The caller commits.

    Nothing of whoever wrote here so far is taken any more: no browser brings back what is gone.
    """
    punt_id = row.agendapunt_id
    closed = Notitiehand.agendapunt_id == punt_id, Notitiehand.gewist_op.is_(None)
    db.session.execute(update(Notitiehand).where(*closed).values(gewist_op=now()))
    hand = _new_hand(punt_id, row.door)
    row.inhoud = schrift.begin_with(row.tekst, hand.hand)
    hand.klok = _clock(row.inhoud, hand.hand)
    # The processes forget whose hands they know.
    note_change(punt_id)
    tell_opnieuw(punt_id)


def renew(punt_id: UUID) -> None:
    """Begin this note anew with the same text: its document makes the engine slow, and everybody who opens it would wait for that.

    The caller commits, and asked the door. Alone with it, also before who types: what they send is settled first, or refused.
    """
    db.session.execute(select(Agendapunt.id).where(Agendapunt.id == punt_id).with_for_update())
    settle(punt_id)
    begin_anew(db.session.get_one(Puntnotitie, punt_id, populate_existing=True))


def settle_all(overleg_id: UUID) -> None:
    """Every note of a meeting that closes. The caller commits."""
    query = select(Notitiestuk.agendapunt_id).distinct().join(Agendapunt, Agendapunt.id == Notitiestuk.agendapunt_id)
    for punt_id in db.session.scalars(query.where(Agendapunt.overleg_id == overleg_id)).all():
        settle(punt_id)


def settle_due() -> int:
    """Settle the notes nobody typed in for a while, and those that grow long; how many. Each in a transaction of its own."""
    moment = now()
    waiting = (
        select(Notitiestuk.agendapunt_id)
        .group_by(Notitiestuk.agendapunt_id)
        .having(
            or_(
                func.max(Notitiestuk.op) < moment - RUST,
                func.min(Notitiestuk.op) < moment - LANG,
                func.count() > VEEL,
            )
        )
    )
    with transaction():
        due = list(db.session.scalars(waiting))
    for punt_id in due:
        with transaction():
            settle(punt_id)
    return len(due)


def open_shared(punt_id: UUID, *, by: Gebruiker) -> list[bytes]:
    """The note as Yjs updates, to be joined; made from its text the first time. The caller commits, and asked the door."""
    pieces = [piece.wijziging for piece in list_stukken(punt_id)]
    row = db.session.get(Puntnotitie, punt_id, populate_existing=True)
    if row is None or row.inhoud is None:
        row = _begin_shared(punt_id, by)
    return [row.inhoud, *pieces]


def _begin_shared(punt_id: UUID, by: Gebruiker) -> Puntnotitie:
    _lock(punt_id)
    row = db.session.get(Puntnotitie, punt_id, populate_existing=True)
    if row is None:
        row = Puntnotitie(agendapunt_id=punt_id, versie=0, tekst="", handen=[], inhoud=b"", op=now(), door=by)
        db.session.add(row)
    elif row.inhoud is None:
        hand = _new_hand(punt_id, row.door)
        row.inhoud = schrift.begin_with(row.tekst, hand.hand)
        hand.klok = _clock(row.inhoud, hand.hand)
    db.session.flush()
    return row


def is_typed(punt_id: UUID, tekst: str, *, by: Gebruiker, versie: int) -> bool:
    """Whether this text is another than the version it began with. Raises what save_notitie does, but Verouderd."""
    open_to_write(punt_id, by=by, lock=False)
    return check_notitie(tekst) != clean_text(_text_of(punt_id, versie))


def join_newest(punt_id: UUID, tekst: str, *, by: Gebruiker, basis: int) -> tuple[str, int]:
    """This text with what was saved since the version it began with, and the version that holds that; nothing is stored of it.

    Raises what is_typed does.
    """
    open_to_write(punt_id, by=by, lock=False)
    newest = settle(punt_id)
    return merge_texts(_text_of(punt_id, basis), newest.tekst, check_notitie(tekst)), newest.versie


def restore(punt_id: UUID, nummer: int, *, by: Gebruiker, versie: int) -> Notitie:
    """An earlier text once more, as a new version. Raises what save_notitie does."""
    query = select(Puntversie.tekst).where(Puntversie.agendapunt_id == punt_id, Puntversie.nummer == nummer)
    # Rights first: who may not see the item learns nothing of its versions.
    open_to_write(punt_id, by=by)
    tekst = db.session.scalars(query).one_or_none() if nummer < _TE_GROOT else None
    if tekst is None:
        raise NotFound
    return save_notitie(punt_id, tekst, by=by, versie=versie)


def _lock(punt_id: UUID) -> None:
    """One at a time; who types goes on, for that only refers to the item (key_share)."""
    db.session.execute(select(Agendapunt.id).where(Agendapunt.id == punt_id).with_for_update(key_share=True))


def _text_of(punt_id: UUID, versie: int) -> str:
    query = select(Puntversie.tekst).where(Puntversie.agendapunt_id == punt_id, Puntversie.nummer == versie)
    return db.session.scalars(query).one_or_none() or ""


def _read(punt_id: UUID) -> Notitie:
    # The pieces first, as in list_teksten.
    pieces = list_stukken(punt_id)
    settled = _settled(punt_id)
    if not pieces:
        return settled
    state = db.session.get_one(Puntnotitie, punt_id).inhoud or b""
    last = pieces[-1]
    text = schrift.text_of(schrift.join([state, *(p.wijziging for p in pieces)]))
    return Notitie(text, settled.versie, last.op, db.session.get_one(Gebruiker, last.gebruiker_id))


def _settled(punt_id: UUID) -> Notitie:
    query = select(Puntnotitie).where(Puntnotitie.agendapunt_id == punt_id).options(joinedload(Puntnotitie.door))
    row = db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    # Of version 0 is one that was opened to write together, and nothing was typed.
    return Notitie(row.tekst, row.versie, row.op, row.door) if row and row.versie else Notitie()
