"""What people type: cleaned of what nobody can see, otherwise left as it is."""

import unicodedata

# Bidirectional overrides and isolates can make text read differently from what is stored.
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_line(typed: str | None) -> str:
    """One line: composed (NFC), no control or bidi-override signs, white space folded to single spaces."""
    return " ".join(clean_text(typed).split())


def clean_text(typed: str | None) -> str:
    """Text of several lines, likewise cleaned; line ends become \\n."""
    text = unicodedata.normalize("NFC", typed or "").replace("\r\n", "\n").replace("\t", " ")
    # A word processor ends a line with one of the others when the paragraph goes on.
    text = text.replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    kept = (
        c for c in text if c not in _BIDI and (c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co"))
    )
    return "".join(kept).strip()
