"""Sessions: kept in the database, so that one can be seen, locked and ended from anywhere."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID, uuid4

from flask import current_app, request
from sqlalchemy import Select, bindparam, func, select, update
from sqlalchemy.orm import aliased, contains_eager, joinedload

from overlegtafel.core.datums import now
from overlegtafel.core.live import tell_after_commit
from overlegtafel.core.rechtenstand import note_change
from overlegtafel.extensions import UtcTijd, db, login_manager
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account, Gebruiker, Sessie, Team, Waarneming
from overlegtafel.toegang.models_inzage import Noodtoegang

# After this a new sign-in is needed, whatever the activity.
DUUR = timedelta(hours=12)
# Activity is noted once a minute at most: a write on every request would say no more.
_NAUWKEURIG = timedelta(minutes=1)
# Signing in again after a coffee is the same visit.
_ZELFDE_BEZOEK = timedelta(hours=4)


def hash_sleutel(sleutel: str) -> str:
    """What is stored of a random key: from this the key cannot be had back."""
    return sha256(sleutel.encode()).hexdigest()


@login_manager.user_loader
def load_gebruiker(sleutel: str) -> Gebruiker | None:
    """The signed-in person with session, organisatie, teams and whom they stand in for, in one query; None ends it."""
    return _load("sleutel_hash", hash_sleutel(sleutel))


def load_of_sessie(sessie_id: UUID) -> Gebruiker | None:
    """Who is at work in this session now, as load_gebruiker; for what a socket of it does. None: it ended."""
    return _load("id", sessie_id)


def _load(kolom: str, waarde: object) -> Gebruiker | None:
    moment = now()
    values = {"welke": waarde, "nu": moment, "sinds": moment - DUUR}
    row = db.session.execute(_signed_in(kolom), values).unique().one_or_none()
    if row is None:
        return None
    gebruiker, gebruiker.sessie, gebruiker.noodtoegang_tot, aantal = row
    # Only who has more than one is asked for them.
    gebruiker.werkplekken = list_werkplekken(gebruiker.account_id) if aantal > 1 else [gebruiker]
    return gebruiker


@cache
def _signed_in(kolom: str) -> Select:
    """The session with this key or id. Built once: it runs for every request."""
    moment = bindparam("nu", type_=UtcTijd())
    emergency = (
        select(func.max(Noodtoegang.tot))
        .where(Noodtoegang.gebruiker_id == Gebruiker.id, Noodtoegang.beeindigd_op.is_(None), Noodtoegang.tot > moment)
        .correlate(Gebruiker)
        .scalar_subquery()
    )
    other = aliased(Gebruiker)
    places = (
        select(func.count())
        .where(other.account_id == Sessie.account_id, other.actief)
        .correlate(Sessie)
        .scalar_subquery()
    )
    return (
        select(Gebruiker, Sessie, emergency, places)
        .join(Sessie, Sessie.gebruiker_id == Gebruiker.id)
        .outerjoin(Gebruiker.teams.and_(Team.actief))
        .options(
            contains_eager(Gebruiker.teams),
            joinedload(Gebruiker.waarnemingen).joinedload(Waarneming.voor),
        )
        .where(
            getattr(Sessie, kolom) == bindparam("welke", type_=getattr(Sessie, kolom).type),
            Sessie.beeindigd_op.is_(None),
            Sessie.begonnen_op > bindparam("sinds", type_=UtcTijd()),
            Gebruiker.actief,
        )
        .execution_options(populate_existing=True)
    )


def list_open_sessies(gebruiker_ids: Collection[UUID]) -> list[UUID]:
    """The sessions in which these people are at work now: not ended, not locked. Only those hear of anything."""
    if not gebruiker_ids:
        return []
    return list(
        db.session.scalars(
            select(Sessie.id).where(
                Sessie.gebruiker_id.in_(gebruiker_ids),
                Sessie.beeindigd_op.is_(None),
                Sessie.vergrendeld_op.is_(None),
                Sessie.begonnen_op > now() - DUUR,
            )
        )
    )


def start_sessie(gebruiker: Gebruiker) -> None:
    """Begin a session of this person on this browser; flask_login.login_user() then puts its key in the cookie."""
    sleutel, moment = secrets.token_urlsafe(32), now()
    sessie = Sessie(
        id=uuid4(),
        account_id=gebruiker.account_id,
        gebruiker_id=gebruiker.id,
        sleutel_hash=hash_sleutel(sleutel),
        toestel=describe_toestel(),
        begonnen_op=moment,
        laatst_actief_op=moment,
    )
    db.session.add(sessie)
    note_visit(gebruiker, moment)
    log("aangemeld", Actie.EXECUTE, by=gebruiker, object_soort="sessie", object_id=sessie.id)
    gebruiker.sleutel, gebruiker.sessie = sleutel, sessie


def note_visit(gebruiker: Gebruiker, moment: datetime) -> None:
    """Remember when the visit before this one was."""
    if gebruiker.laatste_aanmelding and moment - gebruiker.laatste_aanmelding > _ZELFDE_BEZOEK:
        gebruiker.vorige_aanmelding = gebruiker.laatste_aanmelding
    gebruiker.laatste_aanmelding = moment


def describe_toestel() -> str:
    """The browser in a word or two ('Firefox op Windows'), for who looks over their own sessions."""
    agent = request.headers.get("User-Agent", "")
    browsers = (
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    )
    systems = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    )
    browser = next((name for mark, name in browsers if mark in agent), "een browser")
    system = next((name for mark, name in systems if mark in agent), "")
    return f"{browser} op {system}" if system else browser


def is_locked(sessie: Sessie) -> bool:
    """Whether nobody touched this session for so long that the password is asked again, or it was locked on purpose."""
    idle = timedelta(minutes=current_app.config["VERGRENDEL_NA"])
    return sessie.vergrendeld_op is not None or now() - sessie.laatst_actief_op >= idle


def is_due(sessie: Sessie) -> bool:
    """Whether activity was noted so long ago that it is time to note it again."""
    return now() - sessie.laatst_actief_op >= _NAUWKEURIG


def touch(sessie: Sessie) -> None:
    """Note activity. The caller commits."""
    sessie.laatst_actief_op = now()


def lock(by: Gebruiker) -> None:
    """Lock this session; several requests may find at once that nobody was there, and one line says so."""
    query = update(Sessie).where(Sessie.id == by.sessie.id, Sessie.vergrendeld_op.is_(None))
    if db.session.execute(query.values(vergrendeld_op=now())).rowcount:
        note_change(by.sessie.id)
        log("vergrendeld", Actie.EXECUTE, by=by, object_soort="sessie", object_id=by.sessie.id)


def unlock(by: Gebruiker) -> None:
    query = update(Sessie).where(Sessie.id == by.sessie.id)
    db.session.execute(query.values(vergrendeld_op=None, laatst_actief_op=now()))
    note_change(by.sessie.id)
    log("ontgrendeld", Actie.EXECUTE, by=by, object_soort="sessie", object_id=by.sessie.id)


def list_sessies(account_id: UUID) -> list[Sessie]:
    """The sessions of an account that still run, newest activity first."""
    return list(
        db.session.scalars(
            select(Sessie)
            .where(Sessie.account_id == account_id, Sessie.beeindigd_op.is_(None), Sessie.begonnen_op > now() - DUUR)
            .order_by(Sessie.laatst_actief_op.desc())
        )
    )


def end_sessie(sessie_id: UUID, *, by: Gebruiker, gebeurtenis: str = "sessie.beeindigd") -> bool:
    """End one session of one's own account; False when there is none such."""
    ended = db.session.execute(
        update(Sessie)
        .where(Sessie.id == sessie_id, Sessie.account_id == by.account_id, Sessie.beeindigd_op.is_(None))
        .values(beeindigd_op=now())
    ).rowcount
    if ended:
        _tell([sessie_id])
        log(gebeurtenis, Actie.EXECUTE, by=by, object_soort="sessie", object_id=sessie_id)
    return bool(ended)


def end_sessies(*where, behalve: UUID | None = None) -> int:
    """End every running session that answers to this (conditions on Sessie), but one. The caller logs."""
    query = update(Sessie).where(Sessie.beeindigd_op.is_(None), *where)
    if behalve:
        query = query.where(Sessie.id != behalve)
    ended = list(db.session.scalars(query.values(beeindigd_op=now()).returning(Sessie.id)))
    _tell(ended)
    return len(ended)


def tell_person(gebruiker_id: UUID) -> None:
    """Every screen of somebody whose rights changed asks at once whether it may stay."""
    note_change(gebruiker_id)
    _tell(list_open_sessies([gebruiker_id]))


def _tell(sessie_ids: Collection[UUID]) -> None:
    """The screens of these sessions, also of one that just ended: the last thing it hears."""
    for sessie_id in sessie_ids:
        note_change(sessie_id)
        tell_after_commit([sessie_id], "sessie", sessie_id)


def list_werkplekken(account_id: UUID) -> list[Gebruiker]:
    """The functies one account may act under now, the one used last first."""
    found = db.session.scalars(
        select(Gebruiker)
        .join(Account)
        .where(Gebruiker.account_id == account_id, Gebruiker.actief, Account.wachtwoord_hash.is_not(None))
    )
    return sorted(
        found.unique(), key=lambda g: (g.laatste_aanmelding is None, -_stamp(g.laatste_aanmelding), g.functie)
    )


def _stamp(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def act_as(gebruiker_id: UUID, *, by: Gebruiker) -> bool:
    """Go on in this session under another of one's own functies; False when that is not one of them."""
    chosen = next((g for g in list_werkplekken(by.account_id) if g.id == gebruiker_id), None)
    if chosen is None:
        return False
    by.sessie.gebruiker_id = chosen.id
    _tell([by.sessie.id])
    note_visit(chosen, now())
    log("werkplek.gewisseld", Actie.EXECUTE, by=chosen, object_soort="sessie", object_id=by.sessie.id)
    return True
