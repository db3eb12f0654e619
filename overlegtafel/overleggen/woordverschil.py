"""What changed between two texts, word by word. Pure."""

import re
from difflib import SequenceMatcher

GELIJK, ERBIJ, ERAF = "", "ins", "del"


def diff_words(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces in order, each with GELIJK, ERBIJ or ERAF; without ERBIJ they are the old text, without ERAF the new one."""
    before, after = _words(old), _words(new)
    pieces: list[tuple[str, str]] = []

    def add(what: str, text: str) -> None:
        if text and pieces and pieces[-1][0] == what:
            pieces[-1] = (what, pieces[-1][1] + text)
        elif text:
            pieces.append((what, text))

    # By the word alone: with another white space after it, it is still the same word.
    for what, a, b, c, d in SequenceMatcher(None, [w for w, _ in before], [w for w, _ in after]).get_opcodes():
        if what == "equal":
            for (word, was), (_, space) in zip(before[a:b], after[c:d], strict=True):
                add(GELIJK, word)
                if was == space:
                    add(GELIJK, space)
                else:
                    add(ERAF, was)
                    add(ERBIJ, space)
            continue
        add(ERAF, "".join(word + space for word, space in before[a:b]))
        add(ERBIJ, "".join(word + space for word, space in after[c:d]))
    return pieces


def _words(text: str) -> list[tuple[str, str]]:
    """Each word with the white space behind it; the first may be white space alone."""
    return [(m[1], m[2]) for m in re.finditer(r"(\S*)(\s*)", text) if m[0]]
