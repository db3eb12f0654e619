"""The pull: whatever is due is fetched from the FHIR server of an organisatie, client by client.

Between a question and its answer no transaction is open: a server that is slow holds up nobody here.
"""

import json
import logging
import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, select, update

from overlegtafel.clienten.bronnen import find_by_bsn, open_to
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import now, show_date
from overlegtafel.core.geheim import decrypt
from overlegtafel.core.sporen import trace_of
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.aanvoer import Onleesbaar, Patient
from overlegtafel.thuiszorg.fhir_lezen import read_bundle
from overlegtafel.thuiszorg.fhirklient import GRENZEN, Grenzen, Klient, Ophaalfout, Server
from overlegtafel.thuiszorg.models import DEELS, Bronclient, Haalbron, Ronde
from overlegtafel.thuiszorg.ophaalvragen import Vraag, find_by, find_patients, list_vragen
from overlegtafel.thuiszorg.rondes import OPHALEN, PER_KEER, begin_ronde, finish, take_into
from overlegtafel.toegang.inzagelog import Actie, log

logger = logging.getLogger(__name__)

SLEUTEL_WEG = "De sleutel kan niet meer worden gelezen. Vul de sleutel opnieuw in."
# Who fetches says so with every answer; who says nothing for so long is dead. Longer than one question may take.
_ADEM = timedelta(minutes=5)
# Not oftener than this, though.
_VERS = timedelta(seconds=30)
_LANGST = timedelta(days=1)
# Clocks differ; what is fetched twice changes nothing.
_OVERLAP = timedelta(hours=1)


class Opdracht(NamedTuple):
    """One round to do, as it stood when it was taken."""

    organisatie_id: UUID
    ronde_id: UUID
    adres: str
    geheim: str
    versie: int


def fetch_due(grenzen: Grenzen = GRENZEN) -> int:
    """Fetch from every source that is due; how many rounds that were. Several processes may do this: each round is done once."""
    done = 0
    while opdracht := _claim():
        _settle(opdracht, _fetch(opdracht, grenzen))
        done += 1
    return done


def is_held(bron: Haalbron) -> bool:
    """Whether a round of this source that is not finished is being done; otherwise it was cut off."""
    return bron.volgende_op is not None and bron.volgende_op > now()


def rounds_of(organisatie_id: UUID) -> Select:
    """SQL: every pull of this organisatie."""
    return select(Ronde).where(Ronde.organisatie_id == organisatie_id, Ronde.weg == OPHALEN)


def _claim() -> Opdracht | None:
    """The next source that is due, put off while it is being fetched from."""
    with transaction():
        due = select(Haalbron).where(Haalbron.actief, Haalbron.volgende_op <= now()).order_by(Haalbron.volgende_op)
        bron = db.session.scalars(due.limit(1).with_for_update(skip_locked=True)).first()
        if bron is None:
            return None
        for left in db.session.scalars(rounds_of(bron.organisatie_id).where(Ronde.klaar_op.is_(None))):
            finish(left, "Afgebroken: de Overlegtafel zelf stopte onderweg. Daarna is opnieuw begonnen.")
        bron.volgende_op = now() + _ADEM
        ronde = begin_ronde(bron.organisatie_id, OPHALEN)
    return Opdracht(bron.organisatie_id, ronde.id, bron.adres, bron.geheim, bron.versie)


def _keep(opdracht: Opdracht) -> None:
    """Say that this round is being done, so that nobody else takes it up.

    Raises Ophaalfout where somebody did: then this process stood still for a while.
    """
    with transaction():
        mine = select(Ronde.id).where(Ronde.id == opdracht.ronde_id, Ronde.klaar_op.is_(None))
        if db.session.scalar(mine) is None:
            raise Ophaalfout("Een ander proces nam het ophalen over.", overal=True)
        stale = Haalbron.organisatie_id == opdracht.organisatie_id, Haalbron.volgende_op < now() + _ADEM - _VERS
        db.session.execute(update(Haalbron).where(*stale).values(volgende_op=now() + _ADEM))


def _fetch(opdracht: Opdracht, grenzen: Grenzen) -> tuple[str, bool]:
    """What went wrong, '' when nothing did; and whether anything was fetched at all."""
    sleutel = decrypt(opdracht.geheim)
    if sleutel is None:
        return SLEUTEL_WEG, False
    try:
        with Klient(opdracht.adres, sleutel, grenzen=grenzen, demo=current_app.config["DEMO"]) as klient:
            return _fetch_clients(opdracht, klient)
    except Exception as error:
        return _reason(error), False


def _settle(opdracht: Opdracht, outcome: tuple[str, bool]) -> None:
    fout, fetched = outcome
    with transaction():
        bron = db.session.get_one(Haalbron, opdracht.organisatie_id, with_for_update=True, populate_existing=True)
        ronde = db.session.get_one(Ronde, opdracht.ronde_id, populate_existing=True)
        if ronde.klaar_op:
            # Given up for dead, and done again by another.
            return
        finish(ronde, fout)
        bron.mislukt = 0 if fetched else bron.mislukt + 1
        wait = timedelta(minutes=bron.elke_minuten) * 2 ** min(max(0, bron.mislukt - 1), 11)
        # Set otherwise meanwhile: that is tried at once.
        bron.volgende_op = now() + min(wait, _LANGST) if bron.versie == opdracht.versie else now()


def _fetch_clients(opdracht: Opdracht, klient: Klient) -> tuple[str, bool]:
    server = klient.read_metadata()
    with transaction():
        bsns = _list_bsns(opdracht.organisatie_id)
        log(
            "haalbron.opgehaald", Actie.EXECUTE, by=None, organisatie_id=opdracht.organisatie_id,
            object_soort="ronde", object_id=opdracht.ronde_id, aantal=len(bsns),
        )  # fmt: skip
    missing = sorted({v.soort for v in list_vragen(server.versie) if not server.has(v.soort)})
    _remark(opdracht, [(soort, f"De server kent geen {soort}; overgeslagen.") for soort in missing])
    done, first, lost = 0, "", 0.0
    for bsn in bsns:
        begun = time.monotonic()
        try:
            _fetch_client(opdracht, klient, server, bsn)
            done += 1
        except Exception as error:
            reason = _reason(error)
            first, lost = first or reason, lost + time.monotonic() - begun
            if lost > klient.grenzen.vergeefs or getattr(error, "overal", False):
                break
        # Nothing of the one is needed for the next: memory stays the same however many there are.
        db.session.expunge_all()
    if not first:
        return "", True
    people = "cliënt" if len(bsns) == 1 else "cliënten"
    told = f"{len(bsns) - done} van de {len(bsns)} {people} niet opgehaald. {first}"
    return (DEELS + told if done else told), done > 0


def _reason(error: Exception) -> str:
    """What beheer reads; of a fault of our own, or a database that is gone, only the server log says more."""
    if isinstance(error, (Ophaalfout, Onleesbaar)):
        return str(error)
    logger.error("fetching: %s", trace_of(error))
    return "Er ging bij de Overlegtafel zelf iets mis. De beheerder van de server ziet in het serverlogboek wat."


def _list_bsns(organisatie_id: UUID) -> list[str]:
    """Of whom to fetch. In another order each time: whoever takes up the time is not always before the same others."""
    rows = db.session.execute(open_to(organisatie_id).where(Client.bsn.is_not(None)))
    bsns = list({bsn for _, bsn in rows})
    random.shuffle(bsns)
    return bsns


def _fetch_client(opdracht: Opdracht, klient: Klient, server: Server, bsn: str) -> None:
    """Everything about one client. Raises Ophaalfout, Onleesbaar; what was taken before that stays."""
    begun = now()
    _keep(opdracht)
    with transaction():
        # It may have been withdrawn since this round began.
        if not find_by_bsn(opdracht.organisatie_id, {bsn}):
            return
    patients = set().union(
        *(find_patients(page, bsn) for page in _pages(opdracht, klient, "Patient", {"identifier": find_by(bsn)}))
    )
    if len(patients) > 1:
        raise Onleesbaar("De server kent iemand twee keer onder hetzelfde BSN. Laat dat daar samenvoegen.")
    if not patients:
        return
    patient = Patient(sleutel=patients.pop(), bsn=bsn)
    person = (Bronclient.organisatie_id == opdracht.organisatie_id, Bronclient.sleutel == patient.sleutel)
    with transaction():
        fetched = db.session.scalar(select(Bronclient.gehaald_tot).where(*person, Bronclient.bsn == bsn))
    # The first time of a day everything is asked: what was refused or missed before has another chance.
    since = fetched - _OVERLAP if fetched and show_date(fetched) == show_date(begun) else None
    for vraag in list_vragen(server.versie):
        if server.has(vraag.soort):
            changes = since if vraag.soort in server.gewijzigd_sinds else None
            _fetch_kind(opdracht, klient, vraag, patient, changes)
    with transaction():
        # What waits because it was withdrawn on the way may be gone by the time it is allowed again: then it is all asked again.
        if find_by_bsn(opdracht.organisatie_id, {bsn}):
            db.session.execute(update(Bronclient).where(*person).values(gehaald_tot=begun))


def _fetch_kind(opdracht: Opdracht, klient: Klient, vraag: Vraag, patient: Patient, since: datetime | None) -> None:
    for page in _pages(opdracht, klient, vraag.soort, vraag.about(patient.bsn, since)):
        items = read_bundle(page, nu=now(), verwacht=patient)
        while batch := list(islice(items, PER_KEER)):
            with transaction():
                ronde = db.session.get_one(Ronde, opdracht.ronde_id, with_for_update=True, populate_existing=True)
                take_into(ronde, batch)


def _pages(opdracht: Opdracht, klient: Klient, soort: str, params: dict[str, str]) -> Iterator[dict]:
    """Every page that answers this question; with each of them the round is kept."""
    for page in klient.search(soort, params):
        _keep(opdracht)
        yield page


def _remark(opdracht: Opdracht, remarks: list[tuple[str, str]]) -> None:
    """What beheer should know of a round besides what was refused; number 0 says that it is about no entry."""
    with transaction():
        ronde = db.session.get_one(Ronde, opdracht.ronde_id, populate_existing=True)
        ronde.weigeringen = json.dumps([[0, what, why] for what, why in remarks], ensure_ascii=False)
