"""flask ophalen: fetching by a process of its own, for who sets POSTBODE=0."""

import signal
import sys
import threading

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from overlegtafel.extensions import db


@click.command("ophalen")
@click.option("--blijf", is_flag=True, help="Blijf draaien en kijk elke halve minuut.")
@with_appcontext
def ophalen(blijf: bool) -> None:
    """Fetch the notes that are due from the home-care systems, and clean up what was kept long enough."""
    from overlegtafel.thuiszorg.ophalen import fetch_due
    from overlegtafel.thuiszorg.opruimen import clean_up

    current_app.extensions["werkers"].clear()
    stop = threading.Event()
    if blijf:
        # A round that is going on is finished first.
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
    while True:
        try:
            done = fetch_due()
            clean_up()
        except SQLAlchemyError as error:
            click.echo(f"De database is niet bereikbaar ({type(error).__name__}).", err=True)
            if not blijf:
                sys.exit(1)
        else:
            if done or not blijf:
                click.echo(f"{done} {'ronde' if done == 1 else 'rondes'} opgehaald.")
        if not blijf or stop.wait(30):
            return
        db.session.remove()
