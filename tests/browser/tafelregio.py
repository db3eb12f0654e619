"""A meeting of today for the browser tests, in the database of the server under test: one client both see, one only the practice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from overlegtafel import create_app
from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Datumvoorstel, Genodigde
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Account, Gebruiker
from tests.databases import make_config
from tests.overleggen.tafels import make_overleg, make_punt
from tests.wereld import allow, line, make_client, make_plan, seat

SAMEN, APART = "Wiske Zevenbergen", "Lambik Oosterhoudt"
MENSEN = ("huisarts", "wijkverpleging", "sociaalteam", "psychiater")


@dataclass(frozen=True)
class Regio:
    """samen: the item both see; apart: the one only the practice sees, of which geheim is all there is to find."""

    overleg: UUID
    samen: UUID
    samen_client: UUID
    toestemming: UUID
    genodigden: dict[str, UUID]
    geheim: tuple[str, ...]
    samen_naam: str = SAMEN
    apart_naam: str = APART

    @property
    def url(self) -> str:
        return f"/overleggen/{self.overleg}/tafel"


class _Mensen:
    """The ids of the demo accounts, as tests.overleggen.tafels asks for them."""

    def __init__(self, people: dict[str, Gebruiker]):
        self.nazareth = people["huisarts"].organisatie_id
        for name, person in people.items():
            setattr(self, name, person.id)


@cache
def _app(database_url: str) -> Flask:
    return create_app(make_config(database_url))


@contextmanager
def in_database(server) -> Iterator[_Mensen]:
    """The database of the server under test; what was added in the block is stored at its end."""
    with _app(server.env["DATABASE_URL"]).app_context():
        emails = [f"{name}@demo.test" for name in MENSEN]
        rows = db.session.execute(
            select(Account.email, Gebruiker).join(Gebruiker).where(Account.email.in_(emails))
        ).unique()
        yield _Mensen({email.split("@")[0]: person for email, person in rows})
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def make_table(server) -> Regio:
    with in_database(server) as mensen:
        samen = _client("Wiske", "Zevenbergen", mensen)
        apart = _client("Lambik", "Oosterhoudt", mensen)
        rule = allow(samen, Domein.WIJKVERPLEGING)
        for client in (samen, apart):
            seat(client, gebruiker_id=mensen.wijkverpleging, doel="wondzorg")
        overleg = make_overleg(mensen, mensen=MENSEN, begint_op=now())
        make_punt(overleg, titel="Opening", minuten=5)
        punt = make_punt(overleg, samen, vraag="Slaapt zij weer?")
        closed = make_punt(overleg, apart, vraag="Vraag die niemand mag raden")
        make_punt(overleg, titel="Rondvraag", minuten=5)
        db.session.flush()
        invited = db.session.execute(
            select(Genodigde.gebruiker_id, Genodigde.id).where(Genodigde.overleg_id == overleg.id)
        ).all()
        by_id = {getattr(mensen, name): name for name in MENSEN}
        return Regio(
            overleg.id, punt.id, samen, rule.id, {by_id[who]: key for who, key in invited},
            (APART, "Lambik", "Oosterhoudt", "Vraag die niemand", str(closed.id), str(apart)),
        )  # fmt: skip


def make_pages(server) -> dict[str, UUID]:
    """What a page of meetings may be about: meetings in each state, an item, its client, and a kind."""
    regio = make_table(server)
    with in_database(server) as mensen:
        going_on = make_overleg(mensen, mensen=MENSEN, begint_op=now(), staat="bezig")
        going_on.genodigden[0].binnen_op = now()
        for client_id in (regio.samen_client, None):
            make_punt(going_on, client_id, besteed=60)
        finding = make_overleg(mensen, "hoc", mensen=MENSEN, organisatie_id=None)
        finding.staat, finding.begint_op, finding.inbreng_tot = "prikken", None, None
        for days in (3, 4):
            db.session.add(Datumvoorstel(id=uuid4(), overleg_id=finding.id, begint_op=now() + timedelta(days=days)))
        return {
            "overleg": regio.overleg, "punt": regio.samen, "samen": regio.samen_client,
            "bezig": going_on.id, "prikken": finding.id, "soort": going_on.soort.id,
        }  # fmt: skip


def _client(first: str, last: str, mensen: _Mensen) -> UUID:
    client = make_client(first, "", last, date(1940, 5, 3), praktijk=mensen.nazareth)
    allow(client.id, Domein.HUISARTSENZORG)
    plan = make_plan(client.huishouden_id)
    line(plan, "veranderwens", f"{first} wil thuis blijven", client_id=client.id)
    return client.id


def send(page, url: str, **fields: str) -> int:
    """Post a form as the page that is open would; the status."""
    return page.evaluate(
        """async ([url, fields]) => {
          const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
          const body = new URLSearchParams({...fields, csrf_token: token});
          return (await fetch(url, {method: "POST", body})).status;
        }""",
        [url, fields],
    )
