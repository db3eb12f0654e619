"""Checking what was typed in beheer. Pure: raw form values in, clean values or messages out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from overlegtafel.core.datums import parse_date, show_date
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.core.telefoon import clean_telefoon
from overlegtafel.toegang.domein import FUNCTIES, TOESTEMMINGSDOMEINEN, Domein, domein_of

_MAX_INGESCHREVEN = 1_000_000
MAX_WAARNEMING = timedelta(days=365)
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9](?:[a-z0-9-]{0,62}))+")
# A team works in a domain of care; family is no team, and beheer has no seat at a table.
TEAMDOMEINEN = tuple(d for d in TOESTEMMINGSDOMEINEN if d is not Domein.NETWERK)


@dataclass(frozen=True, slots=True)
class OrganisatieInvoer:
    naam: str
    telefoon: str
    is_praktijk: bool
    ingeschreven: int | None


@dataclass(frozen=True, slots=True)
class MensInvoer:
    """Somebody in a functie. email is empty where an existing person is changed: an account keeps its address."""

    voornaam: str
    voorvoegsel: str
    achternaam: str
    functie: str
    telefoon: str
    team_ids: frozenset[UUID]
    email: str = ""


@dataclass(frozen=True, slots=True)
class TeamInvoer:
    naam: str
    domein: str
    telefoon: str


def check_organisatie(form: Mapping[str, str]) -> OrganisatieInvoer:
    """Raises Ongeldig."""
    fouten: dict[str, str] = {}
    naam = _line(form, "naam", 80, fouten, "Vul de naam van de organisatie in.")
    telefoon = _telefoon(form, fouten)
    is_praktijk = bool(form.get("is_praktijk"))
    ingeschreven = None
    typed = "".join(clean_line(form.get("ingeschreven")).replace(".", "").split())
    if is_praktijk and typed:
        if typed.isascii() and typed.isdigit() and len(typed) <= 7 and int(typed) <= _MAX_INGESCHREVEN:
            ingeschreven = int(typed)
        else:
            fouten["ingeschreven"] = "Vul een getal in, bijvoorbeeld 6320, of laat het leeg."
    _raise(fouten)
    return OrganisatieInvoer(naam, telefoon, is_praktijk, ingeschreven)


def check_mens(form, *, functies: list[str], nieuw: bool) -> MensInvoer:
    """functies: those that may be handed out. Raises Ongeldig."""
    fouten: dict[str, str] = {}
    email = _email(form, fouten) if nieuw else ""
    voornaam = _line(form, "voornaam", 40, fouten, "Vul de voornaam in.")
    voorvoegsel = _line(form, "voorvoegsel", 20, fouten)
    achternaam = _line(form, "achternaam", 60, fouten, "Vul de achternaam in.")
    functie = clean_line(form.get("functie"))
    if functie not in functies:
        fouten["functie"] = "Kies een functie uit de lijst. Staat die er niet bij? Vraag de functioneel beheerder."
    telefoon = _telefoon(form, fouten)
    team_ids = frozenset(filter(None, (parse_uuid(typed) for typed in form.getlist("team"))))
    if functie in FUNCTIES and domein_of(functie) is Domein.BEHEER and team_ids:
        fouten["team"] = "Wie in beheer werkt, zit niet in een team. Haal de vinkjes bij de teams weg."
    _raise(fouten)
    return MensInvoer(voornaam, voorvoegsel, achternaam, functie, telefoon, team_ids, email)


def check_team(form: Mapping[str, str]) -> TeamInvoer:
    """Raises Ongeldig."""
    fouten: dict[str, str] = {}
    naam = _line(form, "naam", 80, fouten, "Vul de naam van het team in.")
    domein = clean_line(form.get("domein"))
    if domein not in {d.value for d in TEAMDOMEINEN}:
        fouten["domein"] = "Kies het werkveld van het team."
    telefoon = _telefoon(form, fouten)
    _raise(fouten)
    return TeamInvoer(naam, domein, telefoon)


def check_periode(form: Mapping[str, str], *, op: date) -> tuple[date, date]:
    """The first and last day somebody stands in, seen from day `op`. Raises Ongeldig."""
    fouten: dict[str, str] = {}
    van, tot = _dag(form, "van", fouten), _dag(form, "tot", fouten)
    if van and van < op:
        fouten["van"] = f"Deze dag is al voorbij. Kies {show_date(op)} of later."
    if tot and tot < op:
        fouten["tot"] = "Deze dag is al voorbij. Kies een dag die nog komt."
    elif van and tot and tot < van:
        fouten["tot"] = f"De laatste dag ligt voor de eerste. Kies {show_date(van)} of later."
    elif van and tot and tot - van > MAX_WAARNEMING:
        fouten["tot"] = "Waarnemen kan voor hooguit een jaar. Kies een eerdere laatste dag."
    _raise(fouten)
    return van, tot


def _line(form: Mapping[str, str], field: str, limit: int, fouten: dict[str, str], missing: str = "") -> str:
    line = clean_line(form.get(field))
    if missing and not line:
        fouten[field] = missing
    elif len(line) > limit:
        fouten[field] = f"Dit is te lang: hooguit {limit} tekens, u typte er {len(line)}."
    return line


def _telefoon(form: Mapping[str, str], fouten: dict[str, str]) -> str:
    telefoon = clean_telefoon(clean_line(form.get("telefoon")))
    if telefoon is None:
        fouten["telefoon"] = "Dit is geen telefoonnummer. Schrijf het met netnummer, bijvoorbeeld 043-350 12 34."
    return telefoon or ""


def _email(form: Mapping[str, str], fouten: dict[str, str]) -> str:
    email = clean_line(form.get("email")).casefold()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        fouten["email"] = "Vul een e-mailadres in, bijvoorbeeld naam@organisatie.nl."
    return email


def _dag(form: Mapping[str, str], field: str, fouten: dict[str, str]) -> date | None:
    dag = parse_date(clean_line(form.get(field)), two_digit_years="this century")
    if dag is None:
        fouten[field] = "Vul een datum in, bijvoorbeeld 1-6-2027."
    return dag


def _raise(fouten: dict[str, str]) -> None:
    if fouten:
        raise Ongeldig(fouten)
