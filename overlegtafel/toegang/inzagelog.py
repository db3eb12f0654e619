"""The access log: one line per look, search, print and change, in the same transaction (NEN 7513).

Lines wait until the transaction commits; then they get their number and seal, one writer after another. The head of
the log is the last thing a transaction locks, so writers queue for no longer than a commit takes.
"""

from enum import StrEnum
from uuid import UUID

from flask import current_app
from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from overlegtafel.core.datums import now
from overlegtafel.core.transaction import pending_lines
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Inzageregel, LogboekKop
from overlegtafel.toegang.zegel import VELDEN, make_sleutel, seal, sleutelmerk

BRON = "overlegtafel"


class AndereLogsleutel(Exception):
    """This log was sealed with another key. Going on would make it unverifiable for ever; see LOGBOEK_SLEUTEL."""


class Actie(StrEnum):
    """The action codes of NEN 7513."""

    CREATE = "C"
    READ = "R"
    UPDATE = "U"
    DELETE = "D"
    EXECUTE = "E"


def make_line(
    gebeurtenis: str,
    actie: Actie,
    *,
    by: Gebruiker | None,
    object_soort: str | None = None,
    object_id: UUID | None = None,
    client_id: UUID | None = None,
    recht: Recht | None = None,
    grond: str | None = None,
    toestemming_id: UUID | None = None,
    noodtoegang_id: UUID | None = None,
    namens_id: UUID | None = None,
    aantal: int | None = None,
    organisatie_id: UUID | None = None,
) -> dict:
    """A line, not yet stored. gebeurtenis is a code ('client.geopend'); never a name, a BSN or care text.

    recht: the right it was done under. grond: the treatment relation. namens_id: for whom somebody stood in.
    organisatie_id: when no person but the system of this organisatie did it.
    """
    return {
        "tijdstip": now(),
        "gebeurtenis": gebeurtenis,
        "actie": actie.value,
        "gebruiker_id": by.id if by else None,
        "functie": by.functie if by else None,
        "organisatie_id": by.organisatie_id if by else organisatie_id,
        "namens_id": namens_id,
        "object_soort": object_soort,
        "object_id": object_id,
        "client_id": client_id,
        "recht": recht.value if recht else None,
        "grond": grond,
        "toestemming_id": toestemming_id,
        "noodtoegang_id": noodtoegang_id,
        "aantal": aantal,
        "bron": BRON,
    }


def log(gebeurtenis: str, actie: Actie, **fields) -> None:
    """Add a line to the running transaction; see make_line for the fields."""
    pending_lines().append(make_line(gebeurtenis, actie, **fields))


def log_sleutel() -> bytes:
    """The key of this installation's seals."""
    return make_sleutel(current_app.config["LOGBOEK_SLEUTEL"])


@event.listens_for(Session, "before_commit")
def _write_lines(session: Session) -> None:
    if session.in_nested_transaction():
        # The release of a savepoint is no commit: it may still be undone, and the head is locked last.
        return
    lines = session.info.pop("inzageregels", None)
    if not lines:
        return
    # Whatever else this transaction locks, it locks before the head of the log.
    session.flush()
    sleutel = log_sleutel()
    # One write takes the lock on the head and reads it; a chain per process would leave the order between them open.
    nummer, zegel, merk = session.execute(
        update(LogboekKop)
        .where(LogboekKop.id == 1)
        .values(nummer=LogboekKop.nummer + len(lines))
        .returning(LogboekKop.nummer, LogboekKop.zegel, LogboekKop.sleutelmerk)
        .execution_options(synchronize_session=False)
    ).one()
    if merk not in ("", sleutelmerk(sleutel)):
        raise AndereLogsleutel
    nummer -= len(lines)
    for line in lines:
        nummer += 1
        line["id"] = nummer
        zegel = line["zegel"] = seal(sleutel, zegel, [line[field] for field in VELDEN])
    session.execute(insert(Inzageregel.__table__), lines)
    session.execute(
        update(LogboekKop)
        .where(LogboekKop.id == 1)
        .values(zegel=zegel, sleutelmerk=sleutelmerk(sleutel))
        .execution_options(synchronize_session=False)
    )
