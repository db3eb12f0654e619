"""Moments and states of a thread in plain Dutch. Pure."""

from datetime import datetime

from overlegtafel.core.datums import NL, now, show_date

_DAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_NABIJ = {-1: "gisteren", 0: "vandaag", 1: "morgen"}


def say_moment(moment: datetime, nu: datetime | None = None) -> str:
    """'vandaag 17:00', 'gisteren 9:05', 'maandag 17:00' within a week ahead, else 'maandag 30-11 17:00'; Dutch time."""
    local, here = moment.astimezone(NL), (nu or now()).astimezone(NL)
    days = (local.date() - here.date()).days
    day = _NABIJ.get(days) or _DAGEN[local.weekday()]
    if not -1 <= days < 7:
        date = show_date(local)
        day = f"{day} {date if local.year != here.year else date[:5]}"
    return f"{day} {local.hour}:{local.minute:02}"


def first_line(tekst: str, most: int = 110) -> str:
    """What a list shows of a text: its first line, cut at a word."""
    line = tekst.split("\n", 1)[0].strip()
    if len(line) <= most:
        return line if line == tekst.strip() else f"{line} …"
    return f"{line[:most].rsplit(' ', 1)[0]} …"
