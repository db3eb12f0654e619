"""The letters about an account. Short, plain, and without a word about any client."""

from flask import current_app
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.core.post import bezorgd, write_letter
from overlegtafel.extensions import db
from overlegtafel.toegang.accounts import make_link
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account

_GROET = """
Met vriendelijke groet,
De Overlegtafel

U hoeft op deze brief niet te antwoorden."""


def invite(account: Account) -> str:
    """Write the letter with which somebody without a password comes in; the path of the link in it.

    An earlier invitation stops working. The caller logs and commits.
    """
    path = _path("sleutels.uitnodiging", sleutel=make_link(account, "uitnodiging"))
    _send(
        account,
        "Uitnodiging voor de Overlegtafel",
        f"""U bent uitgenodigd voor de Overlegtafel. Kies hier een wachtwoord:

{_address(path)}

De link werkt zeven dagen, en één keer. Is hij verlopen? Vraag dan de beheerder van uw organisatie om een nieuwe.
Leg uw telefoon klaar: bij het inloggen vragen wij ook een code uit een app.

Kent u de Overlegtafel niet? Dan hoeft u niets te doen.""",
    )
    return path


def send_password_link(account: Account) -> None:
    """A link to choose a new password."""
    path = _path("sleutels.wachtwoord", sleutel=make_link(account, "wachtwoord"))
    _send(
        account,
        "Een nieuw wachtwoord voor de Overlegtafel",
        f"""Iemand vroeg om een nieuw wachtwoord voor uw account. Was u dat? Kies het dan hier:

{_address(path)}

De link werkt één uur, en één keer. Uw code-app blijft hetzelfde.

Was u het niet? Dan hoeft u niets te doen. Uw wachtwoord blijft zoals het was.""",
    )


def tell_password_changed(account: Account) -> None:
    _send(
        account,
        "Uw wachtwoord is gewijzigd",
        f"""Het wachtwoord van uw account op de Overlegtafel is net gewijzigd. Op andere toestellen bent u uitgelogd.

Was u dat niet? Kies dan meteen een nieuw wachtwoord en bel de beheerder van uw organisatie:

{_address(_path("sleutels.vergeten"))}""",
    )


def tell_second_factor_changed(account: Account) -> None:
    _send(
        account,
        "Uw code-app is opnieuw ingesteld",
        """De code-app van uw account op de Overlegtafel is net opnieuw ingesteld. De oude codes werken niet meer.

Was u dat niet? Bel dan meteen de beheerder van uw organisatie.""",
    )


@bezorgd.connect
def note_delivery(_sender: object, aan: str, gelukt: bool) -> None:
    """Remember since when an address does not take post, and that it does again; the account page and beheer show it."""
    account = db.session.scalars(select(Account).where(Account.email == aan)).one_or_none()
    if account is None or gelukt == (account.mail_mislukt_op is None):
        return
    account.mail_mislukt_op = None if gelukt else now()
    code = "mail.komt_aan" if gelukt else "mail.komt_niet_aan"
    log(code, Actie.UPDATE, by=None, object_soort="account", object_id=account.id)


def _send(account: Account, onderwerp: str, tekst: str) -> None:
    write_letter(account.email, onderwerp, f"Goedendag,\n\n{tekst}\n{_GROET}\n")


def _path(endpoint: str, **values) -> str:
    """Also where there is no request: from the command line."""
    return current_app.url_map.bind("").build(endpoint, values)


def _address(path: str) -> str:
    return current_app.config["BASE_URL"].rstrip("/") + path
