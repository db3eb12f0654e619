"""What goes on with messages when nobody is looking, and the command for who does it in a process of its own."""

import click
from flask.cli import with_appcontext

from overlegtafel.berichten.brieven import write_due_letters
from overlegtafel.berichten.stilte import escalate
from overlegtafel.core.opdracht import run_rounds


def do_due() -> tuple[int, int]:
    """Pass on what stayed unanswered, and write the letters about what stayed unseen; how many of each."""
    try:
        steps = escalate()
    finally:
        # One question that cannot be passed on keeps nobody's letter.
        letters = write_due_letters()
    return steps, letters


@click.command("berichten")
@click.option("--blijf", is_flag=True, help="Blijf draaien en kijk elke halve minuut.")
@with_appcontext
def berichten(blijf: bool) -> None:
    """Pass on questions that stay unanswered, and write the letters about messages. For who sets POSTBODE=0."""

    def work() -> tuple[int, str]:
        steps, letters = do_due()
        return steps + letters, f"{steps} doorgegeven, {letters} brieven geschreven."

    run_rounds(work, blijf=blijf, elke=30)
