"""The keys with which the systems of an organisatie deliver and fetch."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import get_organisatie, note
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.models import Bronsleutel
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.sessies import hash_sleutel

MAX_NAAM = 60
# More is a sign that nobody takes the old ones away.
MAX_SLEUTELS = 20
# Use is noted once a minute at most: a write on every request would say no more.
_NAUWKEURIG = timedelta(minutes=1)


def create_sleutel(organisatie_id: UUID, typed: str, *, ophalen: bool, by: Gebruiker) -> tuple[Bronsleutel, str]:
    """A new key, and the key itself: it can be read this once only. ophalen: not only to deliver. Raises Ongeldig."""
    get_organisatie(organisatie_id, by=by, lock=True)
    naam = clean_line(typed)
    used = [s for s in list_sleutels(organisatie_id) if s.ingetrokken_op is None]
    if not naam:
        raise Ongeldig({"naam": "Vul in voor welk systeem de sleutel is, bijvoorbeeld ‘ECD, productie’."})
    if len(naam) > MAX_NAAM:
        raise Ongeldig({"naam": f"Dit is te lang: hooguit {MAX_NAAM} tekens, u typte er {len(naam)}."})
    if any(s.naam == naam for s in used):
        raise Ongeldig({"naam": "Er is al een sleutel met deze naam. Kies een andere naam, of trek die eerst in."})
    if len(used) >= MAX_SLEUTELS:
        raise Ongeldig({"naam": f"Er zijn al {MAX_SLEUTELS} sleutels. Trek eerst in wat niet meer wordt gebruikt."})
    key = f"ot_{secrets.token_urlsafe(32)}"
    made = Bronsleutel(
        id=uuid4(),
        organisatie_id=organisatie_id,
        naam=naam,
        sleutel_hash=hash_sleutel(key),
        ophalen=ophalen,
        gemaakt_op=now(),
        gemaakt_door_id=by.id,
    )
    db.session.add(made)
    note("bronsleutel.ophalen" if ophalen else "bronsleutel.gemaakt", Actie.CREATE, "bronsleutel", made.id, by=by)
    return made, key


def revoke_sleutel(organisatie_id: UUID, sleutel_id: UUID, *, by: Gebruiker) -> None:
    """From now on this key opens nothing; twice is once. Raises NotFound."""
    get_organisatie(organisatie_id, by=by, lock=True)
    found = db.session.get(Bronsleutel, sleutel_id)
    if found is None or found.organisatie_id != organisatie_id:
        raise NotFound
    if found.ingetrokken_op is None:
        found.ingetrokken_op, found.ingetrokken_door_id = now(), by.id
        note("bronsleutel.ingetrokken", Actie.DELETE, "bronsleutel", found.id, by=by)


def authenticate(key: str) -> Bronsleutel | None:
    """Whose key this is; None when it is unknown or revoked. The caller commits.

    What is compared is a hash in an index, so how long it takes says nothing of how much of a guess was right.
    """
    query = select(Bronsleutel).where(
        Bronsleutel.sleutel_hash == hash_sleutel(key), Bronsleutel.ingetrokken_op.is_(None)
    )
    found = db.session.scalars(query).one_or_none()
    if found and (found.laatst_gebruikt_op is None or now() - found.laatst_gebruikt_op >= _NAUWKEURIG):
        found.laatst_gebruikt_op = now()
    return found


def list_sleutels(organisatie_id: UUID) -> Sequence[Bronsleutel]:
    """The keys of an organisatie, the newest first; what still works before what was revoked."""
    query = select(Bronsleutel).where(Bronsleutel.organisatie_id == organisatie_id)
    newest = query.order_by(Bronsleutel.ingetrokken_op.is_not(None), Bronsleutel.gemaakt_op.desc(), Bronsleutel.id)
    return db.session.scalars(newest).all()


def list_makers(sleutels: Sequence[Bronsleutel]) -> dict[UUID, str]:
    """The names of who made and revoked these keys."""
    ids = {s.gemaakt_door_id for s in sleutels} | {s.ingetrokken_door_id for s in sleutels if s.ingetrokken_door_id}
    found = db.session.scalars(select(Gebruiker).where(Gebruiker.id.in_(ids))) if ids else ()
    return {person.id: person.naam for person in found}
