"""The minutes of one item on paper, about one client: data in, a tagged PDF out. Pure. Text goes in as data, never as markup."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import typst

from overlegtafel.core.datums import show_date
from overlegtafel.core.drukwerk import fonts, printable_data
from overlegtafel.overleggen.verslagbeeld import Besluit, Inhoud, Stand

_TEMPLATE = str(Path(__file__).with_name("verslag_a4.typ"))


@dataclass(frozen=True, slots=True)
class Deel:
    """A part under a heading of its own: paragraphs of lines, and rows of a table (what, score, word)."""

    kop: str
    alineas: tuple[tuple[str, ...], ...] = ()
    cijfers: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Besluitregel:
    """A decision as it is printed; bij: who, by when and how it stands."""

    kop: str
    tekst: str
    bij: str = ""


@dataclass(frozen=True, slots=True)
class Verslagblad:
    """Everything that is printed, ready to show (dates written out). stand: how final this is, on top and at the foot of each page."""

    naam: str
    geboren: str
    overleg: str
    datum: str
    stand: str = ""
    aanwezig: tuple[str, ...] = ()
    vraag: str = ""
    inbreng: str = ""
    delen: tuple[Deel, ...] = ()
    besluiten: tuple[Besluitregel, ...] = ()
    uitkomst: str = ""
    # No name: a title shows in tabs and lists of files.
    titel: str = "Verslag van een overleg"


def make_blad(
    naam: str, geboren: date | None, inhoud: Inhoud, standen: Mapping[str, Stand], *, stand: str
) -> Verslagblad:
    """What one reader sees of the minutes, as it is printed. geboren None: not for this reader."""
    return Verslagblad(
        naam=naam,
        geboren=f"geboren {show_date(geboren)}" if geboren else "",
        overleg=inhoud.overleg,
        datum=show_date(inhoud.op),
        stand=stand,
        aanwezig=tuple(
            f"{a.naam}{' (voorzitter)' if a.is_voorzitter else ''}{f', {a.rol}' if a.rol else ''}"
            for a in inhoud.aanwezig
        ),
        vraag=inhoud.vraag,
        inbreng=inhoud.ingebracht,
        uitkomst=inhoud.uitkomst or ("Geen besluit." if inhoud.geen_besluit else ""),
        besluiten=tuple(_besluit(b, standen.get(b.sleutel)) for b in inhoud.besluiten),
        delen=tuple(
            Deel(kop, split_alineas(tekst), cijfers)
            for kop, tekst, cijfers in (
                *((d.kop, d.tekst, d.cijfers) for d in inhoud.bladdelen),
                ("Besproken", inhoud.notitie, ()),
            )
            if tekst or cijfers
        ),
    )


def _besluit(besluit: Besluit, stand: Stand | None) -> Besluitregel:
    about = (besluit.wie, show_date(besluit.datum), stand.woord if stand else "")
    return Besluitregel(besluit.kop, besluit.tekst, " · ".join(part for part in about if part))


def split_alineas(tekst: str) -> tuple[tuple[str, ...], ...]:
    """The paragraphs of a text, each with its lines; empty lines stand between paragraphs."""
    parts: list[list[str]] = [[]]
    for line in tekst.splitlines():
        if line.strip():
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    return tuple(tuple(lines) for lines in parts if lines)


def to_pdf(blad: Verslagblad) -> bytes:
    """The print, a tagged PDF (PDF/UA-1), as many pages as it takes."""
    inputs = {"blad": json.dumps(printable_data(asdict(blad)), ensure_ascii=False)}
    return typst.compile(_TEMPLATE, font_paths=fonts(), sys_inputs=inputs, pdf_standards=["ua-1"])
