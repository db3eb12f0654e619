"""The home-care notes of an opened client, as they are read: the newest, flags, contacts, values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select, tuple_, union_all
from sqlalchemy.orm import joinedload, lazyload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Betrokkene
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.bezoeken import by_others, in_list, previous_visit, record_visit
from overlegtafel.thuiszorg.filter import Filter
from overlegtafel.thuiszorg.grafiek import Grafiek, Meetwaarde, make_grafieken
from overlegtafel.thuiszorg.models import Bezoek, Bronclient, Notitie, Notitieversie
from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Organisatie

PER_KEER = 10
# Flags that hold and contacts that wait; a source that sends more has other troubles.
MAX_ERNAAST = 20
# Enough for months of one measure, few enough to draw at once.
MAX_WAARDEN = 100
# Counting stops here: 'meer dan 99' says as much.
MAX_NIEUW = 100


@dataclass(frozen=True, slots=True)
class Plek:
    """Where a list goes on: after this note. In a form as 'moment|id'."""

    moment: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.moment.isoformat()}|{self.id.hex}"

    @classmethod
    def read(cls, typed: str) -> "Plek | None":
        """None when it is none, or somebody made it up."""
        moment, _, key = typed.partition("|")
        try:
            found = cls(datetime.fromisoformat(moment), UUID(key))
        except ValueError:
            return None
        return found if found.moment.tzinfo else None


@dataclass(frozen=True, slots=True)
class Bladzij:
    """A stretch of the list, newest first.

    sinds: this reader's visit before this one; what came in after it is new. nieuw: how many that are in all.
    verder: where older ones begin. gezocht_tot: a search that stopped before the end got as far as this day.
    """

    notities: Sequence[Notitie]
    sinds: datetime | None = None
    nieuw: int = 0
    verder: Plek | None = None
    vlaggen: Sequence[Notitie] = ()
    contacten: Sequence[Notitie] = ()
    woorden: Sequence[str] = ()
    gezocht_tot: datetime | None = None
    # Who of the practice read them, for the home-care side; None: not for this reader.
    gelezen: Sequence[Bezoek] | None = None
    # Whose own notes are no news.
    lezer_id: UUID | None = None

    @property
    def is_leeg(self) -> bool:
        return not (self.notities or self.vlaggen)

    def is_nieuw(self, note: Notitie) -> bool:
        return bool(
            self.sinds and note.ontvangen_op > self.sinds and (not note.door_id or note.door_id != self.lezer_id)
        )

    def is_ongezien(self, note: Notitie) -> bool:
        """Came in after anybody of the practice was here; only what is certain, and not what they wrote themselves.

        When nobody ever was, that is said once and not with every note.
        """
        if not self.gelezen or (note.door and note.door.domein is Domein.HUISARTSENZORG):
            return False
        return note.ontvangen_op > self.gelezen[0].laatst_op


def load_newest(inzage: Inzage) -> Bladzij:
    """The newest notes with flags and contacts, on the page of the client or as a view of their own; logs nothing."""
    newest = select(Notitie.id).where(Notitie.client_id == inzage.client.id, in_list()).order_by(*_NEWEST_FIRST)
    # One statement; as a union, so that PostgreSQL starts from these few ids, and a select per kind, so that SQLite does.
    flags, contacts = (part.limit(MAX_ERNAAST) for part in _beside(inzage))
    ids = union_all(*(select(part.subquery().c.id) for part in (newest.limit(PER_KEER + 1), flags, contacts)))
    sinds = previous_visit(inzage)
    rows = db.session.execute(
        _with_people(select(Notitie, sinds, _count_new(inzage, sinds)))
        .where(Notitie.id.in_(ids))
        .order_by(*_NEWEST_FIRST)
    ).all()
    if not rows:
        return Bladzij([], lezer_id=inzage.by.id)
    found = [note for note, *_ in rows]
    notes = [note for note in found if note.soort not in (Notitiesoort.LETOP, Notitiesoort.CONTACT)]
    return Bladzij(
        notes[:PER_KEER],
        rows[0][1],
        rows[0][2],
        place_after(notes),
        _of(found, Notitiesoort.LETOP),
        _of(found, Notitiesoort.CONTACT),
        lezer_id=inzage.by.id,
    )


def add_flags(inzage: Inzage, page: Bladzij) -> Bladzij:
    """With the flags and contacts: they stand on the page whatever part of the list is shown."""
    flags, contacts = (part.limit(MAX_ERNAAST) for part in _beside(inzage))
    ids = union_all(*(select(part.subquery().c.id) for part in (flags, contacts)))
    notes = db.session.scalars(_with_people(select(Notitie).where(Notitie.id.in_(ids)).order_by(*_NEWEST_FIRST))).all()
    return replace(page, vlaggen=_of(notes, Notitiesoort.LETOP), contacten=_of(notes, Notitiesoort.CONTACT))


def _of(notes: Sequence[Notitie], soort: Notitiesoort) -> list[Notitie]:
    return [note for note in notes if note.soort == soort]


def show_newest(inzage: Inzage | None) -> Bladzij | None:
    """The same on the page of the client, where the reader may see it: a look and a visit, when there is anything."""
    if inzage is None:
        return None
    page = load_newest(inzage)
    if not page.is_leeg:
        record_visit(inzage)
        inzage.log("thuiszorg.gelezen", Actie.READ)
    return page


_NEWEST_FIRST = (Notitie.moment.desc(), Notitie.id.desc())


def _beside(inzage: Inzage) -> list[Select]:
    """SQL: the ids of flags that hold today, and those of contacts that wait."""
    waits = {
        Notitiesoort.LETOP: or_(Notitie.tot.is_(None), Notitie.tot >= today()),
        Notitiesoort.CONTACT: Notitie.afgehandeld_op.is_(None),
    }
    shown = Notitie.client_id == inzage.client.id, Notitie.ingetrokken.is_(False)
    return [
        select(Notitie.id).where(*shown, Notitie.soort == soort.value, still).order_by(*_NEWEST_FIRST)
        for soort, still in waits.items()
    ]


def _count_new(inzage: Inzage, sinds) -> Select:
    """SQL: how many are new, up to MAX_NIEUW."""
    some = (
        select(Notitie.id)
        .where(Notitie.client_id == inzage.client.id, Notitie.ontvangen_op > sinds, in_list(), by_others(inzage.by))
        # In the order of the index: without it PostgreSQL may prefer to read the whole table.
        .order_by(Notitie.ontvangen_op.desc())
        .limit(MAX_NIEUW)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


def filtered(inzage: Inzage, wanted: Filter, sinds: datetime | None, na: Plek | None) -> Select:
    """SQL: the notes asked for, newest first, after a place in the list. Not for the words: those are compared here."""
    query = select(Notitie).where(Notitie.client_id == inzage.client.id, in_list()).order_by(*_NEWEST_FIRST)
    if wanted.soort:
        query = query.where(Notitie.soort == wanted.soort.value)
    if wanted.periode.begin:
        query = query.where(Notitie.moment >= wanted.periode.begin)
    if wanted.periode.einde:
        query = query.where(Notitie.moment < wanted.periode.einde)
    if wanted.organisatie_id:
        query = query.where(Notitie.organisatie_id == wanted.organisatie_id)
    if wanted.alleen_nieuw:
        # Without an earlier visit nothing is 'since'.
        query = query.where(Notitie.ontvangen_op > (sinds or now()), by_others(inzage.by))
    if na:
        query = query.where(tuple_(Notitie.moment, Notitie.id) < tuple_(na.moment, na.id))
    return query


def load_more(inzage: Inzage, wanted: Filter, na: Plek | None) -> Bladzij:
    """The next stretch of what is asked for, without words."""
    sinds = get_previous_visit(inzage)
    notes = db.session.scalars(_with_people(filtered(inzage, wanted, sinds, na)).limit(PER_KEER + 1)).all()
    return Bladzij(notes[:PER_KEER], sinds, verder=place_after(notes), lezer_id=inzage.by.id)


def get_previous_visit(inzage: Inzage) -> datetime | None:
    return db.session.scalar(select(previous_visit(inzage)))


def place_after(notes: Sequence[Notitie]) -> Plek | None:
    """Where the next stretch begins, when one more was found than is shown."""
    if len(notes) <= PER_KEER:
        return None
    last = notes[PER_KEER - 1]
    return Plek(last.moment, last.id)


def _with_people(query: Select) -> Select:
    return query.options(
        joinedload(Notitie.organisatie), joinedload(Notitie.door).options(lazyload(Gebruiker.organisatie))
    )


def get_notities(inzage: Inzage, ids: Sequence[UUID]) -> Sequence[Notitie]:
    """These notes of the opened client, newest first."""
    query = select(Notitie).where(Notitie.id.in_(ids), Notitie.client_id == inzage.client.id).order_by(*_NEWEST_FIRST)
    return db.session.scalars(_with_people(query)).all()


def get_notitie(inzage: Inzage, notitie_id: UUID) -> Notitie:
    """One note of the opened client, withdrawn or not. Raises NotFound."""
    found = get_notities(inzage, [notitie_id])
    if not found:
        raise NotFound
    return found[0]


def find_former(inzage: Inzage, notitie_id: UUID) -> tuple[Notitie, Sequence[Notitieversie]] | None:
    """A note that can be read here, and what it said before, last first."""
    found = get_notities(inzage, [notitie_id])
    note = found[0] if found else None
    if note is None or note.ingetrokken or note.soort == Notitiesoort.CONTACT:
        return None
    former = select(Notitieversie).where(Notitieversie.notitie_id == note.id, Notitieversie.ingetrokken.is_(False))
    return note, db.session.scalars(former.order_by(Notitieversie.versie.desc())).all()


def load_grafieken(inzage: Inzage) -> list[Grafiek]:
    """A chart of each measure among the newest values."""
    rows = db.session.execute(
        select(Notitie.moment, Notitie.maat, Notitie.waarde, Notitie.waarde2)
        .where(
            Notitie.client_id == inzage.client.id,
            Notitie.soort == Notitiesoort.METING.value,
            Notitie.ingetrokken.is_(False),
            Notitie.maat.is_not(None),
            Notitie.waarde.is_not(None),
        )
        .order_by(*_NEWEST_FIRST)
        .limit(MAX_WAARDEN)
    )
    return make_grafieken(Meetwaarde(moment, Maat(maat), waarde, waarde2) for moment, maat, waarde, waarde2 in rows)


def list_organisaties(inzage: Inzage) -> Sequence[Organisatie]:
    """Whose notes there can be: the sources that know this client, the practice, and the reader's own organisatie."""
    client = inzage.client
    known = [Bronclient.client_id == client.id]
    if client.bsn:
        known.append(Bronclient.bsn == client.bsn)
    sources = select(Bronclient.organisatie_id).where(or_(*known))
    here = {client.praktijk_id, inzage.by.organisatie_id} - {None}
    query = select(Organisatie).where(or_(Organisatie.id.in_(sources), Organisatie.id.in_(here)))
    return db.session.scalars(query.order_by(Organisatie.naam)).all()


def whom_to_call(seats: Sequence[Betrokkene], client_id: UUID) -> list[Betrokkene]:
    """The people and teams of the home care at this client's table that can be called, the coördinator first."""
    care = [
        seat
        for seat in seats
        if seat.client_id == client_id and not seat.is_weg and seat.nummer and _domein(seat) == Domein.WIJKVERPLEGING
    ]
    # A team answers when one person is off.
    return sorted(care, key=lambda seat: (not seat.is_coordinator, seat.team is None))


def _domein(seat: Betrokkene) -> str:
    if seat.gebruiker:
        return seat.gebruiker.domein if seat.gebruiker.actief else ""
    return seat.team.domein if seat.team and seat.team.actief else ""
