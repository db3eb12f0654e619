"""The quarterly meetings of the GGZ-wijkteam: about how they work, and about no client."""

from datetime import timedelta

from overlegtafel.demo.kans import Kans
from overlegtafel.demo.overleggen.agenda import Vergadering
from overlegtafel.demo.overleggen.jaar import BEGIN, EIND
from overlegtafel.demo.overleggen.punt import Puntenmaker

_PUNTEN = (
    ("Wat leerden we", 30, (
        "Korter uitnodigen werkt: één zin, één vraag.", "Een HOC bij iemand thuis geeft meer dan twee op kantoor.",
        "Terugkoppelen aan de huisarts is nog het eerste dat erbij inschiet.",
        "Wie niet komt, hoort wat er is afgesproken van één vaste collega.",
    )),
    ("Hoe werken we samen", 30, (
        "Wie een vraag oppakt, zet dat er meteen bij.", "De ervaringsdeskundigen schuiven eerder aan.",
        "Vakanties staan op de planning; wie waarneemt is bekend.",
        "De voortgang per praktijk begint voortaan stipt, ook met drie mensen.",
    )),
)  # fmt: skip


def write_team(rng: Kans, meeting: Vergadering, punten: Puntenmaker) -> None:
    """The fixed points of one of them, and of one that is over what was said."""
    clock = meeting.row["begonnen_op"]
    begin = punten.add_fixed(meeting, *BEGIN)
    if clock:
        clock += timedelta(minutes=4)
        punten.pass_over(begin, meeting, clock)
    for titel, minuten, lines in _PUNTEN:
        row = punten.add_fixed(meeting, titel, minuten)
        if clock:
            clock += timedelta(minutes=rng.randint(minuten - 8, minuten + 6))
            first = rng.randint(0, len(lines) - 1)
            punten.note(row["id"], [lines[first], lines[first - 1]], meeting.voorzitter, clock)
            punten.pass_over(row, meeting, clock)
            row["besteed"] = minuten * 60
    end = punten.add_fixed(meeting, *EIND, eind=True)
    if clock:
        punten.pass_over(end, meeting, clock + timedelta(minutes=3))
        punten.close(meeting, clock + timedelta(minutes=4))
