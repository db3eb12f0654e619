"""How much the table is used, per organisatie per week, counted from the access log and the threads. Never who."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import exists, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from overlegtafel.berichten.gebruiksbeeld import Gebruiksbeeld, Telling, make_beeld, monday_of, show_week
from overlegtafel.berichten.models import Bericht, Draad, Gebruiksweek
from overlegtafel.berichten.termijnen import werkuren_between
from overlegtafel.core.datums import NL, now
from overlegtafel.core.fouten import Verborgen
from overlegtafel.core.transaction import reading, transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Recht
from overlegtafel.toegang.models import Gebruiker, Organisatie
from overlegtafel.toegang.models_inzage import Inzageregel

_WAT = {"aangemeld": "ingelogd", "werkplek.gewisseld": "ingelogd", "client.geopend": "lezers"}
_SOORTEN = {"vraag": "vragers", "antwoord": "antwoorders"}
# What was done in the last minute of a week may be stored in the first of the next.
_NALOOP = timedelta(hours=1)


def load_gebruik(aantal: int, *, by: Gebruiker) -> list[Gebruiksbeeld]:
    """The last so many whole weeks, of every organisatie that `by` may know the use of. Raises Verborgen.

    A week is counted the first time somebody asks for it, and kept. Opens its own transactions.
    """
    with reading():
        organisaties = _organisaties(by)
        this_week = monday_of((now() - _NALOOP).astimezone(NL).date())
        weeks = [this_week - timedelta(weeks=n) for n in range(aantal, 0, -1)]
        counted = _load_counted(weeks)
        fresh = {week: count_week(week) for week in weeks if week not in counted}
        everywhere = list(db.session.scalars(select(Organisatie.id))) if fresh else []
    for week, tellingen in fresh.items():
        _keep(week, tellingen, everywhere)
    counted |= fresh
    return [
        make_beeld(naam, [show_week(counted[week].get(id_) or Telling(id_, week)) for week in weeks])
        for id_, naam in organisaties
    ]


def may_see(by: Gebruiker) -> bool:
    return by.may(Recht.BEHEREN) or by.may(Recht.LOG_LEZEN)


def _organisaties(by: Gebruiker) -> list[tuple[UUID, str]]:
    if not may_see(by):
        raise Verborgen
    query = select(Organisatie.id, Organisatie.naam).order_by(Organisatie.naam)
    if not (by.may(Recht.REGIO_BEHEREN) or by.may(Recht.LOG_LEZEN)):
        query = query.where(Organisatie.id == by.organisatie_id)
    return [tuple(row) for row in db.session.execute(query)]


def _load_counted(weeks: Collection[date]) -> dict[date, dict[UUID, Telling]]:
    found: dict[date, dict[UUID, Telling]] = defaultdict(dict)
    for row in db.session.scalars(select(Gebruiksweek).where(Gebruiksweek.week.in_(weeks))):
        found[row.week][row.organisatie_id] = Telling(
            row.organisatie_id,
            row.week,
            row.actief,
            row.ingelogd,
            row.lezers,
            row.vragers,
            row.antwoorders,
            row.mediaan,
        )
    return dict(found)


def count_week(week: date) -> dict[UUID, Telling]:
    """Count one week, of every organisatie where anybody did anything. week: its Monday."""
    begin, end = _begin(week), _begin(week + timedelta(weeks=1))
    people: dict[UUID, dict[str, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    hours: dict[UUID, list[float]] = defaultdict(list)
    looks = select(Inzageregel.organisatie_id, Inzageregel.gebruiker_id, Inzageregel.gebeurtenis).where(
        Inzageregel.tijdstip >= begin,
        Inzageregel.tijdstip < end,
        Inzageregel.gebeurtenis.in_(_WAT),
        Inzageregel.gebruiker_id.is_not(None),
    )
    for organisatie_id, gebruiker_id, code in db.session.execute(looks.distinct()):
        people[organisatie_id][_WAT[code]].add(gebruiker_id)
    earlier = aliased(Bericht)
    answered_before = exists().where(
        earlier.draad_id == Bericht.draad_id, earlier.soort == "antwoord", earlier.op < Bericht.op
    )
    written = (
        select(
            Gebruiker.organisatie_id, Bericht.door_id, Bericht.soort, Draad.gesteld_op, Bericht.op,
            answered_before.label("eerder"),
        )
        .join(Gebruiker, Gebruiker.id == Bericht.door_id)
        .join(Draad, Draad.id == Bericht.draad_id)
        .where(Bericht.soort.in_(_SOORTEN), Bericht.op >= begin, Bericht.op < end, Draad.soort == "vraag")
    )  # fmt: skip
    for row in db.session.execute(written):
        people[row.organisatie_id][_SOORTEN[row.soort]].add(row.door_id)
        if row.soort == "antwoord" and not row.eerder:
            hours[row.organisatie_id].append(werkuren_between(row.gesteld_op, row.op))
    return {
        id_: Telling(
            id_,
            week,
            len(set().union(*done.values())),
            *(len(done[what]) for what in ("ingelogd", "lezers", "vragers", "antwoorders")),
            mediaan=median(hours[id_]) if hours[id_] else None,
        )
        for id_, done in people.items()
    }


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), NL)


def _keep(week: date, tellingen: dict[UUID, Telling], organisaties: Collection[UUID]) -> None:
    """Also of who did nothing: that this week was counted must show."""
    rows = []
    for id_ in organisaties:
        t = tellingen.get(id_) or Telling(id_, week)
        rows.append(
            {
                "organisatie_id": id_, "week": week, "actief": t.actief, "ingelogd": t.ingelogd, "lezers": t.lezers,
                "vragers": t.vragers, "antwoorders": t.antwoorders, "mediaan": t.mediaan,
            }
        )  # fmt: skip
    try:
        with transaction():
            db.session.execute(insert(Gebruiksweek), rows)
    except IntegrityError:
        # Somebody else looked at the same moment, and counted the same.
        return
