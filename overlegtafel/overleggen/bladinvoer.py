"""Checks of what is filled in on the sheet of a HOC or RTO. Pure. Partly filled in is fine."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.tekst import clean_line, clean_text
from overlegtafel.overleggen.positief import DIMENSIES, HOOGSTE, VRAGEN

MAX_VOORSTELLEN = 1000
MAX_WOORD = 40
MAX_ANTWOORD = 1500
# As a line of the half page: that is where it goes.
MAX_ZORGAFSPRAAK = 400


@dataclass(frozen=True, slots=True)
class Bladinvoer:
    """The sheet as it may be stored; the columns of Gespreksblad."""

    voorstellen: str = ""
    dimensies: dict[str, dict] = field(default_factory=dict)
    antwoorden: dict[str, str] = field(default_factory=dict)
    zorgafspraak: str = ""

    def as_form(self) -> dict[str, str]:
        """As the fields of the form say it."""
        form = {"voorstellen": self.voorstellen, "zorgafspraak": self.zorgafspraak}
        for d in DIMENSIES:
            kept = self.dimensies.get(d.sleutel, {})
            score = kept.get("cijfer")
            form |= {f"cijfer-{d.sleutel}": "" if score is None else str(score)}
            form |= {f"woord-{d.sleutel}": kept.get("woord", "")}
        return form | {f"antwoord-{v.sleutel}": self.antwoorden.get(v.sleutel, "") for v in VRAGEN}


def check_blad(form: Mapping[str, str]) -> Bladinvoer:
    """Raises Ongeldig with a message per field."""
    fouten: dict[str, str] = {}

    def text(name: str, limit: int, clean=clean_text) -> str:
        typed = clean(form.get(name))
        if len(typed) > limit:
            fouten[name] = f"Dit zijn {len(typed)} tekens; er is plaats voor {limit}. Kort het in."
        return typed

    dimensies = {}
    for d in DIMENSIES:
        score, message = _score(form.get(f"cijfer-{d.sleutel}", ""))
        if message:
            fouten[f"cijfer-{d.sleutel}"] = message
        word = text(f"woord-{d.sleutel}", MAX_WOORD, clean_line)
        if score is not None or word:
            dimensies[d.sleutel] = {"cijfer": score, "woord": word}
    answers = {v.sleutel: text(f"antwoord-{v.sleutel}", MAX_ANTWOORD) for v in VRAGEN}
    found = Bladinvoer(
        text("voorstellen", MAX_VOORSTELLEN),
        dimensies,
        {key: answer for key, answer in answers.items() if answer},
        text("zorgafspraak", MAX_ZORGAFSPRAAK, clean_line),
    )
    if fouten:
        raise Ongeldig(fouten)
    return found


def _score(typed: str) -> tuple[int | None, str]:
    typed = typed.strip()
    if not typed:
        return None, ""
    if typed.isascii() and typed.isdigit() and len(typed) <= 2 and int(typed) <= HOOGSTE:
        return int(typed), ""
    return None, "Kies een heel cijfer van 0 tot en met 10, of laat het leeg."
