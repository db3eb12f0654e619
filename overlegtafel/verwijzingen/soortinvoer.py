"""Checks of a kind of referral, as beheer fills it in. Pure.

What referrals name (a kind of question, an outcome, a step) keeps its key for ever; only its name changes.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.namen import normalise
from overlegtafel.core.tekst import clean_line, clean_text
from overlegtafel.toegang.domein import Domein, Soort
from overlegtafel.verwijzingen.regels import AANGEMELD, STATEN, VANZELF, Stap
from overlegtafel.verwijzingen.standaard import SOORTEN

# Beheer gives no care; family and network refer nobody and are no team.
DOMEINEN = tuple(d for d in Domein if d not in (Domein.BEHEER, Domein.NETWERK))
# How the team can end it; 'gestopt' comes by itself.
EINDES = {key: STATEN[key] for key in ("afgerond", "doorverwezen", "afgezien")}
MEESTE_HULPVRAGEN, MEESTE_UITKOMSTEN, MAX_NAAM = 30, 15, 60
# Rows that are read: after a conflict there are those of both.
_MEESTE_RIJEN = 60
# Every kind has these steps to choose from; their names are its own.
STAPPEN: dict[str, dict[str, Any]] = {stap["sleutel"]: stap for stap in SOORTEN[0]["stappen"]}
_GETALLEN = {
    "dagen_week": (1, 10, "Bellen bij ‘deze week’"),
    "dagen_geen": (1, 30, "Bellen bij ‘geen haast’"),
    "dagen_opnieuw": (1, 20, "Opnieuw bellen"),
    "dagen_terug": (1, 30, "Terugkoppelen"),
    "dagen_stil": (5, 120, "Laten weten hoe het gaat"),
}


@dataclass(frozen=True, slots=True)
class SoortInvoer:
    """A kind of referral: the columns of Verwijssoort, checked."""

    naam: str
    van: list[str]
    naar: str
    onder_leeftijd: int | None
    met_leefgebied: bool
    met_geldvragen: bool
    actief: bool
    hulpvragen: list[dict[str, str]]
    stappen: list[dict[str, Any]]
    uitkomsten: list[dict[str, str]]
    toestemmingen: list[str]
    dagen_week: int
    dagen_geen: int
    dagen_opnieuw: int
    dagen_terug: int
    dagen_stil: int


def check_soort(form, *, nu: Mapping[str, list[dict]] | None = None) -> SoortInvoer:
    """form: a MultiDict. nu: the lists (hulpvragen, uitkomsten, stappen) as they are stored. Raises Ongeldig."""
    nu, fouten = nu or {}, {}
    naam = clean_line(form.get("naam"))
    if not 2 <= len(naam) <= MAX_NAAM:
        fouten["naam"] = f"Vul een naam in van 2 tot en met {MAX_NAAM} tekens."
    domains = [d.value for d in DOMEINEN]
    van = [value for value in domains if value in form.getlist("van")]
    if not van:
        fouten["van"] = "Kies wie er mag verwijzen."
    naar = form.get("naar", "")
    if naar not in domains:
        fouten["naar"] = "Kies naar wat voor team."
    lists = {
        "hulpvragen": _hulpvragen(form, nu.get("hulpvragen", ()), fouten),
        "uitkomsten": _uitkomsten(form, nu.get("uitkomsten", ()), fouten),
        "stappen": _stappen(form, nu.get("stappen", ()), fouten),
    }
    numbers = {field: _number(form, field, fouten) for field in _GETALLEN}
    leeftijd = clean_line(form.get("onder_leeftijd"))
    if leeftijd and not 1 <= (age := _whole(leeftijd)) <= 120:
        fouten["onder_leeftijd"] = "Vul een heel getal in van 1 tot en met 120, of laat het vak leeg."
    if fouten:
        raise Ongeldig(fouten)
    consents = [Soort.VERWIJZING.value] + ([Soort.PLAN.value] if form.get("met_plan") else [])
    return SoortInvoer(
        naam=naam,
        van=van,
        naar=naar,
        onder_leeftijd=age if leeftijd else None,
        met_leefgebied=bool(form.get("met_leefgebied")),
        met_geldvragen=bool(form.get("met_geldvragen")),
        actief=bool(form.get("actief")),
        toestemmingen=consents,
        **lists,
        **numbers,
    )


def make_sleutel(naam: str, taken: Collection[str], *, lang: int = 18, voeg: str = "-") -> str:
    """How other data name it: 'naar-fysiotherapie'. What is not in the list any more is read by its key, so that says what it was."""
    base = re.sub(r"[^a-z0-9]+", voeg, normalise(naam))[:lang].strip(voeg) or "soort"
    return next(key for n in range(1, 1000) if (key := base if n == 1 else f"{base}{voeg}{n}") not in taken)


@dataclass(frozen=True, slots=True)
class Rij:
    """One row of a list on the form. sleutel: of what is there already; '' for a new one."""

    nummer: int
    sleutel: str
    naam: str
    einde: str = ""


def read_rows(form, field: str, stored: Iterable[Mapping[str, str]]) -> list[Rij]:
    """The rows as they were filled in, and after them what was stored and had no row: another added it meanwhile."""
    rows, left = [], {row["sleutel"]: row for row in stored}
    for number in range(1, _MEESTE_RIJEN + 1):
        name, key = clean_line(form.get(f"{field}_{number}")), form.get(f"{field}_{number}_sleutel", "")
        # A key that is not there (any more) makes a new one of it.
        key = key if left.pop(key, None) else ""
        if name or key:
            rows.append(Rij(len(rows) + 1, key, name, form.get(f"{field}_{number}_einde", "")))
    return rows + show_rows(left.values(), len(rows))


def show_rows(stored: Iterable[Mapping[str, str]], after: int = 0) -> list[Rij]:
    return [Rij(n, row["sleutel"], row["naam"], row.get("einde", "")) for n, row in enumerate(stored, after + 1)]


def _hulpvragen(form, stored: Collection[Mapping[str, str]], fouten: dict[str, str]) -> list[dict[str, str]]:
    """Those there are under the names in their rows (empty: gone), and a new one per line."""
    taken = {row["sleutel"] for row in stored}
    named = [row for row in read_rows(form, "hulpvraag", stored) if row.naam]
    found = [{"sleutel": row.sleutel or _new_key(row.naam, taken), "naam": row.naam} for row in named]
    for line in clean_text(form.get("hulpvragen_erbij")).split("\n"):
        if name := clean_line(line):
            found.append({"sleutel": _new_key(name, taken), "naam": name})
    where = "hulpvragen_erbij"
    if not found:
        fouten[where] = "Noem minstens één soort vraag."
    elif len(found) > MEESTE_HULPVRAGEN:
        fouten[where] = f"Dit zijn {len(found)} soorten vragen. Houd het bij hooguit {MEESTE_HULPVRAGEN}."
    _check_names(found, where, fouten)
    return found


def _uitkomsten(form, stored: Collection[Mapping[str, str]], fouten: dict[str, str]) -> list[dict[str, str]]:
    taken = {row["sleutel"] for row in stored} | VANZELF.keys()
    found = []
    for row in read_rows(form, "uitkomst", stored):
        if not row.naam:
            continue
        if row.einde not in EINDES:
            fouten.setdefault("uitkomst_1", f"Kies hoe ‘{row.naam[:30]}’ eindigt.")
        found.append({"sleutel": row.sleutel or _new_key(row.naam, taken), "naam": row.naam, "einde": row.einde})
    if not found:
        fouten["uitkomst_1"] = "Noem minstens één uitkomst."
    elif len(found) > MEESTE_UITKOMSTEN:
        fouten["uitkomst_1"] = f"Dit zijn {len(found)} uitkomsten. Houd het bij hooguit {MEESTE_UITKOMSTEN}."
    _check_names(found, "uitkomst_1", fouten)
    return found


def _stappen(form, stored: Iterable[Mapping[str, Any]], fouten: dict[str, str]) -> list[dict[str, Any]]:
    """The chosen ones of the standard steps under their own names; a step this kind has besides stays as it is."""
    chosen = set(form.getlist("stappen"))
    found = []
    for key, standard in STAPPEN.items():
        if key not in chosen:
            continue
        words = {word: clean_line(form.get(f"stap_{key}_{word}")) for word in ("knop", "naam")}
        for word, typed in words.items():
            if not 2 <= len(typed) <= 40:
                fouten[f"stap_{key}_{word}"] = "Vul hier 2 tot en met 40 tekens in."
        found.append({**standard, **words})
    found += [dict(row) for row in stored if row["sleutel"] not in STAPPEN]
    steps = [Stap(**{**row, "van": tuple(row["van"])}) for row in found]
    if not any(step.contact and AANGEMELD in step.van for step in steps):
        fouten["stappen"] = "Kies minstens één stap waarin het team de cliënt spreekt: daarna volgt de terugkoppeling."
    reached = _reached(steps)
    if lost := [step for step in steps if not reached & set(step.van)]:
        fouten.setdefault(
            "stappen", f"‘{lost[0].knop}’ kan niet zonder de stap ervoor. Kies die ook, of laat deze weg."
        )
    return found


def _reached(steps: Collection[Stap]) -> set[str]:
    """The states somebody can come to with these steps."""
    reached = {AANGEMELD}
    for _ in steps:
        reached |= {step.naar for step in steps if reached & set(step.van)}
    return reached


def _check_names(rows: list[dict[str, str]], where: str, fouten: dict[str, str]) -> None:
    seen = set()
    for row in rows:
        name = normalise(row["naam"])
        if len(row["naam"]) > MAX_NAAM:
            fouten.setdefault(where, f"‘{row['naam'][:30]}…’ is te lang: hooguit {MAX_NAAM} tekens.")
        elif not name:
            fouten.setdefault(where, f"‘{row['naam']}’ is geen naam.")
        elif name in seen:
            fouten.setdefault(where, f"‘{row['naam']}’ staat er twee keer.")
        seen.add(name)


def _new_key(name: str, taken: set[str]) -> str:
    key = make_sleutel(name, taken, lang=26, voeg="_")
    taken.add(key)
    return key


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else -1


def _number(form, field: str, fouten: dict[str, str]) -> int:
    least, most, label = _GETALLEN[field]
    value = _whole(clean_line(form.get(field)))
    if not least <= value <= most:
        fouten[field] = f"{label}: vul een heel getal in van {least} tot en met {most} werkdagen."
    return value
