"""Checking what was typed about a client. Pure: raw form values in, clean values or messages out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from overlegtafel.clienten.beslissers import (
    Beslisser,
    NieuweVertegenwoordiger,
    age_on,
    check_vertegenwoordiger,
    may_decide,
)
from overlegtafel.core.bsn import parse_bsn
from overlegtafel.core.datums import parse_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import Naamgebruik
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.telefoon import clean_telefoon
from overlegtafel.toegang.domein import Besluit, Domein

HOE = {"mondeling": "mondeling", "schriftelijk": "schriftelijk", "zelf": "de cliënt deed het zelf"}
GESLACHTEN = {"": "niet ingevuld", "V": "vrouw", "M": "man", "X": "anders"}
NAAMGEBRUIK = {
    Naamgebruik.EIGEN: "eigen naam",
    Naamgebruik.EIGEN_PARTNER: "eigen naam, dan partner",
    Naamgebruik.PARTNER: "naam van partner",
    Naamgebruik.PARTNER_EIGEN: "partner, dan eigen naam",
}

# What somebody is at the table for, in a few words.
MAX_DOEL = 140

_MAX = {
    "voornamen": 80, "roepnaam": 40, "voorvoegsel": 20, "achternaam": 60, "partner_voorvoegsel": 20,
    "partner_achternaam": 60, "straat": 60, "postcode": 7, "plaats": 40, "wijk": 40,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClientInvoer:
    """A client as it may be stored. Consent at the table (domeinen, hoe, wie, vertegenwoordiger) and doel: a new one only."""

    achternaam: str
    geboortedatum: date
    voornamen: str = ""
    roepnaam: str = ""
    voorvoegsel: str = ""
    partner_voorvoegsel: str = ""
    partner_achternaam: str = ""
    naamgebruik: str = "E"
    geslacht: str = ""
    bsn: str | None = None
    straat: str = ""
    postcode: str = ""
    plaats: str = ""
    wijk: str = ""
    telefoon: str = ""
    praktijk_id: UUID | None = None
    overleden_op: date | None = None
    domeinen: frozenset[Domein] = frozenset()
    hoe: str = "mondeling"
    wie: Beslisser = Beslisser.CLIENT
    vertegenwoordiger: NieuweVertegenwoordiger | None = None
    doel: str = ""

    # What goes to the columns of the same name.
    FIELDS: ClassVar[tuple[str, ...]] = (
        "achternaam", "geboortedatum", "voornamen", "roepnaam", "voorvoegsel", "partner_voorvoegsel",
        "partner_achternaam", "naamgebruik", "geslacht", "bsn", "straat", "postcode", "plaats", "wijk",
        "telefoon", "praktijk_id", "overleden_op",
    )  # fmt: skip

    @classmethod
    def of_client(cls, client) -> "ClientInvoer":
        return cls(**{field: getattr(client, field) for field in cls.FIELDS})


def check_client(form: Mapping[str, str], *, domeinen: list[str], nieuw: bool, eigen_domein: Domein) -> ClientInvoer:
    """Raises Ongeldig with a message per field. A new client needs consent for at least the writer's own domain."""
    fouten: dict[str, str] = {}
    text = {field: clean_line(form.get(field)) for field in _MAX}
    for field, limit in _MAX.items():
        if len(text[field]) > limit:
            fouten[field] = f"Dit is te lang: er is plaats voor {limit} tekens. Kort het in."
    if not text["achternaam"]:
        fouten["achternaam"] = "Vul de achternaam in, zonder voorvoegsel."
    born = parse_date(form.get("geboortedatum", ""))
    if born is None or born > today() or born.year < today().year - 125:
        fouten["geboortedatum"] = "Vul de geboortedatum in als dag-maand-jaar, bijvoorbeeld 3-5-1948."
    bsn = _bsn(form.get("bsn", ""), fouten)
    telefoon = clean_telefoon(clean_line(form.get("telefoon")))
    if telefoon is None:
        fouten["telefoon"] = "Dit is geen telefoonnummer. Schrijf het met netnummer, bijvoorbeeld 043-350 12 34."
    geslacht = _choice(form.get("geslacht", ""), GESLACHTEN, "geslacht", fouten)
    gebruik = _choice(form.get("naamgebruik", "E"), NAAMGEBRUIK, "naamgebruik", fouten)
    praktijk_id = _praktijk(form.get("praktijk", ""), fouten)
    # Who has died cannot consent, so nobody is made who has.
    died = None if nieuw else _overleden(form.get("overleden_op", ""), born, fouten)
    given, hoe, doel, wie, vertegenwoordiger = frozenset(), "mondeling", "", Beslisser.CLIENT, None
    if nieuw:
        given, hoe = _consent(domeinen, form.get("hoe", ""), eigen_domein, fouten)
        wie, vertegenwoordiger = _beslisser(form, born, fouten)
        doel = _doel(form.get("doel", ""), fouten)
    if fouten:
        raise Ongeldig(fouten)
    return ClientInvoer(
        **text,
        geboortedatum=born,
        bsn=bsn,
        telefoon=telefoon or "",
        geslacht=geslacht,
        naamgebruik=gebruik,
        praktijk_id=praktijk_id,
        overleden_op=died,
        wie=wie,
        vertegenwoordiger=vertegenwoordiger,
        domeinen=given,
        hoe=hoe,
        doel=doel,
    )


def _bsn(typed: str, fouten: dict[str, str]) -> str | None:
    typed = clean_line(typed)
    if not typed:
        return None
    bsn = parse_bsn(typed)
    if bsn is None:
        fouten["bsn"] = "Dit is geen geldig BSN. Kijk op het identiteitsbewijs; weet u het niet, laat het dan leeg."
    return bsn


def _choice(value: str, choices: Mapping[str, str], field: str, fouten: dict[str, str]) -> str:
    if value not in choices:
        fouten[field] = "Kies een van de mogelijkheden."
    return value


def _praktijk(value: str, fouten: dict[str, str]) -> UUID | None:
    if not value:
        return None
    chosen = parse_uuid(value)
    if chosen is None:
        fouten["praktijk"] = "Kies een huisartsenpraktijk uit de lijst."
    return chosen


def _doel(typed: str, fouten: dict[str, str]) -> str:
    """What the maker is there for: everybody at the table says so."""
    doel = clean_line(typed)
    if not doel:
        fouten["doel"] = "Vul in waar u zelf mee bezig bent, bijvoorbeeld: wondzorg."
    elif len(doel) > MAX_DOEL:
        fouten["doel"] = f"Dit is te lang: er is plaats voor {MAX_DOEL} tekens. Kort het in."
    return doel


def _overleden(typed: str, born: date | None, fouten: dict[str, str]) -> date | None:
    typed = clean_line(typed)
    if not typed:
        return None
    died = parse_date(typed)
    if died is None or died > today() or (born and died < born):
        fouten["overleden_op"] = "Vul de dag van overlijden in als dag-maand-jaar, of laat dit leeg."
    return died


def _beslisser(
    form: Mapping[str, str], born: date | None, fouten: dict[str, str]
) -> tuple[Beslisser, NieuweVertegenwoordiger | None]:
    """Who gave the consent at the table: the client, or somebody who decides for or with a child or a ward."""
    typed = form.get("wie", Beslisser.CLIENT.value)
    if typed not in tuple(Beslisser):
        fouten["wie"] = "Kies wie er besliste."
        return Beslisser.CLIENT, None
    wie, who = Beslisser(typed), None
    if wie is not Beslisser.CLIENT:
        named = {
            "naam": form.get("naam_vertegenwoordiger", ""),
            "soort_vertegenwoordiger": form.get("soort_vertegenwoordiger", ""),
        }
        try:
            who = check_vertegenwoordiger(named)
        except Ongeldig as error:
            fouten |= {"naam_vertegenwoordiger" if k == "naam" else k: v for k, v in error.velden.items()}
            return wie, None
    soort = who.soort if who else None
    if born and (
        message := may_decide(
            wie, Besluit.JA, leeftijd=age_on(born, today()), soort=soort, soorten=[soort] if soort else []
        )
    ):
        fouten["wie"] = message
    return wie, who


def _consent(
    domeinen: list[str], hoe: str, eigen_domein: Domein, fouten: dict[str, str]
) -> tuple[frozenset[Domein], str]:
    known = {d.value for d in Domein if d is not Domein.BEHEER}
    if not domeinen or not set(domeinen) <= known or hoe not in HOE:
        fouten["toestemming"] = "Kies voor wie de cliënt toestemming gaf, en hoe."
        return frozenset(), "mondeling"
    given = frozenset(Domein(d) for d in domeinen)
    if eigen_domein not in given:
        fouten["toestemming"] = (
            f"Zonder toestemming voor {eigen_domein.label} ziet u deze cliënt zelf ook niet. "
            "Vraag de cliënt om toestemming en vink die aan."
        )
    return given, hoe
