"""The command line: `flask --app wsgi <command>`. Exit 0 done, 1 refused (named on stderr), 2 wrong usage."""

import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import inspect

from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.services import has_region


@click.command("demo")
@click.option("--clienten", type=click.IntRange(100, 250_000), default=300, show_default=True, help="Aantal cliënten.")
@click.option("--seed", type=int, default=1, show_default=True, help="Zelfde getal, zelfde regio.")
@click.option("--peildatum", type=click.DateTime(["%Y-%m-%d"]), help="De dag waarop de regio 'vandaag' is.")
@with_appcontext
def demo(clienten: int, seed: int, peildatum: datetime | None) -> None:
    """Load the fictional region. Only into an empty, migrated database."""
    from overlegtafel.demo.laden import RegioBestaatAl, load_region

    def progress(done: int, total: int) -> None:
        click.echo(f"\r{done:>7} van {total} cliënten", nl=done >= total, err=True)

    if not inspect(db.engine).has_table("organisatie"):
        click.echo("De database heeft nog geen tabellen. Maak die eerst: flask --app wsgi db upgrade", err=True)
        sys.exit(1)
    if not current_app.config["DEMO"]:
        click.echo("De demo heeft accounts met een bekend wachtwoord en mag alleen met OVERLEGTAFEL_DEMO=1.", err=True)
        sys.exit(1)
    try:
        with transaction():
            load_region(
                clienten=clienten,
                seed=seed,
                peildatum=peildatum.date() if peildatum else None,
                voortgang=progress,
            )
    except RegioBestaatAl:
        click.echo("De database bevat al een regio; er is niets veranderd.", err=True)
        sys.exit(1)
    click.echo("De demoregio staat klaar.")


@click.command("klaarzetten")
@click.pass_context
@with_appcontext
def klaarzetten(context: click.Context) -> None:
    """Bring the database up to date, and load the demo region when there is none (for make run)."""
    upgrade()
    with transaction():
        empty = not has_region()
    if empty:
        context.invoke(demo)
