"""/wacht: may the page that is open stay open? Asked by every open page now and then; shows nothing and is no look."""

from uuid import UUID

from flask import Blueprint, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.transaction import transaction
from overlegtafel.toegang import sessies
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.slot import note_lock

bp = Blueprint("wacht", __name__)


@bp.get("/wacht")
def wacht():
    """204 fine; 401 signed out; 423 locked; 404 this client may not be seen (any more).

    ?client=<uuid>: the client on the page; ?soort=thuiszorg: of whom it shows the home-care notes. ?actief=1: somebody touched a key or pointed since the last time; asking
    alone is no sign of life.
    """
    if not current_user.is_authenticated:
        return "", 401
    if note_lock():
        return "", 423
    if "actief" in request.args and sessies.is_due(current_user.sessie):
        with transaction():
            sessies.touch(current_user.sessie)
    return "", 204 if _may_stay(request.args.get("client"), request.args.get("soort", Soort.PLAN)) else 404


def _may_stay(client: str | None, soort: str) -> bool:
    if client is None:
        return True
    try:
        # No transaction around it: a refusal would leave its line in the log, and nobody tried anything.
        open_client(UUID(client), by=current_user, soort=Soort(soort))
    except (ValueError, NotFound):
        return False
    return True
