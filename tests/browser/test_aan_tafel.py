"""At the table in real browsers: everybody's screen goes along, and whoever may not see the item receives nothing of it."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.samen_schermen import live, nothing_kept, saved, stored
from tests.browser.tafelregio import make_table, send
from tests.browser.test_toegankelijk import axe
from tests.delen import await_in

WACHT = "Er wordt een punt besproken dat u niet kunt inzien"


class Oor:
    """Everything a screen receives: the body of every answer, and every frame of its socket."""

    def __init__(self, page):
        self.bodies: list[str] = []
        self.frames: list[str] = []
        page.on("response", self._keep)
        page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: self.frames.append(str(frame))))

    def _keep(self, answer) -> None:
        kind = answer.headers.get("content-type", "")
        if kind.startswith("text/html"):
            try:
                self.bodies.append(answer.text())
            except Exception:
                # A page that was left: its body is gone, and was checked while it was there.
                self.bodies.append("")

    @property
    def alles(self) -> str:
        return "\n".join([*self.bodies, *self.frames])


@pytest.fixture
def regio(server):
    """A meeting of today with an item all see, one the nurse may not see, and one of who lives elsewhere."""
    return make_table(server)


def begin(page) -> None:
    page.get_by_role("button", name="Begin het overleg").click()
    expect(page.locator("#punt-naam")).to_have_text("Opening")


def connected(page) -> None:
    await_in(page, "document.body.dataset.verbonden !== undefined")


def test_the_chair_the_one_with_right_and_the_one_without(scherm, server, regio):
    chair, nurse = scherm("huisarts"), scherm("wijkverpleging")
    oor = Oor(nurse.page)
    for screen in (chair, nurse):
        screen.page.goto(regio.url)
        connected(screen.page)
    begin(chair.page)
    expect(nurse.page.locator("#punt-naam")).to_have_text("Opening")
    chair.page.keyboard.press("n")
    expect(nurse.page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    expect(nurse.page.locator("#tafel-naast")).to_contain_text("Halve A4")

    # They write in one note, and she is in the middle of it when the table goes on.
    field, mine = live(nurse.page), live(chair.page)
    mine.fill("Van de huisarts: ")
    expect(field).to_have_value("Van de huisarts: ")
    field.press("End")
    nurse.page.keyboard.type("slaapt weer door")
    chair.page.locator("#tafel-aanwezig summary").click()
    expect(field).to_be_focused()
    nurse.page.keyboard.type(", sinds maandag")
    together = "Van de huisarts: slaapt weer door, sinds maandag"
    for one in (field, mine):
        expect(one).to_have_value(together)

    chair.page.locator("h1").click()
    chair.page.keyboard.press("ArrowRight")
    expect(chair.page.locator("#punt-naam")).to_contain_text(regio.apart_naam)
    expect(nurse.page.locator("#tafel-midden")).to_contain_text(WACHT)
    live(chair.page).fill("Dit leest alleen de praktijk")
    saved(chair.page)
    chair.page.locator("h1").click()
    # What the others hear of it all is sent before this: her screen asks once more.
    with nurse.page.expect_response("**/tafel*"):
        chair.page.keyboard.press("r")
    expect(chair.page.locator(".rondje")).to_contain_text("huisarts")
    assert axe(nurse.page) == [] and axe(chair.page) == []
    for secret in (*regio.geheim, "Dit leest alleen de praktijk"):
        assert secret not in oor.alles, "received by who may not see it"
    assert regio.samen_naam in oor.alles and "Van de huisarts" in "".join(oor.frames), "the ear hears"
    assert regio.apart_naam not in nurse.page.content()

    # Back again by itself; what she typed was stored without her doing anything for it.
    chair.page.locator("h1").click()
    chair.page.keyboard.press("n")
    expect(nurse.page.locator("#punt-naam")).to_have_text("Rondvraag")
    expect(chair.page.locator("#punt-naam")).to_have_text("Rondvraag")
    nothing_kept(nurse.page)
    expect(nurse.page.locator("#tafel-kop [data-los]")).to_be_hidden()
    assert stored(server, regio.samen) == together
    chair.page.locator(f'[data-agendapunt="{regio.samen}"] button').click()
    expect(nurse.page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    expect(live(nurse.page)).to_have_value(together)
    assert chair.complaints == [] and nurse.complaints == []


def seconds_until(page, expression: str) -> float:
    begin = time.monotonic()
    while not page.evaluate(expression):
        assert time.monotonic() - begin < 10, expression
        page.wait_for_timeout(10)
    return time.monotonic() - begin


def test_consent_withdrawn_empties_the_open_screen_within_a_second(scherm, regio):
    chair, nurse = scherm("huisarts"), scherm("wijkverpleging")
    chair.page.goto(regio.url)
    begin(chair.page)
    chair.page.locator(f'[data-agendapunt="{regio.samen}"] button').click()
    nurse.page.goto(regio.url)
    connected(nurse.page)
    expect(nurse.page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    nurse.page.locator("#notitie textarea").fill("Nog niet opgeslagen")

    # By somebody else, in the app.
    other = scherm("poh")
    consent = f"/clienten/{regio.samen_client}/toestemming"
    other.page.goto(f"{consent}?bewerken=1")
    number = other.page.locator("input[name=nummer]").first.get_attribute("value")
    assert send(other.page, f"{consent}/{regio.toestemming}/intrekken", nummer=number, zeker="1") == 200
    took = seconds_until(nurse.page, f"!document.getElementById('inhoud').innerHTML.includes({regio.samen_naam!r})")
    assert took < 1, took
    html = nurse.page.content()
    assert str(regio.samen) not in html and "Nog niet opgeslagen" not in html
    expect(nurse.page.locator("#tafel-midden")).to_contain_text(WACHT)
    # Who still may see it goes on.
    expect(chair.page.locator("#punt-naam")).to_contain_text(regio.samen_naam)


def test_signed_out_elsewhere_or_taken_off_the_meeting(scherm, regio):
    chair = scherm("huisarts")
    chair.page.goto(regio.url)
    begin(chair.page)
    nurse = scherm(None).sign_in("wijkverpleging")
    nurse.page.goto(regio.url)
    connected(nurse.page)
    tab = scherm(None).sign_in("wijkverpleging")
    tab.page.goto("/account")
    tab.page.get_by_role("button", name="Overal uitloggen").click()
    expect(nurse.page).to_have_url(re.compile("/inloggen"), timeout=3000)

    nurse = scherm(None).sign_in("wijkverpleging")
    nurse.page.goto(regio.url)
    connected(nurse.page)
    gone = regio.genodigden["wijkverpleging"]
    assert send(chair.page, f"/overleggen/{regio.overleg}/mensen/{gone}/weg") == 200
    expect(nurse.page.get_by_role("alert")).to_contain_text("Dit overleg is voor u niet meer te zien", timeout=3000)
    assert regio.samen_naam not in nurse.page.content()


def test_the_keys_of_one_letter_can_be_switched_off(scherm, regio):
    """WCAG 2.1.4: and this browser remembers it."""
    chair = scherm("huisarts")
    page = chair.page
    page.goto(regio.url)
    begin(page)
    step = page.get_by_role("button", name="Volgend punt")
    expect(step).to_have_attribute("aria-keyshortcuts", "n")
    expect(page.locator("[data-toetsen]")).to_contain_text("n of → is het volgende punt, r het rondje.")
    page.get_by_role("button", name="Zet toetsen uit").click()
    page.reload()
    expect(page.locator("[data-toetsen]")).to_contain_text("Toetsen staan uit.")
    expect(step).not_to_have_attribute("aria-keyshortcuts", "n")
    expect(step.locator("kbd")).to_be_hidden()
    for key in ("n", "ArrowRight", "r"):
        page.keyboard.press(key)
    # Off is off, and the button does it still; after it the head is new and the keys stay off.
    step.click()
    expect(page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    expect(page.locator("[data-toetsen]")).to_contain_text("Toetsen staan uit.")
    assert axe(page) == []
    page.get_by_role("button", name="Zet toetsen aan").click()
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator("#tafel-midden")).to_contain_text(regio.apart_naam)
    assert chair.complaints == []


@pytest.mark.parametrize("width", [1200, 768, 390])
def test_the_table_and_the_wall_at_every_width(scherm, regio, width):
    chair = scherm("huisarts", width=width)
    page = chair.page
    page.goto(regio.url)
    begin(page)
    page.keyboard.press("n")
    expect(page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "Overlegtafel" in page.title() and regio.samen_naam.split()[-1] not in page.title()
    wall = page.context.new_page()
    wall.goto(regio.url.replace("/tafel", "/scherm"))
    connected(wall)
    expect(wall.get_by_role("heading", name="Besloten agendapunt")).to_be_visible()
    page.get_by_role("button", name="Toon op groot scherm").click()
    expect(wall.get_by_role("heading", level=1)).to_have_text(regio.samen_naam.split()[0])
    assert axe(wall) == [] and regio.samen_naam not in wall.content()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(wall.get_by_role("heading", name="Besloten agendapunt")).to_be_visible()
    assert chair.complaints == []


def test_without_javascript_the_buttons_do_the_same(scherm, regio):
    chair = scherm("huisarts", javascript=False)
    page = chair.page
    page.goto(regio.url)
    begin(page)
    page.get_by_role("button", name="Volgend punt").click()
    expect(page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    page.get_by_role("link", name="Sluit het overleg").click()
    expect(page.get_by_text("zonder uitkomst")).to_be_visible()
    page.get_by_role("button", name="Sluit het overleg").click()
    expect(page.get_by_text("Het overleg is gesloten.")).to_be_visible()
