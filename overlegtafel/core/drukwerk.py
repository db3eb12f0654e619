"""What every print needs: the font, and text that the font can draw. Pure."""

import unicodedata
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

_FONTS = Path(__file__).resolve().parents[2] / "static" / "dist" / "fonts"
# A word longer than this may break anywhere; otherwise it would run off the page.
_LONGEST_WORD = 30


@cache
def fonts() -> typst.Fonts:
    if not list(_FONTS.glob("*.ttf")):
        raise RuntimeError("The font of the print is missing: run `make setup`.")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])


@cache
def _covered() -> frozenset[int]:
    """The characters both fonts can draw."""
    maps = []
    for path in sorted(_FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            maps.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*maps))


def printable_data(value):
    """The same data, every text in it printable."""
    if isinstance(value, dict):
        return {key: printable_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable_data(item) for item in value]
    return printable(value) if isinstance(value, str) else value


def printable(text: str) -> str:
    """Text the font can draw: invisible signs left out, others it lacks as '?'; overlong words may break."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    kept = "".join(
        c if ord(c) in _covered() else "?"
        for c in text
        if unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co", "Cn")
    )
    return " ".join(_breakable(word) for word in kept.split(" "))


def _breakable(word: str) -> str:
    if len(word) <= _LONGEST_WORD:
        return word
    return "\u200b".join(word[i : i + 12] for i in range(0, len(word), 12))
