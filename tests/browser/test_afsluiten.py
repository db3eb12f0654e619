"""What is typed and then left for another button: the note when an item closes, the minutes when the next field or an arrow is next."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.samen_schermen import live, nothing_kept, saved, stored, without_socket
from tests.browser.tafelregio import APART, SAMEN, make_table
from tests.browser.test_toegankelijk import axe

BEIDE = re.compile(r"Van de huisarts\s+Van de zuster|Van de zuster\s+Van de huisarts")


@pytest.fixture
def regio(server):
    return make_table(server)


def open_item(scherm, name: str, url: str):
    page = scherm(name).page
    page.goto(url)
    expect(page.locator("body[data-verbonden]")).to_have_count(1, timeout=15_000)
    return page


def begin(scherm, regio):
    """The chair has begun, and everybody is at the item both see."""
    page = open_item(scherm, "huisarts", regio.url)
    page.get_by_role("button", name="Begin het overleg").click()
    page.get_by_role("button", name="Volgend punt").click()
    expect(page.locator("#punt-naam")).to_contain_text(SAMEN)
    return page


def test_closing_stores_the_note_and_says_nothing_is_new(scherm, server, regio):
    page = begin(scherm, regio)
    note = live(page)
    note.fill("Zij slaapt weer.")
    page.get_by_label("Wat kwam eruit").fill("Blijft thuis")
    with page.expect_response("**/uitkomst"):
        page.get_by_role("button", name="Sluit punt af").click()
    expect(page.locator("#uitkomst")).to_contain_text("Blijft thuis")
    # Closed with the words that were typed last, and not before they were stored.
    assert stored(server, regio.samen) == "Zij slaapt weer."
    saved(page)
    expect(page.get_by_text("Nog niet opgeslagen.", exact=True)).to_be_hidden()
    # The screen of another shows it, so the event is out; here it is no news.
    nurse = open_item(scherm, "wijkverpleging", regio.url)
    expect(nurse.get_by_role("textbox", name="Notitie")).to_have_value("Zij slaapt weer.")
    expect(page.get_by_text("Er is iets nieuws")).to_have_count(0)
    # Nothing waits in this browser any more.
    nothing_kept(page)
    page.reload()
    expect(note).to_have_value("Zij slaapt weer.")
    expect(page.locator("form[data-notitie] [data-concept-melding]")).to_be_hidden()


def test_a_note_somebody_else_wrote_on_shows_both_and_stays_to_be_sent(scherm, regio):
    """Hers is a form: no socket comes through to her."""
    doctor = begin(scherm, regio)
    nurse = scherm("wijkverpleging").page
    without_socket(nurse)
    nurse.goto(regio.url)
    nurse.get_by_role("textbox", name="Notitie").fill("Van de zuster")
    live(doctor).fill("Van de huisarts")
    saved(doctor)
    nurse.get_by_label("Wat kwam eruit").fill("Blijft thuis")
    nurse.get_by_role("button", name="Sluit punt af").click()
    expect(nurse.locator("#notitie-ander")).to_have_text("Van de huisarts")
    expect(nurse.get_by_role("textbox", name="Uw tekst")).to_have_value("Van de zuster")
    expect(nurse.locator("#uitkomst")).to_contain_text("nog niets afgesloten")
    assert axe(nurse) == []
    nurse.get_by_role("button", name="Voeg de twee teksten samen").click()
    expect(nurse.get_by_role("textbox", name="De tekst van u beiden")).to_have_value(BEIDE)
    expect(nurse.get_by_label("Wat kwam eruit")).to_have_value("Blijft thuis")
    nurse.get_by_role("button", name="Sluit punt af").click()
    expect(nurse.locator("#uitkomst")).to_contain_text("Blijft thuis")
    expect(doctor.get_by_role("textbox", name="Notitie")).to_have_value(BEIDE)


def test_minutes_are_kept_whatever_comes_next(scherm, regio):
    chair = scherm("huisarts")
    page = chair.page
    page.goto(f"/overleggen/{regio.overleg}")
    total = page.locator(".agenda__tijd")
    field = page.get_by_label(f"Minuten voor {SAMEN}", exact=True)
    expect(total).to_contain_text("26 van 90")
    field.fill("20")
    field.press("Tab")
    expect(total).to_contain_text("38 van 90")
    expect(field).to_have_value("20")
    expect(page.get_by_role("button", name=f"Zet minuten voor {SAMEN}")).to_be_focused()
    field.fill("21")
    field.press("Enter")
    expect(total).to_contain_text("39 van 90")
    expect(field).to_be_focused()
    # An arrow of another item: the minutes, and then the step.
    field.fill("10")
    page.get_by_role("button", name=f"{APART} omlaag").dispatch_event("click")
    expect(page.locator("#agenda .agendapunt__kop b")).to_have_text(["Opening", SAMEN, "Rondvraag", APART])
    field.fill("11")
    field.evaluate("field => field.dispatchEvent(new Event('change', {bubbles: true}))")
    page.get_by_role("button", name=f"{APART} omhoog").dispatch_event("click")
    expect(page.locator("#agenda .agendapunt__kop b")).to_have_text(["Opening", SAMEN, APART, "Rondvraag"])
    expect(total).to_contain_text("29 van 90")
    field.fill("veel")
    field.press("Tab")
    expect(page.locator(".agendapunt__fout")).to_contain_text("Vul een heel aantal minuten in")
    expect(field).to_be_focused()
    expect(field).to_have_value("veel")
    assert axe(page) == []
    assert [c for c in chair.complaints if "422" not in c] == []


def test_coming_or_not_is_no_news_to_oneself(scherm, regio):
    page = open_item(scherm, "wijkverpleging", f"/overleggen/{regio.overleg}")
    other = open_item(scherm, "huisarts", f"/overleggen/{regio.overleg}")
    page.locator("#wie-komt").get_by_role("button", name="Nee", exact=True).click()
    expect(page.locator("#wie-komt")).to_contain_text("Komen niet (1)")
    expect(other.locator("#wie-komt")).to_contain_text("Komen niet (1)")
    expect(page.get_by_text("Er is iets nieuws")).to_have_count(0)
