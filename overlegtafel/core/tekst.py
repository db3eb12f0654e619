"""What people type: cleaned of what nobody can see, otherwise left as it is."""

import unicodedata
from uuid import UUID

# Bidirectional overrides and isolates can make text read differently from what is stored.
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


# Letters and symbols that show as nothing: Hangul fillers and the empty braille cell.
_BLANKS = set("\u115f\u1160\u3164\uffa0\u2800")


def clean_line(typed: str | None) -> str:
    """One line: composed (NFC), no control or bidi-override signs, white space folded to single spaces."""
    line = " ".join(clean_text(typed).split())
    return line if any(_shows(c) for c in line) else ""


def _shows(c: str) -> bool:
    """Whether somebody can see it: letters, digits, punctuation and symbols, but no blanks in disguise."""
    return unicodedata.category(c)[0] in "LNPS" and c not in _BLANKS


def clean_text(typed: str | None) -> str:
    """Text of several lines, likewise cleaned; line ends become \\n."""
    text = unicodedata.normalize("NFC", typed or "").replace("\r\n", "\n").replace("\t", " ")
    # A word processor ends a line with one of the others when the paragraph goes on.
    text = text.replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    kept = (
        c for c in text if c not in _BIDI and (c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co"))
    )
    return "".join(kept).strip()


def parse_uuid(typed: str | None) -> UUID | None:
    """The id somebody sent along, or None when it is none."""
    try:
        return UUID(typed or "")
    except ValueError:
        return None
