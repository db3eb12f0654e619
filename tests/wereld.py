"""A small region for the tests: who works where, which clients there are, and what they allowed.

Truus (Nazareth) is known to the huisarts (practice) and wijkverpleging (in person); the GGZ team sits at her table but
she gave GGZ no consent. The Janssens are a family of three with one plan; the sociaal team helps the mother only.
Gerrit is a patient of the other practice.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from argon2 import PasswordHasher

from overlegtafel.clienten.models import Betrokkene, Client, Huishouden
from overlegtafel.core.datums import now, today
from overlegtafel.core.namen import normalise
from overlegtafel.extensions import db
from overlegtafel.plannen import blad
from overlegtafel.plannen.models import Plan, Regel
from overlegtafel.plannen.wijzigen import record_version
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Account, Gebruiker, Organisatie, Team
from overlegtafel.toegang.models_inzage import Toestemming
from tests.persona import WACHTWOORD

# Cheap on purpose: the cost sits in the hash, and these tests are about other things.
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(WACHTWOORD)


@dataclass
class Wereld:
    """Ids by name, so that a test can say wereld.truus."""

    ids: dict[str, UUID]

    def __getattr__(self, name: str) -> UUID:
        try:
            return self.ids[name]
        except KeyError:
            raise AttributeError(name) from None


PEOPLE = {
    "huisarts": ("Els", "", "Peeters", "huisarts", "nazareth"),
    "huisarts2": ("Koen", "van der", "Meer", "huisarts", "oost"),
    "assistent": ("Bo", "", "Smeets", "praktijkassistent", "nazareth"),
    "wijkverpleging": ("Saïda", "", "El Amrani", "wijkverpleegkundige", "envida"),
    "sociaalteam": ("Wim", "", "Dols", "contactpersoon sociaal team", "trajekt"),
    "psychiater": ("Ruth", "de", "Groot", "psychiater", "mondriaan"),
    "gezinsregisseur": ("Ine", "", "Vroemen", "gezinsregisseur", "gemeente"),
    "beheer": ("Ad", "", "Beheer", "functioneel beheerder", "gemeente"),
    "beheerder": ("Mia", "", "Kusters", "beheerder", "envida"),
    "fg": ("Wil", "de", "Rooij", "functionaris gegevensbescherming", "gemeente"),
}


def make_wereld() -> Wereld:
    ids: dict[str, UUID] = {}
    organisaties = {
        "nazareth": Organisatie(id=uuid4(), naam="Huisartsenpraktijk Nazareth", is_praktijk=True, ingeschreven=6320),
        "oost": Organisatie(id=uuid4(), naam="Huisartsen Maastricht-Oost", is_praktijk=True, ingeschreven=3834),
        "envida": Organisatie(id=uuid4(), naam="Envida"),
        "mondriaan": Organisatie(id=uuid4(), naam="Mondriaan"),
        "trajekt": Organisatie(id=uuid4(), naam="Trajekt"),
        "gemeente": Organisatie(id=uuid4(), naam="Gemeente Maastricht"),
    }
    teams = {
        "sociaal_team": Team(
            id=uuid4(), naam="Sociaal team Nazareth-Limmel", domein="sociaal", telefoon="043-350 99 01"
        ),
        "ggz_team": Team(id=uuid4(), naam="GGZ-wijkteam", domein="ggz", telefoon="043-350 99 02"),
    }
    people = {
        name: Gebruiker(
            id=uuid4(),
            account=make_account(name),
            voornaam=first,
            voorvoegsel=prefix,
            achternaam=last,
            functie=functie,
            telefoon="043-350 99 10",
            organisatie=organisaties[org],
        )
        for name, (first, prefix, last, functie, org) in PEOPLE.items()
    }
    people["sociaalteam"].teams.append(teams["sociaal_team"])
    people["psychiater"].teams.append(teams["ggz_team"])
    db.session.add_all([*organisaties.values(), *teams.values(), *people.values()])
    db.session.flush()
    for group in (organisaties, teams, people):
        ids.update({name: thing.id for name, thing in group.items()})

    truus = make_client("Truus", "van den", "Berg", date(1942, 5, 3), praktijk=ids["nazareth"], bsn="077461848")
    gerrit = make_client("Gerrit", "", "Böçker", date(1950, 1, 9), praktijk=ids["oost"])
    home = Huishouden(id=uuid4())
    db.session.add(home)
    moeder = make_client("Nadia", "", "Janssen", date(1988, 2, 1), praktijk=ids["nazareth"], home=home)
    vader = make_client("Piet", "", "Janssen", date(1985, 7, 14), praktijk=ids["oost"], home=home)
    kind = make_client("Sem", "", "Janssen", date(2015, 9, 30), praktijk=ids["nazareth"], home=home)
    clients = {"truus": truus, "gerrit": gerrit, "moeder": moeder, "vader": vader, "kind": kind}
    ids.update({name: client.id for name, client in clients.items()})
    for client in clients.values():
        allow(client.id, Domein.HUISARTSENZORG)
    allow(truus.id, Domein.WIJKVERPLEGING)
    allow(moeder.id, Domein.SOCIAAL)
    allow(vader.id, Domein.SOCIAAL)

    ids["truus_wv"] = seat(truus.id, gebruiker_id=ids["wijkverpleging"], doel="wondzorg", is_coordinator=True).id
    ids["truus_ggz"] = seat(truus.id, team_id=ids["ggz_team"], doel="stemming volgen").id
    ids["truus_dochter"] = seat(truus.id, naam="Ans van den Berg", functie="dochter", doel="boodschappen").id
    ids["moeder_st"] = seat(moeder.id, team_id=ids["sociaal_team"], doel="schulden op een rij").id
    ids["vader_psy"] = seat(vader.id, gebruiker_id=ids["psychiater"], doel="behandeling").id

    plan, gezin = make_plan(truus.huishouden_id), make_plan(home.id)
    make_plan(gerrit.huishouden_id)
    ids["wie"] = line(plan, "wie", "Ik ben Truus en ik kaart graag.", client_id=truus.id).id
    ids["wens"] = line(plan, "veranderwens", "Thuis blijven wonen.", client_id=truus.id).id
    ids["doel"] = line(plan, "doel", "Niet meer vallen").id
    late, soon = today() - timedelta(days=3), today() + timedelta(days=4)
    ids["afspraak"] = line(plan, "afspraak", "Rollator nakijken", eigenaar_id=ids["truus_wv"], datum=late).id
    ids["gezin_doel"] = line(gezin, "doel", "De post is elke week open").id
    ids["vader_doel"] = line(gezin, "doel", "Vader slaapt weer goed", client_id=vader.id).id
    ids["team_afspraak"] = line(
        gezin, "afspraak", "Schulden op een rij zetten", eigenaar_id=ids["moeder_st"], datum=soon
    ).id
    for p in (plan, gezin):
        record_version(p, blad.load_whole(p), by=people["huisarts"], wat="plan.gemaakt", client_id=None)
    ids["plan"], ids["gezin_plan"] = plan.id, gezin.id
    db.session.commit()
    return Wereld(ids)


def make_account(name: str) -> Account:
    return Account(id=uuid4(), email=f"{name}@demo.test", wachtwoord_hash=_HASH, aangemaakt_op=now())


def make_client(roepnaam, voorvoegsel, achternaam, born, *, praktijk=None, home=None, bsn=None) -> Client:
    if home is None:
        home = Huishouden(id=uuid4())
        db.session.add(home)
        db.session.flush()
    client = Client(
        id=uuid4(),
        huishouden_id=home.id,
        praktijk_id=praktijk,
        roepnaam=roepnaam,
        voorvoegsel=voorvoegsel,
        achternaam=achternaam,
        geboortedatum=born,
        bsn=bsn,
        zoeknaam=f" {normalise(f'{roepnaam} {voorvoegsel} {achternaam}')} ",
        sorteernaam=normalise(f"{achternaam} {roepnaam}"),
        aangemaakt_op=now(),
    )
    db.session.add(client)
    db.session.flush()
    return client


def allow(client_id, domein=None, *, besluit="ja", organisatie_id=None, soort=None) -> Toestemming:
    rule = Toestemming(
        id=uuid4(),
        client_id=client_id,
        besluit=besluit,
        domein=domein.value if domein else None,
        organisatie_id=organisatie_id,
        soort=soort,
        hoe="mondeling",
        vastgelegd_op=now(),
    )
    db.session.add(rule)
    db.session.flush()
    return rule


def seat(client_id, **values) -> Betrokkene:
    betrokkene = Betrokkene(id=uuid4(), client_id=client_id, sinds=today(), gewijzigd_op=now(), **values)
    db.session.add(betrokkene)
    db.session.flush()
    return betrokkene


def make_plan(huishouden_id) -> Plan:
    plan = Plan(id=uuid4(), huishouden_id=huishouden_id)
    db.session.add(plan)
    db.session.flush()
    return plan


def line(plan, soort, tekst, **values) -> Regel:
    regel = Regel(id=uuid4(), plan_id=plan.id, soort=soort, tekst=tekst, gemaakt_op=now(), gewijzigd_op=now(), **values)
    db.session.add(regel)
    db.session.flush()
    return regel
