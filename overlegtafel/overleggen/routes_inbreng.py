"""Bringing a client in for a meeting, from the client's page; and taking it back."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.berichten.bestemmingen import Bestemming, register_bestemming
from overlegtafel.berichten.woorden import say_moment
from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, leave_for
from overlegtafel.overleggen import inbreng
from overlegtafel.overleggen.inbrenginvoer import MAX_VRAAG, MEESTE_MINUTEN, check_inbreng
from overlegtafel.overleggen.punten import find_of_client
from overlegtafel.overleggen.waarom import SOORTEN
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.inzagelog import Actie

register_bestemming(
    Bestemming(
        "inbreng", "Inbrengen in een overleg", "U wilt het met meer mensen bespreken. Komt op de agenda.",
        endpoint="inbreng.begin", max=MAX_VRAAG, wat="een vraag voor een overleg",
        mag=lambda inzage: not inzage.is_nood and not inzage.client.overleden_op and inzage.soorten[Soort.OVERLEG],
    )
)  # fmt: skip

bp = Blueprint("inbreng", __name__, url_prefix="/clienten/<uuid:client_id>/overleggen/inbrengen")


@dataclass(frozen=True, slots=True)
class Getypt:
    """What is in the form. mee: who may take part; None: who can was not shown yet for this meeting, so all are ticked."""

    tekst: str = ""
    overleg: str = ""
    wat: str = "consultatie"
    minuten: str = ""
    mee: frozenset[UUID | None] | None = None

    @classmethod
    def of_form(cls) -> "Getypt":
        form = request.form
        mee = (
            frozenset(parse_uuid(w) for w in form.getlist("mee"))
            if form.get("mee_voor") == form.get("overleg")
            else None
        )
        return cls(
            form.get("tekst", ""), form.get("overleg", ""), form.get("wat", "consultatie"), form.get("minuten", ""), mee
        )


@bp.get("")
@login_required
def nieuw(client_id):
    return _form(client_id, Getypt(overleg=request.args.get("overleg", "")))


@bp.post("/begin")
@login_required
def begin(client_id):
    """With what was typed on the client's page already in it."""
    return _form(client_id, Getypt(tekst=request.form.get("tekst", "")))


@bp.post("")
@login_required
def nieuw_post(client_id):
    typed = Getypt.of_form()
    try:
        checked = check_inbreng(request.form)
        with transaction():
            already = find_of_client(checked.overleg_id, client_id) is not None
            punt = inbreng.bring_in(
                checked.overleg_id, client_id, by=current_user, soort=checked.soort, vraag=checked.vraag,
                minuten=checked.minuten, gasten=typed.mee or (),
            )  # fmt: skip
            overleg, client_id = punt.overleg, punt.client_id
            where = f"op de agenda van {overleg.naam}, {say_moment(overleg.begint_op)}"
            said = (
                f"Ingebracht. Het stond al {where}; uw vraag staat erbij."
                if already
                else f"Ingebracht. Het staat {where}."
            )
    except Ongeldig as error:
        return _form(client_id, typed, 422, fouten=error.velden)
    flash(said)
    return leave_for(url_for("tafel.client", client_id=client_id))


@bp.post("/kijkers")
@login_required
def kijkers(client_id):
    """Who of the meeting that was chosen will see the item. A look only where it says what was asked there already."""
    typed = Getypt.of_form()
    with transaction():
        inzage = _open(client_id)
        context = _load(inzage, typed)
        if context["staat_er_al"]:
            inzage.log("overleg.agenda", Actie.READ)
    return render_template("overleggen/_kijkers.html", client=inzage.client, inzage=inzage, getypt=typed, **context)


@bp.post("/<uuid:punt_id>/intrekken")
@login_required
def intrekken(client_id, punt_id):
    try:
        with transaction():
            inzage = _open(client_id)
            overleg = inbreng.withdraw(punt_id, by=current_user)
            said = f"Ingetrokken bij {overleg.naam}, {say_moment(overleg.begint_op)}."
    except Ongeldig as error:
        said = " ".join(error.velden.values())
    flash(said)
    return leave_for(url_for("tafel.client", client_id=inzage.client.id))


def _open(client_id: UUID, gebeurtenis: str | None = None) -> Inzage:
    return open_client(client_id, by=current_user, soort=Soort.OVERLEG, recht=Recht.SCHRIJVEN, gebeurtenis=gebeurtenis)


def _form(client_id: UUID, typed: Getypt, status: int = 200, *, fouten: dict[str, str] | None = None):
    """A logged look in order to write: the form says who may see this client."""
    with transaction():
        inzage = _open(client_id, "overleg.inbrengen")
        context = _load(inzage, typed)
    return fragment_or_page(
        "overleggen/_inbreng_form.html",
        "overleggen/inbrengen.html",
        status,
        client=inzage.client,
        inzage=inzage,
        getypt=typed,
        fouten=fouten or {},
        soorten=SOORTEN,
        max_vraag=MAX_VRAAG,
        max_minuten=MEESTE_MINUTEN,
        **context,
    )


def _load(inzage: Inzage, typed: Getypt) -> dict:
    """The meetings to choose from, the one that was chosen (the first, when none was), and who sees the item there."""
    found = inbreng.list_overleggen(inzage)
    chosen = next((o for o in found if str(o.id) == typed.overleg), found[0] if found else None)
    seen = inbreng.list_kijkers_van(chosen, inzage) if chosen else []
    asked = inbreng.list_asked(chosen, inzage) if chosen else None
    return {"overleggen": found, "gekozen": chosen, "kijkers": seen, "staat_er_al": asked, "nu": now()}
