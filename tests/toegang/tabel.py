"""Every address of the app and who may come there. A new route is not allowed until it stands here."""

from enum import Enum
from uuid import uuid4

from sqlalchemy import select

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, Regel


class Wie(Enum):
    """Who may: everybody, whoever is signed in, or whoever may see (or work with) the client in the address."""

    IEDEREEN = "iedereen"
    AANGEMELD = "aangemeld"
    MAKEN = "maken"
    ZIEN = "zien"
    SCHRIJVEN = "schrijven"
    BSN = "bsn"
    SAMENVOEGEN = "samenvoegen"

    @property
    def about_a_client(self) -> bool:
        return self not in (Wie.IEDEREEN, Wie.AANGEMELD, Wie.MAKEN)


_C = "/clienten/<uuid:client_id>"
_R, _B = f"{_C}/plan/regels/<uuid:regel_id>", f"{_C}/betrokkenen/<uuid:betrokkene_id>"

ROUTES: dict[tuple[str, str], Wie] = {
    ("GET", "/"): Wie.IEDEREEN,
    ("GET", "/gezond"): Wie.IEDEREEN,
    ("GET", "/inloggen"): Wie.IEDEREEN,
    ("POST", "/inloggen"): Wie.IEDEREEN,
    ("POST", "/uitloggen"): Wie.AANGEMELD,
    ("GET", "/vandaag"): Wie.AANGEMELD,
    ("GET", "/clienten"): Wie.AANGEMELD,
    ("POST", "/clienten"): Wie.AANGEMELD,
    ("GET", "/clienten/nieuw"): Wie.MAKEN,
    ("POST", "/clienten/nieuw/begin"): Wie.MAKEN,
    ("POST", "/clienten/nieuw"): Wie.MAKEN,
    ("GET", _C): Wie.ZIEN,
    ("GET", f"{_C}/plan.pdf"): Wie.ZIEN,
    ("POST", f"{_C}/bsn"): Wie.BSN,
    ("GET", f"{_C}/gegevens"): Wie.SCHRIJVEN,
    ("POST", f"{_C}/gegevens"): Wie.SCHRIJVEN,
    ("GET", _R): Wie.ZIEN,
    ("GET", f"{_R}/wijzigen"): Wie.SCHRIJVEN,
    ("POST", f"{_R}/wijzigen"): Wie.SCHRIJVEN,
    ("POST", f"{_R}/staat"): Wie.SCHRIJVEN,
    ("GET", f"{_C}/plan/regels/nieuw/<soort>"): Wie.SCHRIJVEN,
    ("POST", f"{_C}/plan/regels/nieuw/<soort>"): Wie.SCHRIJVEN,
    ("GET", f"{_C}/plan/regels/nieuw/<soort>/knop"): Wie.ZIEN,
    ("POST", f"{_C}/plan/ruimte"): Wie.SCHRIJVEN,
    ("GET", f"{_C}/plan/evaluatie"): Wie.ZIEN,
    ("POST", f"{_C}/plan/evaluatie"): Wie.SCHRIJVEN,
    ("GET", f"{_C}/betrokkenen/nieuw"): Wie.SCHRIJVEN,
    ("POST", f"{_C}/betrokkenen/nieuw"): Wie.SCHRIJVEN,
    ("GET", _B): Wie.ZIEN,
    ("GET", f"{_B}/wijzigen"): Wie.SCHRIJVEN,
    ("POST", f"{_B}/wijzigen"): Wie.SCHRIJVEN,
    ("POST", f"{_B}/weg"): Wie.SCHRIJVEN,
    ("GET", f"{_C}/geschiedenis"): Wie.ZIEN,
    ("GET", f"{_C}/geschiedenis/<int:nummer>"): Wie.ZIEN,
    ("POST", f"{_C}/geschiedenis/<int:nummer>/terug"): Wie.SCHRIJVEN,
    ("GET", f"{_C}/huishouden"): Wie.SCHRIJVEN,
    ("POST", f"{_C}/huishouden"): Wie.SCHRIJVEN,
    ("GET", f"{_C}/samenvoegen"): Wie.SAMENVOEGEN,
    ("POST", f"{_C}/samenvoegen"): Wie.SAMENVOEGEN,
}

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
            "<soort>": ["wie", "veranderwens", "doel", "afspraak", "signaal"],
        }


def first_of(ids: dict[str, list]) -> dict[str, list]:
    """One of each is enough where every one would be refused the same way."""
    return {part: values[:1] for part, values in ids.items()}
