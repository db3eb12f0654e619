"""The SQL behind lists, opening and households says exactly what the rules say, for any set of rules and seats."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overlegtafel.clienten.inzage import count_visible, open_client, visible_to
from overlegtafel.clienten.models import Huishouden
from overlegtafel.core.datums import now, today
from overlegtafel.core.fouten import Geweigerd
from overlegtafel.extensions import db
from overlegtafel.toegang.domein import Besluit, Domein, Soort
from overlegtafel.toegang.models import Gebruiker, Toestemming
from overlegtafel.toegang.regels import Regel, allows
from tests.wereld import allow, make_client, seat

many_examples = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

ORGANISATIES = ("nazareth", "oost", "mondriaan", "trajekt")
LEZERS = ("huisarts", "huisarts2", "assistent", "psychiater", "sociaalteam", "beheer")
TEAM_OF = {"psychiater": "ggz_team", "sociaalteam": "sociaal_team"}

regels = st.fixed_dictionaries(
    {
        "besluit": st.sampled_from(Besluit),
        "voor": st.sampled_from([Domein.HUISARTSENZORG, Domein.GGZ, Domein.SOCIAAL]) | st.sampled_from(ORGANISATIES),
        "soort": st.none() | st.sampled_from(Soort),
        "dagen": st.none() | st.integers(-2, 2),
        "ingetrokken": st.booleans(),
    }
)
zetels = st.tuples(
    st.sampled_from(["huisarts2", "psychiater", "sociaalteam", "ggz_team", "sociaal_team"]), st.booleans()
)
leden = st.fixed_dictionaries(
    {
        "praktijk": st.none() | st.sampled_from(["nazareth", "oost"]),
        "zetels": st.lists(zetels, max_size=3),
        "regels": st.lists(regels, max_size=6),
    }
)


def _store(wereld, gezin: list[dict]) -> list:
    home = Huishouden(id=uuid4())
    db.session.add(home)
    db.session.flush()
    clients = []
    for number, lid in enumerate(gezin):
        praktijk = getattr(wereld, lid["praktijk"]) if lid["praktijk"] else None
        client = make_client("Lid", "", f"Nummer{number}", date(1980, 1, 1 + number), praktijk=praktijk, home=home)
        clients.append(client)
        for who, has_left in lid["zetels"]:
            holder = {"team_id" if who.endswith("_team") else "gebruiker_id": getattr(wereld, who)}
            seat(client.id, **holder, tot=today() if has_left else None)
        for regel in lid["regels"]:
            stored = (
                allow(client.id, regel["voor"], besluit=regel["besluit"].value)
                if isinstance(regel["voor"], Domein)
                else allow(client.id, besluit=regel["besluit"].value, organisatie_id=getattr(wereld, regel["voor"]))
            )
            stored.soort = regel["soort"].value if regel["soort"] else None
            stored.geldig_tot = None if regel["dagen"] is None else today() + timedelta(days=regel["dagen"])
            stored.ingetrokken_op = now() if regel["ingetrokken"] else None
    db.session.flush()
    return clients


def _relation(lid: dict, name: str, by: Gebruiker) -> str | None:
    """What the right to look would rest on, the strongest first."""
    here = {who for who, has_left in lid["zetels"] if not has_left}
    practices = {"huisarts": "nazareth", "assistent": "nazareth", "huisarts2": "oost"}
    if practices.get(name) and practices[name] == lid["praktijk"]:
        return "praktijk"
    if name in here:
        return "persoon"
    return "team" if TEAM_OF.get(name) in here else None


def _may(wereld, lid: dict, name: str, by: Gebruiker, soort: Soort) -> bool:
    rules = [
        Regel(
            r["besluit"],
            domein=r["voor"] if isinstance(r["voor"], Domein) else None,
            organisatie_id=None if isinstance(r["voor"], Domein) else getattr(wereld, r["voor"]),
            soort=r["soort"],
            geldig_tot=None if r["dagen"] is None else today() + timedelta(days=r["dagen"]),
            ingetrokken=r["ingetrokken"],
        )
        for r in lid["regels"]
    ]
    consent = allows(rules, domein=by.domein, organisatie_id=by.organisatie_id, soort=soort, op=today())
    return by.domein is not Domein.BEHEER and _relation(lid, name, by) is not None and consent


@pytest.fixture
def lezer(app, wereld):
    """lezer('huisarts'): the person as the services know them; everything a test does here is rolled back."""
    with app.app_context():
        yield lambda name: db.session.get_one(Gebruiker, getattr(wereld, name))
        db.session.rollback()


@many_examples
@given(gezin=st.lists(leden, min_size=1, max_size=3), name=st.sampled_from(LEZERS), soort=st.sampled_from(Soort))
def test_lists_doors_and_households_all_say_what_the_rules_say(wereld, lezer, gezin, name, soort):
    db.session.rollback()
    by = lezer(name)
    before = count_visible(by)
    clients = _store(wereld, gezin)
    expected = {c.id for c, lid in zip(clients, gezin, strict=True) if _may(wereld, lid, name, by, soort)}
    with_plan = {c.id for c, lid in zip(clients, gezin, strict=True) if _may(wereld, lid, name, by, Soort.PLAN)}

    ours = {c.id for c in clients}
    assert {c.id for c in db.session.scalars(visible_to(by, soort))} & ours == expected
    assert count_visible(by) - before == len(with_plan)
    for client, lid in zip(clients, gezin, strict=True):
        if client.id not in expected:
            with pytest.raises(Geweigerd) as refusal:
                open_client(client.id, by=by, soort=soort)
            assert refusal.value.inzageregel.client_id == client.id
            continue
        inzage = open_client(client.id, by=by, soort=soort)
        assert inzage.grond == _relation(lid, name, by)
        rule = db.session.get_one(Toestemming, inzage.toestemming_id)
        assert (rule.client_id, rule.besluit, rule.ingetrokken_op) == (client.id, "ja", None)
        assert inzage.gezin.ids == with_plan
        assert inzage.gezin.afgeschermd == len(clients) - len(with_plan)
    db.session.rollback()


@many_examples
@given(lid=leden, name=st.sampled_from(["huisarts", "psychiater"]))
def test_a_merged_double_opens_as_the_client_it_became_under_that_ones_rules(wereld, lezer, lid, name):
    db.session.rollback()
    by = lezer(name)
    kept, double = _store(wereld, [lid, {"praktijk": "nazareth", "zetels": [("psychiater", False)], "regels": []}])
    allow(double.id, Domein.GGZ)
    allow(double.id, Domein.HUISARTSENZORG)
    double.samengevoegd_in_id = kept.id
    db.session.flush()
    if _may(wereld, lid, name, by, Soort.PLAN):
        assert open_client(double.id, by=by).client.id == kept.id
    else:
        with pytest.raises(Geweigerd):
            open_client(double.id, by=by)
    assert double.id not in {c.id for c in db.session.scalars(visible_to(by))}
    db.session.rollback()
