"""The one way in: whatever a source delivers is matched, compared with what is there, stored and logged here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Aanvoer, Weigering
from overlegtafel.thuiszorg.models import Bronclient, Notitie
from overlegtafel.thuiszorg.personen import find_clients, find_people
from overlegtafel.thuiszorg.versies import keep_version
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Organisatie

# What can be read of a note; these go from a delivery into the table, and what they were into its versions.
_GELEZEN = (
    "moment", "tot", "opschrift", "tekst", "auteur", "functie", "telefoon", "maat", "waarde", "waarde2", "ingetrokken",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """What became of one entry: nieuw, gewijzigd, ongewijzigd, wacht or geweigerd (then with the reason)."""

    nr: int
    wat: str
    staat: str
    reden: str = ""


def take(
    organisatie_id: UUID,
    ronde_id: UUID,
    items: Sequence[Aanvoer | Weigering],
    *,
    gebeurtenis: str = "notitie.ontvangen",
) -> list[Uitkomst]:
    """Take these entries in the running transaction; what became of each, in the same order. gebeurtenis: the code in the log.

    What is about somebody who is not (yet) open to this organisatie is stored and waits. Two deliveries of one
    organisatie happen one after another.
    """
    lock = select(Organisatie.id).where(Organisatie.id == organisatie_id).with_for_update(key_share=True)
    db.session.execute(lock)
    taken = [item for item in items if isinstance(item, Aanvoer)]
    people = find_people(organisatie_id, [item.patient for item in taken])
    where = find_clients(organisatie_id, people.values())
    intake = _Intake(organisatie_id, {item.bron_id for item in taken})
    outcomes = []
    for item in items:
        if isinstance(item, Weigering):
            outcomes.append(Uitkomst(item.nr, item.wat, "geweigerd", item.reden))
        else:
            person = people[item.patient]
            state = intake.put(item, person, where.get(person.id))
            outcomes.append(Uitkomst(item.nr, item.bron_id, state))
    intake.write()
    for client_id, count in intake.touched.items():
        log(
            gebeurtenis if client_id else "notitie.wacht",
            Actie.CREATE,
            by=None,
            organisatie_id=organisatie_id,
            object_soort="ronde",
            object_id=ronde_id,
            client_id=client_id,
            aantal=count,
        )
    return outcomes


class _Intake:
    """Compares one stretch with what is there, and writes it in a few statements."""

    def __init__(self, organisatie_id: UUID, bron_ids: set[str]) -> None:
        self._organisatie_id = organisatie_id
        self._now = now()
        query = select(Notitie).where(Notitie.organisatie_id == organisatie_id, Notitie.bron_id.in_(bron_ids))
        self._known = {note.bron_id: note for note in db.session.scalars(query)}
        self._new: dict[str, dict] = {}
        # client (None: waits) -> how many notes came in or changed.
        self.touched: Counter[UUID | None] = Counter()

    def put(self, item: Aanvoer, person: Bronclient, client_id: UUID | None) -> str:
        if item.bron_id in self._new:
            # Twice in one stretch: the second is compared with the first as if that was there already.
            self.write()
            query = select(Notitie).where(
                Notitie.organisatie_id == self._organisatie_id, Notitie.bron_id == item.bron_id
            )
            self._known[item.bron_id] = db.session.scalars(query).one()
        note = self._known.get(item.bron_id)
        if note and not self._same_person(note, person):
            if _is_older(item, note):
                return "ongewijzigd"
            self._set_aside(note)
            note = None
        if note is None:
            self._new[item.bron_id] = self._row(item, person, client_id)
            self.touched[client_id] += 1
            return "nieuw" if client_id else "wacht"
        comes_in = note.client_id is None and client_id is not None
        if comes_in:
            # It waited, and nobody told that it no longer has to.
            note.client_id, note.ontvangen_op = client_id, self._now
        changed = _is_newer(item, note)
        if changed:
            self._change(note, item)
        if changed or comes_in:
            self.touched[note.client_id] += 1
        if note.client_id is None:
            return "wacht"
        if comes_in:
            return "nieuw"
        return "gewijzigd" if changed else "ongewijzigd"

    def write(self) -> None:
        if self._new:
            # The table, not the model: that would make a statement of every row whose empty fields differ from the one before.
            db.session.execute(insert(Notitie.__table__), list(self._new.values()))
        self._new.clear()
        db.session.flush()

    def _row(self, item: Aanvoer, person: Bronclient, client_id: UUID | None) -> dict:
        row = {name: getattr(item, name) for name in _GELEZEN}
        return row | {
            "id": uuid4(), "client_id": client_id, "bronclient_id": person.id, "organisatie_id": self._organisatie_id,
            "bron_id": item.bron_id, "soort": item.soort.value, "bronversie": item.bronversie,
            "bijgewerkt": item.bijgewerkt, "vingerafdruk": item.vingerafdruk, "ontvangen_op": self._now, "versie": 1,
        }  # fmt: skip

    def _change(self, note: Notitie, item: Aanvoer) -> None:
        """A correction: what it said before is kept, and it counts as newly come in."""
        keep_version(note, self._now)
        for name in _GELEZEN:
            setattr(note, name, getattr(item, name))
        note.soort = item.soort.value
        note.bronversie, note.bijgewerkt, note.vingerafdruk = item.bronversie, item.bijgewerkt, item.vingerafdruk
        note.gewijzigd_op = note.ontvangen_op = self._now

    def _same_person(self, note: Notitie, person: Bronclient) -> bool:
        if note.bronclient_id == person.id:
            return True
        before = db.session.get_one(Bronclient, note.bronclient_id)
        return bool(before.bsn and before.bsn == person.bsn)

    def _set_aside(self, note: Notitie) -> None:
        """The source moved it to another person: it was never about this one, so it goes out of sight here, and stays on record."""
        note.ingetrokken, note.gewijzigd_op = True, self._now
        note.bron_id = f"{note.id.hex}/{note.bron_id}"[:150]
        self.touched[note.client_id] += 1
        del self._known[next(key for key, known in self._known.items() if known is note)]
        db.session.flush()


def _is_newer(item: Aanvoer, note: Notitie) -> bool:
    """Whether this says something else than what is there, and is not older."""
    if item.vingerafdruk == note.vingerafdruk or _is_older(item, note):
        return False
    told = item.bijgewerkt and note.bijgewerkt and item.bijgewerkt != note.bijgewerkt
    # The same version cannot say two things.
    return bool(told) or not item.bronversie or item.bronversie != note.bronversie


def _is_older(item: Aanvoer, note: Notitie) -> bool:
    """Whether the source tells that this is what it said before."""
    if item.bijgewerkt and note.bijgewerkt and item.bijgewerkt != note.bijgewerkt:
        return item.bijgewerkt < note.bijgewerkt
    if item.bronversie.isdecimal() and note.bronversie.isdecimal():
        return int(item.bronversie) < int(note.bronversie)
    return False
