"""Who takes part in one item: somebody of the region without a seat at this client's table, or a name (family, school)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from overlegtafel.clienten.inzage import filter_seen
from overlegtafel.clienten.kijkers import list_consented
from overlegtafel.core.datums import now, show_time
from overlegtafel.core.fouten import MagNiet, Ongeldig
from overlegtafel.core.post import write_letter
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast
from overlegtafel.overleggen.seinen import tell_overleg
from overlegtafel.overleggen.zicht import Puntzicht, open_punt
from overlegtafel.toegang.domein import Recht, Soort
from overlegtafel.toegang.inzagelog import Actie
from overlegtafel.toegang.models import Account, Gebruiker

MAX_NAAM, MAX_ROL = 60, 40
_ONDERWERP = "U bent gevraagd bij een overleg"
_TEKST = """Goedendag,

{wie} vraagt u mee te praten bij één punt van dit overleg:

{naam}
{wanneer}
{waar}
Wat u nodig hebt staat op de Overlegtafel:

{adres}

In deze mail staat niet over wie het gaat.

Met vriendelijke groet,
De Overlegtafel

U hoeft op deze brief niet te antwoorden.
"""


@dataclass(frozen=True, slots=True)
class Gevonden:
    """Somebody who was searched for, and why they cannot take part ('': they can)."""

    wie: Gebruiker
    waarom_niet: str


def list_gasten(punt: Agendapunt) -> list[Puntgast]:
    """Who was asked along for this item."""
    query = select(Puntgast).where(Puntgast.agendapunt_id == punt.id).options(joinedload(Puntgast.gebruiker))
    return list(db.session.scalars(query.order_by(Puntgast.op, Puntgast.id)))


def explain(zicht: Puntzicht, people: list[Gebruiker]) -> list[Gevonden]:
    """Of people who were found whether they can be asked along; nobody sees the client by this."""
    client_id = zicht.punt.client_id
    consented = list_consented([client_id], people, Soort.OVERLEG)[client_id]
    here = {g.gebruiker_id for g in list_gasten(zicht.punt)}
    return [Gevonden(p, _why_not(p, consented, here)) for p in people]


def _why_not(person: Gebruiker, consented: set[UUID], here: set[UUID]) -> str:
    if person.id in here:
        return "praat al mee"
    if not person.may(Recht.LEZEN):
        return "ziet in deze functie geen cliënten"
    return "" if person.id in consented else f"geen toestemming voor {person.domein.label}"


def open_gasten(punt_id: UUID, *, by: Gebruiker, schrijven: bool = False) -> Puntzicht:
    """Open an item about a client in order to see or change who takes part in it. Guests do neither: it shows consents."""
    zicht = open_punt(punt_id, by=by, noteren=schrijven, lock=schrijven)
    if zicht.inzage is None or zicht.is_gast or zicht.stoel.genodigde is None:
        raise MagNiet
    return zicht


def add_gast(punt_id: UUID, gebruiker_id: UUID | None, *, by: Gebruiker) -> Puntgast:
    """Ask somebody of the region along for this item; they get a letter. The client's consent decides, now and later.

    Raises Ongeldig when that is not there, with how to ask it.
    """
    zicht = open_gasten(punt_id, by=by, schrijven=True)
    overleg = _not_over(zicht)
    person = db.session.get(Gebruiker, gebruiker_id) if gebruiker_id else None
    if person is None or not person.actief:
        raise Ongeldig({"zoek": "Zoek iemand op naam, en kies die persoon."})
    (found,) = explain(zicht, [person])
    if found.waarom_niet.startswith("geen toestemming"):
        raise Ongeldig(
            {
                "zoek": f"{person.naam} kan dit punt niet zien: {found.waarom_niet}. Vraag het de cliënt en schrijf het op bij "
                "Toestemming; daarna kan het wel."
            }
        )
    if found.waarom_niet:
        raise Ongeldig({"zoek": f"{person.naam} {found.waarom_niet}."})
    gast = _add(zicht, by, gebruiker_id=person.id, rol=person.functie[:MAX_ROL])
    _write(overleg, person, by)
    return gast


def add_naam(punt_id: UUID, naam: str, rol: str, *, by: Gebruiker) -> Puntgast:
    """Somebody without an account takes part: the client, a daughter, a teacher. Raises Ongeldig."""
    zicht = open_gasten(punt_id, by=by, schrijven=True)
    _not_over(zicht)
    naam, rol = clean_line(naam), clean_line(rol)
    fouten = {}
    if not naam:
        fouten["naam"] = "Vul de naam in van wie meepraat."
    for field, value, most in (("naam", naam, MAX_NAAM), ("rol", rol, MAX_ROL)):
        if len(value) > most:
            fouten[field] = f"Dit zijn {len(value)} tekens. Kort het in tot {most}."
    if fouten:
        raise Ongeldig(fouten)
    return _add(zicht, by, naam=naam, rol=rol)


def remove(punt_id: UUID, gast_id: UUID, *, by: Gebruiker) -> None:
    """They take no part any more, and see the item no longer."""
    zicht = open_gasten(punt_id, by=by, schrijven=True)
    _not_over(zicht)
    gast = db.session.get(Puntgast, gast_id)
    if gast is None or gast.agendapunt_id != punt_id:
        raise NotFound
    db.session.delete(gast)
    zicht.log("overleg.gast_weg", Actie.DELETE)
    # Also their own screen hears it.
    tell_overleg(zicht.punt.overleg_id, ook={gast.gebruiker_id} - {None})


def list_for(by: Gebruiker) -> list[Overleg]:
    """The meetings to come where `by` was asked along for an item they may see now, soonest first."""
    rows = db.session.execute(
        select(Overleg, Agendapunt.client_id)
        .join(Agendapunt, Agendapunt.overleg_id == Overleg.id)
        .join(Puntgast, Puntgast.agendapunt_id == Agendapunt.id)
        .options(joinedload(Overleg.soort), joinedload(Overleg.organisatie), joinedload(Overleg.team))
        .where(
            Puntgast.gebruiker_id == by.id,
            Agendapunt.staat.in_(("open", "besproken")),
            Overleg.staat.in_(("prikken", "gepland", "bezig")),
        )
        .order_by(Overleg.begint_op)
    ).all()
    clients = {client_id for _, client_id in rows}
    seen = filter_seen(clients, by=by, soort=Soort.OVERLEG, als_gast=clients)
    return list(dict.fromkeys(overleg for overleg, client_id in rows if client_id in seen))


def _not_over(zicht: Puntzicht) -> Overleg:
    overleg = zicht.punt.overleg
    if overleg.is_voorbij or zicht.punt.staat not in ("open", "besproken"):
        raise Ongeldig({"zoek": "Dit punt is voorbij of staat niet meer op de agenda."})
    return overleg


def _add(zicht: Puntzicht, by: Gebruiker, **values) -> Puntgast:
    gast = Puntgast(id=uuid4(), agendapunt_id=zicht.punt.id, door_id=by.id, op=now(), **values)
    db.session.add(gast)
    db.session.flush()
    zicht.log("overleg.gast_erbij", Actie.CREATE)
    tell_overleg(zicht.punt.overleg_id)
    return gast


def _write(overleg: Overleg, person: Gebruiker, by: Gebruiker) -> None:
    """That they are asked, for when and where; never about whom."""
    if not current_app.config["SMTP_URL"]:
        return
    email = db.session.scalars(select(Account.email).where(Account.id == person.account_id)).one()
    text = _TEKST.format(
        wie=by.naam,
        naam=overleg.naam,
        wanneer=show_time(overleg.begint_op) or "De datum volgt nog.",
        waar=f"{overleg.plaats}\n" if overleg.plaats else "",
        adres=f"{current_app.config['BASE_URL'].rstrip('/')}/overleggen/{overleg.id}",
    )
    write_letter(email, _ONDERWERP, text)
