"""E-mail: written into the database with the change it is about, sent after the commit, tried again when it fails.

A letter never holds a name of a client, a BSN or care text. What was sent or given up is emptied: only that it
was there remains.
"""

import logging
import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID, uuid4

from blinker import Signal
from flask import current_app
from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.core.werker import wake_after_commit
from overlegtafel.extensions import db

logger = logging.getLogger(__name__)

# aan, gelukt: whether a letter arrived at this address, or the server there will never take it; told within the
# transaction in which that is stored.
bezorgd = Signal()

_TIMEOUT = 15
# After the first failure a minute, doubling up to six hours; given up after about three days.
_MAX_POGINGEN = 20
# While one process is sending a letter no other touches it.
_BEZIG = timedelta(minutes=2)


class Brief(db.Model):
    """One e-mail that waits to be sent, or was."""

    __tablename__ = "brief"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    aan: Mapped[str] = mapped_column(String(254))
    onderwerp: Mapped[str] = mapped_column(String(120))
    tekst: Mapped[str] = mapped_column(Text)
    # Of a kind that is named here one letter waits for an address, however much there is to tell.
    soort: Mapped[str] = mapped_column(String(12), default="", server_default="")
    gemaakt_op: Mapped[datetime]
    volgende_op: Mapped[datetime | None] = mapped_column(index=True)
    pogingen: Mapped[int] = mapped_column(default=0)
    verzonden_op: Mapped[datetime | None]


def write_letter(aan: str, onderwerp: str, tekst: str, *, soort: str = "") -> None:
    """Add a letter to the running transaction; it leaves once that is committed.

    soort: when a letter of this kind still waits for this address, that one says it already.
    """
    moment = now()
    if soort:
        waiting = select(Brief.id).where(Brief.volgende_op.is_not(None), Brief.aan == aan, Brief.soort == soort)
        if db.session.scalar(waiting.limit(1)):
            return
    db.session.add(Brief(aan=aan, onderwerp=onderwerp, tekst=tekst, soort=soort, gemaakt_op=moment, volgende_op=moment))
    wake_after_commit("post")


def send_letters() -> int:
    """Send what is due; returns how many were sent. Several processes may do this at once: each letter goes once.

    A letter whose process dies while sending is tried again, so in that one case it may arrive twice.
    """
    sent = 0
    while brief := _claim():
        try:
            _deliver(brief)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            # Addresses are in the message of the error, so only its type is logged.
            logger.warning("e-mail not sent, attempt %d: %s", brief.pogingen, type(error).__name__)
            refused = _is_refused(error)
            if refused or brief.volgende_op is None:
                _give_up(brief, refused=refused)
            continue
        with transaction():
            stored = db.session.get_one(Brief, brief.id)
            stored.verzonden_op, stored.volgende_op, stored.tekst = now(), None, ""
            bezorgd.send(aan=stored.aan, gelukt=True)
        sent += 1
    return sent


def _is_refused(error: Exception) -> bool:
    """Whether the server says it will never take letters for this address; trying again would change nothing."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in error.recipients.values())


def _give_up(brief: Brief, *, refused: bool) -> None:
    with transaction():
        stored = db.session.get_one(Brief, brief.id)
        stored.volgende_op, stored.tekst = None, ""
        if refused:
            bezorgd.send(aan=stored.aan, gelukt=False)
    logger.warning("e-mail given up after %d attempts: letter %s", brief.pogingen, brief.id)


def _claim() -> Brief | None:
    """The next letter that is due, put off in case sending it fails."""
    with transaction():
        due = select(Brief).where(Brief.volgende_op <= now()).order_by(Brief.volgende_op).limit(1)
        brief = db.session.scalars(due.with_for_update(skip_locked=True)).first()
        if brief:
            brief.pogingen += 1
            wait = max(_BEZIG, min(timedelta(minutes=2 ** (brief.pogingen - 1)), timedelta(hours=6)))
            brief.volgende_op = now() + wait if brief.pogingen < _MAX_POGINGEN else None
    return brief


def _deliver(brief: Brief) -> None:
    url = urlsplit(current_app.config["SMTP_URL"])
    host = urlsplit(current_app.config["BASE_URL"]).hostname
    message = EmailMessage()
    message["From"] = parse_qs(url.query).get("van", [f"Overlegtafel <overlegtafel@{host}>"])[0]
    message["To"], message["Subject"] = brief.aan, brief.onderwerp
    message["Message-ID"] = f"<{brief.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(brief.tekst)
    with _connect(url.scheme, url.hostname or "localhost", url.port or 0) as smtp:
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))
        smtp.send_message(message)


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    """Encrypted, and to who it says it is; on this machine itself there is nothing in between."""
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=ssl.create_default_context())
    smtp = smtplib.SMTP(host, port, timeout=_TIMEOUT)
    smtp.ehlo()
    if smtp.has_extn("starttls") and host not in ("localhost", "127.0.0.1", "::1"):
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo()
    return smtp


def count_waiting() -> int:
    """Letters that still have to leave."""
    return db.session.scalar(select(func.count()).where(Brief.volgende_op.is_not(None))) or 0
