"""The main job, in a real browser: find, read, change, seen elsewhere; keyboard only; without JavaScript."""

import re

from playwright.sync_api import expect


def test_a_change_is_seen_by_the_other(scherm):
    huisarts, nurse = scherm("huisarts"), scherm("wijkverpleging")
    page = huisarts.page
    page.get_by_label("Zoek een cliënt").press_sequentially("bocker")
    page.locator("#lijst").get_by_role("link", name="Jopie Böçker").click()
    page.get_by_role("link", name="Afspraak erbij").click()
    form = page.locator("#nieuw-afspraak form")
    form.get_by_label("Afspraak").fill("Weegt elke maandag en geeft het door")
    form.get_by_label("Wie doet dit?").select_option(index=1)
    form.get_by_label("Klaar op").fill("1-12-26")
    form.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("status").filter(has_text="Opgeslagen")).to_be_visible()
    owner = page.locator("header").get_by_title("Uw account").inner_text()

    nurse.open_client("bocker")
    line = nurse.page.locator("#afspraken li", has_text="Weegt elke maandag en geeft het door")
    expect(line).to_contain_text("01-12-2026")
    expect(line).to_contain_text(f"door {owner}")


def test_somebody_who_has_nothing_to_do_with_the_client_gets_404(scherm):
    address = scherm("huisarts").open_client()
    stranger = scherm("gezinsregisseur")
    answer = stranger.page.goto(address)
    assert answer.status == 404
    assert "Böçker" not in stranger.page.content()


def test_with_the_keyboard_alone(scherm):
    """From Vandaag to a saved goal without touching the mouse."""
    page = scherm("huisarts").page
    expect(page.get_by_label("Zoek een cliënt")).to_be_focused()
    page.keyboard.type("bocker")
    link = page.locator("#lijst").get_by_role("link", name="Jopie Böçker")
    link.wait_for()
    _tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url("**/clienten/*-*")
    _tab_to(page, page.get_by_role("link", name="Doel erbij"))
    page.keyboard.press("Enter")
    field = page.locator("#nieuw-doel").get_by_label("Doel")
    expect(field).to_be_focused()
    page.keyboard.type("Elke dag een blokje om met de buurvrouw")
    page.keyboard.press("Tab")
    expect(page.locator("#nieuw-doel").get_by_role("button", name="Opslaan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#doelen li", has_text="Elke dag een blokje om met de buurvrouw")).to_be_visible()


def _tab_to(page, target, most: int = 60):
    for _ in range(most):
        if target.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("not to be reached with Tab")


def test_the_room_left_shows_while_typing(scherm):
    screen = scherm("huisarts")
    screen.open_client()
    page = screen.page
    page.get_by_role("link", name="Doel erbij").click()
    form = page.locator("#nieuw-doel")
    before = form.locator("[data-ruimte]").inner_text()
    field = form.get_by_label("Doel")
    field.fill("Dit is een heel lang doel dat over meer dan een regel loopt. " * 5)
    field.press("End")
    field.press_sequentially(" en nog iets")
    expect(form.locator("[data-ruimte]")).not_to_have_text(before)
    expect(field).to_be_focused()
    # Far too long: the meter says so before anybody presses save.
    field.fill("Lang. " * 160)
    field.press_sequentially("x")
    expect(form.locator(".ruimte--vol")).to_contain_text("er is plaats voor 400")


def test_without_javascript(scherm):
    """Search, open, change, finish: all of it with plain links and forms."""
    screen = scherm("huisarts", javascript=False)
    page = screen.page
    page.get_by_label("Zoek een cliënt").fill("bocker")
    page.get_by_role("button", name="Zoek").click()
    page.get_by_role("link", name="Jopie Böçker").click()
    page.get_by_role("link", name="Doel erbij").click()
    page.get_by_label("Doel").fill("")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Vul in wat er op de halve A4 moet staan.")).to_be_visible()
    page.get_by_label("Doel").fill("Zonder script naar de markt")
    page.get_by_role("button", name="Opslaan").click()
    line = page.locator("#doelen li", has_text="Zonder script naar de markt")
    expect(line).to_be_visible()
    line.get_by_role("button", name=re.compile("Bereikt")).click()
    expect(page.locator("#doelen li", has_text="Zonder script naar de markt")).to_have_count(0)
    # The browser opens the fold by itself when the address points into it.
    finished = page.get_by_text("Zonder script naar de markt", exact=True)
    if not finished.is_visible():
        page.get_by_text(re.compile(r"Afgerond \(")).click()
    expect(finished).to_be_visible()


def test_somebody_at_the_table_by_search_and_gone_again(scherm):
    screen = scherm("huisarts")
    screen.open_client()
    page = screen.page
    page.get_by_role("link", name="Iemand erbij").click()
    page.get_by_label("Zoek iemand uit de regio").press_sequentially("kredietbank")
    page.locator("#gevonden a").first.click()
    page.get_by_label("Waarmee bezig?").fill("schulden op een rij")
    page.locator("#nieuw-betrokkene").get_by_role("button", name="Opslaan").click()
    seat = page.locator("#betrokkenen > ul > li", has_text="schulden op een rij")
    expect(seat).to_be_visible()
    seat.get_by_role("link", name=re.compile("Wijzig")).click()
    page.get_by_role("button", name="Niet meer aan tafel").click()
    expect(page.locator("#betrokkenen > ul > li", has_text="schulden op een rij")).to_have_count(0)
    page.get_by_text(re.compile(r"Niet meer aan tafel \(")).click()
    expect(page.locator("#betrokkenen details", has_text="schulden op een rij")).to_contain_text("weg sinds")
