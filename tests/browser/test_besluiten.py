"""Deciding at the table with the keyboard alone, two who write in one note, and the sheet at every width."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from overlegtafel.core.datums import now, show_date
from tests.browser.samen_schermen import as_form, live, saved, without_socket
from tests.browser.tafelregio import SAMEN, in_database, make_table
from tests.browser.test_toegankelijk import axe
from tests.delen import await_in
from tests.overleggen.tafels import make_overleg, make_punt

SOON = show_date(now() + timedelta(days=9))
NOTITIE = "Zij slaapt slecht.\n- Zuster belt de apotheek\nDochter komt zondag."


@pytest.fixture
def regio(server):
    return make_table(server)


def test_deciding_without_the_mouse_in_under_five_actions(scherm, regio):
    page = scherm("huisarts").page
    page.goto(f"{regio.url}?punt={regio.samen}")
    note = live(page)
    note.fill(NOTITIE)
    # Saving is no action at all; the key that saved a form does no harm.
    note.press("Control+Enter")
    saved(page)
    note.press("Control+Home")
    note.press("ArrowDown")
    keys = page.keyboard
    keys.press("Alt+a")  # action 1
    expect(page.get_by_label("Wat is afgesproken?")).to_have_value("Zuster belt de apotheek")
    owner = page.get_by_label("Wie doet dit?")
    expect(owner).to_be_focused()
    keys.press("ArrowDown")  # 2: who
    keys.press("Tab")
    keys.type(SOON)  # 3: when
    keys.press("Enter")  # 4
    listed = page.locator("#besluiten-lijst")
    expect(listed).to_contain_text(re.compile(f"Zuster belt de apotheek.*open.*{SOON}", re.S))
    # Back where they were writing, and on the half page.
    expect(note).to_be_focused()
    keys.press("Alt+t")
    day = page.get_by_label(re.compile("op welke dag|Of op deze dag", re.I))
    expect(day).to_be_visible()
    day.fill(SOON)
    day.press("Enter")
    expect(listed).to_contain_text(f"Terugkomen: {SOON}")
    page.get_by_label("Wat kwam eruit").fill("Nakijken")
    keys.press("Enter")
    expect(page.locator("#uitkomst")).to_contain_text("Nakijken Afgesloten door", use_inner_text=False)
    page.goto("/overleggen/punten/" + str(regio.samen) + "/notitie")
    page.locator("#besluiten-lijst a[href*='#regel-']").click()
    expect(page.get_by_role("link", name=SAMEN).or_(page.get_by_role("heading", name=SAMEN)).first).to_be_visible()
    expect(page.locator("#afspraken")).to_contain_text("Zuster belt de apotheek")


def test_a_form_that_was_left_keeps_what_was_typed_for_its_own_line(scherm, regio):
    page = scherm("huisarts").page
    page.goto(f"/overleggen/punten/{regio.samen}/notitie")
    note = page.get_by_role("textbox", name="Notitie")
    note.fill(NOTITIE)
    note.press("Control+Home")
    note.press("Alt+v")
    question = page.get_by_label("Uw vraag")
    expect(question).to_have_value("Zij slaapt slecht.")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    note.press("Control+End")
    note.press("Alt+v")
    expect(question).to_have_value("Dochter komt zondag.")
    question.fill("Komt de dochter zondag?")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    # Another line begins with its own words; the rest is there to read, and lies in no field.
    note.press("Control+Home")
    note.press("Alt+v")
    expect(question).to_have_value("Zij slaapt slecht.")
    other = page.locator("#besluit-form [data-concept-los]")
    expect(other).to_contain_text("Komt de dochter zondag?")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    # Also in a page that was closed meanwhile: the way back is there.
    page.reload()
    expect(note).to_have_value(NOTITIE)
    half = page.locator("[data-half]")
    expect(half).to_contain_text("nog iets aan het opschrijven")
    half.get_by_role("button", name="vraag").first.click()
    expect(question).to_have_value("Komt de dochter zondag?")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    note.press("Control+End")
    note.press("Alt+v")
    expect(question).to_have_value("Komt de dochter zondag?")
    expect(page.locator("#besluit-form [data-concept-melding]")).to_be_visible()
    expect(other).to_be_hidden()


def test_two_who_write_in_one_note_lose_nothing(scherm, regio):
    """Each as a form: hers was filled in before her socket came, his never comes."""
    url = f"/overleggen/punten/{regio.samen}/notitie"
    doctor, nurse = scherm("huisarts").page, scherm("wijkverpleging").page
    without_socket(doctor)
    comes = without_socket(nurse)
    for page in (doctor, nurse):
        page.goto(url)
        as_form(page)
    nurse.get_by_role("textbox", name="Notitie").fill("Van de zuster")
    comes.append(True)
    nurse.evaluate("dispatchEvent(new Event('online'))")
    await_in(nurse, "document.body.dataset.verbonden !== undefined")
    doctor.get_by_role("textbox", name="Notitie").fill("Van de huisarts")
    doctor.get_by_role("button", name="Opslaan").click()
    # It is said beside what she types, and takes nothing from her.
    expect(nurse.locator("#notitie-stand")).to_contain_text("een nieuwere tekst")
    expect(nurse.get_by_role("textbox", name="Notitie")).to_have_value("Van de zuster")
    nurse.get_by_role("button", name="Haal die op").click()
    expect(nurse.locator("#notitie-ander")).to_have_text("Van de huisarts")
    own = nurse.get_by_role("textbox", name="Uw tekst")
    expect(own).to_have_value("Van de zuster")
    # What is not saved is not called saved.
    expect(nurse.get_by_text("Nog niet opgeslagen.", exact=True)).to_be_visible()
    expect(nurse.get_by_text("✓ Opgeslagen")).to_be_hidden()
    assert axe(nurse) == []
    # Left and come back to: her text, and the two are compared once more.
    comes.clear()
    nurse.reload()
    as_form(nurse)
    expect(nurse.get_by_role("textbox", name="Notitie")).to_have_value("Van de zuster")
    nurse.get_by_role("button", name="Opslaan").click()
    expect(own).to_have_value("Van de zuster")
    nurse.get_by_role("button", name="Voeg de twee teksten samen").click()
    both = "Van de huisarts\nVan de zuster"
    expect(nurse.get_by_role("textbox", name="De tekst van u beiden")).to_have_value(both)
    expect(nurse.get_by_text("Nog niet opgeslagen.", exact=True)).to_be_visible()
    nurse.get_by_role("button", name="Deze tekst opslaan").click()
    expect(nurse.get_by_role("textbox", name="Notitie")).to_have_value(both)
    expect(nurse.get_by_text("✓ Opgeslagen")).to_be_visible()
    # From here on she writes along; and who comes as a form has both.
    doctor.reload()
    expect(doctor.get_by_role("textbox", name="Notitie")).to_have_value(both)
    comes.append(True)
    nurse.evaluate("dispatchEvent(new Event('online'))")
    live(nurse).press("Control+End")
    nurse.keyboard.type("!")
    saved(nurse)


@pytest.fixture
def blad(server, regio) -> str:
    with in_database(server) as mensen:
        overleg = make_overleg(mensen, "hoc", mensen=("huisarts",), organisatie_id=None)
        punt = make_punt(overleg, regio.samen_client)
    return f"/overleggen/punten/{punt.id}/blad"


def test_the_sheet_is_filled_in_and_read_at_every_width(scherm, blad):
    screen = scherm("huisarts")
    page = screen.page
    page.goto(blad)
    page.get_by_role("link", name="Vul het blad in").click()
    page.get_by_label("De cliënt stelt zich voor").fill("Ik ben Wiske.")
    page.get_by_role("group", name="Zingeving").get_by_role("radio", name="7").check()
    page.get_by_label("De zorgafspraak").fill("Elke week wandelen")
    for width in (1200, 768, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= width
    # Not saved, and still there.
    page.reload()
    expect(page.get_by_label("De cliënt stelt zich voor")).to_have_value("Ik ben Wiske.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("row", name="Zingeving")).to_contain_text("7")
    page.get_by_role("link", name="Grote letters").click()
    for width in (1200, 768, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [] and page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Zet op de halve A4").click()
    expect(page.get_by_text("staat op de halve A4", exact=True)).to_be_visible()
    assert screen.complaints == []


def test_what_was_asked_for_by_itself_takes_nothing_from_who_began_to_type(scherm, regio):
    """The answer comes when they are in the field: it waits, and Enter does what it does."""
    page = scherm("huisarts").page
    page.goto(f"/overleggen/punten/{regio.samen}/notitie")
    outcome, held = page.get_by_label("Wat kwam eruit"), []
    page.route("**/uitkomst", lambda route: held.append(route) if route.request.method == "GET" else route.continue_())
    with page.expect_request("**/uitkomst"):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('ot:punt'))")
    outcome.fill("Nakijken")
    with page.expect_response("**/uitkomst"):
        held[0].continue_()
    expect(page.get_by_text("Er is iets nieuws.")).to_be_visible()
    expect(outcome).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#uitkomst")).to_contain_text("Afgesloten door")
    expect(page.locator("#uitkomst")).to_contain_text("Nakijken")
    expect(page.get_by_text("Er is iets nieuws.")).to_be_hidden()
