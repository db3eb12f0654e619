"""The citizen service number (BSN): check and mask. Check digit (elfproef) by python-stdnum."""

from stdnum.exceptions import ValidationError
from stdnum.nl import bsn as _bsn


def parse_bsn(typed: str) -> str | None:
    """Nine digits when this is a BSN that passes the elfproef, else None. Spaces and dots are ignored."""
    digits = "".join(c for c in typed if c not in " .-\u00a0")
    if not (8 <= len(digits) <= 9 and digits.isascii() and digits.isdigit()):
        return None
    digits = digits.zfill(9)
    try:
        return _bsn.validate(digits)
    except ValidationError:
        return None


def mask_bsn(bsn: str | None) -> str:
    """'••••••782': enough to compare with a letter on the desk, too little to take along."""
    return "••••••" + bsn[-3:] if bsn else ""
