"""Referrals straight into the database, for tests that start where one already stands."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.clienten.models import Client
from overlegtafel.core.datums import NL, now, today
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.models import Gebruiker, Team, Waarneming
from overlegtafel.toegang.models_inzage import Toestemming
from overlegtafel.verwijzingen.models import Verwijssoort, Verwijsstap, Verwijzing
from overlegtafel.verwijzingen.regels import AANGEMELD, EINDES, Regels
from overlegtafel.verwijzingen.verloop import KLAAR, after_contact, after_refer, feedback_due
from tests.wereld import Wereld, allow


def get_soort(sleutel: str = "sociaal") -> Verwijssoort:
    return db.session.scalars(select(Verwijssoort).where(Verwijssoort.sleutel == sleutel)).one()


def let_see(client_id: UUID, domein: Domein, soort: Soort = Soort.VERWIJZING) -> None:
    """The client lets this domain see this kind, unless that was said already."""
    same = select(Toestemming).where(
        Toestemming.client_id == client_id,
        Toestemming.domein == domein,
        Toestemming.besluit == Besluit.JA,
        Toestemming.soort.in_([soort.value]) | Toestemming.soort.is_(None),
        Toestemming.ingetrokken_op.is_(None),
    )
    if db.session.scalars(same).first() is None:
        allow(client_id, domein, soort=soort.value)


def make_team(naam: str, *, domein: Domein = Domein.SOCIAAL, leden: tuple[UUID, ...] = ()) -> Team:
    """Another team of the region; inside app.app_context()."""
    team = Team(id=uuid4(), naam=naam, domein=domein.value, telefoon="043-350 99 03")
    db.session.add(team)
    for lid in leden:
        mens = db.session.get_one(Gebruiker, lid)
        mens.teams.append(team)
    db.session.flush()
    return team


def stand_in(app, wereld: Wereld, *, voor: UUID, door: UUID) -> None:
    """Today this person stands in for that one."""
    with app.app_context():
        made = {"gemaakt_op": now(), "gemaakt_door_id": wereld.beheer}
        db.session.add(Waarneming(id=uuid4(), voor_id=voor, door_id=door, van=today(), tot=today(), **made))
        db.session.commit()


def make_verwijzing(
    app,
    wereld: Wereld,
    *,
    van: str = "huisarts",
    client: str = "truus",
    team: str | UUID = "sociaal_team",
    soort: str = "sociaal",
    staat: str = AANGEMELD,
    dagen: int = 0,
    **columns,
) -> UUID:
    """A referral by this person, in this state, with what the team owes then. dagen: so many days ago; columns win."""
    with app.app_context():
        kind = get_soort(soort)
        regels = Regels.of(kind)
        team_id = team if isinstance(team, UUID) else getattr(wereld, team)
        client_id, van_id = getattr(wereld, client), getattr(wereld, van)
        let_see(client_id, Domein(kind.naar))
        op = columns.get("verwezen_op") or now() - timedelta(days=dagen)
        day = op.astimezone(NL).date()
        spoed = columns.get("spoed", Spoed.WEEK.value)
        values = {
            "vraag": "Wil hulp bij de post en de rekeningen.",
            "hulpvraag": regels.hulpvragen[0].sleutel,
            "leefgebied": "dagelijks" if kind.met_leefgebied else "",
            "akkoord_wie": "client",
            "akkoord_op": day,
            "bel_nummer": "043-350 10 10",
            "bel_wanneer": "na tien uur",
            "spoed": spoed,
            "van_organisatie_id": db.session.get(Gebruiker, van_id).organisatie_id,
            "terug_aan_id": van_id,
            "verwezen_op": op,
            "laatste_op": op,
            "uitkomst": "",
        }
        moet = after_refer(op, Spoed(spoed), regels)
        if staat != AANGEMELD:
            values |= {"contact_op": day, "terug_voor": feedback_due(day, regels), "pogingen": 1}
            moet = after_contact(op, values["terug_voor"], columns.get("terug_op"), regels)
        if staat in EINDES:
            end = (
                next(u.sleutel for u in regels.uitkomsten if u.einde == staat) if staat != "gestopt" else "ingetrokken"
            )
            values |= {"terug_op": op, "einde_op": op, "uitkomst": end}
            moet = KLAAR
        values |= {"moet": moet.wat.value, "moet_voor": moet.voor, "kijken_op": moet.voor}
        values |= columns
        made = Verwijzing(
            id=uuid4(),
            soort_id=kind.id,
            client_id=db.session.get(Client, client_id).id,
            van_id=van_id,
            aan_team_id=team_id,
            staat=staat,
            **values,
        )
        db.session.add(made)
        db.session.flush()
        first = Verwijsstap(
            id=uuid4(), verwijzing_id=made.id, wat=AANGEMELD, staat=AANGEMELD, op=op, dag=day, door_id=van_id
        )
        db.session.add(first)
        db.session.commit()
        return made.id
