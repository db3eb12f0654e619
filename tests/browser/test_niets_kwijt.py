"""Nothing typed is lost: two at once, the session gone, the connection gone, the server killed."""

import re

from playwright.sync_api import expect


def _edit_wish(screen):
    """Open the form of the client's own wish."""
    line = screen.page.locator("#wie li", has=screen.page.locator(".citaat")).first
    line.get_by_role("link", name="Wijzig").click()
    field = screen.page.get_by_label("Wat wil ik veranderen")
    field.wait_for()
    return field


def test_two_people_change_the_same_line(scherm):
    first, second = scherm("huisarts"), scherm("wijkverpleging")
    first.open_client()
    second.open_client()
    mine, theirs = _edit_wish(first), _edit_wish(second)
    mine.fill("Ik wil weer naar de bakker, zei zij tegen de huisarts.")
    theirs.fill("Ik wil weer naar de markt, zei zij tegen de zuster.")
    first.page.locator("#wie").get_by_role("button", name="Opslaan").click()
    expect(first.page.get_by_role("status").filter(has_text="Opgeslagen")).to_be_visible()
    second.page.locator("#wie").get_by_role("button", name="Opslaan").click()
    conflict = second.page.get_by_role("alert")
    expect(conflict).to_contain_text("zei zij tegen de huisarts")
    expect(second.page.get_by_label("Uw tekst")).to_have_value("Ik wil weer naar de markt, zei zij tegen de zuster.")
    second.page.get_by_role("button", name="Mijn tekst opslaan").click()
    expect(second.page.locator("#wie .citaat").first).to_have_text(
        "Ik wil weer naar de markt, zei zij tegen de zuster."
    )


def test_the_session_ended_while_typing(scherm):
    """Save leads to signing in; afterwards the form holds what was typed."""
    screen = scherm("huisarts")
    address = screen.open_client()
    field = _edit_wish(screen)
    field.press_sequentially(" En mijn hond mee.")
    typed = field.input_value()
    # The page asks now and then whether it may stay, and would be at the sign-in before the click.
    screen.page.route("**/wacht*", lambda route: route.abort())
    screen.context.clear_cookies()
    screen.page.locator("#wie").get_by_role("button", name="Opslaan").click()
    screen.page.wait_for_url(re.compile("/inloggen"))
    screen.sign_in("huisarts")
    screen.page.goto(address)
    again = _edit_wish(screen)
    expect(again).to_have_value(typed)
    expect(screen.page.locator("#wie").get_by_text("Dit had u eerder getypt en nog niet opgeslagen.")).to_be_visible()


def test_the_next_person_at_this_computer_finds_no_draft(scherm):
    screen = scherm("huisarts")
    address = screen.open_client()
    _edit_wish(screen).fill("Dit is alleen voor de huisarts")
    screen.context.clear_cookies()
    screen.page.goto("/vandaag")
    screen.sign_in("wijkverpleging")
    screen.page.goto(address)
    field = _edit_wish(screen)
    assert "alleen voor de huisarts" not in field.input_value()
    # Somebody else's drafts are gone, not only unreadable.
    assert len(screen.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tafel:concept'))")) == 0


def test_signing_out_leaves_nothing_behind(scherm):
    screen = scherm("huisarts")
    screen.open_client()
    _edit_wish(screen).press_sequentially(" nog iets")
    screen.page.wait_for_function("localStorage.length === 1")
    screen.page.get_by_role("button", name="Uitloggen").click()
    screen.page.wait_for_url("**/inloggen")
    assert screen.page.evaluate("localStorage.length + sessionStorage.length") == 0
    screen.page.go_back()
    screen.page.wait_for_url(re.compile("/inloggen"))


def test_the_connection_gone(scherm):
    """Without a connection the form stays, with a message; afterwards saving works."""
    screen = scherm("huisarts")
    screen.open_client()
    page = screen.page
    page.get_by_role("link", name="Doel erbij").click()
    field = page.locator("#nieuw-doel").get_by_label("Doel")
    field.fill("Doel van een slechte wifi")
    screen.context.set_offline(True)
    page.locator("#nieuw-doel").get_by_role("button", name="Opslaan").click()
    expect(page.locator("#melding")).to_contain_text("Geen verbinding")
    expect(field).to_have_value("Doel van een slechte wifi")
    screen.context.set_offline(False)
    page.locator("#nieuw-doel").get_by_role("button", name="Opslaan").click()
    expect(page.locator("#doelen li", has_text="Doel van een slechte wifi")).to_be_visible()


def test_the_server_killed(scherm, server):
    """What was answered as saved is there after kill -9; what was being typed is still in the form."""
    screen = scherm("huisarts")
    address = screen.open_client()
    page = screen.page
    page.get_by_role("link", name="Doel erbij").click()
    page.locator("#nieuw-doel").get_by_label("Doel").fill("Opgeslagen voor de klap")
    page.locator("#nieuw-doel").get_by_role("button", name="Opslaan").click()
    page.locator("#doelen li", has_text="Opgeslagen voor de klap").wait_for()
    server.stop(hard=True)
    try:
        page.get_by_role("link", name="Doel erbij").click()
        expect(page.locator("#melding")).to_contain_text("Geen verbinding")
    finally:
        server.start()
    page.goto(address)
    expect(page.locator("#doelen li", has_text="Opgeslagen voor de klap")).to_be_visible()
