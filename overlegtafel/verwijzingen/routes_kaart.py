"""The sociale kaart: searching it, what fits beside a question, and keeping one's own places."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from overlegtafel.core.formulier import posted_versie
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.core.tekst import clean_line
from overlegtafel.core.transaction import transaction
from overlegtafel.core.weergave import fragment_or_page, saved
from overlegtafel.toegang.domein import Recht
from overlegtafel.verwijzingen import kaart
from overlegtafel.verwijzingen.kaartinvoer import MAX, Plekinvoer, check_plek, check_ruimte
from overlegtafel.verwijzingen.kaartregels import RUIMTE, Zoek, parse_words
from overlegtafel.verwijzingen.models import Kaartplek

bp = Blueprint("kaart", __name__, url_prefix="/kaart")


@bp.get("")
@login_required
def lijst():
    asked = {name: clean_line(request.args.get(name))[:200] for name in ("zoek", "wijk", "leefgebied")}
    area = asked["leefgebied"] if asked["leefgebied"] in LEEFGEBIEDEN else ""
    zoek = Zoek(parse_words(asked["zoek"]), asked["wijk"], area)
    van_ons = request.args.get("van") == "ons"
    with transaction():
        found = kaart.list_plekken(zoek, by=current_user, van_ons=van_ons)
    return fragment_or_page(
        "verwijzingen/_kaart_lijst.html",
        "verwijzingen/kaart.html",
        kaart=found,
        zoek=zoek,
        asked=asked,
        van_ons=van_ons,
        mag_bijhouden=current_user.may(Recht.SCHRIJVEN),
        leefgebieden=LEEFGEBIEDEN,
        ruimtes=RUIMTE,
    )


@bp.get("/bij")
@login_required
def bij():
    """For beside a question: no client is asked for, only a wijk and what it is about."""
    asked = {name: clean_line(request.args.get(name))[:80] for name in ("wijk", "hulpvraag", "leefgebied", "soort")}
    with transaction():
        found = kaart.list_near(by=current_user, **asked)
    return fragment_or_page(
        "verwijzingen/_kaart_bij.html",
        "verwijzingen/kaart_bij.html",
        kaart_bij=found,
        kaart_wijk=asked["wijk"],
        kaart_soort=asked["soort"],
        kaart_kies="kies" in request.args,
        kaart_gekozen=request.args.get("plek_id", ""),
    )


@bp.get("/nieuw")
@login_required
def nieuw():
    kaart.enter_own(current_user)
    return _form(None, {"telefoon": current_user.organisatie.telefoon, "ruimte": ""}, 0)


@bp.post("/nieuw")
@login_required
def nieuw_post():
    kaart.enter_own(current_user)
    try:
        with transaction():
            made = kaart.create(_typed(), by=current_user)
    except Ongeldig as error:
        return _form(None, request.form, 0, fouten=error.velden), 422
    flash(f"‘{made.naam}’ staat op de kaart.")
    return redirect(url_for("kaart.lijst", van="ons"), 303)


@bp.get("/<uuid:plek_id>/wijzigen")
@login_required
def wijzig(plek_id):
    with transaction():
        plek = kaart.get_own(plek_id, by=current_user)
    return _form(plek, _stored(plek), plek.versie)


@bp.post("/<uuid:plek_id>/wijzigen")
@login_required
def wijzig_post(plek_id):
    versie, fouten, status = posted_versie(), {}, 409
    try:
        with transaction():
            plek = kaart.get_own(plek_id, by=current_user)
            plek = kaart.change(plek_id, _typed(plek), versie=versie, by=current_user)
        flash(f"‘{plek.naam}’ is opgeslagen, en vandaag bevestigd.")
        return redirect(url_for("kaart.lijst", van="ons"), 303)
    except Ongeldig as error:
        fouten, status = error.velden, 422
    except Verouderd:
        pass
    with transaction():
        plek = kaart.get_own(plek_id, by=current_user)
    if status == 409:
        return _form(plek, request.form, plek.versie, huidig=plek), 409
    return _form(plek, request.form, versie, fouten=fouten), 422


@bp.post("/<uuid:plek_id>/klopt")
@login_required
def klopt(plek_id: UUID):
    """One click: it is still right, and there is room or not."""
    with transaction():
        kaart.confirm(plek_id, check_ruimte(request.form.get("ruimte", "")), by=current_user)
    with transaction():
        beeld = kaart.get_beeld(plek_id, by=current_user)
    if not request.htmx:
        flash(f"‘{beeld.plek.naam}’ is bevestigd.")
    return saved(
        "verwijzingen/_kaart_plek_na.html",
        url_for("kaart.lijst", van="ons") + f"#plek-{plek_id}",
        p=beeld,
        ruimtes=RUIMTE,
    )


@bp.post("/<uuid:plek_id>/stop")
@login_required
def stop(plek_id):
    with transaction():
        plek = kaart.stop(plek_id, by=current_user)
    flash(f"‘{plek.naam}’ staat niet meer op de kaart.")
    return redirect(url_for("kaart.lijst", van="ons"), 303)


def _typed(plek: Kaartplek | None = None) -> Plekinvoer:
    return check_plek(request.form, hulpvragen=_questions(plek), wijken=kaart.list_wijken())


def _questions(plek: Kaartplek | None) -> list[str]:
    """What can be chosen, and what this place chose before it went from the lists."""
    names = kaart.list_hulpvragen()
    return names + [name for name in (plek.hulpvragen if plek else ()) if name not in names]


def _stored(plek: Kaartplek) -> dict:
    values = {field: getattr(plek, field) for field in ("naam", "wat", "telefoon", "bereik", "ruimte")}
    lists = {"leefgebieden": plek.leefgebieden, "hulpvragen": plek.hulpvragen}
    return values | lists | {"wijken": ", ".join(plek.wijken), "team": str(plek.team_id or "")}


def _form(plek: Kaartplek | None, waarden, versie: int, *, fouten=None, huidig=None) -> str:
    chosen = {
        name: waarden.getlist(name) if hasattr(waarden, "getlist") else waarden.get(name, [])
        for name in ("leefgebieden", "hulpvragen")
    }
    with transaction():
        teams = kaart.list_teams(current_user)
        if plek and plek.team and plek.team not in teams:
            teams.append(plek.team)
        questions, wijken = _questions(plek), kaart.list_wijken()
    return render_template(
        "verwijzingen/kaart_form.html",
        plek=plek,
        waarden=waarden,
        gekozen=chosen,
        vragen=questions,
        wijken=wijken,
        teams=[(str(team.id), team.naam) for team in teams],
        leefgebieden=LEEFGEBIEDEN,
        ruimtes=RUIMTE,
        max=MAX,
        versie=versie,
        fouten=fouten or {},
        huidig=huidig,
    )
