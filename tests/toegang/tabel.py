"""Every address of the app and who may come there. A new route is not allowed until it stands here."""

import re
from enum import Enum
from uuid import uuid4

from sqlalchemy import select

from overlegtafel.clienten.models import Betrokkene, Client
from overlegtafel.extensions import db
from overlegtafel.plannen.models import Plan, Regel


class Wie(Enum):
    """Who may: everybody, whoever is signed in, or whoever may see (or work with) the client in the address."""

    IEDEREEN = "iedereen"
    # Whoever holds the one-time link: 404 for everybody else.
    LINK = "link"
    # Asked by a page that is open: 401 without a session, never a detour.
    WACHT = "wacht"
    AANGEMELD = "aangemeld"
    MAKEN = "maken"
    ZIEN = "zien"
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

    @property
    def about_a_client(self) -> bool:
        return self not in (
            Wie.IEDEREEN,
            Wie.LINK,
            Wie.WACHT,
            Wie.AANGEMELD,
            Wie.MAKEN,
            Wie.BEHEREN,
            Wie.REGIO,
            Wie.LOGBOEK,
            Wie.NOOD,
        )


_C = "/clienten/<uuid:client_id>"
_R, _B = f"{_C}/plan/regels/<uuid:regel_id>", f"{_C}/betrokkenen/<uuid:betrokkene_id>"
_O, _M, _T = (
    "/beheer/organisaties/<uuid:organisatie_id>",
    "/beheer/mensen/<uuid:mens_id>",
    "/beheer/teams/<uuid:team_id>",
)

ROUTES: dict[tuple[str, str], Wie] = {
    ("GET", "/"): Wie.IEDEREEN,
    ("GET", "/gezond"): Wie.IEDEREEN,
    ("GET", "/inloggen"): Wie.IEDEREEN,
    ("POST", "/inloggen"): Wie.IEDEREEN,
    ("GET", "/inloggen/tweede-stap"): Wie.IEDEREEN,
    ("POST", "/inloggen/tweede-stap"): Wie.IEDEREEN,
    ("GET", "/uitnodiging/<sleutel>"): Wie.LINK,
    ("POST", "/uitnodiging/<sleutel>"): Wie.LINK,
    ("GET", "/wachtwoord/<sleutel>"): Wie.LINK,
    ("POST", "/wachtwoord/<sleutel>"): Wie.LINK,
    ("GET", "/wachtwoord-vergeten"): Wie.IEDEREEN,
    ("POST", "/wachtwoord-vergeten"): Wie.IEDEREEN,
    ("POST", "/uitloggen"): Wie.AANGEMELD,
    ("GET", "/account"): Wie.AANGEMELD,
    ("POST", "/account/werkplek"): Wie.AANGEMELD,
    ("POST", "/account/wachtwoord"): Wie.AANGEMELD,
    ("GET", "/account/tweede-stap"): Wie.AANGEMELD,
    ("POST", "/account/tweede-stap"): Wie.AANGEMELD,
    ("POST", "/account/herstelcodes"): Wie.AANGEMELD,
    ("POST", "/account/sessies/<uuid:sessie_id>/einde"): Wie.AANGEMELD,
    ("POST", "/account/overal-uitloggen"): Wie.AANGEMELD,
    ("GET", "/ontgrendelen"): Wie.AANGEMELD,
    ("POST", "/ontgrendelen"): Wie.AANGEMELD,
    ("POST", "/vergrendelen"): Wie.AANGEMELD,
    ("GET", "/wacht"): Wie.WACHT,
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
    ("GET", f"{_C}/waarom"): Wie.ZIEN,
    ("POST", f"{_C}/verzoek"): Wie.ZIEN,
    ("POST", f"{_C}/verzoek/<uuid:verzoek_id>/nee"): Wie.TOESTEMMING,
    ("GET", f"{_C}/toestemming"): Wie.ZIEN,
    ("POST", f"{_C}/toestemming"): Wie.TOESTEMMING,
    ("POST", f"{_C}/toestemming/uitzondering"): Wie.TOESTEMMING,
    ("POST", f"{_C}/toestemming/<uuid:toestemming_id>/intrekken"): Wie.TOESTEMMING,
    ("POST", f"{_C}/vertegenwoordigers"): Wie.TOESTEMMING,
    ("POST", f"{_C}/vertegenwoordigers/<uuid:vertegenwoordiger_id>/einde"): Wie.TOESTEMMING,
    ("GET", "/noodtoegang"): Wie.NOOD,
    ("POST", "/noodtoegang"): Wie.NOOD,
    ("POST", "/noodtoegang/<uuid:noodtoegang_id>/einde"): Wie.NOOD,
    ("GET", f"{_C}/inzagelog"): Wie.ZIEN,
    ("GET", "/logboek"): Wie.LOGBOEK,
    ("POST", "/logboek"): Wie.LOGBOEK,
    ("GET", "/logboek/export.csv"): Wie.LOGBOEK,
    ("GET", "/logboek/opvallend"): Wie.LOGBOEK,
    ("GET", "/logboek/noodtoegang"): Wie.LOGBOEK,
    ("POST", "/logboek/noodtoegang/<uuid:noodtoegang_id>"): Wie.LOGBOEK,
    ("GET", "/beheer"): Wie.BEHEREN,
    ("GET", "/beheer/organisaties/nieuw"): Wie.REGIO,
    ("POST", "/beheer/organisaties/nieuw"): Wie.REGIO,
    ("GET", _O): Wie.BEHEREN,
    ("GET", f"{_O}/wijzigen"): Wie.BEHEREN,
    ("POST", f"{_O}/wijzigen"): Wie.BEHEREN,
    ("GET", f"{_O}/mensen/nieuw"): Wie.BEHEREN,
    ("POST", f"{_O}/mensen/nieuw"): Wie.BEHEREN,
    ("GET", f"{_O}/teams/nieuw"): Wie.BEHEREN,
    ("POST", f"{_O}/teams/nieuw"): Wie.BEHEREN,
    ("GET", _M): Wie.BEHEREN,
    ("GET", f"{_M}/wijzigen"): Wie.BEHEREN,
    ("POST", f"{_M}/wijzigen"): Wie.BEHEREN,
    ("POST", f"{_M}/uitnodigen"): Wie.BEHEREN,
    ("POST", f"{_M}/tweede-stap"): Wie.BEHEREN,
    ("POST", f"{_M}/sessies"): Wie.BEHEREN,
    ("POST", f"{_M}/waarneming"): Wie.BEHEREN,
    ("POST", f"{_M}/waarneming/<uuid:waarneming_id>/einde"): Wie.BEHEREN,
    ("GET", f"{_M}/vertrek"): Wie.BEHEREN,
    ("POST", f"{_M}/vertrek"): Wie.BEHEREN,
    ("GET", "/beheer/teams/nieuw"): Wie.REGIO,
    ("POST", "/beheer/teams/nieuw"): Wie.REGIO,
    ("GET", _T): Wie.BEHEREN,
    ("POST", f"{_T}/leden"): Wie.BEHEREN,
    ("POST", f"{_T}/leden/<uuid:mens_id>/weg"): Wie.BEHEREN,
    ("GET", f"{_T}/wijzigen"): Wie.BEHEREN,
    ("POST", f"{_T}/wijzigen"): Wie.BEHEREN,
    ("GET", f"{_T}/opheffen"): Wie.BEHEREN,
    ("POST", f"{_T}/opheffen"): Wie.BEHEREN,
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
            "<soort>": ["wie", "veranderwens", "doel", "afspraak", "signaal"],
        }


def first_of(ids: dict[str, list]) -> dict[str, list]:
    """One of each is enough where every one would be refused the same way."""
    return {part: values[:1] for part, values in ids.items()}
