"""Checks of what was typed to plan a meeting: when, where, how often. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from overlegtafel.berichten.voorkeurinvoer import parse_time
from overlegtafel.core.datums import NL, parse_date, show_date
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line
from overlegtafel.overleggen.ritme import (
    LAATSTE,
    MEESTE,
    VERSTE,
    Ritme,
    clock_skips,
    find_nth,
    list_dagen,
    moment_of,
    week_of_month,
)

MIN_DUUR, MAX_DUUR = 5, 480
# Where it is, when that is about somebody: a choice, so that nobody types a name or an address.
THUIS = "Bij de cliënt thuis"
MAX_PLAATS, MAX_LINK, MAX_REDEN, MAX_NAAM, MAX_FUNCTIE = 80, 300, 120, 60, 40
MIN_MOMENTEN, MAX_MOMENTEN = 2, 10
# How often, as the form offers it: unit, every how many, and on the last such weekday of the month.
HERHAAL = {
    "w1": ("elke week", "week", 1, False),
    "w2": ("elke 2 weken", "week", 2, False),
    "w3": ("elke 3 weken", "week", 3, False),
    "w4": ("elke 4 weken", "week", 4, False),
    "w6": ("elke 6 weken", "week", 6, False),
    "m1": ("elke maand, op dezelfde weekdag (zoals de derde dinsdag)", "maand", 1, False),
    "m1l": ("elke maand, op de laatste van die weekdag", "maand", 1, True),
    "m3": ("elk kwartaal, op dezelfde weekdag", "maand", 3, False),
    "m3l": ("elk kwartaal, op de laatste van die weekdag", "maand", 3, True),
}


@dataclass(frozen=True, slots=True)
class Waar:
    """How long it takes in minutes, and where: a place, an address for video calling, both or neither."""

    duur: int
    plaats: str
    link: str


@dataclass(frozen=True, slots=True)
class Wanneer:
    """A day and a time on the Dutch clock."""

    dag: date
    tijd: time

    @property
    def moment(self) -> datetime:
        return moment_of(self.dag, self.tijd)


def check_overleg(form: Mapping[str, str], *, nu: datetime) -> tuple[Wanneer, Waar]:
    """One meeting: when and where. Raises Ongeldig with a message per field."""
    fouten: dict[str, str] = {}
    wanneer = _wanneer(form.get("dag", ""), form.get("tijd", ""), fouten, nu=nu)
    waar = _waar(form, fouten)
    _raise(fouten)
    return wanneer, waar


def check_waar(form: Mapping[str, str]) -> Waar:
    """Where it is and how long. Raises Ongeldig."""
    fouten: dict[str, str] = {}
    waar = _waar(form, fouten)
    _raise(fouten)
    return waar


def check_prikken(form: Mapping[str, str], *, nu: datetime) -> tuple[list[Wanneer], Waar]:
    """A meeting of which the date is being found: the moments, and where. Fields dag_1, tijd_1 and so on. Raises Ongeldig."""
    fouten: dict[str, str] = {}
    moments = []
    for number in range(1, MAX_MOMENTEN + 1):
        dag, tijd = form.get(f"dag_{number}", ""), form.get(f"tijd_{number}", "")
        if not (dag.strip() or tijd.strip()):
            continue
        moment = _wanneer(dag, tijd, fouten, nu=nu, nummer=f"_{number}")
        if moment and moment in moments:
            fouten[f"dag_{number}"] = "Dit moment staat er al. Kies een ander, of maak het vak leeg."
        moments.append(moment)
    if not fouten and len(moments) < MIN_MOMENTEN:
        fouten["dag_1"] = "Stel minstens twee momenten voor, dan is er iets te kiezen."
    waar = _waar(form, fouten)
    _raise(fouten)
    return sorted(moments, key=lambda m: m.moment), waar


def check_moment(form: Mapping[str, str], *, nu: datetime) -> Wanneer:
    """One moment more to choose from. Raises Ongeldig."""
    fouten: dict[str, str] = {}
    found = _wanneer(form.get("dag", ""), form.get("tijd", ""), fouten, nu=nu)
    _raise(fouten)
    return found


def check_ritme(form: Mapping[str, str], eerste: date) -> Ritme | None:
    """How often it comes back, from its first day on; None: this once. Raises Ongeldig."""
    chosen = form.get("herhaal", "")
    if not chosen:
        return None
    if chosen not in HERHAAL:
        raise Ongeldig({"herhaal": "Kies hoe vaak het overleg terugkomt."})
    _, eenheid, om_de, laatste = HERHAAL[chosen]
    week = None if eenheid == "week" else LAATSTE if laatste else week_of_month(eerste)
    ritme = Ritme(eenheid, om_de, eerste.weekday(), week, eerste)
    tot = _einde(form, ritme)
    return Ritme(eenheid, om_de, eerste.weekday(), week, eerste, tot)


def check_reden(form: Mapping[str, str]) -> str:
    """Why a meeting does not take place. Raises Ongeldig."""
    reden = clean_line(form.get("reden"))
    if not reden:
        raise Ongeldig({"reden": "Schrijf kort waarom het niet doorgaat. Iedereen leest dit; noem geen cliënt."})
    if len(reden) > MAX_REDEN:
        raise Ongeldig({"reden": f"Maak het korter: {len(reden)} tekens, hooguit {MAX_REDEN}."})
    return reden


def check_hand(form: Mapping[str, str]) -> tuple[str, str]:
    """Somebody without an account: name and what they are. Raises Ongeldig."""
    fouten = {}
    naam, functie = clean_line(form.get("naam")), clean_line(form.get("functie"))
    if not naam:
        fouten["naam"] = "Vul een naam in."
    elif len(naam) > MAX_NAAM:
        fouten["naam"] = f"Maak de naam korter: hooguit {MAX_NAAM} tekens."
    if not functie:
        fouten["functie"] = "Vul in wat deze persoon doet, bijvoorbeeld leerkracht."
    elif len(functie) > MAX_FUNCTIE:
        fouten["functie"] = f"Maak dit korter: hooguit {MAX_FUNCTIE} tekens."
    _raise(fouten)
    return naam, functie


def _einde(form: Mapping[str, str], ritme: Ritme) -> date | None:
    """The last day of the series as it was typed: a date, or a number of times; None: until somebody stops it."""
    tot_typed, keer_typed = clean_line(form.get("tot")), clean_line(form.get("keer"))
    if tot_typed and keer_typed:
        raise Ongeldig({"keer": "Kies een van de twee: een einddatum of een aantal keer."})
    most = f"Een reeks heeft hooguit {MEESTE} overleggen en duurt hooguit twee jaar. U kunt hem later verlengen."
    if keer_typed:
        if not (keer_typed.isascii() and keer_typed.isdigit() and len(keer_typed) < 7 and int(keer_typed) > 1):
            raise Ongeldig({"keer": "Vul een heel getal in van 2 of meer, of laat het leeg."})
        if int(keer_typed) > MEESTE or (last := find_nth(ritme, int(keer_typed))) > ritme.vanaf + VERSTE:
            raise Ongeldig({"keer": most})
        return last
    if not tot_typed:
        return None
    tot = parse_date(tot_typed, two_digit_years="this century")
    if tot is None:
        raise Ongeldig({"tot": "Vul een datum in als 31-12-2027, of laat het leeg."})
    if tot < ritme.vanaf:
        raise Ongeldig({"tot": f"Dit is vóór het eerste overleg op {show_date(ritme.vanaf)}."})
    if tot > ritme.vanaf + VERSTE or len(list_dagen(ritme, tot=tot)) > MEESTE:
        raise Ongeldig({"tot": most})
    return tot


def _wanneer(dag: str, tijd: str, fouten: dict[str, str], *, nu: datetime, nummer: str = "") -> Wanneer | None:
    day, hour = parse_date(dag, two_digit_years="this century"), parse_time(tijd)
    if day is None:
        fouten[f"dag{nummer}"] = "Vul een datum in als 3-12-2026."
    if hour is None:
        fouten[f"tijd{nummer}"] = "Vul een tijd in als 16:00."
    if day is None or hour is None:
        return None
    here = nu.astimezone(NL).date()
    if day < here:
        fouten[f"dag{nummer}"] = "Deze dag is al geweest. Kies een dag die nog komt."
    elif day > here + VERSTE:
        fouten[f"dag{nummer}"] = "Dit is meer dan twee jaar vooruit. Kies een eerdere dag."
    elif clock_skips(day, hour):
        fouten[f"tijd{nummer}"] = (
            "Die nacht gaat de klok een uur vooruit; deze tijd is er dan niet. Kies een andere tijd."
        )
    elif moment_of(day, hour) < nu - timedelta(minutes=1):
        fouten[f"tijd{nummer}"] = "Dit tijdstip is al geweest. Kies een later tijdstip."
    return Wanneer(day, hour)


def _waar(form: Mapping[str, str], fouten: dict[str, str]) -> Waar:
    typed = clean_line(form.get("duur"))
    duur = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 0
    if not MIN_DUUR <= duur <= MAX_DUUR:
        fouten["duur"] = f"Vul een aantal minuten in van {MIN_DUUR} tot en met {MAX_DUUR}."
    plaats = clean_line(form.get("plaats"))
    if form.get("thuis") and plaats not in ("", THUIS):
        fouten["plaats"] = "Kies een van de twee: bij de cliënt thuis, of een andere plaats."
    elif form.get("thuis"):
        plaats = THUIS
    elif len(plaats) > MAX_PLAATS:
        fouten["plaats"] = f"Maak de plaats korter: hooguit {MAX_PLAATS} tekens."
    link = clean_line(form.get("link"))
    if link and not is_safe_link(link):
        fouten["link"] = "Plak het hele adres van het videogesprek. Het begint met https://"
    return Waar(duur, plaats, link)


def is_safe_link(link: str) -> bool:
    """Whether it is an address one can click: https, with a host, without a name or password in it."""
    if len(link) > MAX_LINK or any(c.isspace() or c in "\"'<>\\" for c in link):
        return False
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and "." in host and "@" not in parts.netloc


def _raise(fouten: dict[str, str]) -> None:
    if fouten:
        raise Ongeldig(fouten)
