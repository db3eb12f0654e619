"""Counting referrals over a period: who may see which figures, and the counts themselves. Never about a client."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, String, case, cast, extract, func, literal, select, union_all

from overlegtafel.core.datums import NL, now
from overlegtafel.core.fouten import Verborgen
from overlegtafel.extensions import db
from overlegtafel.logboek.periode import Periode
from overlegtafel.toegang.domein import Domein, Recht
from overlegtafel.toegang.models import Gebruiker, Organisatie, Team
from overlegtafel.verwijzingen.cijferbeeld import NOG_NIET, OP_TIJD, OPEN, TE_LAAT, Telling, werkdagen_between
from overlegtafel.verwijzingen.models import Verwijssoort, Verwijzing


class Kijk(StrEnum):
    """From where somebody looks: what came to their team, what their practice referred, or the whole region."""

    TEAM = "team"
    PRAKTIJK = "praktijk"
    REGIO = "regio"

    @property
    def label(self) -> str:
        return {"team": "Naar ons team", "praktijk": "Van onze praktijk", "regio": "De hele regio"}[self]


def list_soorten(by: Gebruiker) -> list[tuple[Verwijssoort, list[Kijk]]]:
    """The kinds `by` may see figures of, and from where. Raises Verborgen when there is none."""
    kinds = db.session.scalars(select(Verwijssoort).order_by(Verwijssoort.sleutel != "sociaal", Verwijssoort.naam))
    found = [(soort, kijken) for soort in kinds if (kijken := list_kijken(by, soort))]
    if not found:
        raise Verborgen
    return found


def list_kijken(by: Gebruiker, soort: Verwijssoort) -> list[Kijk]:
    found = []
    # Who keeps accounts may be put in a team, and reads nothing by that.
    if _teams(by, soort) and by.may(Recht.LEZEN):
        found.append(Kijk.TEAM)
    if by.domein is Domein.HUISARTSENZORG and by.organisatie.is_praktijk and by.domein in soort.van:
        found.append(Kijk.PRAKTIJK)
    if by.may(Recht.REGIO_BEHEREN) or by.may(Recht.LOG_LEZEN):
        found.append(Kijk.REGIO)
    return found


def _teams(by: Gebruiker, soort: Verwijssoort) -> list[Team]:
    return [team for team in by.teams if team.actief and team.domein == soort.naar]


@dataclass(frozen=True, slots=True)
class Geteld:
    """A count per team, or of one practice. praktijken, anderen: for the region, how many came from each practice and from others."""

    tellingen: Sequence[Telling]
    praktijken: dict[str, int]
    anderen: int


def count(kijk: Kijk, soort: Verwijssoort, periode: Periode, *, by: Gebruiker) -> Geteld:
    """What was referred in these days, as it stands now. kijk: one of list_kijken()."""
    chosen = _chosen(kijk, soort, periode, by)
    teams = {id_: naam for id_, naam in db.session.execute(select(Team.id, Team.naam))}
    practices = {o.id: o for o in db.session.scalars(select(Organisatie))}
    organisaties = {id_: o.naam for id_, o in practices.items()}
    units, others = (organisaties, teams) if kijk is Kijk.PRAKTIJK else (teams, organisaties)
    found = {id_: Telling(units[id_]) for id_ in _always(kijk, soort, by)}
    referred: Counter[UUID] = Counter()
    for what, unit, key, number in db.session.execute(_divisions(chosen)):
        telling = found.setdefault(unit, Telling(units[unit]))
        if what == "anderen":
            telling.anderen[others[UUID(key)]] += number
            referred[UUID(key)] += number
        else:
            getattr(telling, what)[key] += number
    for unit, day, late_hour, contact, number in db.session.execute(_contacts(chosen)):
        found.setdefault(unit, Telling(units[unit])).dagen[
            werkdagen_between(_dutch_day(day, int(late_hour)), contact)
        ] += number
    ordered = sorted(found.values(), key=lambda t: t.naam)
    if kijk is not Kijk.REGIO:
        return Geteld(ordered, {}, 0)
    from_practices = {organisaties[id_]: number for id_, number in referred.items() if practices[id_].is_praktijk}
    return Geteld(ordered, from_practices, referred.total() - sum(from_practices.values()))


def _always(kijk: Kijk, soort: Verwijssoort, by: Gebruiker) -> list[UUID]:
    """Who has a block of their own, also when there was nothing."""
    if kijk is Kijk.TEAM:
        return [team.id for team in _teams(by, soort)]
    return [by.organisatie_id] if kijk is Kijk.PRAKTIJK else []


def _chosen(kijk: Kijk, soort: Verwijssoort, periode: Periode, by: Gebruiker) -> CTE:
    """The referrals of these days as far as they are counted; both questions are asked of it."""
    unit, other = Verwijzing.aan_team_id, Verwijzing.van_organisatie_id
    if kijk is Kijk.PRAKTIJK:
        unit, other = other, unit
    utc = Verwijzing.verwezen_op
    if db.session.get_bind().dialect.name == "postgresql":
        utc = func.timezone("UTC", utc)
    hour = extract("hour", utc)
    query = select(
        unit.label("eenheid"),
        cast(other, String).label("ander"),
        Verwijzing.hulpvraag,
        Verwijzing.leefgebied,
        case((Verwijzing.einde_op.is_(None), OPEN), else_=Verwijzing.uitkomst).label("uitkomst"),
        _feedback().label("terug"),
        # Only at these hours it may be another day in the Netherlands than it is in the database.
        func.date(utc).label("dag"),
        case((hour >= 22, hour), else_=0).label("uur"),
        Verwijzing.contact_op,
    ).where(
        Verwijzing.soort_id == soort.id, Verwijzing.verwezen_op >= periode.begin, Verwijzing.verwezen_op < periode.einde
    )
    if kijk is not Kijk.REGIO:
        query = query.where(unit.in_(_always(kijk, soort, by)))
    return query.cte("gekozen")


def _feedback() -> ColumnElement[str]:
    v = Verwijzing
    return case(
        (v.terug_voor.is_(None), NOG_NIET),
        (v.terug_op <= v.terug_voor, OP_TIJD),
        (v.terug_op.is_not(None) | (v.terug_voor < now()), TE_LAAT),
        else_=NOG_NIET,
    )


def _divisions(chosen: CTE):
    """Every division in one statement, so that the referrals are read once."""
    c = chosen.c
    divisions = {
        "hulpvragen": c.hulpvraag, "leefgebieden": c.leefgebied, "uitkomsten": c.uitkomst, "terug": c.terug,
        "anderen": c.ander,
    }  # fmt: skip
    return union_all(
        *(
            select(literal(what).label("wat"), c.eenheid, key.label("sleutel"), func.count()).group_by(c.eenheid, key)
            for what, key in divisions.items()
        )
    )


def _contacts(chosen: CTE):
    c = chosen.c
    days = (c.eenheid, c.dag, c.uur, c.contact_op)
    return select(*days, func.count()).where(c.contact_op.is_not(None)).group_by(*days)


def _dutch_day(day: date | str, late_hour: int) -> date:
    """The day in the Netherlands, of a day and hour in UTC."""
    utc = datetime.fromisoformat(f"{day}T{late_hour:02}:00:00+00:00")
    return utc.astimezone(NL).date()
