"""A small access log to tamper with, as somebody would who got hold of the database."""

from datetime import datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import delete, insert, select, text

from overlegtafel.core.transaction import pending_lines, transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.inzagelog import Actie, log, make_line
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Inzageregel

REGEL = Inzageregel.__table__


def write_lines(count: int) -> None:
    """Lines of the app itself, some in one transaction, some alone."""
    written = 0
    while written < count:
        with transaction():
            for _ in range(min(1 + written % 3, count - written)):
                written += 1
                log(
                    "client.geopend",
                    Actie.READ,
                    by=None,
                    object_soort="client",
                    object_id=UUID(int=written),
                    client_id=UUID(int=written),
                    grond="team",
                    aantal=written,
                )


def drop_triggers() -> None:
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER inzageregel_geen_update"))
            session.execute(text("DROP TRIGGER inzageregel_geen_delete"))
        else:
            session.execute(text("DROP TRIGGER inzageregel_blijft ON inzageregel"))


def read_lines() -> list[dict]:
    with transaction() as session:
        return [dict(row._mapping) for row in session.execute(select(REGEL).order_by(REGEL.c.id))]


def put_lines(rows: list[dict]) -> None:
    """Exactly these lines, whatever stood there."""
    with transaction() as session:
        session.execute(delete(REGEL))
        if rows:
            session.execute(insert(REGEL), rows)


def controleer(app: Flask, *options: str) -> tuple[int, str, str]:
    """Exit status, what was said, and what was said on stderr."""
    db.session.remove()
    result = app.test_cli_runner().invoke(args=["logboek", "controleer", *options])
    return result.exit_code, result.stdout, result.stderr


def add_line(gebruiker_id: UUID, gebeurtenis: str, tijdstip: datetime, **fields) -> None:
    """A line of this person, as written at that moment; inside a transaction."""
    by = db.session.get_one(Gebruiker, gebruiker_id)
    line = make_line(gebeurtenis, Actie.READ, by=by, object_soort="client", **fields)
    pending_lines().append(line | {"tijdstip": tijdstip, "object_id": line["client_id"]})
