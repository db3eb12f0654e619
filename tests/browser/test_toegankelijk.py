"""Every page, at both widths: axe finds nothing, nothing scrolls sideways, nothing is asked of anybody else."""

import json
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, Scherm
from tests.browser.tafelregio import make_pages

AXE = (ROOT / Path("node_modules/axe-core/axe.min.js")).read_text()

PAGES = {
    "inloggen": (None, "/inloggen"),
    "wachtwoord vergeten": (None, "/wachtwoord-vergeten"),
    "link die niet werkt": (None, "/uitnodiging/verlopen"),
    "niet gevonden": (None, "/bestaat-niet"),
    "niet gevonden, ingelogd": ("huisarts", "/bestaat-niet"),
    "account": ("assistent", "/account"),
    "meldingen": ("assistent", "/account/meldingen"),
    "vandaag": ("huisarts", "/vandaag"),
    "vandaag zonder cliënten": ("beheer", "/vandaag"),
    "cliënten": ("huisarts", "/clienten"),
    "niemand gevonden": ("huisarts", "/clienten?zoek=qqqq"),
    "nieuwe cliënt": ("huisarts", "/clienten/nieuw?zoek=jan%20jansen"),
    "cliënt": ("huisarts", "{client}"),
    "cliënt, alleen lezen": ("assistent", "{client}"),
    "thuiszorg, nog niets": ("huisarts", "{client}/thuiszorg"),
    "bericht voor de thuiszorg": ("huisarts", "{client}/thuiszorg/bericht"),
    "nieuwe afspraak": ("huisarts", "{client}/plan/regels/nieuw/afspraak"),
    "terugkijken": ("huisarts", "{client}/plan/evaluatie?bewerken"),
    "iemand erbij": ("huisarts", "{client}/betrokkenen/nieuw?zoek=psych"),
    "geschiedenis": ("huisarts", "{client}/geschiedenis"),
    "versie": ("huisarts", "{client}/geschiedenis/1"),
    "huishouden": ("huisarts", "{client}/huishouden?zoek=jans"),
    "samenvoegen": ("huisarts", "{client}/samenvoegen?zoek=jans"),
    "gegevens": ("huisarts", "{client}/gegevens"),
    "gezin": ("gezinsregisseur", "{gezin}"),
    "toestemming": ("huisarts", "{client}/toestemming"),
    "waarom mag ik dit zien": ("huisarts", "{client}/waarom"),
    "noodtoegang": ("huisarts", "/noodtoegang"),
    "wie keek er mee": ("huisarts", "{client}/inzagelog"),
    "logboek": ("fg", "/logboek"),
    "logboek, niet gevonden": ("fg", "/logboek?van=x"),
    "wat opvalt": ("fg", "/logboek/opvallend"),
    "noodtoegang beoordelen": ("fg", "/logboek/noodtoegang"),
    "overleggen": ("huisarts", "/overleggen"),
    "soort overleg kiezen": ("huisarts", "/overleggen/nieuw"),
    "overleg plannen": ("huisarts", "/overleggen/nieuw?soort=mdo"),
    "agenda, voorzitter": ("huisarts", "/overleggen/{overleg}"),
    "agenda, deelnemer": ("wijkverpleging", "/overleggen/{overleg}"),
    "wie komt er": ("huisarts", "/overleggen/{overleg}/mensen"),
    "prikken": ("huisarts", "/overleggen/{prikken}/prikken"),
    "prikken, genodigde": ("wijkverpleging", "/overleggen/{prikken}/prikken"),
    "wie praat mee": ("huisarts", "/overleggen/punten/{punt}/gasten"),
    "inbrengen": ("huisarts", "/clienten/{samen}/overleggen/inbrengen"),
    "aan tafel, wie er is": ("huisarts", "/overleggen/{bezig}/tafel"),
    "overleg sluiten": ("huisarts", "/overleggen/{bezig}/tafel/sluiten"),
    "soorten overleg": ("beheer", "/beheer/overlegsoorten"),
    "soort overleg": ("beheer", "/beheer/overlegsoorten/{soort}"),
    "nieuwe soort overleg": ("beheer", "/beheer/overlegsoorten/nieuw"),
    "sociale kaart": ("huisarts", "/kaart"),
    "sociale kaart, eigen plekken": ("sociaalteam", "/kaart?van=ons"),
    "nieuwe plek op de kaart": ("sociaalteam", "/kaart/nieuw"),
    "sociale kaart, bij een vraag": ("huisarts", "/kaart/bij?wijk=Nazareth&hulpvraag=financien"),
    "soorten verwijzing": ("beheer", "/beheer/verwijssoorten"),
    "nieuwe soort verwijzing": ("beheer", "/beheer/verwijssoorten/nieuw"),
}


@pytest.fixture(scope="module")
def tafels(server) -> dict[str, str]:
    """A meeting to come, one that goes on and one without a date, by what PAGES calls them."""
    return {name: str(found) for name, found in make_pages(server).items()}


@pytest.fixture(scope="module")
def client_url(chromium, server, sessions) -> str:
    """The address of the client of the demo."""
    screen = Scherm(chromium, server, width=1200).sign_in_once("huisarts", sessions)
    found = screen.open_client()
    screen.context.close()
    return found


@pytest.fixture(scope="module")
def opened(chromium, server, sessions):
    """One screen for each person, for page after page."""
    made: dict[str | None, Scherm] = {}

    def get(who: str | None) -> Scherm:
        if who not in made:
            made[who] = Scherm(chromium, server, width=1200)
            if who:
                made[who].sign_in_once(who, sessions)
        made[who].complaints.clear()
        return made[who]

    yield get
    for screen in made.values():
        screen.context.close()


def _open(screen, path, tafels):
    for name, found in tafels.items():
        path = path.replace(f"{{{name}}}", found)
    if "{gezin}" in path:
        screen.page.goto("/clienten")
        screen.page.locator("#lijst tbody a").first.click()
        return
    screen.page.goto(path)
    screen.page.evaluate("document.querySelectorAll('#inhoud details').forEach((fold) => { fold.open = true; })")


def axe(page) -> list[str]:
    if not page.evaluate("!!window.axe"):
        page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{v['id']}: {v['help']} {json.dumps([n['target'] for n in v['nodes']])}" for v in found]


@pytest.mark.parametrize("name", PAGES)
def test_a_page(opened, tafels, client_url, name):
    """axe at both widths; WCAG 1.4.10: at 320 CSS pixels nothing needs scrolling sideways; no name in the title."""
    who, path = PAGES[name]
    screen = opened(who)
    _open(screen, path, {"client": client_url} | tafels)
    page = screen.page
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [], f"at {width} px"
    page.set_viewport_size({"width": 320, "height": 850})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    title = page.title()
    assert title.endswith("Overlegtafel") and not any(part in title for part in ("Böçker", "Jopie", "Wiske"))
    assert [fault for fault in screen.complaints if "Failed to load resource" not in fault] == []
    assert page.locator("html").get_attribute("lang") == "nl"


@pytest.mark.parametrize("width", [1200, 390])
def test_axe_finds_nothing_while_working(scherm, width):
    """Forms that open in place, refused input, a person being looked up, a conflict."""
    screen = scherm("huisarts", width=width)
    screen.open_client()
    page = screen.page
    page.get_by_role("link", name="Afspraak erbij").click()
    form = page.locator("#nieuw-afspraak form")
    form.get_by_label("Afspraak").fill("Belt de apotheek")
    form.get_by_role("button", name="Opslaan").click()
    form.get_by_text("Kies wie dit doet. Staat die er niet bij").wait_for()
    page.get_by_role("link", name="Iemand erbij").click()
    page.get_by_label("Zoek iemand uit de regio").press_sequentially("psychiater")
    page.locator("#gevonden li").first.wait_for()
    page.locator("#evaluatie").get_by_role("link", name="Wijzig").click()
    page.locator("#evaluatie form").wait_for()
    assert axe(page) == []


def test_nothing_from_elsewhere_and_no_complaint_of_the_browser(scherm, server):
    """No third-party request; no violation of the content security policy; no script error."""
    screen = scherm("huisarts")
    address = screen.open_client()
    for path in ("/vandaag", "/clienten", address, f"{address}/geschiedenis", f"{address}/gegevens"):
        screen.page.goto(path)
    assert [url for url in screen.requested if not url.startswith(server.url)] == []
    assert screen.complaints == []
