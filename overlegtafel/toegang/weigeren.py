"""Attempts at what a functie may not do: refused, and in the access log."""

from flask import request
from flask_login import current_user

from overlegtafel.core.fouten import MagNiet, Verborgen
from overlegtafel.core.foutpaginas import error_page
from overlegtafel.core.transaction import transaction
from overlegtafel.toegang.inzagelog import Actie, log


def register_refusals(app) -> None:
    for kind in (MagNiet, Verborgen):
        app.register_error_handler(kind, _refused)


def _refused(error: MagNiet | Verborgen):
    with transaction():
        log(
            "recht.geweigerd",
            Actie.EXECUTE,
            by=current_user,
            object_soort="pagina",
            client_id=(request.view_args or {}).get("client_id"),
        )
    return error_page(error.code)
