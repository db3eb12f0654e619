"""What goes on with referrals when nobody is looking, and the command for who does it in a process of its own."""

import click
from flask.cli import with_appcontext

from overlegtafel.core.opdracht import run_rounds
from overlegtafel.verwijzingen.stilte import escalate


@click.command("verwijzingen")
@click.option("--blijf", is_flag=True, help="Blijf draaien en kijk elke halve minuut.")
@with_appcontext
def verwijzingen(blijf: bool) -> None:
    """Pass on referrals that stay silent, and end those that cannot go on. For who sets POSTBODE=0."""

    def work() -> tuple[int, str]:
        steps = escalate()
        return steps, f"{steps} verwijzingen doorgegeven of beëindigd."

    run_rounds(work, blijf=blijf, elke=30)
