"""The form that plans a meeting: one, a series, or one of which the date is still to be found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import Inzage, open_client
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.transaction import transaction
from overlegtafel.overleggen import beleggen, inbreng, reeksen
from overlegtafel.overleggen.beleginvoer import (
    HERHAAL,
    MAX_MOMENTEN,
    THUIS,
    Waar,
    check_overleg,
    check_prikken,
    check_ritme,
)
from overlegtafel.overleggen.disciplines import Eis
from overlegtafel.overleggen.herkenbaar import refuse_named
from overlegtafel.overleggen.mensen import list_nobody_has, load_people
from overlegtafel.overleggen.models import Overlegsoort
from overlegtafel.overleggen.ritme import Ritme, list_dagen, say_ritme
from overlegtafel.overleggen.uitnodigen import Groep, Voor, list_groepen, list_unfilled, list_voor
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.services import find_people

bp = Blueprint("beleggen", __name__, url_prefix="/overleggen")

_MAX_VRAAG = 300


@dataclass(frozen=True, slots=True)
class Opzet:
    """What is being planned: the kind, whose meeting it is, and of a kind about one client: that client, opened."""

    soort: Overlegsoort
    voor: Voor
    inzage: Inzage | None = None


@bp.get("/nieuw")
@login_required
def nieuw():
    with transaction():
        beleggen.require_planner(current_user)
        opzet = _opzet(request.args)
        if opzet is None:
            return _choose()
        return _form(opzet, _begin(opzet))


@bp.post("/nieuw")
@login_required
def nieuw_post():
    with transaction():
        beleggen.require_planner(current_user)
        if _opzet(request.form) is None:
            raise NotFound
    doe, fouten, ritme = request.form.get("doe", ""), {}, None
    try:
        if doe != "zoek":
            with transaction():
                ritme, to = _plan(_opzet(request.form))
            if to:
                return redirect(to, 303)
    except Ongeldig as error:
        fouten = error.velden
    with transaction():
        page = _form(_opzet(request.form), request.form, fouten=fouten, ritme=ritme)
    return page, 422 if fouten else 200


def _opzet(values) -> Opzet | None:
    """None: nothing was chosen yet. Raises NotFound for what is not for this reader to plan."""
    soort = beleggen.get_soort(values.get("soort", ""))
    if soort is None:
        return None
    inzage, client_id = None, parse_uuid(values.get("client"))
    if soort.over == "client":
        if client_id is None:
            return None
        inzage = open_client(
            client_id, by=current_user, soort=Soort.OVERLEG, recht=Recht.SCHRIJVEN, gebeurtenis="overleg.beleggen"
        )
    voor = beleggen.get_voor(soort, values.get("voor", ""), by=current_user)
    return Opzet(soort, voor, inzage) if voor else None


def _plan(opzet: Opzet) -> tuple[Ritme | None, str]:
    """Plan it; where to go then. A series whose days were not shown yet is shown first: then there is nowhere to go."""
    people = beleggen.check_people(_ids("mensen"), _ids("voorzitters"), by=current_user)
    vraag = clean_line(request.form.get("vraag"))
    if len(vraag) > _MAX_VRAAG:
        raise Ongeldig({"vraag": f"Dit zijn {len(vraag)} tekens. Kort het in tot {_MAX_VRAAG}."})
    gezin = opzet.inzage is not None and bool(request.form.get("gezin"))
    if request.form.get("datum") == "zoeken":
        momenten, waar = check_prikken(request.form, nu=now())
        _refuse_named(opzet, waar)
        made = beleggen.create_prikken(opzet.soort, opzet.voor, momenten, waar, people, by=current_user, gezin=gezin)
        blind = _bring_in(opzet, made.id, vraag, people)
        flash(f"De momenten zijn voorgesteld. Iedereen krijgt bericht om te kiezen.{blind}")
        return None, url_for("prikken.prikken", overleg_id=made.id)
    wanneer, waar = check_overleg(request.form, nu=now())
    ritme = check_ritme(request.form, wanneer.dag) if opzet.inzage is None else None
    if ritme is None:
        _refuse_named(opzet, waar)
        made = beleggen.create_overleg(opzet.soort, opzet.voor, wanneer, waar, people, by=current_user, gezin=gezin)
        blind = _bring_in(opzet, made.id, vraag, people)
        flash(f"Het overleg is gepland. Wie u uitnodigde, krijgt bericht.{blind}")
        return None, url_for("agenda.overleg", overleg_id=made.id)
    if request.form.get("gezien") != _mark(ritme):
        return ritme, ""
    reeks = reeksen.create_reeks(opzet.soort, opzet.voor, ritme, wanneer, waar, people, by=current_user)
    flash("De reeks is gepland. Wie u uitnodigde, krijgt bericht.")
    return None, url_for("reeksen.reeks", reeks_id=reeks.id)


def _refuse_named(opzet: Opzet, waar: Waar) -> None:
    if opzet.inzage:
        refuse_named({"plaats": waar.plaats, "link": waar.link}, by=current_user, client_ids=[opzet.inzage.client.id])


def _bring_in(opzet: Opzet, overleg_id: UUID, vraag: str, people) -> str:
    """The client on its agenda; what to say about who was invited and will not see the item."""
    if not opzet.inzage:
        return ""
    client_id = opzet.inzage.client.id
    inbreng.bring_in(
        overleg_id, client_id, by=current_user, vraag=vraag, gasten=list(people), bij_plannen=True
    )  # fmt: skip
    blind = [k.wie.naam for k in inbreng.explain(client_id, load_people(people)) if not (k.ziet or k.mag_mee)]
    return f" Let op, zonder toestemming zien dit punt niet: {', '.join(blind)}." if blind else ""


def _choose() -> str:
    """Which kind; from the page of a client only those about one client."""
    client_id = parse_uuid(request.args.get("client"))
    rows = [] if client_id else [(s, list_voor(s, by=current_user)) for s in beleggen.list_soorten()]
    return render_template(
        "overleggen/kies_soort.html",
        soorten=[(s, voor) for s, voor in rows if voor and s.over != "client"],
        per_client=[s for s in beleggen.list_soorten() if s.over == "client"],
        client_id=client_id,
    )


def _begin(opzet: Opzet) -> dict:
    return {
        "duur": opzet.soort.duur,
        "datum": "zoeken" if opzet.inzage else "vast",
        "herhaal": "",
        "gezin": "1",
    }


def _form(opzet: Opzet, waarden, *, fouten=None, ritme: Ritme | None = None) -> str:
    is_new = request.method == "GET"
    zoek = clean_line(request.form.get("zoek"))
    client = opzet.inzage.client if opzet.inzage else None
    groepen = list_groepen(opzet.soort, opzet.voor, by=current_user, client=client)
    found = [p for p in find_people(zoek)[0] if p.id != current_user.id] if zoek else []
    mensen = {g.id for groep in groepen if groep.vanzelf for g in groep.mensen} if is_new else set(_ids("mensen"))
    mensen -= {current_user.id}
    shown = {g.id for groep in groepen for g in groep.mensen}
    extra = load_people(mensen - shown)
    if extra:
        groepen = [Groep("Ook gekozen", extra), *groepen]
        shown |= {g.id for g in extra}
    new = [p for p in found if p.id not in shown]
    everybody = [*new, *(g for groep in groepen for g in groep.mensen)]
    return render_template(
        "overleggen/nieuw.html",
        opzet=opzet,
        client=client,
        blind={k.wie.id: k.waarom for k in _explain(client, everybody) if not (k.ziet or k.mag_mee)},
        thuis=THUIS if client else "",
        gezin=beleggen.GEZIN,
        inzage=opzet.inzage,
        waarden=waarden,
        fouten=fouten or {},
        groepen=groepen,
        gevonden=new,
        zoek=zoek,
        niets_gevonden=bool(zoek) and not found,
        al_hieronder=[p for p in found if p.id in shown],
        mensen={str(i) for i in mensen},
        gekozen_ids=mensen,
        voorzitters={str(current_user.id)} if is_new else set(request.form.getlist("voorzitters")),
        niemand=list_nobody_has(list_unfilled(opzet.soort, [])),
        herhaal=[("", "niet, dit is één overleg"), *((key, row[0]) for key, row in HERHAAL.items())],
        max_momenten=MAX_MOMENTEN,
        reeks=_preview(ritme, _list_unchosen(opzet)) if ritme else None,
    )


def _explain(client: Client | None, people: Sequence[Gebruiker]) -> list[inbreng.Kijker]:
    return inbreng.explain(client.id, people) if client else []


def _list_unchosen(opzet: Opzet) -> list[Eis]:
    return list_unfilled(opzet.soort, load_people({current_user.id, *_ids("mensen"), *_ids("voorzitters")}))


def _preview(ritme: Ritme, ontbreekt: list[Eis]) -> dict:
    """The days of the series as they will be made, and which holidays are in the way."""
    until: date = ritme.tot or ritme.vanaf + reeksen.VOORUIT
    days = list_dagen(ritme, tot=until)
    return {
        "merk": _mark(ritme),
        "woorden": say_ritme(ritme),
        "dagen": [d for d in days if d.dag],
        "vervalt": [d for d in days if d.dag is None],
        "schuift": [d for d in days if d.dag and d.dag != d.regeldag],
        "tot": ritme.tot,
        "ontbreekt": ontbreekt,
    }


def _mark(ritme: Ritme) -> str:
    return f"{ritme.eenheid}{ritme.om_de}{ritme.week or ''} {ritme.vanaf} {ritme.tot or ''}"


def _ids(field: str) -> list[UUID]:
    return [i for i in map(parse_uuid, request.form.getlist(field)) if i]
