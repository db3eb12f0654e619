"""The very first functioneel beheerder: from the command line, for nobody is there yet to invite anybody."""

from uuid import uuid4

from flask import current_app
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.extensions import db
from overlegtafel.toegang.brieven import invite
from overlegtafel.toegang.inzagelog import Actie, log
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie

EERSTE = "functioneel beheerder"


def split_naam(naam: str) -> dict[str, str]:
    """'Ad van den Berg' in the parts of a name: what has no capital in the middle is the voorvoegsel."""
    voornaam, *rest = clean_line(naam).split() or [""]
    tussen = 0
    while tussen < len(rest) - 1 and rest[tussen][0].islower():
        tussen += 1
    return {"voornaam": voornaam, "voorvoegsel": " ".join(rest[:tussen]), "achternaam": " ".join(rest[tussen:])}


def invite_first(mens, organisatie: str) -> str:
    """Make organisatie (when needed), account and person, and write the invitation; the address of the link in it.

    mens has email, voornaam, voorvoegsel and achternaam. Raises Ongeldig when the address is taken. The caller commits.
    """
    organisatie = clean_line(organisatie)
    if not 0 < len(organisatie) <= 80:
        raise Ongeldig({"organisatie": "De naam van de organisatie heeft 1 tot 80 tekens."})
    if db.session.scalar(select(Account.id).where(Account.email == mens.email)):
        raise Ongeldig({"email": f"Er is al een account met het adres {mens.email}; er is niets veranderd."})
    place = db.session.scalars(select(Organisatie).where(Organisatie.naam == organisatie)).one_or_none()
    account = Account(id=uuid4(), email=mens.email, aangemaakt_op=now())
    gebruiker = Gebruiker(
        id=uuid4(),
        account=account,
        organisatie=place or Organisatie(id=uuid4(), naam=organisatie),
        functie=EERSTE,
        voornaam=mens.voornaam,
        voorvoegsel=mens.voorvoegsel,
        achternaam=mens.achternaam,
    )
    db.session.add(gebruiker)
    db.session.flush()
    log("gebruiker.uitgenodigd", Actie.CREATE, by=None, object_soort="gebruiker", object_id=gebruiker.id)
    return current_app.config["BASE_URL"].rstrip("/") + invite(account)
