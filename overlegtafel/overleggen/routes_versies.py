"""The versions of a note: who wrote what, comparing, putting one back; and erasing text for good."""

from collections.abc import Collection
from uuid import UUID

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import leave_for
from overlegtafel.overleggen import notities, versies, wissen
from overlegtafel.overleggen.bespreken import back_url
from overlegtafel.overleggen.models_punt import Puntversie
from overlegtafel.overleggen.vast import may_write, open_to_write
from overlegtafel.overleggen.vaststellen import is_vast
from overlegtafel.overleggen.woordverschil import diff_words
from overlegtafel.overleggen.zicht import Puntzicht, open_punt

bp = Blueprint("notitieversies", __name__, url_prefix="/overleggen/punten/<uuid:punt_id>/notitie")

VAST = "Het verslag is vastgesteld. Een voorzitter kan het heropenen."


@bp.get("/versies")
@login_required
def lijst(punt_id):
    return _versies(punt_id)


@bp.post("/versies/<int:nummer>/terug")
@login_required
def zet_terug(punt_id, nummer):
    versie = posted_versie()
    try:
        with transaction():
            notities.restore(punt_id, nummer, by=current_user, versie=versie)
            z = open_punt(punt_id, by=current_user)
    except Ongeldig:
        return _versies(punt_id, 422, fout=VAST)
    except Verouderd:
        return _versies(punt_id, 409, fout="Iemand schreef net verder. Kijk eerst naar de nieuwste versie.")
    return leave_for(back_url(z) if z.punt.overleg.is_bezig else url_for("notitie.notitie", punt_id=punt_id))


def _versies(punt_id: UUID, status: int = 200, *, fout: str = ""):
    with transaction():
        z = open_punt(punt_id, by=current_user)
        found = versies.list_versies(z, voor=_asked("voor"))
        new = _chosen(z, "nieuw", found, 0)
        old = _chosen(z, "oud", found, 1)
        if old is None or (new and old.nummer == new.nummer):
            old = None
        context = {
            "blokken": versies.show_blokken(new) if new and not old else [],
            "mag_schrijven": may_write(z),
        }
    page = render_template(
        "overleggen/notitie_versies.html",
        z=z,
        lijst=found,
        nieuw=new,
        oud=old,
        stukken=diff_words(old.tekst, new.tekst) if old else [],
        fout=fout,
        **context,
    )
    return make_response(page, status)


def _chosen(z: Puntzicht, name: str, found: versies.Versielijst, place: int) -> Puntversie | None:
    """The version asked for; by default the one at this place from the newest of the page, and None when there is none."""
    asked = _asked(name)
    version = versies.get_versie(z, asked) if asked is not None else None
    if version is None and len(found.koppen) > place:
        version = versies.get_versie(z, found.koppen[place].nummer)
    return version


def _asked(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


@bp.get("/wissen")
@login_required
def kies(punt_id):
    return _wisblad(punt_id)


@bp.post("/wissen")
@login_required
def wis(punt_id):
    """First what would go is shown once more; then (zeker) it goes."""
    versie, weg, reden = posted_versie(), _posted_lines(), request.form.get("reden", "")
    eerder = "eerder" in request.form
    typed = {"versie": versie, "weg": weg, "eerder": eerder, "reden": reden}
    try:
        if "zeker" in request.form:
            with transaction():
                wissen.erase(punt_id, weg, reden, by=current_user, versie=versie, eerder=eerder)
        elif "terug" in request.form:
            return _wisblad(punt_id, **typed)
        else:
            with transaction():
                wissen.check_choice(punt_id, weg, reden, by=current_user, versie=versie, eerder=eerder)
            return _wisblad(punt_id, bevestig=True, **typed)
    except Ongeldig as error:
        return _wisblad(punt_id, 422, fouten=error.velden, **typed)
    except Verouderd:
        return _wisblad(punt_id, 409, verouderd=True, **typed)
    wissen.clear_disk()
    flash("De tekst is gewist, met alles wat er eerder in deze notitie stond.")
    return leave_for(url_for("notitie.notitie", punt_id=punt_id))


def _posted_lines() -> set[int]:
    """The lines that go; 400 when the form was tampered with: of a line that cannot be read nobody knows which it was."""
    posted = request.form.getlist("weg")
    if not all(number.isascii() and number.isdigit() and len(number) < 7 for number in posted):
        abort(400)
    return {int(number) for number in posted}


def _wisblad(
    punt_id: UUID,
    status: int = 200,
    *,
    reden: str = "",
    bevestig: bool = False,
    verouderd: bool = False,
    fouten: dict[str, str] | None = None,
    versie: int | None = None,
    weg: Collection[int] = (),
    eerder: bool = False,
):
    """The page, as one of the item: a look like any other."""
    with transaction():
        try:
            z = open_to_write(punt_id, by=current_user, lock=False)
            blad = wissen.load_wisblad(z, versie=versie, weg=weg)
        except Ongeldig:
            z, blad = open_punt(punt_id, by=current_user), None
        z.log_look()
        vast = blad is None and is_vast(z.punt)
    page = render_template(
        "overleggen/notitie_wissen.html",
        z=z,
        blad=blad,
        is_vast=vast,
        redenen=wissen.REDENEN,
        reden=reden,
        eerder=eerder,
        bevestig=bevestig,
        verouderd=verouderd,
        fouten=fouten or {},
    )
    return make_response(page, status)
