"""Where the notes of an organisatie are fetched: setting, trying, and asking for it now. Beheer; sees no client."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update
from werkzeug.exceptions import NotFound

from overlegtafel.beheer.poort import enter_region, get_organisatie, note
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig, Verouderd
from overlegtafel.core.geheim import decrypt, encrypt
from overlegtafel.core.transaction import transaction
from overlegtafel.core.werker import wake_after_commit
from overlegtafel.extensions import db
from overlegtafel.thuiszorg.fhirklient import PROEF, Klient, Ophaalfout, Server
from overlegtafel.thuiszorg.models import Bronclient, Haalbron, Ronde
from overlegtafel.thuiszorg.ophaalinvoer import HaalbronInvoer
from overlegtafel.thuiszorg.ophaalvragen import list_vragen
from overlegtafel.thuiszorg.ophalen import SLEUTEL_WEG, is_held, rounds_of
from overlegtafel.thuiszorg.rondes import OPHALEN
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker, Organisatie

_RONDES = 15


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands with the fetching of one organisatie. bezig: the round that is being done now."""

    organisatie: Organisatie
    bron: Haalbron | None
    sleutel_weg: bool
    rondes: Sequence[Ronde]
    bezig: Ronde | None


@dataclass(frozen=True, slots=True)
class Proef:
    """What came of trying the connection. ontbreekt: the kinds that server does not have."""

    fout: str = ""
    versie: str = ""
    ontbreekt: tuple[str, ...] = ()


def load_stand(organisatie_id: UUID, *, by: Gebruiker) -> Stand:
    """Raises NotFound for an organisatie that `by` does not manage."""
    organisatie = get_organisatie(organisatie_id, by=by)
    bron = db.session.get(Haalbron, organisatie_id)
    newest = rounds_of(organisatie_id).order_by(Ronde.begonnen_op.desc(), Ronde.id).limit(_RONDES)
    rounds = db.session.scalars(newest).all()
    lost = bool(bron) and decrypt(bron.geheim) is None
    return Stand(organisatie, bron, lost, rounds, find_busy(organisatie_id, rounds))


def find_busy(organisatie_id: UUID, rondes: Sequence[Ronde]) -> Ronde | None:
    """Which of these is being fetched now; one that is not finished while nobody is at it was cut off."""
    unfinished = next((r for r in rondes if r.weg == OPHALEN and r.klaar_op is None), None)
    bron = db.session.get(Haalbron, organisatie_id) if unfinished else None
    return unfinished if bron and is_held(bron) else None


def set_haalbron(organisatie_id: UUID, invoer: HaalbronInvoer, *, versie: int, by: Gebruiker) -> None:
    """versie 0: there was none yet. Raises MagNiet for who does not look after the region: nobody else points this server
    somewhere. Raises Verouderd, and Ongeldig when the key would go along to another address.
    """
    enter_region(by)
    # Two who set the first at once: the second waits here, and sees that of the first.
    get_organisatie(organisatie_id, by=by, lock=True)
    bron = _lock(organisatie_id)
    if versie != (bron.versie if bron else 0):
        raise Verouderd(bron)
    moved = bron is not None and bron.adres != invoer.adres
    if moved and bron.geheim and not invoer.sleutel and not invoer.zonder_sleutel:
        raise Ongeldig({"sleutel": "Het adres is veranderd. Typ de sleutel opnieuw, of kies 'zonder sleutel'."})
    if bron is None:
        bron = Haalbron(organisatie_id=organisatie_id, versie=0, mislukt=0)
        db.session.add(bron)
    bron.adres, bron.elke_minuten, bron.actief = invoer.adres, invoer.elke_minuten, invoer.actief
    if invoer.sleutel or invoer.zonder_sleutel:
        bron.geheim = encrypt(invoer.sleutel)
    bron.versie, bron.mislukt = bron.versie + 1, 0
    if moved:
        # Another server: what was fetched from the one says nothing about the other.
        theirs = update(Bronclient).where(Bronclient.organisatie_id == organisatie_id)
        db.session.execute(theirs.values(gehaald_tot=None))
    if bron.actief:
        _hurry(bron)
    note("haalbron.gewijzigd", Actie.UPDATE, "organisatie", organisatie_id, by=by)


def fetch_now(organisatie_id: UUID, *, by: Gebruiker) -> str:
    """Have it fetched as soon as possible; says what will happen. Raises NotFound where nothing is set."""
    get_organisatie(organisatie_id, by=by)
    bron = _lock(organisatie_id)
    if bron is None:
        raise NotFound
    if not bron.actief:
        return "Het ophalen staat uit. Zet het eerst aan."
    if not _hurry(bron):
        return "Er wordt op dit moment al opgehaald. Ververs de bladzijde om te zien hoe ver het is."
    note("haalbron.gevraagd", Actie.EXECUTE, "organisatie", organisatie_id, by=by)
    return "Het ophalen begint zo. Ververs de bladzijde om te zien hoe het ging."


def try_connection(organisatie_id: UUID, *, by: Gebruiker) -> Proef:
    """Ask that server what it is; nothing about anybody. Raises NotFound where nothing is set. Opens its own transaction."""
    with transaction():
        get_organisatie(organisatie_id, by=by)
        bron = db.session.get(Haalbron, organisatie_id)
        if bron is None:
            raise NotFound
        adres, sleutel = bron.adres, decrypt(bron.geheim)
        note("haalbron.geprobeerd", Actie.EXECUTE, "organisatie", organisatie_id, by=by)
    if sleutel is None:
        return Proef(fout=SLEUTEL_WEG)
    try:
        with Klient(adres, sleutel, grenzen=PROEF, demo=current_app.config["DEMO"]) as klient:
            server = klient.read_metadata()
    except Ophaalfout as error:
        return Proef(fout=error.reden)
    return Proef(versie=f"{server.versie} ({server.nummer})", ontbreekt=_missing(server))


def _missing(server: Server) -> tuple[str, ...]:
    kinds = {vraag.soort for vraag in list_vragen(server.versie)} | {"Patient"}
    return tuple(sorted(kind for kind in kinds if not server.has(kind)))


def _lock(organisatie_id: UUID) -> Haalbron | None:
    query = select(Haalbron).where(Haalbron.organisatie_id == organisatie_id)
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _hurry(bron: Haalbron) -> bool:
    """Make it due now; not while it is being done: then it would be done twice."""
    unfinished = rounds_of(bron.organisatie_id).where(Ronde.klaar_op.is_(None))
    if is_held(bron) and db.session.scalars(unfinished.limit(1)).first():
        return False
    bron.volgende_op = now()
    wake_after_commit("ophalen")
    return True
