"""Asking: to whom, how soon, and send."""

from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten import services
from overlegtafel.berichten.adressen import Adres, list_adressen
from overlegtafel.berichten.invoer import MAX_TEKST, check_vraag
from overlegtafel.berichten.termijnen import Spoed, Termijnen, answer_due
from overlegtafel.berichten.woorden import say_moment
from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.toegang.domein import Recht

bp = Blueprint("vragen", __name__, url_prefix="/clienten/<uuid:client_id>/berichten/nieuw")

_SOORTEN = ("vraag", "weten")


@dataclass(frozen=True, slots=True)
class Getypt:
    """What is in the form."""

    tekst: str = ""
    aan: str = ""
    spoed: str = Spoed.WEEK.value
    soort: str = "vraag"

    @classmethod
    def of_form(cls) -> "Getypt":
        form = request.form
        soort = form.get("soort") if form.get("soort") in _SOORTEN else "vraag"
        return cls(form.get("tekst", ""), form.get("aan", ""), form.get("spoed", Spoed.WEEK.value), soort)


@bp.get("")
@login_required
def nieuw(client_id):
    return _form(client_id, Getypt(soort="weten" if request.args.get("soort") == "weten" else "vraag"))


@bp.post("/begin")
@login_required
def begin(client_id):
    """With what was typed on the client's page already in it."""
    return _form(client_id, Getypt.of_form())


@bp.post("")
@login_required
def nieuw_post(client_id):
    typed = Getypt.of_form()
    try:
        with transaction():
            inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
            draad = services.ask(inzage, check_vraag(request.form, soort=typed.soort))
    except Ongeldig as error:
        return _form(client_id, typed, 422, fouten=error.velden)
    due = f" U krijgt antwoord vóór {say_moment(draad.antwoord_voor)}." if draad.antwoord_voor else ""
    flash(f"Verstuurd.{due}")
    return leave_for(url_for("tafel.client", client_id=inzage.client.id))


@bp.post("/termijn")
@login_required
def termijn(client_id):
    """By when an answer is due at the address that was chosen. Shows nothing of the client, so it is not a look and not logged."""
    typed = Getypt.of_form()
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN)
        adressen = list_adressen(inzage)
        terms = services.list_termijnen(adressen)
    return render_template("berichten/_spoed.html", getypt=typed, fouten={}, **_when(typed, adressen, terms))


def _form(client_id, typed: Getypt, status: int = 200, *, fouten: dict[str, str] | None = None):
    """A logged look in order to write: the form names who is at the table."""
    with transaction():
        inzage = open_client(client_id, by=current_user, recht=Recht.SCHRIJVEN, gebeurtenis="bericht.schrijven")
        adressen = list_adressen(inzage)
        terms = services.list_termijnen(adressen)
    return fragment_or_page(
        "berichten/_vraag_form.html",
        "berichten/nieuw.html",
        status,
        client=inzage.client,
        inzage=inzage,
        adressen=adressen,
        getypt=typed,
        fouten=fouten or {},
        max_tekst=MAX_TEKST,
        **_when(typed, adressen, terms),
    )


def _when(typed: Getypt, adressen: list[Adres], terms: dict[str, Termijnen]) -> dict:
    """For each choice of how soon the moment an answer is due, when it is the same wherever one asks, or the address is chosen."""
    moment = now()
    chosen = [terms[typed.aan]] if typed.aan in terms else [terms[a.sleutel] for a in adressen if not a.blind]
    spoeden = []
    for spoed in Spoed:
        due = {answer_due(moment, spoed, t) for t in chosen}
        spoeden.append((spoed, due.pop() if len(due) == 1 else None))
    return {"spoeden": spoeden}
