"""The people a source writes about: which client each of them is, and moving their notes when that changes."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from overlegtafel.clienten.bronnen import filter_open, find_by_bsn, hold_clients
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Patient
from overlegtafel.thuiszorg.models import Bronclient, Notitie
from overlegtafel.toegang.inzagelog import Actie, log


def find_people(organisatie_id: UUID, patients: Iterable[Patient]) -> dict[Patient, Bronclient]:
    """The people these deliveries are about, as this source knows them; who is new is written down."""
    wanted = {patient: patient.sleutel or f"bsn/{patient.bsn}" for patient in patients}
    query = select(Bronclient).where(
        Bronclient.organisatie_id == organisatie_id, Bronclient.sleutel.in_(set(wanted.values()))
    )
    known = {person.sleutel: person for person in db.session.scalars(query)}
    for patient, key in wanted.items():
        person = known.get(key)
        if person is None:
            person = known[key] = Bronclient(id=uuid4(), organisatie_id=organisatie_id, sleutel=key, bsn=patient.bsn)
            db.session.add(person)
        elif patient.bsn and person.bsn != patient.bsn:
            # The source knows the number only now, or had a wrong one: what came in under it may be about somebody else.
            person.bsn = patient.bsn
            replace([person])
    db.session.flush()
    return {patient: known[key] for patient, key in wanted.items()}


def find_clients(organisatie_id: UUID, people: Iterable[Bronclient]) -> dict[UUID, UUID]:
    """Which client each of these people is, for those of whom this organisatie may deliver. The BSN decides where there is one.

    Until the end of the transaction nobody changes seat, consent or number of these clients.
    """
    people = list(people)
    bsns = {p.bsn for p in people if p.bsn}
    by_hand = {p.client_id for p in people if p.client_id and not p.bsn}
    hold_clients(bsns, by_hand)
    by_bsn = find_by_bsn(organisatie_id, bsns)
    linked = filter_open(organisatie_id, by_hand)
    found = {p.id: by_bsn[p.bsn] for p in people if p.bsn in by_bsn}
    return found | {p.id: p.client_id for p in people if not p.bsn and p.client_id in linked}


def replace(people: Iterable[Bronclient]) -> None:
    """Bring the notes of these people to whom they are now; those of nobody who may have them wait."""
    people = list(people)
    for organisatie_id in {p.organisatie_id for p in people}:
        theirs = [p for p in people if p.organisatie_id == organisatie_id]
        found = find_clients(organisatie_id, theirs)
        for person in theirs:
            _move(person, found.get(person.id))


def let_in(people: Iterable[Bronclient]) -> None:
    """Let in what waits of these people and may come in. What is in sight stays, also when no more may come."""
    people = list(people)
    for organisatie_id in {p.organisatie_id for p in people}:
        theirs = {p.id: p for p in people if p.organisatie_id == organisatie_id}
        for person_id, client_id in find_clients(organisatie_id, theirs.values()).items():
            _move(theirs[person_id], client_id)


def _move(person: Bronclient, client_id: UUID | None) -> None:
    """Notes change place only here: whoever loses or gets some can read so in the log."""
    elsewhere = (Notitie.bronclient_id == person.id, Notitie.client_id.is_distinct_from(client_id))
    places = select(Notitie.client_id, func.count()).where(*elsewhere).group_by(Notitie.client_id)
    counts = dict(db.session.execute(places).all())
    if not counts:
        return
    db.session.execute(update(Notitie).where(*elsewhere).values(client_id=client_id, ontvangen_op=now()))
    for loser, count in counts.items():
        if loser:
            _log("notitie.teruggezet", Actie.UPDATE, person, loser, count)
    if client_id:
        _log("notitie.doorgelaten", Actie.CREATE, person, client_id, sum(counts.values()))


def _log(gebeurtenis: str, actie: Actie, person: Bronclient, client_id: UUID, count: int) -> None:
    log(
        gebeurtenis,
        actie,
        by=None,
        organisatie_id=person.organisatie_id,
        object_soort="bronclient",
        object_id=person.id,
        client_id=client_id,
        aantal=count,
    )
