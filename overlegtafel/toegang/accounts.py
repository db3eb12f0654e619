"""Signing in: password, lock-out, and one-time links. Nothing here tells whether an address is known."""

import secrets
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID, uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.orm import joinedload

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import UtcTijd, db
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Aanmeldpoging, Account, Gebruiker, Sleutel
from overlegtafel.toegang.sessies import hash_sleutel

MAX_POGINGEN = 5
BLOKKADE = timedelta(minutes=15)
_BEWAARD = timedelta(days=1)
# How long a link from an e-mail works.
GELDIG = {"uitnodiging": timedelta(days=7), "wachtwoord": timedelta(hours=1)}
MIN_WACHTWOORD = 12
MAX_WACHTWOORD = 200


@cache
def _tools(costs: frozenset) -> tuple[PasswordHasher, str]:
    """The hasher, and a hash to verify against when the address is unknown: the answer takes as long either way."""
    hasher = PasswordHasher(**dict(costs))
    return hasher, hasher.hash("niemand")


def _hasher() -> tuple[PasswordHasher, str]:
    # The library's own costs; only the tests make it cheap.
    return _tools(frozenset(current_app.config.get("ARGON2", {}).items()))


def hash_wachtwoord(wachtwoord: str) -> str:
    return _hasher()[0].hash(wachtwoord)


def check_wachtwoord(email: str, wachtwoord: str) -> UUID | None:
    """Whose account this is, or None. Slow on purpose, so it holds no transaction while it computes."""
    query = select(Account.id, Account.wachtwoord_hash).where(
        Account.email == email.strip().casefold(),
        Account.wachtwoord_hash.is_not(None),
        Account.gebruikers.any(Gebruiker.actief),
    )
    with transaction():
        found = db.session.execute(query).one_or_none()
    right = _verify(found.wachtwoord_hash if found else None, wachtwoord)
    return found.id if found and right else None


def check_own_wachtwoord(account_id: UUID, wachtwoord: str) -> bool:
    """Whether this is the password of this account. Slow as well."""
    with transaction():
        stored = db.session.scalar(select(Account.wachtwoord_hash).where(Account.id == account_id))
    return _verify(stored, wachtwoord)


def _verify(stored: str | None, wachtwoord: str) -> bool:
    hasher, nobody = _hasher()
    try:
        # Longer than one can be set is wrong anyway, and not worth computing.
        return hasher.verify(stored or nobody, wachtwoord[: MAX_WACHTWOORD + 1]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def check_new_wachtwoord(email: str, wachtwoord: str, herhaal: str) -> str:
    """The password as whoever signs in with this address may set it. Raises Ongeldig on 'wachtwoord' or 'herhaal'."""
    if len(wachtwoord) < MIN_WACHTWOORD:
        raise Ongeldig({"wachtwoord": f"Kies minstens {MIN_WACHTWOORD} tekens. Een zin van een paar woorden is goed."})
    if len(wachtwoord) > MAX_WACHTWOORD:
        raise Ongeldig({"wachtwoord": f"Kies hooguit {MAX_WACHTWOORD} tekens."})
    if len(set(wachtwoord)) < 5 or _resembles(email, wachtwoord) or _is_common(wachtwoord):
        raise Ongeldig(
            {"wachtwoord": "Dit is te makkelijk te raden. Neem een zin van een paar woorden, zonder uw naam."}
        )
    if wachtwoord != herhaal:
        raise Ongeldig({"herhaal": "De twee wachtwoorden zijn niet gelijk. Typ ze allebei opnieuw."})
    return wachtwoord


# What people choose first; numbers and signs before or behind make it no better.
_VOOR_DE_HAND = frozenset(
    [
        "wachtwoord",
        "welkom",
        "password",
        "geheim",
        "overlegtafel",
        "maastricht",
        "huisarts",
        "qwerty",
        "qwertyuiop",
        "asdfghjkl",
        "abcdefghijkl",
        "inloggen",
    ]
)


def _is_common(wachtwoord: str) -> bool:
    letters = "".join(c for c in wachtwoord.casefold() if c.isalpha())
    return letters in _VOOR_DE_HAND or letters in {word * 2 for word in _VOOR_DE_HAND} or wachtwoord in "0123456789" * 3


def _resembles(email: str, wachtwoord: str) -> bool:
    name = email.split("@")[0]
    return len(name) > 3 and name in wachtwoord.casefold()


def set_wachtwoord(account: Account, wachtwoord_hash: str) -> None:
    """A new password (see hash_wachtwoord, slow): what was locked out is free again, and open links stop working."""
    # What known browsers counted is gone with the old password: see attempt_key.
    account.wachtwoord_hash = wachtwoord_hash
    void_links(account)
    clear_failures(attempt_key(account.email))


# Lock-out: five wrong passwords or codes in a row for one address, and that address waits, whether it exists or not.


def attempt_key(email: str, account: Account | None = None, browser: str | None = None) -> str:
    """Under what attempts are counted. Every browser that signed in to this account before (toestel.find_browser) is
    counted apart, so that who keeps guessing elsewhere cannot lock a colleague out of their own computer.
    """
    # With the hash, for nobody can list the browsers whose count a new password ends.
    kind = f"eigen:{browser}:{account.wachtwoord_hash}" if account and browser else "vreemd"
    return sha256(f"{kind}:{email.strip().casefold()}".encode(errors="replace")).hexdigest()


def is_blocked(sleutel: str) -> bool:
    until = db.session.scalar(select(Aanmeldpoging.geblokkeerd_tot).where(Aanmeldpoging.sleutel == sleutel))
    return until is not None and until > now()


def take_attempt(sleutel: str) -> bool:
    """Use one of the attempts; False when there are none left for now.

    Counted before the password or code is looked at and given back when that was right, so that guessing in parallel
    gives no more of them. The caller commits in between.
    """
    moment = now()
    db.session.execute(_FIRST_ATTEMPT, {"sleutel": sleutel, "nu": moment})
    poging = db.session.get_one(Aanmeldpoging, sleutel, with_for_update=True, populate_existing=True)
    if poging.aantal == 0:
        _forget_old(moment)
    if poging.geblokkeerd_tot and poging.geblokkeerd_tot > moment:
        return False
    if moment - poging.laatste_op > BLOKKADE:
        poging.aantal = 0
    poging.aantal += 1
    poging.laatste_op = moment
    poging.geblokkeerd_tot = moment + BLOKKADE if poging.aantal >= MAX_POGINGEN else None
    return True


# Understood by both databases: two first attempts at once make one row. The update changes nothing, but holds a row
# that was there, so that nobody takes it away before it is counted in.
_FIRST_ATTEMPT = text(
    "INSERT INTO aanmeldpoging (sleutel, aantal, laatste_op) VALUES (:sleutel, 0, :nu)"
    " ON CONFLICT (sleutel) DO UPDATE SET aantal = aanmeldpoging.aantal"
).bindparams(bindparam("nu", type_=UtcTijd()))


def _forget_old(moment: datetime) -> None:
    """With every new row some old ones go, so the table holds about a day of attempts."""
    old = select(Aanmeldpoging.sleutel).where(Aanmeldpoging.laatste_op < moment - _BEWAARD).limit(100)
    # What somebody else holds stays for the next time: waiting for it could go round in a circle.
    old = old.with_for_update(skip_locked=True)
    db.session.execute(
        delete(Aanmeldpoging).where(Aanmeldpoging.sleutel.in_(old)), execution_options={"synchronize_session": False}
    )


def give_back(sleutel: str) -> None:
    """The attempt was right, but more is needed before the count starts anew: a password without its code."""
    db.session.execute(
        update(Aanmeldpoging)
        .where(Aanmeldpoging.sleutel == sleutel)
        .values(aantal=Aanmeldpoging.aantal - 1, geblokkeerd_tot=None)
    )


def clear_failures(sleutel: str) -> None:
    db.session.execute(delete(Aanmeldpoging).where(Aanmeldpoging.sleutel == sleutel))


# One-time links.


def make_link(account: Account, doel: str) -> str:
    """The key of a new link for this; earlier ones for the same stop working. The caller sends and commits."""
    moment = now()
    void_links(account, doel)
    key = secrets.token_urlsafe(32)
    db.session.add(
        Sleutel(
            id=uuid4(),
            account_id=account.id,
            doel=doel,
            sleutel_hash=hash_sleutel(key),
            gemaakt_op=moment,
            verloopt_op=moment + GELDIG[doel],
        )
    )
    return key


def void_links(account: Account, *doelen: str) -> None:
    """Links that were not used yet stop working."""
    doelen = doelen or tuple(GELDIG)
    db.session.execute(
        update(Sleutel)
        .where(Sleutel.account_id == account.id, Sleutel.doel.in_(doelen), Sleutel.gebruikt_op.is_(None))
        .values(gebruikt_op=now())
    )


def made_link_since(account: Account, doel: str, moment: datetime) -> bool:
    """Whether a link for this, made after that moment, still works."""
    recent = select(Sleutel.id).where(
        Sleutel.account_id == account.id,
        Sleutel.doel == doel,
        Sleutel.gemaakt_op > moment,
        Sleutel.gebruikt_op.is_(None),
    )
    return db.session.scalar(recent.limit(1)) is not None


def find_link(key: str, doel: str) -> Sleutel | None:
    """The link with this key, working still or not. Looking at it does not use it up: a mail scanner looks too."""
    query = select(Sleutel).where(Sleutel.sleutel_hash == hash_sleutel(key), Sleutel.doel == doel)
    return db.session.scalars(query.options(joinedload(Sleutel.account))).one_or_none()


def use_link(link: Sleutel) -> bool:
    """Use it up; False when it does not work (any more), or somebody was quicker."""
    return bool(
        db.session.execute(
            update(Sleutel)
            .where(Sleutel.id == link.id, Sleutel.gebruikt_op.is_(None), Sleutel.verloopt_op > now())
            .values(gebruikt_op=now())
        ).rowcount
    )


def find_account(email: str) -> Account | None:
    """The account with this address that somebody can sign in to."""
    return db.session.scalars(
        select(Account).where(Account.email == email.strip().casefold(), Account.gebruikers.any(Gebruiker.actief))
    ).one_or_none()


def log_typed(gebeurtenis: str, email: str) -> None:
    """A line about an address somebody typed who is not signed in: about its account, also one that has ended."""
    account_id = db.session.scalar(select(Account.id).where(Account.email == email.strip().casefold()))
    log(gebeurtenis, Actie.EXECUTE, by=None, object_soort="account" if account_id else None, object_id=account_id)
