"""Every address of the app and who may come there. A new route is not allowed until it stands here."""

import re
from enum import Enum
from uuid import uuid4

from sqlalchemy import select

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, Regel
from tests.toegang.adressen import TABEL


class Wie(Enum):
    """Who may: everybody, whoever is signed in, or whoever may see (or work with) the client in the address."""

    IEDEREEN = "iedereen"
    # Whoever holds the one-time link: 404 for everybody else.
    LINK = "link"
    # Asked by a page that is open: 401 without a session, never a detour.
    WACHT = "wacht"
    AANGEMELD = "aangemeld"
    # A system with the key of its organisatie, and no session: 401 for everybody else.
    SLEUTEL = "sleutel"
    MAKEN = "maken"
    ZIEN = "zien"
    # Whoever belongs to the thread in the address, and may see its client.
    KRING = "kring"
    # Whoever has a chair at the meeting in the address; of an item: and may see its client.
    TAFEL = "tafel"
    VOORZITTER = "voorzitter"
    SCHRIJVEN = "schrijven"
    BSN = "bsn"
    SAMENVOEGEN = "samenvoegen"
    TOESTEMMING = "toestemming"
    # Whose functie gives care; for others emergency access does not exist.
    NOOD = "nood"
    # In beheer: of the own organisatie, or of the region.
    BEHEREN = "beheren"
    REGIO = "regio"
    # The FG alone.
    LOGBOEK = "logboek"
    # Both of these, and nobody who gives care.
    GEBRUIK = "gebruik"

    @property
    def about_a_client(self) -> bool:
        return self not in (
            Wie.IEDEREEN,
            Wie.LINK,
            Wie.WACHT,
            Wie.AANGEMELD,
            Wie.SLEUTEL,
            Wie.MAKEN,
            Wie.KRING,
            Wie.TAFEL,
            Wie.VOORZITTER,
            Wie.BEHEREN,
            Wie.REGIO,
            Wie.LOGBOEK,
            Wie.GEBRUIK,
            Wie.NOOD,
        )


_C = "/clienten/<uuid:client_id>"


def _read(tabel: str) -> dict[tuple[str, str], tuple[Wie, frozenset[str]]]:
    """Method and address -> who may, and the codes of the lines."""
    found = {}
    for line in tabel.strip().splitlines():
        route, who, codes = (part.strip() for part in line.split("|"))
        method, rule = route.split()
        # A line about a part of the page carries the kind of that part.
        each = {c.replace("{soort}", s) for c in codes.split() if c != "-" for s in SOORTEN}
        found[method, rule] = (Wie(who), frozenset(each))
    return found


SOORTEN = ("wie", "veranderwens", "doel", "afspraak", "signaal")
_TABEL = _read(TABEL)
ROUTES = {route: who for route, (who, _) in _TABEL.items()}
REGELS = {route: codes for route, (_, codes) in _TABEL.items()}

# The same address asked differently shows something else.
VARIANTS = {
    f"{_C}/plan/evaluatie": ("", "?bewerken=1"),
    f"{_C}/betrokkenen/nieuw": ("", "?zoek=sociaal"),
    f"{_C}/huishouden": ("", "?zoek=Janssen"),
    f"{_C}/samenvoegen": ("", "?zoek=Janssen"),
    f"{_C}/geschiedenis": ("", "?voor=99"),
}

# Fields that any form here accepts, so that only the right to write decides what happens.
FORM = {
    "tekst": "Geschreven door een toets", "datum": "1-1-2027", "versie": "1", "staat": "gedaan", "soort": "doel",
    "doel": "Geschreven door een toets", "naam": "Toets", "achternaam": "Toets", "geboortedatum": "3-5-1942",
    "wat": "apart",
}  # fmt: skip


def rules(method: str, *wie: Wie) -> list[str]:
    """The addresses for this method, for these kinds of people (all kinds when none is named)."""
    return [rule for (m, rule), who in ROUTES.items() if m == method and (not wie or who in wie)]


def about_clients() -> tuple[Wie, ...]:
    return tuple(w for w in Wie if w.about_a_client)


def urls(rule: str, client_id, ids: dict[str, list]) -> list[str]:
    """The addresses this rule stands for, about one client, with each of these lines, people and versions."""
    found = [rule.replace("<uuid:client_id>", str(client_id))]
    for part, values in ids.items():
        found = [u.replace(part, str(v)) for u in found for v in (values if part in u else [None])]
    # What is not about this client can be anybody's.
    found = [re.sub(r"<uuid:\w+>", str(uuid4()), u) for u in found]
    return [u + variant for u in found for variant in VARIANTS.get(rule, ("",))]


def ids_of(app, client_id) -> dict[str, list]:
    """The lines, people and versions that belong to the plan of this client."""
    with app.app_context():
        client = db.session.get_one(Client, client_id)
        plan = db.session.scalars(select(Plan).where(Plan.huishouden_id == client.huishouden_id)).one()
        regels = db.session.scalars(select(Regel.id).where(Regel.plan_id == plan.id)).all()
        leden = select(Client.id).where(Client.huishouden_id == client.huishouden_id)
        mensen = db.session.scalars(select(Betrokkene.id).where(Betrokkene.client_id.in_(leden))).all()
        return {
            "<uuid:regel_id>": list(regels) or [uuid4()],
            "<uuid:betrokkene_id>": list(mensen) or [uuid4()],
            "<int:nummer>": list(range(1, plan.nummer + 1)) or [1],
            "<soort>": list(SOORTEN),
        }


def first_of(ids: dict[str, list]) -> dict[str, list]:
    """One of each is enough where every one would be refused the same way."""
    return {part: values[:1] for part, values in ids.items()}
