"""The sociale kaart as rules: how fresh a place is, which words find it, and which places fit a question. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from overlegtafel.core.datums import NL
from overlegtafel.core.leefgebieden import LEEFGEBIEDEN
from overlegtafel.core.namen import normalise

RUIMTE = {"ja": "heeft plek", "wachten": "wachtlijst", "vol": "vol"}
# What the form of a referral shows beside the question.
MEESTE_BIJ = 5
# A question that says nothing about who could help.
_ANDERS = frozenset(("anders", "iets anders"))
LANG, TE_LANG = timedelta(days=183), timedelta(days=548)
_MEESTE_WOORDEN = 6


class Versheid(StrEnum):
    """VERS: confirmed or used within half a year. LANG: sinks. TE_LANG: a year and a half ago, only behind a fold."""

    VERS = "vers"
    LANG = "lang"
    TE_LANG = "te_lang"


class Plekrij(Protocol):
    """The columns of Kaartplek that are read here."""

    leefgebieden: list
    hulpvragen: list
    wijken: list
    ruimte: str
    bevestigd_op: datetime
    gebruikt_op: datetime | None


P = TypeVar("P", bound=Plekrij)


@dataclass(frozen=True, slots=True)
class Zoek:
    """What somebody looks for. hulpvragen: names, any of which will do."""

    woorden: tuple[str, ...] = ()
    wijk: str = ""
    leefgebied: str = ""
    hulpvragen: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.woorden or self.wijk or self.leefgebied or self.hulpvragen)


def last_sign(plek: Plekrij) -> datetime:
    """When it was last known to be right: its organisation said so, or somebody went there."""
    return max(plek.bevestigd_op, plek.gebruikt_op) if plek.gebruikt_op else plek.bevestigd_op


def how_fresh(plek: Plekrij, moment: datetime) -> Versheid:
    age = moment - last_sign(plek)
    return Versheid.VERS if age < LANG else Versheid.LANG if age < TE_LANG else Versheid.TE_LANG


def say_ago(then: datetime, moment: datetime) -> str:
    """'vandaag', 'vorige week', '3 weken geleden', '7 maanden geleden'; by days and weeks of the Dutch calendar."""
    day, today = then.astimezone(NL).date(), moment.astimezone(NL).date()
    days = max((today - day).days, 0)
    if days < 2:
        return ("vandaag", "gisteren")[days]
    if days < 7:
        return f"{days} dagen geleden"
    if days < 61:
        # From Monday to Monday: 'vorige week' is what everybody calls that.
        weeks = (today - timedelta(today.weekday()) - (day - timedelta(day.weekday()))).days // 7
        return "vorige week" if weeks == 1 else f"{weeks} weken geleden"
    months = days * 12 // 365
    return f"{months} maanden geleden" if months < 24 else f"{months // 12} jaar geleden"


def parse_words(typed: str) -> tuple[str, ...]:
    """The words to search for, written as zoektekst is."""
    return tuple(dict.fromkeys(normalise(typed[:200]).split()))[:_MEESTE_WOORDEN]


def search_text(naam: str, wat: str, organisatie: str, *lists: Iterable[str], bereik: str = "") -> str:
    """What the words are looked for in: normalised, with a space before every word. lists: names of leefgebieden, questions, wijken."""
    parts = [naam, wat, organisatie, *(name for names in lists for name in names), bereik]
    # The last word may be cut; it is found by its beginning all the same.
    return f" {normalise(' '.join(parts))} "[:1000]


def leefgebied_names(keys: Iterable[str]) -> list[str]:
    return [LEEFGEBIEDEN[key] for key in keys if key in LEEFGEBIEDEN]


def is_open_question(name: str) -> bool:
    """'Iets anders' and the like: no place is there for that in particular."""
    return normalise(name) in _ANDERS


def serves(plek: Plekrij, zoek: Zoek) -> bool:
    """Whether this place is there for this wijk, leefgebied and kind of question. Without wijken it is there for all of them."""
    return (
        (not zoek.wijk or not plek.wijken or _holds(plek.wijken, (zoek.wijk,)))
        and (not zoek.leefgebied or zoek.leefgebied in plek.leefgebieden)
        and (not zoek.hulpvragen or _holds(plek.hulpvragen, zoek.hulpvragen))
    )


def pick_fitting(plekken: Iterable[P], zoek: Zoek, moment: datetime) -> list[P]:
    """The few that fit best, for beside a question: not what nobody spoke for in a year and a half, and what is full last."""
    wanted = Zoek(wijk=zoek.wijk)
    near = [p for p in plekken if serves(p, wanted) and how_fresh(p, moment) is not Versheid.TE_LANG]
    asks = bool(zoek.hulpvragen or zoek.leefgebied)
    scored = [(p, _score(p, zoek)) for p in near]
    fitting = [(p, score) for p, score in scored if score or not asks]
    fitting.sort(key=lambda found: (found[0].ruimte == "vol", -found[1], -last_sign(found[0]).timestamp()))
    return [p for p, _ in fitting[:MEESTE_BIJ]]


def _score(plek: Plekrij, zoek: Zoek) -> int:
    """The kind of question says more than the leefgebied."""
    return 2 * _holds(plek.hulpvragen, zoek.hulpvragen) + (zoek.leefgebied in plek.leefgebieden)


def _holds(names: Collection[str], wanted: Iterable[str]) -> bool:
    return not {normalise(name) for name in names}.isdisjoint(map(normalise, wanted))
