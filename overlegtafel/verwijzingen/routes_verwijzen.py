"""Referring a client, from the client's page: the question, the team, and that the client agreed."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten.bestemmingen import Bestemming, register_bestemming
from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.berichten.woorden import say_moment
from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.datums import show_date, today
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.toegang.domein import Domein, Recht
from overlegtafel.verwijzingen import kaart, verwijzen
from overlegtafel.verwijzingen.adressen import find_beletsel, list_soorten, list_soorten_van
from overlegtafel.verwijzingen.invoer import MAX_VRAAG, MAX_WANNEER, check_verwijzing
from overlegtafel.verwijzingen.models import Verwijssoort
from overlegtafel.verwijzingen.regels import GELDVRAGEN

register_bestemming(
    Bestemming(
        "verwijzen", "Verwijzen", "Een team belt, en u hoort wat eruit komt.",
        endpoint="verwijzen.begin", max=MAX_VRAAG, wat="een verwijzing", mag=lambda inzage: bool(list_soorten(inzage)),
    )
)  # fmt: skip

bp = Blueprint("verwijzen", __name__, url_prefix="/clienten/<uuid:client_id>/verwijzen")

FIELDS = (
    "tekst", "hulpvraag", "leefgebied", *GELDVRAGEN, "team", "spoed", "nummer", "wanneer", "wie", "dag", "zien",
)  # fmt: skip


@bp.get("")
@login_required
def nieuw(client_id):
    """soort and team: chosen already, where the link to here says so."""
    return _form(client_id, {"team": request.args.get("team", "")}, request.args.get("soort", ""))


@bp.post("/begin")
@login_required
def begin(client_id):
    """With what was typed already in it: on the client's page, or before another kind or team was chosen."""
    return _form(client_id, request.form, request.form.get("naar_soort") or request.form.get("verwijssoort", ""))


@bp.post("")
@login_required
def nieuw_post(client_id):
    sleutel = request.form.get("verwijssoort", "")
    try:
        with transaction():
            inzage = _open(client_id)
            soort = next((s for s in _soorten_van(inzage) if s.sleutel == sleutel), None)
            if soort is None:
                raise Ongeldig(
                    {"tekst": "Deze soort verwijzing is er niet meer. Kijk of de vraag nog past, en verwijs opnieuw."}
                )
            v = verwijzen.refer(inzage, soort, check_verwijzing(request.form, soort))
            said = f"Verwezen. {v.aan_team.naam} belt uiterlijk {say_moment(v.moet_voor)}."
            if verwijzen.misses_seat(inzage, v):
                said += " De halve A4 is vol: het team staat er nog niet op."
    except Ongeldig as error:
        return _form(client_id, request.form, sleutel, 422, fouten=error.velden)
    except Verouderd:
        return _form(client_id, request.form, sleutel, 409)
    flash(said)
    return leave_for(url_for("tafel.client", client_id=inzage.client.id))


def _open(client_id: UUID, gebeurtenis: str | None = None) -> Inzage:
    return open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis=gebeurtenis)


def _soorten_van(inzage: Inzage) -> list[Verwijssoort]:
    """Of who works where nothing can be referred, the form is not theirs. Raises MagNiet."""
    found = list_soorten_van(inzage.by)
    if not found:
        raise MagNiet
    return found


def _form(
    client_id, typed: Mapping[str, str], sleutel: str, status: int = 200, *, fouten: dict[str, str] | None = None
):
    """A logged look in order to write: the form shows the number, and how consent stands."""
    with transaction():
        inzage = _open(client_id, "verwijzing.schrijven")
        every = _soorten_van(inzage)
        soorten = list_soorten(inzage)
        soort = next((s for s in soorten if s.sleutel == sleutel), soorten[0] if soorten else None)
        formulier = verwijzen.load_form(inzage, soort, typed) if soort else None
        chosen = {name: typed.get(name, "") for name in ("hulpvraag", "leefgebied")}
        wijk = inzage.client.wijk
        bij = kaart.list_near(by=current_user, wijk=wijk, soort=soort.sleutel, **chosen) if soort else []
        beletsel = "" if soort else find_beletsel(inzage, every[0])
    client = inzage.client
    first = {"spoed": Spoed.WEEK.value, "nummer": client.telefoon, "dag": show_date(today())}
    waarden = {field: typed.get(field, first.get(field, "")) for field in FIELDS}
    waarden["team"] = formulier.team.id if formulier and formulier.team else ""
    return fragment_or_page(
        "verwijzingen/_verwijzen_form.html",
        "verwijzingen/verwijzen.html",
        status,
        client=client,
        inzage=inzage,
        soorten=soorten,
        f=formulier,
        beletsel=beletsel,
        bezwaar=verwijzen.say_no(client, soort, formulier.team) if formulier and formulier.is_nee else "",
        domein=Domein(soort.naar).label if soort else "",
        waarden=waarden,
        fouten=fouten or {},
        conflict=status == 409,
        # What was typed for the other kind came back, so no draft has to be put in its place.
        gewisseld="naar_soort" in typed,
        kaart_bij=bij,
        kaart_wijk=wijk,
        kaart_soort=soort.sleutel if soort else "",
        leefgebieden=LEEFGEBIEDEN,
        geldvragen=GELDVRAGEN,
        max_vraag=MAX_VRAAG,
        max_wanneer=MAX_WANNEER,
    )
