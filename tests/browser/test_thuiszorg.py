"""Between two consultations: the newest notes in two actions, searching, a word back, and paper that shows everything."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.browser.test_toegankelijk import axe

LANG = "\n".join(f"Punt {n}: zie het schema." for n in range(1, 25))


def test_the_ten_newest_in_two_actions(scherm):
    """Counted from Vandaag, where signing in leads to: a click on what is new; or a few letters and a click."""
    screen = scherm("huisarts")
    page = screen.page
    page.goto("/vandaag")
    new = page.get_by_role("heading", name="Nieuw van de thuiszorg").locator("+ ul").get_by_role("link").first
    name = new.inner_text()
    new.click()  # action 1
    page.locator(".notitie").first.wait_for()
    assert page.locator(".notitie").count() == 10 and page.locator(".notitie--nieuw").count() > 0
    times = page.locator(".notitie time").evaluate_all("all => all.map((t) => new Date(t.dateTime).valueOf())")
    assert times == sorted(times, reverse=True)
    # Date and time stay on one line, and new is said in words.
    assert page.locator(".notitie time").first.evaluate("t => t.getClientRects().length") == 1
    assert "nieuw" in page.locator(".notitie--nieuw").first.inner_text()

    page.goto("/vandaag")
    page.get_by_label("Zoek een cliënt").press_sequentially(name)  # action 1
    page.get_by_role("link", name=f"thuiszorg van {name}").click()  # action 2
    page.locator(".notitie").first.wait_for()
    assert page.locator(".notitie").count() == 10
    # And the plan, for who opens that: the same ten below it.
    page.get_by_role("link", name=name).click()
    page.wait_for_url(re.compile(r"/clienten/[^/]*$"))
    assert page.locator("#thuiszorg .notitie").count() == 10
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [], f"client at {width} px"
    assert screen.complaints == []


def test_notes_are_new_until_they_come_into_view(scherm):
    screen = scherm("huisarts")
    page = screen.page
    page.goto("/vandaag")
    new = page.get_by_role("heading", name="Nieuw van de thuiszorg").locator("+ ul").get_by_role("link").nth(1)
    name, notes = new.inner_text(), new.get_attribute("href")
    seen: list[str] = []
    page.on("response", lambda r: seen.append(r.url) if r.url.endswith("/gezien") and r.ok else None)
    for _ in range(2):
        page.goto(notes.removesuffix("/thuiszorg"))
        page.locator(".nieuws").wait_for()
    page.goto("/vandaag")
    assert seen == [] and page.get_by_role("link", name=name).count() > 0
    page.goto(notes.removesuffix("/thuiszorg"))
    with page.expect_response("**/thuiszorg/gezien"):
        page.locator(".nieuws a").click()
    page.goto("/vandaag")
    assert page.locator(f'a[href="{notes}"]').count() == 0 and len(seen) == 1
    assert screen.complaints == []


@pytest.fixture
def notes(scherm):
    """The notes of a client who has many, with a huisarts before them."""
    screen = scherm("huisarts")
    screen.page.goto("/clienten")
    screen.page.locator("#lijst a.naast").first.click()
    screen.page.locator(".notitie").first.wait_for()
    return screen


def test_older_searching_and_a_word_back(notes, scherm):
    page = notes.page
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 850})
        assert axe(page) == [], f"at {width} px"
    page.set_viewport_size({"width": 320, "height": 850})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1200, "height": 850})
    # Nothing of a chart is cut off at its edges.
    outside = """all => all.filter((t) => {
      const [a, b] = [t.getBoundingClientRect(), t.closest("svg").getBoundingClientRect()];
      return a.left < b.left - 1 || a.right > b.right + 1 || a.bottom > b.bottom + 1;
    }).length"""
    assert page.locator(".meting text").evaluate_all(outside) == 0 and page.locator(".meting svg").count() > 0

    page.get_by_role("button", name="Toon tien oudere").click()
    page.locator(".notitie").nth(19).wait_for()
    assert page.evaluate("document.activeElement.matches('.notitie:nth-child(11)')")

    page.get_by_role("link", name="Bericht of meetwaarde voor de thuiszorg").click()
    page.get_by_label("Bericht", exact=True).fill(LANG)
    page.get_by_label("Meetwaarde", exact=True).select_option(label="Gewicht (kg)")
    page.get_by_label("Waarde, bijvoorbeeld").fill("714")
    page.get_by_role("button", name="Plaats").click()
    page.get_by_text("kan niet kloppen").wait_for()
    assert page.get_by_label("Bericht", exact=True).input_value() == LANG
    assert axe(page) == []
    page.get_by_label("Waarde, bijvoorbeeld").fill("71,4")
    page.get_by_role("button", name="Plaats").click()
    mine = page.locator(".notitie", has_text="Gewicht 71,4 kg").first
    mine.wait_for()
    assert not mine.get_by_text("Punt 24").is_visible()
    mine.get_by_text("lees verder").click()
    assert mine.get_by_text("Punt 24").is_visible()

    page.get_by_label("Zoek in de notities").fill("púnt 24")
    page.get_by_label("Zoek in de notities").press("Enter")
    page.get_by_text("past bij wat u vroeg").wait_for()
    assert page.locator("mark").all_inner_texts()[-2:] == ["Punt", "24"] and "24" not in page.url
    assert page.get_by_text("Punt 24").is_visible()

    # Everything that was folded is on paper, too; without JavaScript as well.
    for screen in (notes, scherm("huisarts", javascript=False)):
        screen.page.goto(page.url)
        text = " ".join(p.extract_text() for p in PdfReader(BytesIO(screen.page.pdf())).pages)
        assert "Punt 24" in text
        for only_on_screen in ("lees verder", "Toon tien oudere", "Vergrendel", "Zoek in de notities"):
            assert only_on_screen not in text

    page.locator(".notitie", has_text="Gewicht 71,4 kg").get_by_role("link", name="Wijzig").click()
    page.get_by_role("link", name="Annuleren").click()
    page.locator(".notitie", has_text="Gewicht 71,4 kg").get_by_role("link", name="Wijzig").click()
    page.get_by_role("button", name="Trek in").click()
    page.get_by_text("Gewicht 71,4 kg").first.wait_for(state="detached")
    # Of the refused value, and nothing else.
    assert [c for c in notes.complaints if "422" not in c] == []
