"""Meetings for the tests, straight into the database."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select

from overlegtafel.core.datums import now
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg, Overlegsoort
from overlegtafel.overleggen.models_punt import Agendapunt, Puntgast, Tafelstand

# Who sits at a meeting of the practice Nazareth, when a test does not say.
MENSEN = ("huisarts", "wijkverpleging", "sociaalteam", "psychiater")


def get_soort(sleutel: str) -> Overlegsoort:
    return db.session.scalars(select(Overlegsoort).where(Overlegsoort.sleutel == sleutel)).one()


def make_overleg(
    wereld,
    sleutel: str = "mdo",
    *,
    mensen=MENSEN,
    voorzitters=("huisarts",),
    begint_op: datetime | None = None,
    staat: str = "gepland",
    **values,
) -> Overleg:
    """A meeting of the practice Nazareth, in an hour."""
    soort = get_soort(sleutel)
    moment = begint_op or now() + timedelta(hours=1)
    overleg = Overleg(
        id=uuid4(), soort=soort, begint_op=moment, duur=soort.duur, staat=staat, inbreng_tot=moment,
        gemaakt_op=now(), gemaakt_door_id=getattr(wereld, voorzitters[0]),
        begonnen_op=moment if staat in ("bezig", "klaar") else None,
        **{"organisatie_id": wereld.nazareth} | values,
    )  # fmt: skip
    db.session.add(overleg)
    db.session.flush()
    for name in mensen:
        db.session.add(
            Genodigde(
                id=uuid4(),
                overleg_id=overleg.id,
                gebruiker_id=getattr(wereld, name),
                is_voorzitter=name in voorzitters,
            )
        )
    if staat == "bezig":
        db.session.add(Tafelstand(overleg_id=overleg.id, versie=1))
    db.session.flush()
    return overleg


def make_punt(overleg: Overleg, client_id: UUID | None = None, *, vraag: str = "", **values) -> Agendapunt:
    """An item at the end of the agenda."""
    number = db.session.scalar(select(func.count(Agendapunt.id)).where(Agendapunt.overleg_id == overleg.id))
    punt = Agendapunt(
        **{
            "id": uuid4(), "overleg_id": overleg.id, "client_id": client_id, "plek": uuid4(), "vraag": vraag,
            "titel": "" if client_id else "Mededelingen", "soort": "consultatie" if client_id else "vast",
            "ingebracht_op": now(), "volgorde": number, "minuten": 8, "staat": "open",
        }
        | values
    )  # fmt: skip
    db.session.add(punt)
    db.session.flush()
    return punt


def ask_along(punt: Agendapunt, wereld, name: str, door: str = "huisarts") -> Puntgast:
    gast = Puntgast(
        id=uuid4(), agendapunt_id=punt.id, gebruiker_id=getattr(wereld, name), door_id=getattr(wereld, door), op=now()
    )
    db.session.add(gast)
    db.session.flush()
    return gast
