"""The note of one item: reading and saving it. The page of its own also holds the decisions and the outcome."""

from uuid import UUID

from flask import Blueprint, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.overleggen import notities
from overlegtafel.overleggen.bespreken import back_url, load_bespreking
from overlegtafel.overleggen.zicht import list_kijkers, open_punt

bp = Blueprint("notitie", __name__, url_prefix="/overleggen/punten/<uuid:punt_id>/notitie")


@bp.get("")
@login_required
def notitie(punt_id):
    return show_item(punt_id, "overleggen/_notitie.html")


@bp.get("/stand")
@login_required
def stand(punt_id):
    """How it stands with the note: saved, or written on by somebody else since the version the page holds."""
    seen = request.args.get("versie", "")
    with transaction():
        z = open_punt(punt_id, by=current_user)
        z.log_look()
        context = load_bespreking(z)
    held = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else context["notitie"].versie
    return fragment_or_page(
        "overleggen/_notitie_stand.html", "overleggen/bespreken.html", versie=held, terug=back_url(z), **context
    )


@bp.get("/wie")
@login_required
def wie(punt_id):
    """The names of who writes along, for ?id=<uuid>&id=...: events say who it is by id alone."""
    asked = {parse_uuid(typed) for typed in request.args.getlist("id")}
    with transaction():
        z = open_punt(punt_id, by=current_user)
        z.log_look()
        people = list_kijkers(z.punt.overleg_id, [z.punt], met_waarnemers=True)[z.punt.id]
    return {str(g.id): g.naam for g in people if g.id in asked}


@bp.post("")
@login_required
def notitie_post(punt_id):
    typed, versie = request.form.get("tekst", ""), posted_versie()
    try:
        if "samen" in request.form:
            return _joined(punt_id, typed)
        if "haal" in request.form:
            return _newest(punt_id, typed, versie)
        with transaction():
            notities.save_notitie(punt_id, typed, by=current_user, versie=versie)
    except Ongeldig as error:
        return show_item(
            punt_id, "overleggen/_notitie.html", 422, getypt=typed, versie=versie, notitie_fout=error.velden["tekst"]
        )
    except Verouderd:
        return _conflict(punt_id, typed)
    if "basis" in request.form and request.htmx:
        # Nothing is in conflict any more.
        return show_item(punt_id, "overleggen/_notitie.html")
    if not request.htmx:
        return leave_for(url_for("notitie.notitie", punt_id=punt_id))
    # Only the words that say so: the text area stays as it is, with the cursor in it.
    answer = show_item(punt_id, "overleggen/_notitie_stand.html")
    answer.headers |= {"HX-Retarget": "#notitie-stand", "HX-Reswap": "outerHTML"}
    return answer


def posted_basis(field: str = "versie") -> int:
    """The version the text itself began with; once another was shown beside it, that is not the one it may replace."""
    return posted_versie("basis" if "basis" in request.form else field)


def _conflict(punt_id: UUID, typed: str):
    """Both texts. The writer has now seen the other one (_notitie.html), so the next save starts from there."""
    return show_item(punt_id, "overleggen/_notitie.html", 409, getypt=typed, basis=posted_basis(), conflict=True)


def _joined(punt_id: UUID, typed: str):
    """The two texts as one, to read and save: it is not saved yet, hence no 200, on which a browser drops its draft."""
    with transaction():
        text, versie = notities.join_newest(punt_id, typed, by=current_user, basis=posted_basis())
    return show_item(
        punt_id, "overleggen/_notitie.html", 409, getypt=text, versie=versie, basis=versie, samengevoegd=True
    )


def _newest(punt_id: UUID, typed: str, versie: int):
    with transaction():
        own = notities.is_typed(punt_id, typed, by=current_user, versie=versie)
    return _conflict(punt_id, typed) if own else show_item(punt_id, "overleggen/_notitie.html")


def show_item(punt_id: UUID, fragment: str, status: int = 200, **context):
    """One part of an item for htmx, else the page of the item: a look like any other, also after a change or a refusal."""
    with transaction():
        z = open_punt(punt_id, by=current_user)
        z.log_look()
        context = load_bespreking(z) | context
    return fragment_or_page(fragment, "overleggen/bespreken.html", status, terug=back_url(z), **context)
