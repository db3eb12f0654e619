"""`flask logboek controleer` and `flask databaserol`. Exit 0 done, 1 refused (named on stderr), 2 wrong usage."""

import re
import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect

from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.logboek import controle, databaserol
from overlegtafel.toegang.inzagelog import log_sleutel


class _Zegel(click.ParamType):
    name = "NUMMER:ZEGEL"

    def convert(self, value, param, ctx):
        found = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", value.strip(), re.I)
        if not found:
            self.fail(
                "geef het nummer, een dubbele punt en de 64 tekens van het zegel, zoals het is getoond", param, ctx
            )
        return controle.Zegelpunt(int(found[1]), bytes.fromhex(found[2]))


@click.group("logboek")
def logboek() -> None:
    """The access log."""


@logboek.command("controleer")
@click.option("--zegel", type=_Zegel(), help="Een eerder genoteerd zegel, dat er nog moet staan.")
@with_appcontext
def controleer(zegel: controle.Zegelpunt | None) -> None:
    """Verify that no line of the access log was changed, removed, inserted or moved."""
    _require_tables()
    try:
        newest = controle.verify(log_sleutel(), zegel)
    except controle.Gebroken as broken:
        _refuse(f"Het inzagelog klopt niet: {broken}.")
    except controle.AndereSleutel:
        _refuse(
            "Het inzagelog is verzegeld met een andere sleutel, dus het is niet te controleren. Zet LOGBOEK_SLEUTEL op de "
            "sleutel van toen (of, als die er nooit was, op de SECRET_KEY van toen)."
        )
    except controle.Onbewaakt as unguarded:
        _refuse(f"De regels kloppen, maar het slot op het inzagelog is weg of veranderd: {unguarded}.")
    if not newest.nummer:
        click.echo("Het inzagelog is leeg.")
        return
    lines = f"{newest.nummer:,}".replace(",", ".")
    click.echo(f"Het inzagelog klopt: {lines} {'regel' if newest.nummer == 1 else 'regels'}.")
    click.echo(f"Nieuwste zegel (noteer dit buiten de database): {newest}")


@click.command("databaserol")
@click.argument("naam")
@with_appcontext
def databaserol_command(naam: str) -> None:
    """Give a PostgreSQL role what the app needs, and of the access log only reading and adding."""
    _require_tables()
    try:
        with transaction() as session:
            databaserol.grant_rights(naam, session)
    except databaserol.GeenRol as refused:
        _refuse(str(refused))
    click.echo(f"De rol {naam} mag nu het werk van de toepassing doen. Geef haar op in DATABASE_URL.")


def _require_tables() -> None:
    if not inspect(db.engine).has_table("logboekkop"):
        _refuse("De database heeft nog geen inzagelog. Breng hem eerst bij: flask --app wsgi db upgrade")


def _refuse(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(1)
