"""What somebody typed in the search box, and whether a client answers to it. No Flask, no database."""

from dataclasses import dataclass
from datetime import date

from overlegtafel.core.bsn import parse_bsn
from overlegtafel.core.datums import parse_date
from overlegtafel.core.namen import normalise

_VOORVOEGSELS = frozenset(
    [
        "van",
        "de",
        "der",
        "den",
        "het",
        "t",
        "te",
        "ten",
        "ter",
        "in",
        "op",
        "aan",
        "von",
        "zu",
        "le",
        "la",
        "el",
        "al",
        "d",
        "du",
        "di",
        "da",
    ]
)


@dataclass(frozen=True, slots=True)
class Zoekvraag:
    """A BSN, a birth date, words of a name, or a date and words together.

    bsn and datum together: eight digits that can be read as either, so a client who answers to one of them is meant.
    """

    bsn: str | None = None
    datum: date | None = None
    woorden: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.bsn or self.datum or self.woorden)


def parse_zoekvraag(typed: str) -> Zoekvraag:
    """What was meant: 'j van den berg', '3-5-48', '077461848', 'berg 03-05-1948'."""
    typed = typed.strip()[:200]
    # One in eleven dates such as 03-05-1948 passes the elfproef as well: a BSN of which the leading zero was left out.
    bsn, datum = parse_bsn(typed), parse_date(typed)
    if bsn or datum:
        return Zoekvraag(bsn=bsn, datum=datum)
    # A date may stand before or after a name; it may hold spaces ('3 mei 1948').
    parts = typed.split()
    for size in (3, 1):
        for start in range(len(parts) - size + 1):
            datum = parse_date(" ".join(parts[start : start + size]))
            if datum:
                return Zoekvraag(datum=datum, woorden=_words(parts[:start] + parts[start + size :]))
    return Zoekvraag(woorden=_words(parts))


def _words(parts: list[str]) -> tuple[str, ...]:
    words = normalise(" ".join(parts)).split()
    # Voorvoegsels say little and are often left out; they count only when nothing else was typed.
    strong = [w for w in words if w not in _VOORVOEGSELS]
    return tuple((strong or words)[:6])


def fragments(word: str) -> tuple[str, ...]:
    """Pieces of which at least one occurs in any name that matches(word): lets the database narrow the list.

    One typing error touches at most two neighbouring letters, so of three pieces one stays whole. When that is
    the first, it stands at the beginning of a word of the name (which has spaces around its words). Three letters
    can only miss one (see _begins_with), so of two pieces one stays whole; shorter words are taken as they are.
    """
    if len(word) < 3:
        return (f" {word}",)
    if len(word) == 3:
        return (f" {word[:1]}", word[1:])
    third = len(word) // 3
    return (f" {word[:third]}", word[third : 2 * third], word[2 * third :])


def matches(word: str, zoeknaam: str) -> bool:
    """Whether one of the words of a normalised name begins with this word, give or take one letter."""
    return any(_begins_with(token, word) for token in zoeknaam.split())


def rank(words: tuple[str, ...], zoeknaam: str) -> int:
    """How many words only match by forgiving an error; 0 is best."""
    tokens = zoeknaam.split()
    return sum(not any(token.startswith(word) for token in tokens) for word in words)


def _begins_with(token: str, word: str) -> bool:
    if token.startswith(word):
        return True
    if len(word) < 4:
        # 'brg' for Berg; anything more would make three letters fit nearly every name.
        return len(word) == 3 and len(token) == 4 and is_one_error(word, token)
    # The error may make the typed word one letter shorter or longer than what it stands for.
    return any(is_one_error(word, token[:size]) for size in (len(word) - 1, len(word), len(word) + 1))


def is_one_error(a: str, b: str) -> bool:
    """Equal but for one letter missing, too much or wrong, or two neighbours swapped."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(rest_a) == len(rest_b):
        swapped = len(rest_a) > 1 and rest_a[0] == rest_b[1] and rest_a[1] == rest_b[0] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b or rest_a == rest_b[1:]
