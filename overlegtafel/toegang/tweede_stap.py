"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for who lost the telephone."""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

import pyotp
import segno
from sqlalchemy import delete, func, select, update

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Herstelcode

HERSTELCODES = 10
# Without letters and digits that look alike.
_TEKENS = "abcdefghjkmnpqrstuvwxyz23456789"
_STAP = 30
# A telephone whose clock is more than one step slow, but less than this many, is told so. Not one that is fast: that
# would confirm a guess that opens the door some minutes later.
_ZOEK_STAPPEN = 20


def new_geheim() -> str:
    return pyotp.random_base32()


def setup_address(email: str, geheim: str) -> str:
    """What the QR code says; an authenticator app reads it."""
    return pyotp.TOTP(geheim).provisioning_uri(name=email, issuer_name="Overlegtafel")


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code as an SVG draws it: the black squares as one path, in a square of so many units."""

    maat: int
    pad: str


def draw_qr(text: str) -> Qr:
    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix_iter(border=4)]
    runs = [
        f"M{match.start()} {y}h{match.end() - match.start()}v1h-{match.end() - match.start()}z"
        for y, row in enumerate(rows)
        for match in re.finditer(b"\x01+", row)
    ]
    return Qr(len(rows), "".join(runs))


def check_code(account: Account, typed: str, geheim: str | None = None) -> bool:
    """Accept a code of the authenticator app, or (once) a recovery code: then True. Raises Ongeldig on 'code'.

    geheim: the secret being set up, when it is not yet the account's. The caller commits.
    """
    code = "".join(typed.split()).replace("-", "").casefold()
    if not code or not code.isascii():
        raise Ongeldig({"code": "Typ de zes cijfers uit uw app."})
    if len(code) == 6 and code.isdigit():
        _check_totp(account, code, geheim or account.totp_geheim, is_new=geheim is not None)
        return False
    if geheim is None and _use_herstelcode(account, code):
        return True
    raise Ongeldig(
        {"code": "Deze code klopt niet. Typ de zes cijfers uit uw app, of een herstelcode die u nog niet gebruikte."}
    )


def find_step(geheim: str, code: str, around: int) -> int | None:
    """The time step this code belongs to: the one after `around`, or else the latest before it; None for no such."""
    totp = pyotp.TOTP(geheim)
    steps = [around, around + 1, *(around - off for off in range(1, _ZOEK_STAPPEN + 1))]
    # All of them, so that how long it takes says nothing.
    found = [step for step in steps if step >= 0 and secrets.compare_digest(totp.generate_otp(step), code)]
    return found[0] if found else None


def _check_totp(account: Account, code: str, geheim: str | None, *, is_new: bool) -> None:
    step = int(now().timestamp()) // _STAP
    there = find_step(geheim, code, step) if geheim else None
    if there is None:
        raise Ongeldig(
            {"code": "Deze code klopt niet. Wacht tot uw app een nieuwe laat zien en typ die. Klopt die ook niet? "
                     "Zet dan op uw telefoon datum en tijd op automatisch."}
        )  # fmt: skip
    if step - there > 1:
        minutes = (step - there) * _STAP // 60
        raise Ongeldig(
            {"code": f"De klok van uw telefoon loopt {minutes} {'minuut' if minutes == 1 else 'minuten'} achter. "
                     "Zet datum en tijd daar op automatisch en typ een nieuwe code."}
        )  # fmt: skip
    # One statement, so that the same code sent twice at once is accepted once.
    once = update(Account).where(Account.id == account.id)
    if not is_new:
        once = once.where(Account.totp_stap.is_(None) | (Account.totp_stap < there))
    if not db.session.execute(once.values(totp_stap=there)).rowcount:
        raise Ongeldig({"code": "Deze code is al gebruikt. Wacht tot uw app een nieuwe laat zien."})


def make_herstelcodes(account: Account) -> list[str]:
    """Ten new recovery codes instead of the old ones; shown once, stored as hashes."""
    db.session.execute(delete(Herstelcode).where(Herstelcode.account_id == account.id))
    codes = ["".join(secrets.choice(_TEKENS) for _ in range(10)) for _ in range(HERSTELCODES)]
    db.session.add_all(Herstelcode(account_id=account.id, code_hash=_hash_code(account, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def count_herstelcodes(account: Account) -> int:
    unused = select(func.count()).where(Herstelcode.account_id == account.id, Herstelcode.gebruikt_op.is_(None))
    return db.session.scalar(unused) or 0


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


def store_geheim(account: Account, geheim: str, *, first: bool) -> bool:
    """Make this the account's second factor. first: only when it has none yet; False when it has."""
    query = update(Account).where(Account.id == account.id)
    if first:
        query = query.where(Account.totp_geheim.is_(None))
    return bool(db.session.execute(query.values(totp_geheim=geheim)).rowcount)


def clear_second_factor(account: Account) -> None:
    """For who lost the telephone: neither app nor recovery codes; the next sign-in sets it up anew."""
    account.totp_geheim = account.totp_stap = None
    db.session.execute(delete(Herstelcode).where(Herstelcode.account_id == account.id))
