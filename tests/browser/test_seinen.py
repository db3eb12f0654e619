"""A signal on another person's screen: at once, without a reload, and nothing that somebody is typing moves."""

import re

import pytest
from playwright.sync_api import expect

from tests.delen import await_in

BADGE = "#berichten-teller"
NEWS = "Nieuwe vraag voor u of uw team"


def _ask(screen) -> str:
    """A question to the practice about the client on this screen; where it is asked."""
    page = screen.page
    page.goto(f"{page.url.split('/berichten')[0]}/berichten/nieuw")
    page.locator("input[name=aan][value^='o:']").check()
    page.locator("#vraag-tekst").fill("Mag mevrouw weer onder de douche?")
    page.get_by_role("button", name="Verstuur").click()
    page.wait_for_url("**/clienten/*-*")
    expect(page.get_by_role("status").filter(has_text="Verstuurd")).to_be_visible()


@pytest.fixture
def both(scherm):
    """A nurse who asks, and a huisarts in the middle of a sentence."""
    nurse, huisarts = scherm("wijkverpleging"), scherm("huisarts")
    nurse.open_client()
    huisarts.open_client()
    return nurse, huisarts


def _number(screen) -> int:
    return int(screen.page.locator(f"{BADGE} [data-aantal]").get_attribute("data-aantal") or 0)


def test_the_badge_appears_while_somebody_types(both, server):
    nurse, huisarts = both
    page = huisarts.page
    line = page.locator("#wie li", has=page.locator(".citaat")).first
    line.get_by_role("link", name="Wijzig").click()
    field = page.get_by_label("Wat wil ik veranderen")
    field.fill("Ik wil weer naar de")
    badge = page.locator(f"{BADGE} [data-aantal]")
    before = _number(huisarts) if badge.count() else 0
    # The title counts what is new of referrals, too.
    others = page.locator("#verwijzingen-teller [data-aantal]")
    more = int(others.get_attribute("data-aantal")) if others.count() else 0
    page.evaluate("() => { window.zelfde = true; }")

    _ask(nurse)
    expect(badge).to_have_attribute("data-aantal", str(before + 1))
    expect(page.locator("#melding")).to_have_text(NEWS)
    expect(page).to_have_title(re.compile(rf"^\({before + 1 + more}\) "))
    # The keyboard is still where it was, in what was typed.
    page.keyboard.type(" bakker.")
    expect(field).to_have_value("Ik wil weer naar de bakker.")
    assert page.evaluate("window.zelfde"), "the page was not loaded again"
    assert huisarts.complaints == []

    # A server that was away: what happened meanwhile is there afterwards, once, and the sentence too.
    page.evaluate("() => { window.teller = 0; addEventListener('ot:bericht', () => window.teller++, true); }")
    server.stop()
    server.start()
    _ask(nurse)
    expect(badge).to_have_attribute("data-aantal", str(before + 2), timeout=20_000)
    expect(field).to_have_value("Ik wil weer naar de bakker.")
    await_in(page, "window.teller > 0")

    # Seen on one screen is seen on the other.
    second = page.context.new_page()
    second.goto("/berichten")
    second.get_by_role("listitem").filter(has_text="douche").first.get_by_role("link").first.click()
    second.wait_for_url("**/berichten/*-*")
    expect(badge).to_have_attribute("data-aantal", str(before + 1))
    expect(field).to_have_value("Ik wil weer naar de bakker.")


# A browser without a desktop shows no notifications and hides no tabs: what it would be asked to show is written down.
AWAY = """
window.getoond = [];
class Melding extends EventTarget {
  static permission = "granted";
  static requestPermission = async () => "granted";
  constructor(title, options) { super(); window.getoond.push(`${title}: ${options.body}`); }
}
window.Notification = Melding;
let away = false;
Object.defineProperty(document, "hidden", { get: () => away });
window.goAway = (now) => { away = now; document.dispatchEvent(new Event("visibilitychange")); };
"""

# Which tab tells it is decided under a lock: wait until somebody had it, and it is free again.
DECIDED = """async () => {
  const taken = async () => (await navigator.locks.query()).held.length > 0;
  for (const wanted of [true, false]) {
    const end = Date.now() + 10000;
    while ((await taken()) !== wanted) {
      if (Date.now() > end) throw new Error(`lock ${wanted ? "never taken" : "kept"}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}"""


def test_one_notification_and_only_when_nobody_looks(scherm):
    """On the device where the person asked for it; without a name, in one of the tabs that are open."""
    nurse, huisarts = scherm("wijkverpleging"), scherm("huisarts")
    nurse.open_client()
    huisarts.context.add_init_script(AWAY)
    page = huisarts.page
    page.goto("/account/meldingen")
    page.get_by_role("button", name="Zet meldingen aan").click()
    expect(page.get_by_text("Meldingen staan op dit toestel aan.")).to_be_visible()
    tabs = [page, huisarts.context.new_page(), huisarts.context.new_page()]
    for tab in tabs[1:]:
        tab.goto("/clienten")
    for tab in tabs:
        # Connected: its badge was asked for once more.
        await_in(tab, "performance.getEntriesByName(location.origin + '/berichten/teller').length > 0")

    def shown() -> list[str]:
        return [text for tab in tabs for text in tab.evaluate("window.getoond")]

    # Somebody looks at one of the tabs.
    for tab in tabs[1:]:
        tab.evaluate("goAway(true)")
    _ask(nurse)
    expect(page.locator("#melding")).to_have_text(NEWS)
    for tab in tabs[1:]:
        expect(tab).to_have_title(re.compile(r"^\(\d+\+?\) "))
    page.evaluate(DECIDED)
    assert shown() == []
    page.evaluate("goAway(true)")
    _ask(nurse)
    expect(page).to_have_title(re.compile(r"^\(\d+\+?\) "))
    page.evaluate(DECIDED)
    assert shown() == [f"Overlegtafel: {NEWS}"]
    # Back at the screen everything is there, at once.
    requests = len(huisarts.requested)
    page.evaluate("goAway(false)")
    expect(page.locator("#melding")).to_have_text(NEWS)
    await_in(page, "/^\\(\\d+\\) /.test(document.title)")
    assert sum(url.endswith("/berichten/teller") for url in huisarts.requested[requests:]) <= 1
    page.get_by_role("button", name="Zet meldingen uit").click()
    expect(page.get_by_text("Meldingen staan op dit toestel uit.")).to_be_visible()
