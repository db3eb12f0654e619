"""Emergency access as the FG reviews it: what was done with it, and whether it was right."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.tekst import clean_line, clean_text
from overlegtafel.extensions import db
from overlegtafel.logboek.lezen import REGEL
from overlegtafel.logboek.woorden import wat
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Noodtoegang

UITKOMSTEN = {"terecht": "terecht", "onterecht": "onterecht", "onderzoek": "nader onderzoek"}
MAX_TOELICHTING = 500
EIGEN = "Dit is uw eigen noodtoegang. Die beoordeelt een andere FG."
PER_BLADZIJDE = 20


def count_open() -> int:
    """How many nobody reviewed yet."""
    return db.session.scalar(select(func.count()).where(Noodtoegang.uitkomst == "")) or 0


def list_noodtoegangen(start: int = 0) -> tuple[list[Noodtoegang], bool]:
    """Those to be reviewed first, then those under investigation, then the rest; newest first. And whether there is more."""
    query = (
        select(Noodtoegang)
        .options(joinedload(Noodtoegang.gebruiker), joinedload(Noodtoegang.beoordeeld_door))
        .order_by(
            (Noodtoegang.uitkomst != ""),
            (Noodtoegang.uitkomst != "onderzoek"),
            Noodtoegang.begonnen_op.desc(),
            Noodtoegang.id,
        )
        .offset(start)
        .limit(PER_BLADZIJDE + 1)
    )
    found = list(db.session.scalars(query).unique())
    return found[:PER_BLADZIJDE], len(found) > PER_BLADZIJDE


def list_done(noodtoegangen: list[Noodtoegang]) -> dict[UUID, list[tuple[str, int]]]:
    """Of each: what was done during it, and how often."""
    c, n = REGEL.c, Noodtoegang
    query = (
        select(n.id, c.gebeurtenis, func.count())
        # By person and moment, for which there is an index.
        .join(REGEL, (c.gebruiker_id == n.gebruiker_id) & (c.tijdstip >= n.begonnen_op) & (c.noodtoegang_id == n.id))
        .where(n.id.in_([one.id for one in noodtoegangen]), c.gebeurtenis.not_in(("noodtoegang.begonnen",)))
        .group_by(n.id, c.gebeurtenis)
        .order_by(func.min(c.id))
    )
    done: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for noodtoegang_id, gebeurtenis, aantal in db.session.execute(query):
        done[noodtoegang_id].append((wat(gebeurtenis), aantal))
    return done


def review(noodtoegang: Noodtoegang, form: Mapping[str, str], *, by: Gebruiker) -> None:
    """Record the outcome. Only one that is still under investigation can be changed.

    Raises Ongeldig per field (and on 'eigen' for one's own), Verouderd when somebody else came first.
    """
    if noodtoegang.gebruiker.account_id == by.account_id:
        raise Ongeldig({"eigen": EIGEN})
    uitkomst, toelichting = form.get("uitkomst", ""), clean_text(form.get("toelichting"))
    fouten = {}
    if uitkomst not in UITKOMSTEN:
        fouten["uitkomst"] = "Kies of het terecht was, onterecht, of nog nader onderzoek vraagt."
    if not clean_line(toelichting):
        fouten["toelichting"] = "Schrijf in een zin waarom."
    elif len(toelichting) > MAX_TOELICHTING:
        fouten["toelichting"] = f"Dit is te lang: er is plaats voor {MAX_TOELICHTING} tekens. Kort het in."
    if fouten:
        raise Ongeldig(fouten)
    # The form says from which outcome it started: of two reviews at once the second must see the first.
    if noodtoegang.uitkomst not in ("", "onderzoek") or noodtoegang.uitkomst != form.get("was", ""):
        raise Verouderd(noodtoegang)
    noodtoegang.uitkomst, noodtoegang.toelichting = uitkomst, toelichting
    noodtoegang.beoordeeld_op, noodtoegang.beoordeeld_door_id = now(), by.id
    log(
        "noodtoegang.beoordeeld",
        Actie.UPDATE,
        by=by,
        object_soort="noodtoegang",
        object_id=noodtoegang.id,
        client_id=noodtoegang.client_id,
        recht=Recht.LOG_LEZEN,
        grond="fg",
    )
