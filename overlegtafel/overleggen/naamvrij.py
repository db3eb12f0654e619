"""Whether a text that everybody at a meeting reads names one of these people, or says where they live. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from overlegtafel.core.namen import normalise

# 'Al' and 'Bo' are also pieces of something else; a surname of one letter is an initial.
MINST_ROEPNAAM, MINST_ACHTERNAAM = 3, 2
# Glued together ('timomoonen' in an address for video) a name is long enough to be no accident.
_MINST_AANEEN = 6


@dataclass(frozen=True, slots=True)
class Herkenbaar:
    """What somebody is known by. straat: with the house number, as it stands in the details."""

    achternamen: Sequence[str]
    roepnaam: str = ""
    straat: str = ""


def names(text: str, people: Iterable[Herkenbaar]) -> bool:
    """Whether the text holds the surname, the first name or the street and number of one of them, as whole words.

    Accents, capitals and signs make no difference; an address for video is read as it was typed.
    """
    words = normalise(unquote(text)).split()
    return bool(words) and any(_names_one(words, who) for who in people)


def _names_one(words: list[str], who: Herkenbaar) -> bool:
    roepnaam, surnames = normalise(who.roepnaam), [n for name in who.achternamen if (n := normalise(name))]
    parts = [n.split() for n in surnames if len(n) >= MINST_ACHTERNAAM]
    if len(roepnaam) >= MINST_ROEPNAAM:
        parts.append(roepnaam.split())
    if any(_holds(words, part) for part in parts):
        return True
    glued = [whole for n in surnames if len(whole := (roepnaam + n).replace(" ", "")) >= _MINST_AANEEN and roepnaam]
    if any(whole in word for whole in glued for word in words):
        return True
    street, number = _split_straat(who.straat)
    return bool(number) and any(
        words[at : at + len(street)] == street and _digits(words[at + len(street)]) == number
        for at in range(len(words) - len(street))
    )


def _holds(words: list[str], part: list[str]) -> bool:
    return any(words[at : at + len(part)] == part for at in range(len(words)))


def _split_straat(straat: str) -> tuple[list[str], str]:
    """The words of the street, and the house number without what follows it ('145' of '145-a')."""
    words = normalise(straat).split()
    numbers = [at for at in range(1, len(words)) if words[at][0].isdigit()]
    if not numbers:
        return [], ""
    # 'Plein 1992 15': the year belongs to the square.
    here = numbers[1] if len(numbers) > 1 and len(_digits(words[numbers[0]])) == 4 else numbers[0]
    return words[:here], _digits(words[here])


def _digits(word: str) -> str:
    return word[: next((at for at, c in enumerate(word) if not c.isdigit()), len(word))]
