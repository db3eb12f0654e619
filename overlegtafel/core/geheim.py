"""Small secrets of other systems, kept encrypted: who has the database alone cannot use them."""

import hmac
from base64 import b64encode, urlsafe_b64encode
from uuid import UUID

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


def draft_key(account_id: UUID) -> str:
    """With what the browser of this person encrypts what they typed and did not save yet (AES-256, base64)."""
    return b64encode(_derive(b"overlegtafel concept " + account_id.bytes)).decode()


def mark_of(text: str) -> str:
    """A short mark that tells this text from others, and says nothing of it to who lacks SECRET_KEY."""
    return hmac.new(_derive(b"overlegtafel merk"), text.encode(), "sha256").hexdigest()[:16]


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(_derive(b"overlegtafel geheim")))


def _derive(info: bytes) -> bytes:
    """A key for one purpose, so that nothing that is signed with SECRET_KEY says anything about it."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return key.derive(current_app.config["SECRET_KEY"].encode())
