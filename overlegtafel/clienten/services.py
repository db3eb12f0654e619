"""Finding clients, making and changing one, and people who look like doubles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from overlegtafel.clienten.invoer import ClientInvoer
from overlegtafel.clienten.inzage import Inzage
from overlegtafel.clienten.models import Client, Huishouden
from overlegtafel.clienten.signalen import lijst_getoond, toegang_gewijzigd
from overlegtafel.clienten.teksten import make_tekst, make_vraag
from overlegtafel.clienten.zicht import visible_ids, visible_to
from overlegtafel.clienten.zoektekst import Zoekvraag, fragments, is_one_error, matches, parse_zoekvraag, rank
from overlegtafel.core.datums import now, show_date, today
from overlegtafel.core.fouten import MagNiet, Ongeldig, Verouderd
from overlegtafel.core.namen import normalise
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import TOESTEMMINGSDOMEINEN, Besluit, Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Vertegenwoordiger
from overlegtafel.toegang.services import list_praktijken
from overlegtafel.toegang.toestemmingen import record_toestemming, store_tekst

MAX_GEVONDEN = 25


@dataclass(frozen=True, slots=True)
class Gevonden:
    """What a search found: the clients to show, and how many there were in all."""

    vraag: Zoekvraag
    clienten: list[Client]
    totaal: int


def search(zoek: str, *, by: Gebruiker) -> Gevonden:
    """Clients `by` may see that answer to what was typed, best first. Logged, without what was typed."""
    vraag = parse_zoekvraag(zoek)
    if not vraag:
        return Gevonden(vraag, [], 0)
    query = (
        select(Client.id, Client.zoeknaam, Client.sorteernaam)
        .where(Client.id.in_(visible_ids(by)), Client.samengevoegd_in_id.is_(None))
        .order_by(Client.sorteernaam)
    )
    if vraag.bsn and vraag.datum:
        query = query.where(or_(Client.bsn == vraag.bsn, Client.geboortedatum == vraag.datum))
    elif vraag.bsn:
        query = query.where(Client.bsn == vraag.bsn)
    elif vraag.datum:
        query = query.where(Client.geboortedatum == vraag.datum)
    for word in vraag.woorden:
        query = query.where(or_(*(Client.zoeknaam.contains(piece) for piece in fragments(word))))
    rows = [row for row in db.session.execute(query) if all(matches(word, row.zoeknaam) for word in vraag.woorden)]
    # Exact before forgiving; the query's order (by name) decides among equals.
    rows.sort(key=lambda row: rank(vraag.woorden, row.zoeknaam))
    log("client.gezocht", Actie.EXECUTE, by=by, aantal=len(rows))
    return Gevonden(vraag, _in_order([row.id for row in rows[:MAX_GEVONDEN]]), len(rows))


def list_mine(*, by: Gebruiker, start: int = 0, limit: int = MAX_GEVONDEN) -> tuple[list[Client], bool]:
    """A stretch of all clients `by` may see, by name, and whether there are more."""
    query = (
        visible_to(by)
        .options(joinedload(Client.praktijk))
        .order_by(Client.sorteernaam, Client.id)
        .offset(start)
        .limit(limit + 1)
    )
    found = list(db.session.scalars(query))
    log("client.lijst", Actie.READ, by=by, aantal=min(len(found), limit))
    return found[:limit], len(found) > limit


def list_beside(clienten: Sequence[Client], *, by: Gebruiker) -> dict[UUID, int]:
    """Of those in a list who have home-care notes `by` may read: how many are new."""
    ids = [client.id for client in clienten]
    answers = lijst_getoond.send(client_ids=ids, by=by) if ids else []
    return {client_id: new for _room, found in answers for client_id, new in found.items()}


def count_at_practice(by: Gebruiker) -> int:
    """How many patients of the reader's practice are on the table, as far as the reader may see them."""
    visible = visible_to(by).where(Client.praktijk_id == by.organisatie_id).subquery()
    query = select(func.count()).select_from(visible)
    return db.session.scalar(query) or 0


def _in_order(ids: list[UUID]) -> list[Client]:
    found = {
        client.id: client
        for client in db.session.scalars(select(Client).where(Client.id.in_(ids)).options(joinedload(Client.praktijk)))
    }
    return [found[i] for i in ids]


def find_doubles(invoer: ClientInvoer, *, by: Gebruiker) -> list[Client]:
    """Clients `by` may see who could be the same person: same BSN, or same birth date and a name one error apart."""
    same = [Client.geboortedatum == invoer.geboortedatum]
    if invoer.bsn:
        same.append(Client.bsn == invoer.bsn)
    rows = db.session.scalars(visible_to(by).where(or_(*same)).order_by(Client.sorteernaam, Client.id))
    return [client for client in rows if looks_like(client, invoer)]


def looks_like(client: Client, invoer: Client | ClientInvoer) -> bool:
    """Same BSN, or surnames of which a word is at most one typing error apart."""
    if invoer.bsn and client.bsn == invoer.bsn:
        return True
    theirs = set(normalise(f"{client.achternaam} {client.partner_achternaam}").split())
    mine = normalise(f"{invoer.achternaam} {invoer.partner_achternaam}").split()
    return any(is_one_error(a, b) for a in theirs for b in mine)


def list_possible_doubles(inzage: Inzage) -> list[Client]:
    """Other clients the reader may see who could be this same person."""
    invoer = ClientInvoer.of_client(inzage.client)
    return [client for client in find_doubles(invoer, by=inzage.by) if client.id != inzage.client.id]


def create_client(invoer: ClientInvoer, *, by: Gebruiker, anders: bool = False) -> Client:
    """A new client, with the consents given at the table.

    Raises MagNiet without the right, and Ongeldig on 'dubbel' when somebody alike exists (until anders says that
    this is somebody else).
    """
    if not by.may(Recht.MAKEN):
        raise MagNiet
    if not anders and find_doubles(invoer, by=by):
        raise Ongeldig({"dubbel": "Deze cliënt lijkt op iemand die er al is. Kijk eerst hieronder."})
    huishouden = Huishouden(id=uuid4())
    client = Client(id=uuid4(), huishouden=huishouden, aangemaakt_op=now(), aangemaakt_door_id=by.id)
    _fill(client, invoer)
    db.session.add_all([huishouden, client])
    db.session.flush()
    log("client.gemaakt", Actie.CREATE, by=by, object_soort="client", object_id=client.id, client_id=client.id)
    _record_consents(client, invoer, by)
    return client


def _record_consents(client: Client, invoer: ClientInvoer, by: Gebruiker) -> None:
    who = None
    if invoer.vertegenwoordiger:
        who = Vertegenwoordiger(
            id=uuid4(),
            client_id=client.id,
            naam=invoer.vertegenwoordiger.naam,
            soort=invoer.vertegenwoordiger.soort,
            sinds=today(),
        )
        db.session.add(who)
        db.session.flush()
    for domein in TOESTEMMINGSDOMEINEN:
        if domein not in invoer.domeinen:
            continue
        rule = record_toestemming(
            client.id,
            by=by,
            besluit=Besluit.JA,
            hoe=invoer.hoe,
            domein=domein,
            gegeven_door=invoer.wie.value,
            vertegenwoordiger_id=who.id if who else None,
            tekst_id=store_tekst(make_tekst(make_vraag(domein=domein), None)),
        )
        log(
            "toestemming.gegeven",
            Actie.CREATE,
            by=by,
            object_soort="toestemming",
            object_id=rule.id,
            client_id=client.id,
            recht=Recht.TOESTEMMING,
        )


def change_client(inzage: Inzage, invoer: ClientInvoer, *, versie: int) -> Client:
    """Change name, address, number and practice of the opened client. No BSN typed: the known one stays.

    versie is the one the writer started from: Verouderd when somebody was quicker. Ongeldig on 'bsn' when another
    client the writer may see has that number.
    """
    client = db.session.scalars(
        select(Client).where(Client.id == inzage.client.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if client.versie != versie:
        raise Verouderd(client)
    if invoer.bsn is None:
        invoer = replace(invoer, bsn=client.bsn)
    elif any(other.id != client.id and other.bsn == invoer.bsn for other in find_doubles(invoer, by=inzage.by)):
        raise Ongeldig(
            {"bsn": "Dit BSN hoort al bij een andere cliënt. Is dat dezelfde persoon? Voeg die twee dan samen."}
        )
    _fill(client, invoer)
    client.versie += 1
    db.session.flush()
    toegang_gewijzigd.send(client_ids=[client.id])
    inzage.log("client.gewijzigd", Actie.UPDATE)
    return client


def show_bsn(inzage: Inzage) -> str:
    """The whole number, on request; the request is in the log."""
    if not inzage.by.may(Recht.BSN_TONEN):
        raise MagNiet
    inzage.log("bsn.getoond", Actie.READ)
    return inzage.client.bsn or ""


def guess_from_search(zoek: str) -> dict[str, str]:
    """What was searched for, as a first filling of the form for a new client."""
    vraag = parse_zoekvraag(zoek)
    name = clean_line("" if vraag.bsn else zoek)
    words = [w for w in name.split() if not any(c.isdigit() for c in w)]
    return {
        # Eight digits that read as a date were most likely meant as one.
        "bsn": vraag.bsn if vraag.bsn and not vraag.datum else "",
        "geboortedatum": show_date(vraag.datum),
        "achternaam": words[-1].capitalize()
        if words and not (vraag.bsn or (vraag.datum and not vraag.woorden))
        else "",
        "roepnaam": words[0].capitalize() if len(words) > 1 else "",
        "voorvoegsel": " ".join(words[1:-1]).lower() if len(words) > 2 else "",
    }


def _fill(client: Client, invoer: ClientInvoer) -> None:
    praktijken = {praktijk.id for praktijk in list_praktijken()}
    if invoer.praktijk_id and invoer.praktijk_id not in praktijken:
        raise Ongeldig({"praktijk": "Kies een huisartsenpraktijk uit de lijst."})
    for field in invoer.FIELDS:
        setattr(client, field, getattr(invoer, field))
    names = (client.voornamen, client.roepnaam, client.voorvoegsel, client.achternaam)
    names += (client.partner_voorvoegsel, client.partner_achternaam)
    # Spaces around: ' jan' finds the beginning of a word. Cut, because some signs become several ('ß' is 'ss').
    client.zoeknaam = f" {normalise(' '.join(names))[:398]} "
    client.sorteernaam = client.naamdelen.sorteersleutel[:200]
