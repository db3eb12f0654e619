"""Which notes somebody wants to see: what was chosen and typed above the list. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, parse_uuid
from overlegtafel.logboek.periode import Periode, read_periode
from overlegtafel.thuiszorg.leestekst import split_words
from overlegtafel.thuiszorg.soorten import IN_DE_LIJST, Notitiesoort

MAX_ZOEK = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; empty: everything."""

    soort: Notitiesoort | None = None
    periode: Periode = field(default_factory=Periode)
    organisatie_id: UUID | None = None
    woorden: tuple[str, ...] = ()
    alleen_nieuw: bool = False

    @property
    def is_leeg(self) -> bool:
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Getypt:
    """The same as it stands in the form."""

    soort: str = ""
    van: str = ""
    tot: str = ""
    organisatie: str = ""
    woorden: str = ""
    nieuw: str = ""

    @classmethod
    def of_form(cls, form: Mapping[str, str]) -> "Getypt":
        return cls(**{name: clean_line(form.get(name))[:MAX_ZOEK] for name in cls.__slots__})


def read_filter(typed: Getypt) -> Filter:
    """Raises Ongeldig per field."""
    fouten: dict[str, str] = {}
    periode = Periode()
    try:
        periode = read_periode({"van": typed.van, "tot": typed.tot})
    except Ongeldig as error:
        fouten |= error.velden
    if typed.soort and typed.soort not in IN_DE_LIJST:
        fouten["soort"] = "Kies een soort uit de lijst."
    organisatie_id = parse_uuid(typed.organisatie)
    if typed.organisatie and organisatie_id is None:
        fouten["organisatie"] = "Kies een organisatie uit de lijst."
    words = split_words(typed.woorden)
    if typed.woorden and not any(len(word) > 1 for word in words):
        fouten["woorden"] = "Typ een woord van minstens twee letters."
    if fouten:
        raise Ongeldig(fouten)
    soort = Notitiesoort(typed.soort) if typed.soort else None
    return Filter(soort, periode, organisatie_id, words, bool(typed.nieuw))
