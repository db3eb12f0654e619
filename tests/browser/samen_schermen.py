"""Screens at one live note, for the tests of writing together."""

import re
from uuid import UUID

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen import notitietekst
from overlegtafel.overleggen.models import Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Tafelstand
from tests.browser.conftest import Server
from tests.browser.tafelregio import Regio, in_database
from tests.delen import await_in

# What a browser says of a connection that is not there.
NETWERK = ("Failed to load resource", "Failed to fetch", "WebSocket connection", "net::ERR_")
SLEUTELS = "Object.keys({...localStorage, ...sessionStorage}).filter((key) => key.startsWith('tafel:samen:'))"


def url_of(punt_id: UUID) -> str:
    return f"/overleggen/punten/{punt_id}/notitie"


def open_note(page: Page, punt_id: UUID) -> Locator:
    """The page of this item, once it is a live note; answers its field."""
    page.goto(url_of(punt_id))
    return live(page)


def without_socket(page: Page) -> list:
    """Before the page opens: as behind a proxy that takes no sockets. Answers a list: once something is in it, they come through."""
    through = []
    page.clock.install()
    page.route_web_socket(re.compile("socket.io"), lambda ws: ws.connect_to_server() if through else ws.close())
    return through


def as_form(page: Page) -> None:
    """After `without_socket`: the note waited long enough for one, and is a form."""
    form = page.locator("form[data-notitie]")
    expect(form).to_have_attribute("data-samen", "wacht")
    page.clock.fast_forward(8_000)
    expect(form).to_have_attribute("data-samen", "uit")


def live(page: Page) -> Locator:
    expect(page.locator("form[data-samen=aan]")).to_have_count(1, timeout=20_000)
    return page.locator("#notitie-deel textarea")


def saved(page: Page) -> None:
    expect(page.locator("[data-samen-stand] [data-stand]")).to_have_text("✓ Opgeslagen", timeout=25_000)


def not_connected(page: Page) -> None:
    expect(page.locator("[data-samen-stand] [data-stand]")).to_contain_text("Niet verbonden")


def kept(page: Page) -> None:
    """Something unacknowledged lies in this browser, and not as it was typed."""
    await_in(page, f"{SLEUTELS}.length > 0")


def nothing_kept(page: Page) -> None:
    await_in(page, f"{SLEUTELS}.length === 0")


def stored(server: Server, punt_id: UUID) -> str:
    """The note as the database has it."""
    with in_database(server):
        return notitietekst.list_teksten([punt_id]).get(punt_id, "")


def general_item(server: Server, regio: Regio) -> UUID:
    """The item everybody of the meeting may write in."""
    with in_database(server):
        query = select(Agendapunt.id).where(Agendapunt.overleg_id == regio.overleg, Agendapunt.titel == "Rondvraag")
        return db.session.scalars(query).one()


def set_state(server: Server, regio: Regio, staat: str) -> None:
    """The meeting goes on, or is over: then only who was there may still correct."""
    with in_database(server):
        overleg = db.session.get_one(Overleg, regio.overleg)
        overleg.staat, overleg.begonnen_op = staat, now()
        if staat == "bezig":
            db.session.add(Tafelstand(overleg_id=overleg.id, versie=1))
        else:
            overleg.gesloten_op = now()


def real_complaints(screen) -> list[str]:
    """What the browser complained of, but for a network that was taken away."""
    return [said for said in screen.complaints if not any(part in said for part in NETWERK)]
