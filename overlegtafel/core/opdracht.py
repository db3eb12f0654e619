"""What the commands that work beside the web server share: once, or again and again until they are asked to stop."""

import signal
import sys
import threading
from collections.abc import Callable

import click
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from overlegtafel.extensions import db


def run_rounds(work: Callable[[], tuple[int, str]], *, blijf: bool, elke: float) -> None:
    """Do the work once, or (blijf) every so many seconds; a round that is going on is finished first.

    work: answers how much was done and what to say of it. While it stays it only speaks when there was something to do.
    A database that is away ends a single round with exit 1, and is waited for by who stays.
    """
    # No thread of this process does the same: it would be cut off when the command ends.
    current_app.extensions["werkers"].clear()
    stop = threading.Event()
    if blijf:
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        signal.signal(signal.SIGINT, lambda *_: stop.set())
    while True:
        try:
            done, text = work()
        except SQLAlchemyError as error:
            click.echo(f"De database is niet bereikbaar ({type(error).__name__}).", err=True)
            if not blijf:
                sys.exit(1)
        else:
            if done or not blijf:
                click.echo(text)
        if not blijf or stop.wait(elke):
            return
        db.session.remove()
