"""A thread from question to answer: asking, claiming, handing over, answering, closing.

Each raises MagNiet for who is in the thread but has no say in it, and Ongeldig for what comes after it was closed.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from overlegtafel.berichten.adressen import Adres, find_adres
from overlegtafel.berichten.invoer import Vraag
from overlegtafel.berichten.kring import (
    filter_allowed,
    is_asker,
    is_of_address,
    list_deelnemers,
    open_draad,
    people_of,
    stand_ins_of,
)
from overlegtafel.berichten.models import Bereik, Bericht, Deelnemer, Draad, Gelezen
from overlegtafel.berichten.seinen import mark_seen, settle, tell, wake
from overlegtafel.berichten.termijnen import STANDAARD, Spoed, Termijnen, answer_due
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.core.datums import now
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Gebruiker

# What one person may send in a minute: a script gone wild, not a busy nurse.
PER_MINUUT = 20

GESLOTEN = {"tekst": "Deze vraag is intussen gesloten. Wat u typte is niet verstuurd; het staat er nog."}


def ask(inzage: Inzage, vraag: Vraag) -> Draad:
    """A question (or a word to know) about the opened client. Raises Ongeldig when it cannot go there."""
    adres = find_adres(inzage, vraag.aan)
    if adres is None:
        raise Ongeldig({"aan": "Kies iemand die bij deze cliënt aan tafel zit en het plan mag zien."})
    moment = now()
    draad = Draad(
        id=uuid4(), client_id=inzage.client.id, soort=vraag.soort, van=inzage.by, spoed=vraag.spoed.value,
        gesteld_op=moment, laatste_op=moment, versie=1, escalatie=0, sluiting="", sluitreden="",
    )  # fmt: skip
    match adres.sleutel[0]:
        case "t":
            draad.aan_team_id = adres.id
        case "o":
            draad.aan_organisatie_id = adres.id
        case _:
            draad.aan_gebruiker_id = adres.id
    if vraag.soort == "vraag":
        draad.antwoord_voor = draad.kijken_op = answer_due(moment, vraag.spoed, termijnen_of(draad))
    db.session.add(draad)
    # Its first message points at it.
    db.session.flush()
    _write(draad, inzage.by, "vraag", vraag.tekst, moment)
    inzage.log("bericht.gesteld", Actie.CREATE, "draad", draad.id)
    tell(draad, "vraag", by=inzage.by)
    return draad


def termijnen_of(draad: Draad) -> Termijnen:
    """What this address promises."""
    row = get_bereik(draad.aan_team_id, draad.aan_organisatie_id)
    return Termijnen(row.week, row.geen, row.uren_terug) if row else STANDAARD


def list_termijnen(adressen: Collection[Adres]) -> dict[str, Termijnen]:
    """What each of these addresses promises, by their key."""
    ids = [a.id for a in adressen]
    rows = db.session.scalars(select(Bereik).where(or_(Bereik.team_id.in_(ids), Bereik.organisatie_id.in_(ids))))
    found = {row.team_id or row.organisatie_id: Termijnen(row.week, row.geen, row.uren_terug) for row in rows}
    return {a.sleutel: found.get(a.id, STANDAARD) for a in adressen}


def get_bereik(team_id: UUID | None, organisatie_id: UUID | None) -> Bereik | None:
    if not (team_id or organisatie_id):
        return None
    which = Bereik.team_id == team_id if team_id else Bereik.organisatie_id == organisatie_id
    return db.session.scalars(select(Bereik).where(which)).one_or_none()


def answer(draad_id: UUID, tekst: str, *, by: Gebruiker, versie: int) -> Draad:
    """An answer closes the question. By somebody it was asked of, or who was asked along. Raises Verouderd."""
    inzage, draad = _to_write(draad_id, by)
    if not draad.is_vraag or (is_asker(draad, by) and not is_of_address(draad, by)):
        raise MagNiet
    _fresh(draad, versie)
    moment = now()
    if draad.behandelaar_id is None and is_of_address(draad, by):
        draad.behandelaar, draad.opgepakt_op = by, moment
    _write(draad, by, "antwoord", tekst, moment)
    _close(draad, by, "antwoord", moment)
    inzage.log("bericht.beantwoord", Actie.UPDATE, "draad", draad.id)
    tell(draad, "antwoord", by=by)
    return draad


def write(draad_id: UUID, tekst: str, *, by: Gebruiker) -> Draad:
    """A word more, by anybody in the thread. By the asker it opens a closed question again."""
    inzage, draad = open_draad(draad_id, by=by, recht=Recht.SCHRIJVEN, lock=True)
    if draad.gesloten_op and draad.sluiting != "gezien" and not is_asker(draad, by):
        raise Ongeldig({"tekst": "Deze vraag is gesloten. Stel een nieuwe vraag op de bladzijde van de cliënt."})
    moment = now()
    if draad.gesloten_op and draad.is_vraag:
        draad.gesloten_op = draad.gesloten_door_id = None
        draad.sluiting = draad.sluitreden = ""
        draad.escalatie = 0
        draad.antwoord_voor = draad.kijken_op = answer_due(moment, Spoed(draad.spoed), termijnen_of(draad))
        if draad.behandelaar_id not in {p.id for p in people_of(draad)}:
            # Who answered then works there no more: it is everybody's again.
            draad.behandelaar = draad.opgepakt_op = None
    draad.versie += 1
    _write(draad, by, "bericht", tekst, moment)
    inzage.log("bericht.geschreven_in", Actie.UPDATE, "draad", draad.id)
    tell(draad, "bericht", by=by)
    return draad


def claim(draad_id: UUID, *, by: Gebruiker, van: UUID | None = None) -> Draad:
    """'I take this': one of the address. van: over from this colleague. Raises Verouderd when another has it."""
    inzage, draad = _to_write(draad_id, by, of_address=True)
    if draad.behandelaar_id == by.id:
        return draad
    # The name beside the id may be from before the lock.
    before = draad.behandelaar_id
    if before and before != van:
        raise Verouderd(draad)
    draad.behandelaar, draad.opgepakt_op = by, now()
    draad.versie += 1
    inzage.log("bericht.opgepakt", Actie.UPDATE, "draad", draad.id)
    settle(draad)
    tell(draad, "opgepakt", by=by, aan=[db.session.get_one(Gebruiker, before)] if before else [])
    return draad


def take_back(draad_id: UUID, *, by: Gebruiker) -> Draad:
    """Back to everybody of the address, by the one who has it. Raises Verouderd when a colleague has it by now."""
    inzage, draad = _to_write(draad_id, by, of_address=True)
    if draad.behandelaar_id:
        if draad.behandelaar_id != by.id:
            raise Verouderd(draad)
        people = [p for p in people_of(draad) if p.id != by.id]
        woken = wake(draad, people, since=draad.opgepakt_op)
        draad.behandelaar = draad.opgepakt_op = None
        draad.versie += 1
        inzage.log("bericht.terug", Actie.UPDATE, "draad", draad.id)
        tell(draad, "bericht", by=by, aan=[p for p in people if p.id not in woken])
    return draad


def hand_over(draad_id: UUID, naar: UUID, woord: str, *, by: Gebruiker, versie: int) -> Draad:
    """To a colleague of the same address, with a word. Raises Verouderd, and Ongeldig for who cannot see the client or write."""
    inzage, draad = _to_write(draad_id, by, of_address=True)
    _fresh(draad, versie)
    colleague = next((p for p in filter_allowed(draad.client_id, people_of(draad)) if p.id == naar), None)
    if colleague is None or not colleague.may(Recht.SCHRIJVEN):
        raise Ongeldig({"naar": "Kies een collega die deze cliënt mag zien."})
    draad.behandelaar, draad.opgepakt_op = colleague, None
    _write(draad, by, "doorgegeven", woord, now(), naar=colleague)
    inzage.log("bericht.doorgegeven", Actie.UPDATE, "draad", draad.id)
    settle(draad)
    tell(draad, "doorgegeven", by=by, aan=[colleague])
    return draad


def close(draad_id: UUID, reden: str, *, by: Gebruiker, versie: int) -> Draad:
    """No answer is needed any more, and why. By the asker, or who it was asked of. Raises Verouderd."""
    inzage, draad = open_to_steer(draad_id, by=by)
    _fresh(draad, versie)
    _close(draad, by, "reden", now())
    draad.sluitreden = reden
    inzage.log("bericht.gesloten", Actie.UPDATE, "draad", draad.id)
    _tell_personally(draad, "gesloten", by)
    return draad


def close_with_agreement(draad_id: UUID, *, by: Gebruiker, versie: int) -> Draad:
    """The question becomes an agreement on the plan, which the caller makes in this same transaction. Raises Verouderd."""
    inzage, draad = open_to_steer(draad_id, by=by)
    _fresh(draad, versie)
    _close(draad, by, "afspraak", now())
    inzage.log("bericht.gesloten", Actie.UPDATE, "draad", draad.id)
    _tell_personally(draad, "gesloten", by)
    return draad


def add_deelnemers(draad_id: UUID, wie: Collection[UUID | None], *, by: Gebruiker) -> None:
    """Ask colleagues along who may see this client; they see the whole thread. Raises Ongeldig, and then nobody is."""
    inzage, draad = open_to_steer(draad_id, by=by)
    chosen = db.session.scalars(select(Gebruiker).where(Gebruiker.id.in_([w for w in wie if w]))).unique().all()
    people = filter_allowed(draad.client_id, chosen)
    if not people or {p.id for p in people} != set(wie):
        raise Ongeldig({"wie": "Kies wie erbij moet: iemand die bij deze cliënt aan tafel zit en het plan mag zien."})
    there = set(db.session.scalars(select(Deelnemer.gebruiker_id).where(Deelnemer.draad_id == draad.id)))
    if new := [p for p in people if p.id not in there]:
        db.session.add_all(Deelnemer(draad_id=draad.id, gebruiker_id=p.id, door_id=by.id, sinds=now()) for p in new)
        inzage.log("bericht.erbij", Actie.UPDATE, "draad", draad.id)
        tell(draad, "bericht", by=by, aan=new)


def read(draad: Draad, *, by: Gebruiker) -> None:
    """`by` has the thread in view: up to now it is read, and a word to know that was for them has arrived."""
    moment = now()
    # The thread before its signals, as who closes it does: so that two never wait for each other.
    if not (draad.is_vraag or draad.gesloten_op or is_asker(draad, by)) and is_of_address(draad, by):
        _arrive(draad, by, moment)
    if draad.behandelaar_id == by.id and not (draad.opgepakt_op or draad.gesloten_op):
        # Handed over to them, and now they know.
        db.session.execute(
            update(Draad)
            .where(Draad.id == draad.id, Draad.behandelaar_id == by.id, Draad.opgepakt_op.is_(None))
            .values(opgepakt_op=moment)
        )
    insert = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert(Gelezen)
    row = insert.values(draad_id=draad.id, gebruiker_id=by.id, tot=moment)
    db.session.execute(
        row.on_conflict_do_update(index_elements=[Gelezen.draad_id, Gelezen.gebruiker_id], set_={"tot": moment})
    )
    mark_seen(draad.id, by)


def _arrive(draad: Draad, by: Gebruiker, moment: datetime) -> None:
    """A word to know was seen; unless it was withdrawn meanwhile, for a look does not lock."""
    arrived = {"gesloten_op": moment, "gesloten_door_id": by.id, "sluiting": "gezien", "kijken_op": None}
    still_open = update(Draad).where(Draad.id == draad.id, Draad.gesloten_op.is_(None))
    db.session.execute(
        still_open.values(**arrived, versie=Draad.versie + 1), execution_options={"synchronize_session": False}
    )
    db.session.refresh(draad, [*arrived, "sluitreden", "versie", "gesloten_door"])


def _to_write(draad_id: UUID, by: Gebruiker, *, of_address: bool = False) -> tuple[Inzage, Draad]:
    """An open thread, locked. of_address: only a question, for whom it was asked of; a word to know is nobody's to take on."""
    inzage, draad = open_draad(draad_id, by=by, recht=Recht.SCHRIJVEN, lock=True)
    if of_address and not (draad.is_vraag and is_of_address(draad, by)):
        raise MagNiet
    if draad.gesloten_op:
        raise Ongeldig(GESLOTEN)
    return inzage, draad


def open_to_steer(draad_id: UUID, *, by: Gebruiker) -> tuple[Inzage, Draad]:
    """An open thread, for who asked it and whom it was asked of; not for who was asked along."""
    inzage, draad = _to_write(draad_id, by)
    if not (is_asker(draad, by) or is_of_address(draad, by)):
        raise MagNiet
    return inzage, draad


def _fresh(draad: Draad, versie: int) -> None:
    if draad.versie != versie:
        raise Verouderd(draad)
    draad.versie += 1


def _close(draad: Draad, by: Gebruiker, how: str, moment: datetime) -> None:
    draad.gesloten_op, draad.gesloten_door_id, draad.sluiting = moment, by.id, how
    draad.kijken_op = None
    settle(draad)


def _tell_personally(draad: Draad, soort: str, by: Gebruiker) -> None:
    """Who asked, who took it on and who was asked along; for the rest of the address there was nothing to do yet."""
    people = [draad.van, *list_deelnemers(draad)]
    people += [draad.behandelaar] if draad.behandelaar else []
    tell(draad, soort, by=by, aan=[*people, *stand_ins_of([p.id for p in people])])


def _write(
    draad: Draad, by: Gebruiker, soort: str, tekst: str, moment: datetime, *, naar: Gebruiker | None = None
) -> None:
    _not_too_many(by)
    draad.laatste_op = moment
    db.session.add(
        Bericht(id=uuid4(), draad_id=draad.id, door_id=by.id, soort=soort, tekst=tekst, op=moment, naar=naar)
    )


def _not_too_many(by: Gebruiker) -> None:
    """Raises Ongeldig after too many in a minute."""
    since = now() - timedelta(minutes=1)
    count = db.session.scalar(select(func.count()).where(Bericht.door_id == by.id, Bericht.op > since))
    if count and count >= PER_MINUUT:
        raise Ongeldig({"tekst": f"U stuurde {count} berichten in een minuut. Wacht even; wat u typte staat er nog."})
