"""The order of an agenda by mouse, by finger and by keyboard, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.tafelregio import APART, SAMEN, make_table
from tests.browser.test_toegankelijk import axe

BEGIN = ["Opening", SAMEN, APART, "Rondvraag"]


@pytest.fixture
def regio(server):
    return make_table(server)


def expect_order(page, names: list[str]) -> None:
    rows = page.locator("#agenda .agendapunt__kop b")
    expect(rows).to_have_text(names)


def points_of(page, row: int, target: int) -> tuple[dict, dict]:
    """Where the handle of one row is, and the lower half of another."""
    handle = page.locator("[data-greep]").nth(row)
    handle.scroll_into_view_if_needed()
    here, there = handle.bounding_box(), page.locator(".agendapunt").nth(target).bounding_box()
    x = here["x"] + here["width"] / 2
    low = 0.75 if target > row else 0.25
    return {"x": x, "y": here["y"] + here["height"] / 2}, {"x": x, "y": there["y"] + there["height"] * low}


def test_dragging_by_mouse(scherm, regio):
    chair = scherm("huisarts")
    page = chair.page
    page.set_viewport_size({"width": 1200, "height": 1200})
    page.goto(f"/overleggen/{regio.overleg}")
    expect_order(page, BEGIN)
    begin, end = points_of(page, 0, 2)
    page.mouse.move(**begin)
    page.mouse.down()
    page.mouse.move(**end, steps=8)
    expect_order(page, [SAMEN, APART, "Opening", "Rondvraag"])
    with page.expect_response("**/agenda/volgorde") as answer:
        page.mouse.up()
    assert answer.value.status == 200
    expect(page.locator(".agendapunt--sleept")).to_have_count(0)
    page.reload()
    expect_order(page, [SAMEN, APART, "Opening", "Rondvraag"])
    # Over two at once, up; left with Escape it lies where it lay.
    for keys, names in (
        (["Escape"], [SAMEN, APART, "Opening", "Rondvraag"]),
        ([], ["Rondvraag", SAMEN, APART, "Opening"]),
    ):
        begin, end = points_of(page, 3, 0)
        page.mouse.move(**begin)
        page.mouse.down()
        page.mouse.move(**end, steps=2)
        expect_order(page, ["Rondvraag", SAMEN, APART, "Opening"])
        for key in keys:
            page.keyboard.press(key)
        page.mouse.up()
        expect_order(page, names)
    expect(page.locator(".agendapunt--sleept")).to_have_count(0)
    assert chair.complaints == []


def test_dragging_by_finger(scherm, regio, chromium, sessions, server):
    scherm("huisarts")
    context = chromium.new_context(
        base_url=server.url, viewport={"width": 390, "height": 1400}, has_touch=True, is_mobile=True, locale="nl-NL"
    )
    context.add_cookies(sessions["huisarts"])
    page = context.new_page()
    page.goto(f"/overleggen/{regio.overleg}")
    expect_order(page, BEGIN)
    begin, end = points_of(page, 0, 2)
    finger = context.new_cdp_session(page)

    def touch(kind: str, *points: dict) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", begin)
    for part in (0.25, 0.5, 0.75, 1):
        touch("touchMove", {"x": begin["x"], "y": begin["y"] + (end["y"] - begin["y"]) * part})
    expect_order(page, [SAMEN, APART, "Opening", "Rondvraag"])
    with page.expect_response("**/agenda/volgorde") as answer:
        touch("touchEnd")
    assert answer.value.status == 200
    page.reload()
    expect_order(page, [SAMEN, APART, "Opening", "Rondvraag"])
    context.close()


def test_by_keyboard_the_focus_goes_along_with_the_item(scherm, regio):
    chair = scherm("huisarts")
    page = chair.page
    page.goto(f"/overleggen/{regio.overleg}")
    down, up = (page.get_by_role("button", name=f"Opening {way}") for way in ("omlaag", "omhoog"))
    down.focus()
    for names in (
        [SAMEN, "Opening", APART, "Rondvraag"],
        [SAMEN, APART, "Opening", "Rondvraag"],
    ):
        page.keyboard.press("Enter")
        expect_order(page, names)
        expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect_order(page, [SAMEN, APART, "Rondvraag", "Opening"])
    # There is no further down: the way back has the focus.
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect_order(page, [SAMEN, APART, "Opening", "Rondvraag"])
    expect(up).to_be_focused()
    assert axe(page) == [] and chair.complaints == []
