"""Every address of the app and who may come there. A new route is not allowed until it stands here."""

import re
from enum import Enum
from uuid import uuid4

from sqlalchemy import select

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, Regel


class Wie(Enum):
    """Who may: everybody, whoever is signed in, or whoever may see (or work with) the client in the address."""

    IEDEREEN = "iedereen"
    # Whoever holds the one-time link: 404 for everybody else.
    LINK = "link"
    # Asked by a page that is open: 401 without a session, never a detour.
    WACHT = "wacht"
    AANGEMELD = "aangemeld"
    # A system with the key of its organisatie, and no session: 401 for everybody else.
    SLEUTEL = "sleutel"
    MAKEN = "maken"
    ZIEN = "zien"
    # Whoever belongs to the thread in the address, and may see its client.
    KRING = "kring"
    SCHRIJVEN = "schrijven"
    BSN = "bsn"
    SAMENVOEGEN = "samenvoegen"
    TOESTEMMING = "toestemming"
    # Whose functie gives care; for others emergency access does not exist.
    NOOD = "nood"
    # In beheer: of the own organisatie, or of the region.
    BEHEREN = "beheren"
    REGIO = "regio"
    # The FG alone.
    LOGBOEK = "logboek"
    # Both of these, and nobody who gives care.
    GEBRUIK = "gebruik"

    @property
    def about_a_client(self) -> bool:
        return self not in (
            Wie.IEDEREEN,
            Wie.LINK,
            Wie.WACHT,
            Wie.AANGEMELD,
            Wie.SLEUTEL,
            Wie.MAKEN,
            Wie.KRING,
            Wie.BEHEREN,
            Wie.REGIO,
            Wie.LOGBOEK,
            Wie.GEBRUIK,
            Wie.NOOD,
        )


_C = "/clienten/<uuid:client_id>"

# What every route is for: who may, and which lines it leaves in the access log ('-': none, for it shows and changes
# nothing of anybody). Every refusal about a client leaves 'client.geweigerd' besides.
TABEL = """
GET  / | iedereen | -
GET  /gezond | iedereen | -
GET  /inloggen | iedereen | -
POST /inloggen | iedereen | aangemeld afgemeld aanmelden.mislukt aanmelden.geblokkeerd herstelcode.gebruikt
GET  /inloggen/tweede-stap | iedereen | -
POST /inloggen/tweede-stap | iedereen | tweede_stap.ingesteld aangemeld afgemeld
GET  /uitnodiging/<sleutel> | link | -
POST /uitnodiging/<sleutel> | link | account.geactiveerd afgemeld
GET  /wachtwoord/<sleutel> | link | -
POST /wachtwoord/<sleutel> | link | wachtwoord.hersteld afgemeld
GET  /wachtwoord-vergeten | iedereen | -
POST /wachtwoord-vergeten | iedereen | wachtwoord.aangevraagd
POST /uitloggen | aangemeld | afgemeld
GET  /account | aangemeld | -
POST /account/werkplek | aangemeld | werkplek.gewisseld
POST /account/wachtwoord | aangemeld | wachtwoord.gewijzigd wachtwoord.mislukt aanmelden.geblokkeerd
GET  /account/tweede-stap | aangemeld | -
POST /account/tweede-stap | aangemeld | tweede_stap.gewijzigd wachtwoord.mislukt aanmelden.geblokkeerd
POST /account/herstelcodes | aangemeld | herstelcodes.gemaakt wachtwoord.mislukt aanmelden.geblokkeerd
POST /account/sessies/<uuid:sessie_id>/einde | aangemeld | sessie.beeindigd
GET  /account/meldingen | aangemeld | -
POST /account/meldingen | aangemeld | voorkeur.gewijzigd
GET  /berichten/teller | aangemeld | -
POST /account/overal-uitloggen | aangemeld | sessies.beeindigd
GET  /ontgrendelen | aangemeld | vergrendeld
POST /ontgrendelen | aangemeld | ontgrendeld wachtwoord.mislukt aanmelden.geblokkeerd
POST /vergrendelen | aangemeld | vergrendeld
GET  /wacht | wacht | vergrendeld
GET  /vandaag | aangemeld | vandaag.geopend vandaag.afspraak vandaag.bericht
GET  /clienten | aangemeld | client.lijst client.gezocht
POST /clienten | aangemeld | client.gezocht client.lijst
GET  /clienten/nieuw | maken | -
POST /clienten/nieuw/begin | maken | -
POST /clienten/nieuw | maken | client.gemaakt toestemming.gegeven plan.gemaakt client.dubbelen notitie.doorgelaten notitie.teruggezet
GET  /clienten/<uuid:client_id> | zien | client.geopend thuiszorg.gelezen
GET  /clienten/<uuid:client_id>/plan.pdf | zien | plan.afgedrukt
POST /clienten/<uuid:client_id>/bsn | bsn | bsn.getoond
GET  /clienten/<uuid:client_id>/gegevens | schrijven | client.gegevens
POST /clienten/<uuid:client_id>/gegevens | schrijven | client.gewijzigd client.gegevens notitie.doorgelaten notitie.teruggezet
GET  /clienten/<uuid:client_id>/plan/regels/<uuid:regel_id> | zien | plan.regel
GET  /clienten/<uuid:client_id>/plan/regels/<uuid:regel_id>/wijzigen | schrijven | plan.bewerken
POST /clienten/<uuid:client_id>/plan/regels/<uuid:regel_id>/wijzigen | schrijven | {soort}.gewijzigd plan.bewerken
POST /clienten/<uuid:client_id>/plan/regels/<uuid:regel_id>/staat | schrijven | {soort}.gedaan {soort}.vervallen {soort}.heropend plan.bewerken
GET  /clienten/<uuid:client_id>/plan/regels/nieuw/<soort> | schrijven | plan.bewerken
POST /clienten/<uuid:client_id>/plan/regels/nieuw/<soort> | schrijven | {soort}.gemaakt plan.bewerken
GET  /clienten/<uuid:client_id>/plan/regels/nieuw/<soort>/knop | zien | plan.regel
POST /clienten/<uuid:client_id>/plan/regels/nieuw/afspraak/begin | schrijven | plan.bewerken
POST /clienten/<uuid:client_id>/plan/ruimte | schrijven | -
GET  /clienten/<uuid:client_id>/plan/evaluatie | zien | plan.bewerken
POST /clienten/<uuid:client_id>/plan/evaluatie | schrijven | evaluatie.gewijzigd plan.bewerken
GET  /clienten/<uuid:client_id>/betrokkenen/nieuw | schrijven | plan.bewerken
POST /clienten/<uuid:client_id>/betrokkenen/nieuw | schrijven | betrokkene.gemaakt betrokkene.gewijzigd toegang.beantwoord plan.bewerken notitie.doorgelaten notitie.teruggezet
GET  /clienten/<uuid:client_id>/betrokkenen/<uuid:betrokkene_id> | zien | plan.regel
GET  /clienten/<uuid:client_id>/betrokkenen/<uuid:betrokkene_id>/wijzigen | schrijven | plan.bewerken
POST /clienten/<uuid:client_id>/betrokkenen/<uuid:betrokkene_id>/wijzigen | schrijven | betrokkene.gewijzigd plan.bewerken
POST /clienten/<uuid:client_id>/betrokkenen/<uuid:betrokkene_id>/weg | schrijven | betrokkene.vertrokken plan.bewerken
GET  /clienten/<uuid:client_id>/geschiedenis | zien | plan.geschiedenis
GET  /clienten/<uuid:client_id>/geschiedenis/<int:nummer> | zien | plan.versie
POST /clienten/<uuid:client_id>/geschiedenis/<int:nummer>/terug | schrijven | plan.teruggezet plan.versie
GET  /clienten/<uuid:client_id>/huishouden | schrijven | huishouden.geopend client.gezocht
POST /clienten/<uuid:client_id>/huishouden | schrijven | huishouden.erbij huishouden.weg huishouden.eigen huishouden.geopend client.gezocht client.gekozen
GET  /clienten/<uuid:client_id>/samenvoegen | samenvoegen | samenvoegen.geopend client.gezocht
POST /clienten/<uuid:client_id>/samenvoegen | samenvoegen | client.samengevoegd huishouden.weg samenvoegen.geopend client.gezocht client.gekozen notitie.doorgelaten notitie.teruggezet
GET  /clienten/<uuid:client_id>/waarom | zien | toestemming.waarom
POST /clienten/<uuid:client_id>/verzoek | zien | toegang.gevraagd toestemming.waarom
POST /clienten/<uuid:client_id>/verzoek/<uuid:verzoek_id>/nee | toestemming | toegang.beantwoord
GET  /clienten/<uuid:client_id>/toestemming | zien | toestemming.bekeken
POST /clienten/<uuid:client_id>/toestemming | toestemming | toestemming.gegeven toestemming.bezwaar toestemming.vervangen toestemming.ingetrokken toegang.beantwoord toestemming.bekeken notitie.doorgelaten notitie.teruggezet
POST /clienten/<uuid:client_id>/toestemming/uitzondering | toestemming | toestemming.gegeven toestemming.bezwaar toestemming.vervangen toestemming.ingetrokken toegang.beantwoord toestemming.bekeken notitie.doorgelaten notitie.teruggezet
POST /clienten/<uuid:client_id>/toestemming/<uuid:toestemming_id>/intrekken | toestemming | toestemming.ingetrokken toegang.beantwoord toestemming.bekeken notitie.doorgelaten notitie.teruggezet
POST /clienten/<uuid:client_id>/vertegenwoordigers | toestemming | vertegenwoordiger.gemaakt toestemming.bekeken
POST /clienten/<uuid:client_id>/vertegenwoordigers/<uuid:vertegenwoordiger_id>/einde | toestemming | vertegenwoordiger.beeindigd toestemming.bekeken
GET  /clienten/<uuid:client_id>/thuiszorg | zien | thuiszorg.gelezen
POST /clienten/<uuid:client_id>/thuiszorg | zien | thuiszorg.gelezen
GET  /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id> | zien | thuiszorg.gelezen
GET  /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/eerder | zien | thuiszorg.eerder
GET  /clienten/<uuid:client_id>/thuiszorg/bericht | schrijven | thuiszorg.schrijven
POST /clienten/<uuid:client_id>/thuiszorg/bericht/begin | schrijven | thuiszorg.schrijven
GET  /clienten/<uuid:client_id>/berichten/nieuw | schrijven | bericht.schrijven
POST /clienten/<uuid:client_id>/berichten/nieuw | schrijven | bericht.gesteld bericht.schrijven
POST /clienten/<uuid:client_id>/berichten/nieuw/begin | schrijven | bericht.schrijven
POST /clienten/<uuid:client_id>/berichten/nieuw/termijn | schrijven | -
GET  /berichten | aangemeld | bericht.lijst
GET  /berichten/<uuid:draad_id> | kring | bericht.gelezen
POST /berichten/<uuid:draad_id>/antwoord | kring | bericht.beantwoord bericht.gelezen
POST /berichten/<uuid:draad_id>/bericht | kring | bericht.geschreven_in bericht.gelezen
POST /berichten/<uuid:draad_id>/oppakken | kring | bericht.opgepakt bericht.gelezen
POST /berichten/<uuid:draad_id>/terug | kring | bericht.terug bericht.gelezen
POST /berichten/<uuid:draad_id>/doorgeven | kring | bericht.doorgegeven bericht.gelezen
POST /berichten/<uuid:draad_id>/sluiten | kring | bericht.gesloten bericht.gelezen
GET  /berichten/<uuid:draad_id>/erbij | kring | bericht.gelezen
POST /berichten/<uuid:draad_id>/erbij | kring | bericht.erbij bericht.gelezen
GET  /berichten/<uuid:draad_id>/afspraak | kring | bericht.gelezen plan.bewerken
POST /berichten/<uuid:draad_id>/afspraak | kring | afspraak.gemaakt bericht.gelezen bericht.gesloten plan.bewerken
POST /clienten/<uuid:client_id>/waar | schrijven | bericht.waar
GET  /clienten/<uuid:client_id>/lopend | zien | bericht.lopend
POST /clienten/<uuid:client_id>/thuiszorg/bericht | schrijven | bericht.geschreven thuiszorg.gelezen thuiszorg.schrijven
GET  /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/wijzigen | schrijven | thuiszorg.schrijven
POST /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/wijzigen | schrijven | bericht.gewijzigd thuiszorg.schrijven
POST /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/intrekken | schrijven | bericht.ingetrokken thuiszorg.gelezen thuiszorg.schrijven
POST /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/contact | schrijven | betrokkene.gemaakt betrokkene.gewijzigd toegang.beantwoord thuiszorg.contact thuiszorg.contact_terug thuiszorg.gelezen
POST /clienten/<uuid:client_id>/thuiszorg/gezien | zien | -
POST /clienten/<uuid:client_id>/thuiszorg/nummer | schrijven | thuiszorg.nummer notitie.doorgelaten notitie.teruggezet thuiszorg.gelezen
GET  /noodtoegang | nood | -
POST /noodtoegang | nood | noodtoegang.begonnen noodtoegang.gezocht
POST /noodtoegang/<uuid:noodtoegang_id>/einde | nood | noodtoegang.beeindigd
GET  /clienten/<uuid:client_id>/inzagelog | zien | inzagelog.gelezen
GET  /logboek | logboek | logboek.gelezen
POST /logboek | logboek | logboek.gelezen logboek.gezocht
GET  /logboek/export.csv | logboek | logboek.geexporteerd
GET  /logboek/opvallend | logboek | logboek.opvallend
GET  /logboek/noodtoegang | logboek | logboek.noodtoegang
POST /logboek/noodtoegang/<uuid:noodtoegang_id> | logboek | noodtoegang.beoordeeld logboek.noodtoegang
GET  /beheer | beheren | -
GET  /beheer/organisaties/nieuw | regio | -
POST /beheer/organisaties/nieuw | regio | organisatie.gemaakt
GET  /beheer/organisaties/<uuid:organisatie_id> | beheren | -
GET  /beheer/organisaties/<uuid:organisatie_id>/wijzigen | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/wijzigen | beheren | organisatie.gewijzigd
GET  /beheer/organisaties/<uuid:organisatie_id>/mensen/nieuw | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/mensen/nieuw | beheren | gebruiker.uitgenodigd gebruiker.in_team team.lid_erbij
GET  /beheer/organisaties/<uuid:organisatie_id>/teams/nieuw | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/teams/nieuw | beheren | team.gemaakt
GET  /beheer/mensen/<uuid:mens_id> | beheren | -
GET  /beheer/mensen/<uuid:mens_id>/wijzigen | beheren | -
POST /beheer/mensen/<uuid:mens_id>/wijzigen | beheren | bericht.overgedragen gebruiker.gewijzigd gebruiker.functie gebruiker.in_team gebruiker.uit_team team.lid_erbij team.lid_weg waarneming.beeindigd noodtoegang.beeindigd
POST /beheer/mensen/<uuid:mens_id>/uitnodigen | beheren | gebruiker.uitgenodigd
POST /beheer/mensen/<uuid:mens_id>/tweede-stap | beheren | gebruiker.tweede_stap
POST /beheer/mensen/<uuid:mens_id>/sessies | beheren | gebruiker.uitgelogd
POST /beheer/mensen/<uuid:mens_id>/waarneming | beheren | waarneming.gemaakt
POST /beheer/mensen/<uuid:mens_id>/waarneming/<uuid:waarneming_id>/einde | beheren | waarneming.beeindigd
GET  /beheer/mensen/<uuid:mens_id>/vertrek | beheren | -
POST /beheer/mensen/<uuid:mens_id>/vertrek | beheren | bericht.overgedragen gebruiker.vertrokken betrokkene.overgedragen betrokkene.vertrokken waarneming.beeindigd noodtoegang.beeindigd notitie.doorgelaten notitie.teruggezet
GET  /beheer/teams/nieuw | regio | -
POST /beheer/teams/nieuw | regio | team.gemaakt
GET  /beheer/teams/<uuid:team_id> | beheren | -
POST /beheer/teams/<uuid:team_id>/leden | beheren | team.lid_erbij gebruiker.in_team
POST /beheer/teams/<uuid:team_id>/leden/<uuid:mens_id>/weg | beheren | bericht.overgedragen team.lid_weg gebruiker.uit_team
GET  /beheer/teams/<uuid:team_id>/wijzigen | beheren | -
POST /beheer/teams/<uuid:team_id>/wijzigen | beheren | team.gewijzigd
GET  /beheer/teams/<uuid:team_id>/opheffen | beheren | -
POST /beheer/teams/<uuid:team_id>/opheffen | beheren | bericht.overgedragen team.opgeheven betrokkene.overgedragen betrokkene.vertrokken notitie.doorgelaten notitie.teruggezet
GET  /beheer/teams/<uuid:team_id>/bereik | beheren | -
POST /beheer/teams/<uuid:team_id>/bereik | beheren | bereik.gewijzigd
GET  /beheer/organisaties/<uuid:organisatie_id>/bereik | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/bereik | beheren | bereik.gewijzigd
GET  /beheer/gebruik | gebruik | -
GET  /beheer/gebruik.csv | gebruik | -
GET  /beheer/organisaties/<uuid:organisatie_id>/thuiszorg | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/sleutels | beheren | bronsleutel.gemaakt bronsleutel.ophalen
POST /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/sleutels/<uuid:sleutel_id>/intrekken | beheren | bronsleutel.ingetrokken
GET  /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/aanleveringen/<uuid:ronde_id> | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/wachtrij/<uuid:bronclient_id>/weg | beheren | wachtrij.verwijderd
GET  /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/bestand | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/bestand | beheren | levering.klaargezet
GET  /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/bestand/<uuid:ronde_id> | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/bestand/<uuid:ronde_id>/neem | beheren | levering.overgenomen notitie.ontvangen notitie.wacht notitie.doorgelaten notitie.teruggezet
POST /beheer/organisaties/<uuid:organisatie_id>/thuiszorg/bestand/<uuid:ronde_id>/weg | beheren | levering.weggegooid
GET  /beheer/organisaties/<uuid:organisatie_id>/ophalen | beheren | -
POST /beheer/organisaties/<uuid:organisatie_id>/ophalen | regio | haalbron.gewijzigd
POST /beheer/organisaties/<uuid:organisatie_id>/ophalen/proef | beheren | haalbron.geprobeerd
POST /beheer/organisaties/<uuid:organisatie_id>/ophalen/nu | beheren | haalbron.gevraagd
GET  /fhir/metadata | iedereen | -
POST /fhir | sleutel | notitie.ontvangen notitie.wacht notitie.doorgelaten notitie.teruggezet
GET  /fhir/Observation | sleutel | thuiszorg.opgehaald
POST /fhir/Observation/_search | sleutel | thuiszorg.opgehaald
"""


def _read(tabel: str) -> dict[tuple[str, str], tuple[Wie, frozenset[str]]]:
    """Method and address -> who may, and the codes of the lines."""
    found = {}
    for line in tabel.strip().splitlines():
        route, who, codes = (part.strip() for part in line.split("|"))
        method, rule = route.split()
        # A line about a part of the page carries the kind of that part.
        each = {c.replace("{soort}", s) for c in codes.split() if c != "-" for s in SOORTEN}
        found[method, rule] = (Wie(who), frozenset(each))
    return found


SOORTEN = ("wie", "veranderwens", "doel", "afspraak", "signaal")
_TABEL = _read(TABEL)
ROUTES = {route: who for route, (who, _) in _TABEL.items()}
REGELS = {route: codes for route, (_, codes) in _TABEL.items()}

# The same address asked differently shows something else.
VARIANTS = {
    f"{_C}/plan/evaluatie": ("", "?bewerken=1"),
    f"{_C}/betrokkenen/nieuw": ("", "?zoek=sociaal"),
    f"{_C}/huishouden": ("", "?zoek=Janssen"),
    f"{_C}/samenvoegen": ("", "?zoek=Janssen"),
    f"{_C}/geschiedenis": ("", "?voor=99"),
}

# Fields that any form here accepts, so that only the right to write decides what happens.
FORM = {
    "tekst": "Geschreven door een toets", "datum": "1-1-2027", "versie": "1", "staat": "gedaan", "soort": "doel",
    "doel": "Geschreven door een toets", "naam": "Toets", "achternaam": "Toets", "geboortedatum": "3-5-1942",
    "wat": "apart",
}  # fmt: skip


def rules(method: str, *wie: Wie) -> list[str]:
    """The addresses for this method, for these kinds of people (all kinds when none is named)."""
    return [rule for (m, rule), who in ROUTES.items() if m == method and (not wie or who in wie)]


def about_clients() -> tuple[Wie, ...]:
    return tuple(w for w in Wie if w.about_a_client)


def urls(rule: str, client_id, ids: dict[str, list]) -> list[str]:
    """The addresses this rule stands for, about one client, with each of these lines, people and versions."""
    found = [rule.replace("<uuid:client_id>", str(client_id))]
    for part, values in ids.items():
        found = [u.replace(part, str(v)) for u in found for v in (values if part in u else [None])]
    # What is not about this client can be anybody's.
    found = [re.sub(r"<uuid:\w+>", str(uuid4()), u) for u in found]
    return [u + variant for u in found for variant in VARIANTS.get(rule, ("",))]


def ids_of(app, client_id) -> dict[str, list]:
    """The lines, people and versions that belong to the plan of this client."""
    with app.app_context():
        client = db.session.get_one(Client, client_id)
        plan = db.session.scalars(select(Plan).where(Plan.huishouden_id == client.huishouden_id)).one()
        regels = db.session.scalars(select(Regel.id).where(Regel.plan_id == plan.id)).all()
        leden = select(Client.id).where(Client.huishouden_id == client.huishouden_id)
        mensen = db.session.scalars(select(Betrokkene.id).where(Betrokkene.client_id.in_(leden))).all()
        return {
            "<uuid:regel_id>": list(regels) or [uuid4()],
            "<uuid:betrokkene_id>": list(mensen) or [uuid4()],
            "<int:nummer>": list(range(1, plan.nummer + 1)) or [1],
            "<soort>": list(SOORTEN),
        }


def first_of(ids: dict[str, list]) -> dict[str, list]:
    """One of each is enough where every one would be refused the same way."""
    return {part: values[:1] for part, values in ids.items()}
