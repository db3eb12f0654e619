"""Halfway signing in: the password was right, the code is still to come. Kept in the signed cookie for minutes."""

from uuid import UUID

from flask import session

from overlegtafel.core.datums import now

_DUUR = 5 * 60
# Finding and installing an app takes a while.
_INSTELLEN = 15 * 60


def begin(account_id: UUID) -> None:
    session.clear()
    session["half"] = [account_id.hex, int(now().timestamp())]


def prolong(account_id: UUID) -> None:
    """From the first look at the second factor to set up there is as long as that takes."""
    session["half"] = [account_id.hex, int(now().timestamp()) + _INSTELLEN - _DUUR]


def read() -> UUID | None:
    """Whose password was right just now on this browser."""
    account, moment = session.get("half", ("", 0))
    return UUID(account) if account and now().timestamp() - moment < _DUUR else None


def forget() -> None:
    for name in ("half", "geheim"):
        session.pop(name, None)


def new_geheim(geheim: str) -> None:
    """Remember the secret of a second factor that is being set up, for it is shown and then checked."""
    session["geheim"] = [geheim, int(now().timestamp())]


def read_geheim() -> str | None:
    geheim, moment = session.get("geheim", (None, 0))
    return geheim if now().timestamp() - moment < _INSTELLEN else None
