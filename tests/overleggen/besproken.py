"""A meeting that is over, with what was said and decided at it; straight into the database."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from overlegtafel.core.datums import now, today
from overlegtafel.extensions import db
from overlegtafel.overleggen.models import Genodigde, Overleg
from overlegtafel.overleggen.models_punt import Agendapunt, Puntbesluit, Puntnotitie, Puntversie, Verslag
from tests.overleggen.tafels import MENSEN, make_overleg, make_punt
from tests.persona import readable
from tests.plannen.hulp import form_in

NOTITIE = "Zij at weinig deze week.\n\nDe dochter kookt op zondag."
UITKOMST = "Blijft thuis met elke dag hulp."


def make_gesloten(wereld, *, dagen: int = 0, er_waren=MENSEN, **values) -> Overleg:
    """An MDO that closed so many days ago; these people were there."""
    op = now() - timedelta(days=dagen)
    overleg = make_overleg(wereld, staat="klaar", begint_op=op - timedelta(hours=1), gesloten_op=op, **values)
    for g in db.session.scalars(select(Genodigde).where(Genodigde.overleg_id == overleg.id)):
        if g.gebruiker_id in {getattr(wereld, name) for name in er_waren}:
            g.binnen_op = overleg.begint_op
    db.session.flush()
    return overleg


def make_besproken(wereld, overleg: Overleg, client_id: UUID, *, tekst: str = NOTITIE, **values) -> Agendapunt:
    """An item that was closed with an outcome, and a note."""
    punt = make_punt(
        overleg,
        client_id,
        **{"staat": "besproken", "uitkomst": UITKOMST, "besteed": 400, "vraag": "Kan zij thuis blijven?"} | values,
    )
    if tekst:
        note(wereld, punt, tekst)
    return punt


def note(wereld, punt: Agendapunt, tekst: str) -> None:
    db.session.add(Puntnotitie(agendapunt_id=punt.id, tekst=tekst, versie=1, op=now(), door_id=wereld.huisarts))
    db.session.add(
        Puntversie(id=uuid4(), agendapunt_id=punt.id, nummer=1, tekst=tekst, op=now(), door_id=wereld.huisarts)
    )
    db.session.flush()


def decide(wereld, punt: Agendapunt, **values) -> Puntbesluit:
    """regel_id=..., or terug_op=... ."""
    soort = "regel" if "regel_id" in values else "terugkomen"
    besluit = Puntbesluit(
        id=uuid4(), agendapunt_id=punt.id, client_id=punt.client_id, soort=soort, op=now(), door_id=wereld.huisarts,
        **values,
    )  # fmt: skip
    db.session.add(besluit)
    db.session.flush()
    return besluit


def make_verslag(app, wereld, *, dagen: int = 0, client: str = "truus", **values) -> UUID:
    """One discussed client, an agreement of the plan and a date to return; committed. Returns the id of the item."""
    with app.app_context():
        punt = make_besproken(wereld, make_gesloten(wereld, dagen=dagen, **values), getattr(wereld, client))
        decide(wereld, punt, regel_id=wereld.afspraak if client == "truus" else wereld.team_afspraak)
        decide(wereld, punt, terug_op=today() + timedelta(days=30))
        db.session.commit()
        return punt.id


def page(punt_id: UUID, what: str = "verslag") -> str:
    return f"/overleggen/punten/{punt_id}/{what}"


def stored(app, punt_id: UUID) -> list[Verslag]:
    with app.app_context():
        return list(
            db.session.scalars(select(Verslag).where(Verslag.agendapunt_id == punt_id).order_by(Verslag.nummer))
        )


def press(persona, punt_id: UUID, what: str, **values):
    """Press the button of this form on the page of the minutes."""
    url = page(punt_id, what)
    return persona.post(url, form_in(persona.get(page(punt_id)), url) | values)


def hidden_from(persona, url: str) -> bool:
    """404, and nothing of it in what came back."""
    answer = persona.get(url)
    text = readable(answer) if answer.mimetype == "text/html" else answer.get_data(as_text=True)
    assert not any(word in text for word in ("Truus", "at weinig", UITKOMST, "Rollator"))
    return answer.status_code == 404
