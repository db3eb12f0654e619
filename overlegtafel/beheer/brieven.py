"""The letters of beheer to people who have an account already. Without a word about any client."""

from flask import current_app, url_for

from overlegtafel.core.post import write_letter
from overlegtafel.toegang.models import Account, Gebruiker


def tell_new_functie(mens: Gebruiker) -> None:
    """Somebody with an account got a functie more."""
    _send(
        mens.account,
        "U kunt ook voor een andere organisatie inloggen",
        f"U kunt op de Overlegtafel nu ook werken als {mens.functie} van {mens.organisatie.naam}.\n"
        "U logt in zoals u gewend bent, en kiest bovenaan het scherm waarvoor u werkt:",
        "Klopt dit niet? Bel dan de organisatie.",
    )


def tell_second_factor_cleared(account: Account) -> None:
    """A stranger who talked beheer into this must not stay unnoticed."""
    _send(
        account,
        "Stel uw code-app opnieuw in",
        "De beheerder heeft de code-app van uw account op de Overlegtafel losgekoppeld, en u overal uitgelogd.\n"
        "De volgende keer dat u inlogt, stelt u de app opnieuw in:",
        "Vroeg u hier niet om? Bel dan meteen de beheerder van uw organisatie.",
    )


def _send(account: Account, onderwerp: str, tekst: str, twijfel: str) -> None:
    address = current_app.config["BASE_URL"].rstrip("/") + url_for("toegang.inloggen")
    write_letter(
        account.email,
        onderwerp,
        f"Goedendag,\n\n{tekst}\n\n{address}\n\n{twijfel}\n\nMet vriendelijke groet,\nDe Overlegtafel\n",
    )
