"""The access log: one line per look, search, print and change, in the same transaction (NEN 7513)."""

from enum import StrEnum
from uuid import UUID

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker, Inzageregel


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
    grond: str | None = None,
    toestemming_id: UUID | None = None,
    aantal: int | None = None,
) -> Inzageregel:
    """A line, not yet stored. gebeurtenis is a code ('client.geopend'); never a name, a BSN or care text."""
    return Inzageregel(
        tijdstip=now(),
        gebeurtenis=gebeurtenis,
        actie=actie.value,
        gebruiker_id=by.id if by else None,
        functie=by.functie if by else None,
        organisatie_id=by.organisatie_id if by else None,
        object_soort=object_soort,
        object_id=object_id,
        client_id=client_id,
        grond=grond,
        toestemming_id=toestemming_id,
        aantal=aantal,
        bron="overlegtafel",
    )


def log(gebeurtenis: str, actie: Actie, **fields) -> None:
    """Add a line to the running transaction; see make_line for the fields."""
    db.session.add(make_line(gebeurtenis, actie, **fields))
