"""What the tests of answering a referral share: its page, and its forms as a browser sends them."""

from uuid import UUID

from sqlalchemy import select

from overlegtafel.extensions import db
from overlegtafel.toegang.models import Account, Gebruiker, Team
from overlegtafel.verwijzingen.models import Verwijsstap, Verwijzing
from tests.plannen.hulp import form_in


def pagina(verwijzing_id) -> str:
    return f"/verwijzingen/{verwijzing_id}"


def stored(app, verwijzing_id) -> Verwijzing:
    with app.app_context():
        return db.session.get_one(Verwijzing, verwijzing_id)


def stappen(app, verwijzing_id) -> list[Verwijsstap]:
    """What happened, oldest first."""
    with app.app_context():
        query = select(Verwijsstap).where(Verwijsstap.verwijzing_id == verwijzing_id)
        return list(db.session.scalars(query.order_by(Verwijsstap.op)))


def form(persona, verwijzing_id, pad: str) -> dict[str, str]:
    """The form as it stands on the page now."""
    return form_in(persona.get(pagina(verwijzing_id)), f"{pagina(verwijzing_id)}/{pad}")


def do(persona, verwijzing_id, pad: str, **fields):
    """Fill in and send a form of the referral as it stands on its page."""
    return persona.post(f"{pagina(verwijzing_id)}/{pad}", form(persona, verwijzing_id, pad) | fields)


def join(app, name: str, team_id) -> UUID:
    """Put this person in this team."""
    with app.app_context():
        who = select(Gebruiker).join(Account).where(Account.email == f"{name}@demo.test")
        person = db.session.scalars(who).one()
        person.teams.append(db.session.get_one(Team, team_id))
        db.session.commit()
        return person.id
