"""Asking the password again of who is signed in: to unlock the screen, or before the account itself is changed."""

from flask_login import current_user

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang import accounts, sessies, toestel
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account


class TeVaak(Exception):
    """Wrong too many times in a row: this session was ended."""


def confirm(wachtwoord: str, *, veld: str = "wachtwoord") -> None:
    """Go on only when this is the password of who is signed in. Outside any transaction: computing takes long.

    Raises Ongeldig on `veld` when it is not, or when there were no attempts left to look at it with; TeVaak, with the
    session ended, when this was the last attempt.
    """
    by = current_user._get_current_object()
    with transaction():
        own = db.session.get_one(Account, by.account_id)
        sleutel = accounts.attempt_key(own.email, own, toestel.find_browser(own.id))
        free = accounts.take_attempt(sleutel)
        if not free:
            log("aanmelden.geblokkeerd", Actie.EXECUTE, by=by, object_soort="sessie", object_id=by.sessie.id)
    if not free:
        # Others used them up; whoever sits here need not lose what was typed.
        raise Ongeldig({veld: "Dit ging te vaak mis. Wacht een kwartier en probeer het dan opnieuw."})
    right = accounts.check_own_wachtwoord(by.account_id, wachtwoord)
    with transaction():
        if right:
            accounts.clear_failures(sleutel)
            return
        log("wachtwoord.mislukt", Actie.EXECUTE, by=by, object_soort="sessie", object_id=by.sessie.id)
        ended = accounts.is_blocked(sleutel)
        if ended:
            sessies.end_sessie(by.sessie.id, by=by, gebeurtenis="aanmelden.geblokkeerd")
    if ended:
        raise TeVaak
    raise Ongeldig({veld: "Dit wachtwoord klopt niet. Probeer het opnieuw."})
