"""The same promise through the whole app: whatever is saved, whoever prints it gets one half page."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overlegtafel.clienten.inzage import open_client
from overlegtafel.core.datums import show_date, today
from overlegtafel.core.fouten import Ongeldig
from overlegtafel.core.transaction import transaction
from overlegtafel.extensions import db
from overlegtafel.plannen import betrokkenen, blad, huishouden, services
from overlegtafel.plannen.halve_a4 import to_pdf
from overlegtafel.toegang.domein import Domein
from overlegtafel.toegang.models import Gebruiker
from tests.plannen.bladen import texts
from tests.plannen.hulp import check_print
from tests.wereld import allow, make_client, make_plan, seat

SOORTEN = ("doel", "afspraak", "signaal", "wie", "veranderwens")

_write = st.tuples(st.just("regel"), st.sampled_from(SOORTEN), texts(), st.integers(0, 5))
_seat = st.tuples(st.just("stoel"), texts(60), texts(140), st.integers(0, 5))
_change = st.tuples(st.just("wijzig"), st.integers(0, 20), texts(), st.integers(0, 5))
_finish = st.tuples(st.just("staat"), st.integers(0, 20), st.sampled_from(["gedaan", "open"]), st.just(0))
_leave = st.tuples(st.just("weg"), st.integers(0, 20), st.just(""), st.just(0))
# Mostly additions, so that pages become full.
steps = st.lists(st.one_of(_write, _write, _write, _seat, _seat, _change, _change, _finish, _leave), max_size=25)


def _household(size: int, by: dict) -> list[UUID]:
    """So many people in one house, all patients of the huisarts; the sociaal team sees the first only."""
    first = make_client("Noor", "", "Vermeulen-van Weert", today() - timedelta(days=14000), praktijk=by["nazareth"])
    home = first.huishouden
    others = [
        make_client(f"Lid{n}", "van der", "Meulenbroek", today() - timedelta(days=5000 * n), praktijk=by["nazareth"])
        for n in range(1, size)
    ]
    for other in others:
        other.huishouden_id = home.id
    for member in (first, *others):
        allow(member.id, Domein.HUISARTSENZORG)
    allow(first.id, Domein.SOCIAAL)
    seat(first.id, team_id=by["sociaal_team"], doel="schulden", is_coordinator=True)
    make_plan(home.id)
    return [first.id, *(other.id for other in others)]


def _step(step, client_id: UUID, by: Gebruiker) -> None:
    """Do one change as the huisarts; raises Ongeldig when it is refused."""
    kind, what, text, number = step
    inzage = open_client(client_id, by=by)
    inhoud = blad.load_bladinhoud(inzage)
    whose = str(inhoud.leden[number % len(inhoud.leden)].id)
    owner = {"eigenaar": f"c:{whose}", "datum": show_date(today())}
    if kind == "regel":
        if what in services.PER_PERSOON and inhoud.regel_van(UUID(whose), what):
            return
        extra = owner if what == "afspraak" else {}
        voor = whose if what in services.PER_PERSOON or number % 2 else ""
        services.create_regel(inzage, what, tekst=text, voor=voor, **extra)
    elif kind == "stoel":
        betrokkenen.create_betrokkene(inzage, betrokkenen.Invoer(naam=what, doel=text, voor=whose))
    elif kind == "weg":
        here = inhoud.aan_tafel
        betrokkenen.leave(inzage, here[what % len(here)].id, versie=here[what % len(here)].versie)
    elif inhoud.regels:
        line = inhoud.regels[what % len(inhoud.regels)]
        if kind == "wijzig":
            extra = owner if line.soort == "afspraak" else {}
            services.change_regel(inzage, line.id, versie=line.versie, tekst=text, **extra)
        elif line.soort not in services.PER_PERSOON:
            services.set_staat(inzage, line.id, text, versie=line.versie)


def _check_prints(client_ids, by: Gebruiker, reader: Gebruiker) -> None:
    for client_id in client_ids:
        check_print(to_pdf(services.load_print(open_client(client_id, by=by))))
    check_print(to_pdf(services.load_print(open_client(client_ids[0], by=reader))))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(size=st.integers(1, 4), changes=steps, apart=st.booleans())
def test_any_accepted_plan_prints_on_half_an_a4_for_everybody(app, wereld, size, changes, apart):
    """A random history of a household, then a print for every member at the head, and for who sees only one of them."""
    with app.app_context():
        by, reader = (db.session.get(Gebruiker, getattr(wereld, name)) for name in ("huisarts", "sociaalteam"))
        with transaction():
            ids = _household(size, wereld.ids)
        refused = 0
        for step in changes:
            try:
                with transaction():
                    _step(step, ids[0], by)
            except Ongeldig:
                refused += 1
            if step[0] == "weg" and not blad.load_bladinhoud(open_client(ids[0], by=by)).aan_tafel:
                break
        if not any(
            b.team_id == wereld.sociaal_team for b in blad.load_bladinhoud(open_client(ids[0], by=by)).aan_tafel
        ):
            with transaction():
                seat(ids[0], team_id=wereld.sociaal_team, doel="x")
        _check_prints(ids, by, reader)
        if apart and size > 1:
            with transaction():
                huishouden.move_out(open_client(ids[1], by=by))
            _check_prints(ids, by, reader)
        db.session.remove()
