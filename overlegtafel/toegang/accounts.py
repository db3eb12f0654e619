"""Signing in: password, second factor, lock-out, and one-time links. Nothing here tells whether an address is known."""

import secrets
from datetime import timedelta
from functools import cache
from hashlib import sha256
from uuid import UUID, uuid4

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Aanmeldpoging, Account, Gebruiker, Herstelcode, Sleutel
from overlegtafel.toegang.sessies import hash_sleutel

MAX_POGINGEN = 5
BLOKKADE = timedelta(minutes=15)
# How long a link from an e-mail works.
GELDIG = {"uitnodiging": timedelta(days=7), "wachtwoord": timedelta(hours=1)}
MIN_WACHTWOORD = 12
MAX_WACHTWOORD = 200
HERSTELCODES = 10
# Without letters and digits that look alike.
_TEKENS = "abcdefghjkmnpqrstuvwxyz23456789"
_STAP = 30
# A telephone whose clock is further off than one step, but less than this many, is told so.
_ZOEK_STAPPEN = 20

_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Verified against when the address is unknown, so that the answer takes as long either way."""
    return _hasher.hash("niemand")


def hash_wachtwoord(wachtwoord: str) -> str:
    return _hasher.hash(wachtwoord)


def check_wachtwoord(email: str, wachtwoord: str) -> UUID | None:
    """Whose account this is, or None. Slow on purpose, so it holds no transaction while it computes."""
    query = select(Account.id, Account.wachtwoord_hash).where(
        Account.email == email.strip().casefold(),
        Account.wachtwoord_hash.is_not(None),
        Account.gebruikers.any(Gebruiker.actief),
    )
    found = db.session.execute(query).one_or_none()
    db.session.rollback()
    try:
        _hasher.verify(found.wachtwoord_hash if found else _nobody(), wachtwoord)
    except (VerificationError, InvalidHashError):
        return None
    return found.id if found else None


def check_new_wachtwoord(account: Account, wachtwoord: str, herhaal: str) -> str:
    """The password as it may be set. Raises Ongeldig on 'wachtwoord' or 'herhaal'."""
    if len(wachtwoord) < MIN_WACHTWOORD:
        raise Ongeldig({"wachtwoord": f"Kies minstens {MIN_WACHTWOORD} tekens. Een zin van een paar woorden is goed."})
    if len(wachtwoord) > MAX_WACHTWOORD:
        raise Ongeldig({"wachtwoord": f"Kies hooguit {MAX_WACHTWOORD} tekens."})
    if len(set(wachtwoord)) < 5 or account.email.split("@")[0] in wachtwoord.casefold():
        raise Ongeldig(
            {"wachtwoord": "Dit is te makkelijk te raden. Kies iets zonder uw naam en met meer verschillende tekens."}
        )
    if wachtwoord != herhaal:
        raise Ongeldig({"herhaal": "De twee wachtwoorden zijn niet gelijk. Typ ze allebei opnieuw."})
    return wachtwoord


def set_wachtwoord(account: Account, wachtwoord: str) -> None:
    account.wachtwoord_hash = hash_wachtwoord(wachtwoord)


# Lock-out: five wrong passwords or codes in a row for one address, and that address waits, whether it exists or not.


def attempt_key(email: str, *, known_device: bool) -> str:
    """Under what attempts are counted. A browser that signed in to this account before is counted apart, so that a
    stranger who keeps guessing cannot lock a colleague out of their own computer.
    """
    kind = "eigen" if known_device else "vreemd"
    return sha256(f"{kind}:{email.strip().casefold()}".encode(errors="replace")).hexdigest()


def is_blocked(sleutel: str) -> bool:
    until = db.session.scalar(select(Aanmeldpoging.geblokkeerd_tot).where(Aanmeldpoging.sleutel == sleutel))
    return until is not None and until > now()


def note_failure(sleutel: str) -> bool:
    """Count one wrong attempt; whether the address is blocked now. The caller commits."""
    moment = now()
    poging = db.session.get(Aanmeldpoging, sleutel, with_for_update=True)
    if poging is None:
        poging = Aanmeldpoging(sleutel=sleutel, aantal=0, laatste_op=moment)
        db.session.add(poging)
    elif moment - poging.laatste_op > BLOKKADE:
        poging.aantal = 0
    poging.aantal += 1
    poging.laatste_op = moment
    if poging.aantal >= MAX_POGINGEN:
        poging.aantal, poging.geblokkeerd_tot = 0, moment + BLOKKADE
        return True
    return False


def clear_failures(sleutel: str) -> None:
    db.session.execute(delete(Aanmeldpoging).where(Aanmeldpoging.sleutel == sleutel))


# The second factor.


def new_totp_geheim() -> str:
    return pyotp.random_base32()


def totp_address(account: Account, geheim: str) -> str:
    """What the QR code says; an authenticator app reads it."""
    return pyotp.TOTP(geheim).provisioning_uri(name=account.email, issuer_name="Overlegtafel")


def check_code(account: Account, typed: str, geheim: str | None = None) -> None:
    """Accept a code of the authenticator app, or (once) a recovery code. Raises Ongeldig on 'code'.

    geheim: the secret being set up, when it is not yet the account's. The caller commits.
    """
    code = "".join(typed.split()).replace("-", "").casefold()
    if not code.isascii():
        raise Ongeldig({"code": "Typ de zes cijfers uit uw app."})
    if len(code) == 6 and code.isdigit():
        return _check_totp(account, code, geheim or account.totp_geheim)
    if geheim is None and _use_herstelcode(account, code):
        return None
    raise Ongeldig(
        {"code": "Deze code klopt niet. Typ de zes cijfers uit uw app, of een herstelcode die u nog niet gebruikte."}
    )


def _check_totp(account: Account, code: str, geheim: str | None) -> None:
    totp = pyotp.TOTP(geheim or "")
    step = int(now().timestamp()) // _STAP
    near = [s for s in (step, step - 1, step + 1) if geheim and secrets.compare_digest(totp.generate_otp(s), code)]
    if near:
        # One statement, so that the same code sent twice at once is accepted once.
        fresh = db.session.execute(
            update(Account)
            .where(Account.id == account.id, (Account.totp_stap.is_(None)) | (Account.totp_stap < near[0]))
            .values(totp_stap=near[0])
        ).rowcount
        if not fresh:
            raise Ongeldig({"code": "Deze code is al gebruikt. Wacht tot uw app een nieuwe laat zien."})
        return
    for off in range(2, _ZOEK_STAPPEN + 1):
        for there in (step - off, step + off):
            if geheim and secrets.compare_digest(totp.generate_otp(there), code):
                how = "loopt voor" if there > step else "loopt achter"
                raise Ongeldig(
                    {"code": f"De klok van uw telefoon {how}, ongeveer {max(1, off * _STAP // 60)} minuten. "
                             "Zet datum en tijd op automatisch en neem een nieuwe code."}
                )  # fmt: skip
    raise Ongeldig({"code": "Deze code klopt niet. Wacht tot uw app een nieuwe laat zien en typ die."})


def make_herstelcodes(account: Account) -> list[str]:
    """Ten new recovery codes instead of the old ones; shown once, stored as hashes."""
    db.session.execute(delete(Herstelcode).where(Herstelcode.account_id == account.id))
    codes = ["".join(secrets.choice(_TEKENS) for _ in range(10)) for _ in range(HERSTELCODES)]
    db.session.add_all(Herstelcode(account_id=account.id, code_hash=_hash_code(account, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def count_herstelcodes(account: Account) -> int:
    codes = db.session.scalars(
        select(Herstelcode.id).where(Herstelcode.account_id == account.id, Herstelcode.gebruikt_op.is_(None))
    )
    return len(codes.all())


def _hash_code(account: Account, code: str) -> str:
    return sha256(account.id.bytes + code.encode()).hexdigest()


def _use_herstelcode(account: Account, code: str) -> bool:
    used = db.session.execute(
        update(Herstelcode)
        .where(
            Herstelcode.account_id == account.id,
            Herstelcode.code_hash == _hash_code(account, code),
            Herstelcode.gebruikt_op.is_(None),
        )
        .values(gebruikt_op=now())
    ).rowcount
    return bool(used)


# One-time links.


def make_link(account: Account, doel: str) -> str:
    """The key of a new link for this; earlier ones for the same stop working. The caller sends and commits."""
    moment = now()
    db.session.execute(
        update(Sleutel)
        .where(Sleutel.account_id == account.id, Sleutel.doel == doel, Sleutel.gebruikt_op.is_(None))
        .values(gebruikt_op=moment)
    )
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


def find_link(key: str, doel: str) -> Sleutel | None:
    """The link with this key, when it still works. Looking at it does not use it up: a mail scanner looks too."""
    link = db.session.scalars(
        select(Sleutel).where(Sleutel.sleutel_hash == hash_sleutel(key), Sleutel.doel == doel)
    ).one_or_none()
    return link if link and link.is_geldig else None


def use_link(link: Sleutel) -> bool:
    """Use it up; False when somebody was quicker."""
    return bool(
        db.session.execute(
            update(Sleutel).where(Sleutel.id == link.id, Sleutel.gebruikt_op.is_(None)).values(gebruikt_op=now())
        ).rowcount
    )


def find_account(email: str) -> Account | None:
    """The account with this address that somebody can sign in to."""
    return db.session.scalars(
        select(Account).where(Account.email == email.strip().casefold(), Account.gebruikers.any(Gebruiker.actief))
    ).one_or_none()
