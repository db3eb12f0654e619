"""What goes on with meetings when nobody is looking, and the command for who does it in a process of its own."""

import logging
from collections.abc import Callable

import click
from flask.cli import with_appcontext

from overlegtafel.core import rechtenstand
from overlegtafel.core.opdracht import run_rounds
from overlegtafel.core.sporen import trace_of
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.overleggen import agenda, brieven, notities, reeksen, vaststellen

logger = logging.getLogger(__name__)


def _forget() -> int:
    with transaction():
        return rechtenstand.clean_up()


# Each by itself: one that fails keeps nobody from the others.
_WERK: tuple[tuple[str, Callable[[], int]], ...] = (
    ("gepland", reeksen.extend_due),
    ("uitgenodigd", brieven.send_due),
    ("op een agenda gezet", agenda.build_due),
    ("bijgewerkt", notities.settle_due),
    ("vastgesteld", vaststellen.freeze_due),
    ("vergeten", _forget),
)


def do_due() -> list[tuple[str, int]]:
    """Plan ahead, invite, make agendas from what is due, freeze minutes; how many of each."""
    done = []
    for wat, work in _WERK:
        try:
            done.append((wat, work() or 0))
        except Exception as error:
            db.session.rollback()
            logger.error("overleggen, %s: %s", wat, trace_of(error))
    return done


@click.command("overleggen")
@click.option("--blijf", is_flag=True, help="Blijf draaien en kijk elke minuut.")
@with_appcontext
def overleggen(blijf: bool) -> None:
    """Plan the meetings of series, invite, make agendas, freeze minutes. For who sets POSTBODE=0."""

    def work() -> tuple[int, str]:
        done = do_due()
        return sum(count for _, count in done), ", ".join(f"{count} {wat}" for wat, count in done) + "."

    run_rounds(work, blijf=blijf, elke=60)
