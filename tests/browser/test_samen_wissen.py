"""Text that was erased comes back from no browser; a note that is full says so; the wall in the room follows what is written."""

import pytest
from playwright.sync_api import expect

from tests.browser.samen_schermen import (
    general_item,
    kept,
    live,
    not_connected,
    nothing_kept,
    open_note,
    real_complaints,
    saved,
    set_state,
    stored,
    url_of,
)
from tests.browser.tafelregio import make_table
from tests.browser.test_samen import go_to
from tests.browser.test_toegankelijk import axe
from tests.delen import await_in


@pytest.fixture
def regio(server):
    return make_table(server)


def test_erased_text_comes_back_from_no_browser(scherm, server, regio):
    doctor, nurse, away = scherm("huisarts"), scherm("wijkverpleging"), scherm("huisarts")
    mine, theirs, absent = (open_note(screen.page, regio.samen) for screen in (doctor, nurse, away))
    mine.press_sequentially("Dit gaat over een ander.\nDit blijft.")
    for screen in (doctor, nurse, away):
        saved(screen.page)
    expect(absent).to_have_value("Dit gaat over een ander.\nDit blijft.")
    away.context.set_offline(True)
    not_connected(away.page)
    absent.press("Control+End")
    away.page.keyboard.type(" Ongezien getypt.")
    kept(away.page)

    erase = doctor.context.new_page()
    erase.goto(f"{url_of(regio.samen)}/wissen")
    erase.get_by_label("Dit gaat over een ander.").check()
    erase.get_by_role("radio").first.check()
    erase.get_by_role("button", name="Verder").click()
    erase.get_by_role("button", name="Wis dit voorgoed").click()
    for field in (mine, theirs):
        expect(field).to_have_value("Dit blijft.")
    # They write on, in the same field.
    theirs.press("Control+End")
    nurse.page.keyboard.type(" En verder.")
    expect(mine).to_have_value("Dit blijft. En verder.")

    # Who was away brings nothing back; what they typed meanwhile is offered, and can be put in again.
    away.context.set_offline(False)
    expect(absent).to_have_value("Dit blijft. En verder.", timeout=20_000)
    box = away.page.get_by_role("region", name="Niet opgeslagen tekst")
    expect(box.locator(".typte")).to_have_text("Ongezien getypt.")
    assert axe(away.page) == []
    box.get_by_role("button", name="Zet onderaan in de notitie").click()
    for field in (mine, theirs, absent):
        expect(field).to_have_value("Dit blijft. En verder.\nOngezien getypt.")
    saved(away.page)
    nothing_kept(away.page)
    assert "een ander" not in stored(server, regio.samen)
    assert real_complaints(doctor) == [] and real_complaints(nurse) == [] and real_complaints(away) == []


def test_the_wall_follows_what_is_written(scherm, server, regio):
    set_state(server, regio, "bezig")
    chair, wall = scherm("huisarts"), scherm("huisarts")
    chair.page.goto(regio.url)
    chair.page.get_by_role("button", name=f"Ga met de tafel naar {regio.samen_naam}").click()
    chair.page.get_by_role("button", name="Toon op groot scherm").click()
    expect(chair.page.get_by_role("button", name="Haal van groot scherm")).to_be_visible()
    field = live(chair.page)
    wall.page.goto(f"/overleggen/{regio.overleg}/scherm")
    expect(wall.page.get_by_role("heading", name="Wiske")).to_be_visible()
    await_in(wall.page, "document.body.dataset.verbonden !== undefined")
    field.fill("Zij slaapt weer.")
    expect(wall.page.locator(".wand__notitie")).to_have_text("Zij slaapt weer.")
    # Of a long note the end shows, and what was decided.
    field.fill("\n".join(f"Regel {n}" for n in range(80)))
    words = wall.page.locator(".wand__notitie")
    expect(words).to_contain_text("Regel 79")
    await_in(wall.page, "document.documentElement.scrollHeight <= innerHeight")
    assert words.evaluate("w => w.scrollHeight > w.clientHeight && w.scrollTop === 0")
    assert words.evaluate("w => w.firstElementChild.getBoundingClientRect().bottom <= innerHeight")
    assert chair.complaints == [] and wall.complaints == []


def test_a_note_that_is_full_says_so_and_goes_on_when_there_is_room(scherm, server, regio):
    punt = general_item(server, regio)
    screen = scherm("psychiater")
    field = open_note(screen.page, punt)
    field.fill("x" * 19_990)
    saved(screen.page)
    field.press("Control+End")
    screen.page.keyboard.insert_text(" te veel voor een notitie")
    fault = screen.page.locator("[data-samen-stand] [data-fout]")
    expect(fault).to_contain_text("De notitie is vol")
    expect(screen.page.locator("[data-samen-stand] [data-stand]")).to_have_text("Nog niet opgeslagen")
    assert field.input_value().endswith("te veel voor een notitie") and axe(screen.page) == []
    go_to(field, 0, 1000)
    screen.page.keyboard.press("Delete")
    saved(screen.page)
    expect(fault).to_be_hidden()
    assert stored(server, punt) == field.input_value()
