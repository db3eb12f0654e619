"""Asking from the client's page, nothing typed lost, and a work list that never moves under somebody's hands."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_toegankelijk import axe
from tests.delen import await_in

VRAAG = "Kan iemand de medicijnen ophalen bij de apotheek?"
VELD = "Wat wilt u kwijt over"


def drafts(page) -> str:
    return str(page.evaluate("[Object.entries(localStorage), Object.entries(sessionStorage)]"))


def test_a_question_in_at_most_five_actions(scherm):
    screen = scherm("huisarts")
    here, page = screen.open_client(), screen.page
    page.get_by_label(VELD).fill(VRAAG)  # action 1: type
    page.get_by_role("button", name="Vragen").click()  # 2
    field = page.get_by_label("Uw vraag over")
    expect(field).to_have_value(VRAAG)
    assert "apotheek" not in page.url and axe(page) == []
    page.get_by_role("radio", name=re.compile("wijkteam")).check()  # 3
    page.get_by_role("button", name="Verstuur").click()  # 4
    page.wait_for_url(here)
    expect(page.locator("#lopend-kop + ul")).to_contain_text(VRAAG)
    # It arrived, so nothing of it stays in this browser.
    expect(page.get_by_label(VELD)).to_have_value("")
    await_in(page, "!Object.keys(localStorage).some((key) => key.startsWith('tafel:concept'))")
    page.get_by_role("link", name=VRAAG).click()
    page.wait_for_url("**/berichten/*-*")
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [], f"thread at {width} px"
    assert screen.complaints == []


def test_in_place_too_long_and_back_again(scherm):
    screen = scherm("huisarts")
    screen.open_client()
    page = screen.page
    field = page.get_by_label(VELD)
    expect(page.get_by_role("button", name="Afspreken")).to_be_hidden()
    field.fill("Een lang verhaal. " * 25)
    page.get_by_role("button", name="Afspreken").click()
    expect(page.get_by_text("een afspraak heeft er hooguit 400")).to_be_visible()
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [], f"at {width} px"
    page.set_viewport_size({"width": 320, "height": 850})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    # Every kind stays; what is too long says so, and no longer once it is short enough.
    expect(page.get_by_role("button", name="Afspreken").get_by_text("Hoogstens 400 tekens")).to_be_visible()
    field.fill("Haalt de pillen op")
    expect(page.get_by_role("button", name="Afspreken").get_by_text("Hoogstens 400 tekens")).to_be_hidden()
    page.get_by_role("button", name="Afspreken").click()
    line = page.get_by_label("Afspraak", exact=True)
    expect(line).to_have_value("Haalt de pillen op")
    expect(field).to_have_value("")
    # Cancelled is not thrown away.
    page.locator("#nieuw-afspraak").get_by_role("link", name="Annuleren").click()
    expect(field).to_have_value("Haalt de pillen op")
    page.get_by_role("button", name="Afspreken").first.click()
    line.press("Control+End")
    line.press_sequentially(" en brengt ze")
    page.get_by_label("Wie doet dit?").select_option(index=1)
    page.get_by_label("Klaar op").fill("1-12-2027")
    page.locator("#nieuw-afspraak").get_by_role("button", name="Opslaan").click()
    expect(page.locator("#afspraken li", has_text="Haalt de pillen op en brengt ze")).to_be_visible()
    page.reload()
    expect(field).to_have_value("")
    assert [c for c in screen.complaints if "422" not in c] == []


def test_nothing_typed_is_lost(scherm, server):
    """A closed tab, an expired session, a server that falls over; and after signing out it is gone."""
    screen = scherm(None).sign_in("wijkverpleging")
    here, page = screen.open_client(), screen.page
    page.get_by_label(VELD).fill(VRAAG)
    await_in(page, "Object.keys(localStorage).some((key) => key.endsWith('/waar'))")
    assert "apotheek" not in drafts(page), "on the disk it is not to be read"
    page.close()
    page = screen.page = screen.context.new_page()
    page.goto(here)
    expect(page.get_by_label(VELD)).to_have_value(VRAAG)
    screen.context.clear_cookies(name="overlegtafel")
    page.get_by_role("button", name="Vragen").click()
    page.wait_for_url("**/inloggen*")
    screen.sign_in("wijkverpleging")
    page.goto(here)
    expect(page.get_by_label(VELD)).to_have_value(VRAAG)
    # On to the form, typed on there, and then the power fails.
    page.get_by_role("button", name="Vragen").click()
    field = page.get_by_label("Uw vraag over")
    field.press("Control+End")
    field.press_sequentially(" Graag vandaag.")
    page.get_by_role("radio").first.check()
    server.stop(hard=True)
    try:
        page.get_by_role("button", name="Verstuur").click()
        expect(page.locator("#melding")).to_contain_text("Geen verbinding")
        expect(field).to_have_value(f"{VRAAG} Graag vandaag.")
    finally:
        server.start()
    page.close()
    page = screen.page = screen.context.new_page()
    page.goto(here)
    expect(page.get_by_label(VELD)).to_have_value(VRAAG)
    page.get_by_role("button", name="Vragen").click()
    expect(page.get_by_label("Uw vraag over")).to_have_value(f"{VRAAG} Graag vandaag.")
    expect(page.get_by_role("radio").first).to_be_checked()
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/inloggen")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.fixture
def today(scherm):
    screen = scherm("wijkverpleging")
    screen.page.goto("/vandaag")
    return screen


def signal(page) -> None:
    page.evaluate("document.body.dispatchEvent(new CustomEvent('ot:bericht', {bubbles: true}))")


def test_the_work_list_by_key_and_never_moving_under_somebody(today):
    page = today.page
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [], f"at {width} px"
    page.set_viewport_size({"width": 1200, "height": 850})
    rows = page.locator("#werk .werk__wie")
    search = page.get_by_label("Zoek een cliënt")
    # Typing in the search field: the list below renews itself, and what is typed stays.
    search.press_sequentially("qq")
    with page.expect_response("**/vandaag"):
        signal(page)
    expect(search).to_be_focused()
    expect(search).to_have_value("qq")
    search.press("ArrowDown")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    # In the list: it stays as it is, and a line says there is more.
    asked = len(today.requested)
    signal(page)
    expect(page.get_by_text("Er is iets nieuws.")).to_be_visible()
    expect(rows.nth(1)).to_be_focused()
    assert not [url for url in today.requested[asked:] if url.endswith("/vandaag")]
    assert axe(page) == []
    page.get_by_role("button", name="Ververs").click()
    expect(page.get_by_text("Er is iets nieuws.")).to_have_count(0)
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(clienten|berichten)/"))
    assert today.complaints == []


def test_without_javascript_the_text_arrives_as_well(scherm):
    page = scherm("huisarts", javascript=False).page
    page.goto("/clienten?zoek=077461848")
    page.get_by_role("button", name="Zoek").click()
    page.locator("#lijst tbody a").first.click()
    page.get_by_label(VELD).fill("Zonder script & wel gevraagd")
    page.get_by_role("button", name="Laten weten").click()
    expect(page.get_by_role("textbox")).to_have_value("Zonder script & wel gevraagd")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Verstuur").click()
    expect(page.get_by_role("link", name="Zonder script & wel gevraagd")).to_be_visible()
