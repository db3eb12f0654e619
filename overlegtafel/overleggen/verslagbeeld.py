"""The minutes of one item: how they are kept as data, and what one reader may see of them. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from overlegtafel.core.datums import NL, today
from overlegtafel.overleggen.positief import DIMENSIES, VRAGEN
from overlegtafel.plannen.invoer import SOORT_LABELS

AFGESCHERMD = "afgeschermd"
NIET_IN_TE_ZIEN = "iets op de halve A4 dat u niet mag inzien"
# What brought the item there, as minutes say it.
INBRENG = {"consultatie": "Consultatie", "triage": "Triage", "terugkoppeling": "Terugkoppeling"}
# What was decided, as minutes call it; a line of the plan by its own kind.
BESLUITEN = SOORT_LABELS | {"vraag": "Vraag", "terugkomen": "Komt terug"}


@dataclass(frozen=True, slots=True)
class Aanwezige:
    """Who took part in the item, with the functie and organisatie of then. rol: of a guest, 'dochter'."""

    naam: str
    rol: str = ""
    is_voorzitter: bool = False


@dataclass(frozen=True, slots=True)
class Besluit:
    """What was decided. sleutel: of its row; wie: who keeps the agreement, or was asked.

    over, wie_van: whom of the household it is about, and whose helper keeps it; who may not see them, does not see that.
    """

    sleutel: str
    soort: str
    tekst: str = ""
    wie: str = ""
    datum: date | None = None
    over: str | None = None
    wie_van: str | None = None

    @property
    def kop(self) -> str:
        return BESLUITEN.get(self.soort, "Besluit")

    @property
    def is_van_plan(self) -> bool:
        return self.soort in SOORT_LABELS


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands with a decision by now, in a word. soort: 'laat', 'gedaan', 'weg' or ''."""

    woord: str
    soort: str = ""


@dataclass(frozen=True, slots=True)
class Deel:
    """A part of the sheet under a heading of its own. cijfers: rows of what, score and word."""

    kop: str
    tekst: str = ""
    cijfers: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Inhoud:
    """The minutes themselves. besteed: seconds; minuten: what was planned. blad: the sheet of a HOC or RTO."""

    overleg: str
    op: datetime
    inbreng: str = ""
    vraag: str = ""
    door: str = ""
    aanwezig: tuple[Aanwezige, ...] = ()
    notitie: str = ""
    blad: dict[str, Any] | None = None
    besluiten: tuple[Besluit, ...] = ()
    uitkomst: str = ""
    geen_besluit: bool = False
    besteed: int = 0
    minuten: int = 0

    @property
    def ingebracht(self) -> str:
        """'Triage, ingebracht door Els Peeters'; '' for what came by itself."""
        kind = INBRENG.get(self.inbreng, "")
        if not self.door:
            return kind
        return f"{kind}, ingebracht door {self.door}" if kind else f"Ingebracht door {self.door}"

    @property
    def bladdelen(self) -> list[Deel]:
        """The sheet in the order of the conversation; what was left open is left out."""
        blad = self.blad or {}
        scores = tuple(
            (d.naam, "" if row.get("cijfer") is None else str(row["cijfer"]), row.get("woord", ""))
            for d in DIMENSIES
            if (row := blad.get("dimensies", {}).get(d.sleutel, {})).get("cijfer") is not None or row.get("woord")
        )
        parts = [
            Deel("Voorstellen", blad.get("voorstellen", "")),
            Deel("Positieve Gezondheid", cijfers=scores),
            *(Deel(v.naam, blad.get("antwoorden", {}).get(v.sleutel, "")) for v in VRAGEN),
            Deel("Zorgafspraak", blad.get("zorgafspraak", "")),
        ]
        return [part for part in parts if part.tekst or part.cijfers]

    @property
    def as_data(self) -> dict[str, Any]:
        data = asdict(self) | {"op": self.op.isoformat(), "aanwezig": [asdict(a) for a in self.aanwezig]}
        data["besluiten"] = [asdict(b) | {"datum": b.datum.isoformat() if b.datum else None} for b in self.besluiten]
        return data


def read_inhoud(data: dict[str, Any]) -> Inhoud:
    """What as_data made of it, back again."""
    besluiten = tuple(
        Besluit(**row | {"datum": date.fromisoformat(row["datum"]) if row["datum"] else None})
        for row in data["besluiten"]
    )
    aanwezig = tuple(Aanwezige(**row) for row in data["aanwezig"])
    return Inhoud(**data | {"op": datetime.fromisoformat(data["op"]), "aanwezig": aanwezig, "besluiten": besluiten})


def visible_part(inhoud: Inhoud, client_ids: Collection[str], *, plan: bool) -> Inhoud:
    """The minutes for one reader; see visible_besluiten."""
    return replace(inhoud, besluiten=visible_besluiten(inhoud.besluiten, client_ids, plan=plan))


def visible_besluiten(besluiten: Iterable[Besluit], client_ids: Collection[str], *, plan: bool) -> tuple[Besluit, ...]:
    """The decisions for who may see these members of the household. plan: and may read what stands on the plan.

    Of what is about another member they learn that there is something.
    """
    return tuple(_visible(b, client_ids, plan=plan) for b in besluiten)


def _visible(besluit: Besluit, client_ids: Collection[str], *, plan: bool) -> Besluit:
    about_another = besluit.over is not None and besluit.over not in client_ids
    if about_another or (besluit.is_van_plan and not plan):
        return Besluit("", "", NIET_IN_TE_ZIEN)
    if besluit.wie_van is None or besluit.wie_van in client_ids:
        return besluit
    return replace(besluit, wie=AFGESCHERMD)


def show_regel(soort: str, staat: str, datum: date | None) -> Stand:
    """How it stands with a line of the plan."""
    if staat == "gedaan":
        return Stand("bereikt" if soort == "doel" else "gedaan", "gedaan")
    if staat == "vervallen":
        return Stand("vervallen", "weg")
    return Stand("te laat", "laat") if datum and datum < today() else Stand("open")


def show_vraag(sluiting: str, *, gesloten: bool, te_laat: bool) -> Stand:
    """How it stands with a question."""
    if gesloten:
        word = {"antwoord": "beantwoord", "gezien": "gezien", "afspraak": "werd een afspraak"}.get(sluiting)
        return Stand(word, "gedaan") if word else Stand("gesloten", "weg")
    return Stand("te laat", "laat") if te_laat else Stand("open")


def last_day_to_correct(since: datetime, dagen: int) -> date:
    """Up to and including this day participants may correct."""
    return since.astimezone(NL).date() + timedelta(days=dagen)
