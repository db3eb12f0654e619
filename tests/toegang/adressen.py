"""Every address of the app: who may come there, and what it leaves in the access log. Read by tabel.py."""

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
GET  /verwijzingen/teller | aangemeld | -
POST /account/overal-uitloggen | aangemeld | sessies.beeindigd
GET  /ontgrendelen | aangemeld | vergrendeld
POST /ontgrendelen | aangemeld | ontgrendeld wachtwoord.mislukt aanmelden.geblokkeerd
POST /vergrendelen | aangemeld | vergrendeld
GET  /wacht | wacht | vergrendeld
GET  /vandaag | aangemeld | vandaag.geopend vandaag.afspraak vandaag.bericht vandaag.verwijzing
GET  /clienten | aangemeld | client.lijst client.gezocht
POST /clienten | aangemeld | client.gezocht client.lijst
GET  /clienten/nieuw | maken | -
POST /clienten/nieuw/begin | maken | -
POST /clienten/nieuw | maken | client.gemaakt toestemming.gegeven plan.gemaakt client.dubbelen notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.gestopt
GET  /clienten/<uuid:client_id> | zien | client.geopend thuiszorg.gelezen overleg.agenda verwijzing.lijst
GET  /clienten/<uuid:client_id>/plan.pdf | zien | plan.afgedrukt
POST /clienten/<uuid:client_id>/bsn | bsn | bsn.getoond
GET  /clienten/<uuid:client_id>/gegevens | schrijven | client.gegevens
POST /clienten/<uuid:client_id>/gegevens | schrijven | client.gewijzigd client.gegevens notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.gestopt
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
POST /clienten/<uuid:client_id>/betrokkenen/nieuw | schrijven | betrokkene.gemaakt betrokkene.gewijzigd toegang.beantwoord plan.bewerken notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.gestopt
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
POST /clienten/<uuid:client_id>/samenvoegen | samenvoegen | client.samengevoegd huishouden.weg samenvoegen.geopend client.gezocht client.gekozen notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen overleg.punt_samen verwijzing.gestopt
GET  /clienten/<uuid:client_id>/waarom | zien | toestemming.waarom
POST /clienten/<uuid:client_id>/verzoek | zien | toegang.gevraagd toestemming.waarom
POST /clienten/<uuid:client_id>/verzoek/<uuid:verzoek_id>/nee | toestemming | toegang.beantwoord
GET  /clienten/<uuid:client_id>/toestemming | zien | toestemming.bekeken
POST /clienten/<uuid:client_id>/toestemming | toestemming | toestemming.gegeven toestemming.bezwaar toestemming.vervangen toestemming.ingetrokken toegang.beantwoord toestemming.bekeken notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.gestopt
POST /clienten/<uuid:client_id>/toestemming/uitzondering | toestemming | toestemming.gegeven toestemming.bezwaar toestemming.vervangen toestemming.ingetrokken toegang.beantwoord toestemming.bekeken notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.gestopt
POST /clienten/<uuid:client_id>/toestemming/<uuid:toestemming_id>/intrekken | toestemming | toestemming.ingetrokken toegang.beantwoord toestemming.bekeken notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.gestopt
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
GET  /verwijzingen | aangemeld | verwijzing.lijst
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
GET  /clienten/<uuid:client_id>/verwijzen | schrijven | verwijzing.schrijven
POST /clienten/<uuid:client_id>/verwijzen | schrijven | verwijzing.gemaakt toestemming.gegeven toestemming.vervangen toegang.beantwoord betrokkene.gemaakt betrokkene.gewijzigd notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.schrijven verwijzing.gestopt
POST /clienten/<uuid:client_id>/verwijzen/begin | schrijven | verwijzing.schrijven
GET  /clienten/<uuid:client_id>/lopend | zien | bericht.lopend
GET  /verwijzingen/van/<uuid:client_id> | zien | verwijzing.lijst
GET  /overleggen/<uuid:overleg_id> | tafel | overleg.agenda
POST /overleggen/<uuid:overleg_id>/agenda/vul | voorzitter | overleg.agenda_gevuld overleg.agenda
POST /overleggen/<uuid:overleg_id>/agenda/volgorde | voorzitter | overleg.volgorde overleg.agenda
POST /overleggen/<uuid:overleg_id>/agenda/<uuid:plek>/<kant> | voorzitter | overleg.volgorde overleg.agenda
POST /overleggen/<uuid:overleg_id>/agenda/<uuid:plek>/minuten | voorzitter | overleg.minuten overleg.agenda
POST /overleggen/<uuid:overleg_id>/agenda/<uuid:plek>/weg | voorzitter | overleg.punt_weg overleg.agenda
POST /overleggen/<uuid:overleg_id>/agenda/<uuid:plek>/uitstel | voorzitter | overleg.punt_uitgesteld overleg.punt_erbij overleg.agenda
POST /overleggen/<uuid:overleg_id>/agenda/<uuid:plek>/terug | voorzitter | overleg.punt_terug overleg.punt_weg overleg.agenda
GET  /overleggen/punten/<uuid:punt_id>/gasten | tafel | overleg.punt
POST /overleggen/punten/<uuid:punt_id>/gasten | tafel | overleg.gast_erbij overleg.punt
POST /overleggen/punten/<uuid:punt_id>/gasten/naam | tafel | overleg.gast_erbij overleg.punt
POST /overleggen/punten/<uuid:punt_id>/gasten/<uuid:gast_id>/weg | tafel | overleg.gast_weg overleg.punt
GET  /clienten/<uuid:client_id>/overleggen/inbrengen | schrijven | overleg.inbrengen
POST /clienten/<uuid:client_id>/overleggen/inbrengen | schrijven | overleg.ingebracht overleg.punt_erbij overleg.inbrengen
POST /clienten/<uuid:client_id>/overleggen/inbrengen/begin | schrijven | overleg.inbrengen
POST /clienten/<uuid:client_id>/overleggen/inbrengen/kijkers | schrijven | overleg.agenda
POST /clienten/<uuid:client_id>/overleggen/inbrengen/<uuid:punt_id>/intrekken | schrijven | overleg.ingetrokken overleg.punt_ingetrokken
POST /clienten/<uuid:client_id>/thuiszorg/bericht | schrijven | bericht.geschreven thuiszorg.gelezen thuiszorg.schrijven
GET  /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/wijzigen | schrijven | thuiszorg.schrijven
POST /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/wijzigen | schrijven | bericht.gewijzigd thuiszorg.schrijven
POST /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/intrekken | schrijven | bericht.ingetrokken thuiszorg.gelezen thuiszorg.schrijven
POST /clienten/<uuid:client_id>/thuiszorg/<uuid:notitie_id>/contact | schrijven | betrokkene.gemaakt betrokkene.gewijzigd toegang.beantwoord thuiszorg.contact thuiszorg.contact_terug thuiszorg.gelezen
POST /clienten/<uuid:client_id>/thuiszorg/gezien | zien | -
POST /clienten/<uuid:client_id>/thuiszorg/nummer | schrijven | thuiszorg.nummer notitie.doorgelaten notitie.teruggezet thuiszorg.gelezen overleg.punt_vervallen verwijzing.gestopt
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
POST /beheer/mensen/<uuid:mens_id>/wijzigen | beheren | bericht.overgedragen verwijzing.overgedragen verwijzing.teruggegeven gebruiker.gewijzigd gebruiker.functie gebruiker.in_team gebruiker.uit_team team.lid_erbij team.lid_weg waarneming.beeindigd noodtoegang.beeindigd overleg.genodigde_weg
POST /beheer/mensen/<uuid:mens_id>/uitnodigen | beheren | gebruiker.uitgenodigd
POST /beheer/mensen/<uuid:mens_id>/tweede-stap | beheren | gebruiker.tweede_stap
POST /beheer/mensen/<uuid:mens_id>/sessies | beheren | gebruiker.uitgelogd
POST /beheer/mensen/<uuid:mens_id>/waarneming | beheren | waarneming.gemaakt
POST /beheer/mensen/<uuid:mens_id>/waarneming/<uuid:waarneming_id>/einde | beheren | waarneming.beeindigd
GET  /beheer/mensen/<uuid:mens_id>/vertrek | beheren | -
POST /beheer/mensen/<uuid:mens_id>/vertrek | beheren | bericht.overgedragen verwijzing.overgedragen verwijzing.teruggegeven gebruiker.vertrokken betrokkene.overgedragen betrokkene.vertrokken waarneming.beeindigd noodtoegang.beeindigd notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen overleg.genodigde_weg verwijzing.gestopt
GET  /beheer/teams/nieuw | regio | -
POST /beheer/teams/nieuw | regio | team.gemaakt
GET  /beheer/teams/<uuid:team_id> | beheren | -
POST /beheer/teams/<uuid:team_id>/leden | beheren | team.lid_erbij gebruiker.in_team
POST /beheer/teams/<uuid:team_id>/leden/<uuid:mens_id>/weg | beheren | bericht.overgedragen verwijzing.overgedragen verwijzing.teruggegeven team.lid_weg gebruiker.uit_team overleg.genodigde_weg
GET  /beheer/teams/<uuid:team_id>/wijzigen | beheren | -
POST /beheer/teams/<uuid:team_id>/wijzigen | beheren | team.gewijzigd
GET  /beheer/teams/<uuid:team_id>/opheffen | beheren | -
POST /beheer/teams/<uuid:team_id>/opheffen | beheren | bericht.overgedragen verwijzing.overgedragen verwijzing.teruggegeven team.opgeheven betrokkene.overgedragen betrokkene.vertrokken notitie.doorgelaten notitie.teruggezet overleg.punt_vervallen verwijzing.gestopt
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
GET  /clienten/<uuid:client_id>/overleggen | zien | overleg.verslagen
GET  /overleggen/punten/<uuid:punt_id>/verslag | tafel | overleg.verslag
GET  /overleggen/punten/<uuid:punt_id>/verslag.pdf | tafel | overleg.verslag_afgedrukt
POST /overleggen/punten/<uuid:punt_id>/vaststellen | voorzitter | overleg.verslag_vast overleg.verslag
POST /overleggen/punten/<uuid:punt_id>/heropenen | voorzitter | overleg.verslag_heropend overleg.verslag
GET  /overleggen/<uuid:overleg_id>/overzicht | tafel | overleg.overzicht
GET  /overleggen/<uuid:overleg_id>/tafel | tafel | overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
GET  /overleggen/<uuid:overleg_id>/tafel/naast/<uuid:punt_id> | tafel | client.geopend thuiszorg.gelezen overleg.verslag
POST /overleggen/<uuid:overleg_id>/tafel/begin | voorzitter | overleg.begonnen overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/binnen | tafel | overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/naar | voorzitter | overleg.verder overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/verder | voorzitter | overleg.verder overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/rondje | voorzitter | overleg.rondje overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/tonen | voorzitter | overleg.scherm overleg.getoond overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/neem-mee | voorzitter | overleg.meegenomen overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/volgen | tafel | overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/aanwezig | voorzitter | overleg.binnen overleg.weg overleg.gast_aanwezig overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/weg | tafel | overleg.weg
GET  /overleggen/<uuid:overleg_id>/tafel/sluiten | voorzitter | overleg.agenda
POST /overleggen/<uuid:overleg_id>/tafel/sluiten | voorzitter | overleg.gesloten overleg.punt_gesloten overleg.doorgeschoven overleg.punt_erbij overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
POST /overleggen/<uuid:overleg_id>/tafel/heropenen | voorzitter | overleg.heropend overleg.punt_weg overleg.binnen overleg.agenda overleg.punt overleg.verslag client.geopend thuiszorg.gelezen
GET  /overleggen/<uuid:overleg_id>/scherm | tafel | overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/notitie | tafel | overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/notitie/stand | tafel | overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/notitie/wie | tafel | overleg.punt
POST /overleggen/punten/<uuid:punt_id>/notitie | tafel | overleg.notitie_gewijzigd overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/notitie/versies | tafel | overleg.notitie_versies
POST /overleggen/punten/<uuid:punt_id>/notitie/versies/<int:nummer>/terug | tafel | overleg.notitie_gewijzigd overleg.notitie_versies
GET  /overleggen/punten/<uuid:punt_id>/notitie/wissen | tafel | overleg.punt
POST /overleggen/punten/<uuid:punt_id>/notitie/wissen | tafel | overleg.notitie_gewist_client overleg.notitie_gewist_verslag overleg.notitie_gewist_verzoek overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/besluiten | tafel | overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/besluiten/lijst | tafel | overleg.punt
POST /overleggen/punten/<uuid:punt_id>/besluiten/<soort>/begin | tafel | overleg.punt plan.bewerken bericht.schrijven
POST /overleggen/punten/<uuid:punt_id>/besluiten/<soort> | tafel | overleg.besluit {soort}.gemaakt {soort}.gewijzigd {soort}.gedaan {soort}.vervallen betrokkene.gemaakt toegang.beantwoord bericht.gesteld overleg.punt plan.bewerken bericht.schrijven
POST /overleggen/punten/<uuid:punt_id>/besluiten/<uuid:besluit_id>/terug | tafel | overleg.besluit_terug overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/uitkomst | tafel | overleg.punt
POST /overleggen/punten/<uuid:punt_id>/uitkomst | tafel | overleg.punt_gesloten overleg.uitkomst_gewijzigd overleg.notitie_gewijzigd overleg.punt
POST /overleggen/punten/<uuid:punt_id>/uitkomst/heropen | tafel | overleg.punt_heropend overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/blad | tafel | overleg.punt
GET  /overleggen/punten/<uuid:punt_id>/blad/wijzigen | tafel | overleg.punt
POST /overleggen/punten/<uuid:punt_id>/blad/wijzigen | tafel | overleg.blad_gewijzigd overleg.punt
POST /overleggen/punten/<uuid:punt_id>/blad/plan | tafel | overleg.besluit doel.gemaakt overleg.punt
GET  /verwijzingen/cijfers | aangemeld | verwijzing.cijfers
GET  /verwijzingen/cijfers/sociaal-team.csv | aangemeld | verwijzing.cijfers
GET  /verwijzingen/cijfers/<sleutel>.csv | aangemeld | verwijzing.cijfers
GET  /verwijzingen/<uuid:verwijzing_id> | kring | verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/stap | kring | verwijzing.stap verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/oppakken | kring | verwijzing.opgepakt verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/teruggeven | kring | verwijzing.teruggegeven verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/doorgeven | kring | verwijzing.overgedragen verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/terugkoppeling | kring | verwijzing.teruggekoppeld verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/afronden | kring | verwijzing.afgerond verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/heropen | kring | verwijzing.heropend verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/terugnemen | kring | verwijzing.teruggenomen betrokkene.vertrokken verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/ander-team | kring | verwijzing.overgedragen betrokkene.vertrokken verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/partners | kring | verwijzing.partner verwijzing.gelezen
POST /verwijzingen/<uuid:verwijzing_id>/partners/<uuid:partner_id>/terugkoppeling | kring | verwijzing.teruggekoppeld verwijzing.gelezen
GET  /fhir/metadata | iedereen | -
POST /fhir | sleutel | notitie.ontvangen notitie.wacht notitie.doorgelaten notitie.teruggezet
GET  /fhir/Observation | sleutel | thuiszorg.opgehaald
POST /fhir/Observation/_search | sleutel | thuiszorg.opgehaald
GET  /overleggen | aangemeld | -
GET  /overleggen/nieuw | aangemeld | overleg.beleggen
POST /overleggen/nieuw | aangemeld | overleg.beleggen overleg.gepland overlegreeks.gemaakt overleg.ingebracht overleg.punt_erbij
GET  /overleggen/agenda.ics | aangemeld | -
GET  /overleggen/<uuid:overleg_id>/overleg.ics | tafel | -
GET  /overleggen/<uuid:overleg_id>/wijzigen | voorzitter | -
POST /overleggen/<uuid:overleg_id>/wijzigen | voorzitter | overleg.gewijzigd overleg.verplaatst overleg.afgezegd overlegreeks.gewijzigd
GET  /overleggen/<uuid:overleg_id>/afzeggen | voorzitter | -
POST /overleggen/<uuid:overleg_id>/afzeggen | voorzitter | overleg.afgezegd overleg.doorgeschoven overleg.punt_erbij
GET  /overleggen/<uuid:overleg_id>/mensen | tafel | -
GET  /overleggen/<uuid:overleg_id>/wie-komt | tafel | -
POST /overleggen/<uuid:overleg_id>/mensen | voorzitter | overleg.genodigd
POST /overleggen/<uuid:overleg_id>/mensen/hand | voorzitter | overleg.genodigd
POST /overleggen/<uuid:overleg_id>/mensen/<uuid:genodigde_id>/weg | tafel | overleg.genodigde_weg
POST /overleggen/<uuid:overleg_id>/mensen/<uuid:genodigde_id>/voorzitter | voorzitter | overleg.voorzitter
POST /overleggen/<uuid:overleg_id>/voorzitten | tafel | overleg.voorzitter
POST /overleggen/<uuid:overleg_id>/komt | tafel | overleg.antwoord
GET  /overleggen/<uuid:overleg_id>/prikken | tafel | -
POST /overleggen/<uuid:overleg_id>/prikken | tafel | overleg.geprikt
POST /overleggen/<uuid:overleg_id>/prikken/momenten | voorzitter | overleg.moment_erbij
POST /overleggen/<uuid:overleg_id>/prikken/kies | voorzitter | overleg.datum_gekozen
GET  /overleggen/reeksen/<uuid:reeks_id> | tafel | -
POST /overleggen/reeksen/<uuid:reeks_id>/leden | voorzitter | overlegreeks.lid_erbij
POST /overleggen/reeksen/<uuid:reeks_id>/leden/<uuid:gebruiker_id>/weg | tafel | overlegreeks.lid_weg
POST /overleggen/reeksen/<uuid:reeks_id>/leden/<uuid:gebruiker_id>/voorzitter | voorzitter | overlegreeks.voorzitter
GET  /overleggen/reeksen/<uuid:reeks_id>/stoppen | voorzitter | -
POST /overleggen/reeksen/<uuid:reeks_id>/stoppen | voorzitter | overlegreeks.gestopt overleg.afgezegd
GET  /account/agenda | aangemeld | -
POST /account/agenda | aangemeld | agendasleutel.gemaakt
POST /account/agenda/intrekken | aangemeld | agendasleutel.ingetrokken
GET  /beheer/overlegsoorten | regio | -
GET  /beheer/overlegsoorten/nieuw | regio | -
POST /beheer/overlegsoorten/nieuw | regio | overlegsoort.gemaakt
GET  /beheer/overlegsoorten/<uuid:soort_id> | regio | -
POST /beheer/overlegsoorten/<uuid:soort_id> | regio | overlegsoort.gewijzigd
GET  /beheer/verwijssoorten | regio | -
GET  /beheer/verwijssoorten/nieuw | regio | -
POST /beheer/verwijssoorten/nieuw | regio | verwijssoort.gemaakt
GET  /beheer/verwijssoorten/<uuid:soort_id> | regio | -
POST /beheer/verwijssoorten/<uuid:soort_id> | regio | verwijssoort.gewijzigd
GET  /kaart | aangemeld | -
GET  /kaart/bij | aangemeld | -
GET  /kaart/nieuw | aangemeld | -
POST /kaart/nieuw | aangemeld | kaart.gemaakt
GET  /kaart/<uuid:plek_id>/wijzigen | aangemeld | -
POST /kaart/<uuid:plek_id>/wijzigen | aangemeld | kaart.gewijzigd
POST /kaart/<uuid:plek_id>/klopt | aangemeld | kaart.bevestigd
POST /kaart/<uuid:plek_id>/stop | aangemeld | kaart.gestopt
"""
