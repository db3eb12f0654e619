"""The command line: `flask --app wsgi <command>`. Exit 0 done, 1 refused (named on stderr), 2 wrong usage."""

import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.opdracht import run_rounds
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


@click.command("post")
@click.option("--blijf", is_flag=True, help="Blijf draaien en kijk elke tien seconden.")
@with_appcontext
def post(blijf: bool) -> None:
    """Send the e-mails that wait. For who sets POSTBODE=0, so that no web process does."""
    from overlegtafel.core.post import count_waiting, send_letters

    if not current_app.config["SMTP_URL"]:
        click.echo("SMTP_URL ontbreekt: er is geen server om post naartoe te sturen.", err=True)
        sys.exit(1)

    def work() -> tuple[int, str]:
        sent = send_letters()
        with transaction():
            return sent, f"{sent} verstuurd, {count_waiting()} in de wacht."

    run_rounds(work, blijf=blijf, elke=10)


@click.command("beheerder")
@click.argument("email")
@click.option("--organisatie", required=True, help="De organisatie; wordt gemaakt als die er nog niet is.")
@click.option("--naam", required=True, help='"Voornaam Achternaam"')
@with_appcontext
def beheerder(email: str, organisatie: str, naam: str) -> None:
    """Invite the first functioneel beheerder, who invites everybody else from the screen."""
    from overlegtafel.beheer.invoer import check_mens
    from overlegtafel.toegang.eerste import EERSTE, invite_first, split_naam

    _be_the_only_sender()
    form = MultiDict({"email": email, "functie": EERSTE, **split_naam(naam)})
    try:
        invoer = check_mens(form, functies=[EERSTE], nieuw=True)
        with transaction():
            link = invite_first(invoer, organisatie)
    except Ongeldig as fout:
        for melding in fout.velden.values():
            click.echo(melding, err=True)
        sys.exit(1)
    click.echo(f"Kies een wachtwoord op (deze link werkt zeven dagen, en één keer): {link}")


def _be_the_only_sender() -> None:
    """No thread of this process sends: it would be cut off when the command ends."""
    current_app.extensions["werkers"].clear()
