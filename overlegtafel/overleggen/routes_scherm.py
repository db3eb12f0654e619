"""The wall in the room: opened in somebody's own session, it follows by itself."""

from flask import Blueprint
from flask_login import current_user, login_required

from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page
from overlegtafel.overleggen.stoel import open_overleg
from overlegtafel.overleggen.wand import load_wand

bp = Blueprint("scherm", __name__, url_prefix="/overleggen/<uuid:overleg_id>/scherm")


@bp.get("")
@login_required
def scherm(overleg_id):
    with transaction():
        wand = load_wand(open_overleg(overleg_id, by=current_user, als="deelnemer"))
    return fragment_or_page("overleggen/_scherm.html", "overleggen/scherm.html", wand=wand, overleg=wand.overleg)
