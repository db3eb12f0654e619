"""Many referrals at once, for the tests of the figures: each a line of a table."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from overlegtafel.core.datums import NL
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from overlegtafel.verwijzingen.models import Verwijzing
from tests.verwijzingen.verwezen import get_soort
from tests.wereld import Wereld

EINDE = {"inzet": "afgerond", "kredietbank_al": "afgerond", "kredietbank": "doorverwezen", "afgezien": "afgezien"}


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """That hour of that day on a Dutch clock."""
    return datetime.combine(day, time(hour, minute), NL)


def make_geteld(
    wereld: Wereld,
    op: datetime,
    *,
    van: str = "huisarts",
    team: UUID | None = None,
    soort: str = "sociaal",
    hulpvraag: str = "financien",
    leefgebied: str = "",
    uitkomst: str = "",
    contact: date | None = None,
    terug: bool | None = None,
) -> None:
    """One of them, inside app.app_context(). terug: whether the first feedback came in time; None: not due yet."""
    due = op + timedelta(days=5)
    db.session.add(
        Verwijzing(
            id=uuid4(), soort_id=get_soort(soort).id, client_id=wereld.truus, van_id=getattr(wereld, van),
            van_organisatie_id=db.session.get(Gebruiker, getattr(wereld, van)).organisatie_id,
            aan_team_id=team or wereld.sociaal_team, vraag="Wil hulp bij de post.", hulpvraag=hulpvraag,
            leefgebied=leefgebied, akkoord_wie="client", akkoord_op=op.date(), spoed="week", verwezen_op=op,
            staat=EINDE.get(uitkomst, "gestopt") if uitkomst else "aangemeld", moet="" if uitkomst else "bellen",
            contact_op=contact, terug_voor=None if terug is None else due,
            terug_op=None if terug is None else due + timedelta(days=-1 if terug else 1),
            einde_op=op + timedelta(days=30) if uitkomst else None, uitkomst=uitkomst, laatste_op=op,
        )
    )  # fmt: skip


def read_csv(persona, url: str) -> list[list[str]]:
    """The lines of a CSV without its heading."""
    answer = persona.get(url)
    assert answer.status_code == 200 and answer.mimetype == "text/csv", answer.status_code
    first, *rest = answer.get_data(as_text=True).splitlines()
    assert first == "\ufeffteam;uitkomst;aantal;pct"
    return [line.split(";") for line in rest]
