"""flask ophalen: fetching by a process of its own, for who sets POSTBODE=0."""

import click
from flask.cli import with_appcontext

from overlegtafel.core.opdracht import run_rounds


@click.command("ophalen")
@click.option("--blijf", is_flag=True, help="Blijf draaien en kijk elke halve minuut.")
@with_appcontext
def ophalen(blijf: bool) -> None:
    """Fetch the notes that are due from the home-care systems, and clean up what was kept long enough."""
    from overlegtafel.thuiszorg.ophalen import fetch_due
    from overlegtafel.thuiszorg.opruimen import clean_up

    def work() -> tuple[int, str]:
        done = fetch_due()
        clean_up()
        return done, f"{done} {'ronde' if done == 1 else 'rondes'} opgehaald."

    run_rounds(work, blijf=blijf, elke=30)
