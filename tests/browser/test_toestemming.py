"""At the kitchen table: asking for consent takes few actions, and the client can read along."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_toegankelijk import axe

DOMEINEN = ("paramedisch", "ervaringsdeskundigheid", "netwerk")


class Hand:
    """Counts what somebody does."""

    def __init__(self):
        self.actions = 0

    def click(self, what) -> None:
        what.click()
        self.actions += 1


@pytest.mark.parametrize("width, besluit", [(1200, "ja"), (390, "nee")])
def test_three_domains_from_the_page_of_the_client_in_one_short_go(scherm, width, besluit):
    screen, hand = scherm("huisarts", width=width), Hand()
    screen.open_client()
    page = screen.page
    hand.click(page.get_by_role("link", name="Toestemming", exact=True))
    expect(page.get_by_role("heading", name="Wie mogen uw plan zien?")).to_be_visible()
    expect(page.get_by_text("U mag nee zeggen.").first).to_be_visible()
    for domein in DOMEINEN:
        field = page.locator("fieldset", has=page.locator(f"[name=mag-{domein}]")).last
        hand.click(field.get_by_label("Ja" if besluit == "ja" else "Nee", exact=True))
    form = page.locator("form", has=page.locator("[name=mag-ggz]"))
    hand.click(form.get_by_label("mondeling"))
    hand.click(form.get_by_role("button", name="Opslaan"))
    expect(page.get_by_role("status").filter(has_text="Opgeslagen. Het geldt meteen.")).to_be_visible()
    assert hand.actions <= 8
    for domein in DOMEINEN:
        expect(page.locator(f"[name=mag-{domein}][value={besluit}]")).to_be_checked()
    # Everything that was folded away is as readable, also when something was refused.
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert axe(page) == []
    exception = page.locator("form[action$=uitzondering]")
    exception.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("alert")).to_contain_text("Dit klopt nog niet")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [line for line in screen.complaints if "422" not in line] == []


def test_why_may_i_see_this_opens_in_place(scherm):
    screen = scherm("huisarts", width=390)
    address = screen.open_client()
    page = screen.page
    page.get_by_text("U ziet dit omdat").click()
    line = page.locator("#waarom")
    expect(line).to_contain_text("De cliënt gaf toestemming aan")
    assert page.url == address and axe(page) == []
