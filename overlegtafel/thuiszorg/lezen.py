"""The home-care notes of an opened client, as they are read: the newest, flags, contacts, values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, tuple_, union_all
from sqlalchemy.orm import joinedload, lazyload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.bezoeken import TERUG, by_others, in_list, previous_visit
from overlegtafel.thuiszorg.bladzij import Bladzij, Plek
from overlegtafel.thuiszorg.filter import Filter
from overlegtafel.thuiszorg.grafiek import Grafiek, Meetwaarde, make_grafieken
from overlegtafel.thuiszorg.models import Bronclient, Notitie, Notitieversie
from overlegtafel.thuiszorg.soorten import Maat, Notitiesoort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Organisatie

PER_KEER = 10
# Flags that hold and contacts that wait; a source that sends more has other troubles.
MAX_ERNAAST = 20
# Enough for months of one measure, few enough to draw at once.
MAX_WAARDEN = 100
# Counting stops here: 'meer dan 99' says as much.
MAX_NIEUW = 100


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
        return Bladzij([], lezer=inzage.by)
    found = [note for note, *_ in rows]
    notes = [note for note in found if note.soort not in (Notitiesoort.LETOP, Notitiesoort.CONTACT)]
    return Bladzij(
        notes[:PER_KEER],
        rows[0][1] or _first_visit(),
        rows[0][1] is None,
        rows[0][2],
        place_after(notes),
        _of(found, Notitiesoort.LETOP),
        _of(found, Notitiesoort.CONTACT),
        lezer=inzage.by,
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
    """The same on the page of the client, where the reader may see it: a look, when there is anything. Whether they came
    as far down as the notes, and so visited them, the page tells itself."""
    if inzage is None:
        return None
    page = load_newest(inzage)
    if not page.is_leeg:
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
    since = func.coalesce(sinds, _first_visit())
    some = (
        select(Notitie.id)
        .where(Notitie.client_id == inzage.client.id, Notitie.ontvangen_op > since, in_list(), by_others(inzage.by))
        # In the order of the index: without it PostgreSQL may prefer to read the whole table.
        .order_by(Notitie.ontvangen_op.desc())
        .limit(MAX_NIEUW)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


def filtered(inzage: Inzage, wanted: Filter, sinds: datetime | None, na: Plek | None) -> Select:
    """SQL: the notes asked for, newest first, after a place in the list. Not for the words: those are compared here."""
    query = select(Notitie).where(Notitie.client_id == inzage.client.id, in_list()).order_by(*_NEWEST_FIRST)
    if wanted.soort is Notitiesoort.BERICHT:
        with_value = and_(Notitie.soort == Notitiesoort.METING.value, Notitie.door_id.is_not(None), Notitie.tekst != "")
        query = query.where(or_(Notitie.soort == wanted.soort.value, with_value))
    elif wanted.soort:
        query = query.where(Notitie.soort == wanted.soort.value)
    if wanted.periode.begin:
        query = query.where(Notitie.moment >= wanted.periode.begin)
    if wanted.periode.einde:
        query = query.where(Notitie.moment < wanted.periode.einde)
    if wanted.organisatie_id:
        query = query.where(Notitie.organisatie_id == wanted.organisatie_id)
    if wanted.alleen_nieuw:
        query = query.where(Notitie.ontvangen_op > (sinds or _first_visit()), by_others(inzage.by))
    if na:
        query = query.where(tuple_(Notitie.moment, Notitie.id) < tuple_(na.moment, na.id))
    return query


def load_more(inzage: Inzage, wanted: Filter, na: Plek | None) -> Bladzij:
    """The next stretch of what is asked for, without words."""
    sinds = get_previous_visit(inzage)
    notes = db.session.scalars(_with_people(filtered(inzage, wanted, sinds, na)).limit(PER_KEER + 1)).all()
    return make_page(inzage, notes, sinds)


def make_page(inzage: Inzage, notes: Sequence[Notitie], sinds: datetime | None) -> Bladzij:
    """notes: as many as are shown, and one more when there are older ones."""
    return Bladzij(notes[:PER_KEER], sinds or _first_visit(), sinds is None, verder=place_after(notes), lezer=inzage.by)


def _first_visit() -> datetime:
    """Who was never here before finds what came in lately marked as new, as on Vandaag."""
    return now() - TERUG


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
