"""The sheet of a HOC or RTO: the six dimensions of Positieve Gezondheid, the four questions, and the spider web. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from overlegtafel.core.leefgebieden import LEEFGEBIEDEN

# Below this age the sheet speaks to a child.
KIND = 16
HOOGSTE = 10


@dataclass(frozen=True, slots=True)
class Vraag:
    """Something the sheet asks, in the words for a grown-up and for a child."""

    sleutel: str
    naam: str
    uitleg: str
    kindnaam: str
    kinduitleg: str

    def naam_voor(self, kind: bool) -> str:
        return self.kindnaam if kind else self.naam

    def uitleg_voor(self, kind: bool) -> str:
        return self.kinduitleg if kind else self.uitleg


DIMENSIES = (
    Vraag("lichaam", LEEFGEBIEDEN["lichaam"], "Hoe gaat het met uw lijf?", "Mijn lijf", "Hoe voelt je lijf?"),
    Vraag("mentaal", LEEFGEBIEDEN["mentaal"], "Hoe gaat het in uw hoofd?", "Mijn hoofd", "Hoe voel je je vanbinnen?"),
    Vraag("zin", LEEFGEBIEDEN["zin"], "Wat maakt uw leven de moeite waard?", "Wat ik mooi vind", "Waar heb je zin in?"),
    Vraag("leven", LEEFGEBIEDEN["leven"], "Hoe is uw leven nu?", "Mijn leven", "Hoe fijn is het nu voor jou?"),
    Vraag(
        "meedoen", LEEFGEBIEDEN["meedoen"], "Met wie en waar doet u mee?", "Erbij horen", "Met wie doe je leuke dingen?"
    ),
    Vraag(
        "dagelijks", LEEFGEBIEDEN["dagelijks"], "Hoe lukt het elke dag?", "Elke dag", "Hoe lukt het thuis en op school?"
    ),
)

VRAGEN = (
    Vraag("gebeurd", "Wat is er met u gebeurd?", "", "Wat is er met jou gebeurd?", ""),
    Vraag(
        "kwetsbaar",
        "Waar bent u kwetsbaar, en wat maakt u sterk?",
        "Wat maakt het moeilijk? En wat helpt u erdoorheen?",
        "Wat vind je moeilijk, en waar ben je goed in?",
        "",
    ),
    Vraag("heen", "Waar wilt u naartoe?", "Hoe ziet het eruit als het beter gaat?", "Wat wil je graag?", ""),
    Vraag("nodig", "Wat hebt u nodig?", "Van wie, waar en wanneer?", "Wat heb je nodig?", ""),
)

# The drawing: wide enough for the names beside the web.
BREED, HOOG = 480, 350
MIDDEN_X, MIDDEN_Y, STRAAL = 240, 172, 120
RINGEN = (2, 4, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class As:
    """One arm of the web: where it ends, and where its name stands (beside the web in lines under each other)."""

    x: float
    y: float
    regels: list[str]
    label_x: float
    label_y: float
    anker: str


@dataclass(frozen=True, slots=True)
class Spin:
    """The web: rings and arms, the scores of now and those of an earlier sheet (empty: none), and what it says in words."""

    ringen: list[str]
    assen: list[As]
    nu: str
    stippen: str
    eerder: str
    beschrijving: str


def draw_spin(
    now: Mapping[str, int | None], before: Mapping[str, int | None] | None = None, *, kind: bool = False
) -> Spin:
    """now, before: a score of 0 to 10 for each dimension; None or absent: not given. The line is broken there."""
    arms = []
    for number, dimension in enumerate(DIMENSIES):
        x, y = _place(number, HOOGSTE)
        label_x, label_y = _place(number, HOOGSTE * 1.12)
        side = round(label_x - MIDDEN_X)
        anchor = "middle" if abs(side) < 5 else "start" if side > 0 else "end"
        label_y += -4 if label_y < MIDDEN_Y - STRAAL else 12 if label_y > MIDDEN_Y + STRAAL else 5
        name = dimension.naam_voor(kind)
        lines = [name] if anchor == "middle" else name.split(" ", 1)
        arms.append(As(x, y, lines, label_x, round(label_y, 1), anchor))
    dots = "".join(
        f"M{x} {y}h0"
        for n, d in enumerate(DIMENSIES)
        if now.get(d.sleutel) is not None
        for x, y in [_place(n, now[d.sleutel])]
    )
    words = ", ".join(
        f"{d.naam_voor(kind)} {'geen cijfer' if now.get(d.sleutel) is None else now[d.sleutel]}" for d in DIMENSIES
    )
    return Spin(
        ringen=[_outline({d.sleutel: ring for d in DIMENSIES}) for ring in RINGEN],
        assen=arms,
        nu=_outline(now),
        stippen=dots,
        eerder=_outline(before or {}),
        beschrijving=f"Spinnenweb: {words}",
    )


def _outline(scores: Mapping[str, int | None]) -> str:
    """A path round the web, broken beside a dimension without a score."""
    values = [scores.get(d.sleutel) for d in DIMENSIES]
    path, pen = [], False
    for number, value in enumerate([*values, values[0]]):
        if value is None:
            pen = False
            continue
        x, y = _place(number, value)
        path.append(f"{'L' if pen else 'M'}{x} {y}")
        pen = True
    # A lone point at the end of the round draws nothing.
    return "".join(path)


def _place(number: int, score: float) -> tuple[float, float]:
    angle = math.tau * number / len(DIMENSIES) - math.pi / 2
    reach = STRAAL * score / HOOGSTE
    return round(MIDDEN_X + reach * math.cos(angle), 1), round(MIDDEN_Y + reach * math.sin(angle), 1)
