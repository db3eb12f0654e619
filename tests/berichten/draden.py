"""Threads for the tests, as asking makes them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from overlegtafel.berichten import services
from overlegtafel.berichten.invoer import Vraag
from overlegtafel.berichten.models import Draad
from overlegtafel.berichten.termijnen import Spoed
from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.datums import now
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.toegang.models import Gebruiker
from tests.plannen.hulp import form_in

VRAAG = "Mag de pleister eraf?\nDe wond is dicht sinds maandag."


def ask(
    app, by: UUID, client_id: UUID, aan: str, tekst: str, *, soort: str = "vraag", laat: bool = False, **values
) -> UUID:
    """A thread; aan is the key of an address. laat: it should have been answered yesterday. values: of the row."""
    with app.app_context(), transaction():
        inzage = open_client(client_id, by=db.session.get(Gebruiker, by))
        draad: Draad = services.ask(inzage, Vraag(tekst, aan, Spoed.WEEK, soort))
        if laat:
            draad.antwoord_voor = now() - timedelta(days=1)
        for name, value in values.items():
            setattr(draad, name, value)
        return draad.id


def nieuw(client_id) -> str:
    return f"/clienten/{client_id}/berichten/nieuw"


def draad(draad_id) -> str:
    return f"/berichten/{draad_id}"


def stored(app, draad_id=None) -> Draad:
    with app.app_context():
        query = select(Draad).where(Draad.id == draad_id) if draad_id else select(Draad)
        return db.session.scalars(query).one()


def do(persona, draad_id, wat: str, **fields):
    """Fill in and send a form of the thread as it stands on its page."""
    url = f"{draad(draad_id)}/{wat}"
    return persona.post(url, form_in(persona.get(draad(draad_id)), url) | fields)
