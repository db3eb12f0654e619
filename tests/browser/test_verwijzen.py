"""Referring from the client's page: how much work it is, and that it goes without a mouse and without JavaScript."""

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.test_toegankelijk import axe

VRAAG = "De post blijft liggen en er dreigt een deurwaarder. Kan iemand meekijken?"
MOST_ACTIONS, MOST_SECONDS = 8, 30
# For somebody who types about sixty words a minute and needs a second and a half for every choice.
SECONDS_PER_SIGN, SECONDS_PER_CHOICE = 0.2, 1.5


class Acties:
    """Clicks and fields, each one action; and how long somebody who knows the form would take."""

    def __init__(self, page: Page):
        self.page, self.count, self.seconds = page, 0, 0.0
        self._begun = time.monotonic()

    def choose(self, locator) -> None:
        self.count += 1
        self.seconds += SECONDS_PER_CHOICE
        locator.click()

    def fill(self, locator, text: str) -> None:
        self.count += 1
        self.seconds += SECONDS_PER_SIGN * len(text)
        locator.fill(text)

    def radio(self, name: str, label: str | re.Pattern) -> None:
        group = self.page.get_by_role("group", name=name)
        self.choose(group.get_by_role("radio", name=label))

    def stop(self) -> float:
        """What people take, and what the machine took on top."""
        return self.seconds + time.monotonic() - self._begun


def test_at_most_eight_actions_and_half_a_minute(scherm):
    screen = scherm("huisarts")
    here, page = screen.open_client(), screen.page
    work = Acties(page)
    work.choose(page.get_by_role("link", name="Verwijs", exact=True))
    page.wait_for_url("**/verwijzen")
    work.fill(page.get_by_label("Wat vraagt u het team?"), VRAAG)
    work.radio("Waar gaat het over?", "Financiële problemen")
    work.radio("Leefgebied", "Dagelijks functioneren")
    team = page.get_by_role("radio", name=re.compile("^Sociaal team Nazareth"))
    if not team.is_checked():
        work.choose(team)
    # Never asked before, so it is asked now: the longest way there is.
    work.radio("Wat mag", "Alleen deze verwijzing")
    work.radio("goed gevonden", re.compile(" zelf$"))
    work.choose(page.get_by_role("button", name="Verwijs", exact=True))
    page.wait_for_url(here)
    seconds = work.stop()
    expect(page.get_by_text("Verwezen. Sociaal team Nazareth")).to_be_visible()
    print(f"verwijzen: {work.count} handelingen, {seconds:.0f} seconden voor wie het kent")
    assert work.count <= MOST_ACTIONS and seconds <= MOST_SECONDS
    assert not any("deurwaarder" in url for url in screen.requested) and screen.complaints == []


def _tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        if page.evaluate("document.activeElement.name || document.activeElement.type") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached with Tab")


def test_by_keyboard_and_what_was_typed_stays(scherm):
    screen = scherm("huisarts")
    screen.open_client()
    page = screen.page
    page.get_by_role("link", name="Verwijs", exact=True).press("Enter")
    page.wait_for_url("**/verwijzen")
    # The cursor stands in the question.
    page.keyboard.type("Kan iemand helpen met werk?")
    _tab_to(page, "hulpvraag")
    page.keyboard.press("Space")
    _tab_to(page, "wanneer")
    page.keyboard.type("na tien uur")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dit klopt nog niet")).to_be_visible()
    expect(page.get_by_label("Wat vraagt u het team?")).to_have_value("Kan iemand helpen met werk?")
    expect(page.get_by_label("Wanneer het best?")).to_have_value("na tien uur")
    expect(page.get_by_role("radio", name="Financiële problemen")).to_be_checked()
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [], f"at {width} px"
    page.set_viewport_size({"width": 320, "height": 850})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # Gone and back: what was typed is kept in this browser, and another team asks anew without losing it.
    page.set_viewport_size({"width": 1200, "height": 850})
    page.reload()
    expect(page.get_by_label("Wanneer het best?")).to_have_value("na tien uur")
    page.get_by_role("radio", name="Kredietbank").check()
    expect(page.get_by_role("group", name="dat Kredietbank")).to_be_visible()
    expect(page.get_by_label("Wanneer het best?")).to_have_value("na tien uur")
    assert [c for c in screen.complaints if "422" not in c] == []
