"""Beheer of the home-care notes of one organisatie: keys, deliveries, what waits, and sending a file. No note is shown."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import get_organisatie
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.thuiszorg import bestanden, opruimen, sleutels
from overlegtafel.thuiszorg.haalbronnen import find_busy
from overlegtafel.thuiszorg.rondes import BEWAAR, Ingehaald, find_ronde, list_rondes, list_weigeringen
from overlegtafel.thuiszorg.wachtrij import BEWAAR as BEWAAR_WACHTEND
from overlegtafel.thuiszorg.wachtrij import list_waiting
from overlegtafel.toegang.domein import Recht

bp = Blueprint("thuiszorgbeheer", __name__, url_prefix="/beheer/organisaties/<uuid:organisatie_id>/thuiszorg")

_WEGEN = {"bestand": "bestand", "push": "eigen systeem", "ophalen": "opgehaald"}
_CODERINGEN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
_TEKENS = {";": "puntkomma", ",": "komma", "\t": "tab", "|": "verticale streep"}
# What a heading is taken for, where our own word for it is not the one on screen.
_VELDEN = {"clientnummer": "cliëntnummer", "bsn": "BSN"}
_GETOOND = 10
# The limit on what is sent, and room for the form around it.
_RUIMTE = bestanden.MAX_BESTAND + 64 * 1024


@bp.url_value_preprocessor
def _make_room(endpoint, _values) -> None:
    """Before anything reads the form: a file may be larger than a form, for who is signed in."""
    if endpoint == "thuiszorgbeheer.bestand_post" and current_user.is_authenticated:
        request.max_content_length = _RUIMTE


@bp.get("")
@login_required
def overzicht(organisatie_id):
    return _page(organisatie_id, request.args.get("voor", ""))


def _page(organisatie_id, voor: str = "", *, fouten=None, status: int = 200):
    with transaction():
        organisatie = get_organisatie(organisatie_id, by=current_user)
        keys = sleutels.list_sleutels(organisatie_id)
        people = sleutels.list_makers(keys)
        before = find_ronde(organisatie_id, voor)
        rondes = list_rondes(organisatie_id, _GETOOND + 1, before)
        busy = find_busy(organisatie_id, rondes)
        files = bestanden.list_waiting_files(organisatie_id)
        waiting = list_waiting(organisatie_id)
    page = render_template(
        "thuiszorg/beheer.html",
        organisatie=organisatie,
        sleutels=[s for s in keys if s.ingetrokken_op is None],
        ingetrokken=[s for s in keys if s.ingetrokken_op],
        mensen=people,
        rondes=rondes[:_GETOOND],
        meer=len(rondes) > _GETOOND,
        ouder=before is not None,
        lopend=busy,
        ophalen="Ophalen instellen" if current_user.may(Recht.REGIO_BEHEREN) else "Ophalen",
        bestanden=files,
        wegen=_WEGEN,
        wachtenden=waiting,
        bewaar=BEWAAR_WACHTEND,
        bewaar_ronde=BEWAAR.days,
        naam=request.form.get("naam", ""),
        ook_ophalen=bool(request.form.get("ophalen")),
        fouten=fouten or {},
    )
    return page, status


@bp.post("/sleutels")
@login_required
def sleutel_post(organisatie_id):
    try:
        with transaction():
            organisatie = get_organisatie(organisatie_id, by=current_user)
            made, key = sleutels.create_sleutel(
                organisatie_id, request.form.get("naam", ""), ophalen=bool(request.form.get("ophalen")), by=current_user
            )
    except Ongeldig as error:
        return _page(organisatie_id, fouten=error.velden, status=422)
    return render_template("thuiszorg/beheer_sleutel.html", organisatie=organisatie, gemaakt=made, sleutel=key)


@bp.post("/sleutels/<uuid:sleutel_id>/intrekken")
@login_required
def sleutel_intrekken(organisatie_id, sleutel_id):
    with transaction():
        sleutels.revoke_sleutel(organisatie_id, sleutel_id, by=current_user)
    flash("De sleutel is ingetrokken. Wie hem nog gebruikt, komt er niet meer in.")
    return _back(organisatie_id, "sleutels")


@bp.get("/aanleveringen/<uuid:ronde_id>")
@login_required
def aanlevering(organisatie_id, ronde_id):
    with transaction():
        organisatie = get_organisatie(organisatie_id, by=current_user)
        ronde = bestanden.get_ronde(organisatie_id, ronde_id, by=current_user)
        busy = find_busy(organisatie_id, [ronde])
    return render_template(
        "thuiszorg/beheer_aanlevering.html",
        organisatie=organisatie,
        ronde=ronde,
        bezig=busy is not None,
        weigeringen=list_weigeringen(ronde),
        wegen=_WEGEN,
    )


@bp.post("/wachtrij/<uuid:bronclient_id>/weg")
@login_required
def wachtrij_weg(organisatie_id, bronclient_id):
    with transaction():
        count = opruimen.drop(organisatie_id, bronclient_id, by=current_user)
    if count:
        flash(f"{count} {'notitie is' if count == 1 else 'notities zijn'} voorgoed weg.")
    return _back(organisatie_id, "wachtrij")


@bp.get("/bestand")
@login_required
def bestand(organisatie_id):
    return _file_form(organisatie_id, {})


@bp.post("/bestand")
@login_required
def bestand_post(organisatie_id):
    sent = request.files.get("bestand")
    inhoud = sent.read(bestanden.MAX_BESTAND + 1) if sent else b""
    try:
        with transaction():
            if len(inhoud) > bestanden.MAX_BESTAND:
                get_organisatie(organisatie_id, by=current_user)
                raise Ongeldig({"bestand": "Dit bestand is groter dan 10 MB. Verdeel het over meer bestanden."})
            ronde = bestanden.store_bestand(organisatie_id, inhoud, by=current_user)
    except Ongeldig as error:
        return _file_form(organisatie_id, error.velden), 422
    return redirect(url_for("thuiszorgbeheer.voorbeeld", organisatie_id=organisatie_id, ronde_id=ronde.id), 303)


def _file_form(organisatie_id, fouten: dict[str, str]):
    with transaction():
        organisatie = get_organisatie(organisatie_id, by=current_user)
    return render_template("thuiszorg/beheer_bestand.html", organisatie=organisatie, fouten=fouten)


@bp.get("/bestand/<uuid:ronde_id>")
@login_required
def voorbeeld(organisatie_id, ronde_id):
    with transaction():
        organisatie = get_organisatie(organisatie_id, by=current_user)
        try:
            waits = bestanden.load_bestand(organisatie_id, ronde_id, by=current_user)
        except NotFound:
            return _gone(organisatie_id)
    found = bestanden.make_voorbeeld(*waits)
    return render_template(
        "thuiszorg/beheer_voorbeeld.html",
        organisatie=organisatie,
        ronde_id=ronde_id,
        voorbeeld=found,
        kolommen={kop: _VELDEN.get(veld, veld) for kop, veld in found.kolommen.items()},
        codering=_CODERINGEN.get(found.codering.lower(), found.codering),
        scheidingsteken=_TEKENS.get(found.scheidingsteken, found.scheidingsteken),
    )


def _gone(organisatie_id):
    flash("Dit bestand wacht niet meer: het is al overgenomen of weggegooid, of het lag er langer dan een dag.")
    return _back(organisatie_id)


@bp.post("/bestand/<uuid:ronde_id>/neem")
@login_required
def bestand_neem(organisatie_id, ronde_id):
    with transaction():
        get_organisatie(organisatie_id, by=current_user)
    try:
        bestanden.take_bestand(organisatie_id, ronde_id, by=current_user)
    except NotFound:
        return _gone(organisatie_id)
    except Ingehaald:
        flash("Een ander proces nam dit bestand tegelijk over. Wat daarvan is overgenomen, ziet u hier.")
    return redirect(url_for("thuiszorgbeheer.aanlevering", organisatie_id=organisatie_id, ronde_id=ronde_id), 303)


@bp.post("/bestand/<uuid:ronde_id>/weg")
@login_required
def bestand_weg(organisatie_id, ronde_id):
    with transaction():
        get_organisatie(organisatie_id, by=current_user)
    try:
        with transaction():
            bestanden.drop_bestand(organisatie_id, ronde_id, by=current_user)
    except NotFound:
        return _gone(organisatie_id)
    flash("Het bestand is weggegooid. Er is niets overgenomen.")
    return _back(organisatie_id)


def _back(organisatie_id, anchor: str | None = None):
    return redirect(url_for("thuiszorgbeheer.overzicht", organisatie_id=organisatie_id, _anchor=anchor), 303)
