"""What a line of the access log says in plain Dutch. Pure. Every code the app writes has words here (tests/logboek)."""

from datetime import date

from overlegtafel.core.datums import show_date

# The kinds the FG filters on.
SOORTEN = {
    "inzien": "inzien",
    "wijzigen": "wijzigen",
    "afdrukken": "afdrukken en meenemen",
    "zoeken": "zoeken en lijsten",
    "toestemming": "toestemming",
    "noodtoegang": "noodtoegang",
    "weigering": "geweigerd",
    "aanmelden": "aanmelden en account",
    "beheer": "beheer",
    "logboek": "lezen van het logboek",
}

_REGELS = {
    "wie": "wie de cliënt is",
    "veranderwens": "de veranderwens",
    "doel": "een doel",
    "afspraak": "een afspraak",
    "signaal": "wat te doen als het misgaat",
}
_WERK = {
    "gemaakt": "schreef {} op",
    "gewijzigd": "wijzigde {}",
    "gedaan": "rondde {} af",
    "vervallen": "haalde {} weg",
    "heropend": "zette {} weer open",
}

_PER_SOORT: dict[str, dict[str, str]] = {
    "inzien": {
        "client.geopend": "bekeek het plan",
        "client.gegevens": "bekeek naam, adres en andere gegevens",
        "client.gekozen": "bekeek wie het was",
        "plan.regel": "bekeek een stukje van het plan",
        "vandaag.afspraak": "las een afspraak op de eigen werklijst",
        "vandaag.bericht": "las een vraag op de eigen werklijst",
        "bericht.gelezen": "las een vraag of bericht over de cliënt",
        "bericht.lijst": "zag een vraag over de cliënt in een postvak",
        "bericht.lopend": "zag welke eigen vragen over de cliënt lopen",
        "bericht.schrijven": "wilde een collega iets vragen, en zag wie er aan tafel zit",
        "bericht.waar": "koos waar een tekst over de cliënt hoort",
        "verwijzing.schrijven": "wilde de cliënt naar een team verwijzen, en zag hoe die te bellen is",
        "plan.bewerken": "opende het plan om iets te wijzigen",
        "plan.geschiedenis": "bekeek wie wat veranderde",
        "plan.versie": "bekeek een eerdere versie van het plan",
        "huishouden.geopend": "bekeek wie bij elkaar wonen",
        "samenvoegen.geopend": "keek of dezelfde persoon er twee keer in staat",
        "bsn.getoond": "zag het hele BSN",
        "inzagelog.gelezen": "bekeek wie er meekeek",
        "overleg.beleggen": "wilde een overleg over de cliënt plannen",
        "overleg.agenda": "zag dat de cliënt op de agenda van een overleg staat, en waarom",
        "overleg.punt": "opende het agendapunt over de cliënt",
        "overleg.notitie_versies": "bekeek eerdere versies van een notitie van een overleg",
        "overleg.getoond": "liet het agendapunt over de cliënt zien op het scherm in de zaal",
        "overleg.inbrengen": "wilde de cliënt inbrengen in een overleg, en zag wie dat mag zien",
        "overleg.verslagen": "zag welke overleggen er over de cliënt waren",
        "overleg.verslag": "las een verslag van een overleg over de cliënt",
        "overleg.overzicht": "zag wat er uit een overleg over de cliënt kwam",
        "vandaag.verwijzing": "las een verwijzing op de eigen werklijst",
        "verwijzing.lijst": "zag een verwijzing van de cliënt in een lijst",
        "verwijzing.gelezen": "las een verwijzing van de cliënt",
        "verwijzing.cijfers": "bekeek cijfers van verwijzingen",
        "thuiszorg.gelezen": "las de notities van de thuiszorg",
        "thuiszorg.eerder": "las wat er eerder in een notitie van de thuiszorg stond",
        "thuiszorg.schrijven": "opende de notities van de thuiszorg om iets te schrijven",
    },
    "wijzigen": {f"{soort}.{wat}": tekst.format(object) for soort, object in _REGELS.items() for wat, tekst in _WERK.items()}
    | {
        "plan.gemaakt": "begon het plan",
        "overleg.gepland": "plande een overleg",
        "overleg.gewijzigd": "wijzigde waar een overleg is, of hoe lang",
        "overleg.verplaatst": "verplaatste een overleg",
        "overleg.afgezegd": "zegde een overleg af",
        "overleg.genodigd": "nodigde iemand uit voor een overleg",
        "overleg.genodigde_weg": "trok een uitnodiging voor een overleg in",
        "overleg.voorzitter": "koos wie een overleg voorzit",
        "overleg.antwoord": "zei of hij of zij bij een overleg komt",
        "overleg.geprikt": "koos wanneer een overleg kan",
        "overleg.moment_erbij": "stelde nog een moment voor een overleg voor",
        "overleg.datum_gekozen": "koos de datum van een overleg",
        "overlegreeks.gemaakt": "plande een reeks overleggen",
        "overlegreeks.gewijzigd": "verplaatste een reeks overleggen",
        "overlegreeks.gestopt": "stopte een reeks overleggen",
        "overlegreeks.lid_erbij": "zette iemand bij een reeks overleggen",
        "overlegreeks.lid_weg": "haalde iemand uit een reeks overleggen",
        "overlegreeks.voorzitter": "koos wie een reeks overleggen voorzit",
        "plan.teruggezet": "zette een eerdere versie van het plan terug",
        "evaluatie.gewijzigd": "wijzigde de dag van terugkijken",
        "betrokkene.gemaakt": "zette iemand aan tafel",
        "betrokkene.gewijzigd": "wijzigde wie er aan tafel zit",
        "betrokkene.vertrokken": "haalde iemand van tafel",
        "betrokkene.overgedragen": "gaf een plaats aan tafel door aan een ander",
        "huishouden.erbij": "voegde iemand toe aan het huishouden",
        "huishouden.weg": "haalde iemand uit het huishouden",
        "huishouden.eigen": "begon een eigen plan",
        "client.gemaakt": "zette de cliënt op de Overlegtafel",
        "client.gewijzigd": "wijzigde naam, adres of andere gegevens",
        "client.samengevoegd": "maakte van twee dossiers één",
        "overleg.notitie_gewijzigd": "schreef in de notitie van een overleg",
        "overleg.notitie_gewist_client": "wiste tekst uit de notitie van een overleg, die over iemand anders ging",
        "overleg.notitie_gewist_verslag": "wiste tekst uit de notitie van een overleg, die niet in een verslag hoort",
        "overleg.notitie_gewist_verzoek": "wiste tekst uit de notitie van een overleg, op verzoek van de cliënt",
        "overleg.besluit": "legde in een overleg een besluit vast",
        "overleg.besluit_terug": "trok de dag in waarop de cliënt terugkomt in een overleg",
        "overleg.punt_gesloten": "sloot het agendapunt over de cliënt af",
        "overleg.uitkomst_gewijzigd": "verbeterde wat er uit een overleg kwam",
        "overleg.punt_heropend": "opende een afgesloten agendapunt weer",
        "overleg.blad_gewijzigd": "vulde het gespreksblad in",
        "overleg.verslag_vast": "stelde het verslag van een overleg vast",
        "overleg.verslag_heropend": "opende een vastgesteld verslag van een overleg weer, en schreef op waarom",
        "bericht.geschreven": "schreef een bericht of meetwaarde voor de thuiszorg",
        "bericht.gewijzigd": "wijzigde een eigen bericht voor de thuiszorg",
        "bericht.ingetrokken": "haalde een eigen bericht voor de thuiszorg weg",
        "bericht.gesteld": "stelde een vraag aan een team of collega",
        "bericht.geschreven_in": "schreef iets bij een vraag of bericht",
        "bericht.beantwoord": "beantwoordde een vraag",
        "bericht.opgepakt": "pakte een vraag op",
        "bericht.terug": "gaf een vraag terug aan het team",
        "bericht.doorgegeven": "gaf een vraag door aan een collega",
        "bericht.gesloten": "sloot een vraag",
        "bericht.erbij": "haalde een collega bij een vraag",
        "bericht.overgedragen": "gaf een vraag door toen iemand vertrok",
        "bericht.stil": "wees op een vraag die te lang bleef liggen",
        "verwijzing.gemaakt": "verwees de cliënt naar een team",
        "verwijzing.stap": "schreef op hoe het verder ging met een verwijzing",
        "verwijzing.opgepakt": "pakte een verwijzing op",
        "verwijzing.teruggegeven": "gaf een verwijzing terug aan het team",
        "verwijzing.overgedragen": "gaf een verwijzing door aan een collega of een ander team",
        "verwijzing.teruggekoppeld": "liet weten hoe het gaat met een verwijzing",
        "verwijzing.afgerond": "rondde een verwijzing af",
        "verwijzing.heropend": "zette een verwijzing weer open",
        "verwijzing.teruggenomen": "nam een verwijzing terug",
        "verwijzing.partner": "haalde iemand bij een verwijzing",
        "verwijzing.stil": "wees op een verwijzing die te lang bleef liggen",
        "verwijzing.gestopt": "beëindigde een verwijzing die niet verder kon",
        "overleg.ingebracht": "bracht de cliënt in voor een overleg",
        "overleg.ingetrokken": "trok een vraag voor een overleg in",
        "overleg.gast_erbij": "vroeg iemand mee te praten bij het agendapunt over de cliënt",
        "overleg.gast_weg": "liet iemand niet meer meepraten bij het agendapunt over de cliënt",
        "overleg.agenda_gevuld": "maakte de agenda van een overleg uit wat aan de beurt is",
        "overleg.volgorde": "veranderde de volgorde van een agenda",
        "overleg.minuten": "veranderde hoe lang een agendapunt duurt",
        "overleg.punt_erbij": "zette een punt op een agenda",
        "overleg.punt_ingetrokken": "trok een punt voor een agenda in",
        "overleg.punt_weg": "haalde een punt van een agenda",
        "overleg.punt_uitgesteld": "stelde een agendapunt uit",
        "overleg.punt_terug": "zette een punt terug op een agenda",
        "overleg.punt_vervallen": "haalde een punt van een agenda dat niemand daar meer mag zien",
        "overleg.punt_samen": "maakte van twee agendapunten over dezelfde cliënt één",
        "overleg.doorgeschoven": "schoof agendapunten door naar een volgend overleg",
        "overleg.begonnen": "begon een overleg",
        "overleg.verder": "ging met een overleg naar een ander agendapunt",
        "overleg.rondje": "gaf in een overleg de volgende het woord",
        "overleg.scherm": "liet een agendapunt op het scherm in de zaal zien, of juist niet",
        "overleg.meegenomen": "nam bij een overleg ieders scherm mee",
        "overleg.binnen": "noteerde wie bij een overleg binnen is",
        "overleg.weg": "noteerde wie bij een overleg weg is",
        "overleg.gast_aanwezig": "noteerde of iemand die mee mocht praten over de cliënt er was",
        "overleg.gesloten": "sloot een overleg",
        "overleg.heropend": "opende een gesloten overleg weer",
        "thuiszorg.contact": "legde een contact uit het dossier van de thuiszorg opzij",
        "thuiszorg.contact_terug": "zette een contact uit het dossier van de thuiszorg terug",
        "thuiszorg.nummer": "schreef op onder welk nummer de eigen organisatie de cliënt kent",
        "notitie.ontvangen": "stuurde notities van de thuiszorg",
        "notitie.opgehaald": "haalde notities op bij de thuiszorg",
        "notitie.wacht": "stuurde notities over iemand die hier niet is of geen toestemming gaf",
        "notitie.doorgelaten": "stuurde notities van de thuiszorg die wachtten op toestemming",
        "notitie.teruggezet": "haalde notities van de thuiszorg hier weg, omdat ze over iemand anders gaan",
    },
    "afdrukken": {
        "plan.afgedrukt": "printte het plan",
        "overleg.verslag_afgedrukt": "printte het verslag van een overleg",
        "thuiszorg.opgehaald": "haalde notities van de Overlegtafel op",
    },
    "zoeken": {
        "client.gezocht": "zocht een cliënt",
        "client.lijst": "bekeek de lijst van cliënten",
        "client.dubbelen": "kreeg mensen te zien die dezelfde konden zijn",
        "vandaag.geopend": "bekeek Vandaag",
    },
    "toestemming": {
        "toestemming.gegeven": "schreef op wat de cliënt goedvindt",
        "toestemming.bezwaar": "schreef op wat de cliënt niet goedvindt",
        "toestemming.vervangen": "streepte een eerdere keuze door",
        "toestemming.ingetrokken": "trok een toestemming in",
        "toestemming.bekeken": "bekeek wat de cliënt goedvindt",
        "toestemming.waarom": "las waarom hij of zij mag meekijken",
        "toegang.gevraagd": "vroeg om mee te mogen kijken",
        "toegang.beantwoord": "beantwoordde een vraag om mee te kijken",
        "vertegenwoordiger.gemaakt": "schreef op wie de cliënt vertegenwoordigt",
        "vertegenwoordiger.beeindigd": "haalde een vertegenwoordiger weg",
    },
    "noodtoegang": {
        "noodtoegang.begonnen": "gebruikte noodtoegang",
        "noodtoegang.beeindigd": "stopte de noodtoegang",
        "noodtoegang.gezocht": "zocht een cliënt voor noodtoegang",
        "noodtoegang.beoordeeld": "beoordeelde of de noodtoegang terecht was",
    },
    "weigering": {
        "client.geweigerd": "mocht het niet zien en kreeg niets te zien",
        "recht.geweigerd": "wilde iets doen wat deze functie niet mag; er gebeurde niets",
    },
    "aanmelden": {
        "aangemeld": "logde in",
        "afgemeld": "logde uit",
        "aanmelden.mislukt": "kon niet inloggen: wachtwoord of code klopte niet",
        "aanmelden.geblokkeerd": "werd geblokkeerd na te veel pogingen",
        "vergrendeld": "vergrendelde het scherm",
        "ontgrendeld": "ontgrendelde het scherm",
        "werkplek.gewisseld": "ging verder in een andere functie",
        "sessie.beeindigd": "beëindigde een sessie",
        "sessies.beeindigd": "logde overal uit",
        "account.geactiveerd": "koos een wachtwoord na een uitnodiging",
        "wachtwoord.hersteld": "koos een nieuw wachtwoord via een link",
        "wachtwoord.aangevraagd": "vroeg een nieuw wachtwoord aan",
        "wachtwoord.gewijzigd": "koos een nieuw wachtwoord",
        "wachtwoord.mislukt": "typte een verkeerd wachtwoord",
        "tweede_stap.ingesteld": "stelde de tweede stap in",
        "tweede_stap.gewijzigd": "stelde de tweede stap opnieuw in",
        "herstelcode.gebruikt": "logde in met een herstelcode",
        "herstelcodes.gemaakt": "maakte nieuwe herstelcodes",
        "voorkeur.gewijzigd": "koos hoe berichten worden gemeld",
        "agendasleutel.gemaakt": "maakte een geheim adres voor de eigen agenda",
        "agendasleutel.ingetrokken": "trok het geheime adres van de eigen agenda in",
        "mail.komt_niet_aan": "kreeg e-mail terug: het adres neemt niets meer aan",
        "mail.komt_aan": "stuurde een e-mail die weer aankwam",
    },
    "beheer": {
        "gebruiker.uitgenodigd": "nodigde een medewerker uit",
        "gebruiker.gewijzigd": "wijzigde een medewerker",
        "gebruiker.functie": "gaf een medewerker een andere functie",
        "gebruiker.in_team": "zette een medewerker in een team",
        "gebruiker.uit_team": "haalde een medewerker uit een team",
        "gebruiker.tweede_stap": "zette de tweede stap van een medewerker uit",
        "gebruiker.uitgelogd": "logde een medewerker overal uit",
        "gebruiker.vertrokken": "schreef een medewerker uit",
        "team.gemaakt": "maakte een team",
        "team.gewijzigd": "wijzigde een team",
        "team.lid_erbij": "zette iemand in een team",
        "team.lid_weg": "haalde iemand uit een team",
        "team.opgeheven": "hief een team op",
        "organisatie.gemaakt": "maakte een organisatie",
        "organisatie.gewijzigd": "wijzigde een organisatie",
        "waarneming.gemaakt": "legde een waarneming vast",
        "waarneming.beeindigd": "beëindigde een waarneming",
        "overlegsoort.gemaakt": "maakte een soort overleg",
        "overlegsoort.gewijzigd": "wijzigde een soort overleg",
        "verwijssoort.gemaakt": "maakte een soort verwijzing",
        "verwijssoort.gewijzigd": "wijzigde een soort verwijzing",
        "kaart.gemaakt": "zette een plek op de sociale kaart",
        "kaart.gewijzigd": "wijzigde een plek op de sociale kaart",
        "kaart.bevestigd": "bevestigde een plek op de sociale kaart",
        "kaart.gestopt": "haalde een plek van de sociale kaart",
        "bereik.gewijzigd": "wijzigde hoe snel een team of praktijk antwoordt en wie het hoort als het stil blijft",
        "haalbron.gewijzigd": "stelde in waar notities van de thuiszorg worden opgehaald",
        "haalbron.geprobeerd": "probeerde de verbinding met een systeem van de thuiszorg",
        "haalbron.gevraagd": "liet notities van de thuiszorg ophalen",
        "haalbron.opgehaald": "werd gevraagd naar nieuwe notities over zijn cliënten",
        "bronsleutel.gemaakt": "maakte een sleutel waarmee een systeem notities aanlevert",
        "bronsleutel.ophalen": "maakte een sleutel waarmee een systeem notities aanlevert en ophaalt",
        "bronsleutel.ingetrokken": "trok een sleutel van een systeem in",
        "levering.klaargezet": "zette een bestand met notities klaar",
        "levering.overgenomen": "nam een bestand met notities over",
        "levering.weggegooid": "gooide een bestand met notities weg",
        "wachtrij.verwijderd": "verwijderde notities over iemand die hier niet is of geen toestemming gaf",
    },
    "logboek": {
        "logboek.gelezen": "las in het logboek",
        "logboek.gezocht": "zocht een cliënt in het logboek",
        "logboek.opvallend": "bekeek wat opvalt in het logboek",
        "logboek.noodtoegang": "bekeek de noodtoegangen",
        "logboek.geexporteerd": "nam regels van het logboek mee",
    },
}  # fmt: skip

WOORDEN: dict[str, str] = {code: tekst for codes in _PER_SOORT.values() for code, tekst in codes.items()}
GEWEIGERD = "client.geweigerd"
_GEHAALD = "notitie.opgehaald"
# What happens when its time has come, without anybody.
_VANZELF = {
    _GEHAALD,
    "bericht.stil",
    "verwijzing.stil",
    "verwijzing.gestopt",
    "overleg.verslag_vast",
    "overleg.agenda_gevuld",
    "overleg.punt_vervallen",
    "overleg.punt_samen",
}
# What happens between two systems; the consent it rests on is looked at each time, and not noted with it.
_TUSSEN_SYSTEMEN = {_GEHAALD, "notitie.ontvangen", "notitie.doorgelaten", "thuiszorg.opgehaald"}


def codes_of(soort: str) -> list[str]:
    """The codes of one kind of SOORTEN."""
    return list(_PER_SOORT[soort])


def wat(gebeurtenis: str, organisatie: str | None = None) -> str:
    """'bekeek het plan'. organisatie: whose system it was, where no person did it."""
    if gebeurtenis == _GEHAALD and organisatie:
        return f"haalde notities op bij {organisatie}"
    return WOORDEN.get(gebeurtenis, "deed iets met de gegevens")


def wie(functie: str | None, organisatie: str | None, *, waarnemend: bool = False, gebeurtenis: str = "") -> str:
    """'een waarnemend huisarts van Huisartsenpraktijk Nazareth': whom the client sees, never a name."""
    if functie is None and gebeurtenis in _VANZELF:
        return "de Overlegtafel"
    if functie is None:
        return f"het systeem van {organisatie}" if organisatie else "iemand die niet was ingelogd"
    at = f" van {organisatie}" if organisatie else ""
    return f"een {'waarnemend ' if waarnemend else ''}{functie}{at}"


_GRONDEN = {
    "praktijk": "omdat u bij deze praktijk bent ingeschreven",
    "persoon": "omdat deze persoon bij u aan tafel zit",
    "team": "omdat het team van deze persoon bij u aan tafel zit",
    "waarneming": "omdat deze persoon een collega vervangt die u helpt",
    "noodtoegang": "omdat het niet kon wachten",
    "overleg": "omdat deze persoon gevraagd was bij een overleg over u",
    "verwijzing": "omdat u naar het team van deze persoon verwezen bent",
    "beheer": "omdat een collega daar niet meer werkt en een ander het werk overneemt",
    "fg": "omdat het haar of zijn taak is om te kijken of het inzien eerlijk gaat",
}
_DOOR = {"client": "u", "vertegenwoordiger": "uw vertegenwoordiger", "samen": "u samen met uw ouder of voogd"}
_HOE = {"mondeling": "mondeling", "schriftelijk": "op papier", "zelf": "zelf ingevuld"}


def waarom(
    gebeurtenis: str,
    grond: str | None,
    *,
    gegeven_op: date | None = None,
    hoe: str = "",
    gegeven_door: str = "client",
) -> str:
    """'omdat u bij deze praktijk bent ingeschreven, en u toestemming gaf op 03-05-2026 (mondeling)'."""
    if gebeurtenis == "recht.geweigerd":
        return "deze functie mag dat niet"
    if gebeurtenis == GEWEIGERD:
        return "er was geen reden om te kijken, of u gaf geen toestemming"
    if gebeurtenis in _TUSSEN_SYSTEMEN:
        return "omdat u daar toestemming voor gaf"
    reason = _GRONDEN.get(grond or "", "")
    if not gegeven_op:
        return reason
    how = f" ({_HOE.get(hoe, hoe)})" if hoe else ""
    consent = f"{_DOOR.get(gegeven_door, 'u')} toestemming gaf op {show_date(gegeven_op)}{how}"
    return f"{reason}, en {consent}" if reason else f"omdat {consent}"
