"""/wacht: may the page that is open stay open? Asked by every open page now and then; shows nothing and is no look."""

from uuid import UUID

from flask import Blueprint, request
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.overleggen.verslagen import open_verslag
from overlegtafel.overleggen.zicht import Zichtbaar, list_punten, open_punt
from overlegtafel.toegang import sessies
from overlegtafel.toegang.domein import Soort
from overlegtafel.toegang.slot import note_lock

bp = Blueprint("wacht", __name__)

# An item in whatever state: the page may show it, too.
STATEN = ("open", "besproken", "vervallen", "doorgeschoven")


@bp.get("/wacht")
def wacht():
    """204 fine; 401 signed out; 423 locked; 404 what the page shows may not be seen (any more).

    ?client=<uuid>: the client on the page; ?soort=thuiszorg: of whom it shows the home-care notes. Of a meeting:
    ?overleg=<uuid>&punt=<uuid>&punt=...: the items the page shows of it; ?punt=<uuid>: the one item it is about;
    ?verslag=<uuid>: the item it shows the minutes of. ?actief=1: somebody touched a key or pointed since the last time;
    asking alone is no sign of life.
    """
    if not current_user.is_authenticated:
        return "", 401
    if note_lock():
        return "", 423
    if "actief" in request.args and sessies.is_due(current_user.sessie):
        with transaction():
            sessies.touch(current_user.sessie)
    return "", 204 if _may_stay(request.args) else 404


def _may_stay(asked: MultiDict) -> bool:
    with reading():
        try:
            return _sees_all(asked)
        # Inside: a refusal would leave its line in the log, and nobody tried anything.
        except (ValueError, NotFound):
            return False


def _sees_all(asked: MultiDict) -> bool:
    """Whether they may see all that was asked. Raises NotFound, ValueError."""
    punten = {UUID(p) for p in asked.getlist("punt")}
    if "overleg" in asked:
        stoel = open_overleg(UUID(asked["overleg"]), by=current_user)
        shown = list_punten(stoel, staten=STATEN, kort=True)
        return punten <= {z.punt.id for z in shown if isinstance(z, Zichtbaar)}
    for punt_id in punten:
        open_punt(punt_id, by=current_user)
    if "verslag" in asked:
        open_verslag(UUID(asked["verslag"]), by=current_user)
    if "client" in asked:
        open_client(UUID(asked["client"]), by=current_user, soort=Soort(asked.get("soort", Soort.PLAN)))
    return True
