"""What a live note tells who writes in it: whether it is saved, who else is there, and where words went."""

import pytest
from playwright.sync_api import expect

from tests.browser.samen_schermen import kept, live, not_connected, nothing_kept, open_note, saved, set_state, stored
from tests.browser.tafelregio import make_table
from tests.delen import await_in


@pytest.fixture
def regio(server):
    return make_table(server)


def test_what_stands_there_from_the_first_moment_and_signs_nobody_sees(scherm, server, regio):
    doctor, nurse = scherm("huisarts"), scherm("wijkverpleging", width=390)
    mine, theirs = open_note(doctor.page, regio.samen), open_note(nurse.page, regio.samen)
    for screen in (doctor, nurse):
        expect(screen.page.locator("[data-samen-stand] [data-stand]")).to_have_text("Nog niets opgeschreven")
    mine.focus()
    doctor.page.keyboard.insert_text("\ufeffva\u00adker\u200b wan\u2060delen\u2028en 👩\u200d⚕️ bellen")
    clean = "vaker wandelen\nen 👩\u200d⚕️ bellen"
    for screen, field in ((doctor, mine), (nurse, theirs)):
        expect(field).to_have_value(clean)
        saved(screen.page)
    assert mine.evaluate("f => f.selectionStart === f.value.length")
    # Each person once.
    who = nurse.page.locator("[data-samen-stand] [data-wie]")
    expect(who).to_have_text("Marleen Habets schrijft mee.")
    mine.press_sequentially("!")
    expect(who).to_have_text("Marleen Habets typt.")
    # At the end of a long note, with the beginning of the field out of sight, it still shows.
    theirs.fill("\n".join(f"Regel {n}" for n in range(90)))
    theirs.press("Control+End")
    nurse.page.keyboard.type(" einde")
    nurse.page.evaluate(
        "document.querySelector('#notitie-deel textarea').scrollIntoView({block: 'end'}); scrollBy(0, 300)"
    )
    saved(nurse.page)
    expect(nurse.page.locator("[data-samen-stand] [data-stand]")).to_be_in_viewport(ratio=1)
    assert stored(server, regio.samen) == mine.input_value() == theirs.input_value()
    doctor.page.close()
    expect(who).to_be_empty()


def test_text_a_closed_tab_could_not_send_is_named_on_any_page(scherm, server, regio):
    screen = scherm("huisarts")
    field = open_note(screen.page, regio.samen)
    field.press_sequentially("Op weg. ")
    saved(screen.page)
    screen.context.set_offline(True)
    not_connected(screen.page)
    screen.page.keyboard.insert_text("Nog net getypt")
    kept(screen.page)
    page = screen.context.new_page()
    screen.page.close()
    screen.context.set_offline(False)
    page.goto("/vandaag")
    told = page.locator("#melding")
    expect(told).to_contain_text("U hebt tekst die nog niet is verzonden.")
    told.get_by_role("link", name="Verzend die nu").click()
    expect(live(page)).to_have_value("Op weg. Nog net getypt")
    saved(page)
    nothing_kept(page)
    assert stored(server, regio.samen) == "Op weg. Nog net getypt"


def test_the_meeting_closes_while_somebody_types(scherm, server, regio):
    set_state(server, regio, "bezig")
    chair, nurse = scherm("huisarts"), scherm("wijkverpleging")
    for screen in (chair, nurse):
        screen.page.goto(regio.url)
        await_in(screen.page, "document.body.dataset.verbonden !== undefined")
    chair.page.get_by_role("button", name=f"Ga met de tafel naar {regio.samen_naam}").click()
    expect(nurse.page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    live(nurse.page).press_sequentially("Nog een ")
    saved(nurse.page)
    chair.page.get_by_role("link", name="Sluit het overleg").click()
    chair.page.get_by_label("Wat kwam eruit?").fill("Slaapt weer")
    nurse.page.keyboard.type("woord")
    chair.page.get_by_role("button", name="Sluit het overleg").click()
    expect(nurse.page.locator("#tafel-kop")).to_contain_text("gesloten")
    nurse.page.keyboard.type("te laat")
    told = nurse.page.locator("#melding")
    expect(told).to_have_text(
        f"Het overleg is gesloten. Uw laatste woorden staan bij {regio.samen_naam}. Wat u daarna nog typte, is niet bewaard."
    )
    nothing_kept(nurse.page)
    assert stored(server, regio.samen) == "Nog een woord"
    told.get_by_role("link").click()
    expect(nurse.page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
