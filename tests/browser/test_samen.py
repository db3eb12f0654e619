"""Writing together in real browsers: everybody sees the others' words, keeps their own place, and loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Agendapunt
from tests.browser.samen_schermen import (
    as_form,
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
    without_socket,
)
from tests.browser.tafelregio import in_database, make_table
from tests.browser.test_slot import lock_elsewhere, look_again, unlock
from tests.browser.test_toegankelijk import axe
from tests.delen import await_in


@pytest.fixture
def regio(server):
    return make_table(server)


@pytest.fixture
def twee(scherm, regio):
    """Two screens at the same note, and their fields."""
    doctor, nurse = scherm("huisarts"), scherm("wijkverpleging")
    mine, theirs = (open_note(screen.page, regio.samen) for screen in (doctor, nurse))
    yield doctor, nurse, mine, theirs
    assert real_complaints(doctor) == [] and real_complaints(nurse) == []


def place(field) -> list[int]:
    return field.evaluate("f => [f.selectionStart, f.selectionEnd]")


def go_to(field, begin: int, end: int | None = None) -> None:
    field.evaluate("(f, [b, e]) => { f.focus(); f.setSelectionRange(b, e); }", [begin, begin if end is None else end])


def test_two_type_at_once_and_each_keeps_their_place(twee, server, regio):
    doctor, nurse, mine, theirs = twee
    # A list goes on by itself, and ends at an empty line of it.
    mine.press_sequentially("- Slaapt slecht\nBelt dochter\n\nEinde")
    text = "- Slaapt slecht\n- Belt dochter\nEinde"
    expect(theirs).to_have_value(text)

    # On one line, and above and below each other, key by key in turn.
    go_to(mine, 15)
    go_to(theirs, len(text))
    for one, other in zip(" sinds juni 😀", ", tot maandag", strict=True):
        doctor.page.keyboard.insert_text(one)
        nurse.page.keyboard.insert_text(other)
    both = "- Slaapt slecht sinds juni 😀\n- Belt dochter\nEinde, tot maandag"
    for field in (mine, theirs):
        expect(field).to_have_value(both)
    units = len(both.encode("utf-16-le")) // 2
    assert place(mine) == [29, 29] and place(theirs) == [units, units]
    go_to(theirs, 2)
    nurse.page.keyboard.type("Zij ")
    nurse.page.keyboard.press("Delete")
    expect(mine).to_have_value(both.replace("Slaapt", "Zij laapt"))
    assert place(mine) == [32, 32]

    # Somebody takes away what the other had selected half of.
    go_to(mine, 2, 12)
    go_to(theirs, 0, 6)
    nurse.page.keyboard.press("Backspace")
    expect(mine).to_have_value(re.compile("^laapt slecht"))
    assert place(mine) == [0, 6]
    for page in (doctor.page, nurse.page):
        saved(page)
    assert stored(server, regio.samen) == mine.input_value() == theirs.input_value()
    expect(doctor.page.locator("[data-samen-stand] [data-wie]")).to_have_text(re.compile(r"^\S.+ schrijft mee\."))
    nothing_kept(doctor.page)


def test_a_long_note_does_not_move_under_who_reads_or_types_in_it(twee):
    doctor, nurse, mine, theirs = twee
    mine.fill("\n".join(f"Regel {n}" for n in range(120)))
    expect(theirs).to_have_value(re.compile("Regel 119$"))
    go_to(mine, 900)
    mine.evaluate("f => { f.scrollTop = 1200; f.scrollLeft = 0; }")
    before = mine.evaluate("f => [f.scrollTop, f.scrollHeight, scrollY]")
    go_to(theirs, 0)
    nurse.page.keyboard.type("Boven\n")
    expect(mine).to_have_value(re.compile("^Boven\n"))
    # One line more above it: the words somebody is at stay where they were on the screen.
    after = mine.evaluate("f => [f.scrollTop, f.scrollHeight, scrollY]")
    assert place(mine) == [906, 906]
    assert abs((after[0] - before[0]) - (after[1] - before[1])) <= 1 and after[2] == before[2]
    go_to(theirs, len(theirs.input_value()))
    nurse.page.keyboard.type("\nOnder")
    expect(mine).to_have_value(re.compile("\nOnder$"))
    assert mine.evaluate("f => f.scrollTop") == after[0]
    for width in (1200, 390):
        doctor.page.set_viewport_size({"width": width, "height": 850})
        assert axe(doctor.page) == []


def test_undo_takes_back_only_my_own(twee):
    doctor, nurse, mine, theirs = twee
    mine.press_sequentially("Van de huisarts. ")
    expect(theirs).to_have_value("Van de huisarts. ")
    go_to(theirs, 17)
    nurse.page.keyboard.type("Van de zuster.")
    expect(mine).to_have_value("Van de huisarts. Van de zuster.")
    mine.press("Control+z")
    for field in (mine, theirs):
        expect(field).to_have_value("Van de zuster.")
    mine.press("Control+Shift+z")
    expect(theirs).to_have_value("Van de huisarts. Van de zuster.")
    mine.press("Control+z")
    mine.press("Control+y")
    expect(theirs).to_have_value("Van de huisarts. Van de zuster.")
    # As a menu or a tablet does it.
    theirs.evaluate("f => f.dispatchEvent(new InputEvent('beforeinput', {inputType: 'historyUndo', cancelable: true}))")
    for field in (mine, theirs):
        expect(field).to_have_value("Van de huisarts. ")


def test_what_an_input_method_composes_goes_in_when_it_is_done(twee):
    doctor, nurse, mine, theirs = twee
    mine.press_sequentially("Zij at ")
    expect(theirs).to_have_value("Zij at ")
    typing = doctor.context.new_cdp_session(doctor.page)
    typing.send("Input.imeSetComposition", {"text": "創", "selectionStart": 1, "selectionEnd": 1})
    go_to(theirs, 0)
    nurse.page.keyboard.type("Gisteren: ")
    # The other's words wait, so that what is being composed stays whole.
    saved(nurse.page)
    expect(mine).to_have_value("Zij at 創")
    expect(doctor.page.locator("[data-samen-stand] [data-stand]")).to_have_text("Wordt opgeslagen")
    typing.send("Input.insertText", {"text": "crème brûlée"})
    for field in (mine, theirs):
        expect(field).to_have_value("Gisteren: Zij at crème brûlée")
    doctor.page.keyboard.type("!")
    expect(theirs).to_have_value("Gisteren: Zij at crème brûlée!")


def test_both_typed_without_a_connection_and_all_of_it_merges(twee, server, regio):
    doctor, nurse, mine, theirs = twee
    mine.press_sequentially("Samen begonnen")
    expect(theirs).to_have_value("Samen begonnen")
    for screen in (doctor, nurse):
        screen.context.set_offline(True)
        not_connected(screen.page)
    go_to(mine, 0)
    doctor.page.keyboard.type("Eerst dit. ")
    go_to(theirs, 14)
    nurse.page.keyboard.type(", en dat")
    go_to(theirs, 0, 6)
    nurse.page.keyboard.type("Apart ")
    for screen in (doctor, nurse):
        kept(screen.page)
        assert "it. " not in screen.page.evaluate("JSON.stringify(localStorage)")
        not_connected(screen.page)
        screen.context.set_offline(False)
    for screen, field in ((doctor, mine), (nurse, theirs)):
        saved(screen.page)
        expect(field).to_have_value(re.compile("Eerst dit. "))
        expect(field).to_have_value(re.compile("Apart "))
        nothing_kept(screen.page)
    assert mine.input_value() == theirs.input_value() == stored(server, regio.samen)
    assert mine.input_value().endswith("begonnen, en dat")


def test_a_tab_that_closed_with_unsent_text_and_one_that_never_sent_it(twee, server, regio):
    doctor, _, mine, theirs = twee
    doctor.context.set_offline(True)
    not_connected(doctor.page)
    mine.focus()
    # In one stroke: what lies in the browser is all of it.
    doctor.page.keyboard.insert_text("Nog net getypt")
    kept(doctor.page)
    doctor.page.close()
    doctor.context.set_offline(False)
    # Another page of the same person at the same item: there it is, once.
    page = doctor.context.new_page()
    field = open_note(page, regio.samen)
    for one in (field, theirs):
        expect(one).to_have_value("Nog net getypt")
    # And so with two tabs of one person beside each other.
    other = doctor.context.new_page()
    beside = open_note(other, regio.samen)
    expect(beside).to_have_value("Nog net getypt")
    beside.press_sequentially("A")
    field.press_sequentially("B")
    expect(theirs).to_have_value(re.compile("^(?=.*A)(?=.*B).{16}$"))
    for tab in (page, other):
        saved(tab)
        nothing_kept(tab)
    expect(page.locator("[data-wie]").last).not_to_contain_text("Marleen")
    assert stored(server, regio.samen) == theirs.input_value()


def test_the_server_killed_while_two_type(twee, server, regio):
    doctor, nurse, mine, theirs = twee
    mine.press_sequentially("Voor de klap. ")
    saved(doctor.page)
    doctor.page.keyboard.type("Net voor de klap. ")
    server.stop(hard=True)
    try:
        doctor.page.keyboard.type("Na de klap.")
        theirs.press_sequentially("Van de ander. ")
        kept(doctor.page)
    finally:
        server.start()
    # One of them gives up waiting, and closes the page.
    doctor.page.reload()
    mine = live(doctor.page)
    for field in (mine, theirs):
        expect(field).to_have_value(re.compile(r"Voor de klap\. Net voor de klap\. Na de klap\."), timeout=20_000)
        expect(field).to_have_value(re.compile(r"Van de ander\. "), timeout=20_000)
    for screen in (doctor, nurse):
        saved(screen.page)
    assert mine.input_value() == theirs.input_value() == stored(server, regio.samen)


def test_the_table_goes_on_and_the_last_words_are_sent_from_there(scherm, server, regio):
    set_state(server, regio, "bezig")
    screen = scherm("huisarts")
    page = screen.page
    page.goto(f"{regio.url}?punt={regio.samen}")
    field = live(page)
    field.press_sequentially("Gezegd. ")
    saved(page)
    # The socket is away for a while, pages are not.
    page.evaluate("dispatchEvent(new Event('offline'))")
    not_connected(page)
    field.press_sequentially("Laatste woorden")
    page.get_by_role("button", name="Rondvraag", exact=True).click()
    expect(page.locator("#punt-naam")).to_have_text("Rondvraag")
    page.evaluate("dispatchEvent(new Event('online'))")
    await_in(page, "document.body.dataset.verbonden !== undefined")
    nothing_kept(page)
    assert stored(server, regio.samen) == "Gezegd. Laatste woorden"
    expect(page.locator("#tafel-kop [data-los]")).to_be_hidden()
    assert real_complaints(screen) == []


def test_who_may_only_read_sees_it_come_and_finds_no_field(scherm, server, regio):
    set_state(server, regio, "klaar")
    chair, reader = scherm("huisarts"), scherm("wijkverpleging")
    mine = open_note(chair.page, regio.samen)
    reader.page.goto(url_of(regio.samen))
    words = reader.page.locator("#notitie-lezen")
    expect(words).to_contain_text("Er is niets opgeschreven.")
    await_in(reader.page, "document.body.dataset.verbonden !== undefined")
    mine.press_sequentially("Komt erbij\nen nog een regel")
    expect(words.locator("p").first).to_have_text("Komt erbij\nen nog een regel")
    expect(words.get_by_text("Er is niets opgeschreven.")).to_be_hidden()
    assert reader.page.locator("#notitie-deel :is(textarea, button)").count() == 0
    # Whoever only reads is not said to write.
    expect(chair.page.locator("[data-samen-stand] [data-wie]")).to_have_text("")
    assert axe(reader.page) == []
    assert chair.complaints == [] and reader.complaints == []


def test_without_javascript_it_is_two_forms_that_lose_nothing(scherm, server, regio):
    first = scherm("wijkverpleging")
    theirs = open_note(first.page, regio.samen)
    plain = scherm("huisarts", javascript=False).page
    plain.goto(url_of(regio.samen))
    plain.get_by_role("textbox", name="Notitie").fill("Zonder script")
    plain.get_by_role("button", name="Opslaan").click()
    expect(plain.get_by_text("✓ Opgeslagen")).to_be_visible()
    # It stands on the live screen at once, and what is typed there stands beside the next form.
    expect(theirs).to_have_value("Zonder script")
    theirs.press("Control+End")
    first.page.keyboard.type(", maar wel live")
    saved(first.page)
    plain.get_by_role("textbox", name="Notitie").fill("Zonder script, en later")
    plain.get_by_role("button", name="Opslaan").click()
    expect(plain.locator("#notitie-ander")).to_have_text("Zonder script, maar wel live")
    expect(plain.get_by_label("Uw tekst")).to_have_value("Zonder script, en later")


def test_a_proxy_that_takes_no_sockets(scherm, server, regio):
    """After a while the form is there, with what was typed; once the socket comes it becomes a live note after all."""
    screen, other = scherm("huisarts"), scherm("wijkverpleging")
    theirs = open_note(other.page, regio.samen)
    theirs.press_sequentially("Van de ander.")
    saved(other.page)
    through = without_socket(screen.page)
    screen.page.goto(url_of(regio.samen))
    form = screen.page.locator("form[data-notitie]")
    field = form.get_by_role("textbox", name="Notitie")
    field.press("Control+End")
    screen.page.keyboard.type(" Als formulier.")
    as_form(screen.page)
    form.get_by_role("button", name="Opslaan").click()
    expect(theirs).to_have_value("Van de ander. Als formulier.")
    through.append(True)
    screen.page.evaluate("dispatchEvent(new Event('online'))")
    live(screen.page)
    expect(form.get_by_role("button", name="Opslaan")).to_be_hidden()
    field.press("Control+End")
    screen.page.keyboard.type(" En nu samen.")
    expect(theirs).to_have_value("Van de ander. Als formulier. En nu samen.")
    expect(field).to_have_value("Van de ander. Als formulier. En nu samen.")


def test_locked_and_signed_out_while_typing(scherm, server, regio):
    screen, other = scherm(None).sign_in("huisarts"), scherm("wijkverpleging")
    page = screen.page
    field, theirs = open_note(page, regio.samen), open_note(other.page, regio.samen)
    field.press_sequentially("Voor het slot. ")
    lock_elsewhere(screen)
    expect(page.get_by_role("dialog")).to_be_visible()
    theirs.press_sequentially("Van de ander. ")
    saved(other.page)
    unlock(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_have_value(re.compile("Van de ander. "))
    field.press("Control+End")
    page.keyboard.type("Na het slot. ")
    expect(theirs).to_have_value(re.compile("Na het slot. "))
    saved(page)
    # Signed out elsewhere while this one was not connected: sign in, and it is sent.
    screen.context.set_offline(True)
    not_connected(page)
    page.keyboard.type("Ongezien uitgelogd.")
    kept(page)
    screen.context.clear_cookies(name="overlegtafel")
    screen.context.set_offline(False)
    look_again(page)
    page.wait_for_url(re.compile("/inloggen"))
    screen.sign_in("huisarts")
    field = open_note(page, regio.samen)
    for one in (field, theirs):
        expect(one).to_have_value(re.compile(r"Voor het slot\..*Na het slot\. Ongezien uitgelogd\.", re.S))
    nothing_kept(page)
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url("**/inloggen")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_frozen_while_somebody_typed_without_a_connection(scherm, server, regio):
    """What the note takes no more is there to read and to copy; the field shows what the minutes say."""
    screen = scherm("wijkverpleging")
    field = open_note(screen.page, regio.samen)
    field.press_sequentially("Staat er.")
    saved(screen.page)
    screen.context.set_offline(True)
    not_connected(screen.page)
    screen.page.keyboard.type(" Te laat.")
    kept(screen.page)
    with in_database(server):
        db.session.get_one(Agendapunt, regio.samen).staat = "vervallen"
    screen.context.set_offline(False)
    box = screen.page.get_by_role("region", name="Niet opgeslagen tekst")
    expect(box).to_contain_text("Dit punt staat niet meer op deze agenda.")
    expect(box.locator(".typte")).to_have_text("Te laat.")
    expect(field).to_have_value("Staat er.")
    assert field.get_attribute("readonly") is not None and axe(screen.page) == []
    # It is there until it is thrown away.
    screen.page.reload()
    expect(box.locator(".typte")).to_have_text("Te laat.")
    box.get_by_role("button", name="Weg ermee").click()
    expect(box).to_have_count(0)
    nothing_kept(screen.page)
    assert real_complaints(screen) == []


def test_a_line_of_the_live_note_becomes_an_agreement_and_the_item_closes(twee, server, regio):
    doctor, nurse, mine, theirs = twee
    theirs.press_sequentially("- Zuster belt de apotheek\nZij slaapt weer.")
    expect(mine).to_have_value(re.compile("weer"))
    go_to(mine, 5)
    doctor.page.keyboard.press("Alt+a")
    expect(doctor.page.get_by_label("Wat is afgesproken?")).to_have_value("Zuster belt de apotheek")
    doctor.page.keyboard.press("Escape")
    # Keys that save do no harm; closing takes what was just typed along by itself.
    go_to(mine, 0)
    mine.press("Control+Enter")
    doctor.page.keyboard.type("Kop\n")
    doctor.page.get_by_label("Wat kwam eruit").fill("Nakijken")
    doctor.page.keyboard.press("Enter")
    expect(doctor.page.locator("#uitkomst")).to_contain_text("Afgesloten door")
    expect(theirs).to_have_value(re.compile("^Kop\n"))
    assert stored(server, regio.samen) == mine.input_value()
    live(doctor.page)
