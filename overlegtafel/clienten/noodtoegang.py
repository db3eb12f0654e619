"""Emergency access: one client, a few hours, read only, with a written reason; the FG hears of it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.inzage import may_open
from overlegtafel.clienten.models import Client
from overlegtafel.core.bsn import parse_bsn
from overlegtafel.core.datums import now, parse_date
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.core.post import write_letter
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Noodtoegang

DUUR = timedelta(hours=4)
MIN_REDEN, MAX_REDEN = 15, 500


@dataclass(frozen=True, slots=True)
class Invoer:
    """Who the client is, exactly, and why it cannot wait."""

    achternaam: str
    geboortedatum: date
    bsn: str | None
    reden: str


def check_noodtoegang(form: Mapping[str, str]) -> Invoer:
    """Raises Ongeldig per field."""
    fouten: dict[str, str] = {}
    achternaam, reden = clean_line(form.get("achternaam"))[:100], clean_line(form.get("reden"))
    born = parse_date(form.get("geboortedatum", ""))
    typed_bsn = clean_line(form.get("bsn"))
    bsn = parse_bsn(typed_bsn) if typed_bsn else None
    if typed_bsn and bsn is None:
        fouten["bsn"] = "Dit is geen geldig BSN. Weet u het niet, laat het dan leeg."
    if not normalise(achternaam) and not bsn:
        fouten["achternaam"] = "Vul de hele achternaam in, of het BSN."
    if born is None:
        fouten["geboortedatum"] = "Vul de geboortedatum in als dag-maand-jaar, bijvoorbeeld 3-5-1948."
    if len(reden) < MIN_REDEN or len(reden.split()) < 3:
        fouten["reden"] = "Schrijf in een zin wat er aan de hand is en waarom het niet kan wachten."
    elif len(reden) > MAX_REDEN:
        fouten["reden"] = f"Dit is te lang: er is plaats voor {MAX_REDEN} tekens. Kort het in."
    if fouten:
        raise Ongeldig(fouten)
    return Invoer(achternaam, born, bsn, reden)


def begin(invoer: Invoer, *, by: Gebruiker, fg_pagina: str) -> tuple[list[UUID], bool]:
    """Open one client to `by` for a while; returns whom, and whether that took an emergency. fg_pagina: where the FG looks.

    Who can be opened anyway needs none: then nothing begins. Raises MagNiet when the functie gives no care,
    Ongeldig when nobody, or more than one, answers to what was typed.
    """
    if not by.may(Recht.NOODTOEGANG):
        raise MagNiet
    found = [client.id for client in _find(invoer)]
    closed = [client_id for client_id in found if not may_open(client_id, by=by)]
    # Two clicks at the same moment begin one.
    db.session.execute(select(Client.id).where(Client.id.in_(closed)).order_by(Client.id).with_for_update())
    fresh = set(closed) - {n.client_id for n in list_running(by)}
    moment = now()
    for client_id in fresh:
        made = Noodtoegang(
            id=uuid4(),
            client_id=client_id,
            gebruiker_id=by.id,
            reden=invoer.reden,
            begonnen_op=moment,
            tot=moment + DUUR,
        )
        db.session.add(made)
        _log("noodtoegang.begonnen", made, by)
    for address in _list_fg() if fresh else ():
        write_letter(
            address,
            "Noodtoegang gebruikt",
            "Op de Overlegtafel is zojuist noodtoegang gebruikt.\n\n"
            f"Wie, waarom en wat er is bekeken leest u na het inloggen: {fg_pagina}\n",
        )
    return found, bool(closed)


def _find(invoer: Invoer) -> list[Client]:
    """One client; several only when they share a BSN, for then they are one person who was entered twice."""
    query = select(Client).where(Client.geboortedatum == invoer.geboortedatum, Client.samengevoegd_in_id.is_(None))
    if invoer.bsn:
        found = list(db.session.scalars(query.where(Client.bsn == invoer.bsn)))
    else:
        found = [c for c in db.session.scalars(query) if c.naamdelen.has_surname(invoer.achternaam)]
    if not found:
        raise Ongeldig(
            {"achternaam": "Niemand gevonden met precies deze achternaam (of dit BSN) en geboortedatum. Kijk het na."}
        )
    if len(found) > 1 and not invoer.bsn:
        raise Ongeldig({"bsn": "Er is meer dan één cliënt met deze naam en geboortedatum. Vul ook het BSN in."})
    return found


def list_running(by: Gebruiker) -> Sequence[Noodtoegang]:
    """The emergency access that `by` has now."""
    return db.session.scalars(
        select(Noodtoegang)
        .where(Noodtoegang.gebruiker_id == by.id, Noodtoegang.beeindigd_op.is_(None), Noodtoegang.tot > now())
        .order_by(Noodtoegang.tot)
    ).all()


def end(noodtoegang_id: UUID, *, by: Gebruiker) -> None:
    """End it before its time. Ending what has ended changes nothing."""
    for running in list_running(by):
        if running.id == noodtoegang_id:
            running.beeindigd_op = now()
            _log("noodtoegang.beeindigd", running, by)


def _log(gebeurtenis: str, nood: Noodtoegang, by: Gebruiker) -> None:
    log(
        gebeurtenis,
        Actie.EXECUTE,
        by=by,
        object_soort="noodtoegang",
        object_id=nood.id,
        client_id=nood.client_id,
        recht=Recht.NOODTOEGANG,
        grond="noodtoegang",
        noodtoegang_id=nood.id,
    )


def _list_fg() -> list[str]:
    people = db.session.scalars(
        select(Gebruiker)
        .where(Gebruiker.actief, Gebruiker.functie == "functionaris gegevensbescherming")
        .options(joinedload(Gebruiker.account))
    ).unique()
    return [fg.account.email for fg in people]
