"""What the FG looks for: from an address (ids only), or from a form with names, which become ids."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from overlegtafel.clienten.models import Client
from overlegtafel.core.bsn import parse_bsn
from overlegtafel.core.datums import parse_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.extensions import db
from overlegtafel.logboek.lezen import Selectie, with_doubles
from overlegtafel.logboek.periode import Periode, read_periode
from overlegtafel.logboek.woorden import SOORTEN
from overlegtafel.toegang.domein import FUNCTIES, Recht
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Gebruiker

STANDAARD = timedelta(days=30)


def last_days() -> Periode:
    """The last thirty days, today included."""
    return Periode(today() - STANDAARD, today())


def read_selectie(args: MultiDict) -> Selectie:
    """From an address: dates, ids and codes. Raises Ongeldig."""
    functie, soort = args.get("functie", ""), args.get("soort", "")
    if functie and functie not in FUNCTIES:
        raise Ongeldig({"functie": "Kies een functie uit de lijst."})
    if soort and soort not in SOORTEN:
        raise Ongeldig({"soort": "Kies een soort uit de lijst."})
    return Selectie(
        read_periode(args, last_days()),
        tuple(_uuids(args.getlist("gebruiker"), "wie")),
        tuple(_uuids(args.getlist("client"), "bsn")),
        next(_uuids(args.getlist("organisatie"), "organisatie"), None),
        functie,
        soort,
    )


def _uuids(typed: Iterable[str], veld: str):
    for text in typed:
        if not text:
            continue
        found = parse_uuid(text)
        if found is None:
            raise Ongeldig({veld: "Dit is niet te vinden. Zoek opnieuw."})
        yield found


def in_adres(selectie: Selectie) -> dict:
    """The same as parameters of an address."""
    found = {
        "gebruiker": [str(one) for one in selectie.gebruiker_ids],
        "client": [str(one) for one in selectie.client_ids],
        "organisatie": str(selectie.organisatie_id) if selectie.organisatie_id else "",
        "functie": selectie.functie,
        "soort": selectie.soort,
    }
    return selectie.periode.in_adres | {name: value for name, value in found.items() if value}


@dataclass
class Gevonden:
    """What a form stood for. mensen: whom to choose from, when more than one answers to the name."""

    selectie: Selectie | None = None
    fouten: dict[str, str] = field(default_factory=dict)
    mensen: list[Gebruiker] = field(default_factory=list)


def search(form: MultiDict, *, by: Gebruiker) -> Gevonden:
    """Turn names, a BSN and a birth date into ids. Looking for a client is logged, found or not."""
    fouten: dict[str, str] = {}
    try:
        chosen = read_selectie(form)
    except Ongeldig as error:
        chosen, fouten = Selectie(last_days()), dict(error.velden)
    people, choose = chosen.gebruiker_ids, []
    if typed := clean_line(form.get("wie")):
        found = find_people(typed)
        if len(found) == 1:
            people = (found[0].id,)
        elif found:
            choose = found
            fouten["gebruiker"] = "Meer mensen heten zo. Kies wie u bedoelt."
        else:
            fouten["wie"] = "Niemand heet zo. Typ een deel van de naam van een medewerker."
    clients: tuple[UUID, ...] = ()
    try:
        clients = _find_clients(form, by=by) or chosen.client_ids
    except Ongeldig as error:
        fouten |= error.velden
    if fouten:
        return Gevonden(None, fouten, choose)
    selectie = Selectie(chosen.periode, people, clients, chosen.organisatie_id, chosen.functie, chosen.soort)
    return Gevonden(selectie)


def find_people(typed: str, *, limit: int = 20) -> list[Gebruiker]:
    """People whose name holds every word typed, who left included: what they did is still in the log."""
    words = normalise(typed).split()
    people = db.session.scalars(select(Gebruiker).order_by(Gebruiker.achternaam, Gebruiker.voornaam)).unique()
    # Some hundreds at most: compared here, so that accents and word order do not matter.
    return [p for p in people if words and all(word in normalise(p.naam) for word in words)][:limit]


def _find_clients(form: MultiDict, *, by: Gebruiker) -> tuple[UUID, ...]:
    bsn, surname = clean_line(form.get("bsn")), clean_line(form.get("achternaam"))
    born = clean_line(form.get("geboortedatum"))
    if not (bsn or surname or born):
        return ()
    if bsn:
        number = parse_bsn(bsn)
        if number is None:
            raise Ongeldig({"bsn": "Dit is geen BSN. Typ negen cijfers."})
        found = list(db.session.scalars(select(Client.id).where(Client.bsn == number)))
    else:
        day = parse_date(born)
        if day is None:
            raise Ongeldig({"geboortedatum": "Vul ook de geboortedatum in, als 3-5-1948."})
        if not normalise(surname):
            raise Ongeldig({"achternaam": "Vul ook de achternaam in."})
        found = _by_name(surname, day)
    log("logboek.gezocht", Actie.EXECUTE, by=by, recht=Recht.LOG_LEZEN, grond="fg", aantal=len(found))
    if not found:
        raise Ongeldig({"bsn" if bsn else "achternaam": "Niet gevonden. Kijk of het klopt wat u typte."})
    return tuple(dict.fromkeys(one for client_id in found for one in with_doubles(client_id)))


def _by_name(surname: str, born: date) -> list[UUID]:
    same_day = db.session.scalars(select(Client).where(Client.geboortedatum == born))
    return [client.id for client in same_day if client.naamdelen.has_surname(surname)]
