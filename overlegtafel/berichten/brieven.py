"""E-mail about messages and referrals: that there is something, never what, about whom, from whom or how much."""

from uuid import UUID

from flask import current_app
from sqlalchemy import select, update

from overlegtafel.berichten.models import Signaal
from overlegtafel.berichten.seinen import has_mail_due
from overlegtafel.core.datums import now
from overlegtafel.core.post import write_letter
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Gebruiker

_TEKST = """Goedendag,

Op de Overlegtafel wacht een bericht of verwijzing op u of uw team. Lees het hier:

{}

In deze mail staat niet waar het over gaat, en van wie het is. Liever minder mail, of geen? Kies dat op de Overlegtafel, bij
uw account.

Met vriendelijke groet,
De Overlegtafel

U hoeft op deze brief niet te antwoorden.
"""


def write_due_letters() -> int:
    """One letter for everybody with something unseen that is due; how many people. Each signal is in one letter, once.

    Without a mail server nothing is written: what is unseen then waits for one.
    """
    count = 0
    while current_app.config["SMTP_URL"] and (gebruiker_id := _next()):
        count += _write(gebruiker_id)
    return count


def _next() -> UUID | None:
    with transaction():
        return db.session.scalar(select(Signaal.gebruiker_id).where(Signaal.mailen_op <= now()).limit(1))


def _write(gebruiker_id: UUID) -> bool:
    with transaction():
        # Locks the person, so that of two workers one finds nothing left.
        person = db.session.scalars(
            select(Gebruiker)
            .where(Gebruiker.id == gebruiker_id)
            .with_for_update(of=Gebruiker, key_share=True)
            .execution_options(populate_existing=True)
        ).one()
        mine = (Signaal.gebruiker_id == gebruiker_id, Signaal.mailen_op.is_not(None))
        if db.session.scalar(select(Signaal.id).where(*mine, Signaal.mailen_op <= now()).limit(1)) is None:
            return False
        # Of what they may not see (any more) nobody hears that it is there.
        wanted = person.actief and has_mail_due(person)
        # All that waits goes in this letter, and so in no other.
        db.session.execute(update(Signaal).where(*mine).values(mailen_op=None))
        if wanted:
            email = db.session.scalars(select(Account.email).where(Account.id == person.account_id)).one()
            write_letter(email, "Er wacht iets nieuws op de Overlegtafel", _TEKST.format(_address()), soort="berichten")
        return wanted


def _address() -> str:
    return current_app.config["BASE_URL"].rstrip("/") + "/vandaag"
