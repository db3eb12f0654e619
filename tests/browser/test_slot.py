"""The idle lock in a real browser: a dialog over the page, nothing to read behind it, and on with what was typed."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import WACHTWOORD
from tests.browser.test_toegankelijk import axe


def lock_elsewhere(screen) -> None:
    """In a second tab of the same browser, as the clock would."""
    tab = screen.context.new_page()
    tab.goto("/account")
    tab.get_by_role("button", name="Vergrendel").click()
    tab.get_by_role("dialog").wait_for()
    tab.close()


def unlock(page: Page, wachtwoord: str = WACHTWOORD) -> None:
    page.get_by_role("dialog").get_by_label("Wachtwoord").fill(wachtwoord)
    page.keyboard.press("Enter")


def look_again(page: Page) -> None:
    """As when somebody comes back to the tab: the page asks at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_locked_while_typing_and_saved_after_all(scherm):
    screen = scherm(None).sign_in("huisarts")
    screen.open_client()
    page = screen.page
    page.get_by_role("link", name="Doel erbij").click()
    page.locator("#nieuw-doel").get_by_label("Doel").fill("Getypt vlak voor het slot")
    lock_elsewhere(screen)
    # The other tab says so; this one asks, and closes at once.
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Wachtwoord")).to_be_focused()
    expect(page.locator("main")).to_be_hidden()
    assert axe(page) == []
    # No key makes it go away.
    for _ in range(3):
        page.keyboard.press("Escape")
    unlock(page, "niet het wachtwoord")
    expect(dialog.get_by_text("Dit wachtwoord klopt niet")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    unlock(page)
    page.locator("#nieuw-doel").get_by_role("button", name="Opslaan").click()
    expect(page.locator("#doelen li", has_text="Getypt vlak voor het slot")).to_be_visible()
    expect(dialog).to_have_count(0)


def test_a_page_nobody_touches_locks_by_itself(scherm):
    screen = scherm(None).sign_in("wijkverpleging")
    screen.open_client("bocker")
    page = screen.page
    page.get_by_role("link", name="Afspraak erbij").click()
    field = page.locator("#nieuw-afspraak").get_by_label("Afspraak", exact=True)
    field.fill("Halverwege een zin")
    lock_elsewhere(screen)
    look_again(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    unlock(page)
    expect(field).to_be_focused()
    expect(field).to_have_value("Halverwege een zin")
    # Unlocked in one tab is unlocked in the other.
    lock_elsewhere(screen)
    look_again(page)
    page.get_by_role("dialog").wait_for()
    tab = screen.context.new_page()
    tab.goto("/account")
    tab.get_by_label("Wachtwoord").fill(WACHTWOORD)
    tab.get_by_role("button", name="Ontgrendelen").click()
    tab.get_by_role("heading", name="Uw account").wait_for()
    look_again(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_have_value("Halverwege een zin")


def test_a_page_closes_when_the_client_may_not_be_seen_any_more(scherm):
    screen = scherm(None).sign_in("huisarts")
    address = screen.open_client()
    page = screen.page
    # Another client than this one may see, as it is after a withdrawal.
    page.route("**/wacht?*", lambda route: route.continue_(url=re.sub(r"client=[^&]*", "client=0", route.request.url)))
    look_again(page)
    expect(page.get_by_role("alert")).to_have_text("Deze cliënt is voor u niet meer te zien.")
    assert "Böçker" not in page.locator("body").inner_text()
    expect(page.get_by_role("link", name="Naar uw cliënten")).to_have_attribute("href", "/clienten")
    # The session ended elsewhere: to the door, and back to the page afterwards.
    page.unroute_all()
    page.goto(address)
    screen.context.clear_cookies(name="overlegtafel")
    look_again(page)
    page.wait_for_url(re.compile(r"/inloggen\?volgende=%2Fclienten%2F"))


def test_without_javascript_what_was_typed_is_saved_after_all(scherm):
    screen = scherm(None, javascript=False).sign_in("huisarts")
    address = screen.open_client()
    page = screen.page
    page.goto(f"{address}/plan/regels/nieuw/doel")
    page.get_by_label("Doel", exact=True).fill("Zonder script getypt & bewaard")
    tab = screen.context.new_page()
    tab.goto("/account")
    tab.get_by_role("button", name="Vergrendel").click()
    tab.get_by_role("heading", name="Het scherm is vergrendeld").wait_for()
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_label("Wachtwoord").fill(WACHTWOORD)
    page.get_by_role("button", name="Ontgrendelen").click()
    expect(page.locator(".typte")).to_have_text("Zonder script getypt & bewaard")
    page.get_by_role("button", name="Alsnog opslaan").click()
    expect(page.locator("#doelen li", has_text="Zonder script getypt & bewaard")).to_be_visible()
