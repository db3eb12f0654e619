"""The words for why an item stands on an agenda. Pure. Never what an agreement or a question says: only that it is there."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from overlegtafel.core.datums import show_day

INBRENG = "inbreng"
DOORGESCHOVEN = "doorgeschoven"
VERWIJZING = "verwijzing"

# What somebody brings a client in for; the key is Agendapunt.soort.
SOORTEN = {
    "consultatie": "Consultatie",
    "triage": "Triage",
    "terugkoppeling": "Terugkoppeling",
    "bespreken": "Bespreken",
}

# What stands before the day.
_MET_DAG = {
    "terugkomen": "Komt terug, zoals afgesproken voor",
    "afspraak": "Een afspraak is over tijd sinds",
    "evaluatie": "De dag van samen terugkijken was",
    "kwetsbaar": "75 of ouder, en hier niet besproken sinds",
    "vraag": "Een vraag wacht op antwoord sinds",
    VERWIJZING: "Een verwijzing loopt of is net klaar; de laatste stap was",
    DOORGESCHOVEN: "Doorgeschoven van",
}
_ZONDER_DAG = {
    "kwetsbaar": "75 of ouder, en hier nog niet besproken",
}
_IETS = "Staat hier omdat er iets wacht"
_VOLGORDE = (INBRENG, DOORGESCHOVEN, *(bron for bron in _MET_DAG if bron != DOORGESCHOVEN))


@dataclass(frozen=True, slots=True)
class Reden:
    """One reason as it is read: words and the day they end with. tekst, wie: what somebody asks who brought the client in too."""

    woorden: str
    dag: str = ""
    tekst: str = ""
    wie: str = ""


def say(bron: str, datum: date | None) -> Reden:
    """'Een afspraak is over tijd sinds' '12-11'. A source without words of its own says that something waits."""
    if datum is None:
        return Reden(_ZONDER_DAG.get(bron, _IETS))
    return Reden(_MET_DAG.get(bron, "Wacht sinds"), show_day(datum))


def list_redenen(redenen: Iterable, *, zonder: Collection[str] = ()) -> list[Reden]:
    """The reasons of an item (rows of Agendareden): questions first, then what is due; of one source the oldest once.

    zonder: the sources this reader may hear nothing of; not even that there is something, for that gives it away.
    """
    found, carried = [], []
    oldest: dict[str, date | None] = {}
    for r in (r for r in redenen if r.bron not in zonder):
        if r.bron == INBRENG:
            if r.tekst:
                found.append(Reden("Ook gevraagd", tekst=r.tekst, wie=r.door.naam if r.door else ""))
        elif r.bron == DOORGESCHOVEN:
            carried.append(r.datum)
        elif r.bron not in oldest or (r.datum and (oldest[r.bron] is None or r.datum < oldest[r.bron])):
            oldest[r.bron] = r.datum
    if carried:
        found.append(_say_carried(sorted(d for d in carried if d)))
    found.extend(say(bron, oldest[bron]) for bron in sorted(oldest, key=_place))
    return found


def _say_carried(dagen: list[date]) -> Reden:
    if len(dagen) < 2:
        return say(DOORGESCHOVEN, dagen[0] if dagen else None)
    return Reden(f"Al {len(dagen)} keer doorgeschoven, voor het eerst van", show_day(dagen[0]))


def _place(bron: str) -> int:
    return _VOLGORDE.index(bron) if bron in _VOLGORDE else len(_VOLGORDE)
