"""Pages of a meeting that are open: what may not be seen any more goes within a second, also under somebody's hands."""

import time
from uuid import uuid4

from playwright.sync_api import expect

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models_punt import Puntgast
from overlegtafel.toegang.domein import Domein
from tests.browser.samen_schermen import live
from tests.browser.tafelregio import in_database, make_table, send
from tests.browser.test_aan_tafel import connected, seconds_until
from tests.delen import await_in
from tests.wereld import allow

# The page itself notes when the name is gone from it: asking page after page takes longer on a busy machine.
EMPTIED = """name => {
  const part = document.getElementById("inhoud");
  const look = () => part.innerHTML.includes(name) || (document.body.dataset.leeg ??= Date.now());
  new MutationObserver(look).observe(part, { childList: true, subtree: true });
}"""


def test_consent_withdrawn_empties_every_open_page_of_the_meeting(scherm, server):
    regio = make_table(server)
    nurse, other, chair = scherm("wijkverpleging"), scherm("poh"), scherm("huisarts")
    assert send(chair.page, f"{regio.url}/begin") == 200
    meeting, item = f"/overleggen/{regio.overleg}", f"/overleggen/punten/{regio.samen}"
    addresses = [
        meeting,
        f"{meeting}/overzicht",
        *(f"{item}/{part}" for part in ("notitie", "notitie/versies", "gasten")),
    ]
    pages = [nurse.page, *(nurse.page.context.new_page() for _ in addresses[1:])]
    for page, address in zip(pages, addresses, strict=True):
        page.goto(address)
        connected(page)
        assert regio.samen_naam in page.inner_text("#inhoud")
    # The mouse rests on the agenda, and somebody types in the note.
    pages[0].locator(f'[data-agendapunt="{regio.samen}"]').hover()
    live(pages[2]).fill("Net getypt")

    for page in pages:
        page.evaluate(EMPTIED, regio.samen_naam)
    consent = f"/clienten/{regio.samen_client}/toestemming"
    other.page.goto(f"{consent}?bewerken=1")
    number = other.page.locator("input[name=nummer]").first.get_attribute("value")
    assert send(other.page, f"{consent}/{regio.toestemming}/intrekken", nummer=number, zeker="1") == 200
    told = time.time()
    for page in pages:
        await_in(page, "'leeg' in document.body.dataset")
    took = [float(page.locator("body").get_attribute("data-leeg")) / 1000 - told for page in pages]
    assert max(took) < 1, dict(zip(addresses, took, strict=True))
    # The agenda itself is still theirs: it was asked for anew, and until that came it named what it showed.
    expect(pages[0].locator("#agenda")).to_contain_text("Besloten agendapunt")
    for page in pages:
        for secret in ("Slaapt zij weer?", "Net getypt", regio.samen_naam):
            assert secret not in page.content()
        assert str(regio.samen) not in page.inner_html("#inhoud")
    expect(pages[1].get_by_role("link", name="Open de bladzijde opnieuw")).to_be_visible()
    expect(pages[2].get_by_role("alert")).to_contain_text("Dit agendapunt is voor u niet meer te zien")
    assert nurse.complaints == [c for c in nurse.complaints if "404" in c], "the answers of the check, and nothing else"


def test_taken_off_the_meeting_its_page_closes_under_the_mouse(scherm, server):
    regio = make_table(server)
    nurse, chair = scherm("wijkverpleging"), scherm("huisarts")
    nurse.page.goto(f"/overleggen/{regio.overleg}")
    connected(nurse.page)
    nurse.page.locator(f'[data-agendapunt="{regio.samen}"]').hover()
    chair.page.goto(f"/overleggen/{regio.overleg}/mensen")
    gone = regio.genodigden["wijkverpleging"]
    assert send(chair.page, f"/overleggen/{regio.overleg}/mensen/{gone}/weg") == 200
    assert seconds_until(nurse.page, "!!document.querySelector('#inhoud [role=alert]')") < 1
    expect(nurse.page.get_by_role("alert")).to_contain_text("Dit overleg is voor u niet meer te zien")
    assert regio.samen_naam not in nurse.page.content()


def test_who_was_asked_along_keeps_the_page_of_their_item_as_long_as_they_are(scherm, server):
    regio = make_table(server)
    with in_database(server) as mensen:
        allow(regio.samen_client, Domein.GGZ)
        gast = Puntgast(
            id=uuid4(), agendapunt_id=regio.samen, gebruiker_id=mensen.psychiater, door_id=mensen.huisarts, op=now()
        )
        db.session.add(gast)
        db.session.flush()
        gast_id = gast.id
    guest, chair = scherm("psychiater"), scherm("huisarts")
    guest.page.goto(f"/overleggen/punten/{regio.samen}/notitie")
    connected(guest.page)
    # The check a page makes by itself: they have no seat at the client's table, and may stay.
    with guest.page.expect_response("**/wacht?*") as answer:
        guest.page.evaluate("document.body.dispatchEvent(new CustomEvent('ot:overleg'))")
    assert answer.value.status == 204
    expect(guest.page.locator("#notitie-deel textarea")).to_be_visible()
    chair.page.goto(f"/overleggen/punten/{regio.samen}/gasten")
    assert send(chair.page, f"/overleggen/punten/{regio.samen}/gasten/{gast_id}/weg") == 200
    gone = f"!document.getElementById('inhoud').innerHTML.includes({regio.samen_naam!r})"
    assert seconds_until(guest.page, gone) < 1
    expect(guest.page.get_by_role("alert")).to_contain_text("Dit agendapunt is voor u niet meer te zien")
    assert regio.samen_naam not in guest.page.content()
