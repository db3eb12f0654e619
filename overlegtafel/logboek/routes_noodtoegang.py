"""The FG reviews each emergency access."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound

from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.logboek import beoordelen
from overlegtafel.logboek.routes import read_number
from overlegtafel.logboek.routes_fg import fg_only
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models_inzage import Noodtoegang

bp = Blueprint("beoordeling", __name__, url_prefix="/logboek/noodtoegang")


@bp.get("")
@fg_only
def lijst():
    return _page()


@bp.post("/<uuid:noodtoegang_id>")
@fg_only
def beoordeel(noodtoegang_id):
    try:
        with transaction():
            noodtoegang = db.session.get(Noodtoegang, noodtoegang_id, with_for_update=True)
            if noodtoegang is None:
                raise NotFound
            beoordelen.review(noodtoegang, request.form, by=current_user)
    except Ongeldig as error:
        return _page(fouten=error.velden, bij=noodtoegang_id), 422
    except Verouderd:
        return _page(bij=noodtoegang_id, ingehaald=True), 409
    return redirect(url_for("beoordeling.lijst", _anchor=f"nood-{noodtoegang_id}"), 303)


def _page(*, fouten: dict | None = None, bij=None, ingehaald: bool = False) -> str:
    """bij: of which one the form was refused; what was typed is shown there."""
    start = min(read_number(request.args.get("vanaf", "")) or 0, 1_000_000)
    with transaction():
        found, more = beoordelen.list_noodtoegangen(start)
        if bij and all(one.id != bij for one in found):
            found.insert(0, db.session.get_one(Noodtoegang, bij))
        done = beoordelen.list_done(found)
        for one in found:
            log(
                "logboek.noodtoegang",
                Actie.READ,
                by=current_user,
                object_soort="noodtoegang",
                object_id=one.id,
                client_id=one.client_id,
                recht=Recht.LOG_LEZEN,
                grond="fg",
            )
    return render_template(
        "logboek/noodtoegang.html",
        noodtoegangen=found,
        gedaan=done,
        uitkomsten=beoordelen.UITKOMSTEN,
        eigen=beoordelen.EIGEN,
        max=beoordelen.MAX_TOELICHTING,
        start=start,
        stap=beoordelen.PER_BLADZIJDE,
        meer=more,
        fouten=fouten or {},
        bij=bij,
        ingehaald=ingehaald,
        getypt=request.form,
    )
