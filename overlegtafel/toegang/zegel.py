"""The seal on a line of the access log: an HMAC over the line and the seal of the line before it. Pure.

Any line that is changed, removed, inserted or moved makes its own seal, or that of the line after it, no longer fit.
The key is not in the database, so who can write there cannot make seals. What a seal covers never changes: lines of
years ago must stay verifiable (tests/rules/test_zegel.py holds an example fast).
"""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

BEGIN = bytes(32)

# In this order, with the number first.
VELDEN = (
    "id", "tijdstip", "gebeurtenis", "actie", "gebruiker_id", "functie", "organisatie_id", "namens_id",
    "object_soort", "object_id", "client_id", "recht", "grond", "toestemming_id", "noodtoegang_id", "aantal", "bron",
)  # fmt: skip


def make_sleutel(geheim: str) -> bytes:
    """The key for the seals, derived from a secret of the installation."""
    return hmac.digest(geheim.encode(), b"overlegtafel inzagelog", sha256)


def sleutelmerk(sleutel: bytes) -> str:
    """Tells keys apart without giving one away."""
    return sha256(b"merk" + sleutel).hexdigest()[:16]


def seal(sleutel: bytes, vorige: bytes, waarden: Sequence) -> bytes:
    """The seal of a line with these values (as VELDEN) that follows a line sealed `vorige`; BEGIN for the first."""
    return hmac.digest(sleutel, vorige + _ENCODER.encode(list(waarden)).encode(), sha256)


def _plain(value: object) -> str:
    """What JSON has no word for."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    raise TypeError(f"a line holds no {type(value).__name__}")


# Made once: json.dumps() with separators would make one for every line.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
