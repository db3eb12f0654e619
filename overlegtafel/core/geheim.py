"""Small secrets of other systems, kept encrypted: who has the database alone cannot use them."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def encrypt(geheim: str) -> str:
    """What may be stored of it; nothing stays nothing."""
    return _fernet().encrypt(geheim.encode()).decode() if geheim else ""


def decrypt(bewaard: str) -> str | None:
    """The secret again. None when it was stored under another SECRET_KEY (or tampered with): it must be typed again."""
    if not bewaard:
        return ""
    try:
        return _fernet().decrypt(bewaard.encode()).decode()
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    # A key of its own, so that nothing that is signed with SECRET_KEY says anything about it.
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"overlegtafel geheim")
    return Fernet(urlsafe_b64encode(key.derive(current_app.config["SECRET_KEY"].encode())))
