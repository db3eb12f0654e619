"""What these tests look at from behind the screen: the access log, and whether anything at all was changed."""

from uuid import uuid4

from sqlalchemy import select

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.toegang.models_inzage import Inzageregel
from tests.wereld import make_account

# Written by every look and by signing in; everything else only by a change.
_NOT_A_CHANGE = {
    "inzageregel",
    "logboekkop",
    "hartslag",
    "puntlezer",
    "bezoek",
    "gebruiker",
    "sessie",
    "aanmeldpoging",
    "alembic_version",
    # Counts up whenever somebody's rights may have changed, also when they did not.
    "rechtkop",
    "rechtwijziging",
}


def log_lines(app, **fields) -> list[Inzageregel]:
    """The lines of the access log with these values, oldest first."""
    with app.app_context():
        return list(db.session.scalars(select(Inzageregel).filter_by(**fields).order_by(Inzageregel.id)))


def events(app, **fields) -> list[str]:
    return [line.gebeurtenis for line in log_lines(app, **fields)]


def everything(app) -> dict[str, list[tuple]]:
    """Every row of every table that only a change writes."""
    with app.app_context(), db.engine.connect() as connection:
        tables = [t for t in db.metadata.sorted_tables if t.name not in _NOT_A_CHANGE]
        return {t.name: sorted(map(repr, connection.execute(select(t)).all())) for t in tables}


def add_gebruiker(app, name: str, functie: str, organisatie_id, **values) -> None:
    """Somebody more in the region, who signs in as <name>@demo.test."""
    with app.app_context():
        db.session.add(
            Gebruiker(
                id=uuid4(),
                account=make_account(name),
                voornaam=name.capitalize(),
                achternaam="Extra",
                functie=functie,
                organisatie_id=organisatie_id,
                **values,
            )
        )
        db.session.commit()


def change(app, statement) -> None:
    """Carry out and commit one SQL statement, as somebody else would meanwhile."""
    with app.app_context():
        db.session.execute(statement)
        db.session.commit()
