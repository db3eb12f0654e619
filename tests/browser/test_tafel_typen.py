"""At the table while somebody types: the chair goes on, and nothing lands with another client, no key does a thing, nothing is lost."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde
from overlegtafel.overleggen.models_punt import Agendapunt
from tests.browser.samen_schermen import general_item, live, not_connected, nothing_kept, saved, stored, without_socket
from tests.browser.tafelregio import in_database, make_table
from tests.browser.test_aan_tafel import begin, connected
from tests.browser.test_toegankelijk import axe
from tests.delen import await_in

FIELDS = {"notitie": "#notitie textarea", "uitkomst": "#uitkomst input[name=uitkomst]"}


@pytest.fixture
def regio(server):
    return make_table(server)


@pytest.fixture
def tafel(scherm, server, regio):
    """Both chairs, each at their own screen, at the item both see."""
    with in_database(server):
        db.session.get_one(Genodigde, regio.genodigden["wijkverpleging"]).is_voorzitter = True
    chair, nurse = scherm("huisarts"), scherm("wijkverpleging")
    for screen in (chair, nurse):
        screen.page.goto(regio.url)
        connected(screen.page)
    begin(chair.page)
    go(chair.page, regio.samen_naam)
    for screen in (chair, nurse):
        # The first time the server reads its templates.
        expect(screen.page.locator("#punt-naam")).to_contain_text(regio.samen_naam, timeout=15_000)
    return chair.page, nurse.page


def go(chair, name: str) -> None:
    chair.get_by_role("button", name=f"Ga met de tafel naar {name}").click()


@pytest.mark.parametrize("what", FIELDS)
def test_typing_on_while_the_table_moves(tafel, server, regio, what):
    chair, page = tafel
    live(page)
    page.locator(FIELDS[what]).click()
    page.keyboard.type("Nooit rn bij ")
    go(chair, "Rondvraag")
    # What is typed while it comes and just after, with the keys of the table in it and the ones that send.
    page.keyboard.type("een ander, nr nrn rn rn rn", delay=40)
    expect(page.locator("#punt-naam")).to_have_text("Rondvraag")
    page.keyboard.type("rn rn", delay=40)
    # It is said, with the way back, and no key moved the screen.
    told = page.locator("#melding")
    expect(told).to_contain_text(
        f"Uw laatste woorden staan bij {regio.samen_naam}. Wat u daarna nog typte, is niet bewaard."
    )
    assert page.evaluate("scrollY") == 0
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#punt-naam")).to_be_focused()
    live(page)
    for field in FIELDS.values():
        expect(page.locator(field)).to_have_value("")
    # The table stands where the chair put it; nobody got the floor, and nothing was stored or closed.
    for screen in (page, chair):
        expect(screen.locator("#punt-naam")).to_have_text("Rondvraag")
        expect(screen.locator(".rondje")).to_have_count(0)
    chair.reload()
    assert "ooit rn" not in chair.content() and "besproken" not in chair.locator("#uitkomst").inner_text()
    assert stored(server, general_item(server, regio)) == ""
    kept = page.locator("#tafel-kop [data-los]")
    if what == "notitie":
        # A note saves itself, also once it was left.
        nothing_kept(page)
        expect(kept).to_be_hidden()
        assert stored(server, regio.samen).startswith("Nooit rn bij ")
        page.goto(f"{regio.url}?punt={regio.samen}")
    else:
        # It is named, and the way back stays: also when the table goes on meanwhile.
        expect(kept).to_contain_text(f"U had nog niet opgeslagen tekst bij {regio.samen_naam}")
        kept.get_by_role("link").click()
    expect(page.locator(FIELDS[what])).to_have_value(re.compile("^Nooit rn bij"))
    expect(page.get_by_text("u kijkt zelf rond", exact=True)).to_be_visible()
    page.locator(FIELDS[what]).press("End")
    page.keyboard.type("!")
    go(chair, "Opening")
    expect(page.locator("#tafel-kop")).to_contain_text("De tafel is bij: Opening")
    expect(page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    expect(page.locator(FIELDS[what])).to_have_value(re.compile("!$"))


def test_a_link_to_another_item_is_looking_around(tafel, regio):
    """As from a page of that item back to the table: it is not taken away when the page asks again."""
    chair, page = tafel
    go(chair, "Rondvraag")
    expect(page.locator("#punt-naam")).to_have_text("Rondvraag")
    page.goto(f"{regio.url}?punt={regio.samen}")
    expect(page.get_by_role("button", name="Volg de tafel")).to_be_visible()
    expect(page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    expect(page.locator("#tafel-kop")).to_contain_text("De tafel is bij:")


def test_from_within_the_note_with_alt_and_out_of_it_with_escape(tafel, regio):
    chair, _ = tafel
    note = chair.locator(FIELDS["notitie"])
    note.fill("Regel")
    chair.keyboard.press("Alt+r")
    expect(chair.locator(".rondje")).to_contain_text("huisarts")
    expect(note).to_be_focused()
    expect(note).to_have_value("Regel")
    note.press("Escape")
    expect(chair.locator("#punt-naam")).to_be_focused()
    chair.keyboard.press("r")
    expect(chair.locator(".rondje")).to_contain_text("wijkverpleegkundige")
    note.focus()
    chair.evaluate("scrollTo(0, 500)")
    chair.keyboard.press("Alt+n")
    expect(chair.locator("#punt-naam")).to_contain_text(regio.apart_naam)
    # At its beginning, with its name, clock and round in sight.
    await_in(chair, "scrollY === 0")
    assert axe(chair) == []


def test_the_clock_over_all_says_what_the_server_says(tafel, server, regio):
    chair, _ = tafel
    with in_database(server):
        db.session.execute(
            update(Agendapunt)
            .where(Agendapunt.overleg_id == regio.overleg, Agendapunt.titel == "Rondvraag")
            .values(minuten=300)
        )
    said = chair.evaluate("fetch(location.href).then((a) => a.text()).then((t) => t.match(/loopt \\d+ min uit/)[0])")
    chair.reload()
    # It counts on by itself, from the same moment.
    await_in(chair, "document.getElementById('tafel-kop').dataset.nu < Date.now() - 2500")
    minutes = int(re.search(r"\d+", said)[0])
    expect(chair.locator("[data-klok=overleg]")).to_have_text(re.compile(f"loopt ({minutes}|{minutes + 1}) min uit"))
    assert minutes > 60


def test_no_connection_is_said_as_long_as_there_is_none(tafel, regio):
    chair, _ = tafel
    field = live(chair)
    chair.context.set_offline(True)
    field.fill("Zonder net")
    not_connected(chair)
    # What the page asks by itself covers nothing: the note says it. What somebody asks is answered.
    with chair.expect_event("requestfailed", lambda request: request.headers.get("x-vanzelf") == "1"):
        pass
    expect(chair.locator("#melding")).to_be_empty()
    chair.get_by_role("button", name="Rondje").click()
    expect(chair.locator("#melding")).to_contain_text("Geen verbinding")
    chair.context.set_offline(False)
    saved(chair)
    expect(chair.locator("#melding")).not_to_contain_text("Geen verbinding")


def test_the_half_page_beside_it_is_new_after_a_decision_and_left_alone_by_a_note(tafel, regio):
    chair, page = tafel
    expect(page.locator("#tafel-naast")).to_contain_text("Halve A4")
    page.evaluate("document.getElementById('naast-plan').dataset.zelfde = ''")
    note = chair.locator(FIELDS["notitie"])
    note.fill("Wiske slaapt door")
    note.press("Control+Enter")
    expect(page.locator(FIELDS["notitie"])).to_have_value("Wiske slaapt door")
    expect(page.locator("#naast-plan[data-zelfde]")).to_have_count(1)
    chair.keyboard.press("Alt+p")
    chair.locator("#besluit-regel").select_option("nieuw.doel")
    chair.locator("#besluit-tekst").fill("Elke dag naar buiten")
    chair.locator("#besluit-tekst").press("Control+Enter")
    for screen in (chair, page):
        expect(screen.locator("#tafel-naast")).to_contain_text("Elke dag naar buiten")
        expect(screen.get_by_text("Er is iets nieuws")).to_be_hidden()


def test_unsaved_text_is_named_on_the_page_that_closes(tafel, regio):
    """Where the note is a form; a live one is saved by then."""
    chair, _ = tafel
    without_socket(chair)
    chair.reload()
    chair.locator(FIELDS["notitie"]).fill("Nog niet bewaard")
    chair.get_by_role("link", name="Sluit het overleg").click()
    kept = chair.locator("[data-los]")
    expect(kept).to_contain_text(f"U had nog niet opgeslagen tekst bij {regio.samen_naam}")
    chair.get_by_label("Wat kwam eruit?").fill("Slaapt weer")
    assert axe(chair) == []
    chair.get_by_role("button", name="Sluit het overleg").click()
    expect(chair.get_by_text("Het overleg is gesloten.")).to_be_visible()
