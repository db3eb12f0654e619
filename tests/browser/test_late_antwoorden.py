"""Answers that were on their way: one from before the right ended, or before the table went on, changes nothing any more."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Domein
from tests.browser.samen_schermen import without_socket
from tests.browser.tafelregio import in_database, make_table, send
from tests.browser.test_aan_tafel import WACHT, begin, connected, seconds_until
from tests.delen import await_in
from tests.wereld import allow


@pytest.fixture
def regio(server):
    return make_table(server)


class Onderweg:
    """The first answer to this address, as the server gave it, kept on its way until `arrives`."""

    def __init__(self, page, address: str, method: str = "GET"):
        self.page, self.method, self.kept = page, method, None
        page.route(re.compile(address), self._take)

    def _take(self, route) -> None:
        if self.kept or route.request.method != self.method:
            route.continue_()
        else:
            self.kept = route, route.fetch()

    def is_on_its_way(self) -> None:
        for _ in range(200):
            if self.kept:
                return
            self.page.wait_for_timeout(25)
        raise AssertionError("nothing was asked")

    def arrives(self) -> None:
        route, answer = self.kept
        route.fulfill(response=answer)


def tell(page, *names: str) -> None:
    """As when the server says so."""
    for name in names:
        page.evaluate("name => document.body.dispatchEvent(new CustomEvent(name))", f"ot:{name}")


def test_at_the_table_the_right_ends_while_an_answer_is_on_its_way(scherm, regio):
    chair, nurse, other = scherm("huisarts").page, scherm("wijkverpleging").page, scherm("poh").page
    chair.goto(regio.url)
    begin(chair)
    chair.locator(f'[data-agendapunt="{regio.samen}"] button').click()
    nurse.goto(regio.url)
    connected(nurse)
    expect(nurse.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    await_in(nurse, "!document.querySelector('[data-kom-binnen]')")
    late = Onderweg(nurse, r"/tafel(\?.*)?$")
    tell(nurse, str(regio.overleg))
    late.is_on_its_way()
    nurse.evaluate(
        "id => document.body.addEventListener('ot:' + id, () => (document.body.dataset.hoort = ''))", str(regio.overleg)
    )
    consent = f"/clienten/{regio.samen_client}/toestemming"
    other.goto(f"{consent}?bewerken=1")
    number = other.locator("input[name=nummer]").first.get_attribute("value")
    assert send(other, f"{consent}/{regio.toestemming}/intrekken", nummer=number, zeker="1") == 200
    await_in(nurse, "'hoort' in document.body.dataset")
    late.arrives()
    seconds_until(nurse, f"!document.getElementById('inhoud').innerHTML.includes({regio.samen_naam!r})")
    expect(nurse.locator("#tafel-midden")).to_contain_text(WACHT)
    assert str(regio.samen) not in nurse.content()


def test_an_agenda_from_just_before_the_right_ended(scherm, server, regio):
    """Given and taken back while the agenda was on its way, under the mouse of who reads it."""
    nurse = scherm("wijkverpleging").page
    nurse.goto(f"/overleggen/{regio.overleg}")
    connected(nurse)
    assert regio.apart_naam not in nurse.content()
    with in_database(server):
        rule = allow(UUID(regio.geheim[-1]), Domein.WIJKVERPLEGING)
    late = Onderweg(nurse, f"/overleggen/{regio.overleg}$")
    tell(nurse, str(regio.overleg))
    late.is_on_its_way()
    nurse.locator("#agenda").hover()
    with in_database(server):
        db.session.delete(db.session.merge(rule))
    with nurse.expect_response("**/wacht?*"):
        tell(nurse, "overleg", str(regio.overleg))
    late.arrives()
    await_in(nurse, "!document.querySelector('#agenda.htmx-request')")
    took = seconds_until(nurse, f"!document.getElementById('inhoud').innerHTML.includes({regio.apart_naam!r})")
    expect(nurse.locator("#agenda")).to_contain_text("Besloten agendapunt")
    assert regio.apart_naam not in nurse.content(), took


def test_a_note_saved_late_says_so_at_its_own_item_alone(scherm, regio):
    page = scherm("huisarts").page
    without_socket(page)
    page.goto(regio.url)
    begin(page)
    page.get_by_role("button", name="Volgend punt").click()
    expect(page.locator("#punt-naam")).to_contain_text(regio.samen_naam)
    page.get_by_role("textbox", name="Notitie").fill("Bij de eerste")
    late = Onderweg(page, r"/notitie$", "POST")
    page.get_by_role("button", name="Opslaan").click()
    late.is_on_its_way()
    page.get_by_role("button", name="Volgend punt").click()
    expect(page.locator("#punt-naam")).to_contain_text(regio.apart_naam)
    with page.expect_event("requestfinished", lambda request: request.method == "POST" and "notitie" in request.url):
        late.arrives()
    await_in(page, "!document.querySelector('.htmx-request')")
    expect(page.locator("#notitie-versie")).to_have_value("0")
    assert str(regio.samen) not in page.inner_html("#tafel-midden")
