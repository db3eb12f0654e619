"""What the tests of consent, requests and emergency access share: filling in the forms as a browser would."""

from uuid import UUID

from sqlalchemy import select

from overlegtafel.extensions import db
from overlegtafel.toegang.models_inzage import Toestemming
from tests.plannen.hulp import form_in


def url(client_id, rest: str = "") -> str:
    return f"/clienten/{client_id}{rest}"


def toestemming(client_id) -> str:
    return url(client_id, "/toestemming")


def form_of(persona, client_id, action: str | None = None) -> dict[str, str]:
    """A form of the page of consent, as it stands now."""
    return form_in(persona.get(toestemming(client_id)), action or toestemming(client_id))


def decide(persona, client_id, **chosen):
    """Record a decision per domain: decide(huisarts, truus, ggz='ja'); other fields by their own name."""
    domains = {f"mag-{key}": value for key, value in chosen.items() if key not in ("wie", "hoe", "tot", "nummer")}
    fields = {key: value for key, value in chosen.items() if f"mag-{key}" not in domains}
    return persona.post(toestemming(client_id), form_of(persona, client_id) | {"hoe": "mondeling"} | domains | fields)


def make_exception(persona, client_id, **fields):
    """Record a decision for one organisatie or one kind."""
    action = toestemming(client_id) + "/uitzondering"
    return persona.post(action, form_of(persona, client_id, action) | {"hoe": "mondeling"} | fields)


def withdraw(persona, client_id, rule_id):
    action = f"{toestemming(client_id)}/{rule_id}/intrekken"
    return persona.post(action, form_of(persona, client_id, action))


def add_vertegenwoordiger(persona, client_id, naam: str, soort: str):
    action = url(client_id, "/vertegenwoordigers")
    fields = {"naam": naam, "soort_vertegenwoordiger": soort}
    return persona.post(action, form_of(persona, client_id, action) | fields)


def rules_of(app, client_id, **fields) -> list[Toestemming]:
    """What was recorded, oldest first."""
    with app.app_context():
        query = select(Toestemming).where(Toestemming.client_id == client_id).filter_by(**fields)
        return list(db.session.scalars(query.order_by(Toestemming.vastgelegd_op, Toestemming.id)))


def rule_ids(app, client_id, **fields) -> set[UUID]:
    return {rule.id for rule in rules_of(app, client_id, **fields)}
